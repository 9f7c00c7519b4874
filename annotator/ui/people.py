"""Who tags in the open folder, how others are called on screen, and whether their sheets stay closed.

It opens nothing and knows no widget.
"""

from __future__ import annotations

from collections.abc import Mapping

from annotator.sidecars.names import GOLD
from annotator.sidecars.opening import recorded_status
from annotator.sidecars.workspace import ArticleFile
from annotator.tagsets.definitions import Review
from annotator.ui.library import Library
from annotator.ui.opening import THE_GOLD, Annotator, Opening
from annotator.ui.short_names import SHORT_GOLD, short_names

KEPT_APART = "Colleagues’ tags of this article stay closed until you call your own done."
"""Why nothing of colleagues is shown, where a folder asks for independent annotators."""


class People:
    """Whoever tags at this desk, among those who have sidecars in the folder."""

    def __init__(self, library: Library, me: Annotator) -> None:
        self._library = library
        self.me = me
        """Who tags."""
        self.adjudicates = False
        """Whether they decide on the gold sheet instead of tagging on their own."""
        self.blind = False
        """Whether annotators are called by numbers on screen."""
        self._short: Mapping[str, str] = {}
        self._short_of: tuple[frozenset[str], str, bool] | None = None

    @property
    def writer(self) -> Annotator:
        """Whose sheet is edited: that of who tags, or the gold one while adjudicating."""
        return THE_GOLD if self.adjudicates else self.me

    def called(self, annotator: str) -> str:
        """How an annotator is called on screen: by number, the same in all articles, where one reviews blind."""
        if not self.blind or annotator == GOLD:
            return annotator
        from annotator.review.bringing import blind_names

        return blind_names(sorted({*self._library.annotators, annotator} - {GOLD}))[annotator]

    def short(self, called: str) -> str:
        """The letters that stand for whoever is called so on screen: the same in all articles, no two alike."""
        asked = (self._library.annotators, self.me.id, self.blind)
        if asked != self._short_of:
            everybody = {*self._library.annotators, self.me.id} - {GOLD}
            names = {name: name for name in map(self.called, everybody)}
            self._short, self._short_of = {GOLD: SHORT_GOLD, **short_names(names)}, asked
        return self._short.get(called) or short_names({called: called})[called]

    def alias(self, annotator: str) -> str:
        """What stands for the name that an annotator's sheet bears, or an empty text where that may be read."""
        return self.called(annotator) if self.blind else ""

    def stay_closed(self, review: Review, file: ArticleFile | None, opening: Opening | None) -> bool:
        """Whether colleagues' sheets of an article stay closed, as one's own is not done.

        ``opening`` is what lies open of the article, if anything does: it knows more than the disk.
        """
        if not review.independent or self.adjudicates:
            return False
        if opening is not None and opening.annotator == self.me.id:
            return review.closes(opening.session.sheet.status)
        own = file.sidecar(self.me.id) if file is not None else None
        return review.closes(recorded_status(own.path) if own is not None else None)
