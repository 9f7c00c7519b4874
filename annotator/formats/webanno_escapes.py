"""How WebAnno TSV takes the meaning from characters, and how cells are parted."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PARTED = re.compile(r"\\.|[|;]", re.DOTALL)
_ESCAPED_VALUE = re.compile(r"\\(->|.)", re.DOTALL)
_ESCAPED_TEXT = re.compile(r"\\(.)", re.DOTALL)
_VALUES = {c: c for c in ("\\", "[", "]", "|", "_", "->", ";", "*")} | {"t": "\t", "n": "\n", "r": "\r"}
_TEXTS = {"\\": "\\", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b"}
_TEXTS |= {character: character for character in map(chr, range(32))}

_JAVA = re.compile(r"\\(?:u+([0-9a-fA-F]{4})|(.))", re.DOTALL)
NOTHING, NULL = "_", "*"


def split(separator: str, cell: str) -> list[str]:
    """The parts of a cell between separators that no backslash precedes."""
    parts, start = [], 0
    for match in _PARTED.finditer(cell):
        if match[0] == separator:
            parts.append(cell[start : match.start()])
            start = match.end()
    return [*parts, cell[start:]]


def plain_text(raw: str) -> str:
    """Text of a #Text line or a row without its escapes."""
    return _unescaped(_ESCAPED_TEXT, _TEXTS, raw)


def java_text(text: str) -> str:
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


def value_of(raw: str) -> str:
    """A value without its escapes; empty where there is none."""
    return "" if raw in (NULL, NOTHING) else _unescaped(_ESCAPED_VALUE, _VALUES, raw)


def _unescaped(escaped: re.Pattern[str], known: Mapping[str, str], text: str) -> str:
    """Text without its backslashes; those that escape nothing known stay."""
    if "\\" not in text:
        return text
    return escaped.sub(lambda match: known.get(match[1], match[0]), text)
