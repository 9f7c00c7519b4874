"""The program's tokens: every character that is no blank is in one of them, and words come apart where they should."""

from __future__ import annotations

import sys

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.articles.graphemes import is_boundary
from annotator.errors import AnnotatorError
from annotator.formats.exchange import MissingExtra
from annotator.formats.tokens import Fit, blank_pipeline, by_sentence, fit, tokenizer, words
from tests.samples import HARD_TEXT
from tests.unit.formats.harness import TEXTS

_PIECES = (
    " ", "\r\n", "\r", "\n", "\u2028", "\x85", "\x1c", "\u00a0", "\t", "a", "B", "é", "e\u0301", "\u0301", "ß", "3", ".", ",",
    "’s", "'s", "’", "-", "_", "%", "U.S.", "Mr.", "👩‍👩‍👧", "🇯🇵", "👎🏿", "1️⃣", "\u200d", "\ufe0f", "\u200b", "\ufeff", "\x00", "ש", "״",
    "ل", "\u0600", "東", "ト", "は", "น้ำ", "क्षि", "한", "ᄒ", "ᅡ", "𝔘", "\U0010ffff",
)  # fmt: skip
"""What word and grapheme boundaries depend on."""

_TRICKY = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ""),
        (" \r\n\t\u00a0\u2028\x85\x1c ", ""),
        ("👩‍👩‍👧 met 👎🏿!", "👩‍👩‍👧|met|👎🏿|!"),
        ("👩🏽‍🚀👨‍👩‍👧‍👦 1️⃣", "👩🏽‍🚀|👨‍👩‍👧‍👦|1️⃣"),
        ("Kyōto 🇯🇵🇰🇷 sent", "Kyōto|🇯🇵|🇰🇷|sent"),
        ("Cafe\u0301s e\u0301", "Cafe\u0301s|e\u0301"),
        ("one\r\ntwo\rthree\u2028four", "one|two|three|four"),
        ("Ms\u00a0Hayashi\ufeff", "Ms|Hayashi\ufeff"),
        ("שר החוץ, פגש.", "שר|החוץ|,|פגש|."),
        ("קיבוץ צה״ל", "קיבוץ|צה״ל"),
        ("قال الوزير: نعم", "قال|الوزير|:|نعم"),
        ("Russia’s envoy, RUSSIA'S", "Russia|’s|envoy|,|RUSSIA|'S"),
        ("Cafe\u0301’s the U.S.’s", "Cafe\u0301|’s|the|U.S.|’s"),
        ("don’t, it’s 'so' ‘s’ dogs’", "don’t|,|it|’s|'|so|'|‘|s|’|dogs|’"),
        ("in the U.S., U.S.-based p.m.", "in|the|U.S.|,|U.S.|-|based|p.m."),
        ("the U.S.A and www.bbc.co.uk", "the|U.S.A|and|www.bbc.co.uk"),
        ("Mr. Gen. Corp. Company.", "Mr.|Gen.|Corp.|Company|."),
        ("NATO-Generalsekretär Müller-Lüdenscheidt", "NATO|-|Generalsekretär|Müller|-|Lüdenscheidt"),
        ("3.5% of 1,200 (€5m), 10:30", "3.5|%|of|1,200|(|€|5m|)|,|10|:|30"),
        ("“We” — said «no»…", "“|We|”|—|said|«|no|»|…"),
        ("He ended. “No.”", "He|ended|.|“|No|.|”"),
        ("a_b R&D @x", "a_b|R|&|D|@|x"),
        ("東京でトヨタ", "東|京|で|トヨタ"),
        ("น้ำ", "น้ำ"),
        ("-DOCSTART-", "-|DOCSTART|-"),
    ],
)
def test_words_come_apart_where_they_should(text: str, tokens: str) -> None:
    assert split(text) == (tokens.split("|") if tokens else [])


@given(st.one_of(_TRICKY, st.text(max_size=30)))
def test_every_character_that_is_no_blank_is_in_one_token(text: str) -> None:
    covered = [0] * len(text)
    last = 0
    for start, end in words(text):
        assert last <= start < end
        last = end
        for at in range(start, end):
            covered[at] += 1
    blank = regex.compile(r"\s")
    expected = [0 if c.isspace() or blank.match(c) else 1 for c in text]
    assert covered == expected


@given(st.one_of(_TRICKY, st.text(max_size=30)))
def test_no_token_parts_a_grapheme(text: str) -> None:
    for start, end in words(text):
        for edge, beyond in ((start, text[start - 1 : start]), (end, text[end : end + 1])):
            # A mark behind a blank makes one grapheme with it, and a blank is in no token.
            assert is_boundary(text, edge) or not beyond.strip("\x1c\x1d\x1e\x1f").strip()


@given(
    st.lists(st.sampled_from(("word", "Łódź", "naïve", "ǅ", "İ", "Mr.", " ", ",", "\n", "’s", "_", "1", ".")))
)
def test_the_short_way_for_plain_words_finds_what_word_boundaries_say(pieces: list[str]) -> None:
    text = "".join(pieces)
    boundary = regex.compile(r"(?V1w)\b")
    breaks = {match.start() for match in boundary.finditer(text)}
    for start, end in words(text):
        for edge in (start, end):
            special = text[edge : edge + 2] == "’s" or text[edge - 2 : edge] == "’s" or text[edge - 1] == "."
            assert edge in breaks or special, (text, edge)


def test_a_long_line_takes_time_as_long_as_it_is() -> None:
    assert len(words("a" * 300_000)) == 1
    assert len(words("a." * 100_000)) < 3
    assert len(words("’s" * 50_000)) > 1
    assert len(words("e" + "\u0301" * 100_000)) == 1


_TEXT = "The NATO-Generalsekretär met  them."


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (4, 8, Fit(1, 2, True)),
        (4, 24, Fit(1, 4, True)),
        (3, 9, Fit(1, 3, False)),
        (28, 30, None),
        (28, 34, Fit(5, 6, False)),
        (5, 8, Fit(1, 2, False, (1,))),
        (5, 7, Fit(1, 2, False, (1,))),
        (4, 7, Fit(1, 2, False, (1,))),
        (6, 12, Fit(1, 4, False, (1, 3))),
        (33, 36, Fit(5, 7, False, (5,))),
        (0, 35, Fit(0, 7, True)),
    ],
)
def test_a_stretch_finds_its_tokens_and_those_it_cuts(start: int, end: int, expected: Fit | None) -> None:
    assert fit(words(_TEXT), start, end) == expected


@pytest.mark.parametrize("text", [*TEXTS, "", " \n ", "One. Two.\n\n\nThree"])
def test_sentences_hold_every_token_once(text: str) -> None:
    tokens = words(text)
    assert [n for sentence in by_sentence(text, tokens) for n in sentence] == list(range(len(tokens)))


def test_sentences_end_at_marks_and_line_breaks() -> None:
    text = "He met Mr. Smith in the U.S. on Friday. They spoke.\r\nNo title"
    tokens = words(text)
    ends = [text[tokens[s[-1]][0] : tokens[s[-1]][1]] for s in by_sentence(text, tokens)]
    assert ends == [".", ".", "title"]


def test_spacys_tokens_leave_blanks_out_and_know_the_language() -> None:
    text = "Bei z.B. 5 km  traf\r\ner U.S.-Truppen."
    assert [text[a:b] for a, b in tokenizer("spacy:de")(text)] == [
        "Bei", "z.B.", "5", "km", "traf", "er", "U.S.-Truppen", ".",
    ]  # fmt: skip
    assert [HARD_TEXT[a:b].isspace() for a, b in tokenizer("spacy:en")(HARD_TEXT)].count(True) == 0


def test_spacy_takes_texts_of_more_than_a_million_characters() -> None:
    assert len(tokenizer("spacy:xx")("word " * 210_000)) == 210_000


@pytest.mark.parametrize("name", ["", "Words", "spacy", "spacy:", "spacy:../x", "spacy:qq", "spacy:e\u0301"])
def test_an_unknown_tokenizer_is_refused_and_says_what_there_is(name: str) -> None:
    with pytest.raises(AnnotatorError, match=r"no (tokenizer|language)") as caught:
        tokenizer(name)
    assert "de" in str(caught.value)


def test_a_language_that_needs_another_library_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sudachipy", None)
    blank_pipeline.cache_clear()
    with pytest.raises(AnnotatorError, match=r"needs another library: .*sudachipy"):
        tokenizer("spacy:ja")


def test_without_spacy_the_install_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    blank_pipeline.cache_clear()
    with pytest.raises(MissingExtra, match="pip install 'spacy"):
        blank_pipeline("en")
