"""*My tags against gold*: where one annotator's sheets and gold differ, what was decided there and why, and own scores.

It tells of the annotator and of gold, and of nobody else: whose versions a decision had before it is not in it. What
nobody has decided yet is no difference: gold that is not done is told as far as it goes, and only gold that is done
is scored against. Reads only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.records import Decision, Event, Relation
from annotator.review.agreement.cells import Cell
from annotator.review.agreement.counting import Plan, count_opened, scored, taking_part
from annotator.review.agreement.measures import Measured, plain, scores
from annotator.review.behind import Difference, difference, sheet_of
from annotator.review.evidence import digest
from annotator.review.ledger import DEFERRED, Ledger
from annotator.review.saying import Said, beyond
from annotator.review.told_instances import Linked, instance_words, linked_in, told_of_chains
from annotator.review.units import Comparison, Unit
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import ArticleFile
from annotator.tagsets.model import Tagset

_PENDING = frozenset({DEFERRED, "agreed"})
"""Outcomes that tell nothing while gold is not done; what all agreed on may lack fillers that are decided later."""

OWN_MEASURES = ("entity.strict", "event.strict", "arg-c")
"""What an annotator is told of the own tags; precision is of these, recall of gold."""


class Told(Struct, frozen=True):
    """A difference from gold; ``ones`` of it is the annotator's version, ``others`` gold's.

    ``outcome``, ``reason`` (by its name) and ``comment`` are those of the decision, empty where there is none. ``changed``
    says that the annotator's version was another one when it was decided.
    """

    difference: Difference
    outcome: str = ""
    reason: str = ""
    comment: str = ""
    changed: bool = False

    @property
    def mine(self) -> Said | None:
        """The annotator's version."""
        return self.difference.ones

    @property
    def gold(self) -> Said | None:
        """Gold's version."""
        return self.difference.others


class ToldArticle(Struct, frozen=True):
    """What is told of one article. ``undecided`` things wait for a decision.

    ``problem`` says why nothing is told; ``closed`` that the own sheet must be done first. ``counts`` are for scores,
    empty while gold is not done.
    """

    article: str
    told: tuple[Told, ...] = ()
    undecided: int = 0
    problem: str = ""
    closed: bool = False
    gold_done: bool = False
    counts: dict[Cell, float] = {}
    linked: Linked | None = None
    """What it says of instances, which are told once all articles are known."""


class Telling(Struct, frozen=True):
    """All articles that have gold and a sheet of the annotator, in the order of the folder."""

    articles: tuple[ToldArticle, ...] = ()
    measures: tuple[Measured, ...] = ()

    @property
    def told(self) -> Iterator[Told]:
        """All differences, article by article."""
        return (each for article in self.articles for each in article.told)

    @property
    def scored(self) -> int:
        """How many articles the measures are over."""
        return sum(article.gold_done for article in self.articles)

    @property
    def undecided(self) -> int:
        """How many things wait for a decision."""
        return sum(article.undecided for article in self.articles)


def tell(file: ArticleFile, me: str, tagset: Tagset) -> ToldArticle | None:
    """Tells ``me`` of one article; None where there is no gold, or no sheet of ``me``. Never raises for a sheet."""
    if file.sidecar(me) is None or file.sidecar(GOLD) is None or me == GOLD:
        return None
    plan = Plan((me,), GOLD, tagset)
    opened, left_out = taking_part(file, plan)
    if len(opened) < 2:
        reasons = (f"{_whose(left.annotator)}: {left.reason}" for left in left_out)
        return ToldArticle(file.name, problem="; ".join(reasons))
    if tagset.review.closes(opened[me].header.status):
        return ToldArticle(file.name, closed=True)
    done = opened[GOLD].header.status == "done"
    mine, gold = (sheet_of(scored(opened[name], plan)) for name in (me, GOLD))
    comparison, ledger = Comparison({me: mine, GOLD: gold}, tagset), Ledger(opened[GOLD].sheet)
    told, undecided = _compare(file.name, me, comparison, ledger, done=done)
    counts = count_opened(file.name, opened, left_out, plan).pairs.get((GOLD, me)) if done else None
    return ToldArticle(
        file.name,
        tuple(told),
        undecided,
        gold_done=counts is not None,
        counts={} if counts is None else counts.cells,
        linked=linked_in(file.name, comparison, ledger, gold_done=done),
    )


def summed(articles: Iterable[ToldArticle], me: str, tagset: Tagset) -> Telling:
    """What was told of each article, with instances and scores over all of them together."""
    every = _with_instances(tuple(articles), me, tagset)
    cells: Counter[Cell] = Counter()
    for article in every:
        cells.update(article.counts)
    found = scores(dict(cells))
    return Telling(every, tuple(plain(m, "", found[m, ""]) for m in OWN_MEASURES if (m, "") in found))


def _with_instances(every: tuple[ToldArticle, ...], me: str, tagset: Tagset) -> tuple[ToldArticle, ...]:
    told: dict[str, list[Told]] = {}
    undecided: Counter[str] = Counter()
    for each in told_of_chains([a.linked for a in every if a.linked is not None], me):
        decision, found = each.decision, each.difference
        if not each.gold_done and (decision is None or decision.outcome in _PENDING):
            undecided[found.article] += 1
        else:
            told.setdefault(found.article, []).append(_told(found, decision, tagset))
    return tuple(
        replace(a, told=(*a.told, *told.get(a.article, ())), undecided=a.undecided + undecided[a.article])
        if a.article in told or undecided[a.article]
        else a
        for a in every
    )


def _compare(
    article: str, me: str, comparison: Comparison, ledger: Ledger, *, done: bool
) -> tuple[list[Told], int]:
    fillers = {
        comparison.key_of(name, argument.filler)
        for name, sheet in comparison.sheets.items()
        for record in sheet
        if isinstance(record, (Event, Relation))
        for argument in record.arguments
    }
    told: list[Told] = []
    undecided = 0
    for unit in comparison.units:
        if not unit.differs:
            continue
        decision = _decision(unit, me, ledger)
        if not done and (decision is None or decision.outcome in _PENDING):
            undecided += 1
            continue
        found = difference(article, me, GOLD, unit, comparison, fills=unit.key in fillers)
        changed = decision is not None and _is_changed(unit, me, decision)
        told.append(_told(found, decision, comparison.tagset, changed=changed))
    return told, undecided


def _told(found: Difference, decision: Decision | None, tagset: Tagset, *, changed: bool = False) -> Told:
    if decision is None:
        return Told(found)
    reasons = {reason.id: reason.name for reason in tagset.review.reasons}
    reason = reasons.get(decision.reason, decision.reason)
    return Told(found, decision.outcome, reason, decision.comment, changed)


def _decision(unit: Unit, me: str, ledger: Ledger) -> Decision | None:
    """The decision that gold's version came of, else the latest one that had the own version before it."""
    gold = unit.of(GOLD)
    found = ledger.of_result(gold.id) if gold is not None else None
    about = [] if unit.of(me) is None else ledger.about(unit)
    return found or max(about, key=lambda decision: (decision.at, decision.id), default=None)


def _is_changed(unit: Unit, me: str, decision: Decision) -> bool:
    mine = unit.of(me)
    known = [e for e in decision.evidence if e.annotator == me]
    return mine is not None and bool(known) and not any(e.digest == digest(mine) for e in known)


def _whose(annotator: str) -> str:
    return {GOLD: "Gold", "": "The article"}.get(annotator, "Your sheet")


# -- in words --------------------------------------------------------------------------------------------------------

_OUTCOMES = {
    "agreed": "The annotators’ sheets agreed on it.",
    "rule": "Decided by rule.",
    "accepted": "One version was accepted.",
    "parts": "Put together from parts of several versions.",
    "edited": "Edited by hand.",
    "none": "None of the versions was right.",
    DEFERRED: "Put off.",
}


def outcome_words(told: Told) -> str:
    """How it was decided; empty where there is no decision."""
    words = _OUTCOMES.get(told.outcome, "")
    return f"{words} Your version has changed since." if words and told.changed else words


def words(told: Told) -> str:
    """What gold has where, in a sentence or two."""
    mine, gold, classes = told.mine, told.gold, told.difference.classes
    if told.difference.kind == "instance":
        return instance_words(mine, gold)
    if gold is None:
        return f"Gold does not have {mine.words(arguments=False)}." if mine is not None else ""
    if mine is None:
        return f"Gold has {gold.words()}; you do not."
    parts = []
    if "type" in classes:
        parts.append(f"Gold calls it {gold.name}, you {mine.name}.")
    if "boundary" in classes or "zone" in classes:
        parts.append(f"Gold has “{gold.quote}”, you “{mine.quote}”.")
    for whose, has, lacks in (("gold", gold, mine), ("yours", mine, gold)):
        alone = beyond(has, lacks, classes)
        only = [f"{role} {filler}" for role, filler in alone.arguments]
        only += [f"{attribute} = {value}" for attribute, value in alone.values]
        if only:
            parts.append(f"Only in {whose}: {', '.join(only)}.")
    return " ".join(parts) or f"Gold: {gold.words()}."
