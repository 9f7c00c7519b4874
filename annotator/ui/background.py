"""Runs work on other threads and brings its result back to the window's thread.

Plain threads: ``concurrent.futures`` costs more to import than all that is here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
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


class _Task:
    """Work to be done, and what became of it."""

    __slots__ = ("error", "failed", "result", "then", "work")

    def __init__(
        self, work: Callable[[], Any], then: Then, failed: Callable[[Exception], None] | None
    ) -> None:
        self.work, self.then, self.failed = work, then, failed
        self.result: Any = None
        self.error: BaseException | None = None


class Background(QObject):
    """A few worker threads. What they give back, or the exception they raise, arrives on this object's thread."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None, threads: int = 2) -> None:
        super().__init__(parent)
        self._most = threads
        self._threads: list[Thread] = []
        self._waiting: SimpleQueue[_Task | None] = SimpleQueue()
        self._under_way: set[_Task] = set()
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
        task = _Task(work, then, failed)
        self._under_way.add(task)
        self._waiting.put(task)
        if len(self._threads) < min(self._most, len(self._under_way)):
            thread = Thread(target=self._labour, name=f"worker {len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _labour(self) -> None:
        while (task := self._waiting.get()) is not None:
            if self._closed:
                continue
            try:
                task.result = task.work()
            except BaseException as error:  # raised on the window's thread
                task.error = error
            try:
                self._arrived.emit(task)
            except RuntimeError:  # the window is gone, and nobody waits for it
                return

    def _on_arrived(self, task: _Task) -> None:
        self._under_way.discard(task)
        if self._closed:
            return
        if task.error is None:
            task.then(task.result)
        elif task.failed is not None and isinstance(task.error, Exception):
            task.failed(task.error)
        else:
            raise task.error

    def close(self) -> None:
        """Waits for work under way and drops the rest; nothing arrives any more."""
        self._closed = True
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()
