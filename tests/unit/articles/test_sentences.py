"""Sentences and titles of English and German news prose."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given

from annotator.articles import graphemes
from annotator.articles.reading import read_article
from annotator.articles.sentences import sentence_at, sentences
from annotator.articles.titles import title
from tests.unit.articles.strategies import places, texts

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. G. W. Bush met Mr. Li.", "He left."],
        ["U.S. President Biden spoke.", "Sanctions came from the U.S.", "The measures bite."],
        ["Japan and the U.S. – and others – agreed."],
        ["On Feb. 20 they met in St. Petersburg.", "All went home at 5 p.m.", "The end."],
        ["Am 20. Februar kam er, z. B. Montag.", "Die 2. Sitzung, d. h. Die Letzte, fiel aus."],
        ["“Never.”", "Hayashi said “Why?” he asked.", "‘No!’", "(He left.)", "Then it rained."],
        ["Er nannte ihn „Freund.“", "Dann ging er."],
        ["It cost 3.5 million.", "Apple Inc. Chairman Li paid… slowly.", "What?!", "Yes."],
        ["José 👨‍👩‍👧‍👦.", "Zoe\u0308 kam."],
    ],
)
def test_sentences_of_a_line(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_lines_end_sentences_and_cjk_needs_no_blank() -> None:
    text = "Head line\r\n\r\nOne. Two\rthree\u2029日本の。「林！」はい"
    found = [text[start:end] for start, end in sentences(text)]
    assert found == ["Head line", "One.", "Two", "three", "日本の。", "「林！」", "はい"]


def test_every_position_of_a_seed_finds_its_sentence() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        text = read_article(path).text
        for start, end in sentences(text):
            for position in range(start, end + 1):
                assert sentence_at(text, position) == (start, end), text[start:end]


def test_blank_lines_hold_no_sentence() -> None:
    assert sentence_at("One.\n\nTwo.", 5) == (5, 5)
    assert sentence_at("One.  \nTwo.", 6) == (0, 4)
    assert sentence_at("", 0) == (0, 0)
    assert sentence_at("One.  Two.", 5) == (6, 10)


@given(places())
def test_a_sentence_lies_in_the_text_on_graphemes(place: tuple[str, int, int]) -> None:
    text, position, _ = place
    start, end = sentence_at(text, position)
    assert 0 <= start <= end <= len(text)
    if start < end:
        assert graphemes.is_boundary(text, start)
        assert graphemes.is_boundary(text, end)


@given(texts)
def test_sentences_are_in_order_and_miss_nothing_but_blanks(text: str) -> None:
    place = 0
    for start, end in sentences(text):
        assert place <= start < end
        assert not text[place:start].strip()
        place = end
    assert not text[place:].strip()


@pytest.mark.parametrize("unit", ["日本", "ab ", ". ", "a. ", "One two three. "])
def test_a_megabyte_in_one_line(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.perf_counter()
    sentence_at(text, 500_000)
    assert time.perf_counter() - began < 1.0


def test_the_title_is_the_first_line_outside_zones() -> None:
    text = "\r\n  \r\nSkip to content\r\n---\r\n## The \u00a0 real\ttitle 👨‍👩‍👧‍👦 نور\x00\r\nMore"
    assert title(text) == "Skip to content"
    start = text.index("Skip")
    assert title(text, [(start, start + 15)]) == "The real title 👨‍👩‍👧‍👦 نور"
    assert title(text, [(start, start + 9), (start + 3, start + 12)]) == "The real title 👨‍👩‍👧‍👦 نور"
    assert title(text, [(start, start + 4)]) == "Skip to content"
    assert title("\n \n--") == ""


def test_a_long_title_is_cut_on_a_grapheme() -> None:
    shown = title("👩🏽‍🚀a" * 100_000)
    assert len(shown) <= 200
    assert shown.endswith("…")
    assert shown[:-1].replace("👩🏽‍🚀", "").replace("a", "") == ""
