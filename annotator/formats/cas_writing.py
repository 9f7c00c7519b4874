"""Writes UIMA CAS as XMI or JSON; what stands where is told in :mod:`annotator.formats.cas`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, TypeAlias

from msgspec.structs import replace

from annotator.formats.cas_documents import Document, Made, One, Refs
from annotator.formats.cas_types import (
    LINK,
    NOT_XML,
    STRINGS,
    STRUCTURES,
    layers_of,
    type_system_json,
    type_system_xml,
)
from annotator.formats.exchange import (
    Collector,
    Labelled,
    Loss,
    Piece,
)
from annotator.formats.lines import Files
from annotator.formats.units import Utf16
from annotator.tagsets.model import Tagset

Variant: TypeAlias = Literal["xmi", "json"]

TYPE_SYSTEM = "TypeSystem.xml"
"""The file of an export in XMI that declares the types."""

_NO_XML = "XML cannot hold such a character; U+FFFD stands there"


class CasWriter:
    """Writes articles as documents of a CAS."""

    def __init__(self, tagset: Tagset, variant: Variant) -> None:
        layers = layers_of(tagset)
        self._variant = variant
        self._types = type_system_json(layers) if variant == "json" else type_system_xml(layers)
        self._ranges = {layer.name.rpartition(".")[2]: layer.attributes for layer in layers}

    def render(self, article: Labelled) -> Piece:
        """One article's file."""
        name = article.name
        article = replace(article, name=name.encode("utf-8", "replace").decode("utf-8"))
        document = Document(article, self._ranges)
        if self._variant == "json":
            document.build("")
            data = _json(document, article.text, self._types)
            return Piece(name, {f"{name}.json": data}, tuple(document.losses))
        bad = [(match.start(), match.group()) for match in NOT_XML.finditer(article.text)]
        units = Utf16(article.text)
        document.build(" ".join(f"{units.to_units(at)}={ord(c):04x}" for at, c in bad))
        for at, character in bad:
            document.losses.append(Loss("article", "text", f"U+{ord(character):04X} at {at}: {_NO_XML}"))
        data = _xmi(document, NOT_XML.sub("\ufffd", article.text) if bad else article.text)
        return Piece(name, {f"{name}.xmi": data}, tuple(document.losses))

    def collector(self, target: Path) -> Collector:
        """Begins the folder."""
        return Files(target, {TYPE_SYSTEM: self._types} if self._variant == "xmi" else None)


_NAMESPACES = {
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type": "metadata",
    "de.tudarmstadt.ukp.dkpro.core.api.ner.type": "ner",
    "webanno.custom": "custom",
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
    + "".join(
        f' xmlns:{prefix}="http:///{package.replace(".", "/")}.ecore"'
        for package, prefix in _NAMESPACES.items()
    )
    + ' xmi:version="2.0">\n<cas:NULL xmi:id="0"/>\n'
)


def _tag(type: str) -> str:
    package, _, local = type.rpartition(".")
    return f"{_NAMESPACES[package]}:{local}"


def _escaped(text: str) -> str:
    """Text for an attribute or an element: breaks and tabs as references, or XML would make blanks of them."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def _xmi(document: Document, text: str) -> bytes:
    losses = document.losses

    def held(made: Made, name: str, value: str) -> str:
        if NOT_XML.search(value):
            losses.append(Loss(made.record, name, _NO_XML))
            value = NOT_XML.sub("\ufffd", value)
        return _escaped(value)

    parts = [_HEAD]
    for made in (*document.made, *document.links):
        tag = _tag(made.type)
        attributes = [f'<{tag} xmi:id="{made.id}"']
        children: list[str] = []
        if made.type != LINK:
            attributes.append('sofa="1"')
        for name, value in made.values.items():
            match value:
                case str():
                    attributes.append(f'{name}="{held(made, name, value)}"')
                case bool():
                    attributes.append(f'{name}="{"true" if value else "false"}"')
                case list():
                    children += [f"<{name}>{held(made, name, item)}</{name}>" for item in value]
                case Refs():
                    attributes.append(f'{name}="{" ".join(map(str, value.ids))}"')
                case One():
                    attributes.append(f'{name}="{value.id}"')
                case _:
                    attributes.append(f'{name}="{value!r}"')
        end = f">{''.join(children)}</{tag}>\n" if children else "/>\n"
        parts.append(" ".join(attributes) + end)
    members_ = " ".join(str(made.id) for made in document.made)
    parts.append(
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{_escaped(text)}"/>\n'
        f'<cas:View sofa="1" members="{members_}"/>\n</xmi:XMI>\n'
    )
    return "".join(parts).encode("utf-8")


def _json(document: Document, text: str, types: bytes) -> bytes:
    sofa = {
        "%ID": 1,
        "%TYPE": "uima.cas.Sofa",
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text",
        "sofaString": text,
    }
    structures: list[dict[str, Any]] = [sofa]
    number = document.next
    for made in (*document.made, *document.links):
        said: dict[str, Any] = {"%ID": made.id, "%TYPE": made.type}
        if made.type != LINK:
            said["@sofa"] = 1
        structures.append(said)
        for name, value in made.values.items():
            match value:
                case list() | Refs():
                    type, items = (STRINGS, value) if isinstance(value, list) else (STRUCTURES, [*value.ids])
                    structures.append({"%ID": number, "%TYPE": type, "%ELEMENTS": items})
                    said[f"@{name}"] = number
                    number += 1
                case One():
                    said[f"@{name}"] = value.id
                case _:
                    said[name] = value
    view = {"_InitialView": {"%SOFA": 1, "%MEMBERS": sorted(made.id for made in document.made)}}
    rest = [json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in (structures, view)]
    # Ids and the like may hold halves of surrogate pairs; records refuse them in whatever people write.
    return (
        b'{"%TYPES":' + types + b',"%FEATURE_STRUCTURES":' + rest[0].encode("utf-8", "replace")
        + b',"%VIEWS":' + rest[1].encode() + b"}\n"
    )  # fmt: skip
