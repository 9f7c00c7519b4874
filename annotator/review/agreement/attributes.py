"""Types and attribute values of matched records, as units for kappa and alpha.

Only records that were matched with one another are units: where nobody tagged anything nothing is compared. An attribute
is compared where the types of all that were matched have it. One that was not set counts as the tagset's default, or
as a value of its own where there is none; several values of one attribute count together as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from annotator.annotations.records import Entity, Event, Relation, Value
from annotator.review.agreement.cells import Cell, Cells, add
from annotator.review.agreement.spans import SPAN
from annotator.review.agreement.values import Pattern
from annotator.tagsets.model import Tagset

Valued: TypeAlias = Entity | Event | Relation

Types: TypeAlias = tuple[str | None, ...]
"""The types of matched records, with a place for each annotator; None where one has no such record."""

NOT_SET = "–"
"""Stands for an attribute that has no value and no default."""

TYPE = ""
"""The attribute's name under which types of matched records are compared."""

VALUE = "value"


class Attributes:
    """Which attributes types have, and what stands where they are not set; looked up once for each set of types."""

    def __init__(self, tagset: Tagset) -> None:
        self._tagset = tagset
        self._of: dict[Types, dict[str, str]] = {}
        self._plain: dict[tuple[str, Types], list[Cell]] = {}

    def of(self, types: Types) -> Mapping[str, str]:
        """The attributes that all of ``types`` have, each with what stands for a value that is not set."""
        found = self._of.get(types)
        if found is None:
            found = self._of[types] = self._looked_up(types)
        return found

    def plain(self, kind: str, types: Types) -> Sequence[Cell]:
        """The cells of a record of which nobody has set an attribute."""
        found = self._plain.get((kind, types))
        if found is None:
            found = self._plain[kind, types] = [
                (VALUE, kind, name, tuple(None if type is None else default for type in types))
                for name, default in self.of(types).items()
            ]
        return found

    def _looked_up(self, types: Types) -> dict[str, str]:
        every = [
            {
                a.id: NOT_SET if a.default is None else label(a.default)
                for a in self._tagset.attributes_of(type)
            }
            for type in types
            if type is not None
        ]
        return {name: value for name, value in every[0].items() if all(name in other for other in every)}


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


class Values:
    """Counts what annotators say of matched records of one kind in one article.

    Nearly always no attribute is set: such records are only told apart by their types until all have been seen.
    """

    def __init__(self, kind: str, attributes: Attributes) -> None:
        self._kind = kind
        self._attributes = attributes
        self._plain: dict[Types, int] = {}
        self._types: dict[Types, int] = {}
        self._whole: dict[Types, int] = {}
        self._cells: Cells = {}
        self.differing = 0
        """Records of which annotators say different values so far."""

    def compare(self, records: Sequence[Valued | None]) -> None:
        """Takes one matched record; ``records`` has a place for each annotator."""
        types = tuple([None if record is None else record.type for record in records])
        for record in records:
            if record is not None and record.attributes:
                self._types[types] = self._types.get(types, 0) + 1
                self._compare_values(types, records)
                return
        self._whole[types] = self._whole.get(types, 0) + 1

    def compare_plain(self, types: Types, times: int) -> None:
        """Takes so many matched records of these types without any attribute; their types are counted elsewhere."""
        self._plain[types] = self._plain.get(types, 0) + times

    def compare_values(self, records: Sequence[Valued | None]) -> None:
        """Takes one matched record whose types are counted elsewhere."""
        self._compare_values(tuple([None if record is None else record.type for record in records]), records)

    def _compare_values(self, types: Types, records: Sequence[Valued | None]) -> None:
        differ = False
        cells = self._cells
        for name, default in self._attributes.of(types).items():
            pattern: list[str | None] = []
            for record in records:
                if record is None:
                    pattern.append(None)
                    continue
                value = record.attributes.get(name)
                pattern.append(
                    default if value is None else value if value.__class__ is str else label(value)
                )
            cell = (VALUE, self._kind, name, tuple(pattern))
            cells[cell] = cells.get(cell, 0) + 1
            differ = differ or len({value for value in pattern if value is not None}) > 1
        self.differing += differ

    def count(self, cells: Cells) -> None:
        """Writes cells ``(value, kind, attribute, pattern)``; types stand under :data:`TYPE`."""
        cells.update(self._cells)
        for counted in (self._types, self._whole):
            for types, times in counted.items():
                add(cells, (VALUE, self._kind, TYPE, types), times)
        for counted in (self._plain, self._whole):
            for types, times in counted.items():
                for cell in self._attributes.plain(self._kind, types):
                    add(cells, cell, times)


def values_of(cells: Mapping[Cell, float]) -> dict[tuple[str, str], dict[Pattern, float]]:
    """The units of each ``(kind, attribute)``, by pattern."""
    found: dict[tuple[str, str], dict[Pattern, float]] = {}
    for cell, count in cells.items():
        unit = unit_of(cell)
        if unit is not None:
            key, pattern = unit
            patterns = found.setdefault(key, {})
            patterns[pattern] = patterns.get(pattern, 0) + count
    return found


def unit_of(cell: Cell) -> tuple[tuple[str, str], Pattern] | None:
    """Kind and attribute of a cell that counts values, and their pattern; None for other cells.

    Types of matched mentions of two annotators stand in the cells of their spans.
    """
    if cell[0] == VALUE:
        return (cell[1], cell[2]), cell[3]
    if cell[0] == SPAN and cell[2] and cell[3] and cell[1] != "zone":
        return (cell[1], TYPE), (cell[2], cell[3])
    return None
