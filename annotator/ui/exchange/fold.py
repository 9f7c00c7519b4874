"""A part of a dialog that is folded until somebody wants it; its head says what is set in it meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.ui import drawing, icons
from annotator.ui.colours import theme_of
from annotator.ui.panels.rows import FLOW
from annotator.ui.style import GAP, RADIUS, SPACE

_ARROW = 14


class Fold(QWidget):
    """A head to be clicked, and below it ``inside``, which gives room to what is put there."""

    folded = Signal(bool)
    """Somebody folded it (True) or opened it."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = _Head(words, self)
        self._body = QWidget(self)
        self.inside = QVBoxLayout(self._body)
        self.inside.setContentsMargins(SPACE + _ARROW - 1, 0, 0, 0)
        self.inside.setSpacing(GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.head)
        layout.addWidget(self._body)
        self.head.toggled.connect(self._on_toggled)
        self._body.hide()

    @property
    def is_open(self) -> bool:
        """Whether what is inside is shown."""
        return self.head.isChecked()

    def open(self) -> None:
        """Shows what is inside."""
        self.head.setChecked(True)

    def say(self, words: str) -> None:
        """What is set inside, said while it is folded."""
        self.head.say(words)

    def _on_toggled(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self.folded.emit(not opened)


class _Head(QPushButton):
    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._more = ""
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        self._more = words
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 2 * GAP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), RADIUS, RADIUS)
        arrow = QRectF(3, (self.height() - _ARROW) / 2, _ARROW, _ARROW)
        icons.draw(painter, "chevron-down" if self.isChecked() else "chevron-right", arrow, theme.muted, 1.8)
        left = arrow.right() + SPACE - 2
        room = QRectF(left, 0, self.width() - left - GAP, self.height())
        painter.setPen(QColor(theme.ink))
        painter.drawText(room, FLOW, self.text())
        if self._more and not self.isChecked():
            room.setLeft(left + painter.fontMetrics().horizontalAdvance(self.text()) + SPACE)
            painter.setPen(QColor(theme.muted))
            painter.drawText(room, FLOW, drawing.elided(painter, self._more, room.width()))
        painter.end()
