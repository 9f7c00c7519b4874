"""One record as one line of a sidecar, and back.

Knows records and JSON; knows neither headers nor files. Fields stand in a fixed order. What a line held beyond
the known fields is carried over when its record changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from annotator.annotations.records import (
    ArticleLabel,
    Comment,
    Decision,
    Entity,
    Event,
    Fragment,
    Instance,
    Origin,
    Record,
    Relation,
    Target,
    Zone,
    sort_key,
)
from annotator.sidecars.header import in_place
from annotator.sidecars.strict import JsonProblem, items, loads, members

Key: TypeAlias = tuple[int, str, str]
"""Where an entry stands: first start in code points (-1 without a span), kind, id."""

KINDS: dict[str, type[Record]] = {
    "entity": Entity,
    "event": Event,
    "relation": Relation,
    "instance": Instance,
    "zone": Zone,
    "article": ArticleLabel,
    "comment": Comment,
    "decision": Decision,
}
"""The kinds of records that this program knows."""

_FIELDS: dict[type, tuple[str, ...]] = {
    Entity: ("id", "kind", "type", "span", "attributes", "instances", "flag", "note", "by", "at", "origin"),
    Event: (
        "id",
        "kind",
        "type",
        "span",
        "arguments",
        "attributes",
        "instances",
        "flag",
        "note",
        "by",
        "at",
        "origin",
    ),
    Relation: ("id", "kind", "type", "arguments", "attributes", "flag", "note", "by", "at", "origin"),
    Instance: ("id", "kind", "of", "type", "name", "links", "attributes", "note", "by", "at", "origin"),
    Zone: ("id", "kind", "type", "span", "note", "by", "at", "origin"),
    ArticleLabel: ("id", "kind", "attributes", "note", "by", "at", "origin"),
    Comment: ("id", "kind", "on", "reply_to", "text", "resolved", "by", "at", "origin"),
    Decision: (
        "id",
        "kind",
        "of",
        "outcome",
        "evidence",
        "results",
        "votes",
        "reason",
        "comment",
        "by",
        "at",
        "origin",
    ),
}
_SILENT = {
    Instance: ("attributes", "note"),
    Zone: ("note",),
    ArticleLabel: ("note",),
    Comment: ("resolved",),
    Decision: ("reason", "comment"),
}
"""Fields left out while they are empty."""

_KNOWN = frozenset(name for names in _FIELDS.values() for name in names)
_NESTED = frozenset({"span", "arguments", "origin", "on", "evidence", "votes"})
_IDENTITY = {"span": ("start", "end"), "arguments": ("role", "filler"), "evidence": ("annotator", "record")}
_INNER: dict[str, frozenset[str]] = {
    "span": frozenset({"start", "end", "quote", "before", "after"}),
    "arguments": frozenset({"role", "filler"}),
    "origin": frozenset({"way", "annotator", "record", "detail"}),
    "on": frozenset({"annotator", "record"}),
    "evidence": frozenset({"annotator", "record", "digest"}),
    "votes": frozenset({"agree", "of"}),
}


class ForeignRecord(Struct, frozen=True):
    """A record of a kind that this program does not know: its line is kept, nothing else."""

    id: str
    kind: str
    start: int = -1


Entry: TypeAlias = Record | ForeignRecord
"""What one line stands for."""


def entry_key(entry: Entry) -> Key:
    """Where an entry stands among the others."""
    if isinstance(entry, ForeignRecord):
        return (entry.start, entry.kind, entry.id)
    return sort_key(entry)


_read = msgspec.json.Decoder(list[Record]).decode
"""Reads a JSON array of records, each of the class that its ``kind`` says; strict in every type and bound."""


@cache
def _canonical(quotes: bool) -> Callable[[bytes], re.Match[bytes] | None]:
    """Matches the line of a mention exactly as this module writes it.

    That proves that no key stands twice in it (but in its attributes, which the one group holds where there are
    several) and that nothing unknown stands in it. Escapes, control characters, UTF-8 and values are the reader's
    to check. Without ``quotes`` it is twice as quick, and proves nothing of a line with an escaped quote in it.
    """
    text = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"' if quotes else rb'"[^"]*+"'
    number = rb"-?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"

    def some(item: bytes) -> bytes:
        return rb"(?:" + item + rb"(?:," + item + rb")*+)?"

    value = rb"(?:" + text + rb"|" + number + rb"|true|false|\[" + some(text) + rb"\])"
    place = rb'\{"start":[0-9]++,"end":[0-9]++,"quote":' + text
    place += rb',"before":' + text + rb',"after":' + text + rb"\}"
    argument = rb'\{"role":' + text + rb',"filler":' + text + rb"\}"
    pattern = rb'\{"id":' + text + rb',"kind":"(?:entity|event)","type":' + text
    pattern += rb',"span":\[' + place + rb"(?:," + place + rb")*+\]"
    pattern += rb'(?:,"arguments":\[' + some(argument) + rb"\])?"
    pair = text + rb":" + value
    pattern += rb',"attributes":\{(?:\}|' + pair + rb"\}|(" + pair + rb"(?:," + pair + rb")++)\})"
    pattern += rb',"instances":\[' + some(text) + rb"\]"
    for key in (b"flag", b"note", b"by", b"at"):
        pattern += rb',"' + key + rb'":' + text
    pattern += rb',"origin":\{"way":' + text
    for key in (b"annotator", b"record", b"detail"):
        pattern += rb'(?:,"' + key + rb'":' + text + rb")?"
    return re.compile(pattern + rb"\}\}").fullmatch


class LineProblem(ValueError):
    """A line that is no record; ``index`` is which of the lines given."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


def decode_lines(lines: list[bytes], *, many: bool = False) -> list[Entry]:
    """The entries that ``lines`` hold, each one record without the comma. Raises LineProblem.

    ``many`` says that more will follow, so that it pays to compile a pattern which proves most lines sound.
    """
    foreign: dict[int, ForeignRecord] = {}
    if many:
        plain, quoting = _canonical(False), _canonical(True)
        # Two questions, as most lines are without a backslash and one byte is found ten times as quickly as two.
        matches = [(quoting if b"\\" in line and b'\\"' in line else plain)(line) for line in lines]
    else:
        matches = [None] * len(lines)
    for index, match in enumerate(matches):
        try:
            if match is None:
                entry = _checked(lines[index])
                if entry is not None:
                    foreign[index] = entry
            elif match.lastindex is not None:
                loads(f"{{{match[1].decode()}}}")
        except (JsonProblem, UnicodeDecodeError) as error:
            raise LineProblem(index, str(error)) from None
    known = [line for index, line in enumerate(lines) if index not in foreign] if foreign else lines
    try:
        records = _read(b"[" + b",".join(known) + b"]")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _explained(error, len(lines), foreign) from None
    if not foreign:
        return list[Entry](records)
    rest = iter(records)
    return [foreign[index] if index in foreign else next(rest) for index in range(len(lines))]


def decode(line: bytes) -> Entry:
    """The entry that one line holds. Raises LineProblem."""
    return decode_lines([line])[0]


def _checked(line: bytes) -> ForeignRecord | None:
    """Checks a line that is not laid out as this module does it; what it is if its kind is unknown."""
    value = loads(line.decode("utf-8"))
    if not isinstance(value, dict):
        raise JsonProblem("a record must be an object")
    kind, id = value.get("kind"), value.get("id")
    if not isinstance(kind, str) or not isinstance(id, str) or not kind or not id:
        raise JsonProblem("a record needs an “id” and a “kind”")
    if kind in KINDS:
        return None
    span = value.get("span")
    first = span[0] if isinstance(span, list) and span else None
    start = first.get("start") if isinstance(first, dict) else None
    return ForeignRecord(id, kind, start if type(start) is int and start >= 0 else -1)


def _explained(error: Exception, count: int, foreign: Mapping[int, object]) -> LineProblem:
    message, _, path = str(error).partition(" - at `$")
    found = re.match(r"\[(\d+)\]\.?(.*)`", path)
    if found is None:
        return LineProblem(0, message)
    places = [index for index in range(count) if index not in foreign]
    return LineProblem(places[int(found[1])], f"{found[2]}: {message}" if found[2] else message)


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def _fragment(part: Fragment) -> dict[str, Any]:
    return {
        "start": part.start,
        "end": part.end,
        "quote": part.quote,
        "before": part.before,
        "after": part.after,
    }


def _target(target: Target) -> dict[str, Any]:
    return {"annotator": target.annotator, "record": target.record}


def _origin(origin: Origin) -> dict[str, Any]:
    found: dict[str, Any] = {"way": origin.way}
    for name in ("annotator", "record", "detail"):
        if value := getattr(origin, name):
            found[name] = value
    return found


def plain(record: Record) -> dict[str, Any]:
    """A record as JSON values, its fields in the fixed order."""
    made: dict[str, Any] = {}
    silent = _SILENT.get(type(record), ())
    for name in _FIELDS[type(record)]:
        value: Any = getattr(record, name)
        if not value and name in silent:
            continue
        if name == "span":
            value = [_fragment(part) for part in value]
        elif name == "arguments":
            value = [{"role": a.role, "filler": a.filler} for a in value]
        elif name == "origin":
            value = _origin(value)
        elif name == "on":
            value = _target(value)
        elif name == "evidence":
            value = [{"annotator": e.annotator, "record": e.record, "digest": e.digest} for e in value]
        elif name == "votes":
            value = {"agree": value.agree, "of": value.of}
        elif name == "attributes":
            value = dict(value)
        made[name] = value
    return made


def canonical(record: Record) -> bytes:
    """The line of a record without anything unknown, not read back. Raises ValueError where it has none."""
    return _dump(plain(record)).encode("utf-8")


def encode(record: Record, former: bytes | None = None) -> bytes:
    """The line of a record, without comma and line break; unknown fields are taken over from ``former``.

    Raises ValueError where the line would not read back as the very same record.
    """
    values = plain(record)
    text = _dump(values) if former is None else _woven(values, former.decode("utf-8"))
    line = text.encode("utf-8")
    try:
        again = decode(line)
    except LineProblem as problem:
        raise ValueError(f"record {record.id} cannot be kept: {problem}") from None
    if again != record:
        raise ValueError(f"record {record.id} would not read back as it is")
    return line


def _raw(text: str) -> dict[str, str]:
    return {member.key: text[member.start : member.end] for member in members(text)}


def _join(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{_dump(key)}:{value}" for key, value in pairs) + "}"


def _woven(values: Mapping[str, Any], former: str) -> str:
    """The object of ``values`` with what ``former`` holds beyond the known fields, at every level."""
    old = _raw(former)
    own = {
        key: _nested(key, value, old[key]) if key in _NESTED and key in old else _dump(value)
        for key, value in values.items()
    }
    return _join(in_place(own, {k: v for k, v in old.items() if k in own or k not in _KNOWN}))


def _nested(key: str, value: Any, former: str) -> str:
    if isinstance(value, dict):
        return _inner(key, value, former)
    old = items(former)
    names = _IDENTITY[key]
    by_identity = {tuple(found.get(name) for name in names): text for text in old if (found := loads(text))}
    same_count = len(old) == len(value)
    woven = []
    for position, item in enumerate(value):
        text = by_identity.get(tuple(item[name] for name in names))
        if text is None and same_count and key == "span":
            text = old[position]
        woven.append(_dump(item) if text is None else _inner(key, item, text))
    return "[" + ",".join(woven) + "]"


def _inner(key: str, value: Mapping[str, Any], former: str) -> str:
    old = _raw(former)
    kept = {name: text for name, text in old.items() if name in value or name not in _INNER[key]}
    return _join(in_place({name: _dump(item) for name, item in value.items()}, kept))
