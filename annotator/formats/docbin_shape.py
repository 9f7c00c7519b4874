"""What spaCy's DocBin is made of, as its writing and its reading must agree on it; see :mod:`annotator.formats.docbin`."""

from __future__ import annotations

import struct
from collections.abc import Callable

from msgspec import Struct

from annotator.formats.exchange import MissingExtra

FORMAT = "annotator-docbin"
VERSION = 1
SUFFIX = ".spacy"

KEY = "annotator"
"""Of the user data."""

LISTS: dict[str, str] = {
    "entity": "entities",
    "event": "events",
    "relation": "relations",
    "instance": "instances",
    "zone": "zones",
    "article": "articles",
    "comment": "comments",
    "decision": "decisions",
}
"""Of the user data, by kind of record."""

MISSING, INSIDE, OUTSIDE, BEGIN = 0, 1, 2, 3
"""Values of ENT_IOB."""

SPAN = struct.Struct(">QQQllll")
"""A span of a group: its id, knowledge base id, label, tokens, characters."""

OLD_SPAN = struct.Struct(">QQllll")
"""The same before spaCy 3.5: without an id."""


class Numbers(Struct, frozen=True):
    """spaCy's numbers for strings, and those of the columns."""

    of: Callable[[str], int]
    orth: int
    iob: int
    type: int
    kb: int


def numbers_of_spacy() -> Numbers:
    """Those of the spaCy that is installed. Raises MissingExtra."""
    try:
        from spacy import attrs
        from spacy.strings import get_string_id
    except ImportError:
        raise MissingExtra("The DocBin of spaCy", "spacy") from None
    return Numbers(get_string_id, attrs.ORTH, attrs.ENT_IOB, attrs.ENT_TYPE, attrs.ENT_KB_ID)
