"""Code points to UTF-16 code units and back, for formats that count as JavaScript and Java do."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16:
    """Places of one text in both units. Costs what the text has of characters beyond the basic plane."""

    def __init__(self, text: str) -> None:
        self._astral = [] if text.isascii() else [match.start() for match in _ASTRAL.finditer(text)]
        self._units = [at + number for number, at in enumerate(self._astral)]
        self.length = len(text) + len(self._astral)
        """Of the text, in UTF-16 code units."""

    def to_units(self, position: int) -> int:
        """The place ``position`` (code points) in UTF-16 code units."""
        return position + bisect_left(self._astral, position)

    def to_points(self, unit: int) -> int:
        """The place ``unit`` (UTF-16 code units) in code points.

        Raises ValueError for a place inside a surrogate pair or outside the text.
        """
        if not 0 <= unit <= self.length:
            raise ValueError(f"{unit} lies outside the text of {self.length} UTF-16 units")
        before = bisect_right(self._units, unit - 1)
        if before and self._units[before - 1] == unit - 1:
            raise ValueError(f"{unit} lies inside a character of two UTF-16 units")
        return unit - before
