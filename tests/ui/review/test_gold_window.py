"""What else of the window follows adjudication: the list of articles, the hint, another folder, colleagues' sheets."""

from __future__ import annotations

from pathlib import Path

from annotator.ui.panels.article_model import ROW_ROLE
from tests.driver import copy_seeds
from tests.ui.review.at_gold import BRIEF, AtGold
from tests.ui.review.conftest import Seat


def test_the_list_of_articles_tells_of_gold(sit: Seat) -> None:
    hands = sit("munich-talks", "telephone", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    model = hands.window.articles.model
    hands.press("Ctrl+D")
    hands.settled()
    assert model.index_of(BRIEF).data(ROW_ROLE).status == "done"
    hands.window.menus["stop-adjudicating"].trigger()
    hands.settled()
    hands.until(lambda: model.index_of(BRIEF).data(ROW_ROLE).status != "done", "one's own status is back")
    assert not at.bench.adjudicating


def test_the_status_bar_tells_the_keys(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    AtGold(hands).begin()
    hands.press("F8")
    hands.settled()
    hands.window.status_line.hush()
    assert "0: none of these" in hands.hint
    hands.double("everybody", "everybody’s mind")
    assert "none of these" not in hands.hint


def test_another_folder_is_not_adjudicated_until_that_is_begun_there(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    other = copy_seeds(tmp_path / "other", "telephone", sidecars=True)
    hands.window.open_place(other)
    hands.until(lambda: hands.window.article_name.startswith("telephone"), "the other folder")
    hands.settled()
    assert not hands.desk.is_adjudicating
    assert at.adjudicating.list.stack.state == "stopped"
    hands.press("1")
    assert not list(other.glob("*.gold.tags.json"))


def test_while_a_colleagues_sheet_is_looked_at_nothing_is_decided(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    hands.press("1")
    hands.saved(annotator="gold")
    before = hands.sidecar(annotator="gold").read_bytes()
    hands.press("Ctrl+2")
    hands.settled()
    assert hands.desk.current is not None
    assert hands.desk.current.annotator == "annotator-a"
    hands.press("2")
    assert hands.hint == "Go back to gold to decide"
    hands.press("Ctrl+1")
    hands.settled()
    assert hands.desk.current.annotator == "gold"
    assert at.bench.adjudicating
    assert hands.sidecar(annotator="gold").read_bytes() == before


def test_gold_that_is_done_stays_done_when_it_is_opened_again(sit: Seat) -> None:
    hands = sit("munich-talks", "telephone", sidecars=True, article=BRIEF)
    at = AtGold(hands).begin()
    while at.open:
        hands.press("1")
        hands.settled()
    at.adjudicating.list.done.click()
    hands.saved(annotator="gold")
    before = hands.sidecar(annotator="gold").read_bytes()
    hands.window.open_article("telephone-hayashi-blinken.txt")
    hands.settled()
    hands.window.open_article(BRIEF)
    hands.settled()
    assert at.adjudicating.list.done.isHidden()
    assert at.adjudicating.versions.stack.state == "done"
    assert hands.sidecar(annotator="gold").read_bytes() == before
