"""The list of formats, each with what it loses; those whose libraries are missing are pale and say what installs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.formats.exchange import MissingExtra
from annotator.formats.offers import lacking
from annotator.formats.registry import Format
from annotator.ui import drawing
from annotator.ui.colours import Theme
from annotator.ui.exchange.words import loses, what_it_is
from annotator.ui.panels.rows import FLOW, RowDelegate, RowsView
from annotator.ui.style import SPACE

FORMAT_ROLE = Qt.ItemDataRole.UserRole
LACKING_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex
_LEAST_ROWS = 4


class FormatModel(QAbstractListModel):
    """Formats as rows."""

    def __init__(self, formats: Sequence[Format], parent: Any = None) -> None:
        super().__init__(parent)
        self.formats = tuple(formats)
        self._lacking = {format.id: lacking(format) for format in formats}

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many formats there are."""
        return 0 if parent.isValid() else len(self.formats)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self.formats):
            return None
        format = self.formats[index.row()]
        missing = self._lacking[format.id]
        if role == FORMAT_ROLE:
            return format
        if role == LACKING_ROLE:
            return missing
        if role == Qt.ItemDataRole.DisplayRole:
            return format.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return loses(format) if missing is None else str(missing)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{format.name}. {loses(format) if missing is None else missing}"
        return None

    def row_of(self, id: str) -> int:
        """The row of a format; -1 where it is not listed."""
        return next((at for at, format in enumerate(self.formats) if format.id == id), -1)


class FormatList(RowsView):
    """The formats to choose from."""

    format_chosen = Signal(object)
    """The Format that is current now."""

    def __init__(self, formats: Sequence[Format], parent: QWidget | None = None) -> None:
        super().__init__(parent.fontMetrics().height() * 2 + 14 if parent else 44, "Format", parent)
        self.model_of_formats = FormatModel(formats, self)
        self.setModel(self.model_of_formats)
        self.setMaximumHeight(self._height(self.model_of_formats.rowCount()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setItemDelegate(_FormatDelegate(self))
        self.selectionModel().currentChanged.connect(self._on_moved)

    @property
    def format(self) -> Format | None:
        """The current format."""
        found = self.currentIndex().data(FORMAT_ROLE)
        return found if isinstance(found, Format) else None

    @property
    def lacking(self) -> MissingExtra | None:
        """What the current format needs installed, if anything."""
        found = self.currentIndex().data(LACKING_ROLE)
        return found if isinstance(found, MissingExtra) else None

    def choose(self, id: str) -> None:
        """Makes a format current; the first one where there is none of that id."""
        self.show_row(self.model_of_formats.index(max(0, self.model_of_formats.row_of(id))))

    def sizeHint(self) -> QSize:
        """A few rows; it grows to all of them where there is room."""
        return QSize(super().sizeHint().width(), self._height(_LEAST_ROWS))

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(120, self._height(_LEAST_ROWS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is chosen stays in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def _height(self, rows: int) -> int:
        shown = max(1, min(rows, self.model_of_formats.rowCount()))
        return shown * self.verticalHeader().defaultSectionSize() + 2

    def _on_moved(self, _current: QModelIndex, _before: QModelIndex) -> None:
        if self.format is not None:
            self.format_chosen.emit(self.format)


class _FormatDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        format, missing = index.data(FORMAT_ROLE), index.data(LACKING_ROLE)
        if not isinstance(format, Format):
            return
        inner = box.adjusted(SPACE + 4, 5, -SPACE - 4, -5)
        half = inner.height() / 2
        painter.setFont(self.small)
        kind = what_it_is(format)
        width = min(painter.fontMetrics().horizontalAdvance(kind) + 1.0, inner.width() / 2)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QRectF(inner.right() - width, inner.top(), width, half), FLOW, kind)
        painter.setFont(self.strong)
        painter.setPen(QColor(theme.muted if missing is not None else theme.ink))
        room = QRectF(inner.left(), inner.top(), inner.width() - width - SPACE, half)
        painter.drawText(room, FLOW, drawing.elided(painter, format.name, room.width()))
        painter.setFont(self.small)
        painter.setPen(QColor(theme.caution if missing is not None else theme.muted))
        words = loses(format) if missing is None else missing.remedy
        lower = QRectF(inner.left(), inner.top() + half, inner.width(), half)
        painter.drawText(lower, FLOW, drawing.elided(painter, words, lower.width()))
