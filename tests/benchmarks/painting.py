"""The real window under measurement, and the bare text edit beside it: when a viewport has been painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QPaintEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit

from annotator.tagsets import shipped
from annotator.ui.background import Background, take_short_turns
from annotator.ui.checking import Checking
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.first_paint import collect_again
from annotator.ui.opening import annotator_of
from annotator.ui.settings import Settings
from annotator.ui.style import Appearance
from annotator.ui.text.view import ArticleView
from annotator.ui.window import Window

_PATIENCE = 300.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Lets the event loop run until ``condition`` holds; raises TimeoutError.

    Between events it sleeps in Qt, as the program's own loop does: turning without pause it would keep worker
    threads from the interpreter.
    """
    end = time.monotonic() + _PATIENCE
    awake = QTimer(interval=20)
    awake.start()
    while not condition():
        QApplication.processEvents(
            QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        )
        if time.monotonic() > end:
            raise TimeoutError(what)


def idle(milliseconds: float) -> None:
    """Lets the event loop run for so long, as while somebody reads."""
    end = time.perf_counter() + milliseconds / 1000
    until(lambda: time.perf_counter() > end, "a pause")


class _Watched(ArticleView):
    """Notes when each paint ended, and the length of the text that it showed."""

    painted_at = 0.0
    painted_length = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted_at = time.perf_counter()
        self.painted_length = self.text_length


class Measured:
    """The window as the program puts it together, on a folder."""

    def __init__(self, app: QApplication, folder: Path, annotator: str, size: tuple[int, int]) -> None:
        import annotator.ui.window as room

        name = "ArticleView"  # as the window knows it
        setattr(room, name, _Watched)
        self.controller = Controller()
        self.background = Background(self.controller)
        self.desk = Desk(self.controller, self.background, annotator_of(annotator), shipped.load())
        self.checking = Checking(self.controller)
        settings = Settings(folder.parent / "settings.ini")
        self.window = Window(self.controller, self.desk, self.checking, Appearance(app, "light"), settings)
        self.controller.setParent(self.window)
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        until(self.window.isActiveWindow, "the window is active")
        collect_again()
        take_short_turns()
        assert isinstance(self.window.view, _Watched)
        self.view = self.window.view

    def open_folder(self, folder: Path, article: str) -> None:
        """Opens the folder on one of its articles."""
        self.window.open_place(folder, article=article)
        until(lambda: self.desk.name == article and self.window.is_settled, f"{article} is open")

    def open_by_click(self, article: str, length: int) -> float:
        """Clicks an article in the list; milliseconds until its text of ``length`` is painted with its marks."""
        panel = self.window.articles
        row = panel.view.visualRect(panel.model.index_of(article))
        QTest.mouseMove(panel.view.viewport(), row.center())
        began = time.perf_counter()
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
        # Text and paint may come within one turn of the event loop: only the paint itself knows what it showed.
        until(
            lambda: self.view.painted_at > began and self.view.painted_length == length,
            f"{article} is painted",
        )
        return (self.view.painted_at - began) * 1000

    def settle(self) -> None:
        """Waits until everything is read, checked and saved."""
        until(lambda: self.window.is_settled and self.background.is_idle, "settled")
        until(lambda: self.window.status_line.saving_words in ("", "saved"), "saved")

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> float:
        """Presses and releases a key in the text; milliseconds until the text is painted after it."""
        began = time.perf_counter()
        QTest.keyClick(self.view, key, modifiers)
        until(lambda: self.view.painted_at > began, "painted after a key")
        return (self.view.painted_at - began) * 1000

    def repaint(self) -> float:
        """Milliseconds of painting all that shows, with nothing changed."""
        began = time.perf_counter()
        self.view.viewport().repaint()
        return (time.perf_counter() - began) * 1000

    def select_word(self, start: int) -> None:
        """Double-clicks the word at ``start`` (code points)."""
        point: QPoint = self.view.rect_of(start, start + 1).center()
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        QTest.mouseDClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        QApplication.processEvents()

    def close(self) -> None:
        """Closes the window."""
        self.window.close()
        self.background.close()


class Bare:
    """A bare QTextEdit in a window of its own, of the size of the window that is measured."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.edit = QTextEdit()
        self.edit.setReadOnly(True)
        self.edit.resize(*size)
        self.edit.show()
        until(self.edit.windowHandle().isExposed, "the bare window is exposed")

    def show_text(self, text: str) -> float:
        """Milliseconds until ``text`` is shown and painted."""
        self.edit.clear()
        QApplication.processEvents()
        began = time.perf_counter()
        self.edit.setPlainText(text)
        self.edit.viewport().repaint()
        return (time.perf_counter() - began) * 1000

    def page_down(self) -> float:
        """Milliseconds of one page down by key, painted."""
        began = time.perf_counter()
        QTest.keyClick(self.edit, Qt.Key.Key_PageDown)
        self.edit.viewport().repaint()
        return (time.perf_counter() - began) * 1000

    def top(self) -> None:
        """Goes back to the beginning."""
        self.edit.moveCursor(QTextCursor.MoveOperation.Start)
        QApplication.processEvents()

    def discard(self) -> None:
        """Closes it and frees what it holds."""
        self.edit.close()
        self.edit.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
