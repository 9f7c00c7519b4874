"""The field that says which types are exported, and the list that it opens: to be ticked, and searched by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from annotator.ui import drawing
from annotator.ui.choosers.popup import ChooserPopup
from annotator.ui.choosers.types import fitting
from annotator.ui.colours import Theme
from annotator.ui.combo import Combo
from annotator.ui.exchange.type_choice import Node, TypeChoice
from annotator.ui.panels.rows import FLOW, RowDelegate
from annotator.ui.panels.type_rows import explanation

NODE_ROLE = Qt.ItemDataRole.UserRole
TICK_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex
_SAID = {"all": "ticked", "some": "partly ticked", "none": "not ticked"}
_BOX = 15.0
_LEAST_WIDTH = 300
_DEEPER = 16


class NodesModel(QAbstractListModel):
    """Types, and what groups them, as rows that are ticked, partly ticked, or not."""

    def __init__(self, choice: TypeChoice, parent: Any = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._shown: tuple[Node, ...] = ()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        node = self._shown[index.row()]
        if role == NODE_ROLE:
            return node
        if role == TICK_ROLE:
            return self._choice.tick(node)
        if role == Qt.ItemDataRole.DisplayRole:
            return node.words
        if role == Qt.ItemDataRole.ToolTipRole and node.type is not None:
            return explanation(node.type)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{node.words}, {_SAID[self._choice.tick(node)]}"
        return None

    def show_nodes(self, nodes: Sequence[Node]) -> None:
        """Shows these rows."""
        self.beginResetModel()
        self._shown = tuple(nodes)
        self.endResetModel()

    def toggle(self, index: _Index) -> None:
        """Ticks a row, or unticks it; what stands above and below may change with it."""
        self._choice.toggle(self._shown[index.row()])
        self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1), [TICK_ROLE])


class TypePicker(ChooserPopup):
    """Ticks types. It stays open meanwhile."""

    ticked = Signal()
    """Something was ticked or unticked."""

    def __init__(self, choice: TypeChoice, parent: QWidget) -> None:
        super().__init__(
            "Search types", parent.fontMetrics().height() + 9, parent, width=_LEAST_WIDTH, foot_lines=1
        )
        self._choice = choice
        self.model = NodesModel(choice, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_NodeDelegate(self.view))
        self._rows_shown = 14

    def open_below(self, field: QRect) -> None:
        """Opens below its field (in screen coordinates), as wide as that."""
        self._wide = max(_LEAST_WIDTH, field.width())
        self.open_beside(field)

    def filter(self, wanted: str) -> None:
        """Shows the types that fit what was typed, without what groups them."""
        if not wanted.strip():
            self.model.show_nodes(self._choice.nodes)
            return
        rows = {
            node.type.id: Node(node.words, node.leaves, node.type) for node in self._choice.nodes if node.type
        }
        types = [node.type for node in rows.values() if node.type is not None]
        self.model.show_nodes([rows[type.id] for type in fitting(types, wanted)])

    def pick(self, index: QModelIndex) -> None:
        """Ticks a row or unticks it."""
        self.model.toggle(index)
        self.ticked.emit()
        self.line.selectAll()

    def describe(self, index: QModelIndex) -> str:
        """The keys."""
        return "Enter ticks, with what is below · Esc closes"


class TypeField(Combo):
    """Says in a line which types are exported, and opens the list of them."""

    types_changed = Signal()
    """Other types are ticked."""

    def __init__(self, choice: TypeChoice, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = choice
        self.picker: TypePicker | None = None
        self.setToolTip("Mentions of other types are left out, and what depends on them")
        self.addItem("")
        self._say()

    def showPopup(self) -> None:
        """Opens the list below the field."""
        if self.picker is None:
            self.picker = TypePicker(self.choice, self.window())
            self.picker.ticked.connect(self._on_ticked)
        self.picker.open_below(QRect(self.mapToGlobal(self.rect().topLeft()), self.size()))

    def hidePopup(self) -> None:
        """Closes the list."""
        if self.picker is not None:
            self.picker.hide()
        super().hidePopup()

    def _on_ticked(self) -> None:
        self._say()
        self.types_changed.emit()

    def _say(self) -> None:
        self.setItemText(0, self.choice.words())


class _NodeDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        node = index.data(NODE_ROLE)
        if not isinstance(node, Node):
            return
        inner = box.adjusted(11, 0, -10, 0)
        left, middle = inner.left() + max(0, node.depth - 1) * _DEEPER, inner.center().y()
        tick = QRectF(left, middle - _BOX / 2, _BOX, _BOX)
        state = index.data(TICK_ROLE)
        drawing.tick_box(painter, tick, theme, checked=state == "all")
        if state == "some":
            painter.fillRect(tick.adjusted(4, 6.5, -4, -6.5), QColor(theme.accent))
        left = tick.right() + 9
        if node.type is None:
            painter.setFont(self.strong)
        elif not node.type.abstract:
            mark = QRectF(left, middle - 6.5, 13, 13)
            drawing.type_mark(painter, mark, node.type.kind, node.type.colour, theme)
            left = mark.right() + 8
        painter.setPen(QColor(theme.ink))
        room = QRectF(left, inner.top(), inner.right() - left, inner.height())
        painter.drawText(room, FLOW, drawing.elided(painter, node.words, room.width()))
