"""Kappa and alpha against scikit-learn, against the worked examples of their authors, and where they say nothing."""

from __future__ import annotations

import math
import warnings
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from annotator.review.agreement.values import (
    Pattern,
    cohen_kappa,
    cohen_kappas,
    comparable,
    fleiss_kappa,
    fleiss_kappas,
    krippendorff_alpha,
    krippendorff_alphas,
    observed_agreement,
)

# J. L. Fleiss, Measuring nominal scale agreement among many raters, 1971, as widely reprinted: 10 subjects, 14 raters,
# 5 categories.
FLEISS = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C: four observers, twelve units.
KRIPPENDORFF = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units(*annotators: str) -> Counter[Pattern]:
    values = [[None if v == "." else v for v in line.split()] for line in annotators]
    return Counter(zip(*values, strict=True))


def test_the_worked_example_of_fleiss() -> None:
    patterns: Counter[Pattern] = Counter(
        tuple(str(v) for v, n in enumerate(row) for _ in range(n)) for row in FLEISS
    )
    assert fleiss_kappa(patterns) == pytest.approx(0.210, abs=0.0005)


def test_the_worked_example_of_krippendorff() -> None:
    assert krippendorff_alpha(units(*KRIPPENDORFF)) == pytest.approx(0.743, abs=0.0005)
    assert comparable(units(*KRIPPENDORFF)) == 11


def test_the_two_observers_of_krippendorff() -> None:
    # Section B of the same: nominal data, two observers, no missing data.
    found = units("a a b b d c c c e d d a", "b a b b b c c c e d d d")
    assert krippendorff_alpha(found) == pytest.approx(0.692, abs=0.0005)


def test_cohen_of_a_table_worked_by_hand() -> None:
    found: Counter[Pattern] = Counter(
        {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    )
    assert cohen_kappa(found) == pytest.approx(0.4)
    assert observed_agreement(found) == pytest.approx(0.7)


pairs = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=30)


@given(pairs)
def test_cohen_is_what_scikit_learn_says(given: list[tuple[str, str]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = cohen_kappa_score([a for a, _ in given], [b for _, b in given])
    found = cohen_kappa({pair: given.count(pair) for pair in given})
    assert (found is None) == math.isnan(expected)
    if found is not None:
        assert found == pytest.approx(expected)


@given(pairs)
def test_fleiss_of_two_is_scotts_pi_and_alpha_its_small_sample_form(given: list[tuple[str, str]]) -> None:
    counted: Counter[Pattern] = Counter(given)
    fleiss, alpha = fleiss_kappa(counted), krippendorff_alpha(counted)
    assert (fleiss is None) == (alpha is None)
    if fleiss is not None and alpha is not None:
        assert alpha == pytest.approx(fleiss + (1 - fleiss) / (2 * len(given)))


@given(st.lists(st.tuples(*[st.sampled_from(["a", "b", "c", None])] * 4), max_size=12))
def test_alpha_is_what_its_coincidences_say(given: list[Pattern]) -> None:
    weights: dict[tuple[str, str], float] = {}
    for pattern in given:
        values = [v for v in pattern if v is not None]
        for i, a in enumerate(values):
            for j, b in enumerate(values):
                if i != j:
                    weights[a, b] = weights.get((a, b), 0.0) + 1 / (len(values) - 1)
    n = sum(weights.values())
    margin = {v: sum(w for (a, _), w in weights.items() if a == v) for v in "abc"}
    expected = sum(margin[a] * margin[b] for a in "abc" for b in "abc" if a != b)
    found = krippendorff_alpha(Counter(given))
    if not expected:
        assert found is None
    else:
        differing = sum(w for (a, b), w in weights.items() if a != b)
        assert found == pytest.approx(1 - (n - 1) * differing / expected)


@pytest.mark.parametrize("measure", [cohen_kappa, fleiss_kappa, krippendorff_alpha, observed_agreement])
def test_nothing_to_compare_is_no_number(measure: object) -> None:
    assert callable(measure)
    assert measure({}) is None
    assert measure({("a", None): 3, (None, "b"): 2}) is None


@pytest.mark.parametrize("measure", [cohen_kappa, fleiss_kappa, krippendorff_alpha])
def test_one_value_for_all_leaves_nothing_to_chance_and_no_number(measure: object) -> None:
    assert callable(measure)
    assert measure({("a", "a"): 5}) is None
    assert observed_agreement({("a", "a"): 5}) == 1.0


def test_what_one_annotator_left_out_is_left_out_of_kappa_and_kept_by_alpha_where_two_remain() -> None:
    found = units("a b a b", "a b a .", "a b . b")
    assert fleiss_kappa(found) == 1.0
    assert krippendorff_alpha(found) == 1.0
    assert observed_agreement(found) == 1.0
    assert comparable(found) == 4
    assert cohen_kappa(units("a b a b a", "a b b . .")) == pytest.approx(cohen_kappa(units("a b a", "a b b")))


def test_many_counts_at_once_give_what_each_gives() -> None:
    patterns: list[Pattern] = [("a", "a"), ("a", "b"), ("b", "b"), ("b", None)]
    rows = np.array([[3, 1, 4, 2], [0, 5, 1, 0], [7, 0, 0, 1]], dtype=float)
    for many, one in (
        (cohen_kappas, cohen_kappa),
        (fleiss_kappas, fleiss_kappa),
        (krippendorff_alphas, krippendorff_alpha),
    ):
        found = many(patterns, rows)
        for row, value in zip(rows, found, strict=True):
            expected = one({p: n for p, n in zip(patterns, row, strict=True) if n})
            assert expected == (None if math.isnan(value) else pytest.approx(value))
