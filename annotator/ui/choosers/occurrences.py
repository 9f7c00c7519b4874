"""The bar under the text that asks whether to tag all further places of a wording. It does nothing by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from annotator.ui import icons
from annotator.ui.colours import theme_of
from annotator.ui.style import GAP, SPACE

_SHOWN = 40


class OccurrencesBar(QWidget):
    """How many places a wording has, and what to do about them. Enter tags, Esc closes, F3 steps."""

    options_changed = Signal(bool, bool)
    """Whole words only, match case."""
    step_requested = Signal(int)
    """Show the next (1) or previous (-1) place."""
    tag_requested = Signal()
    """Tag them all."""
    closed = Signal()
    """Esc or the cross."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Tag all occurrences")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._place = QLabel(self)
        self._place.setForegroundRole(self._place.palette().ColorRole.PlaceholderText)
        self._previous, self._next, self._close = QToolButton(self), QToolButton(self), QToolButton(self)
        for button, words in (
            (self._previous, "Previous place (Shift+F3)"),
            (self._next, "Next place (F3)"),
            (self._close, "Close (Esc)"),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.whole_words = QCheckBox("Whole words", self)
        self.match_case = QCheckBox("Match case", self)
        self.tag = QPushButton("Tag all", self)
        self.tag.setDefault(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, GAP, SPACE, GAP)
        layout.setSpacing(SPACE)
        layout.addWidget(self._words)
        layout.addWidget(self._place)
        layout.addWidget(self._previous)
        layout.addWidget(self._next)
        layout.addStretch(1)
        layout.addWidget(self.whole_words)
        layout.addWidget(self.match_case)
        layout.addWidget(self.tag)
        layout.addWidget(self._close)
        self._previous.clicked.connect(lambda: self.step_requested.emit(-1))
        self._next.clicked.connect(lambda: self.step_requested.emit(1))
        self._close.clicked.connect(self.close_bar)
        self.tag.clicked.connect(self.tag_requested)
        self.whole_words.clicked.connect(self._on_options)
        self.match_case.clicked.connect(self._on_options)
        self._wording = self._type = ""
        self._dress()
        self.hide()

    def open(
        self, wording: str, type_name: str, *, whole_words: bool = True, match_case: bool = True
    ) -> None:
        """Opens for a wording and the name of the type, and takes the keyboard."""
        flat = " ".join(wording.split())
        self._wording = flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"
        self._type = type_name
        self.whole_words.setChecked(whole_words)
        self.match_case.setChecked(match_case)
        self.show_count(0)
        self.show()
        # Not to the button that tags: while nothing has been found it is disabled and would not take the keyboard.
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_count(self, count: int, place: int = 0) -> None:
        """Says how many places would be tagged, and which of them (from 1; 0: none) the text shows."""
        where = "place" if count == 1 else "places"
        words = f"Tag {count:,} more {where} of “{self._wording}” as {self._type}"
        self._words.setText(
            words if count else f"No further place of “{self._wording}” to tag as {self._type}"
        )
        self._place.setText(f"{place:,} of {count:,}" if place else "")
        self.tag.setText(f"Tag {count:,}" if count else "Tag all")
        for button in (self.tag, self._previous, self._next):
            button.setEnabled(count > 0)

    def close_bar(self) -> None:
        """Closes, and tells so."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter tags, Esc closes, F3 steps."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_bar()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.tag.isEnabled():
                self.tag_requested.emit()
        elif key in (Qt.Key.Key_F3, Qt.Key.Key_Down, Qt.Key.Key_Up):
            back = key == Qt.Key.Key_Up or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step_requested.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def _on_options(self) -> None:
        self.options_changed.emit(self.whole_words.isChecked(), self.match_case.isChecked())

    def changeEvent(self, event: object) -> None:
        """Follows the palette."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.PaletteChange:  # type: ignore[attr-defined]
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        for button, name in ((self._previous, "previous"), (self._next, "next"), (self._close, "close")):
            button.setIcon(icons.icon(name, theme))
