"""Whatever the card has to show, it stands within the card: nothing is cut at its edge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QToolButton, QWidget

from annotator.tagsets import shipped
from tests.driver import Hands
from tests.ui.window.conftest import Seat

Shot = Callable[[QWidget, str], None]

LONG = ("abcdefghi_" * 20)[:196] + ".txt"


@pytest.fixture
def hands(sit: Seat, tmp_path: Path) -> Hands:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / LONG).write_text("Kyiv requested weapons from Berlin.\n")
    return sit("no-seed", article=LONG, size=(1280, 800))


def cut(hands: Hands) -> list[QWidget]:
    """What of the card that shows stands beyond its left or right edge."""
    area = next(each for each in hands.window.card.findChildren(QScrollArea) if each.isVisible())
    port, page = area.viewport(), area.widget()
    assert page is not None
    inside = [each for each in page.findChildren(QWidget) if each.isVisible()]
    assert len(inside) > 5
    places = {each: QRect(each.mapTo(port, QPoint()), each.size()) for each in (*inside, page)}
    return [each for each, place in places.items() if place.left() < 0 or place.right() >= port.width()]


def test_a_long_file_name_pushes_no_field_out(hands: Hands, shot: Shot) -> None:
    assert hands.window.article_name == LONG
    shot(hands.window, "card-long-name")
    assert cut(hands) == []


def test_the_values_and_hints_of_every_event_stand_within_the_card(hands: Hands, shot: Shot) -> None:
    hands.double("requested")
    hands.press("Shift+Q")
    assert cut(hands) == []
    shot(hands.window, "card-request")
    (meet,) = [b for b in hands.window.card.findChildren(QToolButton) if b.text() == "meet" and b.isVisible()]
    hands.qtbot.mouseClick(meet, Qt.MouseButton.LeftButton)
    assert hands.saved().of("event")[0]["attributes"]["mode"] == "meet"
    hands.press("Escape")
    for type in shipped.load().taggable("event"):
        hands.press("R")
        hands.press(f"Shift+{type.key}")
        assert cut(hands) == [], type.id
