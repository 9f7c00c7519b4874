"""Putting gold together: a version becomes gold with what fills it, a decision is recorded, what waited is completed.

The lower half of :mod:`annotator.review.deciding`, which says what a person can choose. Everything happens in a
:class:`~annotator.review.working.Working`; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.records import (
    Argument,
    Decision,
    Entity,
    Event,
    Origin,
    Record,
    Relation,
    Votes,
)
from annotator.review.evidence import evidence_of, result_id
from annotator.review.ledger import DEFERRED
from annotator.review.rules import Choice, Rules, choose, votes_for
from annotator.review.unclaimed import Unclaimed
from annotator.review.units import Comparison, Unit, Version
from annotator.review.working import Working

ADOPTED = frozenset({"agreed", "rule", "accepted"})
"""Outcomes whose gold record is one version as it is."""


class Making:
    """Makes gold of the units of one comparison, in the name of one adjudicator."""

    def __init__(self, comparison: Comparison, author: Author) -> None:
        self.comparison = comparison
        self._author = author
        self._bare = Unclaimed(comparison)

    def take(self, work: Working, units: Iterable[Unit], rules: Rules) -> None:
        """Takes over of these units what needs no choice."""
        taken = []
        # Relations last: they need their ends, which may stand further down in the text.
        for unit in sorted(units, key=_is_relation):
            if unit.kind == "instance" or work.standing(unit) is not None:
                continue
            choice = choose(self.comparison, unit, rules)
            if choice is None:
                continue
            if (there := self._unclaimed(work, unit)) is not None:
                if self._keep_unclaimed(work, unit, there, choice):
                    taken.append(unit)
            elif not choice.annotator:
                self.drop(work, unit, choice.outcome, choice.votes, "", "")
            elif self.adopt(work, unit, choice.annotator, choice.outcome, choice.votes, None, "", ""):
                taken.append(unit)
        self.settle(work, taken)

    def adopt(
        self,
        work: Working,
        unit: Unit,
        annotator: str,
        outcome: str,
        votes: Votes | None,
        bringing: dict[str, str] | None,
        reason: str,
        comment: str,
    ) -> str:
        """Makes a version gold; its gold id. ``bringing`` holds what is being adopted; None brings no fillers."""
        record = unit.of(annotator)
        assert record is not None, "the version was asked for"
        former = self.former(work, unit)
        # A gold record keeps its id when it is decided about again, so that what refers to it stays.
        id = former[0] if former else _free_id(work, unit)
        if bringing is not None:
            bringing[unit.key] = id
        gold = replace(
            record,
            id=id,
            by=self._author.annotator,
            at=self._author.now(),
            origin=Origin("adopted", annotator, record.id),
        )
        if isinstance(gold, (Event, Relation)):
            gold = replace(gold, arguments=self._arguments(work, unit, annotator, gold, bringing))
            if isinstance(gold, Relation) and len(gold.arguments) < len(record.arguments):  # type: ignore[union-attr]
                return ""  # until its ends are decided
        for spare in former[1:]:
            work.drop(spare)
        if isinstance(gold, (Entity, Event)):
            held = work.get(id)
            gold = replace(gold, instances=held.instances if isinstance(held, (Entity, Event)) else ())
        work.put(gold)
        if votes is None:
            votes = votes_for(self.comparison, unit, Version(annotator, record))
        self.record(work, unit, outcome, (id,), votes, reason, comment)
        return id

    def _arguments(
        self,
        work: Working,
        unit: Unit,
        annotator: str,
        record: Event | Relation,
        bringing: dict[str, str] | None,
    ) -> tuple[Argument, ...]:
        made: dict[Argument, None] = {}
        for argument in record.arguments:
            target = self.comparison.unit_of(annotator, argument.filler)
            filler = "" if target is None else self.filler(work, target, annotator, bringing)
            if filler:
                made[Argument(argument.role, filler)] = None
        return tuple(made)

    def filler(self, work: Working, target: Unit, annotator: str, bringing: dict[str, str] | None) -> str:
        """The gold id of what fills an argument, made gold where it may be; "" without one."""
        if bringing is not None and target.key in bringing:
            return bringing[target.key]
        standing = work.standing(target)
        if standing is not None and standing.outcome != DEFERRED:
            return standing.results[0] if standing.results else ""
        if (there := self._unclaimed(work, target)) is not None:
            return there.id
        if bringing is None:
            return ""
        return self.adopt(work, target, annotator, "accepted", None, bringing, "", "")

    def former(self, work: Working, unit: Unit) -> list[str]:
        """The ids of what gold has of a unit: what was decided about it, else what it holds anyway."""
        former = [id for decision in work.about(unit) for id in decision.results]
        if not former and (there := self._unclaimed(work, unit)) is not None:
            return [there.id]
        return former

    def _unclaimed(self, work: Working, unit: Unit) -> Record | None:
        """The gold record that stands for a unit although no decision says so."""
        return None if work.about(unit) else self._bare.of(work, unit)

    def votes(self, work: Working, unit: Unit, gold: Record) -> Votes:
        """How many have it as a gold record says."""
        return Votes(
            sum(self._bare.says(work, gold, version) for version in unit.versions), participants_of(unit)
        )

    def _keep_unclaimed(self, work: Working, unit: Unit, there: Record, choice: Choice) -> bool:
        """Leaves a gold record as it is and says so, if nobody has to look: no rule makes anything else of it."""
        record = unit.of(choice.annotator)
        if record is not None and self._bare.says(work, there, Version(choice.annotator, record)):
            self.record(work, unit, choice.outcome, (there.id,), choice.votes)
        elif choice.outcome == "agreed":
            self.record(work, unit, "edited", (there.id,), Votes(0, participants_of(unit)))
        else:
            return False
        return True

    def drop(self, work: Working, unit: Unit, outcome: str, votes: Votes, reason: str, comment: str) -> None:
        """Leaves a unit out of gold, and records why."""
        for result in self.former(work, unit):
            self._forget_kept(work, result)
            work.drop(result)
        self.record(work, unit, outcome, (), votes, reason, comment)

    def record(
        self,
        work: Working,
        unit: Unit,
        outcome: str,
        results: tuple[str, ...],
        votes: Votes,
        reason: str = "",
        comment: str = "",
    ) -> None:
        """Records what was decided about a unit; a reason and comment that it had stay where none is given."""
        evidence = evidence_of(unit.versions)
        id = result_id("decision", evidence)
        for former in work.about(unit):
            reason, comment = reason or former.reason, comment or former.comment
            if former.id != id:
                work.drop(former.id)
        for result in results:
            self._forget_kept(work, result)
        work.put(self.signed(Decision(id, unit.kind, outcome, evidence, results, votes, reason, comment)))

    def _forget_kept(self, work: Working, result: str) -> None:
        """Lets the decision go by which a gold record was only kept: another one speaks of it now."""
        kept = work.of_result(result)
        if kept is not None and not kept.evidence:
            work.drop(kept.id)

    def signed(self, decision: Decision) -> Decision:
        """A decision as the adjudicator's, made now."""
        return replace(decision, by=self._author.annotator, at=self._author.now())

    def settle(self, work: Working, units: Iterable[Unit]) -> None:
        """Completes what waited for these units: arguments of adopted events, relations all agree on."""
        for unit in units:
            for holder in self.comparison.referrers(unit):
                decision = work.standing(holder)
                if holder.kind == "relation" and decision is None:
                    self._take_waiting(work, holder)
                elif decision is not None and decision.outcome in ADOPTED and decision.results:
                    self._complete(work, holder, decision.results[0])

    def named(self, brought: Iterable[str]) -> list[Unit]:
        """The units of these keys: others may have waited for what came along, too."""
        return [self.comparison.by_key[key] for key in brought]

    def _take_waiting(self, work: Working, unit: Unit) -> None:
        choice = choose(self.comparison, unit, Rules())
        if choice is not None and choice.annotator:
            self.adopt(work, unit, choice.annotator, choice.outcome, choice.votes, None, "", "")

    def _complete(self, work: Working, unit: Unit, result: str) -> None:
        record = work.get(result)
        if not isinstance(record, (Event, Relation)):
            return
        annotator = record.origin.annotator
        source = unit.of(annotator)
        if not isinstance(source, (Event, Relation)):
            return
        wanted = self._arguments(work, unit, annotator, source, None)
        missing = tuple(a for a in wanted if a not in record.arguments)
        if missing:
            order = {argument: place for place, argument in enumerate(wanted)}
            joined = sorted((*record.arguments, *missing), key=lambda a: order.get(a, len(order)))
            work.put(replace(record, arguments=tuple(joined)))

    def result(self, work: Working, unit: Unit) -> Record | None:
        """What gold has of a unit."""
        return next((r for id in self.former(work, unit) if (r := work.get(id)) is not None), None)


def participants_of(unit: Unit) -> int:
    """How many took part in a unit."""
    return len(unit.versions) + len(unit.missing)


def _free_id(work: Working, unit: Unit) -> str:
    """The id of what is made of a unit for the first time; one that gold has already is another thing's."""
    evidence = evidence_of(unit.versions)
    ids = (result_id(unit.kind, evidence, again) for again in count())
    return next(id for id in ids if work.get(id) is None)


def _is_relation(unit: Unit) -> bool:
    return unit.kind == "relation"
