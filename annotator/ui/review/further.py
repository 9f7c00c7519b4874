"""The way from the last difference of an article to the next article, while colleagues' tags are only seen.

Nothing of other articles is read before somebody asks; then a worker reads one after the other until one differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.sidecars.names import Storage
from annotator.sidecars.pacing import Pace, uncollected
from annotator.sidecars.workspace import ArticleFile
from annotator.tagsets.model import Tagset
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.opening import load_article
from annotator.ui.people import KEPT_APART
from annotator.ui.review.bench import Bench
from annotator.ui.review.preparing import Wanted, prepare

if TYPE_CHECKING:
    from annotator.ui.window import Window


class Further(QObject):
    """Leads one window on to the next article with a difference between one's own tags and those that are shown."""

    def __init__(self, window: Window, controller: Controller, desk: Desk, bench: Bench) -> None:
        super().__init__(bench)
        self._window, self._controller, self._desk, self._bench = window, controller, desk, bench
        self._given_up: Event | None = None
        """Of the search under way: set once nobody waits for it."""
        self._arrival: tuple[str, int] | None = None
        bench.opening.connect(self._give_up)
        bench.visible_changed.connect(self._give_up)
        bench.compared.connect(self._arrive)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is looked for, and one has arrived."""
        return self._given_up is None and self._arrival is None

    def look(self, by: int) -> None:
        """Goes to the first (by 1) difference of the articles below, or the last (-1) of those above, and round."""
        listing, storage = self._desk.library.listing, self._desk.storage
        if listing is None or storage is None or self._given_up is not None:
            return
        articles, name = listing.articles, self._desk.name
        at = next((n for n, file in enumerate(articles) if file.name == name), 0)
        after, before = articles[at + 1 :], articles[:at]
        ways = [*after, *before] if by > 0 else [*before[::-1], *after[::-1]]
        self._given_up = given_up = Event()
        self._controller.said.emit("Looking for the next article with a difference …")
        work = partial(
            _first_differing,
            ways,
            storage,
            self._desk.tagset,
            self._desk.me.id,
            self._bench.visible,
            given_up,
        )
        self._desk.library.background.run(work, partial(self._on_looked, given_up, by))

    def _on_looked(self, asked: Event, by: int, found: str) -> None:
        if asked is not self._given_up:
            return
        self._given_up = None
        differing = self._bench.differing
        if found:
            self._arrival = (found, by)
            self._controller.said.emit(f"On to {found}")
            self._window.open_article(found)
            if self._desk.name != found and not self._desk.is_opening(found):
                self._arrival = None  # what lies open could not be closed
        elif differing:
            self._bench.go(differing[0 if by > 0 else -1])
            self._controller.said.emit("No other article differs: round in this one")
        else:
            self._controller.said.emit(
                KEPT_APART if self._desk.keeps_apart else "Nothing in this folder differs from what is shown"
            )

    def _arrive(self) -> None:
        """The article has been compared: one stands at its first or last difference."""
        if self._arrival is None or self._arrival[0] != self._desk.name:
            return
        by, differing = self._arrival[1], self._bench.differing
        self._arrival = None
        if differing and not self._desk.is_adjudicating:
            self._bench.go(differing[0 if by > 0 else -1])

    def _give_up(self) -> None:
        """Another article or other colleagues are wanted: what was looked for is not."""
        if self._given_up is not None:
            self._given_up.set()
            self._given_up = None
        if self._arrival is not None and self._desk.name and self._desk.name != self._arrival[0]:
            self._arrival = None


def _first_differing(
    articles: Sequence[ArticleFile],
    storage: Storage,
    tagset: Tagset,
    me: str,
    visible: frozenset[str],
    given_up: Event,
) -> str:
    """The name of the first article in which what is shown differs; empty where none does."""
    pace = Pace()
    with uncollected():
        for file in articles:
            if given_up.is_set():
                break
            if _differs(file, storage, tagset, me, visible, pace):
                return file.name
    return ""


def _differs(
    file: ArticleFile, storage: Storage, tagset: Tagset, me: str, visible: frozenset[str], pace: Pace
) -> bool:
    sidecars = {s.annotator: s.path for s in file.sidecars}
    if len((visible | {me}) & sidecars.keys()) < 2:
        return False
    try:
        article = load_article(file.path, storage, file.annotators)
    except (AnnotatorError, OSError):
        return False  # the list of articles names it as a problem
    return bool(prepare(Wanted(article, sidecars, tagset, me, visible=visible), pace=pace).differing)
