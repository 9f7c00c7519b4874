"""Whose tags lie in which folder of an export of everybody's sheets: its manifest says so.

Formats that have no place for an annotator's name, such as brat, get a folder for each one then. Read back, such a folder
is no part of an article's name.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.formats.archives import read_file
from annotator.formats.exchange import Found, SourceError
from annotator.formats.manifest import NAME
from annotator.formats.shelf import Shelf
from annotator.formats.sources import json_of

_HEAD = 4096
"""Bytes in which a manifest says what was exported. The rest, which is long, is only read where it matters."""

_MOST_MANIFEST = 256 * 1024 * 1024


class Folders:
    """The folders of annotators in a source; none where it is no such export."""

    def __init__(self, source: Path) -> None:
        """Looks for the manifest in or beside ``source``. Raises nothing: without one, folders are folders."""
        try:
            data = _manifest(source)
            value = json_of(data) if b'"sheet": "all"' in data[:_HEAD] else None
        except (SourceError, ValueError):
            value = None
        self._sheets = _sheets(value)

    def assign(self, found: Found) -> Found:
        """An article as it was named before the export, with the annotator whose folder it lay in."""
        if not self._sheets:
            return found
        parts = found.name.replace("\\", "/").split("/")
        for at, annotator in enumerate(parts[:-1]):
            name = "/".join(parts[at + 1 :])
            if (annotator, name) in self._sheets:
                return replace(found, name=name, annotator=found.annotator or annotator)
        return found


def _manifest(source: Path) -> bytes:
    if source.is_dir():
        return read_file(source / NAME, _MOST_MANIFEST)
    if zipfile.is_zipfile(source):
        with Shelf(source) as shelf:
            names = [name for name in shelf.names(NAME) if name.rpartition("/")[2] == NAME]
            return (shelf.read(min(names, key=len)) or b"") if names else b""
    beside = source.with_name(f"{source.name}.{NAME}")
    return read_file(beside if beside.is_file() else source.with_name(NAME), _MOST_MANIFEST)


def _sheets(value: Any) -> frozenset[tuple[str, str]]:
    """The annotator and the name of every article that a manifest tells of."""
    articles = value.get("articles") if isinstance(value, dict) else None
    return frozenset(
        (said["annotator"], said["name"])
        for said in (articles if isinstance(articles, list) else ())
        if isinstance(said, dict)
        and isinstance(said.get("annotator"), str)
        and isinstance(said.get("name"), str)
    )
