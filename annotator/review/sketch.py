"""Drawing in SVG: cells that can be chosen, squares, words and labels along the edges. Sizes are CSS pixels.

Nothing measures words where there is no screen: a label's room is reckoned from its letters, and it is shortened
after so many; its title has all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from msgspec import Struct

from annotator.review.behind import Behind
from annotator.review.inks import Ink
from annotator.review.markup import node
from annotator.review.saying import short

Link: TypeAlias = Callable[[Behind], str]
"""Where on a page the list of what lies behind a cell stands; empty where it has none."""
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height."""

LONGEST = 26
"""Letters of a label."""
_LETTER = 7.3
"""Pixels that a letter of a label is wide, most often less."""
_FONT = "font-family:system-ui,'Segoe UI','Noto Sans',sans-serif"


class Cell(Struct, frozen=True):
    """A place that can be chosen: its corner and size in the picture, its words, and what lies behind it."""

    id: str
    x: float
    y: float
    width: float
    height: float
    title: str
    behind: Behind


class Picture(Struct, frozen=True):
    """A drawing with the cells in it that can be chosen, row by row."""

    svg: Element
    width: float
    height: float
    cells: tuple[Cell, ...] = ()

    @property
    def text(self) -> str:
        """The drawing as a file of its own."""
        return ElementTree.tostring(self.svg, encoding="unicode")


class Drawing:
    """A drawing being made."""

    def __init__(self, id: str, ink: Ink, link: Link | None) -> None:
        self.id, self.ink = id, ink
        self._link = link
        self._parts: list[Element] = []
        self._cells: list[Cell] = []

    def part(self, part: Element) -> None:
        """Draws something that cannot be chosen."""
        self._parts.append(part)

    def cell(self, box: Box, title: str, behind: Behind, *parts: Element) -> None:
        """Draws something that can be chosen."""
        id = f"{self.id}-{len(self._cells)}"
        self._cells.append(Cell(id, *box, title, behind))
        group = node("g", node("title", title), *parts, id=id)
        target = "" if self._link is None else self._link(behind)
        self._parts.append(node("a", group, href=target) if target else group)

    def done(self, width: float, height: float, title: str, description: str) -> Picture:
        """The picture; its title and description are for whoever does not see it."""
        svg = node(
            "svg",
            node("title", title, id=f"{self.id}-title"),
            node("desc", description, id=f"{self.id}-desc"),
            *self._parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width:.0f} {height:.0f}",
            width=round(width),
            height=round(height),
            role="img" if self._link is None else "group",
            aria_labelledby=f"{self.id}-title",
            aria_describedby=f"{self.id}-desc",
            style=_FONT,
        )
        return Picture(svg, round(width), round(height), tuple(self._cells))


def slanting_labels(
    drawing: Drawing, words: Sequence[str], left: float, size: float, above: float = 0
) -> float:
    """Labels above columns, slanting; the height they take."""
    height = 16 + above + max((min(len(w), LONGEST) for w in words), default=0) * _LETTER * 0.87
    for column, word in enumerate(words):
        label = text(0, 0, short(word, LONGEST), drawing.ink.text, 12)
        at = f"translate({left + (column + 0.62) * size:.1f} {height - 7:.1f}) rotate(-60)"
        drawing.part(node("g", node("title", word), label, transform=at))
    return height


def overhang(words: Iterable[str], size: float) -> float:
    """What slanting labels need at the right of the last column."""
    longest = max((min(len(w), LONGEST) for w in words), default=0)
    return max(8.0, longest * _LETTER * 0.5 - size * 0.3)


def row_label(drawing: Drawing, left: float, middle: float, word: str, *, muted: bool = False) -> None:
    """A label at the left of a row."""
    colour = drawing.ink.muted if muted else drawing.ink.text
    label = text(left - 8, middle + 4, short(word, LONGEST), colour, 12, anchor="end")
    drawing.part(node("g", node("title", word), label))


def margin(words: Iterable[str], least: float) -> float:
    """What labels need at the left of the rows."""
    return max([least, *(min(len(w), LONGEST) * _LETTER + 18 for w in words)])


def square(box: Box, fill: str, ink: Ink) -> Element:
    """A filled box with a quiet line around it."""
    x, y, width, height = box
    style = f"fill:{fill};stroke:{ink.line}"
    return node("rect", x=x, y=y, width=width, height=height, stroke_width=1, style=style)


def inside(box: Box, words: str, colour: str, size: float = 12, *, bold: bool = False) -> Element:
    """Words in the middle of a box."""
    x, y, width, height = box
    return text(x + width / 2, y + height / 2 + size * 0.36, words, colour, size, anchor="middle", bold=bold)


def text(
    x: float,
    y: float,
    words: str,
    colour: str,
    size: float = 12,
    *,
    anchor: str | None = None,
    bold: bool = False,
) -> Element:
    """Words on one line, whose base is at ``y``."""
    return node(
        "text",
        words,
        x=x,
        y=y,
        font_size=size,
        text_anchor=anchor,
        font_weight=600 if bold else None,
        style=f"fill:{colour}",
    )
