"""Which records of two sheets on the same text stand for the same thing.

The rule, for each kind of its own:

1. Mentions with the same span and the same type belong together. Where several are stacked so, those do whose
   arguments and values are most alike.
2. The rest is assigned one to one so that the sum of *Dice overlap + 1 for the same type* is greatest, over pairs that
   share a code point (Dice: twice the shared code points by the sum of both lengths). Of events the likeness of
   arguments decides between equal sums.
3. Relations are matched by their ends: the same type and the same ends first, the rest so that the sum of shared ends
   *+ 1 for the same type* is greatest, over pairs that share an end.

The outcome depends neither on the order of records nor on which sheet comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from msgspec import Struct

from annotator.annotations.records import Entity, Event, Relation, Zone
from annotator.review.assignment import LARGEST_TIE, Edge, assign, tie
from annotator.review.compared import Compared, Place

M = TypeVar("M", Entity, Event, Zone)
R = TypeVar("R", Entity, Event, Relation, Zone)

ONE = 1 << 14
"""What stands for 1 in weights, which are whole numbers."""

_FINE = 1 << 7
"""How many steps of likeness lie between two weights."""

_VALUES = 3
"""So many values that differ are told apart."""

_STACK = 1 << 14
"""How many numbers in stacks are told apart."""

_ID_TIE = 6
"""Bits of a tie in which ids have the last word."""

SAME = 4 * ONE
"""The closeness of a pair with the same span and type; more than any weight."""

Places: TypeAlias = dict[str, Place]
"""Where records stand, by id."""

_Found: TypeAlias = tuple[int, str, str, int]
"""A pair while it is sorted: where it starts, its ids, its closeness."""

Likeness: TypeAlias = Callable[[Event, Event], int]
"""How alike the arguments of two events are, from 0 to ``_FINE - 1``."""


class Pair(Struct, frozen=True, gc=False):
    """Ids of two records that stand for the same thing; one is empty where there is no counterpart.

    ``closeness`` orders pairs: :data:`SAME` for the same span and type, else the weight of the rule above.
    """

    one: str
    other: str
    closeness: int = 0


class Alignment(Struct, frozen=True):
    """Two sheets side by side: each record of either stands in exactly one pair of its kind."""

    entities: tuple[Pair, ...] = ()
    events: tuple[Pair, ...] = ()
    relations: tuple[Pair, ...] = ()
    zones: tuple[Pair, ...] = ()


def align(one: Compared, other: Compared) -> Alignment:
    """Aligns two sheets on the same text."""
    places = one.places, other.places
    entities = _match(one.entities, other.entities, places, None)
    fillers = {pair.one: pair.other for pair in entities}
    events = _match(one.events, other.events, places, _by_arguments(one, other, fillers))
    fillers |= {pair.one: pair.other for pair in events}
    relations = _match_relations(one.relations, other.relations, fillers)
    zones = _match(one.zones, other.zones, places, None)
    return Alignment(entities, events, relations, zones)


def overlap(one: Entity | Event | Zone, other: Entity | Event | Zone) -> int:
    """The Dice overlap of two spans, from 0 to :data:`ONE`."""
    if len(one.span) == 1 and len(other.span) == 1:
        a, b = one.span[0], other.span[0]
        shared = min(a.end, b.end) - max(a.start, b.start)
        return 0 if shared <= 0 else 2 * shared * ONE // (a.end - a.start + b.end - b.start)
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.span for b in other.span)
    length = sum(f.end - f.start for f in one.span) + sum(f.end - f.start for f in other.span)
    return 2 * shared * ONE // length


def _match(
    ones: Sequence[M], others: Sequence[M], places: tuple[Places, Places], likeness: Likeness | None
) -> tuple[Pair, ...]:
    mine, theirs = places
    waiting = {theirs[record.id]: record for record in others}
    rest: list[M] = []
    if len(waiting) == len(others) and len({mine[record.id] for record in ones}) == len(ones):
        pairs: list[_Found] = []
        for record in ones:
            found = waiting.pop(mine[record.id], None)
            if found is None:
                rest.append(record)
            else:
                pairs.append((record.span[0].start, record.id, found.id, SAME))
        spare = list(waiting.values())
    else:
        pairs, rest, spare = _match_stacked(ones, others, places, likeness)
    if rest or spare:
        pairs += _match_rest(rest, spare, likeness)
    pairs.sort()
    return tuple([Pair(one, other, closeness) for _, one, other, closeness in pairs])


def _match_stacked(
    ones: Sequence[M], others: Sequence[M], places: tuple[Places, Places], likeness: Likeness | None
) -> tuple[list[_Found], list[M], list[M]]:
    """Pairs on the same span with the same type where several may stand there, and what is left on either side."""
    mine, theirs = places
    waiting: dict[Place, list[M]] = {}
    for record in others:
        waiting.setdefault(theirs[record.id], []).append(record)
    stacked: dict[Place, list[M]] = {}
    for record in ones:
        stacked.setdefault(mine[record.id], []).append(record)
    pairs: list[_Found] = []
    rest: list[M] = []
    for place, left in stacked.items():
        right = waiting.pop(place, [])
        chosen = _choose_stacked(left, right, likeness)
        pairs += [(_start(left[i]), left[i].id, right[j].id, SAME) for i, j in chosen]
        taken = ({i for i, _ in chosen}, {j for _, j in chosen})
        rest += [record for i, record in enumerate(left) if i not in taken[0]]
        if spare := [record for j, record in enumerate(right) if j not in taken[1]]:
            waiting[place] = spare
    return pairs, rest, [record for held in waiting.values() for record in held]


def _choose_stacked(
    left: Sequence[M], right: Sequence[M], likeness: Likeness | None
) -> list[tuple[int, int]]:
    """Which records of two stacks belong together, by their numbers there.

    Of what nothing tells apart the first goes with the first, so that several sheets pair alike; between choices that
    are as good by that, too, ids decide, whichever sheet comes first.
    """
    if not any(_has_more(record) for record in (*left, *right)):
        return [(n, n) for n in range(min(len(left), len(right)))]
    edges: list[Edge] = []
    ties: list[int] = []
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            apart = abs(i - j)
            weight = (1 + _like(a, b, likeness)) * (_VALUES + 1) + _VALUES - _values_apart(a, b)
            edges.append((i, j, weight * _STACK + max(0, _STACK - 1 - apart)))
            straight = max(0, (LARGEST_TIE >> _ID_TIE) - apart * apart)
            ties.append((straight << _ID_TIE) + (tie(a.id, b.id) & (1 << _ID_TIE) - 1))
    return assign(edges, ties) if edges else []


def _has_more(record: Entity | Event | Zone) -> bool:
    """Whether anything but place and type may tell a record from others."""
    return (not isinstance(record, Zone) and bool(record.attributes)) or (
        isinstance(record, Event) and bool(record.arguments)
    )


def _values_apart(one: Entity | Event | Zone, other: Entity | Event | Zone) -> int:
    """In how many attributes two records differ, as far as that is told apart."""
    if isinstance(one, Zone) or isinstance(other, Zone):
        return 0
    mine, theirs = one.attributes, other.attributes
    if mine == theirs:
        return 0
    return min(_VALUES, sum(mine.get(name) != theirs.get(name) for name in mine.keys() | theirs.keys()))


def _match_rest(ones: list[M], others: list[M], likeness: Likeness | None) -> list[_Found]:
    edges: list[Edge] = []
    for i, j in _touching(ones, others):
        a, b = ones[i], others[j]
        weight = overlap(a, b)
        if weight:
            weight += ONE if a.type == b.type else 0
            edges.append((i, j, weight * _FINE + _like(a, b, likeness)))
    pairs: list[_Found] = []
    weights = {(i, j): weight for i, j, weight in edges}
    seen: tuple[set[int], set[int]] = (set(), set())
    for i, j in _chosen(ones, others, edges):
        pairs.append((_start(ones[i]), ones[i].id, others[j].id, weights[i, j] // _FINE))
        seen[0].add(i)
        seen[1].add(j)
    pairs += [(_start(r), r.id, "", 0) for i, r in enumerate(ones) if i not in seen[0]]
    pairs += [(_start(r), "", r.id, 0) for j, r in enumerate(others) if j not in seen[1]]
    return pairs


def _start(record: Entity | Event | Zone) -> int:
    return record.span[0].start


def _touching(ones: Sequence[M], others: Sequence[M]) -> list[tuple[int, int]]:
    """Which of two lists may overlap, by where they begin and end."""
    found: list[tuple[int, int]] = []
    begun: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    steps = [(r.span[0].start, 0, r.span[-1].end, n) for n, r in enumerate(ones)]
    steps += [(r.span[0].start, 1, r.span[-1].end, n) for n, r in enumerate(others)]
    steps.sort()
    for start, side, end, number in steps:
        facing = begun[1 - side]
        if facing:
            facing[:] = [(e, n) for e, n in facing if e > start]
            found += [(n, number) if side else (number, n) for _, n in facing]
        begun[side].append((end, number))
    return found


def _chosen(ones: Sequence[R], others: Sequence[R], edges: Sequence[Edge]) -> list[tuple[int, int]]:
    left = Counter([i for i, _, _ in edges])
    right = Counter([j for _, j, _ in edges])
    # Nearly always the only edge of both its ends: there is nothing to choose.
    chosen = [(i, j) for i, j, _ in edges if left[i] == right[j] == 1]
    if len(chosen) < len(edges):
        rest = [edge for edge in edges if left[edge[0]] > 1 or right[edge[1]] > 1]
        chosen += assign(rest, [tie(ones[i].id, others[j].id) for i, j, _ in rest])
    return chosen


def _like(one: M, other: M, likeness: Likeness | None) -> int:
    if likeness is None:
        return 0
    assert isinstance(one, Event), "only events are alike by arguments"
    assert isinstance(other, Event), "only events are alike by arguments"
    return likeness(one, other)


def _by_arguments(one: Compared, other: Compared, fillers: dict[str, str]) -> Likeness:
    """Compares arguments by role and by what fills them; events as fillers by their trigger."""
    # The same id may stand for different things in either sheet, as where one was begun as a copy.
    my_triggers = {e.id: one.places[e.id][1:] for e in one.events}
    their_triggers = {e.id: other.places[e.id][1:] for e in other.events}

    def likeness(left: Event, right: Event) -> int:
        if not left.arguments or not right.arguments:
            return _FINE - 1 if left.arguments == right.arguments else 0
        mine = {
            (a.role, fillers.get(a.filler) or my_triggers.get(a.filler) or ("", a.filler))
            for a in left.arguments
        }
        theirs = {(a.role, their_triggers.get(a.filler) or a.filler) for a in right.arguments}
        targets = {filler for _, filler in mine} & {filler for _, filler in theirs}
        return (len(mine & theirs) + len(targets)) * (_FINE - 1) // (len(mine) + len(theirs))

    return likeness


def _match_relations(
    ones: Sequence[Relation], others: Sequence[Relation], fillers: dict[str, str]
) -> tuple[Pair, ...]:
    if not ones and not others:
        return ()
    mine = [{(a.role, fillers.get(a.filler) or ("", a.filler)) for a in r.arguments} for r in ones]
    theirs: list[set[tuple[str, str | tuple[str, str]]]] = [
        {(a.role, a.filler) for a in r.arguments} for r in others
    ]
    holders: dict[str | tuple[str, str], list[int]] = {}
    for j, ends in enumerate(theirs):
        for filler in {filler for _, filler in ends}:
            holders.setdefault(filler, []).append(j)
    edges: list[Edge] = []
    for i, ends in enumerate(mine):
        for j in sorted({j for _, filler in ends for j in holders.get(filler, ())}):
            same_type = ones[i].type == others[j].type
            if same_type and ends == theirs[j]:
                edges.append((i, j, SAME))
                continue
            targets = {f for _, f in ends} & {f for _, f in theirs[j]}
            shared = (len(ends & theirs[j]) + len(targets)) * ONE // (len(ends) + len(theirs[j]))
            edges.append((i, j, shared + (ONE if same_type else 0)))
    weights = {(i, j): weight for i, j, weight in edges}
    chosen = _chosen(ones, others, edges)
    pairs = [
        Pair(ones[i].id, others[j].id, SAME if weights[i, j] == SAME else weights[i, j]) for i, j in chosen
    ]
    pairs += [Pair(r.id, "") for i, r in enumerate(ones) if i not in {i for i, _ in chosen}]
    pairs += [Pair("", r.id) for j, r in enumerate(others) if j not in {j for _, j in chosen}]
    return tuple(sorted(pairs, key=lambda pair: (pair.one, pair.other)))
