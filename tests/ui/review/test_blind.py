"""Blind review by real events: no colleague's name reaches the screen, and numbers are one for each, in all panels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QDialog, QMenu, QWidget

from annotator.ui import drawing
from annotator.ui.colours import Theme
from annotator.ui.review.overlay import whose
from tests.driver import Hands
from tests.ui.review.at_gold import BRIEF, AtGold
from tests.ui.review.conftest import Seat

A, B, ZOE = "annotator-a", "annotator-b", "zoe"
PHONE = "telephone-hayashi-blinken.txt"
REAL = ("annotator-a", "annotator-b", "Annotator A", "Annotator B", "zoe", "Zoe")
_SAID = ("text", "toolTip", "statusTip", "accessibleName", "windowTitle", "placeholderText", "toPlainText")
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


def join(folder: Path, annotator: str, *articles: str, name: str = "") -> None:
    """Somebody joins with copies of B's sheets that say something else in one place."""
    for article in articles:
        data = json.loads((folder / f"{article}.{B}.tags.json").read_text(encoding="utf-8"))
        data |= {"annotator": annotator, "name": name or annotator.title(), "status": "done"}
        first = next(record for record in data["records"] if record["kind"] == "entity")
        first["type"] = "FAC" if first["type"] != "FAC" else "ORG"
        path = folder / f"{article}.{annotator}.tags.json"
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _of_model(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()  # all of them are lists
    for row in range(model.rowCount()):
        for role in _ROLES:
            yield str(model.index(row, 0).data(role) or "")


def on_screen() -> str:
    """All that the windows say: words, tooltips, titles, menus, lists, and what is drawn over the text."""
    found: list[str] = []
    for top in QApplication.topLevelWidgets():
        for widget in (top, *top.findChildren(QWidget)):
            found += [str(getattr(widget, said)()) for said in _SAID if callable(getattr(widget, said, None))]
            if isinstance(widget, QAbstractItemView):
                found += _of_model(widget)
            if isinstance(widget, QComboBox):
                found += [widget.itemText(at) for at in range(widget.count())]
        for action in top.findChildren(QAction):
            found += [action.text(), action.toolTip()]
    return "\n".join(found)


def leaks(hands: Hands) -> list[str]:
    """Lines on screen in which somebody's name stands."""
    hands.settled()
    drawn = [mark.label for mark in hands.view._flow.marks.between(0, len(hands.text))]
    lines = [*on_screen().split("\n"), *drawn]
    return [line for line in lines if any(name in line for name in REAL)]


def compared(hands: Hands) -> None:
    """Waits until all is compared and shown."""
    hands.until(lambda: hands.window.reviewing.is_settled and hands.window.is_settled, "compared")


def begin_blind(hands: Hands) -> None:
    """Turns blind review on by its menu."""
    hands.window.menus["blind"].trigger()
    compared(hands)


def test_a_sheet_that_stands_in_names_nobody_from_the_first_moment_on(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess")
    begin_blind(hands)
    hands.close()
    again = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess")
    session = again.controller.session
    assert session is not None
    assert session.stand_in
    assert again.window._reviewing is None
    assert again.window.menus["blind"].isChecked()
    again.click("Tokyo", "Tokyo and NATO")
    again.press("Delete")
    assert again.hint.startswith("You look at the tags of Annotator 1")
    assert leaks(again) == []
    again.press("Ctrl+2")
    again.click("Tokyo", "Tokyo and NATO")
    again.press("Delete")
    assert again.hint.startswith("You look at the tags of Annotator 2")
    assert leaks(again) == []


@pytest.mark.parametrize("article", [BRIEF, PHONE], ids=["stands in", "looked at"])
def test_what_is_open_is_called_anew_when_blindness_changes(sit: Seat, article: str) -> None:
    mine = "tess" if article == BRIEF else A
    hands = sit("munich-talks", "telephone", sidecars=True, article=article, annotator=mine)
    if mine == A:
        hands.press("Ctrl+2")
    whose = B if mine == A else A
    title = whose.replace("-", " ").title()
    banner = hands.window.conversations.telling.banner
    number = "Annotator 1"

    def owner() -> str:
        return hands.window.card.article._facts["Sheet of"].text()

    assert whose in owner()
    for _ in range(2):
        assert whose in banner.words("sheet") or title in banner.words("sheet")
        hands.window.menus["blind"].trigger()
        compared(hands)
        assert number in banner.words("sheet")
        assert number in owner()
        assert [line for line in leaks(hands) if whose in line or title in line] == []
        hands.window.menus["blind"].trigger()
        compared(hands)
        assert number not in banner.words("sheet")
        assert whose in owner()
        session = hands.controller.session
        assert session is not None
        assert title in session.read_only


def test_a_bar_that_was_closed_by_hand_stays_closed(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess")
    banner = hands.window.conversations.telling.banner
    banner.clear("sheet")
    begin_blind(hands)
    assert banner.keys() == ()


def three(sit: Seat) -> Hands:
    """Rita, who has tagged nothing, in a folder of three annotators."""
    hands = sit("munich-talks", "telephone", sidecars=True, article=BRIEF, annotator="rita")
    join(hands.folder, ZOE, BRIEF, name="Zoe Example")
    hands.desk.library.rescan()
    hands.until(lambda: ZOE in hands.desk.library.annotators, "zoe is seen")
    return hands


def badges(hands: Hands) -> dict[str, str]:
    """The letters that stand for colleagues in the panel of colleagues."""
    compared(hands)
    boxes = hands.window.reviewing.colleagues.boxes
    return {name: box.row.look.short for name, box in boxes.items() if box.row.part == ""}


def letters(hands: Hands) -> set[str]:
    """The letters behind the labels over the text."""
    marks = hands.view._flow.marks.between(0, len(hands.text))
    return {mark.label.partition("·")[2] for mark in marks if whose(mark.id)} - {""}


@pytest.fixture
def chips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is drawn in chips, such as the letters in the list of articles."""
    drawn: list[str] = []
    chip = drawing.chip

    def watched(painter: QPainter, right: float, middle: float, text: str, theme: Theme) -> float:
        drawn.append(text)
        return chip(painter, right, middle, text, theme)

    monkeypatch.setattr(drawing, "chip", watched)
    return drawn


def listed(hands: Hands, chips: list[str]) -> set[str]:
    """The letters in the list of articles."""
    chips.clear()
    hands.window.articles.grab()
    return set(chips)


def named(hands: Hands, article: str) -> str:
    """What the list of articles says of one when one points to it."""
    return str(hands.window.articles.model.index_of(article).data(Qt.ItemDataRole.ToolTipRole))


def test_each_has_one_number_in_all_panels_and_who_reviews_has_none(sit: Seat, chips: list[str]) -> None:
    hands = three(sit)
    begin_blind(hands)
    AtGold(hands).begin()
    compared(hands)
    hands.press("Ctrl+3")
    numbers = {A: "A1", B: "A2", ZOE: "A3"}
    assert badges(hands) == numbers
    assert letters(hands) <= set(numbers.values())
    assert "A3" in letters(hands)
    hands.until(lambda: listed(hands, chips) - {"gold"} == set(numbers.values()), "the list says the same")
    assert leaks(hands) == []


def test_the_first_comment_of_who_reviews_changes_no_number(sit: Seat, chips: list[str]) -> None:
    hands = three(sit)
    begin_blind(hands)
    at = AtGold(hands).begin()
    hands.press("Ctrl+3")
    before = badges(hands), named(hands, BRIEF), named(hands, PHONE)
    unit = next(unit for unit in at.bench.differing if unit.of(B) is not None)
    at.go_to(unit.key)
    hands.press("Ctrl+M")
    hands.type("why")
    hands.press("Return")
    path = hands.sidecar(BRIEF, "rita")
    hands.until(path.exists, "the comment is on disk")
    hands.until(lambda: "rita" in hands.desk.library.annotators, "and seen")
    compared(hands)
    assert {name: badges(hands)[name] for name in (A, B, ZOE)} == before[0]
    hands.until(lambda: "Annotator 4" not in named(hands, BRIEF), "nobody is a fourth")
    assert named(hands, PHONE) == before[2]
    hands.until(lambda: {"A1", "A2", "A3"} <= listed(hands, chips), "the list says the same")
    assert leaks(hands) == []


def test_who_joins_in_another_article_moves_the_numbers_everywhere_at_once(
    sit: Seat, chips: list[str]
) -> None:
    hands = three(sit)
    begin_blind(hands)
    hands.press("Ctrl+Shift+C")
    hands.press("Ctrl+3")
    assert badges(hands) == {A: "A1", B: "A2", ZOE: "A3"}
    join(hands.folder, "bea", PHONE)
    hands.until(lambda: badges(hands)[ZOE] == "A4", "bea comes before zoe")
    assert badges(hands) == {A: "A1", B: "A2", ZOE: "A4"}
    hands.until(lambda: "Annotator 3" not in named(hands, BRIEF), "in the list")
    assert "Annotator 4" in named(hands, BRIEF)
    assert "Annotator 3" in named(hands, PHONE)
    hands.until(lambda: listed(hands, chips) == {"A1", "A2", "A3", "A4"}, "by its letters")
    assert "A3" not in letters(hands)
    window = hands.window
    combo = [window.sheets.itemText(at) for at in range(window.sheets.count())]
    assert combo == ["rita (you)", "Annotator 1", "Annotator 2", "Annotator 4"]
    assert leaks(hands) == []


def test_what_can_be_undone_names_nobody(sit: Seat) -> None:
    hands = three(sit)
    at = AtGold(hands).begin()
    while at.unit.of(A) is None:
        hands.press("F8")
    hands.press("1")
    hands.settled()
    assert hands.window.menus["undo"].text().startswith("Undo accept ")
    begin_blind(hands)
    assert leaks(hands) == []


def test_who_is_only_in_other_articles_is_called_by_number_too(sit: Seat) -> None:
    hands = three(sit)
    begin_blind(hands)
    at = AtGold(hands).begin()
    hands.window.open_article(PHONE)
    hands.settled()
    differences = at.adjudicating.list
    differences.set_whole(True)
    hands.until(lambda: any(row.article == BRIEF for row in at.rows), "the whole folder is listed")
    assert leaks(hands) == []
    menu = differences.menu
    menu.popup(differences.mapToGlobal(QPoint()))  # a click on the button would wait for a choice
    said = [action.text() for part in menu.findChildren(QMenu) for action in part.actions()]
    menu.close()
    assert any(words.startswith("Annotator 3 ") for words in said)
    assert [words for words in said if any(name in words for name in REAL)] == []


def test_a_broken_sheet_is_told_without_its_owner(sit: Seat) -> None:
    hands = three(sit)
    hands.press("Ctrl+3")
    begin_blind(hands)
    hands.sidecar(BRIEF, ZOE).write_text("{", encoding="utf-8")
    panel = hands.window.reviewing.colleagues
    hands.until(panel.left_out.isVisible, "left out")
    assert "Annotator 3" in panel.left_out.text()
    assert leaks(hands) == []
    hands.window.sheets.setCurrentIndex(3)
    hands.window.sheets.activated.emit(3)
    hands.until(
        lambda: bool(hands.window.conversations.telling.banner.words("failure")), "it cannot be shown"
    )
    assert leaks(hands) == []


def test_dialogs_and_windows_name_nobody(sit: Seat) -> None:
    hands = three(sit)
    begin_blind(hands)
    hands.window.menus["agreement"].trigger()
    agreement = hands.window.reviewing.agreement.shown
    hands.until(lambda: agreement.job is None, "measured")
    assert leaks(hands) == []
    agreement.close()
    at = AtGold(hands)
    dialog = at.ask()
    assert leaks(hands) == []
    dialog.reject()
    review = hands.window.reviewing.one_sheet
    review.ask()
    assert review.dialog is not None
    assert "Annotator 3" in on_screen()
    assert leaks(hands) == []
    review.dialog.reject()


@pytest.mark.parametrize("action", ["gold", "export"])
def test_dialogs_on_the_whole_folder_name_nobody(sit: Seat, action: str) -> None:
    hands = three(sit)
    begin_blind(hands)
    hands.window.menus[action].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    hands.until(lambda: "Annotator 3" in on_screen(), "the annotators are listed")
    assert leaks(hands) == []
    dialog.reject()


def test_what_could_not_be_opened_is_told_anew(sit: Seat) -> None:
    hands = three(sit)
    hands.sidecar(BRIEF, ZOE).write_text("{", encoding="utf-8")
    hands.window.sheets.setCurrentIndex(3)
    hands.window.sheets.activated.emit(3)
    banner = hands.window.conversations.telling.banner
    hands.until(lambda: ".zoe.tags.json" in banner.words("failure"), "by the name of its file")
    begin_blind(hands)
    assert ".Annotator 3.tags.json" in banner.words("failure")
    assert leaks(hands) == []
