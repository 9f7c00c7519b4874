"""What is told and offered around the text: after a merge with somebody else's changes, and where one was lately."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QToolButton, QWidget

from annotator.ui.panels.article_model import ROW_ROLE
from tests.driver import SEEDS, Hands, Tags, copy_seeds, rows_of
from tests.ui.window.conftest import Seat

MUNICH = "munich-hayashi-stoltenberg.txt"
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


# -- somebody else at the same sheet -----------------------------------------------------------------------------


def elsewhere(hands: Hands, change: Any) -> None:
    """Somebody else changes the open sheet on disk: ``change`` is given its records by quote, and its header."""
    path = hands.sidecar()
    whole = json.loads(path.read_text(encoding="utf-8"))
    change({Tags.quote(record): record for record in whole["records"]}, whole)
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def bar_of(hands: Hands) -> str:
    """What the bar of conflicts says, once there is one."""
    banner = hands.window.conversations.banner
    hands.until(lambda: bool(banner.words("conflicts")), "conflicts are told")
    assert banner.isVisible()
    return banner.words("conflicts")


def tag_two(hands: Hands) -> None:
    """Two tags; the second one stays selected."""
    for quote in ("Ukraine", "Munich"):
        hands.double(quote)
        hands.press("G")
    assert hands.selected_quote() == "Munich"
    hands.saved()


def test_what_both_changed_is_told_by_name_and_both_stay(sit: Seat) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    tag_two(hands)
    elsewhere(hands, lambda of, _: of["Munich"].update(note="theirs"))
    hands.press("U")
    assert bar_of(hands) == (
        "Somebody else changed this sheet meanwhile. Nothing was overwritten: "
        "GPE “Munich” was changed by both, and both versions are kept."
    )
    tags = hands.saved()
    munich = [r for r in tags.of("entity") if Tags.quote(r) == "Munich"]
    assert sorted((r["flag"], r["note"]) for r in munich) == [("", "theirs"), ("unsure", "")]
    banner = hands.window.conversations.banner
    cross = next(b for b in banner.findChildren(QToolButton) if b.isVisible())
    QTest.mouseClick(cross, LEFT, NO_KEY, cross.rect().center())
    assert not banner.words("conflicts")


def test_what_one_deleted_and_the_other_changed_is_told_and_stays(sit: Seat) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    tag_two(hands)
    elsewhere(hands, lambda of, whole: whole["records"].remove(of["Munich"]))
    hands.press("U")
    assert "GPE “Munich” was deleted by one and changed by the other, and is kept." in bar_of(hands)
    assert sorted(quote for _, quote in hands.saved().entities) == ["Munich", "Ukraine"]


def test_what_one_deleted_and_the_other_used_is_told_and_comes_back(sit: Seat) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    tag_two(hands)
    hands.press("Escape")
    hands.double("Meeting")
    hands.press("Shift+C")
    hands.saved()
    elsewhere(hands, lambda of, whole: whole["records"].remove(of["Ukraine"]))
    hands.click("Ukraine")
    assert "GPE “Ukraine” was deleted by one and used by the other, and is kept." in bar_of(hands)
    tags = hands.saved()
    assert [filler for _, _, fillers in tags.events for _, filler in fillers] == ["Ukraine"]


def test_more_conflicts_than_a_bar_holds_are_counted(sit: Seat) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    hands.double("the", "calm the crisis")
    hands.press("S")
    hands.press("A")
    hands.press("Return")
    further = len(hands.saved().entities) - 1
    assert further > 6

    def note_all(_: object, whole: Any) -> None:
        for record in whole["records"]:
            record["note"] = "theirs"

    elsewhere(hands, note_all)
    hands.press("Ctrl+Z")
    words = bar_of(hands)
    assert words.count("span “the” was deleted by one and changed by the other, and is kept") == 5
    assert words.endswith(f"; and {further - 5} more.")


# -- the list ----------------------------------------------------------------------------------------------------


def test_the_list_is_sorted_by_name_status_and_tags(sit: Seat) -> None:
    hands = sit(sidecars=True, annotator="Annotator A")
    model = hands.window.articles.model

    def rows() -> list[Any]:
        return list(rows_of(model, ROW_ROLE))

    hands.until(lambda: all(row.tags is not None for row in rows()), "the list knows all rows")
    names = sorted(path.name for path in SEEDS.glob("*.txt"))
    assert [row.key for row in rows()] == names
    opened = hands.window.article_name
    hands.press("Ctrl+Shift+F")
    hands.press("Tab")
    sorting = QApplication.focusWidget()
    assert isinstance(sorting, QComboBox)
    hands.press("Down")
    assert sorting.currentText() == "Status"
    order = ["problem", "in-progress", "untouched", "done"]
    assert len({row.status for row in rows()}) > 1
    assert [row.status for row in rows()] == sorted((row.status for row in rows()), key=order.index)
    hands.press("Down")
    assert sorting.currentText() == "Tags"
    assert [row.tags for row in rows()] == sorted((row.tags for row in rows()), reverse=True)
    assert hands.window.article_name == opened
    hands.press("Ctrl+T")
    first = [row.key for row in rows()]
    at = first.index(opened)
    step, chord = (1, "Ctrl+PgDown") if at + 1 < len(first) else (-1, "Ctrl+PgUp")
    hands.press(chord)
    hands.settled()
    assert hands.window.article_name == first[at + step], "next is the next one of the list as it is sorted"


# -- where one was lately ----------------------------------------------------------------------------------------


def open_recent(hands: Hands) -> QMenu:
    """Opens the menu of recent places: a click on File, then keys."""
    bar = hands.window.menuBar()
    file = next(action for action in bar.actions() if action.text() == "File")
    QTest.mouseClick(bar, LEFT, NO_KEY, bar.actionGeometry(file).center())
    hands.until(lambda: QApplication.activePopupWidget() is not None, "the File menu opens")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    wanted = next(action for action in menu.actions() if action.text() == "Open Recent")
    for _ in menu.actions():
        hands.press("Down")
        if menu.activeAction() is wanted:
            break
    hands.press("Right")
    hands.until(lambda: QApplication.activePopupWidget() is not menu, "the recent places open")
    recent = QApplication.activePopupWidget()
    assert isinstance(recent, QMenu)
    return recent


def test_a_recent_place_is_opened_from_the_menu_and_a_missing_one_cannot_be(
    sit: Seat, tmp_path: Path
) -> None:
    hands = sit("munich-hayashi")
    other = copy_seeds(tmp_path / "other", "tokyo")
    gone = copy_seeds(tmp_path / "gone", "canal")
    for place in (gone, other, hands.folder):
        hands.window.open_place(place)
        hands.settled()
    shutil.rmtree(gone)
    menu = open_recent(hands)
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [
        (str(hands.folder), True),
        (str(other), True),
        (str(gone), False),
    ]
    point = menu.actionGeometry(menu.actions()[2]).center()
    QTest.mouseClick(menu, LEFT, NO_KEY, point)
    assert hands.desk.library.place == hands.folder, "a place that is gone is not opened"
    for popup in iter(QApplication.activePopupWidget, None):
        hands.press("Escape")
        assert popup is not QApplication.activePopupWidget()
    menu = open_recent(hands)
    QTest.mouseClick(menu, LEFT, NO_KEY, menu.actionGeometry(menu.actions()[1]).center())
    hands.settled()
    assert hands.desk.library.place == other
    assert hands.window.article_name.startswith("tokyo")
    assert hands.settings.recent[0] == other
    assert open_recent(hands).actions()[0].text() == str(other)
    while QApplication.activePopupWidget() is not None:
        hands.press("Escape")


# -- the status line ---------------------------------------------------------------------------------------------


class Layouts(QObject):
    """Counts how often the status line is laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.count += 1
        return False


def test_tagging_moves_nothing_in_the_status_line(sit: Seat) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    line = hands.window.status_line
    hands.double("Ukraine")
    hands.press("G")
    hands.saved()
    layouts, said = Layouts(), {line.words}
    before = [(w.objectName(), w.geometry()) for w in line.findChildren(QWidget) if w.isVisible()]
    line.installEventFilter(layouts)
    for quote in ("Munich", "Moscow", "Germany"):
        hands.double(quote)
        said.add(line.words)
        hands.press("G")
        said.add(line.words)
        hands.saved()
        hands.settled()
    assert len(said) > 3
    assert layouts.count == 0
    assert [(w.objectName(), w.geometry()) for w in line.findChildren(QWidget) if w.isVisible()] == before
    line.removeEventFilter(layouts)
