"""The chooser of a type: type-ahead over the tagset, the likeliest types first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from annotator.tagsets.definitions import TypeDef
from annotator.tagsets.model import Tagset
from annotator.ui import drawing
from annotator.ui.choosers.popup import ChooserPopup
from annotator.ui.colours import Theme
from annotator.ui.panels.rows import FLOW, RowDelegate
from annotator.ui.panels.type_rows import key_words

TYPE_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex
_LEAST_DESCRIBED = 3
"""Letters that must be typed before descriptions are searched too."""
_MOST_FOOT = 190
"""Letters of a description that four lines hold."""


def fitting(types: Sequence[TypeDef], wanted: str) -> list[TypeDef]:
    """The types that fit what was typed: names that begin so, then words that do, then anything that has it."""
    typed = wanted.casefold().strip()
    if not typed:
        return list(types)
    graded = []
    for place, type in enumerate(types):
        name = type.name.casefold()
        names = (name, type.id.casefold(), type.label.casefold())
        if any(words.startswith(typed) for words in names):
            grade = 0
        elif any(word.startswith(typed) for word in name.replace("-", " ").split()):
            grade = 1
        elif any(typed in words for words in names):
            grade = 2
        elif len(typed) >= _LEAST_DESCRIBED and all(
            any(
                word.startswith(part)
                for word in f"{type.description} {' '.join(type.examples)}".casefold().split()
            )
            for part in typed.split()
        ):
            grade = 3
        else:
            continue
        graded.append((grade, place, type))
    return [type for _, _, type in sorted(graded, key=lambda entry: entry[:2])]


class TypeListModel(QAbstractListModel):
    """Types as rows."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._types: list[TypeDef] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many types there are."""
        return 0 if parent.isValid() else len(self._types)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self._types):
            return None
        type = self._types[index.row()]
        if role == TYPE_ROLE:
            return type
        if role == Qt.ItemDataRole.DisplayRole:
            return type.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{type.name}, {type.description}"
        return None

    def show_types(self, types: list[TypeDef]) -> None:
        """Shows these types."""
        self.beginResetModel()
        self._types = types
        self.endResetModel()


class TypeChooser(ChooserPopup):
    """Asks for a type. Build it when it is first needed."""

    chosen = Signal(str)
    """The id of the type that was picked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            "Type a name",
            parent.fontMetrics().height() + 9,
            parent,
            width=330,
            foot_lines=4,
        )
        self._types: list[TypeDef] = []
        self.model = TypeListModel(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_TypeDelegate(self.view))

    def open(self, tagset: Tagset, ranked: Sequence[str], place: QRect, title: str = "") -> None:
        """Opens beside ``place`` (in screen coordinates) with the types ``ranked`` (ids), the likeliest first."""
        self._types = [type for id in ranked if (type := tagset.type(id)) is not None and not type.abstract]
        self.head.setText(title)
        self.head.setVisible(bool(title))
        self.open_beside(place)

    def filter(self, wanted: str) -> None:
        """Shows the types that fit what was typed."""
        self.model.show_types(fitting(self._types, wanted))

    def pick(self, index: QModelIndex) -> None:
        """Takes a type and closes."""
        type = index.data(TYPE_ROLE)
        if type is not None:
            self.close_with(lambda: self.chosen.emit(type.id))

    def describe(self, index: QModelIndex) -> str:
        """Description and guideline of a type."""
        type = index.data(TYPE_ROLE)
        if type is None:
            return ""
        words = f"{type.description} {type.guideline}".strip()
        return words if len(words) <= _MOST_FOOT else words[: _MOST_FOOT - 1].rpartition(" ")[0] + " …"


class _TypeDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        type = index.data(TYPE_ROLE)
        if type is None:
            return
        inner = box.adjusted(11, 0, -10, 0)
        middle = inner.center().y()
        drawing.type_mark(painter, QRectF(inner.left(), middle - 6.5, 13, 13), type.kind, type.colour, theme)
        right = inner.right()
        if key := key_words(type):
            right = drawing.key_cap(painter, right, middle, key, theme) - 8
        painter.setPen(QColor(theme.ink))
        left = inner.left() + 21
        painter.drawText(QRectF(left, inner.top(), right - left, inner.height()), FLOW, type.name)
        left += painter.fontMetrics().horizontalAdvance(type.name) + 9
        if type.label and type.label.casefold() != type.name.casefold():
            painter.setFont(self.small)
            painter.setPen(QColor(theme.muted))
            room = QRectF(left, inner.top(), right - left, inner.height())
            painter.drawText(room, FLOW, drawing.elided(painter, type.label, room.width()))
