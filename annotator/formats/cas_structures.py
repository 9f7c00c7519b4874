"""UIMA's CAS as plain values: what XMI, its type system and CAS JSON say, before anybody knows what it means.

Read here and not by dkpro-cassis, which makes Python code of the names in a type system, and takes a document whole or
not at all: one reference that leads nowhere would cost an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from msgspec import Struct

MOST_DATA = 128 * 1024 * 1024
"""Bytes of one document or type system."""

MOST_STRUCTURES = 1_000_000
"""Of one document."""

MOST_REFERENCES = 1_000_000
"""To structures or texts, of one document: many structures may refer to one long array."""

MOST_TYPES = 20_000
"""Of one type system; its own features of all of them count as well."""

_MOST_FEATURES = 500
"""Of one type with those it inherits; further ones are passed over."""

ANNOTATION = "uima.tcas.Annotation"
STRING = "uima.cas.String"
_TOP = "uima.cas.TOP"
_SOFA = "uima.cas.Sofa"
_INITIAL = "_InitialView"
_WHOLE = re.compile(r"-?[0-9]{1,18}")

Kind: TypeAlias = Literal["text", "flag", "integer", "number", "texts", "refs", "ref", "other"]
"""What a feature holds; ``refs`` are several structures, ``other`` what nobody here asks for."""

_KINDS: Mapping[str, Kind] = {
    STRING: "text",
    "uima.cas.Boolean": "flag",
    "uima.cas.Byte": "integer",
    "uima.cas.Short": "integer",
    "uima.cas.Integer": "integer",
    "uima.cas.Long": "integer",
    "uima.cas.Float": "number",
    "uima.cas.Double": "number",
    "uima.cas.StringArray": "texts",
    "uima.cas.String[]": "texts",
    "uima.cas.FSArray": "refs",
}


class CasProblem(ValueError):
    """Nothing of a document or type system can be read."""


class Feature(Struct, frozen=True):
    """What a structure may say: ``element`` is the type of what ``refs`` refer to, where that is declared."""

    name: str
    kind: Kind
    element: str = ""


class Declared(Struct, frozen=True):
    """A type as it is declared: ``(name, range, element type)`` of its own features."""

    parent: str
    features: tuple[tuple[str, str, str], ...] = ()


class Types:
    """A type system. Types that it does not declare have no features."""

    def __init__(self, declared: Mapping[str, Declared]) -> None:
        self._declared = {
            ANNOTATION: Declared("uima.cas.AnnotationBase"),
            "uima.tcas.DocumentAnnotation": Declared(ANNOTATION),
            "uima.cas.AnnotationBase": Declared(_TOP),
            **declared,
        }
        self._features: dict[str, Mapping[str, Feature]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._declared

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether a type is another or descends from it."""
        return ancestor in self._lineage(name)

    def features(self, name: str) -> Mapping[str, Feature]:
        """The features of a type in the order of their declaration, inherited ones first."""
        if name not in self._features:
            made: dict[str, Feature] = {}
            for ancestor in reversed(self._lineage(name)):
                known = self._declared.get(ancestor)
                for feature, range_, element in known.features if known else ():
                    if len(made) >= _MOST_FEATURES:
                        break
                    made[feature] = Feature(feature, self._kind(range_), element or range_.removesuffix("[]"))
            self._features[name] = made
        return self._features[name]

    def _lineage(self, name: str) -> list[str]:
        found: list[str] = []
        while name and name not in found and len(found) < 100:
            found.append(name)
            known = self._declared.get(name)
            name = known.parent if known else ""
        return found

    def _kind(self, range_: str) -> Kind:
        if range_ in _KINDS:
            return _KINDS[range_]
        if range_.endswith("[]"):
            return "other" if range_[:-2] in _KINDS else "refs"
        if range_.startswith("uima.cas.") and range_.endswith(("Array", "List")):
            return "other"
        return "text" if self.is_a(range_, STRING) else "ref"


class Structure(Struct):
    """A feature structure. Values of XMI are text, those of JSON typed; references are ids."""

    id: int
    type: str
    values: dict[str, Any]


class Note(Struct, frozen=True):
    """What is wrong at a place, and what was done about it."""

    place: str
    message: str
    done: str


class Cas(Struct):
    """One document: its text and all structures of the view that holds it."""

    text: str
    structures: dict[int, Structure]
    members: frozenset[int] | None
    """The ids of what is indexed; None where the document does not say."""
    types: Types | None
    """Where the document brings them."""
    notes: list[Note]
    references: int = 0
    """How many were followed so far."""

    def indexed(self) -> Iterator[Structure]:
        """What counts, in the order of the document; what only others refer to is left out."""
        for id, found in self.structures.items():
            if self.members is None or id in self.members:
                yield found

    def refs(self, found: Structure, feature: str) -> list[int]:
        """The ids that a feature refers to; those in an array of its own are unpacked."""
        ids: list[int] = []
        for id in ids_of(found.values.get(feature)):
            held = self.structures.get(id)
            if held is not None and is_array(held.type):
                ids += ids_of(held.values.get("elements"))
            else:
                ids.append(id)
            self._count(len(ids))
        return ids

    def texts(self, found: Structure, feature: str) -> tuple[str, ...]:
        """The texts of a feature that holds several."""
        value = found.values.get(feature)
        if isinstance(value, str) and not value.strip():
            return ()
        if not isinstance(value, list):
            held = [self.structures.get(id) for id in ids_of(value)[:1]]
            value = [text for array in held if array for text in array.values.get("elements") or ()]
            self._count(len(value))
        return tuple(text for text in value if isinstance(text, str))

    def _count(self, more: int) -> None:
        self.references += more
        if self.references > MOST_REFERENCES:
            raise CasProblem(f"its references unfold to more than {MOST_REFERENCES:,}")


def is_array(type: str) -> bool:
    """Whether structures of a type are arrays."""
    return type.endswith("[]") or (type.startswith("uima.cas.") and type.endswith("Array"))


def whole(value: Any) -> int | None:
    """A whole number as either form writes it, else None."""
    if type(value) is int:
        return value if abs(value) < 10**18 else None
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return None


def ids_of(value: Any) -> list[int]:
    """The ids that a value refers to, as either form writes them."""
    if isinstance(value, str):
        value = value.split()
    elif not isinstance(value, list):
        value = [value]
    return [id for id in map(whole, value) if id is not None]


def view_of(
    structures: dict[int, Structure],
    views: Mapping[int, frozenset[int]],
    types: Types | None,
    notes: list[Note],
) -> Cas:
    """The view that has the text: the initial one, else the first."""
    sofas = [
        s for s in structures.values() if s.type == _SOFA and isinstance(s.values.get("sofaString"), str)
    ]
    if not sofas:
        raise CasProblem("it has no text (no sofaString)")
    sofa = next((s for s in sofas if s.values.get("sofaID") == _INITIAL), sofas[0])
    if len(sofas) > 1:
        notes.append(
            Note(f"sofa {sofa.id}", f"it has {len(sofas)} views", "only what is in this one was read")
        )
    kept = {
        id: found
        for id, found in structures.items()
        if found.type != _SOFA and whole(found.values.get("sofa", sofa.id)) in (sofa.id, None)
    }
    return Cas(
        sofa.values["sofaString"], kept, views.get(sofa.id, frozenset()) if views else None, types, notes
    )


_KNOWN_REFS = ("Governor", "Dependent", "target", "first", "next")


def guessed(cas: Cas) -> Types:
    """A type system made of what a document says, for one that came without: never wrong about offsets and links."""
    ranges: dict[str, dict[str, str]] = {}
    parents: dict[str, str] = {}
    for found in cas.structures.values():
        known = ranges.setdefault(found.type, {})
        parents[found.type] = ANNOTATION if {"begin", "end"} <= found.values.keys() else _TOP
        for name, value in found.values.items():
            if name not in ("sofa", "begin", "end", "elements"):
                known[name] = _joined(known.get(name), _guess(cas, name, value))
    return Types(
        {
            name: Declared(
                parents[name],
                tuple(
                    (feature, range_, "" if range_ in _KINDS else range_.removesuffix("[]"))
                    for feature, range_ in known.items()
                ),
            )
            for name, known in ranges.items()
            if not is_array(name)
        }
    )


def _joined(before: str | None, now: str) -> str:
    return now if before in (None, now) else STRING


def _guess(cas: Cas, name: str, value: Any) -> str:
    if isinstance(value, list):
        return "uima.cas.StringArray"
    if isinstance(value, bool) or value in ("true", "false"):
        return "uima.cas.Boolean"
    held = [cas.structures.get(id) for id in ids_of(value)]
    if name in _KNOWN_REFS and len(held) == 1:
        return ANNOTATION
    linked = [found.type for found in held if found is not None and "target" in found.values]
    return f"{linked[0]}[]" if linked and len(linked) == len(held) else STRING
