"""One thread of comments as a card: what it speaks of, who said what, and a line to reply. It shows and asks."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.annotations.records import Comment
from annotator.annotations.remarks import Thread
from annotator.ui import icons
from annotator.ui.colours import theme_of
from annotator.ui.style import GAP, RADIUS, SPACE, line, small, strong


class CommentFace(Struct, frozen=True):
    """A comment as it is shown: who wrote it, in which colour, and whether one may change it."""

    comment: Comment
    writer: str
    colour: str
    mine: bool = False


class ThreadFace(Struct, frozen=True):
    """A thread as it is shown: the type and words of what it speaks of, whose that is, and its comments."""

    thread: Thread
    type: str
    quote: str
    owner: str
    comments: tuple[CommentFace, ...]
    chosen: bool = False


class Entry(QLineEdit):
    """A line to write in; Enter sends what is not blank, Esc leaves."""

    sent = Signal(str)
    left = Signal()

    def __init__(self, hint: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setMaxLength(4000)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Esc leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def send(self) -> None:
        """Sends what stands there."""
        text = self.text().strip()
        if text:
            self.clear()
            self.sent.emit(text)


class _Tool(QToolButton):
    def __init__(self, icon: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setAutoRaise(True)
        self._wear()

    def _wear(self) -> None:
        # The application's: a style sheet makes this button's own ground transparent, which counts as black.
        self.setIcon(icons.icon(self._icon, theme_of(QApplication.palette())))

    def changeEvent(self, event: QEvent) -> None:
        """Draws the icon in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._wear()


class CommentView(QWidget):
    """One comment; one's own can be changed in place."""

    rewritten = Signal(str)
    withdrawn = Signal()

    def __init__(self, face: CommentFace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        comment = face.comment
        head = QHBoxLayout()
        head.setSpacing(GAP)
        writer = QLabel(face.writer, self)
        writer.setFont(strong(small(self.font())))
        tone = theme_of(self.palette()).tones(face.colour).ink
        writer.setStyleSheet(f"color: {tone}")
        head.addWidget(writer)
        when = QLabel(_when(comment.at), self)
        when.setFont(small(self.font()))
        when.setForegroundRole(when.palette().ColorRole.PlaceholderText)
        head.addWidget(when, 1)
        self._words = QLabel(comment.text or ("resolved" if comment.resolved else "opened again"), self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if not comment.text:
            self._words.setForegroundRole(self._words.palette().ColorRole.PlaceholderText)
        self.edit: QToolButton | None = None
        self.delete: QToolButton | None = None
        if face.mine:
            if comment.text:
                self.edit = _Tool("edit", "Change this comment", self)
                self.edit.clicked.connect(self._begin)
                head.addWidget(self.edit)
            self.delete = _Tool("delete", "Delete this comment", self)
            self.delete.clicked.connect(self.withdrawn)
            head.addWidget(self.delete)
        self.entry = Entry("", "Change the comment", self)
        self.entry.hide()
        self.entry.sent.connect(self._end)
        self.entry.left.connect(lambda: self._end(""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._words)
        layout.addWidget(self.entry)

    def _begin(self) -> None:
        self.entry.setText(self._words.text())
        self._words.hide()
        self.entry.show()
        self.entry.setFocus()

    def _end(self, text: str) -> None:
        self.entry.hide()
        self._words.show()
        if text and text != self._words.text():
            self.rewritten.emit(text)


class ThreadCard(QFrame):
    """A thread, with a line to reply and a button that calls it resolved or opens it again."""

    go_requested = Signal()
    replied = Signal(str)
    resolve_requested = Signal(str, bool)
    rewritten = Signal(object, str)
    withdrawn = Signal(object)

    def __init__(self, face: ThreadFace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = face
        self.go = QPushButton(_heading(face), self)
        self.go.setObjectName("thread")
        self.go.setCursor(Qt.CursorShape.PointingHandCursor)
        self.go.setFont(strong(self.font()))
        self.go.setToolTip(f"Go to {face.type} {face.quote} of {face.owner}")
        self.go.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.go.clicked.connect(self.go_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE + GAP, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP + 2)
        layout.addWidget(self.go)
        self.comments: list[CommentView] = []
        for each in face.comments:
            view = CommentView(each, self)
            view.rewritten.connect(lambda text, c=each.comment: self.rewritten.emit(c, text))
            view.withdrawn.connect(lambda c=each.comment: self.withdrawn.emit(c))
            layout.addWidget(view)
            self.comments.append(view)
        self.entry = Entry("Reply…", f"Reply about {face.quote}", self)
        self.entry.sent.connect(self.replied)
        resolved = face.thread.resolved
        self.resolve = QPushButton("Open again" if resolved else "Resolve", self)
        self.resolve.clicked.connect(self._on_resolve)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.entry, 1)
        foot.addWidget(self.resolve)
        layout.addLayout(foot)

    def _on_resolve(self) -> None:
        text = self.entry.text().strip()
        self.entry.clear()
        self.resolve_requested.emit(text, not self.face.thread.resolved)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A quiet frame; what is selected in the text has a bar at its left."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(line(theme)), 1))
        painter.setBrush(QColor(theme.page if not self.face.thread.resolved else theme.raised))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), RADIUS, RADIUS)
        if self.face.chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(2, SPACE, 3, self.height() - 2 * SPACE, 1.5, 1.5)
        painter.end()


def _heading(face: ThreadFace) -> str:
    quote = face.quote if len(face.quote) <= 40 else f"{face.quote[:38]}…”"
    resolved = "✓ " if face.thread.resolved else ""
    return f"{resolved}{face.type} {quote}".strip().replace("&", "&&")


def _when(at: str) -> str:
    """A time of a record in the clock of this place; today's without its day."""
    try:
        time = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return ""
    today = datetime.now().astimezone().date() == time.date()
    return f"{time:%H:%M}" if today else f"{time:%Y-%m-%d %H:%M}"
