"""Chains of instances: decided once, they hold in every article, on disk too; taken back, they are taken back everywhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from annotator.annotations.records import Entity, Event
from annotator.review.units import Unit
from tests.driver import Tags
from tests.ui.review.at_gold import AtGold
from tests.ui.review.conftest import Seat

MUNICH = "munich-hayashi-stoltenberg.txt"
GERMAN = "muenchen-ukraine-krise.txt"


def _begin(sit: Seat) -> AtGold:
    """Gold of both articles lies on disk, with what all agree on."""
    hands = sit("munich-hayashi", "muenchen", sidecars=True, article=GERMAN)
    at = AtGold(hands).begin()
    hands.window.open_article(MUNICH)
    hands.settled()
    hands.saved(annotator="gold")
    return at


def _across(at: AtGold) -> Unit:
    """A chain that differs and has mentions that all have in both articles."""
    chaining = at.adjudicating.chaining
    assert chaining.book is not None
    for unit in chaining.units_in(MUNICH):
        if len(unit.versions) == 2 and chaining.book.chains.articles(unit) == sorted([MUNICH, GERMAN]):
            return unit
    raise AssertionError("no chain is like that")


def _members(tags: Tags, instance: str) -> set[str]:
    return {r["id"] for r in tags.of("entity") + tags.of("event") if instance in r.get("instances", ())}


def test_a_chain_is_decided_once_and_holds_in_every_article(
    sit: Seat, shot: Callable[[QWidget, str], None]
) -> None:
    at = _begin(sit)
    hands = at.hands
    unit = _across(at)
    at.go_to(unit.key)
    hands.settled()
    shot(hands.window, "chain")
    hands.view.setFocus()
    hands.press("1")
    hands.settled()
    decision = at.adjudicating.chaining.standing(unit)
    assert decision is not None
    assert decision.outcome == "accepted"
    instance = decision.results[0]
    session = hands.controller.session
    assert session is not None
    assert any(isinstance(r, (Entity, Event)) and instance in r.instances for r in session.sheet)
    other = Tags(hands.sidecar(GERMAN, "gold"))
    assert decision.id in {record["id"] for record in other.of("decision")}
    assert _members(other, instance)
    hands.window.open_article(GERMAN)
    hands.settled()
    assert {row.key: row.state for row in at.rows}[unit.key] == "decided"
    hands.window.open_article(MUNICH)
    hands.settled()
    hands.view.setFocus()
    hands.press("Ctrl+Z")
    hands.settled()
    assert at.adjudicating.chaining.standing(unit) is None
    assert decision.id not in {r["id"] for r in Tags(hands.sidecar(GERMAN, "gold")).of("decision")}


def test_what_is_accepted_refers_at_once_to_what_all_agree_on(sit: Seat) -> None:
    at = _begin(sit)
    hands, book = at.hands, at.adjudicating.chaining.book
    assert book is not None

    def agreed_at(unit: Unit) -> list[Unit]:
        return [u for u in book.chains.units_at((MUNICH, unit.key)) if not u.differs]

    unit = next(u for u in at.bench.differing if u.kind == "entity" and len(u.versions) == 2 and agreed_at(u))
    decision = at.adjudicating.chaining.standing(agreed_at(unit)[0])
    assert decision is not None
    at.go_to(unit.key)
    hands.view.setFocus()
    before = hands.controller.session
    assert before is not None
    sheet = before.sheet
    hands.press("1")
    hands.saved(annotator="gold")
    [made] = [r for r in before.sheet if isinstance(r, (Entity, Event)) and sheet.get(r.id) is None]
    assert decision.results[0] in made.instances
    assert made.id in _members(Tags(hands.sidecar(MUNICH, "gold")), decision.results[0])
    hands.press("Ctrl+Z")
    assert set(map(id, before.sheet)) == set(map(id, sheet))  # one undo takes all of it back


def test_none_and_reopening_a_chain(sit: Seat) -> None:
    at = _begin(sit)
    hands = at.hands
    unit = _across(at)
    at.go_to(unit.key)
    hands.view.setFocus()
    hands.press("0")
    hands.settled()
    chaining = at.adjudicating.chaining
    decision = chaining.standing(unit)
    assert decision is not None
    assert decision.outcome == "none"
    at.go_to(unit.key)
    hands.press("F9")
    assert chaining.standing(unit) is None
    at.go_to(unit.key)
    hands.view.setFocus()
    hands.press(".")
    hands.settled()
    assert chaining.state(unit) == "deferred"
    assert {row.key: row.state for row in at.rows}[unit.key] == "deferred"


def test_chains_that_all_agree_on_are_taken_over(sit: Seat) -> None:
    at = _begin(sit)
    tags = Tags(at.hands.sidecar(GERMAN, "gold"))
    agreed = [d for d in tags.of("decision") if d["of"] == "instance"]
    assert {d["outcome"] for d in agreed} == {"agreed"}
    held = {r["id"] for r in tags.of("instance")}
    assert held
    assert held >= {i for r in tags.of("entity") for i in r.get("instances", ())}
