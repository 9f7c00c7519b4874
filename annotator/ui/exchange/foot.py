"""What stands at the foot of the dialogs of export and import: the sentence beside the buttons, and their ground."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from annotator.ui.colours import theme_of
from annotator.ui.style import danger, line


class Told(QLabel):
    """The sentence beside the buttons: what will happen, or why nothing can."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._is_trouble = False

    def say(self, words: str, *, trouble: bool = False) -> None:
        """Says it."""
        self._is_trouble = trouble
        self.setText(words)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_is_trouble"):
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        colour = danger(theme) if self._is_trouble else theme.muted
        wanted = f"color: {colour};"
        if self.styleSheet() != wanted:
            self.setStyleSheet(wanted)


class Foot(QWidget):
    """What the buttons stand on."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the line above it."""
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, QColor(line(theme_of(self.palette()))))
        painter.end()
