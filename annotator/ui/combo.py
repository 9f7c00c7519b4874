"""A combo box drawn like the other fields of the window. Fusion's own has a gradient that a palette cannot flatten."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox

from annotator.ui import drawing, icons
from annotator.ui.colours import theme_of
from annotator.ui.style import RADIUS, edge, line

_ARROW = 12


class Combo(QComboBox):
    """A combo box; everything but its face is Qt's."""

    def sizeHint(self) -> QSize:
        """As high as a line of text with its frame."""
        hint = super().sizeHint()
        return QSize(hint.width() + 6, self.fontMetrics().height() + 11)

    def minimumSizeHint(self) -> QSize:
        """As high as it is."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the face."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused, usable = self.hasFocus(), self.isEnabled()
        width = 2.0 if focused else 1.0
        rim = theme.accent if focused else edge(theme) if usable else line(theme)
        painter.setPen(QPen(QColor(rim), width))
        painter.setBrush(QColor(theme.page if usable else theme.raised))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), RADIUS, RADIUS
        )
        ink = theme.ink if usable else theme.muted
        arrow = QRectF(self.width() - _ARROW - 7, (self.height() - _ARROW) / 2, _ARROW, _ARROW)
        icons.draw(painter, "chevron-down", arrow, theme.muted, 1.8)
        room = QRectF(8, 0, arrow.left() - 12, self.height())
        painter.setPen(QColor(ink))
        flow = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flow, drawing.elided(painter, self.currentText(), room.width()))
        painter.end()
