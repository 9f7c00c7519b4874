"""Puts a comment into one's own sidecar while another sheet lies open. Knows no Qt, so that a worker can do it.

A reviewer who decides on gold, or looks at a colleague's sheet, still comments in a sidecar of their own: nothing else
of it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock

from annotator.annotations.edits import Edit
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.errors import AnnotatorError
from annotator.sidecars.names import Storage
from annotator.sidecars.states import NotSaved, State
from annotator.tagsets.model import Tagset
from annotator.ui.opening import Annotator, open_own

_TIMEOUT = 10.0
"""Seconds that the disk may take."""


class Posting:
    """An edit of one's own sheet that is made once: by a worker, or by whoever cannot wait for one."""

    def __init__(self, work: Callable[[], Sheet]) -> None:
        self._work = work
        self._lock = Lock()
        self._taken = False
        self._over = Event()

    def __call__(self) -> Sheet | None:
        """Makes it and gives the sheet; None where somebody else does already. Raises what :func:`post` raises."""
        with self._lock:
            if self._taken:
                return None
            self._taken = True
        try:
            return self._work()
        finally:
            self._over.set()

    def finish(self) -> None:
        """Makes it now, or waits until it is made."""
        self()
        self._over.wait(_TIMEOUT)


def post(
    article: Article, me: Annotator, storage: Storage, tagset: Tagset, make: Callable[[Sheet], Edit]
) -> Sheet:
    """Makes an edit of one's own sheet of an article and waits until it is on disk; the sheet as it is then.

    Raises AnnotatorError where the sheet cannot be read or changed, and where the edit did not come to the disk.
    """
    told: list[State] = []
    try:
        opening = open_own(article, me, storage, tagset, told.append)
    except OSError as error:
        raise AnnotatorError(f"your own tags cannot be opened: {error.strerror or error}") from None
    session, saver = opening.session, opening.saver
    if saver is None:
        raise AnnotatorError(session.read_only)
    session.apply(make(session.sheet))
    if not saver.close(_TIMEOUT):
        saver.abandon()
        reason = next((state.reason for state in reversed(told) if isinstance(state, NotSaved)), "no answer")
        raise AnnotatorError(f"the comment is not on disk: {reason}", path=saver.path)
    return session.sheet
