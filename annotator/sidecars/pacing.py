"""Letting other threads run while a worker does something long in Python."""

from __future__ import annotations

import time


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
