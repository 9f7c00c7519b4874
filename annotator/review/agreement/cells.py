"""What is counted in one article, so small that articles can be added up, drawn again, and sent between processes.

A cell is the name of something that happened, such as “an event of type MEET that only the second sheet has”, with how
often it did. Every measure is a sum over cells: each module of this package says which :class:`Score` one occurrence of
its cells adds to which measure.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, TypeAlias

from annotator.review.agreement.scores import Score

Cell: TypeAlias = tuple[Any, ...]
"""The name of its measure first, then whatever tells it apart; plain values only."""

Cells: TypeAlias = dict[Cell, float]
"""How often each happened."""

ONE, OTHER, BOTH = "one", "other", "both"
"""What the first sheet has, what the second has, and how much of it both have."""


class Term(NamedTuple):
    """What one occurrence of a cell adds: to which measure, for which type (empty: for all together)."""

    measure: str
    type: str
    score: Score


_SIDES = {ONE: Score(one=1), OTHER: Score(other=1), BOTH: Score(one_hits=1, other_hits=1)}


def add(cells: Cells, cell: Cell, count: float = 1) -> None:
    """Counts a cell."""
    cells[cell] = cells.get(cell, 0) + count


def count_facts(measure: str, facts: AbstractSet[Cell], side: str) -> Cells:
    """Counts facts, whose type stands first in them: cells ``(measure, type, side)``."""
    cells: Cells = {}
    for fact in facts:
        cell = (measure, fact[0], side)
        cells[cell] = cells.get(cell, 0) + 1
    return cells


def count_sides(cells: Cells, measure: str, one: AbstractSet[Cell], other: AbstractSet[Cell]) -> None:
    """Counts the facts of two sheets and those of both (:func:`count_facts`)."""
    if one or other:
        for side, found in ((ONE, one), (OTHER, other), (BOTH, one & other)):
            cells.update(count_facts(measure, found, side))


def side_terms(cell: Cell) -> Iterable[Term]:
    """The terms of a cell that :func:`count_facts` made."""
    measure, type, side = cell
    yield Term(measure, "", _SIDES[side])
    if type:
        yield Term(measure, type, _SIDES[side])
