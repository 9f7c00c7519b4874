"""Who tags in the open folder, how others are called on screen, and whether their sheets stay closed.

It opens nothing and knows no widget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from annotator.sidecars.names import GOLD
from annotator.sidecars.opening import recorded_status
from annotator.sidecars.workspace import ArticleFile
from annotator.tagsets.definitions import Review
from annotator.ui.library import Library
from annotator.ui.opening import THE_GOLD, Annotator, Opening
from annotator.ui.short_names import SHORT_GOLD, short_names

KEPT_APART = "Colleagues’ tags of this article stay closed until you call your own done."
"""Why nothing of colleagues is shown, where a folder asks for independent annotators."""

SOMEBODY = "Somebody else"
"""How who has no sheet in the folder is called where one reviews blind: a number would be somebody's tomorrow."""

_NAMING = r"(?<=\.)[^./\\\s]+(?=\.tags\.json\b)"
"""The annotator in the name of a sidecar; no pattern until somebody reviews blind."""

_Known: TypeAlias = tuple[frozenset[str], Annotator, bool]


class People(QObject):
    """Whoever tags at this desk, among those who have sidecars in the folder."""

    renamed = Signal()
    """Others are called otherwise on screen: by number or no longer, or by another one since somebody came or went."""

    def __init__(self, library: Library, me: Annotator) -> None:
        super().__init__(library)
        self._library = library
        self.me = me
        """Who tags."""
        self.adjudicates = False
        """Whether they decide on the gold sheet instead of tagging on their own."""
        self._blind = False
        self._numbers: Mapping[str, str] = {}
        self._short: Mapping[str, str] = {}
        self._named_for: _Known | None = None
        self._known = self._everybody()
        library.listed.connect(self._on_listed)
        library.changed.connect(lambda *_: self._tell_renamed())

    @property
    def writer(self) -> Annotator:
        """Whose sheet is edited: that of who tags, or the gold one while adjudicating."""
        return THE_GOLD if self.adjudicates else self.me

    @property
    def blind(self) -> bool:
        """Whether annotators are called by numbers on screen."""
        return self._blind

    @blind.setter
    def blind(self, on: bool) -> None:
        self._blind = on
        self._tell_renamed()

    def called(self, annotator: str) -> str:
        """How an annotator is called on screen: by number, the same in all articles, where one reviews blind.

        Who tags has no number, and takes none from the others when a sidecar of theirs appears.
        """
        if not self._blind or annotator == GOLD:
            return annotator
        if annotator == self.me.id:
            return self.me.name
        self._name_all()
        return self._numbers.get(annotator, SOMEBODY)

    def short(self, called: str) -> str:
        """The letters that stand for whoever is called so on screen: the same in all articles, no two alike."""
        self._name_all()
        return self._short.get(called) or short_names({called: called})[called]

    def alias(self, annotator: str) -> str:
        """What stands for the name that an annotator's sheet bears, or an empty text where that may be read."""
        return self.called(annotator) if self._blind else ""

    def told(self, words: str) -> str:
        """Words that may have names of sidecars in them, without those of annotators where one reviews blind."""
        return re.sub(_NAMING, lambda found: self.called(found[0]), words) if self._blind else words

    def _name_all(self) -> None:
        known = (self._library.annotators, self.me, self._blind)
        if known == self._named_for:
            return
        self._named_for = known
        others = sorted(self._library.annotators - {GOLD, self.me.id})
        self._numbers = dict(zip(others, _numbers_but(self.me.name), strict=False))
        called = map(self.called, (*others, self.me.id))
        self._short = {GOLD: SHORT_GOLD, **short_names({name: name for name in called})}

    def _everybody(self) -> _Known:
        return (self._library.annotators - {GOLD, self.me.id}, self.me, self._blind)

    def _on_listed(self) -> None:
        self._known = self._everybody()  # nothing of the folder is on screen yet

    def _tell_renamed(self) -> None:
        known = self._everybody()
        if known != self._known:
            self._known = known
            self.renamed.emit()

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


def _numbers_but(taken: str) -> Iterator[str]:
    """“Annotator 1”, “Annotator 2”, … without what who tags is called themself."""
    return (name for number in count(1) if (name := f"Annotator {number}").casefold() != taken.casefold())
