"""The chooser of what a mention refers to: instances of the article and the folder, the best guess first, or a new one.

Enter picks and closes; Ctrl+Enter (or a click on the box) picks and stays, so that "they" can refer to several. A
chosen instance is taken away the same way. It shows and asks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from annotator.annotations.instances import matching
from annotator.annotations.records import Instance
from annotator.tagsets.model import Tagset
from annotator.ui import drawing, icons
from annotator.ui.choosers.popup import ChooserPopup
from annotator.ui.colours import Theme
from annotator.ui.panels.rows import FLOW, RowDelegate

CHOICE_ROLE = Qt.ItemDataRole.UserRole
CHOSEN_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex
_BOX_RIGHT = 34


class InstanceChoice(Struct, frozen=True):
    """An instance to choose: the wordings that refer to it and the articles that use it (``here``: the open one)."""

    instance: Instance
    quotes: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    here: bool = False


class NewInstance(Struct, frozen=True):
    """The row that makes a new instance."""

    name: str


class InstanceListModel(QAbstractListModel):
    """Instances as rows, and the row for a new one."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[InstanceChoice | NewInstance] = []
        self._chosen: set[str] = set()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        chosen = isinstance(row, InstanceChoice) and row.instance.id in self._chosen
        if role == CHOICE_ROLE:
            return row
        if role == CHOSEN_ROLE:
            return chosen
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, NewInstance):
                return f"New instance “{row.name}”"
            return row.instance.name + (", chosen" if chosen else "")
        return None

    def show_rows(self, rows: list[InstanceChoice | NewInstance], chosen: Collection[str]) -> None:
        """Shows these rows."""
        self.beginResetModel()
        self._rows, self._chosen = rows, set(chosen)
        self.endResetModel()

    def mark(self, chosen: Collection[str]) -> None:
        """Marks which instances are chosen."""
        self._chosen = set(chosen)
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [CHOSEN_ROLE])


class InstanceChooser(ChooserPopup):
    """Asks what a mention refers to. Build it when it is first needed."""

    instance_chosen = Signal(object)
    """The Instance that the mention refers to from now on."""
    instance_dropped = Signal(str)
    """The id of an instance that it no longer refers to."""
    new_requested = Signal(str)
    """The name of a new instance."""

    def __init__(self, parent: QWidget) -> None:
        metrics = parent.fontMetrics()
        super().__init__(
            "Search instances, or name a new one", metrics.height() * 2 + 12, parent, width=400, foot_lines=1
        )
        self._rows_shown = 8
        self._choices: Sequence[InstanceChoice] = ()
        self._chosen: set[str] = set()
        self._wording = ""
        self.tagset: Tagset | None = None
        self.model = InstanceListModel(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_InstanceDelegate(self))
        self.foot.setText("")

    def open(
        self,
        tagset: Tagset,
        wording: str,
        ranked: Sequence[InstanceChoice],
        chosen: Collection[str],
        place: QRect,
    ) -> None:
        """Opens beside ``place`` (screen) for a mention with that wording.

        ``ranked`` has the instances, the likeliest first; ``chosen`` the ids of those that it refers to.
        """
        self.tagset, self._wording = tagset, " ".join(wording.split())
        self._choices, self._chosen = ranked, set(chosen)
        self.head.setText(f"What does “{self._wording}” refer to?")
        self.head.show()
        self.open_beside(place)

    def filter(self, wanted: str) -> None:
        """Shows the instances that fit what was typed, and the row for a new one."""
        typed = wanted.strip()
        found: list[InstanceChoice | NewInstance] = list(matching(typed, self._choices))
        name = typed or self._wording
        same = any(c.instance.name.casefold() == name.casefold() for c in self._choices)
        if name:
            found.insert(len(found) if same or found else 0, NewInstance(name))
        self.model.show_rows(found, self._chosen)

    def pick(self, index: QModelIndex, *, stay: bool = False) -> None:
        """Takes a row: refers to it, or no longer; closes unless it is to stay open."""
        row = index.data(CHOICE_ROLE)
        if isinstance(row, NewInstance):
            self.close_with(lambda: self.new_requested.emit(row.name))
            return
        if not isinstance(row, InstanceChoice):
            return
        id = row.instance.id
        was_chosen = id in self._chosen
        self._chosen ^= {id}
        self.model.mark(self._chosen)
        instance = row.instance

        def tell() -> None:
            if was_chosen:
                self.instance_dropped.emit(id)
            else:
                self.instance_chosen.emit(instance)

        if stay:
            tell()
        else:
            self.close_with(tell)

    def click(self, index: QModelIndex) -> None:
        """A click on the box picks and stays."""
        where = self.view.viewport().mapFromGlobal(QCursor.pos())
        self.pick(index, stay=where.x() < _BOX_RIGHT and self.view.visualRect(index).contains(where))

    def describe(self, index: QModelIndex) -> str:
        """The keys."""
        return "Enter chooses · Ctrl+Enter chooses several · Esc closes"

    def key(self, event: QKeyEvent) -> bool:
        """Ctrl+Enter picks and stays."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pick(self.view.currentIndex(), stay=True)
            return True
        return False


class _InstanceDelegate(RowDelegate):
    def __init__(self, chooser: InstanceChooser) -> None:
        super().__init__(chooser)
        self._chooser = chooser

    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        row, tagset = index.data(CHOICE_ROLE), self._chooser.tagset
        if tagset is None:
            return
        inner = box.adjusted(12, 4, -12, -4)
        half = inner.height() / 2
        tick = QRectF(inner.left(), box.center().y() - 7, 14, 14)
        if isinstance(row, NewInstance):
            icons.draw(painter, "plus", tick, theme.accent, 1.8)
            painter.setPen(QColor(theme.accent))
            room = QRectF(tick.right() + 10, inner.top(), inner.right() - tick.right() - 10, inner.height())
            painter.drawText(room, FLOW, drawing.elided(painter, f"New instance “{row.name}”", room.width()))
            return
        if not isinstance(row, InstanceChoice):
            return
        chosen = bool(index.data(CHOSEN_ROLE))
        drawing.tick_box(painter, tick, theme, checked=chosen)
        left, right = tick.right() + 10, inner.right()
        known = tagset.type(row.instance.type)
        label = tagset.label(row.instance.type)
        painter.setFont(self.small)
        width = painter.fontMetrics().horizontalAdvance(label)
        painter.setPen(QColor(theme.tones(known.colour).ink if known else theme.muted))
        painter.drawText(QRectF(right - width, inner.top(), width + 1, half), FLOW, label)
        upper = QRectF(left, inner.top(), right - width - 8 - left, half)
        painter.setFont(self.strong)
        painter.setPen(QColor(theme.ink))
        painter.drawText(upper, FLOW, drawing.elided(painter, row.instance.name, upper.width()))
        painter.setFont(self.small)
        painter.setPen(QColor(theme.muted))
        lower = QRectF(left, inner.top() + half, right - left, half)
        painter.drawText(lower, FLOW, drawing.elided(painter, _uses(row), lower.width()))


def _uses(row: InstanceChoice) -> str:
    quotes = [q for q in dict.fromkeys(" ".join(q.split()) for q in row.quotes) if q != row.instance.name]
    parts = ["“" + "”, “".join(quotes[:3]) + "”"] if quotes else []
    where = ["this article"] if row.here else []
    where += list(row.articles[:2])
    if len(row.articles) > 2:
        where.append(f"{len(row.articles) - 2} more")
    parts.append("in " + ", ".join(where) if where else "not used yet")
    return " · ".join(parts)
