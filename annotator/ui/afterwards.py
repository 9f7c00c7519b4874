"""Work that waits until what has just changed has been painted: the text comes first, panels a moment later."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt

_BELOW_PAINTING = Qt.EventPriority.LowEventPriority.value - 1
"""Qt posts its request to paint with low priority; what is below comes after it, and before the next key or click."""


class Afterwards(QObject):
    """Does some work once, after the paint under way, however often it was asked for."""

    def __init__(self, work: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._waiting = False

    @property
    def is_waiting(self) -> bool:
        """Whether there is work to do."""
        return self._waiting

    def ask(self) -> None:
        """Has the work done after the next paint."""
        if not self._waiting:
            self._waiting = True
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _BELOW_PAINTING)

    def catch_up(self) -> None:
        """Does the work at once if any waits."""
        if self._waiting:
            self._waiting = False
            self._work()

    def event(self, event: QEvent) -> bool:
        """The paint is over."""
        if event.type() == QEvent.Type.User:
            self.catch_up()
            return True
        return super().event(event)
