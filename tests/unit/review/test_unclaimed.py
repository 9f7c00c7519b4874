"""Gold that was there before anybody adjudicated: gone on from, never made a second time, never put aside in silence."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Decision,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    Zone,
    span,
)
from annotator.annotations.sheet import Sheet
from annotator.formats.promoting import adopted, promote
from annotator.review.folder import adjudicate
from annotator.review.parts import Part
from annotator.review.rules import Rules
from annotator.sidecars.workspace import scan
from tests.unit.review.folders import MUNICH, copy_of_seeds, gold_of, sheet_of
from tests.unit.review.sheets import TEXT
from tests.unit.review.test_deciding import AUTHOR, TAGSET, Bench, _entity, _meeting, facts


def _sheet(owner: str, end: int = 5) -> list[Record]:
    """One of each kind."""
    return [
        *_meeting(owner, ("actor", "1"), ("actor", "2"), ("location", "3")),
        _entity(f"{owner}4", 0, end),
        Relation(f"{owner}r", "kin", (Argument("from", f"{owner}1"), Argument("to", f"{owner}2"))),
        Zone(f"{owner}z", "boilerplate", span(TEXT, (40, 46))),
        ArticleLabel(f"{owner}l", {"contexts": ("military",)}),
    ]


def _tags(sheet: Sheet) -> list[Record]:
    return sorted((r for r in sheet if not isinstance(r, Decision)), key=lambda r: r.id)


def test_gold_made_of_one_sheet_is_what_others_agree_with() -> None:
    before = adopted(Sheet.of(_sheet("a")), "a")
    bench = Bench(before, a=_sheet("a"), b=_sheet("b")).start()
    assert _tags(bench.gold.sheet) == _tags(before)
    assert all(bench.gold.ledger.decided(unit) for unit in bench.comparison.units)
    assert {d.outcome for d in bench.gold.ledger} == {"agreed"}
    assert bench.deciding.take_over(bench.gold).is_empty


def test_what_differs_is_decided_on_the_record_that_is_there() -> None:
    before = adopted(Sheet.of([_entity("a1", 0, 5)]), "a")
    [there] = before
    for choice in ("accept", "take", "none", "defer"):
        bench = Bench(before, a=[_entity("a1", 0, 5)], b=[_entity("b1", 0, 6)]).start(Rules(trusted="b"))
        [unit] = bench.open  # a rule that would make something else of it asks
        assert _tags(bench.gold.sheet) == [there]
        match choice:
            case "accept":
                bench.do(bench.deciding.accept(bench.gold, unit, "b"))
            case "take":
                bench.do(bench.deciding.take(bench.gold, unit, "b", Part("boundary")))
            case "none":
                bench.do(bench.deciding.none(bench.gold, [unit]))
            case _:
                bench.do(bench.deciding.defer(bench.gold, unit))
        left = [(r.id, r.span[0].end) for r in _tags(bench.gold.sheet) if isinstance(r, Entity)]
        assert left == {"none": [], "defer": [(there.id, 5)]}.get(choice, [(there.id, 6)])


def test_an_event_keeps_the_filler_that_gold_has_while_people_differ_on_it() -> None:
    one = _meeting("a", ("actor", "1"), ("actor", "2"))
    other = [
        replace(r, span=span(TEXT, (15, 19))) if r.id == "b2" else r
        for r in _meeting("b", ("actor", "1"), ("actor", "2"))
    ]
    before = adopted(Sheet.of(one), "a")
    bench = Bench(before, a=one, b=other).start()
    assert len(bench.open) == 1
    assert _tags(bench.gold.sheet) == _tags(before)
    fresh = Bench(Sheet.of([r for r in before if r.kind == "entity"]), a=one, b=other).start()
    [event] = [r for r in fresh.gold.sheet if isinstance(r, Event)]
    assert len(event.arguments) == 2


def test_gold_made_by_hand_stands_and_says_so() -> None:
    by_hand = [_entity("g1", 0, 5, "ORG"), _entity("g2", 15, 19), _entity("g3", 30, 33)]
    bench = Bench(
        Sheet.of(by_hand),
        a=[_entity("a1", 0, 5), _entity("a2", 15, 20), _entity("a3", 24, 28)],
        b=[_entity("b1", 0, 5), _entity("b2", 15, 20), _entity("b3", 24, 28)],
    ).start()
    tags = _tags(bench.gold.sheet)
    assert [r for r in tags if r.id.startswith("g")] == by_hand
    assert len(tags) == 4  # and what had no counterpart
    outcomes = {d.results: (d.outcome, d.votes.agree) for d in bench.gold.ledger}
    assert outcomes["g1",] == outcomes["g2",] == ("edited", 0)


def test_a_record_on_another_units_place_is_left_to_that() -> None:
    gold = [_entity("g2", 2, 8)]
    sheets = ([_entity(f"{owner}1", 0, 5), _entity(f"{owner}2", 2, 8)] for owner in "ab")
    one, other = sheets
    bench = Bench(Sheet.of(gold), a=one, b=other).start()
    assert {d.outcome for d in bench.gold.ledger} == {"agreed"}
    assert len(_tags(bench.gold.sheet)) == 2
    assert bench.gold.sheet.get("g2") == gold[0]


def test_what_was_kept_is_gone_on_from_when_somebody_brings_it_back() -> None:
    bench = Bench(a=[], b=[_entity("b1", 0, 5)]).start()
    bench.do(bench.deciding.accept(bench.gold, bench.open[0], "b"))
    kept = _tags(bench.gold.sheet)
    bench = Bench(bench.gold.sheet, a=[], b=[]).start()
    [decision] = bench.deciding.gone(bench.gold)
    bench.do(bench.deciding.keep(bench.gold, decision))
    bench = Bench(bench.gold.sheet, a=[], b=[_entity("b1", 0, 5)]).start(Rules(trusted="a"))
    assert _tags(bench.gold.sheet) == kept
    bench.do(bench.deciding.accept(bench.gold, bench.open[0], "b"))
    assert _tags(bench.gold.sheet) == kept
    assert len(list(bench.gold.ledger)) == 1


def test_a_gold_record_that_went_to_another_thing_is_not_written_over() -> None:
    # b's mention becomes gold; a's joins it and keeps the gold record when b's goes elsewhere and comes back.
    bench = Bench(a=[], b=[_entity("b1", 0, 5)]).start()
    bench.do(bench.deciding.accept(bench.gold, bench.open[0], "b"))
    bench = Bench(bench.gold.sheet, a=[_entity("a1", 0, 5)], b=[_entity("b1", 0, 5)]).start()
    bench = Bench(bench.gold.sheet, a=[_entity("a1", 0, 5)], b=[_entity("b1", 15, 20)]).start()
    for id, annotator in (("a1", "a"), ("b1", "b")):
        bench.do(bench.deciding.accept(bench.gold, bench.unit(annotator, id), annotator))
    assert bench.facts() == facts(Sheet.of([_entity("a1", 0, 5), _entity("b1", 15, 20)]))
    assert len({d.results for d in bench.gold.ledger}) == 2


def test_an_end_taken_from_another_version_takes_the_place_of_the_one_there() -> None:
    def sheet(owner: str, to: str) -> list[Record]:
        ends = (Argument("from", f"{owner}1"), Argument("to", owner + to))
        return [*_meeting(owner), Relation(f"{owner}r", "kin", ends)]

    bench = Bench(a=sheet("a", "2"), b=sheet("b", "3")).start()
    [unit] = bench.open
    bench.do(bench.deciding.accept(bench.gold, unit, "a"))
    part = Part("argument", "to", bench.unit("b", "b3").key)
    for _ in range(2):  # a relation cannot be without it
        bench.do(bench.deciding.take(bench.gold, unit, "b", part))
        assert bench.facts() == facts(Sheet.of(sheet("b", "3")))


def test_a_promoted_folder_is_adjudicated_from_there(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", MUNICH)
    assert promote(scan(folder), "annotator-a").made
    before = sheet_of(folder, MUNICH)
    done = adjudicate(scan(folder), TAGSET, AUTHOR)
    assert done.open == done.differences > 0
    assert not done.left
    after = sheet_of(folder, MUNICH)
    assert facts(before) <= facts(after)
    assert len(facts(after)) == len(
        [r for r in after if not isinstance(r, (Decision, Instance, ArticleLabel))]
    )
    for record in before:
        if isinstance(record, (Entity, Event)):
            now = after.get(record.id)
            assert isinstance(now, (Entity, Event))
            assert set(record.instances) <= set(now.instances)
    first = gold_of(folder)
    assert adjudicate(scan(folder), TAGSET, AUTHOR).written == 0
    assert gold_of(folder) == first
