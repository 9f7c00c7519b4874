"""Gold that no decision speaks of: made by hand or adopted from one annotator before anybody adjudicated.

Such a record stands for a unit where it was adopted from one of its versions, where it has the place of one of them, or
where it overlaps one of the same type and has no other unit's place. Deciding goes on from it: nothing of it is made a
second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from annotator.annotations.records import ArticleLabel, Entity, Event, Record, Relation, Zone, stretches
from annotator.review.alignment import overlap
from annotator.review.units import Comparison, Unit, Version
from annotator.review.working import Working

_Place: TypeAlias = tuple[str, str, tuple[tuple[int, int], ...]]
_Rank: TypeAlias = tuple[bool, bool, bool, int, str]


class Unclaimed:
    """Finds what gold holds of the units of one comparison although nobody decided about it."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._units_at: dict[_Place, set[str]] | None = None

    def of(self, work: Working, unit: Unit) -> Record | None:
        """The gold record that stands for ``unit``, or None."""
        ranked = [
            (rank, record)
            for near in self._near(work, unit)
            if (record := work.get(near.id)) is not None and work.is_unclaimed(record.id)
            if (rank := self._rank(work, unit, record)) is not None
        ]
        return max(ranked, key=lambda found: found[0])[1] if ranked else None

    def says(self, work: Working, gold: Record, version: Version) -> bool:
        """Whether a gold record says what a version does."""
        record = version.record
        if gold.kind != record.kind or _values(self._comparison, gold) != _values(self._comparison, record):
            return False
        if (
            isinstance(gold, (Entity, Event, Zone))
            and isinstance(record, (Entity, Event, Zone))
            and _place(gold) != _place(record)
        ):
            return False
        if isinstance(gold, (Event, Relation)) and isinstance(record, (Event, Relation)):
            ends = {(a.role, self._key_of(work, a.filler)) for a in gold.arguments}
            return gold.type == record.type and ends == set(self._comparison.arguments(version))
        return True

    def _near(self, work: Working, unit: Unit) -> Iterable[Record]:
        found: dict[str, Record] = {}
        for version in unit.versions:
            match version.record:
                case Entity() | Event() as mention:
                    near: Iterable[Record] = work.index.mentions_in(
                        mention.span[0].start, mention.span[-1].end
                    )
                case Zone() as zone:
                    near = work.index.zones_in(zone.span[0].start, zone.span[-1].end)
                case Relation():
                    near = self._relations(work, version)
                case ArticleLabel():
                    near = work.labels()
                case _:
                    near = ()
            found.update({record.id: record for record in near})
        return found.values()

    def _relations(self, work: Working, version: Version) -> Iterable[Record]:
        """Gold's relations that have an end which a version's first end stands for."""
        for _, key in self._comparison.arguments(version)[:1]:
            target = self._comparison.by_key.get(key)
            if target is None:
                continue
            ends = [id for decision in work.about(target) for id in decision.results]
            if not ends and (bare := self.of(work, target)) is not None:
                ends = [bare.id]
            for end in ends:
                yield from work.index.referrers(end)

    def _rank(self, work: Working, unit: Unit, gold: Record) -> _Rank | None:
        """How well a gold record fits a unit; None where it stands for something else."""
        if gold.kind != unit.kind:
            return None
        source = self._source(gold)
        if source is not None and source is not unit:
            return None
        same = any(self.says(work, gold, version) for version in unit.versions)
        if not isinstance(gold, (Entity, Event, Zone)):
            return (
                (source is unit, same, same, 0, gold.id) if same or source or unit.kind == "article" else None
            )
        at = self._places().get(_place(gold), set())
        spanned = [r for _, r in unit.versions if isinstance(r, (Entity, Event, Zone))]
        on = any(stretches(record) == stretches(gold) for record in spanned)
        shared = max((overlap(record, gold) for record in spanned if record.type == gold.type), default=0)
        if source is None and unit.key not in at and (at or not (on or shared)):
            return None
        return (source is unit, same, on, shared, gold.id)

    def _source(self, gold: Record) -> Unit | None:
        """The unit that a gold record was adopted from."""
        origin = gold.origin
        return self._comparison.unit_of(origin.annotator, origin.record) if origin.way == "adopted" else None

    def _key_of(self, work: Working, id: str) -> str:
        """The key of the unit that a gold record stands for, as far as that is plain; else a text of its own."""
        decision, record = work.of_result(id), work.get(id)
        for e in decision.evidence if decision is not None else ():
            if (unit := self._comparison.unit_of(e.annotator, e.record)) is not None:
                return unit.key
        if record is None:
            return f"?{id}"
        if (source := self._source(record)) is not None:
            return source.key
        at = self._places().get(_place(record), set()) if isinstance(record, (Entity, Event)) else set()
        return next(iter(at)) if len(at) == 1 else f"?{id}"

    def _places(self) -> dict[_Place, set[str]]:
        if self._units_at is None:
            self._units_at = {}
            for unit in self._comparison.units:
                for _, record in unit.versions:
                    if isinstance(record, (Entity, Event, Zone)):
                        self._units_at.setdefault(_place(record), set()).add(unit.key)
        return self._units_at


def _place(record: Entity | Event | Zone) -> _Place:
    return (record.kind, record.type, stretches(record))


def _values(comparison: Comparison, record: Record) -> object:
    valued = isinstance(record, (Entity, Event, Relation, ArticleLabel))
    return comparison.values(record) if valued else None  # type: ignore[arg-type]
