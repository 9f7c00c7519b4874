"""A list of rows of one height that stays instant with a hundred thousand of them, and what stands there when empty.

A QListView or QTreeView asks its model for every row whenever one is added; a QTableView of fixed heights does not.
Knows nothing of what the rows mean.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import drawing
from annotator.ui.colours import LIGHT, Theme, theme_of
from annotator.ui.style import GAP, ROOM, SPACE, small, strong


class RowsView(QTableView):
    """One column of rows of equal height, chosen by click, arrows and Enter."""

    chosen = Signal(QModelIndex)
    """A row was clicked, entered, or reached with the arrows."""
    activated_row = Signal(QModelIndex)
    """Enter was pressed on a row."""

    def __init__(self, row_height: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        heights = self.verticalHeader()
        heights.hide()
        heights.setMinimumSectionSize(1)
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heights.setDefaultSectionSize(row_height)
        self._showing = False
        self.clicked.connect(self.chosen)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Shows a model; its rows are chosen as soon as they become current by hand."""
        super().setModel(model)
        if model is not None:
            self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_row(self, index: QModelIndex) -> None:
        """Makes a row current (none where the index is invalid) and visible, without choosing it."""
        if index == self.currentIndex() and index.isValid():
            return
        self._showing = True
        try:
            if index.isValid():
                self.setCurrentIndex(index)
                self.scrollTo(index)
            else:
                self.selectionModel().clear()
        finally:
            self._showing = False

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and self.hasFocus() and not (self._showing or self._pressed()):
            self.chosen.emit(current)

    def _pressed(self) -> bool:
        return self.state() != QAbstractItemView.State.NoState or bool(_mouse_buttons())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter activates, Home and End go to the ends; letters are left to the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated_row.emit(self.currentIndex())
            return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            model = self.model()
            self.setCurrentIndex(
                model.index(0 if event.key() == Qt.Key.Key_Home else model.rowCount() - 1, 0)
            )
            return
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
        )
        if plain and event.text().strip() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)


def _mouse_buttons() -> int:
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.mouseButtons().value


_SELECTED = QStyle.StateFlag.State_Selected.value
_HOVERED = QStyle.StateFlag.State_MouseOver.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_MARKED = _SELECTED | _HOVERED
FLOW = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
"""Text at the left, in the middle of its line."""


class RowDelegate(QStyledItemDelegate):
    """Paints the ground of a row, and leaves the rest to :meth:`paint_row`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dress = (QFont(), 0)
        self.theme = LIGHT
        self.font = self.small = self.strong = self.heading = QFont()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paints one row."""
        # Fonts and theme are kept from row to row: to make them anew costs more than to draw the row.
        dress = (option.font, option.palette.cacheKey())
        if dress != self._dress:
            self._dress = (QFont(option.font), dress[1])
            self.theme = theme_of(option.palette)
            self.font = QFont(option.font)
            self.small, self.strong = small(self.font), strong(self.font)
            self.heading = strong(self.font, 0.87)
        box = QRectF(option.rect)
        state = option.state.value
        painter.save()
        painter.setFont(self.font)
        if state & _MARKED and self.selectable(index):
            drawing.row_ground(
                painter,
                box,
                self.theme,
                current=bool(state & _SELECTED),
                hovered=bool(state & _HOVERED),
                focused=bool(state & _FOCUSED),
            )
        assert isinstance(index, QModelIndex)
        self.paint_row(painter, box, index, self.theme)
        painter.restore()

    def selectable(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the row can be current; headings cannot."""
        return bool(index.flags() & Qt.ItemFlag.ItemIsSelectable)

    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        """Paints what a row says, into ``box``."""
        raise NotImplementedError


class EmptyState(QWidget):
    """What stands where a list has nothing to show: a sentence or two, and perhaps what to do."""

    requested = Signal()
    """The button was pressed."""

    def __init__(self, words: str, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(ROOM * 2, ROOM, ROOM * 2, ROOM)
        layout.setSpacing(ROOM)
        layout.addStretch(2)
        self._label = QLabel(words, self)
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setForegroundRole(self._label.palette().ColorRole.PlaceholderText)
        layout.addWidget(self._label)
        if button:
            pressed = QPushButton(button, self)
            pressed.clicked.connect(self.requested)
            layout.addWidget(pressed, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(3)

    @property
    def words(self) -> str:
        """The sentence that stands there."""
        return self._label.text()

    def say(self, words: str) -> None:
        """Changes the sentence."""
        self._label.setText(words)


class ListStack(QStackedWidget):
    """A list, or the empty state that takes its place."""

    def __init__(self, view: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._states: dict[str, EmptyState] = {}
        self.addWidget(view)

    def add_state(self, name: str, words: str, button: str = "") -> EmptyState:
        """Adds an empty state under a name."""
        state = EmptyState(words, button, self)
        self._states[name] = state
        self.addWidget(state)
        return state

    def show_state(self, name: str = "") -> None:
        """Shows an empty state, or the list where no name is given."""
        self.setCurrentWidget(self._states[name] if name else self._view)

    @property
    def state(self) -> str:
        """The empty state that is shown; empty for the list."""
        here = self.currentWidget()
        return next((name for name, state in self._states.items() if state is here), "")


MARGINS = (SPACE, SPACE, SPACE, GAP)
"""Left, top, right, bottom around what stands above a list."""
