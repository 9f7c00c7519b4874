"""Where the name stands that goes with a loose line to the pointer: near it, between the lines, on no word. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QSize

_ASIDE = 10
"""Pixels between the pointer and a name beside it."""
_CLEAR = 1
"""Pixels that stay free between a name and a line of text."""
_COVERING = 1000
"""How much farther a place seems that covers the name of a type."""


def free_place(
    size: QSize, pointer: QPoint, within: QRect, lines: Sequence[QRect], labels: Sequence[QRect]
) -> QRect | None:
    """The place nearest to the pointer where a name of this size covers no line of text; None where there is none.

    One that covers a label above a line is taken only where every place does.
    """
    best: tuple[int, QRect] | None = None
    for box in _places(size, pointer, lines, labels):
        if not within.contains(box) or any(box.intersects(line) for line in lines):
            continue
        away = (box.center() - pointer).manhattanLength()
        away += _COVERING * any(box.intersects(label) for label in labels)
        if best is None or away < best[0]:
            best = away, box
    return best[1] if best is not None else None


def _places(size: QSize, pointer: QPoint, lines: Sequence[QRect], labels: Sequence[QRect]) -> Iterator[QRect]:
    width, height = size.width(), size.height()
    tops = [pointer.y() - height - _CLEAR, pointer.y() - height // 2]
    lefts = [pointer.x() + _ASIDE, pointer.x() - _ASIDE - width, pointer.x() - width // 2]
    for line in lines:
        tops += [line.top() - height - _CLEAR, line.bottom() + 1 + _CLEAR]
        lefts += [line.right() + _ASIDE, line.left() - _ASIDE - width]
    for label in labels:
        lefts += [label.right() + 3, label.left() - 2 - width]
    for top in tops:
        for left in lefts:
            yield QRect(QPoint(left, top), size)
