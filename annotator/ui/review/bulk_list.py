"""The records that a verdict is about, each with a tick that can be taken away, and what else it would touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from annotator.review.bulk import Line, Preview
from annotator.tagsets.model import Tagset
from annotator.ui import drawing
from annotator.ui.colours import Theme
from annotator.ui.panels.rows import FLOW, ListStack, RowDelegate, RowsView
from annotator.ui.review.bulk_words import NOTE_WORDS, type_words
from annotator.ui.style import SPACE

Note: TypeAlias = Literal["ticked", "spared", "brought", "blocked", "lacking"]
Place: TypeAlias = tuple[str, str]
"""An article and the key of a unit in it."""

ROW_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_BOX = 15


class Listed(NamedTuple):
    """A row."""

    line: Line
    note: Note


class LinesModel(QAbstractListModel):
    """What is meant first, then what comes with it."""

    def __init__(self, tagset: Tagset, parent: Any = None) -> None:
        super().__init__(parent)
        self.tagset = tagset
        self.whole = False
        self.rows: list[Listed] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.line.words
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = [f"{type_words(self.tagset, row.line.kind, row.line.type)} “{row.line.words}”"]
            parts += [row.line.article, said(row)]
            if row.note == "spared":
                parts.append("stays open")
            return ", ".join(part for part in parts if part)
        return None

    def index_of(self, line: Line) -> QModelIndex:
        """The index of a record; an invalid one where it is not listed."""
        for at, row in enumerate(self.rows):
            if (row.line.article, row.line.key) == (line.article, line.key):
                return self.index(at, 0)
        return QModelIndex()

    def show_preview(self, preview: Preview, spared: Sequence[Line], *, whole: bool) -> None:
        """Lists what a verdict would do, and what was taken out of it by hand."""
        ticked = {(line.article, line.key): Listed(line, "ticked") for line in preview.decided}
        ticked |= {(line.article, line.key): Listed(line, "spared") for line in spared}
        meant = sorted(ticked.values(), key=_in_order)
        others = [Listed(line, "brought") for line in preview.brought]
        others += [Listed(line, "blocked") for line in preview.blocked]
        others += [Listed(line, "lacking") for line in preview.lacking]
        self.beginResetModel()
        self.whole = whole
        self.rows = meant + others
        self.endResetModel()


class LinesView(ListStack):
    """The list, or why it is empty."""

    toggled = Signal(object)
    """The :class:`Line` whose tick is to be set or taken away."""

    def __init__(self, tagset: Tagset, parent: QWidget) -> None:
        self.view = _Rows(parent.fontMetrics().height() * 2 + 12, "Records", parent)
        super().__init__(self.view, parent)
        self.model = LinesModel(tagset, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_LineDelegate(self.model, self.view))
        self.add_state("waiting", "Reading …")
        self.add_state("none", "Nothing of this sheet is open here: all of it was decided.")
        self.add_state("filtered", "No open record is like that.")
        self.view.clicked.connect(self._on_toggled)
        self.view.toggled.connect(self._on_toggled)

    def show_lines(self, preview: Preview, spared: Sequence[Line], *, whole: bool, open: int) -> None:
        """Lists what a verdict on some of ``open`` records would do."""
        current, top = self.view.currentIndex().data(ROW_ROLE), self.view.verticalScrollBar().value()
        self.model.show_preview(preview, spared, whole=whole)
        self.show_state("" if self.model.rows else "filtered" if open else "none")
        held = self.model.index_of(current.line) if isinstance(current, Listed) else QModelIndex()
        if held.isValid():  # perhaps only a tick changed: one stays where one was
            self.view.show_row(held)
            self.view.verticalScrollBar().setValue(top)

    def _on_toggled(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Listed) and row.note in ("ticked", "spared"):
            self.toggled.emit(row.line)


class _Rows(RowsView):
    toggled = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space sets and takes away a tick."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class _LineDelegate(RowDelegate):
    def __init__(self, model: LinesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Listed):
            return
        weak = row.note not in ("ticked", "brought")
        inner = box.adjusted(12, 4, -12, -4)
        if row.note in ("ticked", "spared"):
            tick = QRectF(inner.left(), inner.center().y() - _BOX / 2, _BOX, _BOX)
            drawing.tick_box(painter, tick, theme, checked=row.note == "ticked")
        left, half = inner.left() + _BOX + SPACE, inner.height() / 2
        upper = QRectF(left, inner.top(), inner.right() - left, half)
        painter.setFont(self.font)
        painter.setPen(QColor(theme.muted if weak else theme.ink))
        painter.drawText(upper, FLOW, drawing.elided(painter, row.line.words or "—", upper.width()))
        lower = upper.translated(0, half)
        painter.setFont(self.small)
        known = self._model.tagset.type(row.line.type) if row.line.type else None
        if known is not None:
            mark = QRectF(left, lower.center().y() - 5, 10, 10)
            drawing.type_mark(painter, mark, known.kind, known.colour, theme)
            lower.setLeft(lower.left() + 15)
        note = said(row)
        if note:
            painter.setPen(QColor(theme.caution if row.note in ("blocked", "lacking") else theme.accent))
            room = lower.width() * 0.5
            words = drawing.elided(painter, note, room)
            painter.drawText(lower, _AT_RIGHT, words)
            lower.setRight(lower.right() - painter.fontMetrics().horizontalAdvance(words) - SPACE)
        words = type_words(self._model.tagset, row.line.kind, row.line.type)
        if self._model.whole:
            words = f"{words}  ·  {row.line.article}"
        painter.setPen(QColor(theme.muted))
        painter.drawText(lower, FLOW, drawing.elided(painter, words, lower.width()))


_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def said(row: Listed) -> str:
    """What stands beside a row."""
    if row.note in ("ticked", "spared"):
        return NOTE_WORDS["beside"] if row.line.beside else ""
    return NOTE_WORDS[row.note]


def _in_order(row: Listed) -> tuple[str, int, str]:
    return (row.line.article, row.line.start, row.line.key)
