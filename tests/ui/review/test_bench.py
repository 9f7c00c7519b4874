"""The bench: what it compares, when it compares anew, and how it follows gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.annotations.records import Decision, Entity
from annotator.review.participation import Participation, Terms
from annotator.ui.review.bench import Bench
from tests.driver import Hands
from tests.ui.review.conftest import Seat

BRIEF = "munich-talks-brief.txt"
EVERYBODY = Participation(unfinished=True)


def _bench(hands: Hands) -> Bench:
    return Bench(hands.controller, hands.desk, hands.window)


def _adjudicating(hands: Hands) -> Bench:
    bench = _bench(hands)
    bench.set_terms(Terms(EVERYBODY))
    assert hands.desk.adjudicate(True)
    hands.settled()
    hands.until(lambda: bench.is_settled, "compared")
    return bench


def rewrite(path: Path, old: str, new: str) -> None:
    """Changes a sidecar on disk, as a colleague's program would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    fresh = path.with_suffix(".new")
    fresh.write_text(text.replace(old, new), encoding="utf-8")
    fresh.replace(path)


def test_looking_writes_nothing_and_deciding_writes_gold_alone(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="rita")
    before = {path.name: path.read_bytes() for path in hands.folder.iterdir()}
    bench = _bench(hands)
    assert bench.sheets is not None
    assert [b.annotator for b in bench.sheets.brought] == ["annotator-a", "annotator-b"]
    assert bench.comparison is None
    bench.set_visible(frozenset({"annotator-a", "annotator-b"}))
    assert bench.comparison is not None
    assert not bench.adjudicating
    assert {path.name: path.read_bytes() for path in hands.folder.iterdir()} == before
    bench.set_terms(Terms(EVERYBODY))
    assert hands.desk.adjudicate(True)
    tags = hands.saved(annotator="gold")
    assert tags.header["annotator"] == "gold"
    assert {r["by"] for r in tags.records} == {"rita"}
    after = {path.name: path.read_bytes() for path in hands.folder.iterdir()}
    assert set(after) - set(before) == {f"{BRIEF}.gold.tags.json"}
    assert {name: after[name] for name in before} == before


def test_what_all_agree_on_is_taken_over_and_can_be_taken_back(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    bench = _adjudicating(hands)
    assert bench.adjudicating
    session = hands.controller.session
    assert session is not None
    outcomes = {r.outcome for r in session.sheet if isinstance(r, Decision)}
    assert outcomes == {"agreed"}
    decided, of = bench.progress
    assert (decided, of) == (0, len(bench.differing))
    assert of > 5
    hands.press("Ctrl+Z")
    assert len(session.sheet) == 0
    hands.press("Ctrl+Y")
    assert len(session.sheet) > 0


def test_each_choice_is_followed_also_back_and_forth(sit: Seat, qtbot: QtBot) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    bench = _adjudicating(hands)
    assert bench.step(1)
    unit = bench.current
    assert unit is not None
    assert bench.deciding is not None
    assert bench.gold is not None
    with qtbot.waitSignal(bench.standing_changed) as told:
        hands.controller.do(bench.deciding.accept(bench.gold, unit, unit.versions[0].annotator))
    assert unit.key in told.args[0]
    assert not bench.is_open(unit)
    hands.press("Ctrl+Z")
    assert bench.is_open(unit)
    hands.press("Ctrl+Y")
    assert not bench.is_open(unit)
    assert bench.step(1)
    assert bench.current is not unit
    assert not bench.step(-1)


def test_edits_by_hand_on_gold_are_decisions(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    bench = _adjudicating(hands)
    session = hands.controller.session
    assert session is not None
    agreed = next(
        r
        for r in session.sheet
        if isinstance(r, Entity) and not session.index.referrers(r.id) and bench.ledger.of_result(r.id)
    )
    hands.controller.select(agreed.id)
    hands.press("Delete")
    unit = (
        bench.comparison.unit_of(agreed.origin.annotator, agreed.origin.record) if bench.comparison else None
    )
    assert unit is not None
    decision = bench.ledger.standing(unit)
    assert decision is not None
    assert decision.outcome == "none"
    hands.press("Ctrl+Z")
    decision = bench.ledger.standing(unit)
    assert decision is not None
    assert decision.outcome == "agreed"


def test_a_sheet_that_changes_on_disk_is_compared_anew(sit: Seat, qtbot: QtBot) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    bench = _adjudicating(hands)
    assert bench.step(1)
    count = len(bench.differing)
    path = hands.sidecar(annotator="annotator-b")
    held = json.loads(path.read_text(encoding="utf-8"))
    bench_b = bench.sheets.of("annotator-b") if bench.sheets is not None else None
    assert bench_b is not None
    agreed = next(
        r
        for r in bench_b.sheet
        if isinstance(r, Entity)
        and r.type == "GPE"
        and bench.comparison is not None
        and (unit := bench.comparison.unit_of("annotator-b", r.id)) is not None
        and not unit.differs
    )
    assert held["annotator"] == "annotator-b"
    with qtbot.waitSignal(bench.compared, timeout=5000):
        rewrite(
            path,
            f'"id":"{agreed.id}","kind":"entity","type":"GPE"',
            f'"id":"{agreed.id}","kind":"entity","type":"ORG"',
        )
    assert len(bench.differing) == count + 1
    assert bench.current is not None


@pytest.mark.parametrize(("unfinished", "takes_part"), [(False, 0), (True, 2)])
def test_sheets_that_are_not_done_take_part_on_request(sit: Seat, unfinished: bool, takes_part: int) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    bench = _bench(hands)
    bench.set_terms(Terms(Participation(unfinished=unfinished)))
    assert hands.desk.adjudicate(True)
    assert len(bench.participants) == takes_part
    session = hands.controller.session
    assert session is not None
    assert bool(len(session.sheet)) == bool(takes_part)


def test_blind_review_calls_annotators_by_numbers(sit: Seat, qtbot: QtBot) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    bench = _adjudicating(hands)
    assert bench.names == {"annotator-a": "Annotator A", "annotator-b": "Annotator B"}
    with qtbot.waitSignal(bench.visible_changed):
        bench.set_blind(True)
    assert bench.names == {"annotator-a": "Annotator 1", "annotator-b": "Annotator 2"}
    assert bench.step(1)
    unit = bench.current
    assert unit is not None
    assert bench.deciding is not None
    assert bench.gold is not None
    edit = bench.deciding.accept(bench.gold, unit, unit.versions[0].annotator)
    assert "Annotator A" not in edit.label


def test_stopping_goes_back_to_ones_own_sheet(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    bench = _adjudicating(hands)
    assert hands.desk.current is not None
    assert hands.desk.current.annotator == "gold"
    assert hands.desk.adjudicate(False)
    hands.settled()
    assert hands.desk.current.annotator != "gold"
    assert not bench.adjudicating
    assert bench.deciding is None
