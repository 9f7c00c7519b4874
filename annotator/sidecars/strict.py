"""JSON, read strictly: no duplicate keys, no NaN or Infinity, no lone surrogates; and where its members lie.

Knows nothing of sidecars.
"""

from __future__ import annotations

import json
import re
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_STRING_OR_SPACE = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+')


class JsonProblem(ValueError):
    """Text that is no strict JSON; ``position`` is where, in code points of it."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise JsonProblem(f"the key “{key}” stands twice")
            seen.add(key)
    return found


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise JsonProblem(f"the number {text} is too large")
    return number


def _no_constant(name: str) -> Any:
    raise JsonProblem(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant, strict=True
)


def loads(text: str) -> Any:
    """The value of ``text``. Raises JsonProblem."""
    value, end = value_at(text, skip_space(text, 0))
    end = skip_space(text, end)
    if end != len(text):
        raise JsonProblem("something follows the end", end)
    return value


def skip_space(text: str, position: int) -> int:
    """The first position from ``position`` on that is no blank."""
    match = WHITESPACE.match(text, position)
    return int(match.end())


def value_at(text: str, position: int) -> tuple[Any, int]:
    """The value that begins at ``position`` and the position after it. Raises JsonProblem."""
    try:
        value, end = _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise JsonProblem(error.msg, error.pos) from None
    except JsonProblem as error:
        raise JsonProblem(str(error), position) from None
    except (RecursionError, ValueError) as error:
        raise JsonProblem(str(error), position) from None
    if _SURROGATE_ESCAPE.search(text, position, end) is not None:
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise JsonProblem("a lone surrogate is no text", position) from None
    return value, end


class Member(Struct, frozen=True):
    """One key of an object, and where its value lies: ``[start, end)`` in code points."""

    key: str
    start: int
    end: int


class Walk:
    """Steps through the members of one object, so that a long array in it can be read piece by piece."""

    def __init__(self, text: str) -> None:
        """Begins at the text's first character that is no blank. Raises JsonProblem when that opens no object."""
        self._text = text
        self.position = skip_space(text, 0)
        self._keys: set[str] = set()
        self._expect("{", "a JSON object was expected")

    def next_key(self) -> str | None:
        """The next key, with ``position`` at its value; None at the end of the object."""
        text = self._text
        self.position = skip_space(text, self.position)
        if self._keys:
            if text[self.position : self.position + 1] == "}":
                self.position += 1
                return None
            self._expect(",", "a comma or } was expected")
            self.position = skip_space(text, self.position)
        elif text[self.position : self.position + 1] == "}":
            self.position += 1
            return None
        start = self.position
        self._expect('"', "a key in quotation marks was expected")
        try:
            key, self.position = scanstring(text, self.position, True)
        except json.JSONDecodeError as error:
            raise JsonProblem(error.msg, error.pos) from None
        if any("\ud800" <= character <= "\udfff" for character in key):
            raise JsonProblem("a lone surrogate is no text", start)
        if key in self._keys:
            raise JsonProblem(f"the key “{key}” stands twice", start)
        self._keys.add(key)
        self.position = skip_space(text, self.position)
        self._expect(":", "a colon was expected")
        self.position = skip_space(text, self.position)
        return str(key)

    def value(self) -> Any:
        """The value at ``position``, which then lies behind it."""
        value, self.position = value_at(self._text, self.position)
        return value

    def next_item(self, first: bool) -> bool:
        """Enters an array (``first``) or goes on to its next item; False at its end."""
        text = self._text
        self.position = skip_space(text, self.position)
        if first:
            self._expect("[", "an array was expected")
            self.position = skip_space(text, self.position)
            if text[self.position : self.position + 1] != "]":
                return True
        elif text[self.position : self.position + 1] == ",":
            self.position = skip_space(text, self.position + 1)
            return True
        self._expect("]", "a comma or ] was expected")
        return False

    def finish(self) -> None:
        """Raises JsonProblem when anything but blanks follows the object."""
        self.position = skip_space(self._text, self.position)
        if self.position != len(self._text):
            raise JsonProblem("something follows the end", self.position)

    def _expect(self, sign: str, message: str) -> None:
        if self._text[self.position : self.position + 1] != sign:
            raise JsonProblem(message, self.position)
        self.position += 1


def members(text: str) -> tuple[Member, ...]:
    """The members of the object that ``text`` is. Raises JsonProblem."""
    walk = Walk(text)
    found = []
    while (key := walk.next_key()) is not None:
        start = walk.position
        walk.value()
        found.append(Member(key, start, walk.position))
    walk.finish()
    return tuple(found)


def items(text: str) -> tuple[str, ...]:
    """The items of the array that ``text`` is, as they are written. Raises JsonProblem."""
    walk = Walk('{"":' + text + "}")
    walk.next_key()
    found = []
    first = True
    while walk.next_item(first):
        first = False
        start = walk.position
        walk.value()
        found.append(walk._text[start : walk.position])
    return tuple(found)


def compact(text: str) -> str:
    """Valid JSON without the blanks between its signs; strings and numbers stay as they are written."""
    return _STRING_OR_SPACE.sub(lambda match: match[1] or "", text)
