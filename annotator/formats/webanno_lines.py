"""The lines of WebAnno TSV: layers of the header, the text, and the rows with their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from annotator.formats.sources import text_of
from annotator.formats.units import Utf16
from annotator.formats.webanno_escapes import java_text, plain_text

MOST_DATA = 64 * 1024 * 1024
"""Bytes of one file."""

MOST_LINES = 1_000_000
"""Of one file."""

MOST_COLUMNS = 2_000
"""Of one file."""

MOST_BLANKS = 10_000
"""That may stand between sentences, beyond as many as the file has bytes."""

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3\.(\d)")
_LAYER = re.compile(r"#T_(SP|CH|RL)=(.*)")
_ROW = re.compile(r"([0-9]{1,9}-[0-9]{1,9}(?:\.[0-9]{1,9})?)\t([0-9]{1,12})-([0-9]{1,12})(?:\t|$)")
_SLOT = re.compile(r"ROLE_[^:]*:(.+?)_[^_.]+\..*")
_SLOT_PLAIN = re.compile(r"ROLE_(?:[^:]*:)?([^_]+).*")

_Kind: TypeAlias = Literal["SP", "CH", "RL"]
_Part: TypeAlias = Literal["value", "role", "target", "base", "placeholder"]


class Unreadable(Exception):
    """Nothing of a file can be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


class Column(Struct, frozen=True):
    """``hint`` is, of targets and bases, the layer that they refer to."""

    part: _Part
    feature: str = ""
    hint: str = ""


class Layer(Struct, frozen=True):
    """A layer and where its columns begin."""

    kind: _Kind
    name: str
    columns: tuple[Column, ...]
    first: int

    @property
    def texts(self) -> list[str]:
        """Its features that hold values."""
        return [column.feature for column in self.columns if column.part == "value"]


class Row(Struct):
    """A token or sub-token: its line, its place in UTF-16 units, its text, its cells."""

    line: int
    unit: str
    begin: int
    end: int
    word: str
    cells: list[str]


def _layer(line: str, first: int) -> Layer | None:
    match = _LAYER.fullmatch(line)
    if match is None:
        return None
    kind: Any = match[1]
    name, *declared = match[2].split("|")
    columns: list[Column] = []
    for text in filter(None, declared):
        if kind == "SP" and text.startswith("ROLE_"):
            slot = _SLOT.fullmatch(text) or _SLOT_PLAIN.fullmatch(text)
            columns.append(Column("role", slot[1] if slot else text))
        elif kind == "RL" and text.startswith("BT_"):
            columns.append(Column("base", "", text[3:]))
        elif kind == "SP" and columns and columns[-1].part == "role":
            columns.append(Column("target", columns[-1].feature, text))
        else:
            columns.append(Column("value", text))
    return Layer(kind, name.strip(), tuple(columns) or (Column("placeholder"),), first)


class Lines:
    """The header, the text and the rows of one file, and in ``notes`` what of it was left out: line, message, done."""

    def __init__(self, data: bytes) -> None:
        """Raises Unreadable."""
        self.layers: list[Layer] = []
        self.rows: list[Row] = []
        self.notes: list[tuple[int, str, str]] = []
        self._parts: list[str] = []
        self._length = 0
        self._read(data)
        self.text = "".join(self._parts)

    def _read(self, data: bytes) -> None:
        if len(data) > MOST_DATA:
            raise Unreadable(1, f"the file has {len(data):,} bytes; {MOST_DATA:,} are the most")
        try:
            text = text_of(data)
        except ValueError as error:
            raise Unreadable(1, str(error)) from None
        if text.count("\n") > MOST_LINES:
            raise Unreadable(MOST_LINES, f"the file has more than {MOST_LINES:,} lines")
        # Nothing but a line feed ends a line: text and values may hold any other break.
        lines = [line.removesuffix("\r") for line in text.split("\n")]
        self._blanks = len(data) + MOST_BLANKS
        version = _FORMAT.fullmatch(lines[0].strip())
        if version is None:
            raise Unreadable(1, "its first line is not “#FORMAT=WebAnno TSV 3.” and 1, 2 or 3")
        java = version[1] in "01"
        number, columns = 1, 0
        while number < len(lines) and (layer := _layer(lines[number], columns)):
            self.layers.append(layer)
            columns += len(layer.columns)
            number += 1
            if columns > MOST_COLUMNS:
                raise Unreadable(number, f"the header names more than {MOST_COLUMNS:,} columns")
        self._sentences(lines, number, columns, java)
        if not self.rows:
            raise Unreadable(len(lines), "it has no sentence with a token")

    def _sentences(self, lines: Sequence[str], first: int, columns: int, java: bool) -> None:
        said: list[str] = []
        began = 0
        seen: set[str] = set()
        for number, line in enumerate(lines[first:], first + 1):
            if line.startswith("#Text="):
                began = began or number
                said.append(java_text(line[6:]) if java else plain_text(line[6:]))
                continue
            if line.startswith("#T_"):
                raise Unreadable(number, "it declares a layer in no way that is known")
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
                self.rows.append(Row(number, found[1], *at, cells[2], cells[3 : columns + 3]))
        if said:
            self._note(began, "the sentence has no tokens, so that its place is not known", "it was left out")

    def _note(self, number: int, message: str, done: str) -> None:
        self.notes.append((number, message, done))

    def _begin(self, number: int, begin: int, text: str) -> None:
        """Puts a sentence at ``begin``. Raises Unreadable where other text stands there."""
        gap = begin - self._length
        if gap < 0:
            words = f"its sentence begins at {begin}, but the text before it ends at {self._length}"
            raise Unreadable(number, words)
        self._blanks -= gap
        if self._blanks < 0:
            raise Unreadable(number, f"its sentence begins at {begin}, far behind the text before it")
        if gap:
            self._parts.append("\n" + " " * (gap - 1) if self._parts else " " * gap)
        self._parts.append(text)
        self._length = begin + Utf16(text).length
