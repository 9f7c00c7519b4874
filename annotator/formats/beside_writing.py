"""A sheet divided: what another program shows of it, and the rest that stands beside; see :mod:`annotator.formats.beside`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct

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
from annotator.formats.beside import (
    FRAGMENT,
    VERSION,
    KeptArticle,
    KeptInstance,
    KeptMention,
    KeptRelation,
    KeptZone,
    Rest,
)
from annotator.formats.exchange import Labelled, Loss
from annotator.formats.provenance import trace
from annotator.tagsets.model import Tagset

_MENTION_ONLY = "comments and decisions speak of the tagging, not of the article"


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
            VERSION,
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
