"""A reviewer at gold: the window with adjudication begun through its dialog, and what shows there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from annotator.review.units import Unit
from annotator.ui.review.adjudicating import Adjudicating
from annotator.ui.review.bench import Bench
from annotator.ui.review.rows import Row
from annotator.ui.review.start_dialog import StartDialog
from tests.driver import Hands

BRIEF = "munich-talks-brief.txt"


class AtGold:
    """What a test asks of the window while somebody adjudicates."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands

    @property
    def adjudicating(self) -> Adjudicating:
        """The way through the differences."""
        return self.hands.window.reviewing.adjudicating

    @property
    def bench(self) -> Bench:
        """What is compared."""
        return self.hands.window.reviewing.bench

    @property
    def unit(self) -> Unit:
        """The difference one is at."""
        assert self.bench.current is not None, "at no difference"
        return self.bench.current

    @property
    def rows(self) -> list[Row]:
        """The rows that are listed."""
        return list(self.adjudicating.list.model.rows)

    @property
    def open(self) -> list[Row]:
        """The rows of the open article that wait for a decision, listed or not."""
        here = self.hands.window.article_name
        return [r for r in self.adjudicating.list.model.every if r.article == here and r.is_open]

    @property
    def words(self) -> str:
        """What is said of progress."""
        return self.adjudicating.list.progress.words

    def begin(self, *, unfinished: bool = True) -> AtGold:
        """Begins through menu and dialog, by keys."""
        dialog = self.ask()
        if dialog.unfinished.isChecked() != unfinished:
            click(dialog.unfinished)
        self.confirm(dialog)
        return self

    def ask(self) -> StartDialog:
        """Opens the dialog."""
        self.hands.window.menus["adjudicate"].trigger()
        dialog = self.adjudicating.beginning.dialog
        assert dialog is not None
        self.hands.until(lambda: "done" in next(iter(dialog.ticks.values())).text(), "counted")
        return dialog

    def confirm(self, dialog: QDialog) -> None:
        """Presses Start, and waits until gold lies open."""
        assert isinstance(dialog, StartDialog)
        assert dialog.go.isEnabled(), dialog.told.text()
        click(dialog.go)
        self.hands.window.activateWindow()  # as a window manager does
        self.hands.until(self.hands.window.isActiveWindow, "back at the window")
        self.hands.settled()

    def go_to(self, key: str) -> Unit:
        """Goes to a difference by a click in the list."""
        view = self.adjudicating.list.view
        index = self.adjudicating.list.model.index_of(self.hands.window.article_name, key)
        assert index.isValid(), f"{key} is not listed"
        view.scrollTo(index)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
        QApplication.processEvents()
        assert self.unit.key == key
        return self.unit

    def of_class(self, difference: str, *, only: bool = False) -> list[Unit]:
        """The differences of a class (and of no other one where ``only``)."""
        return [
            unit
            for unit in self.bench.differing
            if difference in unit.classes and (not only or len(unit.classes) == 1)
        ]

    def click_version(self, kind: str, card: int = -1, words: str = "") -> None:
        """Clicks a card, a cell of it, or another choice among the versions."""
        self.hands.settled()
        view = self.adjudicating.versions.view
        place = view.place(kind, card, words).center()
        self.hands.actions += 1
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), round(place.y())))
        QApplication.processEvents()

    def outcome(self, unit: Unit) -> str:
        """What was decided about a unit, as it stands."""
        decision = self.bench.ledger.standing(unit)
        return "" if decision is None else decision.outcome


def click(widget: QWidget) -> None:
    """Clicks a widget in its middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
