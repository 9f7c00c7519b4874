"""Other marks in place of all there are: only what differs and shows is laid out and painted anew, and nothing scrolls."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.text.marks import Arc, Mark
from annotator.ui.text.view import ArticleView
from tests.ui.text.page import MARKS, TEXT, place

LONG = "\n\n".join(f"{TEXT[:240]} {number} 👩‍🚀 שלום" for number in range(300))


def _marks(every: int, colour: str = "#2f6fde") -> list[Mark]:
    return [Mark(f"m{at}", ((at, at + 4),), "entity", "PER", colour) for at in range(0, len(LONG) - 4, every)]


def _painted(view: ArticleView) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    real = view._painter.paint

    def spy(painter: QPainter, flow: object, context: object) -> object:
        found.append((context.clip.top(), context.clip.bottom()))  # type: ignore[attr-defined]
        return real(painter, flow, context)  # type: ignore[arg-type]

    view._painter.paint = spy  # type: ignore[method-assign,assignment]
    return found


def test_the_same_marks_again_paint_nothing(view: ArticleView) -> None:
    painted = _painted(view)
    view.exchange_marks(list(MARKS))
    QApplication.processEvents()
    assert painted == []


def test_one_mark_in_another_colour_paints_its_block_alone_and_can_be_hit(view: ArticleView) -> None:
    painted = _painted(view)
    changed = [m._replace(colour="#868c94") if m.id == "ministry" else m for m in MARKS]
    view.exchange_marks(changed)
    QApplication.processEvents()
    rect = view.rect_of(*place("Ministry of Foreign Affairs"))
    assert painted
    assert all(top <= rect.center().y() <= bottom for top, bottom in painted)
    assert all(bottom - top < view.viewport().height() / 2 for top, bottom in painted)
    assert view._flow.marks.get("ministry") == changed[[m.id for m in MARKS].index("ministry")]
    view.exchange_marks([])
    assert view.hit_at(QPointF(view.rect_of(*place("Kyiv")).center())).marks == ()


def test_arcs_follow_the_marks_that_come_and_go(view: ArticleView) -> None:
    view.show_arcs(
        [Arc("condemns", "kyiv", "actor", "#c0392b"), Arc("condemns", "odesa", "topic", "#c0392b")]
    )
    view.exchange_marks([m for m in MARKS if m.id != "odesa"])
    (bundle,) = view._flow.bundles
    assert set(bundle.ends) == {"condemns", "kyiv"}
    view.exchange_marks(list(MARKS))
    (bundle,) = view._flow.bundles
    assert set(bundle.ends) == {"condemns", "kyiv", "odesa"}


@pytest.mark.parametrize("to_end", [False, True])
def test_the_first_line_stays_where_it_is_although_lanes_come_above(qtbot: QtBot, to_end: bool) -> None:
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show_article(LONG, _marks(40))
    with qtbot.waitExposed(view):
        view.show()
    bar = view.verticalScrollBar()
    for value in range(0, bar.maximum(), 400):
        bar.setValue(value)
        QApplication.processEvents()
        if not to_end and value > 4000:
            break
    position = view.first_visible_position()
    top = view.rect_of(position, position + 1).top()
    before = view._flow.laid_out
    stacked = [m._replace(id=f"{m.id}{n}") for m in _marks(20) for n in range(3)]
    view.exchange_marks([*_marks(40), *stacked])
    QApplication.processEvents()
    assert abs(view.rect_of(position, position + 1).top() - top) < 200, "it stays in sight"
    assert abs(view.first_visible_position() - position) < 700
    assert view._flow.laid_out < before, "what is out of sight is laid out when it comes into sight"
    bar.setValue(bar.value() - 300)
    QApplication.processEvents()
    start = view.first_visible_position()
    shown = {m.id for m in view._flow.marks.between(start, start + 100)}
    assert any(id.endswith(("0", "1", "2")) for id in shown)
