"""The panel of colleagues: whose tags there are on the open article, in which colour, and who is shown. It asks."""

from __future__ import annotations

import html

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import drawing
from annotator.ui.colours import theme_of
from annotator.ui.exchange.ticks import Check
from annotator.ui.panels.rows import FLOW, MARGINS
from annotator.ui.review.colleague_rows import ColleagueRow, Table
from annotator.ui.review.looks import Look
from annotator.ui.style import GAP, RADIUS, SPACE, small, strong

_BOX = 15
_INDENT = SPACE + 3.5
"""Where the box to tick stands, under those of the head."""
_TAB = 30
_MARK = 13


class ColleagueBox(QCheckBox):
    """One row: a tick, the short name in its colour as on labels, the name, and how far the sheet is."""

    def __init__(self, row: ColleagueRow, parent: QWidget | None = None) -> None:
        super().__init__(row.look.name, parent)
        self.row = row
        self.show_row(row)

    def show_row(self, row: ColleagueRow) -> None:
        """Shows what a row says now."""
        self.row = row
        self.setText(row.look.name)
        self.setChecked(row.shown)
        self.setEnabled(not row.steady)
        part = {"you": " (you)", "gold": ""}.get(row.part, "")
        self.setAccessibleName(f"{row.look.name}{part}: {row.words}")
        self.setToolTip(f"{row.look.name}{part}: {row.words}")
        self.update()

    def hitButton(self, pos: object) -> bool:
        """All of it can be clicked."""
        return True

    def sizeHint(self) -> QSize:
        """Two lines, as wide as there is room."""
        height = self.fontMetrics().height()
        return QSize(160, round(height * 1.9) + 3 * GAP)

    def minimumSizeHint(self) -> QSize:
        """Words that find no room are cut."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the row."""
        row, theme = self.row, theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        if not row.steady:
            box = QRectF(_INDENT, middle - _BOX / 2, _BOX, _BOX)
            drawing.tick_box(painter, box, theme, checked=self.isChecked())
        left = _INDENT + _BOX + SPACE
        tones = theme.tones(row.look.colour)
        tab = QRectF(left, middle - 9, _TAB, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tones.tab))
        painter.drawRoundedRect(tab, 3, 3)
        painter.setFont(strong(small(self.font())))
        painter.setPen(QColor(tones.tab_ink))
        painter.drawText(
            tab, Qt.AlignmentFlag.AlignCenter, drawing.elided(painter, row.look.short, tab.width() - 2)
        )
        right = float(self.width() - SPACE - _MARK)
        if row.tags >= 0:
            drawing.status_mark(painter, QRectF(right, middle - _MARK / 2, _MARK, _MARK), row.status, theme)
        painter.setFont(self.font())
        left = tab.right() + SPACE
        end = right - SPACE
        half = self.height() / 2 - GAP / 2
        if row.part:
            said = "you" if row.part == "you" else "gold"
            end = drawing.chip(painter, end, GAP / 2 + half / 2, said, theme) - GAP
        painter.setPen(QColor(theme.ink if row.tags >= 0 else theme.muted))
        upper = QRectF(left, GAP / 2, end - left, half)
        painter.drawText(upper, FLOW, drawing.elided(painter, row.look.name, upper.width()))
        painter.setFont(small(self.font()))
        painter.setPen(QColor(theme.muted))
        lower = QRectF(left, upper.bottom(), right - SPACE - left, half)
        painter.drawText(lower, FLOW, drawing.elided(painter, row.words, lower.width()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 1, -3, -1), RADIUS, RADIUS)
        painter.end()


class ColleaguesPanel(QWidget):
    """Lists the sheets on the open article."""

    shown_requested = Signal(str, bool)
    """An annotator is to be shown, or not."""
    all_requested = Signal(bool)
    """All are to be shown, or none."""
    blind_requested = Signal(bool)
    """Annotators are to be called by numbers, or by their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all = Check("Show all", self)
        self.all.setToolTip("Show everybody’s tags over the text, in each article")
        self.all.clicked.connect(self.all_requested)
        self.blind = Check("Blind", self)
        self.blind.setToolTip("Call everybody Annotator 1, 2, … on screen")
        self.blind.clicked.connect(self.blind_requested)
        head = QHBoxLayout()
        head.setContentsMargins(*MARGINS)
        head.addWidget(self.all, 1)
        head.addWidget(self.blind, 1)
        self.notices = _words(self)
        self.notices.setObjectName("notices")
        self.left_out = _words(self)
        self.left_out.setObjectName("left-out")
        self.nobody = _words(self)
        self.nobody.setText("Nobody else has tagged this article yet.")
        self.versions = _words(self)
        self.versions.setObjectName("versions")
        self.versions.setTextFormat(Qt.TextFormat.RichText)
        self.versions.setForegroundRole(self.versions.palette().ColorRole.WindowText)
        self.versions.hide()
        page = QWidget(self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addLayout(self._rows)
        column.addWidget(self.nobody)
        column.addWidget(self.left_out)
        column.addWidget(self.versions)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        self.setFocusProxy(self.all)
        self.boxes: dict[str, ColleagueBox] = {}

    def show_table(self, table: Table, *, shows_all: bool, blind: bool) -> None:
        """Shows the sheets of an article."""
        self.all.setChecked(shows_all)
        self.blind.setChecked(blind)
        known = [row.annotator for row in table.rows]
        if list(self.boxes) != known:
            self._make(table.rows)
        for row in table.rows:
            self.boxes[row.annotator].show_row(row)
        _say(self.notices, " ".join(table.notices))
        self.nobody.setVisible(not any(row.part != "you" for row in table.rows) and not table.left_out)
        _say(
            self.left_out,
            "Left out:\n" + "\n".join(f"{name}: {reason}" for name, reason in table.left_out)
            if table.left_out
            else "",
        )

    def show_versions(self, classes: str, versions: list[tuple[Look, str]]) -> None:
        """Shows what each annotator says of the difference one is at; without versions nothing."""
        theme = theme_of(QApplication.palette())
        parts = [f"<p><b>Difference</b> <span style='color:{theme.muted}'>{classes}</span></p>"]
        parts += [
            f"<p><b style='color:{theme.tones(look.colour).ink}'>{html.escape(look.name)}</b><br>{words}</p>"
            for look, words in versions
        ]
        _say(self.versions, "".join(parts) if versions else "")

    def _make(self, rows: tuple[ColleagueRow, ...]) -> None:
        held = self.focusWidget()
        focused = next((name for name, box in self.boxes.items() if box is held), "")
        for box in self.boxes.values():
            box.setParent(None)
            box.deleteLater()
        self.boxes = {}
        for row in rows:
            box = ColleagueBox(row, self)
            box.clicked.connect(lambda on, name=row.annotator: self.shown_requested.emit(name, on))
            self._rows.addWidget(box)
            self.boxes[row.annotator] = box
        if focused in self.boxes:
            self.boxes[focused].setFocus()


def _words(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(SPACE + GAP, GAP, SPACE + GAP, GAP)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
