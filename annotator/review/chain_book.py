"""Decisions about chains: made once, held in the gold sheet of every article that has a mention of the chain.

Each of these gold sheets repeats the decision and the gold instance, so that none depends on another file. What a sheet
should hold follows from the decisions alone (:meth:`ChainBook.edit`): whoever made or took back a decision has the other
articles brought in line with the same question.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit
from annotator.annotations.records import Decision, Entity, Event, Instance, Origin, Record, Votes
from annotator.review.chains import Chains, Place
from annotator.review.deciding import Gold
from annotator.review.evidence import result_id
from annotator.review.ledger import AUTOMATIC, DEFERRED
from annotator.review.making import participants_of
from annotator.review.rules import Choice, Rules, choose_among
from annotator.review.units import Comparison, Unit
from annotator.review.working import Working


class ChainBook:
    """The chains of a folder and what was decided about each. Follows edits of gold sheets."""

    def __init__(self, chains: Chains) -> None:
        self.chains = chains
        self._decisions: dict[str, Decision] = {}
        self._results: dict[str, Instance] = {}
        self._ids: set[str] = set()

    def copy(self) -> ChainBook:
        """The book as it is now, for somebody who takes their time."""
        made = ChainBook(self.chains)
        made._decisions, made._results = dict(self._decisions), dict(self._results)
        made._ids = set(self._ids)
        return made

    def former(self, unit: Unit) -> Decision | None:
        """The latest decision about ``unit``, standing or not."""
        return self._decisions.get(unit.key)

    def read(self, gold: Iterable[Record]) -> None:
        """Takes in what a gold sheet says of chains."""
        for record in gold:
            if isinstance(record, Decision) and record.of == "instance":
                self._keep(record)

    def follow(self, edit: Edit) -> list[Unit]:
        """Takes in an edit of the open gold sheet, undo included; the units whose decision changed."""
        changed: dict[str, Unit] = {}
        for change in edit.changes:
            for record in (change.before, change.after):
                if isinstance(record, Decision) and record.of == "instance":
                    unit = self._unit_of(record)
                    if unit is not None:
                        changed[unit.key] = unit
                        if record is change.before:
                            self._decisions.pop(unit.key, None)
                        else:
                            self._keep(record)
        return list(changed.values())

    def standing(self, unit: Unit) -> Decision | None:
        """The decision about ``unit`` whose evidence is unchanged, deferred or not; else None."""
        found = self._decisions.get(unit.key)
        if found is None or found.evidence != self.chains.evidence(unit):
            return None
        if found.outcome in AUTOMATIC and found.votes.of != participants_of(unit):
            return None
        return None if found.outcome == "agreed" and unit.differs else found

    def decided(self, unit: Unit) -> bool:
        """Whether a decision about ``unit`` stands that was not put off."""
        found = self.standing(unit)
        return found is not None and found.outcome != DEFERRED

    # -- choices ---------------------------------------------------------------------------------------------

    def take_over(
        self, author: Author, units: Iterable[Unit] | None = None, rules: Rules | None = None
    ) -> list[Decision]:
        """Decisions for all chains (or ``units``) that nobody needs to decide about, to be given to :meth:`edit`."""
        return [
            self._decision(unit, choice.outcome, choice.annotator, choice.votes, author)
            for unit in (self.chains.units if units is None else units)
            if self.standing(unit) is None and (choice := self._choose(unit, rules or Rules())) is not None
        ]

    def _choose(self, unit: Unit, rules: Rules) -> Choice | None:
        of = participants_of(unit)
        if not unit.differs:
            agreed = Choice(unit.versions[0].annotator, "agreed", Votes(of, of))
            return agreed if rules.unanimous else None
        if not rules.decide:
            return None
        held = self.chains.camps(unit)
        # Whoever is followed and has none of these mentions leaves nothing that could refer to it.
        silent = rules.trusted in unit.missing and not any(rules.trusted in names for names, _ in held)
        return Choice("", "rule", Votes(0, of)) if silent else choose_among(held, of, rules)

    def accept(
        self, unit: Unit, annotator: str, author: Author, *, reason: str = "", comment: str = ""
    ) -> Decision:
        """The decision that a chain is as one annotator has it. Raises KeyError where they have none."""
        if unit.of(annotator) is None:
            raise KeyError(f"{annotator} has no such instance")
        return self._decision(
            unit, "accepted", annotator, self._votes(unit, annotator), author, reason, comment
        )

    def none(self, unit: Unit, author: Author, *, reason: str = "", comment: str = "") -> Decision:
        """The decision that these mentions do not refer to one thing."""
        votes = Votes(len(unit.missing), participants_of(unit))
        return self._decision(unit, "none", "", votes, author, reason, comment)

    def defer(self, unit: Unit, author: Author, *, comment: str = "") -> Decision:
        """The decision to decide later."""
        votes = Votes(0, participants_of(unit))
        return self._decision(unit, DEFERRED, "", votes, author, "", comment)

    # -- gold sheets -----------------------------------------------------------------------------------------

    def edit(
        self,
        article: str,
        comparison: Comparison,
        gold: Gold,
        decisions: Iterable[Decision] = (),
        *,
        label: str = "decide about instances",
    ) -> Edit:
        """Brings the gold sheet of one article in line with all decisions, those of ``decisions`` included.

        Mentions refer to the gold instances that they belong to, to what they were given by hand, and to nothing else
        that came of decisions; instances that nothing refers to go.
        """
        new = {unit.key: d for d in decisions if (unit := self._unit_of(d)) is not None}
        work = Working(gold.sheet, gold.index, gold.ledger)
        wanted: dict[str, list[str]] = {}
        results: dict[str, Instance] = {}
        theirs: set[str] = set()
        undone: set[str] = set()
        adopted: set[str] = set()
        valid: set[str] = set()
        stale: set[str] = set()
        for unit in self.chains.units_in(article):
            decision = new.get(unit.key) or self._decisions.get(unit.key)
            if decision is None:
                continue
            valid.add(decision.id)
            if unit.key not in new and self.standing(unit) is None:
                stale.update(decision.results)  # listed again; until then gold stays as it is
                continue
            work.put(decision)
            theirs.update(decision.results)
            if decision.outcome != DEFERRED:
                # Gold that was adopted before anybody decided refers to what its annotator's mentions refer to.
                adopted.update(version.record.id for version in unit.versions)
            if not decision.results:
                continue
            results[decision.results[0]] = self._result(unit, decision)
            for place in self.chains.resulting(unit, decision.origin.annotator):
                if place[0] == article:
                    wanted.setdefault(place[1], []).append(decision.results[0])
        for record in gold.sheet:
            if isinstance(record, Decision) and record.of == "instance" and record.id not in valid:
                if self._unit_of(record) is None:
                    stale.update(record.results)  # on chains of people who take no part this time
                    continue
                undone.update(record.results)
                work.drop(record.id)
        former = theirs | undone | ((self._ids | adopted) - stale)
        used: set[str] = set()
        for mention in gold.sheet:
            if not isinstance(mention, (Entity, Event)):
                continue
            decision = gold.ledger.of_result(mention.id)
            unit_key = _unit_key(comparison, decision)
            # What is nobody's version refers to what it was given.
            not_any_more = former if unit_key else undone
            kept = tuple(id for id in mention.instances if id not in not_any_more)
            after = (*kept, *(id for id in sorted(wanted.get(unit_key, ())) if id not in kept))
            used.update(after)
            if after != mention.instances:
                work.put(replace(mention, instances=after))
        for id, instance in results.items():
            if id in used and not _comes_of(gold.sheet.get(id), instance):
                work.put(instance)
        for record in gold.sheet:
            if isinstance(record, Instance) and record.id not in used:
                work.drop_only(record.id)
        return work.edit(label)

    def along(self, article: str, comparison: Comparison, gold: Gold, edit: Edit) -> Edit:
        """``edit`` of one article's gold sheet, the mentions it makes referring to what was decided about instances.

        Instances that came of decisions and lose their last mention by it go. Costs what the edit touches, where
        :meth:`edit` looks at the whole sheet.
        """
        touched = [c for c in edit.changes if isinstance(c.before or c.after, (Entity, Event))]
        if not touched:
            return edit
        work = Working(gold.sheet, gold.index, gold.ledger, edit)
        made = {
            id: record
            for change in edit.changes
            if isinstance(record := change.after, Decision) and record.of != "instance"
            for id in record.results
        }
        held: dict[str, set[str]] = {}
        for change in touched:
            if isinstance(change.before, (Entity, Event)):
                for id in change.before.instances:
                    held.setdefault(id, {m.id for m in gold.index.members(id)}).discard(change.id)
        for change in touched:
            mention = change.after
            if not isinstance(mention, (Entity, Event)):
                continue
            # One that was there refers to what it did: that may have been given by hand.
            key = _unit_key(comparison, made.get(mention.id)) if change.before is None else ""
            found = self._referred((article, key)) if key else {}
            more = tuple(id for id in sorted(found) if id not in mention.instances)
            if more:
                mention = replace(mention, instances=(*mention.instances, *more))
                work.put(mention)
            for id in mention.instances:
                held.setdefault(id, set()).add(mention.id)
                if id in found and work.get(id) is None:
                    work.put(found[id])
        for id, mentions in held.items():
            if not mentions and id in self._ids and work.get(id) is not None:
                work.drop_only(id)
        return work.edit(edit.label, edit.status)

    def _referred(self, place: Place) -> dict[str, Instance]:
        """What a mention refers to by all decisions that stand."""
        return {
            decision.results[0]: self._result(unit, decision)
            for unit in self.chains.units_at(place)
            if (decision := self.standing(unit)) is not None
            and decision.results
            and self.chains.holds(unit, decision.origin.annotator, place)
        }

    def _result(self, unit: Unit, decision: Decision) -> Instance:
        source = unit.of(decision.origin.annotator)
        assert isinstance(source, Instance), "an accepted chain has a version"
        return replace(
            source,
            id=decision.results[0],
            by=decision.by,
            at=decision.at,
            origin=Origin("adopted", decision.origin.annotator, source.id),
        )

    def _decision(
        self,
        unit: Unit,
        outcome: str,
        annotator: str,
        votes: Votes,
        author: Author,
        reason: str = "",
        comment: str = "",
    ) -> Decision:
        evidence = self.chains.evidence(unit)
        results: tuple[str, ...] = ()
        origin = Origin()
        if annotator:
            source = unit.of(annotator)
            assert source is not None, "the version was asked for"
            ids = {version.record.id for version in unit.versions}
            # Where all mean the same instance from the beginning, gold means it, too.
            results = (next(iter(ids)) if len(ids) == 1 else result_id("instance", evidence),)
            origin = Origin("adopted", annotator, source.id)
        return Decision(
            result_id("decision", evidence),
            "instance",
            outcome,
            evidence,
            results,
            votes,
            reason,
            comment,
            author.annotator,
            author.now(),
            origin,
        )

    def _votes(self, unit: Unit, annotator: str) -> Votes:
        same = next(len(names) for names, _ in self.chains.camps(unit) if annotator in names)
        return Votes(same, participants_of(unit))

    def _keep(self, decision: Decision) -> None:
        unit = self._unit_of(decision)
        if unit is None:
            return
        former = self._decisions.get(unit.key)
        if former is None or former.at <= decision.at:
            self._decisions[unit.key] = decision
            self._ids.update(decision.results)

    def _unit_of(self, decision: Decision) -> Unit | None:
        for e in decision.evidence:
            unit = self.chains.unit_of(e.annotator, e.record)
            if unit is not None:
                return unit
        return None


def _comes_of(present: Record | None, made: Instance) -> bool:
    """Whether gold has an instance from the same decision, which may have been renamed since."""
    return isinstance(present, Instance) and (present.origin, present.by, present.at) == (
        made.origin,
        made.by,
        made.at,
    )


def _unit_key(comparison: Comparison, decision: Decision | None) -> str:
    if decision is None:
        return ""
    for e in decision.evidence:
        unit = comparison.unit_of(e.annotator, e.record)
        if unit is not None:
            return unit.key
    return ""
