"""Reading what others wrote, whatever it may be: with limits, strictly, and without leaving the place named.

Nothing here trusts a source: not its size, its depth, its names, its numbers. Nothing is unpacked to disk.
"""

from __future__ import annotations

import lzma
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Self, TypeVar

from msgspec import Struct

from annotator.formats.exchange import Found, SourceError, Trouble
from annotator.sidecars.strict import JsonProblem, loads

MOST_BYTES = 512 * 1024 * 1024
"""Of one file that is read whole, or of one member of an archive."""

MOST_UNPACKED = 2 * 1024 * 1024 * 1024
"""Of all members of one archive together."""

MOST_MEMBERS = 200_000
"""Of one archive, or files of one folder."""

MOST_RATIO = 200
"""How much larger than its packed bytes a member of more than a megabyte may be."""

MOST_LINE = 64 * 1024 * 1024
"""Bytes of one line of a file with a value a line."""

_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_MOST_NAME = 150
"""Bytes of an article's name in UTF-8: sidecars append to it, and file systems end at 255."""


class Member(Struct, frozen=True):
    """A file of a source: its path in it, with ``/`` between parts, and its bytes."""

    name: str
    data: bytes


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """All of a plain file. Raises SourceError where it is none, cannot be read, or is larger than ``most`` bytes."""
    try:
        with path.open("rb") as file:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise SourceError("this is no plain file", path=path)
            if found.st_size > most:
                raise SourceError(f"the file has {found.st_size:,} bytes; {most:,} are the most", path=path)
            data = file.read(most + 1)
    except OSError as error:
        raise SourceError(f"it cannot be read: {error.strerror or error}", path=path) from None
    if len(data) > most:
        raise SourceError(f"the file has more than {most:,} bytes", path=path)
    return data


def members(source: Path, *suffixes: str) -> Iterator[Member]:
    """The files of ``source`` whose names end in one of ``suffixes``: itself, those of a folder, or of a ZIP archive.

    In the order of their names, one at a time. Raises SourceError for what cannot be read or is beyond the limits.
    """
    if source.is_dir():
        yield from _of_folder(source, suffixes)
    elif zipfile.is_zipfile(source):
        yield from _of_archive(source, suffixes)
    else:
        yield Member(source.name, read_file(source))


def _wanted(name: str, suffixes: tuple[str, ...]) -> bool:
    return not suffixes or name.lower().endswith(suffixes)


def _of_folder(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Member]:
    for path in _paths(folder, suffixes):
        yield Member(path.relative_to(folder).as_posix(), read_file(path))


def _paths(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    paths = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and _wanted(path.name, suffixes):
            paths.append(path)
            if len(paths) > MOST_MEMBERS:
                raise SourceError(f"the folder has more than {MOST_MEMBERS:,} files", path=folder)
    return sorted(paths)


def _of_archive(path: Path, suffixes: tuple[str, ...]) -> Iterator[Member]:
    with _archive(path) as archive:
        rest = MOST_UNPACKED
        for info in sorted(_infos(archive, suffixes, path), key=lambda info: info.filename):
            data = _unpacked(archive, info, min(rest, MOST_BYTES), path)
            rest -= len(data)
            yield Member(info.filename.replace("\\", "/"), data)


def _infos(archive: zipfile.ZipFile, suffixes: tuple[str, ...], path: Path) -> list[zipfile.ZipInfo]:
    infos = [i for i in archive.infolist() if not i.is_dir() and _wanted(i.filename, suffixes)]
    if len(infos) > MOST_MEMBERS:
        raise SourceError(f"the archive has more than {MOST_MEMBERS:,} files", path=path)
    return infos


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _BROKEN_ARCHIVE as error:
        raise SourceError(f"the archive cannot be read: {error}", path=path) from None


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, path: Path) -> bytes:
    with archive.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise SourceError(f"“{info.filename}” in the archive unpacks to more than {most:,} bytes", path=path)
    if len(data) > 1_000_000 and len(data) > MOST_RATIO * max(info.compress_size, 1):
        raise SourceError(
            f"“{info.filename}” in the archive unpacks to {len(data) // max(info.compress_size, 1)} times its size",
            path=path,
        )
    return data


def groups(source: Path, *suffixes: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Files that differ in nothing but which of ``suffixes`` they end in: the name without it, and the bytes by suffix.

    Of a folder or a ZIP archive, in the order of their names, one group at a time; of one file, it and those beside
    it. Raises SourceError for what cannot be read or is beyond the limits.
    """
    if source.is_dir():
        paths = _paths(source, suffixes)
        for stem, group in _grouped({p.relative_to(source).as_posix(): p for p in paths}, suffixes):
            yield stem, {suffix: read_file(path) for suffix, path in group.items()}
    elif zipfile.is_zipfile(source):
        with _archive(source) as archive:
            rest = MOST_UNPACKED
            infos = {i.filename.replace("\\", "/"): i for i in _infos(archive, suffixes, source)}
            for stem, members in _grouped(infos, suffixes):
                read = {}
                for suffix, info in members.items():
                    read[suffix] = _unpacked(archive, info, min(rest, MOST_BYTES), source)
                    rest -= len(read[suffix])
                yield stem, read
    else:
        suffix = next((s for s in suffixes if source.name.lower().endswith(s)), "")
        stem = source.name[: len(source.name) - len(suffix)]
        beside = {s: source.with_name(stem + s) for s in suffixes if s != suffix}
        found = {s: path for s, path in {suffix: source, **beside}.items() if s == suffix or path.is_file()}
        yield stem, {s: read_file(path) for s, path in found.items()}


_Anything = TypeVar("_Anything")


def _grouped(
    named: Mapping[str, _Anything], suffixes: tuple[str, ...]
) -> list[tuple[str, dict[str, _Anything]]]:
    made: dict[str, dict[str, _Anything]] = {}
    order: list[tuple[str, dict[str, _Anything]]] = []
    for name in sorted(named):
        suffix = next(s for s in suffixes if name.lower().endswith(s))
        stem = name[: -len(suffix)]
        if stem not in made or suffix in made[stem]:  # a.txt and a.TXT are two
            made[stem] = {}
            order.append((stem, made[stem]))
        made[stem][suffix] = named[name]
    return order


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
            except _BROKEN_ARCHIVE as error:
                raise SourceError(f"the archive cannot be read: {error}", path=source) from None
            infos = [info for info in self._archive.infolist() if not info.is_dir()]
            if len(infos) > MOST_MEMBERS:
                self._archive.close()
                raise SourceError(f"the archive has more than {MOST_MEMBERS:,} files", path=source)
            self._infos = {info.filename.replace("\\", "/"): info for info in infos}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()

    def names(self, *suffixes: str) -> list[str]:
        """The names of the files that end in one of ``suffixes``, sorted; of a single file, its own in any case."""
        if self._archive is not None:
            return sorted(name for name in self._infos if _wanted(name, suffixes))
        if self._only:
            return [self._only]
        return [path.relative_to(self._folder).as_posix() for path in _paths(self._folder, suffixes)]

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
            data = _unpacked(self._archive, self._infos[name], min(self._rest, MOST_BYTES), self._source)
        except _BROKEN_ARCHIVE as error:
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


_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    IndexError,  # of a member without a name
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,  # of names that are not UTF-8
)
"""What Python raises at archives that are none, or no longer."""


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, without their ends, numbered from 1.

    Only LF and CRLF end a line: JSON may hold any other break in a string. Raises SourceError.
    """
    number = 0
    try:
        with path.open("rb") as file:
            while line := file.readline(MOST_LINE + 1):
                number += 1
                if len(line) > MOST_LINE:
                    raise SourceError(f"the line has more than {MOST_LINE:,} bytes", path=path, line=number)
                stripped = line.strip(b" \t\r\n")
                if number == 1:
                    stripped = stripped.removeprefix(b"\xef\xbb\xbf")
                if stripped:
                    yield number, stripped
    except OSError as error:
        raise SourceError(f"it cannot be read: {error.strerror or error}", path=path) from None


def articles_of_lines(
    source: Path, article: Callable[[Any, str, int], Iterator[Found | Trouble]]
) -> Iterator[Found | Trouble]:
    """What ``article`` makes of the value, file and number of each line; a line of broken JSON is left out and told.

    Raises SourceError where the very first line is broken.
    """
    for number, line in lines(source):
        try:
            yield from article(json_of(line), source.name, number)
        except JsonProblem as problem:
            if number == 1:
                raise SourceError(f"broken JSON: {problem}", path=source, line=1) from None
            yield Trouble(
                source.name, f"line {number}", f"broken JSON: {problem}", "the article was left out"
            )


def json_of(data: bytes) -> Any:
    """The value of JSON text in UTF-8, strictly. Raises JsonProblem (a ValueError) that says what is wrong.

    Refused: keys that stand twice, NaN and infinities, numbers beyond a float, lone surrogates, nesting too deep.
    """
    try:
        return loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise JsonProblem(f"byte {error.start} is not UTF-8") from None


def text_of(data: bytes) -> str:
    """UTF-8 as text, without a byte-order mark. Raises ValueError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from None


def safe_name(name: str, otherwise: str = "article") -> str:
    """An article's file name made of whatever a source calls it: one plain name, ending in ``.txt`` or ``.md``.

    No folder, no drive, no control or reserved character, not hidden, no device of Windows; never longer than file
    systems take with a sidecar's ending.
    """
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = "".join("_" if c in '<>:"/|?*' or not c.isprintable() else c for c in base).strip(" .")
    stem, suffix = (plain[:-4], ".txt") if plain.lower().endswith(".txt") else (plain, ".txt")
    if plain.lower().endswith(".md"):
        stem, suffix = plain[:-3], ".md"
    stem = stem.strip(" .") or otherwise
    while len(stem.encode("utf-8", "replace")) > _MOST_NAME:
        stem = stem[:-1]
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}{suffix}"
