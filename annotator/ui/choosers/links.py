"""The chooser of what a link between two mentions is to be: a role of an event, or a relation. Digits choose too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from annotator.ui import drawing
from annotator.ui.choosers.popup import ChooserPopup
from annotator.ui.colours import Theme
from annotator.ui.panels.rows import FLOW, RowDelegate

LINK_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex
_DIGITS = 9


class LinkListModel(QAbstractListModel):
    """Choices as rows: (number of the choice, kind, name)."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[int, str, str]] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many choices there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == LINK_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row[2]} ({row[1]})"
        return None

    def show_rows(self, rows: list[tuple[int, str, str]]) -> None:
        """Shows these choices."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


class LinkChooser(ChooserPopup):
    """Asks which role or relation a link is to be. Build it when it is first needed."""

    chosen = Signal(int)
    """The number, from 0, of the choice that was picked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Role or relation", parent.fontMetrics().height() + 11, parent, width=360)
        self._choices: list[tuple[int, str, str]] = []
        self.model = LinkListModel(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_LinkDelegate(self.view))

    def open(self, title: str, choices: Sequence[tuple[str, str]], place: QRect) -> None:
        """Opens beside ``place`` (screen) with choices of (kind, name), where kind is ``role`` or ``relation``."""
        self._choices = [(number, kind, name) for number, (kind, name) in enumerate(choices)]
        self.head.setText(title)
        self.head.setVisible(bool(title))
        self.open_beside(place)

    def filter(self, wanted: str) -> None:
        """Shows the choices that fit what was typed."""
        typed = wanted.casefold().split()
        self.model.show_rows(
            [row for row in self._choices if all(word in f"{row[2]} {row[1]}".casefold() for word in typed)]
        )

    def pick(self, index: QModelIndex) -> None:
        """Takes a choice and closes."""
        row = index.data(LINK_ROLE)
        if row is not None:
            self.close_with(lambda: self.chosen.emit(row[0]))

    def key(self, event: QKeyEvent) -> bool:
        """A digit picks the choice with that number."""
        if event.text() in tuple("123456789") and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            index = self.model.index(int(event.text()) - 1)
            if index.isValid():
                self.pick(index)
            return True
        return False


class _LinkDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        row = index.data(LINK_ROLE)
        if row is None:
            return
        inner = box.adjusted(10, 0, -12, 0)
        if index.row() < _DIGITS:
            drawing.key_cap(painter, inner.left() + 19, inner.center().y(), str(index.row() + 1), theme)
        painter.setFont(self.small)
        painter.setPen(QColor(theme.muted))
        width = painter.fontMetrics().horizontalAdvance(row[1])
        painter.drawText(QRectF(inner.right() - width, inner.top(), width + 1, inner.height()), FLOW, row[1])
        painter.setFont(self.font)
        painter.setPen(QColor(theme.ink))
        left = inner.left() + 29
        room = QRectF(left, inner.top(), inner.right() - width - 8 - left, inner.height())
        painter.drawText(room, FLOW, drawing.elided(painter, row[2], room.width()))
