"""Each option of the export dialog changes what is written, is shown in the preview, and is there again the next time."""

from __future__ import annotations

import json
import shutil
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.formats.manifest import Manifest
from annotator.tagsets.reading import parse_tagset
from annotator.ui.exchange import broken as counting
from annotator.ui.exchange import processes
from annotator.ui.exchange.export_dialog import ExportDialog
from annotator.ui.exchange.gold_dialog import GoldDialog
from annotator.ui.exchange.report import plain
from annotator.ui.exchange.type_picker import TypePicker
from tests.driver import Hands
from tests.ui.window.conftest import Seat
from tests.ui.window.test_exchange import (
    NAMES,
    Gate,
    asked,
    choose,
    ended,
    enter,
    export_dialog_of,
    gate,
    inside,
    looked,
    press,
)
from tests.ui.window.test_folder import state_of

__all__ = ["gate"]

MANY = 40
"""Articles that are more than one process renders at a time."""


def written(hands: Hands, dialog: ExportDialog, out: Path) -> tuple[list[Any], dict[str, Any]]:
    """Exports there; gives the articles of the program's own format and what the manifest says was wanted."""
    enter(hands, dialog.choices.out.path, out)
    looked(hands, dialog)
    press(dialog.go)
    ended(hands, dialog)
    press(dialog.close_button)
    manifest = json.loads(out.with_name(f"{out.name}.manifest.json").read_text("utf-8"))
    lines = out.read_text("utf-8").splitlines() if out.suffix == ".jsonl" else []
    return [json.loads(line) for line in lines], manifest["options"]


def types_of(articles: list[Any]) -> set[str]:
    """The types of all mentions."""
    return {r["type"] for a in articles for r in a["records"] if r["kind"] in ("entity", "event")}


def picker_of(hands: Hands, dialog: ExportDialog) -> TypePicker:
    """The list of types, opened by keyboard."""
    dialog.choices.types.setFocus()
    hands.press("Space")
    picker = dialog.choices.types.picker
    assert picker is not None
    hands.until(picker.isVisible, "the list of types is open")
    return picker


def click_row(picker: TypePicker, words: str) -> None:
    """Clicks a row of the list."""
    model = picker.model
    row = next(row for row in range(model.rowCount()) if model.index(row).data() == words)
    picker.view.scrollTo(model.index(row))
    middle = picker.view.visualRect(model.index(row)).center()
    QTest.mouseClick(
        picker.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(middle)
    )


def broken(hands: Hands, name: str) -> None:
    """Gives a mention of a sheet a type that the tagset does not know."""
    path = hands.sidecar(name, "annotator-a")
    text = path.read_text("utf-8")
    before, found, after = text.rpartition('"type":"PER"')
    assert found
    path.write_text(f'{before}"type":"NOBODY"{after}', encoding="utf-8")


def many(folder: Path) -> None:
    """Copies an article with its tags until there are many."""
    for number in range(MANY):
        for path in folder.glob("munich-talks-brief.txt*"):
            shutil.copy(path, folder / path.name.replace("munich-talks-brief", f"more-{number:02}"))


# -- types -------------------------------------------------------------------------------------------------------


def test_only_the_types_that_are_ticked_are_exported(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    assert dialog.choices.types.currentText() == "All types"
    picker = picker_of(hands, dialog)
    click_row(picker, "All types")
    assert dialog.choices.types.currentText() == "No type"
    assert dialog.told.text() == "Tick a type to be exported."
    assert not dialog.go.isEnabled()
    QTest.keyClicks(picker.line, "organis")
    hands.press("Return")
    assert dialog.choices.types.currentText() == "Organisation"
    QTest.keyClicks(picker.line, "state or")
    hands.press("Return")
    hands.press("Escape")
    assert not picker.isVisible()
    assert dialog.choices.types.currentText() == "Organisation, State or town"
    looked(hands, dialog)
    assert "of other types" in plain(dialog.shown.report.sections)
    articles, options = written(hands, dialog, tmp_path / "some.jsonl")
    assert types_of(articles) == {"ORG", "GPE"}
    assert options["types"] == ["ORG", "GPE"]
    again = export_dialog_of(hands)
    assert again.choices.types.currentText() == "Organisation, State or town"
    picker = picker_of(hands, again)
    click_row(picker, "Events")
    click_row(picker, "Entities")
    click_row(picker, "Entities")
    hands.press("Escape")
    articles, options = written(hands, again, tmp_path / "events.jsonl")
    known = hands.desk.tagset
    assert types_of(articles)
    assert all(known.is_event(type) for type in types_of(articles))
    assert all(known.is_event(name) for name in options["types"])


# -- sheets with errors ------------------------------------------------------------------------------------------


def test_sheets_with_errors_are_counted_and_exported_when_asked(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    broken(hands, NAMES[1])
    hands.settled()
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    box = dialog.choices.allow_errors
    hands.until(lambda: box.text() == "Also sheets with errors · 1 here", "they are counted")
    assert dialog.told.text() == "2 sheets as Annotator JSONL; 1 with errors is refused"
    articles, options = written(hands, dialog, tmp_path / "without.jsonl")
    assert [a["name"] for a in articles] == [NAMES[0]]
    assert "allow errors" not in options
    dialog = export_dialog_of(hands)
    dialog.choices.allow_errors.setFocus()
    hands.press("Space")
    assert dialog.told.text() == "2 sheets as Annotator JSONL"
    articles, options = written(hands, dialog, tmp_path / "with.jsonl")
    assert [a["name"] for a in articles] == list(NAMES)
    assert options["allow errors"] is True
    assert "NOBODY" in types_of(articles)
    again = export_dialog_of(hands)
    assert again.choices.allow_errors.isChecked()
    press(again.choices.only_finished)
    words = "Also sheets with errors · none here"
    hands.until(lambda: again.choices.allow_errors.text() == words, "the finished one has no error")
    hands.press("Escape")


def test_a_sheet_with_errors_is_refused_in_the_preview_too(sit: Seat) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    broken(hands, NAMES[0])
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    assert "The first sheet is refused" in plain(dialog.shown.report.sections)
    assert dialog.shown.heading.text() == f"Preview: {NAMES[1]}"
    press(dialog.choices.allow_errors)
    looked(hands, dialog)
    assert "refused" not in plain(dialog.shown.report.sections)
    assert dialog.shown.heading.text() == f"Preview: {NAMES[0]}"
    hands.press("Escape")


def test_of_very_many_sheets_only_the_first_are_looked_at(sit: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 1)
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    broken(hands, NAMES[0])
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    words = "Also sheets with errors · 1 of the first 1"
    hands.until(lambda: dialog.choices.allow_errors.text() == words, "the first one is looked at")
    assert dialog.told.text() == "2 sheets as Annotator JSONL; 1 or more with errors are refused"
    hands.press("Escape")


# -- names of types ----------------------------------------------------------------------------------------------


def test_types_bear_the_names_of_a_scheme(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    assert not dialog.choices.scheme.isVisible()
    choose(hands, dialog, "conll2003-iob2")
    assert dialog.choices.scheme.isVisible()
    assert "B-GPE" in dialog.shown.text.toPlainText()
    dialog.choices.scheme.setFocus()
    hands.press("Down")
    assert dialog.choices.scheme.currentData() == "conll2003"
    looked(hands, dialog)
    assert "B-LOC" in dialog.shown.text.toPlainText()
    assert "B-GPE" not in dialog.shown.text.toPlainText()
    assert "conll2003" in plain(dialog.shown.report.sections)  # what has no name there is lost
    dialog.choices.tokenizer.setFocus()
    hands.press("End")
    _, options = written(hands, dialog, tmp_path / "out.conll")
    assert options["scheme"] == "conll2003"
    assert options["tokenizer"] == "spacy:xx"
    assert " B-LOC\n" in (tmp_path / "out.conll").read_text("utf-8")
    again = export_dialog_of(hands)
    assert again.choices.scheme.currentData() == "conll2003"
    assert again.choices.tokenizer.currentData() == "spacy:xx"
    choose(hands, again, "native")
    _, options = written(hands, again, tmp_path / "out.jsonl")
    assert "scheme" not in options


def test_a_tagset_without_other_names_offers_none(sit: Seat, tmp_path: Path) -> None:
    plainest = parse_tagset(b'id = "own"\nversion = "1"\n[entity.PER]\nname = "Someone"\n', tmp_path / "own")
    hands = sit("munich", sidecars=True, annotator="Annotator A", tagset=plainest)
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "conll2003-iob2")
    assert dialog.choices.tokenizer.isVisible()
    assert not dialog.choices.scheme.isVisible()
    hands.press("Escape")


# -- processes ---------------------------------------------------------------------------------------------------


def test_two_processes_write_what_one_writes(sit: Seat, tmp_path: Path, gate: Gate) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    many(hands.folder)
    hands.desk.library.rescan()
    hands.settled()
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    one, _ = written(hands, dialog, tmp_path / "one.jsonl")
    dialog = export_dialog_of(hands)
    jobs = inside(dialog).jobs
    jobs.setFocus()
    jobs.setCurrentIndex(jobs.findData("2"))
    enter(hands, dialog.choices.out.path, tmp_path / "two.jsonl")
    looked(hands, dialog)
    gate.hold(Manifest, "add", 1)
    press(dialog.go)
    hands.until(gate.is_reached, "the first article is there")
    assert {type(child).__name__ for child in active_children()} == {"SpawnProcess"}
    assert len(active_children()) == 2
    hands.until(lambda: f"of {MANY + 2} sheets" in dialog.page_of_work.count.text(), "progress is shown")
    gate.open()
    ended(hands, dialog)
    press(dialog.close_button)
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    assert len(one) == MANY + 2
    again = export_dialog_of(hands)
    assert again.choices.jobs.currentData() == "2"
    assert again.choices.advanced.is_open
    press(again.choices.advanced.head)
    assert not again.choices.jobs.isVisible()
    hands.press("Escape")


def test_an_export_in_processes_that_is_broken_off_leaves_nothing(
    sit: Seat, tmp_path: Path, gate: Gate
) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    many(hands.folder)
    hands.desk.library.rescan()
    hands.settled()
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "brat")
    jobs = inside(dialog).jobs
    jobs.setCurrentIndex(jobs.findData("2"))
    enter(hands, dialog.choices.out.path, tmp_path / "collection")
    looked(hands, dialog)
    before = state_of(tmp_path)
    gate.hold(Manifest, "add", 5)
    press(dialog.go)
    hands.until(gate.is_reached, "some articles are rendered")
    assert len(active_children()) == 2
    hands.press("Escape")
    gate.open()
    hands.until(lambda: dialog.job is None, "it has ended")
    assert dialog.banner.words("end") == "Broken off. Nothing was written."
    assert active_children() == []
    assert state_of(tmp_path) == before
    press(dialog.go)
    assert f"{MANY + 2} articles exported" in ended(hands, dialog)
    hands.press("Escape")


def test_closing_the_window_ends_the_processes(sit: Seat, tmp_path: Path, gate: Gate) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    many(hands.folder)
    hands.desk.library.rescan()
    hands.settled()
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    jobs = inside(dialog).jobs
    jobs.setCurrentIndex(jobs.findData("2"))
    enter(hands, dialog.choices.out.path, tmp_path / "out.jsonl")
    looked(hands, dialog)
    before = state_of(tmp_path)
    gate.hold(Manifest, "add", 5)
    press(dialog.go)
    hands.until(gate.is_reached, "some articles are rendered")
    assert dialog.close()
    gate.open()
    hands.settled()
    hands.close()
    assert active_children() == []
    assert state_of(tmp_path) == before


def test_a_process_that_is_killed_is_told(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    many(hands.folder)
    hands.desk.library.rescan()
    hands.settled()
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    jobs = inside(dialog).jobs
    jobs.setCurrentIndex(jobs.findData("2"))
    enter(hands, dialog.choices.out.path, tmp_path / "out.jsonl")
    looked(hands, dialog)
    before = state_of(tmp_path)
    press(dialog.go)
    hands.until(lambda: len(active_children()) == 2, "the processes have begun")
    for child in active_children():
        child.kill()
    hands.until(lambda: dialog.job is None, "it has ended")
    assert "ended from outside" in dialog.banner.words("end")
    assert "Use fewer processes." in dialog.banner.words("end")
    assert state_of(tmp_path) == before
    hands.press("Escape")


def test_how_many_processes_it_takes_of_itself(sit: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes.automatic(processes.MANY - 1) == 1
    assert processes.automatic(processes.MANY) == processes.processors() >= 1
    assert processes.choices()[0] == 1
    monkeypatch.setattr(processes, "processors", lambda: 6)
    assert processes.choices() == [1, 2, 4, 6]
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    jobs = inside(dialog).jobs
    assert jobs.currentText() == "Automatic: 1 process for 2 sheets"
    assert "each of the 6 processors" in jobs.toolTip()
    assert dialog._order().jobs == 1
    monkeypatch.setattr(processes, "MANY", 2)
    press(dialog.choices.keep_zones)
    assert jobs.currentText() == "Automatic: 6 processes for 2 sheets"
    assert dialog._order().jobs == 6
    press(dialog.choices.advanced.head)
    assert dialog.choices.advanced.head.accessibleDescription() == "zones kept"
    hands.press("Escape")


# -- the dialog --------------------------------------------------------------------------------------------------


def test_tab_goes_down_the_column(sit: Seat) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "conll2003-iob2")
    fields = inside(dialog)
    fields.formats.setFocus()
    seen = []
    for _ in range(13):
        hands.press("Tab")
        seen.append(QApplication.focusWidget())
    assert seen == [
        *(fields.sheets, fields.only_finished, fields.allow_errors, fields.types, fields.split.sets),
        *(fields.tokenizer, fields.scheme, fields.out.path, fields.out.browse, fields.advanced.head),
        *(fields.keep_zones, fields.strict, fields.jobs),
    ]
    hands.press("Escape")


def test_gold_that_was_only_adopted_is_renewed_when_asked(sit: Seat) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")

    def gold_dialog() -> GoldDialog:
        hands.until(lambda: hands.window.conversations.exchange.dialog is None, "the dialog is closed")
        hands.window.menus["gold"].trigger()
        dialog = asked(hands)
        assert isinstance(dialog, GoldDialog)
        return dialog

    dialog = gold_dialog()
    assert not dialog.renew.isVisible()
    press(dialog.go)
    ended(hands, dialog)
    press(dialog.close_button)
    gold = hands.sidecar(NAMES[0], "gold")
    first = gold.read_bytes()
    theirs = hands.sidecar(NAMES[0], "annotator-a")
    theirs.write_text(theirs.read_text("utf-8").replace('"type":"PER"', '"type":"ORG"', 1), encoding="utf-8")
    hands.settled()
    dialog = gold_dialog()
    assert not dialog.go.isEnabled()
    press(dialog.renew)
    assert "renewed if nobody has worked on it" in plain(dialog.report.sections)
    press(dialog.go)
    assert "1 article with new gold" in ended(hands, dialog)
    press(dialog.close_button)
    assert gold.read_bytes() != first
