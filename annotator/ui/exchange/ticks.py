"""Check boxes and radio buttons drawn like the ticks in the choosers: Fusion's have no outline that shows at night."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

from annotator.ui import drawing
from annotator.ui.colours import Theme, theme_of
from annotator.ui.panels.rows import FLOW
from annotator.ui.style import GAP, RADIUS, SPACE, edge, line

_BOX = 15


class Check(QCheckBox):
    """A check box; everything but its face is Qt's."""

    def hitButton(self, pos: QPoint) -> bool:
        """All of it can be clicked."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """As its words need it."""
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        """Words that find no room are cut."""
        return QSize(80, _size(self).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the face."""
        painter, theme, box = _begin(self)
        drawing.tick_box(painter, box, theme, checked=self.isChecked())
        _end(self, painter, theme)


class Radio(QRadioButton):
    """A radio button; everything but its face is Qt's."""

    def hitButton(self, pos: QPoint) -> bool:
        """All of it can be clicked."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """As its words need it."""
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        """Words that find no room are cut."""
        return QSize(80, _size(self).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the face."""
        painter, theme, box = _begin(self)
        on = self.isChecked()
        painter.setPen(QPen(QColor(theme.accent if on else edge(theme)), 1.3))
        painter.setBrush(QColor(theme.accent if on else theme.page))
        painter.drawEllipse(box)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.page))
            painter.drawEllipse(box.adjusted(4.3, 4.3, -4.3, -4.3))
        _end(self, painter, theme)


def _size(widget: QAbstractButton) -> QSize:
    words = widget.fontMetrics().horizontalAdvance(widget.text())
    return QSize(_BOX + 2 * SPACE + words, max(_BOX, widget.fontMetrics().height()) + 2 * GAP)


def _begin(widget: QAbstractButton) -> tuple[QPainter, Theme, QRectF]:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(3.5, (widget.height() - _BOX) / 2, _BOX, _BOX)
    return painter, theme_of(widget.palette()), box


def _end(widget: QAbstractButton, painter: QPainter, theme: Theme) -> None:
    left = 3.5 + _BOX + SPACE
    room = QRectF(left, 0, widget.width() - left - GAP, widget.height())
    painter.setPen(QColor(theme.ink if widget.isEnabled() else line(theme)))
    painter.drawText(room, FLOW, drawing.elided(painter, widget.text(), room.width()))
    if widget.hasFocus():
        words = min(painter.fontMetrics().horizontalAdvance(widget.text()), room.width())
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        around = QRectF(0.75, 1.25, left + words + GAP - 0.75, widget.height() - 2.5)
        painter.drawRoundedRect(around, RADIUS, RADIUS)
    painter.end()
