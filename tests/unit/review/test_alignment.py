"""Alignment: optimal, symmetric, of no order; and what it says where mentions are stacked."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.records import Argument, Entity, Event, Record, Relation, span, stretches
from annotator.annotations.sheet import Sheet
from annotator.review.alignment import ONE, SAME, Pair, align, overlap
from annotator.review.assignment import Edge, assign
from annotator.review.compared import Compared
from tests.unit.review.sheets import TEXT, sheets


def _aligned(one: Sequence[Record], other: Sequence[Record]) -> dict[str, str]:
    """Counterparts by id, of all kinds; what stands alone is left out."""
    found = align(Compared(Sheet.of(one)), Compared(Sheet.of(other)))
    pairs = (*found.entities, *found.events, *found.relations, *found.zones)
    return {pair.one: pair.other for pair in pairs if pair.one and pair.other}


def _entity(id: str, start: int, end: int, type: str = "PER") -> Entity:
    return Entity(id, type, span(TEXT, (start, end)))


def _event(id: str, start: int, end: int, *fillers: str, type: str = "MEET") -> Event:
    return Event(id, type, span(TEXT, (start, end)), tuple(Argument("actor", f) for f in fillers))


@given(sheets("a"), sheets("b"))
def test_it_is_symmetric_and_holds_each_record_once(one: Sheet, other: Sheet) -> None:
    there, back = align(Compared(one), Compared(other)), align(Compared(other), Compared(one))
    for kind in ("entities", "events", "relations", "zones"):
        pairs: tuple[Pair, ...] = getattr(there, kind)
        assert {(p.one, p.other) for p in pairs} == {(p.other, p.one) for p in getattr(back, kind)}
        assert sorted(p.one for p in pairs if p.one) == sorted(r.id for r in getattr(Compared(one), kind))
        assert sorted(p.other for p in pairs if p.other) == sorted(
            r.id for r in getattr(Compared(other), kind)
        )


@given(sheets("a"), sheets("b"), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(one: Sheet, other: Sheet, dice: random.Random) -> None:
    shuffled = list(one)
    dice.shuffle(shuffled)
    assert align(Compared(one), Compared(other)) == align(Compared(Sheet.of(shuffled)), Compared(other))


@given(sheets("a"))
def test_a_sheet_aligns_with_itself(sheet: Sheet) -> None:
    found = align(Compared(sheet), Compared(sheet))
    for pair in (*found.entities, *found.events, *found.relations, *found.zones):
        assert pair.closeness == SAME
        one, other = sheet.get(pair.one), sheet.get(pair.other)
        assert isinstance(one, Relation) == isinstance(other, Relation)
        if isinstance(one, (Entity, Event)):
            assert isinstance(other, (Entity, Event))
            assert (one.type, stretches(one)) == (other.type, stretches(other))


@given(sheets("a", most=4), sheets("b", most=4))
def test_no_other_assignment_of_entities_is_better(one: Sheet, other: Sheet) -> None:
    left, right = Compared(one).entities, Compared(other).entities

    def worth(a: Entity, b: Entity) -> tuple[int, int]:
        if (a.type, stretches(a)) == (b.type, stretches(b)):
            return (1, 0)
        shared = overlap(a, b)
        return (0, shared + (ONE if a.type == b.type else 0) if shared else 0)

    def total(pairs: Sequence[tuple[Entity, Entity]]) -> tuple[int, int]:
        return (sum(worth(*p)[0] for p in pairs), sum(worth(*p)[1] for p in pairs))

    small, large = sorted((left, right), key=len)
    best = max(total(list(zip(small, chosen, strict=True))) for chosen in permutations(large, len(small)))
    by_id = {r.id: r for r in (*left, *right)}
    found = [
        (by_id[p.one], by_id[p.other])
        for p in align(Compared(one), Compared(other)).entities
        if p.one and p.other
    ]
    assert total(found) == best


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 1000)),
        max_size=14,
        unique_by=lambda edge: edge[:2],
    )
)
def test_assignments_are_optimal_also_where_matrices_are_sparse(edges: list[Edge]) -> None:
    from annotator.review.assignment import _solve_sparse

    weights = {edge[:2]: edge[2] for edge in edges}
    best = max(sum(weights.get((i, j), 0) for i, j in enumerate(chosen)) for chosen in permutations(range(6)))
    assert sum(weights[pair] for pair in assign(edges, [0] * len(edges))) == best
    if edges:
        rows, columns = sorted({e[0] for e in edges}), sorted({e[1] for e in edges})
        sparse = _solve_sparse(edges, [0] * len(edges), rows, columns)
        assert sum(weights[pair] for pair in sparse) == best


def test_the_same_span_and_type_come_before_more_overlap() -> None:
    assert _aligned(
        [_entity("a1", 0, 10), _entity("a2", 0, 5)], [_entity("b1", 0, 10), _entity("b2", 6, 10)]
    ) == {"a1": "b1"}


def test_nested_mentions_find_each_other() -> None:
    one = [_entity("a1", 0, 12, "ORG"), _entity("a2", 0, 5), _entity("a3", 8, 12, "ORG")]
    other = [_entity("b1", 0, 12, "ORG"), _entity("b2", 0, 6), _entity("b3", 9, 12)]
    assert _aligned(one, other) == {"a1": "b1", "a2": "b2", "a3": "b3"}


def test_stacked_events_are_told_apart_by_their_arguments() -> None:
    people = [("1", 0, 5), ("2", 15, 20), ("3", 24, 28)]
    one: list[Record] = [_entity(f"a{n}", s, e) for n, s, e in people]
    other: list[Record] = [_entity(f"b{n}", s, e) for n, s, e in people]
    one += [_event("ax", 9, 12, "a1", "a2"), _event("ay", 9, 12, "a3")]
    other += [_event("b0", 9, 12, "b3"), _event("bz", 9, 12, "b2", "b1")]
    assert {k: v for k, v in _aligned(one, other).items() if k in ("ax", "ay")} == {"ax": "bz", "ay": "b0"}


@st.composite
def _stacks(draw: st.DrawFn, owner: str) -> Sheet:
    """Events of two types on two triggers that share their fillers: much that nothing tells apart."""
    made: list[Record] = [_entity(f"{owner}m{n}", 4 * n, 4 * n + 3) for n in range(3)]
    for n in range(draw(st.integers(0, 4))):
        fillers = draw(st.lists(st.integers(0, 2), max_size=2, unique=True))
        type, end = draw(st.sampled_from(["MEET", "SIGN"])), draw(st.sampled_from([16, 18]))
        made.append(_event(f"{owner}e{n}", 14, end, *(f"{owner}m{k}" for k in fillers), type=type))
    return Sheet.of(made)


@pytest.mark.parametrize("owners", ["ab", ["", ""]])
@given(st.data())
def test_stacked_events_pair_alike_whoever_comes_first(owners: Sequence[str], data: st.DataObject) -> None:
    one, other = (Compared(data.draw(_stacks(owner))) for owner in owners)
    there, back = align(one, other), align(other, one)
    assert {(p.one, p.other) for p in there.events} == {(p.other, p.one) for p in back.events}


def test_stacked_mentions_are_told_apart_by_their_values() -> None:
    for make in (Entity, Event):
        one: list[Record] = [
            make(f"a{n}", "MEET", span(TEXT, (9, 12)), attributes={"mode": mode})
            for n, mode in enumerate(("visit", "phone", "third-party"))
        ]
        other: list[Record] = [
            make(f"b{n}", "MEET", span(TEXT, (9, 12)), attributes={"mode": mode})
            for n, mode in enumerate(("third-party", "visit", "phone"))
        ]
        assert _aligned(one, other) == {"a0": "b1", "a1": "b2", "a2": "b0"}


def test_the_same_id_may_stand_for_something_else_in_the_other_sheet() -> None:
    here: list[Record] = [_entity("m1", 0, 5), _entity("m2", 15, 20), _event("e1", 24, 28, "m1")]
    there: list[Record] = [_entity("m1", 30, 33), _entity("m2", 15, 20), _event("e1", 36, 38, "m1")]
    kin = Relation("r1", "kin", (Argument("from", "m1"), Argument("to", "m2")))
    found = align(Compared(Sheet.of([*here, kin])), Compared(Sheet.of([*there, kin])))
    [pair] = found.relations
    assert 0 < pair.closeness < SAME


def test_a_tall_stack_costs_what_its_records_cost() -> None:
    one, other = (
        [Entity(f"{owner}{n:05}", "PER", span(TEXT, (0, 5))) for n in range(5_000)] for owner in "ab"
    )
    begun = time.process_time()
    found = _aligned(one, other)
    assert time.process_time() - begun < 1.0
    assert all(found[f"a{n:05}"] == f"b{n:05}" for n in range(5_000))


def test_relations_are_matched_by_their_ends() -> None:
    def sheet(owner: str, *ends: tuple[str, str, str]) -> list[Record]:
        made: list[Record] = [_entity(f"{owner}{n}", n * 6, n * 6 + 4) for n in range(4)]
        for type, left, right in ends:
            arguments = (Argument("from", owner + left), Argument("to", owner + right))
            made.append(Relation(f"{owner}{type}{left}{right}", type, arguments))
        return made

    found = _aligned(
        sheet("a", ("kin", "0", "1"), ("near", "0", "1"), ("kin", "2", "3")),
        sheet("b", ("near", "0", "1"), ("foe", "0", "1"), ("kin", "3", "2")),
    )
    assert found["anear01"] == "bnear01"
    assert found["akin01"] == "bfoe01"
    assert found["akin23"] == "bkin32"


def _many(owner: str, count: int, shift: int) -> Sheet:
    text = "word " * (count * 2)
    return Sheet.of(
        Entity(f"{owner}{n}", "PER" if (n + shift) % 7 else "ORG", span(text, (at, at + 4 + (n + shift) % 3)))
        for n in range(count)
        for at in [n * 10 + (shift if n % 5 == 0 else 0)]
    )


def test_ten_thousand_mentions_align_within_a_second_and_not_quadratically() -> None:
    took = {}
    for count in (1_000, 10_000):
        one, other = _many("a", count, 0), _many("b", count, 1)
        align(Compared(_many("c", 10, 0)), Compared(_many("d", 10, 1)))  # scipy is imported once
        tries = []
        for _ in range(3):
            begun = time.process_time()
            assert len(align(Compared(one), Compared(other)).entities) >= count
            tries.append(time.process_time() - begun)
        took[count] = min(tries)
    assert took[10_000] <= 1.0
    assert took[10_000] <= 25 * took[1_000]


def test_one_mention_over_the_whole_text_costs_no_full_matrix() -> None:
    text = "word " * 4_000
    parts = [Entity(f"b{n}", "ORG", span(text, (n * 5, n * 5 + 4))) for n in range(4_000)]
    shifted = [Entity(f"a{n}", "ORG", span(text, (n * 5 + 1, n * 5 + 5))) for n in range(3_999)]
    all_over = [Entity("ax", "PER", span(text, (0, 20_000))), Entity("ay", "PER", span(text, (1, 20_000)))]
    begun = time.process_time()
    found = _aligned([*shifted, *all_over], parts)
    assert time.process_time() - begun < 5.0
    assert all(found[f"a{n}"] == f"b{n}" for n in range(3_999))
