"""MAVEN-ARG: an article a line, with events, entities and the arguments of events. Best where instances matter.

Source: the description of the data in the repository THU-KEG/MAVEN-Argument. Keys of a line: ``id``, ``title``,
``document`` (the text), ``events``, ``entities``, ``negative_triggers``. An event is a chain of mentions that co-refer
(``id``, ``type``, ``type_id``, ``mention`` with ``id``, ``trigger_word``, ``offset`` each) with the arguments of them
all (``argument``: a role and its fillers, each ``{"entity_id": …}`` or a free span ``{"content": …, "offset": …}``); an
entity likewise (``id``, ``type``, ``mention`` with ``id``, ``mention``, ``offset``). Offsets are half-open and count
characters (code points) of ``document``.

*Instances* are its events and entities, under the id ``EVENT_`` or ``ENTITY_`` and that of the instance. A mention
without an instance is one of its own, under the id of the mention, and is read back without one. Mentions stand under
the first of their instances, and only where they have its type, since a chain has one type. ``type_id`` counts the
tagset's event types from 1; a type that the tagset lacks has none. All roles of a type are there, the empty ones too.

*Arguments* belong to the chain there and to each mention here. So they are written together and read onto **each**
mention of the event; and where an entity fills a role, the mention of it that is **nearest to the trigger** (of two, the
earlier) is taken. Whatever would be read back otherwise than it is, is reported as lost. An event that fills a role is
written as the free span of its trigger. A free span that fills a role is the entity type ``span``.

Read besides: the test files (``event_mentions``: events without arguments), and plain MAVEN (``content``) and MAVEN-ERE
(``tokens``, ``sentences``), whose offsets count tokens of a sentence. Their text is the sentences, a line each: as they
are written where the tokens are found in them, else the tokens with blanks between. Relations of MAVEN-ERE and triggers
that are no events are not taken, and that is said once a file.

Under ``annotator_sheet`` stands what the format has no place for and other programs pass over: the ``annotator`` and
``status`` of the sheet, and of ``mentions``, ``instances`` and free ``spans`` their ``id``, ``by``, ``at`` and ``origin``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from hashlib import md5
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import Struct, to_builtins

from annotator.annotations.records import (
    FREE_SPAN,
    ArticleLabel,
    Comment,
    Decision,
    Entity,
    Event,
    Instance,
    Relation,
    Zone,
)
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import (
    Collector,
    Found,
    Labelled,
    Loss,
    Piece,
    Setting,
    SourceError,
    Trace,
    Trouble,
)
from annotator.formats.lines import Lines
from annotator.formats.provenance import trace
from annotator.formats.sources import json_of, lines
from annotator.sidecars.names import is_annotator
from annotator.sidecars.strict import JsonProblem

KEY = "annotator_sheet"
"""Under which stands what the format has no place for; those who know the format only pass it over."""

_VERSION = 1

MOST_LINKS = 5_000_000
"""Mentions of entities that may be compared to fill the roles of one article: beyond it a source is hostile."""

_PREFIXES: Mapping[str, str] = {"event": "EVENT_", "entity": "ENTITY_"}
_RELATIONS = ("temporal_relations", "causal_relations", "subevent_relations")

_Place: TypeAlias = tuple[int, int]
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def writer(setting: Setting) -> MavenWriter:
    """Writes the format; roles and numbers of types are those of the setting's tagset."""
    return MavenWriter(setting)


def reader() -> MavenReader:
    """Reads the format."""
    return MavenReader()


def nearest(trigger: _Place, mentions: Sequence[_Place]) -> int:
    """Which of the places is nearest to a trigger, counted between their nearer ends; of two, the earlier in the text."""

    def distance(at: int) -> tuple[int, _Place]:
        start, end = mentions[at]
        return (max(0, start - trigger[1], trigger[0] - end), mentions[at])

    return min(range(len(mentions)), key=distance)


# ---- writing


class MavenWriter:
    """Writes articles as lines."""

    def __init__(self, setting: Setting) -> None:
        events = [type for type in setting.tagset.events if not type.abstract]
        self._numbers = {type.id: number for number, type in enumerate(events, 1)}
        self._roles = {type.id: tuple(role.id for role in type.roles) for type in events}

    def render(self, article: Labelled) -> Piece:
        """The line of one article."""
        chains = _Chains(article)
        losses = chains.losses
        entities = [
            {
                "id": chain,
                "type": mentions[0].type,
                "mention": [
                    {"id": m.id, "mention": m.span[0].quote, "offset": list(_place(m))} for m in mentions
                ],
            }
            for chain, mentions in chains.entities.items()
        ]
        events = []
        for chain, triggers in chains.events.items():
            type = triggers[0].type
            made: dict[str, Any] = {"id": chain, "type": type}
            if type in self._numbers:
                made["type_id"] = self._numbers[type]
            made["mention"] = [
                {"id": t.id, "trigger_word": t.span[0].quote, "offset": list(_place(t))} for t in triggers
            ]
            made["argument"] = _arguments(triggers, chains, self._roles.get(type, ()), losses)
            events.append(made)
        line = {
            # Their ids are MD5 sums; of name and annotator, so that two sheets of an article are two documents.
            "id": md5(f"{article.name}\0{article.annotator}".encode(), usedforsecurity=False).hexdigest(),
            "title": article.name,
            "document": article.text,
            "events": events,
            "entities": entities,
            "negative_triggers": [],
            KEY: _kept(article, chains),
        }
        return Piece(article.name, (_dump(line) + "\n").encode("utf-8"), tuple(losses))

    def collector(self, target: Path) -> Collector:
        """Begins the file."""
        return Lines(target)


class Kept(Struct, frozen=True, omit_defaults=True):
    """What stands under the key: of whom the sheet is, how far, and where its records come from.

    ``mentions`` and ``instances`` go by the ids that stand in the line, ``spans`` (free ones) by ``START-END``.
    """

    version: int
    annotator: str = ""
    status: Literal["in-progress", "done"] = "in-progress"
    mentions: dict[str, Trace] = {}
    instances: dict[str, Trace] = {}
    spans: dict[str, Trace] = {}


def _kept(article: Labelled, chains: _Chains) -> Any:
    mentions = [m for m in chains.mentions.values() if isinstance(m, Event) or m.type != FREE_SPAN]
    return to_builtins(
        Kept(
            _VERSION,
            article.annotator,
            article.sheet.status,
            {mention.id: trace(mention) for mention in mentions},
            {f"{_PREFIXES[i.of]}{i.id}": trace(i) for i in chains.instances},
            {_spelled(_place(mention)): trace(mention) for mention in chains.free},
        )
    )


def _spelled(place: _Place) -> str:
    return f"{place[0]}-{place[1]}"


def _place(mention: Entity | Event) -> _Place:
    return (mention.span[0].start, mention.span[0].end)


class _Chains:
    """The mentions of an article by what they refer to, and what of the records has no place."""

    def __init__(self, article: Labelled) -> None:
        self.losses: list[Loss] = []
        self.entities: dict[str, list[Entity]] = {}
        self.events: dict[str, list[Event]] = {}
        self.chain_of: dict[str, str] = {}
        self.mentions: dict[str, Entity | Event] = {}
        self._instances = {i.id: i for i in article.instances}
        self._used: set[str] = set()
        self.free: list[Entity] = []
        fillers = {a.filler for event in article.events for a in event.arguments}
        free_places: set[_Place] = set()
        for record in article.records:
            match record:
                case Entity() | Event():
                    self.mentions[record.id] = record
                    self._properties(record)
                    if isinstance(record, Event):
                        self.events.setdefault(self._chain(record), []).append(record)
                    elif record.type != FREE_SPAN:
                        self.entities.setdefault(self._chain(record), []).append(record)
                    else:
                        self._take_free(record, fillers, free_places)
                case Relation():
                    self._lose(record.id, "record", "the format has no relations")
                case Zone():
                    self._lose(record.id, "record", "the format has no zones")
                case ArticleLabel():
                    self._lose(record.id, "record", "the format says nothing of an article as a whole")
                case Comment() | Decision():
                    self._lose(record.id, "record", "comments and decisions speak of the tagging")
        for instance in self._instances.values():
            self._instance(instance)

    def _lose(self, record: str, what: str, reason: str) -> None:
        self.losses.append(Loss(record, what, reason))

    def _properties(self, mention: Entity | Event) -> None:
        if len(mention.span) > 1:
            self._lose(mention.id, "span", "only its first fragment can be said")
        for name in mention.attributes:
            self._lose(mention.id, f"attributes.{name}", "the format has no attributes")
        for what in ("flag", "note"):
            if getattr(mention, what):
                self._lose(mention.id, what, f"the format has no {what}s")

    def _chain(self, mention: Entity | Event) -> str:
        """The id of the chain that a mention stands in."""
        chosen = ""
        for number, id in enumerate(mention.instances):
            instance = self._instances.get(id)
            if instance is None:
                why = "the instance is not in the sheet"
            elif number > 0:
                why = "a mention stands in one chain only"
            elif instance.of != mention.kind or instance.type != mention.type:
                why = f"a chain has one type, and the instance is {instance.type}"
            else:
                chosen = id
                continue
            self._lose(mention.id, "instances", why)
        if chosen:
            self._used.add(chosen)
        chain = _PREFIXES[mention.kind] + (chosen or mention.id)
        self.chain_of[mention.id] = chain
        return chain

    def _take_free(self, mention: Entity, fillers: set[str], taken: set[_Place]) -> None:
        if mention.instances:
            self._lose(mention.id, "instances", "a free span refers to nothing")
        if mention.id not in fillers:
            self._lose(mention.id, "record", "a free span that fills no role has no place")
        elif _place(mention) in taken:
            self._lose(mention.id, "record", "another free span stands at the same place; they become one")
        else:
            taken.add(_place(mention))
            self.free.append(mention)

    @property
    def instances(self) -> list[Instance]:
        """Those under which mentions stand."""
        return [instance for instance in self._instances.values() if instance.id in self._used]

    def _instance(self, instance: Instance) -> None:
        if instance.id not in self._used:
            self._lose(instance.id, "record", "no mention of this article can stand under it")
            return
        chain = _PREFIXES[instance.of] + instance.id
        first = (self.events if instance.of == "event" else self.entities)[chain][0]
        if instance.name != first.span[0].quote:
            self._lose(instance.id, "name", "a chain has no name but its first mention")
        for what in ("links", "note"):
            if getattr(instance, what):
                self._lose(instance.id, what, f"the format has no {what.rstrip('s')}s")
        for name in instance.attributes:
            self._lose(instance.id, f"attributes.{name}", "the format has no attributes")


_Filler: TypeAlias = str | _Place
"""Of an argument as it is written: the id of an entity, or the place of a free span."""


def _arguments(
    triggers: Sequence[Event], chains: _Chains, roles: Sequence[str], losses: list[Loss]
) -> dict[str, list[dict[str, Any]]]:
    """The arguments of a chain; what of each mention's would be read back otherwise is lost."""
    together: dict[str, dict[_Filler, dict[str, Any]]] = {role: {} for role in roles}
    each: list[dict[str, dict[_Filler, list[str]]]] = []
    for trigger in triggers:
        mine: dict[str, dict[_Filler, list[str]]] = {}
        for argument in trigger.arguments:
            filler = chains.mentions.get(argument.filler)
            if filler is None:
                losses.append(Loss(trigger.id, "arguments", "its filler is not in the sheet"))
                continue
            if isinstance(filler, Event):
                why = f"an event cannot fill {argument.role}; the span of its trigger does"
                losses.append(Loss(trigger.id, "arguments", why))
            key, said = _filler(filler, chains)
            together.setdefault(argument.role, {})[key] = said
            mine.setdefault(argument.role, {}).setdefault(key, []).append(filler.id)
        each.append(mine)
    for trigger, mine in zip(triggers, each, strict=True):
        for role, fillers in together.items():
            reasons = _otherwise(role, trigger, mine.get(role, {}), fillers, chains)
            losses += [Loss(trigger.id, "arguments", why) for why in reasons]
    return {role: list(fillers.values()) for role, fillers in together.items()}


def _filler(mention: Entity | Event, chains: _Chains) -> tuple[_Filler, dict[str, Any]]:
    chain = chains.chain_of.get(mention.id)
    if chain is not None and isinstance(mention, Entity):
        return chain, {"entity_id": chain}
    return _place(mention), {"content": mention.span[0].quote, "offset": list(_place(mention))}


def _otherwise(
    role: str,
    trigger: Event,
    mine: Mapping[_Filler, Sequence[str]],
    together: Mapping[_Filler, Any],
    chains: _Chains,
) -> Iterator[str]:
    """Why the fillers of a role of one mention would be read back otherwise, if they would."""
    if len(mine) < len(together):
        yield f"the mentions of an event share their arguments; {role} is filled by more than here"
    for chain, fillers in mine.items():
        if not isinstance(chain, str):
            continue
        entities = chains.entities[chain]
        if len(fillers) > 1:
            yield f"entities fill roles, not mentions; several of one fill {role}"
        elif entities[nearest(_place(trigger), [_place(m) for m in entities])].id != fillers[0]:
            yield f"entities fill roles, not mentions; another mention of it is nearer and fills {role}"


# ---- reading


class MavenReader:
    """Reads articles from lines."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        told: set[str] = set()
        for number, line in lines(source):
            place = f"line {number}"
            try:
                value = json_of(line)
            except JsonProblem as problem:
                if number == 1:
                    raise SourceError(f"broken JSON: {problem}", path=source, line=1) from None
                yield Trouble(source.name, place, f"broken JSON: {problem}", "the article was left out")
                continue
            for message in _not_taken(value):
                if message not in told:
                    told.add(message)
                    yield Trouble(source.name, place, message, "they were left out, here and below")
            yield from _article(value, source, place, number)

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


def _article(value: Any, source: Path, place: str, number: int) -> Iterator[Found | Trouble]:
    if not isinstance(value, dict):
        yield Trouble(source.name, place, "this is no object", "the article was left out")
        return
    try:
        text, sentences = _text(value)
    except ValueError as error:
        yield Trouble(source.name, place, str(error), "the article was left out")
        return
    id, title = (value.get(key) if isinstance(value.get(key), str) else "" for key in ("id", "title"))
    drafts = Drafts(text, source.name, f"{title}\0{id}")
    kept = _read_kept(value.get(KEY), drafts, place)
    _Taking(drafts, place, sentences, kept).take(value)
    records = drafts.finish()
    yield from drafts.troubles
    annotator = kept.annotator if is_annotator(kept.annotator) else ""
    yield Found(title or id or f"{source.stem}-{number}", text, records, annotator, kept.status)


def _read_kept(value: Any, drafts: Drafts, place: str) -> Kept:
    """What stands under the key; what cannot be that is reported and ignored."""
    if value is None:
        return Kept(_VERSION)
    try:
        kept = msgspec.convert(value, Kept)
    except (msgspec.ValidationError, RecursionError) as error:
        drafts.trouble(place, f"“{KEY}” cannot be read: {error}", "it was ignored")
        return Kept(_VERSION)
    if kept.version != _VERSION:
        drafts.trouble(place, f"“{KEY}” is of version {kept.version}, not {_VERSION}", "it was ignored")
        return Kept(_VERSION)
    return kept


def _text(value: Mapping[str, Any]) -> tuple[str, list[list[_Place]] | None]:
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


def _align(sentence: str, tokens: Sequence[str]) -> list[_Place] | None:
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

    def __init__(self, drafts: Drafts, place: str, sentences: list[list[_Place]] | None, kept: Kept) -> None:
        self._drafts, self._place, self._sentences, self._kept = drafts, place, sentences, kept
        self._entities: defaultdict[str, list[tuple[str, _Place]]] = defaultdict(list)
        self._free: dict[_Place, bool] = {}
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
    ) -> list[tuple[str, _Place]]:
        """The mentions of a chain that could be taken, by key and place; and its instance."""
        mentions, id = chain.get("mention"), str(chain.get("id"))
        if not isinstance(mentions, list) or not mentions:
            self._tell(path, f"the {kind} has no mentions", "it was left out")
            return []
        taken: list[tuple[str, _Place]] = []
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
        if taken and id != f"{_PREFIXES[kind]}{only}":
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
    ) -> _Place | None:
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

    def _offset(self, value: Mapping[str, Any], path: str, done: str) -> _Place | None:
        """The place that an object names, in code points of the text."""
        offset = value.get("offset")
        if not isinstance(offset, list) or len(offset) != 2 or any(type(at) is not int for at in offset):
            self._tell(path, "its “offset” is no pair of whole numbers", done)
            return None
        start, end = offset
        if self._sentences is None:
            return (start, end)
        sentence = value.get("sent_id")
        tokens: list[_Place] = []
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
        self, triggers: Sequence[tuple[str, _Place]], role: str, filler: Mapping[str, Any], path: str
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
            made = self._kept.spans.get(_spelled(found))
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
