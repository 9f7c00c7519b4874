"""Colours and short names of annotators: distinct, stable, readable, and not told by colour alone."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.colours import DARK, LIGHT, TEXT_CONTRAST, Theme, channels, contrast
from annotator.ui.review.looks import AGREED_COLOUR, COLOURS, Palette, looks
from annotator.ui.short_names import short_names

_SEEN_AS = {
    "anybody": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    # Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}


def _lab(colour: str, seen_as: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as somebody sees it."""
    light = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in channels(colour))
    ]
    r, g, b = (
        min(1.0, max(0.0, sum(k * v for k, v in zip(row, light, strict=True)))) for row in _SEEN_AS[seen_as]
    )
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _apart(one: str, other: str, seen_as: str) -> float:
    pairs = zip(_lab(one, seen_as), _lab(other, seen_as), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("seen_as", _SEEN_AS)
def test_the_first_five_annotators_and_agreement_are_told_apart_by_anybody(
    theme: Theme, seen_as: str
) -> None:
    bars = [theme.tones(colour).bar for colour in (AGREED_COLOUR, *COLOURS[:5])]
    for one, other in combinations(bars, 2):
        assert _apart(one, other, seen_as) > 15, (one, other)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_labels_are_readable_in_light_and_dark(theme: Theme) -> None:
    for colour in (AGREED_COLOUR, *COLOURS):
        tones = theme.tones(colour)
        assert contrast(tones.ink, theme.page) >= TEXT_CONTRAST
        assert contrast(tones.tab_ink, tones.tab) >= TEXT_CONTRAST
    red, green, blue = channels(AGREED_COLOUR)
    assert max(red, green, blue) - min(red, green, blue) < 20, "what all agree on is grey"


def test_an_annotator_keeps_the_colour_whoever_joins() -> None:
    palette = Palette()
    before = looks(["bob", "ann"], {}, palette, str.upper)
    after = looks(["aaa", "ann", "bob"], {}, palette, str.upper)
    assert [before[name].colour for name in ("ann", "bob")] == [after[name].colour for name in ("ann", "bob")]
    assert len({look.colour for look in after.values()}) == 3


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["annotator-a", "annotator-b"], ["AA", "AB"]),
        (["Annotator 1", "Annotator 2", "Annotator 12"], ["A1", "A2", "A12"]),
        (["Ann Lee", "alice", "Bob"], ["AL1", "AL2", "BO"]),
        (["Żaneta", "李", "", "נור אל"], ["ŻA", "李", "?", "נא"]),
    ],
)
def test_short_names_are_initials_and_distinct(names: list[str], short: list[str]) -> None:
    assert list(short_names({str(i): name for i, name in enumerate(names)}).values()) == short


@given(st.lists(st.text(max_size=12), max_size=12))
def test_no_two_short_names_are_the_same(names: list[str]) -> None:
    found = short_names({str(i): name for i, name in enumerate(names)})
    assert len(set(found.values())) == len(names)
    assert all(found.values())
