"""Opens the dialogs of export, import and gold for one window, and has the window show what they made."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.formats.importing import Taken
from annotator.sidecars.workspace import Listing, scan
from annotator.tagsets.model import Tagset
from annotator.ui.desk import Desk
from annotator.ui.exchange.desktop import Desktop
from annotator.ui.exchange.export_dialog import ExportDialog
from annotator.ui.exchange.frame import ExchangeDialog
from annotator.ui.exchange.gold_dialog import GoldDialog
from annotator.ui.exchange.import_dialog import ImportDialog
from annotator.ui.settings import Settings

if TYPE_CHECKING:
    from annotator.ui.window import Window

_PATIENCE = 10.0
"""Seconds that a worker waits for the open sheet to be on disk."""


class Exchange(QObject):
    """Export, import and gold, for one window."""

    def __init__(self, window: Window, desk: Desk, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._desk, self._settings = window, desk, settings
        self.dialog: ExchangeDialog | None = None

    def ask_export(self) -> None:
        """Asks what is exported."""
        desktop = desktop_of(self._desk, self._settings)
        if desktop is not None:
            self._open(ExportDialog(desktop, self._desk.library.background, self._window))

    def ask_gold(self) -> None:
        """Asks whose sheets become gold."""
        desktop = desktop_of(self._desk, self._settings)
        if desktop is not None:
            dialog = GoldDialog(desktop, self._desk.library.background, self._window)
            dialog.done_with.connect(lambda _: self._desk.library.rescan())
            self._open(dialog)

    def ask_import(self) -> None:
        """Asks what is imported."""
        listing = self._desk.library.listing
        into = None if listing is None else listing.folder
        background = self._desk.library.background
        dialog = ImportDialog(into, self._desk.tagset, self._settings, background, self._window)
        dialog.done_with.connect(partial(self._on_imported, dialog))
        dialog.place_requested.connect(lambda place: self._window.open_place(place))
        dialog.finished.connect(lambda _: self._desk.library.rescan())  # also what was broken off is shown
        self._open(dialog)

    def _open(self, dialog: ExchangeDialog) -> None:
        self._window.card.flush()  # what is half typed is to be exported too
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        dialog.open()

    def _on_closed(self, dialog: ExchangeDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def _on_imported(self, dialog: ImportDialog, taken: Taken) -> None:
        listing = self._desk.library.listing
        into = Path(dialog.into.text().strip()).expanduser()
        if listing is None:
            self._window.open_place(into)
            return
        self._desk.library.rescan()
        if taken.tagset is not None and taken.tagset.parent == listing.folder:
            self._desk.library.background.run(partial(_read, taken.tagset), self._use, self._on_unreadable)

    def _use(self, tagset: Tagset) -> None:
        if not self._desk.use_tagset(tagset, for_all=False):
            self._window.conversations.telling.tell_unsaved()

    def _on_unreadable(self, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self._window.conversations.telling.tell_failure(error, of_folder=True)


def desktop_of(desk: Desk, settings: Settings) -> Desktop | None:
    """What dialogs that work on the whole folder know of the window; None without a folder."""
    listing, place, storage = desk.library.listing, desk.library.place, desk.storage
    if listing is None or place is None:
        return None

    def saved() -> bool:
        saver = desk.current.saver if desk.current is not None else None
        return saver is None or saver.flush(_PATIENCE)

    def listed() -> Listing:
        return scan(place, storage)

    people = desk.people
    return Desktop(
        listing, desk.tagset, desk.me.id, settings, saved, listed, called=people.called, told=people.told
    )


def _read(path: Path) -> Tagset:
    from annotator.tagsets.reading import read_tagset

    return read_tagset(path)
