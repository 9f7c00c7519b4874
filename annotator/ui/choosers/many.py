"""The chooser of several values of an attribute. It stays open while values are checked. Build it when first needed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from annotator.tagsets.definitions import Attribute, AttributeValue
from annotator.ui import drawing
from annotator.ui.choosers.popup import ChooserPopup
from annotator.ui.colours import Theme
from annotator.ui.panels.rows import FLOW, RowDelegate

_Index = QModelIndex | QPersistentModelIndex


class ValuesModel(QAbstractListModel):
    """Values of an attribute as rows that are checked or not."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._values: list[AttributeValue] = []
        self._checked: set[str] = set()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many values there are."""
        return 0 if parent.isValid() else len(self._values)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        value = self.value(index)
        if value is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return value.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return value.description or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{value.name}, {'checked' if self.is_checked(value.id) else 'not checked'}"
        return None

    def value(self, index: _Index) -> AttributeValue | None:
        """The value of a row."""
        return self._values[index.row()] if index.isValid() and index.row() < len(self._values) else None

    def is_checked(self, id: str) -> bool:
        """Whether a value is checked."""
        return id in self._checked

    def show_values(self, values: list[AttributeValue]) -> None:
        """Shows these values."""
        self.beginResetModel()
        self._values = values
        self.endResetModel()

    def check(self, checked: set[str]) -> None:
        """Takes which values are checked."""
        self._checked = checked
        if self._values:
            self.dataChanged.emit(self.index(0), self.index(len(self._values) - 1))


class ManyChooser(ChooserPopup):
    """A list of values to check, with type-ahead. Enter or a click checks, Esc closes."""

    toggled = Signal(str, bool)
    """A value's id, and whether it is checked now."""

    def __init__(self, attribute: Attribute, parent: QWidget) -> None:
        height = parent.fontMetrics().height() + 9
        super().__init__(f"Search {attribute.name.lower()}", height, parent, width=270, foot_lines=2)
        self._attribute = attribute
        self.model = ValuesModel(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_ValueDelegate(self.view))

    def open(self, checked: tuple[str, ...], place: QRect) -> None:
        """Opens beside ``place`` (screen) with these values checked."""
        self.model.check(set(checked))
        self.open_beside(place)

    def check(self, checked: tuple[str, ...]) -> None:
        """Takes which values are checked."""
        self.model.check(set(checked))

    def filter(self, wanted: str) -> None:
        """Shows the values that fit what was typed, those that begin so first."""
        words = wanted.casefold().split()
        fits = [v for v in self._attribute.values if all(w in f"{v.name} {v.id}".casefold() for w in words)]
        fits.sort(key=lambda v: bool(words) and not v.name.casefold().startswith(words[0]))
        self.model.show_values(fits)

    def pick(self, index: QModelIndex) -> None:
        """Checks a value, or no longer; the list stays open."""
        value = self.model.value(index)
        if value is None:
            return
        on = not self.model.is_checked(value.id)
        self.toggled.emit(value.id, on)
        self.line.selectAll()

    def describe(self, index: QModelIndex) -> str:
        """The value's description, or the keys."""
        value = self.model.value(index)
        return (value.description if value else "") or "Enter checks · Esc closes"


class _ValueDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        model = index.model()
        value = model.value(index) if isinstance(model, ValuesModel) else None
        if value is None or not isinstance(model, ValuesModel):
            return
        inner = box.adjusted(11, 0, -11, 0)
        tick = QRectF(inner.left(), inner.center().y() - 7, 14, 14)
        drawing.tick_box(painter, tick, theme, checked=model.is_checked(value.id))
        painter.setPen(QColor(theme.ink))
        room = QRectF(tick.right() + 9, inner.top(), inner.right() - tick.right() - 9, inner.height())
        painter.drawText(room, FLOW, drawing.elided(painter, value.name, room.width()))
