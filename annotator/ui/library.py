"""The open folder: its articles, what the list shows of them, and what happens to them meanwhile.

Reading goes on in worker threads; results come as signals. It opens no article and knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QElapsedTimer, QFileSystemWatcher, QObject, QTimer, Signal

from annotator.errors import AnnotatorError
from annotator.sidecars.catalogue import Catalogue, Details, adopters, made_for
from annotator.sidecars.names import Storage
from annotator.sidecars.workspace import ArticleFile, Listing, ListingChange, SidecarFile, difference, scan
from annotator.ui.background import Background

if TYPE_CHECKING:
    from annotator.sidecars.referents import FolderInstance, Referents

_SETTLE_MS = 150
"""Changes of the folder within this time are looked at together."""

_OWN_WRITE_MS = 1000
_AFTER_OWN_WRITE_MS = 2000
"""While somebody tags, the folder changes with every tag; then it is looked at more rarely."""

_MOST_WATCHED = 2000
"""Folders watched at most; what happens in others is seen when the window comes to the front."""

_AT_ONCE = 32
"""Articles whose files one worker reads before it reports."""


class _Seen(Struct, frozen=True):
    """What a look at the folder gave, with all that can be worked out on the way."""

    listing: Listing
    by_name: dict[str, ArticleFile]
    folders: frozenset[str]
    change: ListingChange


def _look(place: Path, storage: Storage, before: Listing | None) -> _Seen:
    listing = scan(place, storage)
    return _Seen(
        listing,
        {article.name: article for article in listing.articles},
        frozenset({str(listing.folder), *listing.folders}),
        ListingChange() if before is None else difference(before, listing),
    )


class Library(QObject):
    """Lists a folder (or one article) and follows what becomes of it."""

    listed = Signal(object)
    """A :class:`Listing`, when a folder has been opened."""
    changed = Signal(object, object)
    """The new listing and the :class:`ListingChange` that led to it."""
    looked = Signal()
    """The folder was looked at again, whether anything is different or not."""
    details_ready = Signal(object)
    """A dict from article name to :class:`Details`."""
    failed = Signal(object)
    """The AnnotatorError that says why a folder cannot be listed."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._place: Path | None = None
        self._storage: Storage | None = None
        self._annotator = ""
        self._listing: Listing | None = None
        self._by_name: dict[str, ArticleFile] = {}
        self._annotators: frozenset[str] | None = None
        self._catalogue = Catalogue()
        self._referents: Referents | None = None
        self._opened = 0
        self._scanning = False
        self._again = False
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.rescan)
        self._own_writes = QElapsedTimer()
        self._attended = ""
        self._watcher.directoryChanged.connect(self._on_folder_changed)
        self._watcher.fileChanged.connect(self._on_folder_changed)

    @property
    def background(self) -> Background:
        """The workers that read folders, for whatever else takes long there."""
        return self._background

    @property
    def listing(self) -> Listing | None:
        """The folder as it was last seen."""
        return self._listing

    @property
    def annotators(self) -> frozenset[str]:
        """Everybody who has a sidecar in the folder, gold included."""
        if self._annotators is None:
            articles = self._listing.articles if self._listing is not None else ()
            self._annotators = frozenset(name for article in articles for name in article.annotators)
        return self._annotators

    @property
    def place(self) -> Path | None:
        """The folder or file that was opened."""
        return self._place

    @property
    def storage(self) -> Storage | None:
        """Where sidecars are kept."""
        return self._storage

    def article(self, name: str) -> ArticleFile | None:
        """The article of that name (its path under the folder)."""
        return self._by_name.get(name)

    def open(self, place: Path, storage: Storage, annotator: str) -> None:
        """Lists ``place`` in the background; ``listed`` or ``failed`` follows."""
        self._place, self._storage, self._annotator = place, storage, annotator
        self._listing, self._by_name, self._annotators = None, {}, None
        self._catalogue, self._referents = Catalogue(), None
        watched = [*self._watcher.directories(), *self._watcher.files()]
        if watched:
            self._watcher.removePaths(watched)
        self._attended = ""
        self._opened += 1
        arrived, lost = (partial(act, self._opened) for act in (self._on_listed, self._on_not_listed))
        self._background.run(partial(_look, place, storage, None), arrived, lost)

    def _on_not_listed(self, number: int, error: Exception) -> None:
        if number == self._opened:
            self._on_failed(error)

    def _on_not_rescanned(self, number: int, error: Exception) -> None:
        self._scanning = False
        self._on_not_listed(number, error)
        self.looked.emit()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error if isinstance(error, AnnotatorError) else AnnotatorError(f"{error}"))

    def _on_listed(self, number: int, seen: _Seen) -> None:
        if number == self._opened:
            self._listing, self._by_name, self._annotators = seen.listing, seen.by_name, None
            self.listed.emit(seen.listing)
            QTimer.singleShot(0, partial(self._watch, seen.folders))

    def _watch(self, listed: frozenset[str]) -> None:
        folders = set(listed)
        if self._storage is not None and self._storage.elsewhere is not None and self._storage.root.is_dir():
            folders.add(str(self._storage.root))
        watched = set(self._watcher.directories())
        new = sorted(folders - watched)[: max(0, _MOST_WATCHED - len(watched))]
        if new:
            self._watcher.addPaths(new)
        self._watch_attended()

    def attend(self, name: str) -> None:
        """An article lies open: its files are watched one by one, too.

        A folder says nothing of a file that is written over in place, as some programs do.
        """
        self._attended = name
        if self._listing is not None:
            self._watch_attended()

    def _watch_attended(self) -> None:
        article = self._by_name.get(self._attended)
        files = set() if article is None else {str(article.path), *(str(s.path) for s in article.sidecars)}
        watched = set(self._watcher.files())
        if watched - files:
            self._watcher.removePaths(sorted(watched - files))
        if files - watched:
            self._watcher.addPaths(sorted(files - watched))

    def expect_own_write(self) -> None:
        """One's own sheet was just written: what the folder reports now is most likely that, and no hurry.

        It is looked at in any case: a sidecar that is a link changes where it leads to, and no folder that is watched.
        """
        self._own_writes.start()
        self._on_folder_changed("")

    def _on_folder_changed(self, _path: str) -> None:
        own = self._own_writes.isValid() and self._own_writes.elapsed() < _OWN_WRITE_MS
        if not self._settle.isActive():
            self._settle.start(_AFTER_OWN_WRITE_MS if own else _SETTLE_MS)

    def rescan(self) -> None:
        """Looks at the folder again; ``changed`` follows where something is different."""
        if self._place is None or self._storage is None or self._listing is None:
            return
        if self._scanning:
            self._again = True
            return
        self._scanning = True
        work = partial(_look, self._place, self._storage, self._listing)
        arrived, lost = (partial(act, self._opened) for act in (self._on_rescanned, self._on_not_rescanned))
        self._background.run(work, arrived, lost)

    def _on_rescanned(self, number: int, seen: _Seen) -> None:
        self._scanning = False
        if number != self._opened or self._listing is None:
            return
        self._listing, self._by_name, self._annotators = seen.listing, seen.by_name, None
        if seen.change:
            self._catalogue.forget(article.path for article in seen.change.removed)
            self.changed.emit(seen.listing, seen.change)
        self.looked.emit()
        self._watch(seen.folders)
        if self._again:
            self._again = False
            self.rescan()

    def find_renamed(self, name: str) -> ArticleFile | None:
        """What an article is called now, if it was renamed since the last look; looks at the folder at once."""
        if self._place is None or self._storage is None or self._listing is None:
            return None
        return _renamed(self._place, self._storage, self._listing, name)

    def look_for_renamed(self, name: str, then: Callable[[ArticleFile | None], None]) -> None:
        """Looks in the background for what an article is called now, if it was renamed since the last look."""
        if self._place is None or self._storage is None or self._listing is None:
            then(None)
            return
        self._background.run(partial(_renamed, self._place, self._storage, self._listing, name), then)

    def tell_of(self, annotator: str) -> None:
        """From now on the details of articles are those of somebody else's sheets; they are to be asked for anew."""
        self._annotator = annotator

    def want_details(self, names: Iterable[str]) -> None:
        """Has the files of some articles read; ``details_ready`` follows, for some of them at a time."""
        wanted = [article for name in names if (article := self._by_name.get(name)) is not None]
        for first in range(0, len(wanted), _AT_ONCE):
            batch = wanted[first : first + _AT_ONCE]
            self._background.run(
                partial(_details, self._catalogue, batch, self._annotator), self.details_ready.emit
            )

    def look_for_home(self, orphan: SidecarFile, then: Callable[[tuple[ArticleFile, ...]], None]) -> None:
        """Looks in the background for articles whose bytes a sidecar without its article was made for."""
        if self._listing is not None:
            self._background.run(partial(adopters, orphan, self._listing.articles), then)

    def look_for_lost(self, sha256: str, then: Callable[[tuple[SidecarFile, ...]], None]) -> None:
        """Looks in the background for the annotator's sidecars that lost an article with this hash."""
        orphans = self._listing.orphans if self._listing is not None else ()
        own = [orphan for orphan in orphans if orphan.annotator == self._annotator]
        if own:
            self._background.run(partial(made_for, own, sha256), then)

    def instances(
        self, then: Callable[[tuple[FolderInstance, ...]], None], *, own_only: bool = False
    ) -> None:
        """Collects the instances of the whole folder in the background and hands them to ``then``.

        With ``own_only`` nobody else's sidecars are read.
        """
        if self._listing is None:
            then(())
            return
        if self._referents is None:
            from annotator.sidecars.referents import Referents

            self._referents = Referents()
        articles = self._listing.articles
        if own_only:
            me = self._annotator
            articles = tuple(
                replace(article, sidecars=tuple(s for s in article.sidecars if s.annotator == me))
                for article in articles
            )
        self._background.run(partial(self._referents.across, articles), then, lambda _: then(()))


def _renamed(place: Path, storage: Storage, before: Listing, name: str) -> ArticleFile | None:
    try:
        change = difference(before, scan(place, storage))
    except (AnnotatorError, OSError):
        return None
    return next((after for was, after in change.renamed if was.name == name), None)


def _details(catalogue: Catalogue, articles: list[ArticleFile], annotator: str) -> dict[str, Details]:
    return {article.name: catalogue.details(article, annotator) for article in articles}
