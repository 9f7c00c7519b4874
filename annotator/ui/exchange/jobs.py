"""Work beside the window that takes its time: with progress, and with an end before its end.

A worker only notes how far it is; the window looks now and then. So ten thousand articles cost ten looks a second.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.ui.background import Background

_LOOK_MS = 80
_REST_MS = 150
"""Milliseconds of quiet after the last choice before a preview is made."""


class BrokenOff(Exception):
    """Somebody broke the work off."""


class Tally:
    """How far work is, as its worker notes it, and whether it is still wanted."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self._unwanted = Event()

    @property
    def is_unwanted(self) -> bool:
        """Whether it was broken off."""
        return self._unwanted.is_set()

    def break_off(self) -> None:
        """Has the worker stop at its next note."""
        self._unwanted.set()

    def note(self, done: int, total: int = 0) -> None:
        """Called by the worker. Raises BrokenOff."""
        self.done, self.total = done, total
        if self._unwanted.is_set():
            raise BrokenOff


class Job(QObject):
    """One piece of work. Exactly one of ``finished``, ``broken_off`` and ``failed`` comes at its end."""

    progressed = Signal(int, int)
    """How many are done, of how many (0: that is not known)."""
    finished = Signal(object)
    """What the work gave."""
    broken_off = Signal(int)
    """How many were done by then."""
    failed = Signal(object)
    """The exception that ended it."""

    def __init__(
        self, background: Background, work: Callable[[Tally], Any], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tally = tally = Tally()
        self._deserted = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(lambda: self.progressed.emit(self._tally.done, self._tally.total))
        self._timer.start()
        background.run(lambda: work(tally), self._on_finished, self._on_failed)

    def break_off(self) -> None:
        """Has it end before its end."""
        self._tally.break_off()

    def desert(self) -> None:
        """Breaks it off, and nobody hears of its end: who asked for it is gone."""
        self._deserted = True
        self._timer.stop()
        self._tally.break_off()

    def _on_finished(self, result: Any) -> None:
        if not self._deserted:
            self._timer.stop()
            self.finished.emit(result)

    def _on_failed(self, error: Exception) -> None:
        if self._deserted:
            return
        self._timer.stop()
        if isinstance(error, BrokenOff):
            self.broken_off.emit(self._tally.done)
        else:
            self.failed.emit(error)


class Preview(QObject):
    """Works out what the newest choices lead to, one at a time; what was asked before is not shown any more."""

    ready = Signal(object)
    """What the newest work gave."""
    failed = Signal(object)
    """The exception that ended the newest work."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._wanted: Callable[[Tally], Any] | None = None
        self._tally: Tally | None = None
        self._deserted = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._begin)

    @property
    def is_current(self) -> bool:
        """Whether what is shown is what was last asked for."""
        return self._wanted is None and self._tally is None

    def ask(self, work: Callable[[Tally], Any]) -> None:
        """Has ``work`` done, after a moment of quiet and once the one before has ended."""
        self._wanted = work
        if self._tally is not None:
            self._tally.break_off()
        self._rest.start()

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._wanted = None
        self._rest.stop()
        if self._tally is not None:
            self._tally.break_off()

    def desert(self) -> None:
        """Nothing is wanted any more, and nothing is told: who asked is gone."""
        self._deserted = True
        self.forget()

    def _begin(self) -> None:
        if self._tally is not None or self._wanted is None:
            return  # its end begins the next
        work, self._wanted = self._wanted, None
        tally = self._tally = Tally()
        self._background.run(lambda: work(tally), lambda r: self._end(r, None), lambda e: self._end(None, e))

    def _end(self, result: Any, error: Exception | None) -> None:
        unwanted = self._tally is not None and self._tally.is_unwanted
        self._tally = None
        if self._deserted:
            return
        if self._wanted is not None:
            if not self._rest.isActive():
                self._begin()
        elif unwanted:
            return
        elif error is None:
            self.ready.emit(result)
        else:
            self.failed.emit(error)
