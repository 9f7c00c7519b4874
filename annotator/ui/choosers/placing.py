"""Where something small is laid over the text so that it covers as little of it as can be. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from PySide6.QtCore import QPoint, QRect, QSize

_GAP = 6
"""Pixels between what is laid over and what it belongs to, where there is room."""


class Surroundings(Struct, frozen=True):
    """What lies around a place in the text, all in the same coordinates: lines of text, labels above them."""

    within: QRect
    text: tuple[QRect, ...] = ()
    labels: tuple[QRect, ...] = ()


def place(sizes: Sequence[QSize], beside: QRect, around: Surroundings) -> tuple[int, QPoint] | None:
    """Which of some sizes, wished for in this order, goes where; None where each would cover ``beside`` itself.

    The first size that covers no line of text is taken, where it covers least of labels: below, above, or behind the
    end of the line. Where every size covers text, the last one goes where it covers least of that.
    """
    for number, size in enumerate(sizes):
        free = [spot for spot in _spots(size, beside, around) if not _covered(spot, around.text)]
        if free:
            return number, min(free, key=lambda spot: _covered(spot, around.labels)).topLeft()
    for number in reversed(range(len(sizes))):
        found = list(_spots(sizes[number], beside, around))
        if found:
            return number, min(found, key=lambda spot: _covered(spot, around.text)).topLeft()
    return None


def _spots(size: QSize, beside: QRect, around: Surroundings) -> Iterator[QRect]:
    """Places that lie in the view and do not cover what they are beside, the better ones first."""
    within, height = around.within, size.height()
    last = within.left() + within.width() - size.width() - 2
    left = max(within.left() + 2, min(beside.left(), last))
    over = [line for line in around.text if line.left() < left + size.width() and left <= line.right()]
    foot, end = beside.bottom() + 1, within.bottom() + 1
    room = min((line.top() for line in over if line.top() >= foot), default=end) - foot
    below = QRect(QPoint(left, foot + _air(room, height)), size)
    top = beside.top()
    room = top - max((line.bottom() + 1 for line in over if line.bottom() < top), default=within.top())
    above = QRect(QPoint(left, top - _air(room, height) - height), size)
    row = next((line for line in reversed(around.text) if line.intersects(beside)), beside)
    behind = QRect(QPoint(row.right() + 1 + _GAP, row.center().y() - height // 2), size)
    for spot in (below, above, behind):
        if within.contains(spot) and not spot.intersects(beside):
            yield spot


def _air(room: int, height: int) -> int:
    """How far from its place something stands in the room between two lines: in the middle of a narrow one."""
    return max(0, min(_GAP, (room - height) // 2))


def _covered(spot: QRect, others: Sequence[QRect]) -> int:
    """How many pixels of some rectangles would be covered."""
    shared = (spot.intersected(other) for other in others)
    return sum(rect.width() * rect.height() for rect in shared if not rect.isEmpty())
