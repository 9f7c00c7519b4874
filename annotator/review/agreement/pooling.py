"""The counts of many articles: added up, one by one, and drawn again.

Articles are kept as short arrays of numbers, so that ten thousand take a few megabytes whatever their texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from annotator.review.agreement.bootstrap import Draws, tables
from annotator.review.agreement.cells import Cell, Cells

if TYPE_CHECKING:
    from annotator.review.agreement.values import Floats

T = TypeVar("T")


class Pool:
    """What was counted in each article, cell by cell, in the order in which articles were added."""

    def __init__(self, draws: Draws | None = None) -> None:
        """``draws`` are shared by pools that are drawn alike."""
        self._draws = draws or Draws()
        self.articles: list[str] = []
        self._columns: dict[Cell, int] = {}
        self._rows: list[tuple[array[int], array[float]]] = []
        self._sums: Floats | None = None
        self._totals: Cells | None = None
        self._table: Floats | None = None

    def add(self, article: str, cells: Mapping[Cell, float]) -> None:
        """Takes the counts of one more article."""
        columns = self._columns
        at = array("L", [columns.setdefault(cell, len(columns)) for cell in cells])
        self.articles.append(article)
        self._rows.append((at, array("d", cells.values())))
        self.let_go()

    def let_go(self) -> None:
        """Forgets what is only kept because it will be asked for again."""
        self._sums = self._totals = self._table = None

    def totals(self) -> Mapping[Cell, float]:
        """The counts of all articles together."""
        if self._totals is None:
            self._totals = dict.fromkeys(self._columns, 0.0)
            for _, table in self.each():
                sums = table.sum(axis=0).tolist()
                for cell, count in zip(self._columns, sums, strict=True):
                    self._totals[cell] += count
        return self._totals

    def each(self) -> Iterator[tuple[int, Floats]]:
        """The counts article by article: matrices of shape (articles, cells), with the number of the first article."""
        if self._table is None:
            blocks = tables(self._rows, len(self._columns))
            first = next(blocks, None)
            if first is None or len(first[1]) < len(self._rows):
                return tables(self._rows, len(self._columns))
            self._table = first[1]
        return iter([(0, self._table)])

    def drawn(self) -> Floats | None:
        """The counts of resamples of the articles, shape (resamples, cells); None for fewer than two articles."""
        if self._sums is None:
            self._sums = self._draws.sums(len(self._rows), len(self._columns), self.each())
        return self._sums

    def where(self, wanted: Callable[[Cell], T | None]) -> list[tuple[int, T]]:
        """The columns of :meth:`drawn` and :meth:`each` whose cells ``wanted`` says something of, with what it says."""
        found = ((column, wanted(cell)) for cell, column in self._columns.items())
        return [(column, said) for column, said in found if said is not None]
