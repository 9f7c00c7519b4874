"""Reads a large article on a worker while the window goes on, and only one that is still wanted when it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from annotator.sidecars.pacing import Pace, uncollected
from annotator.sidecars.workspace import ArticleFile
from annotator.ui.background import Background
from annotator.ui.opening import Opening

_T = TypeVar("_T")

_AT_ONCE = 400_000
"""Bytes up to which something is read without a worker: that takes no visible time."""


def is_quick(size: int) -> bool:
    """Whether so many bytes are read before anybody sees that they are being read."""
    return size <= _AT_ONCE


def size_of(file: ArticleFile) -> int:
    """Bytes of an article and all its sidecars."""
    return file.stamp[1] + sum(sidecar.stamp[1] for sidecar in file.sidecars)


class Fetching:
    """One article on its way, at most."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._name = ""
        self._number = 0

    @property
    def name(self) -> str:
        """The name of the article that is on its way, or an empty text."""
        return self._name

    def fetch(
        self,
        name: str,
        work: Callable[..., Opening],
        arrived: Callable[[Opening], None],
        lost: Callable[[Exception], None],
    ) -> None:
        """Does ``work``, which opens an article, on a worker; ``arrived`` or ``lost`` follows unless it is dropped."""
        self._name = name
        then, failed = (partial(self._on_come, self._number, act) for act in (arrived, lost))
        self._background.run(partial(_at_leisure, work), then, failed)

    def drop(self) -> None:
        """What is on its way is not wanted any more."""
        self._name = ""
        self._number += 1

    def _on_come(self, number: int, act: Callable[[Any], None], what: Any) -> None:
        if number == self._number:
            self._name = ""
            act(what)

    def complete(self, opening: Opening) -> None:
        """Makes on a worker what the first paint of a large sheet did without."""
        self._background.run(partial(_at_leisure, opening.session.index.complete), lambda _: None)


def _at_leisure(work: Callable[..., _T]) -> _T:
    """Makes something large on a worker, with pauses for the window's thread and none for the garbage collector."""
    with uncollected():
        return work(pace=Pace())
