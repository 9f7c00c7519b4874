"""Events, relations, values, chains and classes of difference of two sheets, and what must hold of any two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.records import (
    Argument,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    Zone,
    span,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.review.agreement.attributes import NOT_SET, values_of
from annotator.review.agreement.cells import Cells
from annotator.review.agreement.classes import classes_of
from annotator.review.agreement.counting import together
from annotator.review.agreement.events import EXACT
from annotator.review.agreement.instances import Linked, chains
from annotator.review.agreement.measures import Measured, measured, scores
from annotator.review.agreement.pooling import Pool
from annotator.review.agreement.scores import Score
from annotator.review.agreement.scoring import Counts, Rules, Side, score
from annotator.review.alignment import align
from annotator.review.compared import Compared
from annotator.review.grouping import group
from annotator.review.units import Comparison
from tests.samples import sample_tagset
from tests.unit.review.sheets import sheets

TEXT = "Łukasz 👩‍🚀 met Ms Çelik in שלום today; both signed a paper."
TAGSET = sample_tagset()
RULES = Rules(TAGSET)


def compare(one: Iterable[Any], other: Iterable[Any], rules: Rules = RULES) -> Counts:
    left, right = Compared(Sheet.of(one)), Compared(Sheet.of(other))
    return score(Side(left), Side(right), align(left, right), rules)


def entity(id: str, *place: int, type: str = "PER", instances: tuple[str, ...] = ()) -> Entity:
    return Entity(id, type, span(TEXT, (place[0], place[1])), instances=instances)


def event(id: str, start: int, end: int, *arguments: tuple[str, str], type: str = "CONSULT") -> Event:
    made = tuple(Argument(role, filler) for role, filler in arguments)
    return Event(id, type, span(TEXT, (start, end)), made)


# -- events ----------------------------------------------------------------------------------------------------


def test_triggers_and_arguments_by_exact_offsets() -> None:
    mine = [
        entity("a1", 0, 6),
        entity("a2", 15, 23),
        entity("a3", 27, 31, type="GPE"),
        event("a4", 11, 14, ("actor", "a1"), ("recipient", "a2"), ("location", "a3")),
    ]
    theirs = [
        entity("b1", 0, 6),
        entity("b2", 18, 23),  # without the title
        entity("b3", 27, 31, type="GPE"),
        event("b4", 11, 14, ("actor", "b1"), ("recipient", "b2"), ("topic", "b3")),
        event("b5", 43, 49, ("actor", "b1"), type="AGREE"),
    ]
    found = scores(compare(mine, theirs).cells)
    assert found["tri-i", ""] == Score(1, 1, 1, 2)
    assert found["tri-c", ""] == Score(1, 1, 1, 2)
    assert found["arg-i", ""] == Score(2, 3, 2, 4)  # the title costs one, the role costs nothing
    assert found["arg-c", ""] == Score(1, 3, 1, 4)
    assert found["arg-i+", ""] == Score(2, 3, 2, 4)
    assert found["arg-matched", ""] == Score(2, 3, 2, 4)  # the title costs nothing, the role costs one
    assert found["arg-c", "CONSULT"] == Score(1, 3, 1, 3)
    assert found["arg-c", "AGREE"] == Score(0, 0, 0, 1)


def test_attached_arguments_need_the_same_trigger() -> None:
    mine = [entity("a1", 0, 6), event("a2", 11, 14, ("actor", "a1"))]
    theirs = [entity("b1", 0, 6), event("b2", 43, 49, ("actor", "b1"))]
    found = scores(compare(mine, theirs).cells)
    assert found["arg-c", ""].f1 == 1.0
    assert found["arg-c+", ""].f1 == 0.0
    assert found["arg-matched", ""].f1 == 0.0


def test_an_event_as_filler_counts_by_its_trigger() -> None:
    mine = [event("a1", 11, 14), event("a2", 43, 49, ("topic", "a1"), type="AGREE")]
    theirs = [event("b1", 11, 14, type="ACCUSE"), event("b2", 43, 49, ("topic", "b1"), type="AGREE")]
    found = scores(compare(mine, theirs).cells)
    assert found["arg-c+", "AGREE"].f1 == 1.0
    assert found["tri-c", ""].f1 == 0.5
    assert found["tri-i", ""].f1 == 1.0


def test_what_is_said_twice_of_the_same_offsets_counts_once_but_matched_mentions_twice() -> None:
    twice = [event("a1", 11, 14), event("a2", 11, 14)]
    found = scores(compare(twice, [event("b1", 11, 14)]).cells)
    assert found["tri-c", ""] == Score(1, 1, 1, 1)
    assert found["event.strict", ""] == Score(1, 2, 1, 1)


@given(sheets("a"), sheets("b"))
def test_events_are_what_sets_of_their_definition_say(one: Sheet, other: Sheet) -> None:
    found = scores(compare(one, other).cells)
    left, right = _definition(one), _definition(other)
    for measure in EXACT:
        hits = len(left[measure] & right[measure])
        expected = Score(hits, len(left[measure]), hits, len(right[measure]))
        assert found.get((measure, ""), Score()) == expected


def _definition(sheet: Sheet) -> dict[str, set[tuple[object, ...]]]:
    events = [record for record in sheet if isinstance(record, Event)]
    mentions = {record.id: record for record in sheet if isinstance(record, (Entity, Event))}
    said = [
        (e.type, stretches(e), stretches(mentions[a.filler]), a.role) for e in events for a in e.arguments
    ]
    return {
        "tri-i": {(stretches(e),) for e in events},
        "tri-c": {(e.type, stretches(e)) for e in events},
        "arg-i": {(type, filler) for type, _, filler, _ in said},
        "arg-c": {(type, filler, role) for type, _, filler, role in said},
        "arg-i+": {(type, trigger, filler) for type, trigger, filler, _ in said},
        "arg-c+": set(said),
    }


# -- relations -------------------------------------------------------------------------------------------------


def relation(id: str, type: str, *ends: tuple[str, str]) -> Relation:
    return Relation(id, type, tuple(Argument(role, filler) for role, filler in ends))


def test_a_relation_is_the_same_where_its_ends_are_matched() -> None:
    mine = [
        entity("a1", 0, 6),
        entity("a2", 15, 23),
        relation("ar", "MEMBER_OF", ("member", "a1"), ("group", "a2")),
    ]
    near = [
        entity("b1", 0, 6),
        entity("b2", 18, 23),
        relation("br", "MEMBER_OF", ("member", "b1"), ("group", "b2")),
    ]
    turned = [*near[:2], relation("br", "MEMBER_OF", ("group", "b1"), ("member", "b2"))]
    assert scores(compare(mine, near).cells)["relation", "MEMBER_OF"] == Score(1, 1, 1, 1)
    assert scores(compare(mine, turned).cells)["relation", ""] == Score(0, 1, 0, 1)


def test_the_ends_of_a_symmetric_relation_may_be_exchanged() -> None:
    first, second = (role.id for role in TAGSET.relations[0].ends)
    symmetric = replace(TAGSET.relations[0], symmetric=True)
    rules = Rules(replace(TAGSET, relations=(symmetric,)))
    mine = [
        entity("a1", 0, 6),
        entity("a2", 15, 23),
        relation("ar", symmetric.id, (first, "a1"), (second, "a2")),
    ]
    theirs = [
        entity("b1", 0, 6),
        entity("b2", 15, 23),
        relation("br", symmetric.id, (first, "b2"), (second, "b1")),
    ]
    counts = compare(mine, theirs, rules)
    assert scores(counts.cells)["relation", ""] == Score(1, 1, 1, 1)
    assert not {c.name: c.differing for c in classes_of(counts.cells)}["role"]


# -- values ----------------------------------------------------------------------------------------------------


def valued(id: str, start: int, end: int, type: str = "CONSULT", **attributes: object) -> Event:
    return Event(id, type, span(TEXT, (start, end)), attributes=attributes)  # type: ignore[arg-type]


def test_values_are_compared_on_matched_pairs_only_and_defaults_count() -> None:
    mine = [valued("a1", 11, 14, status="future"), valued("a2", 43, 49)]
    theirs = [valued("b1", 11, 14), valued("b2", 0, 6, status="future")]
    found = values_of(compare(mine, theirs).cells)
    assert found["event", "status"] == {("future", "actual"): 1}
    assert found["event", ""] == {("CONSULT", "CONSULT"): 1}


def test_a_value_that_is_not_set_is_a_value_of_its_own_where_there_is_no_default() -> None:
    with_mode = next(t for t in TAGSET.events if any(a.id == "mode" for a in t.attributes))
    mine, theirs = [valued("a1", 11, 14, with_mode.id, mode="visit")], [valued("b1", 11, 14, with_mode.id)]
    assert values_of(compare(mine, theirs).cells)["event", "mode"] == {("visit", NOT_SET): 1}
    neither = compare([valued("a1", 11, 14, with_mode.id)], theirs)
    assert values_of(neither.cells)["event", "mode"] == {(NOT_SET, NOT_SET): 1}


def test_an_attribute_is_compared_where_both_types_have_it() -> None:
    mine, theirs = [valued("a1", 11, 14, "CONSULT")], [valued("b1", 11, 14, "ACCUSE")]
    found = {attribute for kind, attribute in values_of(compare(mine, theirs).cells)}
    of = {type: {a.id for a in TAGSET.attributes_of(type)} for type in ("CONSULT", "ACCUSE")}
    assert found == {"", *(of["CONSULT"] & of["ACCUSE"])}
    assert of["CONSULT"] != of["ACCUSE"]


# -- chains ----------------------------------------------------------------------------------------------------


def test_chains_are_compared_over_matched_mentions() -> None:
    def sheet(owner: str, *instances: str) -> list[Record]:
        places = ((0, 6), (15, 23), (39, 43))
        made: list[Record] = [
            entity(f"{owner}{n}", *place, instances=(f"{owner}{i}",) if i else ())
            for n, (place, i) in enumerate(zip(places, instances, strict=True))
        ]
        return [*made, *(Instance(f"{owner}{i}", "entity", "PER", i) for i in {*instances} - {""})]

    found = scores(compare(sheet("a", "x", "x", "x"), sheet("b", "u", "u", "v")).cells)
    assert found["entity-chains.muc", ""] == Score(1, 2, 1, 1)
    assert found["entity-chains.b_cubed", ""].one_hits == pytest.approx((2 * 2 + 1) / 3)
    alone = compare(sheet("a", "x", "x", ""), sheet("b", "u", "u", ""))
    assert scores(alone.cells)["entity-chains.b_cubed", ""] == Score(2, 2, 2, 2)
    assert {c.name: c.differing for c in classes_of(alone.cells)}["instance"] == 0


def test_a_mention_of_several_instances_stands_in_the_chain_of_each() -> None:
    they = [Linked(1, ("x",), ("u",)), Linked(2, ("y",), ("v",)), Linked(3, ("x", "y"), ("v", "u"))]
    mine, theirs = chains(they)
    assert sorted(map(sorted_as_text, mine)) == sorted(map(sorted_as_text, theirs))
    assert sum(map(len, mine)) == 4
    only = [Linked(1, ("x",), ("u",)), Linked(3, ("x", "y"), ("u",))]
    mine, theirs = chains(only)
    assert sorted(map(len, mine)) == [1, 2]
    assert sorted(map(len, theirs)) == [2]


def sorted_as_text(chain: set[object]) -> list[str]:
    return sorted(map(str, chain))


# -- what must hold --------------------------------------------------------------------------------------------


@given(sheets("a"))
def test_a_sheet_agrees_with_itself_at_one(sheet: Sheet) -> None:
    counts = compare(sheet, sheet)
    for key, found in scores(counts.cells).items():
        assert found.f1 == 1.0, key
    assert all(not found.differing for found in classes_of(counts.cells))


@given(sheets("a"), sheets("b"))
def test_exchanging_the_sides_exchanges_precision_and_recall(one: Sheet, other: Sheet) -> None:
    there, back = (scores(compare(*both).cells) for both in ((one, other), (other, one)))
    assert {key: (s.recall, s.precision, s.f1) for key, s in there.items()} == {
        key: (s.precision, s.recall, s.f1) for key, s in back.items()
    }


@given(sheets("a"), sheets("b"), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(one: Sheet, other: Sheet, draw: object) -> None:
    assert hasattr(draw, "shuffle")
    shuffled = list(other)
    draw.shuffle(shuffled)
    assert compare(one, other).cells == compare(reversed(list(one)), shuffled).cells


@given(sheets("a"), sheets("b"))
def test_classes_of_difference_are_those_of_the_units(one: Sheet, other: Sheet) -> None:
    counted = Counter(c for u in Comparison({"a": one, "b": other}, TAGSET).units for c in u.classes)
    found = {c.name: c.differing for c in classes_of(compare(one, other).cells)}
    assert {name: n for name, n in found.items() if n} == dict(counted)


@given(sheets("a", most=3), sheets("b", most=3), sheets("c", most=3))
def test_what_several_have_together_is_what_grouping_says(one: Sheet, other: Sheet, third: Sheet) -> None:
    compared = dict(zip("abc", map(Compared, (one, other, third)), strict=True))
    alignments = {
        (one, other): align(compared[one], compared[other]) for one, other in combinations("abc", 2)
    }
    for field, groups in group(compared).items():
        if field != "zones":
            records = [{r.id: r for r in getattr(compared[name], field)} for name in "abc"]
            found = {
                tuple((name, r.id) for name, r in zip("abc", held, strict=True) if r is not None)
                for held in together("abc", records, alignments, field)
            }
            assert found == {held for held in groups if len(held) > 1}


def test_a_pool_of_articles_has_the_sums_of_each_and_an_interval() -> None:
    pool = Pool()
    for n in range(6):
        theirs = [entity("b1", 0, 6), entity("b2", 15, 23 - n % 2)]
        pool.add(f"article {n}", compare([entity("a1", 0, 6), entity("a2", 15, 23)], theirs).cells)
    found = {(m.measure, m.type): m for m in measured(pool)}
    strict = found["entity.strict", ""]
    assert (strict.one, strict.other) == (12, 12)
    assert strict.f1 == pytest.approx(9 / 12)
    assert strict.interval is not None
    assert 0.5 <= strict.interval.low < 0.75 < strict.interval.high <= 1.0
    assert found["entity.strict", "PER"] == Measured(
        "entity.strict", "PER", 0.75, 0.75, 0.75, 12, 12, strict.interval
    )


def test_one_article_has_no_interval() -> None:
    pool = Pool()
    pool.add("only", compare([entity("a1", 0, 6)], [entity("b1", 0, 6)]).cells)
    assert {m.interval for m in measured(pool)} == {None}


def test_zones_and_empty_cells_do_not_meet() -> None:
    cells: Cells = compare([Zone("z", "quote", span(TEXT, (0, 6)))], []).cells
    assert scores(cells)["zone.strict", ""] == Score(0, 1, 0, 0)
    assert compare([], []).cells == {}
