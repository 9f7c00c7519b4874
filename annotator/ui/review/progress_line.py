"""How many differences are decided: in words, with a bar beneath."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui import drawing
from annotator.ui.colours import theme_of
from annotator.ui.panels.rows import FLOW
from annotator.ui.style import line, strong


class ProgressLine(QWidget):
    """“17 of 43 decided”, with a bar beneath."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decided, self._total, self._whole = 0, 0, False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What it says."""
        if not self._total:
            return "No differences"
        return f"{self._decided:,} of {self._total:,} decided" + (", whole folder" if self._whole else "")

    def show_progress(self, decided: int, total: int, *, whole: bool = False) -> None:
        """Shows how many are decided."""
        if (decided, total, whole) != (self._decided, self._total, self._whole):
            self._decided, self._total, self._whole = decided, total, whole
            self.setAccessibleName(self.words)
            self.update()

    def sizeHint(self) -> QSize:
        """A line of text and the bar."""
        return QSize(80, self.fontMetrics().height() + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws words and bar."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(strong(self.font()))
        painter.setPen(QColor(theme.ink if self._total else theme.muted))
        words = QRectF(0, 0, self.width(), self.height() - 8)
        painter.drawText(words, FLOW, drawing.elided(painter, self.words, words.width()))
        if self._total:
            bar = QRectF(0, self.height() - 6, self.width(), 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(line(theme)))
            painter.drawRoundedRect(bar, 2, 2)
            full = self._decided == self._total
            painter.setBrush(QColor(theme.good if full else theme.accent))
            bar.setWidth(bar.width() * self._decided / self._total)
            painter.drawRoundedRect(bar, 2, 2)
        painter.end()
