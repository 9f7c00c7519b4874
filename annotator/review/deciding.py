"""Deciding between versions: each choice gives back the edit of the gold sheet that does what it says.

Nothing here writes, asks or keeps anything: whoever owns the gold sheet applies the edit and lets its
:class:`~annotator.review.ledger.Ledger` follow. An edit holds the gold records and the decision about them, so that one undo
takes back both. An event brings its missing fillers along; a filler that was decided against stays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.authors import Author, derived_id
from annotator.annotations.edits import Change, Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.operations import describe
from annotator.annotations.records import (
    Decision,
    Entity,
    Event,
    Votes,
    Zone,
)
from annotator.annotations.sheet import Sheet
from annotator.review.ledger import DEFERRED, Ledger
from annotator.review.making import Making, participants_of
from annotator.review.parts import Part, with_part
from annotator.review.rules import Rules, votes_for
from annotator.review.units import Comparison, Unit
from annotator.review.working import Working
from annotator.sidecars.names import GOLD


class Gold(Struct, frozen=True):
    """The gold sheet as it stands, with what looks things up in it."""

    sheet: Sheet
    index: SheetIndex
    ledger: Ledger

    @classmethod
    def of(cls, sheet: Sheet) -> Gold:
        """The sheet with an index and a ledger of its own."""
        return cls(sheet, SheetIndex(sheet), Ledger(sheet))


class Deciding:
    """The choices that can be made on one comparison, in the name of one adjudicator.

    Labels of edits name no annotator: they outlive a blind review.
    """

    def __init__(self, comparison: Comparison, author: Author) -> None:
        self.comparison = comparison
        self._author = author
        self._making = Making(comparison, author)

    def take_over(self, gold: Gold, rules: Rules | None = None) -> Edit:
        """Takes over all that needs no choice; again after sheets changed, what nobody chose is chosen anew."""
        work = self._begin(gold)
        self._making.take(work, self.comparison.units, rules or Rules())
        return work.edit("take over what all agree on")

    def accept(self, gold: Gold, unit: Unit, annotator: str, *, reason: str = "", comment: str = "") -> Edit:
        """Makes one annotator's version gold, with whatever fills it. Raises KeyError where there is none."""
        record = unit.of(annotator)
        if record is None:
            raise KeyError(f"{annotator} has no such {unit.kind}")
        work = self._begin(gold)
        brought: dict[str, str] = {}
        self._making.adopt(work, unit, annotator, "accepted", None, brought, reason, comment)
        self._making.settle(work, [unit, *self._making.named(brought)])
        return work.edit(f"accept {describe(record)}")

    def accept_all(self, gold: Gold, choices: Iterable[tuple[Unit, str]], *, reason: str = "") -> Edit:
        """Makes many versions gold at once: of each unit that of the annotator named."""
        work = self._begin(gold)
        done: list[Unit] = []
        every: dict[str, str] = {}
        for unit, annotator in choices:
            if unit.of(annotator) is not None:
                brought: dict[str, str] = {}
                self._making.adopt(work, unit, annotator, "accepted", None, brought, reason, "")
                done.append(unit)
                every.update(brought)
        self._making.settle(work, [*done, *self._making.named(every)])
        return work.edit(f"accept {len(done)} versions")

    def none(self, gold: Gold, units: Sequence[Unit], *, reason: str = "", comment: str = "") -> Edit:
        """Decides that no version of these units is right: nothing of them is gold."""
        work = self._begin(gold)
        for unit in units:
            self._making.drop(work, unit, "none", votes_for(self.comparison, unit, None), reason, comment)
        what = describe(units[0].versions[0].record) if len(units) == 1 and units[0].versions else ""
        return work.edit(f"none of {what}" if what else f"none of {len(units)} differences")

    def defer(self, gold: Gold, unit: Unit, *, comment: str = "") -> Edit:
        """Puts a unit off; what gold holds of it stays."""
        work = self._begin(gold)
        results = tuple(id for d in work.about(unit) for id in d.results)
        self._making.record(work, unit, DEFERRED, results, Votes(0, participants_of(unit)), "", comment)
        return work.edit("defer a difference")

    def reopen(self, gold: Gold, unit: Unit) -> Edit:
        """Takes back what was decided about a unit, and what came of it."""
        work = self._begin(gold)
        for decision in work.about(unit):
            for result in decision.results:
                work.drop(result)
            work.drop(decision.id)
        return work.edit("open a difference again")

    def gone(self, gold: Gold) -> list[Decision]:
        """Decisions on records that are all gone since, so that no unit stands for them any more.

        Of annotators who take no part now, nothing is known to be gone.
        """
        known, people = self.comparison.unit_of, set(self.comparison.participants)
        return [
            decision
            for decision in gold.ledger
            if decision.of != "instance"
            and decision.evidence
            and all(e.annotator in people and known(e.annotator, e.record) is None for e in decision.evidence)
        ]

    def keep(self, gold: Gold, decision: Decision) -> Edit:
        """Keeps what came of a decision whose records are gone: from now on it rests on the adjudicator alone."""
        work = self._begin(gold)
        # Its id is of evidence that somebody may bring back.
        id = derived_id("decision", GOLD, "kept", decision.id, *decision.results)
        work.drop(decision.id)
        work.put(self._making.signed(replace(decision, id=id, outcome="edited", evidence=())))
        return work.edit("keep what nobody has any more")

    def discard(self, gold: Gold, decision: Decision) -> Edit:
        """Lets what came of a decision whose records are gone go, too."""
        work = self._begin(gold)
        for id in (*decision.results, decision.id):
            work.drop(id)
        return work.edit("discard what nobody has any more")

    def explain(self, gold: Gold, decision: Decision, reason: str, comment: str) -> Edit:
        """Gives a decision its reason and comment."""
        work = self._begin(gold)
        work.put(replace(decision, reason=reason, comment=comment))
        return work.edit("give a reason")

    def take(
        self, gold: Gold, unit: Unit, annotator: str, part: Part, *, reason: str = "", comment: str = ""
    ) -> Edit:
        """Takes a part of one annotator's version into gold; an argument that gold has is taken out again.

        Where gold has nothing of the unit yet, it starts from that annotator's whole version.
        """
        source = unit.of(annotator)
        if source is None:
            raise KeyError(f"{annotator} has no such {unit.kind}")
        work = self._begin(gold)
        present = self._making.result(work, unit)
        brought: dict[str, str] = {}
        if present is None:
            self._making.adopt(work, unit, annotator, "accepted", None, brought, reason, comment)
        else:
            after = with_part(self._making, work, present, annotator, source, part, brought)
            work.put(after)
            votes = self._making.votes(work, unit, after)
            self._making.record(work, unit, "parts", (after.id,), votes, reason, comment)
        self._making.settle(work, [unit, *self._making.named(brought)])
        return work.edit(f"take {part.kind} of {describe(source)}")

    def amended(self, gold: Gold, edit: Edit) -> Edit:
        """``edit``, made by hand on the gold sheet, with what it means for decisions.

        A gold record that was changed makes its decision *edited*, one that was deleted *none*; a new one on the place
        of an open unit decides that. What mentions refer to is no part of these decisions: chains are decided on their own.
        """
        if any(isinstance(r, Decision) for c in edit.changes for r in (c.before, c.after)):
            return edit
        work = self._begin(gold, edit)
        for change in edit.changes:
            decision = gold.ledger.of_result(change.id)
            if (decision is not None and decision.of == "instance") or _only_refers(change):
                continue
            if decision is not None:
                now = decision if (held := work.get(decision.id)) is None else held
                assert isinstance(now, Decision)
                left = tuple(id for id in now.results if id != change.id or change.after is not None)
                outcome, votes = "edited" if left else "none", self._votes_now(work, now, left)
                if (left, outcome, votes) != (now.results, now.outcome, now.votes):
                    work.put(self._making.signed(replace(now, results=left, outcome=outcome, votes=votes)))
            elif change.before is None and isinstance(change.after, (Entity, Event, Zone)):
                unit = self._open_at(gold, change.after)
                if unit is not None:
                    votes = self._making.votes(work, unit, change.after)
                    self._making.record(work, unit, "edited", (change.id,), votes)
        return work.edit(edit.label, edit.status)

    def _votes_now(self, work: Working, decision: Decision, results: Sequence[str]) -> Votes:
        """How many have it as gold has it after an edit by hand; as before where nobody has any version of it now."""
        units = (self.comparison.unit_of(e.annotator, e.record) for e in decision.evidence)
        unit = next((found for found in units if found is not None), None)
        if unit is None:
            return decision.votes
        held = next((record for id in results if (record := work.get(id)) is not None), None)
        return (
            votes_for(self.comparison, unit, None) if held is None else self._making.votes(work, unit, held)
        )

    def _begin(self, gold: Gold, edit: Edit | None = None) -> Working:
        return Working(gold.sheet, gold.index, gold.ledger, edit)

    def _open_at(self, gold: Gold, record: Entity | Event | Zone) -> Unit | None:
        """The open unit of that kind that shares most with a new gold record; None where none overlaps."""
        best, most = None, 0
        start, end = record.span[0].start, record.span[-1].end
        for unit in self.comparison.units:
            if unit.kind != record.kind or unit.start >= end:
                continue
            shared = max(
                (min(end, v.span[-1].end) - max(start, v.span[0].start))
                for v in (version.record for version in unit.versions)
                if isinstance(v, (Entity, Event, Zone))
            )
            if shared > most and not gold.ledger.decided(unit):
                best, most = unit, shared
        return best


def _only_refers(change: Change) -> bool:
    """Whether a mention only refers to other instances than before."""
    before, after = change.before, change.after
    if not isinstance(before, (Entity, Event)) or not isinstance(after, (Entity, Event)):
        return False
    return replace(before, instances=after.instances, by=after.by, at=after.at) == after
