"""Spans of two sheets in the four schemes of SemEval-2013 task 9, over mentions that are matched one to one.

I. Segura-Bedmar, P. Martínez, M. Herrero-Zazo, *SemEval-2013 Task 9*, section 4, and D. Batista's definitions of its
counts. Of two matched mentions (they share a code point, :mod:`annotator.review.alignment`):

======= ============================= ================================== ===================
scheme  correct                       partial (half a hit)               incorrect
======= ============================= ================================== ===================
strict  same span and type            –                                  else
exact   same span                     –                                  else
partial same span                     else                               –
type    same type                     –                                  else
======= ============================= ================================== ===================

A mention without a match is missed where only the first sheet has it, else spurious. Nested, stacked and discontinuous
mentions need no rule of their own: each has at most one counterpart, so that none is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.annotations.records import Entity, Event, Zone, stretches
from annotator.review.agreement.cells import Cell, Cells, Term, add
from annotator.review.agreement.scores import Score
from annotator.review.alignment import SAME, Pair

Scheme: TypeAlias = Literal["strict", "exact", "partial", "type"]
SCHEMES: tuple[Scheme, ...] = ("strict", "exact", "partial", "type")

SPAN = "span"
_MENTIONS = ("entity", "event")


class Tally(Struct, frozen=True):
    """The counts of one scheme; of ``partial`` each is half a hit."""

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    @property
    def possible(self) -> int:
        """What the first sheet has."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def actual(self) -> int:
        """What the second sheet has."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def score(self) -> Score:
        """Precision, recall and F1."""
        return Score.of(self.correct + self.partial / 2, self.possible, self.actual)


def count_spans(
    cells: Cells,
    pairs: Iterable[Pair],
    ones: Mapping[str, Entity | Event | Zone],
    others: Mapping[str, Entity | Event | Zone],
) -> None:
    """Counts aligned records of one kind: cells ``(span, kind, type of one, type of other, whether on the same span)``.

    A type is empty where that sheet has no counterpart.
    """
    for pair in pairs:
        if not pair.other:
            one = ones[pair.one]
            add(cells, (SPAN, one.kind, one.type, "", False))
        elif not pair.one:
            other = others[pair.other]
            add(cells, (SPAN, other.kind, "", other.type, False))
        else:
            one, other = ones[pair.one], others[pair.other]
            same = pair.closeness == SAME or stretches(one) == stretches(other)
            add(cells, (SPAN, one.kind, one.type, other.type, same))


def tally(cells: Mapping[Cell, float], scheme: Scheme, kinds: Iterable[str] = _MENTIONS) -> Tally:
    """The counts of a scheme over the mentions of these kinds."""
    wanted = frozenset(kinds)
    counts = dict.fromkeys(("correct", "incorrect", "partial", "missed", "spurious"), 0)
    for cell, count in cells.items():
        if cell[0] == SPAN and cell[1] in wanted:
            counts[_outcome(scheme, *cell[2:])] += int(count)
    return Tally(**counts)


def span_terms(cell: Cell) -> Iterable[Term]:
    """The terms of a cell that :func:`count_spans` made.

    By type, recall is over what the first sheet calls so, and precision over what the second does.
    """
    _, kind, one, other, same = cell
    for scheme in SCHEMES:
        hit = _HITS[_outcome(scheme, one, other, same)]
        of_one = Score(one_hits=hit, one=1) if one else Score()
        of_other = Score(other_hits=hit, other=1) if other else Score()
        both = of_one + of_other
        yield Term(f"{kind}.{scheme}", "", both)
        if kind in _MENTIONS:
            yield Term(f"mention.{scheme}", "", both)
        if one == other:
            yield Term(f"{kind}.{scheme}", one, both)
            continue
        if one:
            yield Term(f"{kind}.{scheme}", one, of_one)
        if other:
            yield Term(f"{kind}.{scheme}", other, of_other)


_HITS = {"correct": 1.0, "partial": 0.5, "incorrect": 0.0, "missed": 0.0, "spurious": 0.0}


def _outcome(scheme: Scheme, one: str, other: str, same: bool) -> str:
    if not other:
        return "missed"
    if not one:
        return "spurious"
    match scheme:
        case "strict":
            return "correct" if same and one == other else "incorrect"
        case "exact":
            return "correct" if same else "incorrect"
        case "partial":
            return "correct" if same else "partial"
        case _:
            return "correct" if one == other else "incorrect"
