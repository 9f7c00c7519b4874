"""One laid-out block: its lines, and where on them marks, labels and arcs lie once :mod:`.decoration` placed them.

Coordinates are pixels, x from the view's left edge, y from the block's top. Positions are Qt's, in the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from PySide6.QtGui import QTextLayout, QTextLine

from annotator.ui.text.arcs import Bus
from annotator.ui.text.marks import Mark

SIGN = 9
"""Pixels that a sign (warning, unsure, note) takes at a label."""
BADGE_PAD = 4
"""Pixels on either side of the text in a filled label or badge."""


class Line(Struct, eq=False):
    """A line: ``room`` is where its lanes start, ``top`` where its text does, ``bottom`` where the next room does.

    ``text_right`` is where its text ends, without the blanks at which it was wrapped.
    """

    start: int
    end: int
    height: int
    room: int = 0
    top: int = 0
    bottom: int = 0
    lanes: int = 1
    arc_lanes: int = 0
    text_right: float = 0.0


class Piece(Struct, eq=False):
    """The part of a fragment on one line: ``left`` to ``right``, in mixed text several ``stripes``.

    ``opens`` and ``closes`` say whether the fragment starts and ends here, at ``start_x`` and ``end_x``.
    """

    mark: Mark
    fragment: int
    line: int
    left: float
    right: float
    stripes: tuple[tuple[float, float], ...]
    opens: bool
    closes: bool
    start_x: float
    end_x: float
    lane: int = 0


class Label(Struct, eq=False):
    """A type's name above a line; ``width`` includes its signs and padding."""

    mark: Mark
    line: int
    text: str
    left: float
    width: float
    text_width: float
    lane: int = 0


class Laid(Struct, eq=False):
    """A block as laid out: ``number``, its ``start`` position, ``code_start`` and ``code_end`` in code points."""

    number: int
    start: int
    code_start: int
    code_end: int
    lines: list[Line]
    rightward: bool
    mixed: bool
    height: int = 0
    pieces: list[Piece] = []
    labels: list[Label] = []
    ties: list[tuple[Mark, int, int, float, float]] = []
    buses: list[tuple[int, Bus]] = []
    _starts: list[int] = []

    def line_at(self, position: int) -> int:
        """The index of the line that holds a position of the document."""
        if not self._starts:
            self._starts = [line.start for line in self.lines]
        return max(bisect_right(self._starts, position) - 1, 0)

    def line_at_y(self, y: float) -> int:
        """The index of the line whose text or room ``y`` lies in."""
        for index, line in enumerate(self.lines):
            if y < line.bottom:
                return index
        return len(self.lines) - 1


def stripes(
    laid: Laid, layout: QTextLayout, start: int, end: int
) -> Iterator[tuple[int, int, int, tuple[tuple[float, float], ...]]]:
    """Yield (line, from, to, x-ranges) for the part of ``[start, end)`` on every line of the block."""
    lines = laid.lines
    start = max(start, laid.start)
    end = min(end, lines[-1].end)
    if start >= end:
        return
    index = laid.line_at(start)
    while index < len(lines) and lines[index].start < end:
        line = lines[index]
        a, b = max(start, line.start), min(end, line.end)
        if a < b:
            yield index, a, b, ranges(layout.lineAt(index), a - laid.start, b - laid.start, laid.mixed)
        index += 1


def ranges(line: QTextLine, start: int, end: int, mixed: bool) -> tuple[tuple[float, float], ...]:
    """The x-ranges of ``[start, end)`` (positions in the block) on a line; in mixed text there can be several."""
    if mixed:
        spans = sorted(
            (rect.left(), rect.right())
            for rect in (run.boundingRect() for run in line.glyphRuns(start, end - start))
            if rect.width() > 0
        )
        merged: list[tuple[float, float]] = []
        for left, right in spans:
            if merged and left <= merged[-1][1] + 1.5:
                merged[-1] = (merged[-1][0], max(merged[-1][1], right))
            else:
                merged.append((left, right))
        if merged:
            return tuple(merged)
    left, right = x_of(line, start), x_of(line, end)
    return ((left, right),) if left <= right else ((right, left),)


def x_of(line: QTextLine, position: int) -> float:
    """The x of a caret position (in the block) on a line."""
    found: Any = line.cursorToX(position)  # PySide gives (x, position)
    return float(found[0] if isinstance(found, tuple) else found)
