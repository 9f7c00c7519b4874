"""The text comes first, the panels right after it; nothing moves when they come."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from annotator.ui.furniture import Furniture
from annotator.ui.window import Window
from tests.driver import Hands, copy_seeds
from tests.ui.window.conftest import Seat


def _places(window: Window) -> dict[str, object]:
    docks = {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}
    shown = {name: docks[name].geometry() for name in ("articles", "card", "types")}
    return {**shown, "text": window.view.geometry(), "bar": window.active_bar.geometry()}


@pytest.mark.parametrize("size", [(1280, 800), (900, 640)])
def test_the_text_is_painted_before_the_panels_and_stays_where_it_is(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    folder = copy_seeds(tmp_path / "articles", "munich", sidecars=True)
    before: list[dict[str, object]] = []
    marks: list[int] = []
    make = Furniture.__init__

    def noting(self: Furniture) -> None:
        before.append(_places(hands.window))
        marks.append(len(hands.window.view._flow.marks))
        make(self)

    monkeypatch.setattr(Furniture, "__init__", noting)
    hands = Hands(qtbot, folder, annotator="annotator-a", size=size)
    window = hands.window
    window.open_place(folder, article="munich-talks-brief.txt")
    with qtbot.waitExposed(window), qtbot.waitSignal(window.furnished):
        window.show()
    hands.settled()
    assert marks[0] > 0
    assert before == [_places(window)]
    assert window.articles.model.rowCount() > 0
    hands.close()


def test_a_window_that_is_closed_before_its_panels_came_closes(qtbot: QtBot, tmp_path: Path) -> None:
    folder = copy_seeds(tmp_path / "articles", "munich", sidecars=True)
    hands = Hands(qtbot, folder)
    hands.window.open_place(folder)
    assert hands.window.close()
    hands.close()


class Paints(QObject):
    """Notes each paint of a widget."""

    def __init__(self, noted: list[str]) -> None:
        super().__init__()
        self._noted = noted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._noted.append("painted")
        return False


def test_another_article_is_painted_before_it_is_checked(sit: Seat) -> None:
    hands = sit("munich-hayashi", "tokyo", article="munich-hayashi-stoltenberg.txt")
    hands.double("Meeting")
    hands.press("Shift+C")  # without anybody who meets: a problem
    hands.press("Escape")
    hands.press("Ctrl+PgDown")
    hands.settled()
    assert not hands.checking.problems
    noted: list[str] = []
    paints = Paints(noted)
    hands.checking.changed.connect(lambda _: noted.append("checked"))
    hands.controller.session_opened.connect(
        lambda _: noted.append("complete" if hands.checking.is_complete else "opened")
    )
    hands.port.installEventFilter(paints)
    hands.press("Ctrl+PgUp")
    hands.settled()
    hands.port.removeEventFilter(paints)
    assert noted[:2] == ["opened", "painted"]
    assert "checked" in noted
    assert hands.window.problems.model.rowCount() == sum(map(len, hands.checking.problems.values()))
    assert hands.checking.problems


def test_an_article_that_is_closed_before_it_was_checked_is_not_waited_for(sit: Seat) -> None:
    hands = sit("munich", sidecars=True)
    session = hands.controller.session
    hands.checking.start(session)
    assert not hands.checking.is_complete
    hands.checking.start(None)
    assert hands.checking.is_complete
    QApplication.processEvents()
    assert hands.checking.problems == {}
