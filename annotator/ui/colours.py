"""Colours that can be read: a light and a dark theme, and the tones that a tagset's colour gets in each.

Knows no widget and no tagset. Contrast is computed as WCAG 2.x says
(https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): text is kept at 4.5:1 or more, lines and bars at 3:1 or more.
Colours are strings ``#rrggbb``; anything else that names no colour counts as grey.
"""

from bisect import bisect_left
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from PySide6.QtGui import QPalette

TEXT_CONTRAST = 4.5
"""The least contrast of text, WCAG AA."""
SHAPE_CONTRAST = 3.0
"""The least contrast of lines and bars, WCAG AA for what is not text."""

VEIL = 0.36
"""The share of the page laid over text that is not gold: faint, and still readable."""

_NO_COLOUR = "#808080"


_Channels: TypeAlias = tuple[int, int, int]


def channels(colour: str) -> _Channels:
    """Red, green and blue of ``#rrggbb``, 0 to 255; grey for what is no such colour."""
    try:
        if len(colour) != 7 or colour[0] != "#":
            raise ValueError(colour)
        value = int(colour[1:], 16)
    except ValueError:
        return channels(_NO_COLOUR)
    return value >> 16 & 255, value >> 8 & 255, value & 255


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.x, 0 for black to 1 for white."""
    return _level(channels(colour))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.x, 1 to 21."""
    return _ratio(luminance(one), luminance(other))


def mix(one: str, other: str, share: float) -> str:
    """``one`` with that ``share`` (0 to 1) of ``other`` in it."""
    return "#{:02x}{:02x}{:02x}".format(*_mixed(channels(one), channels(other), share))


def _mixed(one: _Channels, other: _Channels, share: float) -> _Channels:
    (red, green, blue), (to_red, to_green, to_blue) = one, other
    return (
        round(red + (to_red - red) * share),
        round(green + (to_green - green) * share),
        round(blue + (to_blue - blue) * share),
    )


def _level(colour: _Channels) -> float:
    red, green, blue = colour
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


@cache
def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _ratio(one: float, other: float) -> float:
    return (one + 0.05) / (other + 0.05) if one > other else (other + 0.05) / (one + 0.05)


class Tones(Struct, frozen=True):
    """What a colour of a tagset becomes in a theme.

    ``fill`` lies under text (the theme's ink stays readable on it); ``strong`` is a fill for what is selected;
    ``bar`` is for lines on the page and on the fill; ``ink`` for text on the page and the fill; ``tab`` and
    ``tab_ink`` for a filled label and the text on it.
    """

    fill: str
    strong: str
    bar: str
    ink: str
    tab: str
    tab_ink: str


class Theme(NamedTuple):
    """The colours of the page and what lies around it.

    ``page`` and ``ink`` are the text's, ``muted`` and ``faint`` weaker text and lines, ``raised`` the ground of
    panels and badges, ``selection`` lies under selected text, ``found`` under a preview, ``accent`` marks what is
    active, ``caution`` warnings, ``good`` what is done.
    """

    name: str
    dark: bool
    page: str
    ink: str
    muted: str
    faint: str
    raised: str
    selection: str
    found: str
    accent: str
    caution: str
    good: str

    def tones(self, colour: str) -> Tones:
        """The tones of a tagset's colour, each with its contrast kept."""
        return _tones(self, colour)


LIGHT = Theme(
    name="light",
    dark=False,
    page="#fdfdfb",
    ink="#1f2328",
    muted="#656c76",
    faint="#d9dbd8",
    raised="#f2f2ef",
    selection="#bcd8fb",
    found="#ffe49a",
    accent="#0b63ce",
    caution="#a04900",
    good="#1a7f37",
)
"""A calm page on paper white."""

DARK = Theme(
    name="dark",
    dark=True,
    page="#1b1d21",
    ink="#e3e4e6",
    muted="#9aa1ab",
    faint="#3a3e45",
    raised="#26292e",
    selection="#264f7e",
    found="#5e4a10",
    accent="#6cb0ff",
    caution="#f0a24b",
    good="#58c878",
)
"""The same page at night."""


def theme_of(palette: "QPalette") -> Theme:
    """The theme that suits a palette: dark when its window is darker than its text."""
    return DARK if palette.window().color().lightness() < palette.windowText().color().lightness() else LIGHT


@lru_cache(maxsize=4096)
def _tones(theme: Theme, colour: str) -> Tones:
    red, green, blue = channels(colour)
    colour = f"#{red:02x}{green:02x}{blue:02x}"
    body = _apart(
        colour, (theme.page,), 1.6, theme.ink
    )  # a white or black of a tagset must still tint the page
    fill = _tint(theme, body, 0.30 if theme.dark else 0.20)
    strong = _tint(theme, body, 0.46 if theme.dark else 0.36)
    grounds = (theme.page, fill, theme.raised)
    ink = _apart(colour, grounds, TEXT_CONTRAST, theme.ink)
    return Tones(
        fill=fill,
        strong=strong,
        bar=_apart(colour, (theme.page, fill, strong, theme.raised), SHAPE_CONTRAST, theme.ink),
        ink=ink,
        tab=ink,
        tab_ink=theme.page,
    )


def _tint(theme: Theme, body: str, share: float) -> str:
    """The page with at most that share of a colour in it, and less where the ink would not be read on it."""
    while share > 0.02:
        fill = mix(theme.page, body, share)
        if contrast(theme.ink, fill) >= TEXT_CONTRAST * 1.2:
            return fill
        share -= 0.02
    return mix(theme.page, body, 0.02)


def _apart(colour: str, grounds: tuple[str, ...], least: float, toward: str) -> str:
    """The colour, moved toward the ink just far enough to stand out from every ground."""
    extreme = "#000000" if luminance(toward) < 0.5 else "#ffffff"
    start, end = channels(colour), channels(extreme)
    levels = [luminance(ground) for ground in grounds]

    def stands_out(step: int) -> bool:
        level = _level(_mixed(start, end, step / 40))
        return all(_ratio(level, ground) >= least for ground in levels)

    # The further toward the extreme, the better: grounds lie on the other side of every ink.
    return mix(colour, extreme, bisect_left(range(40), True, key=stands_out) / 40)
