"""What is ticked of a tagset's types, and the names that say so to an export."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tagsets import shipped
from annotator.tagsets.reading import parse_tagset
from annotator.ui.exchange.type_choice import Node, TypeChoice

TAGSET = parse_tagset(
    b"""
id = "own"
version = "1"
[entity.PLACE]
name = "Place"
[entity.TOWN]
name = "Town"
parent = "PLACE"
[entity.STATE]
name = "State"
parent = "PLACE"
[event.ACT]
name = "Act"
abstract = true
[event.SAY]
name = "Say"
parent = "ACT"
[event.DO]
name = "Do"
parent = "ACT"
""",
    Path("own"),
)


def node(choice: TypeChoice, words: str) -> Node:
    """The row of those words."""
    return next(node for node in choice.nodes if node.words == words)


def test_rows_stand_by_kind() -> None:
    assert [(n.words, n.depth) for n in TypeChoice(TAGSET).nodes] == [
        *(("All types", 0), ("Entities", 0), ("Place", 1), ("Town", 2), ("State", 2), ("Span", 1)),
        *(("Events", 0), ("Say", 1), ("Do", 1)),
    ]


def test_everything_is_ticked_at_first_and_needs_no_names() -> None:
    choice = TypeChoice(TAGSET)
    assert choice.names() == ()
    assert choice.words() == "All types"
    assert not choice.is_empty


def test_a_child_that_is_unticked_takes_its_parent_along() -> None:
    choice = TypeChoice(TAGSET)
    choice.toggle(node(choice, "Town"))
    assert choice.tick(node(choice, "Place")) == "some"
    assert "PLACE" not in choice.names()
    assert "STATE" in choice.names()
    choice.toggle(node(choice, "Place"))
    assert choice.names() == ()


def test_the_highest_type_stands_for_those_below() -> None:
    choice = TypeChoice(TAGSET, ["PLACE"])
    assert choice.names() == ("PLACE",)
    assert choice.words() == "Place"
    assert choice.tick(node(choice, "State")) == "all"
    choice.toggle(node(choice, "Events"))
    assert choice.names() == ("PLACE", "SAY", "DO")


def test_few_types_and_few_gaps_are_named() -> None:
    choice = TypeChoice(TAGSET)
    choice.toggle(node(choice, "Say"))
    assert choice.words() == "All but Say"
    choice.toggle(node(choice, "State"))
    assert choice.words() == "3 of 6 types"
    choice.toggle(node(choice, "All types"))
    choice.toggle(node(choice, "All types"))
    assert choice.is_empty
    assert choice.words() == "No type"


@pytest.mark.parametrize("names", [[""], ["GONE"], []])
def test_names_that_mean_nothing_mean_everything(names: list[str]) -> None:
    assert TypeChoice(TAGSET, names).names() == ()


@given(st.lists(st.integers(0, 200), max_size=12))
def test_names_say_exactly_what_is_ticked(clicks: list[int]) -> None:
    tagset = shipped.load()
    choice = TypeChoice(tagset)
    for click in clicks:
        choice.toggle(choice.nodes[click % len(choice.nodes)])
    every = choice.nodes[0].leaves
    ticked = {id for n in choice.nodes if n.type and choice.tick(n) == "all" for id in n.leaves}
    names = choice.names()
    if names:
        assert {id for id in every if any(tagset.is_a(id, name) for name in names)} == ticked
        assert TypeChoice(tagset, names).names() == names
    else:
        assert choice.is_empty or ticked == every
