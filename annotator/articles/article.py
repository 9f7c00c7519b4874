"""What an article is: one text file, decoded without touching a character.

It knows neither how files are read nor what is tagged in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

Newlines = Literal["lf", "crlf", "cr", "mixed", "none"]
"""How the lines of an article end; ``mixed`` when in more than one way."""


class Article(Struct, frozen=True):
    """One text file as it was read.

    ``text`` is what offsets count: code points, newlines as they stand in the file (CRLF is two), without a
    byte-order mark, which belongs to the encoding. ``data.decode(encoding) == text`` holds for the bytes
    that were read; ``sha256`` (lower-case hex) and ``size`` are of those bytes.
    """

    path: Path
    text: str
    sha256: str
    size: int
    encoding: str
    newlines: Newlines


def newlines_of(text: str) -> Newlines:
    """Return how the lines of ``text`` end: by LF, CRLF or CR alone, mixed, or none when it is one line."""
    crlf = text.count("\r\n")
    found: list[Newlines] = []
    if crlf:
        found.append("crlf")
    if text.count("\n") > crlf:
        found.append("lf")
    if text.count("\r") > crlf:
        found.append("cr")
    if not found:
        return "none"
    return found[0] if len(found) == 1 else "mixed"
