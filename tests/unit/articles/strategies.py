"""Texts that catch offset bugs, for the property tests of articles."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    *("a", "Z", "7", " ", "\u00a0", ".", "-", "’s", "'", "“", "”", "„", "(", ")", "—", "$", "%"),
    *("U.S.", "Dr.", "Inc.", "z. B.", "NATO-Generalsekretär", "Russia’s", "e\u0301", "ｱ", "ー"),
    *("\r\n", "\r", "\n", "\u2028", "\u2029", "\x00", "\ufeff", "\ufdd0", "\x0b", "\x85", "\u00ad"),
    *("👨‍👩‍👧‍👦", "👩🏽‍🚀", "🇯🇵", "🇯", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f", "\u200d", "\u0301", "\ufe0f"),
    *("نور", "\u0600", "שלום", "\u202e", "日本", "は", "カナ", "ไทยน้ำ", "क्षि", "각", "\u1100\u1161", "𝒳"),
)
"""Characters and runs that were trouble somewhere."""

texts = st.lists(st.one_of(st.sampled_from(PIECES), st.characters(codec="utf-8")), max_size=24).map("".join)
"""Any text of a strict decoding: no lone surrogates."""


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int, int]:
    """Draw a text and two positions in it, in order."""
    text = draw(texts)
    first, second = (draw(st.integers(0, len(text))) for _ in range(2))
    return text, min(first, second), max(first, second)
