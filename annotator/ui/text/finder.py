"""What lies at a point of the page: the nearest caret position, mentions, labels, handles, zones."""

from __future__ import annotations

from PySide6.QtGui import QTextLine

from annotator.ui.text.badges import badge_of
from annotator.ui.text.blocks import Laid, x_of
from annotator.ui.text.flow import Flow
from annotator.ui.text.hit import covering, holds
from annotator.ui.text.marks import Hit

_REACH = 6
_KNOB_ABOVE = 4
_KNOB_BELOW = 8


def find(flow: Flow, x: float, y: float) -> Hit:
    """The hit at a point in coordinates of the page."""
    position = flow.offsets.to_code(flow.position_at(x, y))
    number = flow.block_at(y)
    laid = flow.lay(number)
    inside = y - flow.top(number)
    index = laid.line_at_y(inside)
    line = laid.lines[index]
    handle = _handle(flow, laid, x, inside)
    label = _label(flow, laid, index, x, inside)
    marks: tuple[str, ...] = ()
    zone = None
    place = None
    if inside >= 0 and line.top - 2 <= inside <= line.bottom:
        place = _character(flow, laid, index, x)
    if label is not None:
        marks = (label,)
    elif place is not None:
        marks = covering(flow.marks.between(place, place + 1), place)
    elif inside < line.top:
        marks = _bars(flow, laid, index, x, inside)
    if len(flow.zones) and place is not None:
        zone = next(
            (zone.id for zone in flow.zones.between(place, place + 1) if holds(zone.fragments, place)), None
        )
    return Hit(position, marks, label, handle, place is not None and label is None, zone)


def _character(flow: Flow, laid: Laid, index: int, x: float) -> int | None:
    """The code point whose character is at ``x`` on the line."""
    line = flow.layout_of(laid.number).lineAt(index)
    at = line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
    end = line.textStart() + line.textLength()
    if at >= end:
        return None
    place = flow.offsets.to_code(laid.start + at)
    after = flow.layout_of(laid.number).nextCursorPosition(at)
    one, two = sorted((x_of(line, at), x_of(line, min(after, end))))
    if laid.mixed:
        rect = line.naturalTextRect()
        return place if rect.left() - 1 <= x <= rect.right() + 1 else None
    return place if one - 1 <= x <= two + 1 else None


def _label(flow: Flow, laid: Laid, index: int, x: float, y: float) -> str | None:
    line, measures = laid.lines[index], flow.measures
    for label in laid.labels:
        if label.line != index:
            continue
        bottom = line.top - label.lane * measures.lane - 1
        if bottom - measures.lane < y <= bottom:
            left, right = label.left, label.left + label.width
            badge = badge_of(laid, label, measures, flow.emphasis)
            if badge is not None:
                left = min(left, badge.left, badge.name_left)
                right = max(right, badge.left + badge.width)
            if left - 2 <= x <= right + 2:
                return label.mark.id
    return None


def _bars(flow: Flow, laid: Laid, index: int, x: float, y: float) -> tuple[str, ...]:
    line, lane = laid.lines[index], flow.measures.lane
    return tuple(
        piece.mark.id
        for piece in laid.pieces
        if piece.line == index
        and piece.left <= x <= piece.right
        and abs(line.top - piece.lane * lane - 1 - y) <= 3
    )


def _handle(flow: Flow, laid: Laid, x: float, y: float) -> tuple[str, int, str] | None:
    wanted = flow.emphasis.handles
    if wanted is None:
        return None
    found: list[tuple[float, tuple[str, int, str]]] = []
    for piece in laid.pieces:
        line = laid.lines[piece.line]
        # Only the knob below the text: on the letters a press selects text, also right at the mention's boundary.
        foot = line.top + line.height
        if piece.mark.id == wanted and foot - _KNOB_ABOVE <= y <= foot + _KNOB_BELOW:
            if piece.opens:
                found.append((abs(piece.start_x - x), (wanted, piece.fragment, "start")))
            if piece.closes:
                found.append((abs(piece.end_x - x), (wanted, piece.fragment, "end")))
    near = min(found, default=None)
    return near[1] if near is not None and near[0] <= _REACH else None
