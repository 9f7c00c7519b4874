"""Work in several processes, in order, so that no more is kept in memory than is under way.

Processes are started anew, never forked: a copy of a process with threads or windows may hang, and Windows has none.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from concurrent.futures import Future

_ASKED_AHEAD = 4
"""Chunks for each process that are under way at most."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def in_processes(
    jobs: int, work: Callable[[Sequence[_Given]], Sequence[_Made]], chunks: Iterable[Sequence[_Given]]
) -> Iterator[tuple[_Given, _Made]]:
    """Each of what the chunks hold with what ``work`` makes of it, in their order, by ``jobs`` processes.

    When the iterator is closed, the processes end after the chunk that they are at. Raises what ``work`` raises, and
    AnnotatorError where a process is killed, as systems do that run out of memory.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    waiting: deque[tuple[Sequence[_Given], Future[Sequence[_Made]]]] = deque()
    with ProcessPoolExecutor(jobs, get_context("spawn"), _end_with_parent) as pool:
        try:
            for chunk in chunks:
                waiting.append((chunk, pool.submit(work, chunk)))
                if len(waiting) > _ASKED_AHEAD * jobs:
                    given, future = waiting.popleft()
                    yield from zip(given, future.result(), strict=True)
            while waiting:
                given, future = waiting.popleft()
                yield from zip(given, future.result(), strict=True)
        except BrokenProcessPool as error:
            raise AnnotatorError(
                "a process that took part was ended from outside, perhaps as memory ran out",
                remedy="Use fewer processes.",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Has this process end when the one that started it is gone: it would wait for ever, as it holds its own pipe open."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    parent = parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def end() -> None:
        wait([sentinel])
        os._exit(1)

    Thread(target=end, name="ends with its parent", daemon=True).start()
