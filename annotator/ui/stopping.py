"""Ends the program as closing its window does when the system, a terminal or Ctrl+C asks for it.

Python's own handlers would wait for the next Python code to run, which may be hours away in a window that nobody touches.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Stopping(QObject):
    """Calls ``close`` when the first signal to end comes; a second one ends the program at once."""

    def __init__(self, close: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._close = close
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        found = (getattr(signal, name, None) for name in _NAMES)
        # What is ignored stays so: a program started with nohup outlives its terminal.
        self._numbers = [n for n in found if n is not None and signal.getsignal(n) is not signal.SIG_IGN]
        for number in self._numbers:
            signal.signal(number, _leave_to_notifier)

    def _on_signal(self) -> None:
        asked = set(self._reader.recv(64)).intersection(self._numbers)
        if asked:
            self.forget()
            self._close()

    def forget(self) -> None:
        """Leaves signals to the system again."""
        for number in self._numbers:
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()


def _leave_to_notifier(_number: int, _frame: object) -> None:
    """The byte that the signal wrote to the socket wakes Qt."""
