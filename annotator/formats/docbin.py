"""spaCy's DocBin: articles as Docs to train from, with everything else in their user data.

Source of the format: spaCy's documentation of ``DocBin`` (version 0.1: zlib over msgpack, a column of 64-bit numbers for
the tokens of all Docs) and, for span groups, ``SpanGroup.to_bytes``. It is written a Doc at a time, which spaCy's own
class cannot, and read without making a Doc, as its C code believes the numbers in a file.

Of each Doc:

``doc.text``
    The article's text, exactly: blanks that spaCy's words cannot have behind them are tokens of blanks, as in spaCy.
``doc.ents``
    Entity mentions without overlap: of those that overlap, the longest, then the first, then the first by type. Tokens
    of a mention that has no place among tokens are *missing* values, not evidence that nothing is there. An entity's
    ``kb_id_`` is the Wikidata id that its instance links to, if any.
``doc.spans["entities"]``, ``doc.spans["events"]``, ``doc.spans["free_spans"]``
    All entity mentions, overlapping or not; the triggers of events; text that is no entity but fills a role.
``doc.user_data["annotator"]``
    Plain values: ``format`` ("annotator-docbin"), ``version`` (1), ``name``, ``sha256`` (of the article's bytes, hex),
    ``annotator``, ``status``, ``tokenizer``, and lists of all records by kind: ``entities``, ``events``, ``relations``,
    ``instances``, ``zones``, ``articles``. A record has the fields that it has in a sidecar, but those that are empty;
    ``span`` is a list of ``[start, end]`` in code points of ``doc.text``. Events and relations have ``arguments``, each
    with ``role`` and ``filler``, the id of a mention. Reading takes these, and nothing but the text from elsewhere.

The mentions that have no place among tokens stand in the user data only; each is told.
"""

from __future__ import annotations

import json
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from annotator.annotations.records import (
    FREE_SPAN,
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Zone,
    fragment,
)
from annotator.errors import AnnotatorError
from annotator.formats.drafts import Drafts, Misplaced, placed
from annotator.formats.exchange import (
    Found,
    Labelled,
    Loss,
    MissingExtra,
    Piece,
    Setting,
    SourceError,
    Trouble,
)
from annotator.formats.flat import OnTokens, on_tokens, outermost
from annotator.formats.sources import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, members
from annotator.formats.tokens import Tokens, fit, tokenizer
from annotator.sidecars.codec import ForeignRecord, LineProblem, decode
from annotator.sidecars.names import is_annotator

FORMAT = "annotator-docbin"
VERSION = 1
SUFFIX = ".spacy"

KEY = "annotator"
"""Of the user data."""

MOST_TEXT = 64 * 1024 * 1024
"""Code points of one article: a few bytes may name a long word many times."""

MOST_TOKENS = 4_000_000
"""Of one article."""

_MOST_ATTRS = 100
"""spaCy has fewer, and those that anybody writes are thirteen."""

_UNSUSPICIOUS = 256 * 1024 * 1024
"""Bytes up to which it does not matter how much smaller they were: the same article many times packs very well."""

_LISTS: dict[str, str] = {
    "entity": "entities",
    "event": "events",
    "relation": "relations",
    "instance": "instances",
    "zone": "zones",
    "article": "articles",
    "comment": "comments",
    "decision": "decisions",
}
_MOST_IDS = 200_000
"""Strings whose numbers are kept."""

_LEVEL = 3
"""Of compression: the numbers of tokens are hashes, which more effort hardly makes smaller."""

_MISSING, _INSIDE, _OUTSIDE, _BEGIN = 0, 1, 2, 3
"""Values of ENT_IOB."""

_SPAN = struct.Struct(">QQQllll")
"""A span of a group: its id, knowledge base id, label, tokens, characters."""

_OLD_SPAN = struct.Struct(">QQllll")
"""The same before spaCy 3.5: without an id."""


class _Numbers(Struct, frozen=True):
    """spaCy's numbers for strings, and those of the columns."""

    of: Callable[[str], int]
    orth: int
    iob: int
    type: int
    kb: int


def _numbers() -> _Numbers:
    try:
        from spacy import attrs
        from spacy.strings import get_string_id
    except ImportError:
        raise MissingExtra("The DocBin of spaCy", "spacy") from None
    return _Numbers(get_string_id, attrs.ORTH, attrs.ENT_IOB, attrs.ENT_TYPE, attrs.ENT_KB_ID)


def writer(setting: Setting) -> DocBinWriter:
    """Writes the format. Raises MissingExtra, and what :func:`tokens.tokenizer` raises."""
    return DocBinWriter(setting)


def reader() -> DocBinReader:
    """Reads the format. Raises MissingExtra."""
    return DocBinReader()


# -- writing -------------------------------------------------------------------------------------------------


class _Doc(Struct, frozen=True):
    """One Doc, packed: the columns' rows and the strings that they name."""

    rows: bytes
    spaces: bytes
    strings: tuple[str, ...]
    groups: bytes
    user_data: bytes


class _Ids(dict[str, int]):
    """spaCy's number of each string, remembered."""

    def __init__(self, numbers: _Numbers) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, string: str) -> int:
        if len(self) >= _MOST_IDS:
            self.clear()
        found = self[string] = self._numbers.of(string)
        return found


class DocBinWriter:
    """Writes articles as Docs."""

    def __init__(self, setting: Setting) -> None:
        self._numbers = _numbers()
        self._tokenizer = setting.tokenizer
        self._split = tokenizer(setting.tokenizer)
        self._ids = _Ids(self._numbers)

    def render(self, article: Labelled) -> Piece:
        """The Doc of one article."""
        tokens = self._split(article.text)
        all_tokens = _AllTokens.of(article.text, tokens)
        losses: list[Loss] = []
        marks = _Marks.of(article, tokens, losses)
        known = _wikidata(article)
        kb = {p.mention.id: known.get(next(iter(p.mention.instances), ""), "") for p in marks.ents}
        words = [article.text[start:end] for start, end in all_tokens.places]
        strings = {*words, *kb.values(), *(p.mention.type for group in marks.groups.values() for p in group)}
        doc = _Doc(
            self._rows(words, all_tokens, marks, kb),
            bytes(all_tokens.spaces),
            tuple(strings - {""}),
            self._groups(all_tokens, marks, kb),
            self._user_data(article, losses),
        )
        return Piece(article.name, doc, tuple(losses))

    def collector(self, target: Path) -> DocBinCollector:
        """Begins the file."""
        numbers = self._numbers
        return DocBinCollector(target, (numbers.orth, numbers.iob, numbers.type, numbers.kb))

    def _rows(self, words: Sequence[str], all_: _AllTokens, marks: _Marks, kb: Mapping[str, str]) -> bytes:
        iob = array("Q", (_OUTSIDE,)) * len(words)
        types, links = array("Q", (0,)) * len(words), array("Q", (0,)) * len(words)
        for first, last in marks.missing:
            start, stop = all_.numbers[first], all_.numbers[last - 1] + 1
            iob[start:stop] = array("Q", (_MISSING,)) * (stop - start)
        for one in marks.ents:
            start, stop = all_.numbers[one.first], all_.numbers[one.last - 1] + 1
            iob[start:stop] = array("Q", (_INSIDE,)) * (stop - start)
            iob[start] = _BEGIN
            types[start:stop] = array("Q", (self._ids[one.mention.type],)) * (stop - start)
            links[start:stop] = array("Q", (self._ids[kb[one.mention.id]],)) * (stop - start)
        rows = array("Q", (0,)) * (4 * len(words))
        rows[0::4] = array("Q", map(self._ids.__getitem__, words))
        rows[1::4], rows[2::4], rows[3::4] = iob, types, links
        return rows.tobytes()

    def _groups(self, all_: _AllTokens, marks: _Marks, kb: Mapping[str, str]) -> bytes:
        made = {}
        for name, group in marks.groups.items():
            spans = []
            for one in group:
                first, last = all_.numbers[one.first], all_.numbers[one.last - 1] + 1
                link = self._ids[kb.get(one.mention.id, "")]
                characters = (all_.places[first][0], all_.places[last - 1][1])
                spans.append(_SPAN.pack(0, link, self._ids[one.mention.type], first, last, *characters))
            made[msgspec.msgpack.encode({"name": name, "attrs": {}, "spans": spans})] = [name]
        return msgspec.msgpack.encode(made)

    def _user_data(self, article: Labelled, losses: list[Loss]) -> bytes:
        said: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "name": article.name,
            "sha256": article.sha256,
            "annotator": article.annotator,
            "status": article.sheet.status,
            "tokenizer": self._tokenizer,
        }
        said.update((name, []) for kind, name in _LISTS.items() if kind not in ("comment", "decision"))
        for record in article.records:
            said.setdefault(_LISTS[record.kind], []).append(_plain(record, losses))
        return msgspec.msgpack.encode({KEY: said})


def _plain(record: Record, losses: list[Loss]) -> dict[str, Any]:
    """A record's fields that are not empty, as they go into the user data."""
    made = {name: value for name in record.__struct_fields__ if (value := getattr(record, name))}
    if isinstance(record, (Entity, Event, Zone)):
        made["span"] = [(part.start, part.end) for part in record.span]
    if made["origin"] == Origin():
        del made["origin"]
    for name, value in made.get("attributes", {}).items():
        if isinstance(value, int) and not -(2**63) <= value < 2**64:
            losses.append(Loss(record.id, f"attributes.{name}", "it is a number of more than 64 bits"))
            made["attributes"] = {k: v for k, v in made["attributes"].items() if k != name}
    return made


def _wikidata(article: Labelled) -> dict[str, str]:
    """The Wikidata id of each instance that links to one."""
    found: dict[str, str] = {}
    for instance in (record for record in article.sheet if isinstance(record, Instance)):
        for link in instance.links:
            if match := re.fullmatch(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q\d{1,15})", link):
                found.setdefault(instance.id, match[1])
    return found


class _AllTokens(Struct, frozen=True):
    """The tokens as spaCy has them, those of blanks too, and whether a blank that is no token follows each.

    ``numbers`` are those of the tokens that are no blanks.
    """

    places: list[tuple[int, int]]
    spaces: bytearray
    numbers: list[int]

    @classmethod
    def of(cls, text: str, tokens: Tokens) -> _AllTokens:
        """Everything of ``text`` is in a token, or is the one space behind it."""
        places: list[tuple[int, int]] = []
        spaces, numbers, at = bytearray(), [], 0
        for token in tokens:
            start, end = token
            if start > at:
                if places and text[at] == " ":
                    spaces[-1] = 1
                    at += 1
                if start > at:
                    places.append((at, start))
                    spaces.append(0)
            numbers.append(len(places))
            places.append(token)
            spaces.append(0)
            at = end
        if at < len(text) and places and text[at] == " ":
            spaces[-1] = 1
            at += 1
        if at < len(text):
            places.append((at, len(text)))
            spaces.append(0)
        return cls(places, spaces, numbers)


class _Marks(Struct, frozen=True):
    """The mentions on tokens: those of ``doc.ents``, the span groups, and stretches of tokens of which ents say nothing."""

    ents: list[OnTokens]
    groups: dict[str, list[OnTokens]]
    missing: list[tuple[int, int]]

    @classmethod
    def of(cls, article: Labelled, tokens: Tokens, losses: list[Loss]) -> _Marks:
        """What has no place goes to ``losses``."""
        groups: dict[str, list[OnTokens]] = {"entities": [], "events": []}
        missing: list[tuple[int, int]] = []
        for record in article.records:
            if not isinstance(record, (Entity, Event)):
                continue
            place, why = on_tokens(article.text, tokens, record)
            if why:
                only = "" if place is not None else "; only the user data have it"
                losses.append(Loss(record.id, "span", f"{why}{only}"))
            free = record.type == FREE_SPAN
            if place is not None:
                name = "events" if isinstance(record, Event) else "free_spans" if free else "entities"
                groups.setdefault(name, []).append(place)
            elif isinstance(record, Entity) and not free:
                found = (fit(tokens, part.start, part.end) for part in record.span)
                missing += [(one.first, one.last) for one in found if one is not None]
        return cls(outermost(groups["entities"])[0], groups, missing)


# -- putting Docs together -----------------------------------------------------------------------------------


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
        doc: _Doc = piece.content
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


# -- reading -------------------------------------------------------------------------------------------------


class _Bin(Struct):
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


class _Ent(Struct, frozen=True):
    """A span of a Doc in code points, with its label and the id in a knowledge base."""

    start: int
    end: int
    type: str
    kb: str


class _Packed(Struct):
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


class DocBinReader:
    """Reads articles from DocBins: those that this program wrote wholly, of others entities, span groups and text.

    A DocBin is one compressed value: all of it is in memory while it is read.
    """

    def __init__(self) -> None:
        self._numbers = _numbers()

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them. Raises SourceError for what is no DocBin."""
        alone = source.is_file() and not zipfile.is_zipfile(source)
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
        bin_ = _unpacked(data, path)
        lengths = _lengths(bin_, self._numbers.orth, path)
        strings = {self._numbers.of(string): string for string in bin_.strings}
        before, budget, stem = 0, MOST_UNPACKED, Path(file).stem
        for number, length in enumerate(lengths):
            packed = _Packed(f"Doc {number + 1}", f"{stem}-{number + 1}", before, length)
            before += length
            if _at(bin_.cats, number, None):
                yield Trouble(file, packed.where, "it has categories of the whole text", "they were left out")
            if _at(bin_.flags, number, {}).get("has_unknown_spaces"):
                yield Trouble(file, packed.where, "it knows no blanks", "one was put behind each word")
            problem = self._fill(packed, bin_, number, strings)
            if problem:
                yield Trouble(file, packed.where, problem, "the article was left out")
                continue
            budget -= len(packed.text)
            if budget < 0:
                raise SourceError(f"its texts have more than {MOST_UNPACKED:,} characters", path=path)
            said = _user_data(_at(bin_.user_data, number, None))
            ents = self._ents(packed, strings)
            if said is not None:
                yield from _own(packed, said, ents, file)
            else:
                groups = _at(bin_.span_groups, number, b"")
                yield from self._foreign(packed, groups, ents, strings, file)

    def _fill(self, packed: _Packed, bin_: _Bin, number: int, strings: Mapping[int, str]) -> str:
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
        unknown = _at(bin_.flags, number, {}).get("has_unknown_spaces")
        spaces: Sequence[int] = b"\1" * packed.length if unknown else bin_.spaces[first:last]
        at = 0
        for word, space in zip(words, spaces, strict=True):
            packed.places.append((at, at + len(word)))
            at += len(word) + (1 if space else 0)
        spaced = [word + " " if space else word for word, space in zip(words, spaces, strict=True)]
        packed.text = "".join(spaced)
        return ""

    def _ents(self, doc: _Packed, strings: Mapping[int, str]) -> list[_Ent]:
        """What ``doc.ents`` would be."""
        none = [0] * doc.length
        types = doc.columns.get(self._numbers.type, none)
        links = doc.columns.get(self._numbers.kb, none)
        marks = doc.columns.get(self._numbers.iob) or [_INSIDE if type else _OUTSIDE for type in types]
        found: list[_Ent] = []
        open_ = -1
        for at, mark in enumerate([*marks, _OUTSIDE]):
            if open_ >= 0 and (mark != _INSIDE or types[at] != types[open_]):
                type, kb = strings.get(types[open_], ""), strings.get(links[open_], "")
                found.append(_Ent(doc.places[open_][0], doc.places[at - 1][1], type, kb))
                open_ = -1
            if mark in (_BEGIN, _INSIDE) and open_ < 0:
                open_ = at
        return found

    def _foreign(
        self, doc: _Packed, groups: bytes, ents: Sequence[_Ent], strings: Mapping[int, str], file: str
    ) -> Iterator[Found | Trouble]:
        """An article that another program made: its entities and the spans of its groups."""
        drafts = Drafts(doc.text, file, f"{file}\0{doc.where}")
        found = list(ents)
        try:
            found += _spans(doc, groups, strings)
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


def _unpacked(data: bytes, path: Path) -> _Bin:
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
        return msgspec.msgpack.decode(plain, type=_Bin)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise SourceError(f"this is no DocBin: {error}", path=path) from None


def _lengths(bin_: _Bin, orth: int, path: Path) -> array[int]:
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


def _at(values: Sequence[Any], number: int, otherwise: Any) -> Any:
    return values[number] if number < len(values) else otherwise


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


def _own(doc: _Packed, said: Mapping[str, Any], ents: Sequence[_Ent], file: str) -> Iterator[Found | Trouble]:
    """An article that this program wrote: what it said in the user data."""
    taken: dict[str, Record] = {}
    for kind, name in _LISTS.items():
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


def _spans(doc: _Packed, groups: bytes, strings: Mapping[int, str]) -> list[_Ent]:
    """The spans of a Doc's groups. Raises what msgspec and struct raise, and ValueError."""
    found: list[_Ent] = []
    if not groups:
        return found
    for group in msgspec.msgpack.decode(groups, type=dict[bytes, list[str]] | list[bytes]):
        for packed in msgspec.msgpack.decode(group, type=_Group).spans:
            if len(packed) == _SPAN.size:
                _, kb, label, first, last, _, _ = _SPAN.unpack(packed)
            else:
                kb, label, first, last, _, _ = _OLD_SPAN.unpack(packed)
            if not 0 <= first < last <= doc.length:
                raise ValueError(f"tokens [{first}, {last}) of {doc.length}")
            start, end = doc.places[first][0], doc.places[last - 1][1]
            found.append(_Ent(start, end, strings.get(label, ""), strings.get(kb, "")))
    return found
