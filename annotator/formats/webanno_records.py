"""The rows of WebAnno TSV as records."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Literal

from msgspec import Struct, field

from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Found
from annotator.formats.inception import (
    NAMED_ENTITY,
    PREPROCESSING,
    SILENT,
    Link,
    Mentions,
    Stretches,
    type_feature,
)
from annotator.formats.units import Utf16
from annotator.formats.webanno_escapes import NOTHING, NULL, plain_text, split, value_of
from annotator.formats.webanno_lines import Layer, Lines, Row, Unreadable

MOST_VALUES = 10_000_000
"""Of one file: what is stacked times the columns of its layer."""

_SUFFIXED = re.compile(r"((?:\\.|[^\\\[])*)\[([0-9]{1,9})(?:_([0-9]{1,9}))?\]", re.DOTALL)
_CHAINED = re.compile(r"->([0-9]{1,9})-([0-9]{1,9})\Z")


class _Span(Struct):
    """A span annotation, or a link of a chain, as rows add to it: places in code points."""

    layer: Layer
    line: int
    said: dict[str, str]
    """Of each column the raw value."""
    stretches: list[tuple[int, int]] = field(default_factory=list)


class Document:
    """One file on its way to an article."""

    def __init__(self, file: str, data: bytes) -> None:
        """Reads header, text and rows. Raises Unreadable."""
        lines = Lines(data)
        self._layers, self._rows, self._text = lines.layers, lines.rows, lines.text
        name, annotator = _named(file)
        self.drafts = Drafts(self._text, file, f"{name}\0{annotator}", annotator)
        for line, message, done in lines.notes:
            self.drafts.trouble(f"line {line}", message, done)
        self._name, self._annotator = name, annotator
        self._mentions = Mentions(self._text, self.drafts)
        self._units = Utf16(self._text)
        self._tokens: list[tuple[int, int]] = []
        self._spans: dict[str, _Span] = {}
        self._links: dict[tuple[int, int, int], _Span] = {}
        self._labels: dict[tuple[int, int, int], tuple[str, str]] = {}
        self._by_id: dict[int, str] = {}
        self._by_unit: dict[tuple[str, str], str] = {}
        """The first annotation of a layer, or (layer ``""``) of any, on a unit."""
        self._relations: list[tuple[Layer, Row, list[str]]] = []
        self._others: Counter[str] = Counter()
        self._values = 0

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

    def _placed(self, row: Row) -> tuple[Row, tuple[int, int]] | None:
        """A row with its place in code points; None, and a trouble, where its word is not there."""
        try:
            begin, end = self._units.to_points(row.begin), self._units.to_points(row.end)
        except ValueError as error:
            self.drafts.trouble(f"line {row.line}", str(error), "the row was left out")
            return None
        there = self._text[begin:end]
        if there not in (row.word, plain_text(row.word)):
            words = f"the row says “{row.word[:60]}” where the text says “{there[:60]}”"
            self.drafts.trouble(f"line {row.line}", words, "the row was left out")
            return None
        return row, (begin, end)

    def _cells(self, layer: Layer, row: Row, where: tuple[int, int]) -> None:
        cells = row.cells[layer.first : layer.first + len(layer.columns)]
        if all(cell == NOTHING for cell in cells):
            return
        if layer.name.startswith(PREPROCESSING):
            self._others[layer.name] += 1
        if layer.name.startswith((*SILENT, *PREPROCESSING)):
            return
        stacks = [[] if cell == NOTHING else split("|", cell) for cell in cells]
        deepest = max(map(len, stacks))
        self._values += deepest * len(cells)
        if self._values > MOST_VALUES:
            raise Unreadable(row.line, f"the rows up to here hold more than {MOST_VALUES:,} values")
        for index in range(deepest):
            values = [stack[index] if index < len(stack) else NOTHING for stack in stacks]
            if layer.kind == "SP":
                self._span(layer, row, where, index, values)
            elif layer.kind == "RL":
                self._relations.append((layer, row, values))
            else:
                self._link(layer, row, where, values)

    def _span(
        self, layer: Layer, row: Row, where: tuple[int, int], index: int, values: Sequence[str]
    ) -> None:
        id = 0
        said: dict[str, str] = {}
        for column, value in zip(layer.columns, values, strict=True):
            if column.part != "target" and (match := _SUFFIXED.fullmatch(value)) and match[3] is None:
                value, id = match[1], int(match[2])
            if value != NOTHING:
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

    def _same(self, span: _Span, said: dict[str, str], row: Row) -> None:
        for name, value in said.items():
            if span.said.setdefault(name, value) != value:
                words = f"“{value[:60]}” where line {span.line} says “{span.said[name][:60]}” of the same annotation"
                self.drafts.trouble(f"line {row.line}", words, "the first was taken")

    def _link(self, layer: Layer, row: Row, where: tuple[int, int], values: Sequence[str]) -> None:
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
            raw = said.get("referenceType", NULL)
            type = _SUFFIXED.fullmatch(raw)
            self._labels[key] = (value_of(type[1] if type else raw), value_of(before))
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
            if (name := column.removeprefix("value ")) != column and (value := value_of(raw))
        }
        type = values.pop(type_feature(layer.name, layer.texts), "").strip() or layer.name.rpartition(".")[2]
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
            roles = split(";", span.said.get(f"role {column.feature}", NULL))
            targets = split(";", span.said.get(f"target {column.feature}", NULL))
            if roles == targets == [NULL]:
                continue
            if len(roles) != len(targets):
                words = f"{column.feature} has {len(roles)} roles and {len(targets)} targets"
                self.drafts.trouble(place, words, "its roles were left out")
                continue
            for role, target in zip(roles, targets, strict=True):
                said = value_of(role).strip() or column.feature
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

    def _relation(self, layer: Layer, row: Row, cells: Sequence[str], number: int) -> None:
        place = f"line {row.line}"
        values: dict[str, str] = {}
        source = target = None
        words = "where it comes from is not said"
        for column, cell in zip(layer.columns, cells, strict=True):
            match = _SUFFIXED.fullmatch(cell)
            raw = match[1] if match else cell
            if column.part != "base":
                values[column.feature] = value_of(raw)
            elif cell != NOTHING:
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


def _named(file: str) -> tuple[str, str]:
    """An article's name and annotator by a path in a source; project exports have ``annotation/name/annotator.tsv``."""
    parts = PurePosixPath(file).parts
    stem = PurePosixPath(parts[-1]).stem if parts else ""
    if len(parts) >= 3 and parts[-3] in ("annotation", "curation"):
        return parts[-2], stem if parts[-3] == "annotation" else ""
    return stem, ""
