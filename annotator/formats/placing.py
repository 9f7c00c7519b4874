"""Where the articles of an import go: to a name of their own, never over what is there, never through a link."""

from __future__ import annotations

import os
import stat
from collections import Counter
from pathlib import Path
from typing import Literal, TypeAlias

from annotator.errors import AnnotatorError
from annotator.formats.naming import safe_path
from annotator.sidecars.names import sidecar_name

Existing: TypeAlias = Literal["keep", "rename", "merge"]
"""What to do where an article or sidecar is there already: name it and leave it; take another name for the article;
add what is new to the sidecar."""


class Conflict(Exception):
    """Something is there already."""


class Places:
    """The places of one import, and what it made there."""

    def __init__(self, into: Path, existing: Existing) -> None:
        self._into, self._existing = into, existing
        # By hash: ten thousand paths would be several megabytes that nobody reads.
        self._made: set[int] = set()
        self._met: set[int] = set()
        self._texts: dict[int, str] = {}
        self.parts: Counter[Path] = Counter()
        """Of sidecars that are made of several sheets of the source: how many."""
        self.twins: tuple[Path, Path] | None = None
        """Of the articles that have name and text of one in another folder the first, and that one."""
        self.twin_count = 0
        self._links: dict[Path, bool] = {into: False}

    def article(self, name: str, data: bytes) -> Path:
        """Where an article goes: to the file of its name if that has this text, else to a new one. Raises Conflict."""
        path = self._into / safe_path(name)
        self._refuse_links(path.parent)
        for number in range(1, 100_000):
            tried = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
            kind = _kind(tried)
            if kind == "nothing" or (kind != "other" and _holds(tried, data)):
                return tried
            if self._existing != "rename":
                raise Conflict(
                    f"{tried} {self._why(tried, kind)}; nothing was overwritten (--rename renames)"
                )
        raise Conflict(f"{path}: there are too many of that name")

    def sidecar(self, article: Path, annotator: str) -> Path:
        """The place of a sheet. Raises Conflict where it is there already and is not to be added to."""
        path = article.with_name(sidecar_name(article.name, annotator))
        kind = _kind(path)
        if kind in ("link", "other"):
            raise Conflict(f"{path} {self._why(path, kind)}; nothing was written to it")
        if kind == "file" and self._existing != "merge" and not self.made_here(path):
            raise Conflict(f"{path} is there already; it was left as it is (--merge adds to it)")
        return path

    def made_here(self, path: Path) -> bool:
        """Whether this import made it."""
        return hash(str(path).casefold()) in self._made

    def is_first_met(self, path: Path) -> bool:
        """Whether this import has nothing to do with an article until now that was there before."""
        place = hash(str(path).casefold())
        if place in self._made or place in self._met:
            return False
        self._met.add(place)
        return True

    def note_article(self, path: Path, sha256: str) -> None:
        """Remembers an article that was made."""
        self._made.add(hash(str(path).casefold()))
        folder = path.parent.relative_to(self._into).as_posix()
        first = self._texts.setdefault(hash((path.name, sha256)), folder)
        if first != folder:
            self.twins = self.twins or (path, self._into / first / path.name)
            self.twin_count += 1

    def note_sidecar(self, path: Path) -> None:
        """Remembers a sidecar that was made, or that more was added to."""
        if self.made_here(path):
            self.parts[path] = max(self.parts[path], 1) + 1
        self._made.add(hash(str(path).casefold()))

    def _why(self, path: Path, kind: str) -> str:
        if kind == "link":
            return "is a link there, which is not followed"
        if kind == "other":
            return "is there already, and no file"
        if self.made_here(path):
            return "is there already: another article of this source has that name"
        return "is there already: it has another text"

    def _refuse_links(self, folder: Path) -> None:
        """Raises Conflict where a folder below the one that is imported into is a link: it may lead out of it."""
        if folder not in self._links:
            self._refuse_links(folder.parent)
            self._links[folder] = folder.is_symlink()
        if self._links[folder]:
            raise Conflict(f"{folder} is a link there, which is not followed; nothing was written to it")


def make_folder(folder: Path) -> None:
    """Makes a folder where there is none. Raises AnnotatorError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = (
            "a file of that name is there" if isinstance(error, FileExistsError) else error.strerror or error
        )
        raise AnnotatorError(f"this folder cannot be made: {why}", path=folder) from None


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file, which may be a link to one, has just these bytes."""
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == len(data) and path.read_bytes() == data


def _kind(path: Path) -> Literal["nothing", "file", "link", "other"]:
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "nothing"
    if stat.S_ISLNK(mode):
        return "link"
    return "file" if stat.S_ISREG(mode) else "other"
