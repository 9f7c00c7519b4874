"""Ctrl-C, held back where it would leave something half done, and kept from processes that are only being started."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Holds Ctrl-C back until the end of the block; then it comes. Elsewhere than on the main thread none ever comes."""
    former = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or former is None:
        yield
        return
    pressed: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
        if pressed:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def born_deaf() -> Iterator[None]:
    """Has processes that are started in the block not hear Ctrl-C until they allow it, from their very first moment.

    A terminal sends it to all of them, and one that is still importing would print a traceback. Systems without signal
    masks (Windows) know nothing of the kind.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # It is started along with the first process, and clears the mask when it has been.
    resource_tracker.ensure_running()
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
