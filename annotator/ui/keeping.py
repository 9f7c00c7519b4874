"""Whether the open sheet is on disk: hears its saver, waits for it, and says where tags cannot be kept.

It opens and shows nothing; what a person has to be told goes out as signals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from annotator.annotations.edits import Edit
from annotator.errors import AnnotatorError
from annotator.sidecars.names import Storage
from annotator.sidecars.saver import Saver
from annotator.sidecars.saving import is_writable
from annotator.sidecars.states import Merged, NotSaved, Saved, Saving, State
from annotator.sidecars.workspace import ArticleFile, Listing
from annotator.ui.afterwards import Afterwards
from annotator.ui.controller import Controller
from annotator.ui.library import Library
from annotator.ui.opening import Opening

_CLOSE_TIMEOUT = 10.0
"""Seconds that closing waits for the disk."""


class Keeping(QObject):
    """Follows the saver of one sheet at a time."""

    save_state = Signal(object)
    """Saving, Saved or NotSaved of the open sheet."""
    conflicts = Signal(object)
    """The :class:`Merge` of somebody else's changes that collided with one's own."""
    unwritable = Signal(object)
    """The folder that cannot be written, said before the first tag."""

    _told = Signal(int, object)

    def __init__(self, controller: Controller, library: Library, parent: QObject) -> None:
        super().__init__(parent)
        self._controller, self._library = controller, library
        self._opening: Opening | None = None
        self._name = ""
        self._edited = False
        self._ticket = 0
        self._writable: set[Path] = set()
        self._edit_painted = Afterwards(self._write, self)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        library.listed.connect(self._on_listed)
        library.looked.connect(self._look)
        controller.edited.connect(self._on_edited)

    # -- what is kept ----------------------------------------------------------------------------------------

    def attend(self, opening: Opening | None, name: str) -> None:
        """From now on this lies open (None: nothing), of the article of that name."""
        self._opening, self._name, self._edited = opening, name, False

    @property
    def _saver(self) -> Saver | None:
        return self._opening.saver if self._opening is not None else None

    def listener(self) -> Callable[[State], None]:
        """Who hears a new saver, on the saver's thread; a saver that was replaced is heard no more."""
        self._ticket += 1
        return partial(self._told.emit, self._ticket)

    def follow(self, renamed: ArticleFile | None) -> None:
        """Has the open sheet saved under the article's new name, or where it was if there is none."""
        opening, storage = self._opening, self._library.storage
        if opening is not None and opening.saver is not None and storage is not None:
            saver = opening.saver
            saver.follow(saver.path if renamed is None else storage.sidecar(renamed.path, opening.annotator))

    # -- what the saver tells --------------------------------------------------------------------------------

    def _on_told(self, ticket: int, state: State) -> None:
        opening, saver = self._opening, self._saver
        if ticket != self._ticket or opening is None or saver is None:
            return
        if isinstance(state, Merged):
            taken = saver.heard(state, opening.session.sheet)
            self._controller.take_in(taken)
            if state.merge.conflicts:
                self.conflicts.emit(state.merge)
            elif not taken.is_empty:
                self._controller.said.emit("What somebody else changed in this sheet meanwhile was taken in")
            return
        if isinstance(state, Saved):
            self._library.expect_own_write()
            if not saver.is_saved:
                return
        if isinstance(state, NotSaved) and state.astray:
            # Somebody renamed both a moment ago, most likely: no failure unless nothing comes of looking for them.
            self._library.look_for_renamed(self._name, partial(self._on_whereabouts, opening))
            self._library.rescan()
            return
        assert isinstance(state, (Saving, Saved, NotSaved))
        self.save_state.emit(state)

    def _on_whereabouts(self, opening: Opening, renamed: ArticleFile | None) -> None:
        if opening is self._opening:
            self.follow(renamed)

    # -- what is edited --------------------------------------------------------------------------------------

    def _on_edited(self, _edit: Edit) -> None:
        saver = self._saver
        self._edited = True
        if saver is not None and not saver.is_saved:
            self.save_state.emit(Saving())
            self._edit_painted.ask()

    def _look(self) -> None:
        saver = self._saver
        if saver is not None:
            saver.look()

    def _write(self) -> None:
        saver = self._saver
        if saver is not None:
            saver.go_on()

    # -- where it cannot be kept -----------------------------------------------------------------------------

    def forget_folder(self) -> None:
        """Another folder is being opened: whether one can write there is to be tried out."""
        self._writable.clear()

    def _on_listed(self, listing: Listing) -> None:
        self.try_out(listing.folder)

    def try_out(self, folder: Path) -> None:
        """Says before the first tag that sidecars cannot be kept in a folder."""
        storage = self._library.storage
        if storage is None or storage.elsewhere is not None:
            return
        if folder not in self._writable:
            if not is_writable(folder):
                self.unwritable.emit(folder)
                return
            self._writable.add(folder)  # tried out by making a file on some systems: once is enough

    def retry(self) -> None:
        """Tries again at once to save what could not be saved."""
        saver = self._saver
        if saver is not None:
            saver.retry()

    def close(self) -> bool:
        """Waits until the open sheet is on disk, and ends with its saver; False where it cannot be written."""
        saver = self._saver
        if saver is None:
            return True
        if not saver.close(_CLOSE_TIMEOUT):
            if not saver.is_astray:
                return False
            self.follow(self._library.find_renamed(self._name))
            if not saver.close(_CLOSE_TIMEOUT):
                return False
        if self._edited:
            self._library.expect_own_write()  # what the saver told last is heard by nobody any more
        return True

    def abandon(self) -> None:
        """Ends with the saver although the sheet is not on disk."""
        saver = self._saver
        if saver is not None:
            saver.abandon()

    def copy_elsewhere(self, other: Path) -> bool:
        """Puts the open sheet to where the folder's tags are kept from now on; False where it could be saved after all.

        Raises AnnotatorError, and OSError where it cannot be put there either; then all stays as it is.
        """
        opening, saver, storage = self._opening, self._saver, self._library.storage
        if opening is None or saver is None or storage is None or saver.flush(_CLOSE_TIMEOUT):
            return False
        place = Storage(storage.folder, other).sidecar(opening.session.article.path, opening.annotator)
        if place.exists():
            raise AnnotatorError("other tags of yours are kept there already", path=place)
        place.parent.mkdir(parents=True, exist_ok=True)
        saver.write_copy(place)
        return True
