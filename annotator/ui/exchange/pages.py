"""The pages of the dialogs of export and import that follow the choices: how far the work is, and what it came to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from annotator.ui import icons
from annotator.ui.colours import theme_of
from annotator.ui.exchange.fields import Framed
from annotator.ui.exchange.report import ReportView, Section
from annotator.ui.style import GAP, ROOM, SPACE, line, strong

_BAR = 560
"""Pixels of width that the bar of progress has at most."""


class WorkPage(QWidget):
    """How far the work is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.headline = QLabel(self)
        self.headline.setFont(strong(self.font(), 1.15))
        self.headline.setWordWrap(True)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setObjectName("exchange")
        self.bar.setAccessibleName("Progress")
        self.count = QLabel(self)
        self.count.setForegroundRole(self.count.palette().ColorRole.PlaceholderText)
        self._what = ""
        middle = QWidget(self)
        middle.setMaximumWidth(_BAR)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for widget in (self.headline, self.bar, self.count):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(ROOM * 2, ROOM * 2, ROOM * 2, ROOM * 2)
        layout.addStretch(2)
        layout.addLayout(row)
        layout.addStretch(3)
        self._dress()

    def begin(self, headline: str, what: str) -> None:
        """Begins anew; ``what`` is what is counted."""
        self._what = what
        self.headline.setText(headline)
        self.count.setText("Beginning …")
        self.bar.setRange(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        """Shows how far it is."""
        if not self._what:
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if total:
            self.count.setText(f"{done:,} of {total:,} {self._what}")
        elif done:
            self.count.setText(f"{done:,} {self._what}")

    def say_breaking_off(self) -> None:
        """Says that it ends after what is under way."""
        self._what = ""
        self.bar.setRange(0, 0)
        self.count.setText("Breaking off …")

    def changeEvent(self, event: QEvent) -> None:
        """Follows the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "bar"):
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        wanted = (
            f"QProgressBar {{ background: {line(theme)}; border: none; border-radius: 3px; height: 6px; }}"
            f"QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}"
        )
        if self.bar.styleSheet() != wanted:
            self.bar.setStyleSheet(wanted)
            self.bar.setFixedHeight(6)


class SummaryPage(QWidget):
    """What it came to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sign = Sign(self)
        self.headline = QLabel(self)
        self.headline.setFont(strong(self.font(), 1.15))
        self.headline.setWordWrap(True)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.report = ReportView("Summary", self)
        head = QHBoxLayout()
        head.setContentsMargins(ROOM + GAP, ROOM + GAP, ROOM + GAP, ROOM)
        head.setSpacing(ROOM)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.headline, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        body = QHBoxLayout()
        body.setContentsMargins(ROOM, 0, ROOM, ROOM)
        body.addWidget(Framed(self.report, self))
        layout.addLayout(body, 1)

    def show_end(self, headline: str, sections: Sequence[Section], *, good: bool) -> None:
        """Shows it; not ``good`` is what somebody should look at."""
        self.headline.setText(headline)
        self.sign.show_sign("done" if good else "warning", good=good)
        self.report.show_sections(sections)


class Sign(QWidget):
    """An icon in the theme's good or cautious colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._good = "done", True

    def show_sign(self, name: str, *, good: bool) -> None:
        """Shows an icon."""
        self._name, self._good = name, good
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the headline beside it."""
        return QSize(22, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws it."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        colour = theme.good if self._good else theme.caution
        icons.draw(painter, self._name, QRectF(1, 1, 20, 20), colour, 1.8)
        painter.end()
