"""Where the bar of likely types stands: beside the selection, over no line of text, whatever the window is like."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

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
