"""What the card shows where nothing is selected: the article itself, its status, facts and attributes."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.annotations.records import ArticleLabel
from annotator.session import Session
from annotator.ui import drawing
from annotator.ui.colours import theme_of
from annotator.ui.panels.article_rows import STATUS_WORDS
from annotator.ui.panels.card_values import breakable
from annotator.ui.panels.fields import Fields
from annotator.ui.style import GAP, ROOM, SPACE, small, strong

_NEWLINES = {"lf": "LF", "crlf": "CRLF", "cr": "CR", "mixed": "mixed", "none": "none"}


class ArticleFacts(NamedTuple):
    """What the card says of an article beside what its session knows: title, and whose sheet is shown."""

    title: str = ""
    owner: str = ""


class StatusMark(QWidget):
    """The status of an article, by shape and colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = "untouched"
        self.setFixedSize(16, 16)

    def show_status(self, status: str) -> None:
        """Shows a status."""
        if status != self._status:
            self._status = status
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the mark."""
        painter = QPainter(self)
        drawing.status_mark(painter, QRectF(1, 1, 14, 14), self._status, theme_of(self.palette()))
        painter.end()


class ArticlePage(QWidget):
    """The article of a session."""

    status_requested = Signal(str)
    """``done`` or ``in-progress``."""
    attribute_changed = Signal(str, object)
    """The id of an article attribute and its new value (None for none)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = ""
        self._label_id: str | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        layout.setSpacing(SPACE)
        self._title = QLabel(self)
        self._title.setWordWrap(True)
        self._title.setMinimumWidth(1)
        self._title.setFont(strong(self.font(), 1.12))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self._title)
        row = QHBoxLayout()
        row.setSpacing(GAP + 2)
        self._mark = StatusMark(self)
        self._state = QLabel(self)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._on_clicked)
        row.addWidget(self._mark)
        row.addWidget(self._state)
        row.addStretch(1)
        row.addWidget(self._button)
        layout.addLayout(row)
        self._fields = Fields(self)
        self._fields.changed.connect(self.attribute_changed)
        layout.addWidget(self._fields)
        form = QFormLayout()
        form.setContentsMargins(0, GAP, 0, 0)
        form.setVerticalSpacing(GAP)
        form.setHorizontalSpacing(ROOM)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._facts: dict[str, QLabel] = {}
        for name in ("Sheet of", "Tags", "Tagset", "File", "Encoding", "Line ends", "Length"):
            heading, fact = QLabel(name, self), QLabel(self)
            for label in (heading, fact):
                label.setFont(small(self.font()))
            heading.setForegroundRole(heading.palette().ColorRole.PlaceholderText)
            fact.setWordWrap(True)
            fact.setMinimumWidth(1)  # a long name may be cut, but pushes no field out of the card
            fact.setTextFormat(Qt.TextFormat.PlainText)
            fact.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(heading, fact)
            self._facts[name] = fact
        layout.addLayout(form)
        layout.addStretch(1)

    def show_article(self, session: Session, facts: ArticleFacts) -> None:
        """Shows the article of a session; labels change only where their words do."""
        article, index, sheet = session.article, session.index, session.sheet
        self._write(self._title, breakable(facts.title or article.path.name))
        untouched = not len(sheet) and sheet.status == "in-progress"
        self._status = sheet.status
        shown = "untouched" if untouched else sheet.status
        self._mark.show_status(shown)
        self._write(self._state, STATUS_WORDS[shown].capitalize())
        words = "Mark as in progress" if sheet.status == "done" else "Mark as done"
        if self._button.text() != words:
            self._button.setText(words)
        self._button.setEnabled(not session.read_only)
        owner = facts.owner or session.author.annotator
        self._write(self._facts["Sheet of"], breakable(owner) + (" (read-only)" if session.read_only else ""))
        counts = [
            f"{index.count(kind):,} {words if index.count(kind) != 1 else word}"
            for kind, word, words in (
                ("entity", "entity", "entities"),
                ("event", "event", "events"),
                ("relation", "relation", "relations"),
                ("zone", "zone", "zones"),
            )
            if index.count(kind) or kind in ("entity", "event")
        ]
        self._write(self._facts["Tags"], ", ".join(counts))
        self._write(self._facts["Tagset"], breakable(f"{session.tagset.id} {session.tagset.version}"))
        self._write(self._facts["File"], breakable(article.path.name))
        self._facts["File"].setToolTip(article.path.name)
        self._write(self._facts["Encoding"], article.encoding)
        self._write(self._facts["Line ends"], _NEWLINES[article.newlines])
        self._write(self._facts["Length"], f"{len(article.text):,} characters, {article.size:,} bytes")
        attributes = session.tagset.article_attributes
        if attributes:
            label = self._label(session)
            values = label.attributes if label is not None else {}
            self._fields.show_values(attributes, values, read_only=bool(session.read_only))
        else:
            self._fields.hide()

    def commit(self) -> None:
        """Tells what was typed and not told yet."""
        self._fields.commit()

    def _label(self, session: Session) -> ArticleLabel | None:
        if session.index.count("article") == 0:
            return None
        known = session.sheet.get(self._label_id) if self._label_id else None
        if not isinstance(known, ArticleLabel):
            known = next((r for r in session.sheet if isinstance(r, ArticleLabel)), None)
            self._label_id = known.id if known is not None else None
        return known

    def _on_clicked(self) -> None:
        self.status_requested.emit("in-progress" if self._status == "done" else "done")

    @staticmethod
    def _write(label: QLabel, words: str) -> None:
        if label.text() != words:
            label.setText(words)
