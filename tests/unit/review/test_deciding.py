"""Differences and decisions: what is taken over, what each choice makes of gold, what stands when sheets change."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Change, Edit
from annotator.annotations.operations import delete, move
from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Decision,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    Votes,
    Zone,
    span,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.resource_files import resource_folder
from annotator.review.deciding import Deciding, Gold
from annotator.review.parts import Part
from annotator.review.rules import Rules
from annotator.review.units import Comparison, Unit
from annotator.tagsets.model import Tagset
from annotator.tagsets.reading import read_tagset
from tests.unit.review.sheets import TEXT, sheets

TAGSET: Tagset = read_tagset(resource_folder() / "tagsets" / "plover-0.8.toml")
AUTHOR = Author("reviewer", now=lambda: "2026-11-22T10:00:00Z")


class Bench:
    """Sheets, a gold sheet, and the edits made to it."""

    def __init__(self, gold: Sheet | None = None, **given: Sequence[Record] | Sheet) -> None:
        held = {name: s if isinstance(s, Sheet) else Sheet.of(s) for name, s in given.items()}
        self.comparison = Comparison(held, TAGSET)
        self.deciding = Deciding(self.comparison, AUTHOR)
        self.gold = Gold.of(gold or Sheet())
        self.edits: list[Edit] = []

    def do(self, edit: Edit) -> Edit:
        self.gold.index.follow(edit)
        self.gold.ledger.follow(edit)
        self.gold = Gold(self.gold.sheet.apply(edit), self.gold.index, self.gold.ledger)
        self.edits.append(edit)
        return edit

    def start(self, rules: Rules | None = None) -> Bench:
        self.do(self.deciding.take_over(self.gold, rules))
        return self

    @property
    def open(self) -> list[Unit]:
        return [u for u in self.comparison.units if u.differs and not self.gold.ledger.decided(u)]

    def unit(self, annotator: str, record: str) -> Unit:
        found = self.comparison.unit_of(annotator, record)
        assert found is not None
        return found

    def facts(self) -> set[object]:
        return facts(self.gold.sheet)


def facts(sheet: Sheet) -> set[object]:
    """What a sheet says, without ids: mentions by place and type, what links them by those."""

    def name(id: str) -> object:
        record = sheet.get(id)
        assert isinstance(record, (Entity, Event))
        return (record.kind, record.type, stretches(record))

    said: set[object] = set()
    for record in sheet:
        match record:
            case Entity():
                said.add((name(record.id), tuple(sorted(record.attributes.items()))))
            case Event():
                arguments = frozenset((a.role, name(a.filler)) for a in record.arguments)
                said.add((name(record.id), arguments, tuple(sorted(record.attributes.items()))))
            case Relation():
                said.add((record.type, frozenset((a.role, name(a.filler)) for a in record.arguments)))
            case Zone():
                said.add((record.type, stretches(record)))
            case _:
                pass
    return said


def _entity(id: str, start: int, end: int, type: str = "PER", **more: object) -> Entity:
    return Entity(id, type, span(TEXT, (start, end)), **more)  # type: ignore[arg-type]


def _event(id: str, *arguments: tuple[str, str], start: int = 10, type: str = "CONSULT") -> Event:
    return Event(id, type, span(TEXT, (start, start + 3)), tuple(Argument(*a) for a in arguments))


def _meeting(owner: str, *arguments: tuple[str, str]) -> list[Record]:
    people = [_entity(f"{owner}1", 0, 5), _entity(f"{owner}2", 15, 20), _entity(f"{owner}3", 24, 28, "GPE")]
    return [*people, _event(f"{owner}e", *((role, owner + filler) for role, filler in arguments))]


@given(sheets("a"), sheets("b"))
def test_accepting_all_of_one_annotator_gives_their_sheet(one: Sheet, other: Sheet) -> None:
    bench = Bench(a=one, b=other).start()
    mine = [(u, "a") for u in bench.open if u.of("a") is not None]
    bench.do(bench.deciding.accept_all(bench.gold, mine))
    bench.do(bench.deciding.none(bench.gold, bench.open))
    assert not bench.open
    assert bench.facts() == facts(one)


@given(sheets("a"))
def test_what_all_agree_on_needs_no_choice(sheet: Sheet) -> None:
    twin = Sheet.of(sheet)
    bench = Bench(a=sheet, b=twin, c=twin).start()
    assert not bench.open
    assert bench.facts() == facts(sheet)
    for record in bench.gold.sheet:
        if isinstance(record, Decision):
            assert (record.outcome, record.votes.agree, record.votes.of) == ("agreed", 3, 3)
        else:
            decision = bench.gold.ledger.of_result(record.id)
            assert decision is not None
            assert {e.annotator for e in decision.evidence} == {"a", "b", "c"}


@given(sheets("a"), sheets("b"))
def test_a_second_run_gives_the_same(one: Sheet, other: Sheet) -> None:
    runs = []
    for _ in range(2):
        bench = Bench(a=one, b=other).start()
        while bench.open:
            unit = bench.open[0]
            bench.do(bench.deciding.accept(bench.gold, unit, unit.versions[-1].annotator))
        runs.append(bench)
    assert runs[0].gold.sheet == runs[1].gold.sheet
    again = runs[0].deciding.take_over(runs[0].gold)
    assert again.is_empty


@given(sheets("a"), sheets("b"))
def test_each_choice_can_be_undone(one: Sheet, other: Sheet) -> None:
    bench = Bench(a=one, b=other).start()
    seen = []
    for number, unit in enumerate(list(bench.open)):
        seen.append(bench.gold.sheet)
        version = unit.versions[0].annotator
        if number % 3 == 0:
            bench.do(bench.deciding.accept(bench.gold, unit, version))
        elif number % 3 == 1:
            bench.do(bench.deciding.none(bench.gold, [unit]))
        else:
            bench.do(bench.deciding.defer(bench.gold, unit))
    for former in reversed(seen):
        bench.do(bench.edits.pop().inverse)
        bench.edits.pop()
        assert bench.gold.sheet == former


@given(sheets("a", most=3), sheets("b", most=3), sheets("c", most=3))
def test_gold_never_points_at_what_is_not_there(one: Sheet, other: Sheet, third: Sheet) -> None:
    bench = Bench(a=one, b=other, c=third).start(Rules(majority=True))
    for number, unit in enumerate(list(bench.open)):
        if number % 2:
            bench.do(bench.deciding.none(bench.gold, [unit]))
        else:
            bench.do(bench.deciding.accept(bench.gold, unit, unit.versions[0].annotator))
        for record in bench.gold.sheet:
            if isinstance(record, (Event, Relation)):
                assert all(bench.gold.sheet.get(a.filler) is not None for a in record.arguments)
            if isinstance(record, Decision):
                assert all(bench.gold.sheet.get(id) is not None for id in record.results)


def test_an_event_that_differs_in_one_argument_is_one_difference_and_one_choice() -> None:
    bench = Bench(
        a=_meeting("a", ("actor", "1"), ("actor", "2")), b=_meeting("b", ("actor", "1"), ("location", "3"))
    ).start()
    (unit,) = bench.open
    assert unit.classes == ("argument",)
    bench.do(bench.deciding.accept(bench.gold, unit, "b"))
    assert not bench.open
    assert bench.facts() == facts(bench.comparison.sheets["b"])


def test_an_accepted_event_brings_its_missing_fillers() -> None:
    bench = Bench(a=_meeting("a", ("actor", "1"), ("actor", "2")), b=[_entity("b1", 0, 5)]).start()
    assert len(bench.open) == 3
    bench.do(bench.deciding.accept(bench.gold, bench.unit("a", "ae"), "a"))
    assert [u.key for u in bench.open] == ["entity:a:a3"]


def test_a_filler_decided_against_stays_out_and_a_late_one_comes_in() -> None:
    bench = Bench(
        a=_meeting("a", ("actor", "1"), ("actor", "2")), b=_meeting("b", ("actor", "1"), ("actor", "2"))
    )
    shifted = [
        replace(r, span=span(TEXT, (15, 19))) if r.id == "b2" else r for r in bench.comparison.sheets["b"]
    ]
    bench = Bench(a=bench.comparison.sheets["a"], b=shifted).start()
    (unit,) = bench.open
    assert unit.classes == ("boundary",)
    (event,) = [r for r in bench.gold.sheet if isinstance(r, Event)]
    assert len(event.arguments) == 1  # until its other actor is decided
    bench.do(bench.deciding.accept(bench.gold, unit, "b"))
    (event,) = [r for r in bench.gold.sheet if isinstance(r, Event)]
    assert len(event.arguments) == 2
    bench.do(bench.deciding.none(bench.gold, [unit]))
    (event,) = [r for r in bench.gold.sheet if isinstance(r, Event)]
    assert len(event.arguments) == 1


@pytest.mark.parametrize(
    ("other", "classes"),
    [
        ([_entity("b1", 0, 6)], ("boundary",)),
        ([_entity("b1", 0, 5, "ORG")], ("type",)),
        ([_entity("b1", 0, 4, "ORG")], ("boundary", "type")),
        ([], ("missing",)),
        ([_entity("b1", 0, 5, attributes={"x": "1"})], ("attribute",)),
    ],
)
def test_classes_of_mentions(other: list[Record], classes: tuple[str, ...]) -> None:
    (unit,) = Bench(a=[_entity("a1", 0, 5)], b=other).start().open
    assert unit.classes == classes


def test_classes_of_events_zones_relations_and_the_article() -> None:
    def sheet(owner: str, role: str, end: int, kin: str, topic: str) -> list[Record]:
        return [
            *_meeting(owner, (role, "1"), ("actor", "2")),
            Zone(f"{owner}z", "boilerplate", span(TEXT, (30, end))),
            Relation(f"{owner}r", kin, (Argument("from", f"{owner}1"), Argument("to", f"{owner}2"))),
            ArticleLabel(f"{owner}l", {"topic": topic}),
        ]

    bench = Bench(a=sheet("a", "actor", 40, "kin", "x"), b=sheet("b", "recipient", 41, "foe", "y")).start()
    assert {u.kind: u.classes for u in bench.open} == {
        "event": ("role",),
        "zone": ("zone",),
        "relation": ("type",),
        "article": ("attribute",),
    }


def test_rules_decide_where_they_can() -> None:
    def three() -> Bench:
        return Bench(a=[_entity("a1", 0, 5)], b=[_entity("b1", 0, 5)], c=[_entity("c1", 0, 6)])

    assert len(three().start().open) == 1
    for rules, end in (
        (Rules(majority=True), 5),
        (Rules(trusted="c"), 6),
        (Rules(least=2), 5),
    ):
        bench = three().start(rules)
        assert not bench.open
        (gold,) = [r for r in bench.gold.sheet if isinstance(r, Entity)]
        assert stretches(gold) == ((0, end),)
    assert len(three().start(Rules(least=3)).open) == 1
    alone = Bench(a=[_entity("a1", 0, 5)], b=[], c=[]).start(Rules(majority=True))
    assert not alone.open
    assert not alone.facts()


def test_parts_of_several_versions() -> None:
    one = _meeting("a", ("actor", "1"))
    other = [
        replace(r, type="ACCUSE", attributes={"mode": "allege"}) if isinstance(r, Event) else r
        for r in _meeting("b", ("actor", "1"), ("location", "3"))
    ]
    bench = Bench(a=one, b=other).start()
    unit = bench.unit("a", "ae")
    bench.do(bench.deciding.take(bench.gold, unit, "a", Part("boundary")))
    bench.do(
        bench.deciding.take(bench.gold, unit, "b", Part("argument", "location", bench.unit("b", "b3").key))
    )
    (event,) = [r for r in bench.gold.sheet if isinstance(r, Event)]
    assert [a.role for a in event.arguments] == ["actor", "location"]
    decision = bench.gold.ledger.of_result(event.id)
    assert decision is not None
    assert decision.votes == Votes(0, 2)  # nobody has it like that
    bench.do(bench.deciding.take(bench.gold, unit, "b", Part("type")))
    bench.do(bench.deciding.take(bench.gold, unit, "b", Part("attribute", "mode")))
    (event,) = [r for r in bench.gold.sheet if isinstance(r, Event)]
    assert (event.type, event.attributes) == ("ACCUSE", {"mode": "allege"})
    decision = bench.gold.ledger.of_result(event.id)
    assert decision is not None
    assert decision.outcome == "parts"
    assert decision.votes == Votes(1, 2)  # by now it is what b has
    bench.do(
        bench.deciding.take(bench.gold, unit, "b", Part("argument", "location", bench.unit("b", "b3").key))
    )
    (event,) = [r for r in bench.gold.sheet if isinstance(r, Event)]
    assert [a.role for a in event.arguments] == ["actor"]


def test_parts_that_come_to_somebodys_version_have_their_votes() -> None:
    one, other = [_entity("a1", 0, 5, "PER")], [_entity("b1", 0, 6, "PER")]
    bench = Bench(a=one, b=other, c=[_entity("c1", 0, 6, "PER")]).start()
    unit = bench.unit("a", "a1")
    bench.do(bench.deciding.accept(bench.gold, unit, "a"))
    bench.do(bench.deciding.take(bench.gold, unit, "b", Part("boundary")))
    decision = bench.gold.ledger.standing(unit)
    assert decision is not None
    assert (decision.outcome, decision.votes) == ("parts", Votes(2, 3))


def test_decisions_stand_while_their_evidence_does() -> None:
    one, other = [_entity("a1", 0, 5), _entity("a2", 15, 20)], [_entity("b1", 0, 6), _entity("b2", 15, 19)]
    bench = Bench(a=one, b=other).start()
    for unit in list(bench.open):
        bench.do(bench.deciding.accept(bench.gold, unit, "a", reason="boundary", comment="“ez”"))
    later: list[Record] = [replace(one[0], at="2027-01-01T00:00:00Z"), replace(one[1], note="sure?")]
    again = Bench(bench.gold.sheet, a=later, b=other).start()
    (unit,) = again.open
    assert unit.key == "entity:a:a2"
    gold_ids = {r.id for r in again.gold.sheet if isinstance(r, Entity)}
    again.do(again.deciding.accept(again.gold, unit, "b"))
    assert {r.id for r in again.gold.sheet if isinstance(r, Entity)} == gold_ids
    decision = again.gold.ledger.standing(unit)
    assert decision is not None
    assert (decision.reason, decision.comment) == ("boundary", "“ez”")


def test_a_third_annotator_opens_what_only_two_agreed_on() -> None:
    bench = Bench(a=[_entity("a1", 0, 5)], b=[_entity("b1", 0, 5)]).start()
    again = Bench(bench.gold.sheet, a=[_entity("a1", 0, 5)], b=[_entity("b1", 0, 5)], c=[]).start()
    assert [u.classes for u in again.open] == [("missing",)]


def test_an_empty_value_is_no_value() -> None:
    given = _entity("a1", 0, 5, attributes={"aliases": (), "remark": ""})
    assert not Bench(a=[given], b=[_entity("b1", 0, 5)]).start().open


def test_what_all_agreed_on_is_open_again_once_its_fillers_are_different_things() -> None:
    one, other = (_meeting(owner, ("actor", "1"), ("actor", "2")) for owner in "ab")
    bench = Bench(a=one, b=other).start()
    assert not bench.open
    moved = [replace(r, span=span(TEXT, (30, 36))) if r.id == "b1" else r for r in other]
    again = Bench(bench.gold.sheet, a=one, b=moved).start()
    assert ("argument",) in {u.classes for u in again.open}


def test_what_annotators_deleted_since_is_listed_to_keep_or_discard() -> None:
    bench = Bench(a=[_entity("a1", 0, 5)], b=[_entity("b1", 0, 5)]).start()
    for choice, left in (("keep", 1), ("discard", 0)):
        again = Bench(bench.gold.sheet, a=[], b=[]).start()
        (decision,) = again.deciding.gone(again.gold)
        again.do(getattr(again.deciding, choice)(again.gold, decision))
        assert not again.deciding.gone(again.gold)
        assert sum(isinstance(r, Entity) for r in again.gold.sheet) == left


def test_edits_by_hand_are_decisions() -> None:
    bench = Bench(
        a=[_entity("a1", 0, 5), _entity("a2", 15, 20)], b=[_entity("b1", 0, 5), _entity("b2", 15, 19)]
    )
    bench.start()
    (gold,) = [r for r in bench.gold.sheet if isinstance(r, Entity)]
    bench.do(bench.deciding.amended(bench.gold, move(TEXT, gold, [(0, 4)])))
    decision = bench.gold.ledger.of_result(gold.id)
    assert decision is not None
    assert decision.outcome == "edited"
    assert decision.votes.agree == 0
    by_hand = Edit("tag", ())
    new = _entity("own", 15, 18)
    by_hand = bench.deciding.amended(bench.gold, Edit("tag", (type(bench.edits[0].changes[0])(None, new),)))
    bench.do(by_hand)
    assert not bench.open
    decision = bench.gold.ledger.of_result("own")
    assert decision is not None
    assert (decision.outcome, {e.record for e in decision.evidence}) == ("edited", {"a2", "b2"})
    bench.do(bench.deciding.amended(bench.gold, delete(bench.gold.sheet, bench.gold.index, ["own"])))
    decision = bench.gold.ledger.standing(bench.unit("a", "a2"))
    assert decision is not None
    assert (decision.outcome, decision.results) == ("none", ())


def test_a_deferred_difference_stays_open_and_keeps_what_it_had() -> None:
    bench = Bench(a=[_entity("a1", 0, 5)], b=[_entity("b1", 0, 6)]).start()
    bench.do(bench.deciding.defer(bench.gold, bench.open[0], comment="ask"))
    assert len(bench.open) == 1
    decision = bench.gold.ledger.standing(bench.open[0])
    assert decision is not None
    assert (decision.outcome, decision.comment) == ("deferred", "ask")
    bench.do(bench.deciding.accept(bench.gold, bench.open[0], "b"))
    bench.do(bench.deciding.reopen(bench.gold, bench.unit("a", "a1")))
    assert len(bench.open) == 1
    assert len(bench.gold.sheet) == 0


def test_instances_are_not_compared_mention_by_mention() -> None:
    one: list[Record] = [_entity("a1", 0, 5, instances=("i1",)), Instance("i1", "entity", "PER", "Núñez")]
    assert not Bench(a=one, b=[_entity("b1", 0, 5)]).start().open


def test_what_mentions_refer_to_leaves_the_decisions_about_them_as_they_are() -> None:
    bench = Bench(a=[_entity("a1", 0, 5)], b=[_entity("b1", 0, 5)]).start()
    [gold] = [r for r in bench.gold.sheet if isinstance(r, Entity)]
    ada = Instance("ada", "entity", "PER", "Ada")
    refers = Edit("refer", (Change(gold, replace(gold, instances=("ada",))), Change(None, ada)))
    assert bench.deciding.amended(bench.gold, refers) == refers
    bench.do(refers)
    chain = Decision("d", "instance", "agreed", results=("ada",))
    bench.do(Edit("decide", (Change(None, chain),)))
    # Nothing of the article refers to it any more: in others, the chain stands as it was decided.
    assert bench.deciding.amended(bench.gold, refers.inverse) == refers.inverse
