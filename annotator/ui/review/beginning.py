"""Beginning and ending to adjudicate: who takes part is asked and remembered, and gold lies open or does not any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from annotator.review.participation import Terms
from annotator.ui.desk import Desk
from annotator.ui.review.bench import Bench
from annotator.ui.review.chaining import Chaining
from annotator.ui.review.folder_rows import FolderRows
from annotator.ui.review.survey import Search, Survey
from annotator.ui.settings import Settings

if TYPE_CHECKING:
    from annotator.ui.review.start_dialog import StartDialog
    from annotator.ui.window import Window


class Beginning(QObject):
    """Has a window adjudicate, or not."""

    begun = Signal()
    """Gold lies open, on terms that may be others than before."""
    ended = Signal()
    """One's own sheet lies open again."""
    followed = Signal()
    """Whether one adjudicates, or in which folder, may be another than before."""

    def __init__(
        self,
        window: Window,
        desk: Desk,
        settings: Settings,
        bench: Bench,
        survey: Survey,
        chaining: Chaining,
        rows: FolderRows,
    ) -> None:
        super().__init__(bench)
        self._window, self._desk, self._settings = window, desk, settings
        self._bench, self._survey, self._chaining, self._rows = bench, survey, chaining, rows
        self.dialog: StartDialog | None = None
        desk.library.listed.connect(lambda _: self.follow())

    def ask(self) -> None:
        """Asks who takes part and what needs no choice, and begins."""
        from annotator.ui.review.start_dialog import StartDialog

        listing = self._desk.library.listing
        if listing is None:
            return
        dialog = self.dialog = StartDialog(
            listing, self._remembered(), self._desk.people.called, self._desk.library.background, self._window
        )
        dialog.accepted.connect(lambda: self.start(dialog.chosen))
        dialog.finished.connect(lambda _: self._on_dialog_closed(dialog))
        dialog.open()

    def start(self, terms: Terms, *, remember: bool = True) -> bool:
        """Opens gold to be decided on, from the open article on. False where the open sheet is not on disk."""
        if remember:
            self._settings.remember_review(self._key(), msgspec.json.encode(terms).decode())
        self._bench.set_terms(terms)
        if not self._desk.adjudicate(True):
            self._window.conversations.telling.tell_unsaved()
            return False
        self.follow()
        self.begun.emit()
        self._window.view.setFocus()
        return True

    def stop(self) -> None:
        """Goes back to one's own sheet; what was decided is on disk."""
        if not self._desk.adjudicate(False):
            self._window.conversations.telling.tell_unsaved()
            return
        self.follow()
        self.ended.emit()
        self._window.view.setFocus()

    def follow(self) -> None:
        """Whether one adjudicates may have changed with the folder."""
        on = self._desk.is_adjudicating
        self._window.menus["adjudicate"].setText("Who Takes Part…" if on else "Start Adjudication…")
        self._window.furniture.wiring.show_names()
        self._window.refresh_actions()
        if on:
            self._look()
        else:
            self._survey.stop()
            self._rows.forget()
            self._chaining.forget()
        self.followed.emit()

    def _look(self) -> None:
        storage = self._desk.storage
        if storage is not None:
            search = Search(storage, self._desk.tagset, self._desk.me.id, self._bench.terms)
            self._chaining.search = search
            self._survey.look(self._desk.library.listing, search)

    def _on_dialog_closed(self, dialog: StartDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def _key(self) -> str:
        listing = self._desk.library.listing
        return f"terms/{self._settings.key_of(listing.folder)}" if listing is not None else "terms"

    def _remembered(self) -> Terms:
        try:
            return msgspec.json.decode(self._settings.review(self._key()), type=Terms)
        except msgspec.DecodeError:
            return Terms()
