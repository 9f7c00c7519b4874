"""Hands on the agreement window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from annotator.ui.review.agreement_picture import Canvas
from annotator.ui.review.agreement_window import AgreementWindow
from tests.driver import Hands

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def agreement_of(hands: Hands, *, all_sheets: bool = True) -> AgreementWindow:
    """Opens the window by its menu action; with ``all_sheets`` also those in progress are compared."""
    hands.window.menus["agreement"].trigger()
    shown = hands.window.reviewing.agreement.shown
    measured(hands, shown)
    if all_sheets and shown.choices.finished.isChecked():
        QTest.mouseClick(shown.choices.finished, _LEFT)
        measured(hands, shown)
    return shown


def measured(hands: Hands, shown: AgreementWindow) -> None:
    """Waits until the numbers are there."""
    hands.until(lambda: shown.is_settled, "the sheets are measured")


def show_page(shown: AgreementWindow, name: str) -> None:
    """Clicks a tab."""
    bar = shown.pages.tabBar()
    at = next(n for n in range(bar.count()) if bar.tabText(n) == name)
    QTest.mouseClick(bar, _LEFT, _NONE, bar.tabRect(at).center())
    assert shown.pages.currentIndex() == at


def click_number(table: QTableView, row: str, column: int, group: str = "") -> None:
    """Clicks a number in the row of that name, below the name of a group."""
    model = table.model()
    inside = not group
    for at in range(model.rowCount()):
        words = model.index(at, 0).data()
        inside = inside or words == group
        chosen = model.flags(model.index(at, 0)) & Qt.ItemFlag.ItemIsSelectable
        if inside and words == row and chosen:
            index = model.index(at, column)
            table.scrollTo(index)
            QTest.mouseClick(table.viewport(), _LEFT, _NONE, table.visualRect(index).center())
            return
    raise AssertionError(f"no row {row!r}")


def click_cell(canvas: Canvas, words: str) -> None:
    """Clicks the cell whose title begins so."""
    assert canvas.picture is not None
    cell = next(cell for cell in canvas.picture.cells if cell.title.startswith(words))
    point: QPoint = canvas.place(cell).center().toPoint()
    QTest.mouseClick(canvas, _LEFT, _NONE, point)
