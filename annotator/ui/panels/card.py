"""The card: the selected record, or the article where nothing is selected. It shows and asks, and edits nothing.

An edit that names nothing of what the card shows costs it a look at the edit and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from annotator.annotations import checks
from annotator.annotations.edits import Edit
from annotator.annotations.records import Entity, Event, Record, Relation
from annotator.session import Session
from annotator.ui.panels.card_article import ArticleFacts, ArticlePage
from annotator.ui.panels.rows import EmptyState

if TYPE_CHECKING:
    from annotator.ui.panels.card_record import RecordPage

_LEAST_WIDTH = 290
"""Pixels that the editors need side by side."""

_PREPARE_MS = 300
"""Milliseconds after the first article is open, when the page for records is made."""

_MOST_LOOKED_AT = 50
"""Changes of an edit that are looked at one by one; beyond that the card is simply shown anew."""


class CardPanel(QWidget):
    """Shows one record with all that can be changed about it, or the article."""

    record_requested = Signal(str)
    """Go to a record: a filler, an instance, a member, an event."""
    attribute_changed = Signal(str, str, object)
    """Record id, attribute id, value or None for the default."""
    note_changed = Signal(str, str)
    """Record id, note."""
    note_left = Signal()
    """The note editor gives the keyboard back."""
    unsure_requested = Signal(str)
    """Toggle the flag of a record."""
    retype_requested = Signal(str)
    """Ask for another type of a mention."""
    comment_requested = Signal(str)
    """Comment on a record."""
    delete_requested = Signal(str)
    """Delete a record."""
    activate_requested = Signal(str)
    """Make an event active, or leave it where it is."""
    instance_requested = Signal(str)
    """Ask what a mention refers to."""
    instance_left = Signal(str, str)
    """Mention id, instance id: no longer refers to it."""
    instance_renamed = Signal(str, str)
    """Instance id, name."""
    role_requested = Signal(str, str)
    """Event id, role id: arm the role (of an event that may not be active yet)."""
    unlink_requested = Signal(str, str, str)
    """Event or relation id, role id, filler id."""
    article_attribute_changed = Signal(str, object)
    """Attribute id, value or None."""
    status_requested = Signal(str)
    """``done`` or ``in-progress``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._id: str | None = None
        self._active = False
        self._armed: str | None = None
        self._facts = ArticleFacts()
        self.called: Callable[[str], str] = str
        """How an annotator is called on screen."""
        self._record: RecordPage | None = None
        self._record_area: QScrollArea | None = None
        self.setMinimumWidth(_LEAST_WIDTH)
        self._stack = QStackedWidget(self)
        self._empty = EmptyState("The selected tag, or the article, is described here.", "", self)
        self.article = ArticlePage()
        self._article_area = self._scrolled(self.article)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._article_area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.article.attribute_changed.connect(self.article_attribute_changed)
        self.article.status_requested.connect(self.status_requested)

    @property
    def record(self) -> RecordPage:
        """What shows records. It is made when the first one is shown: the window starts without."""
        if self._record is None:
            self._record = self._make_record_page()
        return self._record

    def _prepare(self) -> None:
        self.record.ensurePolished()

    def _make_record_page(self) -> RecordPage:
        from annotator.ui.panels.card_record import RecordPage

        page = RecordPage()
        page.called = lambda annotator: self.called(annotator)
        for inner, outer in (
            (page.record_requested, self.record_requested),
            (page.attribute_changed, self.attribute_changed),
            (page.note_changed, self.note_changed),
            (page.note_left, self.note_left),
            (page.unsure_requested, self.unsure_requested),
            (page.retype_requested, self.retype_requested),
            (page.comment_requested, self.comment_requested),
            (page.delete_requested, self.delete_requested),
            (page.activate_requested, self.activate_requested),
            (page.instance_requested, self.instance_requested),
            (page.instance_left, self.instance_left),
            (page.instance_renamed, self.instance_renamed),
            (page.role_requested, self.role_requested),
            (page.unlink_requested, self.unlink_requested),
        ):
            inner.connect(outer)
        self._record_area = self._scrolled(page)
        self._stack.addWidget(self._record_area)
        return page

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_session(self, session: Session | None, facts: ArticleFacts | None = None) -> None:
        """Shows the article of a session, with nothing selected."""
        self.flush()
        self._session, self._facts = session, facts or ArticleFacts()
        self._id, self._active, self._armed = None, False, None
        if session is not None and self._record is None:
            # Not while the article is being opened, and not at the first tag either, which may not wait.
            QTimer.singleShot(_PREPARE_MS, self, self._prepare)
        self._refresh()

    def call_anew(self, facts: ArticleFacts) -> None:
        """Calls annotators otherwise, in what is shown."""
        self.flush()
        self._facts = facts
        self._refresh()

    def show_record(
        self, session: Session | None, record_id: str | None, active: bool = False, armed: str | None = None
    ) -> None:
        """Shows a record of the session (the article where there is none), and which of its roles is armed."""
        wanted = (session, record_id, active, armed)
        if wanted == (self._session, self._id, self._active, self._armed):
            return
        if record_id != self._id or session is not self._session:
            self.flush()
        self._session, self._id, self._active, self._armed = wanted
        self._refresh()

    def on_edited(self, edit: Edit) -> None:
        """Shows anew what an edit changes, if anything."""
        if self._session is not None and self._concerns(edit):
            self._refresh()

    def flush(self) -> None:
        """Tells what was typed and not told yet; before the article, the folder or the window closes."""
        if self._record is not None:
            self._record.commit()
        self.article.commit()

    def edit_note(self) -> None:
        """Puts the keyboard into the note of the record that is shown."""
        if self._record_area is not None and self._stack.currentWidget() is self._record_area:
            self._record_area.ensureWidgetVisible(self.record.note)
            self.record.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def record_id(self) -> str | None:
        """The record that is shown; None for the article."""
        return self._id if self._stack.currentWidget() is self._record_area else None

    # -- how -------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        session, record = self._session, self._shown()
        if session is None:
            self._stack.setCurrentWidget(self._empty)
        elif record is None:
            self.article.show_article(session, self._facts)
            self._stack.setCurrentWidget(self._article_area)
        else:
            fresh = record.id != self.record.id
            self.record.show_record(session, record, active=self._active, armed=self._armed)
            assert self._record_area is not None
            self._stack.setCurrentWidget(self._record_area)
            if fresh:
                self._record_area.verticalScrollBar().setValue(0)

    def _shown(self) -> Record | None:
        return self._session.sheet.get(self._id) if self._session is not None and self._id else None

    def _concerns(self, edit: Edit) -> bool:
        session, id = self._session, self._id
        assert session is not None
        if self._stack.currentWidget() is not self._record_area or id is None:
            return True
        record = session.sheet.get(id)
        if record is None or len(edit.changes) > _MOST_LOOKED_AT:
            return True
        watched = {id}
        if isinstance(record, (Event, Relation)):
            watched.update(argument.filler for argument in record.arguments)
        if isinstance(record, (Entity, Event)):
            watched.update(record.instances)
        for change in edit.changes:
            if change.id in watched:
                return True
            for side in (change.before, change.after):
                if isinstance(side, (Event, Relation)) and any(a.filler == id for a in side.arguments):
                    return True
                if isinstance(side, (Entity, Event)) and watched.intersection(side.instances):
                    return True
                if isinstance(side, (Entity, Event)) and id in side.instances:
                    return True
        return id in checks.affected(edit, session.index)

    def _scrolled(self, page: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        return area
