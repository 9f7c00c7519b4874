"""Spans against nervaluate and seqeval where these are right, and where nervaluate is not, why ours differs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nervaluate import Evaluator
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

from annotator.annotations.records import Entity, Record, Zone, span
from annotator.annotations.sheet import Sheet
from annotator.review.agreement.cells import Cells
from annotator.review.agreement.measures import scores
from annotator.review.agreement.scores import Score
from annotator.review.agreement.scoring import Rules, Side, score
from annotator.review.agreement.spans import SCHEMES, Scheme, Tally, tally
from annotator.review.alignment import align
from annotator.review.compared import Compared
from tests.samples import HARD_TEXT, sample_tagset

TYPES = ("PER", "ORG", "GPE")
Span = tuple[int, int, str]
TEXT = "x" * 200
RULES = Rules(sample_tagset())


def sheet(owner: str, *spans: Span, text: str = TEXT) -> Sheet:
    return Sheet.of(
        Entity(f"{owner}{n}", type, span(text, (start, end))) for n, (start, end, type) in enumerate(spans)
    )


def counted(one: Sheet, other: Sheet) -> Cells:
    left, right = Compared(one), Compared(other)
    return score(Side(left), Side(right), align(left, right), RULES).cells


def judged(ones: list[Span], others: list[Span]) -> dict[str, Any]:
    def told(spans: list[Span]) -> list[dict[str, object]]:
        return [{"label": type, "start": start, "end": end - 1} for start, end, type in spans]

    found: dict[str, Any] = Evaluator([told(ones)], [told(others)], list(TYPES), loader="dict").evaluate()
    return found


NAMES: dict[Scheme, str] = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}


def as_tally(found: Any) -> Tally:
    return Tally(found.correct, found.incorrect, found.partial, found.missed, found.spurious)


@st.composite
def flat_pairs(draw: st.DrawFn) -> tuple[list[Span], list[Span]]:
    """Spans in slots of ten, so that each overlaps at most one of the other side."""
    sides: tuple[list[Span], list[Span]] = ([], [])
    for slot in range(0, 100, 10):
        for side in sides:
            if draw(st.booleans()):
                start = draw(st.integers(0, 8))
                end = draw(st.integers(start + 1, 10))
                side.append((slot + start, slot + end, draw(st.sampled_from(TYPES))))
    return sides


@st.composite
def flat(draw: st.DrawFn) -> list[Span]:
    """Spans of any length that do not overlap."""
    bounds = sorted(draw(st.sets(st.integers(0, 40), max_size=14)))
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    return [(start, end, draw(st.sampled_from(TYPES))) for start, end in pairs]


@given(flat_pairs())
def test_it_is_what_nervaluate_says_of_flat_spans(sides: tuple[list[Span], list[Span]]) -> None:
    ones, others = sides
    cells = counted(sheet("a", *ones), sheet("b", *others))
    if not ones or not others:
        return
    found = judged(ones, others)
    for scheme, name in NAMES.items():
        expected = found["overall"][name]
        mine = tally(cells, scheme)
        assert mine == as_tally(expected), scheme
        assert (mine.possible, mine.actual) == (expected.possible, expected.actual)
        assert mine.score.f1 == pytest.approx(expected.f1)
        assert mine.score.precision == pytest.approx(expected.precision)
        assert mine.score.recall == pytest.approx(expected.recall)


@given(flat(), flat())
def test_strict_is_what_nervaluate_and_seqeval_say_of_any_flat_spans(
    ones: list[Span], others: list[Span]
) -> None:
    if not ones or not others:
        return
    cells = counted(sheet("a", *ones), sheet("b", *others))
    measured = scores(cells)
    found = judged(ones, others)
    overall = found["overall"]["strict"]
    strict = measured["entity.strict", ""]
    assert (strict.one_hits, strict.one, strict.other) == (overall.correct, overall.possible, overall.actual)
    for type, by_type in found["entities"].items():
        mine, theirs = measured["entity.strict", type], by_type["strict"]
        assert (mine.one_hits, mine.one, mine.other) == (theirs.correct, theirs.possible, theirs.actual)
    precision, recall, f1, _ = precision_recall_fscore_support(
        [tags(ones)], [tags(others)], average="micro", scheme=IOB2, zero_division=0
    )
    assert [strict.precision, strict.recall, strict.f1] == pytest.approx([precision, recall, f1])


def tags(spans: list[Span]) -> list[str]:
    made = ["O"] * 42
    for start, end, type in spans:
        made[start] = f"B-{type}"
        made[start + 1 : end] = [f"I-{type}"] * (end - start - 1)
    return made


def test_nervaluate_lets_the_first_overlap_take_what_another_matches_exactly() -> None:
    # Nested: the first of the response overlaps the key's outer span, takes it, and leaves nothing to the exact one.
    ones: list[Span] = [(0, 10, "PER"), (0, 4, "PER")]
    others: list[Span] = [(2, 10, "PER"), (0, 10, "PER")]
    there = judged(ones, others)["overall"]["strict"]
    assert there.correct == 0
    assert judged(ones, others[::-1])["overall"]["strict"].correct == 1  # it depends on the order
    for order in (1, -1):
        cells = counted(sheet("a", *ones), sheet("b", *others[::order]))
        assert tally(cells, "strict") == Tally(correct=1, incorrect=1)


def test_nervaluate_pairs_stacked_spans_by_their_order() -> None:
    # Two mentions on one span and two that overlap it: only one way to pair them keeps both types.
    ones: list[Span] = [(0, 6, "PER"), (0, 6, "ORG")]
    others: list[Span] = [(0, 6, "GPE"), (2, 6, "PER")]
    there = judged(ones, others)["overall"]["ent_type"]
    assert (there.correct, there.incorrect) == (0, 2)
    cells = counted(sheet("a", *ones), sheet("b", *others))
    assert tally(cells, "type") == Tally(correct=1, incorrect=1)
    assert tally(cells, "partial") == Tally(correct=1, partial=1)


def test_stacked_mentions_are_matched_one_to_one() -> None:
    both = sheet("a", (0, 4, "PER"), (0, 4, "ORG")), sheet("b", (0, 4, "ORG"))
    cells = counted(*both)
    assert tally(cells, "strict") == Tally(correct=1, missed=1)
    assert scores(cells)["entity.strict", "PER"] == Score(0, 1, 0, 0)


def test_a_split_mention_is_the_same_only_where_all_its_fragments_are() -> None:
    def one(*stretches: tuple[int, int]) -> Sheet:
        return Sheet.of([Entity(f"m{len(stretches)}", "PER", span(HARD_TEXT, *stretches))])

    split, whole = one((0, 6), (12, 16)), one((0, 16))
    assert tally(counted(split, split), "strict") == Tally(correct=1)
    assert tally(counted(split, whole), "strict") == Tally(incorrect=1)
    assert tally(counted(split, whole), "partial") == Tally(partial=1)
    assert tally(counted(split, one((7, 11))), "partial") == Tally(missed=1, spurious=1)


def test_by_type_recall_is_over_the_first_sheets_types_and_precision_over_the_seconds() -> None:
    found = scores(
        counted(sheet("a", (0, 4, "PER"), (5, 9, "PER")), sheet("b", (0, 4, "ORG"), (5, 9, "PER")))
    )
    assert found["entity.exact", "PER"] == Score(2, 2, 1, 1)
    assert found["entity.exact", "ORG"] == Score(0, 0, 1, 1)
    assert found["entity.strict", "PER"] == Score(1, 2, 1, 1)
    assert found["mention.exact", ""] == Score(2, 2, 2, 2)


def test_zones_count_for_themselves() -> None:
    def zones(*stretches: tuple[int, int]) -> list[Record]:
        return [Zone(f"z{n}", "quote", span(TEXT, place)) for n, place in enumerate(stretches)]

    found = scores(counted(Sheet.of(zones((0, 5), (7, 9))), Sheet.of(zones((0, 5)))))
    assert found["zone.strict", ""] == Score(1, 2, 1, 1)
    assert ("mention.strict", "") not in found


def test_every_scheme_is_told() -> None:
    assert {f"entity.{scheme}" for scheme in SCHEMES} <= {
        measure for measure, _ in scores(counted(sheet("a", (0, 1, "PER")), sheet("b")))
    }
