"""Who makes a record, when, and under which id.

The clock and the source of ids come from outside, so that operations stay pure and tests can fix both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from random import SystemRandom

from msgspec import Struct

from annotator.digests import sha256

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, which are easily misread."""

_draw = SystemRandom()
_PREFIXES = {"relation": "r", "event": "e", "entity": "m", "instance": "i", "comment": "c", "article": "a"}


def utc_now() -> str:
    """The present time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def spelled_id(kind: str, number: int) -> str:
    """An id: a letter that hints at the kind, and the lowest 55 bits of ``number``."""
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in range(11))
    return _PREFIXES.get(kind, kind[:1]) + letters


def derived_id(kind: str, *parts: str) -> str:
    """An id for a record of ``kind`` that is always the same for the same ``parts``."""
    number = int(sha256("\0".join((kind, *parts)).encode("utf-8", "surrogatepass"))[:16], 16)
    return spelled_id(kind, number)


def random_id(kind: str) -> str:
    """A new id of 55 random bits, unique across annotators."""
    return spelled_id(kind, _draw.getrandbits(55))


class Author(Struct, frozen=True):
    """The annotator in whose name operations make records."""

    annotator: str
    now: Callable[[], str] = utc_now
    new_id: Callable[[str], str] = random_id
