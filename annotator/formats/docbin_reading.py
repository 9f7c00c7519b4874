"""Reads DocBins, our own and those of other programs; see :mod:`annotator.formats.docbin`."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from annotator.annotations.records import (
    Entity,
    Record,
    fragment,
)
from annotator.formats.archives import MOST_UNPACKED
from annotator.formats.docbin_shape import (
    BEGIN,
    FORMAT,
    INSIDE,
    KEY,
    LISTS,
    OUTSIDE,
    SUFFIX,
    VERSION,
    numbers_of_spacy,
)
from annotator.formats.docbin_unpacking import (
    Bin,
    Ent,
    Packed,
    lengths_of,
    nth,
    spans_of,
    unpacked,
)
from annotator.formats.drafts import Drafts, Misplaced, placed
from annotator.formats.exchange import (
    Found,
    SourceError,
    Trouble,
)
from annotator.formats.sources import is_one_file, members
from annotator.sidecars.codec import ForeignRecord, LineProblem, decode
from annotator.sidecars.names import is_annotator

MOST_TEXT = 64 * 1024 * 1024
"""Code points of one article: a few bytes may name a long word many times."""

MOST_TOKENS = 4_000_000
"""Of one article."""


class DocBinReader:
    """Reads articles from DocBins: those that this program wrote wholly, of others entities, span groups and text.

    A DocBin is one compressed value: all of it is in memory while it is read.
    """

    def __init__(self) -> None:
        self._numbers = numbers_of_spacy()

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them. Raises SourceError for what is no DocBin."""
        alone = is_one_file(source)
        none = True
        for member in members(source, SUFFIX):
            none = False
            try:
                yield from self._file(member.data, member.name, source)
            except SourceError as error:
                if alone:
                    raise
                yield Trouble(member.name, "", error.message, "the file was left out")
        if none:
            raise SourceError(f"there is no file in it that ends in {SUFFIX}", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The format does not say what may be tagged."""
        return None

    def _file(self, data: bytes, file: str, path: Path) -> Iterator[Found | Trouble]:
        bin_ = unpacked(data, path)
        lengths = lengths_of(bin_, self._numbers.orth, path)
        strings = {self._numbers.of(string): string for string in bin_.strings}
        before, budget, stem = 0, MOST_UNPACKED, Path(file).stem
        for number, length in enumerate(lengths):
            packed = Packed(f"Doc {number + 1}", f"{stem}-{number + 1}", before, length)
            before += length
            if nth(bin_.cats, number, None):
                yield Trouble(file, packed.where, "it has categories of the whole text", "they were left out")
            if nth(bin_.flags, number, {}).get("has_unknown_spaces"):
                yield Trouble(file, packed.where, "it knows no blanks", "one was put behind each word")
            problem = self._fill(packed, bin_, number, strings)
            if problem:
                yield Trouble(file, packed.where, problem, "the article was left out")
                continue
            budget -= len(packed.text)
            if budget < 0:
                raise SourceError(f"its texts have more than {MOST_UNPACKED:,} characters", path=path)
            said = _user_data(nth(bin_.user_data, number, None))
            ents = self._ents(packed, strings)
            if said is not None:
                yield from _own(packed, said, ents, file)
            else:
                groups = nth(bin_.span_groups, number, b"")
                yield from self._foreign(packed, groups, ents, strings, file)

    def _fill(self, packed: Packed, bin_: Bin, number: int, strings: Mapping[int, str]) -> str:
        """Unpacks the tokens of a Doc; what is wrong with them."""
        if packed.length > MOST_TOKENS:
            return f"it has more than {MOST_TOKENS:,} tokens"
        first, last, wide = packed.first, packed.first + packed.length, len(bin_.attrs)
        rows = bin_.tokens.cast("Q")[first * wide : last * wide]
        for attr in (self._numbers.orth, self._numbers.iob, self._numbers.type, self._numbers.kb):
            if attr in bin_.attrs:
                packed.columns[attr] = rows[bin_.attrs.index(attr) :: wide].tolist()
        words = [strings.get(orth, "") for orth in packed.columns[self._numbers.orth]]
        if "" in words:
            return f"the word of token {words.index('') + 1} is not in the file"
        if sum(map(len, words)) + packed.length > MOST_TEXT:
            return f"its text has more than {MOST_TEXT:,} characters"
        unknown = nth(bin_.flags, number, {}).get("has_unknown_spaces")
        spaces: Sequence[int] = b"\1" * packed.length if unknown else bin_.spaces[first:last]
        at = 0
        for word, space in zip(words, spaces, strict=True):
            packed.places.append((at, at + len(word)))
            at += len(word) + (1 if space else 0)
        spaced = [word + " " if space else word for word, space in zip(words, spaces, strict=True)]
        packed.text = "".join(spaced)
        return ""

    def _ents(self, doc: Packed, strings: Mapping[int, str]) -> list[Ent]:
        """What ``doc.ents`` would be."""
        none = [0] * doc.length
        types = doc.columns.get(self._numbers.type, none)
        links = doc.columns.get(self._numbers.kb, none)
        marks = doc.columns.get(self._numbers.iob) or [INSIDE if type else OUTSIDE for type in types]
        found: list[Ent] = []
        open_ = -1
        for at, mark in enumerate([*marks, OUTSIDE]):
            if open_ >= 0 and (mark != INSIDE or types[at] != types[open_]):
                type, kb = strings.get(types[open_], ""), strings.get(links[open_], "")
                found.append(Ent(doc.places[open_][0], doc.places[at - 1][1], type, kb))
                open_ = -1
            if mark in (BEGIN, INSIDE) and open_ < 0:
                open_ = at
        return found

    def _foreign(
        self, doc: Packed, groups: bytes, ents: Sequence[Ent], strings: Mapping[int, str], file: str
    ) -> Iterator[Found | Trouble]:
        """An article that another program made: its entities and the spans of its groups."""
        drafts = Drafts(doc.text, file, f"{file}\0{doc.where}")
        found = list(ents)
        try:
            found += spans_of(doc, groups, strings)
        except (
            msgspec.MsgspecError,
            ValueError,
            TypeError,
            RecursionError,
            MemoryError,
            struct.error,
        ) as error:
            drafts.trouble(doc.where, f"its span groups cannot be read: {error}", "they were left out")
        seen: set[tuple[int, int, str]] = set()
        for ent in found:
            place = (ent.start, ent.end, ent.type)
            if place in seen:
                continue
            seen.add(place)
            key = f"{ent.start} {ent.end} {ent.type}"
            taken = drafts.mention("entity", key, ent.type, [(ent.start, ent.end)], place=doc.where)
            if taken and ent.kb:
                link = f"https://www.wikidata.org/wiki/{ent.kb}" if re.fullmatch(r"Q\d+", ent.kb) else ent.kb
                name = doc.text[ent.start : ent.end]
                if drafts.instance(ent.kb, "entity", ent.type, name, shared=ent.kb, links=(link,)):
                    drafts.refer(key, ent.kb, place=doc.where)
        yield from drafts.troubles
        yield Found(doc.name, doc.text, drafts.finish())


def _user_data(packed: bytes | None) -> dict[str, Any] | None:
    """What this program said of a Doc; None where it said nothing that this version understands."""
    if not packed:
        return None
    try:
        said = msgspec.msgpack.decode(packed)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError, MemoryError):
        return None  # another program's own objects, which are none of ours
    said = said.get(KEY) if isinstance(said, dict) else None
    if not isinstance(said, dict) or (said.get("format"), said.get("version")) != (FORMAT, VERSION):
        return None
    return said


def _own(doc: Packed, said: Mapping[str, Any], ents: Sequence[Ent], file: str) -> Iterator[Found | Trouble]:
    """An article that this program wrote: what it said in the user data."""
    taken: dict[str, Record] = {}
    for kind, name in LISTS.items():
        items = said.get(name, ())
        for at, item in enumerate(items if isinstance(items, (list, tuple)) else ()):
            where = f"{doc.where}, {name}[{at}]"
            try:
                record = _record(kind, item, doc.text)
                if record.id in taken:
                    raise ValueError(f"the id {record.id} stands twice")
                taken[record.id] = record
            except (LineProblem, Misplaced, ValueError, TypeError, RecursionError) as problem:
                yield Trouble(file, where, str(problem), "the record was left out")
    known = {
        (_bare(doc.text, r.span[0].start, r.span[-1].end), r.type)
        for r in taken.values()
        if isinstance(r, Entity)
    }
    new = [e for e in ents if (_bare(doc.text, e.start, e.end), e.type) not in known]
    if new:
        quote = doc.text[new[0].start : new[0].end][:60]
        what = f"{len(new)} of its ents, such as “{quote}” ({new[0].type}), are not among annotator's records"
        yield Trouble(file, doc.where, what, "they were left out")
    called, annotator = said.get("name"), said.get("annotator")
    yield Found(
        called if isinstance(called, str) and called else doc.name,
        doc.text,
        tuple(taken.values()),
        annotator if isinstance(annotator, str) and is_annotator(annotator) else "",
        "done" if said.get("status") == "done" else "in-progress",
    )


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the blanks at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _record(kind: str, item: Any, text: str) -> Record:
    """The record of a list's item, as strictly as a sidecar is read. Raises ValueError or TypeError."""
    if not isinstance(item, dict):
        raise ValueError("it is no table")
    made: dict[str, Any] = {**item, "kind": kind}
    if kind in ("entity", "event", "zone"):
        stretches = [(start, end) for start, end in item.get("span", ())]
        placed(text, stretches)
        parts = (fragment(text, start, end) for start, end in stretches)
        made["span"] = [msgspec.structs.asdict(part) for part in parts]
    line = json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    record = decode(line.encode("utf-8"))
    if isinstance(record, ForeignRecord):
        raise ValueError(f"“{record.kind}” is no kind of record that this version knows")
    return record
