"""The differences behind a number, one row each; Enter or a double click asks to go to the place in its article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from annotator.review.behind import Difference
from annotator.review.saying import apart
from annotator.ui import drawing
from annotator.ui.colours import Theme
from annotator.ui.panels.rows import FLOW, ListStack, RowDelegate, RowsView
from annotator.ui.review.words import classes_in_words
from annotator.ui.style import GAP, SPACE, strong

DIFFERENCE_ROLE = Qt.ItemDataRole.UserRole
VERSIONS_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex


class BehindModel(QAbstractListModel):
    """Differences in the order of articles and text. ``names`` is how annotators are called."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._found: Sequence[Difference] = ()
        self.names: Mapping[str, str] = {}

    def show_differences(self, found: Sequence[Difference]) -> None:
        """Lists others."""
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self._found):
            return None
        found = self._found[index.row()]
        if role == DIFFERENCE_ROLE:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return "   ↔   ".join(self.versions(found))
        if role == VERSIONS_ROLE:
            return self.versions(found)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{found.article}: {classes_in_words(found.classes)}\n{self.whole(found)}"
        return None

    def versions(self, found: Difference) -> tuple[str, str]:
        """What each of the two says beyond the other, with who says it."""
        told = apart(found.ones, found.others, found.classes)
        return self._called(found.one, told[0]), self._called(found.other, told[1])

    def whole(self, found: Difference) -> str:
        """All that both say, on a line each."""
        held = ((found.one, found.ones), (found.other, found.others))
        return "\n".join(self._called(name, "" if said is None else said.words()) for name, said in held)

    def _called(self, annotator: str, words: str) -> str:
        return f"{self.names.get(annotator, annotator)}: {words or 'not tagged'}"


class BehindList(QWidget):
    """The list with what it is of."""

    difference_requested = Signal(object)
    """A difference whose place somebody wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel(self)
        self.heading.setFont(strong(self.font()))
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.heading.setContentsMargins(SPACE, SPACE, SPACE, GAP)
        self.model = BehindModel(self)
        self.view = RowsView(self.fontMetrics().height() * 2 + 14, "Differences", self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Delegate(self.view))
        self._stack = ListStack(self.view, self)
        self._stack.add_state("unasked", "Choose a number to see the differences behind it.")
        self._stack.add_state("none", "No difference lies behind it.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self._stack, 1)
        self.view.activated_row.connect(self._on_activated)
        self.view.doubleClicked.connect(self._on_activated)
        self.setFocusProxy(self.view)
        self.forget()

    def forget(self) -> None:
        """Nothing was asked for yet."""
        self.heading.hide()
        self.model.show_differences(())
        self._stack.show_state("unasked")

    def show_differences(self, words: str, found: Sequence[Difference]) -> None:
        """Lists what lies behind a number that is called so."""
        count = f"{len(found):,} difference{'s' if len(found) != 1 else ''}"
        self.heading.setText(f"{words}: {count}" if words else count)
        self.heading.show()
        self.model.show_differences(found)
        self.view.scrollToTop()
        self._stack.show_state("" if found else "none")

    def _on_activated(self, index: QModelIndex) -> None:
        found = index.data(DIFFERENCE_ROLE)
        if isinstance(found, Difference):
            self.difference_requested.emit(found)


class _Delegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        found = index.data(DIFFERENCE_ROLE)
        if not isinstance(found, Difference):
            return
        inner = box.adjusted(SPACE, GAP, -SPACE, -GAP)
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        painter.setPen(QColor(theme.ink))
        half = (upper.width() - SPACE) / 2
        for side, words in enumerate(index.data(VERSIONS_ROLE)):
            room = QRectF(upper.left() + side * (half + SPACE), upper.top(), half, upper.height())
            painter.drawText(room, FLOW, drawing.elided(painter, words, half))
        painter.setFont(self.small)
        painter.setPen(QColor(theme.muted))
        lower = upper.translated(0, upper.height())
        told = f"{classes_in_words(found.classes)}  ·  {found.article}"
        painter.drawText(lower, FLOW, drawing.elided(painter, told, lower.width()))
