"""The bytes of a sidecar as an immutable value in blocks, so that an edit costs what it changes.

A line that no edit touched is kept as the very bytes that were read. Knows no file.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import immutables
from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.edits import Edit
from annotator.annotations.records import Record
from annotator.annotations.sheet import EditMismatch
from annotator.sidecars.codec import Entry, ForeignRecord, Key, canonical, encode, entry_key
from annotator.sidecars.header import Header, encode_header
from annotator.sidecars.pacing import Pace

BLOCK_LINES = 512
"""Lines in a new block; one that grows beyond twice as many is split."""

Line = tuple[Entry, bytes]
"""An entry and its line, without comma and line break."""


class Block(Struct, frozen=True):
    """Consecutive entries and their lines, joined as they stand in the file, without a separator at the end."""

    entries: tuple[Entry, ...]
    joined: bytes

    @property
    def first(self) -> Key:
        """Where its first entry stands."""
        return entry_key(self.entries[0])


class Image(Struct, frozen=True):
    """A whole sidecar: header, then records in order.

    ``head`` and ``tail`` are the bytes around the records. ``former`` keeps, by id, records and lines as they were
    read where a fresh encoding would differ, so that undoing brings the same bytes back. ``as_read`` are the bytes
    of a file that is laid out in another way; they stand until something changes.
    """

    header: Header
    head: bytes
    tail: bytes
    blocks: tuple[Block, ...] = ()
    newline: str = "\n"
    former: immutables.Map[str, tuple[Record, bytes]] = immutables.Map()
    as_read: bytes | None = None

    @classmethod
    def of(cls, header: Header, records: Iterable[Record] = ()) -> Image:
        """A fresh encoding of ``records``, which need not be in order."""
        lines: list[Line] = [(record, encode(record)) for record in records]
        return cls.of_lines(header, lines)

    @classmethod
    def of_lines(
        cls,
        header: Header,
        lines: list[Line],
        *,
        newline: str = "\n",
        as_read: bytes | None = None,
        pace: Pace | None = None,
    ) -> Image:
        """An image of ready lines, which need not be in order."""
        head, tail = encode_header(header, newline)
        separator = f",{newline}".encode()
        blocks = tuple(_blocks(_in_order(lines, pace), separator))
        return cls(header, head, tail, blocks, newline, as_read=as_read)

    @property
    def _separator(self) -> bytes:
        return f",{self.newline}".encode()

    def __len__(self) -> int:
        return sum(len(block.entries) for block in self.blocks)

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries in their order, also those of unknown kinds."""
        for block in self.blocks:
            yield from block.entries

    @property
    def size(self) -> int:
        """Length of the file in bytes."""
        return sum(map(len, self.chunks()))

    def chunks(self) -> list[bytes]:
        """The file's bytes in pieces, to be written one after the other."""
        if self.as_read is not None:
            return [self.as_read]
        newline, separator = self.newline.encode(), self._separator
        pieces = [self.head, newline]
        for block in self.blocks:
            pieces.append(block.joined)
            pieces.append(separator)
        if self.blocks:
            pieces[-1] = newline
        pieces.append(self.tail)
        return pieces

    def __bytes__(self) -> bytes:
        return b"".join(self.chunks())

    def line(self, entry: Entry) -> bytes | None:
        """The line of an entry as it stands, or None where there is no such entry."""
        key = entry_key(entry)
        at = self._block_of(entry)
        if at < 0:
            return None
        block = self.blocks[at]
        place = bisect_left(block.entries, key, key=entry_key)
        if place == len(block.entries) or entry_key(block.entries[place]) != key:
            return None
        return block.joined.split(self._separator)[place]

    def with_header(self, header: Header) -> Image:
        """The same records under another header."""
        if header == self.header:
            return self
        head, tail = encode_header(header, self.newline)
        return replace(self, header=header, head=head, tail=tail, as_read=None)

    def apply(
        self, edit: Edit, *, copies: Mapping[str, str] | None = None, pace: Pace | None = None
    ) -> Image:
        """The image after ``edit``; only blocks that it touches are made anew.

        ``copies`` names, for records that are new here, the record whose unknown fields they share; ``pace`` is for
        worker threads. Raises
        EditMismatch where a record to be changed is not there, and ValueError where one cannot be encoded.
        """
        image = self if edit.status is None else self.with_header(replace(self.header, status=edit.status[1]))
        if not edit.changes:
            return image
        opened: dict[int, list[Line]] = {}
        with self.former.mutate() as former:
            for change in edit.changes:
                if change.before is not None:
                    at = self._block_of(change.before)
                    if at not in opened:
                        opened[at] = self._open(at, edit)
                    found, line = _take(opened[at], change.before, edit)
                    if found.id not in former and canonical(found) != line:
                        former[found.id] = (found, line)
            kept = former.finish()
        for change in edit.changes:
            if change.after is not None:
                source = (copies or {}).get(change.after.id, change.after.id)
                line = _line(change.after, kept.get(source) or self._source(source, copies))
                at = max(0, self._block_of(change.after))
                if at not in opened:
                    opened[at] = self._open(at, edit) if self.blocks else []
                insort(opened[at], (change.after, line), key=lambda found: entry_key(found[0]))
                if pace is not None:
                    pace()
        return replace(image, blocks=self._rebuilt(opened), former=kept, as_read=None)

    def _source(self, id: str, copies: Mapping[str, str] | None) -> tuple[Record, bytes] | None:
        if copies and id in copies.values():
            for entry in self.entries:
                if entry.id == id and not isinstance(entry, ForeignRecord):
                    line = self.line(entry)
                    return None if line is None else (entry, line)
        return None

    def _block_of(self, entry: Entry) -> int:
        """The number of the block that an entry belongs to; -1 before the first."""
        return bisect_right(self.blocks, entry_key(entry), key=lambda block: block.first) - 1

    def _open(self, at: int, edit: Edit) -> list[Line]:
        if at < 0:
            raise EditMismatch(f"“{edit.label}” changes a record that the sidecar does not hold")
        block = self.blocks[at]
        return list(zip(block.entries, block.joined.split(self._separator), strict=True))

    def _rebuilt(self, opened: Mapping[int, list[Line]]) -> tuple[Block, ...]:
        made: list[Block] = []
        for at in range(max(len(self.blocks), 1)):
            if at not in opened:
                made.append(self.blocks[at])
                continue
            lines = opened[at]
            per_block = BLOCK_LINES if len(lines) > 2 * BLOCK_LINES else len(lines)
            made.extend(_blocks(iter(lines), self._separator, per_block))
        return tuple(made)


def _take(lines: list[Line], record: Record, edit: Edit) -> tuple[Record, bytes]:
    place = bisect_left(lines, entry_key(record), key=lambda line: entry_key(line[0]))
    if place == len(lines) or entry_key(lines[place][0]) != entry_key(record):
        raise EditMismatch(f"“{edit.label}” changes record {record.id}, which the sidecar does not hold so")
    found, line = lines.pop(place)
    assert not isinstance(found, ForeignRecord), "an edit names records of known kinds"
    return found, line


def _line(record: Record, former: tuple[Record, bytes] | None) -> bytes:
    if former is None:
        return encode(record)
    was, line = former
    return line if canonical(was) == canonical(record) else encode(record, line)


def _in_order(lines: list[Line], pace: Pace | None = None) -> Iterator[Line]:
    """The lines in their order. Sorting stays in small pieces, as one long sort would hold the interpreter."""
    piece = 4096
    runs = []
    for start in range(0, len(lines), piece):
        runs.append(sorted(lines[start : start + piece], key=lambda line: entry_key(line[0])))
        if pace is not None:
            pace()
    if len(runs) == 1:
        return iter(runs[0])
    return heapq.merge(*runs, key=lambda line: entry_key(line[0]))


def _blocks(lines: Iterator[Line], separator: bytes, per_block: int = BLOCK_LINES) -> Iterator[Block]:
    while taken := list(islice(lines, per_block)):
        yield Block(tuple(entry for entry, _ in taken), separator.join(line for _, line in taken))
