"""Writes Label Studio's tasks; what stands where is told in :mod:`annotator.formats.label_studio`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from annotator.annotations.records import ArticleLabel, Entity, Event, Fragment, Value, Zone
from annotator.digests import sha256
from annotator.formats.beside import FRAGMENT, KEY
from annotator.formats.beside_writing import Divider
from annotator.formats.exchange import Collector, Labelled, Piece, Setting
from annotator.formats.label_studio_config import (
    CONTROL_OF,
    FLAG,
    OBJECT,
    RELATIONS,
    Control,
    Plan,
)
from annotator.formats.lines import JsonArray

TASKS, CONFIG = "tasks.json", "config.xml"
"""The files of a folder."""

_PLAIN_ID = re.compile(r"[\w-]+", re.ASCII)


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
