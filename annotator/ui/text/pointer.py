"""The mouse in the text: presses, moves and releases become gestures.

A state machine that knows the view only by what :class:`Ground` says; it decides nothing about mentions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent

from annotator.ui.text.gestures import Clicked, Dragged, Gesture, HandleDragged, Hovered, LabelDragged
from annotator.ui.text.marks import Hit

Snap = Callable[[int, int], tuple[int, int]]


class Ground(Protocol):
    """What the pointer needs of the view. Positions are code points, points the viewport's."""

    snap: Snap | None

    def hit_at(self, point: QPointF) -> Hit:
        """What lies at a point."""

    def selection(self) -> tuple[int, int] | None:
        """The selected stretch."""

    def caret(self) -> int:
        """Where the caret is."""

    def select(self, start: int, end: int) -> None:
        """Select a stretch, the caret at its ``end``."""

    def place_caret(self, position: int) -> None:
        """Put the caret there, nothing selected."""

    def show_preview(self, stretch: tuple[int, int] | None) -> None:
        """Show the stretch that the drag would make."""

    def show_rubber(self, source: str | None, point: QPointF) -> None:
        """Let a loose line run from a label to a point."""

    def handle_fixed(self, mark: str, fragment: int, edge: str) -> int | None:
        """The boundary of a fragment that stays."""

    def scroll_by(self, pixels: int) -> None:
        """Scroll by pixels."""

    def height_shown(self) -> int:
        """The height that shows, in pixels."""

    def emit_gesture(self, gesture: Gesture) -> None:
        """Let the world know of a gesture."""


Mode = Literal["none", "text", "further", "handle", "label", "spent"]


class Pointer(QObject):
    """Follows the left button over a :class:`Ground`."""

    def __init__(self, ground: Ground, parent: QObject) -> None:
        """Follow for ``ground``; ``parent`` is its owner in Qt."""
        super().__init__(parent)
        self._ground = ground
        self._mode: Mode = "none"
        self._pressed = QPoint()
        self._hit = Hit(0)
        self._dragging = False
        self._anchor = 0
        self._former: tuple[int, int] | None = None
        self._former_caret = 0
        self._last: tuple[int, int] | None = None
        self._position = 0
        self._point = QPointF()
        self._double: tuple[int, QPoint] | None = None
        self._hovered: Hit | None = None
        self._scroller = QTimer(self)
        self._scroller.setInterval(40)
        self._scroller.timeout.connect(self._scroll)

    @property
    def dragging(self) -> bool:
        """Whether a drag is under way, which Esc would cancel."""
        return self._dragging

    @property
    def pressed(self) -> bool:
        """Whether the left button is down in the text."""
        return self._mode != "none"

    def press(self, event: QMouseEvent) -> None:
        """The left button went down."""
        point, where = event.position(), event.position().toPoint()
        ground, modifiers = self._ground, event.modifiers()
        hit = ground.hit_at(point)
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._pressed, self._hit, self._point, self._last = where, hit, point, None
        self._dragging = False
        self._former, self._former_caret = ground.selection(), ground.caret()
        if self._is_third(event.timestamp(), where):
            self._double = None
            self._mode = "spent"
            ground.emit_gesture(Clicked(hit, ctrl, shift, 3, event.timestamp()))
            return
        self._double = None
        if hit.handle is not None:
            self._mode = "handle"
        elif hit.label is not None:
            self._mode = "label"
        elif ctrl:
            self._mode, self._anchor = "further", hit.position
        else:
            self._mode = "text"
            if shift:
                start, end = self._former or (self._former_caret, self._former_caret)
                self._anchor = end if self._former_caret == start else start
                ground.select(self._anchor, hit.position)
            else:
                self._anchor = hit.position
                ground.place_caret(hit.position)

    def double(self, event: QMouseEvent) -> None:
        """The left button went down a second time."""
        where = event.position().toPoint()
        hit = self._ground.hit_at(event.position())
        self._double = (event.timestamp(), where)
        self._mode, self._dragging = "spent", False
        modifiers = event.modifiers()
        self._ground.emit_gesture(
            Clicked(
                hit,
                bool(modifiers & Qt.KeyboardModifier.ControlModifier),
                bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
                2,
                event.timestamp(),
            )
        )

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved, with the button down or not."""
        self._point = event.position()
        if self._mode == "none":
            self.hover(self._ground.hit_at(event.position()))
            return
        if self._mode == "spent":
            return
        if not self._dragging:
            distance = (event.position().toPoint() - self._pressed).manhattanLength()
            if distance < QGuiApplication.styleHints().startDragDistance():
                return
            self._dragging = True
        self._drag(False)
        outside = not 0 <= self._point.y() <= self._ground.height_shown()
        if outside != self._scroller.isActive():
            self._scroller.start() if outside else self._scroller.stop()

    def release(self, event: QMouseEvent) -> None:
        """The left button went up."""
        mode, dragging = self._mode, self._dragging
        self._scroller.stop()
        self._point = event.position()
        modifiers = event.modifiers()
        if mode in ("none", "spent"):
            self._mode = "none"
            return
        if dragging and not (mode in ("text", "further") and self._stretch() is None):
            self._drag(True)
            self._end()
            return
        if dragging:
            self._ground.show_preview(None)
        self._end()
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._ground.emit_gesture(Clicked(self._hit, ctrl, shift, 1, event.timestamp()))

    def hover(self, hit: Hit | None) -> None:
        """The pointer is over ``hit``; said only when that is something else than before."""
        before = self._hovered
        same = (before is None) == (hit is None) and (
            before is None
            or hit is None
            or (before.marks, before.label, before.handle, before.in_text, before.zone)
            == (hit.marks, hit.label, hit.handle, hit.in_text, hit.zone)
        )
        self._hovered = hit
        if not same:
            self._ground.emit_gesture(Hovered(hit))

    def forget(self) -> None:
        """Another text is shown: what was hovered or pressed is gone."""
        self._mode, self._dragging, self._hovered, self._double = "none", False, None, None

    def cancel(self) -> bool:
        """Break off a drag under way; says whether there was one."""
        if not self._dragging:
            return False
        ground, mode = self._ground, self._mode
        self._scroller.stop()
        self._end()
        self._mode = "spent"
        if mode == "handle" and self._hit.handle is not None:
            mark, fragment, edge = self._hit.handle
            ground.emit_gesture(HandleDragged(mark, fragment, edge, self._position, cancelled=True))
        elif mode == "label" and self._hit.label is not None:
            ground.emit_gesture(LabelDragged(self._hit.label, self._hit, cancelled=True))
        elif mode in ("text", "further"):
            if mode == "text":
                if self._former is not None:
                    ground.select(*self._former)
                else:
                    ground.place_caret(self._former_caret)
            start, end = self._last or (self._anchor, self._anchor)
            ground.emit_gesture(Dragged(start, end, mode == "further", cancelled=True))
        return True

    # -- drags

    def _end(self) -> None:
        self._mode, self._dragging = "none", False
        self._ground.show_preview(None)
        self._ground.show_rubber(None, self._point)

    def _drag(self, finished: bool) -> None:
        if self._mode in ("text", "further"):
            self._drag_text(finished)
        elif self._mode == "handle" and self._hit.handle is not None:
            self._drag_handle(self._hit.handle, finished)
        elif self._mode == "label" and self._hit.label is not None:
            self._ground.show_rubber(self._hit.label, self._point)
            hit = self._ground.hit_at(self._point)
            self._ground.emit_gesture(LabelDragged(self._hit.label, hit, finished))

    def _stretch(self) -> tuple[int, int] | None:
        start, end = sorted((self._anchor, self._ground.hit_at(self._point).position))
        if start == end:
            return None
        if self._ground.snap is not None:
            start, end = self._ground.snap(start, end)
        return (start, end) if start < end else None

    def _drag_text(self, finished: bool) -> None:
        ground, further = self._ground, self._mode == "further"
        stretch = self._stretch()
        if stretch is None:
            if self._last is not None:
                self._last = None
                if further:
                    ground.show_preview(None)
                else:
                    ground.place_caret(self._anchor)
            return
        changed = stretch != self._last
        self._last = stretch
        if changed and further:
            ground.show_preview(stretch)
        elif changed or finished:
            backward = ground.hit_at(self._point).position < self._anchor
            if not further:
                ground.select(*(stretch[::-1] if backward else stretch))
        if changed or finished:
            ground.emit_gesture(Dragged(*stretch, further, finished))

    def _drag_handle(self, handle: tuple[str, int, str], finished: bool) -> None:
        mark, fragment, edge = handle
        position = self._ground.hit_at(self._point).position
        if position == self._position and not finished and self._last is not None:
            return
        fixed = self._ground.handle_fixed(mark, fragment, edge)
        self._position = position
        self._last = (position, position)
        if fixed is not None:
            self._ground.show_preview((min(fixed, position), max(fixed, position)))
        self._ground.emit_gesture(HandleDragged(mark, fragment, edge, position, finished))

    def _scroll(self) -> None:
        beyond = self._point.y() if self._point.y() < 0 else self._point.y() - self._ground.height_shown()
        self._ground.scroll_by(int(max(-60, min(60, beyond))))
        if self._dragging:
            self._drag(False)

    def _is_third(self, at: int, where: QPoint) -> bool:
        hints = QGuiApplication.styleHints()
        return (
            self._double is not None
            and at - self._double[0] <= hints.mouseDoubleClickInterval()
            and (where - self._double[1]).manhattanLength() <= hints.mouseDoubleClickDistance() * 2
        )
