"""Reads MAVEN-ARG, MAVEN and MAVEN-ERE; what stands where is told in :mod:`annotator.formats.maven`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from annotator.annotations.records import FREE_SPAN
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import (
    Found,
    Trouble,
)
from annotator.formats.maven_shape import KEY, PREFIXES, VERSION, Kept, Place, nearest, spelled
from annotator.formats.sources import values_of_lines
from annotator.sidecars.names import is_annotator

MOST_LINKS = 5_000_000
"""Mentions of entities that may be compared to fill the roles of one article: beyond it a source is hostile."""

_RELATIONS = ("temporal_relations", "causal_relations", "subevent_relations")


class MavenReader:
    """Reads articles from lines."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        told: set[str] = set()
        for line in values_of_lines(source):
            if isinstance(line, Trouble):
                yield line
                continue
            place = f"line {line.number}"
            for message in _not_taken(line.value):
                if message not in told:
                    told.add(message)
                    yield Trouble(line.file, place, message, "they were left out, here and below")
            yield from _article(line.value, line.file, place, line.number)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The format names no types beyond those that are used."""
        return None


def _not_taken(value: Any) -> Iterator[str]:
    """What an article has that no record is made of."""
    if isinstance(value, dict):
        if any(value.get(key) for key in _RELATIONS):
            yield "relations between events are not read"
        if value.get("negative_triggers"):
            yield "negative triggers are no events"
        if value.get("candidates"):
            yield "candidates without types are no events"


def _article(value: Any, file: str, place: str, number: int) -> Iterator[Found | Trouble]:
    if not isinstance(value, dict):
        yield Trouble(file, place, "this is no object", "the article was left out")
        return
    try:
        text, sentences = _text(value)
    except ValueError as error:
        yield Trouble(file, place, str(error), "the article was left out")
        return
    id, title = (value.get(key) if isinstance(value.get(key), str) else "" for key in ("id", "title"))
    drafts = Drafts(text, file, f"{title}\0{id}")
    kept = _read_kept(value.get(KEY), drafts, place)
    _Taking(drafts, place, sentences, kept).take(value)
    records = drafts.finish()
    yield from drafts.troubles
    annotator = kept.annotator if is_annotator(kept.annotator) else ""
    yield Found(title or id or f"{Path(file).stem}-{number}", text, records, annotator, kept.status)


def _read_kept(value: Any, drafts: Drafts, place: str) -> Kept:
    """What stands under the key; what cannot be that is reported and ignored."""
    if value is None:
        return Kept(VERSION)
    try:
        kept = msgspec.convert(value, Kept)
    except (msgspec.ValidationError, RecursionError) as error:
        drafts.trouble(place, f"“{KEY}” cannot be read: {error}", "it was ignored")
        return Kept(VERSION)
    if kept.version != VERSION:
        drafts.trouble(place, f"“{KEY}” is of version {kept.version}, not {VERSION}", "it was ignored")
        return Kept(VERSION)
    return kept


def _text(value: Mapping[str, Any]) -> tuple[str, list[list[Place]] | None]:
    """The article's text, and the places of each sentence's tokens where offsets count these. Raises ValueError."""
    document = value.get("document")
    if isinstance(document, str):
        return document, None
    content = value.get("content")
    if isinstance(content, list) and all(isinstance(sentence, dict) for sentence in content):
        pairs = [(sentence.get("sentence"), sentence.get("tokens")) for sentence in content]
    elif isinstance(tokens := value.get("tokens"), list):
        written = value.get("sentences")
        known = written if isinstance(written, list) and len(written) == len(tokens) else [None] * len(tokens)
        pairs = list(zip(known, tokens, strict=True))
    else:
        raise ValueError("it needs a “document”, or the tokens of its sentences")
    written_out: list[str] = []
    places, length = [], 0
    for sentence, tokens in pairs:
        if not isinstance(tokens, list) or not all(isinstance(token, str) and token for token in tokens):
            raise ValueError("the tokens of a sentence must be a list of texts")
        found = _align(sentence, tokens) if isinstance(sentence, str) else None
        if found is None:
            sentence = " ".join(tokens)
            found = _align(sentence, tokens) or []
        places.append([(length + start, length + end) for start, end in found])
        written_out.append(f"{sentence}\n")
        length += len(sentence) + 1
    return "".join(written_out), places


def _align(sentence: str, tokens: Sequence[str]) -> list[Place] | None:
    """Where the tokens stand, one after the other, with nothing but blanks between; None where they do not."""
    found, at = [], 0
    for token in tokens:
        start = sentence.find(token, at)
        if start < 0 or sentence[at:start].strip():
            return None
        at = start + len(token)
        found.append((start, at))
    return None if sentence[at:].strip() else found


class _Taking:
    """Takes what one line holds into drafts."""

    def __init__(self, drafts: Drafts, place: str, sentences: list[list[Place]] | None, kept: Kept) -> None:
        self._drafts, self._place, self._sentences, self._kept = drafts, place, sentences, kept
        self._entities: defaultdict[str, list[tuple[str, Place]]] = defaultdict(list)
        self._free: dict[Place, bool] = {}
        self._rest = MOST_LINKS

    def take(self, value: Mapping[str, Any]) -> None:
        """Takes all of it: entities first, since events name them."""
        for path, entity in self._objects(value, "entities"):
            self._entities[str(entity.get("id"))] += self._chain("entity", entity, path)
        for path, time in self._objects(value, "TIMEX"):
            self._mention("entity", time, time.get("type"), f"TIMEX {time.get('id')}", path)
        for path, event in self._objects(value, "events"):
            triggers = self._chain("event", event, path)
            for role, filler in self._arguments(event, f"{path}.argument"):
                self._fill(triggers, role, filler, f"{path}.argument.{role}")
        for path, trigger in self._objects(value, "event_mentions"):
            self._mention("event", trigger, trigger.get("type"), str(trigger.get("id")), path)

    def _tell(self, path: str, message: str, done: str) -> None:
        self._drafts.trouble(path, message, done)

    def _objects(self, value: Mapping[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list, each with its path."""
        found = value.get(key)
        if found is None:
            return
        if not isinstance(found, list):
            self._tell(f"{self._place}, {key}", "this is no list", "it was left out")
            return
        for at, item in enumerate(found):
            if isinstance(item, dict):
                yield f"{self._place}, {key}[{at}]", item
            else:
                self._tell(f"{self._place}, {key}[{at}]", "this is no object", "it was left out")

    def _chain(
        self, kind: Literal["entity", "event"], chain: Mapping[str, Any], path: str
    ) -> list[tuple[str, Place]]:
        """The mentions of a chain that could be taken, by key and place; and its instance."""
        mentions, id = chain.get("mention"), str(chain.get("id"))
        if not isinstance(mentions, list) or not mentions:
            self._tell(path, f"the {kind} has no mentions", "it was left out")
            return []
        taken: list[tuple[str, Place]] = []
        name = ""
        for at, mention in enumerate(mentions):
            where = f"{path}.mention[{at}]"
            if not isinstance(mention, dict):
                self._tell(where, "this is no object", "the mention was left out")
                continue
            key = str(mention["id"]) if "id" in mention else f"{id} {at}"
            type = chain.get("type", mention.get("type", mention.get("event_type")))
            place = self._mention(kind, mention, type, key, where)
            if place is not None:
                name = name or str(mention.get("trigger_word") or mention.get("mention") or type)
                taken.append((key, place))
        only = len(mentions) == 1 and isinstance(mentions[0], dict) and mentions[0].get("id")
        if taken and id != f"{PREFIXES[kind]}{only}":
            thing = f"{kind} {id}"
            made = self._kept.instances.get(id)
            if self._drafts.instance(thing, kind, str(chain.get("type")), name, place=path, trace=made):
                for key, _ in taken:
                    self._drafts.refer(key, thing, place=path)
        return taken

    def _mention(
        self,
        kind: Literal["entity", "event"],
        mention: Mapping[str, Any],
        type: Any,
        key: str,
        path: str,
    ) -> Place | None:
        """The place of a mention that could be taken."""
        if not isinstance(type, str):
            self._tell(path, "it has no type", "the mention was left out")
            return None
        quote = mention.get("trigger_word", mention.get("mention"))
        place = self._offset(mention, path, "the mention was left out")
        if place is None or not self._drafts.mention(
            kind,
            key,
            type,
            [place],
            place=path,
            quote=quote if isinstance(quote, str) else None,
            trace=self._kept.mentions.get(key),
        ):
            return None
        return place

    def _offset(self, value: Mapping[str, Any], path: str, done: str) -> Place | None:
        """The place that an object names, in code points of the text."""
        offset = value.get("offset")
        if not isinstance(offset, list) or len(offset) != 2 or any(type(at) is not int for at in offset):
            self._tell(path, "its “offset” is no pair of whole numbers", done)
            return None
        start, end = offset
        if self._sentences is None:
            return (start, end)
        sentence = value.get("sent_id")
        tokens: list[Place] = []
        if type(sentence) is int and 0 <= sentence < len(self._sentences):
            tokens = self._sentences[sentence]
        if not 0 <= start < end <= len(tokens):
            self._tell(path, f"sentence {sentence} has no tokens [{start}, {end})"[:200], done)
            return None
        return (tokens[start][0], tokens[end - 1][1])

    def _arguments(self, event: Mapping[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
        arguments = event.get("argument")
        if arguments is None:
            return
        if not isinstance(arguments, dict):
            self._tell(path, "this is no object", "the arguments were left out")
            return
        for role, fillers in arguments.items():
            for filler in fillers if isinstance(fillers, list) else [fillers]:
                if isinstance(filler, dict):
                    yield role, filler
                else:
                    self._tell(f"{path}.{role}", "a filler is no object", "it was left out")

    def _fill(
        self, triggers: Sequence[tuple[str, Place]], role: str, filler: Mapping[str, Any], path: str
    ) -> None:
        """Fills a role of every mention of an event."""
        if "entity_id" in filler:
            mentions = self._entities.get(str(filler["entity_id"]), [])
            if not mentions:
                message = f"{str(filler['entity_id'])[:60]} is no entity that was taken"
                self._tell(path, message, "the role was left out")
                return
            if not self._affords(len(triggers) * len(mentions), path):
                return
            places = [place for _, place in mentions]
            for trigger, place in triggers:
                self._drafts.argument(trigger, role, mentions[nearest(place, places)][0], place=path)
            return
        found = self._offset(filler, path, "the role was left out")
        if found is None:
            return
        key = f"span {found[0]}-{found[1]}"
        if found not in self._free:
            content = filler.get("content")
            said = content if isinstance(content, str) else None
            made = self._kept.spans.get(spelled(found))
            self._free[found] = self._drafts.mention(
                "entity", key, FREE_SPAN, [found], place=path, quote=said, trace=made
            )
        if self._free[found] and self._affords(len(triggers), path):
            for trigger, _ in triggers:
                self._drafts.argument(trigger, role, key, place=path)

    def _affords(self, links: int, path: str) -> bool:
        """Whether so many links may still be made: a short line can ask for billions."""
        if links > self._rest:
            self._tell(path, f"the article asks for more than {MOST_LINKS:,} links", "the role was left out")
            return False
        self._rest -= links
        return True
