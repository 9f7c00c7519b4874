"""Keeps one open sheet on disk: a worker thread that writes after every edit and merges what others wrote.

Knows no window. States are told through a callback that is called on the worker thread. Nothing is written before
the first edit.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from annotator.annotations.edits import Edit
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.digests import sha256
from annotator.errors import AnnotatorError
from annotator.sidecars import saving
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.merging import Merge, fitting, merge, rebase
from annotator.sidecars.names import is_there
from annotator.sidecars.opening import OpenedSheet, check_owner
from annotator.sidecars.pacing import Pace, uncollected
from annotator.sidecars.problems import Astray, ChangedMeanwhile, SidecarError
from annotator.sidecars.reading import Loaded, parse_sidecar
from annotator.sidecars.refusals import check_quotes, explain
from annotator.sidecars.saving import Observe, OnDisk, Signature

_FIRST_RETRY, _LAST_RETRY = 0.5, 30.0
"""Seconds before a failed save is tried again: doubled each time, from the first to the last."""

_LOOK_AGAIN = 0.05
"""Seconds after a write at which its time stamps are old enough to tell a later change apart."""

_ABSENCE = 0.5
"""Seconds that a file may be away before it counts as removed: git and others take one away to put another there."""

_log = logging.getLogger(__name__)


class Saving(Struct, frozen=True):
    """Edits wait to be written or are being written."""


class Saved(Struct, frozen=True):
    """Every edit submitted so far is on disk, since ``at`` (UTC)."""

    at: datetime


class NotSaved(Struct, frozen=True):
    """Writing failed; the edits are kept and tried again in ``retry_in`` seconds.

    None: what was on disk is there no longer, as :meth:`Saver.look` found. It is written with the next edit, when asked
    to, and before closing.

    ``astray``: article and sidecar are gone from their place, and ``Saver.follow`` is to say where to write.
    """

    reason: str
    retry_in: float | None = None
    astray: bool = False


class Merged(Struct, frozen=True):
    """Somebody else had changed the file: what ``Saver.heard`` makes of it is to be applied to the open sheet.

    Do not submit that: it is in the file. ``known`` says how many of the edits submitted so far the merge knew of;
    what a later one touched is settled by the saver, which then tells a further merge.
    """

    merge: Merge
    known: int = 0


State: TypeAlias = Saving | Saved | NotSaved | Merged


class Saver:
    """Saves one sheet. Its methods may be called from any thread; ``on_state`` is called from the worker."""

    def __init__(
        self,
        opened: OpenedSheet,
        article: Article,
        *,
        on_state: Callable[[State], None],
        tagset: TagsetStamp | None = None,
        make_folder: bool = False,
        patience: float = 0.0,
        observe: Observe | None = None,
    ) -> None:
        """``tagset`` is the one in use, for the header; ``observe`` sees the steps of each write.

        ``make_folder`` has the sidecar's folder made, for sidecars that are kept elsewhere; beside an article it is
        never made, as then the disk with the article may just be away.

        ``patience`` is how long (seconds) a write waits at most for :meth:`go_on`: a window paints an edit in half the
        time while nothing is written beside it.

        Raises SidecarError for a sheet that was opened read-only.
        """
        if opened.read_only is not None:
            raise SidecarError(opened.read_only, path=opened.path)
        self.path = opened.path
        self._article = article
        self._on_state = on_state
        self._observe = observe
        self._make_folder = make_folder
        self._patience = patience
        self._changed = threading.Condition()
        # Under the condition's lock:
        self._queue: list[Edit] = []
        self._unheard: list[
            Edit
        ] = []  # the last ones submitted, which a merge still to be heard may not know of
        self._tagset = tagset
        self._submitted = 0
        self._durable = 0
        self._failures = 0
        self._astray = False
        self._told_where: Path | None = None
        self._lost = ""
        self._looks_wanted = 0
        self._looks_done = 0
        self._leaving = False
        self._hurry = False
        self._urgent = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._taking = threading.Lock()
        # The worker's own:
        self._has_article = is_there(article.path)
        self._base = self._sheet = opened.sheet
        self._image = opened.image
        self._known = opened.on_disk
        self._taken = 0
        self._refused = ""
        self._swept = False
        self._unsure = False

    @property
    def is_saved(self) -> bool:
        """Whether every edit submitted so far is on disk, and what was there has not been found gone or broken."""
        with self._changed:
            return self._durable == self._submitted and not self._lost

    @property
    def is_astray(self) -> bool:
        """Whether the last try failed because article and sidecar are gone from their place."""
        with self._changed:
            return self._astray

    def follow(self, path: Path) -> None:
        """Says where to write if article and sidecar are gone from their place: where they went, or there even so.

        What lies at ``path`` by then is not overwritten unless it is what was last written here.
        """
        with self._changed:
            self._told_where = path
            self._hurry = self._urgent = self._hurry or self._astray
            self._changed.notify_all()

    def digest(self) -> str:
        """The SHA-256 of the file as last read or written here; asked before the first edit or after closing."""
        return sha256(b"".join(self._known.chunks))

    def use_tagset(self, tagset: TagsetStamp) -> None:
        """Names the tagset in use in the header from the next edit on."""
        with self._changed:
            self._tagset = tagset

    def submit(self, edit: Edit) -> None:
        """Has an edit written; returns at once.

        Raises QuoteMismatch, with nothing taken, when a record does not quote what the article says at its place.
        """
        if edit.is_empty:
            return
        check_quotes(edit, self._article, self.path)
        with self._changed:
            if self._stopping:
                raise SidecarError("the sheet is closed", path=self.path)
            self._queue.append(edit)
            self._unheard.append(edit)
            self._submitted += 1
            self._hurry = True
            self._begin()
            self._changed.notify_all()

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"saver {self.path.name}", daemon=True)
            self._thread.start()

    def look(self) -> None:
        """Has the file looked at, as something happened in its folder; returns at once.

        What somebody else wrote is taken in and told as :class:`Merged`. Where the file is gone, or is no sidecar any
        more, that is told as :class:`NotSaved`, and as :class:`Saved` once it is well again. Writes nothing.
        """
        with self._changed:
            if self._stopping or self._known.signature is None:
                return
            self._looks_wanted += 1
            self._begin()
            self._changed.notify_all()

    def heard(self, told: Merged, sheet: Sheet) -> Edit:
        """What of a merge is to be applied to the open sheet; merges are to be heard in the order they are told.

        That a record looks as the merge expects does not suffice: it may have been changed and changed back.
        """
        with self._changed:
            del self._unheard[: len(self._unheard) - (self._submitted - told.known)]
            touched = {change.id for edit in self._unheard for change in edit.changes}
            status = any(edit.status is not None for edit in self._unheard)
        edit = fitting(sheet, told.merge.ours)
        changes = tuple(change for change in edit.changes if change.id not in touched)
        return Edit(edit.label, changes, None if status else edit.status)

    def go_on(self) -> None:
        """Lets what was submitted be written now; without it, it is once the saver's patience is over."""
        with self._changed:
            self._urgent = True
            self._changed.notify_all()

    def retry(self) -> None:
        """Tries a failed save again now."""
        with self._changed:
            self._hurry = self._urgent = True
            self._changed.notify_all()

    def flush(self, timeout: float | None = 10.0) -> bool:
        """Waits (seconds) until every edit submitted so far is on disk; False when it is not.

        Comes back early when a try fails.
        """
        with self._changed:
            wanted, failures = self._submitted, self._failures
            if self._durable < wanted or self._lost:
                self._hurry = self._urgent = True
                self._changed.notify_all()

            def is_done() -> bool:
                return self._durable >= wanted and not self._lost

            self._changed.wait_for(lambda: is_done() or self._failures > failures, timeout)
            return is_done()

    def close(self, timeout: float | None = 10.0) -> bool:
        """Flushes and ends the worker. When that fails returns False and goes on trying: nothing is given up.

        What was only looked at is written again where its file alone is gone, and not where somebody took the article
        away with it or made something else of the file.
        """
        self._look_before_leaving(timeout)
        with self._changed:
            looked_at = self._submitted == 0 and self._lost
        if not (looked_at and (is_there(self.path) or not is_there(self._article.path))) and not self.flush(
            timeout
        ):
            return False
        self.abandon()
        return True

    def _look_before_leaving(self, timeout: float | None) -> None:
        """Looks at the file where it is not surely the same: nobody may have noticed yet."""
        known = self._known.signature
        try:
            found = saving.signature(self.path)
        except OSError:
            return
        if known is None or (found is not None and known.proves(found)):
            return
        with self._changed:
            self._leaving = True
        self.look()
        with self._changed:
            self._changed.wait_for(lambda: self._looks_done >= self._looks_wanted, timeout)
            self._leaving = False

    def abandon(self) -> None:
        """Ends the worker after the write under way, whatever is not on disk."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def write_copy(self, path: Path) -> None:
        """Writes all edits taken so far to another file, when its own place cannot be written.

        A file there is replaced. Raises OSError.
        """
        with self._taking, self._changed:
            image, edits = self._image, tuple(self._queue)
        for edit in edits:
            image = image.apply(edit)
        known = OnDisk()
        with contextlib.suppress(FileNotFoundError):
            data, signature = saving.read_bytes(path)
            known = OnDisk(signature, (data,))
        saving.write(path, image.chunks(), known)

    def _run(self) -> None:
        while True:
            with self._changed:
                after = _LOOK_AGAIN if self._unsure else None
                wait = after if self._taken == self._durable else self._pause()
                asked = self._changed.wait_for(self._is_called, wait)
                nothing = not self._queue and self._taken == self._durable
                nothing = nothing and not (self._lost and self._hurry)
                looks = self._looks_wanted if nothing and self._looks_done < self._looks_wanted else None
                if not nothing:
                    self._changed.wait_for(lambda: self._urgent or self._stopping, self._patience)
                if self._stopping:
                    return
                if looks is None:
                    self._hurry = self._urgent = False
                    self._looks_done = self._looks_wanted  # a write looks itself
                tagset = self._tagset
            if looks is not None:
                self._check(looks)
                continue
            if nothing:
                if not asked:
                    self._look_again()
                continue  # else whoever hurried has been served by the write that was under way
            self._report(Saving())
            self._take_all()
            self._report(self._save(tagset))
            self._unsure = True

    def _is_called(self) -> bool:
        return self._hurry or self._stopping or self._looks_done < self._looks_wanted

    def _check(self, looks: int) -> None:
        """Looks at the file, and tells what has become of it where that is something else than before."""
        lost = ""
        try:
            lost = self._what_became()
        except OSError:
            _log.info(
                "the sidecar could not be looked at", exc_info=True
            )  # which says nothing of what is on disk
        except AnnotatorError as error:
            lost = f"the file was changed from outside: {error}"
        except Exception as error:
            _log.exception("a sidecar could not be looked at")
            lost = f"{type(error).__name__}: {error}"
        with self._changed:
            before, self._lost = self._lost, lost
            self._looks_done = looks
            self._changed.notify_all()
        if lost and lost != before:
            self._report(NotSaved(lost))
        elif before and not lost:
            self._report(Saved(datetime.now(UTC)))

    def _what_became(self) -> str:
        """Why what was on disk is lost, or an empty text; what somebody else wrote is taken in. Raises OSError."""
        self._go_along()
        if saving.signature(self.path) is None:
            with self._changed:
                self._changed.wait_for(lambda: self._hurry or self._leaving or self._stopping, _ABSENCE)
            self._go_along()
            if saving.signature(self.path) is None:
                alone = is_there(self._article.path)
                return f"{'its file was' if alone else 'its file and the article were'} removed from outside"
        known = saving.unchanged(self.path, self._known)
        if known is not None:
            self._known = known
        elif self._leaving:
            self._read_others()
        else:
            self._merge()
        return ""

    def _go_along(self) -> None:
        """Goes to where article and sidecar were said to be now."""
        with self._changed:
            if self._told_where is not None and not (is_there(self.path) or is_there(self._article.path)):
                self.path, self._told_where = self._told_where, None

    def _look_again(self) -> None:
        """Compares what was just written while nobody waits, so that the next save need only look at time stamps."""
        self._unsure = False
        known = self._known
        if known.signature is not None and not known.signature.sure:
            with contextlib.suppress(OSError):  # the next save tells
                self._known = saving.unchanged(self.path, known) or known

    def _take_all(self) -> None:
        with self._taking:
            with self._changed:
                edits, self._queue = self._queue, []
            for edit in edits:
                self._taken += 1
                try:
                    self._take(edit)
                except Exception as error:
                    _log.exception("an edit could not be taken in")
                    self._refused = f"{error}"

    def _save(self, tagset: TagsetStamp | None) -> Saved | NotSaved:
        """Writes what was taken in. Callers who wait for it are let go on before the state is told."""
        reason, astray = "", False
        try:
            self._write(tagset)
        except Astray as error:
            reason, astray = str(error), True
        except OSError as error:
            reason = explain(error, self.path)
        except AnnotatorError as error:
            reason = str(error)
        except Exception as error:
            _log.exception("a sidecar could not be written")
            reason = f"{type(error).__name__}: {error}"
        reason = reason or self._refused
        with self._changed:
            self._astray = astray
            if reason:
                self._failures += 1
            else:
                self._failures = 0
                self._durable = self._taken
                self._lost = ""
            self._changed.notify_all()
            retry_in = self._pause() if self._taken != self._durable else None
            return NotSaved(reason, retry_in, astray) if reason else Saved(datetime.now(UTC))

    def _pause(self) -> float:
        return float(min(_LAST_RETRY, _FIRST_RETRY * 2 ** min(self._failures - 1, 10)))

    def _take(self, edit: Edit) -> None:
        """Takes an edit in. One made before a merge was known is merged itself."""
        fits = all(self._sheet.get(change.id) == change.before for change in edit.changes)
        if fits and (edit.status is None or edit.status[0] == self._sheet.status):
            image = self._image.apply(edit, pace=Pace())
            self._sheet, self._image = self._sheet.apply(edit), image
            return
        merged = rebase(self._sheet, edit)
        image = self._image.apply(merged.theirs, copies=merged.copies, pace=Pace())
        self._sheet, self._image = self._sheet.apply(merged.theirs), image
        self._tell(merged)

    def _tell(self, merged: Merge) -> None:
        if merged.conflicts or not merged.ours.is_empty:
            self._report(Merged(merged, self._taken))

    def _report(self, state: State) -> None:
        try:
            self._on_state(state)
        except Exception:  # whoever listens must not stop the saving
            _log.exception("a state of the saver could not be told")

    def _find(self) -> None:
        """Makes sure that what was written here before, or else its article, is still where it was.

        Whoever renames both does not want the tags split between two names.
        """
        with self._changed:
            where, self._told_where = self._told_where, None
        if self._known.signature is None or not self._has_article or not self.path.parent.is_dir():
            return
        if is_there(self.path) or is_there(self._article.path):
            return
        if where is None:
            raise Astray("the article and its tags are gone from the folder", path=self.path)
        self.path = where

    def _write(self, tagset: TagsetStamp | None) -> None:
        self._find()
        target = self.path.resolve()
        if self._make_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        if not self._swept:
            self._swept = True
            saving.sweep(target.parent)
        for _ in range(8):
            self._image = self._image.with_header(self._image.header.renewed(self._article, tagset))
            try:
                self._known = saving.write(self.path, self._image.chunks(), self._known, self._observe)
            except ChangedMeanwhile:
                self._merge()
                continue
            self._base = self._sheet
            return
        raise SidecarError("somebody else changes the file all the time", path=self.path)

    def _merge(self) -> None:
        """Takes in what somebody else wrote. Raises what reading it raises; then nothing has changed here."""
        loaded, signature = self._read_others()
        merged = merge(self._base, self._sheet, loaded.sheet)
        image = loaded.image.apply(merged.theirs, copies=merged.copies, pace=Pace())
        with self._taking:
            self._image, self._base, self._sheet = image, loaded.sheet, merged.sheet
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
