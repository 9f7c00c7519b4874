"""Reads brat's standoff files; what stands where is told in :mod:`annotator.formats.brat`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from annotator.formats.archives import read_file
from annotator.formats.brat_conf_lines import MOST_CONF
from annotator.formats.brat_names import article_name
from annotator.formats.brat_tags import Tags
from annotator.formats.brat_tagset import Conf
from annotator.formats.exchange import Found, SourceError, Trouble
from annotator.formats.sources import groups, is_one_file, members, text_of, title_of

_SUFFIXES = (".txt", ".ann", ".a1", ".a2")
"""``.a1`` and ``.a2`` are the parts of shared tasks: what was given, and what was to be found."""

_MOST_TAGS = 64 * 1024 * 1024
"""Bytes of the tags of one article."""

_LEFT_OUT = "the article was left out"


class BratReader:
    """Reads a folder, a ZIP archive of it, or one article's ``.txt`` or ``.ann`` with the other beside it."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        if is_one_file(source) and not _is_one(source):
            raise SourceError("this is no folder, no ZIP archive, no .txt and no .ann file", path=source)
        troubles: list[Trouble] = []
        conf = _conf(source, troubles)
        yield from troubles
        met = False
        for stem, files in groups(source, *_SUFFIXES):
            met = True
            yield from _article(stem, files, conf, single=_is_one(source))
        if not met:
            raise SourceError("there are neither .txt nor .ann files in it", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The tables of what ``annotation.conf`` says; None where there is none."""
        if is_one_file(source) and not _is_one(source):
            raise SourceError("this is no folder, no ZIP archive, no .txt and no .ann file", path=source)
        conf = _conf(source, [])
        return conf.tables("brat", f"{_printable(title_of(source))} (brat)") if conf is not None else None


def _is_one(source: Path) -> bool:
    return source.name.lower().endswith(_SUFFIXES) and source.is_file()


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "_" for c in text)


def _conf(source: Path, troubles: list[Trouble]) -> Conf | None:
    """The configuration: the one nearest to the top, since brat's holds for the folders below it."""
    found: dict[str, bytes] = {}
    if _is_one(source):
        for name in ("annotation.conf", "visual.conf"):
            beside = source.with_name(name)
            if beside.is_file():
                found[name] = read_file(beside, MOST_CONF)
    else:
        for member in members(source, "annotation.conf", "visual.conf"):
            name = PurePosixPath(member.name).name.lower()
            if name not in ("annotation.conf", "visual.conf"):
                continue
            depth = member.name.count("/")
            others = [known for known in found if PurePosixPath(known).name.lower() == name]
            if not others or depth < others[0].count("/"):
                for known in others:
                    del found[known]
                found[member.name] = member.data
            elif member.data != found[others[0]]:
                troubles.append(
                    Trouble(member.name, "", f"there is another {name} nearer to the top", "it was not used")
                )
    texts = {"annotation.conf": "", "visual.conf": ""}
    main = None
    for path, data in found.items():
        name = PurePosixPath(path).name.lower()
        try:
            texts[name] = text_of(data)
        except ValueError as error:
            troubles.append(Trouble(path, "", str(error), "it was not used"))
            continue
        if name == "annotation.conf":
            main = path
    if main is None:
        return None
    return Conf(
        texts["annotation.conf"],
        texts["visual.conf"],
        lambda place, message, done: troubles.append(Trouble(main, place, message, done)),
    )


def _article(
    stem: str, files: Mapping[str, bytes], conf: Conf | None, *, single: bool
) -> Iterator[Found | Trouble]:
    given = [suffix for suffix in _SUFFIXES[1:] if suffix in files]
    tags = f"{stem}{given[0] if given else '.ann'}"
    if ".txt" not in files:
        if single:
            raise SourceError(f"its text {stem}.txt is not beside it", path=tags)
        yield Trouble(tags, "", f"its text {stem}.txt is not beside it", _LEFT_OUT)
        return
    try:
        # Not without a byte-order mark: brat counts it.
        text = files[".txt"].decode("utf-8")
    except UnicodeDecodeError as error:
        if single:
            raise SourceError(f"byte {error.start} is not UTF-8", path=f"{stem}.txt") from None
        yield Trouble(f"{stem}.txt", "", f"byte {error.start} is not UTF-8", _LEFT_OUT)
        return
    name = article_name(stem)
    chosen = [".ann"] if ".ann" in files else given
    if sum(len(files[suffix]) for suffix in chosen) > _MOST_TAGS:
        yield Trouble(tags, "", f"the tags have more than {_MOST_TAGS:,} bytes", _LEFT_OUT)
        return
    lines: list[str] = []
    for suffix in chosen:
        try:
            lines += text_of(files[suffix]).split("\n")
        except ValueError as error:
            yield Trouble(f"{stem}{suffix}", "", str(error), "its tags were left out")
    read = Tags(text, tags, name, conf or Conf())
    records = read.read(lines)
    yield from read.troubles
    yield Found(name, text.removeprefix("\ufeff"), records)
