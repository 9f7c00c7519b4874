"""From mentions that refer to instances to chains that can be compared.

A chain is an instance with its mentions. A mention that refers to none stands in no chain. One that refers to several
(“they”) stands in the chain of each, as so many mentions of its own; between two sheets these are paired so that those
belong together whose chains share most other mentions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from annotator.review.agreement.cells import Cell, Cells, Term, add
from annotator.review.agreement.coreference import Coreference, coreference
from annotator.review.agreement.scores import Score

PARTS = ("muc", "b_cubed", "ceaf_m", "ceaf_e", "lea", "blanc_links", "blanc_non_links")
"""The fields of :class:`Coreference`."""

CHAINS = "chains"
_FIELDS = ("one_hits", "one", "other_hits", "other")


class Linked(NamedTuple):
    """One mention and the instances that it refers to in either sheet."""

    mention: Hashable
    ones: tuple[str, ...]
    others: tuple[str, ...]


def chains(links: Sequence[Linked]) -> tuple[list[set[Hashable]], list[set[Hashable]]]:
    """The chains of both sheets, over mentions that stand in one chain each."""
    mine: dict[str, set[Hashable]] = {}
    theirs: dict[str, set[Hashable]] = {}
    shared: Counter[tuple[str, str]] = Counter()
    several: list[Linked] = []
    for link in links:
        if len(link.ones) > 1 or len(link.others) > 1:
            several.append(link)
            continue
        for one in link.ones:
            mine.setdefault(one, set()).add(link.mention)
        for other in link.others:
            theirs.setdefault(other, set()).add(link.mention)
        if link.ones and link.others:
            shared[link.ones[0], link.others[0]] += 1
    for mention, ones, others in several:
        for part, (one, other) in enumerate(_paired(ones, others, shared)):
            if one:
                mine.setdefault(one, set()).add((mention, part))
            if other:
                theirs.setdefault(other, set()).add((mention, part))
    return list(mine.values()), list(theirs.values())


def _paired(
    ones: Sequence[str], others: Sequence[str], shared: Counter[tuple[str, str]]
) -> Iterable[tuple[str, str]]:
    """Instances of one mention in both sheets, those together whose chains share most; empty where one is left over."""
    left, right = set(ones), set(others)
    for _, _, one, other in sorted((-shared[a, b], a != b, a, b) for a in left for b in right):
        if one in left and other in right:
            left.remove(one)
            right.remove(other)
            yield one, other
    yield from ((one, "") for one in sorted(left))
    yield from (("", other) for other in sorted(right))


def compare_chains(links: Sequence[Linked]) -> Coreference:
    """All scores of the chains of two sheets."""
    return coreference(*chains(links))


def count_chains(cells: Cells, kind: str, found: Coreference) -> None:
    """Counts the scores of one article: cells ``(chains, kind, part, field of Score)``."""
    for part in PARTS:
        score: Score = getattr(found, part)
        for field in _FIELDS:
            value = getattr(score, field)
            if value:
                add(cells, (CHAINS, kind, part, field), value)


def chain_terms(cell: Cell) -> Iterable[Term]:
    """The terms of a cell that :func:`count_chains` made."""
    _, kind, part, field = cell
    yield Term(f"{kind}-chains.{part}", "", Score(**{field: 1}))
