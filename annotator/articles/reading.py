"""Reading article files, and saying clearly why one cannot be read.

Never blocks on what is no plain file, never reads more than the size limit. It knows no sidecars and no
folders: which files are articles is the workspace's business.
"""

from __future__ import annotations

import codecs
import errno
import os
import stat
from pathlib import Path
from typing import Literal

from annotator.articles.article import Article, newlines_of
from annotator.articles.decoding import DecodingFailure, canonical, decode, mark_of, with_mark
from annotator.digests import sha256
from annotator.errors import AnnotatorError
from annotator.plain_files import open_checked

SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes above which a file is not opened, unless the caller says otherwise."""

_HEAD = 4096
"""Bytes that a probe looks at."""

_LFS = (b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/")
_LFS_SIZE = 1024
"""A Git-LFS pointer is shorter than this, by its specification."""

# Control characters that no text file needs: all of C0 but TAB, LF, VT, FF, CR, SUB (the end mark of DOS) and
# ESC, and DEL.
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B})
_FEW = 4
"""So many control characters are a slip in a text, whatever its length."""

_BINARY_HEADS = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a SQLite database"),
)

_RESAVE = "Save it as UTF-8 in a text editor"

Reason = Literal["missing", "unreadable", "no-file", "too-large", "binary", "lfs-pointer", "encoding"]


class ArticleProblem(AnnotatorError):
    """A file cannot be opened as an article; ``reason`` is for programs, the message for people."""

    def __init__(self, reason: Reason, message: str, *, path: Path, remedy: str = "") -> None:
        super().__init__(message, path=path, remedy=remedy)
        self.reason: Reason = reason


def read_article(
    path: Path | str, *, encoding: str | None = None, size_limit: int | None = SIZE_LIMIT
) -> Article:
    """Read the file at ``path`` as an article.

    ``encoding`` is one recorded earlier; it wins over detection as long as the bytes fit it. ``size_limit``
    is in bytes, None for no limit. Raises ``ArticleProblem`` for whatever cannot be opened as text.
    """
    path = Path(path)
    data = _read(path, None, size_limit)
    problem = _no_text(path, data[:_HEAD], len(data), encoding)
    if problem is not None:
        raise problem
    try:
        text, used = decode(data, encoding)
    except DecodingFailure as failure:
        raise _undecodable(path, failure) from None
    return Article(path, text, sha256(data), len(data), used, newlines_of(text))


def probe(path: Path | str, *, size_limit: int | None = SIZE_LIMIT) -> ArticleProblem | None:
    """Return why the file at ``path`` could not be opened, or None if it probably can.

    Cheap, for listing thousands of files: reads at most 4 KB. Never raises ``ArticleProblem``.
    """
    path = Path(path)
    try:
        head, size = _read_head(path, size_limit)
    except ArticleProblem as problem:
        return problem
    return _no_text(path, head, size, None)


def read_beginning(
    path: Path | str,
    *,
    encoding: str | None = None,
    length: int = 16 * 1024,
    size_limit: int | None = SIZE_LIMIT,
) -> str:
    """Return the text of about the first ``length`` bytes of the file, for titles in long lists.

    It is a prefix of what ``read_article`` would give, except where the encoding has to be guessed and the
    whole file would lead to another guess. Raises ``ArticleProblem``.
    """
    path = Path(path)
    data = _read(path, length, size_limit)
    problem = _no_text(path, data[:_HEAD], len(data), encoding)
    if problem is not None:
        raise problem
    # Not final: a character that is cut at the end is left off rather than an error.
    marked = [name for name in ("utf-32", "utf-16") if mark_of(data, name)]
    for name in (*([with_mark(data, encoding)] if encoding else []), *marked, "utf-8-sig"):
        try:
            return codecs.getincrementaldecoder(canonical(name))("strict").decode(data)
        except (UnicodeError, LookupError):
            continue
    if len(data) == length:
        data = data[: max(data.rfind(b"\n"), data.rfind(b" ")) + 1] or data
    try:
        return decode(data, encoding)[0]
    except DecodingFailure as failure:
        raise _undecodable(path, failure) from None


def _undecodable(path: Path, failure: DecodingFailure) -> ArticleProblem:
    return ArticleProblem("encoding", f"cannot be read as text: {failure}", path=path, remedy=_RESAVE)


def _read(path: Path, length: int | None, size_limit: int | None) -> bytes:
    """Return the bytes of a plain file, or only the first ``length`` of them. Raises ``ArticleProblem``."""
    handle, size = _open(path, size_limit)
    try:
        with os.fdopen(handle, "rb", buffering=0) as file:
            wanted = size + 1 if length is None else length
            parts: list[bytes] = []
            # A file may grow while it is read: go on to its end, but never past the limit.
            while wanted > 0 and (part := file.read(wanted)):
                parts.append(part)
                wanted = wanted - len(part) if length is not None else 1024 * 1024
                if length is None and size_limit is not None and sum(map(len, parts)) > size_limit:
                    raise _too_large(path, sum(map(len, parts)), size_limit)
            return parts[0] if len(parts) == 1 else b"".join(parts)
    except OSError as error:
        raise _unreadable(path, error) from error


def _read_head(path: Path, size_limit: int | None) -> tuple[bytes, int]:
    """Return the first bytes of a plain file and the file's size. Raises ``ArticleProblem``."""
    handle, size = _open(path, size_limit)
    try:
        return os.read(handle, _HEAD), size
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        os.close(handle)


def _open(path: Path, size_limit: int | None) -> tuple[int, int]:
    """Open a plain file for reading; return its descriptor and size in bytes. Raises ``ArticleProblem``."""
    try:
        handle, status = open_checked(path, lambda status: _check(path, status, size_limit))
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError as error:
        raise ArticleProblem("missing", "is not a possible file name", path=path) from error
    return handle, status.st_size


def _check(path: Path, status: os.stat_result, size_limit: int | None) -> None:
    """Raise ``ArticleProblem`` unless ``status`` is that of a plain file within the limit."""
    if stat.S_ISDIR(status.st_mode):
        raise ArticleProblem(
            "no-file", "is a folder, not a file", path=path, remedy="Open the folder instead"
        )
    if not stat.S_ISREG(status.st_mode):
        raise ArticleProblem(
            "no-file",
            "is not a plain file but a pipe, socket or device",
            path=path,
            remedy="Copy its text to a file",
        )
    if size_limit is not None and status.st_size > size_limit:
        raise _too_large(path, status.st_size, size_limit)


def _too_large(path: Path, size: int, size_limit: int) -> ArticleProblem:
    return ArticleProblem(
        "too-large",
        f"is too large: {_megabytes(size)}, and the limit is {_megabytes(size_limit)}",
        path=path,
        remedy="Split it into smaller files",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.1f} MB" if size >= 100 * 1024 else f"{size:,} bytes"


def _unreadable(path: Path, error: OSError) -> ArticleProblem:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        if path.is_symlink():
            target = path.readlink()
            return ArticleProblem(
                "missing",
                f"is a link to a file that does not exist: {target}",
                path=path,
                remedy="Restore that file or remove the link",
            )
        return ArticleProblem(
            "missing", "does not exist", path=path, remedy="It may have been moved or renamed"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return ArticleProblem(
            "unreadable", "may not be read by you", path=path, remedy="Ask for permission to read it"
        )
    if error.errno == errno.ELOOP:
        return ArticleProblem(
            "missing", "is a link that leads back to itself", path=path, remedy="Remove the link"
        )
    said = error.strerror or str(error)
    return ArticleProblem("unreadable", f"cannot be read: {said}", path=path, remedy="Try again later")


def _no_text(path: Path, head: bytes, size: int, encoding: str | None) -> ArticleProblem | None:
    """Return why a file that begins with ``head`` is no text, or None if it may be one."""
    if size < _LFS_SIZE and head.startswith(_LFS) and b"\noid sha256:" in head:
        return ArticleProblem(
            "lfs-pointer",
            "is only a Git-LFS pointer, its text has not been fetched",
            path=path,
            remedy="Run 'git lfs pull' in its folder",
        )
    for magic, name in _BINARY_HEADS:
        if head.startswith(magic):
            return ArticleProblem(
                "binary", f"is {name}, not a text file", path=path, remedy="Export its text as UTF-8"
            )
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) or _is_wide(encoding):
        return None
    controls = len(head) - len(head.translate(None, _CONTROLS))
    # Compressed bytes hold some 10 % controls and are never UTF-8; a text with stray NULs holds far fewer.
    if controls > _FEW and controls > len(head) * (0.1 if _is_utf8(head) else 0.03):
        wide = head.count(0) * 5 > len(head) * 2
        return ArticleProblem(
            "binary",
            "holds binary data, or text in UTF-16 without a byte-order mark" if wide else "holds binary data",
            path=path,
            remedy=f"If it is a text: {_RESAVE[0].lower()}{_RESAVE[1:]}"
            if wide
            else "Remove it from the folder",
        )
    return None


def _is_wide(encoding: str | None) -> bool:
    """Whether NUL bytes are to be expected in a text of this encoding."""
    return encoding is not None and encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True
