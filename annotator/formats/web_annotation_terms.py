"""Names of the Web Annotation format: contexts, terms and IRIs of our own, and how JSON-LD writes values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote as escaped
from urllib.parse import unquote

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
"""The context of the recommendation, by its name; it is never fetched."""

VERSION = 1

SPACE = "urn:x-annotator:"
RECORD, THING, SHEET, TERM = (f"{SPACE}{what}:" for what in ("record", "instance", "sheet", "term"))
_LISTS = ("arguments", "attributes", "values", "links")
_REFERENCES = ("filler",)
_PLAIN = ("kind", "version", "status", "flag", "role", "attribute", "of", "origin")
_PLAIN_OF_ORIGIN = ("way", "colleague", "record", "detail")

OWN_CONTEXT: Mapping[str, Any] = {
    **{term: f"{TERM}{term}" for term in (*_PLAIN, *_PLAIN_OF_ORIGIN)},
    **{term: {"@id": f"{TERM}{term}", "@type": "@id"} for term in _REFERENCES},
    **{term: {"@id": f"{TERM}{term}", "@container": "@list"} for term in _LISTS},
}
"""The terms that the recommendation lacks; none of its own is defined anew."""

dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def iri_of(space: str, id: str) -> str:
    """The IRI of an id in a space of names."""
    return space + (id if id.isascii() and id.isalnum() else escaped(id, safe=""))


def id_of(space: str, iri: Any) -> str:
    """The id of a record or instance. Raises ValueError."""
    if not isinstance(iri, str) or not iri.startswith(space):
        raise ValueError(f"“{short(str(iri))}” is no id that this program wrote")
    return unquote(iri.removeprefix(space))


def items_of(value: Any) -> list[Any]:
    """JSON-LD writes a single value without a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_in(value: Any) -> str:
    """A text; empty where there is none."""
    return value if isinstance(value, str) else ""


def short(text: str) -> str:
    """A text as messages quote it."""
    return text if len(text) <= 60 else f"{text[:57]}…"
