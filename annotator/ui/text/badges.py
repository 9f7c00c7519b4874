"""Where a role is written beside the label of the mention that fills it.

Roles come and go with each click, so they get no room of their own: a badge takes what is free beside the label, else
stands in for it, shortened as far as it must be. Nothing moves.
"""

from msgspec import Struct

from annotator.ui.text.blocks import BADGE_PAD, Label, Laid
from annotator.ui.text.emphasis import Emphasis
from annotator.ui.text.measures import Measures

_APART = 3.0


class Badge(Struct, frozen=True):
    """A role's name as drawn: ``text`` from ``left``, ``width`` wide; ``instead`` of the type's name or beside it.

    An empty ``colour`` is the accent.
    """

    text: str
    colour: str
    left: float
    width: float
    instead: bool


def badge_of(laid: Laid, label: Label, measures: Measures, emphasis: Emphasis) -> Badge | None:
    """The badge at a label, if its mention fills a role that no arc names."""
    if not emphasis.filled and not emphasis.arcs.all:
        return None
    role, colour = emphasis.badge(label.mark.id)
    if not role:
        return None
    low, high = _room(laid, label, measures)
    start, end = label.left, label.left + label.width
    width = measures.label(role, "role")[1] + 2 * BADGE_PAD
    if not laid.rightward and end + _APART + width <= high:
        return Badge(role, colour, end + _APART, width, False)
    if laid.rightward and start - _APART - width >= low:
        return Badge(role, colour, start - _APART - width, width, False)
    text = role
    while width > high - low and len(text) > 2:
        text = text[:-2].rstrip(" .,") + "."
        width = measures.label(text, "role")[1] + 2 * BADGE_PAD
    left = end - width if laid.rightward else start
    return Badge(text, colour, max(low, min(left, high - width)), width, True)


def _room(laid: Laid, label: Label, measures: Measures) -> tuple[float, float]:
    """From where to where nothing else lies in the label's lane."""
    low, high = float(measures.left), float(measures.left + measures.column)
    middle = label.left + label.width / 2
    spots = [
        (other.left, other.left + other.width)
        for other in laid.labels
        if other is not label and other.line == label.line and other.lane == label.lane
    ]
    spots += [
        (piece.left, piece.right)
        for piece in laid.pieces
        if piece.mark is not label.mark and piece.line == label.line and piece.lane == label.lane
    ]
    for left, right in spots:
        if (left + right) / 2 < middle:
            low = max(low, right + _APART)
        else:
            high = min(high, left - _APART)
    return min(low, label.left), max(high, label.left + label.width)
