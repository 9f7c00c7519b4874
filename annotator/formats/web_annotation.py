"""W3C Web Annotation (JSON-LD): an article's text and, beside it, one page of annotations a sheet.

Source: the recommendations Web Annotation Data Model and Web Annotation Vocabulary of 23 February 2017. A folder with
``NAME.txt`` (the article in UTF-8) and ``NAME.txt.ANNOTATOR.jsonld``, an ``AnnotationPage`` of an
``AnnotationCollection``. Every record is an ``Annotation`` of its own:

========  ============  =====================================================================================
kind      motivation    how
========  ============  =====================================================================================
entity    tagging       the type as ``TextualBody`` with the purpose *tagging*, instances as ``SpecificResource``
                        bodies with the purpose *identifying*, the note as body with the purpose *commenting*
event     tagging       the same, and ``arguments``: a role and the filler's annotation each
relation  linking       its targets are the annotations that it links; ``arguments`` as in events
zone      tagging       the type as tag
instance  identifying   its first body is what mentions identify: its ``label``, ``of``, ``links``
article   describing    ``attributes`` of the whole source
========  ============  =====================================================================================

Each fragment of a span is a ``SpecificResource`` target with both a ``TextPositionSelector`` (code points) and a
``TextQuoteSelector`` (with prefix and suffix). The model has no target made of pieces: **the several targets of one
annotation with our ``kind`` are one discontinuous mention**, while in annotations of others each target is a mention.

What the model has no term for stands under terms of our own (``kind``, ``attributes``, ``flag``, ``arguments``,
``origin`` …), which the context of each page defines, so that any JSON-LD processor keeps them; others ignore them.

Read besides: plain Web Annotations (one, a list, a page, a collection with its first page) and what the API of
Hypothesis returns (``rows``), with the article's text beside them as ``NAME.txt``. Tags become entity types, comments
notes, what is identified instances; ``linking`` of two annotations a relation from one to the other. Where the position
and the quote disagree, the position is tried in UTF-16 units, as browsers count; then the quote wins where it
stands in the text only once with prefix and suffix, or only once with one of them beside it (blanks aside); otherwise
the annotation is reported and left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, get_args
from urllib.parse import quote as escaped
from urllib.parse import unquote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.records import (
    CONTEXT_LENGTH,
    FREE_SPAN,
    Argument,
    ArticleLabel,
    Comment,
    Decision,
    Entity,
    Event,
    Fragment,
    Instance,
    Origin,
    Record,
    Relation,
    Value,
    Way,
    Zone,
    fragment,
)
from annotator.formats.drafts import MOST_QUOTED, Drafts, Misplaced, placed
from annotator.formats.exchange import Collector, Found, Labelled, Loss, Piece, Setting, SourceError, Trouble
from annotator.formats.lines import Files
from annotator.formats.manifest import NAME as MANIFEST
from annotator.formats.sources import Shelf, json_of, text_of
from annotator.formats.units import Utf16
from annotator.sidecars.names import ARTICLE_SUFFIXES, is_annotator
from annotator.sidecars.strict import JsonProblem

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
"""The context of the recommendation, by its name; it is never fetched."""

VERSION = 1

_SPACE = "urn:x-annotator:"
_RECORD, _THING, _SHEET, _TERM = (f"{_SPACE}{what}:" for what in ("record", "instance", "sheet", "term"))
_LISTS = ("arguments", "attributes", "values", "links")
_REFERENCES = ("filler",)
_PLAIN = ("kind", "version", "status", "flag", "role", "attribute", "of", "origin")
_PLAIN_OF_ORIGIN = ("way", "colleague", "record", "detail")

OWN_CONTEXT: Mapping[str, Any] = {
    **{term: f"{_TERM}{term}" for term in (*_PLAIN, *_PLAIN_OF_ORIGIN)},
    **{term: {"@id": f"{_TERM}{term}", "@type": "@id"} for term in _REFERENCES},
    **{term: {"@id": f"{_TERM}{term}", "@container": "@list"} for term in _LISTS},
}
"""The terms that the recommendation lacks; none of its own is defined anew."""

MOST_SEARCHED = 1_000_000_000
"""Code points of an article in which quotes are searched, over all its annotations: beyond it a source is hostile."""

MOST_MENTIONS = 10_000
"""That one annotation of others may be, with each of its tags on each of its targets."""

_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_HEAD = f'{{"@context":{_dump([CONTEXT, dict(OWN_CONTEXT)])}'


def writer(setting: Setting) -> WebAnnotationWriter:
    """Writes the format; nothing of ``setting`` matters to it."""
    return WebAnnotationWriter()


def reader() -> WebAnnotationReader:
    """Reads the format."""
    return WebAnnotationReader()


# ---- writing


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
                items.append(_dump(_annotation(record, article.text, source)))
        sheet = f"{_SHEET}{escaped(article.name, safe='')}:{escaped(article.annotator, safe='')}"
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
        page = f'{_HEAD},{_dump(head)[1:-1]},"items":[\n' + ",\n".join(items) + "\n]}\n"
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
    made: dict[str, Any] = {"id": _iri(_RECORD, record.id), "type": "Annotation", "kind": record.kind}
    bodies: list[dict[str, Any]] = []
    target: Any = source
    if isinstance(record, Instance):
        made["motivation"] = "identifying"
        thing: dict[str, Any] = {"id": _iri(_THING, record.id), "label": record.name, "of": record.of}
        if record.links:
            thing["links"] = list(record.links)
        bodies.append(thing)
    elif isinstance(record, ArticleLabel):
        made["motivation"] = "describing"
    elif isinstance(record, Relation):
        made["motivation"] = "linking"
        target = [_iri(_RECORD, argument.filler) for argument in record.arguments] or source
    else:
        made["motivation"] = "tagging"
        target = [_target(text, part, source) for part in getattr(record, "span", ())]
        target = target[0] if len(target) == 1 else target
    if (type := getattr(record, "type", None)) is not None:
        bodies.append({"type": "TextualBody", "purpose": "tagging", "value": type})
    bodies += (
        {"type": "SpecificResource", "purpose": "identifying", "source": _iri(_THING, id)}
        for id in getattr(record, "instances", ())
    )
    if note := getattr(record, "note", ""):
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": note})
    if bodies:
        made["body"] = bodies
    made["target"] = target
    if arguments := getattr(record, "arguments", ()):
        made["arguments"] = [{"role": a.role, "filler": _iri(_RECORD, a.filler)} for a in arguments]
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


def _iri(space: str, id: str) -> str:
    return space + (id if id.isascii() and id.isalnum() else escaped(id, safe=""))


# ---- reading: what selectors select


class Anchor(Struct, frozen=True):
    """What the selectors of one target say: a position, a quote or both."""

    position: tuple[int, int] | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""


def anchor_of(target: Any) -> Anchor:
    """What the selectors of a target say. Raises Misplaced where none of them can be understood."""
    selectors = _items(target.get("selector")) if isinstance(target, dict) else []
    position, exact, prefix, suffix = None, "", "", ""
    for selector in selectors:
        if not isinstance(selector, dict):
            continue
        kinds = _items(selector.get("type"))
        if "TextPositionSelector" in kinds:
            start, end = selector.get("start"), selector.get("end")
            if type(start) is not int or type(end) is not int:
                raise Misplaced("its TextPositionSelector needs whole numbers as “start” and “end”")
            position = (start, end)
        elif "TextQuoteSelector" in kinds:
            exact, prefix, suffix = (_text(selector.get(key)) for key in ("exact", "prefix", "suffix"))
            if not exact:
                raise Misplaced("its TextQuoteSelector needs an “exact”")
    if position is None and not exact:
        raise Misplaced("it has neither a TextPositionSelector nor a TextQuoteSelector")
    return Anchor(position, exact, prefix, suffix)


class Finder:
    """Finds in one article's text what selectors select."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._units: Utf16 | None = None
        self._rest = MOST_SEARCHED
        self._quoted = 0

    def find(self, anchor: Anchor) -> tuple[Fragment, str]:
        """The fragment, and in words what was wrong where the quote had to win over the position, else nothing.

        Raises Misplaced where it stands nowhere, in several places, or inside a grapheme.
        """
        text, exact = self._text, anchor.exact
        wrong = ""
        if anchor.position is not None:
            start, end = anchor.position
            if not exact or (0 <= start < end and text[start:end] == exact):
                return self._fragment(start, end), ""
            if (points := self._of_units(start, end)) and text[points[0] : points[1]] == exact:
                return self._fragment(*points), ""
            wrong = f"at [{start}, {end}) the article does not say “{_short(exact)}”"
        start = self._only(anchor, wrong)
        return self._fragment(start, start + len(exact)), wrong

    def _fragment(self, start: int, end: int) -> Fragment:
        if self._quoted > MOST_QUOTED:
            raise Misplaced(f"the annotations before it quote more than {MOST_QUOTED:,} characters")
        placed(self._text, [(start, end)])
        self._quoted += end - start
        return fragment(self._text, start, end)

    def _of_units(self, start: int, end: int) -> tuple[int, int] | None:
        self._units = self._units or Utf16(self._text)
        if self._units.length == len(self._text):
            return None
        try:
            return self._units.to_points(start), self._units.to_points(end)
        except ValueError:
            return None

    def _only(self, anchor: Anchor, wrong: str) -> int:
        """Where the quote stands: the one place with prefix and suffix, else the only one if words beside it agree."""
        places = self._places(anchor.prefix + anchor.exact + anchor.suffix)
        if len(places) == 1:
            return places[0] + len(anchor.prefix)
        places = places or self._places(anchor.exact)
        if len(places) == 1 and self._agrees(anchor, places[0]):
            return places[0]
        where = ("nowhere", "between other words", "more than once")[len(places)]
        also = f"{wrong}, and " if wrong else ""
        raise Misplaced(f"{also}“{_short(anchor.exact)}” stands {where} in the article")

    def _agrees(self, anchor: Anchor, at: int) -> bool:
        """Whether prefix or suffix stand there but for blanks; a word alone may have been left by another edit."""
        prefix, suffix = _without_blanks(anchor.prefix), _without_blanks(anchor.suffix)
        end = at + len(anchor.exact)
        before = _without_blanks(self._text[max(0, at - 2 * len(anchor.prefix)) : at])
        after = _without_blanks(self._text[end : end + 2 * len(anchor.suffix)])
        return (
            not (prefix or suffix)
            or bool(prefix and before.endswith(prefix))
            or bool(suffix and after.startswith(suffix))
        )

    def _places(self, quote: str) -> list[int]:
        """The first two places of ``quote`` at most."""
        found: list[int] = []
        at = -1
        while len(found) < 2:
            if self._rest < 0:
                raise Misplaced("too many quotes of this article had to be searched for")
            begun = at + 1
            at = self._text.find(quote, begun)
            self._rest -= (at if at >= 0 else len(self._text)) - begun
            if at < 0:
                break
            found.append(at)
        return found


def _without_blanks(text: str) -> str:
    return "".join(text.split())


# ---- reading: files


class _Item(Struct, frozen=True):
    """One annotation of a file, where it stands there, and whose it is."""

    place: str
    value: dict[str, Any]
    text: str
    """The file with the article's text, if it names one that is there."""
    creator: str


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
        taken: list[_Item] = []
        texts: dict[str, str] = {}
        for place, item in items:
            if isinstance(item, dict) and "target" in item:
                made_by = owner or _creator(item.get("creator", item.get("user")))
                taken.append(_Item(place, item, _named_text(shelf, name, item, texts), made_by))
            else:
                yield Trouble(name, place, "this is no annotation: it has no “target”", _LEFT_OUT)
        # Links between annotations, and those of a page in the web, name no text here.
        usual = next((item.text for item in taken if item.text), "") or _text_beside(shelf, name)
        groups: dict[tuple[str, str], list[_Item]] = {}
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
            sheet = _Sheet(text, name, f"{beside}\0{creator}", creator)
            sheet.take(group)
            yield from sheet.troubles
            done_with = collection.get("status") == "done"
            yield Found(beside, text, sheet.records(), creator, "done" if done_with else "in-progress")


_LEFT_OUT = "the annotation was left out"


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
    for target in _items(item["target"]):
        source = target.get("source") if isinstance(target, dict) else target
        if not isinstance(source, str) or ":" in source:
            continue
        if source not in known:
            path = (PurePosixPath(name).parent / unquote(source)).as_posix()
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
    for agent in _items(value):
        said = agent
        if isinstance(agent, dict):
            said = next((agent[k] for k in ("nickname", "name", "id", "email") if agent.get(k)), "")
        if isinstance(said, str) and said:
            if is_annotator(said):
                return said
            plain = said.removeprefix("acct:").removeprefix("mailto:").split("@")[0]
            return plain.rstrip("/").rsplit("/", 1)[-1][:100]
    return ""


def _items(value: Any) -> list[Any]:
    """JSON-LD writes a single value without a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


# ---- reading: annotations


class _Sheet:
    """The records of one annotator on one article."""

    def __init__(self, text: str, file: str, seed: str, creator: str) -> None:
        self._file, self._creator = file, creator
        self._finder = Finder(text)
        self._drafts = Drafts(text, file, seed, creator)
        self._taken: dict[str, Record] = {}
        self._places: dict[str, str] = {}
        self._mentions: dict[str, str] = {}
        self._troubles: list[Trouble] = []

    @property
    def troubles(self) -> list[Trouble]:
        """What could not be taken."""
        return [*self._troubles, *self._drafts.troubles]

    def records(self) -> tuple[Record, ...]:
        """All records."""
        return (*self._taken.values(), *self._drafts.finish())

    def take(self, items: Sequence[_Item]) -> None:
        """Takes annotations, those that link others last."""
        linking = []
        for item in items:
            if _text(item.value.get("kind")) in _KINDS:
                self._own(item)
            elif "linking" in _motivations(item.value) and _linked(item.value):
                linking.append(item)
            else:
                self._foreign(item)
        for item in linking:
            self._link(item)
        self._check_references()

    def _tell(self, place: str, message: str, done: str) -> None:
        self._troubles.append(Trouble(self._file, place, message, done))

    # -- our own

    def _own(self, item: _Item) -> None:
        try:
            record = msgspec.convert(self._plain(item), _KINDS[item.value["kind"]])
            if record.id in self._taken:
                raise ValueError(f"the id {_short(record.id)} stands twice")
        except (msgspec.ValidationError, ValueError) as error:
            self._tell(item.place, str(error), _LEFT_OUT)
            return
        self._taken[record.id] = record
        self._places[record.id] = item.place

    def _plain(self, item: _Item) -> dict[str, Any]:
        """The fields of a record as JSON values. Raises ValueError."""
        value = item.value
        kind = value["kind"]
        bodies = [body for body in _items(value.get("body")) if isinstance(body, dict)]
        made: dict[str, Any] = {
            "kind": kind,
            "id": _id(_RECORD, value.get("id")),
            "by": creator.get("nickname", "") if isinstance(creator := value.get("creator"), dict) else "",
            "at": value.get("created", ""),
            "note": next((b.get("value") for b in bodies if b.get("purpose") == "commenting"), ""),
        }
        if kind != "article":
            made["type"] = next((b.get("value") for b in bodies if b.get("purpose") == "tagging"), None)
            if not isinstance(made["type"], str) or not made["type"]:
                raise ValueError("it has no type: no body with the purpose “tagging”")
        if kind in ("entity", "event", "zone"):
            made["span"] = [
                {"start": f.start, "end": f.end, "quote": f.quote, "before": f.before, "after": f.after}
                for f in self._fragments(item)
            ]
        if kind in ("entity", "event"):
            made["instances"] = [
                _id(_THING, body.get("source")) for body in bodies if body.get("purpose") == "identifying"
            ]
        if kind == "instance":
            thing = next((b for b in bodies if "purpose" not in b), {})
            if thing.get("id") != _iri(_THING, made["id"]):
                raise ValueError("its first body is not what it identifies")
            made |= {"name": thing.get("label"), "of": thing.get("of"), "links": thing.get("links", [])}
        if kind in ("event", "relation"):
            made["arguments"] = [
                {"role": a.get("role"), "filler": _id(_RECORD, a.get("filler"))}
                for a in _dicts(value.get("arguments"))
            ]
        if kind in ("entity", "event", "relation"):
            made["flag"] = value.get("flag", "")
        if kind != "zone":
            made["attributes"] = {
                _text(a.get("attribute")): a["values"] if "values" in a else a.get("value")
                for a in _dicts(value.get("attributes"))
            }
        if isinstance(origin := value.get("origin"), dict) and origin.get("way") in get_args(Way):
            made["origin"] = {
                "way": origin["way"],
                "annotator": origin.get("colleague", ""),
                "record": origin.get("record", ""),
                "detail": origin.get("detail", ""),
            }
        return made

    def _fragments(self, item: _Item) -> list[Fragment]:
        found = []
        for target in _items(item.value["target"]):
            part, wrong = self._finder.find(anchor_of(target))
            if wrong:
                self._tell(item.place, wrong, _MOVED)
            found.append(part)
        return found

    def _check_references(self) -> None:
        """What our own annotations refer to must have been taken as well."""
        for id, record in list(self._taken.items()):
            if isinstance(record, (Event, Relation)):
                kept = tuple(a for a in record.arguments if isinstance(self._taken.get(a.filler), _MENTIONS))
                if len(kept) < len(record.arguments):
                    self._missing(record, kept)
            record = self._taken.get(id, record)
            if isinstance(record, _MENTIONS):
                known = tuple(i for i in record.instances if isinstance(self._taken.get(i), Instance))
                if len(known) < len(record.instances):
                    self._tell(
                        self._places[id], "an instance that it identifies is missing", "it is not linked"
                    )
                    self._taken[id] = replace(record, instances=known)

    def _missing(self, record: Event | Relation, kept: tuple[Argument, ...]) -> None:
        place = self._places[record.id]
        lost = next(a for a in record.arguments if a not in kept)
        message = f"{_short(lost.filler)}, which fills {_short(lost.role)}, is no mention that was taken"
        if isinstance(record, Relation):
            self._tell(place, message, "the relation was left out")
            del self._taken[record.id]
        else:
            self._tell(place, message, "the role was left out")
            self._taken[record.id] = replace(record, arguments=kept)

    # -- others'

    def _foreign(self, item: _Item) -> None:
        """One or more mentions: one for each tag on each target."""
        tags, note, links = _bodies(item.value)
        targets = _items(item.value["target"])
        if not targets:
            self._tell(item.place, "its “target” is empty", _LEFT_OUT)
        if len(targets) * max(1, len(tags)) * max(1, len(links)) > MOST_MENTIONS:
            self._tell(item.place, f"it would be more than {MOST_MENTIONS:,} mentions", _LEFT_OUT)
            return
        for number, target in enumerate(targets):
            place = f"{item.place}.target[{number}]" if number else item.place
            try:
                part, wrong = self._finder.find(anchor_of(target))
            except Misplaced as error:
                self._tell(place, str(error), _LEFT_OUT)
                continue
            if wrong:
                self._tell(place, wrong, _MOVED)
            for tag in tags or (FREE_SPAN,):
                id = _text(item.value.get("id")) or item.place
                key = f"{id}, {tag}" if not number else f"{id}, target {number}, {tag}"
                if self._mention(key, place, tag, part, note, links):
                    self._mentions.setdefault(id, key)

    def _mention(
        self, key: str, place: str, tag: str, part: Fragment, note: str, links: Sequence[str]
    ) -> bool:
        if not self._drafts.mention("entity", key, tag, [(part.start, part.end)], place=place, note=note):
            return False
        for link in links:
            # The same thing under the same tag is the same in every article, whatever it is called there.
            thing = f"{tag}\0{link}"
            name = unquote(_last_part(link)) or link
            if self._drafts.instance(thing, "entity", tag, name, shared=thing, links=(link,), place=place):
                self._drafts.refer(key, thing, place=place)
        return True

    def _link(self, item: _Item) -> None:
        """A relation between two annotations."""
        tags, note, _ = _bodies(item.value)
        ends = _linked(item.value)
        if len(ends) != 2:
            self._tell(item.place, f"it links {len(ends)} annotations, not two", _LEFT_OUT)
            return
        known = [self._mentions.get(end, end) for end in ends]
        self._drafts.relation(
            _text(item.value.get("id")) or item.place,
            tags[0] if tags else "linking",
            zip(("from", "to"), known, strict=True),
            place=item.place,
            note=note,
        )


_MOVED = "the mention was put where the quote stands"
_MENTIONS = (Entity, Event)
_KINDS: Mapping[str, type[Record]] = {
    made.kind: made for made in (Entity, Event, Relation, Instance, Zone, ArticleLabel)
}


def _id(space: str, iri: Any) -> str:
    """The id of a record or instance. Raises ValueError."""
    if not isinstance(iri, str) or not iri.startswith(space):
        raise ValueError(f"“{_short(str(iri))}” is no id that this program wrote")
    return unquote(iri.removeprefix(space))


def _dicts(value: Any) -> list[dict[str, Any]]:
    found = _items(value)
    if any(not isinstance(item, dict) for item in found):
        raise ValueError("its arguments and attributes must be objects")
    return found


def _motivations(value: Mapping[str, Any]) -> list[Any]:
    return _items(value.get("motivation"))


def _linked(value: Mapping[str, Any]) -> list[str]:
    """The annotations that are targets as a whole, by their ids; empty where a target is a piece of text."""
    found = []
    for target in _items(value["target"]):
        id = target.get("id") if isinstance(target, dict) and "selector" not in target else target
        if not isinstance(id, str):
            return []
        found.append(id)
    return found


def _last_part(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


_TAGGING = ("tagging", "classifying")


def _bodies(value: Mapping[str, Any]) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """The tags, the note and what is identified, as the bodies of somebody's annotation say, or Hypothesis' fields."""
    tags, notes, links = [], [], []
    general = [m for m in _motivations(value) if isinstance(m, str)]
    for body in (*_items(value.get("body")), *_items(value.get("bodyValue"))):
        said: Any = body
        purposes: list[Any] = general
        if isinstance(body, dict):
            purposes = _items(body.get("purpose")) or general
            said = body.get("value", body.get("source", body.get("id")))
        is_text = isinstance(body, dict) and "value" in body
        if not isinstance(said, str) or not said:
            continue
        if any(purpose in _TAGGING for purpose in purposes):
            tags.append(said if is_text else _last_part(said))
        elif "identifying" in purposes and not is_text:
            links.append(said)
        else:
            notes.append(said)
    tags += [tag for tag in _items(value.get("tags")) if isinstance(tag, str) and tag]
    if text := _text(value.get("text")):
        notes.append(text)
    return tuple(dict.fromkeys(tags)), "\n".join(notes), tuple(dict.fromkeys(links))
