"""A bar under the text for finding words in it. It only asks; what it found is shown by whoever hears."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from annotator.ui.colours import Theme
from annotator.ui.icons import icon
from annotator.ui.style import GAP, SPACE


class FindBar(QWidget):
    """Asks for words; Enter goes to the next place, Shift+Enter to the previous one, Esc closes."""

    wanted = Signal(str)
    """The words changed."""
    step_requested = Signal(int)
    """1 for the next place, -1 for the previous one."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText("Find: Enter goes on, Esc selects")
        self.words.setAccessibleName("Find in the text")
        self.words.setMaximumWidth(360)
        self._count = QLabel(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, GAP, SPACE, GAP)
        layout.addWidget(self.words, 1)
        self._buttons: dict[str, QToolButton] = {}
        for name, tip, step in (("previous", "Previous (Shift+Enter)", -1), ("next", "Next (Enter)", 1)):
            button = self._button(name, tip)
            button.clicked.connect(lambda _=False, step=step: self.step_requested.emit(step))
            layout.addWidget(button)
        layout.addWidget(self._count)
        layout.addStretch(1)
        close = self._button("close", "Close (Esc)")
        close.clicked.connect(self.close_bar)
        layout.addWidget(close)
        self.words.textChanged.connect(self.wanted)
        self.hide()

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        self._buttons[name] = button
        return button

    def wear(self, theme: Theme) -> None:
        """Draws the icons in the colours of a theme."""
        for name, button in self._buttons.items():
            button.setIcon(icon(name, theme))

    def open_bar(self, words: str = "") -> None:
        """Shows the bar with the keyboard in it; ``words`` replace what was looked for."""
        self.show()
        if words:
            self.words.setText(words)
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()
        self.wanted.emit(self.words.text())

    def close_bar(self) -> None:
        """Hides the bar."""
        self.hide()
        self.closed.emit()

    def show_count(self, at: int, count: int) -> None:
        """Says which of how many places is shown (``at`` from 1; 0 for none)."""
        wanted = bool(self.words.text())
        self._count.setText("" if not wanted else f"{at} of {count}" if count else "not found")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter steps, Esc closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step_requested.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)
