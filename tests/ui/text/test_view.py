"""The text view with real events: offsets, hits, gestures, keys, scrolling, and what it leaves alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QFont,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from annotator.ui import colours
from annotator.ui.text.badges import badge_of
from annotator.ui.text.blocks import BADGE_PAD, Laid
from annotator.ui.text.gestures import (
    CaretMoved,
    Clicked,
    ContextRequested,
    Dragged,
    Gesture,
    HandleDragged,
    Hovered,
    LabelDragged,
)
from annotator.ui.text.marks import Arc, Hit, Mark, ZoneMark
from annotator.ui.text.offsets import Shown
from annotator.ui.text.view import ArticleView
from tests.ui.text.page import ARCS, MARKS, TEXT, ZONES, place

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def middle(view: ArticleView, quote: str) -> QPoint:
    """The middle of a quote in the viewport."""
    return view.rect_of(*place(quote)).center()


def label_of(view: ArticleView, identity: str) -> QPoint:
    """A point on the label of a mark."""
    view.viewport().repaint()
    for laid, top in view._flow.between(0, 5000):
        for label in laid.labels:
            if label.mark.id == identity:
                measures = view._flow.measures
                y = top + laid.lines[label.line].top - label.lane * measures.lane - measures.label_height // 2
                return QPoint(int(label.left + 6), int(y) - view.verticalScrollBar().value())
    raise AssertionError(identity)


def drag(view: ArticleView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press, move in steps, release."""
    port = view.viewport()
    QTest.mousePress(port, LEFT, modifiers, start)
    move(view, QPoint((start.x() + end.x()) // 2, (start.y() + end.y()) // 2), modifiers)
    move(view, end, modifiers)
    QTest.mouseRelease(port, LEFT, modifiers, end)


def move(view: ArticleView, point: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Move with the left button down."""
    port = view.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(point), QPointF(port.mapToGlobal(point)), LEFT, LEFT, modifiers
    )
    QApplication.sendEvent(port, event)


def hover(view: ArticleView, point: QPoint) -> None:
    """Move with no button down."""
    port = view.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(point), QPointF(port.mapToGlobal(point)), Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, NONE,
    )  # fmt: skip
    QApplication.sendEvent(port, event)


# -- offsets


TRAPS = [
    *"ab .\n\r\u00a0\x00\ufeff\ufdd0\ufdd1\u2028\u2029\x0b\x0c\x85é\u0301ש\t\ufffc\ufffe\u200d",
    "👩",
    "\r\n",
    "👩‍👩‍👧",
    "漢" * 900,
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.sampled_from(TRAPS), max_size=40).map("".join))
def test_qt_keeps_the_shown_text_as_it_is(qtbot: QtBot, text: str) -> None:
    shown = Shown(text)
    document = QTextDocument()
    document.setPlainText(shown.text)
    assert document.characterCount() - 1 == shown.offsets.positions
    assert document.blockCount() == len(shown.sizes)
    block = document.begin()
    for start, size in zip(shown.starts, shown.sizes, strict=True):
        assert (block.position(), block.length() - 1) == (start, size)
        block = block.next()
    for position in range(shown.offsets.positions):
        character = document.characterAt(position)
        at = shown.offsets.to_code(position)
        if character != "\u2029" and at < len(text) and text[at] < "\uffff":
            cut = shown.offsets.to_qt(at) != position
            assert cut or character == Shown(text[at]).text


def test_the_view_speaks_code_points(view: ArticleView) -> None:
    for quote in ("Odesa", "invasion", "👩‍👩‍👧", "Köln", "ראש", "Cafe\u0301", "Subscribe"):
        start, end = place(quote)
        view.select(start, end)
        assert view.selection() == (start, end)
        assert view.caret() == end
        view.select(end, start)
        assert (view.selection(), view.caret()) == ((start, end), start)


def test_copying_gives_the_articles_own_characters(view: ArticleView) -> None:
    view.select(0, len(TEXT))
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    data = view.createMimeDataFromSelection()
    assert data.text() == TEXT
    assert QApplication.clipboard().mimeData().text().replace("\r\n", "\n").count("\x00") == 1


def test_a_selection_never_stops_inside_a_grapheme_or_crlf(view: ArticleView) -> None:
    start, end = place("👩‍👩‍👧")
    view.select(start + 2, end - 1)
    assert view.selection() == (start, end)
    accent = TEXT.index("\u0301")
    view.place_caret(accent)
    assert view.caret() == accent - 1
    line_end = TEXT.index("\r\n")
    view.select(0, line_end + 1)
    assert view.selection() == (0, line_end)


def test_arrow_keys_stop_at_graphemes_only(view: ArticleView, said: list[Gesture]) -> None:
    start, end = place("👩‍👩‍👧")
    view.place_caret(start)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.caret() == end
    line_end = TEXT.index("\r\n")
    view.place_caret(line_end)
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert view.selection() == (line_end, line_end + 2)
    assert said[-1] == CaretMoved(line_end + 2, (line_end, line_end + 2))


def test_keys_step_over_a_break_that_the_article_does_not_have(view: ArticleView) -> None:
    text = "漢" * 9000
    view.show_article(text, ())
    cuts = view._flow.shown.starts[1:]
    assert cuts
    at = view._flow.offsets.to_code(cuts[0])
    view.place_caret(at - 1)
    seen = [view.caret()]
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right)
        seen.append(view.caret())
    assert seen == [at - 1, at, at + 1, at + 2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\r",
        "\ufeff",
        "\x00",
        "\u2028\u2029",
        "a\ufdd0b\ufdd1c",
        "x" * 1_000_000,
        "👧" * 30_000,
        "שלום " * 3000,
    ],
    ids=["empty", "lf", "cr", "feff", "nul", "separators", "nonchars", "megabyte", "emoji", "hebrew"],
)
def test_strange_texts_are_shown_and_keep_their_places(
    view: ArticleView, text: str, shot: Callable[[ArticleView, str], QImage]
) -> None:
    view.show_article(text, [Mark("m", ((0, 1),), "entity", "X", "#336699")] if text else [])
    shot(view, "strange")
    view.select(0, len(text))
    assert view.createMimeDataFromSelection().text() == text.removeprefix("\ufeff")  # PySide drops it, not we
    view.reveal(len(text), len(text))
    rect = view.rect_of(len(text), len(text))
    assert 0 <= rect.top() <= view.viewport().height()


# -- hits


def test_hits_name_the_mentions_innermost_first(view: ArticleView) -> None:
    hit = view.hit_at(QPointF(middle(view, "Berlin")))
    assert hit.marks == ("berlin", "university")
    assert hit.in_text
    assert place("Berlin")[0] <= hit.position <= place("Berlin")[1]
    assert view.hit_at(QPointF(middle(view, "call the"))).marks in ((), ("calloff",))
    assert view.hit_at(QPointF(middle(view, "Verwaltungsgerichtshof"))).marks == (
        "stack1",
        "stack2",
        "stack3",
        "stack4",
    )
    assert view.hit_at(QPointF(middle(view, "Subscribe"))).zone == "zone"
    beside = view.hit_at(QPointF(view.viewport().width() - 5, middle(view, "Kyiv").y()))
    assert (beside.in_text, beside.marks, beside.position) == (False, (), TEXT.index("\r\n"))


def test_room_above_a_line_belongs_to_that_line(view: ArticleView) -> None:
    rect = view.rect_of(*place("Berlin"))
    above = view.hit_at(QPointF(rect.center().x(), rect.top() - view._flow.measures.lane))
    start, end = place("Berlin")
    assert start <= above.position <= end


def test_every_label_can_be_hit_and_none_covers_another_or_a_word(view: ArticleView) -> None:
    for mark in MARKS:
        hit = view.hit_at(QPointF(label_of(view, mark.id)))
        assert (hit.label, hit.marks) == (mark.id, (mark.id,))
        assert not hit.in_text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 70)), max_size=30),
    st.integers(250, 1000),
)
def test_labels_never_overlap(qtbot: QtBot, spans: list[tuple[int, int]], width: int) -> None:
    view = ArticleView()
    view.resize(width, 700)
    marks = [
        Mark(
            f"m{n}",
            ((a, min(a + size, len(TEXT))),),
            ("entity", "event")[n % 2],
            "LONGISH"[: n % 7 + 1],
            "#336699",
        )
        for n, (a, size) in enumerate(spans)
    ]
    view.show_article(TEXT, marks)
    measures = view._flow.measures
    for laid, _ in view._flow.between(0, 100_000):
        spots = [
            (
                label.left,
                label.left + label.width,
                laid.lines[label.line].top - label.lane * measures.lane,
                label.line,
            )
            for label in laid.labels
        ]
        for i, (a, b, y, line) in enumerate(spots):
            assert y - measures.lane >= laid.lines[line].room
            assert y <= laid.lines[line].top
            assert not any(line == k and y == z and a < d and c < b for c, d, z, k in spots[:i])
        for upper, lower in zip(laid.lines, laid.lines[1:], strict=False):
            assert upper.top + upper.height <= lower.room
    view.deleteLater()


# -- mouse


def test_a_click_says_what_was_hit_and_puts_the_caret_there(view: ArticleView, said: list[Gesture]) -> None:
    QTest.mouseClick(view.viewport(), LEFT, NONE, middle(view, "Berlin"))
    click = said[-1]
    assert isinstance(click, Clicked)
    assert (click.hit.marks, click.clicks, click.ctrl, click.shift) == (
        ("berlin", "university"),
        1,
        False,
        False,
    )
    assert view.caret() == click.hit.position
    assert view.selection() is None


def test_ctrl_click_keeps_caret_and_selection(view: ArticleView, said: list[Gesture]) -> None:
    view.select(*place("Monday"))
    QTest.mouseClick(view.viewport(), LEFT, CTRL, middle(view, "Berlin"))
    assert said[-1].ctrl  # type: ignore[union-attr]
    assert view.selection() == place("Monday")


def test_double_and_triple_clicks_come_at_press(view: ArticleView, said: list[Gesture]) -> None:
    point = middle(view, "Monday")
    port = view.viewport()
    QTest.mouseClick(port, LEFT, NONE, point)
    QTest.mouseDClick(port, LEFT, NONE, point)
    QTest.mousePress(port, LEFT, NONE, point)
    counts = [each.clicks for each in said if isinstance(each, Clicked)]
    QTest.mouseRelease(port, LEFT, NONE, point)
    assert counts[-2:] == [2, 3]
    assert [each.clicks for each in said if isinstance(each, Clicked)] == counts
    assert view.selection() is None


def test_a_drag_selects_live_as_snapped(view: ArticleView, said: list[Gesture]) -> None:
    start, end = place("Monday to")
    view.snap = lambda a, b: (start, end)
    port = view.viewport()
    first, last = middle(view, "Monday"), middle(view, "to call")
    QTest.mousePress(port, LEFT, NONE, first)
    move(view, last)
    assert view.selection() == (start, end)
    QTest.mouseRelease(port, LEFT, NONE, last)
    drags = [each for each in said if isinstance(each, Dragged)]
    assert drags[0] == Dragged(start, end)
    assert drags[-1] == Dragged(start, end, finished=True)
    assert not [each for each in said if isinstance(each, Clicked)]


def test_ctrl_drag_keeps_the_selection_and_reports_a_further_fragment(
    view: ArticleView, said: list[Gesture]
) -> None:
    view.select(*place("call"))
    rect = view.rect_of(*place("Freilassung"))
    drag(view, QPoint(rect.left() + 1, rect.center().y()), QPoint(rect.right(), rect.center().y()), CTRL)
    assert said[-1] == Dragged(*place("Freilassung"), ctrl=True, finished=True)
    assert view.selection() == place("call")


def test_esc_breaks_off_a_drag(view: ArticleView, said: list[Gesture]) -> None:
    view.select(*place("Monday"))
    QTest.mousePress(view.viewport(), LEFT, NONE, middle(view, "strike"))
    move(view, middle(view, "Odesa"))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, middle(view, "Odesa"))
    assert view.selection() == place("Monday")
    assert isinstance(said[-1], Dragged)
    assert said[-1].cancelled


def test_a_handle_can_be_dragged(view: ArticleView, said: list[Gesture]) -> None:
    view.show_handles("berlin")
    rect = view.rect_of(*place("Berlin"))
    assert view.hit_at(QPointF(rect.right(), rect.center().y())).handle is None
    edge = QPoint(rect.right(), rect.bottom() + 2)
    assert view.hit_at(QPointF(edge)).handle == ("berlin", 0, "end")
    drag(view, edge, middle(view, "rector"))
    drags = [each for each in said if isinstance(each, HandleDragged)]
    start, end = place("rector")
    assert (drags[-1].mark, drags[-1].edge, drags[-1].finished) == ("berlin", "end", True)
    assert start <= drags[-1].position <= end
    assert not drags[0].finished


def test_a_label_can_be_dragged_to_another_mention(
    view: ArticleView, said: list[Gesture], shot: Callable[[ArticleView, str], QImage]
) -> None:
    port, start, end = view.viewport(), label_of(view, "condemned"), middle(view, "Köln")
    target = middle(view, "Odesa")
    QTest.mousePress(port, LEFT, NONE, start)
    move(view, end)
    move(view, target)
    shot(view, "rubber")
    QTest.mouseRelease(port, LEFT, NONE, target)
    drags = [each for each in said if isinstance(each, LabelDragged)]
    assert {each.source for each in drags} == {"condemned"}
    assert (drags[-1].hit.marks, drags[-1].finished) == (("odesa",), True)
    assert view.caret() == 0


def test_hovering_is_said_once_for_each_thing(view: ArticleView, said: list[Gesture]) -> None:
    point = middle(view, "Bundestagsabgeordnete")
    for step in range(4):
        hover(view, point + QPoint(step, 0))
    hover(view, middle(view, "Köln"))
    hover(view, middle(view, "Berlin"))
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    hits = [each.hit for each in said if isinstance(each, Hovered)]
    assert [None if hit is None else hit.marks for hit in hits] == [(), ("berlin", "university"), None]


def test_the_pointer_says_what_a_click_would_do(view: ArticleView) -> None:
    view.set_predictor(
        lambda hit, modifiers: Qt.CursorShape.CrossCursor if hit.marks else Qt.CursorShape.IBeamCursor
    )
    hover(view, middle(view, "Berlin"))
    assert view.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    hover(view, middle(view, "Monday"))
    assert view.viewport().cursor().shape() == Qt.CursorShape.IBeamCursor


def test_ctrl_and_wheel_wish_for_zoom(view: ArticleView, qtbot: QtBot) -> None:
    steps: list[int] = []
    view.zoom_requested.connect(steps.append)
    point = QPointF(100, 100)
    for delta in (120, -120, 50, 50, 50):
        event = QWheelEvent(
            point, QPointF(view.viewport().mapToGlobal(point.toPoint())), QPoint(), QPoint(0, delta),
            Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)
    assert steps == [1, -1, 1]


def test_the_keyboards_context_menu_is_at_the_caret(view: ArticleView, said: list[Gesture]) -> None:
    from PySide6.QtGui import QContextMenuEvent

    view.place_caret(place("Berlin")[0] + 2)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(view.viewport(), event)
    assert isinstance(said[-1], ContextRequested)
    assert said[-1].hit.marks == ("berlin", "university")


# -- keys


def test_pages_up_lead_back(view: ArticleView) -> None:
    view.show_article(_long(), ())
    places = [view.caret()]
    for _ in range(12):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        places.append(view.caret())
        assert view.first_visible_position() <= view.caret() <= view.last_visible_position()
    assert places == sorted(set(places))
    for _ in range(40):
        QTest.keyClick(view, Qt.Key.Key_PageUp)
        assert view.first_visible_position() <= view.caret() <= view.last_visible_position()
    assert view.caret() < places[1]
    view.place_caret(places[3])
    for _ in range(400):
        before = view.caret()
        QTest.keyClick(view, Qt.Key.Key_Up)
        assert view.caret() < before or view.first_visible_position() == 0
    view.place_caret(3)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.caret() == 3


def test_a_drag_to_the_edge_takes_the_last_character_of_a_wrapped_line(
    view: ArticleView, said: list[Gesture]
) -> None:
    view.show_article("漢字" * 400, ())
    first = view._flow.lay(0).lines[0]
    start = view.rect_of(2, 3)
    drag(
        view,
        QPoint(start.left() + 1, start.center().y()),
        QPoint(view.viewport().width() - 4, start.center().y()),
    )
    assert view.selection() == (2, first.end)


def test_an_article_opened_during_a_drag_ends_it(view: ArticleView, said: list[Gesture]) -> None:
    QTest.mousePress(view.viewport(), LEFT, NONE, middle(view, "strike"))
    move(view, middle(view, "Odesa"))
    view.show_article("short", ())
    move(view, QPoint(200, 40))
    QTest.mouseRelease(view.viewport(), LEFT, NONE, QPoint(200, 40))
    assert [each.cancelled for each in said if isinstance(each, Dragged)][-1]
    assert view.selection() is None


def test_a_drag_beyond_the_edge_scrolls(view: ArticleView, said: list[Gesture], qtbot: QtBot) -> None:
    view.show_article(_long(), ())
    QTest.mousePress(view.viewport(), LEFT, NONE, QPoint(300, 300))
    move(view, QPoint(300, 400))
    beyond = QPoint(300, view.viewport().height() + 40)
    move(view, beyond)
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 200, timeout=3000)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, beyond)
    value = view.verticalScrollBar().value()
    chosen = view.selection()
    assert chosen is not None
    assert chosen[1] > view.first_visible_position()
    QApplication.processEvents()
    assert view.verticalScrollBar().value() == value


def test_tool_tips_say_what_the_describer_says(view: ArticleView, monkeypatch: pytest.MonkeyPatch) -> None:
    tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda point, text, widget: tips.append(text))
    asked: list[tuple[str, ...]] = []

    def describe(hit: Hit) -> str:
        asked.append(hit.marks)
        return f"<b>{hit.marks[0]}</b>" if hit.marks else ""

    view.set_describer(describe)
    point = middle(view, "Berlin")
    QApplication.sendEvent(
        view.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
    )
    assert asked == [("berlin", "university")]
    assert tips == ["<b>berlin</b>"]


def test_the_filter_gets_keys_first_and_tab_too(view: ArticleView, said: list[Gesture]) -> None:
    got: list[int] = []

    def take(event: QKeyEvent) -> bool:
        got.append(event.key())
        return event.key() != Qt.Key.Key_Down

    view.key_filter = take
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_P, Qt.Key.Key_Space, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
    assert got == [Qt.Key.Key_Tab, Qt.Key.Key_P, Qt.Key.Key_Space, Qt.Key.Key_Down]
    assert view.hasFocus()
    assert [type(each) for each in said] == [CaretMoved]


def test_the_whole_text_can_be_walked_by_keys(view: ArticleView) -> None:
    QTest.keyClick(view, Qt.Key.Key_End, CTRL)
    assert view.caret() == len(TEXT)
    QTest.keyClick(view, Qt.Key.Key_Home, CTRL)
    assert view.caret() == 0
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.caret() > place("Verwaltungsgerichtshof")[0]
    QTest.keyClick(view, Qt.Key.Key_A, CTRL)
    assert view.selection() == (0, len(TEXT))


# -- changes


def test_changing_marks_paints_only_their_lines(view: ArticleView) -> None:
    painted: list[tuple[int, int]] = []
    original = view._painter.paint
    view.viewport().repaint()

    def spy(painter, flow, context):  # type: ignore[no-untyped-def]
        painted.append((int(context.clip.top()), int(context.clip.bottom())))
        return original(painter, flow, context)

    view._painter.paint = spy  # type: ignore[method-assign]
    start, end = place("Freilassung")
    view.change_marks((), [Mark("new", ((start, end),), "entity", "PER", "#2f6fde")])
    QApplication.processEvents()
    rect = view.rect_of(start, end)
    assert painted
    line = 3 * rect.height() + view._flow.measures.lane
    assert all(bottom - top < line for top, bottom in painted)
    assert view.hit_at(QPointF(rect.center())).marks == ("new",)
    view.change_marks(["new"], [Mark("new", (place("Gefangenen"),), "entity", "PER", "#2f6fde")])
    assert view.hit_at(QPointF(rect.center())).marks == ()
    view.change_marks(["new", "nobody"], ())
    assert view.hit_at(QPointF(middle(view, "Gefangenen"))).marks == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, len(TEXT) - 2), st.integers(1, 90)), max_size=25)
)
def test_marks_changed_one_by_one_lie_as_when_shown_at_once(
    qtbot: QtBot, changes: list[tuple[int, int, int]]
) -> None:
    view, fresh = ArticleView(), ArticleView()
    view.show_article(TEXT, ())
    view._flow.lay_between(0, 100_000)
    marks: dict[str, Mark] = {}
    for number, start, size in changes:
        mark = Mark(f"m{number}", ((start, min(start + size, len(TEXT))),), "event", "ABC", "#336699")
        removed = [mark.id] if mark.id in marks else []
        if size % 5 == 0:
            marks.pop(mark.id, None)
            view.change_marks(removed, ())
        else:
            marks[mark.id] = mark
            view.change_marks(removed, [mark])
    fresh.show_article(TEXT, marks.values())
    for number in range(len(view._flow.heights)):
        one, other = view._flow.lay(number), fresh._flow.lay(number)
        assert [(line.top, line.bottom) for line in one.lines] == [
            (line.top, line.bottom) for line in other.lines
        ]
        assert {str(piece) for piece in one.pieces} == {str(piece) for piece in other.pieces}
        assert {str(label) for label in one.labels} == {str(label) for label in other.labels}
    view.deleteLater()
    fresh.deleteLater()


class _Given:
    """Marks that are given when they are asked for, and which were."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self.marks = {mark.id: mark for mark in marks}
        self.given: set[str] = set()

    def __len__(self) -> int:
        return len(self.marks)

    def get(self, identity: str) -> Mark | None:
        return self.marks.get(identity)

    def between(self, start: int, end: int) -> list[Mark]:
        found = [m for m in self.marks.values() if any(a < end and b > start for a, b in m.fragments)]
        self.given.update(mark.id for mark in found)
        return found


def test_marks_asked_for_are_painted_like_marks_given_and_only_those_in_sight_are(view: ArticleView) -> None:
    before = view.viewport().grab().toImage()
    view.show_article(TEXT, _Given(MARKS), ZONES)
    assert view.viewport().grab().toImage() == before
    text = TEXT * 50  # far more than a bucket of the index holds
    last = len(text) - len(TEXT)
    moved = [
        m._replace(id=f"{m.id} at the end", fragments=tuple((a + last, b + last) for a, b in m.fragments))
        for m in MARKS
    ]
    given = _Given([*MARKS, *moved])
    seen: list[tuple[int, QImage]] = []
    for marks in (given, [*MARKS, *moved]):
        view.show_article(text, marks)
        view.viewport().grab()
        if not seen:
            assert given.given == {mark.id for mark in MARKS}
        view.show_selected([moved[0].id])
        view.reveal(*moved[0].fragments[0])
        seen.append((view.verticalScrollBar().value(), view.viewport().grab().toImage()))
    assert seen[0] == seen[1]


def _long(paragraphs: int = 800) -> str:
    rng = random.Random(7)
    words = TEXT.replace("\x00", "").split()
    return "\n\n".join(" ".join(rng.choices(words, k=rng.randint(5, 90))) for _ in range(paragraphs))


def test_far_places_are_revealed_and_nothing_jumps_afterwards(view: ArticleView) -> None:
    text = _long()
    marks = [
        Mark(f"m{n}", ((n * 211, n * 211 + 9),), "event", "ACCUSE", "#c0392b")
        for n in range(len(text) // 211 - 1)
    ]
    view.show_article(text, marks)
    rng = random.Random(5)
    for _ in range(40):
        at = rng.randrange(len(text) - 5)
        view.reveal(at, at + 5)
        rect = view.rect_of(at, at + 5)
        assert rect.top() >= 0
        assert rect.bottom() <= view.viewport().height()
        QApplication.processEvents()
        view._on_idle()
        QApplication.processEvents()
        assert view.rect_of(at, at + 5).top() == rect.top()


def test_what_is_in_view_is_not_scrolled(view: ArticleView) -> None:
    view.show_article(_long(), ())
    view.verticalScrollBar().setValue(4000)
    QApplication.processEvents()
    first = view.first_visible_position()
    top = view.rect_of(first, first).top()
    steps: tuple[Callable[[], object], ...] = (
        lambda: view.reveal(first + 400, first + 410),
        lambda: view.select(first + 300, first + 90_000),
        lambda: view.place_caret(5),
        lambda: view.rect_of(150_000, 150_009),
        lambda: view._on_idle(),
    )
    for step in steps:
        step()
        assert (view.first_visible_position(), view.rect_of(first, first).top()) == (first, top)


def test_the_first_line_stays_when_width_or_zoom_change(view: ArticleView) -> None:
    text = _long()
    view.show_article(text, ())
    view.verticalScrollBar().setValue(60_000)
    QApplication.processEvents()
    first = view.first_visible_position()
    changes: tuple[Callable[[], None], ...] = (
        lambda: view.resize(600, 800),
        lambda: view.set_zoom(90),
        lambda: view.resize(1400, 700),
    )
    for change in changes:
        change()
        QApplication.processEvents()
        rect = view.rect_of(first, first + 1)
        assert -40 <= rect.top() <= 80


def test_layouts_can_be_freed_at_any_time(view: ArticleView) -> None:
    view.show_article(_long(), ())
    view.verticalScrollBar().setValue(5000)
    QApplication.processEvents()
    first = view.first_visible_position()
    view.select(first + 20, first + 60)
    chosen, rect = view.selection(), view.rect_of(first + 20, first + 60)
    before = view.viewport().grab().toImage()
    view.free_layouts()
    QApplication.processEvents()
    assert (view.selection(), view.rect_of(first + 20, first + 60)) == (chosen, rect)
    assert view.viewport().grab().toImage() == before


def test_only_what_shows_is_laid_out(view: ArticleView) -> None:
    view.show_article(_long(4000), ())
    QApplication.processEvents()
    assert view._flow.laid_out < 60
    view.select(0, view.text_length)
    QApplication.processEvents()
    assert view._flow.laid_out < 200


def test_paging_through_reaches_the_end_without_gaps(view: ArticleView) -> None:
    text = re.sub(
        "[\u0590-\u05ff]", "x", _long(300)
    )  # in mixed text a line's right end is not its last character
    view.show_article(text, ())
    QApplication.processEvents()
    bar = view.verticalScrollBar()
    seen = 0
    for _ in range(500):
        last = view._flow.offsets.to_code(
            view._flow.position_at(9999, bar.value() + view.viewport().height() - 1)
        )
        first = view.first_visible_position()
        assert first <= seen + 1
        seen = last
        if bar.value() == bar.maximum():
            break
        bar.triggerAction(bar.SliderAction.SliderPageStepAdd)
        QApplication.processEvents()
    assert seen == len(text)


def test_an_error_in_an_override_is_not_lost(
    view: ArticleView, monkeypatch: pytest.MonkeyPatch, logged_errors: object
) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: seen.append(kind))
    view.key_filter = lambda event: 1 / 0 > 0
    QTest.keyClick(view, Qt.Key.Key_X)
    assert seen == [ZeroDivisionError]
    logged_errors.expect("keyPressEvent failed")  # type: ignore[attr-defined]


def test_what_is_shown_already_costs_no_painting(view: ArticleView) -> None:
    def emphasise() -> None:
        view.show_selected(["berlin"])
        view.show_linked(["kyiv"])
        view.show_active("met")
        view.show_filled({"anna": "actor"})
        view.show_handles("berlin")
        view.show_arcs(ARCS, reserve=False)
        view.show_pending([place("Monday")])
        view.show_found([place("Monday")])
        view.show_ghost("met", "actor")

    emphasise()
    QApplication.processEvents()
    painted: list[object] = []

    def spy(*arguments: object) -> list[tuple[Laid, int]]:
        painted.append(arguments)
        return []

    view._painter.paint = spy  # type: ignore[method-assign, assignment]
    emphasise()
    QApplication.processEvents()
    assert not painted


def test_first_and_last_place_that_show(view: ArticleView) -> None:
    assert view.first_visible_position() == 0
    assert view.last_visible_position() == len(TEXT)
    view.show_article(_long(), ())
    view.verticalScrollBar().setValue(3000)
    first, last = view.first_visible_position(), view.last_visible_position()
    assert 500 < last - first < 3000
    assert abs(view.rect_of(last - 1, last).bottom() - view.viewport().height()) < 60


def test_emphasis_of_very_many_mentions_looks_only_at_what_shows(
    view: ArticleView, shot: Callable[[ArticleView, str], QImage]
) -> None:
    text = _long()
    view.show_article(
        text, [Mark(f"m{n}", ((n * 40, n * 40 + 9),), "entity", "PER", "#2f6fde") for n in range(3000)]
    )
    before = shot(view, "unlinked")
    view.show_linked(f"m{n}" for n in range(3000))
    QApplication.processEvents()
    assert shot(view, "linked") != before
    view.show_linked(())
    assert shot(view, "unlinked") == before


def test_a_change_of_font_keeps_the_zoom(view: ArticleView) -> None:
    font = QFont(view.font())
    font.setPointSizeF(20)
    view.setFont(font)
    assert view.document().defaultFont().pointSizeF() == pytest.approx(26)
    chosen = QFont(font)
    chosen.setPointSizeF(10)
    view.set_font(chosen)
    view.setFont(QFont(font))
    view.set_zoom(200)
    assert view.document().defaultFont().pointSizeF() == pytest.approx(20)
    assert view.zoom == 200


def test_screen_readers_can_read_and_find_places(view: ArticleView) -> None:
    reader = QAccessible.queryAccessibleInterface(view)
    assert reader.role() == QAccessible.Role.EditableText or reader.role() == QAccessible.Role.StaticText
    text = reader.textInterface()
    assert text.characterCount() == view._flow.offsets.positions
    start = view._flow.offsets.to_qt(place("Bundestagsabgeordnete")[0])
    rect = text.characterRect(start)
    assert rect.isValid()
    assert text.offsetAtPoint(rect.center()) in (start, start + 1)
    assert text.text(start, start + 6) == "Bundes"
    view.select(*place("Monday"))
    assert text.selectionCount() == 1


def test_emphasis_of_unknown_mentions_does_no_harm(view: ArticleView) -> None:
    view.show_selected(["nobody", "berlin"])
    view.show_linked(["nobody"])
    view.show_filled({"nobody": "actor", "anna": "actor"})
    view.show_active("nobody")
    view.show_handles("nobody")
    view.show_arcs([Arc("nobody", "anna", "x", "#ff0000"), Arc("met", "nobody", "x", "#ff0000")])
    view.show_ghost("nobody", "x")
    view.flash("nobody")
    view.show_pending([(5, 3), (0, 4)])
    view.show_found([(0, 4), (9999, 10_000)])
    view.announce("PER Berlin")
    QApplication.processEvents()
    view.clear_article()
    QApplication.processEvents()
    assert view.text_length == 0


def _all_places(view: ArticleView) -> list[object]:
    flow = view._flow
    return [
        (
            top,
            laid.height,
            [(line.room, line.top, line.bottom) for line in laid.lines],
            sorted((label.mark.id, label.line, label.left, label.lane) for label in laid.labels),
            sorted((piece.mark.id, piece.line, piece.lane, piece.left) for piece in laid.pieces),
        )
        for laid, top in flow.between(0, 100_000)
    ]


@pytest.mark.parametrize("width", [900, 420])
def test_what_is_pointed_out_moves_nothing(view: ArticleView, width: int) -> None:
    view.resize(width, 800)
    before = _all_places(view)
    everything = {mark.id: "a role with a long name" for mark in MARKS}
    steps: list[Callable[[], None]] = [
        lambda: view.show_filled({"chief": "actor", "invasion": "about"}),
        lambda: view.show_filled(everything),
        lambda: view.show_active("condemned"),
        lambda: view.show_selected(["anna", "met"]),
        lambda: view.show_handles("anna"),
        lambda: view.show_linked(["kyiv", "ukraine"]),
        lambda: view.show_arcs(ARCS[:3], reserve=False),
        lambda: view.show_arcs(ARCS, reserve=False),
        lambda: view.show_ghost("condemned", "recipient"),
        lambda: view.show_pending([place("lehnte")]),
        lambda: view.show_found([place("lehnte"), place("forderte")]),
        lambda: view.show_preview(place("Monday to call")),
        lambda: view.flash("odesa"),
        lambda: view.select(*place("Freilassung der")),
        lambda: view.show_filled({}),
        lambda: view.show_arcs((), reserve=False),
    ]
    for step in steps:
        step()
        QApplication.processEvents()
        assert _all_places(view) == before


def test_emphasis_of_arcs_moves_nothing(view: ArticleView) -> None:
    view.show_arcs(ARCS)
    before = _all_places(view)
    for strong in (0, len(ARCS) - 1):
        view.show_arcs([arc._replace(emphasised=n == strong) for n, arc in enumerate(ARCS)])
        assert _all_places(view) == before


def test_room_for_arcs_leaves_the_carets_line_in_place(view: ArticleView) -> None:
    view.resize(900, 400)
    at = place("Donaudampf")[0]
    view.reveal(at, at)
    view.place_caret(at)
    y = view.rect_of(at, at).top()
    view.show_arcs(ARCS)
    assert view._flow.lay(2).lines[0].arc_lanes
    assert view.rect_of(at, at).top() == y
    view.show_arcs(())
    assert view.rect_of(at, at).top() == y


@pytest.mark.parametrize("width", [900, 420])
def test_roles_are_written_where_nothing_else_is(view: ArticleView, width: int) -> None:
    view.resize(width, 800)
    view.show_filled({mark.id: "recipient" for mark in MARKS})
    flow = view._flow
    badges = both = 0
    for laid, _ in flow.between(0, 100_000):
        spots: list[tuple[int, int, float, float]] = []
        for label in laid.labels:
            badge = badge_of(laid, label, flow.measures, flow.emphasis)
            assert badge is not None
            badges += 1
            for shown, whole in ((badge.text, "recipient"), (badge.name, label.text)):
                assert shown == whole or shown.removesuffix(".") == whole[: max(len(shown) - 1, 0)]
            if not badge.instead:
                both += 1
                spared = 2 * (BADGE_PAD - badge.pad) if label.mark.kind == "event" else 0
                font = "tab" if label.mark.kind == "event" else "label"
                cut = flow.measures.label(label.text, font)[1] - flow.measures.label(badge.name, font)[1]
                end = badge.name_left + label.width - cut - spared
                spots.append((label.line, label.lane, badge.name_left, end))
            spots.append((label.line, label.lane, badge.left, badge.left + badge.width))
        for n, (line, lane, a, b) in enumerate(spots):
            for other_line, other_lane, c, d in spots[:n]:
                assert (line, lane) != (other_line, other_lane) or b <= c or d <= a
    assert badges >= len(MARKS)
    assert both > 0.8 * badges


def test_lines_with_one_lane_or_none_have_the_same_pitch(view: ArticleView) -> None:
    text = "Russia accuses NATO and this is bare text of a line or of two, with nothing to see in it. " * 9
    marks: list[Mark] = []
    for match in re.finditer("(Russia) (accuses) (NATO)", text):
        for group, (kind, label) in enumerate((("entity", "GPE"), ("event", "ACCUSE"), ("entity", "ORG")), 1):
            marks.append(Mark(f"{match.start()}-{group}", (match.span(group),), kind, label, "#336699"))
    view.show_article(text, marks)
    laid = view._flow.lay(0)
    assert len(laid.lines) > 6
    assert {line.lanes for line in laid.lines} == {1}
    assert len({line.bottom - line.room for line in laid.lines}) == 1
    assert {label.line for label in laid.labels} != set(range(len(laid.lines)))


# -- looks


@pytest.mark.parametrize("theme", [colours.LIGHT, colours.DARK])
@pytest.mark.parametrize(("name", "width"), [("wide", 1100), ("narrow", 420)])
def test_pictures(
    view: ArticleView,
    theme: colours.Theme,
    name: str,
    width: int,
    shot: Callable[[ArticleView, str], QImage],
) -> None:
    view.resize(width, 1000)
    view.set_theme(theme)
    plain = shot(view, f"{name}-{theme.name}-plain")
    assert plain.pixelColor(3, 3).name() == theme.page
    view.show_arcs(ARCS)
    view.show_active("condemned")
    view.show_selected(["anna"])
    view.show_handles("anna")
    view.show_linked(["kyiv", "ukraine"])
    view.show_filled({"chief": "actor", "dampf": "place"})
    view.show_found([place("lehnte")])
    view.select(*place("Freilassung der"))
    busy = shot(view, f"{name}-{theme.name}-busy")
    assert busy != plain
    view.show_arcs(())
    view.show_arcs(ARCS[:3], reserve=False)
    shot(view, f"{name}-{theme.name}-hover")


def test_zones_are_faint_but_their_tags_are_not_lost(view: ArticleView) -> None:
    view.change_zones([ZoneMark("z", (place("Monday to call"),), "advert", True), *ZONES])
    assert view.hit_at(QPointF(middle(view, "Monday"))).zone == "z"
    view.change_zones(())
    assert view.hit_at(QPointF(middle(view, "Subscribe"))).zone is None


def test_names_of_zones_that_begin_together_do_not_overlap(view: ArticleView) -> None:
    names = ("caption·AA", "caption·gold")
    view.resize(1200, view.height())
    assert view.viewport().width() > 1000

    def drawn(*labels: str) -> set[int]:
        view.change_zones([ZoneMark(label, ((0, 6 + n),), label, True) for n, label in enumerate(labels)])
        image = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = memoryview(image.constBits()).cast("I")
        ground = pixels[-1]
        return {at for at, pixel in enumerate(pixels) if pixel != ground}

    rail = drawn("")
    first, second = (drawn(name) - rail for name in names)
    assert first
    assert second
    assert first & second, "each alone stands in the same place"
    assert len(drawn(*names) - rail) == len(first) + len(second)


def test_the_caret_blinks_in_read_only_text(view: ArticleView) -> None:
    assert view.isReadOnly()
    assert view.document().documentLayout().property("cursorWidth") == 2
    flags = view.textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByKeyboard
    cursor = view.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    view.setTextCursor(cursor)
    assert view.caret() == len(TEXT)
