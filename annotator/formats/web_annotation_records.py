"""Annotations as records: our own ones, and those of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args
from urllib.parse import unquote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.records import (
    FREE_SPAN,
    Argument,
    ArticleLabel,
    Entity,
    Event,
    Fragment,
    Instance,
    Record,
    Relation,
    Way,
    Zone,
)
from annotator.formats.drafts import Drafts, Misplaced
from annotator.formats.exchange import Trouble
from annotator.formats.web_annotation_selectors import Finder, anchor_of
from annotator.formats.web_annotation_terms import (
    RECORD,
    THING,
    id_of,
    iri_of,
    items_of,
    short,
    text_in,
)

MOST_MENTIONS = 10_000
"""That one annotation of others may be, with each of its tags on each of its targets."""

LEFT_OUT = "the annotation was left out"


class Item(Struct, frozen=True):
    """One annotation of a file, where it stands there, and whose it is."""

    place: str
    value: dict[str, Any]
    text: str
    """The file with the article's text, if it names one that is there."""
    creator: str


class Records:
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

    def take(self, items: Sequence[Item]) -> None:
        """Takes annotations, those that link others last."""
        linking = []
        for item in items:
            if text_in(item.value.get("kind")) in _KINDS:
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

    def _own(self, item: Item) -> None:
        try:
            record = msgspec.convert(self._plain(item), _KINDS[item.value["kind"]])
            if record.id in self._taken:
                raise ValueError(f"the id {short(record.id)} stands twice")
        except (msgspec.ValidationError, ValueError) as error:
            self._tell(item.place, str(error), LEFT_OUT)
            return
        self._taken[record.id] = record
        self._places[record.id] = item.place

    def _plain(self, item: Item) -> dict[str, Any]:
        """The fields of a record as JSON values. Raises ValueError."""
        value = item.value
        kind = value["kind"]
        bodies = [body for body in items_of(value.get("body")) if isinstance(body, dict)]
        made: dict[str, Any] = {
            "kind": kind,
            "id": id_of(RECORD, value.get("id")),
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
                id_of(THING, body.get("source")) for body in bodies if body.get("purpose") == "identifying"
            ]
        if kind == "instance":
            thing = next((b for b in bodies if "purpose" not in b), {})
            if thing.get("id") != iri_of(THING, made["id"]):
                raise ValueError("its first body is not what it identifies")
            made |= {"name": thing.get("label"), "of": thing.get("of"), "links": thing.get("links", [])}
        if kind in ("event", "relation"):
            made["arguments"] = [
                {"role": a.get("role"), "filler": id_of(RECORD, a.get("filler"))}
                for a in _dicts(value.get("arguments"))
            ]
        if kind in ("entity", "event", "relation"):
            made["flag"] = value.get("flag", "")
        if kind != "zone":
            made["attributes"] = {
                text_in(a.get("attribute")): a["values"] if "values" in a else a.get("value")
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

    def _fragments(self, item: Item) -> list[Fragment]:
        found = []
        for target in items_of(item.value["target"]):
            part, wrong = self._finder.find(anchor_of(target))
            if wrong:
                self._tell(item.place, wrong, MOVED)
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
        message = f"{short(lost.filler)}, which fills {short(lost.role)}, is no mention that was taken"
        if isinstance(record, Relation):
            self._tell(place, message, "the relation was left out")
            del self._taken[record.id]
        else:
            self._tell(place, message, "the role was left out")
            self._taken[record.id] = replace(record, arguments=kept)

    # -- others'

    def _foreign(self, item: Item) -> None:
        """One or more mentions: one for each tag on each target."""
        tags, note, links = _bodies(item.value)
        targets = items_of(item.value["target"])
        if not targets:
            self._tell(item.place, "its “target” is empty", LEFT_OUT)
        if len(targets) * max(1, len(tags)) * max(1, len(links)) > MOST_MENTIONS:
            self._tell(item.place, f"it would be more than {MOST_MENTIONS:,} mentions", LEFT_OUT)
            return
        for number, target in enumerate(targets):
            place = f"{item.place}.target[{number}]" if number else item.place
            try:
                part, wrong = self._finder.find(anchor_of(target))
            except Misplaced as error:
                self._tell(place, str(error), LEFT_OUT)
                continue
            if wrong:
                self._tell(place, wrong, MOVED)
            for tag in tags or (FREE_SPAN,):
                # Without an id of its own it goes by its place, so that those of several files stay apart.
                id = text_in(item.value.get("id")) or f"{self._file} {item.place}"
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

    def _link(self, item: Item) -> None:
        """A relation between two annotations."""
        tags, note, _ = _bodies(item.value)
        ends = _linked(item.value)
        if len(ends) != 2:
            self._tell(item.place, f"it links {len(ends)} annotations, not two", LEFT_OUT)
            return
        known = [self._mentions.get(end, end) for end in ends]
        self._drafts.relation(
            text_in(item.value.get("id")) or item.place,
            tags[0] if tags else "linking",
            zip(("from", "to"), known, strict=True),
            place=item.place,
            note=note,
        )


MOVED = "the mention was put where the quote stands"
_MENTIONS = (Entity, Event)
_KINDS: Mapping[str, type[Record]] = {
    made.kind: made for made in (Entity, Event, Relation, Instance, Zone, ArticleLabel)
}


def _dicts(value: Any) -> list[dict[str, Any]]:
    found = items_of(value)
    if any(not isinstance(item, dict) for item in found):
        raise ValueError("its arguments and attributes must be objects")
    return found


def _motivations(value: Mapping[str, Any]) -> list[Any]:
    return items_of(value.get("motivation"))


def _linked(value: Mapping[str, Any]) -> list[str]:
    """The annotations that are targets as a whole, by their ids; empty where a target is a piece of text."""
    found = []
    for target in items_of(value["target"]):
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
    for body in (*items_of(value.get("body")), *items_of(value.get("bodyValue"))):
        said: Any = body
        purposes: list[Any] = general
        if isinstance(body, dict):
            purposes = items_of(body.get("purpose")) or general
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
    tags += [tag for tag in items_of(value.get("tags")) if isinstance(tag, str) and tag]
    if text := text_in(value.get("text")):
        notes.append(text)
    return tuple(dict.fromkeys(tags)), "\n".join(notes), tuple(dict.fromkeys(links))
