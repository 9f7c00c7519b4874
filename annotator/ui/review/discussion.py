"""The comments on the open article: who said what of which record, and saying more. It owns no widget.

What one says goes into one's own sheet: by way of the controller where that lies open, else straight into its sidecar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from annotator.annotations import remarks
from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit
from annotator.annotations.operations import describe
from annotator.annotations.records import (
    ArticleLabel,
    Comment,
    Entity,
    Event,
    Record,
    Relation,
    Target,
    Zone,
    quote,
)
from annotator.annotations.remarks import Thread
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.errors import AnnotatorError
from annotator.review.bringing import open_to
from annotator.sidecars.names import GOLD
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.review.bench import Bench
from annotator.ui.review.posting import Posting, post


class Discussion(QObject):
    """The threads of the open article."""

    changed = Signal()
    """Other threads, or other words in them."""
    failed = Signal(str, str)
    """Why a comment is not on disk, and its words."""

    def __init__(self, controller: Controller, desk: Desk, bench: Bench) -> None:
        super().__init__(bench)
        self._controller, self._desk, self._bench = controller, desk, bench
        self.threads: Sequence[Thread] = ()
        self._posted: tuple[Article, Sheet] | None = None
        self._known: dict[str, tuple[Sheet, Sequence[Comment]]] = {}
        self._under_way = 0
        self._postings: list[Posting] = []
        desk.leaving.connect(self._finish)
        bench.compared.connect(self._on_compared)
        controller.edited.connect(self._on_edited)
        self.gather()

    @property
    def is_settled(self) -> bool:
        """Whether all that was said is on disk or in the open sheet."""
        return self._under_way == 0

    # -- reading ---------------------------------------------------------------------------------------------

    def gather(self) -> None:
        """Collects all threads anew."""
        found = remarks.threads(self._comments(name, sheet) for name, sheet in self._sheets().items())
        if list(found) != list(self.threads):
            self.threads = found
            self.changed.emit()

    def _comments(self, annotator: str, sheet: Sheet) -> Sequence[Comment]:
        """The comments in a sheet: in one that stays as it is they are looked for once."""
        said = self._bench.said.get(annotator)
        if said is not None and said.sheet is sheet:
            return said.comments
        known = self._known.get(annotator)
        if known is None or known[0] is not sheet:
            found = [record for record in sheet if isinstance(record, Comment)]
            known = self._known[annotator] = (sheet, found)
        return known[1]

    @property
    def open_records(self) -> frozenset[tuple[str, str]]:
        """The (annotator, id) of records of which something is still to be settled."""
        return frozenset((t.first.on.annotator, t.first.on.record) for t in self.threads if not t.resolved)

    def of(self, target: Target) -> list[Thread]:
        """The threads on one record."""
        return [thread for thread in self.threads if thread.first.on == target]

    def record(self, target: Target) -> Record | None:
        """The record that a comment speaks of, if one may see it and it is still there."""
        sheet = self._sheets().get(target.annotator)
        return sheet.get(target.record) if sheet is not None else None

    def words(self, target: Target) -> tuple[str, str]:
        """What a comment speaks of: the record's type, and its text in quotation marks or what it is."""
        record = self.record(target)
        session = self._controller.session
        if record is None or session is None:
            return "", "a tag that is gone"
        if isinstance(record, (Entity, Event, Zone)):
            return session.tagset.label(record.type), f"“{' '.join(quote(record).split())}”"
        if isinstance(record, Relation):
            return session.tagset.label(record.type), "relation"
        if isinstance(record, ArticleLabel):
            return "", "the article’s values"
        return "", describe(record)

    def called(self, annotator: str) -> str:
        """How somebody is called on screen."""
        if annotator == GOLD:
            return "Gold"
        if annotator == self._desk.me.id:
            return "you"
        return self._bench.called(annotator)

    def is_mine(self, comment: Comment) -> bool:
        """Whether one wrote it oneself, and may change it."""
        return comment.by == self._desk.me.id

    def _sheets(self) -> Mapping[str, Sheet]:
        """The sheets that one may see: the open one as it is in the window, the others as they are on disk."""
        session, current, sheets = self._controller.session, self._desk.current, self._bench.sheets
        if session is None or current is None:
            return {}
        found: dict[str, Sheet] = {}
        me = self._desk.me
        if sheets is not None and sheets.article is session.article:
            everybody = self._desk.is_adjudicating
            seen = sheets.brought if everybody else open_to(sheets, me.id, session.tagset)
            found = {b.annotator: b.sheet for b in seen}
            mine = sheets.of(me.id)
            if mine is not None:
                found[me.id] = mine.sheet
            if sheets.gold is not None and not self._desk.keeps_apart:
                found[GOLD] = sheets.gold.sheet
        if self._posted is not None and self._posted[0] is session.article:
            found[me.id] = self._posted[1]
        found[current.annotator] = session.sheet
        return found

    def _on_compared(self) -> None:
        if not self._under_way:
            self._posted = None  # it has been read from disk again
        self.gather()

    def _on_edited(self, edit: Edit) -> None:
        if any(isinstance(r, Comment) for c in edit.changes for r in (c.before, c.after)):
            self.gather()

    # -- saying ----------------------------------------------------------------------------------------------

    def say(self, on: Target, text: str) -> None:
        """Begins a thread on a record."""
        self._make(lambda _: remarks.comment(on, text, self._author)[0], text)

    def reply(self, thread: Thread, text: str, *, resolved: bool = False) -> None:
        """Replies; ``resolved`` calls the matter resolved by it."""
        self._make(lambda _: remarks.reply(thread, text, self._author, resolved=resolved)[0], text)

    def rewrite(self, comment: Comment, text: str) -> None:
        """Changes the words of what one wrote oneself."""
        self._make(partial(_rewritten, comment.id, text), text)

    def withdraw(self, comment: Comment) -> None:
        """Deletes what one wrote oneself."""
        self._make(partial(_withdrawn, comment.id), "")

    @property
    def _author(self) -> Author:
        return Author(self._desk.me.id)

    def _make(self, make: Callable[[Sheet], Edit], text: str) -> None:
        session, current, storage = self._controller.session, self._desk.current, self._desk.storage
        if session is None or current is None or storage is None:
            return
        if current.annotator == self._desk.me.id:
            if session.read_only:
                self.failed.emit(session.read_only, text)
            else:
                self._controller.do(make(session.sheet))
            return
        self._under_way += 1
        self._desk.keeps_stand_in = session.stand_in
        article = session.article
        work = partial(post, article, self._desk.me, storage, session.tagset, make)
        posting = Posting(work)
        self._postings.append(posting)
        self._desk.library.background.run(
            posting, partial(self._on_posted, posting, article), partial(self._on_failed, posting, text)
        )

    def _finish(self) -> None:
        """The article is being left, perhaps the program: what was said has to be on disk first."""
        for posting in list(self._postings):
            try:
                posting.finish()
            except AnnotatorError as error:
                self.failed.emit(str(error), "")

    def _on_posted(self, posting: Posting, article: Article, sheet: Sheet | None) -> None:
        self._under_way -= 1
        self._postings.remove(posting)
        if sheet is not None:
            self._posted = (article, sheet)
        self._desk.library.rescan()
        self.gather()

    def _on_failed(self, posting: Posting, text: str, error: Exception) -> None:
        self._under_way -= 1
        self._postings.remove(posting)
        if not isinstance(error, AnnotatorError):
            raise error
        self.failed.emit(str(error), text)


def _rewritten(id: str, text: str, sheet: Sheet) -> Edit:
    present = sheet.get(id)
    return remarks.rewrite(present, text) if isinstance(present, Comment) else Edit("change a comment")


def _withdrawn(id: str, sheet: Sheet) -> Edit:
    present = sheet.get(id)
    return remarks.withdraw(present) if isinstance(present, Comment) else Edit("delete a comment")
