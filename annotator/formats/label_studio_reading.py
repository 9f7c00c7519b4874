"""Reads Label Studio's files of tasks; which ones is told in :mod:`annotator.formats.label_studio`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.formats.archives import read_file
from annotator.formats.beside import KEY
from annotator.formats.exchange import Found, SourceError, Trouble
from annotator.formats.label_studio_config import OBJECT
from annotator.formats.label_studio_config_reading import (
    Config,
    ConfigProblem,
    read_config,
)
from annotator.formats.label_studio_results import LABELS, VALUES, Results
from annotator.formats.label_studio_writing import CONFIG
from annotator.formats.sources import Member, members, text_of, title_of
from annotator.sidecars.strict import JsonProblem, skip_space, value_at

_MANIFEST = "manifest.json"

_MOST_CONFIG = 16 * 1024 * 1024
"""Bytes of a configuration."""

_NAMES = ("name", "title", "filename", "file_name")
_TASK_OUT = "the article was left out"


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
            return read_config(found.data).tagset(title_of(source))
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


class _File:
    """One file of tasks."""

    def __init__(self, name: str, config: Config | None) -> None:
        self._name, self._config = name, config
        self._ignored = {"predictions": 0, "drafts": 0}
        self._results = Results(name, config)
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
        for label, id in self._results.renamed.items():
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
            yield from self._results.sheet(
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
        yield from self._results.sheet(
            kept, text, name, place, results, by="", otherwise=by, sheet=sheet, own=own
        )

    def _minimal_results(self, key: str, value: Any, place: str) -> Iterator[tuple[str, Any]]:
        if key == KEY:
            return
        known = self._config.controls.get(key) if self._config is not None else None
        for number, one in enumerate(value if isinstance(value, list) else [value]):
            where = f"{place}[{number}]" if isinstance(value, list) else place
            if isinstance(one, dict):
                types = [type for type in (*LABELS, *VALUES) if VALUES.get(type, type) in one]
                # Texts stand in every region; they are values only where nothing else is.
                type = next((t for t in types if t != "textarea"), types[0] if types else "")
                if type and (type != "textarea" or isinstance(one["text"], list)):
                    id = f"{key} {number}" if type in LABELS else ""
                    yield where, {"id": id, "from_name": key, "type": type, "value": one}
            elif isinstance(one, str) and known is not None:
                type = known.tag.lower()
                if type in ("choices", "textarea"):
                    yield where, {"from_name": key, "type": type, "value": {VALUES[type]: [one]}}

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
