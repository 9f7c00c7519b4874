"""Letting other threads run while a worker does something long in Python."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Pace:
    """Called often from a long loop, gives the interpreter away for an instant about every ``slice_ms``.

    A thread that asks for the interpreter waits up to Python's switch interval (5 ms) unless it is given away.
    Not worth anything on the thread that the others wait for: pass None there.
    """

    def __init__(self, slice_ms: float = 1.5) -> None:
        self._slice = slice_ms / 1000
        self._next = time.perf_counter() + self._slice

    def __call__(self) -> None:
        """Sleeps for some microseconds when the slice is over."""
        if time.perf_counter() >= self._next:
            time.sleep(0.00005)
            self._next = time.perf_counter() + self._slice


_lock = threading.Lock()
_running: list[bool] = []


@contextmanager
def uncollected() -> Iterator[None]:
    """Keeps the garbage collector from walking through a great many records while they are made, and ever after.

    A full collection over the records of 100,000 mentions holds every thread for some 300 ms, and records never
    form cycles: they go by their reference counts, which this does not touch.
    """
    with _lock:
        _running.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            was_enabled = _running.pop()  # the first one's comes last, whoever ends first
            if not _running:
                gc.freeze()
                if was_enabled:
                    gc.enable()
