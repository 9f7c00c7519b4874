"""What several annotators say refers to the same, over all articles of a folder.

A chain is an instance of one annotator with the mentions that refer to it, each named by article and unit
(:mod:`annotator.review.units`), so that the chains of two annotators can be laid on each other: one to one, so that the
number of shared mentions is greatest; several annotators by the rule of :mod:`annotator.review.grouping`. Chains of
annotators differ where they hold the same mentions and refer differently, or link to different things. Names are
free text and no difference; nor is a chain of one mention which for another annotator refers to nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TypeAlias

from msgspec import Struct

from annotator.annotations.records import Entity, Event, Evidence, Instance
from annotator.digests import sha256
from annotator.review.assignment import assign, tie
from annotator.review.evidence import digest
from annotator.review.grouping import Group, Member, join
from annotator.review.units import Comparison, Unit, Version

Place: TypeAlias = tuple[str, str]
"""A mention: the name of its article and the key of its unit there."""


class MentionRefs(Struct, frozen=True, gc=False):
    """One mention: which annotators have it, and which of their instances it refers to."""

    key: str
    held: dict[str, tuple[str, ...]]


class ArticleChains(Struct, frozen=True):
    """All that chains need to know of one article."""

    article: str
    mentions: tuple[MentionRefs, ...]
    instances: dict[str, dict[str, Instance]]
    """By annotator, then id."""


def chains_of(article: str, comparison: Comparison) -> ArticleChains:
    """What the sheets of one article say of instances."""
    mentions = [
        MentionRefs(unit.key, held)
        for unit in comparison.units
        if unit.kind in ("entity", "event")
        if any((held := _held(unit)).values())
    ]
    instances = {
        name: {r.id: r for r in sheet if isinstance(r, Instance)} for name, sheet in comparison.sheets.items()
    }
    return ArticleChains(article, tuple(mentions), {name: held for name, held in instances.items() if held})


def _held(unit: Unit) -> dict[str, tuple[str, ...]]:
    return {name: r.instances for name, r in unit.versions if isinstance(r, (Entity, Event))}


class Chains:
    """The chains of several annotators over a folder, laid on each other. Immutable once made.

    ``units`` are of kind ``instance``, their versions instances; ``places`` says by unit key and annotator which mentions
    belong.
    """

    def __init__(self, articles: Iterable[ArticleChains], participants: Iterable[str]) -> None:
        self.participants = tuple(sorted(participants))
        self._holders: dict[Place, dict[str, tuple[str, ...]]] = {}
        members: dict[Member, dict[Place, None]] = {}
        records: dict[Member, Instance] = {}
        for found in articles:
            for name, held in found.instances.items():
                for id, instance in held.items():
                    records.setdefault((name, id), instance)
            for mention in found.mentions:
                place = (found.article, mention.key)
                self._holders[place] = mention.held
                for name, ids in mention.held.items():
                    for id in ids:
                        members.setdefault((name, id), {})[place] = None
        self._members = {m: tuple(p) for m, p in members.items() if m in records}
        self._records = records
        groups = join(sorted(self._members), self._links())
        self.places: dict[str, dict[str, tuple[Place, ...]]] = {}
        self._key_of: dict[Member, str] = {}
        self._evidence: dict[str, tuple[Evidence, ...]] = {}
        self.units: tuple[Unit, ...] = tuple(self._unit(held) for held in sorted(groups))
        self.by_key = {unit.key: unit for unit in self.units}
        self._at: dict[Place, list[str]] = {}
        self._in: dict[str, dict[str, None]] = {}
        for key, by_name in self.places.items():
            for place in {place: None for held in by_name.values() for place in held}:
                self._at.setdefault(place, []).append(key)
                self._in.setdefault(place[0], {})[key] = None

    def unit_of(self, annotator: str, instance: str) -> Unit | None:
        """The unit that holds one annotator's instance, or None where no mention refers to it."""
        key = self._key_of.get((annotator, instance))
        return None if key is None else self.by_key[key]

    def units_in(self, article: str) -> list[Unit]:
        """The units that any mention of an article belongs to."""
        return [self.by_key[key] for key in self._in.get(article, ())]

    def units_at(self, place: Place) -> list[Unit]:
        """The units that anybody counts a mention to."""
        return [self.by_key[key] for key in self._at.get(place, ())]

    def articles(self, unit: Unit) -> list[str]:
        """The articles in which anybody's version of a unit has a mention."""
        return sorted({place[0] for held in self.places[unit.key].values() for place in held})

    def evidence(self, unit: Unit) -> tuple[Evidence, ...]:
        """What a decision about a unit rests on: each annotator's instance and the mentions that refer to it."""
        known = self._evidence.get(unit.key)
        if known is not None:
            return known
        found = []
        for annotator, record in unit.versions:
            told = [digest(record), *("\t".join(p) for p in sorted(self.places[unit.key][annotator]))]
            found.append(Evidence(annotator, record.id, sha256("\n".join(told).encode())[:16]))
        self._evidence[unit.key] = tuple(found)
        return tuple(found)

    def resulting(self, unit: Unit, annotator: str) -> frozenset[Place]:
        """The mentions of a chain as one annotator has it; of mentions they do not have, the others' word counts."""
        own = self.places[unit.key].get(annotator, ())
        others = (
            place
            for name, held in self.places[unit.key].items()
            if name != annotator
            for place in held
            if annotator not in self._holders[place]
        )
        return frozenset((*own, *others))

    def holds(self, unit: Unit, annotator: str, place: Place) -> bool:
        """Whether a mention belongs to a chain as one annotator has it, as :meth:`resulting` says."""
        if annotator in self._holders.get(place, ()):
            return place in self.places[unit.key].get(annotator, ())
        return any(place in held for held in self.places[unit.key].values())

    def camps(self, unit: Unit) -> list[tuple[list[str], bool]]:
        """Who says the same of a chain, and whether that is that these mentions refer to nothing of the kind.

        Who has none of these mentions says nothing about it.
        """
        records = [(name, r) for name, r in unit.versions if isinstance(r, Instance)]
        said = {record.links for _, record in records if record.links}
        only = next(iter(said)) if len(said) == 1 else ()
        camps: dict[object, list[str]] = {}
        for name, record in records:
            same = (record.type, record.links or only, self.resulting(unit, name))
            camps.setdefault(same, []).append(name)
        every = {place for held in self.places[unit.key].values() for place in held}
        against = [name for name in unit.missing if any(name in self._holders[place] for place in every)]
        return [*((names, False) for names in camps.values()), *([(against, True)] if against else [])]

    def _links(self) -> list[tuple[int, int, Member, Member]]:
        by_name: dict[str, dict[Place, list[str]]] = {}
        for (name, id), places in self._members.items():
            for place in places:
                by_name.setdefault(name, {}).setdefault(place, []).append(id)
        links: list[tuple[int, int, Member, Member]] = []
        for one, other in combinations(sorted(by_name), 2):
            shared: Counter[tuple[str, str]] = Counter()
            for place, ids in by_name[one].items():
                for theirs in by_name[other].get(place, ()):
                    for mine in ids:
                        shared[mine, theirs] += 1
            mine_at = {id: n for n, id in enumerate(sorted({pair[0] for pair in shared}))}
            theirs_at = {id: n for n, id in enumerate(sorted({pair[1] for pair in shared}))}
            pairs = list(shared)
            # The same id in both sheets was meant to be the same from the beginning.
            weights = [2 * shared[pair] + (pair[0] == pair[1]) for pair in pairs]
            edges = [
                (mine_at[a], theirs_at[b], weight) for (a, b), weight in zip(pairs, weights, strict=True)
            ]
            named = {
                (mine_at[a], theirs_at[b]): ((a, b), w) for (a, b), w in zip(pairs, weights, strict=True)
            }
            for chosen in assign(edges, [tie(a, b) for a, b in pairs]):
                (a, b), weight = named[chosen]
                links.append((-weight, -tie(a, b), (one, a), (other, b)))
        return links

    def _unit(self, held: Group) -> Unit:
        key = f"instance:{held[0][0]}:{held[0][1]}"
        self.places[key] = {name: self._members[name, id] for name, id in held}
        self._key_of.update(dict.fromkeys(held, key))
        versions = tuple(Version(name, self._records[name, id]) for name, id in held)
        present = {name for name, _ in held}
        missing = tuple(name for name in self.participants if name not in present)
        differs = self._differs(key, [v.record for v in versions if isinstance(v.record, Instance)], missing)
        return Unit("instance", key, versions, missing, ("instance",) if differs else ())

    def _differs(self, key: str, records: list[Instance], missing: tuple[str, ...]) -> bool:
        by_name = self.places[key]
        if len({record.type for record in records}) > 1:
            return True
        if len({record.links for record in records if record.links}) > 1:
            return True
        every = {place for held in by_name.values() for place in held}
        for name, held in by_name.items():
            own = set(held)
            if any(name in self._holders[place] and place not in own for place in every):
                return True
        for name in missing:
            said = [self._holders[place][name] for place in every if name in self._holders[place]]
            if len(said) > 1 or any(said):
                return True
        return False


def instance_name(records: Mapping[str, Instance]) -> str:
    """What a chain is called: the name that most annotators give it, the first of the alphabet among equals."""
    counts = Counter(record.name for record in records.values())
    return min(counts, key=lambda name: (-counts[name], name)) if counts else ""
