"""The three pictures of a report, as SVG: how alike annotators are pairwise, which types they confuse, and each type's agreement.

What a picture says is also written in it: values stand in the cells, and each cell has a title. A cell has an id, its
place and what lies behind it, so that a page can link it and a window can find what was clicked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from annotator.review.agreement.measures import Measured
from annotator.review.agreement.report import Comparison
from annotator.review.behind import Behind
from annotator.review.inks import Ink
from annotator.review.markup import node
from annotator.review.saying import short
from annotator.review.sketch import (
    LONGEST,
    Box,
    Drawing,
    Link,
    Picture,
    inside,
    margin,
    overhang,
    row_label,
    slanting_labels,
    square,
    text,
)

Display: TypeAlias = Callable[[str], str]
"""The name of a type or an annotator for people."""

_BOUNDS = (0.2, 0.4, 0.6, 0.7, 0.8, 0.9)
"""Where the steps of the scale of agreement meet."""


def heat_map(
    comparisons: Sequence[Comparison],
    measure: str,
    called: str,
    ink: Ink,
    *,
    id: str = "pairs",
    display: Display = str,
    link: Link | None = None,
) -> Picture:
    """F1 of ``measure`` (which is ``called`` so) for each two annotators: the same seen from either."""
    drawing = Drawing(id, ink, link)
    found = {(c.one, c.other): c for c in comparisons}
    names = list(dict.fromkeys(name for c in comparisons for name in (c.one, c.other)))
    size, left = 58.0, margin(map(display, names), 60)
    top = slanting_labels(drawing, [display(n) for n in names], left, size)
    for row, one in enumerate(names):
        y = top + row * size
        row_label(drawing, left, y + size / 2, display(one))
        for column, other in enumerate(names):
            box = (left + column * size, y, size, size)
            compared = found.get((one, other)) or found.get((other, one))
            if one == other:
                drawing.part(square(box, ink.ground, ink))
                continue
            value = None if compared is None else compared.measure(measure)
            if compared is None or value is None or value.f1 is None:
                drawing.part(square(box, ink.page, ink))
                drawing.part(inside(box, "–", ink.muted))
                continue
            step = sum(value.f1 >= bound for bound in _BOUNDS)
            title = f"{display(one)} and {display(other)}: {called} {value.f1:.3f}{_interval(value)}, {_articles(compared)}"
            behind = Behind(((compared.one, compared.other),), measure)
            parts = (square(box, ink.steps[step], ink), inside(box, f"{value.f1:.2f}", ink.on[step], 15))
            drawing.cell(box, title, behind, *parts)
    bottom = top + len(names) * size
    scale = left + _legend(drawing, left, bottom + 16) + 8
    width = max(left + len(names) * size + overhang(map(display, names), size), scale)
    return drawing.done(
        width,
        bottom + 52,
        f"{called}, pairwise",
        "The darker a cell, the more two annotators agree; on dark ground the lighter.",
    )


def confusion(
    comparisons: Sequence[Comparison],
    kind: str,
    ink: Ink,
    *,
    id: str = "confusion",
    display: Display = str,
    name: Display = str,
    link: Link | None = None,
) -> Picture:
    """Which types of matched mentions of a kind meet, summed over ``comparisons``; “not tagged” where one side has none.

    Only types that occur have a row, those with most mentions first. ``name`` is how annotators are called.
    """
    counts = _meetings(comparisons, kind)
    types = _occurring(counts)
    words = {type: display(type) if type else "not tagged" for type in types}
    most = max((count for (one, other), count in counts.items() if one != other), default=0)
    size = 34.0 if len(types) <= 14 else 27.0
    drawing = Drawing(id, ink, link)
    left = margin(words.values(), 60) + 16
    top = slanting_labels(drawing, list(words.values()), left, size, above=18)
    only = comparisons[0] if len(comparisons) == 1 else None
    sides = (name(only.one), name(only.other)) if only else ("One annotator", "Another")
    drawing.part(text(left, 13, f"{short(sides[1], 40)} →", ink.muted, 12))
    along = text(0, 0, f"← {short(sides[0], 40)}", ink.muted, 12, anchor="end")
    drawing.part(node("g", along, transform=f"translate(13 {top:.0f}) rotate(-90)"))
    pairs = tuple((c.one, c.other) for c in comparisons)
    for row, one in enumerate(types):
        y = top + row * size
        row_label(drawing, left, y + size / 2, words[one], muted=not one)
        for column, other in enumerate(types):
            box = (left + column * size, y, size, size)
            count = counts[one, other]
            if not count:
                drawing.part(square(box, ink.page, ink))
                continue
            fill, on = (ink.ground, ink.muted) if one == other else _shade(count / most, ink)
            number = inside(box, _brief(count), on, 12 if size > 30 else 10, bold=one != other)
            title = f"{sides[0]}: {words[one]}, {sides[1]}: {words[other]}: {count:,}"
            behind = Behind(pairs, kind=kind, types=(one, other))
            drawing.cell(box, title, behind, square(box, fill, ink), number)
    return drawing.done(
        left + max(len(types), 4) * size + overhang(words.values(), size),
        top + len(types) * size + 8,
        f"Types of {kind} mentions that meet",
        f"Rows are the types of {sides[0]}, columns those of {sides[1]}, for mentions that were matched. Grey cells agree.",
    )


def _meetings(comparisons: Sequence[Comparison], kind: str) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for compared in comparisons:
        counts.update({(c.one, c.other): c.count for c in compared.confusion if c.kind == kind})
    return counts


def _occurring(counts: Mapping[tuple[str, str], int]) -> list[str]:
    """The types, the most frequent first; last the empty one, where a side has nothing."""
    totals: Counter[str] = Counter()
    for pair, count in counts.items():
        for type in pair:
            totals[type] += count
    return sorted(totals, key=lambda type: (not type, -totals[type], type))


def _shade(share: float, ink: Ink) -> tuple[str, str]:
    """The step for a share (0 to 1) of the greatest number, and what is written on it; never the faintest."""
    step = 1 + round(share * (len(ink.steps) - 2))
    return ink.steps[step], ink.on[step]


def by_type(
    measured: Sequence[Measured],
    called: str,
    ink: Ink,
    *,
    pairs: tuple[tuple[str, str], ...] = (),
    id: str = "types",
    display: Display = str,
    link: Link | None = None,
    heading: Mapping[str, str] | None = None,
) -> Picture:
    """F1 of each type as a dot, with its interval as a whisker; ``heading`` names the group of each measure."""
    drawing = Drawing(id, ink, link)
    shown = [m for m in measured if m.f1 is not None]
    row, width, top = 25.0, 360.0, 30.0
    left = margin((display(m.type) for m in shown), 90)
    groups = list(dict.fromkeys(m.measure for m in shown))
    height = len(shown) * row + (len(groups) * row if heading else 0)
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = left + tick * width
        line = node("line", x1=x, x2=x, y1=top, y2=top + height, stroke_width=1, style=f"stroke:{ink.line}")
        drawing.part(line)
        drawing.part(text(x, top - 8, f"{tick:g}", ink.muted, 11, anchor="middle"))
    drawing.part(text(left + width + 16, top - 8, "F1 (95 % interval)", ink.muted, 11))
    y = top
    for group in groups:
        if heading:
            drawing.part(text(8, y + row * 0.68, heading.get(group, group), ink.muted, 12, bold=True))
            y += row
        for each in (m for m in shown if m.measure == group):
            _dot(drawing, each, (left, y, width, row), display(each.type), pairs)
            y += row
    return drawing.done(
        left + width + 150,
        top + height + 10,
        f"{called} by type",
        "A dot is F1, the line through it its interval.",
    )


def _dot(
    drawing: Drawing,
    each: Measured,
    box: Box,
    name: str,
    pairs: tuple[tuple[str, str], ...],
) -> None:
    ink = drawing.ink
    x, y, width, height = box
    middle, value = y + height / 2, each.f1 or 0.0
    parts = [text(x - 10, middle + 4, short(name, LONGEST), ink.text, 12, anchor="end")]
    bounds = each.interval
    if bounds is not None:
        low, high = x + bounds.low * width, x + bounds.high * width
        for x1, x2, y1, y2 in (
            (low, high, middle, middle),
            (low, low, middle - 4, middle + 4),
            (high, high, middle - 4, middle + 4),
        ):
            parts.append(
                node("line", x1=x1, x2=x2, y1=y1, y2=y2, stroke_width=1.6, style=f"stroke:{ink.dot}")
            )
    parts.append(node("circle", cx=x + value * width, cy=middle, r=5, style=f"fill:{ink.dot}"))
    told = f"{value:.2f}" if bounds is None else f"{value:.2f} ({bounds.low:.2f}–{bounds.high:.2f})"
    parts.append(text(x + width + 16, middle + 4, told, ink.text, 12))
    title = f"{name}: F1 {value:.3f}{_interval(each)}, {each.one:,.0f} and {each.other:,.0f} of them"
    behind = Behind(pairs, each.measure, type=each.type)
    # What is clicked is the whole row, not only what is painted of it.
    ground = node(
        "rect", x=0, y=y, width=x + width + 140, height=height, style="fill:none;pointer-events:all"
    )
    drawing.cell((0, y, x + width + 140, height), title, behind, ground, *parts)


def _legend(drawing: Drawing, left: float, top: float) -> float:
    """The steps of the scale with their bounds; the width they take."""
    ink, width = drawing.ink, 40.0
    for step, colour in enumerate(ink.steps):
        box = (left + step * width, top, width, 12.0)
        drawing.part(square(box, colour, ink))
        if step:
            drawing.part(text(box[0], top + 25, f"{_BOUNDS[step - 1]:g}", ink.muted, 10, anchor="middle"))
    return len(ink.steps) * width


def _interval(value: Measured) -> str:
    bounds = value.interval
    return "" if bounds is None else f" ({bounds.low:.3f} to {bounds.high:.3f})"


def _articles(compared: Comparison) -> str:
    return f"{compared.articles:,} article{'s' if compared.articles != 1 else ''}"


def _brief(count: int) -> str:
    return str(count) if count < 10_000 else f"{count / 1000:.0f}k"
