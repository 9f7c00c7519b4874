"""The panel of comments: threads of the article or of what is selected, and a line to begin one. It shows and asks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.panels.rows import MARGINS
from annotator.ui.review.thread_card import Entry, ThreadCard, ThreadFace
from annotator.ui.style import GAP, SPACE

_MOST = 40
"""So many threads are shown at most; the filters find the others."""

FILTERS = (("open", "Open"), ("all", "All"), ("selected", "Selected"))
"""Which threads can be shown: those that are not resolved, all, or those on the selected record."""


class CommentsPanel(QWidget):
    """Lists threads as cards."""

    said = Signal(str)
    """The words of a new thread on the selected record."""
    go_requested = Signal(object)
    """The :class:`Thread` whose record is to be shown."""
    replied = Signal(object, str)
    resolve_requested = Signal(object, str, bool)
    """A thread, words (perhaps none), and whether it is to be called resolved or opened again."""
    rewritten = Signal(object, str)
    withdrawn = Signal(object)
    filter_changed = Signal()
    left = Signal()
    """The keyboard is to go back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.filters: dict[str, QToolButton] = {}
        head = QHBoxLayout()
        head.setContentsMargins(*MARGINS)
        head.setSpacing(GAP)
        for id, words in FILTERS:
            button = QToolButton(self)
            button.setObjectName("segment")
            button.setText(words)
            button.setCheckable(True)
            button.setChecked(id == "open")
            button.clicked.connect(self.filter_changed)
            self._group.addButton(button)
            self.filters[id] = button
            head.addWidget(button)
        head.addStretch(1)
        self.entry = Entry("", "New comment", self)
        self.entry.sent.connect(self.said)
        self.entry.left.connect(self.left)
        writing = QHBoxLayout()
        writing.setContentsMargins(SPACE, 0, SPACE, SPACE)
        writing.addWidget(self.entry)
        self.nothing = QLabel(self)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setForegroundRole(self.nothing.palette().ColorRole.PlaceholderText)
        self.nothing.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        page = QWidget(self)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SPACE)
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE, 0, SPACE, SPACE)
        column.addLayout(self._cards)
        column.addWidget(self.nothing)
        column.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(writing)
        layout.addWidget(self._area, 1)
        self.setFocusProxy(self.entry)
        self.cards: list[ThreadCard] = []
        self._faces: tuple[ThreadFace, ...] = ()

    @property
    def filter(self) -> str:
        """Which threads are wished for: ``open``, ``all`` or ``selected``."""
        return next(id for id, button in self.filters.items() if button.isChecked())

    def show_target(self, words: str) -> None:
        """Says what a new thread would speak of; without words nothing is selected."""
        self.entry.setPlaceholderText(f"Comment on {words}…" if words else "Select a tag to comment on it")
        self.entry.setEnabled(bool(words))

    def show_threads(self, faces: Sequence[ThreadFace], empty: str) -> None:
        """Shows threads; ``empty`` is what stands there where there are none."""
        shown = tuple(faces[:_MOST])
        self.nothing.setText(
            empty if not faces else f"{len(faces) - _MOST} more: select a tag to see those on it."
        )
        self.nothing.setVisible(not faces or len(faces) > _MOST)
        if shown == self._faces:
            return
        self._faces = shown
        typed = {card.face.thread.first.id: card.entry.text() for card in self.cards if card.entry.text()}
        for card in self.cards:
            card.setParent(None)
            card.deleteLater()
        self.cards = [self._card(face, typed.get(face.thread.first.id, "")) for face in shown]
        chosen = next((card for card in self.cards if card.face.chosen), None)
        if chosen is not None:
            self._area.widget().layout().activate()  # type: ignore[union-attr]
            self._area.ensureWidgetVisible(chosen, 0, SPACE)

    def _card(self, face: ThreadFace, typed: str) -> ThreadCard:
        card, thread = ThreadCard(face, self), face.thread
        card.entry.setText(typed)
        card.go_requested.connect(lambda: self.go_requested.emit(thread))
        card.replied.connect(lambda text: self.replied.emit(thread, text))
        card.resolve_requested.connect(lambda text, on: self.resolve_requested.emit(thread, text, on))
        card.rewritten.connect(self.rewritten)
        card.withdrawn.connect(self.withdrawn)
        card.entry.left.connect(self.left)
        self._cards.addWidget(card)
        return card
