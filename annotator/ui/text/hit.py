"""Which mentions lie at a place, innermost first, and whose label or handle a point is on. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.ui.text.marks import Fragments, Mark


def depth(mark: Mark) -> tuple[int, int, int, str]:
    """Sorts innermost first: by the text from first to last character, then by what it holds, then by place."""
    fragments = mark.fragments
    return (
        fragments[-1][1] - fragments[0][0],
        sum(end - start for start, end in fragments),
        fragments[0][0],
        mark.id,
    )


def covering(marks: Iterable[Mark], place: int) -> tuple[str, ...]:
    """The ids of the marks on the character at ``place``, innermost first."""
    found = [mark for mark in marks if holds(mark.fragments, place)]
    found.sort(key=depth)
    return tuple(mark.id for mark in found)


def holds(fragments: Fragments, place: int) -> bool:
    """Whether the character at ``place`` is in one of the fragments."""
    return any(start <= place < end for start, end in fragments)
