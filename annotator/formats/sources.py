"""Reading what others wrote, whatever it may be: with limits, strictly, and without leaving the place named.

Nothing here trusts a source: not its size, its depth, its names, its numbers. Nothing is unpacked to disk.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from msgspec import Struct

from annotator.formats.archives import (
    MOST_BYTES,
    MOST_UNPACKED,
    infos_of,
    opened,
    paths_of,
    read_file,
    unpacked,
)
from annotator.formats.exchange import Found, SourceError, Trouble
from annotator.sidecars.strict import JsonProblem, loads

MOST_LINE = 64 * 1024 * 1024
"""Bytes of one line of a file with a value a line."""

LINES = (".jsonl", ".ndjson")
"""How the names of files with a value a line end, in a folder or an archive."""


class Member(Struct, frozen=True):
    """A file of a source: its path in it, with ``/`` between parts, and its bytes."""

    name: str
    data: bytes


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


def _of_folder(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Member]:
    for path in paths_of(folder, suffixes):
        yield Member(path.relative_to(folder).as_posix(), read_file(path))


def _of_archive(path: Path, suffixes: tuple[str, ...]) -> Iterator[Member]:
    with opened(path) as archive:
        rest = MOST_UNPACKED
        for info in sorted(infos_of(archive, suffixes, path), key=lambda info: info.filename):
            data = unpacked(archive, info, min(rest, MOST_BYTES), path)
            rest -= len(data)
            yield Member(info.filename.replace("\\", "/"), data)


def groups(source: Path, *suffixes: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Files that differ in nothing but which of ``suffixes`` they end in: the name without it, and the bytes by suffix.

    Of a folder or a ZIP archive, in the order of their names, one group at a time; of one file, it and those beside
    it. Raises SourceError for what cannot be read or is beyond the limits.
    """
    if source.is_dir():
        paths = paths_of(source, suffixes)
        for stem, group in _grouped({p.relative_to(source).as_posix(): p for p in paths}, suffixes):
            yield stem, {suffix: read_file(path) for suffix, path in group.items()}
    elif zipfile.is_zipfile(source):
        with opened(source) as archive:
            rest = MOST_UNPACKED
            infos = {i.filename.replace("\\", "/"): i for i in infos_of(archive, suffixes, source)}
            for stem, members in _grouped(infos, suffixes):
                read = {}
                for suffix, info in members.items():
                    read[suffix] = unpacked(archive, info, min(rest, MOST_BYTES), source)
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


def is_one_file(source: Path) -> bool:
    """Whether a source is a file of its own: neither a folder nor a ZIP archive."""
    return not source.is_dir() and not zipfile.is_zipfile(source)


def title_of(source: Path) -> str:
    """What a source is called: a file without its ending, a folder by its own name, also where it is said as ``.``."""
    return source.stem if source.is_file() else source.resolve().name


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, as :func:`lines_in`. Raises SourceError."""
    try:
        with path.open("rb") as file:
            yield from lines_in(file, path)
    except OSError as error:
        raise SourceError(f"it cannot be read: {error.strerror or error}", path=path) from None


def lines_in(file: BinaryIO, path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, without their ends, numbered from 1; ``path`` is for messages.

    Only LF and CRLF end a line: JSON may hold any other break in a string. Raises SourceError.
    """
    number = 0
    while line := file.readline(MOST_LINE + 1):
        number += 1
        if len(line) > MOST_LINE:
            raise SourceError(f"the line has more than {MOST_LINE:,} bytes", path=path, line=number)
        stripped = line.strip(b" \t\r\n")
        if number == 1:
            stripped = stripped.removeprefix(b"\xef\xbb\xbf")
        if stripped:
            yield number, stripped


class Line(Struct, frozen=True):
    """A value of a file with a value a line: which file of the source, the line's number, the value."""

    file: str
    number: int
    value: Any


def values_of_lines(source: Path) -> Iterator[Line | Trouble]:
    """The values of a file, or of those in a folder or ZIP archive; a line of broken JSON is left out and told.

    A file whose very first line is broken is no such file. Raises SourceError where it is the source itself, and where
    a folder or archive has none that ends in ``LINES``.
    """
    none, alone = True, is_one_file(source)
    for file, numbered in _files_of_lines(source):
        none = False
        try:
            for number, line in numbered:
                try:
                    yield Line(file, number, json_of(line))
                except JsonProblem as problem:
                    if number == 1:
                        raise SourceError(f"broken JSON: {problem}", path=source, line=1) from None
                    yield Trouble(
                        file, f"line {number}", f"broken JSON: {problem}", "the article was left out"
                    )
        except SourceError as error:
            if alone:
                raise
            place = "" if error.line is None else f"line {error.line}"
            yield Trouble(file, place, error.message, "the file was left out from there")
    if none:
        raise SourceError(f"there is no file in it that ends in {' or '.join(LINES)}", path=source)


def _files_of_lines(source: Path) -> Iterator[tuple[str, Iterator[tuple[int, bytes]]]]:
    if source.is_dir():
        for path in paths_of(source, LINES):
            yield path.relative_to(source).as_posix(), lines(path)
    elif zipfile.is_zipfile(source):
        for member in members(source, *LINES):
            yield member.name, lines_in(BytesIO(member.data), source)
    else:
        yield source.name, lines(source)


def articles_of_lines(
    source: Path, article: Callable[[Any, str, int], Iterator[Found | Trouble]]
) -> Iterator[Found | Trouble]:
    """What ``article`` makes of the value, file and number of each line of :func:`values_of_lines`. Raises SourceError."""
    for line in values_of_lines(source):
        if isinstance(line, Trouble):
            yield line
        else:
            yield from article(line.value, line.file, line.number)


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
