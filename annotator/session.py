"""One open article: its text, one annotator's sheet, the history, and the saver that keeps it on disk.

A session is where a sheet changes. It knows no window, calls nobody back, and gives out every change as an edit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit
from annotator.annotations.history import History
from annotator.annotations.index import SheetIndex
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.sidecars.merging import fitting
from annotator.tagsets.model import Tagset


class Keeper(Protocol):
    """Who keeps a sheet on disk: told every edit, in order."""

    def submit(self, edit: Edit) -> None:
        """Takes an edit to be written soon; returns at once."""


class Session:
    """An article with the sheet of one annotator, to be edited or only looked at.

    ``read_only`` says in one sentence why nothing may be changed; it is empty where everything may. ``stand_in`` says
    that a colleague's sheet is shown only until the annotator's own begins with a first tag.
    """

    def __init__(
        self,
        article: Article,
        tagset: Tagset,
        author: Author,
        sheet: Sheet,
        keeper: Keeper | None = None,
        *,
        read_only: str = "",
        stand_in: bool = False,
    ) -> None:
        self.article = article
        self.tagset = tagset
        self.author = author
        self.sheet = sheet
        self.index = SheetIndex(sheet)
        self.history = History()
        self.read_only = read_only
        self.stand_in = stand_in
        self._keeper = keeper
        self.amend: Callable[[Edit], Edit] = _as_it_is
        """What an edit by hand means beyond itself; on gold, for the decisions that it rests on."""

    def apply(self, edit: Edit) -> Edit:
        """Applies an edit, as amended, and remembers it for undo; gives what was applied.

        Raises EditMismatch where it does not fit the sheet.
        """
        edit = self.amend(edit)
        self._take(edit)
        self.history.push(edit)
        return edit

    def undo(self) -> Edit | None:
        """Takes the last edit back; what changed, or None where there is nothing to undo."""
        return self._travel(self.history.undo())

    def redo(self) -> Edit | None:
        """Does the last undone edit again; what changed, or None."""
        return self._travel(self.history.redo())

    def retract(self) -> Edit | None:
        """Takes the last edit back as if it had never been made; what changed, or None."""
        return self._travel(self.history.retract())

    def take_in(self, edit: Edit) -> Edit:
        """Applies what a merge with somebody else's changes brings; it is already on disk and cannot be undone."""
        self.sheet = self.sheet.apply(edit)
        self.index.follow(edit)
        return edit

    def _travel(self, edit: Edit | None) -> Edit | None:
        if edit is None:
            return None
        # What a merge brought in meanwhile may stand in the way of some records; the rest is still undone.
        edit = fitting(self.sheet, edit)
        self._take(edit)
        return edit

    def _take(self, edit: Edit) -> None:
        sheet = self.sheet.apply(edit)
        if self._keeper is not None:
            self._keeper.submit(edit)  # first: what it refuses must not stand in a sheet that is called saved
        self.sheet = sheet
        self.index.follow(edit)


def _as_it_is(edit: Edit) -> Edit:
    return edit
