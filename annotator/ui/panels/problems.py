"""The list of problems: where the tags break a rule of the tagset, with a jump to each. It shows and asks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.annotations.checks import Problem
from annotator.annotations.records import Entity, Event, Zone, quote
from annotator.session import Session
from annotator.ui import drawing
from annotator.ui.colours import Theme
from annotator.ui.panels.rows import FLOW, ListStack, RowDelegate, RowsView

ROW_ROLE = Qt.ItemDataRole.UserRole
QUOTE_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex
_Key: TypeAlias = tuple[int, str, int]
"""Start in the text, record, number of the problem among the record's."""


class ProblemsModel(QAbstractListModel):
    """Problems in the order of the text, changed record by record."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._keys: list[_Key] = []
        self._of: dict[str, tuple[int, Sequence[Problem]]] = {}
        self._counts: Counter[str] = Counter()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many problems there are."""
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self._keys):
            return None
        _, id, number = self._keys[index.row()]
        problem = self._of[id][1][number]
        if role == ROW_ROLE:
            return problem
        if role == QUOTE_ROLE:
            return self._quote(id)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return problem.message
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{problem.severity}: {problem.message}, {self._quote(id)}"
        return None

    def show_session(self, session: Session | None, problems: Mapping[str, Sequence[Problem]]) -> None:
        """Lists all problems of a session, given by record."""
        self.beginResetModel()
        self._session = session
        self._of = {id: (self._start(id), tuple(found)) for id, found in problems.items() if found}
        self._counts = Counter(problem.severity for _, found in self._of.values() for problem in found)
        self._keys = sorted(
            (start, id, number) for id, (start, found) in self._of.items() for number in range(len(found))
        )
        self.endResetModel()

    def update(self, problems: Mapping[str, Sequence[Problem]]) -> None:
        """Takes what is now wrong with some records (nothing where the sequence is empty)."""
        for id, found in problems.items():
            before = self._of.get(id)
            if before is None and not found:
                continue
            start = self._start(id)
            if before is not None and before[0] == start and tuple(before[1]) == tuple(found):
                continue
            if before is not None:
                first = bisect_left(self._keys, (before[0], id, 0))
                self.beginRemoveRows(QModelIndex(), first, first + len(before[1]) - 1)
                del self._keys[first : first + len(before[1])]
                del self._of[id]
                self._counts.subtract(problem.severity for problem in before[1])
                self.endRemoveRows()
            if found:
                first = bisect_left(self._keys, (start, id, 0))
                self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
                self._of[id] = (start, tuple(found))
                self._keys[first:first] = [(start, id, number) for number in range(len(found))]
                self._counts.update(problem.severity for problem in found)
                self.endInsertRows()

    def counts(self) -> tuple[int, int]:
        """How many errors and how many warnings there are."""
        return self._counts["error"], self._counts["warning"]

    def of(self, id: str) -> Sequence[Problem]:
        """The problems of one record."""
        return self._of[id][1] if id in self._of else ()

    def _start(self, id: str) -> int:
        record = self._session.sheet.get(id) if self._session else None
        return record.span[0].start if isinstance(record, (Entity, Event, Zone)) else -1

    def _quote(self, id: str) -> str:
        record = self._session.sheet.get(id) if self._session else None
        return quote(record) if isinstance(record, (Entity, Event, Zone)) else ""


class ProblemsPanel(QWidget):
    """What breaks the tagset's rules."""

    record_requested = Signal(str)
    """The id of a record whose problem was chosen."""
    counted = Signal(int, int)
    """How many errors and how many warnings there are now, for titles and the status bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ProblemsModel(self)
        metrics = self.fontMetrics()
        self.view = RowsView(metrics.height() * 2 + 12, "Problems", self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_ProblemDelegate(self.view))
        self._stack = ListStack(self.view, self)
        self._stack.add_state("none", "No problems: the tags follow the rules of the tagset.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setFocusProxy(self.view)
        self.view.chosen.connect(self._on_chosen)
        self.view.activated_row.connect(self._on_chosen)
        self._counts = (0, 0)
        self._stack.show_state("none")

    def set_problems(self, session: Session | None, problems: Mapping[str, Sequence[Problem]]) -> None:
        """Lists all problems of a session, given by record."""
        self.model.show_session(session, problems)
        self._recount()

    def update_problems(self, ids: Iterable[str], problems: Mapping[str, Sequence[Problem]]) -> None:
        """Takes what is now wrong with the records ``ids``; those not in ``problems`` have no problem."""
        self.model.update({id: problems.get(id, ()) for id in ids})
        self._recount()

    def _recount(self) -> None:
        counts = self.model.counts()
        self._stack.show_state("" if sum(counts) else "none")
        if counts != self._counts:
            self._counts = counts
            self.counted.emit(*counts)

    def _on_chosen(self, index: QModelIndex) -> None:
        problem = index.data(ROW_ROLE)
        if isinstance(problem, Problem):
            self.record_requested.emit(problem.record)


class _ProblemDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        problem = index.data(ROW_ROLE)
        if not isinstance(problem, Problem):
            return
        inner = box.adjusted(12, 4, -12, -4)
        drawing.severity_mark(painter, QRectF(inner.left(), inner.top() + 2, 14, 14), problem.severity, theme)
        left = inner.left() + 23
        wording = index.data(QUOTE_ROLE)
        height = inner.height() / 2 if wording else inner.height()
        upper = QRectF(left, inner.top(), inner.right() - left, height)
        painter.setPen(QColor(theme.ink))
        painter.drawText(upper, FLOW, drawing.elided(painter, problem.message, upper.width()))
        if wording:
            painter.setFont(self.small)
            painter.setPen(QColor(theme.muted))
            lower = upper.translated(0, height)
            painter.drawText(lower, FLOW, drawing.elided(painter, f"“{wording}”", lower.width()))
