"""The layers that an export in CAS declares, with the attributes of a tagset as their features."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from annotator.formats.cas_layers import METADATA
from annotator.formats.cas_structures import ANNOTATION
from annotator.formats.inception import CUSTOM, NAMED_ENTITY
from annotator.tagsets.definitions import Attribute, TypeDef
from annotator.tagsets.model import Tagset

_BASE = "uima.cas.AnnotationBase"
_DOCUMENT = "uima.tcas.DocumentAnnotation"
STRING = "uima.cas.String"
STRINGS = "uima.cas.StringArray"
STRUCTURES = "uima.cas.FSArray"
LINK = f"{CUSTOM}EventArgumentsLink"

_RANGES: Mapping[str, str] = {
    "flag": "uima.cas.Boolean",
    "integer": "uima.cas.Integer",
    "number": "uima.cas.Float",
    "many": STRINGS,
}

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, not even as a reference."""

_NAME = re.compile("[A-Za-z][A-Za-z0-9_]*")
_CASSIS = {"type", "self", "xmiID", "sofa", "begin", "end"}
"""Names that features cannot have, or that libraries keep for themselves."""


class Layer(Struct, frozen=True):
    """A type: ``(name, range, element type)`` of its features."""

    name: str
    parent: str
    description: str
    features: tuple[tuple[str, str, str], ...]
    attributes: Mapping[str, str] = {}
    """The features that are attributes of the tagset, with their ranges."""


def _texts(*names: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, STRING, "") for name in names)


_RECORD = _texts("record", "flag", "note", "by", "at", "more")
_INSTANCES = (("instances", STRINGS, ""),)


def layers_of(tagset: Tagset) -> tuple[Layer, ...]:
    """All types of an export, with the attributes of the tagset."""

    def layer(
        name: str,
        parent: str,
        description: str,
        features: tuple[tuple[str, str, str], ...],
        attributes: Sequence[Attribute] = (),
    ) -> Layer:
        taken = {feature for feature, _, _ in features} | _CASSIS
        ranges: dict[str, set[str]] = {}
        for attribute in attributes:
            if _NAME.fullmatch(attribute.id) and attribute.id not in taken:
                ranges.setdefault(attribute.id, set()).add(_RANGES.get(attribute.kind, STRING))
        # Types may differ in the kind of an attribute of the same name: then none fits them all.
        further = {id: kinds.pop() for id, kinds in ranges.items() if len(kinds) == 1}
        added = tuple((id, range_, "") for id, range_ in further.items())
        return Layer(name, parent, description, features + added, further)

    def of(types: Sequence[TypeDef]) -> list[Attribute]:
        return [attribute for type in types for attribute in type.attributes]

    metadata = _texts("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri")
    return (
        Layer(METADATA, _DOCUMENT, "The document.", (*metadata, ("isLastSegment", "uima.cas.Boolean", ""))),
        layer(
            NAMED_ENTITY,
            ANNOTATION,
            "Entity mentions.",
            _texts("value", "identifier") + _RECORD + _INSTANCES,
            of(tagset.entities),
        ),
        layer(
            f"{CUSTOM}Event",
            ANNOTATION,
            "Event mentions, on their triggers.",
            (*_texts("value"), ("arguments", STRUCTURES, LINK), *_RECORD, *_INSTANCES),
            of(tagset.events),
        ),
        layer(
            LINK,
            "uima.cas.TOP",
            "What fills a role of an event.",
            (*_texts("role"), ("target", ANNOTATION, "")),
        ),
        layer(
            f"{CUSTOM}Relation",
            ANNOTATION,
            "Relations between two mentions.",
            (
                ("Governor", ANNOTATION, ""),
                ("Dependent", ANNOTATION, ""),
                *_texts("value", "sourceRole", "targetRole"),
                *_RECORD,
            ),
            of(tagset.relations),
        ),
        layer(
            f"{CUSTOM}Zone",
            ANNOTATION,
            "Stretches that are not gold, or marked otherwise.",
            _texts("value") + _RECORD,
        ),
        layer(
            f"{CUSTOM}Fragment",
            ANNOTATION,
            "Further fragments of the mention or zone that has the same record.",
            _texts("record", "more"),
        ),
        layer(
            f"{CUSTOM}Instance",
            _BASE,
            "What mentions refer to; they name its record.",
            (*_texts("value", "kind", "label"), ("links", STRINGS, ""), *_RECORD),
            tagset.instance_attributes,
        ),
        layer(
            f"{CUSTOM}Article",
            _BASE,
            "The article, and what is said of it as a whole.",
            _texts("document", "annotator", "state", "sha256", "replaced") + _RECORD,
            tagset.article_attributes,
        ),
    )


def type_system_xml(layers: Sequence[Layer]) -> bytes:
    """The file that XMI needs beside it."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    parts.append('<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n<types>\n')
    for layer in layers:
        parts.append(
            f"<typeDescription><name>{layer.name}</name><description>{layer.description}</description>"
            f"<supertypeName>{layer.parent}</supertypeName><features>\n"
        )
        for name, range_, element in layer.features:
            elements = f"<elementType>{element}</elementType>" if element else ""
            parts.append(
                f"<featureDescription><name>{name}</name><description/><rangeTypeName>{range_}</rangeTypeName>"
                f"{elements}</featureDescription>\n"
            )
        parts.append("</features></typeDescription>\n")
    parts.append("</types>\n</typeSystemDescription>\n")
    return "".join(parts).encode("utf-8")


def type_system_json(layers: Sequence[Layer]) -> bytes:
    """What each file of CAS JSON begins with."""
    ranges = {STRINGS: f"{STRING}[]"}
    types = {
        layer.name: {
            "%NAME": layer.name,
            "%SUPER_TYPE": layer.parent,
            "%DESCRIPTION": layer.description,
            **{
                name: {"%NAME": name, "%RANGE": f"{element}[]" if element else ranges.get(range_, range_)}
                for name, range_, element in layer.features
            },
        }
        for layer in layers
    }
    return json.dumps(types, separators=(",", ":")).encode("utf-8")
