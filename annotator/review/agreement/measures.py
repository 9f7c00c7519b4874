"""From pooled counts to numbers: precision, recall, F1, kappa and alpha, each with its interval over articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from annotator.review.agreement.attributes import VALUE, unit_of, values_of
from annotator.review.agreement.bootstrap import Interval, f1s, interval, intervals
from annotator.review.agreement.cells import Cell, Term, side_terms
from annotator.review.agreement.classes import CLASS
from annotator.review.agreement.coreference import Coreference
from annotator.review.agreement.instances import CHAINS, PARTS, chain_terms
from annotator.review.agreement.pooling import Pool
from annotator.review.agreement.scores import NOTHING, Score
from annotator.review.agreement.spans import SPAN, span_terms
from annotator.review.agreement.values import (
    Pattern,
    cohen_kappa,
    comparable,
    fleiss_kappa,
    krippendorff_alpha,
    krippendorff_alphas,
    observed_agreement,
)

if TYPE_CHECKING:
    from annotator.review.agreement.values import Floats

Key: TypeAlias = tuple[str, str]
"""A measure and a type; an empty type stands for all together."""

_MEANS = {"blanc": ("blanc_links", "blanc_non_links"), "conll": ("muc", "b_cubed", "ceaf_e")}
"""Measures of chains that are the mean of others."""


class Measured(Struct, frozen=True):
    """One measure of two sheets. None where there is nothing to measure.

    ``one`` and ``other`` say how much each side has of what is measured (mentions, arguments, links …).
    """

    measure: str
    type: str = ""
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    one: float = 0
    other: float = 0
    interval: Interval | None = None
    """Of F1, over articles."""


class Valued(Struct, frozen=True):
    """How far annotators agree on one attribute of what they matched; an empty attribute stands for its type."""

    kind: str
    attribute: str
    units: int
    observed: float | None = None
    cohen: float | None = None
    """Of two annotators only."""
    fleiss: float | None = None
    alpha: float | None = None
    interval: Interval | None = None
    """Of alpha, over articles."""


def terms(cell: Cell) -> Iterable[Term]:
    """What one occurrence of a cell adds to precision and recall, and of which measure."""
    if cell[0] == SPAN:
        return span_terms(cell)
    if cell[0] == CHAINS:
        return chain_terms(cell)
    return () if cell[0] in (VALUE, CLASS) else side_terms(cell)


def scores(cells: Mapping[Cell, float]) -> dict[Key, Score]:
    """The sums of every measure that these cells say something of."""
    found: dict[Key, list[float]] = {}
    for cell, count in cells.items():
        for measure, type, (one_hits, one, other_hits, other) in _weighed(cell):
            sums = found.setdefault((measure, type), [0.0, 0.0, 0.0, 0.0])
            sums[0] += count * one_hits
            sums[1] += count * one
            sums[2] += count * other_hits
            sums[3] += count * other
    return {key: Score(*sums) for key, sums in found.items()}


def _weighed(cell: Cell) -> Iterable[tuple[str, str, tuple[float, float, float, float]]]:
    for measure, type, s in terms(cell):
        yield measure, type, (s.one_hits, s.one, s.other_hits, s.other)


def plain(measure: str, type: str, score: Score) -> Measured:
    """A score as a number without an interval."""
    return Measured(measure, type, score.precision, score.recall, score.f1, score.one, score.other)


def measured(pool: Pool) -> tuple[Measured, ...]:
    """Every measure over all articles of a pool, all types together and each type."""
    found = scores(pool.totals())
    drawn = _drawn(pool)
    bounds = intervals(drawn)
    made = [
        _with(plain(*key, score), bounds.get(key)) for key, score in found.items() if not _is_part(key[0])
    ]
    for prefix in sorted({key[0].rpartition(".")[0] for key in found if _is_part(key[0])}):
        made += chain_measures(prefix, coreference_of(prefix, found), drawn)
    return tuple(made)


def _is_part(measure: str) -> bool:
    return measure.partition("-chains.")[2] != ""


def coreference_of(prefix: str, found: Mapping[Key, Score]) -> Coreference:
    """The scores of chains that stand under ``prefix``."""
    return Coreference(**{part: found.get((f"{prefix}.{part}", ""), NOTHING) for part in PARTS})


def chain_measures(
    prefix: str, found: Coreference, resamples: Mapping[Key, Floats] | None = None
) -> list[Measured]:
    """MUC, B³, CEAF, LEA, BLANC and the CoNLL mean as measures ``prefix.muc`` and so on."""
    drawn = resamples or {}
    keys = [(f"{prefix}.{part}", "") for part in PARTS if not part.startswith("blanc")]
    bounds = intervals({key: drawn[key] for key in keys if key in drawn})
    made = [_with(plain(*key, getattr(found, key[0].rpartition(".")[2])), bounds.get(key)) for key in keys]
    size = found.b_cubed
    for name, values in (("blanc", found.blanc), ("conll", (None, None, found.conll))):
        each = [drawn[key] for part in _MEANS[name] if (key := (f"{prefix}.{part}", "")) in drawn]
        of_mean = interval(_mean(each)) if each else None
        made.append(Measured(f"{prefix}.{name}", "", *values, size.one, size.other, of_mean))
    return made


def _with(made: Measured, bounds: Interval | None) -> Measured:
    return Measured(
        made.measure, made.type, made.precision, made.recall, made.f1, made.one, made.other, bounds
    )


def _mean(each: Sequence[Floats]) -> Floats:
    """The mean of those that are defined, resample by resample."""
    import numpy as np

    table = np.stack(each)
    known = ~np.isnan(table)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.where(known, table, 0).sum(axis=0) / known.sum(axis=0)
    return mean


def _drawn(pool: Pool) -> dict[Key, Floats]:
    """F1 of each measure in each resample of the articles; empty for fewer than two articles."""
    sums = pool.drawn()
    if sums is None:
        return {}
    import numpy as np

    columns: dict[Key, list[int]] = {}
    weights: dict[Key, list[tuple[float, float, float, float]]] = {}
    for column, said in pool.where(lambda cell: tuple(_weighed(cell)) or None):
        for measure, type, weight in said:
            columns.setdefault((measure, type), []).append(column)
            weights.setdefault((measure, type), []).append(weight)
    return {key: f1s(sums[:, at] @ np.array(weights[key])) for key, at in columns.items()}


def by_article(pool: Pool, names: Collection[str]) -> Iterator[tuple[Measured, ...]]:
    """The measures of these names (not those of chains), all types together, article by article."""
    import numpy as np

    weights: dict[str, tuple[list[int], list[tuple[float, float, float, float]]]] = {}
    for column, said in pool.where(lambda cell: tuple(_weighed(cell)) or None):
        for measure, type, weight in said:
            if not type and measure in names:
                at, each = weights.setdefault(measure, ([], []))
                at.append(column)
                each.append(weight)
    for _, table in pool.each():
        columns = [_told(name, table[:, at] @ np.array(each)) for name, (at, each) in weights.items()]
        for row in range(len(table)):
            yield tuple([column[row] for column in columns if column[row].one or column[row].other])


def _told(measure: str, sums: Floats) -> list[Measured]:
    """A measure from a :class:`Score`'s four sums in each row."""
    import numpy as np

    one_hits, one, other_hits, other = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = (other_hits / other, one_hits / one, f1s(sums))
    known = [np.where(np.isnan(ratio), np.array(None), ratio).tolist() for ratio in ratios]
    return [
        Measured(measure, "", precision, recall, f1, of_one, of_other)
        for precision, recall, f1, of_one, of_other in zip(*known, one.tolist(), other.tolist(), strict=True)
    ]


def valued(pool: Pool) -> tuple[Valued, ...]:
    """Agreement on types and attributes of what was matched; attributes that nobody could compare are left out."""
    found = values_of(pool.totals())
    made = []
    for (kind, attribute), units in sorted(found.items()):
        count = comparable(units)
        if count:
            two = len(next(iter(units))) == 2
            made.append(
                Valued(
                    kind,
                    attribute,
                    count,
                    observed_agreement(units),
                    cohen_kappa(units) if two else None,
                    fleiss_kappa(units),
                    krippendorff_alpha(units),
                    interval(_alphas(pool, kind, attribute)),
                )
            )
    return tuple(made)


def _alphas(pool: Pool, kind: str, attribute: str) -> Floats | None:
    sums = pool.drawn()
    if sums is None:
        return None

    def pattern(cell: Cell) -> Pattern | None:
        unit = unit_of(cell)
        return unit[1] if unit is not None and unit[0] == (kind, attribute) else None

    found = pool.where(pattern)
    return krippendorff_alphas([said for _, said in found], sums[:, [column for column, _ in found]])
