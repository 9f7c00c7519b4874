"""One sheet reviewed in the real window: one by one with a key each, and many records at once with a preview."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.annotations.records import Decision, Entity, Event, Instance, Relation
from annotator.review import lying
from annotator.review.solo import SoloComparison
from annotator.ui.combo import Combo
from annotator.ui.review.bulk_dialog import BulkDialog
from annotator.ui.review.bulk_list import Listed
from tests.ui.review.at_gold import BRIEF, AtGold, click
from tests.ui.review.conftest import Seat
from tests.unit.review.folders import everything, gold_of, sheet_of
from tests.unit.review.test_deciding import facts

MUNICH = "munich-hayashi-stoltenberg.txt"
A = "annotator-a"
B = "annotator-b"


class AtSheet(AtGold):
    """A reviewer of one sheet."""

    def ask_sheet(self, whose: str = A, *, whole: bool = False) -> BulkDialog:
        """Opens the dialog by the menu, and waits for its preview."""
        self.hands.window.menus["one-sheet"].trigger()
        self.hands.until(self.dialog.isActiveWindow, "the dialog has the keyboard")
        self.choose(self.dialog.choices.whose, whose)
        if whole:
            self.choose(self.dialog.choices.where, "")
        self.looked()
        return self.dialog

    @property
    def dialog(self) -> BulkDialog:
        dialog = self.hands.window.reviewing.one_sheet.dialog
        assert dialog is not None
        return dialog

    def choose(self, combo: QWidget, data: str) -> None:
        """Chooses by the keyboard."""
        assert isinstance(combo, Combo)
        combo.setFocus()
        while combo.currentData() != data:
            at = combo.currentIndex()
            self.hands.press("Down" if combo.findData(data) > at else "Up")
            assert combo.currentIndex() != at, f"{data} cannot be chosen"
        self.looked()

    def looked(self) -> None:
        """Waits for the preview."""
        self.hands.until(
            lambda: self.dialog.is_current and self.hands.background.is_idle, "the preview is there"
        )

    @property
    def listed(self) -> list[Listed]:
        return self.dialog.lines.model.rows

    def having(self, note: str = "ticked") -> list[str]:
        """What is listed with a note."""
        return [row.line.words for row in self.listed if row.note == note]

    def click_row(self, number: int) -> None:
        """Clicks a row of the list."""
        view = self.dialog.lines.view
        index = view.model().index(number, 0)
        view.scrollTo(index)
        corner = view.visualRect(index).topLeft() + QPoint(18, 18)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner)
        QApplication.processEvents()
        self.looked()

    def go(self) -> str:
        """Does it, and gives the headline of the summary."""
        dialog = self.dialog
        click(dialog.go)
        self.hands.until(
            lambda: dialog.pages.currentWidget() is dialog.page_of_summary, "the summary is there"
        )
        return dialog.page_of_summary.headline.text()

    def back(self) -> None:
        """Closes the dialog."""
        dialog = self.dialog
        click(dialog.close_button if dialog.close_button.isVisible() else dialog.cancel)
        self.hands.until(lambda: self.hands.window.reviewing.one_sheet.dialog is None, "the dialog is closed")
        self.hands.window.activateWindow()
        self.hands.until(self.hands.window.isActiveWindow, "back at the window")
        self.hands.settled()


def _seated(sit: Seat, *names: str, article: str = BRIEF) -> AtSheet:
    return AtSheet(sit(*(names or (article[:12],)), sidecars=True, article=article, annotator="rita"))


def _gold(at: AtSheet, article: str = BRIEF) -> set[object]:
    at.hands.saved(annotator="gold")
    return facts(sheet_of(at.hands.folder, article))


def test_records_of_one_sheet_are_gone_through_with_one_key_each(
    sit: Seat, shot: Callable[[QWidget, str], None]
) -> None:
    at = _seated(sit)
    before = everything(at.hands.folder)
    dialog = at.ask_sheet(B)
    assert not gold_of(at.hands.folder)
    click(dialog.choices.through)
    at.hands.until(lambda: at.hands.window.reviewing.one_sheet.dialog is None, "the dialog is closed")
    at.hands.window.activateWindow()
    at.hands.settled()
    assert isinstance(at.bench.comparison, SoloComparison)
    assert at.adjudicating.list_dock.windowTitle() == "Records of Annotator B"
    total = len(at.bench.differing)
    assert at.words == f"0 of {total} decided"
    shot(at.hands.window, "one-sheet-first")
    first = at.unit
    at.hands.press("1")
    second = at.unit
    assert (at.outcome(first), second is first) == ("accepted", False)
    at.hands.press("0")
    assert at.outcome(second) == "none"
    third = at.unit
    at.hands.press(".")
    assert at.outcome(third) == "deferred"
    assert at.words == f"2 of {total} decided"
    at.hands.press("Ctrl+Z", 2)
    assert at.outcome(second) == ""
    assert at.outcome(first) == "accepted"
    shot(at.hands.window, "one-sheet-some")
    for _ in range(3 * total):
        if not at.bench.open_units():
            break
        at.hands.press("1")
    assert not at.bench.open_units()
    assert _gold(at) == facts(sheet_of(at.hands.folder, BRIEF, B))
    assert everything(at.hands.folder) == before


def test_many_are_accepted_at_once_and_one_undo_takes_it_back(sit: Seat) -> None:
    at = _seated(sit)
    before = everything(at.hands.folder)
    dialog = at.ask_sheet()
    number = len(at.having())
    assert dialog.go.text() == f"Accept {number} Records"
    assert f"{number} records become gold." in dialog.told.text()
    assert not gold_of(at.hands.folder)
    assert at.go() == f"{number} records accepted in 1 article"
    at.back()
    assert _gold(at) == facts(sheet_of(at.hands.folder, BRIEF, A))
    assert any(isinstance(r, Instance) for r in sheet_of(at.hands.folder, BRIEF))
    assert not at.bench.open_units()
    at.hands.press("Ctrl+Z")
    assert _gold(at) == set()
    assert len(at.bench.open_units()) == number
    at.hands.press("Ctrl+Y")
    assert _gold(at) == facts(sheet_of(at.hands.folder, BRIEF, A))
    assert everything(at.hands.folder) == before


def test_many_at_once_come_back_to_the_sheet_that_was_gone_through(sit: Seat) -> None:
    at = _seated(sit)
    click(at.ask_sheet(B).choices.through)
    at.hands.until(lambda: at.hands.window.reviewing.one_sheet.dialog is None, "the dialog is closed")
    at.hands.window.activateWindow()
    at.hands.settled()
    at.hands.press("1")
    total = len(at.bench.differing)
    for whose in (B, A):
        at.choose(at.ask_sheet(whose).choices.kind, "event")
        at.go()
        at.back()
        assert isinstance(at.bench.comparison, SoloComparison)
        assert at.bench.comparison.annotator == B
        assert at.adjudicating.list_dock.windowTitle() == "Records of Annotator B"
        assert len(at.bench.differing) == total
    left = len(at.bench.open_units())
    at.hands.press("0")
    assert len(at.bench.open_units()) == left - 1


def test_many_at_once_come_back_to_the_differences_of_several(sit: Seat) -> None:
    at = _seated(sit)
    at.begin()
    before = [unit.key for unit in at.bench.differing]
    at.choose(at.ask_sheet().choices.kind, "event")
    at.go()
    assert isinstance(at.bench.comparison, SoloComparison)
    at.back()
    assert not isinstance(at.bench.comparison, SoloComparison)
    assert at.adjudicating.list_dock.windowTitle() == "Differences"
    assert [unit.key for unit in at.bench.differing] == before
    decided = [unit for unit in at.bench.differing if at.outcome(unit)]
    assert {at.outcome(unit) for unit in decided} == {"accepted"}
    assert at.words.startswith(f"{len(decided)} of ")


def test_a_filter_says_what_is_meant_and_the_preview_what_comes_with_it(
    sit: Seat, shot: Callable[[QWidget, str], None]
) -> None:
    at = _seated(sit)
    dialog = at.ask_sheet()
    at.choose(dialog.choices.kind, "event")
    assert all(row.line.kind == "event" for row in at.listed if row.note == "ticked")
    brought = at.having("brought")
    assert brought
    assert f"{len(brought)} of them brought along" in dialog.told.text()
    shot(dialog, "one-sheet-events")
    events = at.having()
    at.click_row(0)
    assert at.having("spared") == events[:1]
    assert at.having() == events[1:]
    dialog.lines.view.setFocus()
    at.hands.press("Space")
    at.looked()
    assert at.having() == events
    at.hands.press("Space")
    at.looked()
    told = len(at.having()) + len(at.having("brought"))
    assert at.go() == f"{told} records accepted in 1 article"
    at.back()
    at.hands.saved(annotator="gold")
    gold = sheet_of(at.hands.folder, BRIEF)
    assert sorted(r.span[0].quote for r in gold if isinstance(r, Event)) == sorted(events[1:])
    assert len([r for r in gold if isinstance(r, Decision)]) == told


def test_what_is_rejected_is_named_with_what_it_is_missing_from(
    sit: Seat, shot: Callable[[QWidget, str], None]
) -> None:
    at = _seated(sit)
    dialog = at.ask_sheet()
    click(dialog.choices.rejects)
    at.choose(dialog.choices.kind, "entity")
    dialog.choices.text.setFocus()
    at.hands.type("stoltenberg")
    at.looked()
    assert set(at.having()) == {"Stoltenberg", "Jens Stoltenberg"}
    assert at.having("lacking")
    assert "would do without them" in dialog.told.text()
    shot(dialog, "one-sheet-reject")
    number = len(at.having())
    assert at.go() == f"{number} record{'s' if number > 1 else ''} rejected in 1 article"
    at.back()
    at.hands.saved(annotator="gold")
    gold = sheet_of(at.hands.folder, BRIEF)
    assert {r.outcome for r in gold if isinstance(r, Decision)} == {"none"}
    assert not [r for r in gold if isinstance(r, (Entity, Event))]
    dialog = at.ask_sheet()
    assert "Stoltenberg" not in at.having()
    dialog.close()


def test_the_whole_folder_at_once(sit: Seat, shot: Callable[[QWidget, str], None]) -> None:
    at = _seated(sit, "munich-", article=MUNICH)
    before = everything(at.hands.folder)
    dialog = at.ask_sheet(whole=True)
    assert "in 2 articles" in dialog.told.text()
    shot(dialog, "one-sheet-folder")
    number = len(at.having())
    assert at.go() == f"{number} records accepted in 2 articles"
    shot(dialog, "one-sheet-summary")
    at.back()
    at.hands.saved(annotator="gold")
    for name in (MUNICH, BRIEF):
        assert facts(sheet_of(at.hands.folder, name)) == facts(sheet_of(at.hands.folder, name, A))
    assert everything(at.hands.folder) == before
    at.hands.press("Ctrl+Z")
    assert _gold(at, MUNICH) == set()
    assert facts(sheet_of(at.hands.folder, BRIEF)) == facts(sheet_of(at.hands.folder, BRIEF, A))


def test_breaking_off_leaves_whole_articles(sit: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    at = _seated(sit, "munich-", "sister-", "telephone-", article=MUNICH)
    dialog = at.ask_sheet(whole=True)
    began, go_on = threading.Event(), threading.Event()
    written: list[str] = []
    real = lying.Lying.write

    def slow(self: lying.Lying, edit: object) -> bool:
        done = real(self, edit)  # type: ignore[arg-type]
        written.append(self.name)
        began.set()
        assert go_on.wait(10)
        return done

    monkeypatch.setattr(lying.Lying, "write", slow)
    click(dialog.go)
    at.hands.until(began.is_set, "one is written")
    click(dialog.stop)
    go_on.set()
    at.hands.until(lambda: dialog.pages.currentWidget() is dialog.page_of_choices, "broken off")
    assert "What was decided until then stays" in dialog.banner.words("end")
    at.looked()
    done = {*written, MUNICH}
    assert len(done) == 2
    assert {row.line.article for row in at.listed}.isdisjoint(done)
    at.hands.saved(annotator="gold")
    assert gold_of(at.hands.folder).keys() == {f"{name}.gold.tags.json" for name in done}
    for name in done:
        assert facts(sheet_of(at.hands.folder, name)) == facts(sheet_of(at.hands.folder, name, A))
    monkeypatch.undo()
    at.go()
    at.back()
    assert len(gold_of(at.hands.folder)) == 4


def test_gold_that_cannot_be_changed_is_said(sit: Seat) -> None:
    at = _seated(sit)
    gold = at.hands.folder / f"{BRIEF}.gold.tags.json"
    mine = (at.hands.folder / f"{BRIEF}.{A}.tags.json").read_bytes()
    gold.write_bytes(mine.replace(b'"annotator-a"', b'"gold"', 1).replace(b'"version":1,', b'"version":99,'))
    before = gold.read_bytes()
    dialog = at.ask_sheet()
    assert not dialog.go.isEnabled()
    assert gold.read_bytes() == before
    dialog.close()


def test_adjudication_between_several_begins_again_as_it_was(sit: Seat) -> None:
    at = _seated(sit)
    at.begin()
    both = len(at.bench.differing)
    dialog = at.ask_sheet()
    click(dialog.choices.through)
    at.hands.until(lambda: at.hands.window.reviewing.one_sheet.dialog is None, "the dialog is closed")
    at.hands.window.activateWindow()
    at.hands.settled()
    assert len(at.bench.participants) == 1
    again = at.ask()
    assert again.unfinished.isChecked()
    at.confirm(again)
    assert len(at.bench.participants) == 2
    assert len(at.bench.differing) == both
    assert at.adjudicating.list_dock.windowTitle() == "Differences"


def test_a_relation_without_its_ends_is_not_accepted_and_says_why(sit: Seat) -> None:
    at = _seated(sit, article=MUNICH)
    click(at.ask_sheet().choices.through)
    at.hands.until(lambda: at.hands.window.reviewing.one_sheet.dialog is None, "the dialog is closed")
    at.hands.window.activateWindow()
    at.hands.settled()
    relation = next(u for u in at.bench.differing if u.kind == "relation")
    record = relation.versions[0].record
    assert isinstance(record, Relation)
    comparison = at.bench.comparison
    assert comparison is not None
    end = comparison.unit_of(A, record.arguments[0].filler)
    assert end is not None
    at.go_to(end.key)
    at.hands.window.view.setFocus()
    at.hands.press("0")
    at.go_to(relation.key)
    at.hands.window.view.setFocus()
    at.hands.press("1")
    assert at.outcome(relation) == ""
    assert at.unit is relation
    assert "An end of it was decided against" in at.hands.window.status_line.words
    at.hands.press("0")
    assert at.outcome(relation) == "none"
