"""Writes brat's standoff files; what stands where is told in :mod:`annotator.formats.brat`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from annotator.annotations.records import (
    UNSURE,
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    Value,
    Zone,
    stretches,
)
from annotator.formats.brat_conf import annotation_conf, set_by_default, visual_conf
from annotator.formats.brat_names import (
    BETWEEN,
    BREAKS,
    EQUIV,
    EXTRA,
    NOTES,
    PLAIN_VALUE,
    TRUTHS,
    UNSURE_NAME,
    covered,
    escaped,
    escaped_role,
    file_stem,
)
from annotator.formats.exchange import Collector, Labelled, Loss, Piece, Setting
from annotator.formats.lines import Files
from annotator.formats.provenance import untraced
from annotator.tagsets.definitions import Attribute
from annotator.tagsets.model import Tagset

_json = msgspec.json.Encoder().encode
_OWN_IDS = "brat numbers its lines itself, and has no place for more but notes, which annotators read"


class BratWriter:
    """Writes articles as a text and its tags."""

    def __init__(self, setting: Setting) -> None:
        self._tagset = setting.tagset
        self._names = _Names(setting.tagset)

    def render(self, article: Labelled) -> Piece:
        """The two files of one article."""
        tags = _Tags(article, self._names)
        stem = file_stem(article.name)
        # A byte-order mark is the encoding's: a text that begins with one needs another before it.
        data = article.text.encode("utf-8-sig" if article.text.startswith("\ufeff") else "utf-8")
        return Piece(
            article.name,
            {f"{stem}.txt": data, f"{stem}.ann": tags.ann.encode("utf-8")},
            tuple(tags.losses),
            untraced(tags.written, article.sheet.status, _OWN_IDS),
        )

    def collector(self, target: Path) -> Collector:
        """Begins the folder, with the configuration."""
        return Files(
            target,
            {"annotation.conf": annotation_conf(self._tagset), "visual.conf": visual_conf(self._tagset)},
        )


class _Names:
    """What types, roles and attributes are called in brat, worked out once."""

    def __init__(self, tagset: Tagset) -> None:
        self._tagset = tagset
        self._set_by_default = set_by_default(tagset)
        self._types: dict[str, str] = {}
        self._roles: dict[str, str] = {}
        self._attributes: dict[tuple[str, str], Attribute | None] = {}

    def type(self, name: str) -> str:
        if name not in self._types:
            self._types[name] = escaped(name)
        return self._types[name]

    def role(self, name: str) -> str:
        if name not in self._roles:
            self._roles[name] = escaped_role(name)
        return self._roles[name]

    def values(self, type: str, attribute: str, value: Value) -> list[str] | None:
        """What stands on an ``A`` line each before and after its target, with a blank between; None where none can."""
        key = type, attribute
        if key not in self._attributes:
            self._attributes[key] = self._tagset.attribute(type, attribute)
        known = self._attributes[key]
        name = escaped(attribute, UNSURE_NAME)
        if isinstance(value, bool):
            if known is not None and known.kind == "flag" and attribute in self._set_by_default:
                return [f"{name} {'true' if value else 'false'}"]
            return [name] if value else None
        if known is None:
            return None
        if known.kind == "one" and isinstance(value, str) and value not in TRUTHS and _is_value(known, value):
            return [f"{name} {value}"]
        if known.kind == "many" and isinstance(value, tuple) and value and not known.problem(value):
            return [f"{name}{BETWEEN}{escaped(v)}" for v in value]
        return None


def _is_value(attribute: Attribute, value: str) -> bool:
    return PLAIN_VALUE.fullmatch(value) is not None and any(v.id == value for v in attribute.values)


class _Tags:
    """The ``.ann`` file of one article."""

    def __init__(self, article: Labelled, names: _Names) -> None:
        self._text = article.text
        self._shift = 1 if article.text.startswith("\ufeff") else 0
        self._names = names
        self._lines: list[str] = []
        self._ids: dict[str, str] = {}
        """brat's ids of records."""
        self._triggers: dict[tuple[str, tuple[tuple[int, int], ...]], str] = {}
        self._count = {"T": 0, "E": 0, "R": 0, "A": 0, "#": 0}
        self._extras: dict[str, dict[str, Any]] = {}
        self.losses: list[Loss] = []
        records = article.records
        for record in records:
            if isinstance(record, (Entity, Event, Zone)):
                self._place(record)
        for record in records:
            if isinstance(record, Event):
                self._event(record)
            elif isinstance(record, Relation):
                self._relation(record)
        self._instances(records)
        for record in records:
            self._properties(record)
        for id, extra in self._extras.items():
            data = BREAKS.sub(_unicode_escape, _json(extra).decode("utf-8"))
            self._line("#", f"{EXTRA} {id}\t{data}")
        self.ann = "".join(self._lines)
        gone = {loss.record for loss in self.losses if loss.what == "record"}
        self.written = [record for record in records if record.id not in gone]

    def _lose(self, record: Record, what: str, reason: str) -> None:
        self.losses.append(Loss(record.id, what, reason))

    def _new(self, letter: str) -> str:
        self._count[letter] += 1
        return f"{letter}{self._count[letter]}"

    def _line(self, letter: str, rest: str) -> str:
        id = self._new(letter)
        self._lines.append(f"{id}\t{rest}\n")
        return id

    def _extra(self, id: str) -> dict[str, Any]:
        return self._extras.setdefault(id, {})

    # -- lines

    def _place(self, record: Entity | Event | Zone) -> None:
        """The ``T`` line of what has a span; of events of one type on one span there is only one."""
        places = stretches(record)
        if isinstance(record, Event) and (record.type, places) in self._triggers:
            self._ids[record.id] = self._new("E")
            return
        broken = any(BREAKS.search(part.quote) for part in record.span)
        written = covered(places, self._text) if broken else places
        if not written:
            self._lose(record, "record", "it covers nothing but line breaks, which brat's spans leave out")
            return
        shift = self._shift
        where = ";".join(f"{start + shift} {end + shift}" for start, end in written)
        quote = " ".join(self._text[start:end] for start, end in written)
        id = self._line("T", f"{self._names.type(record.type)} {where}\t{quote}")
        if isinstance(record, Event):
            self._triggers[record.type, places] = id
            self._ids[record.id] = self._new("E")
        else:
            self._ids[record.id] = id
            if isinstance(record, Zone):
                self._extra(id)["zone"] = True
        if broken:  # with an event: brat refuses a file in which a note speaks of a trigger
            whole = [[start + shift, end + shift] for start, end in places]
            self._extra(self._ids[record.id])["span"] = whole

    def _event(self, event: Event) -> None:
        id = self._ids.get(event.id)
        if id is None:
            return
        trigger = self._triggers[event.type, stretches(event)]
        parts = [f"{id}\t{self._names.type(event.type)}:{trigger}"]
        times: dict[str, int] = {}
        for argument in event.arguments:
            filler = self._ids.get(argument.filler)
            if filler is None:
                self._lose(event, "arguments", f"{argument.role}: {argument.filler} is not written itself")
                continue
            role = self._names.role(argument.role)
            number = times[role] = times.get(role, 0) + 1
            parts.append(f"{role}{number if number > 1 else ''}:{filler}")
        self._lines.append(f"{' '.join(parts)}\n")

    def _relation(self, relation: Relation) -> None:
        if len(relation.arguments) != 2:
            self._lose(relation, "record", "brat's relations have two ends")
            return
        (one, other) = relation.arguments
        ends = [self._ids.get(one.filler), self._ids.get(other.filler)]
        if None in ends:
            self._lose(relation, "record", "one of its ends is not written itself")
            return
        first, second = escaped(one.role), escaped(other.role)
        if one.role == other.role:
            first = escaped_role(one.role)
            second = f"{first}2"
        elif second == f"{first}2":
            second = escaped_role(other.role)
        type = escaped(relation.type, EQUIV)
        self._ids[relation.id] = self._line("R", f"{type} {first}:{ends[0]} {second}:{ends[1]}")

    def _instances(self, records: list[Record]) -> None:
        """Equivalences, and in notes what is known of the instances."""
        instances = {r.id: r for r in records if isinstance(r, Instance)}
        members: dict[str, list[str]] = {id: [] for id in instances}
        alone: dict[str, bool] = dict.fromkeys(instances, True)
        for record in records:
            if isinstance(record, (Entity, Event)) and record.id in self._ids:
                for instance in dict.fromkeys(record.instances):
                    if instance not in instances:
                        self._lose(record, "instances", f"there is no instance {instance}")
                        continue
                    known = members[instance]
                    # One equivalence says who belongs together; a member of two would make them one in brat.
                    alone[instance] = alone[instance] and len(record.instances) == 1
                    known.append(self._ids[record.id])
        for id, found in instances.items():
            if not members[id]:
                self._lose(found, "record", "no mention that is written refers to it")
                continue
            if alone[id] and len(members[id]) > 1:
                self._lines.append(f"*\t{EQUIV} {' '.join(members[id])}\n")
        told: set[str] = set()
        for record in records:
            if isinstance(record, (Entity, Event)) and record.id in self._ids:
                for id in dict.fromkeys(record.instances):
                    if id not in instances or (id in told and alone[id]):
                        continue
                    said = {"id": id} if id in told else _told(instances[id])
                    self._extra(self._ids[record.id]).setdefault("instances", []).append(said)
                    told.add(id)

    # -- what is said of a line

    def _properties(self, record: Record) -> None:
        if isinstance(record, (Entity, Event, Relation, Zone)):
            id = self._ids.get(record.id)
            if id is None:
                return
            if not isinstance(record, Zone):
                self._attributes(id, record.type, record.attributes, by_line=not isinstance(record, Relation))
                if record.flag == UNSURE and not isinstance(record, Relation):
                    self._line("A", f"{UNSURE_NAME} {id}")
                elif record.flag:
                    self._extra(id)["flag"] = record.flag
            if record.note:
                self._note(id, record.note)
        elif isinstance(record, ArticleLabel):
            self._lose(record, "record", "brat knows nothing of an article as a whole")
        elif not isinstance(record, Instance):
            self._lose(record, "record", f"brat has no {record.kind}s")

    def _attributes(self, id: str, type: str, attributes: Mapping[str, Value], *, by_line: bool) -> None:
        for name, value in attributes.items():
            said = self._names.values(type, name, value) if by_line else None
            if said is None:
                self._extra(id).setdefault("attributes", {})[name] = value
                continue
            for one in said:
                attribute, _, chosen = one.partition(" ")
                self._line("A", f"{attribute} {id}{f' {chosen}' if chosen else ''}")

    def _note(self, id: str, note: str) -> None:
        shown = " ".join(note.split())
        if shown:
            self._line("#", f"{NOTES} {id}\t{shown}")
        if shown != note:
            self._extra(id)["note"] = note


def _told(instance: Instance) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": instance.id,
        "of": instance.of,
        "type": instance.type,
        "name": instance.name,
        "links": instance.links,
        "attributes": dict(instance.attributes),
        "note": instance.note,
    }
    return {key: value for key, value in said.items() if value or key == "name"}


def _unicode_escape(match: Any) -> str:
    return "".join(f"\\u{ord(character):04x}" for character in match[0])
