"""Intervals over articles: seeded, around the number, and of the width that theory says."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from annotator.review.agreement import bootstrap
from annotator.review.agreement.bootstrap import Draws, Row, f1s, interval, tables
from annotator.review.agreement.scores import Score


def drawn(rows: Sequence[Row], columns: int, draws: Draws | None = None) -> NDArray[np.float64] | None:
    return (draws or Draws()).sums(len(rows), columns, tables(rows, columns))


def test_nothing_can_be_said_from_one_article() -> None:
    assert drawn([([0], [1.0])], 1) is None
    assert drawn([], 1) is None
    assert interval(None) is None


def test_the_same_articles_give_the_same_interval() -> None:
    rows = [([0], [float(n)]) for n in range(20)]
    one, again, other = (drawn(rows, 1, Draws(seed=seed)) for seed in (1, 1, 2))
    assert one is not None
    assert again is not None
    assert other is not None
    assert (one == again).all()
    assert not (one == other).all()


def test_as_many_articles_are_drawn_as_there_are_whatever_fits_into_memory_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [([0, 1], [1.0, float(n)]) for n in range(50)]
    whole = drawn(rows, 2, Draws(300))
    monkeypatch.setattr(bootstrap, "_CELLS", 60)
    pieces = drawn(rows, 2, Draws(300))
    assert whole is not None
    assert pieces is not None
    assert (whole[:, 0] == 50).all()
    assert (pieces[:, 0] == 50).all()
    assert pieces[:, 1].mean() == pytest.approx(whole[:, 1].mean(), rel=0.05)


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    draw = np.random.default_rng(5)
    values = draw.normal(10, 2, size=400)
    found = interval(_column(drawn([([0], [float(v)]) for v in values], 1, Draws(4000)), 0) / 400)
    assert found is not None
    error = values.std() / math.sqrt(400)
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.02)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.02)


def test_f1_of_resamples_is_f1_of_their_sums() -> None:
    sums = np.array([[3, 4, 3, 6], [0, 4, 0, 0], [0, 0, 0, 0], [0, 2, 0, 3]], dtype=float)
    found = f1s(sums)
    for row, value in zip(sums, found, strict=True):
        expected = Score(*row).f1
        assert expected == (None if math.isnan(value) else pytest.approx(value))


def test_where_most_resamples_are_undefined_there_is_no_interval() -> None:
    assert interval(np.array([1.0, np.nan, np.nan])) is None
    found = interval(np.array([1.0, 1.0, np.nan]))
    assert found is not None
    assert (found.low, found.high) == (1.0, 1.0)


def _column(sums: NDArray[np.float64] | None, at: int) -> NDArray[np.float64]:
    assert sums is not None
    return sums[:, at]
