"""Coreference measures against the cases of the reference scorer, against scorch, and against what must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorch import scores as scorch

from annotator.review.agreement.coreference import Coreference, coreference
from annotator.review.agreement.scores import Score

GOLD, BAGGA = "a bc def", "12345 67 89ABC"


def chains(text: str) -> list[set[str]]:
    return [set(word) for word in text.split()]


def scored(key: str, response: str) -> Coreference:
    return coreference(chains(key), chains(response))


# The cases of the reference scorer and of LEA's (https://github.com/conll/reference-coreference-scorers and
# https://github.com/ns-moosavi/coval, TestCases.README), as recall and precision. D and E are the examples of Bagga and
# Baldwin 1998 (B³), F, G and J to L those of Vilain et al. 1995 (MUC).
CASES: list[tuple[str, str, str, dict[str, tuple[Fraction, Fraction]]]] = [
    (
        "A-1",
        GOLD,
        GOLD,
        {m: (Fraction(1), Fraction(1)) for m in ("muc", "b_cubed", "ceaf_m", "ceaf_e", "lea", "blanc_links")},
    ),
    (
        "A-2",
        GOLD,
        "a de",
        {
            "muc": (Fraction(1, 3), Fraction(1)),
            "b_cubed": (Fraction(7, 18), Fraction(1)),
            "ceaf_m": (Fraction(3, 6), Fraction(1)),
            "ceaf_e": (Fraction(18, 30), Fraction(9, 10)),
            "blanc_links": (Fraction(1, 4), Fraction(1)),
            "blanc_non_links": (Fraction(2, 11), Fraction(1)),
            "lea": (Fraction(1, 3), Fraction(1)),
        },
    ),
    (
        "A-3",
        GOLD,
        "a bcx defy z",
        {
            "muc": (Fraction(1), Fraction(3, 5)),
            "b_cubed": (Fraction(1), Fraction(55, 108)),
            "ceaf_m": (Fraction(1), Fraction(6, 9)),
            "ceaf_e": ((1 + Fraction(4, 5) + Fraction(6, 7)) / 3, (1 + Fraction(4, 5) + Fraction(6, 7)) / 4),
            "blanc_links": (Fraction(1), Fraction(4, 9)),
            "blanc_non_links": (Fraction(1), Fraction(11, 27)),
            "lea": (Fraction(1), Fraction(4, 9)),
        },
    ),
    (
        "A-4",
        GOLD,
        "a bcx dy z",
        {
            "muc": (Fraction(1, 3), Fraction(1, 3)),
            "b_cubed": (Fraction(5, 9), Fraction(17, 42)),
            "ceaf_m": (Fraction(4, 6), Fraction(4, 7)),
            "ceaf_e": (Fraction(22, 30), Fraction(22, 40)),
            "blanc_links": (Fraction(1, 4), Fraction(1, 4)),
            "blanc_non_links": (Fraction(5, 11), Fraction(5, 17)),
            "lea": (Fraction(3, 6), Fraction(2, 7)),
        },
    ),
    (
        "A-5",
        GOLD,
        "a bcxB dy z",
        {
            "muc": (Fraction(1, 3), Fraction(1, 4)),
            "b_cubed": (Fraction(5, 9), Fraction(5, 16)),
            "ceaf_m": (Fraction(4, 6), Fraction(4, 8)),
            "blanc_links": (Fraction(1, 4), Fraction(1, 7)),
            "blanc_non_links": (Fraction(5, 11), Fraction(5, 21)),
            "lea": (Fraction(3, 6), Fraction(5, 24)),
        },
    ),
    (
        "A-10",
        GOLD,
        "a b c d e f",
        {
            "b_cubed": (Fraction(3, 6), Fraction(1)),
            "blanc_non_links": (Fraction(1), Fraction(11, 15)),
            "lea": (Fraction(1, 6), Fraction(1, 6)),
        },
    ),
    (
        "A-11",
        GOLD,
        "abcdef",
        {
            "muc": (Fraction(1), Fraction(3, 5)),
            "b_cubed": (Fraction(1), Fraction(7, 18)),
            "blanc_links": (Fraction(1), Fraction(4, 15)),
            "lea": (Fraction(5, 6), Fraction(4, 15)),
        },
    ),
    (
        "A-13",
        GOLD,
        "axycdez",
        {
            "muc": (Fraction(1, 3), Fraction(1, 6)),
            "b_cubed": (Fraction(17, 36), Fraction(6, 49)),
            "blanc_links": (Fraction(1, 4), Fraction(1, 21)),
            "lea": (Fraction(1, 6), Fraction(1, 21)),
        },
    ),
    (
        "B-1",
        "ab cde",
        "bcx de",
        {
            "blanc_links": (Fraction(1, 4), Fraction(1, 4)),
            "blanc_non_links": (Fraction(2, 6), Fraction(2, 6)),
            "lea": (Fraction(1, 5), Fraction(2, 5)),
        },
    ),
    (
        "C-1",
        "ab cde fg",
        "bcx de fg",
        {
            "blanc_links": (Fraction(2, 5), Fraction(2, 5)),
            "blanc_non_links": (Fraction(10, 16), Fraction(10, 16)),
            "lea": (Fraction(3, 7), Fraction(4, 7)),
        },
    ),
    (
        "D-1",
        BAGGA,
        "12345 6789ABC",
        {
            "muc": (Fraction(1), Fraction(9, 10)),
            "b_cubed": (Fraction(1), Fraction(16, 21)),
            "lea": (Fraction(1), (5 + 7 * Fraction(11, 21)) / 12),
        },
    ),
    (
        "E-1",
        BAGGA,
        "1234589ABC 67",
        {
            "muc": (Fraction(1), Fraction(9, 10)),
            "b_cubed": (Fraction(1), Fraction(7, 12)),
            "lea": (Fraction(1), (10 * Fraction(20, 45) + 2) / 12),
        },
    ),
    ("F-1", "ABCD", "AB CD", {"muc": (Fraction(2, 3), Fraction(1)), "lea": (Fraction(2, 6), Fraction(1))}),
    ("G-1", "AB CD", "ABCD", {"muc": (Fraction(1), Fraction(2, 3)), "lea": (Fraction(1), Fraction(2, 6))}),
    ("J-1", "ABC", "AC", {"muc": (Fraction(1, 2), Fraction(1)), "lea": (Fraction(1, 3), Fraction(1))}),
    (
        "K-1",
        "BCDEGHJ",
        "ABC DEF GHI",
        {"muc": (Fraction(3, 6), Fraction(3, 6)), "lea": (Fraction(3, 21), Fraction(3, 9))},
    ),
    (
        "L-1",
        "ABC DEFG",
        "AB CD FGH",
        {"muc": (Fraction(2, 5), Fraction(2, 4)), "lea": (Fraction(5, 21), Fraction(3, 7))},
    ),
    (
        "M-4",
        "abcdef",
        "abcxyz",
        {"blanc_links": (Fraction(3, 15), Fraction(3, 15)), "lea": (Fraction(3, 15), Fraction(3, 15))},
    ),
    (
        "N-4",
        "a b c d e f",
        "a b c x y z",
        {"blanc_non_links": (Fraction(3, 15), Fraction(3, 15)), "lea": (Fraction(1, 2), Fraction(1, 2))},
    ),
]


@pytest.mark.parametrize(
    ("key", "response", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_the_cases_of_the_reference_scorer(
    key: str, response: str, expected: dict[str, tuple[Fraction, Fraction]]
) -> None:
    found = scored(key, response)
    for name, (recall, precision) in expected.items():
        score: Score = getattr(found, name)
        assert score.recall == pytest.approx(float(recall)), name
        assert score.precision == pytest.approx(float(precision)), name


@pytest.mark.parametrize(
    ("key", "response", "f1"),
    [
        (GOLD, "a de", 0.35),
        (GOLD, "a bcx dy z", 0.30),
        (GOLD, "a b c d e f", 0.42),
        (GOLD, "a x y c d e z", 0.16),
        ("ab cde", "bcx de", 7 / 24),
        ("abcdef", "abcxyz", 0.20),
        ("a b c d e f", "a b c x y z", 0.20),
        ("a b c d e f", "abcdef", 0.0),
    ],
)
def test_blanc_of_the_reference_scorer(key: str, response: str, f1: float) -> None:
    assert scored(key, response).blanc[2] == pytest.approx(f1, abs=0.006)


def test_blanc_depends_on_who_comes_first_in_the_reference_scorer_but_not_here() -> None:
    apart, some = chains("a b c d e f"), chains("ab cxy z")
    there = scorch.blanc(apart, some)[2], scorch.blanc(some, apart)[2]
    assert there[0] == pytest.approx(2 * 2 / 26)  # case N-6: only links of the key's kind are looked at
    assert there[1] == pytest.approx(there[0] / 2)
    here = coreference(apart, some).blanc[2], coreference(some, apart).blanc[2]
    assert here[0] == here[1] == pytest.approx(there[1])


def test_a_response_without_any_mention_finds_nothing() -> None:
    found = scored(GOLD, "")
    assert [s.f1 for s in (found.muc, found.b_cubed, found.ceaf_m, found.ceaf_e, found.lea)] == [0.0] * 5
    assert found.conll == 0.0
    assert found.lea.precision is None


def test_nothing_to_compare_is_no_score() -> None:
    found = scored("", "")
    assert found == Coreference()
    assert found.conll is None
    assert found.blanc == (None, None, None)
    assert found.muc.f1 is None


def test_singletons_have_no_link_for_muc_and_the_mean_is_of_the_others() -> None:
    found = scored("a b", "a b")
    assert found.muc.f1 is None
    assert found.conll == 1.0


def test_articles_are_pooled_before_division() -> None:
    both = scored("ab cde", "ab cde") + scored("AB", "AC")
    assert both.muc == Score(3, 4, 3, 4)
    assert both.b_cubed.recall == pytest.approx((5 + 0.5) / 7)


@st.composite
def groupings(draw: st.DrawFn) -> list[set[int]]:
    """Some of a dozen mentions in chains of any size."""
    labels = draw(st.lists(st.integers(0, 6), min_size=12, max_size=12))
    made: dict[int, set[int]] = {}
    for mention, label in enumerate(labels):
        if label:  # 0: in no chain, so that there are twinless mentions
            made.setdefault(label, set()).add(mention)
    return list(made.values())


ORACLES: list[tuple[str, Callable[..., tuple[float, float, float]]]] = [
    ("muc", scorch.muc),
    ("b_cubed", scorch.b_cubed),
    ("ceaf_m", scorch.ceaf_m),
    ("ceaf_e", scorch.ceaf_e),
]


@given(groupings(), groupings())
def test_it_is_what_scorch_says(key: list[set[int]], response: list[set[int]]) -> None:
    found = coreference(key, response)
    for name, oracle in ORACLES:
        if not key or not response:
            continue
        score: Score = getattr(found, name)
        assert [score.recall or 0.0, score.precision or 0.0, score.f1 or 0.0] == pytest.approx(
            list(oracle(key, response)), abs=1e-6
        ), name
    if key and response and found.muc.f1 is not None:
        assert found.conll == pytest.approx(scorch.conll2012(key, response), abs=1e-6)


@given(groupings(), groupings())
def test_blanc_is_what_scorch_says_where_both_have_both_kinds_of_links(
    key: list[set[int]], response: list[set[int]]
) -> None:
    found = coreference(key, response)
    kinds = (found.blanc_links, found.blanc_non_links)
    if any(bool(kind.one) != bool(kind.other) for kind in kinds) or not any(kind.one for kind in kinds):
        return
    precision, recall, f1 = found.blanc
    assert [recall, precision, f1] == pytest.approx(list(scorch.blanc(key, response)))


@given(groupings(), groupings())
def test_lea_is_what_its_definition_says_link_by_link(key: list[set[int]], response: list[set[int]]) -> None:
    def links(chain: set[int]) -> set[frozenset[int]]:
        return {frozenset((a, b)) for a in chain for b in chain if a < b or len(chain) == 1}

    def resolved(side: list[set[int]], other: list[set[int]]) -> float:
        return sum(len(k) * sum(len(links(k) & links(r)) for r in other) / len(links(k)) for k in side)

    found = coreference(key, response)
    assert found.lea.one_hits == pytest.approx(resolved(key, response))
    assert found.lea.other_hits == pytest.approx(resolved(response, key))


@given(groupings(), groupings())
def test_sides_may_be_exchanged_and_order_does_not_matter(
    key: list[set[int]], response: list[set[int]]
) -> None:
    found, turned = coreference(key, response), coreference(response[::-1], key[::-1])
    assert _f1s(found) == pytest.approx(_f1s(turned), abs=1e-6)


@given(groupings())
def test_a_grouping_agrees_with_itself_wherever_something_is_said(key: list[set[int]]) -> None:
    found = _f1s(coreference(key, key))
    assert found == pytest.approx([-1.0 if score < 0 else 1.0 for score in found])
    if any(len(chain) > 1 for chain in key):
        assert -1.0 not in found


def _f1s(found: Coreference) -> list[float]:
    scores: Iterable[float | None] = (
        *(s.f1 for s in (found.muc, found.b_cubed, found.ceaf_m, found.ceaf_e, found.lea)),
        found.blanc[2],
        found.conll,
    )
    return [-1.0 if score is None else score for score in scores]
