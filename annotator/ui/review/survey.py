"""Looks through the whole folder for differences, in the background, while one adjudicates.

An article whose files have not changed since is not read again. What the open article holds by now is known better by
whoever has it open: that its gold was saved sets nobody looking through it until it is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from annotator.annotations.records import Decision
from annotator.errors import AnnotatorError
from annotator.review.chains import ArticleChains, chains_of
from annotator.review.participation import Terms
from annotator.sidecars.names import GOLD, Storage
from annotator.sidecars.pacing import Pace, uncollected
from annotator.sidecars.workspace import ArticleFile, Listing, ListingChange, Stamp
from annotator.tagsets.model import Tagset
from annotator.ui.background import Background
from annotator.ui.opening import load_article
from annotator.ui.review.preparing import Wanted, prepare
from annotator.ui.review.rows import Row

_AT_ONCE = 8
"""Articles that a worker reads before it reports."""


class Search(Struct, frozen=True):
    """What the folder is looked through for, and for whom."""

    storage: Storage
    tagset: Tagset
    me: str
    terms: Terms


class Surveyed(Struct, frozen=True):
    """What one article holds: its differences, and what chains over the folder need of it."""

    rows: tuple[Row, ...] = ()
    chains: ArticleChains | None = None
    decisions: tuple[Decision, ...] = ()
    """Those about instances."""
    participants: tuple[str, ...] = ()


class Survey(QObject):
    """The differences of all articles, as far as they are known."""

    changed = Signal()
    """More is known, or something else."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._search: Search | None = None
        self._order: tuple[str, ...] = ()
        self._waiting: list[ArticleFile] = []
        self._found: dict[str, tuple[tuple[Stamp, ...], Surveyed]] = {}
        self._run = 0
        self._busy = False
        self._open = ""
        self._saved: ArticleFile | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the whole folder has been looked through."""
        return not self._waiting and not self._busy

    @property
    def order(self) -> Sequence[str]:
        """The names of the articles, as they are listed."""
        return self._order

    def of(self, article: str) -> Surveyed | None:
        """What is known of one article, or None."""
        held = self._found.get(article)
        return None if held is None else held[1]

    def look(self, listing: Listing | None, search: Search) -> None:
        """Looks through a folder, or through what has changed in it since."""
        if search != self._search:
            self._found.clear()
            self._search = search
        articles = listing.articles if listing is not None else ()
        self._order = tuple(article.name for article in articles)
        known = set(self._order)
        self._found = {name: held for name, held in self._found.items() if name in known}
        self._waiting = [a for a in articles if self._found.get(a.name, ((), None))[0] != _stamps(a)]
        self._run += 1
        self._busy, self._saved = False, None
        self._go_on()
        self.changed.emit()

    def follow(self, listing: Listing, change: ListingChange) -> None:
        """Looks through what has changed in the folder."""
        if self._search is None:
            return
        if change.added or change.removed or change.renamed:
            self.look(listing, self._search)
            return
        fresh = {after.name: after for _, after in change.changed}
        for before, after in change.changed:
            if after.name == self._open:
                only_gold = _but_gold(before) == _but_gold(after)
                self._saved = fresh.pop(after.name) if only_gold else None
        self._look_again(fresh)

    def keep_to(self, article: str) -> None:
        """Lets whoever has an article open (none where empty) know its gold; one that was open before is caught up."""
        if article != self._open:
            self._open, saved, self._saved = article, self._saved, None
            if saved is not None and self._search is not None:
                self._look_again({saved.name: saved})

    def _look_again(self, fresh: Mapping[str, ArticleFile]) -> None:
        if fresh:
            self._waiting = [a for a in self._waiting if a.name not in fresh] + list(fresh.values())
            self._go_on()

    def stop(self) -> None:
        """Looks no further, and forgets what was found."""
        self._run += 1
        self._waiting, self._busy, self._search, self._saved = [], False, None, None
        self._found.clear()
        self._order = ()

    def _go_on(self) -> None:
        if self._busy or not self._waiting or self._search is None:
            return
        batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        self._busy = True
        self._background.run(partial(_look, batch, self._search), partial(self._on_looked, self._run))

    def _on_looked(self, run: int, looked: list[tuple[str, tuple[Stamp, ...], Surveyed]]) -> None:
        if run != self._run:
            return
        self._busy = False
        self._found.update({name: (stamps, held) for name, stamps, held in looked})
        self._go_on()
        self.changed.emit()


def _stamps(article: ArticleFile) -> tuple[Stamp, ...]:
    return (article.stamp, *(sidecar.stamp for sidecar in article.sidecars))


def _but_gold(article: ArticleFile) -> tuple[object, ...]:
    return (article.stamp, *((s.annotator, s.stamp) for s in article.sidecars if s.annotator != GOLD))


def _look(batch: list[ArticleFile], search: Search) -> list[tuple[str, tuple[Stamp, ...], Surveyed]]:
    with uncollected():
        return [(article.name, _stamps(article), surveyed(article, search)) for article in batch]


def surveyed(file: ArticleFile, search: Search) -> Surveyed:
    """What one article holds; nothing where it or too many of its sheets cannot be read."""
    try:
        article = load_article(file.path, search.storage, file.annotators)
    except (AnnotatorError, OSError):
        return Surveyed()  # the list of articles names it as a problem
    sidecars = {s.annotator: s.path for s in file.sidecars}
    prepared = prepare(
        Wanted(
            article,
            sidecars,
            search.tagset,
            search.me,
            adjudicates=True,
            terms=search.terms,
            name=file.name,
        ),
        pace=Pace(),
    )
    comparison, ledger = prepared.comparison, prepared.ledger
    if comparison is None or ledger is None:
        return Surveyed()
    decisions = tuple(d for d in ledger if d.of == "instance") if GOLD in sidecars else ()
    return Surveyed(prepared.rows, chains_of(file.name, comparison), decisions, comparison.participants)
