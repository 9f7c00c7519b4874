"""What the dialogs of export and import are laid out with: fields under their labels, outlines, choices beside a preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.colours import theme_of
from annotator.ui.style import GAP, ROOM, line

_NARROW = 720
"""Pixels of width below which the preview stands under the choices."""

_CHOICES = 380
"""Pixels of width that the choices have at first."""


class Framed(QFrame):
    """A quiet outline around a view, as fields have one."""

    def __init__(self, view: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("well")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(view)
        self._view = view
        view.installEventFilter(self)
        self._dress()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """The outline shows where the keyboard is."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._dress(focused=event.type() == QEvent.Type.FocusIn)
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Follows the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_view"):
            self._dress(focused=self._view.hasFocus())

    def _dress(self, *, focused: bool = False) -> None:
        theme = theme_of(self.palette())
        rim = theme.accent if focused else line(theme)
        wanted = f"QFrame#well {{ border: 1px solid {rim}; background: {theme.page}; }}"
        if self.styleSheet() != wanted:
            self.setStyleSheet(wanted)


# -- the page of choices -------------------------------------------------------------------------------------


class Choices(QSplitter):
    """Choices at the left and a preview at the right, or below where there is no room."""

    def __init__(self, left: QWidget, right: QWidget, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self._scroll = scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(left)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumSize(280, 200)
        right.setMinimumSize(240, 140)
        self.addWidget(scroll)
        self.addWidget(right)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setSizes([_CHOICES, 600])

    def reveal(self, widget: QWidget) -> None:
        """Scrolls to one of the choices, once it has its place."""
        QTimer.singleShot(0, widget, lambda: self._scroll.ensureWidgetVisible(widget, 0, ROOM))

    def resizeEvent(self, event: Any) -> None:
        """Beside each other while there is room."""
        narrow = self.width() < _NARROW
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.orientation() != wanted:
            self.setOrientation(wanted)
            self.setSizes([self.height() * 3 // 5, self.height() * 2 // 5] if narrow else [_CHOICES, 600])
        super().resizeEvent(event)


class Column(QVBoxLayout):
    """Fields below each other, each under its label."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        self.setSpacing(GAP)

    def field(self, words: str, *widgets: QWidget) -> QLabel:
        """A label and what it is for, side by side where there are several; the first takes the room."""
        if self.count():
            self.addSpacing(GAP + 2)
        label = QLabel(words, self.parentWidget())
        label.setBuddy(widgets[0])
        if not widgets[0].accessibleName():
            widgets[0].setAccessibleName(words)
        self.addWidget(label)
        if len(widgets) == 1:
            self.addWidget(widgets[0])
        else:
            row = QHBoxLayout()
            row.setSpacing(GAP + 2)
            for at, widget in enumerate(widgets):
                row.addWidget(widget, 0 if at else 1)
            self.addLayout(row)
        return label

    def words(self) -> QLabel:
        """A label for weaker words that may wrap."""
        label = QLabel(self.parentWidget())
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
        label.setMinimumWidth(60)
        self.addWidget(label)
        return label


def under_label(words: str, widget: QWidget, parent: QWidget) -> QWidget:
    """A widget with a label above it, as one: to stand beside others, and to be shown and hidden with its label."""
    made = QWidget(parent)
    label = QLabel(words, made)
    label.setBuddy(widget)
    if not widget.accessibleName():
        widget.setAccessibleName(words)
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    layout.addWidget(label)
    layout.addWidget(widget)
    return made


def button(words: str, parent: QWidget, pressed: Callable[[], object]) -> QPushButton:
    """A button that Enter in a field does not press."""
    made = QPushButton(words, parent)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: pressed())
    return made


def path_field(name: str, parent: QWidget) -> QLineEdit:
    """A field for a path."""
    made = QLineEdit(parent)
    made.setAccessibleName(name)
    made.setMinimumWidth(80)
    return made


def code_view(name: str, parent: QWidget) -> QPlainTextEdit:
    """A view of a file's beginning."""
    made = QPlainTextEdit(parent)
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setTabChangesFocus(True)
    made.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
