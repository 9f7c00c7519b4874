"""An article with its records as feature structures, the same for XMI and JSON; see :mod:`annotator.formats.cas`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, to_builtins

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
from annotator.formats.cas_layers import METADATA
from annotator.formats.cas_types import (
    LINK,
    NOT_XML,
    STRING,
    STRINGS,
)
from annotator.formats.exchange import (
    Labelled,
    Loss,
)
from annotator.formats.inception import CUSTOM, NAMED_ENTITY
from annotator.formats.units import Utf16


class Refs(Struct, frozen=True):
    """References to other structures."""

    ids: tuple[int, ...]


class One(Struct, frozen=True):
    """A reference to another structure."""

    id: int


class Made(Struct, frozen=True):
    """A structure to be written: ``record`` is whose losses its values are."""

    id: int
    type: str
    record: str
    values: dict[str, Any]


class Document:
    """One article as structures, the same for both forms."""

    def __init__(self, article: Labelled, ranges: Mapping[str, Mapping[str, str]]) -> None:
        self._article, self._ranges = article, ranges
        self._units = Utf16(article.text)
        self._sheet: list[Record] = article.records
        self._mentions = [r for r in self._sheet if isinstance(r, (Entity, Event))]
        self.ids = {mention.id: number for number, mention in enumerate(self._mentions, 2)}
        self.next = 2 + len(self._mentions)
        self.made: list[Made] = []
        self.links: list[Made] = []
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
        self.made.append(Made(id, type, record, values))
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
            said = {"role": argument.role, "target": One(target)}
            self.links.append(Made(self.next, LINK, event.id, said))
            self.next += 1
        if links:
            values["arguments"] = Refs(tuple(links))
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
            "Governor": One(source),
            "Dependent": One(target),
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
    if range_ == STRING:
        return value if isinstance(value, str) and not NOT_XML.search(value) else None
    if range_ == STRINGS:
        good = isinstance(value, (tuple, list)) and value and all(value)
        return list(value) if good and not any(map(NOT_XML.search, value)) else None  # type: ignore[arg-type]
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
