"""Everything that is counted when two sheets on one article are compared. Pure: no file, no tagset but what it asks.

One pass over the aligned pairs; nothing here is quadratic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from annotator.annotations.records import Entity, Event, Relation, Zone
from annotator.review.agreement.attributes import Attributes, Values
from annotator.review.agreement.cells import Cells, count_sides
from annotator.review.agreement.classes import Differences, roles_differ
from annotator.review.agreement.coreference import coreference
from annotator.review.agreement.events import MATCHED, EventFacts, count_events, matched_facts
from annotator.review.agreement.instances import Linked, chains, count_chains
from annotator.review.agreement.relations import RELATION, relation_facts
from annotator.review.agreement.spans import SPAN, count_spans
from annotator.review.alignment import SAME, Alignment, Pair
from annotator.review.compared import Compared
from annotator.tagsets.model import Tagset


class Rules:
    """What comparing needs to know of a tagset, looked up once."""

    def __init__(self, tagset: Tagset) -> None:
        self.attributes = Attributes(tagset)
        self.symmetric = frozenset(relation.id for relation in tagset.relations if relation.symmetric)


class Side:
    """One sheet, prepared once for comparisons with any number of others."""

    __slots__ = ("compared", "facts", "mentions", "relations")

    def __init__(self, compared: Compared) -> None:
        self.compared = compared
        self.mentions: dict[str, Entity | Event] = {r.id: r for r in compared.entities}
        self.mentions.update((r.id, r) for r in compared.events)
        self.relations: dict[str, Relation] = {r.id: r for r in compared.relations}
        self.facts = EventFacts(compared.events, compared.places)

    def of(self, kind: str) -> Mapping[str, Entity | Event | Relation]:
        """The relations, or else the mentions, by id."""
        return self.relations if kind == "relation" else self.mentions


class Counts(Struct, frozen=True):
    """What was counted in one article, and the instances its mentions refer to, for chains across articles.

    ``linked`` holds by kind the mentions that refer to an instance, numbered within the article.
    """

    cells: Cells
    linked: dict[str, tuple[Linked, ...]] = {}


def score(one: Side, other: Side, alignment: Alignment, rules: Rules) -> Counts:
    """Counts one article; ``alignment`` is of ``one`` and ``other``, in that order."""
    scoring = _Scoring(one, other, rules)
    scoring.mentions("entity", alignment.entities)
    scoring.mentions("event", alignment.events)
    if alignment.events:
        scoring.arguments(alignment.events)
    if alignment.relations:
        scoring.relations(alignment.relations)
    if alignment.zones:
        scoring.zones(alignment.zones)
    scoring.chains()
    scoring.differences.count(scoring.cells)
    return Counts(scoring.cells, {kind: tuple(held) for kind, held in scoring.linked.items()})


class _Scoring:
    """The counts of one article while they are made."""

    def __init__(self, one: Side, other: Side, rules: Rules) -> None:
        self._one, self._other, self._rules = one, other, rules
        # A number for every mention of either sheet, the same for aligned ones.
        self._ones: dict[str, int] = {}
        self._others: dict[str, int] = {}
        self.cells: Cells = {}
        self.differences = Differences()
        self.linked: dict[str, list[Linked]] = {}

    def mentions(self, kind: Literal["entity", "event"], pairs: Sequence[Pair]) -> None:
        mine, theirs = self._one.mentions, self._other.mentions
        places, other_places = self._one.compared.places, self._other.compared.places
        first = len(self._ones) + len(self._others)
        self._ones.update({pair.one: first + n for n, pair in enumerate(pairs)})
        self._others.update({pair.other: first + n for n, pair in enumerate(pairs)})
        # A handful of types and outcomes in an article, so that cells are made once for each.
        alike: dict[str, int] = {}
        unlike: dict[tuple[str, str, bool], int] = {}
        valued: list[tuple[Entity | Event, Entity | Event]] = []
        linked: list[Linked] = []
        for pair in pairs:
            a, b = pair.one, pair.other
            if a and b:
                left, right = mine[a], theirs[b]
                if left.attributes or right.attributes:
                    valued.append((left, right))
                if left.instances or right.instances:
                    linked.append(Linked(self._ones[a], left.instances, right.instances))
                if pair.closeness == SAME:
                    alike[left.type] = alike.get(left.type, 0) + 1
                    continue
                key = (left.type, right.type, places[a][1:] == other_places[b][1:])
            elif a:
                key = (mine[a].type, "", False)
                if mine[a].instances:
                    linked.append(Linked(self._ones[a], mine[a].instances, ()))
            else:
                key = ("", theirs[b].type, False)
                if theirs[b].instances:
                    linked.append(Linked(self._others[b], (), theirs[b].instances))
            unlike[key] = unlike.get(key, 0) + 1
        if linked:
            self.linked[kind] = linked
        outcomes = {(type, type, True): times for type, times in alike.items()}
        for key, times in unlike.items():
            outcomes[key] = outcomes.get(key, 0) + times
        self._tell(kind, outcomes, self._values(kind, outcomes, valued))

    def _values(
        self,
        kind: str,
        outcomes: Mapping[tuple[str, str, bool], int],
        valued: Sequence[tuple[Entity | Event, Entity | Event]],
    ) -> int:
        """Counts values; in how many of the matched mentions they differ."""
        values = Values(kind, self._rules.attributes)
        plain: dict[tuple[str, str], int] = {}
        for (one, other, _), times in outcomes.items():
            if one and other:
                plain[one, other] = plain.get((one, other), 0) + times
        for left, right in valued:
            plain[left.type, right.type] -= 1
            values.compare_values((left, right))
        for types, times in plain.items():
            if times:
                values.compare_plain(types, times)
        values.count(self.cells)
        return values.differing

    def _tell(self, kind: str, outcomes: Mapping[tuple[str, str, bool], int], values: int) -> None:
        every = matched = boundary = types = 0
        for (one, other, same), times in outcomes.items():
            self.cells[SPAN, kind, one, other, same] = times
            every += times
            if one and other:
                matched += times
                boundary += 0 if same else times
                types += 0 if one == other else times
        self.differences.compare("missing", every - matched, every)
        self.differences.compare("boundary", boundary, matched)
        self.differences.compare("type", types, matched)
        self.differences.compare("attribute", values, matched)

    def arguments(self, pairs: Sequence[Pair]) -> None:
        count_events(self.cells, self._one.facts, self._other.facts)
        mine = {event.id: _ends(event, self._ones) for event in self._one.compared.events}
        theirs = {event.id: _ends(event, self._others) for event in self._other.compared.events}
        count_sides(
            self.cells,
            MATCHED,
            matched_facts(self._one.compared.events, self._ones, mine),
            matched_facts(self._other.compared.events, self._others, theirs),
        )
        for pair in pairs:
            if pair.one and pair.other:
                roles, fillers = roles_differ(mine[pair.one], theirs[pair.other])
                self.differences.compare("role", roles)
                self.differences.compare("argument", fillers)

    def relations(self, pairs: Sequence[Pair]) -> None:
        mine, theirs = self._one.relations, self._other.relations
        symmetric = self._rules.symmetric
        count_sides(
            self.cells,
            RELATION,
            relation_facts(mine.values(), self._ones, symmetric),
            relation_facts(theirs.values(), self._others, symmetric),
        )
        values = Values("relation", self._rules.attributes)
        for pair in pairs:
            both = bool(pair.one and pair.other)
            self.differences.compare("missing", not both)
            if both:
                left, right = mine[pair.one], theirs[pair.other]
                roles, ends = roles_differ(_ends(left, self._ones), _ends(right, self._others))
                self.differences.compare("type", left.type != right.type)
                self.differences.compare("role", roles and not {left.type, right.type} <= symmetric)
                self.differences.compare("argument", ends)
                before = values.differing
                values.compare((left, right))
                self.differences.compare("attribute", values.differing - before)
        values.count(self.cells)

    def zones(self, pairs: Sequence[Pair]) -> None:
        count_spans(self.cells, pairs, _by_id(self._one.compared.zones), _by_id(self._other.compared.zones))
        for pair in pairs:
            self.differences.compare("zone", pair.closeness != SAME)

    def chains(self) -> None:
        for kind, links in self.linked.items():
            mine, theirs = chains(links)
            count_chains(self.cells, kind, coreference(mine, theirs))
            there = {frozenset(chain) for chain in theirs}
            alike = sum(frozenset(chain) in there for chain in mine)
            every = len(mine) + len(theirs) - alike
            self.differences.compare("instance", every - alike, every)


def _ends(record: Event | Relation, numbers: Mapping[str, int]) -> set[tuple[str, int]]:
    """Roles, and the numbers of what fills them; -1 stands for what is no mention."""
    return {(a.role, numbers.get(a.filler, -1)) for a in record.arguments}


def _by_id(zones: Iterable[Zone]) -> dict[str, Zone]:
    return {zone.id: zone for zone in zones}
