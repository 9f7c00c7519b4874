from __future__ import annotations

import time

import pytest
from msgspec import Struct

from annotator.annotations.instances import likeness, matching, rank, words_of
from annotator.annotations.records import Entity, Event, Instance, span
from annotator.tagsets import shipped

TAGSET = shipped.load("plover-0.8")


class Known(Struct, frozen=True):
    instance: Instance
    quotes: tuple[str, ...] = ()


def known(id: str, name: str, type: str = "PER", *quotes: str) -> Known:
    return Known(Instance(id, "event" if TAGSET.is_event(type) else "entity", type, name), quotes)


def mention(text: str, type: str = "PER") -> Entity | Event:
    made = span(text, (0, len(text)))
    return Event("e", type, made) if TAGSET.is_event(type) else Entity("m", type, made)


FOLDER = (
    known("nato", "NATO", "ORG", "NATO", "Nato"),
    known("abe", "Shinzo Abe"),
    known("hayashi", "Yoshimasa Hayashi", "PER", "Yoshimasa Hayashi", "der Außenminister"),
    known("munich", "München", "GPE", "München"),
    known("talks", "talks in Munich", "CONSULT", "met"),
)


@pytest.mark.parametrize(
    ("wording", "type", "expected"),
    [
        ("Hayashi", "PER", "hayashi"),
        ("Hayashi’s", "PER", "hayashi"),
        ("HAYASHI YOSHIMASA", "PER", "hayashi"),
        ("der Außenminister", "PER", "hayashi"),
        ("Munchen", "GPE", "munich"),
        ("Mu\u0308nchen", "GPE", "munich"),
        ("NATO", "ORG", "nato"),
        ("met", "CONSULT", "talks"),
    ],
)
def test_the_best_guess_comes_first(wording: str, type: str, expected: str) -> None:
    assert rank(mention(wording, type), FOLDER, TAGSET)[0].instance.id == expected


def test_entities_and_events_do_not_mix() -> None:
    assert [k.instance.id for k in rank(mention("met", "CONSULT"), FOLDER, TAGSET)] == ["talks"]
    assert "talks" not in {k.instance.id for k in rank(mention("met"), FOLDER, TAGSET)}


def test_what_the_article_uses_already_comes_before_its_like() -> None:
    twins = (known("a", "the minister"), known("b", "the minister"))
    assert [k.instance.id for k in rank(mention("minister"), twins, TAGSET, {"b"})] == ["b", "a"]
    assert [k.instance.id for k in rank(mention("minister"), twins, TAGSET)] == ["a", "b"]


def test_likeness_is_symmetric_enough_and_bounded() -> None:
    words = ("Hayashi", "Yoshimasa Hayashi", "NATO", "Stoltenberg", "Stoltenburg", "", "👩‍👩‍👧", "שלום עולם")
    for one in words:
        for other in words:
            assert 0 <= likeness(one, other) <= 1
    assert likeness("Stoltenberg", "Stoltenburg") > likeness("Stoltenberg", "Scholz") == 0
    assert words_of("Café-Besitzer’s") == ("cafe", "besitzer")


def test_matching_needs_every_word() -> None:
    assert [k.instance.id for k in matching("munch", FOLDER)] == ["munich"]
    assert [k.instance.id for k in matching("außen hay", FOLDER)] == ["hayashi"]
    assert matching("", FOLDER) == list(FOLDER)
    assert matching("hayashi nato", FOLDER) == []


def test_a_thousand_instances_are_ranked_while_one_waits() -> None:
    many = [known(f"i{n}", f"Person {n} Name{n % 37}", "PER", f"Name{n}") for n in range(1_000)]
    start = time.perf_counter()
    rank(mention("Yoshimasa Hayashi"), many, TAGSET)
    assert time.perf_counter() - start < 1.0
