"""Everything that is counted when two sheets on one article are compared. Pure: no file, no tagset but what it asks.

One pass over the aligned pairs; nothing here is quadratic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from annotator.annotations.records import Entity, Event, Relation, Zone
from annotator.review.agreement.attributes import Attributes, count_values
from annotator.review.agreement.cells import Cells, Place, count_sides, place
from annotator.review.agreement.classes import Differences, roles_differ
from annotator.review.agreement.coreference import coreference
from annotator.review.agreement.events import MATCHED, count_events, facts, matched_facts
from annotator.review.agreement.instances import Linked, chains, count_chains
from annotator.review.agreement.relations import RELATION, relation_facts
from annotator.review.agreement.spans import count_spans
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

    __slots__ = ("compared", "events", "facts", "mentions", "places")

    def __init__(self, compared: Compared) -> None:
        self.compared = compared
        self.mentions: dict[str, Entity | Event] = {r.id: r for r in compared.entities}
        self.mentions.update((r.id, r) for r in compared.events)
        self.places: dict[str, Place] = {id: place(record) for id, record in self.mentions.items()}
        self.facts = facts(compared.events, self.places)

    def record(self, id: str) -> Entity | Event | Relation | None:
        """A mention or relation by its id."""
        return self.mentions.get(id) or next((r for r in self.compared.relations if r.id == id), None)


class Counts(Struct, frozen=True):
    """What was counted in one article, and the instances its mentions refer to, for chains across articles.

    ``linked`` holds by kind the mentions that refer to an instance, numbered within the article.
    """

    cells: Cells
    linked: dict[str, tuple[Linked, ...]] = {}


def score(one: Side, other: Side, alignment: Alignment, rules: Rules) -> Counts:
    """Counts one article; ``alignment`` is of ``one`` and ``other``, in that order."""
    cells: Cells = {}
    differences = Differences()
    numbers = _numbers(alignment)
    count_spans(cells, alignment.entities, one.mentions, other.mentions)
    count_spans(cells, alignment.events, one.mentions, other.mentions)
    for pairs in (alignment.entities, alignment.events):
        _compare_mentions(cells, differences, pairs, one, other, rules)
    if alignment.events:
        count_events(cells, one.facts, other.facts)
        count_sides(
            cells,
            MATCHED,
            matched_facts(one.compared.events, numbers[0]),
            matched_facts(other.compared.events, numbers[1]),
        )
        _compare_arguments(differences, alignment.events, one, other, numbers)
    if alignment.relations:
        _compare_relations(cells, differences, alignment.relations, one, other, numbers, rules)
    if alignment.zones:
        _compare_zones(cells, differences, alignment.zones, one.compared.zones, other.compared.zones)
    linked = {}
    for kind, pairs in (("entity", alignment.entities), ("event", alignment.events)):
        if found := tuple(_linked(pairs, one, other, numbers)):
            linked[kind] = found
            _compare_chains(cells, differences, kind, found)
    differences.count(cells)
    return Counts(cells, linked)


def _numbers(alignment: Alignment) -> tuple[dict[str, int], dict[str, int]]:
    """A number for every mention of either sheet, the same for aligned ones."""
    mine: dict[str, int] = {}
    theirs: dict[str, int] = {}
    number = 0
    for pairs in (alignment.entities, alignment.events):
        for pair in pairs:
            number += 1
            if pair.one:
                mine[pair.one] = number
            if pair.other:
                theirs[pair.other] = number
    return mine, theirs


def _compare_mentions(
    cells: Cells, differences: Differences, pairs: Sequence[Pair], one: Side, other: Side, rules: Rules
) -> None:
    missing = boundary = matched = types = values = 0
    for pair in pairs:
        if not pair.one or not pair.other:
            missing += 1
            continue
        matched += 1
        mine, theirs = one.mentions[pair.one], other.mentions[pair.other]
        if pair.closeness != SAME:
            boundary += one.places[pair.one] != other.places[pair.other]
            types += mine.type != theirs.type
        values += count_values(cells, (mine, theirs), rules.attributes, types=True)
    differences.compare("missing", missing, len(pairs))
    differences.compare("boundary", boundary, matched)
    differences.compare("type", types, matched)
    differences.compare("attribute", values, matched)


def _compare_arguments(
    differences: Differences,
    pairs: Sequence[Pair],
    one: Side,
    other: Side,
    numbers: tuple[Mapping[str, int], Mapping[str, int]],
) -> None:
    for pair in pairs:
        if not pair.one or not pair.other:
            continue
        mine, theirs = one.mentions[pair.one], other.mentions[pair.other]
        assert isinstance(mine, Event)
        assert isinstance(theirs, Event)
        roles, fillers = roles_differ(
            ((a.role, numbers[0].get(a.filler, 0)) for a in mine.arguments),
            ((a.role, numbers[1].get(a.filler, 0)) for a in theirs.arguments),
        )
        differences.compare("role", roles)
        differences.compare("argument", fillers)


def _compare_relations(
    cells: Cells,
    differences: Differences,
    pairs: Sequence[Pair],
    one: Side,
    other: Side,
    numbers: tuple[Mapping[str, int], Mapping[str, int]],
    rules: Rules,
) -> None:
    mine = {r.id: r for r in one.compared.relations}
    theirs = {r.id: r for r in other.compared.relations}
    count_sides(
        cells,
        RELATION,
        relation_facts(mine.values(), numbers[0], rules.symmetric),
        relation_facts(theirs.values(), numbers[1], rules.symmetric),
    )
    for pair in pairs:
        differences.compare("missing", not pair.one or not pair.other)
        if not pair.one or not pair.other:
            continue
        left, right = mine[pair.one], theirs[pair.other]
        roles, ends = roles_differ(
            ((a.role, numbers[0].get(a.filler, 0)) for a in left.arguments),
            ((a.role, numbers[1].get(a.filler, 0)) for a in right.arguments),
        )
        differences.compare("type", left.type != right.type)
        differences.compare("role", roles and not {left.type, right.type} <= rules.symmetric)
        differences.compare("argument", ends)
        differences.compare("attribute", count_values(cells, (left, right), rules.attributes, types=True))


def _compare_zones(
    cells: Cells,
    differences: Differences,
    pairs: Sequence[Pair],
    ones: Iterable[Zone],
    others: Iterable[Zone],
) -> None:
    count_spans(cells, pairs, {zone.id: zone for zone in ones}, {zone.id: zone for zone in others})
    for pair in pairs:
        differences.compare("zone", pair.closeness != SAME)


def _linked(
    pairs: Sequence[Pair], one: Side, other: Side, numbers: tuple[Mapping[str, int], Mapping[str, int]]
) -> Iterable[Linked]:
    for pair in pairs:
        mine = one.mentions[pair.one].instances if pair.one else ()
        theirs = other.mentions[pair.other].instances if pair.other else ()
        if mine or theirs:
            number = numbers[0][pair.one] if pair.one else numbers[1][pair.other]
            yield Linked(number, mine, theirs)


def _compare_chains(cells: Cells, differences: Differences, kind: str, links: Sequence[Linked]) -> None:
    mine, theirs = chains(links)
    count_chains(cells, kind, coreference(mine, theirs))
    there = {frozenset(chain) for chain in theirs}
    alike = sum(frozenset(chain) in there for chain in mine)
    every = len(mine) + len(theirs) - alike
    differences.compare("instance", every - alike, every)
