"""Label Studio's JSON, with the labelling configuration that belongs to it: a folder with ``tasks.json`` and ``config.xml``.

A task is an article: its text in ``data.text``, its name in ``data.name``, one annotation. The result holds regions
(``labels`` of the controls ``entities``, ``events``, ``zones``, with ``start``, ``end`` and ``text``), values of attributes under the
id of their region, and relations. See :mod:`annotator.formats.label_studio_config` for the controls.

**Offsets** are half-open and in code points: since 2021 (label-studio-frontend#308, after label-studio#1008) Label Studio
stores those, and its own converter cuts Python strings with them. Older versions stored UTF-16 units (label-studio#1347);
in #4988 only what is drawn is wrong, the export is right. On reading, the ``text`` of the regions decides: where it agrees
with UTF-16 units for more regions of an annotation than with code points, those are meant. CR LF counts as two
(label-studio#539). ``globalOffsets`` belong to HyperText only, so there are none. In ``text`` all
blanks are alike, as Label Studio writes ``\\n`` for line breaks.

**Events.** Label Studio has no events: one is a region at its trigger with the event's label, and relations from it to its
fillers, labelled with the role. As it knows only one relation from one region to another, that has all the labels.
Fragments of a discontinuous mention are regions of their own; see :mod:`annotator.formats.beside`.

**Notes** are ``meta.text`` of the region; **flags** and **attributes** are values of per-region controls, the article's own
attributes values without a region. What no control takes, such as instances and roles of relations, stands in
``data.annotator_sheet``, which Label Studio keeps with the task.

**Read** are these folders, single files and archives, plain exports (tasks with ``annotations`` or the ``completions`` of old,
several annotators to a task) and JSON-MIN, which has no relations. A configuration is looked for beside: ``config.xml``, or
the file's name with ``.xml``. Predictions and drafts are ignored, which is reported once.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from annotator.annotations.records import ArticleLabel, Entity, Event, Fragment, Value, Zone
from annotator.digests import sha256
from annotator.formats.beside import FRAGMENT, KEY, Rest
from annotator.formats.beside_reading import Begun, Shown, ShownLink, begin, lay_over
from annotator.formats.beside_writing import Divider
from annotator.formats.exchange import Collector, Found, Labelled, Piece, Setting, SourceError, Trouble
from annotator.formats.label_studio_config import (
    CONTROL_OF,
    ENTITIES,
    EVENTS,
    FLAG,
    OBJECT,
    RELATIONS,
    ZONES,
    Config,
    ConfigProblem,
    Control,
    Plan,
    read_config,
    type_id,
)
from annotator.formats.lines import JsonArray
from annotator.formats.sources import Member, members, read_file, text_of
from annotator.formats.units import Utf16
from annotator.sidecars.strict import JsonProblem, skip_space, value_at

TASKS, CONFIG = "tasks.json", "config.xml"
"""The files of a folder."""

_MANIFEST = "manifest.json"
_MOST_CONFIG = 16 * 1024 * 1024
"""Bytes of a configuration."""

_NAMES = ("name", "title", "filename", "file_name")
_TASK_OUT = "the article was left out"
_RESULT_OUT = "it was left out"
_PLAIN_ID = re.compile(r"[\w-]+", re.ASCII)
_BLANKS = re.compile(r"(?:\s|\\n)+")
_UNNAMED = "related"
_KIND: Mapping[str, Literal["entity", "event", "zone"]] = {ENTITIES: "entity", EVENTS: "event", ZONES: "zone"}
_LABELS = ("labels", "hypertextlabels")
_VALUES = {"choices": "choices", "number": "number", "rating": "rating", "datetime": "datetime"}
_VALUES |= {"taxonomy": "taxonomy", "textarea": "text"}
"""Types of results that are values of attributes, with the key of the value."""


def writer(setting: Setting) -> LabelStudioWriter:
    """Writes the format; of ``setting`` the tagset matters."""
    return LabelStudioWriter(setting)


def reader() -> LabelStudioReader:
    """Reads the format."""
    return LabelStudioReader()


# -- writing ---------------------------------------------------------------------------------------------------


class LabelStudioWriter:
    """Writes articles as tasks."""

    def __init__(self, setting: Setting) -> None:
        self._plan = Plan(setting.tagset)
        self._divider = Divider(setting.tagset, holds=("flag", "note", "zone"), kinds=self._plan.kinds)
        self._encode = msgspec.json.Encoder().encode

    def render(self, article: Labelled) -> Piece:
        """The task of one article, and the labels it has that the tagset lacks."""
        task = _Task(article, self._plan, self._divider)
        content = (self._encode(task.made), tuple(sorted(task.unknown)))
        return Piece(article.name, content, task.losses)

    def collector(self, target: Path) -> Collector:
        """Begins the folder."""
        return _Project(target, self._plan)


class _Project:
    """A folder with tasks and configuration."""

    def __init__(self, target: Path, plan: Plan) -> None:
        target.mkdir()
        self._target, self._plan = target, plan
        self._tasks = JsonArray(target / TASKS)
        self._more: set[tuple[str, str]] = set()

    def add(self, piece: Piece) -> None:
        data, unknown = piece.content
        self._tasks.add(Piece(piece.article, data))
        self._more.update(unknown)

    def close(self) -> None:
        self._tasks.close()
        with (self._target / CONFIG).open("xb") as file:
            file.write(self._plan.xml(self._more))


class _Task:
    """One article on its way to a task."""

    def __init__(self, article: Labelled, plan: Plan, divider: Divider) -> None:
        self._plan = plan
        self._values: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
        """Of mentions and the article: control, type and value of what it says of them."""
        self._result: list[dict[str, Any]] = []
        self._relations: dict[tuple[str, str], list[str]] = {}
        self._ids: set[str] = set()
        self.unknown: set[tuple[str, str]] = set()
        divided = divider.divide(article, leftover=self._leftover, article_leftover=self._article_leftover)
        self.losses = divided.losses
        firsts: dict[int, str] = {}
        for kind in ("entity", "event"):  # entities first: the converter takes the first control for columns
            for number, mention in enumerate(divided.mentions):
                if mention.kind == kind:
                    firsts[number] = self._regions(mention, mention.flag)
        for zone in article.zones:
            self._regions(zone, "")
        for label in article.records:
            if isinstance(label, ArticleLabel):
                for control, type, value in self._values.pop(label.id, ()):
                    self._add(f"article.{control}", control, type, value)
        for link in divided.links:
            self._relate(firsts[link.source], firsts[link.target], link.label)
        for (source, target), labels in self._relations.items():
            self._result.append(
                {
                    "from_id": source,
                    "to_id": target,
                    "type": "relation",
                    "direction": "right",
                    "labels": labels,
                }
            )
        self.made = {
            "id": int(sha256(article.name.encode("utf-8"))[:13], 16),
            "data": {OBJECT: article.text, "name": article.name, KEY: divided.rest},
            "annotations": [
                {
                    "result": self._result,
                    "was_cancelled": False,
                    "ground_truth": article.annotator == "gold",
                }
            ],
            "predictions": [],
        }

    def _leftover(self, mention: Entity | Event) -> dict[str, Value]:
        return self._place(
            mention.id,
            {n: (self._plan.control(mention.type, n), v) for n, v in mention.attributes.items()},
        )

    def _article_leftover(self, label: ArticleLabel) -> dict[str, Value]:
        return self._place(
            label.id, {n: (self._plan.article_control(n), v) for n, v in label.attributes.items()}
        )

    def _place(self, id: str, given: Mapping[str, tuple[Control | None, Value]]) -> dict[str, Value]:
        """Notes which control says what; gives back what none does."""
        left: dict[str, Value] = {}
        for name, (control, value) in given.items():
            result = control.result(value) if control is not None else None
            if control is None or result is None:
                left[name] = value
            else:
                self._values.setdefault(id, []).append((control.name, *result))
        return left

    def _regions(self, record: Entity | Event | Zone, flag: str) -> str:
        """The regions of a record; the id of the first."""
        control = CONTROL_OF[record.kind]
        first = record.id if _PLAIN_ID.fullmatch(record.id) else f"region-{len(self._ids)}"
        while first in self._ids:
            first += "-"
        self._ids.add(first)
        if not self._plan.knows(control, record.type):
            self.unknown.add((control, record.type))
        for number, part in enumerate(record.span):
            id = f"{first}.{number + 1}" if number else first
            made = self._add(id, control, "labels", {"labels": [record.type]}, part)
            if number:
                self._relate(first, id, FRAGMENT)
            elif record.note:
                made["meta"] = {"text": [record.note]}
        for name, type, value in self._values.get(record.id, ()):
            self._add(first, name, type, value, record.span[0])
        if flag:
            self._add(first, FLAG, "choices", {"choices": [flag]}, record.span[0])
        return first

    def _add(
        self, id: str, control: str, type: str, value: dict[str, Any], part: Fragment | None = None
    ) -> dict[str, Any]:
        place = {} if part is None else {"start": part.start, "end": part.end, "text": part.quote}
        made = {
            "id": id,
            "from_name": control,
            "to_name": OBJECT,
            "type": type,
            "origin": "manual",
            "value": {**place, **value},
        }
        self._result.append(made)
        return made

    def _relate(self, source: str, target: str, label: str) -> None:
        if not self._plan.knows(RELATIONS, label):
            self.unknown.add((RELATIONS, label))
        self._relations.setdefault((source, target), []).append(label)


# -- reading ---------------------------------------------------------------------------------------------------


class LabelStudioReader:
    """Reads articles from tasks."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        config: Config | None = None
        found = _config_file(source)
        if found is not None:
            try:
                config = read_config(found.data)
            except ConfigProblem as problem:
                yield Trouble(found.name, "", str(problem), "the configuration was ignored")
        files = 0
        for member in members(source, ".json"):
            if member.name.rpartition("/")[2].endswith(_MANIFEST):
                continue
            files += 1
            reading = _File(member.name, config)
            try:
                yield from reading.articles(text_of(member.data))
            except ValueError as problem:
                if not reading.begun and source.is_file():
                    raise SourceError(f"broken JSON: {problem}", path=source) from None
                done = "the rest was left out" if reading.begun else "the file was left out"
                yield Trouble(member.name, reading.place, f"broken JSON: {problem}", done)
            yield from reading.ending()
        if not files:
            raise SourceError("there is no JSON file with tasks here", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """What the configuration beside it lets tag."""
        found = _config_file(source)
        if found is None:
            return None
        try:
            return read_config(found.data).tagset(source.stem)
        except ConfigProblem:
            return None  # told on reading


def _config_file(source: Path) -> Member | None:
    """The configuration that belongs to a source, or None."""
    if source.is_file() and zipfile.is_zipfile(source):
        first = None
        for member in members(source, ".xml"):
            if member.name.rpartition("/")[2] == CONFIG:
                return member
            first = first or member
        return first
    if source.is_dir():
        beside = [source / CONFIG, *sorted(islice(source.glob("*.xml"), 1))]
    else:
        beside = [source.with_name(CONFIG), source.with_suffix(".xml")]
    for path in beside:
        if path != source and path.is_file() and not path.is_symlink():
            return Member(path.name, read_file(path, _MOST_CONFIG))
    return None


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


class _File:
    """One file of tasks."""

    def __init__(self, name: str, config: Config | None) -> None:
        self._name, self._config = name, config
        self._ignored = {"predictions": 0, "drafts": 0}
        self._renamed: dict[str, str] = {}
        self._minimal = False
        self.begun = False
        self.place = ""

    def articles(self, text: str) -> Iterator[Found | Trouble]:
        """The articles of the file. Raises JsonProblem."""
        number = 0
        for number, item in enumerate(_items(text)):
            self.begun = True
            self.place = f"[{number}]"
            yield from self._item(item, self.place)
        self.begun = True

    def ending(self) -> Iterator[Trouble]:
        """What is said of the file as a whole."""
        for what, count in self._ignored.items():
            if count:
                yield Trouble(self._name, "", f"{count} tasks have {what}", "those were ignored")
        if self._minimal:
            yield Trouble(
                self._name, "", "JSON-MIN holds no relations", "there are no roles and no relations"
            )
        for label, id in self._renamed.items():
            yield Trouble(
                self._name, "", f"“{label[:60]}” cannot be a name in a tagset", f"it is called {id}"
            )

    def _item(self, item: Any, place: str) -> Iterator[Found | Trouble]:
        if not isinstance(item, dict):
            yield Trouble(self._name, place, "it is no task", _TASK_OUT)
            return
        if isinstance(item.get("task"), dict) and isinstance(item.get("result"), list):
            item = {**item["task"], "annotations": [item]}  # as target storages hold annotations
        for what in self._ignored:
            self._ignored[what] += bool(item.get(what))
        data = item.get("data")
        if not isinstance(data, dict):
            yield from self._minimal_task(item, place)
            return
        text = self._text(data)
        if text is None:
            yield Trouble(self._name, place, "its data has no text, or it is unclear which", _TASK_OUT)
            return
        annotations = item.get("annotations", item.get("completions", []))
        if not isinstance(annotations, list):
            yield Trouble(self._name, place, "its “annotations” are no list", _TASK_OUT)
            return
        name = self._title(data, item.get("id"), place)
        taken = 0
        for number, annotation in enumerate(annotations):
            where = f"{place}.annotations[{number}]"
            if not isinstance(annotation, dict) or not isinstance(annotation.get("result"), list):
                yield Trouble(self._name, where, "it has no “result”", "the annotation was left out")
                continue
            if annotation.get("was_cancelled") or annotation.get("skipped"):
                yield Trouble(self._name, where, "it was skipped", "the annotation was left out")
                continue
            taken += 1
            alone = len(annotations) == 1
            by = _annotator(annotation.get("completed_by"))
            sheet = "" if alone else f"{annotation.get('id')} {number}"
            results = [(f"{where}.result[{n}]", one) for n, one in enumerate(annotation["result"])]
            yield from self._sheet(
                data.get(KEY),
                text,
                name,
                where,
                results,
                by="" if alone else by,
                otherwise=by,
                sheet=sheet,
                own=alone,
            )
        if not taken:
            yield Found(name, text)

    def _minimal_task(self, item: Mapping[str, Any], place: str) -> Iterator[Found | Trouble]:
        """An item of JSON-MIN: data and controls side by side."""
        results: list[tuple[str, Any]] = []
        plain: dict[str, Any] = {}
        for key, value in item.items():
            found = list(self._minimal_results(key, value, f"{place}.{key}"))
            results += found
            if not found:
                plain[key] = value
        text = self._text(plain)
        if text is None or not (results or "annotation_id" in item):
            yield Trouble(self._name, place, "it is no task: it has no “data” with a text", _TASK_OUT)
            return
        self._minimal = True
        name = self._title(plain, item.get("id"), place)
        by = _annotator(item.get("annotator"))
        sheet = str(item.get("annotation_id"))
        kept = item.get(KEY)
        own = not by or (isinstance(kept, dict) and kept.get("annotator") == by)
        yield from self._sheet(kept, text, name, place, results, by="", otherwise=by, sheet=sheet, own=own)

    def _minimal_results(self, key: str, value: Any, place: str) -> Iterator[tuple[str, Any]]:
        if key == KEY:
            return
        known = self._config.controls.get(key) if self._config is not None else None
        for number, one in enumerate(value if isinstance(value, list) else [value]):
            where = f"{place}[{number}]" if isinstance(value, list) else place
            if isinstance(one, dict):
                types = [type for type in (*_LABELS, *_VALUES) if _VALUES.get(type, type) in one]
                # Texts stand in every region; they are values only where nothing else is.
                type = next((t for t in types if t != "textarea"), types[0] if types else "")
                if type and (type != "textarea" or isinstance(one["text"], list)):
                    id = f"{key} {number}" if type in _LABELS else ""
                    yield where, {"id": id, "from_name": key, "type": type, "value": one}
            elif isinstance(one, str) and known is not None:
                type = known.tag.lower()
                if type in ("choices", "textarea"):
                    yield where, {"from_name": key, "type": type, "value": {_VALUES[type]: [one]}}

    def _text(self, data: Mapping[str, Any]) -> str | None:
        """The text of a task: what the configuration shows, else “text”, else the only text there is."""
        for key in (self._config.text_key if self._config is not None else "", OBJECT):
            if isinstance(data.get(key), str):
                return str(data[key])
        texts = [value for key, value in data.items() if isinstance(value, str) and key not in _NAMES]
        return texts[0] if len(texts) == 1 else None

    def _title(self, data: Mapping[str, Any], id: Any, place: str) -> str:
        for key in _NAMES:
            if isinstance(data.get(key), str) and data[key].strip():
                return str(data[key])
        known = type(id) is int and 0 <= id < 10**18
        return f"task-{id}" if known else f"{Path(self._name).stem}-{int(place[1:-1]) + 1}"

    def _sheet(
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
            elif str(one.get("type")) in _VALUES:
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
            self._renamed[label] = id
        return id

    def _region(self, reading: _Annotation, where: str, one: Mapping[str, Any]) -> None:
        value, type, control = one["value"], str(one.get("type")), str(one.get("from_name"))
        labels = value.get(type, value.get("labels"))
        if type not in _LABELS:
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
        said = self._said(type, value.get(_VALUES[type]), control, attribute, reading.begun.rest)
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


def _items(text: str) -> Iterator[Any]:
    """The items of a JSON array one at a time, or the one object. Raises JsonProblem."""
    at = skip_space(text, 0)
    if text[at : at + 1] != "[":
        value, at = value_at(text, at)
        if not isinstance(value, dict):
            raise JsonProblem("an array of tasks was expected")
        yield value
    else:
        at = skip_space(text, at + 1)
        while text[at : at + 1] != "]":
            value, at = value_at(text, at)
            yield value
            at = skip_space(text, at)
            if text[at : at + 1] == ",":
                at = skip_space(text, at + 1)
                if text[at : at + 1] == "]":
                    raise JsonProblem("a value was expected after the comma", at)
            elif text[at : at + 1] != "]":
                raise JsonProblem("a comma or ] was expected", at)
        at += 1
    if skip_space(text, at) != len(text):
        raise JsonProblem("something follows the end", at)


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


def _annotator(value: Any) -> str:
    """Who made an annotation, by what Label Studio says; empty where it does not."""
    match value:
        case {"email": str(email)} if email:
            return email.partition("@")[0]
        case {"id": int(id)}:
            return f"user-{id}"
        case str() if value:
            return value.partition("@")[0]
        case int() if not isinstance(value, bool):
            return f"user-{value}"
    return ""
