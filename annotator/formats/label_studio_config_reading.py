"""Reads Label Studio's labelling configuration, any of them for a text, and makes a tagset of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from msgspec import Struct

from annotator.formats.beside import SOURCE, TARGET
from annotator.formats.label_studio_config import (
    EVENTS,
    FLAG,
    NOT_GOLD,
    RELATIONS,
    ZONES,
)
from annotator.tagsets.definitions import RESERVED_IDS

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9_.:-]+")
_MOST_DEPTH = 200
_MOST_ELEMENTS = 100_000


class ConfigProblem(ValueError):
    """A configuration that cannot be used, and why."""


class Read(Struct):
    """A control of a configuration that was read."""

    name: str
    tag: str
    labels: dict[str, str] = {}
    """Labels, choices or relations, with their colours where they have one."""
    categories: dict[str, str] = {}
    multiple: bool = False
    per_region: bool = False
    when: tuple[str, ...] = ()
    """The labels whose regions have it; empty for all."""

    @property
    def kind(self) -> str:
        """Of which kind the values are, in a tagset's words."""
        match self.tag.lower():
            case "number" | "rating":
                return "number"
            case "textarea":
                return "text"
            case "datetime":
                return "date"
            case "taxonomy":
                return "many"
        if self.multiple:
            return "many"
        return "flag" if set(self.labels) == {"true", "false"} else "one"


class Config(Struct):
    """A configuration that was read. ``text_key`` is the key of a task's data that holds the text."""

    text_key: str = ""
    controls: dict[str, Read] = {}
    relations: Read | None = None

    @property
    def relation_labels(self) -> tuple[str, ...]:
        """The labels of links that are relations."""
        if self.relations is None:
            return ()
        roles = {label for label, category in self.relations.categories.items() if category != "relation"}
        return tuple(label for label in self.relations.labels if label not in roles)

    @property
    def event_labels(self) -> tuple[str, ...]:
        """The labels of events."""
        return tuple(self.controls[EVENTS].labels) if EVENTS in self.controls else ()

    def tagset(self, name: str) -> dict[str, Any] | None:
        """The tables of a tagset with these types; None where there are none."""
        return _tables(self, name)


_WORDS = frozenset({"label", "choice", "relation"})
_LABELLING = frozenset({"labels", "hypertextlabels", "paragraphlabels"})
_VALUED = frozenset({"choices", "number", "rating", "textarea", "datetime", "taxonomy"})


class _Parse:
    """Collects the controls while expat reads."""

    def __init__(self) -> None:
        self.config = Config()
        self._open: list[Read | None] = []
        self._path: list[str] = []
        """The choices that the present one lies in, of a taxonomy."""
        self._count = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS or len(self._open) > _MOST_DEPTH:
            raise ConfigProblem("it is too large or too deep")
        low = tag.lower()
        current = self._open[-1] if self._open else None
        if low in _WORDS:
            value = given.get("alias") or given.get("value")
            self._path.append(value or "")
            if value and current is not None:
                if current.tag.lower() == "taxonomy":
                    value = "/".join(self._path)
                current.labels[value] = given.get("background", "")
                if "category" in given:
                    current.categories[value] = given["category"]
        elif low in _LABELLING or low in _VALUED or low == "relations":
            current = Read(
                given.get("name", RELATIONS),
                tag,
                {},
                {},
                given.get("choice", "").startswith("multi"),
                given.get("perRegion") == "true",
                tuple(v for v in given.get("whenLabelValue", "").split(",") if v),
            )
            if low == "relations":
                self.config.relations = current
            elif "name" in given:
                self.config.controls[current.name] = current
        elif low in ("text", "hypertext", "richtext") and given.get("value", "").startswith("$"):
            self.config.text_key = self.config.text_key or given["value"][1:]
        self._open.append(current)

    def end(self, tag: str) -> None:
        self._open.pop()
        if tag.lower() in _WORDS:
            self._path.pop()


def read_config(data: bytes) -> Config:
    """The configuration that ``data`` is. Raises ConfigProblem; a document type is refused, so that there are no entities."""
    parse = _Parse()
    parser = expat.ParserCreate()

    def refuse(*_: Any) -> None:
        raise ConfigProblem("it has a document type declaration, which is refused")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = parse.start
    parser.EndElementHandler = parse.end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ConfigProblem(f"it is no XML: {error}") from None
    except (LookupError, ValueError) as error:  # an encoding that there is not
        raise ConfigProblem(str(error)) from None
    return parse.config


def type_id(label: str) -> str:
    """The id of a type or attribute for a label: the label itself where it can be one."""
    plain = label.strip()
    if not _ID.fullmatch(plain):
        plain = _NOT_AN_ID.sub("_", plain).strip("_")[:60]
        if not plain[:1].isalpha():
            plain = f"L{plain}"
    return f"{plain}_" if plain in RESERVED_IDS and plain != "span" else plain


def _tables(config: Config, name: str) -> dict[str, Any] | None:
    types: dict[str, dict[str, Any]] = {"entity": {}, "event": {}, "zone": {}, "relation": {}}
    seen: set[str] = {"span"}
    for control in config.controls.values():
        if control.tag.lower() in _LABELLING:
            kind = {EVENTS: "event", ZONES: "zone"}.get(control.name, "entity")
            for label, colour in control.labels.items():
                more: dict[str, Any] = {"colour": colour} if _COLOUR.fullmatch(colour) else {}
                if kind == "zone" and control.categories.get(label) == NOT_GOLD:
                    more["gold"] = False
                _add(types[kind], seen, label, more)
    _add_links(types, seen, config)
    if not any(types.values()):
        return None
    tables: dict[str, Any] = {"id": type_id(name) or "label-studio", "version": "1", "name": name}
    attributes = _attributes(config, seen)
    if attributes:
        tables["attribute"] = attributes
    tables.update({kind: found for kind, found in types.items() if found})
    return tables


def _add(table: dict[str, Any], seen: set[str], label: str, more: Mapping[str, Any]) -> None:
    id = type_id(label)
    if id not in seen:
        seen.add(id)
        table[id] = {**({"name": label} if id != label else {}), **more}


def _add_links(types: dict[str, dict[str, Any]], seen: set[str], config: Config) -> None:
    ends = {SOURCE: {"fillers": ["any"]}, TARGET: {"fillers": ["any"]}}
    for label in config.relation_labels:
        _add(types["relation"], seen, label, {"role": ends})
    categories = config.relations.categories if config.relations is not None else {}
    roles = {type_id(n): {"fillers": ["any"]} for n, category in categories.items() if category == "role"}
    for event in types["event"].values():
        if roles:
            event["role"] = roles


def _attributes(config: Config, seen: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for control in config.controls.values():
        if control.tag.lower() not in _VALUED or control.name == FLAG:
            continue
        id = type_id(control.name.partition("~")[0])
        known = [t for label in control.when if (t := type_id(label)) in seen]
        on = (known or ["mention"]) if control.per_region else ["article"]
        values = [type_id(value) for value in control.labels] if control.kind in ("one", "many") else []
        if control.kind in ("one", "many") and not values:
            continue
        made = found.setdefault(id, {"kind": control.kind, "on": [], **({"values": []} if values else {})})
        made["on"] += [target for target in on if target not in made["on"]]
        if "values" in made:
            made["values"] += [value for value in dict.fromkeys(values) if value not in made["values"]]
    return found
