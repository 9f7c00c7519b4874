"""What hands hold at a moment: caret, selection, selected mention, active event, armed role. Values only."""

from __future__ import annotations

from enum import Enum
from typing import Literal, TypeAlias

from msgspec import Struct

Stretch: TypeAlias = tuple[int, int]
"""A half-open stretch of the article's text, in code points."""

Edge: TypeAlias = Literal["start", "end"]


class Moving(Struct, frozen=True):
    """Boundaries on the move: the record, where its fragments stand by now, and which boundary moves."""

    record: str
    places: tuple[Stretch, ...]
    fragment: int
    edge: Edge = "end"


class HandState(Struct, frozen=True):
    """All that decides what the next gesture means.

    ``caret`` and ``selection`` (the newest stretch last) count code points; the first ``pinned`` stretches stay
    while the keyboard selects a further one. ``selected`` is the record that
    letters act on, ``active`` the event being filled, ``armed`` the role that the next click fills,
    ``candidate`` the mention that Enter would fill it with, ``sticky`` the type that each mouse selection gets,
    ``linking`` the mention that a link starts from.
    """

    caret: int = 0
    selection: tuple[Stretch, ...] = ()
    pinned: int = 0
    selected: str | None = None
    active: str | None = None
    armed: str | None = None
    armed_by_hand: bool = False
    candidate: str | None = None
    sticky: str | None = None
    moving: Moving | None = None
    retyping: bool = False
    linking: str | None = None


class Key(Struct, frozen=True):
    """A key as the grammar sees it: a lower-case letter, a sign, or a name such as ``Tab`` or ``F2``."""

    name: str
    shift: bool = False
    ctrl: bool = False


class Wish(Enum):
    """Something that needs a chooser or an editor on the screen."""

    CHOOSE_TYPE = "choose a type"
    CHOOSE_INSTANCE = "choose an instance"
    CHOOSE_LINK = "choose a role or relation"
    EDIT_NOTE = "edit the note"
    PREVIEW_OCCURRENCES = "preview all occurrences"


class Place(Struct, frozen=True):
    """Where a pointer is: the nearest caret position and the mentions there, innermost first.

    ``zone`` is the zone there, if any.
    """

    position: int
    mentions: tuple[str, ...] = ()
    zone: str | None = None


class Effect(Enum):
    """What a click would do, for the shape of the pointer."""

    CARET = "place the caret"
    SELECT = "select a mention"
    LINK = "fill a role"
    UNLINK = "take a filler out"
    REFUSE = "nothing: it does not fit"
    LEAVE = "leave the event"


class Prediction(Struct, frozen=True):
    """What a click would do, in words and as an effect."""

    effect: Effect
    words: str
