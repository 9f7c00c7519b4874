"""Precision, recall and F1 as sums, so that articles can be pooled."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Score(Struct, frozen=True, gc=False):
    """What two sheets have in common beside what each has.

    ``one`` is the side that recall looks from (gold, or the first of two annotators) and ``other`` the one that precision
    looks from. In most measures ``one_hits`` and ``other_hits`` are the same.
    """

    one_hits: float = 0
    one: float = 0
    other_hits: float = 0
    other: float = 0

    @classmethod
    def of(cls, hits: float, one: float, other: float) -> Score:
        """A score whose hits count alike on both sides."""
        return cls(hits, one, hits, other)

    def __add__(self, more: Score) -> Score:
        return Score(
            self.one_hits + more.one_hits,
            self.one + more.one,
            self.other_hits + more.other_hits,
            self.other + more.other,
        )

    @property
    def recall(self) -> float | None:
        """Of what ``one`` has, the part that ``other`` has, too; None where ``one`` has nothing."""
        return self.one_hits / self.one if self.one else None

    @property
    def precision(self) -> float | None:
        """Of what ``other`` has, the part that ``one`` has, too; None where ``other`` has nothing."""
        return self.other_hits / self.other if self.other else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; 0 where one side has nothing, None where neither has."""
        if not self.one and not self.other:
            return None
        both = (self.precision or 0.0), (self.recall or 0.0)
        return 2 * both[0] * both[1] / sum(both) if sum(both) else 0.0


NOTHING = Score()
"""Neither side has anything."""


def total(scores: Iterable[Score]) -> Score:
    """The scores pooled: sums before any division (micro average)."""
    return sum(scores, NOTHING)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are defined; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
