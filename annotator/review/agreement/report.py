"""How far the sheets of a folder agree: between annotators, and of each with gold.

An article is read once and let go; what stays of it are counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from annotator.errors import AnnotatorError
from annotator.review.agreement.bootstrap import Draws
from annotator.review.agreement.cells import Cell
from annotator.review.agreement.classes import Differing, classes_of
from annotator.review.agreement.counting import ArticleCounts, LeftOut, Plan, count_article
from annotator.review.agreement.instances import Linked, compare_chains
from annotator.review.agreement.meaning import MEASURES
from annotator.review.agreement.measures import (
    Measured,
    Valued,
    by_article,
    chain_measures,
    measured,
    valued,
)
from annotator.review.agreement.pooling import Pool
from annotator.review.agreement.spans import SPAN
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset

HEADLINES = ("mention.strict", "mention.partial", "tri-c", "arg-c", "arg-matched", "relation")
"""The measures that are told article by article."""

Progress = Callable[[int, int], None]
"""Told how many articles of how many are done. It may raise to break off."""


class ArticleScores(Struct, frozen=True):
    """The :data:`HEADLINES` of one article."""

    article: str
    measures: tuple[Measured, ...]


class Confused(Struct, frozen=True):
    """So many matched mentions are of type ``one`` in the first sheets and of type ``other`` in the second.

    A type is empty where that side has no counterpart.
    """

    kind: str
    one: str
    other: str
    count: int


class Comparison(Struct, frozen=True):
    """Two annotators over all articles that both have a sheet of. Recall looks from ``one``, precision from ``other``.

    ``measures`` are over all types together, ``by_type`` those of each type.
    """

    one: str
    other: str
    articles: int
    measures: tuple[Measured, ...] = ()
    by_type: tuple[Measured, ...] = ()
    by_article: tuple[ArticleScores, ...] = ()
    classes: tuple[Differing, ...] = ()
    values: tuple[Valued, ...] = ()
    confusion: tuple[Confused, ...] = ()

    def measure(self, name: str, type: str = "") -> Measured | None:
        """One measure, of all types together or of one; None where nothing was measured."""
        among = self.by_type if type else self.measures
        return next((m for m in among if m.measure == name and m.type == type), None)


class Report(Struct, frozen=True):
    """How far the sheets of a folder agree.

    ``pairs`` compare annotators with one another, ``against`` each with the annotator named ``reference`` (usually gold;
    empty: there is none), which comes first there. ``together`` are the values of three or more annotators at once.
    ``notes`` are what a reader must know, in words.
    """

    folder: str
    tagset: str
    articles: int
    annotators: tuple[str, ...]
    pairs: tuple[Comparison, ...] = ()
    reference: str = ""
    against: tuple[Comparison, ...] = ()
    together: tuple[Valued, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """All of them."""
        return (*self.pairs, *self.against)


def agree(
    listing: Listing,
    tagset: Tagset,
    *,
    sheets: Sequence[str] = (),
    against: str | None = None,
    finished_only: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Compares the sheets of a folder.

    ``sheets`` names annotators, all but gold where it is empty. ``against`` names the reference; None: gold where there
    is any; an empty text: none. ``finished_only`` takes only sheets that are marked done. Raises AnnotatorError, naming
    the choices, where there is nothing to compare.
    """
    plan = _plan(listing, tagset, sheets, against, finished_only)
    tables = _Tables(plan)
    for done, file in enumerate(listing.articles):
        if progress is not None:
            progress(done, len(listing.articles))
        tables.add(count_article(file, plan))
    return tables.report(listing.folder)


def _plan(
    listing: Listing, tagset: Tagset, sheets: Sequence[str], against: str | None, finished_only: bool
) -> Plan:
    known = Counter(name for article in listing.articles for name in article.annotators)
    if against is None:
        against = GOLD if known[GOLD] and GOLD not in sheets else ""
    chosen = tuple(dict.fromkeys(sheets)) or tuple(sorted(set(known) - {GOLD}))
    chosen = tuple(name for name in chosen if name != against)
    choices = ", ".join(f"{name} ({count})" for name, count in sorted(known.items()))
    for name in (*chosen, *((against,) if against else ())):
        if not known[name]:
            what = "there is no gold yet" if name == GOLD else f"there are no sheets of “{name}”"
            told = f"{what}; there are sheets of: {choices}" if choices else "there are no sidecars here"
            raise AnnotatorError(told, path=listing.folder)
    if not chosen or len(chosen) + bool(against) < 2:
        told = f"there are sheets of: {choices}" if choices else "there are no sidecars here"
        raise AnnotatorError(
            f"it takes two sheets to compare; {told}",
            path=listing.folder,
            remedy="Let a second person tag the same articles." if len(known) < 2 else "",
        )
    return Plan(chosen, against, tagset, finished_only=finished_only)


class _Tables:
    """What was counted so far, by pair."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        draws = Draws()
        self._pools: dict[tuple[str, str], Pool] = {pair: Pool(draws) for pair in plan.pairs}
        self._together = Pool(draws)
        self._chains: dict[tuple[str, str], dict[str, list[Linked]]] = {pair: {} for pair in plan.pairs}
        self._left_out: list[LeftOut] = []
        self._tagsets: dict[str, Counter[TagsetStamp]] = {}
        self._unfinished: Counter[str] = Counter()
        self._articles = 0

    def add(self, found: ArticleCounts) -> None:
        self._left_out += found.left_out
        if not found.pairs:
            return
        for pair, counts in found.pairs.items():
            self._pools[pair].add(found.article, counts.cells)
            for kind, links in counts.linked.items():
                held = self._chains[pair].setdefault(kind, [])
                held += [Linked((self._articles, n), ones, others) for n, ones, others in links]
        if found.together:
            self._together.add(found.article, found.together)
        for name, stamp in found.tagsets.items():
            self._tagsets.setdefault(name, Counter())[stamp] += 1
        self._unfinished.update(found.unfinished)
        self._articles += 1

    def report(self, folder: Path) -> Report:
        plan = self._plan
        compared = {pair: self._comparison(pair) for pair, pool in self._pools.items() if pool.articles}
        return Report(
            str(folder),
            f"{plan.tagset.id} {plan.tagset.version}".strip(),
            self._articles,
            plan.annotators,
            tuple(found for pair, found in compared.items() if pair[0] != plan.against),
            plan.against,
            tuple(found for pair, found in compared.items() if pair[0] == plan.against),
            valued(self._together),
            tuple(self._left_out),
            tuple(self._notes()),
        )

    def _comparison(self, pair: tuple[str, str]) -> Comparison:
        pool = self._pools[pair]
        found = list(measured(pool))
        for kind, links in self._chains[pair].items():
            found += chain_measures(f"{kind}-chains-across", compare_chains(links))
        totals = pool.totals()
        made = Comparison(
            *pair,
            len(pool.articles),
            tuple(m for m in found if not m.type),
            tuple(sorted((m for m in found if m.type), key=_by_measure)),
            tuple(map(ArticleScores, pool.articles, by_article(pool, HEADLINES))),
            classes_of(totals),
            valued(pool),
            tuple(_confusion(totals)),
        )
        pool.let_go()
        return made

    def _notes(self) -> Iterable[str]:
        if not self._articles:
            yield "No article has two sheets that can be compared."
        stamps = {stamp.sha256 for held in self._tagsets.values() for stamp in held}
        if len(stamps) > 1:
            told = "; ".join(
                f"{name}: {', '.join(_tagset(stamp, count) for stamp, count in held.most_common())}"
                for name, held in sorted(self._tagsets.items())
            )
            yield f"The sheets were not all made with the same tagset ({told})."
        if stamps - {self._plan.tagset.sha256}:
            here = f"{self._plan.tagset.id} {self._plan.tagset.version}"
            named = {f"{stamp.id} {stamp.version}" for held in self._tagsets.values() for stamp in held}
            other = "another edition" if named == {here} else "another tagset"
            yield f"Some sheets were made with {other} than the {here} that is used here."
        if self._unfinished:
            told = ", ".join(f"{count} of {name}" for name, count in sorted(self._unfinished.items()))
            yield f"Not marked done, and compared all the same: {told}."


_PLACES = {name: place for place, name in enumerate(MEASURES)}


def _by_measure(found: Measured) -> tuple[int, str]:
    """The order of what is told by type, the same in every run."""
    return (_PLACES[found.measure], found.type)


def _tagset(stamp: TagsetStamp, count: int) -> str:
    return f"{stamp.id} {stamp.version} {stamp.sha256[:7]} ×{count}"


def _confusion(cells: Mapping[Cell, float]) -> Iterable[Confused]:
    found: Counter[tuple[str, str, str]] = Counter()
    for cell, count in cells.items():
        if cell[0] == SPAN:
            found[str(cell[1]), str(cell[2]), str(cell[3])] += int(count)
    return [Confused(*key, count) for key, count in sorted(found.items())]
