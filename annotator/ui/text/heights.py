"""The heights of all blocks, most of them only estimated, with sums that are cheap to keep.

Pure. Heights are whole pixels, so sums never drift. Two levels instead of a Fenwick tree: building one for a
hundred thousand blocks in Python takes longer than laying out a screen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

_SHIFT = 8
_SIZE = 1 << _SHIFT


class Heights:
    """Heights by block number; ``total`` is their sum, ``top`` where one starts, ``at`` which one lies there."""

    __slots__ = ("_groups", "_heights", "_tops")

    def __init__(self, heights: Iterable[int]) -> None:
        """Take the heights: at least one, each at least 1."""
        self._heights = list(heights)
        self._groups = [sum(self._heights[i : i + _SIZE]) for i in range(0, len(self._heights), _SIZE)]
        self._tops: list[int] | None = None

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, block: int) -> int:
        return self._heights[block]

    def _sums(self) -> list[int]:
        if self._tops is None:
            self._tops = list(accumulate(self._groups, initial=0))
        return self._tops

    @property
    def total(self) -> int:
        """The sum of all heights."""
        return self._sums()[-1]

    def put(self, block: int, height: int) -> int:
        """Set a height and say by how much it changed."""
        change = height - self._heights[block]
        if change:
            self._heights[block] = height
            self._groups[block >> _SHIFT] += change
            self._tops = None
        return change

    def top(self, block: int) -> int:
        """The sum of the heights before ``block``."""
        group = block >> _SHIFT
        return self._sums()[group] + sum(self._heights[group << _SHIFT : block])

    def at(self, y: float) -> int:
        """The block whose room ``y`` lies in, the first or last for what lies outside."""
        if y <= 0:
            return 0
        sums = self._sums()
        group = min(bisect_right(sums, y) - 1, len(self._groups) - 1)
        first = group << _SHIFT
        # One pass in C instead of a loop: a screen is looked up many times before it is painted once.
        ends = list(accumulate(self._heights[first : first + _SIZE]))
        return min(first + bisect_right(ends, y - sums[group]), len(self._heights) - 1)
