"""A DocBin put together of packed Docs, one after the other, so that memory does not grow with them."""

from __future__ import annotations

import shutil
import struct
import tempfile
import zlib
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from annotator.errors import AnnotatorError
from annotator.formats.exchange import Piece

_LEVEL = 3
"""Of compression: the numbers of tokens are hashes, which more effort hardly makes smaller."""


class Doc(Struct, frozen=True):
    """One Doc, packed: the columns' rows and the strings that they name."""

    rows: bytes
    spaces: bytes
    strings: tuple[str, ...]
    groups: bytes
    user_data: bytes


class DocBinCollector:
    """A DocBin made of its Docs one after the other; in memory are only the different words of them all.

    msgpack has the length of a column before it, so each is compressed into a file of its own, without a name, beside
    the target; at the end they are joined, which compressed blocks may be.
    """

    def __init__(self, target: Path, attrs: Sequence[int]) -> None:
        self._attrs = list(attrs)
        self._file = target.open("xb")
        self._columns = {name: _Column(target.parent) for name in ("tokens", "spaces")}
        self._lists = {name: _Column(target.parent) for name in ("span_groups", "user_data")}
        self._lengths = array("i")
        self._strings: set[str] = set()

    def add(self, piece: Piece) -> None:
        """Appends a Doc. Raises AnnotatorError where there are more than one file can hold."""
        doc: Doc = piece.content
        self._columns["tokens"].add(doc.rows)
        self._columns["spaces"].add(doc.spaces)
        for name, data in (("span_groups", doc.groups), ("user_data", doc.user_data)):
            self._lists[name].add(_head(0xC6, len(data)) + data)
        self._lengths.append(len(doc.spaces))
        self._strings.update(doc.strings)
        if self._columns["tokens"].length > 0xFFFFFFFF:
            raise AnnotatorError(
                "these are more tokens than one DocBin holds",
                remedy="Divide them, with --split or by folders.",
            )

    def close(self) -> None:
        """Joins the columns."""
        encode, count = msgspec.msgpack.encode, len(self._lengths)
        joined = _Joined(self._file)
        joined.write(b"\x8a" + encode("version") + encode("0.1") + encode("attrs") + encode(self._attrs))
        joined.write(encode("lengths") + encode(self._lengths.tobytes()))
        joined.write(encode("strings") + encode(sorted(self._strings)))
        for name, value in (("cats", {}), ("flags", {"has_unknown_spaces": False})):
            joined.write(encode(name) + _head(0xDD, count) + encode(value) * count)
        for name, column in self._columns.items():
            joined.write(encode(name) + _head(0xC6, column.length))
            joined.take(column)
        for name, column in self._lists.items():
            joined.write(encode(name) + _head(0xDD, count))
            joined.take(column)
        joined.close()


def _head(kind: int, length: int) -> bytes:
    """What stands before bytes (0xC6) or a list (0xDD) in msgpack, in the form that takes any length."""
    return struct.pack(">BI", kind, length)


class _Column:
    """Bytes that are compressed into a file without a name."""

    def __init__(self, folder: Path) -> None:
        self.file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - lives as long as the column
        self._deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.length = 0
        self.adler = 1

    def add(self, data: bytes) -> None:
        """Appends ``data``."""
        self.file.write(self._deflate.compress(data))
        self.length += len(data)
        self.adler = zlib.adler32(data, self.adler)

    def finish(self) -> None:
        """Ends the last block on a whole byte, as a block before others."""
        self.file.write(self._deflate.flush(zlib.Z_FULL_FLUSH))


class _Joined:
    """A zlib stream (RFC 1950) of parts that were compressed apart."""

    _BASE = 65521

    def __init__(self, file: Any) -> None:
        self._file = file
        self._adler = 1
        file.write(b"\x78\x9c")

    def write(self, data: bytes) -> None:
        """Appends ``data``."""
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._file.write(deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH))
        self._check(zlib.adler32(data), len(data))

    def take(self, column: _Column) -> None:
        """Appends a column, and closes its file."""
        column.finish()
        column.file.seek(0)
        shutil.copyfileobj(column.file, self._file)
        column.file.close()
        self._check(column.adler, column.length)

    def close(self) -> None:
        """Ends the stream and the file."""
        end = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS).flush()
        self._file.write(end + struct.pack(">I", self._adler))
        self._file.close()

    def _check(self, adler: int, length: int) -> None:
        """Adds the checksum of a part to that of what stands before it: both are sums, one of them weighted by place."""
        low, high = self._adler & 0xFFFF, self._adler >> 16
        sums = (low + (adler & 0xFFFF) - 1) % self._BASE
        weighted = (high + (adler >> 16) + length * (low - 1)) % self._BASE
        self._adler = weighted << 16 | sums
