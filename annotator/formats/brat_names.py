"""Names as brat allows them, and back; what writing and reading of its files have in common.

brat takes the letters of ASCII, digits, ``_`` and ``-`` for names of types, roles and attributes. Any other character is
written as ``_x`` with its code point in hex and ``_``, such as ``_x2e_`` for a full stop; so is a ``_`` before an ``x``,
so that every name comes back as it was.
"""

from __future__ import annotations

import re

UNSURE_NAME = "unsure"
"""The attribute that says what the flag of that name says."""

EXTRA = "AnnotatorExtra"
"""The type of notes that hold, as JSON, what brat has no place for."""

NOTES = "AnnotatorNotes"
"""The type of notes that people write in brat."""

BETWEEN = "--"
"""Between a many-valued attribute and a value of it: brat knows attributes of one value only, so each is yes or no."""

EQUIV = "Equiv"
"""The type of equivalences."""

ZONES = {"annotator_zones": True, "annotator_zones_not_gold": False}
"""The entity types of annotation.conf under which zone types stand, and whether those zones count."""

UNBOUNDED = 9999
"""brat's ranges end somewhere: a role with at least two fillers is written ``{2-9999}``."""

BREAKS = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
"""What brat takes for the end of a line, so that no covered text may hold it."""

PLAIN_VALUE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
"""Values that need no escape, also in annotation.conf."""

TRUTHS = {"true": True, "false": False}
"""The values of a flag that is set by default, so that its absence would say nothing."""

_ESCAPED = re.compile(r"_x([0-9a-f]{0,6})_")
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_-]|_(?=x)|(?<=-)-")


def escaped(name: str, *reserved: str) -> str:
    """``name`` in the characters that brat allows, and another than the ``reserved`` ones."""
    made = _FORBIDDEN.sub(_escape, name) or "_x_"
    return f"{_hex(made[0])}{made[1:]}" if made in reserved else made


def escaped_role(name: str) -> str:
    """``name`` for a role: no digit at the end, since brat numbers repeated roles with digits there."""
    made = escaped(name)
    return f"{made[:-1]}{_hex(made[-1])}" if made[-1].isdigit() else made


def unescaped(name: str) -> str:
    """What ``escaped`` or ``escaped_role`` was given."""
    return _ESCAPED.sub(_unescape, name) if "_x" in name else name


def _hex(character: str) -> str:
    return f"_x{ord(character):x}_"


def _escape(match: re.Match[str]) -> str:
    return _hex(match[0])


def _unescape(match: re.Match[str]) -> str:
    if not match[1]:
        return ""
    point = int(match[1], 16)
    return chr(point) if point < 0xD800 or 0xDFFF < point <= 0x10FFFF else match[0]


def covered(
    stretches: list[tuple[int, int]] | tuple[tuple[int, int], ...], text: str
) -> list[tuple[int, int]]:
    """The stretches as brat has them: without line breaks, so with a fragment on either side of each."""
    made = []
    for start, end in stretches:
        at = start
        for found in BREAKS.finditer(text, start, end):
            if found.start() > at:
                made.append((at, found.start()))
            at = found.end()
        if at < end:
            made.append((at, end))
    return made


def file_stem(article: str) -> str:
    """The name without suffix under which an article is written: ``.txt`` falls away, any other suffix stays."""
    stem = article.removesuffix(".txt")
    return stem if stem != article and not stem.lower().endswith((".txt", ".md")) else article


def article_name(stem: str) -> str:
    """The article's name of a file's, both without and with suffix; the way back of ``file_stem``."""
    return stem if stem.lower().endswith((".txt", ".md")) else f"{stem}.txt"
