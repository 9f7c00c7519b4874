"""doccano's JSONL, as doccano 1.8 exports and imports it for sequence labelling with relations.

A line is ``{"id", "text", "entities", "relations", "Comments"}``: entities ``{"id", "label", "start_offset",
"end_offset"}`` with half-open offsets, relations ``{"id", "from_id", "to_id", "type"}``. The export for projects without
relations, and older ones, have ``label`` (``labels``, ``entities``) with lists ``[start, end, label]`` instead; those
are read too, and the text under ``data`` of exports before 1.5.

doccano packs its exports into a ZIP archive: ``all.jsonl``, or in projects where each annotator has labels of their own a
file called by each one's name. Of an archive, or a folder of such files, that name says whose tags they are.

Offsets are code points, which is doccano's default. A project that counts graphemes instead (its option “count grapheme
clusters as one character”, doccano#2290) exports other numbers, and nothing in the file tells: there are no quotes that could
be wrong. So texts with emoji or combining marks must come from projects without that option; only an offset inside a
grapheme or beyond the text is noticed.

All but ASCII is escaped: doccano 1.8 guesses the encoding of files with relations from their first bytes, leaves no choice,
and takes a text with a few emoji for something else than UTF-8.

Events are entities at their triggers, with relations to their fillers; see :mod:`annotator.formats.beside`, whose rest stands
under ``annotator_sheet``: doccano keeps unknown keys of a line as the example's metadata, and exports them again. Overlapping
entities need a project that allows them. Comments of doccano become the note on the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from annotator.digests import sha256
from annotator.formats.beside import FRAGMENT, KEY
from annotator.formats.beside_reading import Shown, ShownLink, begin, lay_over
from annotator.formats.beside_writing import Divider
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Collector, Found, Labelled, Piece, Setting, Trouble
from annotator.formats.lines import Lines
from annotator.formats.sources import articles_of_lines, is_one_file, title_of

_LABELS = ("entities", "label", "labels")
_NAMES = ("name", "filename", "title")
_NOBODY = frozenset(("all", "unknown", "train", "dev", "valid", "test"))
"""Files of an archive or folder that bear nobody's name."""
_LEFT_OUT = "the article was left out"


def writer(setting: Setting) -> DoccanoWriter:
    """Writes the format; of ``setting`` the tagset's types matter."""
    return DoccanoWriter(setting)


def reader() -> DoccanoReader:
    """Reads the format."""
    return DoccanoReader()


class DoccanoWriter:
    """Writes articles as lines."""

    def __init__(self, setting: Setting) -> None:
        self._divider = Divider(setting.tagset)
        self._encode = msgspec.json.Encoder().encode

    def render(self, article: Labelled) -> Piece:
        """The line of one article."""
        divided = self._divider.divide(article)
        entities: list[dict[str, Any]] = []
        relations: list[dict[str, Any]] = []
        firsts = []
        for mention in divided.mentions:
            first = len(entities) + 1
            firsts.append(first)
            for part in mention.span:
                entities.append(
                    {
                        "id": len(entities) + 1,
                        "label": mention.type,
                        "start_offset": part.start,
                        "end_offset": part.end,
                    }
                )
                if entities[-1]["id"] > first:
                    relations.append(_relation(relations, first, entities[-1]["id"], FRAGMENT))
        for link in divided.links:
            relations.append(_relation(relations, firsts[link.source], firsts[link.target], link.label))
        line = {
            "id": int(sha256(article.name.encode("utf-8"))[:8], 16),
            "text": article.text,
            "entities": entities,
            "relations": relations,
            "Comments": [],
            KEY: divided.rest,
        }
        return Piece(article.name, _ascii(self._encode(line)) + b"\n", divided.losses)

    def collector(self, target: Path) -> Collector:
        """Begins the file."""
        return Lines(target)


def _ascii(data: bytes) -> bytes:
    """JSON in which every other character is escaped, those beyond U+FFFF as surrogate pairs."""
    return data if data.isascii() else _FOREIGN.sub(_escaped, data.decode("utf-8")).encode("ascii")


_FOREIGN = re.compile(r"[^\x00-\x7f]+")


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _relation(before: list[dict[str, Any]], source: int, target: int, type: str) -> dict[str, Any]:
    return {"id": len(before) + 1, "from_id": source, "to_id": target, "type": type}


class DoccanoReader:
    """Reads articles from lines."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        project = "" if is_one_file(source) else title_of(source)
        return articles_of_lines(source, partial(_article, project=project))

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The format names no types."""
        return None


def _article(value: Any, file: str, number: int, project: str) -> Iterator[Found | Trouble]:
    place = f"line {number}"
    # Until 1.5, exports had the text under the name of what is imported.
    text = value.get("text", value.get("data")) if isinstance(value, dict) else None
    if not isinstance(text, str):
        yield Trouble(file, place, "it has no “text”", _LEFT_OUT)
        return
    kept, by = value.get(KEY), _owner(file) if project else ""
    own = not by or (isinstance(kept, dict) and kept.get("annotator") == by)
    begun = begin(kept, text, file, _name(value, file, number, project), place, by, own=own)
    drafts, rest = begun.drafts, begun.rest
    if "annotations" in value:
        drafts.trouble(place, "its “annotations” name labels by numbers only", "they were left out")
    elif not any(key in value for key in _LABELS):
        drafts.trouble(place, "it has no “entities” and no “label”", "nothing is tagged in it")
    spans: list[Shown] = []
    for key in _LABELS:
        spans += _spans(value.get(key), key, drafts, place)
    lay_over(drafts, rest, spans, list(_links(value.get("relations"), drafts, place)), place)
    label = rest.article if rest is not None else None
    note = _comments(value.get("Comments", value.get("comments")), drafts, place)
    if label is not None or note:
        said = label.note if label is not None else ""
        drafts.article(
            label.attributes if label is not None else {},
            "\n".join(part for part in (said, note) if part),
            place=place,
            trace=label.made if label is not None else None,
        )
    records = drafts.finish()
    yield from drafts.troubles
    yield Found(
        begun.name, text, records, by or begun.annotator, rest.status if rest is not None else "in-progress"
    )


def _owner(file: str) -> str:
    """Whose tags a file of an archive or folder holds: doccano calls it by their name, unless they all are in one."""
    stem = PurePosixPath(file).stem
    return "" if stem.casefold() in _NOBODY else stem


def _name(value: Mapping[str, Any], file: str, number: int, project: str) -> str:
    for key in _NAMES:
        if isinstance(value.get(key), str) and value[key].strip():
            return str(value[key])
    id = value.get("id")
    if type(id) is int and 0 <= id < 10**15:
        return f"{project or Path(file).stem}-{id}"  # in the files of all annotators the same
    return f"{Path(file).stem}-{number}"


def _spans(value: Any, key: str, drafts: Drafts, place: str) -> Iterator[Shown]:
    if value is None:
        return
    if not isinstance(value, list):
        drafts.trouble(place, f"its “{key}” is no list", "it was ignored")
        return
    for number, item in enumerate(value):
        where = f"{place}, {key}[{number}]"
        match item:
            case {"label": str(label), "start_offset": int(start), "end_offset": int(end)}:
                id = item.get("id")
            case [int(start), int(end), str(label)]:
                id = None
            case str() if key != "entities":
                drafts.trouble(
                    where, f"“{item[:60]}” labels the text, not a stretch of it", "it was left out"
                )
                continue
            case _:
                drafts.trouble(where, "it is no entity with a label and offsets", "it was left out")
                continue
        yield Shown(_key(id) or f"{key} {number}", label, [(start, end)], where)


def _links(value: Any, drafts: Drafts, place: str) -> Iterator[ShownLink]:
    if value is None:
        return
    if not isinstance(value, list):
        drafts.trouble(place, "its “relations” are no list", "they were ignored")
        return
    for number, item in enumerate(value):
        where = f"{place}, relations[{number}]"
        match item:
            case {"from_id": source, "to_id": target, "type": str(label)} if _key(source) and _key(target):
                yield ShownLink(_key(source), _key(target), label, where)
            case _:
                drafts.trouble(where, "it is no relation with two ends and a type", "it was left out")


def _key(id: Any) -> str:
    """The key of a span with that id; empty for what cannot be one."""
    return str(id) if (type(id) is int and abs(id) < 10**18) or (isinstance(id, str) and id) else ""


def _comments(value: Any, drafts: Drafts, place: str) -> str:
    found = []
    for number, item in enumerate(value if isinstance(value, list) else []):
        text = item.get("text", item.get("comment")) if isinstance(item, dict) else item
        if isinstance(text, str):
            found.append(text)
        else:
            drafts.trouble(f"{place}, Comments[{number}]", "it is no comment with a text", "it was left out")
    return "\n".join(found)
