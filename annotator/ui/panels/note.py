"""The editor of a note. What is typed is never lost: it is told when the keyboard or the card goes elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget


class NoteEditor(QPlainTextEdit):
    """Plain text of a record. Ctrl+Enter, Esc and leaving keep it; undo takes it back."""

    committed = Signal(str, str)
    """The id of the record and its new note."""
    left = Signal()
    """Ctrl+Enter or Esc: the keyboard may go back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note")
        self.setAccessibleName("Note")
        self.setPlaceholderText("Note")
        self.setTabChangesFocus(True)
        self._id = ""
        self._kept = ""
        lines = self.fontMetrics().lineSpacing()
        self.setFixedHeight(lines * 3 + 18)

    def show_note(self, id: str, note: str) -> None:
        """Shows the note of a record. What was typed for another record is told first."""
        if id != self._id:
            self.commit()
        elif note == self._kept:
            return
        elif self.hasFocus() and self.toPlainText() != self._kept:
            self._kept = note
            return
        self._id, self._kept = id, note
        if self.toPlainText() != note:
            self.setPlainText(note)

    def commit(self) -> None:
        """Tells what was typed, if anything."""
        text = self.toPlainText()
        if self._id and text != self._kept:
            self._kept = text
            self.committed.emit(self._id, text)

    def event(self, event: QEvent) -> bool:
        """Claims Ctrl+Enter before the window's shortcut takes it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter and Esc keep what was typed."""
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and ctrl
        if entered or event.key() == Qt.Key.Key_Escape:
            self.commit()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keeps what was typed."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
