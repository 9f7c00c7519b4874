"""How the keyboard goes from word to word: the same words that the mouse takes, without the blanks between them.

Qt's own step ends behind the blanks after a word, takes a line end for a word and an initialism for several.
"""

from __future__ import annotations

from annotator.articles.graphemes import ceil
from annotator.articles.words import next_word, previous_word, word_at
from annotator.ui.hands.state import Edge


def caret_after(text: str, caret: int, anchor: int, *, forward: bool, selecting: bool) -> int:
    """Where a step by a word leads the caret; ``anchor`` is the other end of what is selected.

    The caret goes from start to start, so that selecting begins at a word. What is selected grows and shrinks from
    end to end, or where it lies before its anchor from start to start.
    """
    if not selecting:
        return _stepped_start(text, caret, forward=forward)
    edge: Edge = "end" if caret > anchor or (caret == anchor and forward) else "start"
    to = boundary_after(text, caret, edge, forward=forward)
    if min(caret, to) < anchor < max(caret, to):
        return boundary_after(text, caret, "start" if edge == "end" else "end", forward=forward)
    return to


def boundary_after(text: str, at: int, edge: Edge, *, forward: bool) -> int:
    """Where a step by a word leads a boundary that is the start or the end of something.

    A trailing ’s is a step of its own, and so is the end of a line: a line end comes in only with words behind it.
    """
    if edge == "start":
        return _stepped_start(text, at, forward=forward)
    if not forward:
        found = previous_word(text, at, "end")
        own = _possessive_end(text, found)
        return own if own is not None and own < at else found
    own = _possessive_end(text, at)
    return own if own is not None else _before_line_end(text, at, next_word(text, at, "end"))


def _stepped_start(text: str, at: int, *, forward: bool) -> int:
    return next_word(text, at, "start") if forward else previous_word(text, at, "start")


def _possessive_end(text: str, at: int) -> int | None:
    """Where the ’s ends that follows a word at ``at``, or None where there is none."""
    if text[at : at + 1] not in ("'", "’") or text[at + 1 : at + 2] not in ("s", "S"):
        return None
    start, end = word_at(text, at)
    return ceil(text, at + 2) if start < end == at else None


def _before_line_end(text: str, at: int, found: int) -> int:
    lines = text[at:found].splitlines(keepends=True)
    solid = lines[0].rstrip() if lines else ""
    if len(lines) > 1 and solid:
        return at + len(solid)
    if found == len(text):
        return at + len(text[at:].rstrip())
    return found
