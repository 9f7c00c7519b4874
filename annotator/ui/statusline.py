"""The status bar: what a click would do, whose sheet is open, what kind of file, and whether all is on disk."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QToolButton, QWidget

from annotator.sidecars.states import NotSaved, Saved, Saving
from annotator.ui.style import SPACE

_SAID_MS = 6000


class Elided(QWidget):
    """A line of text that is shortened with an ellipsis where there is no room, and never forces room.

    Unlike with a label of Qt, another text has nothing laid out anew: this one changes with every move of the hands.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Shows another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        """As high as a line; its width is what is left."""
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws as much of the text as fits."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class _SteadyButton(QToolButton):
    """A button that has room for each of its texts, so that a change between them moves nothing."""

    def __init__(self, texts: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        self._fit()

    def _fit(self) -> None:
        held, hints = self.text(), []
        for text in self._texts:
            self.setText(text)
            hints.append(self.sizeHint())
        self.setText(held)
        # Qt asks nobody for a new layout on behalf of a widget whose size is fixed.
        self.setFixedSize(max(hint.width() for hint in hints), max(hint.height() for hint in hints))

    def changeEvent(self, event: QEvent) -> None:
        """Fits another font or style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()


class StatusLine(QStatusBar):
    """Tells what hands would do, and the state of the file."""

    problems_requested = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(SPACE, 0, 0, 0)
        self._hint = ""
        self._words = Elided(self)
        self._words.setObjectName("hint")
        self.addWidget(self._words, 1)
        self._file = QLabel(self)
        self._file.setObjectName("file")
        self._file.setContentsMargins(SPACE, 0, SPACE, 0)
        self._problems = QToolButton(self)
        self._problems.setObjectName("problems")
        self._problems.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._problems.clicked.connect(self.problems_requested)
        self._saving = _SteadyButton(("saving…", "saved", "not saved"), self)
        self._saving.setObjectName("saving")
        self._saving.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._saving.clicked.connect(self.save_requested)
        # A button without text is lower. With its first text the line would grow, and the whole window be laid out
        # and painted anew, at the first tag of all moments: so both have one always, seen or not.
        self._problems.setText("1 error")
        self._saving.setText("saved")
        for widget in (self._problems, self._file, self._saving):
            self.addPermanentWidget(widget)
            widget.hide()
        self._said = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._said.timeout.connect(lambda: self._words.set_text(self._hint))

    def hint(self, words: str) -> None:
        """Shows what a click or key would do, unless something was just said."""
        self._hint = words
        if not self._said.isActive():
            self._words.set_text(words)

    def say(self, words: str) -> None:
        """Says something for a few seconds."""
        self._words.set_text(words)
        self._said.start()

    def hush(self) -> None:
        """Goes back to the hint at once."""
        if self._said.isActive():
            self._said.stop()
            self._words.set_text(self._hint)

    @property
    def words(self) -> str:
        """What is said or hinted now."""
        return self._words.text

    def show_file(self, words: str, tip: str = "") -> None:
        """Shows what kind of file the article is; an empty text hides it."""
        self._file.setText(words)
        self._file.setToolTip(tip)
        self._file.setVisible(bool(words))

    def show_problems(self, errors: int, warnings: int) -> None:
        """Shows how many problems there are."""
        parts = []
        if errors:
            parts.append(f"{errors} error{'s' if errors > 1 else ''}")
        if warnings:
            parts.append(f"{warnings} warning{'s' if warnings > 1 else ''}")
        if parts:
            self._problems.setText(", ".join(parts))
        self._problems.setVisible(bool(parts))

    def show_saving(self, state: Saving | Saved | NotSaved | None) -> None:
        """Shows whether the sheet is on disk; None for a sheet that cannot be changed or has not been."""
        match state:
            case Saving():
                text, tip = "saving…", "Being written"
            case Saved():
                text, tip = "saved", f"On disk since {state.at.astimezone():%H:%M:%S}"
            case NotSaved():
                text, tip = "not saved", f"Not saved: {state.reason}. Your tags are kept; click to try again"
            case _:
                text, tip = "", ""
        if text:
            self._saving.setText(text)
        self._saving.setToolTip(tip)
        self._saving.setVisible(bool(text))

    @property
    def saving_words(self) -> str:
        """What is said of saving."""
        return "" if self._saving.isHidden() else self._saving.text()
