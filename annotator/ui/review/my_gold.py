"""*My tags against gold* for one window: has it worked out, and leads from one difference to the next across articles.

It changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.review.telling import Telling, Told, ToldArticle
from annotator.sidecars.names import GOLD
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.exchange.jobs import Job, Tally
from annotator.ui.review.going import Going, aim_at
from annotator.ui.review.seeing import Seeing
from annotator.ui.review.telling_panel import TellingPanel
from annotator.ui.review.telling_work import Heard, Key, hear

if TYPE_CHECKING:
    from annotator.ui.window import Window

_PATIENCE = 10.0
"""Seconds that a worker waits for the open sheet to be on disk."""


class MyGold(QObject):
    """Keeps the panel current while it shows."""

    def __init__(self, window: Window, controller: Controller, desk: Desk, seeing: Seeing) -> None:
        super().__init__(window)
        self._window, self._controller, self._desk, self._seeing = window, controller, desk, seeing
        self.going = Going(window, controller, desk, self)
        self.panel = TellingPanel()
        self.dock = window.docks.add("my-gold", "My Tags Against Gold", self.panel)
        self._known: Mapping[Key, ToldArticle] = {}
        self.telling = Telling()
        self._job: Job | None = None
        self._again = False
        self._step = 0
        self.panel.told_requested.connect(self._go)
        self.panel.step_requested.connect(self.step)
        self.panel.scope_changed.connect(self._show)
        self.dock.visibilityChanged.connect(lambda _: self._on_shown())
        desk.library.changed.connect(lambda *_: self.refresh())
        desk.library.listed.connect(lambda _: self.refresh())
        controller.session_opened.connect(lambda _: self._show())

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being read and nobody is on the way."""
        return self._job is None and self.going.is_settled

    def open(self) -> None:
        """Brings the panel to the front."""
        self._window.docks.show("my-gold", self.panel.setFocus)
        self.refresh()

    def _on_shown(self) -> None:
        self._seeing.show_gold(not self.dock.isHidden())
        self.refresh()

    def refresh(self) -> None:
        """Reads what changed since, while the panel shows."""
        listing = self._desk.library.listing
        if listing is None or self.dock.isHidden():
            return
        if self._job is not None:
            self._again = True
            return
        current = self._desk.current
        saver = current.saver if current is not None else None
        work = partial(
            hear,
            listing,
            self._desk.me.id,
            self._desk.tagset,
            self._known,
            lambda: saver is None or saver.flush(_PATIENCE),
        )
        job = self._job = Job(self._desk.library.background, lambda tally: _hear(work, tally), self)
        job.finished.connect(self._on_heard)
        job.failed.connect(self._on_failed)

    def _on_heard(self, heard: Heard) -> None:
        self._job = None
        self._known, self.telling = heard.known, heard.telling
        self._show()
        if self._again:
            self._again = False
            self.refresh()
        elif self._step:
            by, self._step = self._step, 0
            self.step(by)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        raise error

    # -- what is shown ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        told: Sequence[Told] = tuple(self.telling.told)
        if self.panel.scope.currentIndex() == 1:
            told = [each for each in told if each.difference.article == self._desk.name]
        self.panel.show_telling(self.telling, told, self._empty())

    def _empty(self) -> str:
        if self.telling.undecided:
            return "Nothing that was decided differs from your tags so far."
        if any(article.gold_done for article in self.telling.articles):
            return "Your tags are as gold has them."
        if GOLD not in self._desk.library.annotators:
            return "There is no gold yet. It comes when somebody adjudicates the annotators’ sheets."
        return "No article has both gold and tags of yours."

    # -- going -----------------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) difference, across articles."""
        if self.dock.isHidden():
            self.open()
        if self._job is not None:
            self._step = by  # once it is known what there is
            return
        told, at = self.panel.model.told, self.panel.at
        if not told:
            self._controller.said.emit(self._empty())
            return
        at = at + by if at >= 0 else self._beside(told, by)
        if not 0 <= at < len(told):
            self._controller.said.emit("There is no further difference from gold")
            return
        self.panel.show_current(at)
        self._go(told[at])

    def _beside(self, told: Sequence[Told], by: int) -> int:
        """The first difference after the open article's beginning, or the last before its end."""
        order = {article.article: n for n, article in enumerate(self.telling.articles)}
        here = order.get(self._desk.name, 0)
        places = [order[each.difference.article] for each in told]
        if by > 0:
            return next((n for n, place in enumerate(places) if place >= here), 0)
        return next((n for n in range(len(places) - 1, -1, -1) if places[n] <= here), len(places) - 1)

    def _go(self, told: Told) -> None:
        self.going.go(aim_at(told.difference))


def _hear(work: partial[Heard], tally: Tally) -> Heard:
    return work(tally.note)
