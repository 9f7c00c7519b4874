"""The desk: which folder, article and sheet lie open, and whether all of it is on disk.

It opens and closes sessions for the controller and follows their savers. It knows no widget; what a person has to be
asked or told goes out as signals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit
from annotator.articles.article import Article
from annotator.errors import AnnotatorError
from annotator.session import Session
from annotator.sidecars.names import GOLD, Storage
from annotator.sidecars.opening import recorded_status
from annotator.sidecars.pacing import Pace, uncollected
from annotator.sidecars.saver import Merged, NotSaved, Saved, Saver, Saving, State
from annotator.sidecars.saving import is_writable
from annotator.sidecars.workspace import ArticleFile, Listing, ListingChange
from annotator.tagsets.model import Tagset
from annotator.ui.afterwards import Afterwards
from annotator.ui.background import Background
from annotator.ui.controller import Controller
from annotator.ui.hands.state import HandState
from annotator.ui.histories import Histories
from annotator.ui.library import Library
from annotator.ui.opening import THE_GOLD, Annotator, Opening, open_first, open_gold, open_other, open_own

_MANY = 2000
"""Mentions from which on what no first paint needs of them is made on a worker."""
_T = TypeVar("_T")
_AT_ONCE = 400_000
"""Bytes of article and sidecars up to which an article is opened without a worker: that takes no visible time."""

KEPT_APART = "Colleagues’ tags of this article stay closed until you call your own done."
"""Why nothing of colleagues is shown, where a folder asks for independent annotators."""

_CLOSE_TIMEOUT = 10.0
"""Seconds that closing waits for the disk."""


class Desk(QObject):
    """Opens folders, articles and sheets, one of each at a time."""

    opened = Signal(object)
    """The :class:`Opening` that is on the desk now."""
    closed = Signal()
    leaving = Signal()
    """The open sheet is about to be closed: what is only half typed has to become an edit now."""
    opening = Signal(str)
    """The name of an article that takes a while to open."""
    failed = Signal(str, object)
    """An article (or an empty name: the folder) and the AnnotatorError that says why it is not open."""
    save_state = Signal(object)
    """Saving, Saved or NotSaved of the open sheet."""
    conflicts = Signal(object)
    """The :class:`Merge` of somebody else's changes that collided with one's own."""
    unwritable = Signal(object)
    """The folder that cannot be written, said before the first tag."""

    article_changed = Signal(str, bool)
    """The open article is no longer what was read: in words, and whether it is still there."""

    _told = Signal(int, object)

    def __init__(self, controller: Controller, background: Background, me: Annotator, tagset: Tagset) -> None:
        super().__init__(controller)
        self._controller = controller
        self._background = background
        self.library = Library(background, self)
        self._me = me
        self._adjudicates = False
        self.blind = False
        """Whether annotators are called by numbers on screen."""
        self.keeps_stand_in = False
        """Whether a colleague's sheet goes on standing in although one's own has begun: with a comment, not a tag."""
        self._default_tagset = tagset
        self._tagset = tagset
        self._tagset_of_folder: Callable[[Path], Tagset | None] = lambda _: None
        self._opening: Opening | None = None
        self._name = ""
        self._arriving = ""
        self._request = 0
        self._ticket = 0
        self._storage: Storage | None = None
        self._writable: set[Path] = set()
        self._histories = Histories()
        self._painted = Afterwards(self._complete_index, self)
        self._edit_painted = Afterwards(self._write, self)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self.library.listed.connect(self._on_listed)
        self.library.changed.connect(self._on_changed)
        self.library.failed.connect(lambda error: self.failed.emit("", error))
        controller.own_sheet = self._take_own_sheet
        controller.edited.connect(self._on_edited)

    # -- what lies open --------------------------------------------------------------------------------------

    @property
    def me(self) -> Annotator:
        """Who tags."""
        return self._me

    @property
    def is_adjudicating(self) -> bool:
        """Whether articles open with their gold sheet, to be decided on."""
        return self._adjudicates

    @property
    def writer(self) -> Annotator:
        """Whose sheet is edited: that of who tags, or the gold one while adjudicating."""
        return THE_GOLD if self._adjudicates else self._me

    @property
    def tagset(self) -> Tagset:
        """What may be tagged in the open folder."""
        return self._tagset

    @property
    def storage(self) -> Storage | None:
        """Where sidecars of the open folder are kept."""
        return self._storage

    @property
    def current(self) -> Opening | None:
        """The article and sheet that lie open."""
        return self._opening

    @property
    def name(self) -> str:
        """The name of the open article (its path under the folder), or an empty text."""
        return self._name

    @property
    def article_file(self) -> ArticleFile | None:
        """The open article in the folder's listing."""
        return self.library.article(self._name) if self._name else None

    def is_opening(self, name: str) -> bool:
        """Whether an article is on its way."""
        return bool(name) and self._arriving == name

    def called(self, annotator: str) -> str:
        """How an annotator is called on screen: by number, the same in all articles, where one reviews blind."""
        if not self.blind or annotator == GOLD:
            return annotator
        from annotator.review.bringing import blind_names

        return blind_names(sorted({*self.library.annotators, annotator} - {GOLD}))[annotator]

    @property
    def keeps_apart(self) -> bool:
        """Whether colleagues' sheets of the open article stay closed, as one's own is not done."""
        return self._apart(self._name) if self._opening is not None else False

    def _apart(self, name: str) -> bool:
        review = self._tagset.review
        if not review.independent or self._adjudicates:
            return False
        if self._opening is not None and name == self._name and self._opening.annotator == self._me.id:
            return review.closes(self._opening.session.sheet.status)
        file = self.library.article(name)
        own = file.sidecar(self._me.id) if file is not None else None
        return review.closes(recorded_status(own.path) if own is not None else None)

    def colleagues(self) -> tuple[str, ...]:
        """Who else has a sidecar of the open article that one may see."""
        if self.keeps_apart:
            return ()
        file = self.article_file
        return tuple(a for a in file.annotators if a != self.writer.id) if file is not None else ()

    # -- folders ---------------------------------------------------------------------------------------------

    def open_folder(
        self,
        place: Path,
        elsewhere: Path | None = None,
        tagset_of: Callable[[Path], Tagset | None] | None = None,
    ) -> bool:
        """Opens a folder or a single article; the list follows. False where the open sheet is not on disk."""
        if not self.close_article():
            return False
        if tagset_of is not None:
            self._tagset_of_folder = tagset_of
        folder = place if place.is_dir() else place.parent
        if self._storage is not None and self._storage.folder != folder:
            self._histories.clear()
            self._adjudicates = False
        self._storage = Storage(folder, elsewhere)
        self._writable.clear()
        try:
            self._tagset = self._tagset_of_folder(folder) or self._default_tagset
        except AnnotatorError as error:
            self._tagset = self._default_tagset
            self.failed.emit("", error)
        self.library.open(place, self._storage, self._me.id)
        return True

    def _on_listed(self, listing: Listing) -> None:
        self._say_where_unwritable(listing.folder)

    def _say_where_unwritable(self, folder: Path) -> None:
        """Says before the first tag that sidecars cannot be kept in a folder."""
        if self._storage is None or self._storage.elsewhere is not None:
            return
        if folder not in self._writable:
            if not is_writable(folder):
                self.unwritable.emit(folder)
                return
            self._writable.add(folder)  # tried out by making a file on some systems: once is enough

    def _on_changed(self, _listing: Listing, change: ListingChange) -> None:
        for before, after in change.renamed:
            if before.name == self._name:
                self._follow_article(after)
                if not self.open_article(after.name) and self._opening is not None:
                    words = f"The article is now called {after.name}. It is opened anew once your tags are on disk."
                    self.article_changed.emit(words, False)
                return
        if any(article.name == self._name for article in change.removed):
            self.article_changed.emit(
                "The article is gone from the folder. Your tags are kept in its sidecar.", False
            )
        if any(article.name == self._name for article in change.added) and self._opening is not None:
            words = "The article is there again. What you see is the text as it was when it was opened."
            self.article_changed.emit(words, True)
        for before, after in change.changed:
            if after.name == self._name and before.stamp != after.stamp:
                words = (
                    "The article was changed on disk. What you see is the text as it was when it was opened."
                )
                self.article_changed.emit(words, True)
            elif after.name == self._name:
                self._follow_colleague(before, after)

    def _follow_article(self, renamed: ArticleFile | None) -> None:
        """Has the open sheet saved under the article's new name, or where it was if there is none."""
        saver = self._opening.saver if self._opening is not None else None
        if saver is not None and self._storage is not None:
            whose = self._opening.annotator if self._opening is not None else self._me.id
            saver.follow(saver.path if renamed is None else self._storage.sidecar(renamed.path, whose))

    def _on_whereabouts(self, opening: Opening, renamed: ArticleFile | None) -> None:
        if opening is self._opening:
            self._follow_article(renamed)

    def _follow_colleague(self, before: ArticleFile, after: ArticleFile) -> None:
        """What is looked at is shown as it is now; one's own sheet, once it appears, takes the place of a stand-in."""
        if self._opening is None or self._storage is None or self._opening.annotator == self.writer.id:
            return
        session, whose = self._opening.session, self._opening.annotator
        if session.stand_in and after.sidecar(self._me.id) is not None and not self.keeps_stand_in:
            self.show_sheet(self._me.id)
            return
        sidecar = after.sidecar(whose)
        if sidecar is None or sidecar == before.sidecar(whose) or sidecar.stamp[1] > _AT_ONCE:
            return
        try:
            opening = open_other(
                session.article,
                whose,
                self._storage,
                self._tagset,
                stand_in=session.stand_in,
                called=self._alias(whose),
            )
        except (AnnotatorError, OSError):
            return  # it is being written, or broken now: what is shown was right a moment ago
        held = self._controller.state
        self._opening = opening
        self.opened.emit(opening)
        self._controller.open(opening.session, HandState(caret=held.caret, selection=held.selection))

    # -- articles --------------------------------------------------------------------------------------------

    def open_article(self, name: str) -> bool:
        """Opens an article of the folder. False where the open sheet is not on disk and therefore stays."""
        file = self.library.article(name)
        if self._arriving == name and file is not None:
            return True
        if file is None or self._storage is None or not self.close_article():
            return False
        others = [a for a in file.annotators if a != self.writer.id]
        opener: Callable[..., Opening] = open_gold
        if not self._adjudicates:
            opener = partial(open_first, apart=self._apart(name))
        work = partial(opener, file.path, self._me, others, self._storage, self._tagset, self._listener())
        size = file.stamp[1] + sum(sidecar.stamp[1] for sidecar in file.sidecars)
        if size > _AT_ONCE:
            self._arriving = name
            self.opening.emit(name)
            arrived, lost = (
                partial(act, self._request, name) for act in (self._on_arrived, self._on_not_arrived)
            )
            self._background.run(partial(_at_leisure, work), arrived, lost)
            return True
        try:
            opening = work()
        except (AnnotatorError, OSError) as error:
            self._on_failed(name, error)
            return False
        self._on_opened(name, opening)
        return True

    def show_sheet(self, annotator: str) -> bool:
        """Shows somebody's sheet on the open article; one's own can be edited.

        False where the open sheet is not on disk and therefore stays.
        """
        if self._opening is None or self._storage is None or annotator == self._opening.annotator:
            return True
        if annotator != self.writer.id and self.keeps_apart:
            self._controller.said.emit(KEPT_APART)
            return True
        article, name = self._opening.session.article, self._name
        try:  # before the present one is closed: it has to stay where the other cannot be read
            if annotator == self.writer.id:
                opening = self._own(article)
            else:
                opening = open_other(
                    article, annotator, self._storage, self._tagset, called=self._alias(annotator)
                )
        except (AnnotatorError, OSError) as error:
            self._on_failed(name, error)
            return True
        if not self.close_article(keep_shown=True):
            return False
        self._on_opened(name, opening)
        return True

    def _alias(self, annotator: str) -> str:
        return self.called(annotator) if self.blind else ""

    def _own(self, article: Article) -> Opening:
        assert self._storage is not None
        author = Author(self._me.id)
        return open_own(article, self.writer, self._storage, self._tagset, self._listener(), author=author)

    def _take_own_sheet(self) -> Session | None:
        """Turns to one's own sheet where a colleague's stands in for it. The controller opens the session."""
        if self._opening is None or not self._opening.session.stand_in:
            return None
        try:
            opening = self._own(self._opening.session.article)
        except (AnnotatorError, OSError) as error:
            self._on_failed(self._name, error)
            return None
        self._opening = opening
        self._histories.resume(opening)
        self.opened.emit(opening)
        return opening.session

    def _on_arrived(self, request: int, name: str, opening: Opening) -> None:
        """A worker has opened something; meanwhile another article, folder or annotator may be wanted."""
        if request == self._request:
            self._arriving = ""
            self._on_opened(name, opening)

    def _on_not_arrived(self, request: int, name: str, error: Exception) -> None:
        if request == self._request:
            self._arriving = ""
            self._on_failed(name, error)

    def _on_opened(self, name: str, opening: Opening) -> None:
        self._name, self._opening = name, opening
        self.keeps_stand_in = False
        self._histories.resume(opening)
        self.opened.emit(opening)
        self._controller.open(opening.session)
        self.library.attend(name)
        if opening.session.index.mention_count > _MANY:
            self._painted.ask()
        if opening.annotator == self.writer.id or opening.session.stand_in:
            self._say_where_unwritable(opening.session.article.path.parent)

    def _complete_index(self) -> None:
        if self._opening is not None:
            complete = self._opening.session.index.complete
            self._background.run(partial(_at_leisure, complete), lambda _: None)

    def _on_failed(self, name: str, error: Exception) -> None:
        self._name = name
        shown = (
            error if isinstance(error, AnnotatorError) else AnnotatorError(f"it cannot be opened: {error}")
        )
        self.failed.emit(name, shown)

    def close_article(self, *, keep_shown: bool = False) -> bool:
        """Closes the open article once its sheet is on disk; False, and all stays as it is, where it cannot be.

        One that is still on its way is not wanted any more.
        """
        opening, held = self._opening, bool(self._opening or self._arriving)
        if opening is not None:
            self.leaving.emit()
            if opening.saver is not None and not self._close_saver(opening.saver):
                return False
            self._histories.keep(opening)
        self._opening = None
        self._name = self._arriving = ""
        self._request += 1
        if held and not keep_shown:
            self._controller.close()
            self.closed.emit()
        return True

    def _close_saver(self, saver: Saver) -> bool:
        if saver.close(_CLOSE_TIMEOUT):
            return True
        if not saver.is_astray:
            return False
        self._follow_article(self.library.find_renamed(self._name))
        return saver.close(_CLOSE_TIMEOUT)

    def abandon(self) -> None:
        """Lets go of the open sheet although it is not on disk, as the annotator decided."""
        if self._opening is not None and self._opening.saver is not None:
            self._opening.saver.abandon()
        self._opening = None
        self._name = ""
        self._controller.close()
        self.closed.emit()

    def keep_elsewhere(self, other: Path) -> None:
        """Puts the open sheet, where it cannot be saved, to where the folder's tags are kept from now on.

        The folder is to be opened anew then. Raises AnnotatorError, and OSError where it cannot be put there either;
        then all stays as it is.
        """
        if self._opening is None or self._opening.saver is None or self._storage is None:
            return
        self.leaving.emit()
        saver = self._opening.saver
        if saver.flush(_CLOSE_TIMEOUT):
            return
        article = self._opening.session.article
        place = Storage(self._storage.folder, other).sidecar(article.path, self._opening.annotator)
        if place.exists():
            raise AnnotatorError("other tags of yours are kept there already", path=place)
        place.parent.mkdir(parents=True, exist_ok=True)
        saver.write_copy(place)
        self.abandon()

    def retry_saving(self) -> None:
        """Tries again at once to save what could not be saved."""
        if self._opening is not None and self._opening.saver is not None:
            self._opening.saver.retry()

    def change_annotator(self, me: Annotator) -> bool:
        """Somebody else tags from now on; the open article is opened anew with their sheet.

        False where the open sheet is not on disk and therefore stays.
        """
        if me == self._me:
            return True
        if not self.close_article():
            return False
        self._me = me
        if self._storage is not None and self.library.place is not None:
            self.library.open(self.library.place, self._storage, me.id)
        return True

    def adjudicate(self, on: bool) -> bool:
        """From now on articles open with their gold sheet, or with one's own again; the open one at once.

        Opening writes nothing. False where the open sheet is not on disk and therefore stays.
        """
        if on == self._adjudicates:
            return True
        name = self._arriving or self._name
        if not self.close_article():
            return False
        self._adjudicates = on
        self.library.tell_of(self.writer.id)
        if name:
            self.open_article(name)
        return True

    def use_tagset(self, tagset: Tagset, *, for_all: bool = True) -> bool:
        """Tags with another tagset from now on; no tag changes, unknown types are listed as problems.

        False where the open sheet is not on disk and therefore stays as it is.
        """
        name = self._arriving or self._name
        if not self.close_article():
            return False
        self._tagset = tagset
        if for_all:
            self._default_tagset = tagset
        if name:
            self.open_article(name)
        return True

    # -- saving ----------------------------------------------------------------------------------------------

    def _listener(self) -> Callable[[State], None]:
        """Who hears a new saver, on the saver's thread; a saver that was replaced is heard no more."""
        self._ticket += 1
        return partial(self._told.emit, self._ticket)

    def _on_told(self, ticket: int, state: State) -> None:
        if ticket != self._ticket or self._opening is None or self._opening.saver is None:
            return
        if isinstance(state, Merged):
            taken = self._opening.saver.heard(state, self._opening.session.sheet)
            self._controller.take_in(taken)
            if state.merge.conflicts:
                self.conflicts.emit(state.merge)
            elif not taken.is_empty:
                self._controller.said.emit("What somebody else changed in this sheet meanwhile was taken in")
            return
        if isinstance(state, Saved):
            self.library.expect_own_write()
            if not self._opening.saver.is_saved:
                return
        if isinstance(state, NotSaved) and state.astray:
            # Somebody renamed both a moment ago, most likely: no failure unless nothing comes of looking for them.
            self.library.look_for_renamed(self._name, partial(self._on_whereabouts, self._opening))
            self.library.rescan()
            return
        assert isinstance(state, (Saving, Saved, NotSaved))
        self.save_state.emit(state)

    def _on_edited(self, _edit: Edit) -> None:
        saver = self._opening.saver if self._opening is not None else None
        if saver is not None and not saver.is_saved:
            self.save_state.emit(Saving())
            self._edit_painted.ask()

    def _write(self) -> None:
        if self._opening is not None and self._opening.saver is not None:
            self._opening.saver.go_on()


def _at_leisure(work: Callable[..., _T]) -> _T:
    """Makes something large on a worker, with pauses for the window's thread and none for the garbage collector."""
    with uncollected():
        return work(pace=Pace())
