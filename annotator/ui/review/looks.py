"""How annotators look on screen: a colour of their own, and a name short enough for a label. Knows no Qt.

Colours begin with two of Okabe and Ito's (https://jfly.uni-koeln.de/color/). The next ones were searched for, so that
the first five and the grey of agreement stay apart for people with any common colour vision, in light and dark, once
their contrast is kept; the last ones stay apart for most. A short name stands beside each, since nothing may be told by
colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from annotator.ui.short_names import SHORT_GOLD

AGREED_COLOUR = "#868c94"
"""The colour of what all shown annotators agree on: a neutral, which each theme makes readable on its page."""

COLOURS = ("#0072b2", "#d55e00", "#3018f0", "#5c2600", "#4be093", "#c0569c", "#8a8000")
"""Colours of annotators, one after the other; who comes after the last one shares with the first."""


class Look(Struct, frozen=True):
    """How one annotator is shown: the ``name`` on screen, the ``short`` one of labels, the colour ``#rrggbb``."""

    name: str
    short: str
    colour: str


GOLD_LOOK = Look("Gold", SHORT_GOLD, "#b07d00")
"""How gold is shown beside one's own tags."""


class Palette:
    """Gives each annotator a colour and keeps it as long as the folder is open, whoever joins later."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def meet(self, annotators: Iterable[str]) -> None:
        """Gives those that are new the next colours, in the order of the alphabet."""
        for annotator in sorted(set(annotators) - self._numbers.keys()):
            self._numbers[annotator] = len(self._numbers)

    def colour(self, annotator: str) -> str:
        """An annotator's colour."""
        self.meet((annotator,))
        return COLOURS[self._numbers[annotator] % len(COLOURS)]


def looks(
    annotators: Iterable[str], names: Mapping[str, str], palette: Palette, short: Callable[[str], str]
) -> dict[str, Look]:
    """The looks of annotators, whose ``names`` are as shown on screen (else their ids), with the ``short`` name of each."""
    shown = {annotator: names.get(annotator, annotator) for annotator in annotators}
    palette.meet(shown)
    return {id: Look(name, short(id), palette.colour(id)) for id, name in shown.items()}
