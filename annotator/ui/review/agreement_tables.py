"""Shows a table of numbers; a number can be chosen, for what lies behind it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.review.behind import Behind
from annotator.review.tables import Row, Table
from annotator.ui.colours import theme_of
from annotator.ui.style import GAP, SPACE, tinted

_Index = QModelIndex | QPersistentModelIndex

_HEADER = f"""
QHeaderView {{ background: palette(window); border: none; }}
QHeaderView::section {{ background: palette(window); color: palette(placeholder-text); border: none;
  border-bottom: 1px solid palette(mid); padding: {GAP}px {SPACE}px; }}
"""
_SAYS = 120
"""Pixels that what a row says takes at least."""
_WIDEST = 300
"""Pixels that the column of names takes at most."""


class NumbersModel(QAbstractTableModel):
    """A table with its groups as rows of their own, and with what each row says in a last column."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._table = Table(())
        self._rows: list[Row | str] = []
        self.says = False
        """Whether the last column says what each row's numbers say."""

    def show_table(self, table: Table) -> None:
        """Shows another table."""
        self.beginResetModel()
        self._table, self._rows = table, []
        group = ""
        for row in table.rows:
            if row.group != group:
                group = row.group
                self._rows.append(group)
            self._rows.append(row)
        self.says = any(row.meaning for row in table.rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many rows there are, those of groups included."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._table.headings) + self.says

    def row(self, at: int) -> Row | None:
        """A row; None where a group is named."""
        found = self._rows[at]
        return None if isinstance(found, str) else found

    def behind(self, index: _Index) -> Behind | None:
        """What lies behind a cell: its own number, or the row's."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        at = index.column() - 1
        own = row.numbers[at].behind if 0 <= at < len(row.numbers) else None
        return own or row.behind

    def words(self, index: _Index) -> str:
        """What a list of what lies behind a cell is headed."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return ""
        own = self.behind(index) != row.behind and 0 < index.column() < len(self._table.headings)
        parts = [row.group if row.group not in row.name else "", row.name]
        parts += [self._table.headings[index.column()].name] if own else []
        return ", ".join(part for part in parts if part)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says."""
        if not index.isValid():
            return None
        row, at = self._rows[index.row()], index.column() - 1
        if isinstance(row, str):
            if role == Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
            return row if role == Qt.ItemDataRole.DisplayRole and at < 0 else None
        is_number = 0 <= at < len(row.numbers)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name if at < 0 else row.numbers[at].text if is_number else row.meaning
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ToolTipRole:
                heading = self._table.headings[at + 1] if is_number else None
                said = [row.name if at < 0 else "", row.meaning]
                said += [f"{heading.name}: {heading.meaning}"] if heading and heading.meaning else []
                return "\n".join(part for part in said if part)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """What a column is called, and what its numbers say."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if section >= len(self._table.headings):
            return "" if role == Qt.ItemDataRole.DisplayRole else None
        heading = self._table.headings[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return heading.name
            case Qt.ItemDataRole.ToolTipRole:
                return heading.meaning
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Names of groups cannot be chosen."""
        if index.isValid() and self.row(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class NumbersView(QTableView):
    """A table of numbers."""

    number_chosen = Signal(object, str)
    """What lies behind the number that became current (a :class:`Behind`), and words that head its list."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.numbers = NumbersModel(self)
        self.setModel(self.numbers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setStyleSheet(_HEADER)
        self.setItemDelegate(_Roomy(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * GAP + 2)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(20)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_table(self, table: Table) -> None:
        """Shows another table, from the top."""
        self.numbers.show_table(table)
        self.clearSpans()
        for at in range(self.numbers.rowCount()):
            if self.numbers.row(at) is None:
                self.setSpan(at, 0, 1, max(2, self.numbers.columnCount()))
        self.horizontalHeader().setStretchLastSection(self.numbers.says)
        self._size_columns()
        self.scrollToTop()

    def _size_columns(self) -> None:
        model, metrics = self.numbers, self.fontMetrics()
        if model.says:
            self.setColumnWidth(model.columnCount() - 1, _SAYS)  # it takes what is left
        for column in range(model.columnCount() - model.says):
            shown = [model.headerData(column, Qt.Orientation.Horizontal) or ""]
            # A column of a thousand articles is measured by some of them.
            some = [at for at in range(min(200, model.rowCount())) if model.row(at) is not None]
            shown += [model.index(at, column).data() or "" for at in some]
            width = max(metrics.horizontalAdvance(str(words)) for words in shown) + 2 * SPACE + 2
            self.setColumnWidth(column, min(width, _WIDEST) if not column else width)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        behind = self.numbers.behind(current)
        if behind is not None:
            self.number_chosen.emit(behind, self.numbers.words(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are left to the window."""
        if event.text().strip() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)


class _Roomy(QStyledItemDelegate):
    """Keeps what a cell says away from its edges, as headers do, and lays a ground under the current one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints a cell."""
        theme = theme_of(option.palette)
        selected = QStyle.StateFlag.State_Selected
        if option.state & selected:
            painter.fillRect(option.rect, QColor(tinted(theme, theme.accent, 0.22)))
            option.state &= ~(selected | QStyle.StateFlag.State_HasFocus)
        super().paint(painter, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Makes room."""
        super().initStyleOption(option, index)
        option.rect = option.rect.adjusted(SPACE - GAP, 0, GAP - SPACE, 0)
