"""What one annotation of Label Studio says, as records: regions, values of controls, and relations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from annotator.annotations.records import Value
from annotator.formats.beside import FRAGMENT, Rest
from annotator.formats.beside_reading import Begun, Shown, ShownLink, begin, lay_over
from annotator.formats.exchange import Found, Trouble
from annotator.formats.label_studio_config import (
    ENTITIES,
    EVENTS,
    FLAG,
    ZONES,
)
from annotator.formats.label_studio_config_reading import (
    Config,
    type_id,
)
from annotator.formats.units import Utf16

_RESULT_OUT = "it was left out"

_BLANKS = re.compile(r"(?:\s|\\n)+")
_UNNAMED = "related"
_KIND: Mapping[str, Literal["entity", "event", "zone"]] = {ENTITIES: "entity", EVENTS: "event", ZONES: "zone"}
LABELS = ("labels", "hypertextlabels")
VALUES = {"choices": "choices", "number": "number", "rating": "rating", "datetime": "datetime"}
VALUES |= {"taxonomy": "taxonomy", "textarea": "text"}
"""Types of results that are values of attributes, with the key of the value."""


class _Annotation(Struct):
    """What one annotation says, as it is read."""

    begun: Begun
    text: str
    place: str
    by_units: Utf16 | None
    spans: list[Shown] = []
    links: list[ShownLink] = []
    regions: dict[str, Shown] = {}
    labelled: set[tuple[str, str]] = set()
    """Regions with the controls that gave them labels."""
    places: dict[tuple[int, int], Shown] = {}
    article: dict[str, Value] = {}

    def trouble(self, where: str, message: str, done: str = _RESULT_OUT) -> None:
        """Reports what is wrong."""
        self.begun.drafts.trouble(where, message, done)


class Results:
    """Reads annotations of one file. ``renamed`` are labels that are called otherwise here."""

    def __init__(self, name: str, config: Config | None) -> None:
        self._name, self._config = name, config
        self.renamed: dict[str, str] = {}

    def sheet(
        self,
        kept: Any,
        text: str,
        name: str,
        place: str,
        results: Sequence[tuple[str, Any]],
        *,
        by: str,
        otherwise: str,
        sheet: str,
        own: bool,
    ) -> Iterator[Found | Trouble]:
        """The article with what one annotation says. ``by`` made it; empty: as the rest says, else ``otherwise``.

        ``own`` is whether the rest may speak of this very sheet, not of one that several started from.
        """
        begun = begin(kept, text, self._name, name, place, sheet, own=own)
        reading = _Annotation(begun, text, place, _units(text, [one for _, one in results]))
        values = []
        for where, one in results:
            if not isinstance(one, dict):
                reading.trouble(where, "it is no result")
            elif one.get("type") == "relation":
                self._relation(reading, where, one)
            elif not isinstance(one.get("value"), dict):
                reading.trouble(where, "it has no value")
            elif str(one.get("type")) in VALUES:
                values.append((where, one))
            else:
                self._region(reading, where, one)
        for where, one in values:
            self._value(reading, where, one)
        rest = begun.rest
        if rest is None and self._config is not None:
            rest = Rest(
                1,
                "",
                events=tuple(self._called(n) for n in self._config.event_labels),
                relations=tuple(self._called(n) for n in self._config.relation_labels),
            )
        lay_over(begun.drafts, rest, reading.spans, reading.links, place)
        label = rest.article if rest is not None else None
        if label is not None or reading.article:
            attributes = {**(label.attributes if label is not None else {}), **reading.article}
            begun.drafts.article(
                attributes,
                label.note if label is not None else "",
                place=place,
                trace=label.made if label is not None else None,
            )
        records = begun.drafts.finish()
        yield from begun.drafts.troubles
        status = begun.rest.status if begun.rest is not None else "done"
        yield Found(begun.name, text, records, by or begun.annotator or otherwise, status)

    def _called(self, label: str) -> str:
        """What a label is called here; another name than its own only where a tagset is made."""
        if self._config is None:
            return label
        id = type_id(label)
        if id != label:
            self.renamed[label] = id
        return id

    def _region(self, reading: _Annotation, where: str, one: Mapping[str, Any]) -> None:
        value, type, control = one["value"], str(one.get("type")), str(one.get("from_name"))
        labels = value.get(type, value.get("labels"))
        if type not in LABELS:
            reading.trouble(where, f"“{type[:40]}” is nothing that articles have")
            return
        if not isinstance(labels, list) or not labels or not all(isinstance(n, str) for n in labels):
            reading.trouble(where, "the region has no label", "the mention was left out")
            return
        at = self._stretch(reading, where, value)
        if at is None:
            return
        id = one.get("id")
        key = id if isinstance(id, str) and id else where
        if key in reading.regions and (key, control) not in reading.labelled:
            key = f"{key} {control}"  # a second control for labels on the same region
        reading.labelled.add((key, control))
        note = _note(one.get("meta"))
        for number, label in enumerate(labels):
            shown = Shown(
                f"{key} {number}" if number else key,
                self._called(label),
                [at],
                where,
                _KIND.get(control, ""),
                note=note,
            )
            reading.spans.append(shown)
            reading.regions.setdefault(shown.key, shown)
            reading.places.setdefault(at, shown)

    def _stretch(self, reading: _Annotation, where: str, value: Mapping[str, Any]) -> tuple[int, int] | None:
        """The place of a region in code points; None where it has none, which is reported."""
        start, end, said = value.get("start"), value.get("end"), value.get("text")
        left_out = "the mention was left out"
        if type(start) is not int or type(end) is not int:
            reading.trouble(where, "its place is no pair of offsets in a plain text", left_out)
            return None
        if reading.by_units is not None:
            try:
                start, end = reading.by_units.to_points(start), reading.by_units.to_points(end)
            except ValueError as error:
                reading.trouble(where, str(error), left_out)
                return None
        there = reading.text[max(start, 0) : max(end, 0)]
        inside = 0 <= start < end <= len(reading.text)  # what lies outside is told on drafting
        if isinstance(said, str) and inside and _bare(said) != _bare(there):
            reading.trouble(where, f"it says “{said[:60]}” where the article says “{there[:60]}”", left_out)
            return None
        return start, end

    def _relation(self, reading: _Annotation, where: str, one: Mapping[str, Any]) -> None:
        source, target, labels = one.get("from_id"), one.get("to_id"), one.get("labels") or []
        if not isinstance(source, str) or not isinstance(target, str) or not isinstance(labels, list):
            reading.trouble(where, "it is no relation with two ends")
            return
        if one.get("direction") == "left":
            source, target = target, source
        if not labels:
            reading.trouble(where, "the relation has no label", f"it is called {_UNNAMED}")
        for label in labels or [_UNNAMED]:
            if isinstance(label, str):
                name = label if label == FRAGMENT else self._called(label)
                reading.links.append(ShownLink(source, target, name, where))
            else:
                reading.trouble(where, "a label of the relation is no text")

    def _value(self, reading: _Annotation, where: str, one: Mapping[str, Any]) -> None:
        value, type, control = one["value"], str(one["type"]), str(one.get("from_name"))
        attribute = control.partition("~")[0]
        said = self._said(type, value.get(VALUES[type]), control, attribute, reading.begun.rest)
        if said is None:
            reading.trouble(where, f"it is no value of {type}")
            return
        id, place = one.get("id"), (value.get("start"), value.get("end"))
        shown = reading.regions.get(id) if isinstance(id, str) else None
        if shown is None and not id and all(isinstance(edge, int) for edge in place):
            at = self._stretch(reading, where, {"start": place[0], "end": place[1]})
            shown = reading.places.get(at) if at is not None else None
        known = self._config.controls.get(control) if self._config is not None else None
        if shown is None and (place != (None, None) or (known is not None and known.per_region)):
            reading.trouble(where, f"no region with a label is there that {control[:40]} could be said of")
        elif control == FLAG:
            if shown is not None:
                shown.flag = said if isinstance(said, str) else ""
        else:
            into = shown.attributes if shown is not None else reading.article
            into[self._called(attribute)] = said

    def _said(self, type: str, value: Any, control: str, attribute: str, rest: Rest | None) -> Value | None:
        """The value of an attribute; None for what is none."""
        if type in ("number", "rating"):
            return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
        if type == "datetime":
            return value if isinstance(value, str) else None
        if type == "taxonomy" and isinstance(value, list):
            value = ["/".join(v) if isinstance(v, list) and _texts(v) else v for v in value]
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not value or not _texts(value):
            return None
        if type == "textarea":
            return "\n".join(value)
        if control == FLAG:
            return str(value[0])
        known = self._config.controls.get(control) if self._config is not None else None
        kind = known.kind if known is not None else rest.kinds.get(attribute, "") if rest is not None else ""
        if kind == "flag" and value in (["true"], ["false"]):
            return value == ["true"]
        if kind == "many" or len(value) > 1 or type == "taxonomy":
            return tuple(self._called(v) for v in value)
        return self._called(value[0])


def _units(text: str, results: Sequence[Any]) -> Utf16 | None:
    """The UTF-16 units of the text where the quotes of regions say that offsets are in those."""
    if text.isascii():
        return None
    units = Utf16(text)
    if units.length == len(text):
        return None
    as_points = as_units = 0
    for one in results:
        value = one.get("value") if isinstance(one, dict) else None
        match value:
            case {"start": int(start), "end": int(end), "text": str(said)} if 0 <= start < end:
                bare = _bare(said)
                as_points += bare == _bare(text[start:end])
                try:
                    as_units += bare == _bare(text[units.to_points(start) : units.to_points(end)])
                except ValueError:
                    continue
    return units if as_units > as_points else None


def _bare(text: str) -> str:
    return _BLANKS.sub(" ", text)


def _texts(value: Sequence[Any]) -> bool:
    return all(isinstance(one, str) for one in value)


def _note(meta: Any) -> str:
    found = meta.get("text") if isinstance(meta, dict) else None
    if isinstance(found, list) and _texts(found):
        return "\n".join(found)
    return found if isinstance(found, str) else ""
