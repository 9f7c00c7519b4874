"""Review of one sheet in the window: opens the dialog, goes through records one by one, and decides in the open article.

One sheet is gone through as differences between several are: with the same list, the same versions and the same keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.review.bulk import Bulk
from annotator.review.bulk_folder import Order
from annotator.review.participation import Participation, Terms
from annotator.review.rules import Rules
from annotator.review.solo import SoloComparison, SoloDeciding
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.exchange.starting import desktop_of
from annotator.ui.review.beginning import Beginning
from annotator.ui.review.bench import Bench
from annotator.ui.review.bulk_dialog import BulkDialog
from annotator.ui.settings import Settings

if TYPE_CHECKING:
    from annotator.ui.window import Window


class OneSheet(QObject):
    """Reviews one annotator's sheets."""

    def __init__(
        self,
        window: Window,
        controller: Controller,
        desk: Desk,
        settings: Settings,
        bench: Bench,
        beginning: Beginning,
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._desk, self._settings = window, controller, desk, settings
        self._bench, self._beginning = bench, beginning
        self._order: Order | None = None
        self._before: Terms | None = None
        """What was compared when many were decided at once; that is gone back to."""
        self.dialog: BulkDialog | None = None
        bench.compared.connect(self._on_compared)

    @property
    def annotator(self) -> str:
        """Whose sheets are being reviewed; empty where none are."""
        held = self._bench.terms.participation
        return next(iter(held.annotators or ()), "") if held.alone else ""

    def ask(self) -> None:
        """Asks whose sheet is reviewed, and how."""
        desktop = desktop_of(self._desk, self._settings)
        if desktop is None:
            return
        self._window.card.flush()
        dialog = self.dialog = BulkDialog(
            desktop,
            self._desk.storage,
            self._desk.name,
            self._desk.people.called,
            self._desk.library.background,
            self._window,
        )
        current = self._desk.current
        dialog.choices.choose(self.annotator or (current.annotator if current is not None else ""))
        dialog.through_requested.connect(self._on_through)
        dialog.here_requested.connect(self._on_here)
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        dialog.open()

    def go_through(self, annotator: str) -> bool:
        """Opens gold to go through one annotator's records one by one. False where the open sheet is not on disk."""
        return self._beginning.start(_alone(annotator), remember=False)

    def _on_through(self, annotator: str) -> None:
        if self.dialog is not None:
            self.dialog.close()
        self.go_through(annotator)

    def _on_here(self, order: Order) -> None:
        self._order = order
        held = self._bench.terms
        if self._desk.is_adjudicating and self._before is None and held != _alone(order.annotator):
            self._before = held
        if not self.go_through(order.annotator):
            self._order = None
            if self.dialog is not None:
                self.dialog.give_up("Your tags of the open article are not on disk yet. Save them first.")
            return
        self._on_compared()

    def _on_compared(self) -> None:
        """Does what is wanted in the open article as soon as its gold lies open for this sheet."""
        order, bench, dialog = self._order, self._bench, self.dialog
        if order is None or dialog is None or not bench.is_settled or not self._desk.is_adjudicating:
            return
        comparison, deciding, gold = bench.comparison, bench.deciding, bench.gold
        if comparison is None:
            if bench.sheets is not None:  # that annotator has no sheet of this article
                self._order = None
                dialog.go_on(None)
            return
        if not isinstance(comparison, SoloComparison) or comparison.annotator != order.annotator:
            return
        self._order = None
        if gold is None or not isinstance(deciding, SoloDeciding):
            dialog.give_up("The gold sheet of the open article cannot be changed.")
            return
        bulk = Bulk(self._desk.name, comparison, deciding, gold)
        edit, done = bulk.decide(order.filter, order.verdict, reason=order.reason, but=order.spared)
        if not edit.is_empty:
            self._controller.do(edit)
        dialog.go_on(done)

    def _on_closed(self, dialog: BulkDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
            self._order = None
        self._go_back()
        self._desk.library.rescan()
        dialog.deleteLater()

    def _go_back(self) -> None:
        """Many were decided at once amid a comparison: that goes on. Where there was none, gold stays open for undo."""
        before, self._before = self._before, None
        if before is not None and self._desk.is_adjudicating:
            self._beginning.start(before, remember=False)


def _alone(annotator: str) -> Terms:
    return Terms(Participation.of_one(annotator), Rules(unanimous=False))
