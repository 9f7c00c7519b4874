"""Percentile intervals over articles: how much a number would move with other articles of the same kind.

Articles are drawn with replacement, as many as there are, and their sums are added before anything is divided
(B. Efron, R. Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 13). The draw is seeded: the same articles
give the same interval. An interval says nothing about articles unlike these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from annotator.review.agreement.values import Floats

Row: TypeAlias = tuple[Sequence[int], Sequence[float]]
"""What was counted in one article: numbers of columns, and the count of each."""

RESAMPLES = 1_000
CONFIDENCE = 0.95
SEED = 20130614

_CELLS = 2_000_000
"""Numbers of one matrix that are held at a time."""


class Interval(Struct, frozen=True, gc=False):
    """The bounds within which the middle :data:`CONFIDENCE` of all resamples lie."""

    low: float
    high: float


def resampled(
    rows: Sequence[Row], columns: int, *, resamples: int = RESAMPLES, seed: int = SEED
) -> Floats | None:
    """The sums of all columns over each resample of the rows (one for each article), shape (resamples, columns).

    None for fewer than two articles: nothing can be said from one.
    """
    if len(rows) < 2:
        return None
    import numpy as np

    times = _times(len(rows), resamples, seed)
    sums = np.zeros((resamples, columns))
    step = max(1, _CELLS // max(1, columns))
    for start in range(0, len(rows), step):
        block = rows[start : start + step]
        table = np.zeros((len(block), columns))
        for n, (at, counts) in enumerate(block):
            table[n, at] = counts
        sums += times[:, start : start + step].astype(float) @ table
    return sums


def _times(rows: int, resamples: int, seed: int) -> NDArray[np.uint16]:
    """How often each row stands in each resample, shape (resamples, rows)."""
    import numpy as np

    draw = np.random.default_rng(seed)
    times = np.zeros((resamples, rows), dtype=np.uint16)
    step = max(1, _CELLS // rows)
    for first in range(0, resamples, step):
        drawn = draw.integers(rows, size=(min(step, resamples - first), rows))
        drawn += (np.arange(len(drawn)) * rows)[:, None]
        found = np.bincount(drawn.ravel(), minlength=drawn.size)
        times[first : first + len(drawn)] = found.reshape(len(drawn), rows)
    return times


def interval(values: Floats | None) -> Interval | None:
    """The percentile interval of what was computed from each resample; None where most resamples are undefined."""
    if values is None:
        return None
    import numpy as np

    known = values[~np.isnan(values)]
    if 2 * len(known) < len(values):
        return None
    low, high = np.quantile(known, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return Interval(float(low), float(high))


def f1s(sums: Floats) -> Floats:
    """F1 of resamples whose last axis holds a :class:`Score`'s four sums, in its order; NaN where there is nothing."""
    import numpy as np

    one_hits, one, other_hits, other = np.moveaxis(sums, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = np.where(one > 0, one_hits / one, 0)
        precision = np.where(other > 0, other_hits / other, 0)
        both = recall + precision
        return np.where(one + other > 0, np.where(both > 0, 2 * recall * precision / both, 0), np.nan)
