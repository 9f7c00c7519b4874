"""What the dialogs of export and import have in common: choices, then progress that can be broken off, then a summary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.ui.background import Background
from annotator.ui.choosers.banner import Banners, Level
from annotator.ui.exchange.foot import Foot, Told
from annotator.ui.exchange.jobs import Job, Preview, Tally
from annotator.ui.exchange.pages import SummaryPage, WorkPage
from annotator.ui.exchange.report import Section, plain
from annotator.ui.exchange.words import words_of
from annotator.ui.style import ROOM, SPACE

_BORDER = 48
"""Pixels that the system's title bar and borders have at most."""


class ExchangeDialog(QDialog):
    """Three pages: what is wanted, beside a preview; how far it is; what it came to."""

    done_with = Signal(object)
    """What the work gave, once it has ended well."""

    def __init__(self, title: str, verb: str, background: Background, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._background = background
        self.job: Job | None = None
        self.preview = Preview(background, self)
        self.banner = Banners(self)
        self.told = Told(self)
        self.go = QPushButton(verb, self)
        self.go.setDefault(True)
        self.go.clicked.connect(self.start)
        self.cancel = QPushButton("Cancel", self)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.stop = QPushButton("Cancel", self)
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.break_off)
        self.close_button = QPushButton("Close", self)
        self.close_button.clicked.connect(self.reject)
        self.copy = QPushButton("Copy", self)
        self.copy.setToolTip("Copy the whole summary")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.open_folder = QPushButton("Open Folder", self)
        self.open_folder.setAutoDefault(False)
        self.open_folder.clicked.connect(self._open_folder)
        self._opens: Path | None = None
        self.pages = QStackedWidget(self)
        self.page_of_choices = QWidget(self.pages)
        self.page_of_work = WorkPage(self.pages)
        self.page_of_summary = SummaryPage(self.pages)
        self.summary = self.page_of_summary.report
        for page in (self.page_of_choices, self.page_of_work, self.page_of_summary):
            self.pages.addWidget(page)
        foot = Foot(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(ROOM, SPACE + 1, ROOM, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self.told, 1)
        self._foot = row
        self._room = QWidget(foot)  # keeps the buttons at the right where nothing stands beside them
        row.addWidget(self._room, 1)
        for button in (
            self.copy,
            self.open_folder,
            self.go,
            self.cancel,
            self.stop,
            self.close_button,
        ):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)
        layout.addWidget(foot)
        self._show_page(self.page_of_choices)

    def open_at(self, width: int, height: int) -> None:
        """Takes a size, in pixels, or less where the screen has less: the buttons must be on it."""
        room = self.screen().availableSize()
        self.resize(min(width, room.width() - _BORDER), min(height, room.height() - _BORDER))

    def add_to_summary(self, button: QPushButton) -> None:
        """Puts a further button below the summary, hidden until it is shown there."""
        self._foot.insertWidget(self._foot.indexOf(self.open_folder), button)
        button.hide()

    # -- what each dialog says for itself --------------------------------------------------------------------

    def work(self) -> tuple[str, str, Callable[[Tally], Any]]:
        """What is done: a headline, what is counted (in the plural), and the work, which runs on a worker."""
        raise NotImplementedError

    def tell_end(self, result: Any) -> None:
        """Shows what it came to, by :meth:`show_summary`."""
        raise NotImplementedError

    def broken_off_words(self, done: int) -> str:
        """What is said when the work was broken off."""
        raise NotImplementedError

    # -- the work --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begins the work."""
        if self.job is not None or not self.go.isEnabled() or not self.go.isVisible():
            return
        self.preview.forget()
        self.banner.clear()
        headline, what, work = self.work()
        self.page_of_work.begin(headline, what)
        self._show_page(self.page_of_work)
        job = self.job = Job(self._background, work, self)
        job.progressed.connect(self.page_of_work.show_progress)
        job.finished.connect(self._on_finished)
        job.broken_off.connect(self._on_broken_off)
        job.failed.connect(self._on_failed)

    def break_off(self) -> None:
        """Has the work end; the dialog goes back to the choices when it has."""
        if self.job is not None:
            self.page_of_work.say_breaking_off()
            self.stop.setEnabled(False)
            self.job.break_off()

    def _on_finished(self, result: Any) -> None:
        self.job = None
        self.tell_end(result)
        self.done_with.emit(result)

    def _on_broken_off(self, done: int) -> None:
        self._back(self.broken_off_words(done), "info")

    def _on_failed(self, error: Exception) -> None:
        self._back(words_of(error), "danger")
        if not isinstance(error, (AnnotatorError, OSError)):
            raise error

    def _back(self, words: str, level: Level) -> None:
        self.job = None
        self._show_page(self.page_of_choices)
        self.banner.say("end", words, level)
        self.refresh()

    def refresh(self) -> None:
        """Shows anew what follows from the choices."""

    def show_summary(
        self, headline: str, sections: Sequence[Section], opens: Path | None, *, good: bool
    ) -> None:
        """Shows what it came to; ``opens`` is the folder that the button opens."""
        self._opens = opens
        self.page_of_summary.show_end(headline, sections, good=good)
        self._show_page(self.page_of_summary)
        self.open_folder.setVisible(opens is not None)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        asks, works = page is self.page_of_choices, page is self.page_of_work
        for button, shown in (
            (self.go, asks),
            (self.cancel, asks),
            (self.stop, works),
            (self.close_button, not asks and not works),
            (self.copy, not asks and not works),
            (self.open_folder, not asks and not works),
        ):
            button.setVisible(shown)
        self.told.setVisible(asks)
        self._room.setVisible(not asks)
        self.stop.setEnabled(True)
        self.go.setDefault(asks)
        self.close_button.setDefault(not asks and not works)
        if works:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self) -> None:
        headline = self.page_of_summary.headline.text()
        QGuiApplication.clipboard().setText(f"{headline}\n\n{plain(self.summary.sections)}")

    def _open_folder(self) -> None:
        if self._opens is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._opens)))

    # -- closing ---------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Esc breaks work off before it closes anything."""
        if self.job is not None:
            self.break_off()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Closes; nothing that is still under way is waited for."""
        self._desert()
        super().done(result)

    def closeEvent(self, event: Any) -> None:
        """The window's own cross closes at any time: what is under way is broken off."""
        self._desert()
        super().closeEvent(event)

    def _desert(self) -> None:
        self.preview.desert()
        if self.job is not None:
            self.job.desert()
            self.job = None
