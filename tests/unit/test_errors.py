"""What a message quotes is seen, and never obeyed by whatever shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UNSEEN, AnnotatorError, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("one\r\ntwo\tthree", r"one\r\ntwo\tthree"),
        ("\x9b31m\x7f", r"\x9b31m\x7f"),
        ("txt.\u202egpj\u2066\u2069", r"txt.\u202egpj\u2066\u2069"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("\udc80", r"\udc80"),
        ("“Šárka” 👩‍👩‍👧 שלום e\u0301 C:\\new", "“Šárka” 👩‍👩‍👧 שלום e\u0301 C:\\new"),
    ],
)
def test_what_acts_instead_of_being_seen_is_escaped(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text())
def test_every_text_is_one_line_that_utf_8_takes(text: str) -> None:
    seen = visible(text)
    assert UNSEEN.search(seen) is None
    assert len(seen.encode("utf-8").decode("utf-8").splitlines()) <= 1
    assert visible(seen) == seen


def test_an_error_is_one_line() -> None:
    error = AnnotatorError("the type “\x1b[31m\n” is none", path="a\nb.txt", remedy="Look.")
    assert str(error) == r"a\nb.txt: the type “\x1b[31m\n” is none. Look."


def test_a_list_that_the_program_made_keeps_its_lines_and_nothing_else() -> None:
    class Listed(AnnotatorError):
        listing = True

    assert str(Listed("lost:\n  one\x1b\n  two\x07", path="a.txt")) == "a.txt: lost:\n  one\\x1b\n  two\\x07"
