"""Runs work on other threads and brings its result back to the window's thread."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

Then = Callable[[Any], None]


_TURN = 0.001


def take_short_turns() -> None:
    """Has threads hand the interpreter over after a millisecond, not five.

    Neither does a frame wait long for a worker, nor a save, which asks for the interpreter some twenty times, for
    the window.
    """
    sys.setswitchinterval(_TURN)


class Background(QObject):
    """A few worker threads. What they give back, or the exception they raise, arrives on this object's thread."""

    _arrived = Signal(object, object)

    def __init__(self, parent: QObject | None = None, threads: int = 2) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._under_way: set[Future[Any]] = set()
        self._closed = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way and every result has arrived."""
        return not self._under_way

    def run(
        self, work: Callable[[], Any], then: Then, failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Does ``work`` on another thread; then calls ``then`` with its result, or ``failed`` with its exception.

        Without ``failed`` an exception is raised here, so that it is reported like any unexpected one.
        """
        if self._closed:
            return
        future = self._pool.submit(work)
        self._under_way.add(future)
        future.add_done_callback(lambda done: self._hand_over(done, then, failed))

    def _hand_over(self, done: Future[Any], then: Then, failed: Callable[[Exception], None] | None) -> None:
        if not self._closed:
            self._arrived.emit(done, (then, failed))

    def _on_arrived(self, done: Future[Any], who: tuple[Then, Callable[[Exception], None] | None]) -> None:
        self._under_way.discard(done)
        if self._closed or done.cancelled():
            return
        then, failed = who
        error = done.exception()
        if error is None:
            then(done.result())
        elif failed is not None and isinstance(error, Exception):
            failed(error)
        else:
            raise error

    def close(self) -> None:
        """Waits for work under way and drops the rest; nothing arrives any more."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
