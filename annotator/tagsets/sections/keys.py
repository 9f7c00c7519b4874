"""The keys of entity and event types: as written, or assigned."""

from __future__ import annotations

from collections.abc import Callable

from annotator.tagsets.definitions import FREE_SPAN, RESERVED_LETTERS, Kind
from annotator.tagsets.misfits import Misfit
from annotator.tagsets.sections.types import WrittenTypes

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def keys(types: WrittenTypes) -> dict[str, str]:
    """The key of each type that has one. Raises Misfit for one that is taken, or that no type may have."""
    return {
        **_keys(types, "entity", str.lower, RESERVED_LETTERS),
        **_keys(types, "event", str.upper, frozenset()),
    }


def _keys(
    types: WrittenTypes, kind: Kind, case: Callable[[str], str], reserved: frozenset[str]
) -> dict[str, str]:
    """Of a kind: given ones first, then free letters of the name, then any free."""
    tables = types.of_kind(kind)
    taken: dict[str, str] = {}
    for type_id, table in tables.items():
        if "key" not in table:
            continue
        letter, place = table["key"].lower(), (kind, type_id, "key")
        if table.get("abstract"):
            raise Misfit(place, "an abstract type cannot be tagged and has no key")
        if letter in reserved:
            raise Misfit(
                place,
                f'the letter "{letter}" has a meaning in the window already;'
                f" entity types may use {' '.join(c for c in _LETTERS if c not in reserved)}",
            )
        if letter in taken:
            raise Misfit(place, f'the letter "{case(letter)}" is already the key of {taken[letter]}')
        taken[letter] = type_id
    without = [
        type_id for type_id, table in tables.items() if "key" not in table and not table.get("abstract")
    ]
    without.sort(key=lambda type_id: type_id != FREE_SPAN)
    for type_id in without:
        wished = f"{tables[type_id].get('name', '')}{type_id}".lower() + _LETTERS
        free = (c for c in wished if c in _LETTERS and c not in reserved and c not in taken)
        if letter := next(free, ""):
            taken[letter] = type_id
    return {type_id: case(letter) for letter, type_id in taken.items()}
