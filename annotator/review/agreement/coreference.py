"""Measures of coreference: how far two sheets group the same mentions into the same chains.

Chains are sets of mentions, and each mention of a side stands in one chain of it. Both sides name a mention alike when
it is the same one; a mention that only one side has ("twinless") stays in its chain and costs the other side, as in
S. Pradhan, X. Luo, M. Recasens, E. Hovy, V. Ng, M. Strube, *Scoring Coreference Partitions of Predicted Mentions:
A Reference Implementation*, ACL 2014. A mention in no chain takes no part; a chain of one mention (a singleton) does:
B³, CEAF and LEA credit it, MUC does not see it, BLANC sees only what it is not linked to.

Everything is computed from the table of how many mentions a chain of one side shares with a chain of the other, in time
that follows the number of mentions. All scores are sums, which may be added over articles before anything is divided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from math import comb, fsum
from typing import TypeAlias

from msgspec import Struct

from annotator.review.agreement.scores import NOTHING, Score, mean
from annotator.review.assignment import LARGEST_WEIGHT, assign

Chains: TypeAlias = Sequence[Collection[Hashable]]
"""The chains of one side; no mention stands in two of them."""


class Coreference(Struct, frozen=True):
    """The scores of one comparison, or of several added up; ``one`` is the key, ``other`` the response.

    BLANC stands as two: of links between mentions of one chain, and of those between mentions of different chains.
    """

    muc: Score = NOTHING
    b_cubed: Score = NOTHING
    ceaf_m: Score = NOTHING
    ceaf_e: Score = NOTHING
    lea: Score = NOTHING
    blanc_links: Score = NOTHING
    blanc_non_links: Score = NOTHING

    def __add__(self, more: Coreference) -> Coreference:
        return Coreference(
            self.muc + more.muc,
            self.b_cubed + more.b_cubed,
            self.ceaf_m + more.ceaf_m,
            self.ceaf_e + more.ceaf_e,
            self.lea + more.lea,
            self.blanc_links + more.blanc_links,
            self.blanc_non_links + more.blanc_non_links,
        )

    @property
    def blanc(self) -> tuple[float | None, float | None, float | None]:
        """Precision, recall and F1 of BLANC, each the mean of both kinds of links.

        A kind of which neither side has a link is left out (X. Luo, S. Pradhan, M. Recasens, E. Hovy, *An Extension of
        BLANC to System Mentions*, ACL 2014). The reference scorer leaves it out already where the key has
        none, so that there it matters who comes first; here it does not.
        """
        kinds = [kind for kind in (self.blanc_links, self.blanc_non_links) if kind.one or kind.other]
        return (
            mean(kind.precision or 0.0 for kind in kinds),
            mean(kind.recall or 0.0 for kind in kinds),
            mean(kind.f1 for kind in kinds),
        )

    @property
    def conll(self) -> float | None:
        """The mean of the F1 of MUC, B³ and CEAF-e.

        Where neither side has a chain of two mentions MUC says nothing and the mean is that of the other two; the
        reference scorer takes 0 for MUC.
        """
        return mean((self.muc.f1, self.b_cubed.f1, self.ceaf_e.f1))


class _Table(Struct, frozen=True):
    """Sizes of the chains, and how many mentions a chain of one side shares with one of the other."""

    key: list[int]
    response: list[int]
    shared: Counter[tuple[int, int]]

    def turned(self) -> _Table:
        return _Table(
            self.response, self.key, Counter({(j, i): n for (i, j), n in sorted(self.shared.items())})
        )


def coreference(key: Chains, response: Chains) -> Coreference:
    """All scores of two groupings of mentions into chains."""
    table = _table(key, response)
    turned = table.turned()
    mentions = sum(table.key), sum(table.response)
    links, non_links = _blanc(table)
    common, alike = _ceaf(table)
    return Coreference(
        muc=Score(*_muc(table), *_muc(turned)),
        b_cubed=Score(_b_cubed(table), mentions[0], _b_cubed(turned), mentions[1]),
        ceaf_m=Score.of(common, *mentions),
        ceaf_e=Score.of(alike, len(table.key), len(table.response)),
        lea=Score(_lea(table), mentions[0], _lea(turned), mentions[1]),
        blanc_links=links,
        blanc_non_links=non_links,
    )


def _table(key: Chains, response: Chains) -> _Table:
    chain_of = {mention: number for number, chain in enumerate(key) for mention in chain}
    shared: Counter[tuple[int, int]] = Counter()
    for number, chain in enumerate(response):
        for mention in chain:
            mine = chain_of.get(mention)
            if mine is not None:
                shared[mine, number] += 1
    return _Table([len(chain) for chain in key], [len(chain) for chain in response], shared)


def _muc(table: _Table) -> tuple[int, int]:
    """Links kept and links there are (M. Vilain et al., *A Model-Theoretic Coreference Scoring Scheme*, MUC-6, 1995)."""
    return sum(table.shared.values()) - len(table.shared), sum(table.key) - len(table.key)


def _b_cubed(table: _Table) -> float:
    """A. Bagga, B. Baldwin, *Algorithms for Scoring Coreference Chains*, LREC 1998: the sum over all mentions."""
    return fsum(n * n / table.key[i] for (i, _), n in table.shared.items())


def _lea(table: _Table) -> float:
    """N. S. Moosavi, M. Strube, *Which Coreference Evaluation Metric Do You Trust?*, ACL 2016: importance by size.

    A chain of one mention has a link to itself, which only a chain of one mention resolves.
    """
    resolved: list[float] = []
    for (i, j), n in table.shared.items():
        size = table.key[i]
        if size > 1:
            resolved.append(size * comb(n, 2) / comb(size, 2))
        elif table.response[j] == 1:
            resolved.append(1)
    return fsum(resolved)


def _ceaf(table: _Table) -> tuple[int, float]:
    """X. Luo, *On Coreference Resolution Performance Metrics*, HLT 2005: the best one-to-one match of chains.

    The similarities of the matched chains added up, once by common mentions (CEAF-m), once by Dice (CEAF-e).
    """
    cells = table.shared
    dice = {(i, j): 2 * n / (table.key[i] + table.response[j]) for (i, j), n in cells.items()}
    unit = LARGEST_WEIGHT - 1
    by_number = assign([(i, j, n) for (i, j), n in cells.items()], [0] * len(cells))
    by_dice = assign([(i, j, max(1, int(d * unit))) for (i, j), d in dice.items()], [0] * len(cells))
    return sum(cells[pair] for pair in by_number), fsum(dice[pair] for pair in by_dice)


def _blanc(table: _Table) -> tuple[Score, Score]:
    """Links and non-links that both sides have, and that each has (Luo et al. 2014)."""
    rows: Counter[int] = Counter()
    columns: Counter[int] = Counter()
    for (i, j), n in table.shared.items():
        rows[i] += n
        columns[j] += n
    linked = sum(comb(n, 2) for n in table.shared.values())
    links = sum(comb(n, 2) for n in table.key), sum(comb(n, 2) for n in table.response)
    # Of the mentions that both sides have, the pairs that neither side links.
    common = (
        comb(sum(rows.values()), 2) - sum(comb(n, 2) for n in (*rows.values(), *columns.values())) + linked
    )
    pairs = comb(sum(table.key), 2), comb(sum(table.response), 2)
    return Score.of(linked, *links), Score.of(common, pairs[0] - links[0], pairs[1] - links[1])
