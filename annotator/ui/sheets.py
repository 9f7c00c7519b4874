"""How sheets of the open folder are opened: with which tagset, in whose name, and where they are kept.

It remembers no sheet: what lies open is for the desk to know.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from annotator.annotations.authors import Author
from annotator.articles.article import Article
from annotator.sidecars.names import Storage
from annotator.sidecars.workspace import ArticleFile
from annotator.tagsets.model import Tagset
from annotator.ui.keeping import Keeping
from annotator.ui.library import Library
from annotator.ui.opening import Opening, open_first, open_gold, open_other, open_own
from annotator.ui.people import People


class Sheets:
    """Opens sheets for the people at one desk. A folder has to be open."""

    def __init__(self, library: Library, people: People, keeping: Keeping, tagset: Tagset) -> None:
        self._library, self._people, self._keeping = library, people, keeping
        self._default = tagset
        self._tagset = tagset
        self._of_folder: Callable[[Path], Tagset | None] = lambda _: None

    # -- the tagset ------------------------------------------------------------------------------------------

    @property
    def tagset(self) -> Tagset:
        """What may be tagged in the open folder."""
        return self._tagset

    def enter(self, folder: Path, tagset_of: Callable[[Path], Tagset | None] | None = None) -> None:
        """Takes up the tagset of a folder, else the one for all; ``tagset_of`` tells it from now on.

        Raises AnnotatorError where the folder's own cannot be used; the one for all holds then.
        """
        if tagset_of is not None:
            self._of_folder = tagset_of
        self._tagset = self._default
        self._tagset = self._of_folder(folder) or self._default

    def use(self, tagset: Tagset, *, for_all: bool) -> None:
        """Takes up a tagset for the open folder, and ``for_all`` that have none of their own."""
        self._tagset = tagset
        if for_all:
            self._default = tagset

    # -- sheets ----------------------------------------------------------------------------------------------

    @property
    def _storage(self) -> Storage:
        storage = self._library.storage
        assert storage is not None
        return storage

    def first(self, file: ArticleFile) -> Callable[..., Opening]:
        """What opens an article that is not open yet with the sheet that is met first; a worker may do it."""
        people = self._people
        others = [annotator for annotator in file.annotators if annotator != people.writer.id]
        opener: Callable[..., Opening] = open_gold
        if not people.adjudicates:
            apart = people.stay_closed(self._tagset.review, file, None)
            opener = partial(open_first, apart=apart)
        listener = self._keeping.listener()
        return partial(opener, file.path, people.me, others, self._storage, self._tagset, listener)

    def own(self, article: Article) -> Opening:
        """Opens the sheet that can be edited. Raises AnnotatorError and OSError where it cannot be read."""
        people, listener = self._people, self._keeping.listener()
        author = Author(people.me.id)
        return open_own(article, people.writer, self._storage, self._tagset, listener, author=author)

    def other(self, article: Article, annotator: str, *, stand_in: bool = False) -> Opening:
        """Opens a colleague's sheet to look at. Raises AnnotatorError and OSError where it cannot be read."""
        return open_other(article, annotator, self._storage, self._tagset, stand_in=stand_in)
