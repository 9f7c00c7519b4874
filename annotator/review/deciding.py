"""Deciding between versions: each choice gives back the edit of the gold sheet that does what it says.

Nothing here writes, asks or keeps anything: whoever owns the gold sheet applies the edit and lets its
:class:`~annotator.review.ledger.Ledger` follow. An edit holds the gold records and the decision about them, so that one undo
takes back both. An event brings its missing fillers along; a filler that was decided against stays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.authors import Author, derived_id
from annotator.annotations.edits import Change, Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.operations import describe
from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Decision,
    Entity,
    Event,
    Origin,
    Record,
    Relation,
    Votes,
    Zone,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.review.evidence import evidence_of, result_id
from annotator.review.ledger import DEFERRED, Ledger
from annotator.review.rules import Choice, Rules, choose, votes_for
from annotator.review.unclaimed import Unclaimed
from annotator.review.units import Comparison, Unit, Version
from annotator.review.working import Working
from annotator.sidecars.names import GOLD

PartKind: TypeAlias = Literal["boundary", "type", "attribute", "argument"]

ADOPTED = frozenset({"agreed", "rule", "accepted"})
"""Outcomes whose gold record is one version as it is."""


class Part(Struct, frozen=True):
    """A part of a version: ``name`` is the attribute or role, ``filler`` the key of the unit that fills it."""

    kind: PartKind
    name: str = ""
    filler: str = ""


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

    ``names`` is how annotators are called in labels of edits, such as “Annotator 1” in blind review.
    """

    def __init__(
        self, comparison: Comparison, author: Author, names: Mapping[str, str] | None = None
    ) -> None:
        self.comparison = comparison
        self._author = author
        self._names = names or {}
        self._bare = Unclaimed(comparison)

    def take_over(self, gold: Gold, rules: Rules | None = None) -> Edit:
        """Takes over all that needs no choice; again after sheets changed, what nobody chose is chosen anew."""
        work = self._begin(gold)
        self._take(work, self.comparison.units, rules or Rules())
        return work.edit("take over what all agree on")

    def accept(self, gold: Gold, unit: Unit, annotator: str, *, reason: str = "", comment: str = "") -> Edit:
        """Makes one annotator's version gold, with whatever fills it. Raises KeyError where there is none."""
        record = unit.of(annotator)
        if record is None:
            raise KeyError(f"{annotator} has no such {unit.kind}")
        work = self._begin(gold)
        brought: dict[str, str] = {}
        self._adopt(work, unit, annotator, "accepted", None, brought, reason, comment)
        self._settle(work, [unit, *self._named(brought)])
        return work.edit(f"accept {describe(record)} of {self._names.get(annotator, annotator)}")

    def accept_all(self, gold: Gold, choices: Iterable[tuple[Unit, str]], *, reason: str = "") -> Edit:
        """Makes many versions gold at once: of each unit that of the annotator named."""
        work = self._begin(gold)
        done: list[Unit] = []
        every: dict[str, str] = {}
        for unit, annotator in choices:
            if unit.of(annotator) is not None:
                brought: dict[str, str] = {}
                self._adopt(work, unit, annotator, "accepted", None, brought, reason, "")
                done.append(unit)
                every.update(brought)
        self._settle(work, [*done, *self._named(every)])
        return work.edit(f"accept {len(done)} versions")

    def none(self, gold: Gold, units: Sequence[Unit], *, reason: str = "", comment: str = "") -> Edit:
        """Decides that no version of these units is right: nothing of them is gold."""
        work = self._begin(gold)
        for unit in units:
            self._drop(work, unit, "none", votes_for(self.comparison, unit, None), reason, comment)
        what = describe(units[0].versions[0].record) if len(units) == 1 and units[0].versions else ""
        return work.edit(f"none of {what}" if what else f"none of {len(units)} differences")

    def defer(self, gold: Gold, unit: Unit, *, comment: str = "") -> Edit:
        """Puts a unit off; what gold holds of it stays."""
        work = self._begin(gold)
        results = tuple(id for d in work.about(unit) for id in d.results)
        self._record(work, unit, DEFERRED, results, Votes(0, self._of(unit)), "", comment)
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
        work.put(self._signed(replace(decision, id=id, outcome="edited", evidence=())))
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
        present = self._result(work, unit)
        brought: dict[str, str] = {}
        if present is None:
            self._adopt(work, unit, annotator, "accepted", None, brought, reason, comment)
        else:
            after = self._with_part(work, present, annotator, source, part, brought)
            work.put(after)
            votes = self._agreeing(unit, after)
            self._record(work, unit, "parts", (after.id,), votes, reason, comment)
        self._settle(work, [unit, *self._named(brought)])
        return work.edit(f"take {part.kind} of {self._names.get(annotator, annotator)}")

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
                if change.after is None:
                    left = tuple(id for id in now.results if id != change.id)
                    work.put(self._signed(replace(now, results=left, outcome="edited" if left else "none")))
                elif now.outcome != "edited":
                    work.put(self._signed(replace(now, outcome="edited")))
            elif change.before is None and isinstance(change.after, (Entity, Event, Zone)):
                unit = self._open_at(gold, change.after)
                if unit is not None:
                    self._record(work, unit, "edited", (change.id,), Votes(0, self._of(unit)))
        return work.edit(edit.label, edit.status)

    # -- making edits ----------------------------------------------------------------------------------------

    def _begin(self, gold: Gold, edit: Edit | None = None) -> Working:
        return Working(gold.sheet, gold.index, gold.ledger, edit)

    def _take(self, work: Working, units: Iterable[Unit], rules: Rules) -> None:
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
                self._drop(work, unit, choice.outcome, choice.votes, "", "")
            elif self._adopt(work, unit, choice.annotator, choice.outcome, choice.votes, None, "", ""):
                taken.append(unit)
        self._settle(work, taken)

    def _adopt(
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
        former = self._former(work, unit)
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
        self._record(work, unit, outcome, (id,), votes, reason, comment)
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
            filler = "" if target is None else self._filler(work, target, annotator, bringing)
            if filler:
                made[Argument(argument.role, filler)] = None
        return tuple(made)

    def _filler(self, work: Working, target: Unit, annotator: str, bringing: dict[str, str] | None) -> str:
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
        return self._adopt(work, target, annotator, "accepted", None, bringing, "", "")

    def _former(self, work: Working, unit: Unit) -> list[str]:
        """The ids of what gold has of a unit: what was decided about it, else what it holds anyway."""
        former = [id for decision in work.about(unit) for id in decision.results]
        if not former and (there := self._unclaimed(work, unit)) is not None:
            return [there.id]
        return former

    def _unclaimed(self, work: Working, unit: Unit) -> Record | None:
        """The gold record that stands for a unit although no decision says so."""
        return None if work.about(unit) else self._bare.of(work, unit)

    def _keep_unclaimed(self, work: Working, unit: Unit, there: Record, choice: Choice) -> bool:
        """Leaves a gold record as it is and says so, if nobody has to look: no rule makes anything else of it."""
        record = unit.of(choice.annotator)
        if record is not None and self._bare.says(work, there, Version(choice.annotator, record)):
            self._record(work, unit, choice.outcome, (there.id,), choice.votes)
        elif choice.outcome == "agreed":
            self._record(work, unit, "edited", (there.id,), Votes(0, self._of(unit)))
        else:
            return False
        return True

    def _drop(self, work: Working, unit: Unit, outcome: str, votes: Votes, reason: str, comment: str) -> None:
        for result in self._former(work, unit):
            self._forget_kept(work, result)
            work.drop(result)
        self._record(work, unit, outcome, (), votes, reason, comment)

    def _record(
        self,
        work: Working,
        unit: Unit,
        outcome: str,
        results: tuple[str, ...],
        votes: Votes,
        reason: str = "",
        comment: str = "",
    ) -> None:
        evidence = evidence_of(unit.versions)
        id = result_id("decision", evidence)
        for former in work.about(unit):
            reason, comment = reason or former.reason, comment or former.comment
            if former.id != id:
                work.drop(former.id)
        for result in results:
            self._forget_kept(work, result)
        work.put(self._signed(Decision(id, unit.kind, outcome, evidence, results, votes, reason, comment)))

    def _forget_kept(self, work: Working, result: str) -> None:
        """Lets the decision go by which a gold record was only kept: another one speaks of it now."""
        kept = work.of_result(result)
        if kept is not None and not kept.evidence:
            work.drop(kept.id)

    def _signed(self, decision: Decision) -> Decision:
        return replace(decision, by=self._author.annotator, at=self._author.now())

    def _settle(self, work: Working, units: Iterable[Unit]) -> None:
        """Completes what waited for these units: arguments of adopted events, relations all agree on."""
        for unit in units:
            for holder in self.comparison.referrers(unit):
                decision = work.standing(holder)
                if holder.kind == "relation" and decision is None:
                    self._take_waiting(work, holder)
                elif decision is not None and decision.outcome in ADOPTED and decision.results:
                    self._complete(work, holder, decision.results[0])

    def _named(self, brought: Iterable[str]) -> list[Unit]:
        """The units of these keys: others may have waited for what came along, too."""
        return [self.comparison.by_key[key] for key in brought]

    def _take_waiting(self, work: Working, unit: Unit) -> None:
        choice = choose(self.comparison, unit, Rules())
        if choice is not None and choice.annotator:
            self._adopt(work, unit, choice.annotator, choice.outcome, choice.votes, None, "", "")

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

    # -- parts -----------------------------------------------------------------------------------------------

    def _result(self, work: Working, unit: Unit) -> Record | None:
        return next((r for id in self._former(work, unit) if (r := work.get(id)) is not None), None)

    def _with_part(
        self,
        work: Working,
        gold: Record,
        annotator: str,
        source: Record,
        part: Part,
        bringing: dict[str, str],
    ) -> Record:
        if part.kind == "boundary" and isinstance(gold, (Entity, Event, Zone)):
            assert isinstance(source, (Entity, Event, Zone)), "versions of a unit are of one kind"
            return replace(gold, span=source.span)
        if part.kind == "type" and not isinstance(gold, (ArticleLabel, Decision)):
            return replace(gold, type=source.type)  # type: ignore[union-attr]
        if part.kind == "attribute" and isinstance(gold, (Entity, Event, Relation, ArticleLabel)):
            values = {k: v for k, v in gold.attributes.items() if k != part.name}
            given = source.attributes  # type: ignore[union-attr]
            return replace(
                gold, attributes={**values, part.name: given[part.name]} if part.name in given else values
            )
        if part.kind == "argument" and isinstance(gold, (Event, Relation)):
            target = self.comparison.by_key.get(part.filler)
            filler = "" if target is None else self._filler(work, target, annotator, bringing)
            wanted = Argument(part.name, filler) if filler else None
            if wanted is None:
                return gold
            if isinstance(gold, Relation):  # it has one end of each role, and needs both
                others = tuple(a for a in gold.arguments if a.role != wanted.role)
                return replace(gold, arguments=(*others, wanted)) if wanted not in gold.arguments else gold
            if wanted in gold.arguments:
                return replace(gold, arguments=tuple(a for a in gold.arguments if a != wanted))
            return replace(gold, arguments=(*gold.arguments, wanted))
        return gold

    def _agreeing(self, unit: Unit, gold: Record) -> Votes:
        """How many have place and type as gold has them now; arguments are gold's own."""
        same = sum(_alike(version.record, gold) for version in unit.versions)
        return Votes(same, self._of(unit))

    def _of(self, unit: Unit) -> int:
        return len(unit.versions) + len(unit.missing)

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


def _free_id(work: Working, unit: Unit) -> str:
    """The id of what is made of a unit for the first time; one that gold has already is another thing's."""
    evidence = evidence_of(unit.versions)
    ids = (result_id(unit.kind, evidence, again) for again in count())
    return next(id for id in ids if work.get(id) is None)


def _is_relation(unit: Unit) -> bool:
    return unit.kind == "relation"


def _alike(one: Record, other: Record) -> bool:
    if isinstance(one, (Entity, Event, Zone)) and isinstance(other, (Entity, Event, Zone)):
        return (one.type, stretches(one)) == (other.type, stretches(other))
    return getattr(one, "type", "") == getattr(other, "type", "")
