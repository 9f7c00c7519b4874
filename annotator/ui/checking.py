"""Keeps the list of problems current, in slices when nothing else is to be done. Costs little after an edit."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.annotations.checks import Problem, affected, problems_of
from annotator.annotations.edits import Edit
from annotator.annotations.records import Record
from annotator.session import Session
from annotator.ui.afterwards import Afterwards

_SLICE = 0.004
"""Seconds that one slice may take, so that no frame is missed."""


class Checking(QObject):
    """The problems of the open sheet, by record."""

    changed = Signal(object)
    """The ids of records whose problems changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._book: dict[str, list[Problem]] = {}
        self._rest: Iterator[Record] = iter(())
        self._beginning = Afterwards(self._go_on, self)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def problems(self) -> dict[str, list[Problem]]:
        """The problems known so far, by record; records without problems are not in it."""
        return self._book

    @property
    def is_complete(self) -> bool:
        """Whether every record has been looked at."""
        return self._session is None or not (self._timer.isActive() or self._beginning.is_waiting)

    def of(self, id: str) -> list[Problem]:
        """The problems of a record."""
        return self._book.get(id, [])

    def start(self, session: Session | None) -> None:
        """Begins anew with a session, once its text has been painted."""
        self._session = session
        self._book = {}
        self._rest = iter(()) if session is None else iter(session.sheet)
        self._timer.stop()
        if session is not None:
            self._beginning.ask()

    def follow(self, edit: Edit) -> None:
        """Checks again what an edit touches."""
        if self._session is None:
            return
        ids = affected(edit, self._session.index)
        changed = {id for id in ids if self._check(id, self._session.sheet.get(id))}
        if changed:
            self.changed.emit(changed)

    def _go_on(self) -> None:
        if self._session is None:
            return
        until, changed = time.perf_counter() + _SLICE, set()
        for record in self._rest:
            current = self._session.sheet.get(record.id)
            if self._check(record.id, current):
                changed.add(record.id)
            if time.perf_counter() > until:
                self._timer.start()
                break
        else:
            self._timer.stop()
            gc.freeze()  # what was found stays, and a walk through it costs a frame
        if changed:
            self.changed.emit(changed)

    def _check(self, id: str, record: Record | None) -> bool:
        assert self._session is not None
        session = self._session
        found = [] if record is None else problems_of(record, session.sheet, session.index, session.tagset)
        before = self._book.get(id, [])
        if found:
            self._book[id] = found
        else:
            self._book.pop(id, None)
        return found != before
