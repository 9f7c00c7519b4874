"""Graphemes: the same clusters as the whole text has, found in a window."""

from __future__ import annotations

import time

import pytest
import regex
from hypothesis import given

from annotator.articles import graphemes
from tests.unit.articles.strategies import texts


@given(texts)
def test_windows_find_the_clusters_of_the_whole_text(text: str) -> None:
    ends = [0, *(match.end() for match in regex.finditer(r"\X", text))]
    for position in range(len(text) + 1):
        assert graphemes.is_boundary(text, position) == (position in ends)
        assert graphemes.floor(text, position) == max(end for end in ends if end <= position)
        assert graphemes.ceil(text, position) == min(end for end in ends if end >= position)


@given(texts)
def test_walking_forth_and_back_meets_every_boundary_once(text: str) -> None:
    forth, position = [0], 0
    while position < len(text):
        position = graphemes.next_boundary(text, position)
        forth.append(position)
    back, position = [len(text)], len(text)
    while position > 0:
        position = graphemes.previous_boundary(text, position)
        back.append(position)
    assert forth == back[::-1] or text == ""


@pytest.mark.parametrize("position", [-3, 0, 4, 9])
def test_positions_outside_are_clamped(position: int) -> None:
    text = "a\r\nb"
    assert graphemes.is_boundary(text, position)
    assert graphemes.floor(text, position) == graphemes.ceil(text, position) == max(0, min(4, position))


def test_crlf_is_one_and_two_lone_returns_are_two() -> None:
    assert not graphemes.is_boundary("a\r\n", 2)
    assert graphemes.is_boundary("a\r\r", 2)
    assert graphemes.is_boundary("\n\r", 1)


@pytest.mark.parametrize("unit", ["日本", "👩‍🚀", "🇯🇵", "क्षि", "e\u0301", "x"])
def test_a_megabyte_in_one_line_costs_a_window(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    middle = len(unit) * (500_000 // len(unit))
    graphemes.is_boundary(text, middle)
    began = time.perf_counter()
    for position in range(middle, middle + 20):
        graphemes.floor(text, position)
    assert time.perf_counter() - began < 1.0
    assert graphemes.floor(text, middle) == middle


def test_a_cluster_longer_than_the_window_is_taken_in_pieces() -> None:
    text = "e" + "\u0301" * 5000
    position, steps = 0, 0
    while position < len(text):
        after = graphemes.next_boundary(text, position)
        assert after > position
        position, steps = after, steps + 1
    assert steps < 20
