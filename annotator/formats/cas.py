"""UIMA CAS as INCEpTION's layers, in XMI with one ``TypeSystem.xml`` or in CAS JSON 0.4 with the types in each file.

What stands where (offsets in UTF-16 code units, as UIMA counts):

- ``de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity``: entity mentions; ``value`` is the type, ``identifier`` the
  first link of the first instance.
- ``webanno.custom.Event``: event mentions on their triggers; ``value`` is the type, ``arguments`` the link feature
  (``webanno.custom.EventArgumentsLink`` with ``role`` and ``target``).
- ``webanno.custom.Relation``: a relation layer; ``Governor`` and ``Dependent`` are its two ends in order, ``sourceRole``
  and ``targetRole`` their roles.
- ``webanno.custom.Zone``: zones. ``webanno.custom.Fragment``: UIMA's annotations are contiguous, so that a mention or
  zone stands on its first fragment, and each further one is an annotation of this layer with the same ``record``.
- ``webanno.custom.Instance`` and ``webanno.custom.Article``: document-level layers for instances (mentions name them in
  ``instances``) and for the article's own attributes, name and annotator. ``DocumentMetaData`` has the name as title.

Attributes are features of the type that the tagset says; what does not fit (other types, names that no feature may have)
stands as JSON in ``more``. XML cannot hold some characters, such as NUL: each is replaced by U+FFFD, so that no offset
moves, reported as lost, and named in ``Article.replaced`` for our own reader.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Relation,
    Value,
    Zone,
)
from annotator.digests import sha256
from annotator.formats.cas_layers import METADATA, found_in
from annotator.formats.cas_structures import (
    ANNOTATION,
    Cas,
    CasProblem,
    Types,
    cas_of_json,
    cas_of_xmi,
    guessed,
    types_of_xml,
)
from annotator.formats.exchange import (
    Collector,
    Found,
    Labelled,
    Loss,
    Piece,
    Setting,
    SourceError,
    Trouble,
)
from annotator.formats.inception import CUSTOM, NAMED_ENTITY
from annotator.formats.lines import Files
from annotator.formats.manifest import NAME as MANIFEST
from annotator.formats.sources import members, read_file
from annotator.formats.units import Utf16
from annotator.tagsets.model import Attribute, Tagset, TypeDef

Variant: TypeAlias = Literal["xmi", "json"]

TYPE_SYSTEM = "TypeSystem.xml"
"""The file of an export in XMI that declares the types."""

_BASE = "uima.cas.AnnotationBase"
_DOCUMENT = "uima.tcas.DocumentAnnotation"
_STRING = "uima.cas.String"
_STRINGS = "uima.cas.StringArray"
_STRUCTURES = "uima.cas.FSArray"
_LINK = f"{CUSTOM}EventArgumentsLink"
_RANGES: Mapping[str, str] = {
    "flag": "uima.cas.Boolean",
    "integer": "uima.cas.Integer",
    "number": "uima.cas.Float",
    "many": _STRINGS,
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, not even as a reference."""
_NO_XML = "XML cannot hold such a character; U+FFFD stands there"
_NAME = re.compile("[A-Za-z][A-Za-z0-9_]*")
_CASSIS = {"type", "self", "xmiID", "sofa", "begin", "end"}
"""Names that features cannot have, or that libraries keep for themselves."""


def writer(setting: Setting, variant: str) -> CasWriter:
    """Writes ``xmi`` or ``json``; the tagset says which features attributes become."""
    return CasWriter(setting.tagset, "xmi" if variant == "xmi" else "json")


def reader(variant: str) -> CasReader:
    """Reads ``xmi`` or ``json``."""
    return CasReader("xmi" if variant == "xmi" else "json")


# -- the layers that are written -----------------------------------------------------------------------------


class _Declared(Struct, frozen=True):
    """A type: ``(name, range, element type)`` of its features."""

    name: str
    parent: str
    description: str
    features: tuple[tuple[str, str, str], ...]
    attributes: Mapping[str, str] = {}
    """The features that are attributes of the tagset, with their ranges."""


def _texts(*names: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, _STRING, "") for name in names)


_RECORD = _texts("record", "flag", "note", "by", "at", "more")
_INSTANCES = (("instances", _STRINGS, ""),)


def _layers(tagset: Tagset) -> tuple[_Declared, ...]:
    """All types of an export, with the attributes of the tagset."""

    def layer(
        name: str,
        parent: str,
        description: str,
        features: tuple[tuple[str, str, str], ...],
        attributes: Sequence[Attribute] = (),
    ) -> _Declared:
        taken = {feature for feature, _, _ in features} | _CASSIS
        ranges: dict[str, set[str]] = {}
        for attribute in attributes:
            if _NAME.fullmatch(attribute.id) and attribute.id not in taken:
                ranges.setdefault(attribute.id, set()).add(_RANGES.get(attribute.kind, _STRING))
        # Types may differ in the kind of an attribute of the same name: then none fits them all.
        further = {id: kinds.pop() for id, kinds in ranges.items() if len(kinds) == 1}
        added = tuple((id, range_, "") for id, range_ in further.items())
        return _Declared(name, parent, description, features + added, further)

    def of(types: Sequence[TypeDef]) -> list[Attribute]:
        return [attribute for type in types for attribute in type.attributes]

    metadata = _texts("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri")
    return (
        _Declared(
            METADATA, _DOCUMENT, "The document.", (*metadata, ("isLastSegment", "uima.cas.Boolean", ""))
        ),
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
            (*_texts("value"), ("arguments", _STRUCTURES, _LINK), *_RECORD, *_INSTANCES),
            of(tagset.events),
        ),
        layer(
            _LINK,
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
            (*_texts("value", "kind", "label"), ("links", _STRINGS, ""), *_RECORD),
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


def _type_system_xml(layers: Sequence[_Declared]) -> bytes:
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


def _type_system_json(layers: Sequence[_Declared]) -> bytes:
    ranges = {_STRINGS: f"{_STRING}[]"}
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


# -- writing -------------------------------------------------------------------------------------------------


class _Refs(Struct, frozen=True):
    """References to other structures."""

    ids: tuple[int, ...]


class _One(Struct, frozen=True):
    """A reference to another structure."""

    id: int


class _Made(Struct, frozen=True):
    """A structure to be written: ``record`` is whose losses its values are."""

    id: int
    type: str
    record: str
    values: dict[str, Any]


class _Document:
    """One article as structures, the same for both forms."""

    def __init__(self, article: Labelled, ranges: Mapping[str, Mapping[str, str]]) -> None:
        self._article, self._ranges = article, ranges
        self._units = Utf16(article.text)
        self._sheet: list[Record] = article.records
        self._mentions = [r for r in self._sheet if isinstance(r, (Entity, Event))]
        self.ids = {mention.id: number for number, mention in enumerate(self._mentions, 2)}
        self.next = 2 + len(self._mentions)
        self.made: list[_Made] = []
        self.links: list[_Made] = []
        self.losses: list[Loss] = []
        self._linked = {r.id: r.links[0] for r in self._sheet if isinstance(r, Instance) and r.links}

    def build(self, replaced: str) -> None:
        """Makes all structures; ``replaced`` says which characters of the text are others."""
        self._head(replaced)
        for record in self._sheet:
            match record:
                case Entity():
                    self._entity(record)
                case Event():
                    self._event(record)
                case Relation():
                    self._relation(record)
                case Instance():
                    self._instance(record)
                case Zone():
                    values = {
                        **self._place(record),
                        "value": record.type,
                        "record": record.id,
                        **_said(record),
                        **_more(record),
                    }
                    self._add(f"{CUSTOM}Zone", record.id, values)
                    self._fragments(record)
                case ArticleLabel():
                    pass
                case _:
                    reason = f"a CAS has no place for a {record.kind}"
                    self.losses.append(Loss(record.id, "record", reason))

    def _add(self, type: str, record: str, values: dict[str, Any], id: int | None = None) -> int:
        if id is None:
            id, self.next = self.next, self.next + 1
        self.made.append(_Made(id, type, record, values))
        return id

    def _head(self, replaced: str) -> None:
        article = self._article
        name = article.name
        whole = {"begin": 0, "end": self._units.length, "language": "x-unspecified"}
        self._add(METADATA, "article", {**whole, "documentTitle": name, "documentId": name})
        values: dict[str, Any] = {
            "document": name,
            "annotator": article.annotator,
            "state": article.sheet.status,
            "sha256": article.sha256,
        }
        if replaced:
            values["replaced"] = replaced
        labels = [r for r in self._sheet if isinstance(r, ArticleLabel)]
        for label in labels[:1]:
            values |= {"record": label.id, **_said(label), **self._attributes("Article", label)}
        self._add(f"{CUSTOM}Article", labels[0].id if labels else "article", values)
        for label in labels[1:]:
            self.losses.append(Loss(label.id, "record", "a document has one Article"))

    def _place(self, record: Entity | Event | Zone) -> dict[str, Any]:
        first = record.span[0]
        return {"begin": self._units.to_units(first.start), "end": self._units.to_units(first.end)}

    def _fragments(self, record: Entity | Event | Zone) -> None:
        for part in record.span[1:]:
            place = {"begin": self._units.to_units(part.start), "end": self._units.to_units(part.end)}
            self._add(f"{CUSTOM}Fragment", record.id, {**place, "record": record.id})

    def _mention(self, mention: Entity | Event, layer: str) -> dict[str, Any]:
        values: dict[str, Any] = {
            **self._place(mention),
            "value": mention.type,
            "record": mention.id,
            **_said(mention),
        }
        if mention.instances:
            values["instances"] = list(mention.instances)
        return values | self._attributes(layer, mention)

    def _entity(self, entity: Entity) -> None:
        values = self._mention(entity, "NamedEntity")
        if entity.instances and (link := self._linked.get(entity.instances[0])):
            values["identifier"] = link
        self._add(NAMED_ENTITY, entity.id, values, self.ids[entity.id])
        self._fragments(entity)

    def _event(self, event: Event) -> None:
        values = self._mention(event, "Event")
        links = []
        for argument in event.arguments:
            target = self.ids.get(argument.filler)
            if target is None:
                self.losses.append(
                    Loss(event.id, "arguments", f"{argument.filler} is no mention of this sheet")
                )
                continue
            links.append(self.next)
            said = {"role": argument.role, "target": _One(target)}
            self.links.append(_Made(self.next, _LINK, event.id, said))
            self.next += 1
        if links:
            values["arguments"] = _Refs(tuple(links))
        self._add(f"{CUSTOM}Event", event.id, values, self.ids[event.id])
        self._fragments(event)

    def _relation(self, relation: Relation) -> None:
        ends = [(argument.role, self.ids.get(argument.filler)) for argument in relation.arguments]
        if len(ends) != 2:
            reason = f"a relation layer has two ends, not {len(ends)}"
            self.losses.append(Loss(relation.id, "record", reason))
            return
        (role, source), (other, target) = ends
        if source is None or target is None:
            self.losses.append(Loss(relation.id, "record", "one of its ends is no mention of this sheet"))
            return
        values = {
            **self._place(self._mentions[target - 2]),
            "Governor": _One(source),
            "Dependent": _One(target),
            "value": relation.type,
            "sourceRole": role,
            "targetRole": other,
            "record": relation.id,
            **_said(relation),
            **self._attributes("Relation", relation),
        }
        self._add(f"{CUSTOM}Relation", relation.id, values)

    def _instance(self, instance: Instance) -> None:
        values: dict[str, Any] = {
            "value": instance.type,
            "kind": instance.of,
            "label": instance.name,
            "record": instance.id,
            **_said(instance),
            **self._attributes("Instance", instance),
        }
        if instance.links:
            values["links"] = list(instance.links)
        self._add(f"{CUSTOM}Instance", instance.id, values)

    def _attributes(
        self, layer: str, record: Entity | Event | Relation | Instance | ArticleLabel
    ) -> dict[str, Any]:
        """Attributes as features; those that no feature holds exactly, and where a record comes from, as JSON."""
        values: dict[str, Any] = {}
        rest: dict[str, Value] = {}
        for name, value in record.attributes.items():
            fits = _fitting(self._ranges[layer].get(name), value)
            if fits is not None:
                values[name] = fits
            if fits is None or not _exact(fits, value):
                rest[name] = value
        return values | _more(record, rest)


_BY_HAND = Origin()


def _more(record: Record, attributes: Mapping[str, Value] | None = None) -> dict[str, str]:
    """As JSON what no feature holds: attributes, and what a record was made from."""
    more: dict[str, Any] = {"attributes": attributes} if attributes else {}
    if record.origin != _BY_HAND:
        more["origin"] = to_builtins(record.origin)
    return {"more": json.dumps(more, separators=(",", ":"))} if more else {}


def _said(record: Any) -> dict[str, str]:
    """What records of most kinds say, where they say it."""
    values = {}
    for name in ("flag", "note", "by", "at"):
        if value := getattr(record, name, ""):
            values[name] = value
    return values


def _fitting(range_: str | None, value: Value) -> Any:
    """A value as a feature of that range holds it; None where it cannot."""
    if range_ == _STRING:
        return value if isinstance(value, str) and not _NOT_XML.search(value) else None
    if range_ == _STRINGS:
        good = isinstance(value, (tuple, list)) and value and all(value)
        return list(value) if good and not any(map(_NOT_XML.search, value)) else None  # type: ignore[arg-type]
    if range_ == "uima.cas.Boolean":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if range_ == "uima.cas.Integer":
        return value if isinstance(value, int) and -(2**31) <= value < 2**31 else None
    return float(value) if range_ == "uima.cas.Float" and abs(value) < 3.4e38 else None


def _exact(written: Any, value: Value) -> bool:
    """Whether what is read from a feature is the value again: a Float has but 32 bits, and no whole numbers."""
    import struct

    if isinstance(written, float):
        return isinstance(value, float) and struct.unpack("f", struct.pack("f", value))[0] == value
    return True


class CasWriter:
    """Writes articles as documents of a CAS."""

    def __init__(self, tagset: Tagset, variant: Variant) -> None:
        layers = _layers(tagset)
        self._variant = variant
        self._types = _type_system_json(layers) if variant == "json" else _type_system_xml(layers)
        self._ranges = {layer.name.rpartition(".")[2]: layer.attributes for layer in layers}

    def render(self, article: Labelled) -> Piece:
        """One article's file."""
        name = article.name
        article = replace(article, name=name.encode("utf-8", "replace").decode("utf-8"))
        document = _Document(article, self._ranges)
        if self._variant == "json":
            document.build("")
            data = _json(document, article.text, self._types)
            return Piece(name, {f"{name}.json": data}, tuple(document.losses))
        bad = [(match.start(), match.group()) for match in _NOT_XML.finditer(article.text)]
        units = Utf16(article.text)
        document.build(" ".join(f"{units.to_units(at)}={ord(c):04x}" for at, c in bad))
        for at, character in bad:
            document.losses.append(Loss("article", "text", f"U+{ord(character):04X} at {at}: {_NO_XML}"))
        data = _xmi(document, _NOT_XML.sub("\ufffd", article.text) if bad else article.text)
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


def _xmi(document: _Document, text: str) -> bytes:
    losses = document.losses

    def held(made: _Made, name: str, value: str) -> str:
        if _NOT_XML.search(value):
            losses.append(Loss(made.record, name, _NO_XML))
            value = _NOT_XML.sub("\ufffd", value)
        return _escaped(value)

    parts = [_HEAD]
    for made in (*document.made, *document.links):
        tag = _tag(made.type)
        attributes = [f'<{tag} xmi:id="{made.id}"']
        children: list[str] = []
        if made.type != _LINK:
            attributes.append('sofa="1"')
        for name, value in made.values.items():
            match value:
                case str():
                    attributes.append(f'{name}="{held(made, name, value)}"')
                case bool():
                    attributes.append(f'{name}="{"true" if value else "false"}"')
                case list():
                    children += [f"<{name}>{held(made, name, item)}</{name}>" for item in value]
                case _Refs():
                    attributes.append(f'{name}="{" ".join(map(str, value.ids))}"')
                case _One():
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


def _json(document: _Document, text: str, types: bytes) -> bytes:
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
        if made.type != _LINK:
            said["@sofa"] = 1
        structures.append(said)
        for name, value in made.values.items():
            match value:
                case list() | _Refs():
                    type, items = (
                        (_STRINGS, value) if isinstance(value, list) else (_STRUCTURES, [*value.ids])
                    )
                    structures.append({"%ID": number, "%TYPE": type, "%ELEMENTS": items})
                    said[f"@{name}"] = number
                    number += 1
                case _One():
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


# -- reading -------------------------------------------------------------------------------------------------


class CasReader:
    """Reads documents of a file, a folder or a ZIP archive, as INCEpTION and dkpro-cassis write them."""

    def __init__(self, variant: Variant) -> None:
        self._variant = variant

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        suffix = f".{self._variant}"
        alone = not source.is_dir() and not zipfile.is_zipfile(source)
        types: dict[str, Types] = {}
        if self._variant == "xmi":
            types, troubles = _type_systems(source, alone)
            yield from troubles
        count = 0
        for member in members(source, suffix):
            if PurePosixPath(member.name).name == MANIFEST:
                continue
            count += 1
            try:
                if self._variant == "json":
                    cas = cas_of_json(member.data)
                    known = cas.types
                else:
                    cas = cas_of_xmi(member.data)
                    known = _nearest(types, member.name)
            except CasProblem as problem:
                if alone:
                    raise SourceError(str(problem), path=source) from None
                yield Trouble(member.name, "", str(problem), "the article was left out")
                continue
            yield from _articles(cas, known, member.name)
        if not count:
            raise SourceError(f"it holds no file that ends in {suffix}", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """None: a type system says which layers there are, not which values they have."""
        return None


def _articles(cas: Cas, known: Types | None, file: str) -> Iterator[Found | Trouble]:
    if known is None:
        yield Trouble(file, "", "no type system belongs to it", "what its layers hold was guessed")
    name = PurePosixPath(file).name
    yield from found_in(cas, known or guessed(cas), file, name[: -len(PurePosixPath(name).suffix) or None])


def _type_systems(source: Path, alone: bool) -> tuple[dict[str, Types], list[Trouble]]:
    """The type systems of a source by their folders; INCEpTION puts the same one beside each document."""
    types: dict[str, Types] = {}
    known: dict[str, Types] = {}
    troubles = []
    for name, data in _described(source, alone):
        digest = sha256(data)
        try:
            known[digest] = known.get(digest) or types_of_xml(data)
            types[name.rpartition("/")[0]] = known[digest]
        except CasProblem as problem:
            troubles.append(Trouble(name, "", str(problem), "what its layers hold is guessed"))
    return types, troubles


def _described(source: Path, alone: bool) -> Iterator[tuple[str, bytes]]:
    if alone:
        beside = source.with_name(TYPE_SYSTEM)
        if beside.is_file() and beside != source:
            yield TYPE_SYSTEM, read_file(beside)
        return
    wanted = TYPE_SYSTEM.lower()
    for member in members(source, wanted):
        if PurePosixPath(member.name).name.lower() == wanted:
            yield member.name, member.data


def _nearest(types: Mapping[str, Types], name: str) -> Types | None:
    """The type system of a document's folder or the next one above it; else the only one there is."""
    folder = name.rpartition("/")[0]
    while folder not in types and folder:
        folder = folder.rpartition("/")[0]
    if folder in types:
        return types[folder]
    only = list({id(known): known for known in types.values()}.values())
    return only[0] if len(only) == 1 else None
