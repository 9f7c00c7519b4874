"""What the list of differences says of each: where, what, which classes, who stands apart, and how far it is.

Rows are values that hold no record, so that those of a whole folder stay small. Knows no Qt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Relation,
    Zone,
    quote,
)
from annotator.review.ledger import DEFERRED, Ledger
from annotator.review.units import Comparison, Unit

State: TypeAlias = Literal["open", "changed", "deferred", "decided", "gone"]

_MOST_QUOTE = 160


class Row(Struct, frozen=True, gc=False):
    """One difference of an article."""

    article: str
    key: str
    kind: str
    types: tuple[str, ...]
    """The types that anybody gave it, the first one for its mark."""
    quote: str
    classes: tuple[str, ...]
    apart: tuple[str, ...]
    """The annotators who do not have it as most have it; all of them where none are most."""
    state: State = "open"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state != "decided"


class Filter(Struct, frozen=True):
    """Which rows are listed; empty texts let all through."""

    difference: str = ""
    type: str = ""
    annotator: str = ""
    only_open: bool = False

    def lets(self, row: Row) -> bool:
        """Whether a row is listed."""
        return (
            (not self.difference or self.difference in row.classes)
            and (not self.type or self.type in row.types)
            and (not self.annotator or self.annotator in row.apart)
            and (not self.only_open or row.is_open)
        )

    @property
    def is_empty(self) -> bool:
        """Whether it lets all through."""
        return self == Filter()


def state_of(unit: Unit, ledger: Ledger) -> State:
    """How far a unit is: by the decision that stands, else by those that rest on what has changed."""
    decision = ledger.standing(unit)
    if decision is not None:
        return "deferred" if decision.outcome == DEFERRED else "decided"
    return "changed" if ledger.about(unit) else "open"


def row_of(article: str, comparison: Comparison, unit: Unit, state: State) -> Row:
    """The row of a unit."""
    types: dict[str, None] = {}
    for _, record in unit.versions:
        if isinstance(record, (Entity, Event, Relation, Zone, Instance)):
            types[record.type] = None
    return Row(
        article,
        unit.key,
        unit.kind,
        tuple(types),
        quoted(comparison, unit),
        unit.classes,
        apart(comparison, unit),
        state,
    )


def quoted(comparison: Comparison, unit: Unit) -> str:
    """A unit in its own words: the quote, the ends of a relation, the name of an instance."""
    annotator, record = unit.versions[0]
    match record:
        case Entity() | Event() | Zone():
            return quote(record)[:_MOST_QUOTE]
        case Relation():
            ends = (comparison.sheets[annotator].get(a.filler) for a in record.arguments)
            return " – ".join(quote(end)[:60] for end in ends if isinstance(end, (Entity, Event)))
        case ArticleLabel():
            return "The article"
        case Instance():
            return record.name
        case _:
            return ""


def apart(comparison: Comparison, unit: Unit) -> tuple[str, ...]:
    """The annotators who do not have a unit as most have it; all where no version has the most."""
    said: dict[str, object] = {v.annotator: comparison.content(v) for v in unit.versions}
    said.update(dict.fromkeys(unit.missing))
    camps: dict[object, list[str]] = {}
    for name, content in said.items():
        camps.setdefault(content, []).append(name)
    sizes = sorted((len(camp) for camp in camps.values()), reverse=True)
    if len(sizes) > 1 and sizes[0] > sizes[1]:
        return tuple(sorted(n for camp in camps.values() if len(camp) < sizes[0] for n in camp))
    return tuple(sorted(said))


def counts(rows: Iterable[Row]) -> Mapping[str, Mapping[str, int]]:
    """How many rows there are by class, by type and by annotator, under ``class``, ``type``, ``annotator``."""
    found: dict[str, dict[str, int]] = {"class": {}, "type": {}, "annotator": {}}
    for row in rows:
        for group, names in (("class", row.classes), ("type", row.types), ("annotator", row.apart)):
            held = found[group]
            for name in names:
                held[name] = held.get(name, 0) + 1
    return found
