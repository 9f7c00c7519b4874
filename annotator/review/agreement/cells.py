"""What is counted in one article, so small that articles can be added up, drawn again, and sent between processes.

A cell is the name of something that happened, such as “an event of type MEET that only the second sheet has”, with how
often it did. Every measure is a sum over cells: each module of this package says which :class:`Score` one occurrence of
its cells adds to which measure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, TypeAlias

from annotator.annotations.records import Entity, Event, Zone
from annotator.review.agreement.scores import Score

Cell: TypeAlias = tuple[Any, ...]
"""The name of its measure first, then whatever tells it apart; plain values only."""

Cells: TypeAlias = dict[Cell, float]
"""How often each happened."""

Place: TypeAlias = tuple[int, ...]
"""The bounds of a span's fragments, in code points: ``(start, end, start, end, …)``."""

ONE, OTHER, BOTH = "one", "other", "both"
"""Which sheet has it."""


class Term(NamedTuple):
    """What one occurrence of a cell adds: to which measure, for which type (empty: for all together)."""

    measure: str
    type: str
    score: Score


_SIDES = {ONE: Score(0, 1, 0, 0), OTHER: Score(0, 0, 0, 1), BOTH: Score(1, 1, 1, 1)}


def place(record: Entity | Event | Zone) -> Place:
    """Where a record stands."""
    if len(record.span) == 1:
        only = record.span[0]
        return (only.start, only.end)
    return tuple(bound for f in record.span for bound in (f.start, f.end))


def add(cells: Cells, cell: Cell, count: float = 1) -> None:
    """Counts a cell."""
    cells[cell] = cells.get(cell, 0) + count


def count_sides(cells: Cells, measure: str, one: Collection[Cell], other: Collection[Cell]) -> None:
    """Counts facts by the sheets that have them: cells ``(measure, type, side)``; a fact's type stands first in it."""
    for fact in one:
        add(cells, (measure, fact[0], BOTH if fact in other else ONE))
    for fact in other:
        if fact not in one:
            add(cells, (measure, fact[0], OTHER))


def side_terms(cell: Cell) -> Iterable[Term]:
    """The terms of a cell that :func:`count_sides` made."""
    measure, type, side = cell
    yield Term(measure, "", _SIDES[side])
    if type:
        yield Term(measure, type, _SIDES[side])
