"""Calm bars above the text: why nothing can be changed, what a merge found, why nothing is saved; with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import icons
from annotator.ui.colours import Theme, theme_of
from annotator.ui.style import GAP, ROOM, SPACE, danger, line, tinted

Level: TypeAlias = Literal["info", "caution", "danger"]

_LEAST_WORDS = 160
"""Pixels that the words of a bar have at least, where actions stand beside them."""

_ICONS = {"info": "info", "caution": "warning", "danger": "error"}


def _colour(level: Level, theme: Theme) -> str:
    return {"info": theme.accent, "caution": theme.caution, "danger": danger(theme)}[level]


def _as_high_as_wide(across: QSizePolicy.Policy) -> QSizePolicy:
    """No higher than the words need in the width there is."""
    policy = QSizePolicy(across, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


class Banners(QWidget):
    """At most one bar for each thing there is to say, the newest below."""

    action_requested = Signal(str, str)
    """The key of the bar and the id of the action that was chosen."""
    dismissed = Signal(str)
    """The key of a bar that was closed by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: dict[str, _Bar] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setSizePolicy(_as_high_as_wide(QSizePolicy.Policy.Preferred))
        self.hide()

    def say(
        self,
        key: str,
        words: str,
        level: Level = "info",
        actions: Sequence[tuple[str, str]] = (),
        *,
        closable: bool = True,
    ) -> None:
        """Shows (or changes) the bar ``key``: what it says, how grave that is, and actions of (id, text)."""
        state = (words, level, tuple(actions), closable)
        bar = self._bars.get(key)
        if bar is not None and bar.state == state:
            return
        if bar is not None:
            self._take(key)
        bar = _Bar(state, self)
        bar.chosen.connect(lambda action: self.action_requested.emit(key, action))
        bar.closed.connect(lambda: self._on_closed(key))
        self._bars[key] = bar
        self._layout.addWidget(bar)
        bar.show()
        self.show()

    def clear(self, key: str = "") -> None:
        """Takes one bar away, or all."""
        for one in [key] if key else list(self._bars):
            self._take(one)

    def keys(self) -> tuple[str, ...]:
        """The keys of the bars that are shown."""
        return tuple(self._bars)

    def words(self, key: str) -> str:
        """What a bar says; empty where there is none."""
        bar = self._bars.get(key)
        return bar.state[0] if bar is not None else ""

    def _on_closed(self, key: str) -> None:
        self._take(key)
        self.dismissed.emit(key)

    def _take(self, key: str) -> None:
        bar = self._bars.pop(key, None)
        if bar is not None:
            self._layout.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.setVisible(bool(self._bars))


class _Bar(QWidget):
    chosen = Signal(str)
    closed = Signal()

    def __init__(self, state: tuple[str, Level, tuple[tuple[str, str], ...], bool], parent: QWidget) -> None:
        super().__init__(parent)
        self.state = state
        words, _, actions, closable = state
        self.setAccessibleName(words)
        self.setSizePolicy(_as_high_as_wide(QSizePolicy.Policy.Preferred))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(ROOM + 24, GAP + 1, SPACE, GAP + 2)
        self._grid.setSpacing(SPACE)
        self._grid.setColumnStretch(0, 1)
        label = QLabel(words, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setMinimumWidth(_LEAST_WORDS // 2)
        label.setSizePolicy(_as_high_as_wide(QSizePolicy.Policy.Expanding))
        self._grid.addWidget(label, 0, 0)
        self._actions = QWidget(self)
        row = QHBoxLayout(self._actions)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for id, text in actions:
            button = QPushButton(text, self._actions)
            button.clicked.connect(lambda _=False, id=id: self.chosen.emit(id))
            row.addWidget(button)
        row.addStretch(1)
        self._actions.setVisible(bool(actions))
        self._below: bool | None = None
        self._place_actions()
        if closable:
            cross = QToolButton(self)
            cross.setIcon(icons.icon("close", theme_of(self.palette())))
            cross.setToolTip("Close")
            cross.setAccessibleName("Close this message")
            cross.clicked.connect(self.closed)
            self._grid.addWidget(cross, 0, 2, Qt.AlignmentFlag.AlignTop)

    def _place_actions(self) -> None:
        """The actions stand beside the words, or below them where these would be squeezed."""
        margins = self._grid.contentsMargins()
        beside = (
            self.width()
            - margins.left()
            - margins.right()
            - self._actions.sizeHint().width()
            - 3 * SPACE
            - 24
        )
        below = beside < _LEAST_WORDS
        if below != self._below:
            self._below = below
            self._grid.removeWidget(self._actions)
            if below:
                self._grid.addWidget(self._actions, 1, 0, 1, 3)
            else:
                self._grid.addWidget(self._actions, 0, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_actions()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        colour = _colour(self.state[1], theme)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tinted(theme, colour, 0.16 if theme.dark else 0.1)))
        painter.fillRect(0, 0, 3, self.height(), QColor(colour))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(line(theme)))
        sign = QRectF(ROOM + 1, self.height() / 2 - 8, 16, 16)
        icons.draw(painter, _ICONS[self.state[1]], sign, colour, 1.5)
        painter.end()
