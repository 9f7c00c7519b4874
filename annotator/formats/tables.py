"""CSV and TSV for spreadsheets and data frames: a folder of tables. Written only.

``articles``, ``mentions`` (entities and events), ``events`` (a row for each argument), ``relations`` (a row for each end),
``instances`` (a row for each mention of one), ``zones``, ``attributes`` (a row for each value), and ``columns``, which says
what each column of the others holds. Offsets are half-open and in code points of the article, whose text is not repeated.

CSV as in RFC 4180: commas, CRLF, quotes around what needs them, in UTF-8 with a byte-order mark, by which spreadsheets know
it. TSV the same with tabs and without the mark. Line breaks stand as they are, in quotes.

A spreadsheet takes a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, also behind blanks and what
does not show, and in the full-width signs of East Asia. Such a text, and one that begins with a tab or line break, has an apostrophe in front; one
that begins with apostrophes before such a sign has one more. To undo: where :func:`is_formula` holds of a text without its
first apostrophe, take that off. Numbers stay numbers. https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Relation,
    Value,
    Zone,
    quote,
)
from annotator.formats.exchange import Collector, Labelled, Loss, Piece, Setting

_WHERE = (("article", "Path of the article"), ("annotator", "Whose sheet this is"))
_HISTORY = (
    ("note", "Note of the annotator"),
    ("by", "Who made it"),
    ("at", "When it was last changed (ISO 8601)"),
    ("origin", "How it came to be: hand, suggestion, import or adopted"),
    ("from_annotator", "Whose record it was adopted from"),
    ("from_record", "Id of the record it was adopted from"),
    ("from_detail", "What else is known of where it comes from"),
)
_SPAN = (
    ("id", "Id, unique in the article"),
    ("type", "Type in the tagset"),
    ("start", "First code point of the first fragment"),
    ("end", "Code point behind the last fragment"),
    ("text", "What the article says there; fragments with “ … ” between them"),
    ("fragments", "Of a discontinuous one: the place of each fragment; else empty"),
)
_FILLED = (
    ("role", "Role; empty where nothing is linked"),
    ("filler", "Id of the mention that fills it"),
    ("filler_kind", "entity or event"),
    ("filler_type", "Type of the filler"),
    ("filler_text", "Text of the filler"),
)
COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "articles": (
        *_WHERE,
        ("status", "in-progress or done"),
        ("sha256", "SHA-256 of the article's bytes"),
        ("encoding", "Encoding of the article's bytes"),
        ("length", "Code points of the article"),
        ("id", "Id of the article's own attributes, if it has some"),
        *_HISTORY,
    ),
    "mentions": (
        *_WHERE,
        ("kind", "entity or event"),
        *_SPAN,
        ("flag", "“unsure”, or empty"),
        *_HISTORY,
    ),
    "events": (
        *_WHERE,
        ("event", "Id of the event mention"),
        ("type", "Its type"),
        ("text", "Its trigger"),
        *_FILLED,
    ),
    "relations": (
        *_WHERE,
        ("relation", "Id of the relation"),
        ("type", "Its type"),
        *_FILLED,
        ("flag", "“unsure”, or empty"),
        *_HISTORY,
    ),
    "instances": (
        *_WHERE,
        ("instance", "Id; the same in two articles is the same instance"),
        ("of", "entity or event"),
        ("type", "Its type"),
        ("name", "Its name"),
        ("links", "Entries in knowledge bases, a line each"),
        ("mention", "Id of a mention that refers to it; empty where none does"),
        ("mention_text", "Text of the mention"),
        *_HISTORY,
    ),
    "zones": (*_WHERE, *_SPAN, *_HISTORY),
    "attributes": (
        *_WHERE,
        ("record", "Id of what has the attribute"),
        ("kind", "entity, event, relation, instance or article"),
        ("name", "Id of the attribute"),
        ("value", "Its value: true or false, a number, a text; of many texts, a line each"),
        ("value_type", "flag, integer, number, text or many"),
    ),
}
"""The tables, and of each column what it holds."""

_DESCRIPTION = "columns"
_UNSEEN = r"\s\x00-\x20\u00ad\u200b-\u200f\u2060\ufeff"
_FORMULA = re.compile(rf"'*(?:[\t\r\n]|[{_UNSEEN}]*[=+\-@＝＋－＠﹦﹢﹣﹫])")

Cell = str | int | float
Rows = dict[str, list[Sequence[Cell]]]


def writer(setting: Setting, variant: str = "csv") -> TableWriter:
    """Writes the variant ``csv`` or ``tsv``; nothing of ``setting`` matters to it."""
    return TableWriter(variant)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might not show ``text`` as it is, apostrophes in front of it aside."""
    return _FORMULA.match(text) is not None


class TableWriter:
    """Writes articles as rows of several tables."""

    def __init__(self, variant: str) -> None:
        self._suffix = variant
        self._mark = "utf-8-sig" if variant == "csv" else "utf-8"
        self._delimiter = "," if variant == "csv" else "\t"

    def render(self, article: Labelled) -> Piece:
        """The rows of one article, as bytes of each table."""
        losses: list[Loss] = []
        made = {
            self._file(table): self._bytes(rows) for table, rows in _rows(article, losses).items() if rows
        }
        return Piece(article.name, made, tuple(losses))

    def collector(self, target: Path) -> Collector:
        """Begins the folder with the first line of each table."""
        about = [(table, name, meaning) for table, names in COLUMNS.items() for name, meaning in names]
        begun: Rows = {table: [[name for name, _ in names]] for table, names in COLUMNS.items()}
        begun[_DESCRIPTION] = [("table", "column", "meaning"), *about]
        return _Tables(
            target,
            {self._file(table): "".encode(self._mark) + self._bytes(rows) for table, rows in begun.items()},
        )

    def _file(self, table: str) -> str:
        return f"{table}.{self._suffix}"

    def _bytes(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        text = StringIO(newline="")
        csv.writer(text, delimiter=self._delimiter, lineterminator="\r\n").writerows(
            [_shown(cell) if type(cell) is str else cell for cell in row] for row in rows
        )
        return text.getvalue().encode("utf-8")


def _shown(text: str) -> str:
    return f"'{text}" if text and _FORMULA.match(text) else text


class _Tables:
    """Appends rows to the files of a folder."""

    def __init__(self, target: Path, begun: dict[str, bytes]) -> None:
        target.mkdir()
        self._files = {name: (target / name).open("xb") for name in begun}
        for name, data in begun.items():
            self._files[name].write(data)

    def add(self, piece: Piece) -> None:
        """Appends the rows of a piece."""
        for name, data in piece.content.items():
            self._files[name].write(data)

    def close(self) -> None:
        """Ends the files."""
        for file in self._files.values():
            file.close()


def _rows(article: Labelled, losses: list[Loss]) -> Rows:
    rows: Rows = {table: [] for table in COLUMNS}
    where = (article.name, article.annotator)
    records = article.records
    members: dict[str, list[Entity | Event]] = {}
    label: ArticleLabel | None = None
    for record in records:
        if isinstance(record, (Entity, Event)):
            for id in record.instances:
                if article.sheet.get(id) is None:
                    losses.append(Loss(record.id, "instances", f"there is no record of the instance {id}"))
                members.setdefault(id, []).append(record)
    for record in records:
        match record:
            case Entity() | Event():
                history = _history(record)
                rows["mentions"].append((*where, record.kind, *_span(record), record.flag, *history))
                if isinstance(record, Event):
                    head = (*where, record.id, record.type, quote(record))
                    rows["events"] += [(*head, *filled) for filled in _filled(record, article)]
            case Relation():
                first, last = (*where, record.id, record.type), (record.flag, *_history(record))
                rows["relations"] += [(*first, *filled, *last) for filled in _filled(record, article)]
            case Instance():
                links = _lines(record.id, "links", record.links, losses)
                history = _history(record)
                for mention in members.get(record.id, (None,)):
                    told = (mention.id, quote(mention)) if mention is not None else ("", "")
                    named = (record.id, record.of, record.type, record.name, links)
                    rows["instances"].append((*where, *named, *told, *history))
            case Zone():
                rows["zones"].append((*where, *_span(record), *_history(record)))
            case ArticleLabel() if label is None:
                label = record
            case _:
                losses.append(Loss(record.id, "record", "there is no table for it"))
                continue
        for name, value in getattr(record, "attributes", {}).items():
            given = _value(record.id, name, value, losses)
            rows["attributes"].append((*where, record.id, record.kind, name, *given))
    own: tuple[str, ...] = (label.id, *_history(label)) if label is not None else ("",) * (1 + len(_HISTORY))
    about = (article.sheet.status, article.sha256, article.encoding, len(article.text))
    rows["articles"].append((*where, *about, *own))
    return rows


def _span(record: Entity | Event | Zone) -> tuple[Cell, ...]:
    span = record.span
    places = "" if len(span) == 1 else " ".join(f"[{part.start}, {part.end})" for part in span)
    return (record.id, record.type, span[0].start, span[-1].end, quote(record), places)


def _filled(record: Event | Relation, article: Labelled) -> list[tuple[str, ...]]:
    made: list[tuple[str, ...]] = []
    for argument in record.arguments:
        filler = article.sheet.get(argument.filler)
        told = (filler.kind, filler.type, quote(filler)) if isinstance(filler, (Entity, Event)) else ("",) * 3
        made.append((argument.role, argument.filler, *told))
    return made or [("",) * 5]


def _history(record: Entity | Event | Relation | Instance | Zone | ArticleLabel) -> tuple[str, ...]:
    origin = record.origin
    return (record.note, record.by, record.at, origin.way, origin.annotator, origin.record, origin.detail)


def _value(id: str, name: str, value: Value, losses: list[Loss]) -> tuple[Cell, str]:
    if isinstance(value, bool):
        return "true" if value else "false", "flag"
    if isinstance(value, int):
        return value, "integer"
    if isinstance(value, float):
        return value, "number"
    if isinstance(value, str):
        return value, "text"
    return _lines(id, f"attributes.{name}", value, losses), "many"


def _lines(id: str, what: str, texts: Sequence[str], losses: list[Loss]) -> str:
    if any("\n" in text for text in texts) or "" in texts:
        losses.append(Loss(id, what, "a line each, and one of them is empty or has several"))
    return "\n".join(texts)
