"""Writes Web Annotations; what stands where is told in :mod:`annotator.formats.web_annotation`."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote as escaped

from msgspec.structs import replace

from annotator.annotations.records import (
    CONTEXT_LENGTH,
    ArticleLabel,
    Comment,
    Decision,
    Fragment,
    Instance,
    Origin,
    Record,
    Relation,
    Value,
)
from annotator.formats.exchange import Collector, Labelled, Loss, Piece
from annotator.formats.lines import Files
from annotator.formats.web_annotation_terms import (
    CONTEXT,
    OWN_CONTEXT,
    RECORD,
    SHEET,
    THING,
    VERSION,
    dump,
    iri_of,
)

_HEAD = f'{{"@context":{dump([CONTEXT, dict(OWN_CONTEXT)])}'


class WebAnnotationWriter:
    """Writes articles and pages of annotations."""

    def render(self, article: Labelled) -> Piece:
        """The text and the page of one article: a mapping from file names to bytes."""
        source = escaped(PurePosixPath(article.name).name)
        losses: list[Loss] = []
        items: list[str] = []
        for record in article.records:
            if isinstance(record, (Comment, Decision)):
                losses.append(
                    Loss(record.id, "record", f"a {record.kind} speaks of the tagging, not of the article")
                )
            else:
                items.append(dump(_annotation(record, article.text, source)))
        sheet = f"{SHEET}{escaped(article.name, safe='')}:{escaped(article.annotator, safe='')}"
        collection = {
            "id": sheet,
            "type": "AnnotationCollection",
            "label": article.name,
            "total": len(items),
            "creator": {"type": "Person", "nickname": article.annotator},
            "status": article.sheet.status,
            "version": VERSION,
        }
        head = {"id": f"{sheet}:page", "type": "AnnotationPage", "partOf": collection, "startIndex": 0}
        page = f'{_HEAD},{dump(head)[1:-1]},"items":[\n' + ",\n".join(items) + "\n]}\n"
        text = article.text.encode("utf-8")
        if article.text.startswith("\ufeff"):
            # A reader takes the first one for a byte-order mark.
            text = b"\xef\xbb\xbf" + text
        names = (article.name, f"{article.name}.{article.annotator}.jsonld")
        return Piece(article.name, dict(zip(names, (text, page.encode("utf-8")), strict=True)), tuple(losses))

    def collector(self, target: Path) -> Collector:
        """Begins the folder."""
        return _Folder(target)


class _Folder(Files):
    """A folder in which several sheets share an article's text."""

    def __init__(self, target: Path) -> None:
        super().__init__(target)
        self._target = target

    def add(self, piece: Piece) -> None:
        """Writes a sheet, and its article unless another sheet has brought it."""
        text, page = piece.content.items()
        there = (self._target / text[0]).exists()
        super().add(replace(piece, content=dict((page,) if there else (text, page))))


def _annotation(record: Record, text: str, source: str) -> dict[str, Any]:
    """One record as an annotation. ``source`` is the article's file as a relative reference."""
    made: dict[str, Any] = {"id": iri_of(RECORD, record.id), "type": "Annotation", "kind": record.kind}
    bodies: list[dict[str, Any]] = []
    target: Any = source
    if isinstance(record, Instance):
        made["motivation"] = "identifying"
        thing: dict[str, Any] = {"id": iri_of(THING, record.id), "label": record.name, "of": record.of}
        if record.links:
            thing["links"] = list(record.links)
        bodies.append(thing)
    elif isinstance(record, ArticleLabel):
        made["motivation"] = "describing"
    elif isinstance(record, Relation):
        made["motivation"] = "linking"
        target = [iri_of(RECORD, argument.filler) for argument in record.arguments] or source
    else:
        made["motivation"] = "tagging"
        target = [_target(text, part, source) for part in getattr(record, "span", ())]
        target = target[0] if len(target) == 1 else target
    if (type := getattr(record, "type", None)) is not None:
        bodies.append({"type": "TextualBody", "purpose": "tagging", "value": type})
    bodies += (
        {"type": "SpecificResource", "purpose": "identifying", "source": iri_of(THING, id)}
        for id in getattr(record, "instances", ())
    )
    if note := getattr(record, "note", ""):
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": note})
    if bodies:
        made["body"] = bodies
    made["target"] = target
    if arguments := getattr(record, "arguments", ()):
        made["arguments"] = [{"role": a.role, "filler": iri_of(RECORD, a.filler)} for a in arguments]
    if attributes := getattr(record, "attributes", None):
        made["attributes"] = [_attribute(name, value) for name, value in attributes.items()]
    if flag := getattr(record, "flag", ""):
        made["flag"] = flag
    if record.by:
        made["creator"] = {"type": "Person", "nickname": record.by}
    if record.at:
        made["created"] = record.at
    if record.origin != Origin():
        made["origin"] = _origin(record.origin)
    return made


def _target(text: str, part: Fragment, source: str) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": source,
        "selector": [
            {"type": "TextPositionSelector", "start": part.start, "end": part.end},
            {
                "type": "TextQuoteSelector",
                "exact": part.quote,
                "prefix": text[max(0, part.start - CONTEXT_LENGTH) : part.start],
                "suffix": text[part.end : part.end + CONTEXT_LENGTH],
            },
        ],
    }


def _attribute(name: str, value: Value) -> dict[str, Any]:
    if isinstance(value, (tuple, list)):
        return {"attribute": name, "values": list(value)}
    return {"attribute": name, "value": value}


def _origin(origin: Origin) -> dict[str, str]:
    said = {
        "way": origin.way,
        "colleague": origin.annotator,
        "record": origin.record,
        "detail": origin.detail,
    }
    return {key: value for key, value in said.items() if value}
