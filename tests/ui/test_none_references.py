"""Calls into Qt that return nothing must not take references off None.

PySide6 6.12.0 on CPython 3.11 does, and the interpreter aborts after some thousands of calls. Where None is
immortal (CPython 3.12 and newer) its count never moves; the calls are made all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit

CALLS = 10_000
BATCH = 100


class _Sender(QObject):
    happened = Signal(int)


def _label() -> Callable[[int], None]:
    label = QLabel()
    return lambda number: label.setText(str(number))


def _update() -> Callable[[int], None]:
    view = QTextEdit()
    return lambda _number: view.viewport().update(QRect(0, 0, 4, 4))


def _cursor() -> Callable[[int], None]:
    view = QTextEdit("tag")
    cursor = view.textCursor()

    def move(number: int) -> None:
        cursor.setPosition(number % 3, QTextCursor.MoveMode.KeepAnchor)
        view.setTextCursor(cursor)

    return move


def _timer() -> Callable[[int], None]:
    timer = QTimer()

    def start(_number: int) -> None:
        timer.start(1000)
        timer.stop()

    return start


def _signal() -> Callable[[int], None]:
    sender = _Sender()
    sender.happened.connect(lambda _number: None)
    return lambda number: sender.happened.emit(number)


def _painter() -> Callable[[int], None]:
    image = QImage(8, 8, QImage.Format.Format_ARGB32)

    def paint(_number: int) -> None:
        painter = QPainter(image)
        painter.fillRect(QRect(0, 0, 8, 8), QColor(Qt.GlobalColor.red))
        painter.end()

    return paint


def _model() -> Callable[[int], None]:
    model = QStandardItemModel(1, 1)
    return lambda number: model.setHorizontalHeaderLabels([str(number)])


@pytest.mark.parametrize("make", [_label, _update, _cursor, _timer, _signal, _painter, _model])
def test_ten_thousand_calls_leave_none_alone(
    qapp: QApplication, make: Callable[[], Callable[[int], None]]
) -> None:
    call = make()
    call(0)
    before = sys.getrefcount(None)
    for batch in range(CALLS // BATCH):
        for number in range(BATCH):
            call(number)
        lost = before - sys.getrefcount(None)
        # A few come and go with whatever else holds None; one a call would be a hundred already.
        assert lost < BATCH // 2, f"None lost {lost} references in {(batch + 1) * BATCH} calls"
