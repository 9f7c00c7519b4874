"""The way through the differences: filters, from article to article, the whole folder, how much is decided."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

from annotator.ui import drawing
from annotator.ui.review.chaining import Chaining
from annotator.ui.review.rows import Filter
from tests.ui.review.at_gold import BRIEF, AtGold, click
from tests.ui.review.conftest import Seat

PHONE = "telephone-hayashi-blinken.txt"


def choose(menu: QMenu, *path: str) -> None:
    """Chooses an entry of a menu, by how the words of each step begin."""
    menu.aboutToShow.emit()
    for step in path:
        action = next(a for a in menu.actions() if a.text().startswith(step))
        inner = action.menu()
        if inner is None:
            action.trigger()
            return
        menu = inner  # type: ignore[assignment]


def test_filters_by_class_type_and_annotator(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    panel = at.adjudicating.list
    every = at.rows
    choose(panel.menu, "What Differs", "Zone")
    assert {row.kind for row in at.rows} == {"zone"}
    assert len(at.rows) == sum("zone" in row.classes for row in every)
    hands.press("F8")
    assert at.unit.kind == "zone"
    choose(panel.menu, "Show All")
    assert at.rows == every
    choose(panel.menu, "Type", hands.desk.tagset.display("CONSULT"))
    assert at.rows
    assert all("CONSULT" in row.types for row in at.rows)
    choose(panel.menu, "What Differs", "Boundary")
    assert all("boundary" in row.classes for row in at.rows)
    assert len(at.rows) == 1
    panel.filters.removed.emit("type")
    assert len(at.rows) == sum("boundary" in row.classes for row in every)
    choose(panel.menu, "Show All")
    choose(panel.menu, "Who Stands Apart", "Annotator A")
    assert len(at.rows) == len(every)


def test_decided_ones_can_be_left_out_and_no_match_says_so(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    panel = at.adjudicating.list
    first = at.unit
    hands.press("1")
    choose(panel.menu, "Open Ones Only")
    assert first.key not in {row.key for row in at.rows}
    assert at.words == "1 of 29 decided"
    panel.set_filter(Filter(difference="role"))
    assert panel.stack.state == "filtered"


def test_next_and_previous_go_on_to_other_articles_and_round(sit: Seat) -> None:
    hands = sit("munich-talks", "telephone", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    last = at.rows[-1]
    at.go_to(last.key)
    hands.view.setFocus()
    hands.press("F8")
    hands.settled()
    assert hands.window.article_name == PHONE
    assert at.unit is at.bench.differing[0]
    hands.press("Shift+F8")
    hands.settled()
    assert hands.window.article_name == BRIEF
    assert at.unit.key == last.key
    at.go_to(at.bench.differing[0].key)
    hands.view.setFocus()
    hands.press("Shift+F8")
    hands.settled()
    assert hands.window.article_name == PHONE
    assert at.unit.key == at.rows[-1].key


def test_the_way_to_other_articles_keeps_to_the_filter(sit: Seat) -> None:
    hands = sit("munich-talks", "telephone", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    at.adjudicating.list.set_filter(Filter(difference="type"))
    hands.view.setFocus()
    hands.press("F8")
    hands.settled()
    assert hands.window.article_name == PHONE
    assert "type" in at.unit.classes


def test_the_whole_folder_is_listed_and_counted(sit: Seat) -> None:
    hands = sit(sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    panel = at.adjudicating.list
    choose(panel.menu, "Whole Folder")
    hands.settled()
    articles = {row.article for row in at.rows}
    assert len(articles) == 5
    total = len(at.rows)
    assert at.words == f"0 of {total} decided, whole folder"
    row = next(row for row in at.rows if row.article == PHONE and "type" in row.classes)
    panel.row_requested.emit(row)
    hands.settled()
    assert hands.window.article_name == PHONE
    assert at.unit.key == row.key
    hands.view.setFocus()
    hands.press("1")
    hands.settled()
    assert at.words == f"1 of {total} decided, whole folder"
    hands.window.open_article(BRIEF)
    hands.settled()
    assert at.words == f"1 of {total} decided, whole folder"
    panel.set_whole(False)
    assert at.words == f"0 of {len(at.rows)} decided"


def test_an_article_with_one_sheet_says_what_to_do(sit: Seat) -> None:
    hands = sit("munich-talks", "tokyo", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    hands.window.open_article("tokyo-hayashi-stoltenberg.txt")
    hands.settled()
    assert at.adjudicating.list.stack.state == "few"
    session = hands.controller.session
    assert session is not None
    assert len(session.sheet) == 0
    assert not hands.sidecar(annotator="gold").exists()
    hands.press("F8")
    hands.settled()
    assert hands.window.article_name == BRIEF


def _decide_all(at: AtGold) -> str:
    """Decides by keys until nothing is left, and gives the key of the last difference."""
    last = ""
    while at.open:
        last = at.unit.key
        at.hands.press("1")
        at.hands.settled()
    return last


def test_chains_that_are_known_late_are_told_where_nothing_seemed_to_be_left(
    sit: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Callable[[], None]] = []
    known = Chaining._on_laid_out
    monkeypatch.setattr(Chaining, "_on_laid_out", lambda self, *laid: held.append(lambda: known(self, *laid)))
    hands = sit("munich-hayashi", "muenchen", sidecars=True)
    at = AtGold(hands)
    click(at.ask().go)
    hands.window.activateWindow()
    hands.until(lambda: hands.window.isActiveWindow() and at.bench.current is not None, "at a difference")
    hands.until(lambda: bool(held), "chains are laid on each other")
    while at.bench.current is not None:
        hands.press("1")
    assert "decided so far; the folder is still being looked through" in hands.hint
    while held:
        held.pop()()
    assert hands.hint == "There is more to decide in this article by now. F8: on"
    hands.press("F8")
    assert at.unit.kind == "instance"


def test_all_decided_says_so_and_leads_to_the_next_article(sit: Seat) -> None:
    hands = sit("munich-talks", "telephone", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    _decide_all(at)
    assert hands.window.article_name == BRIEF
    assert (
        hands.hint == "All of this article is decided. F8: on to the next one. Shift+F8: back to the last one"
    )
    assert at.adjudicating.versions.stack.state == "done"
    assert not at.adjudicating.list.done.isHidden()
    hands.press("F8")
    hands.settled()
    assert hands.window.article_name == PHONE


def test_one_key_too_many_decides_nothing(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    last = _decide_all(at)
    assert hands.hint == "All of this article is decided. Shift+F8: back to the last one"
    session = hands.controller.session
    assert session is not None
    gold = session.sheet
    for key in ("1", "2", "0", ".", "F9"):
        hands.press(key)
        assert session.sheet is gold, f"{key} decides nothing"
        assert "Shift+F8 or a click goes back" in hands.hint
    hands.press("Shift+F8")
    assert at.unit.key == last
    hands.press("2")
    hands.settled()
    assert session.sheet is not gold
    assert at.bench.current is None, "decided anew, and left again"
    hands.press("Ctrl+Z")
    hands.settled()
    at.go_to(last)
    hands.view.setFocus()
    hands.press("0")
    hands.settled()
    assert at.adjudicating.rows.state(at.adjudicating.rows.unit(last) or at.unit) == "decided"


def test_who_undoes_the_last_decision_is_back_at_it(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    last = _decide_all(at)
    hands.press("Ctrl+Z")
    hands.settled()
    assert [row.key for row in at.open] == [last]
    assert at.unit.key == last
    hands.press("2")
    hands.settled()
    assert not at.open
    assert at.bench.current is None


def test_what_was_put_off_is_told_and_reached_once_the_rest_is_decided(sit: Seat) -> None:
    hands = sit("munich-talks", "telephone", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    first = at.unit.key
    hands.press(".")
    while any(row.state != "deferred" for row in at.open):
        hands.press("1")
        hands.settled()
    assert "All of this article is decided but what was put off. F8: on" in hands.hint
    assert at.bench.current is None
    hands.press("F8")
    hands.settled()
    assert (hands.window.article_name, at.bench.current is not None) == (PHONE, True)
    hands.press("Shift+F8")
    hands.settled()
    assert at.unit.key == first


def test_the_keyboard_is_not_lost_where_the_last_one_is_decided_among_its_versions(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    last = at.rows[-1].key
    while len(at.open) > 1:
        hands.press("1")
        hands.settled()
    assert at.unit.key == last
    hands.press("Return")
    assert at.adjudicating.versions.view.hasFocus()
    hands.press("1")
    hands.settled()
    assert not at.open
    hands.press("Shift+F8")
    assert at.unit.key == last
    hands.press("Ctrl+D")
    session = hands.controller.session
    assert session is not None
    assert session.sheet.status == "done"


def test_a_long_list_of_classes_is_counted_in_the_list_and_whole_in_the_tooltip(
    sit: Seat, shot: Callable[[QWidget, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    path = hands.sidecar(BRIEF, "annotator-b")
    data = json.loads(path.read_text("utf-8"))
    help = next(r for r in data["records"] if r["kind"] == "event" and r["span"][0]["quote"] == "help")
    help["span"] = [dict(help["span"][0], start=help["span"][0]["start"] - 2, quote="s help")]
    help["type"] = "PROVIDE"
    path.write_text(json.dumps(data), "utf-8")
    at = AtGold(hands).begin()
    panel = at.adjudicating.list
    row = next(row for row in at.rows if len(row.classes) == 4)
    index = panel.model.index_of(BRIEF, row.key)
    panel.view.scrollTo(index)
    drawn: list[str] = []
    elided = drawing.elided

    def watched(painter: QPainter, text: str, width: float) -> str:
        drawn.append(elided(painter, text, width))
        return drawn[-1]

    monkeypatch.setattr(drawing, "elided", watched)
    shot(panel, "long-classes")
    said = next(text for text in drawn if text.startswith("boundary ·"))
    assert said.endswith(f"+{4 - len(said.split(' · '))}")
    assert "Aid / PROVIDE" in drawn
    viewport, place = panel.view.viewport(), panel.view.visualRect(index).center()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place)))
    assert "boundary · type · argument · attribute, open" in QToolTip.text()
    QToolTip.hideText()
