"""The header of a sidecar: whose tags these are, on which bytes, under which tagset.

Unknown keys, also inside ``article`` and ``tagset``, are kept where they stood. Knows nothing of records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.edits import Status
from annotator.sidecars.names import is_annotator
from annotator.sidecars.problems import ForeignSidecar, NewerSidecar, SidecarError
from annotator.sidecars.strict import compact, loads, members

if TYPE_CHECKING:
    from annotator.articles.article import Article

FORMAT = "annotator-sidecar"
"""What ``format`` says in every sidecar."""

VERSION = 1
"""The newest ``version`` that this program reads and the one that it writes."""

STATUSES: tuple[Status, ...] = ("in-progress", "done")

RECORDS = "records"
"""The key whose value is the array of records; it is part of the object but not of the header."""


class ArticleStamp(Struct, frozen=True):
    """The article as it was: hash of its bytes (hex), length in code points, encoding, newline style."""

    sha256: str
    length: int
    encoding: str
    newlines: str

    @classmethod
    def of(cls, article: Article) -> ArticleStamp:
        """The stamp of an article as it is now."""
        return cls(article.sha256, len(article.text), article.encoding, article.newlines)


class TagsetStamp(Struct, frozen=True):
    """The tagset that the tags were made with: id, version, hash of its file (hex)."""

    id: str = ""
    version: str = ""
    sha256: str = ""


class Header(Struct, frozen=True, eq=False):
    """All that stands before the records. ``name`` is the annotator's name as typed."""

    annotator: str
    name: str
    article: ArticleStamp
    tagset: TagsetStamp = TagsetStamp()
    status: Status = "in-progress"
    source: str = "{}"
    """The object it was read from, with ``records`` emptied: unknown keys are taken from it.

    Two headers that say the same are equal, however they are written.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Header) and self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def _said(self) -> tuple[object, ...]:
        return (self.annotator, self.name, self.article, self.tagset, self.status)

    def renewed(self, article: Article, tagset: TagsetStamp | None = None) -> Header:
        """This header for the article (and tagset) as they are now."""
        stamp = ArticleStamp.of(article)
        return replace(self, article=stamp, tagset=self.tagset if tagset is None else tagset)


def decode_header(source: str, *, any_version: bool = False) -> Header:
    """The header in a sidecar's object, given with any records; a newer one, too, with ``any_version``.

    Raises JsonProblem, ForeignSidecar (no sidecar), NewerSidecar, SidecarError (a key is missing or wrong).
    """
    value = loads(source)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ForeignSidecar(f"this is no sidecar: its “format” is not “{FORMAT}”")
    version = value.get("version")
    if type(version) is not int or version < 1:
        raise SidecarError("“version” must be a whole number from 1 on")
    if not any_version:
        refuse_newer(version)
    annotator = _text(value, "annotator")
    if not is_annotator(annotator):
        raise SidecarError(f"“{annotator}” is no possible annotator")
    status = _text(value, "status")
    if status not in STATUSES:
        raise SidecarError(f"the status is “{status}”, not one of {', '.join(STATUSES)}")
    article, tagset = _object(value, "article"), _object(value, "tagset")
    length = article.get("length")
    if type(length) is not int or length < 0:
        raise SidecarError("“length” in “article” must be a whole number from 0 on")
    stamp = ArticleStamp(
        _text(article, "sha256"), length, _text(article, "encoding"), _text(article, "newlines")
    )
    return Header(
        annotator,
        _text(value, "name"),
        stamp,
        TagsetStamp(_text(tagset, "id"), _text(tagset, "version"), _text(tagset, "sha256")),
        status,
        compact(source),
    )


def refuse_newer(version: object) -> None:
    """Raises NewerSidecar for a version that this program does not know."""
    if type(version) is int and version > VERSION:
        raise NewerSidecar(
            f"the sidecar has version {version}, this program knows up to {VERSION}",
            remedy="Use a newer annotator.",
        )


def encode_header(header: Header, newline: str = "\n") -> tuple[bytes, bytes]:
    """What stands before and after the records, one key a line; unknown keys stand where they stood.

    The first part ends with the opening bracket of ``records`` and no line break, the second begins with the
    closing one. Raises UnicodeEncodeError for text that UTF-8 cannot hold.
    """
    own = {
        "format": _dump(FORMAT),
        "version": _dump(VERSION),
        "annotator": _dump(header.annotator),
        "name": _dump(header.name),
        "status": _dump(header.status),
        "article": "",
        "tagset": "",
        RECORDS: "[]",
    }
    former = {m.key: header.source[m.start : m.end] for m in members(header.source)}
    stamp, tags = header.article, header.tagset
    own["article"] = _nested(
        {
            "sha256": stamp.sha256,
            "length": stamp.length,
            "encoding": stamp.encoding,
            "newlines": stamp.newlines,
        },
        former.get("article", "{}"),
    )
    own["tagset"] = _nested(
        {"id": tags.id, "version": tags.version, "sha256": tags.sha256}, former.get("tagset", "{}")
    )
    pairs = list(in_place(own, former))
    cut = [key for key, _ in pairs].index(RECORDS)
    lines = [f"{_dump(key)}:{value}" for key, value in pairs]
    head = ["{", *(f"{line}," for line in lines[:cut]), f'"{RECORDS}":[']
    tail = ["]" if cut + 1 == len(lines) else "],", *(f"{line}," for line in lines[cut + 1 : -1])]
    if cut + 1 < len(lines):
        tail.append(lines[-1])
    tail += ["}", ""]
    return newline.join(head).encode("utf-8"), newline.join(tail).encode("utf-8")


def in_place(own: Mapping[str, str], former: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The pairs of ``own``, and those of ``former`` that it lacks after the key which they followed there."""
    behind: dict[str | None, list[str]] = {}
    anchor: str | None = None
    for key in former:
        if key in own:
            anchor = key
        else:
            behind.setdefault(anchor, []).append(key)
    yield from ((key, former[key]) for key in behind.get(None, ()))
    for key, value in own.items():
        yield key, value
        yield from ((key, former[key]) for key in behind.get(key, ()))


def _nested(own: Mapping[str, Any], source: str) -> str:
    former = {m.key: source[m.start : m.end] for m in members(source)}
    pairs = in_place({key: _dump(value) for key, value in own.items()}, former)
    return "{" + ",".join(f"{_dump(key)}:{value}" for key, value in pairs) + "}"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise SidecarError(f"“{key}” must be a text")
    return found


def _object(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    if not isinstance(found, dict):
        raise SidecarError(f"“{key}” must be an object")
    return found
