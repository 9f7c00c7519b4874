"""What an annotator is told of instances: where own mentions refer to other things than gold's, over a whole folder.

A chain may run through many articles, so that each article only says what is in it (:func:`linked_in`), and all of them are
laid on each other once they are known (:func:`told_of_chains`). Only mentions that both sides have are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from annotator.annotations.records import Decision, Entity, Event, Instance, Record, quote
from annotator.review.behind import Difference
from annotator.review.chains import ArticleChains, Chains, Place, chains_of
from annotator.review.ledger import Ledger
from annotator.review.saying import Said, short
from annotator.review.units import Comparison, Unit
from annotator.sidecars.names import GOLD

_MANY = 8
"""Mentions that are told by their words."""


class Spot(Struct, frozen=True):
    """A mention: where it stands, in code points, its words, and its record by annotator."""

    start: int
    end: int
    quote: str
    records: dict[str, str]


class Linked(Struct, frozen=True):
    """What one article says of instances: chains, the mentions in them, and what was decided about them."""

    chains: ArticleChains
    spots: dict[str, Spot]
    decisions: tuple[Decision, ...]
    gold_done: bool


class ChainTold(Struct, frozen=True):
    """A chain that differs, told in one of its articles, with the decision about it."""

    difference: Difference
    decision: Decision | None
    gold_done: bool
    """Whether gold of that article is done."""


def linked_in(article: str, comparison: Comparison, ledger: Ledger, *, gold_done: bool) -> Linked:
    """What an annotator's sheet and gold, compared with each other, say of instances."""
    chains = chains_of(article, comparison)
    spots: dict[str, Spot] = {}
    for mention in chains.mentions:
        versions = comparison.by_key[mention.key].versions
        spanned = [(v.annotator, v.record) for v in versions if isinstance(v.record, (Entity, Event))]
        first = spanned[0][1]
        spots[mention.key] = Spot(
            first.span[0].start,
            first.span[-1].end,
            short(quote(first), 40),
            {annotator: record.id for annotator, record in spanned},
        )
    decisions = tuple(decision for decision in ledger if decision.of == "instance")
    return Linked(chains, spots, decisions, gold_done)


def told_of_chains(linked: Iterable[Linked], me: str) -> list[ChainTold]:
    """The chains on which ``me`` and gold differ, each told once: in the first article where a mention of it does."""
    by_article = {held.chains.article: held for held in linked}
    chains = Chains([held.chains for held in by_article.values()], (me, GOLD))
    by_result: dict[str, Decision] = {}
    by_own: dict[str, Decision] = {}
    for held in by_article.values():
        for each in held.decisions:
            by_result.update(dict.fromkeys(each.results, each))
            by_own.update({e.record: each for e in each.evidence if e.annotator == me})
    told = []
    for unit in chains.units:
        if not unit.differs:
            continue
        mine, gold = unit.of(me), unit.of(GOLD)
        of_gold = by_result.get(gold.id) if gold is not None else None
        of_mine = by_own.get(mine.id) if mine is not None else None
        found = _difference(unit, chains, by_article, me)
        told.append(ChainTold(found, of_gold or of_mine, by_article[found.article].gold_done))
    return told


def _difference(unit: Unit, chains: Chains, linked: dict[str, Linked], me: str) -> Difference:
    order = {article: n for n, article in enumerate(linked)}

    def in_text(place: Place) -> tuple[int, int]:
        return order[place[0]], linked[place[0]].spots[place[1]].start

    held = {name: set(chains.places[unit.key].get(name, ())) for name in (me, GOLD)}
    both = [p for p in held[me] | held[GOLD] if {me, GOLD} <= linked[p[0]].spots[p[1]].records.keys()]
    # Chains may differ by what they are of or link to, and have the same mentions.
    differing = [p for p in both if (p in held[me]) != (p in held[GOLD])] or list(held[me] | held[GOLD])
    article, key = min(differing, key=in_text)
    spot = linked[article].spots[key]

    def said(name: str) -> Said | None:
        record = unit.of(name)
        if not isinstance(record, Instance):
            return None
        own = sorted((p for p in differing if p in held[name]), key=in_text)
        return Said(
            spot.records.get(name, ""),
            record.type,
            "Instance",
            short(record.name),
            _quotes(own, article, linked),
        )

    return Difference(
        article,
        me,
        GOLD,
        "instance",
        ("instance",),
        said(me),
        said(GOLD),
        spot.start,
        spot.end,
        _of(unit.versions[0].record),
    )


def _of(record: Record) -> str:
    return record.of if isinstance(record, Instance) else ""


def _quotes(places: Sequence[Place], here: str, linked: dict[str, Linked]) -> tuple[tuple[str, str], ...]:
    """Mentions by their words, those of other articles with its name."""
    told = [
        ("mention", f"“{linked[article].spots[key].quote}”{'' if article == here else f' in {article}'}")
        for article, key in places[:_MANY]
    ]
    return (*told, *([("mention", f"and {len(places) - _MANY} more")] if len(places) > _MANY else []))


def instance_words(mine: Said | None, gold: Said | None) -> str:
    """What gold has of an instance that differs, in a sentence or two."""
    if mine is None or gold is None:
        only = mine or gold
        if only is None:
            return ""
        named, mentions = f"“{only.quote}”" if only.quote else "this", _listed(only)
        if gold is None:
            return f"In gold nothing refers to {named}; in yours: {mentions}."
        return f"Gold has what refers to {named}: {mentions}. You do not."
    if mine.arguments == gold.arguments:
        return "Gold’s instance has another type or link."
    parts = [f"Only in gold’s: {_listed(gold)}."] if gold.arguments else []
    parts += [f"Only in yours: {_listed(mine)}."] if mine.arguments else []
    return " ".join(parts)


def _listed(said: Said) -> str:
    return ", ".join(words for _, words in said.arguments)
