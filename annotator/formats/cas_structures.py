"""UIMA's CAS as plain values: what XMI, its type system and CAS JSON say, before anybody knows what it means.

Read here and not by dkpro-cassis, which makes Python code of the names in a type system, and takes a document whole or
not at all: one reference that leads nowhere would cost an article. Expat reads the XML; a document type, and with it
every entity, is refused before anything of it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias
from xml.parsers import expat

from msgspec import Struct

from annotator.formats.sources import json_of
from annotator.sidecars.strict import JsonProblem

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

MOST_DEPTH = 32
"""How deep elements of XML may be nested."""

ANNOTATION = "uima.tcas.Annotation"
_STRING = "uima.cas.String"
_TOP = "uima.cas.TOP"
_SOFA = "uima.cas.Sofa"
_INITIAL = "_InitialView"
_XMI = "http://www.omg.org/XMI"
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_VERSION = re.compile(rb"""^(\s*<\?xml\s+version\s*=\s*["'])1\.1""")

Kind: TypeAlias = Literal["text", "flag", "integer", "number", "texts", "refs", "ref", "other"]
"""What a feature holds; ``refs`` are several structures, ``other`` what nobody here asks for."""

_KINDS: Mapping[str, Kind] = {
    _STRING: "text",
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
        return "text" if self.is_a(range_, _STRING) else "ref"


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
        for id in _ids(found.values.get(feature)):
            held = self.structures.get(id)
            if held is not None and is_array(held.type):
                ids += _ids(held.values.get("elements"))
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
            held = [self.structures.get(id) for id in _ids(value)[:1]]
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


def _ids(value: Any) -> list[int]:
    if isinstance(value, str):
        value = value.split()
    elif not isinstance(value, list):
        value = [value]
    return [id for id in map(whole, value) if id is not None]


# -- XML -----------------------------------------------------------------------------------------------------


def _parse(
    data: bytes, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Any
) -> None:
    """Feeds handlers with elements, their names as ``namespace local``. Raises CasProblem."""
    if len(data) > MOST_DATA:
        raise CasProblem(f"it has {len(data):,} bytes; {MOST_DATA:,} are the most")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise CasProblem(f"its elements are nested deeper than {MOST_DEPTH}")
        start(name, attributes)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    def refuse(*_: object) -> None:
        raise CasProblem("it has a document type (DOCTYPE), which may hide entities and is refused")

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        # INCEpTION offers XML 1.1, which Expat does not know; what only that may hold is an error further on.
        parser.Parse(_VERSION.sub(rb"\g<1>1.0", data[:200], count=1) + data[200:], True)
    except CasProblem:
        raise
    except expat.ExpatError as error:
        raise CasProblem(f"broken XML: {error}") from None
    except (ValueError, LookupError, TypeError) as error:
        raise CasProblem(f"unreadable XML: {error}") from None


class _XmiParts:
    """Gathers what the elements of an XMI say."""

    def __init__(self) -> None:
        self.structures: dict[int, Structure] = {}
        self.views: dict[int, frozenset[int]] = {}
        self.notes: list[Note] = []
        self._depth = 0
        self._current: Structure | None = None
        self._child: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            if name != f"{_XMI} XMI":
                raise CasProblem("its root is no xmi:XMI")
        elif self._depth == 2:
            self._begin(name, attributes)
        elif self._depth == 3:
            self._child = []

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 2 and self._child is not None:
            if self._current is not None:
                held = self._current.values.setdefault(name.rpartition(" ")[2], [])
                if isinstance(held, list):
                    held.append("".join(self._child))
            self._child = None

    def text(self, data: str) -> None:
        if self._child is not None:
            self._child.append(data)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._current = None
        type = _type_name(name)
        if type == "uima.cas.View":
            sofa = whole(attributes.get("sofa"))
            if sofa is not None:
                self.views[sofa] = frozenset(_ids(attributes.get("members", "")))
            return
        id = whole(attributes.pop(f"{_XMI} id", None))
        if type == "uima.cas.NULL":
            return
        if id is None:
            self.notes.append(Note(type, "it has no xmi:id that is a number", "it was left out"))
            return
        if id in self.structures:
            self.notes.append(Note(f"xmi:id {id}", "the id stands twice", "the second one was left out"))
            return
        if len(self.structures) >= MOST_STRUCTURES:
            raise CasProblem(f"it has more than {MOST_STRUCTURES:,} feature structures")
        values: dict[str, Any] = dict(attributes)
        self._current = self.structures[id] = Structure(id, type, values)


def _type_name(name: str) -> str:
    """``http:///webanno/custom.ecore Span`` as ``webanno.custom.Span``."""
    space, _, local = name.rpartition(" ")
    package = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return local if package in ("", "uima.noNamespace") else f"{package}.{local}"


def cas_of_xmi(data: bytes) -> Cas:
    """The document of an XMI. Raises CasProblem."""
    parts = _XmiParts()
    _parse(data, parts.start, parts.end, parts.text)
    return _cas(parts.structures, parts.views, None, parts.notes)


def types_of_xml(data: bytes) -> Types:
    """The type system of a UIMA type system description; what it imports from elsewhere is not fetched. Raises CasProblem."""
    declared: dict[str, Declared] = {}
    stack: list[str] = []
    words: list[str] = []
    type: dict[str, str] = {}
    feature: dict[str, str] = {}
    features: list[tuple[str, str, str]] = []
    count = 0

    def start(name: str, _: dict[str, str]) -> None:
        stack.append(name.rpartition(" ")[2])
        words.clear()
        if len(stack) == 1 and stack[0] != "typeSystemDescription":
            raise CasProblem("its root is no typeSystemDescription")

    def end(_: str) -> None:
        nonlocal count
        name, inside = stack.pop(), stack[-1] if stack else ""
        text = "".join(words).strip()
        words.clear()
        if inside == "typeDescription" and name in ("name", "supertypeName"):
            type[name] = text
        elif inside == "featureDescription":
            feature[name] = text
        elif name == "featureDescription":
            features.append(
                (feature.get("name", ""), feature.get("rangeTypeName", ""), feature.get("elementType", ""))
            )
            feature.clear()
            count += 1
        elif name == "typeDescription":
            declared[type.get("name", "")] = Declared(type.get("supertypeName", ""), tuple(features))
            type.clear()
            features.clear()
            count += 1
        if count > MOST_TYPES:
            raise CasProblem(f"it declares more than {MOST_TYPES:,} types and features")

    _parse(data, start, end, words.append)
    return Types(declared)


def _cas(
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


# -- JSON ----------------------------------------------------------------------------------------------------


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
    return _cas(structures, _json_views(value.get("%VIEWS")), types, notes)


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
            found[sofa] = frozenset(_ids(view["%MEMBERS"]))
    return found


# -- without a type system -----------------------------------------------------------------------------------


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
    return now if before in (None, now) else _STRING


def _guess(cas: Cas, name: str, value: Any) -> str:
    if isinstance(value, list):
        return "uima.cas.StringArray"
    if isinstance(value, bool) or value in ("true", "false"):
        return "uima.cas.Boolean"
    held = [cas.structures.get(id) for id in _ids(value)]
    if name in _KNOWN_REFS and len(held) == 1:
        return ANNOTATION
    linked = [found.type for found in held if found is not None and "target" in found.values]
    return f"{linked[0]}[]" if linked and len(linked) == len(held) else _STRING
