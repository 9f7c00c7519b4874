"""What a reader takes for one character: grapheme clusters (Unicode UAX 29), in a text of any length.

Every function looks at a bounded window around a position, however long the text or its lines are.
Positions are code points.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

_REACH = 1024
"""Code points around a position that are looked at. A longer cluster is taken in pieces."""

_SIMPLE = 0x300
"""Below it no two characters form a cluster, but for CR LF."""


def is_boundary(text: str, position: int) -> bool:
    """Whether a cluster begins or ends at ``position``; true at both ends of the text and outside it."""
    if position <= 0 or position >= len(text):
        return True
    before, after = text[position - 1], text[position]
    if ord(before) < _SIMPLE and ord(after) < _SIMPLE:
        return not (before == "\r" and after == "\n")
    return floor(text, position) == position


def floor(text: str, position: int) -> int:
    """Return ``position``, or where the cluster begins that it would split; clamped to the text."""
    return _around(text, position)[0]


def ceil(text: str, position: int) -> int:
    """Return ``position``, or where the cluster ends that it would split; clamped to the text."""
    return _around(text, position)[1]


def next_boundary(text: str, position: int) -> int:
    """Return the first boundary after ``position``, at most ``len(text)``."""
    return ceil(text, max(0, position) + 1)


def previous_boundary(text: str, position: int) -> int:
    """Return the last boundary before ``position``, at least 0."""
    return floor(text, min(position, len(text)) - 1)


def _around(text: str, position: int) -> tuple[int, int]:
    """Return the cluster that ``position`` is inside of, or ``(position, position)`` at a boundary."""
    if position <= 0:
        return 0, 0
    if position >= len(text):
        return len(text), len(text)
    before, after = text[position - 1], text[position]
    if ord(before) < _SIMPLE and ord(after) < _SIMPLE:
        return (position - 1, position + 1) if before == "\r" and after == "\n" else (position, position)
    cluster, anchor = _patterns()
    low = max(0, position - _REACH)
    found = anchor.search(text, low, position + 1)
    # Without a sure start, count from fixed places, so that neighbouring positions agree.
    start = found.start() if found else low - low % _REACH
    if start == position:
        return position, position
    # A slice, since the pattern looks back as far as it may: to the first of a million flags, each time.
    for match in cluster.finditer(text[start : position + _REACH]):
        end = start + match.end()
        if end == position:
            break
        if end > position:
            return start + match.start(), end
    return position, position


@cache
def _patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """Return the pattern of a cluster, and that of a sure cluster start, searched backwards.

    Compiled at first use: a window on plain text starts without it.
    """
    import regex

    # Letters of scripts without conjuncts, punctuation and blanks begin a cluster whatever precedes them,
    # unless it is one of the few prepended signs. Emoji, flags, Hangul and Indic letters may go on one.
    scripts = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Hebrew}\p{Arabic}\p{Han}\p{Hiragana}\p{Katakana}\p{Common}"
    anchor = (
        rf"(?r)(?V1)(?:(?<!\p{{GCB=Prepend}})[[{scripts}]&&\p{{GCB=Other}}--\p{{Extended_Pictographic}}]"
        r"|\r|(?<!\r)\n)"
    )
    return regex.compile(r"\X"), regex.compile(anchor)
