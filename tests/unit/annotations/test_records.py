"""Records refuse what no sheet may hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.records import Argument, Entity, Event, Fragment, fragment, quote, span, stretches
from annotator.sidecars.codec import encode
from tests.samples import HARD_TEXT, places_in


@given(places_in(HARD_TEXT))
def test_a_span_quotes_the_text_it_stands_on(places: tuple[tuple[int, int], ...]) -> None:
    made = span(HARD_TEXT, *places)
    assert all(HARD_TEXT[f.start : f.end] == f.quote for f in made)
    assert all(
        HARD_TEXT[: f.start].endswith(f.before) and HARD_TEXT[f.end :].startswith(f.after) for f in made
    )
    covered = {i for start, end in places for i in range(start, end)}
    assert covered == {i for f in made for i in range(f.start, f.end)}
    assert all(left.end < right.start for left, right in pairwise(made))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 3), (0, len(HARD_TEXT) + 1)])
def test_a_fragment_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="lies outside"):
        fragment(HARD_TEXT, start, end)


def test_a_quote_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="the quote has 2 characters, its place 3"):
        Fragment(0, 3, "ab")


def test_offsets_are_whole_numbers_and_nothing_else() -> None:
    for wrong in (1.0, True):
        place = Fragment(wrong, 3, "ab")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="cannot be kept"):
            encode(Entity("a", "PER", (place,)))


def test_fragments_must_be_in_order_and_apart() -> None:
    first, second = fragment(HARD_TEXT, 0, 3), fragment(HARD_TEXT, 2, 5)
    for wrong in ((second, first), (first, second), ()):
        with pytest.raises(ValueError, match=r"in order|needs a fragment"):
            Entity("a", "PER", wrong)


def test_arguments_are_a_set() -> None:
    with pytest.raises(ValueError, match="twice"):
        Event("e", "ACCUSE", span(HARD_TEXT, (0, 3)), (Argument("actor", "m"), Argument("actor", "m")))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_or_utf8_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"no number|no text"):
        Entity("a", "PER", span(HARD_TEXT, (0, 3)), attributes={"x": value})  # type: ignore[dict-item]


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_any_text_can_be_a_note(note: str) -> None:
    assert Entity("a", "PER", span(HARD_TEXT, (0, 3)), note=note).note == note


def test_a_quote_joins_fragments() -> None:
    mention = Event("e", "AGREE", span("kamen sie überein", (0, 5), (10, 17)))
    assert quote(mention) == "kamen … überein"
    assert stretches(mention) == ((0, 5), (10, 17))
