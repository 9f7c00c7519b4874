"""Optimal one-to-one assignment on a sparse graph of weighted pairs.

The graph falls into many small parts, which are assigned one by one: cost follows the parts and not the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from zlib import crc32

Edge: TypeAlias = tuple[int, int, int]
"""Two ends, numbered from 0 on either side, and a weight greater than 0."""

_DENSE = 40_000
"""Up to this many cells a part is solved as a full matrix, which is quicker."""

_TIE = 16
"""Bits below each weight that decide between assignments of equal weight."""

LARGEST_TIE = (1 << _TIE) - 1
"""The greatest tie."""

LARGEST_WEIGHT = 1 << 24
"""Weights stay below this, so that sums over thousands of them with their ties are exact in a float."""


def tie(one: str, other: str) -> int:
    """A number below ``2 ** 16`` that stands for two ids, whichever comes first."""
    return crc32(f"{min(one, other)}\n{max(one, other)}".encode()) >> (32 - _TIE)


def assign(edges: Sequence[Edge], ties: Sequence[int]) -> list[tuple[int, int]]:
    """The one-to-one choice of ``edges`` with the greatest sum of weights.

    Among equal sums the one with the greatest sum of ``ties`` (one for each edge, see :func:`tie`), so that the
    order of the edges and the side that comes first do not matter. Each part of the graph is solved on its own by
    scipy (D. F. Crouse, *On implementing 2D rectangular assignment algorithms*, 2016; for large ones the sparse
    variant of Jonker and Volgenant).
    """
    chosen: list[tuple[int, int]] = []
    for part in _parts(edges):
        if len(part) == 1:
            chosen.append(edges[part[0]][:2])
        elif len({edges[n][0] for n in part}) == 1 or len({edges[n][1] for n in part}) == 1:
            best = max(part, key=lambda n: (edges[n][2], ties[n]))
            chosen.append(edges[best][:2])
        else:
            chosen += _solve([edges[n] for n in part], [ties[n] for n in part])
    return sorted(chosen)


def _parts(edges: Sequence[Edge]) -> Iterable[list[int]]:
    """The numbers of the edges of each connected part."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    for one, other, _ in edges:
        left, right = root(one), root(~other)
        if left != right:
            parent[left] = right
    parts: dict[int, list[int]] = {}
    for number, (one, _, _) in enumerate(edges):
        parts.setdefault(root(one), []).append(number)
    return parts.values()


def _solve(edges: Sequence[Edge], ties: Sequence[int]) -> list[tuple[int, int]]:
    # A quarter of a second to import, and most articles do not need it.
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows = sorted({one for one, _, _ in edges})
    columns = sorted({other for _, other, _ in edges})
    if len(rows) * len(columns) > _DENSE:
        return _solve_sparse(edges, ties, rows, columns)
    row_of = {node: place for place, node in enumerate(rows)}
    column_of = {node: place for place, node in enumerate(columns)}
    weights = np.zeros((len(rows), len(columns)))
    for (one, other, weight), low in zip(edges, ties, strict=True):
        weights[row_of[one], column_of[other]] = (weight << _TIE) + low
    found = zip(*linear_sum_assignment(weights, maximize=True), strict=True)
    return [(rows[i], columns[j]) for i, j in found if weights[i, j] > 0]


def _solve_sparse(
    edges: Sequence[Edge], ties: Sequence[int], rows: Sequence[int], columns: Sequence[int]
) -> list[tuple[int, int]]:
    """The same for a part whose matrix would be large and nearly empty: memory follows the edges.

    A column of its own for each row stands for *no counterpart*, so that every row can be assigned.
    """
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    row_of = {node: place for place, node in enumerate(rows)}
    column_of = {node: place for place, node in enumerate(columns)}
    values = [(weight << _TIE) + low + 1 for (_, _, weight), low in zip(edges, ties, strict=True)]
    at = [row_of[one] for one, _, _ in edges]
    to = [column_of[other] for _, other, _ in edges]
    alone = range(len(rows))
    weights = csr_array(
        (
            np.array([*values, *(1 for _ in alone)], dtype=float),
            (np.array([*at, *alone]), np.array([*to, *(len(columns) + n for n in alone)])),
        ),
        shape=(len(rows), len(columns) + len(rows)),
    )
    found = zip(*min_weight_full_bipartite_matching(weights, maximize=True), strict=True)
    return [(rows[i], columns[j]) for i, j in found if j < len(columns)]
