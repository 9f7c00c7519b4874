"""Work in several processes, in order, so that no more is kept in memory than is under way.

Processes are started anew, never forked: a copy of a process with threads or windows may hang, and Windows has none.
Each is tied to who started it by one pipe and shares nothing else, neither locks nor threads, so that any of them can be
ended at any moment: the executors of the standard library have threads of their own that wait for ever where a process
or a call was broken off in the wrong one.
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from annotator.errors import AnnotatorError
from annotator.formats.interrupts import born_deaf, interrupts_held

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_ASKED_AHEAD = 4
"""Chunks for each process that are under way at most."""

_GIVEN = 2
"""Chunks that a process has before it at most: one to work at, and the next, so that it never waits."""

_PATIENCE = 5.0
"""Seconds for a process to end after it was told to."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def in_processes(
    jobs: int, work: Callable[[Sequence[_Given]], Sequence[_Made]], chunks: Iterable[Sequence[_Given]]
) -> Iterator[tuple[_Given, _Made]]:
    """Each of what the chunks hold with what ``work`` makes of it, in their order, by ``jobs`` processes.

    When the iterator is closed, the processes are ended, whatever they are at: ``work`` must leave nothing half done
    then. Raises what ``work`` raises, and AnnotatorError where a process is killed, as systems do that run out of memory.
    """
    rest = iter(chunks)
    first = list(islice(rest, jobs))
    crew: list[_Worker[_Given, _Made]] = []
    try:
        with interrupts_held(), born_deaf():
            for _ in first:
                crew.append(_Worker())  # noqa: PERF401 - whatever is started is known, also where the next is not
        for worker in crew:
            worker.begin(work)
        yield from _worked(crew, chain(first, rest))
    finally:
        with interrupts_held():
            _dismiss(crew)


def _worked(
    crew: Sequence[_Worker[_Given, _Made]], chunks: Iterator[Sequence[_Given]]
) -> Iterator[tuple[_Given, _Made]]:
    under_way: deque[_Task[_Given, _Made]] = deque()
    while True:
        while len(under_way) < _ASKED_AHEAD * len(crew):
            freest = min(crew, key=lambda worker: len(worker.tasks))
            if len(freest.tasks) >= _GIVEN or (chunk := next(chunks, None)) is None:
                break
            under_way.append(freest.give(chunk))
        if not under_way:
            return
        # Also while nobody waits for an answer, so that no process waits for somebody to take it.
        _take_answers(crew, wait_for_one=under_way[0].made is None)
        made = under_way[0].made
        if isinstance(made, Exception):
            raise made
        if made is not None:
            yield from zip(under_way.popleft().given, made, strict=True)


def _take_answers(crew: Sequence[_Worker[_Given, _Made]], *, wait_for_one: bool) -> None:
    from multiprocessing.connection import wait

    waited_for = {worker.pipe: worker for worker in crew if worker.tasks}
    for pipe in wait(list(waited_for), None if wait_for_one else 0):
        waited_for[pipe].take_answer()  # type: ignore[index]


def _dismiss(crew: Sequence[_Worker[Any, Any]]) -> None:
    for worker in crew:
        worker.pipe.close()
        worker.process.terminate()
    end = time.monotonic() + _PATIENCE
    for worker in crew:
        worker.process.join(max(0.0, end - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join(_PATIENCE)


class _Task(Generic[_Given, _Made]):
    """One chunk, and what was made of it, or went wrong, once that is known."""

    def __init__(self, given: Sequence[_Given]) -> None:
        self.given = given
        self.made: Sequence[_Made] | Exception | None = None


class _Worker(Generic[_Given, _Made]):
    """A process, and what it was given and has not answered, the oldest first."""

    def __init__(self) -> None:
        from multiprocessing import get_context

        context = get_context("spawn")
        self.tasks: deque[_Task[_Given, _Made]] = deque()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def begin(self, work: Callable[[Sequence[_Given]], Sequence[_Made]]) -> None:
        """Tells it what to do with chunks."""
        self._send(work)

    def give(self, chunk: Sequence[_Given]) -> _Task[_Given, _Made]:
        """Hands it a chunk."""
        self._send(chunk)
        task = _Task[_Given, _Made](chunk)
        self.tasks.append(task)
        return task

    def take_answer(self) -> None:
        """Takes what it made of its oldest chunk."""
        try:
            self.tasks[0].made = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise _gone() from error
        self.tasks.popleft()

    def _send(self, value: object) -> None:
        try:
            self.pipe.send(value)
        except OSError as error:
            raise _gone() from error


def _gone() -> AnnotatorError:
    return AnnotatorError(
        "a process that took part was ended from outside, perhaps as memory ran out",
        remedy="Use fewer processes.",
    )


def _serve(pipe: Connection) -> None:
    """What a process does: what it is told to with each chunk, until nobody is at the other end any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it hears it, and ends it
    from queue import SimpleQueue
    from threading import Thread

    chunks: SimpleQueue[Any] = SimpleQueue()

    def listen() -> None:
        # On a thread of its own: it takes what comes at any time, and ends this process also in the middle of a chunk.
        with suppress(EOFError, OSError):
            while True:
                chunks.put(pipe.recv())
        os._exit(1)

    with suppress(EOFError, OSError):  # nobody is there any more
        work = pipe.recv()
        Thread(target=listen, name="listens to its parent", daemon=True).start()
        while True:
            pipe.send(_done(work, chunks.get()))


def _done(work: Callable[[Any], Any], chunk: Any) -> Any:
    try:
        return work(chunk)
    except Exception as error:
        from traceback import format_exc

        error.add_note(f"In another process:\n{format_exc()}")
        return error
