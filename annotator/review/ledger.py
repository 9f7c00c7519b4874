"""The decisions of a gold sheet, found by what they rest on and by what came of them. Follows the sheet edit by edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.annotations.edits import Edit
from annotator.annotations.records import Decision, Record
from annotator.review.evidence import digest
from annotator.review.grouping import Member
from annotator.review.units import Unit

AUTOMATIC = frozenset({"agreed", "rule"})
"""Outcomes that nobody chose."""

DEFERRED = "deferred"


class Ledger:
    """What was decided so far, whether or not it still stands."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._by_id: dict[str, Decision] = {}
        self._by_member: dict[Member, dict[str, None]] = {}
        self._by_result: dict[str, str] = {}
        self._digests: dict[str, tuple[Record, str]] = {}
        for record in records:
            if isinstance(record, Decision):
                self._add(record)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._by_id.values())

    def get(self, id: str) -> Decision | None:
        """The decision of that id, or None."""
        return self._by_id.get(id)

    def follow(self, edit: Edit) -> None:
        """Takes over what ``edit`` changes in the gold sheet."""
        for change in edit.changes:
            if isinstance(change.before, Decision):
                self._remove(change.before)
        for change in edit.changes:
            if isinstance(change.after, Decision):
                self._add(change.after)

    def about(self, unit: Unit) -> list[Decision]:
        """All decisions that rest on any version of ``unit``, standing or not."""
        found: dict[str, None] = {}
        for annotator, record in unit.versions:
            found.update(self._by_member.get((annotator, record.id), {}))
        return [self._by_id[id] for id in found]

    def standing(self, unit: Unit) -> Decision | None:
        """The decision about ``unit`` whose evidence is unchanged, deferred or not; else None.

        What nobody chose stands only while as many agree as then, and what all agreed on while they do: the records of an
        event may be the same, and what fills them no longer be.
        """
        for decision in self.about(unit):
            if len(decision.evidence) != len(unit.versions) or decision.of != unit.kind:
                continue
            held = {e.annotator: e for e in decision.evidence}
            if all(
                (e := held.get(annotator)) is not None
                and e.record == record.id
                and e.digest == self._digest(annotator, record)
                for annotator, record in unit.versions
            ):
                of = len(unit.versions) + len(unit.missing)
                if decision.outcome in AUTOMATIC and decision.votes.of != of:
                    continue
                if decision.outcome == "agreed" and unit.differs:
                    continue
                return decision
        return None

    def decided(self, unit: Unit) -> bool:
        """Whether a decision about ``unit`` stands that was not put off."""
        found = self.standing(unit)
        return found is not None and found.outcome != DEFERRED

    def of_result(self, id: str) -> Decision | None:
        """The decision that a gold record came of."""
        found = self._by_result.get(id)
        return None if found is None else self._by_id[found]

    def _digest(self, annotator: str, record: Record) -> str:
        known = self._digests.get(f"{annotator}:{record.id}")
        if known is None or known[0] is not record:
            known = (record, digest(record))
            self._digests[f"{annotator}:{record.id}"] = known
        return known[1]

    def _add(self, decision: Decision) -> None:
        self._by_id[decision.id] = decision
        for e in decision.evidence:
            self._by_member.setdefault((e.annotator, e.record), {})[decision.id] = None
        for result in decision.results:
            self._by_result[result] = decision.id

    def _remove(self, decision: Decision) -> None:
        del self._by_id[decision.id]
        for e in decision.evidence:
            self._by_member.get((e.annotator, e.record), {}).pop(decision.id, None)
        for result in decision.results:
            if self._by_result.get(result) == decision.id:
                del self._by_result[result]
