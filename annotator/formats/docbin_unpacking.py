"""A DocBin unpacked into plain values; nothing in it is believed, and no Doc of spaCy is made."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from annotator.formats.archives import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED
from annotator.formats.docbin_shape import (
    OLD_SPAN,
    SPAN,
)
from annotator.formats.exchange import SourceError

_MOST_ATTRS = 100
"""spaCy has fewer, and those that anybody writes are thirteen."""

_UNSUSPICIOUS = 256 * 1024 * 1024
"""Bytes up to which it does not matter how much smaller they were: the same article many times packs very well."""


class Bin(Struct):
    """What a DocBin holds; more is passed over."""

    attrs: list[int]
    tokens: memoryview
    spaces: memoryview
    lengths: bytes
    strings: list[str]
    cats: list[Any] = []
    flags: list[dict[str, Any]] = []
    span_groups: list[bytes] = []
    user_data: list[bytes | None] = []


class _Group(Struct):
    spans: list[bytes]


class Ent(Struct, frozen=True):
    """A span of a Doc in code points, with its label and the id in a knowledge base."""

    start: int
    end: int
    type: str
    kb: str


class Packed(Struct):
    """One Doc of a file: its ``length`` tokens from ``first`` on, and what was made of them.

    ``columns`` are the numbers of its tokens by attribute; ``where`` names it in the file.
    """

    where: str
    name: str
    first: int
    length: int
    columns: dict[int, list[int]] = {}
    places: list[tuple[int, int]] = []
    text: str = ""


def unpacked(data: bytes, path: Path) -> Bin:
    """The columns of a file. Raises SourceError for what is no DocBin, or made to fill the memory."""
    most = min(MOST_UNPACKED, max(_UNSUSPICIOUS, len(data) * MOST_RATIO))
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(data, most + 1)
    except zlib.error as error:
        raise SourceError(f"this is no DocBin: {error}", path=path) from None
    if len(plain) > most:
        raise SourceError(f"it unpacks to more than {most:,} bytes", path=path)
    if not stream.eof:
        raise SourceError("the file is cut off", path=path)
    try:
        return msgspec.msgpack.decode(plain, type=Bin)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise SourceError(f"this is no DocBin: {error}", path=path) from None


def lengths_of(bin_: Bin, orth: int, path: Path) -> array[int]:
    """How many tokens each Doc has. Raises SourceError where the columns do not have as many."""
    if orth not in bin_.attrs or len(bin_.attrs) > _MOST_ATTRS:
        raise SourceError("its “attrs” do not say which of its numbers are words", path=path)
    if len(bin_.lengths) % 4 or len(bin_.lengths) // 4 > MOST_MEMBERS:
        raise SourceError(f"it has more than {MOST_MEMBERS:,} Docs, or half a one", path=path)
    lengths = array("i", bin_.lengths)
    total = sum(lengths)
    if min(lengths, default=0) < 0 or bin_.spaces.nbytes != total:
        raise SourceError("the lengths of its Docs do not fit its tokens", path=path)
    if bin_.tokens.nbytes != total * len(bin_.attrs) * 8:
        raise SourceError("its tokens have not as many values as its “attrs” names", path=path)
    return lengths


def nth(values: Sequence[Any], number: int, otherwise: Any) -> Any:
    """What a column says of a Doc; ``otherwise`` where it is too short."""
    return values[number] if number < len(values) else otherwise


def spans_of(doc: Packed, groups: bytes, strings: Mapping[int, str]) -> list[Ent]:
    """The spans of a Doc's groups. Raises what msgspec and struct raise, and ValueError."""
    found: list[Ent] = []
    if not groups:
        return found
    for group in msgspec.msgpack.decode(groups, type=dict[bytes, list[str]] | list[bytes]):
        for packed in msgspec.msgpack.decode(group, type=_Group).spans:
            if len(packed) == SPAN.size:
                _, kb, label, first, last, _, _ = SPAN.unpack(packed)
            else:
                kb, label, first, last, _, _ = OLD_SPAN.unpack(packed)
            if not 0 <= first < last <= doc.length:
                raise ValueError(f"tokens [{first}, {last}) of {doc.length}")
            start, end = doc.places[first][0], doc.places[last - 1][1]
            found.append(Ent(start, end, strings.get(label, ""), strings.get(kb, "")))
    return found
