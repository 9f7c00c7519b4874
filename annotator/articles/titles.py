"""The title of an article: its first line that is the article's own. Knows zones only as spans."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotator.articles import graphemes

_LONGEST = 200
"""Code points after which a title is cut off."""

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")


def title(text: str, zones: Iterable[tuple[int, int]] = ()) -> str:
    """Return the first line of ``text`` with a letter or digit that does not lie in one of ``zones``.

    ``zones`` are half-open spans in code points; a line is in them when they cover at least half of what
    stands in it. Blanks are run together, the marks of a Markdown heading and control characters left off,
    and after 200 code points it is cut off with an ellipsis. Empty when there is no such line.
    """
    spans = sorted(zones)
    for line in _LINE.finditer(text):
        start = line.start()
        piece = text[start : min(line.end(), start + _LONGEST * 4)]
        words = " ".join("".join(char if char.isprintable() else _kept(char) for char in piece).split())
        words = re.sub(r"^#{1,6} +", "", words)
        if not any(char.isalnum() for char in words):
            continue
        begin = start + len(piece) - len(piece.lstrip())
        end = start + len(piece.rstrip())
        if _covered(begin, end, spans) * 2 >= end - begin:
            continue
        if len(words) <= _LONGEST:
            return words
        return words[: graphemes.floor(words, _LONGEST - 1)].rstrip() + "…"
    return ""


def _kept(char: str) -> str:
    """Return what stands for an unprintable character: joiners and direction marks stay, controls go."""
    if char in "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069" or "\U000e0020" <= char <= "\U000e007f":
        return char
    return " " if char.isspace() else ""


def _covered(start: int, end: int, spans: list[tuple[int, int]]) -> int:
    """Return how many code points of ``[start, end)`` lie in the sorted ``spans``, each counted once."""
    covered, place = 0, start
    for first, last in spans:
        left, right = max(first, place), min(last, end)
        if left < right:
            covered += right - left
            place = right
    return covered
