"""The widget that shows an article: a read-only QTextEdit over an own lazy layout.

Caret, selection, keys, copying and screen readers are Qt's; places, lanes, painting and hits are ours. It takes
plain values, hands out gestures and changes nothing: which mention is selected or made is the controller's to say.
All offsets of its public face are code points of the article's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.ui import colours
from annotator.ui.afterwards import Afterwards
from annotator.ui.hands.stepping import caret_after
from annotator.ui.text.emphatic import EmphaticPaper
from annotator.ui.text.gestures import CaretMoved, ContextRequested, Dragged, Gesture, Hovered
from annotator.ui.text.guard import guarded, nothing
from annotator.ui.text.index import Marks
from annotator.ui.text.marks import Hit, ZoneMark
from annotator.ui.text.pointer import Pointer

Describer = Callable[[Hit], str]
Predictor = Callable[[Hit, Qt.KeyboardModifier], Qt.CursorShape]

_BY_WORD = (
    (QKeySequence.StandardKey.MoveToNextWord, True, False),
    (QKeySequence.StandardKey.SelectNextWord, True, True),
    (QKeySequence.StandardKey.MoveToPreviousWord, False, False),
    (QKeySequence.StandardKey.SelectPreviousWord, False, True),
)
"""The system's keys for a step by a word: whether it goes rightward, and whether it selects."""


class ArticleView(EmphaticPaper):
    """Shows one article with its marks.

    ``snap`` is asked, while the mouse drags over text, what ``(start, end)`` becomes; ``key_filter`` gets each key
    first and returns whether it took it.
    """

    gesture = Signal(object)
    """A value of :mod:`.gestures`."""
    zoom_requested = Signal(int)
    """Steps wished for with Ctrl and the wheel, up is larger."""

    def __init__(self, parent: QWidget | None = None, theme: colours.Theme = colours.LIGHT) -> None:
        """An empty page in ``theme``."""
        super().__init__(parent, theme)
        self.snap: Callable[[int, int], tuple[int, int]] | None = None
        self.key_filter: Callable[[QKeyEvent], bool] | None = None
        self._describer: Describer | None = None
        self._predictor: Predictor | None = None
        self._turned = 0
        self._pointer = Pointer(self, self)
        self._words = ""
        self._at_hand = False
        self._announcing = Afterwards(self._announce, self)
        self._pointing = Afterwards(lambda: self._point_at(self._mouse), self)

    def show_article(self, text: str, marks: Marks, zones: Iterable[ZoneMark] = ()) -> None:
        """Show a text with its marks from the top, without any emphasis; a drag under way is broken off."""
        self._pointer.cancel()
        self._pointer.forget()
        if QToolTip.isVisible():
            QToolTip.hideText()  # it tells of what was there before; Qt keeps it until the pointer moves
        super().show_article(text, marks, zones)

    def set_describer(self, describer: Describer | None) -> None:
        """Ask this for the tool tip (rich text, empty for none) of what the pointer rests on."""
        self._describer = describer

    def set_predictor(self, predictor: Predictor | None) -> None:
        """Ask this for the shape of the pointer, so that it says what a click would do."""
        self._predictor = predictor

    def set_pointer(self, shape: Qt.CursorShape) -> None:
        """Set the shape of the pointer until it comes over something else."""
        self.viewport().setCursor(shape)

    def announce(self, text: str) -> None:
        """Let a screen reader say something, once what is to be seen has been painted."""
        self._words = text
        self._announcing.ask()

    def _announce(self) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._words))

    def _on_idle(self) -> None:
        """What takes long to import is there before the first key needs it."""
        super()._on_idle()
        if self._text and not self._at_hand:
            self._at_hand = True
            from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: F401

    # -- keys

    @guarded(nothing)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc breaks off a drag; then the filter is asked; then caret and selection move, by Qt but for words."""
        if event.key() == Qt.Key.Key_Escape and self._pointer.cancel():
            event.accept()
            return
        if self.key_filter is not None and self.key_filter(event):
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            super().focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return
        before = self.caret(), self.selection(), self.textCursor().position()
        if self._stepped_by_word(event):
            event.accept()
        elif self._moved(event) and self.caret() == before[0]:
            super().keyPressEvent(event)  # it only stepped over a break that the article does not have
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) and before[2] == self.textCursor().position():
            self._step_back(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            super().keyPressEvent(event)
        after = self.caret(), self.selection()
        if after != before[:2]:
            self._settle()
            rect = self.rect_of(after[0], after[0])
            if rect.top() < 0 or rect.bottom() > self.viewport().height():
                self.reveal(after[0], after[0])  # Qt scrolled by heights that were guesses
            self.gesture.emit(CaretMoved(*after))
        self._pointing.ask()

    def _moved(self, event: QKeyEvent) -> bool:
        before = self.textCursor().position()
        super().keyPressEvent(event)
        return self.textCursor().position() != before

    def _stepped_by_word(self, event: QKeyEvent) -> bool:
        """Take a step by one of the program's words, if the key asks for one; rightward is back in text that runs so."""
        asked = next((step for key, *step in _BY_WORD if event.matches(key)), None)
        if asked is None:
            return False
        rightward, selecting = asked
        cursor, to_code = self.textCursor(), self._flow.offsets.to_code
        backward = cursor.block().textDirection() == Qt.LayoutDirection.RightToLeft
        anchor, caret = to_code(cursor.anchor()), to_code(cursor.position())
        to = caret_after(self._text, caret, anchor, forward=rightward != backward, selecting=selecting)
        if selecting:
            self.select(anchor, to)
        else:
            self.place_caret(to)
        return True

    def _step_back(self, keep: bool) -> None:
        """Get off the start of a line in mixed text, which Qt takes for the end of the line above, going nowhere."""
        cursor = self.textCursor()
        if cursor.position() < self._flow.lay(0).lines[0].end:
            return
        mode = QTextCursor.MoveMode.KeepAnchor if keep else QTextCursor.MoveMode.MoveAnchor
        cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter, mode)
        self.setTextCursor(cursor)

    @guarded(nothing)
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A modifier may change what a click would do."""
        super().keyReleaseEvent(event)
        self._pointing.ask()

    @guarded(lambda: False)
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab belongs to the text; what the filter leaves goes on from :meth:`keyPressEvent`."""
        return False

    # -- mouse

    def emit_gesture(self, gesture: Gesture) -> None:
        """Let the world know of a gesture."""
        if isinstance(gesture, Hovered):
            hit = gesture.hit
            self._set_hovered(hit.marks[0] if hit is not None and hit.marks else None)
        self.gesture.emit(gesture)
        if isinstance(gesture, Dragged) and gesture.finished and not gesture.ctrl:
            clipboard = QGuiApplication.clipboard()
            if clipboard.supportsSelection():  # the middle button pastes it elsewhere, as X11 users expect
                clipboard.setMimeData(self.createMimeDataFromSelection(), QClipboard.Mode.Selection)

    @guarded(nothing)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press starts a click or a drag."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer.press(event)

    @guarded(nothing)
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second press; what it selects is the controller's to say."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer.double(event)

    @guarded(nothing)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hovering or dragging."""
        event.accept()
        self._pointer.move(event)
        self._mouse = event.position()
        if self._ghost is not None or self._rubber is not None:
            self._update_loose()
        self._point_at(event.position(), event.modifiers())

    @guarded(nothing)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a click or a drag."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer.release(event)

    def _point_at(self, point: QPointF, modifiers: Qt.KeyboardModifier | None = None) -> None:
        if self._pointer.dragging:
            return
        hit = self.hit_at(point)
        if self._predictor is not None:
            if modifiers is None:
                modifiers = self._modifiers()
            shape = self._predictor(hit, modifiers)
        elif hit.handle is not None:
            shape = Qt.CursorShape.SizeHorCursor
        elif hit.label is not None:
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    @staticmethod
    def _modifiers() -> Qt.KeyboardModifier:
        return QGuiApplication.queryKeyboardModifiers()

    @guarded(nothing)
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel wish for another zoom; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            self._turned += event.angleDelta().y()  # touch pads turn by less than a notch
            steps = int(self._turned / 120)
            if steps:
                self._turned -= steps * 120
                self.zoom_requested.emit(steps)
            return
        self._turned = 0
        super().wheelEvent(event)

    @guarded(nothing)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A context menu is wished for: where the pointer is, or at the caret when by keyboard."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self.rect_of(self.caret(), self.caret())
            point = QPoint(rect.left(), rect.center().y())
        else:
            point = event.pos()
        self.gesture.emit(ContextRequested(self.hit_at(QPointF(point)), self.viewport().mapToGlobal(point)))

    @guarded(lambda: False)
    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips, and the pointer leaving."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = "" if self._describer is None else self._describer(self.hit_at(QPointF(event.pos())))
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.hover(None)
        return bool(super().viewportEvent(event))
