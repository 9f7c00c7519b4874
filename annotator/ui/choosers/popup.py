"""What all choosers that pop up share: a line to type into, a list below it, a few words at the foot.

Letters are text here. Arrows move, Enter picks, Esc and a click elsewhere close. Knows nothing of what is chosen.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.ui.panels.rows import RowsView
from annotator.ui.style import GAP, SPACE, small

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ChooserPopup(QFrame):
    """A popup with type-ahead. Subclasses give the list a model and say what picking means."""

    closed = Signal()
    """It was closed, whether something was picked or not; told after what was picked."""

    def __init__(
        self, title: str, row_height: int, parent: QWidget, *, width: int, foot_lines: int = 0
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAccessibleName(title)
        self._wide, self._rows_shown = width, 12
        self._is_telling = False
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(title)
        self.line.setAccessibleName(title)
        self.line.installEventFilter(self)
        self.head = QLabel(self)
        self.head.setFont(small(self.font()))
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setForegroundRole(self.head.palette().ColorRole.PlaceholderText)
        self.head.hide()
        self.view = RowsView(row_height, title, self)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMinimumHeight(row_height)
        self.foot = QLabel(self)
        self.foot.setWordWrap(True)
        self.foot.setTextFormat(Qt.TextFormat.PlainText)
        self.foot.setFont(small(self.font()))
        self.foot.setForegroundRole(self.foot.palette().ColorRole.PlaceholderText)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.foot.setFixedHeight(foot_lines * self.foot.fontMetrics().lineSpacing() + GAP)
        self.foot.setVisible(foot_lines > 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP + 2)
        for widget in (self.head, self.line, self.view, self.foot):
            layout.addWidget(widget, 1 if widget is self.view else 0)
        self.view.clicked.connect(self.click)
        self.line.textChanged.connect(self._on_typed)

    # -- for subclasses --------------------------------------------------------------------------------------

    def filter(self, wanted: str) -> None:
        """Shows what fits the words that were typed."""
        raise NotImplementedError

    def pick(self, index: QModelIndex) -> None:
        """Takes a row."""
        raise NotImplementedError

    def click(self, index: QModelIndex) -> None:
        """Takes a row that was clicked."""
        self.pick(index)

    def describe(self, index: QModelIndex) -> str:
        """What the foot says of a row."""
        return ""

    def key(self, event: QKeyEvent) -> bool:
        """A key before the line gets it; True where that is all."""
        return False

    # -- opening ---------------------------------------------------------------------------------------------

    def open_beside(self, place: QRect) -> None:
        """Opens below ``place`` (in screen coordinates), or above it where there is more room."""
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self.filter("")
        rows = max(1, min(self._rows_shown, self.view.model().rowCount()))
        self.ensurePolished()
        layout = self.layout()
        assert layout is not None
        height = rows * self.view.verticalHeader().defaultSectionSize() + 2 * SPACE + 4
        for widget in (self.head, self.line, self.foot):
            if not widget.isHidden():
                height += max(widget.sizeHint().height(), widget.minimumHeight()) + layout.spacing()
        layout.activate()
        height = max(height, self.minimumSizeHint().height())
        screen = self.screen().availableGeometry()
        below, above = screen.bottom() - place.bottom() - 6, place.top() - screen.top() - 6
        if below >= height or below >= above:
            height = min(height, below)
            y = place.bottom() + 5
        else:
            height = min(height, above)
            y = place.top() - 5 - height
        x = max(screen.left() + 4, min(place.left(), screen.right() - self._wide - 4))
        self.setGeometry(QRect(x, y, self._wide, height))
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self._select_first()

    def close_with(self, tell: Callable[[], None]) -> None:
        """Closes, has what was picked told, and only then tells that it is closed.

        Whoever hears ``closed`` may then drop what the choice was for.
        """
        self._is_telling = True
        self.hide()
        self._is_telling = False
        tell()
        self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tells that it is closed."""
        super().hideEvent(event)
        if not self._is_telling:
            self.closed.emit()

    def _on_typed(self, wanted: str) -> None:
        self.filter(wanted)
        self._select_first()

    def _select_first(self) -> None:
        self._go(self.view.model().index(0, 0))

    def _go(self, index: QModelIndex) -> None:
        self.view.show_row(index)
        self.foot.setText(self.describe(index) if index.isValid() else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sends the keys that move and pick from the line to the list."""
        if watched is not self.line or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if self.key(event):
            return True
        if event.key() in _MOVES:
            self._step(event.key())
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.view.currentIndex().isValid():
                self.pick(self.view.currentIndex())
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return True
        return super().eventFilter(watched, event)

    def _step(self, key: int) -> None:
        count = self.view.model().rowCount()
        if not count:
            return
        page = max(1, self.view.viewport().height() // self.view.verticalHeader().defaultSectionSize() - 1)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page}.get(Qt.Key(key), page)
        place = self.view.currentIndex().row() + step
        if abs(step) == 1:
            place %= count
        self._go(self.view.model().index(max(0, min(count - 1, place)), 0))
