"""How the likeliest types can be laid out in a bar: roomy, tight, in two rows, or with shortened names. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize

_EDGE = 4.0
"""Pixels between the first and last cell and the edges of the bar."""
_LEAST_NAME = 34.0
"""Pixels to which a name is shortened at most."""


class Cell(Struct, frozen=True):
    """Where things stand from a cell's left: the key ends at ``key``, then ``mark`` and ``name``; ``after`` the name."""

    key: float
    mark: float
    name: float
    after: float

    @property
    def bare(self) -> float:
        """The width without the name."""
        return self.name + self.after


ROOMY = Cell(22, 27, 42, 12)
TIGHT = Cell(19, 22, 36, 5)


class Arrangement(Struct, frozen=True):
    """One way to lay out cells: the bar's ``size`` and a rectangle for each, all made like ``cell``."""

    size: QSize
    cells: tuple[QRectF, ...]
    cell: Cell


def arrangements(names: Sequence[float], room: float, height: int, fewest: int) -> Iterator[Arrangement]:
    """Ways to show names so many pixels wide in ``room``, the better ones first: all of them as long as that goes.

    ``height`` is that of a row. At least ``fewest`` are shown, where as many fit.
    """
    found = 0
    for count in range(len(names), 0, -1):
        if found and count < fewest:
            return
        for rows, cell, widths in _ways(names[:count], room):
            found += 1
            yield _arranged(rows, cell, widths, height)


def _ways(names: Sequence[float], room: float) -> Iterator[tuple[int, Cell, list[float]]]:
    inner = room - 2 * _EDGE
    for cell in (ROOMY, TIGHT):
        widths = [name + cell.bare for name in names]
        if sum(widths) <= inner:
            yield 1, cell, widths
    widths = [name + TIGHT.bare for name in names]
    half = (len(widths) + 1) // 2
    if len(widths) > 1 and max(sum(widths[:half]), sum(widths[half:])) <= inner < sum(widths):
        yield 2, TIGHT, widths
    if inner < sum(widths) and (most := _shortened(names, inner - len(names) * TIGHT.bare)) >= _LEAST_NAME:
        yield 1, TIGHT, [min(name, most) + TIGHT.bare for name in names]


def _shortened(names: Sequence[float], room: float) -> float:
    """How wide a name may be at most, so that all of them fit: only the longest ones are shortened."""
    left = room
    ordered = sorted(names)
    for at, name in enumerate(ordered):
        share = left / (len(ordered) - at)
        if name > share:
            return share
        left -= name
    return ordered[-1]


def _arranged(rows: int, cell: Cell, widths: Sequence[float], height: int) -> Arrangement:
    each = -(-len(widths) // rows)
    cells: list[QRectF] = []
    for row in range(rows):
        x = _EDGE
        for width in widths[row * each : (row + 1) * each]:
            cells.append(QRectF(x, 1 + row * (height - 2), width, height - 2))
            x += width
    right = max(box.right() for box in cells)
    return Arrangement(QSize(round(right + _EDGE), height + (rows - 1) * (height - 2)), tuple(cells), cell)
