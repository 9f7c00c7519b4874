"""What lies in a folder: articles, whose sidecars they have, and sidecars that lost their article.

Only names and time stamps are read here, so that ten thousand files are listed at once; what stands in the files
is the catalogue's business. Viewing changes nothing.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from annotator.sidecars.names import Storage, is_article_name, parse_sidecar_name
from annotator.sidecars.problems import SidecarError

_NUMBER = re.compile(r"(\d+)")

Stamp: TypeAlias = tuple[int, int, int, int]
"""Time of the last change (ns), size (bytes), inode, device: while it stays, so do the bytes."""


class SidecarFile(Struct, frozen=True):
    """A sidecar as its name tells it."""

    path: Path
    article: str
    annotator: str
    stamp: Stamp


class ArticleFile(Struct, frozen=True):
    """An article as its name tells it; ``name`` is the path under the folder, with ``/`` between parts."""

    path: Path
    name: str
    stamp: Stamp
    sidecars: tuple[SidecarFile, ...] = ()

    @property
    def annotators(self) -> tuple[str, ...]:
        """Whose sidecars there are."""
        return tuple(sidecar.annotator for sidecar in self.sidecars)

    def sidecar(self, annotator: str) -> SidecarFile | None:
        """The sidecar of one annotator, if there is one."""
        return next((s for s in self.sidecars if s.annotator == annotator), None)


class Listing(Struct, frozen=True):
    """A folder as it was at one moment, articles in natural order.

    ``orphans`` are sidecars without their article, ``problems`` folders that could not be read, with reasons.
    ``folders`` are all that were looked into, also where nothing lies yet.
    """

    folder: Path
    articles: tuple[ArticleFile, ...] = ()
    orphans: tuple[SidecarFile, ...] = ()
    problems: tuple[tuple[Path, str], ...] = ()
    folders: tuple[str, ...] = ()

    def article(self, path: Path) -> ArticleFile | None:
        """The article with that path, if it is listed."""
        return next((a for a in self.articles if a.path == path), None)

    def name_of(self, orphan: SidecarFile) -> str:
        """A sidecar's path under the folder; its file name where it is kept elsewhere."""
        try:
            return orphan.path.relative_to(self.folder).as_posix()
        except ValueError:
            return orphan.path.name


class ListingChange(Struct, frozen=True):
    """What happened between two listings. ``changed`` articles have other bytes or other sidecars than before.

    ``orphans_differ`` says that there are other sidecars without their article than before.
    """

    added: tuple[ArticleFile, ...] = ()
    removed: tuple[ArticleFile, ...] = ()
    renamed: tuple[tuple[ArticleFile, ArticleFile], ...] = ()
    changed: tuple[tuple[ArticleFile, ArticleFile], ...] = ()
    orphans_differ: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.changed or self.orphans_differ)


def natural_key(name: str) -> tuple[tuple[str | int, ...], ...]:
    """Sorts “2.txt” before “10.txt”, and folder by folder."""
    parts = name.split("/")
    return tuple(
        tuple(int(piece) if at % 2 else piece for at, piece in enumerate(_NUMBER.split(part.casefold())))
        for part in parts
    )


def scan(place: Path, storage: Storage | None = None) -> Listing:
    """Lists a folder with its sub-folders, or a single article; hidden ones are left out.

    ``storage`` says where own sidecars lie when that is not beside the articles. Raises SidecarError when the place
    does not exist or cannot be read at all.
    """
    if not place.is_dir():
        return _scan_file(place, storage)
    problems: list[tuple[Path, str]] = []
    articles: dict[tuple[str, str], tuple[Path, Stamp]] = {}
    sidecars: dict[tuple[str, str], list[SidecarFile]] = {}
    folders = []
    for under, found in _walk(place, problems):
        folders.append(str(place / under))
        _sort_in(under, found, articles, sidecars)
    if problems and problems[0][0] == place:
        raise SidecarError(f"the folder cannot be read: {problems[0][1]}", path=place)
    if storage is not None and storage.elsewhere is not None and storage.root.is_dir():
        for under, found in _walk(storage.root, problems):
            _sort_in(under, found, {}, sidecars)
    return replace(_listing(place, articles, sidecars, problems), folders=tuple(folders))


def names(top: Path) -> Iterator[str]:
    """The path under ``top`` of every article and sidecar, as :func:`scan` finds them, and nothing else of them.

    One at a time and in no order, for folders of any size. Raises SidecarError where ``top`` cannot be read.
    """
    seen: set[tuple[int, int] | str] = set()
    waiting = [("", str(top))]
    while waiting:
        under, folder = waiting.pop()
        mark = _folder_mark(folder)
        if mark in seen:
            continue
        seen.add(mark)
        try:
            with os.scandir(folder) as found:
                for entry in found:
                    if _is_hidden(entry):
                        continue
                    is_folder = _is_folder(entry)
                    if is_folder:
                        waiting.append((f"{under}{entry.name}/", entry.path))
                    is_sidecar = parse_sidecar_name(entry.name) is not None
                    if is_sidecar or (is_article_name(entry.name) and not is_folder):
                        yield under + entry.name
        except OSError as error:
            if not under:
                raise SidecarError(f"the folder cannot be read: {error.strerror}", path=top) from None


def _scan_file(place: Path, storage: Storage | None) -> Listing:
    try:
        stamp = _stamp(place.stat())
    except OSError as error:
        raise SidecarError(f"it cannot be opened: {error.strerror}", path=place) from None
    sidecars: dict[tuple[str, str], list[SidecarFile]] = {}
    folders = [place.parent]
    if storage is not None and storage.elsewhere is not None:
        folders.append(storage.sidecar(place, "none").parent)
    problems: list[tuple[Path, str]] = []
    for folder in folders:
        if folder.is_dir():
            _sort_in("", _files(folder, problems), {}, sidecars)
    own = {("", place.name): sidecars.get(("", place.name), [])}
    return _listing(place.parent, {("", place.name): (place, stamp)}, own, problems)


def difference(old: Listing, new: Listing) -> ListingChange:
    """What happened from ``old`` to ``new``, of one folder; an article that moved is recognised by its stamp."""
    # By name and not by path, which would take ten times as long to compare.
    before = {article.name: article for article in old.articles}
    after = {article.name: article for article in new.articles}
    # The whole stamp: an inode alone may already belong to another file.
    gone = {a.stamp: a for name, a in before.items() if name not in after}
    added, renamed = [], []
    for name, article in after.items():
        if name in before:
            continue
        former = gone.pop(article.stamp, None)
        if former is None:
            added.append(article)
        else:
            renamed.append((former, article))
    changed = [
        (was, a)
        for name, a in after.items()
        if (was := before.get(name)) is not None and (was.stamp, was.sidecars) != (a.stamp, a.sidecars)
    ]
    orphans_differ = old.orphans != new.orphans
    return ListingChange(tuple(added), tuple(gone.values()), tuple(renamed), tuple(changed), orphans_differ)


def _listing(
    folder: Path,
    articles: dict[tuple[str, str], tuple[Path, Stamp]],
    sidecars: dict[tuple[str, str], list[SidecarFile]],
    problems: list[tuple[Path, str]],
) -> Listing:
    made = []
    for (under, file_name), (path, stamp) in articles.items():
        own = sidecars.get((under, file_name), ())
        latest = {s.annotator: s for s in own}  # kept elsewhere comes later and wins
        made.append(
            ArticleFile(path, under + file_name, stamp, tuple(latest[name] for name in sorted(latest)))
        )
    made.sort(key=lambda article: (natural_key(article.name), article.name))
    orphans = sorted(
        (s for key, found in sidecars.items() if key not in articles for s in found), key=_by_path
    )
    return Listing(folder, tuple(made), tuple(orphans), tuple(problems))


def _by_path(sidecar: SidecarFile) -> Path:
    return sidecar.path


def _sort_in(
    under: str,
    found: list[os.DirEntry[str]],
    articles: dict[tuple[str, str], tuple[Path, Stamp]],
    sidecars: dict[tuple[str, str], list[SidecarFile]],
) -> None:
    found.reverse()
    while (
        found
    ):  # an entry keeps all that the system said of it: let go one by one, ten thousand take half the memory
        entry = found.pop()
        name = parse_sidecar_name(entry.name)
        if name is None and not is_article_name(entry.name):
            continue
        try:
            status = entry.stat() if os.name != "nt" else os.stat(entry.path)  # noqa: PTH116
            stamp = _stamp(status)
            if stat.S_ISDIR(status.st_mode) and name is None:
                continue  # with a sidecar's name it is listed: opening says why it cannot be
        except OSError:
            stamp = (0, 0, 0, 0)  # a dangling link: listed likewise
        if name is None:
            articles[under, entry.name] = (Path(entry.path), stamp)
        else:
            sidecar = SidecarFile(Path(entry.path), name.article, name.annotator, stamp)
            sidecars.setdefault((under, name.article), []).append(sidecar)


def _walk(top: Path, problems: list[tuple[Path, str]]) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Each folder's path under ``top`` ("" or ending with a slash) and its files, to be used up; links are followed once."""
    seen: set[tuple[int, int] | str] = set()
    waiting = [("", str(top))]
    while waiting:
        under, folder = waiting.pop()
        mark = _folder_mark(folder)
        if mark in seen:
            continue
        seen.add(mark)
        files = _files(Path(folder), problems)
        waiting += [(f"{under}{entry.name}/", entry.path) for entry in files if _is_folder(entry)]
        yield under, files


def _folder_mark(folder: str) -> tuple[int, int] | str:
    try:
        status = os.stat(folder)  # noqa: PTH116 - thousands of folders
    except OSError:
        return folder
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(folder)


def _files(folder: Path, problems: list[tuple[Path, str]]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return [entry for entry in found if not _is_hidden(entry)]
    except OSError as error:
        problems.append((folder, error.strerror or str(error)))
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return True
    if os.name != "nt":
        return False
    attributes: int = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_mtime_ns, status.st_size, status.st_ino, status.st_dev)
