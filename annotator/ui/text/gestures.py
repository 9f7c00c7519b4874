"""What a person did in the text, as plain values: the view says it, the controller decides what it means.

Positions are code points of the article's text, times milliseconds of the event's clock.
"""

from typing import Any, TypeAlias

from msgspec import Struct

from annotator.ui.text.marks import Hit


class Clicked(Struct, frozen=True):
    """A click without a drag. Of ``clicks``, 1 comes at release, 2 and 3 at press; ``at`` is its time in ms."""

    hit: Hit
    ctrl: bool = False
    shift: bool = False
    clicks: int = 1
    at: int = 0


class Dragged(Struct, frozen=True):
    """Text was dragged over; ``start`` and ``end`` are snapped already. ``ctrl`` wishes for a further fragment.

    Without ``ctrl`` the view shows the selection itself; with it, the selection stays and the stretch is only
    previewed. ``cancelled`` says that Esc ended it: the former selection is back.
    """

    start: int
    end: int
    ctrl: bool = False
    finished: bool = False
    cancelled: bool = False


class HandleDragged(Struct, frozen=True):
    """The boundary ``edge`` of a fragment of ``mark`` is being dragged to ``position``."""

    mark: str
    fragment: int
    edge: str
    position: int
    finished: bool = False
    cancelled: bool = False


class LabelDragged(Struct, frozen=True):
    """The label of ``source`` is being dragged and is over ``hit``."""

    source: str
    hit: Hit
    finished: bool = False
    cancelled: bool = False


class Hovered(Struct, frozen=True):
    """The pointer came over something else; ``None`` when it left the text."""

    hit: Hit | None


class CaretMoved(Struct, frozen=True):
    """The keyboard moved the caret to ``position`` or changed the selection."""

    position: int
    selection: tuple[int, int] | None


class ContextRequested(Struct, frozen=True):
    """A context menu is wished for; ``global_pos`` is a QPoint on the screen."""

    hit: Hit
    global_pos: Any


Gesture: TypeAlias = (
    Clicked | Dragged | HandleDragged | LabelDragged | Hovered | CaretMoved | ContextRequested
)
"""Whatever comes through the view's one signal ``gesture``."""
