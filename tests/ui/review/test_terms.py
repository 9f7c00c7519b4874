"""Who takes part and by which rules; what becomes of decisions when sheets change on disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.annotations.records import Decision, Entity, Event
from annotator.ui.review.faces import result_of
from tests.driver import Hands
from tests.ui.review.at_gold import BRIEF, AtGold, click
from tests.ui.review.conftest import Seat


def change(path: Path, id: str, **fields: Any) -> None:
    """Changes a record of a sidecar on disk, as a colleague's program would; without fields it is deleted."""
    lines = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith(f'{{"id":"{id}"'):
            if not fields:
                continue
            comma = "," if line.endswith(",") else ""
            record = json.loads(line.rstrip(",")) | fields
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + comma
        lines.append(line)
    text = "\n".join(lines).replace(",\n]", "\n]")
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _third_sheet(hands: Hands) -> None:
    """A third annotator who has all as the first one has it."""
    text = hands.sidecar(BRIEF, "annotator-a").read_text(encoding="utf-8")
    text = text.replace('"annotator":"annotator-a"', '"annotator":"annotator-c"').replace(
        '"name":"Annotator A"', '"name":"Annotator C"'
    )
    hands.sidecar(BRIEF, "annotator-c").write_text(text, encoding="utf-8")
    hands.desk.library.rescan()
    hands.until(lambda: "annotator-c" in (hands.desk.article_file or _none()).annotators, "seen")


def _none() -> Any:
    raise AssertionError("no article is open")


def _outcomes(hands: Hands) -> set[str]:
    session = hands.controller.session
    assert session is not None
    return {r.outcome for r in session.sheet if isinstance(r, Decision)}


def test_the_dialog_says_how_many_sheets_there_are_and_why_nothing_can_begin(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands)
    dialog = at.ask()
    assert dialog.ticks["annotator-a"].text() == "annotator-a   1 sheet, 0 done"
    assert not dialog.go.isEnabled()
    assert "marked done" in dialog.told.text()
    click(dialog.unfinished)
    assert dialog.go.isEnabled()
    click(dialog.ticks["annotator-b"])
    assert not dialog.go.isEnabled()
    click(dialog.ticks["annotator-b"])
    dialog.reject()
    assert not hands.desk.is_adjudicating
    assert not hands.sidecar(annotator="gold").exists()


def test_what_was_chosen_is_remembered(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands)
    dialog = at.ask()
    click(dialog.unfinished)
    click(dialog.majority)
    at.confirm(dialog)
    again = at.ask()
    assert again.unfinished.isChecked()
    assert again.majority.isChecked()
    again.reject()


def test_sheets_marked_done_take_part(sit: Seat) -> None:
    hands = sit("munich-hayashi", sidecars=True, article="munich-hayashi-stoltenberg.txt")
    at = AtGold(hands).begin(unfinished=False)
    assert list(at.bench.participants) == ["annotator-a", "annotator-b"]


def test_majority_decides_without_a_click_and_can_be_undone(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    _third_sheet(hands)
    at = AtGold(hands)
    dialog = at.ask()
    click(dialog.unfinished)
    click(dialog.majority)
    at.confirm(dialog)
    decided, total = at.bench.progress
    assert decided == total > 0
    assert _outcomes(hands) == {"agreed", "rule"}
    hands.press("Ctrl+Z", 2)  # instances, and what they belong to
    assert at.bench.progress[0] == 0


def test_a_trusted_annotator_is_followed(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands)
    dialog = at.ask()
    click(dialog.unfinished)
    dialog.trusted.setCurrentIndex(dialog.trusted.findData("annotator-b"))
    at.confirm(dialog)
    assert not at.bench.open_units()
    session = hands.controller.session
    assert session is not None
    unit = at.of_class("missing")[0]
    assert unit.missing == ("annotator-b",)
    assert result_of(unit, session.sheet, at.bench.ledger) is None
    at.go_to(unit.key)
    hands.view.setFocus()
    hands.press("1")
    assert at.outcome(unit) == "accepted"


def test_versions_that_agree_share_a_card_and_either_number_accepts_it(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    _third_sheet(hands)
    at = AtGold(hands).begin()
    unit = at.of_class("boundary")[0]
    at.go_to(unit.key)
    hands.settled()
    faces = at.adjudicating.versions.view.faces
    assert faces is not None
    assert [card.numbers for card in faces.cards] == [(1, 3), (2,)]
    hands.view.setFocus()
    hands.press("3")
    assert at.outcome(unit) == "accepted"
    at.go_to(unit.key)
    hands.settled()
    faces = at.adjudicating.versions.view.faces
    assert faces is not None
    assert [card.chosen for card in faces.cards] == [True, False]


def test_a_decision_whose_evidence_changed_is_listed_again(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    stays, goes = at.of_class("boundary", only=True)[:2]
    for unit in (stays, goes):
        at.go_to(unit.key)
        hands.view.setFocus()
        hands.press("1")
    hands.saved(annotator="gold")
    record = goes.of("annotator-b")
    assert record is not None
    with hands.qtbot.waitSignal(at.bench.compared, timeout=5000):
        change(hands.sidecar(annotator="annotator-b"), record.id, flag="unsure")
    hands.settled()
    states = {row.key: row.state for row in at.rows}
    assert states[goes.key] == "changed"
    assert states[stays.key] == "decided"
    unit = at.go_to(goes.key)
    hands.settled()
    faces = at.adjudicating.versions.view.faces
    assert faces is not None
    assert faces.outcome == "changed"
    hands.view.setFocus()
    hands.press("2")
    assert at.outcome(unit) == "accepted"
    assert {row.key: row.state for row in at.rows}[goes.key] == "decided"


def test_what_nobody_has_any_more_is_kept_or_let_go(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    units = [u for u in at.of_class("missing") if isinstance(u.versions[0].record, Entity)][:2]
    for unit in units:
        at.go_to(unit.key)
        hands.view.setFocus()
        hands.press("1")
    hands.saved(annotator="gold")
    for unit in units:
        annotator, record = unit.versions[0]
        with hands.qtbot.waitSignal(at.bench.compared, timeout=5000):
            change(hands.sidecar(annotator=annotator), record.id)
    hands.settled()
    gone = [row for row in at.rows if row.state == "gone"]
    assert {row.quote for row in gone} == {u.versions[0].record.span[0].quote for u in units}  # type: ignore[union-attr]
    session = hands.controller.session
    assert session is not None
    results = [at.bench.gone[row.key].results[0] for row in gone]
    at.go_to(gone[0].key)
    hands.view.setFocus()
    hands.press("1")
    assert session.sheet.get(results[0]) is not None
    at.go_to(gone[1].key)
    hands.settled()
    at.click_version("discard")
    assert session.sheet.get(results[1]) is None
    assert {row.state for row in at.rows if row.key in {r.key for r in gone}} == {"decided"}
    hands.press("Ctrl+Z", 2)
    assert session.sheet.get(results[1]) is not None
    assert {row.state for row in at.rows if row.key in {r.key for r in gone}} == {"gone"}


def test_an_event_brings_the_fillers_along_that_it_lacks(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    comparison = at.bench.comparison
    assert comparison is not None
    event, filler = next(
        (event, filler)
        for filler in at.of_class("missing")
        for event in comparison.referrers(filler)
        if event.differs and event.kind == "event" and filler.kind == "entity"
    )
    number = list(at.bench.participants).index(filler.versions[0].annotator) + 1
    at.go_to(event.key)
    hands.view.setFocus()
    hands.press(str(number))
    session = hands.controller.session
    assert session is not None
    gold = result_of(event, session.sheet, at.bench.ledger)
    brought = result_of(filler, session.sheet, at.bench.ledger)
    assert isinstance(gold, Event)
    assert brought is not None
    assert brought.id in {argument.filler for argument in gold.arguments}
    assert at.outcome(filler) == "accepted"
    states = {row.key: row.state for row in at.rows}
    assert states[filler.key] == "decided"
    hands.press("Ctrl+Z")
    assert at.outcome(filler) == ""
