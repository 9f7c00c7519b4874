"""CAS JSON 0.4 as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotator.formats.cas_structures import (
    MOST_DATA,
    MOST_STRUCTURES,
    MOST_TYPES,
    Cas,
    CasProblem,
    Declared,
    Note,
    Structure,
    Types,
    ids_of,
    view_of,
    whole,
)
from annotator.formats.sources import json_of
from annotator.sidecars.strict import JsonProblem


def cas_of_json(data: bytes) -> Cas:
    """The document of a CAS JSON 0.4 with its type system. Raises CasProblem."""
    if len(data) > MOST_DATA:
        raise CasProblem(f"it has {len(data):,} bytes; {MOST_DATA:,} are the most")
    try:
        value = json_of(data)
    except JsonProblem as problem:
        raise CasProblem(f"broken JSON: {problem}") from None
    if not isinstance(value, dict) or "%FEATURE_STRUCTURES" not in value:
        raise CasProblem("it is no CAS JSON (no %FEATURE_STRUCTURES)")
    notes: list[Note] = []
    structures: dict[int, Structure] = {}
    for place, id, item in _json_items(value["%FEATURE_STRUCTURES"]):
        type = item.get("%TYPE") if isinstance(item, dict) else None
        if not isinstance(type, str) or id is None:
            notes.append(Note(place, "it has no %TYPE or no %ID that is a number", "it was left out"))
        elif id in structures:
            notes.append(Note(place, f"the %ID {id} stands twice", "the second one was left out"))
        else:
            structures[id] = Structure(id, type, _json_values(item))
    types = _json_types(value["%TYPES"]) if isinstance(value.get("%TYPES"), dict) else None
    return view_of(structures, _json_views(value.get("%VIEWS")), types, notes)


def _json_items(value: Any) -> Iterator[tuple[str, int | None, Any]]:
    pairs: Iterable[tuple[Any, Any]]
    if isinstance(value, dict):
        pairs = ((whole(id), item) for id, item in value.items())
    elif isinstance(value, list):
        pairs = ((whole(item.get("%ID")) if isinstance(item, dict) else None, item) for item in value)
    else:
        raise CasProblem("its %FEATURE_STRUCTURES are no list")
    if len(value) > MOST_STRUCTURES:
        raise CasProblem(f"it has more than {MOST_STRUCTURES:,} feature structures")
    for number, (id, item) in enumerate(pairs):
        yield f"%FEATURE_STRUCTURES[{number}]", id, item


def _json_values(item: dict[str, Any]) -> dict[str, Any]:
    values = {
        (name[1:] if name[:1] in ("@", "#") else name): value
        for name, value in item.items()
        if name[:1] not in ("%", "^")
    }
    if "%ELEMENTS" in item:
        values["elements"] = item["%ELEMENTS"]
    return values


def _json_types(value: dict[str, Any]) -> Types:
    declared, count = {}, 0
    for name, item in value.items():
        if not isinstance(item, dict):
            continue
        features = tuple(
            (feature, str(said.get("%RANGE", "")), str(said.get("%ELEMENT_TYPE", "")))
            for feature, said in item.items()
            if not feature.startswith("%") and isinstance(said, dict)
        )
        declared[name] = Declared(str(item.get("%SUPER_TYPE", "")), features)
        count += 1 + len(features)
        if count > MOST_TYPES:
            raise CasProblem(f"it declares more than {MOST_TYPES:,} types and features")
    return Types(declared)


def _json_views(value: Any) -> dict[int, frozenset[int]]:
    found = {}
    for view in value.values() if isinstance(value, dict) else ():
        sofa = whole(view.get("%SOFA")) if isinstance(view, dict) else None
        if sofa is not None and isinstance(view.get("%MEMBERS"), list):
            found[sofa] = frozenset(ids_of(view["%MEMBERS"]))
    return found
