"""Adjudication in the real window, by mouse and by keys: every class of difference, every outcome, to complete gold."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from annotator.annotations.records import ArticleLabel, Entity, Event, Relation, Zone, quote, stretches
from annotator.review.units import Unit
from annotator.tagsets import shipped
from annotator.tagsets.definitions import AttributeValue, Review
from annotator.tagsets.model import Tagset
from annotator.ui.review.faces import result_of
from annotator.ui.review.overlay import mark_id
from tests.ui.review.at_gold import BRIEF, AtGold
from tests.ui.review.conftest import Seat

PHONE = "telephone-hayashi-blinken.txt"
CITIES = "sister-cities-emoji.txt"
MUNICH = "munich-hayashi-stoltenberg.txt"

CLASSES = [
    ("missing", MUNICH),
    ("boundary", BRIEF),
    ("type", PHONE),
    ("role", CITIES),
    ("argument", CITIES),
    ("attribute", BRIEF),
    ("zone", BRIEF),
]
"""A class of difference, and an article whose sheets differ so."""


def _with_reasons() -> Tagset:
    reasons = (AttributeValue("guideline", "Guideline"), AttributeValue("oversight", "Oversight"))
    return replace(shipped.load(), review=Review(reasons=reasons))


def _gold(at: AtGold, unit: Unit) -> object:
    session = at.hands.controller.session
    assert session is not None
    return result_of(unit, session.sheet, at.bench.ledger)


def _says(record: object) -> object:
    """What a record says of itself, without whom or what it belongs to."""
    match record:
        case Entity() | Event() | Zone():
            return (record.kind, record.type, stretches(record))
        case Relation():
            return (record.kind, record.type, len(record.arguments))
        case ArticleLabel():
            return dict(record.attributes)
        case _:
            return None


def test_one_sits_at_gold_and_decides(sit: Seat, shot: Callable[[QWidget, str], None]) -> None:
    hands = sit(sidecars=True, article=BRIEF, annotator="rita")
    at = AtGold(hands).begin()
    shot(hands.window, "begin")
    assert at.words == f"0 of {len(at.rows)} decided"
    assert len(at.rows) > 28
    first = at.unit
    hands.press("1")
    assert at.outcome(first) == "accepted"
    assert at.unit is not first
    hands.settled()
    shot(hands.window, "one")
    assert at.words == f"1 of {len(at.rows)} decided"
    tags = hands.saved(annotator="gold")
    assert {record["by"] for record in tags.records} == {"rita"}


@pytest.mark.parametrize(("difference", "article"), CLASSES)
@pytest.mark.parametrize("mouse", [False, True], ids=["keys", "mouse"])
def test_each_class_of_difference_is_decided(sit: Seat, difference: str, article: str, mouse: bool) -> None:
    hands = sit(article[:12], sidecars=True, article=article)
    at = AtGold(hands).begin()
    unit = at.of_class(difference)[0]
    last = unit.versions[-1]
    number = at.bench.participants.index(last.annotator) + 1
    if mouse:
        at.go_to(unit.key)
        hands.settled()
        faces = at.adjudicating.versions.view.faces
        assert faces is not None
        card = next(n for n, card in enumerate(faces.cards) if last.annotator in card.annotators)
        at.click_version("card", card)
    else:
        while at.unit is not unit:
            hands.press("F8")
        hands.press(str(number))
    assert at.outcome(unit) == "accepted"
    gold = _gold(at, unit)
    assert _says(gold) == _says(last.record)
    if isinstance(gold, Event) and isinstance(last.record, Event):
        session = hands.controller.session
        assert session is not None
        assert len(gold.arguments) == len(last.record.arguments)
        assert all(session.sheet.get(a.filler) is not None for a in gold.arguments)
    hands.press("Ctrl+Z")
    assert at.outcome(unit) == ""
    hands.press("Ctrl+Y")
    assert at.outcome(unit) == "accepted"


@pytest.mark.parametrize("article", [BRIEF, CITIES])
def test_two_differing_sheets_become_complete_gold_by_keys_alone(sit: Seat, article: str) -> None:
    hands = sit(article[:12], sidecars=True, article=article)
    before = {path.name: path.read_bytes() for path in hands.folder.iterdir()}
    at = AtGold(hands).begin()
    keys = ["1", "2", "0"]
    for press in range(200):
        if not at.open:
            break
        hands.press(keys[press % 3])
    hands.settled()
    assert at.words == "{0} of {0} decided".format(len(at.rows))
    assert not at.adjudicating.list.done.isHidden()
    hands.press("Ctrl+D")
    hands.settled()
    assert at.adjudicating.list.done.isHidden()
    tags = hands.saved(annotator="gold")
    assert tags.header["status"] == "done"
    decisions = tags.of("decision")
    ids = {record["id"] for record in tags.records}
    assert {d["outcome"] for d in decisions} >= {"agreed", "accepted", "none"}
    assert all(result in ids for d in decisions for result in d["results"])
    for event in tags.of("event"):
        assert all(a["filler"] in ids for a in event["arguments"])
    text = hands.text
    for record in tags.of("entity") + tags.of("event"):
        assert all(text[f["start"] : f["end"]] == f["quote"] for f in record["span"])
    after = {path.name: path.read_bytes() for path in hands.folder.iterdir()}
    assert {name: after[name] for name in before} == before


def _differs_in_one_argument(at: AtGold) -> Unit:
    """An event of at least two arguments on which annotators differ in exactly one."""
    comparison = at.bench.comparison
    assert comparison is not None
    for unit in at.of_class("argument", only=True):
        one, other = (set(comparison.arguments(version)) for version in unit.versions)
        if len(one ^ other) == 1 and len(one | other) >= 2:
            return unit
    raise AssertionError("no event differs so")


def test_a_two_argument_event_that_differs_in_one_argument_takes_at_most_two_actions(sit: Seat) -> None:
    """Prepared is only that one arrived at the article; INCEpTION takes about five."""
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    unit = _differs_in_one_argument(at)
    previous = at.bench.differing[at.bench.differing.index(unit) - 1]
    at.go_to(previous.key)
    hands.view.setFocus()
    with hands.at_most(2):
        hands.press("F8")
        hands.press("1")
    gold = _gold(at, unit)
    assert at.outcome(unit) == "accepted"
    assert isinstance(gold, Event)
    assert len(gold.arguments) == len(unit.versions[0].record.arguments)  # type: ignore[union-attr]
    stored = [e for e in hands.saved(annotator="gold").events if e[1] == quote(gold)]
    assert [len(arguments) for _, _, arguments in stored] == [len(gold.arguments)]


def test_the_same_by_mouse_takes_two_actions(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    unit = _differs_in_one_argument(at)
    with hands.at_most(2):
        hands.actions += 1
        at.go_to(unit.key)
        at.click_version("card", 0)
    assert at.outcome(unit) == "accepted"


def test_none_of_these_and_putting_off(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    first = at.unit
    hands.press("0")
    assert at.outcome(first) == "none"
    assert _gold(at, first) is None
    second = at.unit
    hands.press(".")
    assert at.outcome(second) == "deferred"
    assert at.unit is not second
    hands.settled()
    assert at.words == "1 of 29 decided"
    states = {row.key: row.state for row in at.rows}
    assert states[first.key] == "decided"
    assert states[second.key] == "deferred"
    third = at.go_to(at.bench.differing[4].key)
    at.click_version("none")
    assert at.outcome(third) == "none"
    fourth = at.unit
    at.click_version("defer")
    assert at.outcome(fourth) == "deferred"


def test_a_decision_is_taken_back_long_after(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    first = at.unit
    hands.press("1")
    hands.press("2")
    at.go_to(first.key)
    hands.press("F9")
    assert at.outcome(first) == ""
    assert _gold(at, first) is None
    hands.press("1")
    at.go_to(first.key)
    at.click_version("reopen")
    assert at.outcome(first) == ""


def test_parts_of_two_versions_are_put_together(sit: Seat) -> None:
    hands = sit("telephone", sidecars=True, article=PHONE)
    at = AtGold(hands).begin()
    unit = next(u for u in at.of_class("boundary") if u.kind == "event" and "type" in u.classes)
    one, other = (v.record for v in unit.versions)
    assert isinstance(one, Event)
    assert isinstance(other, Event)
    at.go_to(unit.key)
    hands.settled()
    at.click_version("cell", 0, quote(one))
    assert at.unit is unit
    at.click_version("cell", 1, at.hands.desk.tagset.display(other.type))
    gold = _gold(at, unit)
    assert isinstance(gold, Event)
    assert (stretches(gold), gold.type) == (stretches(one), other.type)
    assert at.outcome(unit) == "parts"


def test_parts_are_taken_by_keys(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    unit = next(unit for unit in at.of_class("boundary", only=True) if unit.kind == "entity")
    at.go_to(unit.key)
    hands.view.setFocus()
    hands.press("Return")
    assert at.adjudicating.versions.view.hasFocus()
    hands.press("Return")
    hands.press("Down", 2)
    hands.press("Space")
    gold = _gold(at, unit)
    assert isinstance(gold, (Entity, Event))
    wanted = unit.versions[1].record
    assert isinstance(wanted, (Entity, Event))
    assert stretches(gold) == stretches(wanted)
    hands.press("Escape")
    assert hands.view.hasFocus()
    hands.press("Ctrl+Z")
    assert at.outcome(unit) == "accepted"


def test_an_argument_is_taken_and_given_back(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    unit = at.of_class("argument", only=True)[0]
    at.go_to(unit.key)
    hands.settled()
    faces = at.adjudicating.versions.view.faces
    assert faces is not None
    fuller = max(range(len(faces.cards)), key=lambda n: sum(c.part is not None for c in faces.cards[n].cells))
    differing = next(c for c in faces.cards[fuller].cells if c.differs and c.part is not None)
    at.click_version("card", 1 - fuller)
    at.go_to(unit.key)
    before = _gold(at, unit)
    assert isinstance(before, Event)
    at.click_version("cell", fuller, differing.words)
    after = _gold(at, unit)
    assert isinstance(after, Event)
    assert len(after.arguments) == len(before.arguments) + 1
    at.click_version("cell", fuller, differing.words)
    again = _gold(at, unit)
    assert isinstance(again, Event)
    assert again.arguments == before.arguments


def test_gold_is_edited_by_hand_and_the_decision_says_so(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    unit = at.of_class("boundary", only=True)[0]
    at.go_to(unit.key)
    hands.view.setFocus()
    hands.press("1")
    at.go_to(unit.key)
    hands.view.setFocus()
    hands.press("F2")
    hands.press("Shift+Left")
    hands.press("Return")
    assert at.outcome(unit) == "edited"
    gold = _gold(at, unit)
    assert isinstance(gold, (Entity, Event))
    assert stretches(gold) != stretches(unit.versions[0].record)  # type: ignore[arg-type]
    hands.press("Ctrl+Z")
    assert at.outcome(unit) == "accepted"


def test_tagging_on_the_place_of_a_difference_decides_it(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    unit = next(
        u
        for u in at.of_class("missing")
        if isinstance(u.versions[0].record, Entity) and quote(u.versions[0].record) == "conference"
    )
    hands.double("conference", "everybody’s mind at the conference")
    hands.press("O")
    assert at.outcome(unit) == "edited"


def test_a_reason_and_a_comment_go_with_the_decision(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, tagset=_with_reasons())
    at = AtGold(hands).begin()
    first = at.unit
    hands.press(",")
    panel = at.adjudicating.versions
    assert panel.reason.hasFocus()
    hands.press("Down")
    hands.press("Return")
    hands.type("see §2")
    hands.press("Return")
    assert hands.view.hasFocus()
    hands.press("1")
    assert panel.comment.text() == ""
    decision = at.bench.ledger.standing(first)
    assert decision is not None
    assert (decision.reason, decision.comment) == ("guideline", "see §2")
    at.go_to(first.key)
    hands.settled()
    assert panel.comment.text() == "see §2"
    panel.comment.setFocus()
    hands.type("3")
    hands.press("Return")
    decision = at.bench.ledger.standing(first)
    assert decision is not None
    assert decision.comment == "see §23"
    assert decision.outcome == "accepted"
    stored = [d for d in hands.saved(annotator="gold").of("decision") if "comment" in d]
    assert [(d["reason"], d["comment"]) for d in stored] == [("guideline", "see §23")]


def test_the_versions_of_a_difference_stand_out_in_every_article_that_comes(sit: Seat) -> None:
    hands = sit("munich-", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    for article in (MUNICH, BRIEF, MUNICH):
        hands.window.open_article(article)
        hands.until(lambda: at.bench.is_settled and hands.window.is_settled, article)
        assert "0: none of these" in hands.hint, article
        at.go_to(at.of_class("boundary", only=True)[0].key)
        wanted = {mark_id(annotator, record.id) for annotator, record in at.unit.versions}
        assert wanted <= hands.view._flow.emphasis.selected, article  # the page itself says what it draws


def test_the_reason_shown_is_that_of_the_decision_through_undo_and_esc(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, tagset=_with_reasons())
    at = AtGold(hands).begin()
    panel, first = at.adjudicating.versions, at.unit
    hands.press("1")
    at.go_to(first.key)
    hands.press(",")
    hands.press("Return")
    hands.type("see §2")
    hands.press("Return")
    hands.press("Ctrl+Z")
    assert panel.comment.text() == ""
    hands.press("Ctrl+Shift+Z")
    assert panel.comment.text() == "see §2"
    hands.press("F9")
    assert panel.comment.text() == "", "it went with the decision"
    hands.press(",")
    hands.press("Return")
    hands.type("dropped")
    hands.press("Escape")
    assert hands.view.hasFocus()
    assert panel.comment.text() == ""
    hands.press("1")
    decision = at.bench.ledger.standing(first)
    assert decision is not None
    assert decision.comment == ""


def test_a_reason_written_before_goes_with_parts_too(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, tagset=_with_reasons())
    at = AtGold(hands).begin()
    unit = next(unit for unit in at.of_class("boundary", only=True) if unit.kind == "entity")
    at.go_to(unit.key)
    hands.press(",")
    hands.press("Down")
    hands.press("Return")
    hands.type("see §2")
    hands.press("Return")
    hands.press("Return")
    hands.press("Return")
    decision = at.bench.ledger.standing(unit)
    assert decision is not None
    assert (decision.reason, decision.comment) == ("guideline", "see §2")
    assert at.adjudicating.versions.comment.text() == "see §2"


def test_the_list_is_worked_by_keys_alone(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    hands.press("Ctrl+4")
    assert at.adjudicating.list.view.hasFocus()
    before = at.unit
    hands.press("Down")
    assert at.unit is not before
    second = at.unit
    hands.press("1")
    assert at.outcome(second) == "accepted"
    third = at.unit
    assert third is at.bench.differing[2]
    hands.press("0")
    assert at.outcome(third) == "none"
    assert at.adjudicating.list.view.hasFocus()
    hands.press("Return")
    assert at.adjudicating.versions.view.hasFocus()


def test_going_on_by_itself_can_be_switched_off(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    hands.window.menus["go-on"].trigger()
    first = at.unit
    hands.press("1")
    assert at.unit is first
    assert at.outcome(first) == "accepted"


def test_stopping_in_the_middle_loses_nothing(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    first = at.unit
    hands.press("1")
    hands.window.menus["stop-adjudicating"].trigger()
    hands.settled()
    assert hands.desk.current is not None
    assert hands.desk.current.annotator != "gold"
    assert at.adjudicating.list_dock.isHidden()
    at.begin()
    assert at.words == "1 of 29 decided"
    assert at.outcome(at.bench.differing[0]) == "accepted"
    assert at.bench.differing[0].key == first.key
    hands.press("Ctrl+Z")
    assert at.words == "0 of 29 decided"


def test_digits_keep_their_meaning_while_text_is_selected_or_an_event_is_filled(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    current = at.unit
    hands.double("everybody", "everybody’s mind")
    hands.press("1")
    assert at.outcome(current) == ""
    hands.press("Ctrl+Z")
    event = at.of_class("attribute")[2]
    at.go_to(event.key)
    hands.view.setFocus()
    hands.press("1")
    at.go_to(event.key)
    hands.view.setFocus()
    hands.press("E")
    assert hands.controller.state.active is not None
    hands.press("2")
    assert at.outcome(event) == "accepted"
    assert hands.controller.state.active is not None


def test_another_tagset_is_said_above_the_differences(
    sit: Seat, shot: Callable[[QWidget, str], None]
) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="rita", size=(1280, 800))
    at = AtGold(hands).begin()
    notice = at.adjudicating.list.notice
    assert not notice.isVisible()
    path = hands.sidecar(BRIEF, "annotator-b")
    data = json.loads(path.read_bytes())
    data["tagset"] = {"id": "own", "version": "3", "sha256": "1" * 64}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    hands.until(notice.isVisible, "said without opening anything")
    assert notice.text() == "Tagged with another tagset: Annotator B (own 3)."
    assert notice.visibleRegion().boundingRect().size() == notice.size(), "all of it"
    assert notice.mapTo(hands.window, notice.rect().bottomLeft()).y() < (
        at.adjudicating.list.progress.mapTo(hands.window, QPoint()).y()
    )
    for theme in ("dark", "light"):
        hands.window.menus[f"theme-{theme}"].trigger()
        hands.settled()
        shot(hands.window, f"another-tagset-{theme}")
    hands.window.menus["blind"].trigger()
    hands.until(lambda: notice.text() == "Tagged with another tagset: Annotator 2 (own 3).", "by number")
    hands.window.menus["stop-adjudicating"].trigger()
    hands.settled()
    assert notice.text() == ""
