"""The desk: which folder, article and sheet lie open.

It opens and closes sessions for the controller. It knows no widget; what a person has to be asked or told goes out as
signals. Who may be seen is in ``people.py``, how a sheet is opened in ``sheets.py``, whether all is on disk in
``keeping.py``, what becomes of it there in ``following.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.session import Session
from annotator.sidecars.names import Storage
from annotator.sidecars.workspace import ArticleFile
from annotator.tagsets.model import Tagset
from annotator.ui.afterwards import Afterwards
from annotator.ui.background import Background
from annotator.ui.controller import Controller
from annotator.ui.fetching import Fetching, is_quick, size_of
from annotator.ui.hands.state import HandState
from annotator.ui.histories import Histories
from annotator.ui.keeping import Keeping
from annotator.ui.library import Library
from annotator.ui.opening import Annotator, Opening, only_looked_at
from annotator.ui.people import KEPT_APART, People
from annotator.ui.sheets import Sheets

_MANY = 2000
"""Mentions from which on what no first paint needs of them is made on a worker."""


class Desk(QObject):
    """Opens folders, articles and sheets, one of each at a time."""

    opened = Signal(object)
    """The :class:`Opening` that is on the desk now."""
    closed = Signal()
    leaving = Signal()
    """The open sheet is about to be closed: what is only half typed has to become an edit now."""
    opening = Signal(object)
    """The name of an article that takes a while to open: no text to Qt, which drops what is none of a file name."""
    failed = Signal(object, object)
    """An article (or an empty name: the folder) and the AnnotatorError that says why it is not open."""

    def __init__(self, controller: Controller, background: Background, me: Annotator, tagset: Tagset) -> None:
        super().__init__(controller)
        self._controller = controller
        self.library = Library(background, self)
        self.people = People(self.library, me)
        self.keeping = Keeping(controller, self.library, self)
        self.sheets = Sheets(self.library, self.people, self.keeping, tagset)
        self._fetching = Fetching(background)
        self.keeps_stand_in = False
        """Whether a colleague's sheet goes on standing in although one's own has begun: with a comment, not a tag."""
        self._opening: Opening | None = None
        self._name = ""
        self._histories = Histories()
        self._painted = Afterwards(self._complete_index, self)
        self.library.failed.connect(lambda error: self.failed.emit("", error))
        controller.own_sheet = self._take_own_sheet
        self.people.renamed.connect(self._name_owner)

    # -- what lies open --------------------------------------------------------------------------------------

    @property
    def me(self) -> Annotator:
        """Who tags."""
        return self.people.me

    @property
    def is_adjudicating(self) -> bool:
        """Whether articles open with their gold sheet, to be decided on."""
        return self.people.adjudicates

    @property
    def writer(self) -> Annotator:
        """Whose sheet is edited: that of who tags, or the gold one while adjudicating."""
        return self.people.writer

    @property
    def tagset(self) -> Tagset:
        """What may be tagged in the open folder."""
        return self.sheets.tagset

    @property
    def storage(self) -> Storage | None:
        """Where sidecars of the open folder are kept."""
        return self.library.storage

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
        return bool(name) and self._fetching.name == name

    @property
    def keeps_apart(self) -> bool:
        """Whether colleagues' sheets of the open article stay closed, as one's own is not done."""
        if self._opening is None:
            return False
        return self.people.stay_closed(self.tagset.review, self.article_file, self._opening)

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
        folder = place if place.is_dir() else place.parent
        before = self.library.storage
        if before is not None and before.folder != folder:
            self._histories.clear()
            self.people.adjudicates = False
        self.keeping.forget_folder()
        try:
            self.sheets.enter(folder, tagset_of)
        except AnnotatorError as error:
            self.failed.emit("", error)
        self.library.open(place, Storage(folder, elsewhere), self.me.id)
        return True

    # -- articles --------------------------------------------------------------------------------------------

    def open_article(self, name: str) -> bool:
        """Opens an article of the folder. False where the open sheet is not on disk and therefore stays."""
        file = self.library.article(name)
        if file is not None and self.is_opening(name):
            return True
        if file is None or not self.close_article():
            return False
        work = self.sheets.first(file)
        if not is_quick(size_of(file)):
            self.opening.emit(name)
            self._fetching.fetch(name, work, *(partial(a, name) for a in (self._on_opened, self._on_failed)))
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
        opening = self._opening
        if opening is None or annotator == opening.annotator:
            return True
        if annotator != self.writer.id and self.keeps_apart:
            self._controller.said.emit(KEPT_APART)
            return True
        article, name = opening.session.article, self._name
        try:  # before the present one is closed: it has to stay where the other cannot be read
            sheets, mine = self.sheets, annotator == self.writer.id
            wanted = sheets.own(article) if mine else sheets.other(article, annotator)
        except (AnnotatorError, OSError) as error:
            self._on_failed(name, error)
            return True
        if not self.close_article(keep_shown=True):
            return False
        self._on_opened(name, wanted)
        return True

    def show_anew(self, fresh: Opening) -> None:
        """Shows the colleague's sheet that lies open as it is on disk by now; hands stay where they are."""
        held = self._controller.state
        self._lay(fresh, self._name)
        self.opened.emit(fresh)
        self._controller.open(fresh.session, HandState(caret=held.caret, selection=held.selection))

    def _take_own_sheet(self) -> Session | None:
        """Turns to one's own sheet where a colleague's stands in for it. The controller opens the session."""
        if self._opening is None or not self._opening.session.stand_in:
            return None
        try:
            opening = self.sheets.own(self._opening.session.article)
        except (AnnotatorError, OSError) as error:
            self._on_failed(self._name, error)
            return None
        self._lay(opening, self._name)
        self._histories.resume(opening)
        self.opened.emit(opening)
        return opening.session

    def _lay(self, opening: Opening | None, name: str) -> None:
        self._opening, self._name = opening, name
        self._name_owner()
        self.keeping.attend(opening, name)

    def _name_owner(self) -> None:
        """Whose sheet is only looked at is said as they are called on screen, however that was when it was read."""
        opening = self._opening
        if opening is not None and opening.owner:
            owner = self.people.alias(opening.annotator) or opening.owner
            opening.session.read_only = only_looked_at(owner)
        elif opening is not None:
            opening.session.read_only = self.people.told(opening.session.read_only)

    def _on_opened(self, name: str, opening: Opening) -> None:
        self._lay(opening, name)
        self.keeps_stand_in = False
        self._histories.resume(opening)
        self.opened.emit(opening)
        self._controller.open(opening.session)
        self.library.attend(name)
        if opening.session.index.mention_count > _MANY:
            self._painted.ask()
        if opening.annotator == self.writer.id or opening.session.stand_in:
            self.keeping.try_out(opening.session.article.path.parent)

    def _complete_index(self) -> None:
        if self._opening is not None:
            self._fetching.complete(self._opening)

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
        held = bool(self._opening or self._fetching.name)
        if self._opening is not None:
            self.leaving.emit()
            if not self.keeping.close():
                return False
            self._histories.keep(self._opening)
        self._lay(None, "")
        self._fetching.drop()
        if held and not keep_shown:
            self._controller.close()
            self.closed.emit()
        return True

    def abandon(self) -> None:
        """Lets go of the open sheet although it is not on disk, as the annotator decided."""
        self.keeping.abandon()
        self._lay(None, "")
        self._controller.close()
        self.closed.emit()

    def keep_elsewhere(self, other: Path) -> None:
        """Puts the open sheet, where it cannot be saved, to where the folder's tags are kept from now on.

        The folder is to be opened anew then. Raises AnnotatorError, and OSError where it cannot be put there either;
        then all stays as it is.
        """
        if self._opening is None or self._opening.saver is None:
            return
        self.leaving.emit()
        if self.keeping.copy_elsewhere(other):
            self.abandon()

    # -- who and what for ------------------------------------------------------------------------------------

    def change_annotator(self, me: Annotator) -> bool:
        """Somebody else tags from now on; the open article is opened anew with their sheet.

        False where the open sheet is not on disk and therefore stays.
        """
        if me == self.me:
            return True
        if not self.close_article():
            return False
        self.people.me = me
        place, storage = self.library.place, self.storage
        if place is not None and storage is not None:
            self.library.open(place, storage, me.id)
        return True

    def adjudicate(self, on: bool) -> bool:
        """From now on articles open with their gold sheet, or with one's own again; the open one at once.

        Opening writes nothing. False where the open sheet is not on disk and therefore stays.
        """
        if on == self.is_adjudicating:
            return True
        name = self._fetching.name or self._name
        if not self.close_article():
            return False
        self.people.adjudicates = on
        self.library.tell_of(self.writer.id)
        if name:
            self.open_article(name)
        return True

    def use_tagset(self, tagset: Tagset, *, for_all: bool = True) -> bool:
        """Tags with another tagset from now on; no tag changes, unknown types are listed as problems.

        False where the open sheet is not on disk and therefore stays as it is.
        """
        name = self._fetching.name or self._name
        if not self.close_article():
            return False
        self.sheets.use(tagset, for_all=for_all)
        if name:
            self.open_article(name)
        return True
