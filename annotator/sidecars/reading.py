"""A sidecar's bytes -> header, sheet and image, strictly.

The layout that this program writes is read in slices that let other threads run; any other valid JSON is read
more slowly. Knows nothing of what should happen when quotes do not stand: it says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import immutables
from msgspec import Struct

from annotator.annotations.records import Entity, Event, Record, Zone
from annotator.annotations.sheet import Sheet
from annotator.sidecars.codec import Entry, ForeignRecord, LineProblem, decode_lines, entry_key
from annotator.sidecars.header import RECORDS, Header, decode_header, refuse_newer
from annotator.sidecars.image import Block, Image, Line
from annotator.sidecars.pacing import Pace
from annotator.sidecars.plain import open_plain
from annotator.sidecars.problems import NewerSidecar, SidecarError
from annotator.sidecars.strict import JsonProblem, Walk, compact, members, skip_space

if TYPE_CHECKING:
    from annotator.articles.article import Article

_BATCH = 128
"""Lines validated at once: some milliseconds of work at most."""

_LONG = 250_000
"""Bytes of records from which on reading is worth preparing for."""

HEAD_BYTES = 65536
"""No header that is laid out as here is longer."""

_REACH = 64_000
"""Bytes of a block while reading, about: an edit takes one apart, so a smaller one is saved sooner."""


_SPANNED = (Entity, Event, Zone)


class Loaded(Struct, frozen=True):
    """A sidecar as read.

    ``misplaced`` are ids of records whose quotes do not stand in the article, with the 1-based lines of the file;
    empty when no article was given. ``same_bytes`` says whether the article's bytes are those of the header.
    """

    header: Header
    sheet: Sheet
    image: Image
    misplaced: tuple[tuple[str, int], ...] = ()
    same_bytes: bool = True


class _OtherLayout(Exception):
    """The bytes are not laid out one record a line."""


class _Collector:
    """Gathers records by id and checks quotes, ids and order on the way."""

    def __init__(self, text: str | None, path: Path) -> None:
        self.records = immutables.Map[str, Record]().mutate()
        self.misplaced: list[tuple[str, int]] = []
        self.in_order = True
        self._ids: set[str] = set()
        self._last: tuple[Entry, int] | None = None
        self._text = text
        self._path = path

    def add(self, entries: list[Entry], line: int) -> None:
        """Takes entries that stand from the 1-based ``line`` on. Raises SidecarError for a repeated id."""
        ids = [entry.id for entry in entries]
        if len(set(ids)) < len(ids) or not self._ids.isdisjoint(ids):
            raise self._repeated(ids, line)
        self._ids.update(ids)
        self.records.update({e.id: e for e in entries if not isinstance(e, ForeignRecord)})
        text, last = self._text, self._last
        for offset, entry in enumerate(entries):
            if isinstance(entry, _SPANNED):
                start = entry.span[0].start
                if text is not None:
                    for part in entry.span:
                        if text[part.start : part.end] != part.quote:
                            self.misplaced.append((entry.id, line + offset))
                            break
            else:
                start = entry_key(entry)[0]
            if last is not None and start <= last[1] and entry_key(entry) < entry_key(last[0]):
                self.in_order = False
            last = (entry, start)
        self._last = last

    def _repeated(self, ids: list[str], line: int) -> SidecarError:
        seen = set(self._ids)
        at = 0
        while ids[at] not in seen:
            seen.add(ids[at])
            at += 1
        return SidecarError(f"the id {ids[at]} stands twice", path=self._path, line=line + at)


def parse_sidecar(
    data: bytes,
    article: Article | None,
    path: Path,
    *,
    pace: Pace | None = None,
    any_version: bool = False,
    many: bool = False,
) -> Loaded:
    """Reads a sidecar's bytes against its article (None: quotes are not checked).

    ``pace`` is for worker threads. With ``any_version`` a newer one is read as far as it can be understood. ``many``
    says that others will be read, too, so that it pays to prepare for it. Raises ForeignSidecar, NewerSidecar,
    SidecarError, which name file and line.
    """
    text = None if article is None else article.text
    try:
        collector = _Collector(text, path)
        header, image = _read_lines(data, collector, path, pace, any_version, many)
    except (_OtherLayout, JsonProblem, UnicodeDecodeError):
        collector = _Collector(text, path)
        header, image = _read_any(data, collector, path, pace, any_version)
    same = article is None or header.article.sha256 == article.sha256
    sheet = Sheet(collector.records.finish(), header.status)
    return Loaded(header, sheet, image, tuple(collector.misplaced), same)


def read_header(path: Path) -> Header:
    """The header alone, from the beginning of the file where it is laid out as here, else from all of it.

    Raises OSError, ForeignSidecar, NewerSidecar, SidecarError.
    """
    with open_plain(path) as file:
        data = file.read(HEAD_BYTES)
        header = header_of(data, path)
        return header if header is not None else parse_sidecar(data + file.read(), None, path).header


def header_of(data: bytes, path: Path) -> Header | None:
    """The header in the first bytes of a sidecar; None where it is not laid out so that it stands there alone.

    Raises ForeignSidecar, NewerSidecar, SidecarError.
    """
    end = b"\r\n" if data[:3] == b"{\r\n" else b"\n"
    opening = end + f'"{RECORDS}":['.encode() + end
    at = data.find(opening)
    if at < 0:
        return None
    try:
        source = data[: at + len(opening)].decode("utf-8") + "]}"
        if members(source)[-1].key == RECORDS:
            return _header(source, path)
    except (UnicodeDecodeError, JsonProblem):
        pass
    return None


def _read_lines(
    data: bytes, collector: _Collector, path: Path, pace: Pace | None, any_version: bool, many: bool
) -> tuple[Header, Image]:
    """Reads the layout that is written here. Raises _OtherLayout when it is not that."""
    newline = "\r\n" if data[:3] == b"{\r\n" else "\n"
    end = newline.encode()
    opening = end + f'"{RECORDS}":['.encode() + end
    at = data.find(opening, 0, HEAD_BYTES)
    close = data.rfind(end + b"]")
    start = at + len(opening)
    if at < 0 or close < start - len(end):
        raise _OtherLayout
    head, tail = data[: start - len(end)], data[close + len(end) :]
    source = (head + end + tail).decode("utf-8")
    place = len(head.decode("utf-8")) - 1
    if not any(m.key == RECORDS and m.start == place for m in members(source)):
        raise _OtherLayout
    header = _header(source, path, any_version)
    blocks: list[Block] = []
    separator = b"," + end
    line = head.count(b"\n") + 2
    for joined in _stretches(data, start, close, separator):
        lines = joined.split(separator)
        entries: list[Entry] = []
        for first in range(0, len(lines), _BATCH):
            batch = lines[first : first + _BATCH]
            try:
                found = decode_lines(batch, many=many or close - start > _LONG)
            except LineProblem:
                raise _OtherLayout from None  # which finds the place, or reads what is only laid out differently
            collector.add(found, line)
            entries += found
            line += len(batch)
            if pace is not None:
                pace()
        blocks.append(Block(tuple(entries), joined))
    if collector.in_order:
        return header, Image(header, head, tail, tuple(blocks), newline)
    lines_read: list[Line] = []
    for block in blocks:
        lines_read += zip(block.entries, block.joined.split(separator), strict=True)
    return header, Image.of_lines(header, lines_read, newline=newline, as_read=data, pace=pace)


def _stretches(data: bytes, start: int, close: int, separator: bytes) -> Iterator[bytes]:
    while start < close:
        end = data.find(separator, min(start + _REACH, close), close)
        if end < 0:
            end = close
        yield data[start:end]
        start = end + len(separator) if end < close else close


def _read_any(
    data: bytes, collector: _Collector, path: Path, pace: Pace | None, any_version: bool
) -> tuple[Header, Image]:
    """Reads valid JSON of any layout."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SidecarError("this is not UTF-8", path=path, line=line) from None
    line, counted = 1, 0
    lines: list[Line] = []
    before, after = "", ""
    try:
        walk = Walk(text)
        found = False
        while (key := walk.next_key()) is not None:
            if key != RECORDS:
                if key == "version" and not any_version:
                    refuse_newer(walk.value())
                else:
                    walk.value()
                continue
            found = True
            if text[walk.position : walk.position + 1] != "[":
                raise JsonProblem("“records” must be an array", walk.position)
            before = text[: walk.position]
            first = True
            while walk.next_item(first):
                first = False
                start = walk.position
                line += text.count("\n", counted, start)
                counted = start
                walk.value()
                raw = compact(text[start : walk.position]).encode("utf-8")
                try:
                    entries = decode_lines([raw])
                except LineProblem as problem:
                    raise SidecarError(str(problem), path=path, line=line) from None
                collector.add(entries, line)
                lines.append((entries[0], raw))
                if pace is not None:
                    pace()
            after = text[walk.position :]
        walk.finish()
        if not found:
            _header(text, path, any_version)
            raise SidecarError("it has no “records”", path=path)
    except NewerSidecar as error:
        error.path = path
        raise
    except JsonProblem as problem:
        line = text.count("\n", 0, problem.position) + 1
        raise SidecarError(f"broken JSON: {problem}", path=path, line=line) from None
    header = _header(f"{before}[]{after}", path, any_version)
    newline = "\r\n" if "\r\n" in text[: skip_space(text, 1)] else "\n"
    return header, Image.of_lines(header, lines, newline=newline, as_read=data, pace=pace)


def _header(source: str, path: Path, any_version: bool = False) -> Header:
    try:
        return decode_header(source, any_version=any_version)
    except SidecarError as error:
        error.path = path
        raise
