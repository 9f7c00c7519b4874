"""Lines of an ``.ann`` file: spans, what is said of them elsewhere, and how the file counts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from msgspec import Struct, field

from annotator.annotations.records import Value

Places = list[tuple[int, int]]

MOST_TROUBLES = 1_000
"""Of one article: a file in which more is wrong is none of brat's."""

_LOOKED_AT = 200
"""Spans that are looked at for telling how a file counts."""


class Line(Struct):
    """A line: where it stands, and its three columns."""

    place: str
    id: str
    said: str
    """Between the first tab and the second."""
    rest: str
    """After the second tab."""


class Span(Struct):
    """A ``T`` line."""

    line: Line
    type: str
    places: Places
    used: list[str] = field(default_factory=list)
    """The events whose trigger it is."""


class About(Struct):
    """What is said of a line elsewhere."""

    attributes: dict[str, Value] = field(default_factory=dict)
    flag: str = ""
    notes: list[str] = field(default_factory=list)
    extra: Mapping[str, Any] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Of normalizations: entries of databases, and their names."""

    @property
    def instances(self) -> list[Mapping[str, Any]]:
        """What is said of instances, each with an ``id`` at least."""
        said = self.extra.get("instances")
        if not isinstance(said, list):
            return []
        return [one for one in said if isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"]]

    @property
    def note(self) -> str:
        """The note; one of several lines as it was, if what brat shows of it is still the same."""
        shown = "\n".join(self.notes)
        whole = self.extra.get("note")
        if isinstance(whole, str) and (not self.notes or " ".join(whole.split()) == shown):
            return whole
        return shown


def table_of(value: Any) -> Mapping[str, Any]:
    """A JSON object, empty where there is none. Raises ValueError."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("its attributes are no table")
    return value


def attribute_value(value: Any) -> Value:
    """A JSON value as that of an attribute. Raises ValueError."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(value, (bool, str, float)) or (isinstance(value, int) and abs(value) < 2**63):
        return value
    raise ValueError(f"{str(value)[:60]} is no value of an attribute")


class Counting:
    """How a file counts: as brat does, every code point; or without the byte-order mark, or CRLF as one character."""

    def __init__(self, raw: str) -> None:
        """``raw`` begins with its byte-order mark, if it has one."""
        self._text = raw.removeprefix("\ufeff")
        self._mark = len(raw) - len(self._text)
        self._shift = self._mark
        self._breaks: list[int] = []

    def here(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the file in code points of the text."""
        return self._point(start), self._point(end)

    def _point(self, position: int) -> int:
        position -= self._shift
        return position + bisect_left(self._breaks, position) if self._breaks else position

    def decide(self, spans: Iterable[Span]) -> str:
        """Finds out how these spans count; what is unusual about it, or nothing."""
        ways: list[tuple[int, list[int], str]] = [(self._mark, [], "")]
        if self._mark:
            ways.append((0, [], "its offsets leave out the byte-order mark"))
        if "\r\n" in self._text:
            places = [match.start() - number for number, match in enumerate(re.finditer("\r\n", self._text))]
            told = "its offsets count each CRLF as one character"
            ways += [(shift, places, told) for shift, _, _ in tuple(ways)]
        if len(ways) == 1:
            return ""
        looked = [span for span in islice(spans, _LOOKED_AT) if 0 < len(span.line.rest) <= 1_000]
        best, chosen = -1, ways[0]
        for way in ways:
            self._shift, self._breaks, _ = way
            fitting = sum(map(self._fits, looked))
            if fitting > best:
                best, chosen = fitting, way
            if fitting == len(looked):
                break
        self._shift, self._breaks, told = chosen
        return told

    def _fits(self, span: Span) -> bool:
        places = [self.here(start, end) for start, end in span.places]
        if any(not 0 <= start < end <= len(self._text) or end - start > 2_000 for start, end in places):
            return False
        there = "".join(self._text[start:end] for start, end in places)
        return "".join(there.split()) == "".join(span.line.rest.split())
