"""Names above and around the text in the real window: roles beside types, and never on a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from annotator.ui.text.badges import Badge, badge_of
from tests.driver import Hands
from tests.ui.window.conftest import Seat

Shot = Callable[[QWidget, str], None]

TEXT = (
    "Russia’s moves worried Kyiv. They pledged support Kyiv wants from Berlin.\n\n"
    "Later the ministers of both states, who had met before, again pledged support.\n"
)


@pytest.fixture
def hands(sit: Seat, tmp_path: Path) -> Hands:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "own.txt").write_text(TEXT)
    return sit("no-seed", article="own.txt")


def badges(hands: Hands) -> dict[str, Badge]:
    """The roles that show, by the label whose mention fills them."""
    flow = hands.view._flow
    found = {}
    for laid, _ in flow.between(0, 2000):
        for label in laid.labels:
            badge = badge_of(laid, label, flow.measures, flow.emphasis)
            if badge is not None:
                found[label.text] = badge
    return found


@pytest.mark.parametrize("within", ["support Kyiv", "again pledged support."])
def test_a_short_trigger_keeps_the_name_of_its_type_beside_its_role(
    hands: Hands, shot: Shot, within: str
) -> None:
    if "Kyiv" in within:
        hands.double("Kyiv", "Kyiv wants")
        hands.press("G")
    hands.drag("pledged support", "pledged " + within if "Kyiv" in within else within)
    hands.press("Shift+A")
    hands.double("support", within)
    hands.press("Shift+S")
    shot(hands.window, f"nested-{within[:5]}")
    found = badges(hands)
    assert found["SUPPORT"].name[:3] == "SUP"
    assert found["SUPPORT"].text[:3] == "Top"


def test_the_armed_role_at_the_pointer_covers_no_word(hands: Hands, shot: Shot) -> None:
    hands.double("worried", "moves worried")
    hands.press("Shift+C")
    view, port = hands.view, hands.port
    assert hands.controller.state.armed
    lines, _ = view.boxes_in(0, port.height())
    shown = 0
    for line in lines:
        for x in range(line.left() - 30, line.right() + 60, 23):
            for y in range(line.top() - 14, line.bottom() + 10, 6):
                QTest.mouseMove(port, QPoint(x, y))
                loose = view._loose()
                assert loose is not None
                place = loose[3]
                assert place is not None
                assert loose[2]
                assert port.rect().contains(place)
                assert not any(place.intersects(other) for other in lines)
                assert (place.center() - QPoint(x, y)).manhattanLength() < 160
                shown += 1
    assert shown > 100
    QTest.mouseMove(port, view.rect_of(*hands.find("Russia’s moves")).center())
    shot(hands.window, "ghost")


def test_what_a_tip_tells_goes_with_its_article(sit: Seat) -> None:
    hands = sit(article="munich-hayashi-stoltenberg.txt", sidecars=True, annotator="Annotator A")
    point = hands.point(*hands.find("Hayashi"))
    tip = QHelpEvent(QEvent.Type.ToolTip, point, hands.port.mapToGlobal(point))
    QApplication.sendEvent(hands.port, tip)
    hands.until(QToolTip.isVisible, "a tip over a mention")
    hands.press("Ctrl+Shift+PgDown")
    hands.until(lambda: hands.window.article_name != "munich-hayashi-stoltenberg.txt", "another article")
    hands.until(lambda: not QToolTip.isVisible(), "no tip of the article before")


def test_a_loose_line_leaves_no_trace_where_it_was(hands: Hands) -> None:
    port = hands.port
    QTest.mouseMove(port, QPoint(500, 400))
    hands.double("worried", "moves worried")
    QTest.mouseMove(port, QPoint(500, 400))
    hands.press("Shift+C")
    screen = port.screen()

    def seen() -> QImage:
        at = port.mapToGlobal(QPoint())
        return screen.grabWindow(0, at.x(), at.y(), port.width(), port.height()).toImage()

    for point in (QPoint(500, 400), QPoint(300, 60), QPoint(120, 90), QPoint(600, 300)):
        QTest.mouseMove(port, point)
        QApplication.processEvents()
    after_moves = seen()
    port.update()
    QApplication.processEvents()
    assert seen() == after_moves
