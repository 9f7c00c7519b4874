"""One sheet and the file it is kept in: takes edits in, writes them, and takes in what others wrote meanwhile.

It has no thread and no queue: :class:`~annotator.sidecars.saver.Saver` calls it from its own.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from annotator.annotations.edits import Edit
from annotator.articles.article import Article
from annotator.digests import sha256
from annotator.sidecars import saving
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.merging import Merge, merge, rebase
from annotator.sidecars.names import is_there
from annotator.sidecars.opening import OpenedSheet, check_owner
from annotator.sidecars.pacing import Pace, uncollected
from annotator.sidecars.problems import Astray, ChangedMeanwhile, SidecarError
from annotator.sidecars.reading import Loaded, parse_sidecar
from annotator.sidecars.saving import Observe, OnDisk, Signature


class SheetFile:
    """A sheet with all edits taken in so far, and what is known of its file.

    ``tell`` hears of each merge. ``make_folder`` and ``observe`` are those of the saver. One thread at a time may call
    it; others that want its ``image`` hold ``taking``.
    """

    def __init__(
        self,
        opened: OpenedSheet,
        article: Article,
        tell: Callable[[Merge], None],
        *,
        make_folder: bool,
        observe: Observe | None,
    ) -> None:
        self.path = opened.path
        self.taking = threading.Lock()
        """Held while edits or merges are taken in, so that a copy has all of one or nothing."""
        self._article = article
        self._tell = tell
        self._make_folder, self._observe = make_folder, observe
        self._has_article = is_there(article.path)
        self._base = self._sheet = opened.sheet
        self.image = opened.image
        """The bytes of the file with all that was taken in."""
        self._known = opened.on_disk
        self._swept = False

    # -- what lies there -------------------------------------------------------------------------------------

    @property
    def was_written(self) -> bool:
        """Whether there is a file, as far as is known."""
        return self._known.signature is not None

    @property
    def is_gone(self) -> bool:
        """Whether neither the file nor its article is where it was."""
        return not (is_there(self.path) or is_there(self._article.path))

    @property
    def is_surely_known(self) -> bool:
        """Whether time stamps and size prove that the file is as known, or that there never was one. Raises OSError."""
        known, found = self._known.signature, saving.signature(self.path)
        return known is None or (found is not None and known.proves(found))

    def digest(self) -> str:
        """The SHA-256 of the file as last read or written."""
        return sha256(b"".join(self._known.chunks))

    def settle(self) -> None:
        """Compares what was just written while nobody waits, so that the next write need only look at time stamps."""
        known = self._known
        if known.signature is not None and not known.signature.sure:
            with contextlib.suppress(OSError):  # the next write tells
                self._known = saving.unchanged(self.path, known) or known

    def look(self, *, leaving: bool) -> None:
        """Takes in what somebody else wrote; only makes sure that it could be where one is ``leaving``.

        Raises OSError, and AnnotatorError where the file is no sidecar of this sheet any more.
        """
        known = saving.unchanged(self.path, self._known)
        if known is not None:
            self._known = known
        elif leaving:
            self._read_others()
        else:
            self._merge()

    # -- taking in -------------------------------------------------------------------------------------------

    def take(self, edit: Edit) -> None:
        """Takes an edit in. One made before a merge was known is merged itself."""
        fits = all(self._sheet.get(change.id) == change.before for change in edit.changes)
        if fits and (edit.status is None or edit.status[0] == self._sheet.status):
            image = self.image.apply(edit, pace=Pace())
            self._sheet, self.image = self._sheet.apply(edit), image
            return
        merged = rebase(self._sheet, edit)
        image = self.image.apply(merged.theirs, copies=merged.copies, pace=Pace())
        self._sheet, self.image = self._sheet.apply(merged.theirs), image
        self._tell(merged)

    def _merge(self) -> None:
        """Takes in what somebody else wrote. Raises what reading it raises; then nothing has changed here."""
        loaded, signature = self._read_others()
        merged = merge(self._base, self._sheet, loaded.sheet)
        image = loaded.image.apply(merged.theirs, copies=merged.copies, pace=Pace())
        with self.taking:
            self.image, self._base, self._sheet = image, loaded.sheet, merged.sheet
            self._known = OnDisk(signature, loaded.image.chunks())
        self._tell(merged)

    def _read_others(self) -> tuple[Loaded, Signature]:
        data, signature = saving.read_bytes(self.path)
        with uncollected():
            loaded = parse_sidecar(data, self._article, self.path, pace=Pace())
        check_owner(loaded.header, self.path)
        if loaded.misplaced:
            raise SidecarError(
                "somebody else changed the file, and for another text of the article", path=self.path
            )
        return loaded, signature

    # -- writing ---------------------------------------------------------------------------------------------

    def write(self, tagset: TagsetStamp | None, where: Path | None) -> None:
        """Puts all that was taken in on disk; ``where`` is the place told for a file that went with its article.

        Raises Astray where both are gone and no place was told, OSError, and AnnotatorError where what others wrote
        cannot be taken in.
        """
        self._find(where)
        target = self.path.resolve()
        if self._make_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        if not self._swept:
            self._swept = True
            saving.sweep(target.parent)
        for _ in range(8):
            self.image = self.image.with_header(self.image.header.renewed(self._article, tagset))
            try:
                self._known = saving.write(self.path, self.image.chunks(), self._known, self._observe)
            except ChangedMeanwhile:
                self._merge()
                continue
            self._base = self._sheet
            return
        raise SidecarError("somebody else changes the file all the time", path=self.path)

    def _find(self, where: Path | None) -> None:
        """Makes sure that what was written here before, or else its article, is still where it was.

        Whoever renames both does not want the tags split between two names.
        """
        if not self.was_written or not self._has_article or not self.path.parent.is_dir():
            return
        if not self.is_gone:
            return
        if where is None:
            raise Astray("the article and its tags are gone from the folder", path=self.path)
        self.path = where


def write_anew(path: Path, image: Image) -> None:
    """Writes a sheet to some other file; one there is replaced. Raises OSError."""
    known = OnDisk()
    with contextlib.suppress(FileNotFoundError):
        data, signature = saving.read_bytes(path)
        known = OnDisk(signature, (data,))
    saving.write(path, image.chunks(), known)
