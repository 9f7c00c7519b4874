"""Arriving at a folder: which of its articles is shown first, and when the window has something to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.sidecars.workspace import Listing
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.settings import Settings

_PATIENCE_MS = 150
"""So long may reading the folder and the first article keep the window from being painted at all."""


class Arrival(QObject):
    """Opens an article of each folder that is opened: the one asked for, the one of the last time, or the first."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        open_article: Callable[[str], None],
        say: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._settings = desk, settings
        self._open, self._say = open_article, say
        self._asked = ""
        self._listed = True
        desk.library.listed.connect(self._on_listed)
        desk.failed.connect(self._on_failed)

    @property
    def is_over(self) -> bool:
        """Whether the folder that is being opened has been listed, or cannot be."""
        return self._listed

    def expect(self, article: str) -> None:
        """A folder is being opened; ``article`` of it is to be shown, or without a name the last one."""
        self._asked, self._listed = article, False

    def _on_failed(self) -> None:
        self._listed = True

    def _on_listed(self, listing: Listing) -> None:
        self._listed = True
        names = {article.name for article in listing.articles}
        remembered = self._settings.last_article(listing.folder)
        wanted = [self._asked, remembered, *(a.name for a in listing.articles[:1])]
        first = next((name for name in wanted if name in names), None)
        if self._asked and self._asked not in names:
            self._say(f"There is no article {self._asked} here")
        self._asked = ""
        if first is not None:
            self._open(first)


class FirstShow(QObject):
    """Shows a window, and paints it as soon as it has an article to show, or something to tell; soon in any case.

    The desktop takes its time to bring a window up; meanwhile the article is read.
    """

    def __init__(self, window: QWidget, controller: Controller, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        controller.session_opened.connect(self._paint)
        desk.opening.connect(self._paint)
        desk.failed.connect(self._paint)
        desk.keeping.unwritable.connect(self._paint)
        QTimer.singleShot(_PATIENCE_MS, self, self._paint)
        window.setUpdatesEnabled(False)
        window.show()

    def _paint(self) -> None:
        if not self._window.updatesEnabled():
            self._window.setUpdatesEnabled(True)
