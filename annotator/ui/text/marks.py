"""What the text view draws, and what it finds under the pointer: plain values without Qt.

Offsets are half-open and count code points of the article's text (CRLF two, an astral character one).
"""

from typing import Literal, NamedTuple, TypeAlias

Fragments: TypeAlias = tuple[tuple[int, int], ...]
"""Half-open stretches in code points, sorted, not overlapping, none empty."""

Edge: TypeAlias = Literal["start", "end"]
"""Which boundary of a fragment."""


class Mark(NamedTuple):
    """One mention as it is drawn.

    ``kind`` is ``entity`` or ``event``; ``label`` is the short name of its type, drawn above the text; ``colour`` the tagset's ``#rrggbb``, from which
    the painter derives readable tones for light and dark. ``dimmed`` draws it faintly, ``warning``, ``unsure``,
    ``noted`` and ``remarked`` (somebody's comment is open) add a small sign to the label.
    """

    id: str
    fragments: Fragments
    kind: str
    label: str
    colour: str
    warning: bool = False
    unsure: bool = False
    dimmed: bool = False
    noted: bool = False
    remarked: bool = False


class ZoneMark(NamedTuple):
    """A zone: text that is not gold is drawn faintly, either kind has a rail with its label in the margin."""

    id: str
    fragments: Fragments
    label: str
    gold: bool


class Arc(NamedTuple):
    """A line from the mark of a trigger to the mark of a filler, with the role's name."""

    source: str
    target: str
    label: str
    colour: str
    emphasised: bool = False


class Hit(NamedTuple):
    """What lies under a point of the view.

    ``position`` is the nearest caret position in code points; ``marks`` the ids of the mentions there, innermost
    first; ``label`` the mention whose label is there; ``handle`` the mention, the index of its fragment and which
    boundary can be dragged there; ``in_text`` whether the point lies on a character; ``zone`` the zone there.
    """

    position: int
    marks: tuple[str, ...] = ()
    label: str | None = None
    handle: tuple[str, int, str] | None = None
    in_text: bool = False
    zone: str | None = None
