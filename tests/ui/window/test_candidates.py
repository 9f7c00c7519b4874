"""Where the bar of likely types stands: beside the selection, over no line of text, whatever the window is like."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.driver import Hands
from tests.ui.window.conftest import Seat

MUNICH = "munich-hayashi-stoltenberg.txt"

Shot = Callable[[QWidget, str], None]


def words_shown(hands: Hands) -> list[tuple[int, int]]:
    """Every word that shows, asked of the view as a stretch."""
    first, last = hands.view.first_visible_position(), hands.view.last_visible_position()
    found, start = [], first
    for end in range(first, last + 1):
        if end == last or hands.text[end].isspace():
            if end > start:
                found.append((start, end))
            start = end + 1
    return found


def covered(hands: Hands) -> list[str]:
    """The words that the bar covers."""
    bar = hands.window.conversations.candidates.geometry()
    return [
        hands.text[start:end]
        for start, end in words_shown(hands)
        if hands.view.rect_of(start, end).intersects(bar)
    ]


def near(hands: Hands) -> bool:
    """Whether the bar stands right at the selection's line."""
    bar = hands.window.conversations.candidates.geometry()
    line = hands.view.rect_of(*hands.controller.state.selection[-1])
    return bar.top() - line.bottom() <= 10 and line.top() - bar.bottom() <= 10


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 760])
def test_no_word_is_covered_by_the_likeliest_types(sit: Seat, shot: Shot, width: int, theme: str) -> None:
    hands = sit(article=MUNICH, sidecars=True, annotator="Annotator A", size=(width, 640))
    hands.appearance.choose("dark" if theme == "dark" else "light")
    bar = hands.window.conversations.candidates
    shown = [w for w in words_shown(hands) if len(hands.text[slice(*w)]) > 3]
    for at, (start, end) in enumerate(shown[::7] + shown[-3:]):
        rect = hands.view.rect_of(start, end)
        if rect.bottom() > hands.port.height() - 2:
            continue
        hands.press("Escape")
        hands.double(hands.text[start:end].strip(".,”“’"), hands.text[start : end + 30])
        assert bar.isVisible()
        assert covered(hands) == []
        assert near(hands)
        assert hands.port.rect().contains(bar.geometry())
        if at % 3 == 0:
            shot(hands.window, f"likely-{width}-{theme}-{at}")


def test_edges_small_text_and_several_lines(sit: Seat) -> None:
    hands = sit(article=MUNICH, sidecars=True, annotator="Annotator A", size=(900, 560))
    bar = hands.window.conversations.candidates
    text = hands.text
    start = text.index("pledged support")
    bar_of_scrolling = hands.view.verticalScrollBar()
    for edge in ("top", "bottom"):
        hands.press("Escape")
        rect = hands.view.rect_of(start, start + 7)
        aim = 4 if edge == "top" else hands.port.height() - rect.height() - 4
        bar_of_scrolling.setValue(bar_of_scrolling.value() + rect.top() - aim)
        point = hands.view.rect_of(start + 3, start + 4).center()
        QTest.mouseDClick(hands.port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
        QTest.mouseRelease(hands.port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
        assert hands.selected_text() == ["pledged"]
        assert bar.isVisible()
        assert covered(hands) == []
        assert hands.port.rect().contains(bar.geometry())
    hands.press("Escape")
    hands.triple("pledged support")
    assert bar.isVisible()
    assert covered(hands) == []
    hands.press("Escape")
    hands.press("Ctrl+-", 5)  # too small for anything to stand between two lines
    hands.double("Moscow", "Moscow was about")
    assert bar.isVisible()
    assert len(bar.cells()) >= 3
    assert not bar.geometry().intersects(hands.view.rect_of(*hands.controller.state.selection[-1]))
    assert near(hands)


def turn(hands: Hands, notches: int) -> None:
    """Turns the wheel over the middle of the text with Ctrl held."""
    port = hands.port
    at = QPointF(port.rect().center())
    wheel = QWheelEvent(
        at,
        QPointF(port.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, wheel)
    QApplication.processEvents()


def test_the_likeliest_types_follow_the_text_when_its_size_or_the_window_changes(
    sit: Seat, shot: Shot
) -> None:
    hands = sit(article=MUNICH, sidecars=True, annotator="Annotator A", size=(1280, 800))
    hands.double("pledged", "pledged support")
    bar = hands.window.conversations.candidates
    places = [bar.geometry()]

    def stands_rightly() -> bool:
        right = bar.isVisible() and near(hands) and covered(hands) == []
        return right and hands.port.rect().contains(bar.geometry())

    assert stands_rightly()
    for notches in (1, 1, 1, -2, -2):
        turn(hands, notches)
        hands.until(stands_rightly, f"the bar beside the selection after {notches} notches")
        places.append(bar.geometry())
    shot(hands.window, "likely-zoomed")
    assert len({place.topLeft().toTuple() for place in places}) > 3
    for size in ((1000, 800), (1280, 420)):
        hands.window.resize(*size)
        hands.until(stands_rightly, f"the bar beside the selection at {size}")


def test_all_nine_digits_fit_in_a_window_of_1280_pixels(sit: Seat, shot: Shot) -> None:
    hands = sit(article=MUNICH, sidecars=True, annotator="Annotator A", size=(1280, 800))
    bar = hands.window.conversations.candidates
    for word, within in (
        ("pledged", "pledged support"),
        ("Moscow", "Moscow was about"),
        ("calm", "calm the"),
    ):
        hands.press("Escape")
        hands.double(word, within)
        assert len(bar.cells()) == 9
        assert covered(hands) == []
        assert all(bar.rect().contains(cell.toAlignedRect()) for cell in bar.cells())
        shot(hands.window, f"likely-nine-{word}")
