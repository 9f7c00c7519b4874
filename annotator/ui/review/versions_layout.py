"""Where the versions of a difference stand on the screen: cards below each other, their cells flowing like words.

Pure: widths of words come from outside, what is where goes out as rectangles. All numbers are pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from annotator.ui.review.faces import Cell, Faces
from annotator.ui.style import GAP, SPACE

Kind: TypeAlias = Literal["card", "cell", "none", "defer", "reopen", "keep", "discard"]

PAD = 8.0
"""Around what is in a card or cell."""
CAP = 18.0
"""The least width of a key cap."""


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


class Item(NamedTuple):
    """Something that can be chosen: its place, and which card and cell it is (-1 for none)."""

    kind: Kind
    box: Box
    card: int = -1
    cell: int = -1


class Plan(NamedTuple):
    """Where everything stands. ``cells`` and ``gold`` are places in the order of the cells."""

    items: tuple[Item, ...]
    title: Box
    cards: tuple[Box, ...]
    heads: tuple[Box, ...]
    cells: tuple[tuple[Box, ...], ...]
    gold_head: Box
    gold: tuple[Box, ...]
    height: float

    def at(self, x: float, y: float) -> int:
        """The number of the item at a point, the innermost one; -1 where there is none."""
        for number in range(len(self.items) - 1, -1, -1):
            if self.items[number].box.holds(x, y):
                return number
        return -1


class Measure(NamedTuple):
    """The height of a line, and how wide a cell wants to be."""

    line: float
    cell: Callable[[Cell], float]


def plan(faces: Faces, width: float, measure: Measure, *, gone: bool) -> Plan:
    """Lays a difference out; ``gone`` for one that nobody has any more."""
    row = measure.line + 8
    inner = width - 2 * SPACE
    title = Box(SPACE, SPACE, inner, 2 * measure.line + 4)
    y = title.y + title.height + SPACE
    items: list[Item] = []
    cards: list[Box] = []
    heads: list[Box] = []
    cells: list[tuple[Box, ...]] = []
    for number, card in enumerate(faces.cards):
        head = Box(SPACE + PAD, y + GAP, inner - 2 * PAD, row)
        placed, bottom = _flow(card.cells, SPACE + PAD, head.y + row + 1, inner - 2 * PAD, measure)
        box = Box(SPACE, y, inner, (bottom if card.cells else head.y + row) + GAP + 2 - y)
        cards.append(box)
        heads.append(head)
        cells.append(placed)
        items.append(Item("card", box, number))
        items += [
            Item("cell", place, number, at)
            for at, (place, cell) in enumerate(zip(placed, card.cells, strict=True))
            if cell.part is not None
        ]
        y += box.height + 6
    half = (inner - 6) / 2
    first, second = Box(SPACE, y, half, row), Box(SPACE + half + 6, y, half, row)
    items += (
        [Item("keep", first), Item("discard", second)]
        if gone
        else [Item("none", first), Item("defer", second)]
    )
    y += row + SPACE + GAP
    gold_head = Box(SPACE, y, inner, row)
    placed, bottom = _flow(faces.gold.cells, SPACE, y + row, inner, measure)
    if faces.outcome and not gone:
        again = Box(SPACE + inner - 110, y, 110, row)
        items.append(Item("reopen", again))
    bottom = bottom if faces.gold.cells else y + row
    return Plan(
        tuple(items),
        title,
        tuple(cards),
        tuple(heads),
        tuple(cells),
        gold_head,
        placed,
        bottom + SPACE,
    )


def _flow(
    cells: tuple[Cell, ...], left: float, top: float, width: float, measure: Measure
) -> tuple[tuple[Box, ...], float]:
    height = measure.line + 6
    x, y = left, top
    placed = []
    for cell in cells:
        wide = min(measure.cell(cell), width)
        if x > left and x + wide > left + width:
            x, y = left, y + height + GAP
        placed.append(Box(x, y, wide, height))
        x += wide + GAP
    return tuple(placed), y + height
