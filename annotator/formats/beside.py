"""What another program's format has no place for, kept beside it under one key that the program carries but ignores.

The peer's own part of an article (spans, and links between two of them) is the truth; it may be edited there. Beside it
stands a :class:`Rest`: the article's name, annotator and status, and of each record what the peer cannot say, such as its
id, who made it, when, and from what (``made``). On
reading, the rest is laid over what the peer's part still holds: mentions go by label and place, as peers give spans new
ids. A mention that the peer has no more takes what was kept of it along.

In the peer's part an event is a span of its trigger, labelled with the event's type, and a link to each filler,
labelled with the role. The fragments of a discontinuous mention are spans with the same label, with a link ``_fragment``
from the first to each of the others. A relation between two mentions is a link labelled with its type.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.records import (
    ArticleLabel,
    Comment,
    Decision,
    Entity,
    Event,
    Instance,
    Relation,
    Value,
    Zone,
    stretches,
)
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Labelled, Loss, Trace
from annotator.formats.provenance import trace
from annotator.sidecars.names import is_annotator
from annotator.tagsets.model import Tagset

KEY = "annotator_sheet"
"""Under which the rest stands."""

FRAGMENT = "_fragment"
"""The label of links between the fragments of one mention. No type or role of a tagset can be called so."""

SOURCE, TARGET = "from", "to"
"""The roles of a relation that only the peer knows of."""

_VERSION = 1
_MENTION_ONLY = "comments and decisions speak of the tagging, not of the article"

Places = tuple[tuple[int, int], ...]
"""Half-open stretches in code points."""


# -- what is kept ----------------------------------------------------------------------------------------------


class KeptMention(Struct, frozen=True, omit_defaults=True):
    """Of a mention, what the peer cannot say; ``at`` and ``type`` find it again. ``made``: where it is from.

    ``arguments`` are those that no link of the peer shows: role, and number of the filler among the mentions.
    """

    type: str
    at: Places
    kind: Literal["entity", "event"] = "entity"
    attributes: dict[str, Value] = {}
    instances: tuple[str, ...] = ()
    flag: str = ""
    note: str = ""
    arguments: tuple[tuple[str, int], ...] = ()
    made: Trace | None = None

    @property
    def says_more(self) -> bool:
        """Whether anything that somebody tagged would be lost with it."""
        return bool(self.attributes or self.instances or self.flag or self.note or self.arguments)


class KeptRelation(Struct, frozen=True, omit_defaults=True):
    """Of a relation, its ends (role, and number of the mention) and what the peer cannot say.

    ``hidden`` ones no link of the peer shows: it has other than two ends, or another link says the same.
    """

    type: str
    ends: tuple[tuple[str, int], ...]
    attributes: dict[str, Value] = {}
    flag: str = ""
    note: str = ""
    hidden: bool = False
    made: Trace | None = None


class KeptInstance(Struct, frozen=True, omit_defaults=True):
    """An instance; mentions name its id."""

    id: str
    of: Literal["entity", "event"]
    type: str
    name: str
    links: tuple[str, ...] = ()
    attributes: dict[str, Value] = {}
    note: str = ""
    made: Trace | None = None


class KeptZone(Struct, frozen=True, omit_defaults=True):
    """A zone. ``shown`` ones the peer has in its own part."""

    type: str
    at: Places
    note: str = ""
    shown: bool = False
    made: Trace | None = None


class KeptArticle(Struct, frozen=True, omit_defaults=True):
    """The article's own attributes."""

    attributes: dict[str, Value] = {}
    note: str = ""
    made: Trace | None = None


class Rest(Struct, frozen=True, omit_defaults=True):
    """All that stands under the key. ``kinds`` says which attributes are ``flag`` or ``many``."""

    version: int
    name: str
    annotator: str = ""
    sha256: str = ""
    status: Literal["in-progress", "done"] = "in-progress"
    events: tuple[str, ...] = ()
    """Labels that mean events, so that new ones of the peer are known for what they are."""
    relations: tuple[str, ...] = ()
    """Labels of links that are relations, not roles."""
    kinds: dict[str, str] = {}
    mentions: tuple[KeptMention, ...] = ()
    links: tuple[KeptRelation, ...] = ()
    instances: tuple[KeptInstance, ...] = ()
    zones: tuple[KeptZone, ...] = ()
    article: KeptArticle | None = None


# -- writing ---------------------------------------------------------------------------------------------------


class Link(Struct, frozen=True):
    """What the peer shows between two mentions, by their numbers."""

    source: int
    target: int
    label: str


class Divided(Struct, frozen=True):
    """A sheet as the peer shows it, and the rest. Links name the places of their ends in ``mentions``."""

    mentions: list[Entity | Event]
    links: list[Link]
    rest: Rest
    losses: tuple[Loss, ...]


class Divider:
    """Divides sheets for one format. Made once, used for many articles."""

    def __init__(
        self, tagset: Tagset, *, holds: Collection[str] = (), kinds: Mapping[str, str] | None = None
    ) -> None:
        """``holds`` names what the format has places of its own for: ``flag``, ``note``, ``zone``."""
        self._events = tuple(t.id for t in tagset.taggable("event"))
        self._relations = tuple(t.id for t in tagset.taggable("relation"))
        self._holds = frozenset(holds)
        self._kinds = dict(kinds or {})

    def divide(
        self,
        article: Labelled,
        *,
        barred: Callable[[Entity | Event], str] | None = None,
        leftover: Callable[[Entity | Event], Mapping[str, Value]] | None = None,
        article_leftover: Callable[[ArticleLabel], Mapping[str, Value]] | None = None,
    ) -> Divided:
        """What the peer shows of an article, and the rest.

        ``barred`` says why the peer cannot hold a mention (empty: it can); such a mention is lost. ``leftover`` gives the
        attributes that have no place there; without it, none has one.
        """
        mentions: list[Entity | Event] = []
        relations: list[Relation] = []
        instances: list[Instance] = []
        zones: list[Zone] = []
        labels: list[ArticleLabel] = []
        losses: list[Loss] = []
        for record in article.records:
            match record:
                case Entity() | Event():
                    if barred is not None and (why := barred(record)):
                        losses.append(Loss(record.id, "record", why))
                    else:
                        mentions.append(record)
                case Relation():
                    relations.append(record)
                case Instance():
                    instances.append(record)
                case Zone():
                    zones.append(record)
                case ArticleLabel():
                    labels.append(record)
                case Comment() | Decision():
                    losses.append(Loss(record.id, "record", _MENTION_ONLY))
        losses += [Loss(label.id, "record", "an article has its attributes once") for label in labels[1:]]
        numbers = {mention.id: number for number, mention in enumerate(mentions)}
        known = {instance.id for instance in instances}
        relation_labels = tuple(dict.fromkeys((*self._relations, *(r.type for r in relations))))
        event_labels = tuple(
            dict.fromkeys((*self._events, *(m.type for m in mentions if isinstance(m, Event))))
        )
        links: list[Link] = []
        kept: list[KeptMention] = []
        for number, mention in enumerate(mentions):
            unshown = []
            if isinstance(mention, Event) and mention.arguments:
                for argument in mention.arguments:
                    target = numbers.get(argument.filler)
                    if target is None:
                        losses.append(
                            Loss(
                                mention.id, "arguments", f"its {argument.role} {argument.filler} is not there"
                            )
                        )
                    elif argument.role in relation_labels or argument.role == FRAGMENT:
                        unshown.append((argument.role, target))
                    else:
                        links.append(Link(number, target, argument.role))
            losses += [
                Loss(mention.id, "instances", f"{id} is not there")
                for id in mention.instances
                if id not in known
            ]
            kept.append(
                KeptMention(
                    mention.type,
                    stretches(mention),
                    mention.kind,
                    dict(mention.attributes if leftover is None else leftover(mention)),
                    tuple(id for id in mention.instances if id in known),
                    "" if "flag" in self._holds else mention.flag,
                    "" if "note" in self._holds else mention.note,
                    tuple(unshown),
                    trace(mention),
                )
            )
        kept_links = list(self._relations_of(relations, numbers, links, losses))
        label = labels[0] if labels else None
        shows_zones = "zone" in self._holds
        rest = Rest(
            _VERSION,
            article.name,
            article.annotator,
            article.sha256,
            article.sheet.status,
            event_labels,
            relation_labels,
            self._kinds,
            tuple(kept),
            tuple(kept_links),
            tuple(
                KeptInstance(i.id, i.of, i.type, i.name, i.links, dict(i.attributes), i.note, trace(i))
                for i in instances
            ),
            tuple(
                KeptZone(
                    zone.type, stretches(zone), "" if shows_zones else zone.note, shows_zones, trace(zone)
                )
                for zone in zones
            ),
            None
            if label is None
            else KeptArticle(
                dict(label.attributes if article_leftover is None else article_leftover(label)),
                label.note,
                trace(label),
            ),
        )
        return Divided(mentions, links, rest, tuple(losses))

    def _relations_of(
        self,
        relations: Sequence[Relation],
        numbers: Mapping[str, int],
        links: list[Link],
        losses: list[Loss],
    ) -> Iterator[KeptRelation]:
        shown: set[Link] = set()
        for relation in relations:
            gone = [a.filler for a in relation.arguments if a.filler not in numbers]
            if gone:
                losses.append(Loss(relation.id, "record", f"its end {gone[0]} is not there"))
                continue
            ends = tuple((a.role, numbers[a.filler]) for a in relation.arguments)
            link = Link(ends[0][1], ends[1][1], relation.type) if len(ends) == 2 else None
            unshown = link is None or link in shown or relation.type == FRAGMENT
            if link is not None and not unshown:
                shown.add(link)
                links.append(link)
            yield KeptRelation(
                relation.type,
                ends,
                dict(relation.attributes),
                relation.flag,
                relation.note,
                unshown,
                trace(relation),
            )


# -- reading ---------------------------------------------------------------------------------------------------


class Shown(Struct):
    """A span that the peer shows. ``kind`` empty: as its label says; ``at`` in code points; ``where`` its place in the file."""

    key: str
    label: str
    at: list[tuple[int, int]]
    where: str
    kind: Literal["", "entity", "event", "zone"] = ""
    attributes: dict[str, Value] = {}
    flag: str = ""
    note: str = ""


class ShownLink(Struct, frozen=True):
    """A link that the peer shows, by the keys of its spans."""

    source: str
    target: str
    label: str
    where: str


class Begun(Struct, frozen=True):
    """An article of which reading has begun. ``rest`` is None where there is none."""

    name: str
    drafts: Drafts
    rest: Rest | None

    @property
    def annotator(self) -> str:
        """Whose tags the rest says these are; empty where that is no annotator's name."""
        name = self.rest.annotator if self.rest is not None else ""
        return name if is_annotator(name) else ""


def begin(
    kept: Any, text: str, file: str, name: str, where: str, sheet: str = "", *, own: bool = True
) -> Begun:
    """Begins to read an article: ``kept`` is what stands under the key, None where nothing does.

    ``sheet`` tells sheets of the same article apart. Where this is not the ``own`` sheet of whoever the rest speaks of,
    records get ids of their own, and are not said to be theirs. What cannot be the rest is reported and ignored.
    """
    rest, problem = None, ""
    if kept is not None:
        try:
            rest = msgspec.convert(kept, Rest)
        except (msgspec.ValidationError, RecursionError) as error:
            problem = f"“{KEY}” cannot be read: {error}"
        if rest is not None and rest.version != _VERSION:
            problem, rest = f"“{KEY}” is of version {rest.version}, not {_VERSION}", None
    if rest is not None and not own:
        rest = _without_traces(rest)
    if rest is not None:
        name = rest.name or name
    drafts = Drafts(text, file, "\0".join((name, rest.annotator if rest is not None else "", sheet)))
    if problem:
        drafts.trouble(where, problem, "it was ignored")
    return Begun(name, drafts, rest)


def lay_over(
    drafts: Drafts,
    rest: Rest | None,
    spans: Sequence[Shown],
    links: Sequence[ShownLink],
    where: str,
) -> None:
    """Drafts the records of an article: what the peer shows, with the rest laid over it."""
    _Laying(drafts, rest or Rest(_VERSION, ""), where).lay(spans, links)


def _without_traces(rest: Rest) -> Rest:
    article = rest.article
    return replace(
        rest,
        mentions=tuple(replace(kept, made=None) for kept in rest.mentions),
        links=tuple(replace(kept, made=None) for kept in rest.links),
        instances=tuple(replace(kept, made=None) for kept in rest.instances),
        zones=tuple(replace(kept, made=None) for kept in rest.zones),
        article=replace(article, made=None) if article is not None else None,
    )


class _Laying:
    def __init__(self, drafts: Drafts, rest: Rest, where: str) -> None:
        self._drafts, self._rest, self._where = drafts, rest, where
        self._keys: dict[int, str] = {}
        """Of the mentions of the rest that are there, by number."""

    def lay(self, spans: Sequence[Shown], links: Sequence[ShownLink]) -> None:
        joined, links = self._joined(spans, links)
        self._mentions(joined)
        self._links(links)
        self._unshown()
        for zone_number, zone in enumerate(self._rest.zones):
            if not zone.shown:
                self._drafts.zone(
                    f"kept {zone_number}",
                    zone.type,
                    zone.at,
                    place=self._where,
                    note=zone.note,
                    trace=zone.made,
                )

    def _joined(
        self, spans: Sequence[Shown], links: Sequence[ShownLink]
    ) -> tuple[list[Shown], list[ShownLink]]:
        """The spans with their fragments put together, and the links that are left."""
        by_key: dict[str, Shown] = {}
        for span in spans:
            if span.key in by_key:
                self._drafts.trouble(
                    span.where, f"the id {span.key[:60]} stands twice", "the second mention was left out"
                )
            else:
                by_key[span.key] = span
        whole: dict[str, str] = {}

        def of(key: str) -> str:
            """The span that one has become part of; what is found on the way is shortened."""
            root = key
            while root in whole:
                root = whole[root]
            while key != root:
                whole[key], key = root, whole[key]
            return root

        others = []
        for link in links:
            if link.label != FRAGMENT:
                others.append(link)
                continue
            source, target = of(link.source), of(link.target)
            first, second = by_key.get(source), by_key.get(target)
            if first is None or second is None or first is second or first.label != second.label:
                self._drafts.trouble(
                    link.where, "its ends are no fragments of one mention", "they were left as they are"
                )
                continue
            first.at.extend(second.at)
            del by_key[target]
            whole[target] = source
        if whole:
            others = [ShownLink(of(o.source), of(o.target), o.label, o.where) for o in others]
        return list(by_key.values()), others

    def _mentions(self, spans: Sequence[Shown]) -> None:
        waiting: dict[tuple[str, Places], deque[int]] = {}
        events = set(self._rest.events)
        for number, kept in enumerate(self._rest.mentions):
            waiting.setdefault((kept.type, kept.at), deque()).append(number)
        zones: dict[tuple[str, Places], deque[Trace | None]] = {}
        for zone in self._rest.zones:
            if zone.shown:
                zones.setdefault((zone.type, zone.at), deque()).append(zone.made)
        for span in spans:
            if span.kind == "zone":
                made = zones.get((span.label, tuple(sorted(span.at))))
                self._drafts.zone(
                    span.key,
                    span.label,
                    span.at,
                    place=span.where,
                    note=span.note,
                    trace=made.popleft() if made else None,
                )
                if span.attributes or span.flag:
                    self._drafts.trouble(span.where, "a zone has no attributes", "those were left out")
                continue
            queue = waiting.get((span.label, tuple(sorted(span.at))))
            number = queue.popleft() if queue else -1
            found = self._rest.mentions[number] if number >= 0 else None
            kind = (
                span.kind
                or (found.kind if found is not None else "")
                or ("event" if span.label in events else "entity")
            )
            attributes: dict[str, Value] = dict(found.attributes) if found is not None else {}
            attributes.update(span.attributes)
            taken = self._drafts.mention(
                kind,
                span.key,
                span.label,
                span.at,
                place=span.where,
                attributes=attributes,
                flag=span.flag or (found.flag if found is not None else ""),
                note=span.note or (found.note if found is not None else ""),
                trace=found.made if found is not None else None,
            )
            if taken and number >= 0:
                self._keys[number] = span.key
        for queue in waiting.values():
            for number in queue:
                kept = self._rest.mentions[number]
                if kept.says_more:
                    self._drafts.trouble(
                        self._where,
                        f"no span {kept.type[:60]} stands at {list(kept.at)[:3]} any more",
                        "what was kept of it was left out",
                    )

    def _links(self, links: Sequence[ShownLink]) -> None:
        names = set(self._rest.relations)
        waiting: dict[tuple[str, str, str], deque[KeptRelation]] = {}
        for kept in self._rest.links:
            if not kept.hidden and len(kept.ends) == 2:
                source, target = (self._keys.get(end, "") for _, end in kept.ends)
                waiting.setdefault((kept.type, source, target), deque()).append(kept)
        for number, link in enumerate(links):
            if self._drafts.kind(link.source) == "event" and link.label not in names:
                self._drafts.argument(link.source, link.label, link.target, place=link.where)
                continue
            queue = waiting.get((link.label, link.source, link.target))
            found = queue.popleft() if queue else None
            roles = [role for role, _ in found.ends] if found is not None else [SOURCE, TARGET]
            self._drafts.relation(
                f"link {number}",
                link.label,
                zip(roles, (link.source, link.target), strict=True),
                place=link.where,
                attributes=found.attributes if found is not None else None,
                flag=found.flag if found is not None else "",
                note=found.note if found is not None else "",
                trace=found.made if found is not None else None,
            )

        for queue in waiting.values():
            for kept in queue:
                if kept.attributes or kept.flag or kept.note:
                    self._drafts.trouble(
                        self._where,
                        f"no such relation {kept.type[:60]} is there any more",
                        "what was kept of it was left out",
                    )

    def _unshown(self) -> None:
        rest, where = self._rest, self._where
        for number, kept in enumerate(rest.mentions):
            if number in self._keys:
                for role, filler in kept.arguments:
                    self._drafts.argument(self._keys[number], role, self._key(filler), place=where)
        for number, relation in enumerate(rest.links):
            if relation.hidden:
                self._drafts.relation(
                    f"hidden {number}",
                    relation.type,
                    [(role, self._key(end)) for role, end in relation.ends],
                    place=where,
                    attributes=relation.attributes,
                    flag=relation.flag,
                    note=relation.note,
                    trace=relation.made,
                )
        used = {id for n in self._keys for id in rest.mentions[n].instances}
        gone = {id for kept in rest.mentions for id in kept.instances} - used
        for instance in rest.instances:
            if instance.id not in gone:
                self._drafts.instance(
                    instance.id,
                    instance.of,
                    instance.type,
                    instance.name,
                    shared=instance.id,
                    links=instance.links,
                    attributes=instance.attributes,
                    note=instance.note,
                    place=where,
                    trace=instance.made,
                )
        for number, key in self._keys.items():
            for id in rest.mentions[number].instances:
                self._drafts.refer(key, id, place=where)

    def _key(self, number: int) -> str:
        return self._keys.get(number, f"mention {number} of “{KEY}”")
