"""XMI and UIMA's type systems as plain values.

Expat reads the XML; a document type, and with it every entity, is refused before anything of it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

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

MOST_DEPTH = 32
"""How deep elements of XML may be nested."""

_XMI = "http://www.omg.org/XMI"
_VERSION = re.compile(rb"""^(\s*<\?xml\s+version\s*=\s*["'])1\.1""")


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
                self.views[sofa] = frozenset(ids_of(attributes.get("members", "")))
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
    return view_of(parts.structures, parts.views, None, parts.notes)


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
