"""Writes MAVEN-ARG; what stands where is told in :mod:`annotator.formats.maven`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import md5
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

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
from annotator.formats.exchange import (
    Collector,
    Labelled,
    Loss,
    Piece,
    Setting,
)
from annotator.formats.lines import Lines
from annotator.formats.maven_shape import KEY, PREFIXES, VERSION, Kept, Place, nearest, spelled
from annotator.formats.provenance import trace


class MavenWriter:
    """Writes articles as lines."""

    def __init__(self, setting: Setting) -> None:
        events = [type for type in setting.tagset.events if not type.abstract]
        self._numbers = {type.id: number for number, type in enumerate(events, 1)}
        self._roles = {type.id: tuple(role.id for role in type.roles) for type in events}
        self._encode = msgspec.json.Encoder().encode

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
        return Piece(article.name, self._encode(line) + b"\n", tuple(losses))

    def collector(self, target: Path) -> Collector:
        """Begins the file."""
        return Lines(target)


def _kept(article: Labelled, chains: _Chains) -> Kept:
    mentions = [m for m in chains.mentions.values() if isinstance(m, Event) or m.type != FREE_SPAN]
    return Kept(
        VERSION,
        article.annotator,
        article.sheet.status,
        {mention.id: trace(mention) for mention in mentions},
        {f"{PREFIXES[i.of]}{i.id}": trace(i) for i in chains.instances},
        {spelled(_place(mention)): trace(mention) for mention in chains.free},
    )


def _place(mention: Entity | Event) -> Place:
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
        free_places: set[Place] = set()
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
        chain = PREFIXES[mention.kind] + (chosen or mention.id)
        self.chain_of[mention.id] = chain
        return chain

    def _take_free(self, mention: Entity, fillers: set[str], taken: set[Place]) -> None:
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
        chain = PREFIXES[instance.of] + instance.id
        first = (self.events if instance.of == "event" else self.entities)[chain][0]
        if instance.name != first.span[0].quote:
            self._lose(instance.id, "name", "a chain has no name but its first mention")
        for what in ("links", "note"):
            if getattr(instance, what):
                self._lose(instance.id, what, f"the format has no {what.rstrip('s')}s")
        for name in instance.attributes:
            self._lose(instance.id, f"attributes.{name}", "the format has no attributes")


_Filler: TypeAlias = str | Place
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
