"""Plain files, folders and ZIP archives within limits: what lies in them, by name, and the bytes of each.

Nothing is unpacked to disk, no link is followed, and no size is believed before it was counted.
"""

from __future__ import annotations

import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.formats.exchange import SourceError, Trouble
from annotator.plain_files import open_checked

MOST_BYTES = 512 * 1024 * 1024
"""Of one file that is read whole, or of one member of an archive."""

MOST_UNPACKED = 2 * 1024 * 1024 * 1024
"""Of all members of one archive together."""

MOST_MEMBERS = 200_000
"""Of one archive, or files of one folder."""

MOST_RATIO = 200
"""How much larger than its packed bytes a member of more than a megabyte may be."""

BROKEN = (
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


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """All of a plain file. Raises SourceError where it is none, cannot be read, or is larger than ``most`` bytes."""
    try:
        handle, found = open_checked(path, lambda status: _check(path, status))
        with os.fdopen(handle, "rb") as file:
            if found.st_size > most:
                raise SourceError(f"the file has {found.st_size:,} bytes; {most:,} are the most", path=path)
            data = file.read(most + 1)
    except OSError as error:
        raise SourceError(f"it cannot be read: {error.strerror or error}", path=path) from None
    if len(data) > most:
        raise SourceError(f"the file has more than {most:,} bytes", path=path)
    return data


def check_source(path: Path) -> None:
    """Raises SourceError unless something of a kind that can be read lies at ``path``: a plain file or a folder."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise SourceError("there is no such file or folder", path=path, remedy="Check the name.") from None
    except OSError as error:
        raise SourceError(f"it cannot be read: {error.strerror or error}", path=path) from None
    if not stat.S_ISDIR(status.st_mode):
        _check(path, status)


def _check(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise SourceError("this is no plain file", path=path)


def is_wanted(name: str, suffixes: tuple[str, ...]) -> bool:
    """Whether a name ends in one of ``suffixes``, in whatever case; with none of them any does."""
    return not suffixes or name.lower().endswith(suffixes)


def paths_of(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """The plain files of a folder and those below it, sorted, without links. Raises SourceError where there are too many."""
    paths = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and is_wanted(path.name, suffixes):
            paths.append(path)
            if len(paths) > MOST_MEMBERS:
                raise SourceError(f"the folder has more than {MOST_MEMBERS:,} files", path=folder)
    return sorted(paths)


def infos_of(archive: zipfile.ZipFile, suffixes: tuple[str, ...], path: Path) -> list[zipfile.ZipInfo]:
    """The files of an archive that is at ``path``. Raises SourceError where there are too many."""
    infos = [i for i in archive.infolist() if _is_file(i) and is_wanted(i.filename, suffixes)]
    if len(infos) > MOST_MEMBERS:
        raise SourceError(f"the archive has more than {MOST_MEMBERS:,} files", path=path)
    return infos


def _is_file(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)


def links_in(source: Path) -> list[Trouble]:
    """The links and devices of a folder or an archive, none of which is read: each a trouble."""
    found: list[str] = []
    if source.is_dir():
        found = [path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_symlink()]
    elif zipfile.is_zipfile(source):
        with opened(source) as archive:
            found = [i.filename for i in archive.infolist() if not i.is_dir() and not _is_file(i)]
    return [
        Trouble(name, "", "this is a link or device, no file", "it was left out") for name in sorted(found)
    ]


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP archive, while it is read. Raises SourceError for whatever is wrong with it, also while it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except BROKEN as error:
        raise SourceError(f"the archive cannot be read: {error}", path=path) from None


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, path: Path) -> bytes:
    """The bytes of one file of an archive. Raises SourceError beyond ``most`` bytes, or ``MOST_RATIO``."""
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
