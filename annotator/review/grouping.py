"""Which records of several sheets on the same text stand for the same thing.

The rule on top of the pairs (:mod:`annotator.review.alignment`): all aligned pairs of all pairs of annotators are taken
in the order of their closeness, and join two groups wherever the joined one would still hold at most one record of
each annotator. Equal closeness is decided by the ids. The outcome depends on no order of annotators.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from annotator.review.alignment import Pair, align
from annotator.review.assignment import tie
from annotator.review.compared import Compared

Member: TypeAlias = tuple[str, str]
"""Annotator and record id."""

Group: TypeAlias = tuple[Member, ...]
"""One thing as several annotators have it, at most one record of each, ordered by annotator."""

KINDS = ("entities", "events", "relations", "zones")
"""The fields of an alignment."""

_RUN = 4000
"""Links that are sorted without a break: some milliseconds."""


def group(sheets: Mapping[str, Compared]) -> dict[str, list[Group]]:
    """The groups of each kind (a field of Alignment), every record of every sheet in exactly one."""
    names = sorted(sheets)
    linked: dict[str, list[tuple[int, int, Member, Member]]] = {kind: [] for kind in KINDS}
    for one, other in combinations(names, 2):
        alignment = align(sheets[one], sheets[other])
        for kind in KINDS:
            linked[kind] += _links(getattr(alignment, kind), one, other)
    return {
        kind: join(
            ((name, record.id) for name in names for record in getattr(sheets[name], kind)), linked[kind]
        )
        for kind in KINDS
    }


def _links(pairs: Iterable[Pair], one: str, other: str) -> Iterable[tuple[int, int, Member, Member]]:
    for pair in pairs:
        if pair.one and pair.other:
            yield (-pair.closeness, -tie(pair.one, pair.other), (one, pair.one), (other, pair.other))


def _in_order(links: Sequence[tuple[int, int, Member, Member]]) -> list[tuple[int, int, Member, Member]]:
    # Run by run, then all, which only merges the runs: one sort of tens of thousands would keep every other thread,
    # the window's too, from the interpreter for two frames.
    runs: list[tuple[int, int, Member, Member]] = []
    for start in range(0, len(links), _RUN):
        runs += sorted(links[start : start + _RUN])
    runs.sort()
    return runs


def join(members: Iterable[Member], links: Sequence[tuple[int, int, Member, Member]]) -> list[Group]:
    """Groups of ``members`` along ``links`` (negative closeness, tie, two members), the closest first."""
    groups: dict[Member, dict[str, Member]] = {member: {member[0]: member} for member in members}
    for _, _, one, other in _in_order(links):
        left, right = groups[one], groups[other]
        if left is right or left.keys() & right.keys():
            continue
        left.update(right)
        for member in right.values():
            groups[member] = left
    seen: set[int] = set()
    found: list[Group] = []
    for held in groups.values():
        if id(held) not in seen:
            seen.add(id(held))
            found.append(tuple(held[name] for name in sorted(held)))
    return found
