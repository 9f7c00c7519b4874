"""Reads files of Web Annotations; which ones is told in :mod:`annotator.formats.web_annotation`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from annotator.formats.exchange import Found, SourceError, Trouble
from annotator.formats.manifest import NAME as MANIFEST
from annotator.formats.shelf import Shelf
from annotator.formats.sources import json_of, text_of
from annotator.formats.web_annotation_records import LEFT_OUT, Item, Records
from annotator.formats.web_annotation_terms import items_of
from annotator.sidecars.names import ARTICLE_SUFFIXES, is_annotator
from annotator.sidecars.strict import JsonProblem


class WebAnnotationReader:
    """Reads annotations and the texts beside them, from a folder, a ZIP archive or one file."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        with Shelf(source) as shelf:
            names = [name for name in shelf.names(".jsonld", ".json") if not name.endswith(MANIFEST)]
            if not names:
                raise SourceError("there is no file with annotations (.jsonld or .json) here", path=source)
            for name in names:
                try:
                    value = json_of(shelf.read(name) or b"")
                except JsonProblem as problem:
                    if len(names) == 1:
                        raise SourceError(f"broken JSON: {problem}", path=source) from None
                    yield Trouble(name, "", f"broken JSON: {problem}", "the file was left out")
                    continue
                yield from self._file(shelf, name, value)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The format names no types beyond those that are used."""
        return None

    def _file(self, shelf: Shelf, name: str, value: Any) -> Iterator[Found | Trouble]:
        page, items = _unpacked(value)
        if items is None:
            yield Trouble(name, "", "this holds no Web Annotations", "the file was left out")
            return
        collection = page.get("partOf")
        collection = collection if isinstance(collection, dict) else page
        owner = _creator(collection.get("creator"))
        taken: list[Item] = []
        texts: dict[str, str] = {}
        for place, item in items:
            if isinstance(item, dict) and "target" in item:
                made_by = owner or _creator(item.get("creator", item.get("user")))
                taken.append(Item(place, item, _named_text(shelf, name, item, texts), made_by))
            else:
                yield Trouble(name, place, "this is no annotation: it has no “target”", LEFT_OUT)
        # Links between annotations, and those of a page in the web, name no text here.
        usual = next((item.text for item in taken if item.text), "") or _text_beside(shelf, name)
        groups: dict[tuple[str, str], list[Item]] = {}
        for one in taken:
            groups.setdefault((one.text or usual, one.creator), []).append(one)
        if not taken:
            groups[usual, owner] = []
        for (beside, creator), group in groups.items():
            done = f"{len(group)} annotations were left out"
            if not beside:
                wanted = PurePosixPath(name).with_suffix(".txt").name
                yield Trouble(name, "", f"its article is missing: there is no “{wanted}” beside it", done)
                continue
            try:
                text = text_of(shelf.read(beside) or b"")
            except ValueError as error:
                yield Trouble(beside, "", str(error), done)
                continue
            sheet = Records(text, name, f"{beside}\0{creator}", creator)
            sheet.take(group)
            yield from sheet.troubles
            done_with = collection.get("status") == "done"
            yield Found(beside, text, sheet.records(), creator, "done" if done_with else "in-progress")


def _unpacked(value: Any) -> tuple[dict[str, Any], Iterable[tuple[str, Any]] | None]:
    """What a file says of all its annotations, and these, each with its place."""
    path, page = "", value
    if isinstance(value, dict) and isinstance(value.get("first"), dict):
        path, page = "first.", {"partOf": value, **value["first"]}
    if isinstance(page, list):
        return {}, ((f"[{at}]", item) for at, item in enumerate(page))
    if not isinstance(page, dict):
        return {}, None
    for key in ("items", "rows", "annotations"):
        if isinstance(page.get(key), list):
            return page, ((f"{path}{key}[{at}]", item) for at, item in enumerate(page[key]))
    if "target" in page:
        return {}, [("", page)]
    return page, None


def _named_text(shelf: Shelf, name: str, item: Mapping[str, Any], known: dict[str, str]) -> str:
    """The file with the article's text that an annotation names, if it is there; else empty.

    ``known`` are those that were looked for before, by what they were called.
    """
    for target in items_of(item["target"]):
        source = target.get("source") if isinstance(target, dict) else target
        if not isinstance(source, str) or source.startswith("urn:"):
            continue
        if source not in known:
            # What has an address in the web may lie here as well, under its last name.
            called = unquote(re.split("[?#]", source)[0] if ":" in source else source)
            called = PurePosixPath(called).name if ":" in source else called
            path = (PurePosixPath(name).parent / called).as_posix()
            is_there = path.lower().endswith(ARTICLE_SUFFIXES) and path in shelf
            known[source] = path if is_there else ""
        if known[source]:
            return known[source]
    return ""


def _text_beside(shelf: Shelf, name: str) -> str:
    """The file with the article's text that is called as the annotations are, if there is one; else empty."""
    stem = name.rsplit(".", 1)[0]
    shorter = stem.rsplit(".", 1)[0]
    tried = (stem, *(stem + suffix for suffix in ARTICLE_SUFFIXES), shorter)
    return next((one for one in tried if one.lower().endswith(ARTICLE_SUFFIXES) and one in shelf), "")


def _creator(value: Any) -> str:
    """The name of whoever made an annotation; empty where it is not said. Hypothesis says ``acct:name@host``."""
    for agent in items_of(value):
        said = agent
        if isinstance(agent, dict):
            said = next((agent[k] for k in ("nickname", "name", "id", "email") if agent.get(k)), "")
        if isinstance(said, str) and said:
            if is_annotator(said):
                return said
            plain = said.removeprefix("acct:").removeprefix("mailto:").split("@")[0]
            return plain.rstrip("/").rsplit("/", 1)[-1][:100]
    return ""
