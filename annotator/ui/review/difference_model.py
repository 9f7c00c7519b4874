"""The rows of the list of differences, those of other articles included, and which of them are listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.tagsets.model import Tagset
from annotator.ui.review.rows import Filter, Row
from annotator.ui.review.words import STATE_WORDS, classes_in_words

ROW_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex


class DifferencesModel(QAbstractListModel):
    """Rows in the order of articles and text, as far as the filter lets them through."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._all: list[Row] = []
        self._rows: list[Row] = []
        self._at: dict[tuple[str, str], int] = {}
        self._places: dict[tuple[str, str], int] = {}
        self.decided = 0
        """How many of all rows are decided."""
        self._filter = Filter()
        self.tagset: Tagset | None = None
        self.names: Mapping[str, str] = {}

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many rows are listed."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.quote
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.kind_words(row)} “{row.quote}”: {classes_in_words(row.classes)}, {STATE_WORDS[row.state]}"
        return None

    def kind_words(self, row: Row) -> str:
        """The type of a row for people."""
        if not row.types:
            return "Values" if row.kind == "article" else row.kind.capitalize()
        shown = [self.tagset.display(t) if self.tagset is not None else t for t in row.types]
        return " / ".join(shown)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are listed."""
        return self._rows

    @property
    def every(self) -> Sequence[Row]:
        """All rows, listed or not."""
        return self._all

    @property
    def filter(self) -> Filter:
        """Which rows are listed."""
        return self._filter

    def show_rows(self, rows: Sequence[Row], filter: Filter | None = None) -> None:
        """Lists other rows, or the same ones through another filter."""
        self.beginResetModel()
        self._all = list(rows)
        self._filter = self._filter if filter is None else filter
        self._rows = [row for row in self._all if self._filter.lets(row)]
        self._at = {(row.article, row.key): at for at, row in enumerate(self._rows)}
        self._places = {(row.article, row.key): at for at, row in enumerate(self._all)}
        self.decided = sum(row.state == "decided" for row in self._all)
        self.endResetModel()

    def set_states(self, article: str, states: Mapping[str, str]) -> None:
        """Shows how far some rows of an article (by key) are now.

        One that the filter does not let through any more stays until the next listing.
        """
        for key, state in states.items():
            place = self._places.get((article, key))
            if place is None or self._all[place].state == state:
                continue
            before = self._all[place]
            row = self._all[place] = replace(before, state=state)
            self.decided += (row.state == "decided") - (before.state == "decided")
            at = self._at.get((article, key))
            if at is not None:
                self._rows[at] = row
                index = self.index(at, 0)
                self.dataChanged.emit(index, index)

    def index_of(self, article: str, key: str) -> QModelIndex:
        """The index of a difference; an invalid one where it is not listed."""
        at = self._at.get((article, key))
        return QModelIndex() if at is None else self.index(at, 0)

    def next_open(self, article: str, key: str, by: int) -> Row | None:
        """The next (1) or previous (-1) listed row that waits for a decision, from a difference on."""
        at = self._at.get((article, key))
        if at is None:
            at = -1 if by > 0 else len(self._rows)
        places = range(at + 1, len(self._rows)) if by > 0 else range(at - 1, -1, -1)
        return next((self._rows[i] for i in places if self._rows[i].is_open), None)
