"""Instances in use across a folder: for choosing the one that a mention refers to.

An instance has the same id in every sidecar that uses it, and each repeats its record. Reads sidecars only, each
again when its time stamp changed; for a worker thread.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from annotator.annotations.records import Entity, Event, Instance, quote
from annotator.errors import AnnotatorError
from annotator.sidecars.codec import decode_lines
from annotator.sidecars.pacing import Pace
from annotator.sidecars.plain import read_plain
from annotator.sidecars.reading import HEAD_BYTES, header_of, parse_sidecar
from annotator.sidecars.workspace import ArticleFile, SidecarFile, Stamp


class FolderInstance(Struct, frozen=True):
    """An instance with where it is used: ``quotes`` by falling frequency, articles by name, annotators.

    ``differing`` says that sidecars disagree on its type or name.
    """

    instance: Instance
    quotes: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    annotators: tuple[str, ...] = ()
    differing: bool = False


class _Found(Struct):
    instances: dict[str, Instance] = {}
    quotes: dict[str, Counter[str]] = {}

    def count(self, ids: Iterable[str], quoted: str) -> None:
        for id in ids:
            self.quotes.setdefault(id, Counter())[quoted] += 1


class Referents:
    """Remembers the instances of each sidecar, by path and time stamp."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Stamp, _Found]] = {}

    def across(self, articles: Iterable[ArticleFile], pace: Pace | None = None) -> tuple[FolderInstance, ...]:
        """All instances of the articles' sidecars, by name and id. Sidecars that cannot be read have none."""
        copies: dict[str, list[Instance]] = {}
        quotes: dict[str, Counter[str]] = {}
        used: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
        for article in articles:
            for sidecar in article.sidecars:
                found = self._of(sidecar)
                for id, instance in found.instances.items():
                    copies.setdefault(id, []).append(instance)
                    names, people = used.setdefault(id, ({}, {}))
                    names[article.name] = people[sidecar.annotator] = None
                for id, counted in found.quotes.items():
                    quotes.setdefault(id, Counter()).update(counted)
                if pace is not None:
                    pace()
        made = [
            FolderInstance(
                max(found, key=lambda instance: instance.at),
                tuple(quoted for quoted, _ in quotes.get(id, Counter()).most_common()),
                tuple(used[id][0]),
                tuple(sorted(used[id][1])),
                len({(i.of, i.type, i.name) for i in found}) > 1,
            )
            for id, found in copies.items()
        ]
        return tuple(sorted(made, key=lambda item: (item.instance.name.casefold(), item.instance.id)))

    def _of(self, sidecar: SidecarFile) -> _Found:
        known = self._known.get(sidecar.path)
        if known is None or known[0] != sidecar.stamp:
            try:
                found = _read(sidecar.path)
            except (OSError, AnnotatorError, ValueError):
                found = _Found()
            known = self._known[sidecar.path] = (sidecar.stamp, found)
        return known[1]


def _read(path: Path) -> _Found:
    data = read_plain(path)
    found = _Found()
    if header_of(data[:HEAD_BYTES], path) is None:
        for record in parse_sidecar(data, None, path).sheet:
            if isinstance(record, Instance):
                found.instances[record.id] = record
            elif isinstance(record, (Entity, Event)):
                found.count(record.instances, quote(record))
        return found
    lines = [line.rstrip(b",\r") for line in data.split(b"\n") if b'"instance' in line]
    for entry in decode_lines([line for line in lines if b'"kind":"instance"' in line]):
        if isinstance(entry, Instance):
            found.instances[entry.id] = entry
    for line in lines:
        if b'"instances":["' in line:
            value: dict[str, Any] = json.loads(line)
            found.count(value["instances"], " … ".join(part["quote"] for part in value["span"]))
    return found
