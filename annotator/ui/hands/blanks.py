"""What of a selection is tagged: all but the blanks at its ends, however it was selected."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.articles.graphemes import ceil, floor
from annotator.ui.hands.state import Stretch


def solid(text: str, place: Stretch) -> Stretch:
    """A stretch without white space and line ends at its ends; empty where there is nothing else.

    Never inside a grapheme: a blank that bears a mark stays.
    """
    start, end = place
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return start, start
    return floor(text, start), ceil(text, end)


def all_solid(text: str, places: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The stretches without blanks at their ends, and without those that are blank."""
    bare = (solid(text, place) for place in places)
    return tuple(place for place in bare if place[0] < place[1])
