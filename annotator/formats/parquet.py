"""Parquet for training code: one row an article, with nested lists of what is tagged in it.

Written only. Columns and their meaning stand in the file's own schema, see :func:`schema`. Offsets are half-open and in
code points of ``text``. Lists are in the order of sidecars; what is not given is an empty text or list, never null.
https://parquet.apache.org/docs/file-format/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from annotator import __version__
from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    Value,
    Zone,
    quote,
)
from annotator.formats.exchange import Collector, Labelled, Loss, MissingExtra, Piece, Setting
from annotator.tagsets.model import Tagset

VERSION = 1
"""Of the columns."""

_ROWS = 500
"""Articles of a row group at most."""

_BYTES = 16 * 1024 * 1024
"""Of articles that are gathered for a row group, about."""


def writer(setting: Setting) -> ParquetWriter:
    """Writes the format. Raises MissingExtra without pyarrow."""
    return ParquetWriter(setting)


def schema(tagset: Tagset) -> Any:
    """The columns (a ``pyarrow.Schema``); each field says in its metadata, under ``description``, what it holds.

    The schema's own metadata has ``annotator``: JSON with the program, the version of the columns and the tagset.
    Raises MissingExtra without pyarrow.
    """
    arrow = _pyarrow()
    text, number = arrow.string(), arrow.int32()

    def field(name: str, type: Any, meaning: str) -> Any:
        # Nothing is ever null; but declared so, several readers cannot cast what is nested.
        return arrow.field(name, type, metadata={"description": meaning})

    def many(*fields: Any) -> Any:
        return arrow.list_(arrow.struct(fields))

    start = field("start", number, "First code point in the text")
    end = field("end", number, "Code point behind the last one")
    words = field("quote", text, "What the text says there")
    fragments = many(
        start,
        end,
        words,
        field("before", text, "Up to 32 characters before it"),
        field("after", text, "Up to 32 characters behind it"),
    )
    attributes = many(
        field("name", text, "Id of the attribute"),
        field("value", text, "Its value as text: true or false, a number; of several texts a JSON array"),
        field("type", text, "What the value is: flag, integer, number, text or many"),
    )
    arguments = many(
        field("role", text, "Id of the role"),
        field("filler", text, "Id of the mention that fills it, among entities and events"),
    )
    origin = arrow.struct(
        [
            field("way", text, "hand, suggestion, import or adopted"),
            field("annotator", text, "From whom it was adopted"),
            field("record", text, "Which record was adopted"),
            field("detail", text, "More about where it comes from"),
        ]
    )
    id = field("id", text, "Id, unique in the article")
    type = field("type", text, "Id of the type in the tagset")
    span = (
        field("start", number, "First code point of the first fragment"),
        field("end", number, "Code point behind the last fragment"),
        field("quote", text, "Text of the fragments, with “ … ” between them"),
        field("fragments", fragments, "Where it stands: one fragment, or several of a discontinuous one"),
    )
    given = field("attributes", attributes, "Values of attributes")
    instances = field("instances", arrow.list_(text), "Ids of the instances that it refers to")
    flag = field("flag", text, "“unsure”, or empty")
    history = (
        field("note", text, "Note of the annotator"),
        field("by", text, "Who made it"),
        field("at", text, "When it was last changed (ISO 8601)"),
        field("origin", origin, "How it came to be"),
    )
    filled = field("arguments", arguments, "What fills its roles")
    return arrow.schema(
        [
            field("name", text, "Path of the article under its folder, with / between parts"),
            field("annotator", text, "Whose sheet this is"),
            field("status", text, "in-progress or done"),
            field("sha256", text, "SHA-256 of the article's bytes, in hex"),
            field("encoding", text, "Encoding of the article's bytes"),
            field("text", text, "The article; every offset counts its code points"),
            field("entities", many(id, type, *span, given, instances, flag, *history), "Entity mentions"),
            field(
                "events",
                many(id, type, *span, filled, given, instances, flag, *history),
                "Event mentions; the span is the trigger",
            ),
            field("relations", many(id, type, filled, given, flag, *history), "Relations between mentions"),
            field(
                "instances",
                many(
                    id,
                    field("of", text, "entity or event"),
                    type,
                    field("name", text, "Name of the instance"),
                    field("links", arrow.list_(text), "Entries in knowledge bases"),
                    given,
                    *history,
                ),
                "What mentions refer to; the same id in two articles is the same instance",
            ),
            field("zones", many(id, type, *span, *history), "Zones: stretches that are otherwise marked"),
            field("labels", many(id, given, *history), "Values of the article's own attributes"),
        ],
        metadata={"annotator": json.dumps(_about(tagset), ensure_ascii=False)},
    )


def _about(tagset: Tagset) -> dict[str, Any]:
    return {
        "program": f"annotator {__version__}",
        "columns": VERSION,
        "offsets": "half-open, in code points of text",
        "tagset": {"id": tagset.id, "version": tagset.version, "sha256": tagset.sha256},
    }


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra("Parquet", "parquet") from None
    return pyarrow


class ParquetWriter:
    """Writes articles as rows."""

    def __init__(self, setting: Setting) -> None:
        self._schema = schema(setting.tagset)

    def render(self, article: Labelled) -> Piece:
        """The row of one article, as a line of JSON: Arrow reads many of them in a fifth of the time of objects."""
        row: dict[str, Any] = {
            "name": article.name,
            "annotator": article.annotator,
            "status": article.sheet.status,
            "sha256": article.sha256,
            "encoding": article.encoding,
            "text": article.text,
        }
        lists: dict[type, list[dict[str, Any]]] = {}
        for kind, column in _COLUMNS.items():
            lists[kind] = row[column] = []
        losses = []
        for record in article.records:
            held = lists.get(type(record))
            if held is None:
                why = "a row holds what is tagged, not what is said about it"
                losses.append(Loss(record.id, "record", why))
            else:
                held.append(_row(record))
        return Piece(article.name, msgspec.json.encode(row), tuple(losses))

    def collector(self, target: Path) -> Collector:
        """Begins the file."""
        return _RowGroups(target, self._schema)


class _RowGroups:
    """Writes rows in groups, so that no more than one group is kept."""

    def __init__(self, target: Path, columns: Any) -> None:
        from pyarrow import parquet

        self._schema = columns
        self._file = target.open("xb")
        self._writer = parquet.ParquetWriter(self._file, columns, compression="zstd")
        self._waiting: list[bytes] = []
        self._bytes = 0

    def add(self, piece: Piece) -> None:
        """Takes a row."""
        self._waiting.append(piece.content)
        self._bytes += len(piece.content)
        if len(self._waiting) >= _ROWS or self._bytes >= _BYTES:
            self._write()

    def close(self) -> None:
        """Writes what waits, and the file's own directory."""
        if self._waiting:
            self._write()
        self._writer.close()
        self._file.close()

    def _write(self) -> None:
        from pyarrow import json as arrow_json

        data = b"\n".join(self._waiting)
        table = arrow_json.read_json(
            BytesIO(data),
            read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(data) + 1),
            parse_options=arrow_json.ParseOptions(
                explicit_schema=self._schema, unexpected_field_behavior="error"
            ),
        )
        self._writer.write_table(table, row_group_size=len(self._waiting))
        self._waiting, self._bytes = [], 0


_COLUMNS: dict[type[Record], str] = {
    Entity: "entities",
    Event: "events",
    Relation: "relations",
    Instance: "instances",
    Zone: "zones",
    ArticleLabel: "labels",
}


def _row(record: Record) -> dict[str, Any]:
    """A record with the fields of its column; those that bear the same name as in the record are its own."""
    made = {name: getattr(record, name) for name in _OWN[type(record)]}
    if "attributes" in made:
        made["attributes"] = attributes(made["attributes"])
    if isinstance(record, (Entity, Event, Zone)):
        span = record.span
        made["start"], made["end"], made["fragments"] = span[0].start, span[-1].end, span
        made["quote"] = quote(record)
    return made


_OWN: dict[type[Record], tuple[str, ...]] = {
    kind: tuple(name for name in kind.__struct_fields__ if name != "span") for kind in _COLUMNS
}


def attributes(given: Mapping[str, Value]) -> Sequence[dict[str, str]]:
    """Values of attributes, each as text with what it is: ``flag``, ``integer``, ``number``, ``text`` or ``many``."""
    made = []
    for name, value in given.items():
        kind, text = _told(value)
        made.append({"name": name, "value": text, "type": kind})
    return made


def _told(value: Value) -> tuple[str, str]:
    if isinstance(value, bool):
        return "flag", "true" if value else "false"
    if isinstance(value, int):
        return "integer", str(value)
    if isinstance(value, float):
        return "number", repr(value)
    if isinstance(value, str):
        return "text", value
    return "many", json.dumps(list(value), ensure_ascii=False)
