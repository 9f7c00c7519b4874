"""Every colour of a tagset can be read in both themes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.colours import DARK, LIGHT, VEIL, Theme, channels, contrast, luminance, mix

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
themes = st.sampled_from((LIGHT, DARK))


@given(colours, themes)
def test_tones_of_any_colour_keep_their_contrast(colour: str, theme: Theme) -> None:
    tones = theme.tones(colour)
    for ground in (tones.fill, tones.strong):
        assert contrast(theme.ink, ground) >= 4.5
    for ground in (theme.page, tones.fill, theme.raised):
        assert contrast(tones.ink, ground) >= 4.5
        assert contrast(tones.bar, ground) >= 3
    assert contrast(tones.tab_ink, tones.tab) >= 4.5
    assert contrast(tones.tab, theme.page) >= 3


@given(colours, themes)
def test_a_fill_can_be_told_from_the_page(colour: str, theme: Theme) -> None:
    assert theme.tones(colour).fill != theme.page


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_page_itself_can_be_read(theme: Theme) -> None:
    for ground in (theme.page, theme.raised, theme.selection, theme.found):
        assert contrast(theme.ink, ground) >= 4.5
    for name in (theme.muted, theme.accent, theme.caution, theme.good):
        assert contrast(name, theme.page) >= 4.5
        assert contrast(name, theme.raised) >= 4.5
    assert contrast(mix(theme.ink, theme.page, VEIL), theme.page) >= 4.5  # text of a zone that is not gold


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert luminance("#ff0000") == pytest.approx(0.2126)


@pytest.mark.parametrize("wrong", ["", "red", "#12", "#gggggg", "#1234567"])
def test_what_is_no_colour_is_grey(wrong: str) -> None:
    assert channels(wrong) == (128, 128, 128)
    assert LIGHT.tones(wrong) == LIGHT.tones("#808080")
