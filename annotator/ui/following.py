"""What becomes on disk of what lies open: an article renamed, changed or gone, a colleague's sheet written anew.

The folder's listing says what has changed; here stands what that means for the desk.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.sidecars.names import is_there
from annotator.sidecars.workspace import ArticleFile, Listing, ListingChange
from annotator.ui.desk import Desk
from annotator.ui.fetching import is_quick


class Following(QObject):
    """Keeps what lies open at one desk true to the disk."""

    article_changed = Signal(str, bool)
    """The open article is no longer what was read: in words, and whether it is still there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        desk.library.changed.connect(self._on_changed)

    def _on_changed(self, _listing: Listing, change: ListingChange) -> None:
        desk, name = self._desk, self._desk.name
        for before, after in change.renamed:
            if before.name == name:
                self._go_after(after)
                return
        if any(article.name == name for article in change.removed):
            words = "The article is gone from the folder."
            if desk.current is None or desk.current.saver is None or is_there(desk.current.saver.path):
                words += " Your tags are kept in its sidecar."
            self.article_changed.emit(words, False)
        if any(article.name == name for article in change.added) and desk.current is not None:
            words = "The article is there again. What you see is the text as it was when it was opened."
            self.article_changed.emit(words, True)
        for before, after in change.changed:
            if after.name == name and before.stamp != after.stamp:
                words = (
                    "The article was changed on disk. What you see is the text as it was when it was opened."
                )
                self.article_changed.emit(words, True)
            elif after.name == name:
                self._follow_colleague(before, after)

    def _go_after(self, renamed: ArticleFile) -> None:
        desk = self._desk
        desk.keeping.follow(renamed)
        if not desk.open_article(renamed.name) and desk.current is not None:
            words = f"The article is now called {renamed.name}. It is opened anew once your tags are on disk."
            self.article_changed.emit(words, False)

    def _follow_colleague(self, before: ArticleFile, after: ArticleFile) -> None:
        """What is looked at is shown as it is now; one's own sheet, once it appears, takes the place of a stand-in."""
        desk, opening = self._desk, self._desk.current
        if opening is None or opening.annotator == desk.writer.id:
            return
        session, whose = opening.session, opening.annotator
        if session.stand_in and after.sidecar(desk.me.id) is not None and not desk.keeps_stand_in:
            desk.show_sheet(desk.me.id)
            return
        sidecar = after.sidecar(whose)
        if sidecar is None or sidecar == before.sidecar(whose) or not is_quick(sidecar.stamp[1]):
            return
        try:
            fresh = desk.sheets.other(session.article, whose, stand_in=session.stand_in)
        except (AnnotatorError, OSError):
            return  # it is being written, or broken now: what is shown was right a moment ago
        desk.show_anew(fresh)
