"""Attribute values of matched records, as units for kappa and alpha.

Only records that were matched with one another are units: where nobody tagged anything nothing is compared. An attribute
is compared where the types of all that were matched have it. One that was not set counts as the tagset's default, or
as a value of its own where there is none; several values of one attribute count together as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from annotator.annotations.records import Entity, Event, Relation, Value
from annotator.review.agreement.cells import Cell, Cells, add
from annotator.review.agreement.values import Pattern
from annotator.tagsets.model import Tagset

Valued: TypeAlias = Entity | Event | Relation

NOT_SET = "–"
"""Stands for an attribute that has no value and no default."""

TYPE = ""
"""The attribute's name under which types of matched records are compared."""

VALUE = "value"


class Attributes:
    """Which attributes types have, and what stands where they are not set; looked up once for each type."""

    def __init__(self, tagset: Tagset) -> None:
        self._tagset = tagset
        self._of: dict[tuple[str, ...], dict[str, str]] = {}

    def of(self, types: Iterable[str]) -> Mapping[str, str]:
        """The attributes that all of ``types`` have, each with what stands for a value that is not set."""
        key = tuple(types)
        found = self._of.get(key)
        if found is None:
            every = [
                {
                    a.id: NOT_SET if a.default is None else label(a.default)
                    for a in self._tagset.attributes_of(type)
                }
                for type in key
            ]
            found = {
                name: default for name, default in every[0].items() if all(name in other for other in every)
            }
            self._of[key] = found
        return found


def label(value: Value) -> str:
    """A value as a name."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case tuple():
            return ", ".join(sorted(value)) or NOT_SET
        case _:
            return str(value)


def count_values(
    cells: Cells, records: Sequence[Valued | None], attributes: Attributes, *, types: bool = False
) -> bool:
    """Counts what annotators say of one matched record: cells ``(value, kind, attribute, pattern)``.

    ``records`` has a place for each annotator, None where one has no such record. ``types`` also counts their types,
    under :data:`TYPE`. Whether they differ in an attribute.
    """
    there = [record for record in records if record is not None]
    kind = there[0].kind
    if types:
        add(cells, (VALUE, kind, TYPE, tuple(None if r is None else r.type for r in records)))
    differ = False
    first = there[0].type
    of_all = (first,) if all(r.type == first for r in there) else sorted({r.type for r in there})
    for name, default in attributes.of(of_all).items():
        pattern: Pattern = tuple(
            None if r is None else label(r.attributes[name]) if name in r.attributes else default
            for r in records
        )
        add(cells, (VALUE, kind, name, pattern))
        differ = differ or len(set(pattern) - {None}) > 1
    return differ


def values_of(cells: Mapping[Cell, float]) -> dict[tuple[str, str], dict[Pattern, float]]:
    """The units of each ``(kind, attribute)`` that :func:`count_values` counted, by pattern."""
    found: dict[tuple[str, str], dict[Pattern, float]] = {}
    for cell, count in cells.items():
        if cell[0] == VALUE:
            _, kind, name, pattern = cell
            found.setdefault((kind, name), {})[pattern] = count
    return found
