"""The files of a source by name, for formats whose files name each other."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Self

from annotator.formats.archives import (
    BROKEN,
    MOST_BYTES,
    MOST_UNPACKED,
    infos_of,
    is_wanted,
    paths_of,
    read_file,
    unpacked,
)
from annotator.formats.exchange import SourceError


class Shelf:
    """The files of a folder, of a ZIP archive, or one file and what lies beside it: each read when asked for by name.

    Names are paths with ``/`` between parts. Nothing outside the folder is there, nor what links lead to. Use it in a
    ``with`` statement.
    """

    def __init__(self, source: Path) -> None:
        """Raises SourceError for what cannot be opened or is beyond the limits."""
        self._source = source
        self._only = "" if source.is_dir() else source.name
        self._folder = source if source.is_dir() else source.parent
        self._archive: zipfile.ZipFile | None = None
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._rest = MOST_UNPACKED
        if self._only and zipfile.is_zipfile(source):
            try:
                self._archive = zipfile.ZipFile(source)
            except BROKEN as error:
                raise SourceError(f"the archive cannot be read: {error}", path=source) from None
            try:
                infos = infos_of(self._archive, (), source)
            except SourceError:
                self._archive.close()
                raise
            self._infos = {info.filename.replace("\\", "/"): info for info in infos}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()

    def names(self, *suffixes: str) -> list[str]:
        """The names of the files that end in one of ``suffixes``, sorted; of a single file, its own in any case."""
        if self._archive is not None:
            return sorted(name for name in self._infos if is_wanted(name, suffixes))
        if self._only:
            return [self._only]
        return [path.relative_to(self._folder).as_posix() for path in paths_of(self._folder, suffixes)]

    def __contains__(self, name: str) -> bool:
        if self._archive is not None:
            return name in self._infos
        return self._path(name) is not None

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none of that name. Raises SourceError beyond the limits."""
        if self._archive is None:
            path = self._path(name)
            return read_file(path) if path is not None else None
        if name not in self._infos:
            return None
        try:
            data = unpacked(self._archive, self._infos[name], min(self._rest, MOST_BYTES), self._source)
        except BROKEN as error:
            raise SourceError(f"the archive cannot be read: {error}", path=self._source) from None
        self._rest -= len(data)
        return data

    def _path(self, name: str) -> Path | None:
        """The plain file of that name, which lies in the folder itself; None where there is none."""
        path = self._folder
        try:
            for part in name.split("/"):
                if part in ("", ".", "..") or (os.name == "nt" and ("\\" in part or ":" in part)):
                    return None
                path = path / part
                if path.is_symlink() and name != self._only:
                    return None
            return path if path.is_file() else None
        except (OSError, ValueError):  # a name too long, or with a NUL in it
            return None
