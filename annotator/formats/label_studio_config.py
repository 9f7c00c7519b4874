"""Label Studio's labelling configuration (XML): made of a tagset, and read for what may be tagged.

Written: ``<Labels>`` named ``entities``, ``events`` and ``zones``; ``<Relations>`` with the roles of events and the types of
relations (``category`` says which, an attribute of our own that Label Studio passes over; that of zones says ``not-gold``);
for each attribute a control for regions: ``<Choices>`` for one of, many of and yes/no (``true``, ``false``), ``<Number>``,
``<TextArea>``, ``<DateTime>``. A control is called like its attribute; where types have different values under one attribute, the second
is called ``mode~2`` and so on, and what is said of the article as a whole ``genre~article``. ``~flag`` holds flags.

Read: any configuration for a text. Labels of a control ``events`` are event types, of ``zones`` zones, all others entities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from msgspec import Struct

from annotator.annotations.records import UNSURE
from annotator.formats.beside import FRAGMENT
from annotator.tagsets.definitions import Attribute, Kind, Value
from annotator.tagsets.model import Tagset

ENTITIES, EVENTS, ZONES, RELATIONS = "entities", "events", "zones", "relations"
"""The controls for labels. Labels of links have no control of their own; this is what they are told by."""

OBJECT = "text"
"""The name of the text in the configuration, and the key of the task's data that holds it."""

FLAG = "~flag"
"""The control for flags."""

CONTROL_OF: Mapping[Kind, str] = {"entity": ENTITIES, "event": EVENTS, "zone": ZONES, "relation": RELATIONS}

_TAGS = {"integer": "Number", "number": "Number", "text": "TextArea", "date": "DateTime"}
NOT_GOLD = "not-gold"
"""The category of zones that are none."""


class Control(Struct, frozen=True):
    """Where the values of an attribute go. ``types`` are the labels it is for; empty for the article."""

    name: str
    attribute: Attribute
    types: tuple[str, ...] = ()

    def result(self, value: Value) -> tuple[str, dict[str, Any]] | None:
        """The type of a result and its value; None for a value that has no place here."""
        if self.attribute.problem(value) or value in ("", ()):
            return None
        match value:
            case bool():
                return "choices", {"choices": ["true" if value else "false"]}
            case int() | float():
                return "number", {"number": value}
            case tuple():
                return "choices", {"choices": list(value)}
        if self.attribute.kind == "one":
            return "choices", {"choices": [value]}
        if self.attribute.kind == "date":
            return "datetime", {"datetime": value}
        return "textarea", {"text": [value]}


class Plan:
    """The controls that a tagset needs."""

    def __init__(self, tagset: Tagset) -> None:
        self._tagset = tagset
        self._controls: dict[tuple[str, str], Control] = {}
        self._article: dict[str, Control] = {}
        self._labels: dict[str, dict[str, str]] = {name: {} for name in (ENTITIES, EVENTS, ZONES)}
        """Of each control, the labels with their colours."""
        self._links: dict[str, str] = {FRAGMENT: "part"}
        """The labels of links with what they are."""
        for type_def in tagset.types():
            if type_def.abstract:
                continue
            if type_def.kind != "relation":
                self._labels[CONTROL_OF[type_def.kind]][type_def.id] = type_def.colour
            else:
                self._links[type_def.id] = "relation"
        for event in tagset.taggable("event"):
            for role in event.roles:
                self._links.setdefault(role.id, "role")
        self._plan_attributes()

    def _plan_attributes(self) -> None:
        same: dict[tuple[str, str, tuple[str, ...]], tuple[Attribute, list[str]]] = {}
        for kind in ("entity", "event"):
            for type_def in self._tagset.taggable(kind):
                for attribute in type_def.attributes:
                    values = tuple(value.id for value in attribute.values)
                    same.setdefault((attribute.id, attribute.kind, values), (attribute, []))[1].append(
                        type_def.id
                    )
        taken = {ENTITIES, EVENTS, ZONES, OBJECT}
        for attribute, types in same.values():
            name, number = attribute.id, 1
            while name in taken:
                number += 1
                name = f"{attribute.id}~{number}"
            taken.add(name)
            control = Control(name, attribute, tuple(types))
            for type in types:
                self._controls[type, attribute.id] = control
        for attribute in self._tagset.article_attributes:
            self._article[attribute.id] = Control(f"{attribute.id}~article", attribute)

    @property
    def kinds(self) -> dict[str, str]:
        """The attributes whose choices are yes/no (``flag``) or a list (``many``)."""
        controls = (*self._controls.values(), *self._article.values())
        return {c.attribute.id: c.attribute.kind for c in controls if c.attribute.kind in ("flag", "many")}

    def control(self, type: str, attribute: str) -> Control | None:
        """The control for an attribute of mentions of a type."""
        return self._controls.get((type, attribute))

    def article_control(self, attribute: str) -> Control | None:
        """The control for an attribute of the article."""
        return self._article.get(attribute)

    def knows(self, control: str, label: str) -> bool:
        """Whether the configuration has that label without more ado."""
        return label in (self._links if control == RELATIONS else self._labels[control])

    def xml(self, more: Iterable[tuple[str, str]] = ()) -> bytes:
        """The configuration; ``more`` are labels that the tagset lacks but articles have, with their controls."""
        labels = {name: dict(of) for name, of in self._labels.items()}
        links = dict(self._links)
        for control, label in sorted(more):
            if not label.isprintable():
                continue  # XML may not be able to hold it
            if control == RELATIONS:
                links.setdefault(label, "role")
            else:
                labels[control].setdefault(label, "#808080")
        lines = ["<View>", "  <Style>.htx-text{ white-space: pre-wrap; }</Style>"]
        lines += self._article_lines()
        for name, of in labels.items():
            lines.append(f"  <Labels name={quoteattr(name)} toName={quoteattr(OBJECT)}>")
            for label, colour in of.items():
                gold = "" if self._tagset.is_gold_zone(label) else f' category="{NOT_GOLD}"'
                lines.append(f'    <Label value={quoteattr(label)} background="{colour}"{gold}/>')
            lines.append("  </Labels>")
        lines.append("  <Relations>")
        lines += [f"    <Relation value={quoteattr(n)} category={quoteattr(c)}/>" for n, c in links.items()]
        lines.append("  </Relations>")
        lines.append(
            f'  <Text name={quoteattr(OBJECT)} value="${OBJECT}" valueType="text" saveTextResult="yes"/>'
        )
        for planned in dict.fromkeys(self._controls.values()):
            lines += self._region_lines(planned)
        lines.append(
            f'  <Choices name={quoteattr(FLAG)} toName={quoteattr(OBJECT)} perRegion="true" choice="single">'
        )
        lines += [f"    <Choice value={quoteattr(UNSURE)}/>", "  </Choices>", "</View>", ""]
        return "\n".join(lines).encode("utf-8")

    def _article_lines(self) -> list[str]:
        found = []
        for control in self._article.values():
            found.append(f"  <Header value={quoteattr(control.attribute.name)}/>")
            found += _control_lines(control, "", "  ")
        return found

    def _region_lines(self, control: Control) -> list[str]:
        kind = self._tagset.type(control.types[0])
        tag = CONTROL_OF[kind.kind if kind is not None else "entity"]
        # Where entities and events share a definition, no control for labels can be named.
        both = {t.kind for id in control.types if (t := self._tagset.type(id)) is not None}
        when = f" whenLabelValue={quoteattr(','.join(control.types))}"
        if len(both) == 1:
            when = f" whenTagName={quoteattr(tag)}{when}"
        return [
            f'  <View visibleWhen="region-selected"{when}>',
            f"    <Header value={quoteattr(control.attribute.name)}/>",
            *_control_lines(control, f' perRegion="true"{when}', "    "),
            "  </View>",
        ]


def _control_lines(control: Control, more: str, indent: str) -> list[str]:
    attribute = control.attribute
    tag = _TAGS.get(attribute.kind, "Choices")
    head = f"name={quoteattr(control.name)} toName={quoteattr(OBJECT)}{more}"
    match tag:
        case "Number":
            step = ' step="1"' if attribute.kind == "integer" else ""
            return [f"{indent}<Number {head}{step}/>"]
        case "TextArea":
            return [f'{indent}<TextArea {head} maxSubmissions="1" editable="true"/>']
        case "DateTime":
            return [f'{indent}<DateTime {head} only="date" format="%Y-%m-%d"/>']
    values = ["true", "false"] if attribute.kind == "flag" else [value.id for value in attribute.values]
    choice = "multiple" if attribute.kind == "many" else "single"
    return [
        f'{indent}<Choices {head} choice="{choice}">',
        *(f"{indent}  <Choice value={quoteattr(value)}/>" for value in values),
        f"{indent}</Choices>",
    ]
