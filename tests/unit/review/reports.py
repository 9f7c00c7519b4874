"""Reports and folders to be told of: the seeds, and many made-up types and annotators."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from annotator.review.agreement.bootstrap import Interval
from annotator.review.agreement.counting import Plan
from annotator.review.agreement.measures import Measured
from annotator.review.agreement.report import Comparison, Confused, Report, agree
from annotator.review.behind import Difference, gather
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
TAGSET = shipped.load()


@cache
def seeds() -> Report:
    """How far the two annotators of the seeds agree."""
    return agree(scan(SEEDS), TAGSET)


@cache
def seed_differences() -> tuple[Difference, ...]:
    """How they differ."""
    report = seeds()
    return tuple(gather(scan(SEEDS), Plan(report.annotators, report.reference, TAGSET)))


def crowded(types: int = 40, annotators: int = 8) -> Report:
    """Many types with long names that are confused with their neighbours, and many annotators."""
    names = [f"annotator-with-a-long-name-{n}" for n in range(annotators)]
    kinds = [f"A_TYPE_WITH_A_VERY_LONG_NAME_{n:02}" for n in range(types)]
    confusion = [Confused("entity", kind, kind, 9000 + n) for n, kind in enumerate(kinds)]
    confusion += [Confused("entity", kind, kinds[n - 1], 1 + n) for n, kind in enumerate(kinds)]
    confusion += [Confused("entity", kind, "", 12_345) for kind in kinds[:5]]
    by_type = tuple(
        Measured("entity.strict", kind, 0.5, 0.7, n / types, 10, 12, Interval(n / types / 2, n / types))
        for n, kind in enumerate(kinds)
    )
    pairs = tuple(
        Comparison(
            one,
            other,
            3,
            (Measured("mention.strict", "", 0.5, 0.5, (i + j) / (2 * annotators), 10, 10),),
            by_type,
            confusion=tuple(confusion),
        )
        for i, one in enumerate(names)
        for j, other in enumerate(names)
        if i < j
    )
    return Report("/somewhere", "own 1", 3, tuple(names), pairs)
