"""Agreement for one main window: opens the window of numbers, and leads from differences to their places in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.sidecars.names import GOLD
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.review.agreement_window import AgreementWindow
from annotator.ui.review.agreement_work import Wanted
from annotator.ui.review.going import Going, aim_at

if TYPE_CHECKING:
    from annotator.ui.window import Window

_PATIENCE = 10.0
"""Seconds that a worker waits for the open sheet to be on disk."""


class Agreement(QObject):
    """The agreement window of one main window, made when first asked for."""

    def __init__(self, window: Window, controller: Controller, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self.going = Going(window, controller, desk, self)
        self.shown = AgreementWindow(desk.library.background, window)
        self.shown.wanted_anew.connect(self._measure)
        self.shown.difference_requested.connect(lambda found: self.going.go(aim_at(found)))
        told = window.conversations
        self.shown.guide_requested.connect(lambda: told.show_agreement_guide(self.shown))
        desk.library.changed.connect(lambda *_: self.shown.say_changed())
        desk.library.listed.connect(lambda _: self.shown.close())

    def open(self) -> None:
        """Shows the window, and measures what lies on disk now."""
        self._window.card.flush()  # what is half typed counts, too
        self._measure()
        self.shown.show()
        self.shown.raise_()
        self.shown.activateWindow()

    def show_names(self) -> None:
        """Calls annotators as they are called now."""
        self.shown.show_names(self._names())

    def _names(self) -> dict[str, str]:
        return {
            name: "Gold" if name == GOLD else self._desk.people.called(name)
            for name in self._desk.library.annotators
        }

    def _measure(self) -> None:
        listing = self._desk.library.listing
        if listing is None:
            return
        choices, names = self.shown.choices, self._names()
        choices.show_annotators(sorted(names, key=lambda name: names[name]), names)
        current = self._desk.current
        saver = current.saver if current is not None else None
        wanted = Wanted(
            listing,
            self._desk.tagset,
            choices.chosen,
            choices.reference,
            choices.finished.isChecked(),
            "" if self._desk.is_adjudicating else self._desk.me.id,
            lambda: saver is None or saver.flush(_PATIENCE),
        )
        self.shown.measure(wanted, names)
