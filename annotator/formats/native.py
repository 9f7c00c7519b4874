"""The program's own JSONL: an article a line, with its text and every record as sidecars write it. Loses nothing.

Keys of a line: ``format`` ("annotator-articles"), ``version`` (1), ``name``, ``sha256`` (of the article's bytes, hex),
``annotator``, ``person`` (the annotator's name as typed), ``status``, ``tagset`` (what the tags were made with: ``id``,
``version``, ``sha256``), ``text``, ``records``. Offsets in code points of ``text``. ``person`` and ``tagset`` may be missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from annotator.annotations.records import Entity, Event, Record, Zone
from annotator.formats.drafts import Misplaced, placed
from annotator.formats.exchange import Collector, Found, Labelled, Piece, Setting, Trouble
from annotator.formats.lines import Lines
from annotator.formats.sources import articles_of_lines
from annotator.sidecars.codec import ForeignRecord, LineProblem, decode, plain
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.names import is_annotator

FORMAT = "annotator-articles"
VERSION = 1


def writer(setting: Setting) -> NativeWriter:
    """Writes the format; nothing of ``setting`` matters to it."""
    return NativeWriter()


def reader() -> NativeReader:
    """Reads the format."""
    return NativeReader()


class NativeWriter:
    """Writes articles as lines."""

    def render(self, article: Labelled) -> Piece:
        """The line of one article."""
        head = {
            "format": FORMAT,
            "version": VERSION,
            "name": article.name,
            "sha256": article.sha256,
            "annotator": article.annotator,
            "person": article.person,
            "status": article.sheet.status,
            "tagset": {
                "id": article.tagset.id,
                "version": article.tagset.version,
                "sha256": article.tagset.sha256,
            },
            "text": article.text,
        }
        line = {**head, "records": [plain(record) for record in article.records]}
        return Piece(article.name, msgspec.json.encode(line) + b"\n")

    def collector(self, target: Path) -> Collector:
        """Begins the file."""
        return Lines(target)


class NativeReader:
    """Reads articles from lines."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        return articles_of_lines(source, self._article)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The format names no types."""
        return None

    def _article(self, value: Any, file: str, number: int) -> Iterator[Found | Trouble]:
        place = f"line {number}"
        left_out = "the article was left out"
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            yield Trouble(file, place, f"its “format” is not “{FORMAT}”", left_out)
            return
        if value.get("version") != VERSION:
            yield Trouble(file, place, f"its “version” is not {VERSION}", left_out)
            return
        name, text, annotator = value.get("name"), value.get("text"), value.get("annotator")
        records, status = value.get("records"), value.get("status")
        if not isinstance(name, str) or not isinstance(text, str) or not isinstance(records, list):
            yield Trouble(file, place, "it needs a “name”, a “text” and “records”", left_out)
            return
        taken: dict[str, Record] = {}
        for at, item in enumerate(records):
            where = f"{place}, record {at + 1}"
            try:
                record = decode(json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
                if isinstance(record, ForeignRecord):
                    raise ValueError(f"“{record.kind}” is no kind of record that this version knows")
                if record.id in taken:
                    raise ValueError(f"the id {record.id} stands twice")
                if isinstance(record, (Entity, Event, Zone)):
                    for part in record.span:
                        placed(text, [(part.start, part.end)], part.quote)
                taken[record.id] = record
            except (LineProblem, Misplaced, ValueError) as problem:
                yield Trouble(file, where, str(problem), "the record was left out")
        yield Found(
            name,
            text,
            tuple(taken.values()),
            annotator if isinstance(annotator, str) and is_annotator(annotator) else "",
            "done" if status == "done" else "in-progress",
            _name(value.get("person")),
            _stamp(value.get("tagset")),
        )


_MOST_NAME = 200
"""Characters of a person's name, and of what a tagset is called."""


def _name(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= _MOST_NAME and value.isprintable() else ""


def _stamp(value: Any) -> TagsetStamp:
    """What a line says of its tagset; nothing where that is no such thing, as it is no tag."""
    said = value if isinstance(value, dict) else {}
    id, version, digest = (_name(said.get(key)) for key in ("id", "version", "sha256"))
    return TagsetStamp(id, version, digest)
