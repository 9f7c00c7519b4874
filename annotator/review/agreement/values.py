"""Agreement on values that several annotators gave to the same units, beyond what chance would give.

A unit is one thing that was matched between annotators, such as an event; its values are one of each annotator, or None
where that annotator gave none. Units with the same values are counted together: a *pattern* is the tuple of values, in
the order of the annotators. All values are names, without order or distance.

The formulas are vectorised over leading axes of the counts, so that resamples cost next to nothing. Where a measure is
undefined (nothing to compare, or nobody ever gave another value) the array holds NaN and the plain function gives None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

Pattern: TypeAlias = tuple[str | None, ...]
"""The values of one unit, one of each annotator; None where there is none."""

Units: TypeAlias = Mapping[Pattern, float]
"""How often each pattern occurs."""


def cohen_kappa(units: Units) -> float | None:
    """Cohen's kappa of two annotators over the units that both gave a value (J. Cohen 1960)."""
    return _plain(cohen_kappas(list(units), _counts(units)))


def fleiss_kappa(units: Units) -> float | None:
    """Fleiss' kappa of any number of annotators over the units that all gave a value (J. L. Fleiss 1971)."""
    return _plain(fleiss_kappas(list(units), _counts(units)))


def krippendorff_alpha(units: Units) -> float | None:
    """Krippendorff's alpha for nominal values over the units that at least two gave a value.

    After K. Krippendorff, *Computing Krippendorff's Alpha-Reliability*, 2011, section C.
    """
    return _plain(krippendorff_alphas(list(units), _counts(units)))


def observed_agreement(units: Units) -> float | None:
    """How often two annotators gave a unit the same value: the mean over units of the part of agreeing pairs."""
    agreeing = compared = 0.0
    for pattern, count in units.items():
        given = [value for value in pattern if value is not None]
        pairs = len(given) * (len(given) - 1)
        if pairs:
            same = sum(given.count(value) - 1 for value in given)
            agreeing += count * same / pairs
            compared += count
    return agreeing / compared if compared else None


def comparable(units: Units) -> int:
    """How many units at least two annotators gave a value."""
    return int(sum(count for pattern, count in units.items() if sum(v is not None for v in pattern) > 1))


# -- vectorised: counts of shape (..., patterns) -> one number for each of (...) ------------------------------------


def cohen_kappas(patterns: Sequence[Pattern], counts: Floats) -> Floats:
    """Cohen's kappa for each row of counts; patterns have two values."""
    import numpy as np

    whole = np.array([None not in pattern for pattern in patterns], dtype=float)
    same = np.array([len(set(pattern)) == 1 for pattern in patterns], dtype=float) * whole
    sides = [_marks([(p[side],) if None not in p else () for p in patterns], patterns) for side in (0, 1)]
    with np.errstate(invalid="ignore", divide="ignore"):
        units = counts @ whole
        observed = counts @ same / units
        expected = ((counts @ sides[0]) * (counts @ sides[1])).sum(axis=-1) / units**2
        return _beyond(observed, expected)


def fleiss_kappas(patterns: Sequence[Pattern], counts: Floats) -> Floats:
    """Fleiss' kappa for each row of counts."""
    import numpy as np

    raters = len(patterns[0]) if patterns else 0
    whole = np.array([None not in pattern for pattern in patterns], dtype=float)
    marks = _marks([p if None not in p else () for p in patterns], patterns)
    agreement = (marks * (marks - 1)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        units = counts @ whole
        observed = counts @ agreement / (units * raters * (raters - 1))
        shares = (counts @ marks) / (units * raters)[..., None]
        return _beyond(observed, (shares**2).sum(axis=-1))


def krippendorff_alphas(patterns: Sequence[Pattern], counts: Floats) -> Floats:
    """Krippendorff's nominal alpha for each row of counts."""
    import numpy as np

    given = [tuple(value for value in pattern if value is not None) for pattern in patterns]
    marks = _marks([values if len(values) > 1 else () for values in given], patterns)
    size = marks.sum(axis=-1)
    differing = np.divide(
        size**2 - (marks**2).sum(axis=-1), size - 1, out=np.zeros_like(size), where=size > 1
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        values = counts @ marks
        all_values = values.sum(axis=-1)
        expected = (all_values**2 - (values**2).sum(axis=-1)) / (all_values - 1)
        alpha = 1 - (counts @ differing) / expected
    return np.where(expected > 0, alpha, np.nan)


def _beyond(observed: Floats, expected: Floats) -> Floats:
    import numpy as np

    # One value everywhere: chance explains all, and what is left to divide by is rounding.
    return np.where(expected < 1 - 1e-12, (observed - expected) / (1 - expected), np.nan)


def _marks(given: Sequence[Sequence[str | None]], patterns: Sequence[Pattern]) -> Floats:
    """How often each value (column) stands in what is given of each pattern (row)."""
    import numpy as np

    values = sorted({value for pattern in patterns for value in pattern if value is not None})
    column = {value: n for n, value in enumerate(values)}
    marks = np.zeros((len(patterns), len(values)))
    for row, held in enumerate(given):
        for value in held:
            if value is not None:
                marks[row, column[value]] += 1
    return marks


def _counts(units: Units) -> Floats:
    import numpy as np

    return np.array(list(units.values()), dtype=float)


def _plain(value: Any) -> float | None:
    number = float(value)
    return None if number != number else number
