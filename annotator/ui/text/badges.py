"""Where a role is written beside the label of the mention that fills it.

Roles come and go with each click, so they get no room of their own: a badge takes what is free beside the label. Where
that is too little the label moves aside and both are shortened, as far as they must be; only over a mention too short
for the two of them does the badge stand in for the label. No line moves, and no other label.
"""

from collections.abc import Iterator

from msgspec import Struct

from annotator.ui.text.blocks import BADGE_PAD, Label, Laid
from annotator.ui.text.emphasis import Emphasis
from annotator.ui.text.measures import Measures

_APART = 3.0
_CLOSE = 2.0
"""Pixels on either side of words, and between label and badge, where both are shortened."""
_FEWEST = 2
"""Letters to which a name is shortened at most."""


class Badge(Struct, frozen=True):
    """A role's name as drawn: ``text`` from ``left``, ``width`` wide, its words ``pad`` from either side.

    ``name`` is the type's name beside it, drawn from ``name_left``; empty where the badge stands in for it. An empty
    ``colour`` is the accent.
    """

    text: str
    colour: str
    left: float
    width: float
    name: str
    name_left: float
    pad: float = BADGE_PAD

    @property
    def instead(self) -> bool:
        """Whether the type's name is not shown."""
        return not self.name


class _Names:
    """The two names at one label, and how wide they are however they are shortened."""

    def __init__(self, label: Label, role: str, measures: Measures) -> None:
        self._measures = measures
        self._font = "tab" if label.mark.kind == "event" else "label"
        self._rest = label.width - label.text_width
        self._padded = label.mark.kind == "event"
        self.type, self.role = label.text, role

    def role_width(self, role: str, pad: float = BADGE_PAD) -> float:
        return self._measures.label(role, "role")[1] + 2 * pad

    def type_width(self, name: str, pad: float = BADGE_PAD) -> float:
        spared = 2 * (BADGE_PAD - pad) if self._padded else 0.0
        return self._measures.label(name, self._font)[1] + self._rest - spared

    def both_shortened(self, room: float) -> tuple[str, str] | None:
        """Type and role, shortened by turns until they fit closely into ``room``; None where they never do."""
        types, roles = list(_shortened(self.type)), list(_shortened(self.role))
        at = of = 0
        while self.type_width(types[at], _CLOSE) + _CLOSE + self.role_width(roles[of], _CLOSE) > room:
            if at + 1 < len(types) and (len(types[at]) > len(roles[of]) or of + 1 == len(roles)):
                at += 1
            elif of + 1 < len(roles):
                of += 1
            else:
                return None
        return types[at], roles[of]


def badge_of(laid: Laid, label: Label, measures: Measures, emphasis: Emphasis) -> Badge | None:
    """The badge at a label, if its mention fills a role that no arc names."""
    if not emphasis.filled and not emphasis.arcs.all:
        return None
    role, colour = emphasis.badge(label.mark.id)
    if not role:
        return None
    low, high = _room(laid, label, measures, emphasis)
    names = _Names(label, role, measures)
    for text in (role, *_readable(role)):
        width = names.role_width(text)
        if label.width + _APART + width <= high - low:
            left, name_left = _beside(laid.rightward, label, width, low, high)
            return Badge(text, colour, left, width, label.text, name_left)
    found = names.both_shortened(high - low)
    if found is not None:
        name, text = found
        first, width = names.type_width(name, _CLOSE), names.role_width(text, _CLOSE)
        if laid.rightward:
            left = max(low, label.left + label.width - first - _CLOSE - width)
            return Badge(text, colour, left, width, name, left + width + _CLOSE, _CLOSE)
        left = min(label.left, high - first - _CLOSE - width)
        return Badge(text, colour, left + first + _CLOSE, width, name, left, _CLOSE)
    text, width = _cut_to(names, high - low)
    left = label.left + label.width - width if laid.rightward else label.left
    return Badge(text, colour, max(low, min(left, high - width)), width, "", label.left)


def _beside(rightward: bool, label: Label, width: float, low: float, high: float) -> tuple[float, float]:
    """Where a badge and its label stand when both fit: behind it, before it, or behind it once it has moved aside."""
    start, end = label.left, label.left + label.width
    behind, before = end + _APART, start - _APART - width
    if rightward:
        if before >= low:
            return before, start
        if behind + width <= high:
            return behind, start
        return low, low + width + _APART
    if behind + width <= high:
        return behind, start
    if before >= low:
        return before, start
    return high - width, high - width - _APART - label.width


def _shortened(name: str) -> Iterator[str]:
    """A name and its shorter forms, down to a few letters and a period."""
    yield name
    for length in range(len(name) - 2, _FEWEST - 1, -1):
        yield name[:length].rstrip(" .,") + "."


def _readable(name: str) -> Iterator[str]:
    return (short for short in list(_shortened(name))[1:] if len(short) > _FEWEST + 1)


def _cut_to(names: _Names, room: float) -> tuple[str, float]:
    text = names.role
    width = names.role_width(text)
    while width > room and len(text) > 2:
        text = text[:-2].rstrip(" .,") + "."
        width = names.role_width(text)
    return text, width


def _room(laid: Laid, label: Label, measures: Measures, emphasis: Emphasis) -> tuple[float, float]:
    """From where to where nothing else lies in the label's lane, nor the badge of the label before it."""
    low, high = float(measures.left), float(measures.left + measures.column)
    middle = label.left + label.width / 2
    spots: list[tuple[float, float]] = []
    for other in laid.labels:
        if other is label or other.line != label.line or other.lane != label.lane:
            continue
        left, right = other.left, other.left + other.width
        role = emphasis.badge(other.mark.id)[0]
        if role and (left > label.left) == laid.rightward:
            # Its badge may come here: on the side where text goes on it has the first claim.
            wide = _APART + measures.label(role, "role")[1] + 2 * BADGE_PAD
            if laid.rightward:
                left = max(left - wide, label.left + label.width + _APART)
            else:
                right = min(right + wide, label.left - _APART)
        spots.append((left, right))
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
