"""Says in plain words what is wrong with the shape of a tagset's tables; imported only when something is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from annotator.tagsets.misfits import Misfit, Place, near
from annotator.tagsets.written import COLOUR_PATTERN, COUNT_PATTERN, ID_PATTERN, KEY_PATTERN, shape

_PATTERNS = {
    ID_PATTERN: "an id: a letter, then letters, digits, _ . : or - (64 at most)",
    COLOUR_PATTERN: 'a colour such as "#3d8b7a"',
    COUNT_PATTERN: 'a count: "?", "1", "*", "+", "2+" or "1-3"',
    KEY_PATTERN: "one letter from a to z",
}
_TYPES = {
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "string_too_short": "a text that is not empty",
    "too_short": "something in it",
}


def explain(error: ValidationError, tables: Mapping[str, Any]) -> Misfit:
    """The first thing wrong, an unknown key before anything else (it is often why another one is missing)."""
    found: dict[Place, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        found.setdefault(_place(detail, tables), []).append(detail)
    place, details = min(found.items(), key=lambda item: item[1][0]["type"] != "extra_forbidden")
    more = f" ({len(found) - 1} more like this in the file)" if len(found) > 1 else ""
    return Misfit(place, _message(place, details) + more)


def _place(detail: ErrorDetails, tables: Any) -> Place:
    """The error's place, without the names that the validator adds for members of unions and for keys."""
    place: list[str | int] = []
    for step in detail["loc"]:
        try:
            tables = tables[step]
        except (KeyError, IndexError, TypeError):
            continue
        place.append(step)
    return tuple(place)


def _message(place: Place, details: list[ErrorDetails]) -> str:
    detail = details[0]
    kind, value = detail["type"], detail["input"]
    is_key = detail["loc"][-1] == "[key]"
    if kind == "extra_forbidden":
        return f'unknown key "{place[-1]}"{near(str(place[-1]), _known_keys(place[:-1]))}'
    if kind == "missing":
        return f'the key "{detail["loc"][-1]}" is missing'
    if len(details) > 1:
        wanted = "a text, a number, true or false, a date or a list of texts"
    elif kind == "literal_error":
        choices = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return f'"{value}" is not possible here{near(str(value), choices)}'
    elif kind == "string_pattern_mismatch":
        wanted = _PATTERNS[detail["ctx"]["pattern"]]
    else:
        wanted = _TYPES.get(kind, detail["msg"])
    shown = f'"{value}"' if isinstance(value, str) else _kind_of(value)
    return f"expected {wanted}{' as the name of a table' if is_key else ''}, not {shown}"


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table" if value else "an empty table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return str(value)


def _known_keys(place: Place) -> Iterable[str]:
    """The keys that a table at ``place`` may have, by the JSON Schema."""
    whole = shape().json_schema()
    here: list[Any] = [whole]
    for step in place:
        here = [below for schema in _resolved(here, whole) for below in _below(schema, step)]
    return {key for schema in _resolved(here, whole) for key in schema.get("properties", {})}


def _below(schema: Mapping[str, Any], step: str | int) -> Iterable[Any]:
    if isinstance(step, int):
        return [schema["items"]] if "items" in schema else []
    if step in schema.get("properties", {}):
        return [schema["properties"][step]]
    extra = [schema["additionalProperties"]] if isinstance(schema.get("additionalProperties"), dict) else []
    return [*schema.get("patternProperties", {}).values(), *extra]


def _resolved(schemas: list[Any], whole: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    flat: list[Mapping[str, Any]] = []
    for schema in schemas:
        if "$ref" in schema:
            flat += _resolved([whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]], whole)
        for union in ("anyOf", "oneOf"):
            flat += _resolved(schema.get(union, []), whole)
        flat.append(schema)
    return flat
