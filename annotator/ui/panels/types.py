"""The types of the tagset with colour, key and how often this sheet has them. A click means what the key means."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.annotations.edits import Edit
from annotator.session import Session
from annotator.tagsets.definitions import TypeDef
from annotator.tagsets.model import Tagset
from annotator.ui import drawing, icons
from annotator.ui.colours import Theme
from annotator.ui.panels.rows import FLOW, ListStack, RowDelegate, RowsView
from annotator.ui.panels.type_rows import TypeRow, explanation, key_words, rows_of
from annotator.ui.style import ROW, tinted

ROW_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
STICKY_ROLE = Qt.ItemDataRole.UserRole + 2

_Index = QModelIndex | QPersistentModelIndex


class TypesModel(QAbstractListModel):
    """The rows of a tagset's types with the counts of a sheet."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[TypeRow] = []
        self._tagset: Tagset | None = None
        self._places: dict[str, int] = {}
        self._session: Session | None = None
        self._sticky: str | None = None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many rows there are, headings included."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings and abstract types cannot be chosen."""
        row = self._row(index)
        if row is None or not row.is_tagged_with:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        row = self._row(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.type.name if row.type else row.heading
        if role == COUNT_ROLE:
            return self.count(row.type) if row.type else 0
        if role == STICKY_ROLE:
            return row.type is not None and row.type.id == self._sticky
        if role == Qt.ItemDataRole.ToolTipRole and row.type is not None:
            return explanation(row.type)
        if role == Qt.ItemDataRole.AccessibleTextRole and row.type is not None:
            key = f", key {key_words(row.type)}" if row.type.key else ""
            return f"{row.type.name}{key}, {self.count(row.type)} in this article"
        return None

    def count(self, type: TypeDef) -> int:
        """How many records of a type the sheet has."""
        return self._session.index.count_of(type.kind, type.id) if self._session else 0

    def index_of(self, type_id: str) -> QModelIndex:
        """Where a type stands; invalid for an unknown one."""
        place = self._places.get(type_id)
        return QModelIndex() if place is None else self.index(place)

    def show_session(self, session: Session | None) -> None:
        """Shows the types and counts of a session; the rows stay where the tagset does."""
        self._session = session
        tagset = session.tagset if session else None
        if tagset is self._tagset and tagset is not None:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [COUNT_ROLE])
            return
        self.beginResetModel()
        self._tagset = tagset
        self._rows = rows_of(tagset) if tagset else []
        self._places = {row.type.id: place for place, row in enumerate(self._rows) if row.type}
        self.endResetModel()

    def on_edited(self, edit: Edit) -> None:
        """Counts anew the types that an edit names."""
        types = {
            type
            for change in edit.changes
            for record in (change.before, change.after)
            if (type := getattr(record, "type", None)) is not None
        }
        for type in types:
            if (index := self.index_of(type)).isValid():
                self.dataChanged.emit(index, index, [COUNT_ROLE])

    def show_sticky(self, type_id: str | None) -> None:
        """Marks the sticky type."""
        before, self._sticky = self._sticky, type_id
        for type in {before, type_id} - {None}:
            if (index := self.index_of(str(type))).isValid():
                self.dataChanged.emit(index, index, [STICKY_ROLE])

    def _row(self, index: _Index) -> TypeRow | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None


class TypesPanel(QWidget):
    """The tagset's types, to be clicked instead of pressing their keys."""

    type_requested = Signal(str)
    """A type was clicked: what pressing its key would mean."""
    sticky_requested = Signal(str)
    """A type was double clicked: what a double tap of its key would mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TypesModel(self)
        height = max(ROW - 4, self.fontMetrics().height() + 6)
        self.view = RowsView(height, "Types", self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_TypeDelegate(self.view))
        # A click must not take the keyboard away from the text, whose selection it tags.
        self.view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._stack = ListStack(self.view, self)
        self._stack.add_state("none", "The types of the tagset appear here when an article is open.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setFocusProxy(self.view)
        self.view.clicked.connect(self._on_clicked)
        self.view.doubleClicked.connect(self._on_double_clicked)
        self.view.activated_row.connect(self._on_activated)
        self._stack.show_state("none")

    def show_session(self, session: Session | None) -> None:
        """Shows the types of a session's tagset, counted in its sheet."""
        self.model.show_session(session)
        self._stack.show_state("" if self.model.rowCount() else "none")

    def on_edited(self, edit: Edit) -> None:
        """Counts anew what an edit names."""
        self.model.on_edited(edit)

    def show_sticky(self, type_id: str | None) -> None:
        """Marks the sticky type, or none."""
        self.model.show_sticky(type_id)

    def _on_clicked(self, index: QModelIndex) -> None:
        if (type := _type(index)) is not None:
            self.type_requested.emit(type.id)
        if not self.view.hasFocus():
            self.view.show_row(QModelIndex())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if (type := _type(index)) is not None:
            self.sticky_requested.emit(type.id)

    def _on_activated(self, index: QModelIndex) -> None:
        if self.view.hasFocus() and (type := _type(index)) is not None:
            self.type_requested.emit(type.id)


def _type(index: QModelIndex) -> TypeDef | None:
    row = index.data(ROW_ROLE)
    return row.type if isinstance(row, TypeRow) and row.is_tagged_with else None


class _TypeDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, TypeRow):
            return
        inner = box.adjusted(12, 0, -12, 0)
        middle = inner.center().y()
        if row.type is None:
            painter.setFont(self.heading)
            painter.setPen(QColor(theme.muted))
            painter.drawText(inner.adjusted(0, 4, 0, 0), FLOW, row.heading)
            return
        type = row.type
        left = inner.left() + row.depth * 14
        if type.abstract:
            painter.setFont(self.small)
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRectF(left, inner.top(), inner.right() - left, inner.height()), FLOW, type.name)
            return
        if index.data(STICKY_ROLE):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tinted(theme, theme.tones(type.colour).bar, 0.28)))
            painter.drawRoundedRect(box.adjusted(3.5, 0.5, -3.5, -0.5), 5, 5)
        drawing.type_mark(painter, QRectF(left, middle - 6.5, 13, 13), type.kind, type.colour, theme)
        right = inner.right()
        key = key_words(type)
        cap = drawing.key_cap(painter, right, middle, key, theme) if key else right - 18
        count = index.data(COUNT_ROLE)
        count_right = min(cap, right - 26) - 8
        if count:
            painter.setFont(self.small)
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                QRectF(count_right - 60, inner.top(), 60, inner.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                f"{count:,}",
            )
            count_right -= painter.fontMetrics().horizontalAdvance(f"{count:,}") + 6
        if index.data(STICKY_ROLE):
            icons.draw(painter, "pin", QRectF(count_right - 14, middle - 7, 14, 14), theme.ink)
            count_right -= 18
        painter.setFont(self.font)
        painter.setPen(QColor(theme.ink))
        words = QRectF(left + 21, inner.top(), count_right - left - 21, inner.height())
        painter.drawText(words, FLOW, drawing.elided(painter, type.name, words.width()))
