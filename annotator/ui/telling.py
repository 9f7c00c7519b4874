"""What is told in bars above the text: whose sheet it is, what cannot be saved, what a merge found; with what to do."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox

from annotator.annotations.operations import describe
from annotator.errors import AnnotatorError
from annotator.sidecars.catalogue import rehome
from annotator.sidecars.merging import Conflict, Merge
from annotator.sidecars.states import NotSaved, Saved, Saving
from annotator.sidecars.workspace import ArticleFile, SidecarFile
from annotator.ui.choosers.banner import Banners
from annotator.ui.desk import Desk
from annotator.ui.opening import Opening
from annotator.ui.settings import Settings

if TYPE_CHECKING:
    from annotator.ui.window import Window


_OF_THE_ARTICLE = ("failure", "sheet", "notice", "conflicts", "changed", "orphan", "unsaved")
"""Bars that go with the article that they speak of, which closes only once it is on disk; others tell of the folder."""


class Telling(QObject):
    """Tells what concerns the open article, its sheet or the folder, and does what a bar offers."""

    def __init__(self, window: Window, desk: Desk, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._desk, self._settings = window, desk, settings
        self.banner = Banners()
        self._orphan: tuple[SidecarFile, ArticleFile] | None = None
        desk.opened.connect(self.tell_opened)
        desk.closed.connect(self._forget_article)
        desk.people.renamed.connect(self._name_owner)
        desk.keeping.conflicts.connect(self._on_conflicts)
        window.following.article_changed.connect(self._on_article_changed)
        self.banner.action_requested.connect(self._on_banner_action)

    def _forget_article(self) -> None:
        for key in _OF_THE_ARTICLE:
            self.banner.clear(key)

    def forget_folder(self) -> None:
        """Another folder is being opened: what was told of the one before no longer holds."""
        self.banner.clear("folder")
        self.banner.clear("unwritable")

    def tell_opened(self, opening: Opening) -> None:
        """Says whose sheet it is where it is not one's own, and what is to know about it."""
        self._forget_article()
        self._tell_whose(opening)
        if opening.notices:
            self.banner.say("notice", " ".join(opening.notices))
        file = self._desk.article_file
        if file is not None and file.sidecar(self._desk.me.id) is None:
            found = partial(self._on_lost_found, file)
            self._desk.library.look_for_lost(opening.session.article.sha256, found)

    def _tell_whose(self, opening: Opening) -> None:
        session = opening.session
        if session.stand_in:
            whose = self._desk.people.called(opening.annotator)
            words = f"You see the tags of {whose}. Your own begin with your first tag."
            self.banner.say("sheet", words, actions=[("own", "Start empty")])
        elif session.read_only:
            actions = [("own", "Back to my tags")] if opening.annotator != self._desk.writer.id else []
            self.banner.say("sheet", session.read_only, actions=actions, closable=False)

    def _name_owner(self) -> None:
        current = self._desk.current
        if current is not None and self.banner.words("sheet"):  # it may have been closed by hand
            self._tell_whose(current)
        for key in ("failure", "folder"):
            words = self.banner.words(key)
            if words:
                self.banner.say(key, self._desk.people.told(words), "danger")

    def _on_lost_found(self, file: ArticleFile, lost: tuple[SidecarFile, ...]) -> None:
        """The open article has sidecars under a name it had before, and none under its own."""
        if lost and self._desk.name == file.name:
            self._offer_home(lost[0], (file,))

    def tell_unwritable(self, folder: Path) -> None:
        """Says that tags cannot be kept beside the articles of a folder."""
        self.banner.say(
            "unwritable",
            f"{folder} cannot be written, so tags cannot be kept beside its articles.",
            "caution",
            [("elsewhere", "Keep the tags elsewhere…")],
            closable=False,
        )

    def _on_conflicts(self, merge: Merge) -> None:
        listed = "; ".join(_conflict_words(conflict, merge) for conflict in merge.conflicts[:5])
        more = f"; and {len(merge.conflicts) - 5} more" if len(merge.conflicts) > 5 else ""
        self.banner.say(
            "conflicts",
            f"Somebody else changed this sheet meanwhile. Nothing was overwritten: {listed}{more}.",
            "caution",
        )

    def _on_article_changed(self, words: str, still_there: bool) -> None:
        actions = [("reload", "Open it anew")] if still_there else []
        self.banner.say("changed", words, "caution", actions)

    def tell_orphan(self, name: str) -> None:
        """Tells of a sidecar without its article, and offers to rename it where an article has those very bytes."""
        listing = self._desk.library.listing
        if listing is None:
            return
        orphan = next((o for o in listing.orphans if listing.name_of(o) == name), None)
        if orphan is None:
            return
        named = self._desk.people.told(orphan.path.name)
        words = f"{named} has tags, but its article {orphan.article} is not here."
        self.banner.say("orphan", words, "caution")
        self._desk.library.look_for_home(orphan, lambda homes: self._offer_home(orphan, homes))

    def _offer_home(self, orphan: SidecarFile, homes: tuple[ArticleFile, ...]) -> None:
        if homes:
            self._orphan = (orphan, homes[0])
            named = self._desk.people.told(orphan.path.name)
            words = f"{named} has tags of an article that is now called {homes[0].name}."
            self.banner.say("orphan", words, "caution", [("rehome", "Rename the sidecar")])

    def _rehome(self) -> None:
        if self._orphan is None:
            return
        try:
            rehome(*self._orphan)
        except (OSError, AnnotatorError) as error:
            self.tell_failure(AnnotatorError(f"the sidecar cannot be renamed: {error}"))
            return
        home, self._orphan = self._orphan[1], None
        self.banner.clear("orphan")
        self._desk.library.rescan()
        if home.name == self._desk.name:
            self._window.open_article(home.name, anew=True)

    def tell_failure(self, error: AnnotatorError, *, of_folder: bool = False) -> None:
        """Tells why something is not open, until another article is, or ``of_folder`` another folder."""
        words = self._desk.people.told(str(error))
        self.banner.say("folder" if of_folder else "failure", words, "danger")

    def tell_saving(self, state: Saving | Saved | NotSaved) -> None:
        """Tells when a sheet cannot be saved."""
        if isinstance(state, NotSaved):
            again = (
                " and saving is tried again"
                if state.retry_in is not None
                else ", and saving is tried again with the next edit"
            )
            self.banner.say(
                "unsaved",
                f"Not saved: {state.reason}. Your tags are kept in this window{again}.",
                "danger",
                [("retry", "Try again"), ("elsewhere", "Keep the tags elsewhere…"), ("copy", "Save a copy…")],
                closable=False,
            )
        elif isinstance(state, Saved):
            self.banner.clear("unsaved")

    def tell_unsaved(self) -> None:
        """Tells that an article stays open because its tags are not on disk."""
        self._window.status_line.say("The article stays open: its tags are not on disk yet")

    def may_lose_tags(self) -> bool:
        """Asks whether the window may close although tags are not on disk."""
        box = QMessageBox(self._window)
        box.setWindowTitle("Not saved")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText("Some tags are not on disk.")
        box.setInformativeText("Closing now loses them. You can save a copy of them elsewhere first.")
        lose = box.addButton("Close and lose them", QMessageBox.ButtonRole.DestructiveRole)
        copy = box.addButton("Save a copy…", QMessageBox.ButtonRole.ActionRole)
        stay = box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        if box.clickedButton() is lose or (box.clickedButton() is copy and self._save_copy()):
            self._desk.abandon()
            return True
        return False

    def _save_copy(self) -> bool:
        current = self._desk.current
        if current is None or current.saver is None:
            return False
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save a copy of the tags", current.saver.path.name
        )
        if not name:
            return False
        try:
            current.saver.write_copy(Path(name))
        except (OSError, AnnotatorError) as error:
            self.tell_failure(AnnotatorError(f"the copy cannot be written: {error}", path=name))
            return False
        self._window.status_line.say(f"A copy lies in {name}")
        return True

    def _on_banner_action(self, key: str, action: str) -> None:
        match action:
            case "own":
                self._window.show_sheet(self._desk.writer.id)
            case "retry":
                self._desk.keeping.retry()
            case "copy":
                self._save_copy()
            case "reload":
                self._window.open_article(self._desk.name, anew=True)
            case "elsewhere":
                self._ask_elsewhere()
            case "rehome":
                self._rehome()
        self._window.view.setFocus()

    def _ask_elsewhere(self) -> None:
        place, storage = self._desk.library.place, self._desk.storage
        if place is None or storage is None:
            return
        chosen = QFileDialog.getExistingDirectory(self._window, "Keep the tags in")
        if chosen:
            try:
                self._desk.keep_elsewhere(Path(chosen))
            except (OSError, AnnotatorError) as error:
                self.tell_failure(AnnotatorError(f"the tags cannot be kept in {chosen}: {error}"))
                return
            self._settings.keep_tags_elsewhere(storage.folder, Path(chosen))
            self.banner.clear("unwritable")
            self._window.open_place(place)


def _conflict_words(conflict: Conflict, merge: Merge) -> str:
    record = merge.sheet.get(conflict.record)
    what = describe(record) if record is not None else conflict.record
    match conflict.clash:
        case "both-changed":
            return f"{what} was changed by both, and both versions are kept"
        case "deleted-and-changed":
            return f"{what} was deleted by one and changed by the other, and is kept"
        case "deleted-and-used":
            return f"{what} was deleted by one and used by the other, and is kept"
        case _:
            return "both changed the status of the article, and yours holds"
