"""In which line of a TOML text something stands, for messages about it.

Neither tomli nor tomlkit tells where a value came from, so the parser itself is asked: the line searched for
is the one with which the beginning of the text first says it. Slow (some dozens of parses), therefore only for
errors. It knows nothing of tagsets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tomli


def line_of(text: str, place: Sequence[str | int]) -> int | None:
    """The 1-based line where ``place`` (a path of keys and indexes) is written in the valid TOML ``text``.

    Where it is not written, the line of the nearest thing around it that is; None where nothing is.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    document = tomli.loads(text)
    written: list[str | int] = []
    for step in place:
        if _get(document, (*written, step)) is _NOTHING:
            break
        written.append(step)
    return _line(lines, tuple(written)) if written else None


_NOTHING = object()


def _get(document: Any, place: Sequence[str | int]) -> Any:
    for step in place:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return _NOTHING
    return document


def _parsed(lines: list[str], count: int) -> tuple[int, Any]:
    """The longest beginning of at most ``count`` lines that is whole, and what it says."""
    while count:
        try:
            return count, tomli.loads("\n".join(lines[:count]))
        except tomli.TOMLDecodeError:
            count -= 1
    return 0, {}


def _line(lines: list[str], place: tuple[str | int, ...]) -> int:
    low, high = 0, len(lines)  # the first `low` lines do not say it, the first `high` lines do
    while high - low > 1:
        middle = (low + high) // 2
        if _get(_parsed(lines, middle)[1], place) is _NOTHING:
            low = middle
        else:
            high = middle
    start = _parsed(lines, low)[0]
    for count in range(start + 1, high):  # inside a list of several lines, closed early
        for closing in ("]", "]]", "]]]"):
            try:
                so_far = tomli.loads("\n".join(lines[:count]) + f"\n{closing}")
            except tomli.TOMLDecodeError:
                continue
            if _get(so_far, place) is not _NOTHING:
                return count
    return start + 1
