"""Places marks in lanes above the lines of a laid-out block, and arcs above them, and moves the lines apart for it.

What is merely pointed out (selected, filled, hovered) has no say here: pointing moves nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextLayout

from annotator.ui.text.arcs import Bundle, End, buses, free_x, spread
from annotator.ui.text.blocks import BADGE_PAD, SIGN, Label, Laid, Piece, stripes, x_of
from annotator.ui.text.hit import depth
from annotator.ui.text.lanes import Claim, stack
from annotator.ui.text.marks import Mark
from annotator.ui.text.measures import Measures
from annotator.ui.text.offsets import Offsets

_AIR = 2.0
"""Pixels between neighbours in a lane, less than a blank: words that follow each other share it."""
_FURTHER = "… "
"""Begins the label of a fragment that is not the first."""


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
    with ``reserve_arcs`` do arcs make room for themselves.
    """
    pieces = laid.pieces = [piece for piece in laid.pieces if piece.line not in only]
    labels = laid.labels = [label for label in laid.labels if label.line not in only]
    ties = laid.ties = [tie for tie in laid.ties if tie[1] not in only]
    low, high = laid.lines[only.start].start, laid.lines[only.stop - 1].end
    limits = _limits(measures)
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
            opening: Piece | None = here[0]
            left, right = here[0].left, here[0].right
            if len(here) > 1:
                left, right = min(piece.left for piece in here), max(piece.right for piece in here)
                opening = next((piece for piece in here if piece.opens), None)
            if opening is not None and opening.opens:
                label = _label(opening, measures)
                claim = _claim(here[0], left, right, label.width, laid.rightward, limits)
                labels.append(label)
            else:
                claim, label = Claim(left, right), None
            found[index].append((claim, mark, here, label))
    for index in only:
        line, there = laid.lines[index], found[index]
        line.lanes = 1
        if not there:
            continue
        lanes = stack([each[0] for each in there], _AIR, measures.average) if len(there) > 1 else [0]
        line.lanes = max(lanes) + 1
        for lane, (claim, mark, here, label) in zip(lanes, there, strict=True):
            for piece in here:
                piece.lane = lane
            if label is not None:
                label.lane, label.left = lane, claim.x
            for one, other in itertools.pairwise(here):
                near, far = (one, other) if one.left <= other.left else (other, one)
                ties.append((mark, index, lane, near.right, far.left))
    route(laid, bundles, measures, reserve_arcs)
    _place(laid, layout, measures)


def _limits(measures: Measures) -> tuple[float, float]:
    return float(measures.left), float(measures.left + measures.column)


def _label(opening: Piece, measures: Measures) -> Label:
    """The label of a mention of which ``opening`` is the first piece on the line; its place is not known yet."""
    mark = opening.mark
    text = mark.label if opening.fragment == 0 else _FURTHER + mark.label
    if mark.kind == "event":
        text_width = measures.label(text, "tab")[1]
        width = text_width + 2 * BADGE_PAD
    else:
        width = text_width = measures.label(text)[1]
    width += SIGN * (mark.warning + mark.unsure + mark.noted + mark.remarked)
    return Label(mark, opening.line, text, 0.0, width, text_width)


def _claim(
    first: Piece, left: float, right: float, width: float, rightward: bool, limits: tuple[float, float]
) -> Claim:
    """What a labelled mention wants: its label where it starts, or leaning but still above its ``first`` piece."""
    start, end = first.left, first.right
    most = limits[1] - width
    low, high = (start, end - width) if start < end - width else (end - width, start)
    low = max(min(low, most), limits[0])
    high = max(min(high, most), limits[0])
    return Claim(left, right, high if rightward == (end - width > start) else low, width, low, high)


def route(laid: Laid, bundles: Sequence[Bundle], measures: Measures, reserve: bool) -> None:
    """Lead arcs over the lines of a block on which all marks have their places; no line moves unless ``reserve``."""
    laid.buses = []
    for line in laid.lines:
        line.arc_lanes = 0
    if not bundles:
        return
    heads = {label.mark.id: label for label in laid.labels if not label.text.startswith(_FURTHER)}
    drops: dict[str, list[End]] = {}
    for bundle in bundles:
        if bundle.id in heads:
            drops.setdefault(bundle.id, []).append(End(bundle.id, bundle.id, origin=True))
        for arc in bundle.arcs:
            if arc.target in heads:
                width = measures.label(arc.label, "role")[1] + 6 if reserve else 0.0
                end = End(bundle.id, arc.target, 0.0, arc.label, width, arc.colour)
                drops.setdefault(arc.target, []).append(end)
    by_line: dict[int, list[End]] = {}
    for mark, ends in drops.items():
        label = heads[mark]
        ends.sort(key=lambda end: (end.origin, end.source, end.label))
        places = zip(ends, _drops(laid, label, len(ends)), strict=True)
        by_line.setdefault(label.line, []).extend(end._replace(x=x) for end, x in places)
    whole = {bundle.id: len(bundle.ends) for bundle in bundles}
    limits = _limits(measures)
    margin = limits[1] + 8 if laid.rightward else limits[0] - 8
    for index, ends in by_line.items():
        routed = buses(ends, whole, margin, limits)
        laid.buses += [(index, bus) for bus in routed]
        if reserve:
            laid.lines[index].arc_lanes = max(bus.lane for bus in routed) + 1


def _drops(laid: Laid, label: Label, count: int) -> list[float]:
    """Where so many arcs come down on a mention: on its label or bar, where no higher lane is in the way."""
    low, high = label.left, label.left + label.width
    covers = [
        (other.left, other.left + other.width)
        for other in laid.labels
        if other.line == label.line and other.lane > label.lane
    ]
    for piece in laid.pieces:
        if piece.line == label.line and piece.mark is label.mark and piece.opens:
            low, high = min(low, piece.left), max(high, piece.right)
    middle = label.left + min(label.width, label.text_width + 8) / 2
    return [free_x(low, high, x, covers) for x in spread(low + 4, high - 4, middle, count)]


def _place(laid: Laid, layout: QTextLayout, measures: Measures) -> None:
    y = 0
    for index, line in enumerate(laid.lines):
        line.room = y
        line.top = y + measures.gap + line.lanes * measures.lane + line.arc_lanes * measures.arc_lane
        line.bottom = line.top + line.height + measures.below
        layout.lineAt(index).setPosition(QPointF(measures.left, line.top))
        y = line.bottom
    laid.height = y
