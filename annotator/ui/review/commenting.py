"""Brings comments, text and panel together: what is selected can be commented on, and what is open is marked.

It changes nothing itself: :class:`~annotator.ui.review.discussion.Discussion` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QDockWidget, QMenu

from annotator.annotations.records import (
    ArticleLabel,
    Comment,
    Entity,
    Event,
    Instance,
    Relation,
    Target,
    Zone,
)
from annotator.annotations.remarks import Thread
from annotator.ui.afterwards import Afterwards
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.hands.state import HandState
from annotator.ui.review.bench import Bench
from annotator.ui.review.comments import CommentsPanel
from annotator.ui.review.discussion import Discussion
from annotator.ui.review.looks import AGREED_COLOUR, Look
from annotator.ui.review.overlay import whose
from annotator.ui.review.seeing import Seeing
from annotator.ui.review.thread_card import CommentFace, ThreadFace

if TYPE_CHECKING:
    from annotator.ui.window import Window

_EMPTY = {
    "open": "No open comments on this article. Select a tag and write one above.",
    "all": "No comments on this article. Select a tag and write one above.",
    "selected": "No comments on what is selected.",
}


class Commenting(QObject):
    """Keeps the panel of comments current and leads its wishes on."""

    counted = Signal(int)
    """How many threads of the article are open."""

    def __init__(
        self,
        window: Window,
        controller: Controller,
        desk: Desk,
        bench: Bench,
        seeing: Seeing,
        pointed: Callable[[], str],
    ) -> None:
        """``pointed`` gives the annotator whose version of the difference one is at is pointed to, if any is."""
        super().__init__(bench)
        self._window, self._controller, self._desk = window, controller, desk
        self._bench, self._seeing = bench, seeing
        self.discussion = Discussion(controller, desk, bench)
        self.panel = CommentsPanel()
        self._pointed = pointed
        self._selected: Target | None = None
        self._version = ("", "")
        """The key of a difference, and whose version of it is commented on."""
        self._label = ""
        """The id of what is said of the article as a whole: not to be looked for at each click."""
        self.count = 0
        """How many threads of the article are open."""
        self._covered: QDockWidget | None = None
        """What stood where the comments came to the front, while deciding: one decides by what shows there."""
        self._tell = Afterwards(self._show, self)
        self.discussion.changed.connect(self._on_discussed)
        self.discussion.failed.connect(self._on_failed)
        bench.visible_changed.connect(self._tell.ask)
        bench.current_changed.connect(lambda _: self._tell.ask())
        bench.compared.connect(self._tell.ask)
        controller.hands_moved.connect(self._on_hands_moved)
        controller.session_opened.connect(lambda _: self._aim(None))
        controller.session_closed.connect(lambda: self._aim(None))
        seeing.pointed.connect(self._on_pointed)
        window.stage.colleague_context_requested.connect(self._on_context_requested)
        self._connect_panel()
        self._on_hands_moved(HandState(), controller.state)
        self._on_discussed()
        self._show()

    def _connect_panel(self) -> None:
        panel, discussion = self.panel, self.discussion
        panel.said.connect(self._say)
        panel.go_requested.connect(self._go)
        panel.replied.connect(lambda thread, text: discussion.reply(thread, text))
        panel.resolve_requested.connect(self._resolve)
        panel.rewritten.connect(discussion.rewrite)
        panel.withdrawn.connect(discussion.withdraw)
        panel.filter_changed.connect(self._tell.ask)
        panel.left.connect(self._leave)

    # -- what is commented on --------------------------------------------------------------------------------

    @property
    def target(self) -> Target | None:
        """The record that a new comment would speak of: what is selected, else a version of the difference one is at.

        Where there is neither, it is what is said of the article as a whole.
        """
        if self._selected is not None:
            return self._selected
        return self._of_difference() if self._bench.current is not None else self._of_article()

    def _of_difference(self) -> Target | None:
        unit = self._bench.current
        if unit is None:
            return None
        whose = self._version[1] if self._version[0] == unit.key else ""
        # An instance may have no mention of theirs in this article, and then no record.
        targets = [Target(v.annotator, v.record.id) for v in unit.versions]
        held = [target for target in targets if self.discussion.record(target) is not None]
        return next((target for target in held if target.annotator == whose), held[0] if held else None)

    def _of_article(self) -> Target | None:
        session, current = self._controller.session, self._desk.current
        if session is None or current is None or not session.index.count("article"):
            return None
        if not isinstance(session.sheet.get(self._label), ArticleLabel):
            self._label = next((r.id for r in session.sheet if isinstance(r, ArticleLabel)), "")
        return Target(current.annotator, self._label)

    def begin(self) -> None:
        """Puts the keyboard where a comment on what is selected, or on the difference one is at, is written."""
        unit = self._bench.current
        if unit is not None:
            self._version = (unit.key, self._pointed())
        if self.target is None:
            self._controller.said.emit("Select a tag, or click a colleague’s, to comment on it")
            return
        self._tell.ask()
        self._tell.catch_up()
        deciding = self._desk.is_adjudicating
        self._covered = self._window.docks.in_front_of("comments") if deciding else None
        self._window.docks.show("comments", self.panel.entry.setFocus)

    def show(self) -> None:
        """Brings the panel to the front."""
        self._window.docks.show("comments", lambda: self.panel.filters[self.panel.filter].setFocus())

    def _aim(self, target: Target | None) -> None:
        if target != self._selected:
            self._selected = target
            self._tell.ask()

    def _on_hands_moved(self, before: HandState, after: HandState) -> None:
        if after.selected == before.selected:
            return
        session, current = self._controller.session, self._desk.current
        record = session.sheet.get(after.selected) if session is not None and after.selected else None
        if current is not None and isinstance(record, (Entity, Event, Relation, Zone, Instance)):
            self._aim(Target(current.annotator, record.id))
        else:
            self._aim(None)

    def _on_pointed(self, record: tuple[str, str] | None) -> None:
        if record is not None:
            self._aim(Target(*record))
        elif not self._holds():
            self._aim(None)

    def _holds(self) -> bool:
        """Whether the target is what the hands have selected."""
        return self._selected is not None and self._selected.record == self._controller.state.selected

    def _on_context_requested(self, mark: str, point: QPoint) -> None:
        found, overlay = whose(mark), self._seeing.overlay
        if found is None or overlay is None:
            return
        self._seeing.point(found)
        menu = QMenu(self._window)
        unit = overlay.unit_of(mark)
        if unit is not None and unit.differs:
            menu.addAction("See the difference", lambda: self._bench.go(unit))
        menu.addAction(self._window.menus["comment"])
        menu.addSeparator()
        menu.addAction(self._window.menus["copy"])
        menu.popup(point)

    # -- saying ----------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        target = self.target
        if target is not None:
            self.discussion.say(target, text)
            self._leave()
            current = self._desk.current
            if current is not None and current.annotator != self._desk.me.id:
                # It lies in another sheet than the one whose edits are undone here.
                self._controller.said.emit("Commented. Delete on the comment takes it back, Undo does not")

    def _leave(self) -> None:
        covered, self._covered = self._covered, None
        if covered is not None and self._desk.is_adjudicating:
            covered.raise_()
        self._window.view.setFocus()

    def _resolve(self, thread: Thread, text: str, on: bool) -> None:
        self.discussion.reply(thread, text, resolved=on)

    def _on_failed(self, reason: str, text: str) -> None:
        """What was written is put back, so that nothing is lost."""
        if text:
            self.panel.entry.setText(text)
        self._controller.said.emit(f"Not commented: {reason}")

    # -- showing ---------------------------------------------------------------------------------------------

    def _on_discussed(self) -> None:
        records = self.discussion.open_records
        self._seeing.set_remarked(records)
        count = sum(not thread.resolved for thread in self.discussion.threads)
        if count != self.count:
            self.count = count
            self.counted.emit(count)
        self._tell.ask()

    def _show(self) -> None:
        target, which, looks = self.target, self.panel.filter, self._seeing.looks()
        self.panel.show_target(self._words(target) if target is not None else "")
        threads = [
            thread
            for thread in self.discussion.threads
            if which == "all"
            or (which == "open" and not thread.resolved)
            or (which == "selected" and thread.first.on == target)
        ]
        self.panel.show_threads([self._face(thread, target, looks) for thread in threads], _EMPTY[which])

    def _words(self, target: Target) -> str:
        type, quote = self.discussion.words(target)
        words = f"{type} {quote}".strip()
        owner = self.discussion.called(target.annotator)
        return words if owner == "you" else f"{words} of {owner}"

    def _face(self, thread: Thread, target: Target | None, looks: Mapping[str, Look]) -> ThreadFace:
        type, quote = self.discussion.words(thread.first.on)
        owner = self.discussion.called(thread.first.on.annotator)
        comments = tuple(self._comment(comment, looks) for comment in thread.comments)
        return ThreadFace(thread, type, quote, owner, comments, thread.first.on == target)

    def _comment(self, comment: Comment, looks: Mapping[str, Look]) -> CommentFace:
        look = looks.get(comment.by)
        colour = look.colour if look is not None else AGREED_COLOUR
        mine = self.discussion.is_mine(comment)
        return CommentFace(comment, self.discussion.called(comment.by), colour, mine)

    def _go(self, thread: Thread) -> None:
        """Shows the record that a thread speaks of: selected where it is in the open sheet, else pointed out."""
        target, current = thread.first.on, self._desk.current
        record = self.discussion.record(target)
        if current is None or record is None:
            self._controller.said.emit("The tag that it speaks of is gone")
            return
        if target.annotator == current.annotator:
            self._controller.select(target.record)
        else:
            self._seeing.point((target.annotator, target.record))
        if isinstance(record, (Entity, Event, Zone)):
            self._window.stage.reveal(record.span[0].start, record.span[0].end)
