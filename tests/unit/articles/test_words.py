"""Words: what a double click takes and how a mouse selection snaps."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from annotator.articles import graphemes
from annotator.articles.words import next_word, previous_word, snap, word_at
from tests.unit.articles.strategies import places, texts

GERMAN = (
    "so NATO-Generalsekretär Jens Stoltenberg zur Ukraine-Krise: „wichtiger Partner und Freund“, hieß es."
)
ENGLISH = (
    "Yesterday Russia’s troops, the U.S.-led alliance (NATO), Japan-U.S. ties, Hayashi's “convinced” men; "
    "United Nations (UN) at Apple Inc. on Feb. 20, 2022, for $30 million, 30% of ‘the wrong lessons’ in the U.S."
)


def snapped(text: str, part: str, *, after: str = "") -> str:
    start = text.index(part, text.index(after))
    first, last = snap(text, start, start + len(part))
    assert snap(text, first, last) == (first, last)
    return text[first:last]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("NATO", "NATO"),
        ("NATO-", "NATO"),
        ("Generalsekretär", "Generalsekretär"),
        (" NATO", "NATO"),
        ("raine-Kr", "raine-Kr"),
        ("sekretär Je", "NATO-Generalsekretär Jens"),
        ("Generalsekretär Jens Stol", "Generalsekretär Jens Stoltenberg"),
        ("ens Stolten", "Jens Stoltenberg"),
        ("„wichtiger Partner und Freund“", "wichtiger Partner und Freund"),
        ("wichtiger Partner und Freund“, ", "wichtiger Partner und Freund"),
        (" zur ", "zur"),
    ],
)
def test_snapping_german(part: str, expected: str) -> None:
    assert snapped(GERMAN, part) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("Russia’s", "Russia"),
        ("Russia’s ", "Russia"),
        ("Russia’", "Russia"),
        ("sterday Russia’", "Yesterday Russia"),
        ("ussia’s troo", "Russia’s troops"),
        ("Hayashi's", "Hayashi"),
        ("U.S", "U.S."),
        ("U.S.-", "U.S."),
        ("the U.S.", "the U.S."),
        ("the U.S.-l", "the U.S.-led"),
        ("Japan-U.S. ti", "Japan-U.S. ties"),
        ("(NATO), ", "NATO"),
        ("Nations (UN)", "Nations (UN)"),
        ("“convinced”", "convinced"),
        ("convinced” ", "convinced"),
        ("le Inc.", "Apple Inc."),
        ("Feb. 20, 2022,", "Feb. 20, 2022"),
        ("$30 mill", "$30 million"),
        ("30% ", "30%"),
        ("‘the wrong lessons’", "the wrong lessons"),
        ("; ", ";"),
    ],
)
def test_snapping_english(part: str, expected: str) -> None:
    assert snapped(ENGLISH, part) == expected


def test_an_initialism_at_the_very_end_keeps_its_period() -> None:
    assert snapped(ENGLISH, "the U.S.", after="lessons") == "the U.S."
    assert snapped("He left the U.S. Then", "S. ") == "S."
    assert snapped("He left. Then", "left. ") == "left"


def test_nothing_but_blanks_snaps_to_nothing() -> None:
    assert snap("a  b", 1, 3) == (1, 1)
    assert snap("a\r\n\r\nb", 1, 5) == (1, 1)
    assert snap("", 0, 0) == (0, 0)
    assert snap("abc", 7, 9) == (3, 3)


def test_text_without_blanks_stays_as_selected() -> None:
    text = "日本の林芳正外相はNATOの事務総長と会談した。"
    assert snapped(text, "林芳正") == "林芳正"
    assert snapped(text, "はNAT") == "はNATO"
    assert snapped(text, "会談した。") == "会談した"


def test_a_selection_never_splits_an_emoji_or_a_mark() -> None:
    text = "José 👨‍👩‍👧‍👦 José"
    assert snap(text, 5, 7) == (5, 5) or graphemes.is_boundary(text, snap(text, 5, 7)[0])
    start = text.index("👩")
    assert text[slice(*snap(text, start, start + 1))] == "👨‍👩‍👧‍👦"
    nfd = "Jose\u0301s Zoe\u0308 kam"
    assert nfd[slice(*snap(nfd, 5, 8))] == "Jose\u0301s Zoe\u0308"


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        (GERMAN, "Krise", "Ukraine-Krise"),
        (GERMAN, "wichtiger", "wichtiger"),
        (ENGLISH, "ussia", "Russia"),
        (ENGLISH, "’s tr", "Russia"),
        (ENGLISH, "-led", "U.S.-led"),
        (ENGLISH, "U.S. ties", "Japan-U.S."),
        (ENGLISH, ", the", "troops"),
        (ENGLISH, "“con", ""),
        ("Bürger:innen", "inn", "Bürger:innen"),
        ("um 15:47 Uhr 1.000,5", ":", "15:47"),
        ("dpa.com", "com", "dpa.com"),
        ("Don’t", "t", "Don’t"),
        ("日本の林芳正外相はミュンヘンで", "芳", "林芳正外相"),
        ("日本の林芳正外相はミュンヘンで", "ュ", "ミュンヘン"),
        ("نور الحداد", "حداد", "الحداد"),
        ("x 🇯🇵🇰🇷", "🇰", "🇰🇷"),
        ("x 👩🏽‍🚀.", "🚀", "👩🏽‍🚀"),
        ("Jose\u0301s", "\u0301", "Jose\u0301s"),
    ],
)
def test_double_click(text: str, at: str, expected: str) -> None:
    assert text[slice(*word_at(text, text.index(at)))] == expected


@given(places())
def test_snapping_lies_in_the_text_on_graphemes_and_is_stable(place: tuple[str, int, int]) -> None:
    text, start, end = place
    first, last = snap(text, start, end)
    assert 0 <= first <= last <= len(text)
    if first < last:
        assert graphemes.is_boundary(text, first)
        assert graphemes.is_boundary(text, last)
        assert snap(text, first, last) == (first, last)
        # A blank may bear a mark; alone it is never at an end.
        assert text[first : graphemes.next_boundary(text, first)].strip()
        assert text[graphemes.previous_boundary(text, last) : last].strip()


@given(places())
def test_a_double_click_takes_whole_graphemes_and_is_stable(place: tuple[str, int, int]) -> None:
    text, position, _ = place
    first, last = word_at(text, position)
    assert 0 <= first <= last <= len(text)
    if first < last:
        assert graphemes.is_boundary(text, first)
        assert graphemes.is_boundary(text, last)
        assert word_at(text, first) == (first, last)


@given(texts)
def test_word_steps_always_get_on_and_end(text: str) -> None:
    for edge in ("start", "end"):
        position = 0
        while position < len(text):
            after = next_word(text, position, edge)
            assert position < after <= len(text)
            assert graphemes.is_boundary(text, after)
            position = after
        while position > 0:
            before = previous_word(text, position, edge)
            assert 0 <= before < position
            assert graphemes.is_boundary(text, before)
            position = before


def test_word_steps_stop_where_a_mention_would_end() -> None:
    text = "The U.S. met Russia’s — “Hayashi” (x)."
    ends, position = [], 0
    while position < len(text):
        position = next_word(text, position)
        ends.append(text[:position].rsplit(maxsplit=1)[-1])
    assert ends == ["The", "U.S.", "met", "Russia", "“Hayashi", "(x", "(x)."]
    assert previous_word(text, len(text)) == text.index("x")
    assert next_word(text, 0, "start") == text.index("U.S.")
    assert previous_word(text, text.index("met"), "end") == text.index(" met")


@pytest.mark.parametrize("unit", ["日本", "ab ", "a", "-", "ab-", "e\u0301", "👩‍🚀", ". "])
def test_a_megabyte_in_one_line_costs_a_window(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    word_at("warm", 1)
    began = time.perf_counter()
    word_at(text, 500_000)
    snap(text, 500_000, 500_010)
    next_word(text, 500_000)
    previous_word(text, 500_000)
    assert time.perf_counter() - began < 1.0
