"""What waits until the window has been painted for the first time, so that it does not keep anybody waiting."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Calls ``then`` once, as soon as ``widget`` has been painted for the first time while ``holds``."""

    def __init__(self, widget: QWidget, holds: Callable[[], bool], then: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget, self._holds, self._then = widget, holds, then
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Waits for the first paint."""
        if event.type() == QEvent.Type.Paint and self._holds():
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def collect_again() -> None:
    """Lets the garbage collector work from now on, on what is made from now on.

    All that the start made stays: modules, classes, widgets. Walking through it would cost a frame each time.
    """
    gc.freeze()
    gc.enable()
