"""The counts of many articles: added up, one by one, and drawn again.

Articles are kept as short arrays of numbers, so that ten thousand take a few megabytes whatever their texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from annotator.review.agreement.bootstrap import resampled
from annotator.review.agreement.cells import Cell, Cells

if TYPE_CHECKING:
    from annotator.review.agreement.values import Floats

T = TypeVar("T")


class Pool:
    """What was counted in each article, cell by cell, in the order in which articles were added."""

    def __init__(self) -> None:
        self.articles: list[str] = []
        self._columns: dict[Cell, int] = {}
        self._rows: list[tuple[array[int], array[float]]] = []
        self._sums: Floats | None = None

    def add(self, article: str, cells: Mapping[Cell, float]) -> None:
        """Takes the counts of one more article."""
        columns = self._columns
        at = array("L", [columns.setdefault(cell, len(columns)) for cell in cells])
        self.articles.append(article)
        self._rows.append((at, array("d", cells.values())))
        self._sums = None

    def totals(self) -> Cells:
        """The counts of all articles together."""
        sums = [0.0] * len(self._columns)
        for at, counts in self._rows:
            for column, count in zip(at, counts, strict=True):
                sums[column] += count
        return dict(zip(self._columns, sums, strict=True))

    def each(self) -> Iterator[tuple[str, Cells]]:
        """Every article's name with its counts."""
        cells = list(self._columns)
        for name, (at, counts) in zip(self.articles, self._rows, strict=True):
            yield name, {cells[column]: count for column, count in zip(at, counts, strict=True)}

    def drawn(self) -> Floats | None:
        """The counts of resamples of the articles, shape (resamples, cells); None for fewer than two articles."""
        if self._sums is None:
            self._sums = resampled(self._rows, len(self._columns))
        return self._sums

    def where(self, wanted: Callable[[Cell], T | None]) -> list[tuple[int, T]]:
        """The columns of :meth:`drawn` whose cells ``wanted`` says something of, with what it says."""
        found = ((column, wanted(cell)) for cell, column in self._columns.items())
        return [(column, said) for column, said in found if said is not None]
