"""The outline as Qt's model: an adapter over :class:`OutlineRows` that is filled in slices and follows edits."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from annotator.annotations.edits import Edit
from annotator.annotations.records import Event, Instance, Record, Relation
from annotator.session import Session
from annotator.ui.panels.outline_rows import Key, Mode, OutlineRows, text_of

ROW_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex
_AT_ONCE = 2_000
"""Records that are listed at once; more are listed in slices between other events."""
_SLICE_SECONDS = 0.005
_MOST_STEPS = 500
"""An edit that touches more records than that is listed anew, which is quicker."""


class OutlineRow(Struct, frozen=True):
    """What a row says: a heading with its count, a record, or an argument (``role``) of the event above it."""

    key: Key
    record: Record | None
    heading: str = ""
    count: int = 0
    role: str = ""
    type: str = ""
    quote: str = ""
    flag: str = ""

    @property
    def target(self) -> str | None:
        """The id of the record that choosing this row asks for."""
        return self.record.id if self.record is not None else None


class OutlineModel(QAbstractListModel):
    """Mentions, events with their arguments, and relations, as rows."""

    filled = Signal()
    """All rows are there."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._rows: OutlineRows | None = None
        self._building: Iterator[None] | None = None
        self._next: OutlineRows | None = None
        self._missed: set[str] = set()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._build_on)

    # -- Qt's questions --------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() or self._rows is None else len(self._rows.keys)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings of types cannot be chosen; those of instances can."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None or row.record is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or role not in _ROLES:
            return None
        row = self.row(index.row())
        if row is None or role == ROW_ROLE:
            return row
        if row.heading:
            return f"{row.heading} ({row.count})"
        assert self._session is not None
        name = self._session.tagset.display(row.type)
        words = f"{row.role}: {row.quote}" if row.role else f"{name} {row.quote}"
        return words.strip()

    def row(self, place: int) -> OutlineRow | None:
        """The row at ``place``."""
        rows, session = self._rows, self._session
        if rows is None or session is None or not 0 <= place < len(rows.keys):
            return None
        key = rows.keys[place]
        record = rows.record(key)
        if not key[3]:
            return OutlineRow(key, record, rows.title(key[0]), rows.members(key[0]))
        part = key[4]
        if part and isinstance(record, (Event, Relation)):
            if part > len(record.arguments):
                return OutlineRow(key, record)
            argument = record.arguments[part - 1]
            role = session.tagset.role(record.type, argument.role)
            filler = session.index.mention(argument.filler)
            return OutlineRow(
                key,
                filler,
                role=role.name if role else argument.role,
                type=filler.type if filler else "",
                quote=text_of(filler) or f"missing {argument.filler}",
            )
        return OutlineRow(
            key,
            record,
            type=getattr(record, "type", ""),
            quote=text_of(record),
            flag=getattr(record, "flag", ""),
        )

    # -- filling ---------------------------------------------------------------------------------------------

    @property
    def is_filling(self) -> bool:
        """Whether rows are still being found."""
        return self._building is not None

    def show_session(self, session: Session | None, mode: Mode, wanted: str = "") -> None:
        """Lists a session's records; many of them in slices, during which what was listed before stays."""
        changed = session is not self._session
        self._session = session
        self._timer.stop()
        self._building = self._next = None
        self._missed.clear()
        if session is None or changed:
            self.beginResetModel()
            self._rows = None
            self.endResetModel()
        if session is None:
            return
        self._next = OutlineRows(session.sheet, session.index, session.tagset, mode, wanted)
        self._building = self._next.build()
        if len(session.sheet) <= _AT_ONCE:
            for _ in self._building:
                pass
            self._finish()
        else:
            self._timer.start()

    def _build_on(self) -> None:
        end = perf_counter() + _SLICE_SECONDS
        while self._building is not None and perf_counter() < end:
            if next(self._building, self) is self:
                self._finish()

    def _finish(self) -> None:
        self._timer.stop()
        self._building = None
        self.beginResetModel()
        self._rows, self._next = self._next, None
        self.endResetModel()
        missed, self._missed = self._missed, set()
        self._follow(missed)
        self.filled.emit()

    # -- following -------------------------------------------------------------------------------------------

    def on_edited(self, edit: Edit) -> None:
        """Brings the rows of what an edit names up to date."""
        if self._session is None:
            return
        ids = {change.id for change in edit.changes}
        for change in edit.changes:
            if isinstance(change.before, Instance) or isinstance(change.after, Instance):
                ids.update(member.id for member in self._session.index.members(change.id))
        if self._building is not None:
            self._missed |= ids
        self._follow(ids)

    def _follow(self, ids: set[str]) -> None:
        rows, session = self._rows, self._session
        if rows is None or session is None:
            return
        rows.take(session.sheet)
        if len(ids) > _MOST_STEPS:
            self.show_session(session, rows.mode, self._wanted_words())
            return
        around: set[str] = set()
        for id in sorted(ids):
            self._bring_up_to_date(rows, session, id)
            around.update(referrer.id for referrer in session.index.referrers(id))
        for id in around - ids:
            for key in rows.shown_keys(id):
                first, end = rows.block(key)
                self._touched(first, end)

    def _wanted_words(self) -> str:
        return " ".join(self._rows._wanted) if self._rows is not None else ""

    def _bring_up_to_date(self, rows: OutlineRows, session: Session, id: str) -> None:
        record = session.sheet.get(id)
        before = rows.shown_keys(id)
        after = rows.keys_of(record) if record is not None else ()
        if not before and not after:
            return
        if before == after and record is not None:
            for key in after:
                self._resize(rows, key, record)
            return
        for key in before:
            if key not in after:
                self._remove(rows, *rows.block(key))
        come, gone = rows.note(id, after)
        for group in gone:
            place = rows.place(rows.heading(group))
            self._remove(rows, place, place + 1)
        for group in come:
            self._insert(rows, [rows.heading(group)])
        assert record is not None or not after
        for key in after:
            if record is not None:
                if key in before:
                    self._resize(rows, key, record)
                else:
                    self._insert(rows, rows.parts(key, record))
        for group in {key[0] for key in (*before, *after)} - set(come) - set(gone):
            place = rows.place(rows.heading(group))
            if place < len(rows.keys) and rows.keys[place] == rows.heading(group):
                self._touched(place, place + 1)

    def _resize(self, rows: OutlineRows, key: Key, record: Record) -> None:
        first, end = rows.block(key)
        wanted = rows.parts(key, record)
        if len(wanted) < end - first:
            self._remove(rows, first + len(wanted), end)
        elif len(wanted) > end - first:
            self._insert(rows, wanted[end - first :])
        self._touched(first, first + len(wanted))

    def _insert(self, rows: OutlineRows, keys: list[Key]) -> None:
        place = rows.place(keys[0])
        self.beginInsertRows(QModelIndex(), place, place + len(keys) - 1)
        rows.keys[place:place] = keys
        self.endInsertRows()

    def _remove(self, rows: OutlineRows, first: int, end: int) -> None:
        if first < end:
            self.beginRemoveRows(QModelIndex(), first, end - 1)
            del rows.keys[first:end]
            self.endRemoveRows()

    def _touched(self, first: int, end: int) -> None:
        if first < end:
            self.dataChanged.emit(self.index(first), self.index(end - 1))

    # -- looking up ------------------------------------------------------------------------------------------

    def index_of(self, id: str | None) -> QModelIndex:
        """The first row of a record; invalid where it has none."""
        rows = self._rows
        keys = rows.shown_keys(id) if rows is not None and id is not None else ()
        if rows is not None and keys:
            return self.index(rows.place(keys[0]))
        if rows is not None and id is not None and rows.mode == "instance" and self._session is not None:
            instance = self._session.sheet.get(id)
            if isinstance(instance, Instance):
                heading = rows.heading((0, instance.name.casefold(), id))
                place = rows.place(heading)
                if place < len(rows.keys) and rows.keys[place] == heading:
                    return self.index(place)
        return QModelIndex()


_ROLES = frozenset(
    {
        ROW_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
