"""Keeps one open sheet on disk: a worker thread that writes after every edit and merges what others wrote.

Knows no window. States are told through a callback that is called on the worker thread. Nothing is written before
the first edit.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from annotator.annotations.edits import Edit
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.errors import AnnotatorError
from annotator.sidecars import saving
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.merging import Merge, fitting
from annotator.sidecars.names import is_there
from annotator.sidecars.opening import OpenedSheet
from annotator.sidecars.problems import Astray, SidecarError
from annotator.sidecars.refusals import check_quotes, explain
from annotator.sidecars.saving import Observe
from annotator.sidecars.sheet_file import SheetFile, write_anew
from annotator.sidecars.states import Merged, NotSaved, Saved, Saving, State

_FIRST_RETRY, _LAST_RETRY = 0.5, 30.0
"""Seconds before a failed save is tried again: doubled each time, from the first to the last."""

_LOOK_AGAIN = 0.05
"""Seconds after a write at which its time stamps are old enough to tell a later change apart."""

_ABSENCE = 0.5
"""Seconds that a file may be away or broken before it is told: git and others take one away to put another there."""

_log = logging.getLogger(__name__)


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
        self._article = article
        self._on_state = on_state
        self._patience = patience
        self._changed = threading.Condition()
        # Under the condition's lock:
        self._queue: list[Edit] = []
        # The last ones submitted, which a merge still to be heard may not know of:
        self._unheard: list[Edit] = []
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
        # The worker's own:
        self._file = SheetFile(opened, article, self._tell, make_folder=make_folder, observe=observe)
        self._taken = 0
        self._refused = ""
        self._unsure = False

    @property
    def path(self) -> Path:
        """Where the sheet is kept."""
        return self._file.path

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
        return self._file.digest()

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
            if self._stopping or not self._file.was_written:
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
        try:
            if self._file.is_surely_known:
                return
        except OSError:
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
        with self._file.taking, self._changed:
            image, edits = self._file.image, tuple(self._queue)
        for edit in edits:
            image = image.apply(edit)
        write_anew(path, image)

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
                    self._changed.wait_for(self._is_awaited, self._patience)
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
                    self._unsure = False
                    self._file.settle()
                continue  # else whoever hurried has been served by the write that was under way
            self._report(Saving())
            self._take_all()
            self._report(self._save(tagset))
            self._unsure = True

    def _is_awaited(self) -> bool:
        return self._urgent or self._leaving or self._stopping

    def _is_called(self) -> bool:
        return self._hurry or self._stopping or self._looks_done < self._looks_wanted

    def _check(self, looks: int) -> None:
        """Looks at the file, and tells what has become of it where that is something else than before."""
        lost = ""
        try:
            lost = self._what_became()
        except OSError:
            # It says nothing of what is on disk: what was known stays.
            _log.info("the sidecar could not be looked at", exc_info=True)
            lost = self._lost
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
        if not self._why_lost():
            return ""
        with self._changed:
            self._changed.wait_for(lambda: self._hurry or self._leaving or self._stopping, _ABSENCE)
        self._go_along()
        return self._why_lost()

    def _why_lost(self) -> str:
        if saving.signature(self.path) is None:
            alone = is_there(self._article.path)
            return f"{'its file was' if alone else 'its file and the article were'} removed from outside"
        try:
            self._file.look(leaving=self._leaving)
        except AnnotatorError as error:
            return f"the file was changed from outside: {error}"
        return ""

    def _go_along(self) -> None:
        """Goes to where article and sidecar were said to be now."""
        with self._changed:
            if self._told_where is not None and self._file.is_gone:
                self._file.path, self._told_where = self._told_where, None

    def _take_all(self) -> None:
        with self._file.taking:
            with self._changed:
                edits, self._queue = self._queue, []
            for edit in edits:
                self._taken += 1
                try:
                    self._file.take(edit)
                except Exception as error:
                    _log.exception("an edit could not be taken in")
                    self._refused = f"{error}"

    def _save(self, tagset: TagsetStamp | None) -> Saved | NotSaved:
        """Writes what was taken in. Callers who wait for it are let go on before the state is told."""
        reason, astray = "", False
        with self._changed:
            where, self._told_where = self._told_where, None
        try:
            self._file.write(tagset, where)
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

    def _tell(self, merged: Merge) -> None:
        if merged.conflicts or not merged.ours.is_empty:
            self._report(Merged(merged, self._taken))

    def _report(self, state: State) -> None:
        try:
            self._on_state(state)
        except Exception:  # whoever listens must not stop the saving
            _log.exception("a state of the saver could not be told")
