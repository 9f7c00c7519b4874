"""The article list as Qt's model: a thin adapter over :class:`ArticleRows`, lazy about what must be looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from annotator.errors import visible
from annotator.ui.panels.article_rows import STATUS_WORDS, ArticleDetails, ArticleRow, ArticleRows, Sorting

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The :class:`ArticleRow` of an index."""

_Index = QModelIndex | QPersistentModelIndex
_RESORT_DELAY = 200
_MOST_RUNS = 40
"""With more scattered changes than that, one reset is quicker than telling each; the panel keeps its place."""


class ArticleListModel(QAbstractListModel):
    """Rows of articles. Whoever hears ``details_wanted`` finds the details out and calls ``update_rows``."""

    details_wanted = Signal(object)
    """A list of keys (file names, which Qt would make texts of) whose details are to be shown, gathered over one turn of the event loop."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.rows = ArticleRows()
        self.short: Callable[[str], str] = lambda name: name
        """Gives the letters that stand for an annotator who is called so."""
        self._asked: set[str] = set()
        self._to_ask: list[str] = []
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._ask)
        self._resorting = QTimer(self, singleShot=True, interval=_RESORT_DELAY)
        self._resorting.timeout.connect(self.arrange)

    # -- Qt's questions --------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many articles are shown."""
        return 0 if parent.isValid() else len(self.rows.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says. A row that is asked for has its details looked up."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            if row.tags is None and not row.problem:
                self.want(row.key)
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title or visible(row.name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.problem or f"{visible(row.key)}\n{_facts(row)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title or visible(row.name)}, {row.problem or _facts(row)}"
        return None

    # -- rows ------------------------------------------------------------------------------------------------

    def row_at(self, place: int) -> ArticleRow | None:
        """The row shown at ``place``."""
        shown = self.rows.shown
        return self.rows.get(shown[place]) if 0 <= place < len(shown) else None

    def index_of(self, key: str | None) -> QModelIndex:
        """Where an article is shown; an invalid index where it is not."""
        place = self.rows.places.get(key) if key is not None else None
        return QModelIndex() if place is None else self.index(place)

    def set_rows(self, rows: Iterable[ArticleRow]) -> None:
        """Takes these rows in the place of all others; rows that stay keep their place, details and selection."""
        changed = self.rows.put(rows)
        self._asked.intersection_update(self.rows.unknown())
        self.arrange()
        places = [place for key in changed if (place := self.rows.places.get(key)) is not None]
        if places:
            self.dataChanged.emit(self.index(min(places)), self.index(max(places)))
        self._want_all_where_sorted()

    def update_row(self, key: str, details: ArticleDetails) -> None:
        """Shows what was found out about one article."""
        self.update_rows({key: details})

    def update_rows(self, details: Mapping[str, ArticleDetails]) -> None:
        """Shows what was found out about some articles."""
        touched = False
        for key, found in details.items():
            self._asked.discard(key)
            if self.rows.update(key, found):
                touched = True
                if (index := self.index_of(key)).isValid():
                    self.dataChanged.emit(index, index)
        if touched and (self.rows.sorting != "name" or self.rows.wanted):
            self._resorting.start()

    def forget_details(self, keys: Iterable[str]) -> None:
        """Has the details of these articles looked up again when they are next painted."""
        for key in keys:
            self._asked.discard(key)
            self.want(key)

    def sort_by(self, sorting: Sorting) -> None:
        """Orders the rows by name, status or tags."""
        self.rows.sorting = sorting
        self._want_all_where_sorted()
        self.arrange()

    def filter_by(self, wanted: str) -> None:
        """Shows only rows whose title or path has all words of ``wanted``."""
        self.rows.wanted = wanted.strip()
        self._want_all_where_sorted()
        self.arrange()

    def want(self, key: str) -> None:
        """Asks for the details of an article, together with all others asked for in this turn."""
        if key not in self._asked:
            self._asked.add(key)
            self._to_ask.append(key)
            self._asking.start()

    def arrange(self) -> None:
        """Brings what is shown into the order chosen, with as few rows added and removed as that takes."""
        self._resorting.stop()
        before, after = self.rows.shown, self.rows.order()
        if before == after:
            return
        staying = set(before) & set(after)
        gone, come = (
            _runs([key not in staying for key in before]),
            _runs([key not in staying for key in after]),
        )
        if len(gone) + len(come) > _MOST_RUNS or not staying:
            self._reset(after)
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self.rows.show([*self.rows.shown[:first], *self.rows.shown[last + 1 :]])
            self.endRemoveRows()
        kept = [key for key in after if key in staying]
        if self.rows.shown != kept:
            self._reorder(kept)
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self.rows.show([*self.rows.shown[:first], *after[first : last + 1], *self.rows.shown[first:]])
            self.endInsertRows()

    def _reset(self, keys: list[str]) -> None:
        self.beginResetModel()
        self.rows.show(keys)
        self.endResetModel()

    def _reorder(self, keys: list[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        held = [self.rows.shown[index.row()] for index in old]
        self.rows.show(keys)
        self.changePersistentIndexList(old, [self.index_of(key) for key in held])
        self.layoutChanged.emit()

    def _want_all_where_sorted(self) -> None:
        if self.rows.sorting != "name" or self.rows.wanted:
            for key in self.rows.unknown():
                self.want(key)

    def _ask(self) -> None:
        keys, self._to_ask = self._to_ask, []
        keys = [key for key in keys if self.rows.get(key) is not None]
        if keys:
            self.details_wanted.emit(keys)


def _runs(marked: list[bool]) -> list[tuple[int, int]]:
    """The stretches (first, last) of places that are marked."""
    runs: list[tuple[int, int]] = []
    for place, mark in enumerate(marked):
        if not mark:
            continue
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _facts(row: ArticleRow) -> str:
    facts = [STATUS_WORDS[row.status]]
    if row.tags is not None:
        facts.append(f"{row.tags} tag{'' if row.tags == 1 else 's'}")
    if row.annotators:
        facts.append("sidecars of " + ", ".join(row.annotators))
    return " · ".join(facts)
