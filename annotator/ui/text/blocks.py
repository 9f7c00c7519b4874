"""One laid-out block: its lines, and where on them marks, labels and arcs lie.

Coordinates are pixels, x from the view's left edge, y from the block's top. Positions are Qt's, in the document.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextLayout, QTextLine

from annotator.ui.text.arcs import Bundle, Bus, End, buses, free_x
from annotator.ui.text.hit import depth
from annotator.ui.text.lanes import Claim, stack
from annotator.ui.text.marks import Mark
from annotator.ui.text.measures import Measures
from annotator.ui.text.offsets import Offsets

SIGN = 9
"""Pixels that a sign (warning, unsure, note) takes at a label."""
BADGE_PAD = 4
"""Pixels on either side of the text in a filled label or badge."""

_AIR = 2.0
"""Pixels between neighbours in a lane, less than a blank: words that follow each other share it."""


@dataclass(slots=True, eq=False)
class Line:
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


@dataclass(slots=True, eq=False)
class Piece:
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


@dataclass(slots=True, eq=False)
class Label:
    """A type's name above a line; ``width`` includes its signs and padding."""

    mark: Mark
    line: int
    text: str
    left: float
    width: float
    text_width: float
    lane: int = 0


@dataclass(slots=True, eq=False)
class Laid:
    """A block as laid out: ``number``, its ``start`` position, ``code_start`` and ``code_end`` in code points."""

    number: int
    start: int
    code_start: int
    code_end: int
    lines: list[Line]
    rightward: bool
    mixed: bool
    height: int = 0
    pieces: list[Piece] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    ties: list[tuple[Mark, int, int, float, float]] = field(default_factory=list)
    buses: list[tuple[int, Bus]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

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


def decorate(
    laid: Laid,
    layout: QTextLayout,
    marks: list[Mark],
    bundles: Sequence[Bundle],
    offsets: Offsets,
    measures: Measures,
    only: range,
    reserve_arcs: bool,
) -> None:
    """Place marks in lanes, arcs above them, and move the block's lines apart to make room.

    ``only`` are the lines to do, ``marks`` all that share a character with them; other lines stay as they are. Only
    with ``reserve_arcs`` do arcs make room for themselves. Nothing that is merely emphasised has a say in it.
    """
    pieces = laid.pieces = [piece for piece in laid.pieces if piece.line not in only]
    labels = laid.labels = [label for label in laid.labels if label.line not in only]
    ties = laid.ties = [tie for tie in laid.ties if tie[1] not in only]
    low, high = laid.lines[only.start].start, laid.lines[only.stop - 1].end
    limits = float(measures.left), float(measures.left + measures.column)
    found: list[list[tuple[Claim, Mark, list[Piece], Label | None]]] = [[] for _ in laid.lines]
    if len(marks) > 1:
        marks.sort(key=depth)
    for mark in marks:
        by_line: dict[int, list[Piece]] = {}
        for number, (code_start, code_end) in enumerate(mark.fragments):
            if code_start >= laid.code_end or code_end <= laid.code_start:
                continue
            start, end = offsets.to_qt(code_start), offsets.to_qt(code_end, before=True)
            for index, a, b, spans in stripes(laid, layout, max(start, low), min(end, high)):
                left, right = spans[0][0], spans[-1][1]
                if not laid.rightward:  # the blank at which a line is wrapped hangs over
                    right = max(min(right, laid.lines[index].text_right), left)
                if laid.mixed:
                    shaped = layout.lineAt(index)
                    xs = x_of(shaped, a - laid.start), x_of(shaped, b - laid.start)
                else:
                    xs = (right, left) if laid.rightward else (left, right)
                piece = Piece(mark, number, index, left, right, spans, a == start, b == end, *xs)
                by_line.setdefault(index, []).append(piece)
        for index, here in by_line.items():
            pieces += here
            left = min(piece.left for piece in here)
            right = max(piece.right for piece in here)
            claim, label = Claim(left, right), None
            if any(piece.opens for piece in here):
                label = _label(mark, index, here, measures)
                claim = _claim(here, left, right, label.width, laid.rightward, limits)
                labels.append(label)
            found[index].append((claim, mark, here, label))
    for index in only:
        line, there = laid.lines[index], found[index]
        line.lanes = 1
        if not there:
            continue
        lanes = stack([claim for claim, *_ in there], _AIR, measures.average) if len(there) > 1 else [0]
        line.lanes = max(lanes) + 1
        for lane, (claim, mark, here, label) in zip(lanes, there, strict=True):
            for piece in here:
                piece.lane = lane
            if label is not None:
                label.lane, label.left = lane, claim.x
            for one, other in itertools.pairwise(here):
                near, far = (one, other) if one.left <= other.left else (other, one)
                ties.append((mark, index, lane, near.right, far.left))
    _route(laid, bundles, measures, limits, reserve_arcs)
    _place(laid, layout, measures)


def _label(mark: Mark, line: int, here: list[Piece], measures: Measures) -> Label:
    """The label of a mention at the pieces ``here``, of which one opens; its place is not known yet."""
    first = next(piece for piece in here if piece.opens)
    text = mark.label if first.fragment == 0 else f"… {mark.label}"
    event = mark.kind == "event"
    text_width = measures.label(text, "tab" if event else "label")[1]
    width = text_width + (2 * BADGE_PAD if event else 0) + SIGN * (mark.warning + mark.unsure + mark.noted)
    return Label(mark, line, text, 0.0, width, text_width)


def _claim(
    here: list[Piece], left: float, right: float, width: float, rightward: bool, limits: tuple[float, float]
) -> Claim:
    """What a labelled mention wants: its label where it starts, or leaning but still above its first piece."""
    start, end = left, right
    if len(here) > 1:
        start, end = here[0].left, here[0].right
    most = max(limits[1] - width, limits[0])
    low = max(min(min(start, end - width), most), limits[0])
    high = max(min(max(start, end - width), most), limits[0])
    wish = min(max(end - width if rightward else start, low), high)
    return Claim(left, right, wish, width, low, high)


def _route(
    laid: Laid,
    bundles: Sequence[Bundle],
    measures: Measures,
    limits: tuple[float, float],
    reserve: bool,
) -> None:
    laid.buses = []
    for line in laid.lines:
        line.arc_lanes = 0
    if not bundles:
        return
    heads = {label.mark.id: label for label in laid.labels if not label.text.startswith("… ")}
    by_line: dict[int, list[End]] = {}
    for bundle in bundles:
        origin = heads.get(bundle.id)
        if origin is not None:
            x = _drop_x(laid, origin)
            by_line.setdefault(origin.line, []).append(
                End(
                    bundle.id,
                    bundle.id,
                    x,
                    emphasised=any(arc.emphasised for arc in bundle.arcs),
                    origin=True,
                )
            )
        for arc in bundle.arcs:
            target = heads.get(arc.target)
            if target is not None:
                width = measures.label(arc.label, "role")[1] + 6 if reserve else 0.0
                end = End(
                    bundle.id, arc.target, _drop_x(laid, target), arc.label, width, arc.colour, arc.emphasised
                )
                by_line.setdefault(target.line, []).append(end)
    whole = {bundle.id: len(bundle.ends) for bundle in bundles}
    margin = limits[1] + 8 if laid.rightward else limits[0] - 8
    for index, ends in by_line.items():
        routed = buses(ends, whole, margin, limits)
        laid.buses += [(index, bus) for bus in routed]
        if reserve:
            laid.lines[index].arc_lanes = max(bus.lane for bus in routed) + 1


def _drop_x(laid: Laid, label: Label) -> float:
    """Where an arc comes down on a mention: on its label or bar, where no higher lane is in the way."""
    low, high = label.left, label.left + label.width
    covers = [
        (other.left, other.left + other.width)
        for other in laid.labels
        if other.line == label.line and other.lane > label.lane
    ]
    for piece in laid.pieces:
        if piece.line == label.line and piece.mark is label.mark and piece.opens:
            low, high = min(low, piece.left), max(high, piece.right)
    return free_x(low, high, label.left + min(label.width, label.text_width + 8) / 2, covers)


def _place(laid: Laid, layout: QTextLayout, measures: Measures) -> None:
    y = 0
    for index, line in enumerate(laid.lines):
        line.room = y
        line.top = y + measures.gap + line.lanes * measures.lane + line.arc_lanes * measures.arc_lane
        line.bottom = line.top + line.height + measures.below
        layout.lineAt(index).setPosition(QPointF(measures.left, line.top))
        y = line.bottom
    laid.height = y
