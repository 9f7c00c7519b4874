"""Percentile intervals over articles: how much a number would move with other articles of the same kind.

Articles are drawn with replacement, as many as there are, and their sums are added before anything is divided
(B. Efron, R. Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 13). The draw is seeded: the same articles
give the same interval. An interval says nothing about articles unlike these.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from annotator.review.agreement.values import Floats

Row: TypeAlias = tuple[Sequence[int], Sequence[float]]
"""What was counted in one article: numbers of columns, and the count of each."""

K = TypeVar("K", bound=Hashable)

RESAMPLES = 1_000
CONFIDENCE = 0.95
_BOUNDS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
SEED = 20130614

_CELLS = 2_000_000
"""Numbers of one matrix that are held at a time."""


class Interval(Struct, frozen=True, gc=False):
    """The bounds within which the middle :data:`CONFIDENCE` of all resamples lie."""

    low: float
    high: float


class Draws:
    """The draws of articles: how often each stands in each resample. The same for all that has as many articles."""

    def __init__(self, resamples: int = RESAMPLES, seed: int = SEED) -> None:
        self._resamples, self._seed = resamples, seed
        self._last: NDArray[np.uint16] | None = None

    def sums(self, rows: int, columns: int, blocks: Iterable[tuple[int, Floats]]) -> Floats | None:
        """The sums of all columns over each resample of the rows (one for each article), shape (resamples, columns).

        ``blocks`` are the rows as :func:`tables` gives them. None for fewer than two articles: nothing can be said from
        one.
        """
        if rows < 2:
            return None
        import numpy as np

        if self._last is None or self._last.shape[1] != rows:
            self._last = _times(rows, self._resamples, self._seed)
        sums = np.zeros((self._resamples, columns))
        for start, table in blocks:
            sums += self._last[:, start : start + len(table)].astype(np.float32) @ table.astype(np.float32)
        return sums


def tables(rows: Sequence[Row], columns: int) -> Iterator[tuple[int, Floats]]:
    """The rows as matrices of a size that fits into memory, each with the number of its first row."""
    import numpy as np

    step = max(1, _CELLS // max(1, columns))
    for start in range(0, len(rows), step):
        block = rows[start : start + step]
        table = np.zeros((len(block), columns))
        for n, (at, counts) in enumerate(block):
            table[n, at] = counts
        yield start, table


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
    low, high = np.quantile(known, _BOUNDS)
    return Interval(float(low), float(high))


def intervals(drawn: Mapping[K, Floats]) -> dict[K, Interval | None]:
    """The intervals of many numbers at once."""
    import numpy as np

    whole = [key for key, values in drawn.items() if not np.isnan(values).any()]
    made = {key: interval(drawn[key]) for key in drawn.keys() - set(whole)}
    if whole:
        lows, highs = np.quantile([drawn[key] for key in whole], _BOUNDS, axis=1).tolist()
        made |= {key: Interval(*both) for key, *both in zip(whole, lows, highs, strict=True)}
    return made


def f1s(sums: Floats) -> Floats:
    """F1 of resamples whose last axis holds a :class:`Score`'s four sums, in its order; NaN where there is nothing."""
    import numpy as np

    one_hits, one, other_hits, other = np.moveaxis(sums, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = np.where(one > 0, one_hits / one, 0)
        precision = np.where(other > 0, other_hits / other, 0)
        both = recall + precision
        return np.where(one + other > 0, np.where(both > 0, 2 * recall * precision / both, 0), np.nan)
