r"""WebAnno TSV 3.3 (and 3.1, 3.2), as INCEpTION and WebAnno export it; only read.

A header names the layers: ``#T_SP=`` spans, with slot features as ``ROLE_layer:feature_link|target``; ``#T_CH=`` chains;
``#T_RL=`` relations, which end with ``BT_`` and the layer they tie. Then sentences: ``#Text=`` lines, and a row for each
token (``1-2``) and sub-token (``1-2.1``) with its place in UTF-16 code units, its text, and a cell for each column: ``_``
is nothing, ``*`` an annotation without a value, ``|`` parts what is stacked, ``[3]`` tells annotations apart and carries
one over several rows. A backslash takes the meaning from a character.

The text is what the ``#Text`` lines say, at the offsets of the rows. What stands between sentences the format does not
say, only how long it is: a line break and blanks, as INCEpTION has it. Nothing is put behind the last sentence.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias

from msgspec import Struct, field

from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Found, SourceError, Trouble
from annotator.formats.inception import (
    NAMED_ENTITY,
    PREPROCESSING,
    SILENT,
    Link,
    Mentions,
    Stretches,
    type_feature,
)
from annotator.formats.sources import members, text_of
from annotator.formats.units import Utf16

MOST_DATA = 64 * 1024 * 1024
"""Bytes of one file."""

MOST_LINES = 1_000_000
"""Of one file."""

MOST_COLUMNS = 2_000
"""Of one file."""

MOST_VALUES = 10_000_000
"""Of one file: what is stacked times the columns of its layer."""

MOST_BLANKS = 10_000
"""That may stand between sentences, beyond as many as the file has bytes."""

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3\.(\d)")
_LAYER = re.compile(r"#T_(SP|CH|RL)=(.*)")
_ROW = re.compile(r"([0-9]{1,9}-[0-9]{1,9}(?:\.[0-9]{1,9})?)\t([0-9]{1,12})-([0-9]{1,12})(?:\t|$)")
_SLOT = re.compile(r"ROLE_[^:]*:(.+?)_[^_.]+\..*")
_SLOT_PLAIN = re.compile(r"ROLE_(?:[^:]*:)?([^_]+).*")
_SUFFIXED = re.compile(r"((?:\\.|[^\\\[])*)\[([0-9]{1,9})(?:_([0-9]{1,9}))?\]", re.DOTALL)
_CHAINED = re.compile(r"->([0-9]{1,9})-([0-9]{1,9})\Z")
_PARTED = re.compile(r"\\.|[|;]", re.DOTALL)
_ESCAPED_VALUE = re.compile(r"\\(->|.)", re.DOTALL)
_ESCAPED_TEXT = re.compile(r"\\(.)", re.DOTALL)
_VALUES = {c: c for c in ("\\", "[", "]", "|", "_", "->", ";", "*")} | {"t": "\t", "n": "\n", "r": "\r"}
_TEXTS = {"\\": "\\", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b"}
_TEXTS |= {character: character for character in map(chr, range(32))}
_JAVA = re.compile(r"\\(?:u+([0-9a-fA-F]{4})|(.))", re.DOTALL)
_NOTHING, _NULL = "_", "*"

_Kind: TypeAlias = Literal["SP", "CH", "RL"]
_Part: TypeAlias = Literal["value", "role", "target", "base", "placeholder"]


def reader() -> WebannoReader:
    """Reads the format."""
    return WebannoReader()


class WebannoReader:
    """Reads files, folders or ZIP archives of WebAnno TSV."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        alone = not source.is_dir() and not zipfile.is_zipfile(source)
        count = 0
        for member in members(source, ".tsv"):
            count += 1
            try:
                document = _Document(member.name, member.data)
                found = document.article()
            except _Unreadable as problem:
                if alone:
                    raise SourceError(problem.message, path=source, line=problem.line) from None
                yield Trouble(
                    member.name, f"line {problem.line}", problem.message, "the article was left out"
                )
                continue
            yield from document.drafts.troubles
            yield found
        if not count:
            raise SourceError("it holds no file that ends in .tsv", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """None: the header says which layers there are, not which values they have."""
        return None


class _Unreadable(Exception):
    """Nothing of a file can be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


# -- the file ------------------------------------------------------------------------------------------------


class _Column(Struct, frozen=True):
    """``hint`` is, of targets and bases, the layer that they refer to."""

    part: _Part
    feature: str = ""
    hint: str = ""


class _Layer(Struct, frozen=True):
    """A layer and where its columns begin."""

    kind: _Kind
    name: str
    columns: tuple[_Column, ...]
    first: int

    @property
    def texts(self) -> list[str]:
        """Its features that hold values."""
        return [column.feature for column in self.columns if column.part == "value"]


class _Row(Struct):
    """A token or sub-token: its line, its place in UTF-16 units, its text, its cells."""

    line: int
    unit: str
    begin: int
    end: int
    word: str
    cells: list[str]


class _Span(Struct):
    """A span annotation, or a link of a chain, as rows add to it: places in code points."""

    layer: _Layer
    line: int
    said: dict[str, str]
    """Of each column the raw value."""
    stretches: list[tuple[int, int]] = field(default_factory=list)


def _layer(line: str, first: int) -> _Layer | None:
    match = _LAYER.fullmatch(line)
    if match is None:
        return None
    kind: Any = match[1]
    name, *declared = match[2].split("|")
    columns: list[_Column] = []
    for text in filter(None, declared):
        if kind == "SP" and text.startswith("ROLE_"):
            slot = _SLOT.fullmatch(text) or _SLOT_PLAIN.fullmatch(text)
            columns.append(_Column("role", slot[1] if slot else text))
        elif kind == "RL" and text.startswith("BT_"):
            columns.append(_Column("base", "", text[3:]))
        elif kind == "SP" and columns and columns[-1].part == "role":
            columns.append(_Column("target", columns[-1].feature, text))
        else:
            columns.append(_Column("value", text))
    return _Layer(kind, name.strip(), tuple(columns) or (_Column("placeholder"),), first)


def _split(separator: str, cell: str) -> list[str]:
    """The parts of a cell between separators that no backslash precedes."""
    parts, start = [], 0
    for match in _PARTED.finditer(cell):
        if match[0] == separator:
            parts.append(cell[start : match.start()])
            start = match.end()
    return [*parts, cell[start:]]


class _Document:
    """One file on its way to an article."""

    def __init__(self, file: str, data: bytes) -> None:
        """Reads header, text and rows. Raises _Unreadable."""
        self._layers: list[_Layer] = []
        self._rows: list[_Row] = []
        self._notes: list[tuple[int, str, str]] = []
        self._parts: list[str] = []
        self._length = 0
        self._read(data)
        text = "".join(self._parts)
        name, annotator = _named(file)
        self.drafts = Drafts(text, file, f"{name}\0{annotator}", annotator)
        for line, message, done in self._notes:
            self.drafts.trouble(f"line {line}", message, done)
        self._name, self._annotator, self._text = name, annotator, text
        self._mentions = Mentions(text, self.drafts)
        self._units = Utf16(text)
        self._tokens: list[tuple[int, int]] = []
        self._spans: dict[str, _Span] = {}
        self._links: dict[tuple[int, int, int], _Span] = {}
        self._labels: dict[tuple[int, int, int], tuple[str, str]] = {}
        self._by_id: dict[int, str] = {}
        self._by_unit: dict[tuple[str, str], str] = {}
        """The first annotation of a layer, or (layer ``""``) of any, on a unit."""
        self._relations: list[tuple[_Layer, _Row, list[str]]] = []
        self._others: Counter[str] = Counter()
        self._values = 0

    # -- lines

    def _read(self, data: bytes) -> None:
        if len(data) > MOST_DATA:
            raise _Unreadable(1, f"the file has {len(data):,} bytes; {MOST_DATA:,} are the most")
        try:
            text = text_of(data)
        except ValueError as error:
            raise _Unreadable(1, str(error)) from None
        if text.count("\n") > MOST_LINES:
            raise _Unreadable(MOST_LINES, f"the file has more than {MOST_LINES:,} lines")
        # Nothing but a line feed ends a line: text and values may hold any other break.
        lines = [line.removesuffix("\r") for line in text.split("\n")]
        self._blanks = len(data) + MOST_BLANKS
        version = _FORMAT.fullmatch(lines[0].strip())
        if version is None:
            raise _Unreadable(1, "its first line is not “#FORMAT=WebAnno TSV 3.” and 1, 2 or 3")
        java = version[1] in "01"
        number, columns = 1, 0
        while number < len(lines) and (layer := _layer(lines[number], columns)):
            self._layers.append(layer)
            columns += len(layer.columns)
            number += 1
            if columns > MOST_COLUMNS:
                raise _Unreadable(number, f"the header names more than {MOST_COLUMNS:,} columns")
        self._sentences(lines, number, columns, java)
        if not self._rows:
            raise _Unreadable(len(lines), "it has no sentence with a token")

    def _sentences(self, lines: Sequence[str], first: int, columns: int, java: bool) -> None:
        said: list[str] = []
        began = 0
        seen: set[str] = set()
        for number, line in enumerate(lines[first:], first + 1):
            if line.startswith("#Text="):
                began = began or number
                said.append(_java_text(line[6:]) if java else _unescaped(_ESCAPED_TEXT, _TEXTS, line[6:]))
                continue
            if line.startswith("#T_"):
                raise _Unreadable(number, "it declares a layer in no way that is known")
            if line.startswith("#") or not line.strip():
                continue
            found = _ROW.match(line)
            if found is None:
                self._note(number, "it is no row of a token (such as 1-2, 4-8, Haag)", "it was left out")
                continue
            if said:
                self._begin(number, int(found[2]), "\n".join(said))
                said, began = [], 0
            cells = line.split("\t", columns + 3)
            if found[1] in seen:
                self._note(number, f"the unit {found[1]} stands twice", "the row was left out")
            elif len(cells) < columns + 3 or "".join(cells[columns + 3 :]).strip():
                more = len(line.split("\t", columns + 6))
                words = f"it has {more} cells where the header makes {columns + 3}"
                self._note(number, words, "the row was left out")
            else:
                seen.add(found[1])
                at = (int(found[2]), int(found[3]))
                self._rows.append(_Row(number, found[1], *at, cells[2], cells[3 : columns + 3]))
        if said:
            self._note(began, "the sentence has no tokens, so that its place is not known", "it was left out")

    def _note(self, number: int, message: str, done: str) -> None:
        self._notes.append((number, message, done))

    def _begin(self, number: int, begin: int, text: str) -> None:
        """Puts a sentence at ``begin``. Raises _Unreadable where other text stands there."""
        gap = begin - self._length
        if gap < 0:
            words = f"its sentence begins at {begin}, but the text before it ends at {self._length}"
            raise _Unreadable(number, words)
        self._blanks -= gap
        if self._blanks < 0:
            raise _Unreadable(number, f"its sentence begins at {begin}, far behind the text before it")
        if gap:
            self._parts.append("\n" + " " * (gap - 1) if self._parts else " " * gap)
        self._parts.append(text)
        self._length = begin + Utf16(text).length

    # -- rows

    def article(self) -> Found:
        """The article with its records."""
        rows = [placed for row in self._rows if (placed := self._placed(row))]
        self._tokens = sorted(where for row, where in rows if "." not in row.unit)
        for row, where in rows:
            for layer in self._layers:
                self._cells(layer, row, where)
        events = []
        for key, span in self._spans.items():
            if self._mention(key, span):
                events.append((key, span))
        for key, span in events:
            self._slots(key, span)
        for number, (layer, row, cells) in enumerate(self._relations):
            self._relation(layer, row, cells, number)
        self._chains()
        for name, count in self._others.items():
            words = f"the layer holds nothing that is tagged here ({count:,} times)"
            self.drafts.trouble(name, words, "it was left out")
        return Found(self._name, self._text, self.drafts.finish(), self._annotator)

    def _placed(self, row: _Row) -> tuple[_Row, tuple[int, int]] | None:
        """A row with its place in code points; None, and a trouble, where its word is not there."""
        try:
            begin, end = self._units.to_points(row.begin), self._units.to_points(row.end)
        except ValueError as error:
            self.drafts.trouble(f"line {row.line}", str(error), "the row was left out")
            return None
        there = self._text[begin:end]
        if there not in (row.word, _unescaped(_ESCAPED_TEXT, _TEXTS, row.word)):
            words = f"the row says “{row.word[:60]}” where the text says “{there[:60]}”"
            self.drafts.trouble(f"line {row.line}", words, "the row was left out")
            return None
        return row, (begin, end)

    def _cells(self, layer: _Layer, row: _Row, where: tuple[int, int]) -> None:
        cells = row.cells[layer.first : layer.first + len(layer.columns)]
        if all(cell == _NOTHING for cell in cells):
            return
        if layer.name.startswith(PREPROCESSING):
            self._others[layer.name] += 1
        if layer.name.startswith((*SILENT, *PREPROCESSING)):
            return
        stacks = [[] if cell == _NOTHING else _split("|", cell) for cell in cells]
        deepest = max(map(len, stacks))
        self._values += deepest * len(cells)
        if self._values > MOST_VALUES:
            raise _Unreadable(row.line, f"the rows up to here hold more than {MOST_VALUES:,} values")
        for index in range(deepest):
            values = [stack[index] if index < len(stack) else _NOTHING for stack in stacks]
            if layer.kind == "SP":
                self._span(layer, row, where, index, values)
            elif layer.kind == "RL":
                self._relations.append((layer, row, values))
            else:
                self._link(layer, row, where, values)

    def _span(
        self, layer: _Layer, row: _Row, where: tuple[int, int], index: int, values: Sequence[str]
    ) -> None:
        id = 0
        said: dict[str, str] = {}
        for column, value in zip(layer.columns, values, strict=True):
            if column.part != "target" and (match := _SUFFIXED.fullmatch(value)) and match[3] is None:
                value, id = match[1], int(match[2])
            if value != _NOTHING:
                said[f"{column.part} {column.feature}"] = value
        key = self._by_id.get(id) if id else None
        if key is None or self._spans[key].layer is not layer:
            key = f"{layer.name} {id}" if id and key is None else f"{layer.name} {row.unit} {index}"
            self._spans[key] = _Span(layer, row.line, said)
            if id:
                self._by_id.setdefault(id, key)
        else:
            self._same(self._spans[key], said, row)
        self._by_unit.setdefault((layer.name, row.unit), key)
        self._by_unit.setdefault(("", row.unit), key)
        self._spans[key].stretches.append(where)

    def _same(self, span: _Span, said: dict[str, str], row: _Row) -> None:
        for name, value in said.items():
            if span.said.setdefault(name, value) != value:
                words = f"“{value[:60]}” where line {span.line} says “{span.said[name][:60]}” of the same annotation"
                self.drafts.trouble(f"line {row.line}", words, "the first was taken")

    def _link(self, layer: _Layer, row: _Row, where: tuple[int, int], values: Sequence[str]) -> None:
        said = dict(zip((column.feature for column in layer.columns), values, strict=True))
        relation = said.get("referenceRelation", "")
        chained = _CHAINED.search(relation)
        before = relation[: chained.start()] if chained else ""
        if chained is None or (len(before) - len(before.rstrip("\\"))) % 2:
            words = "its referenceRelation does not end in -> and the numbers of a chain and a link"
            self.drafts.trouble(f"line {row.line}", words, "the link was left out")
            return
        key = (layer.first, int(chained[1]), int(chained[2]))
        if key not in self._links:
            self._links[key] = _Span(layer, row.line, {})
            raw = said.get("referenceType", _NULL)
            type = _SUFFIXED.fullmatch(raw)
            self._labels[key] = (_value(type[1] if type else raw), _value(before))
        self._links[key].stretches.append(where)

    # -- records

    def _joined(self, stretches: Sequence[tuple[int, int]]) -> Stretches:
        """The places of rows as fragments: one where no token stands between them."""
        made: list[tuple[int, int]] = []
        for start, end in sorted(stretches):
            if made and (start <= made[-1][1] or not self._between(made[-1][1], start)):
                made[-1] = (made[-1][0], max(end, made[-1][1]))
            else:
                made.append((start, end))
        return tuple(made)

    def _between(self, start: int, end: int) -> bool:
        first = bisect_right(self._tokens, start, key=lambda token: token[1])
        return first < bisect_left(self._tokens, end, key=lambda token: token[0])

    def _mention(self, key: str, span: _Span) -> bool:
        layer, place = span.layer, f"line {span.line}"
        values = {
            name: value
            for column, raw in span.said.items()
            if (name := column.removeprefix("value ")) != column and (value := _value(raw))
        }
        feature = type_feature(layer.name, layer.texts)
        type = values.pop(feature, "").strip() or layer.name.rpartition(".")[2]
        identifier = values.pop("identifier", "") if layer.name == NAMED_ENTITY else ""
        where = self._joined(span.stretches)
        kind: Literal["entity", "event"] = (
            "event" if any(column.part == "role" for column in layer.columns) else "entity"
        )
        note, flag = values.pop("note", ""), values.pop("flag", "")
        if not self.drafts.mention(
            kind, key, type, where, place=place, attributes=values, note=note, flag=flag
        ):
            return False
        self._mentions.take(key, type, where)
        if identifier:
            self._mentions.identify(key, identifier, place)
        return True

    def _slots(self, key: str, span: _Span) -> None:
        place = f"line {span.line}"
        for column in span.layer.columns:
            if column.part != "target":
                continue
            roles = _split(";", span.said.get(f"role {column.feature}", _NULL))
            targets = _split(";", span.said.get(f"target {column.feature}", _NULL))
            if roles == targets == [_NULL]:
                continue
            if len(roles) != len(targets):
                words = f"{column.feature} has {len(roles)} roles and {len(targets)} targets"
                self.drafts.trouble(place, words, "its roles were left out")
                continue
            for role, target in zip(roles, targets, strict=True):
                said = _value(role).strip() or column.feature
                self.drafts.argument(key, said, self._referred(column.hint, target), place=place)

    def _referred(self, layer: str, reference: str) -> str:
        """The key of what ``1-2`` or ``1-2[3]`` refers to; where nothing stands there, the reference itself."""
        match = _SUFFIXED.fullmatch(reference)
        id = int(match[2]) if match else 0
        return self._at(layer, match[1] if match else reference, id) or reference

    def _at(self, layer: str, unit: str, id: int) -> str | None:
        if id:
            return self._by_id.get(id)
        return self._by_unit.get(("" if layer == "uima.tcas.Annotation" else layer, unit))

    def _relation(self, layer: _Layer, row: _Row, cells: Sequence[str], number: int) -> None:
        place = f"line {row.line}"
        values: dict[str, str] = {}
        source = target = None
        words = "where it comes from is not said"
        for column, cell in zip(layer.columns, cells, strict=True):
            match = _SUFFIXED.fullmatch(cell)
            raw = match[1] if match else cell
            if column.part != "base":
                values[column.feature] = _value(raw)
            elif cell != _NOTHING:
                words = f"{cell[:60]} or {row.unit} is no {column.hint.rpartition('.')[2]} that was taken"
                ids = (int(match[2]), int(match[3] or 0)) if match else (0, 0)
                source = self._at(column.hint, raw, ids[0])
                target = self._at(column.hint, row.unit, ids[1])
        if source is None or target is None:
            self.drafts.trouble(place, words, "the relation was left out")
            return
        type = values.pop(type_feature(layer.name, layer.texts), "").strip() or layer.name.rpartition(".")[2]
        note, ends = values.pop("note", ""), [("Governor", source), ("Dependent", target)]
        said = {name: value for name, value in values.items() if value}
        self.drafts.relation(f"{number}", type, ends, place=place, attributes=said, note=note)

    def _chains(self) -> None:
        names = {layer.first: layer.name for layer in self._layers}
        chains: dict[tuple[int, int], list[Link]] = {}
        for key in sorted(self._links):
            layer, chain, number = key
            link, (type, label) = self._links[key], self._labels[key]
            where = self._joined(link.stretches)
            made = Link(f"link {layer} {chain}-{number}", type, label, where, f"line {link.line}")
            chains.setdefault((layer, chain), []).append(made)
        for (layer, chain), links in chains.items():
            self._mentions.chain(f"chain {layer} {chain}", names[layer], links, links[0].place)


# -- escapes and names ---------------------------------------------------------------------------------------


def _unescaped(escaped: re.Pattern[str], known: Mapping[str, str], text: str) -> str:
    """Text without its backslashes; those that escape nothing known stay."""
    if "\\" not in text:
        return text
    return escaped.sub(lambda match: known.get(match[1], match[0]), text)


def _java_text(text: str) -> str:
    """Text of version 3.1 and before, which escapes as Java does."""

    def plain(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        return _TEXTS.get(match[2], match[2])

    if "\\" not in text:
        return text
    # Halves of a surrogate pair, one after the other, are one character.
    paired = _JAVA.sub(plain, text).encode("utf-16-le", "surrogatepass")
    return paired.decode("utf-16-le", "replace")


def _value(raw: str) -> str:
    return "" if raw in (_NULL, _NOTHING) else _unescaped(_ESCAPED_VALUE, _VALUES, raw)


def _named(file: str) -> tuple[str, str]:
    """An article's name and annotator by a path in a source; project exports have ``annotation/name/annotator.tsv``."""
    parts = PurePosixPath(file).parts
    stem = PurePosixPath(parts[-1]).stem if parts else ""
    if len(parts) >= 3 and parts[-3] in ("annotation", "curation"):
        return parts[-2], stem if parts[-3] == "annotation" else ""
    return stem, ""
