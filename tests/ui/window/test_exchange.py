"""Export, import and gold from the real window: nothing is written before it is asked for, nothing left when broken off."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QRadioButton, QWidget

from annotator.formats import gathering, importing, offers, promoting, registry
from annotator.formats.exchange import Collector, Labelled, Loss, Piece, Setting
from annotator.formats.native import NativeReader, NativeWriter
from annotator.formats.registry import FORMATS, Format
from annotator.ui.exchange import export_choices, import_dialog
from annotator.ui.exchange.export_choices import ExportChoices
from annotator.ui.exchange.export_dialog import ExportDialog
from annotator.ui.exchange.frame import ExchangeDialog
from annotator.ui.exchange.gold_dialog import GoldDialog
from annotator.ui.exchange.import_dialog import ImportDialog
from annotator.ui.exchange.report import plain
from annotator.ui.panels.article_model import ROW_ROLE
from tests.driver import Hands, Tags, rows_of
from tests.ui.window.conftest import Seat
from tests.ui.window.test_folder import state_of

NAMES = ("munich-hayashi-stoltenberg.txt", "munich-talks-brief.txt")


def at_the_window(hands: Hands) -> None:
    """The window has the keyboard again: no window manager gives it back here."""
    hands.until(lambda: hands.window.conversations.exchange.dialog is None, "the dialog is closed")
    hands.window.activateWindow()
    hands.until(hands.window.isActiveWindow, "the window has the keyboard")


def asked(hands: Hands) -> ExchangeDialog:
    """The dialog that is open, once its preview is there."""
    dialog = hands.window.conversations.exchange.dialog
    assert dialog is not None
    hands.until(dialog.isActiveWindow, "the dialog has the keyboard")
    looked(hands, dialog)
    return dialog


def export_dialog_of(hands: Hands) -> ExportDialog:
    """The dialog of export, opened by its key."""
    at_the_window(hands)
    hands.press("Ctrl+E")
    dialog = asked(hands)
    assert isinstance(dialog, ExportDialog)
    return dialog


def import_dialog_of(hands: Hands, source: Path) -> ImportDialog:
    """The dialog of import, opened by its key, with a source typed."""
    at_the_window(hands)
    hands.press("Ctrl+I")
    dialog = asked(hands)
    assert isinstance(dialog, ImportDialog)
    enter(hands, dialog.source, source)
    looked(hands, dialog)
    return dialog


def looked(hands: Hands, dialog: ExchangeDialog) -> None:
    """Waits for the preview."""
    hands.until(lambda: dialog.preview.is_current and hands.background.is_idle, "the preview is there")


def enter(hands: Hands, field: QLineEdit, words: object) -> None:
    """Pastes into a field in place of what it holds."""
    field.setFocus()
    hands.press("Ctrl+A")
    QApplication.clipboard().setText(str(words))
    hands.press("Ctrl+V")


def press(button: QAbstractButton) -> None:
    """Clicks a button, which must be possible."""
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def inside(dialog: ExportDialog) -> ExportChoices:
    """The choices of an export with those that are folded at first."""
    if not dialog.choices.advanced.is_open:
        press(dialog.choices.advanced.head)
    return dialog.choices


def choose(hands: Hands, dialog: ExportDialog, id: str) -> None:
    """Goes to a format with the arrow keys."""
    dialog.choices.formats.setFocus()
    hands.press("Home")
    for _ in range(20):
        if dialog.choices.format.id == id:
            break
        hands.press("Down")
    assert dialog.choices.format.id == id
    looked(hands, dialog)


def ended(hands: Hands, dialog: ExchangeDialog) -> str:
    """Waits for the summary, and gives its words."""
    hands.until(dialog.summary.isVisible, "the summary is there")
    return f"{dialog.page_of_summary.headline.text()}\n{plain(dialog.summary.sections)}"


def listed(hands: Hands) -> list[str]:
    """The articles in the list."""
    return [row.key for row in rows_of(hands.window.articles.model, ROW_ROLE)]


def exported(hands: Hands, out: Path) -> None:
    """Exports to the program's own format, by hand."""
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    press(inside(dialog).keep_zones)
    enter(hands, dialog.choices.out.path, out)
    press(dialog.go)
    ended(hands, dialog)
    press(dialog.close_button)


class _LossyWriter(NativeWriter):
    """The program's own format, but for who made a record."""

    def render(self, article: Labelled) -> Piece:
        piece = super().render(article)
        losses = tuple(Loss(r.id, "by", "this format names nobody") for r in article.records)
        return Piece(piece.article, piece.content, losses)

    def collector(self, target: Path) -> Collector:
        return super().collector(target)


@pytest.fixture
def lossy(monkeypatch: pytest.MonkeyPatch) -> str:
    """A format that loses a property of every record, and one whose library is missing."""
    module = ModuleType("annotator.formats.lossy")

    def writer(_setting: Setting) -> _LossyWriter:
        return _LossyWriter()

    module.__dict__["writer"] = writer
    monkeypatch.setitem(sys.modules, "annotator.formats.lossy", module)
    monkeypatch.setitem(sys.modules, "spacy", None)
    made = (
        FORMATS[0],
        Format("lossy", "Lossy lines", (".lines",), "lossy", reads=False, loses=("who made a record",)),
        Format("absent", "Absent", (".absent",), "absent", extra="spacy"),
    )
    for owner in (registry, export_choices, import_dialog, offers):
        monkeypatch.setattr(owner, "FORMATS", made)
    return "lossy"


class Gate:
    """Holds a worker at a call of a function, until the test lets it go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._reached, self._open = threading.Event(), threading.Event()

    def hold(self, owner: Any, name: str, number: int) -> None:
        """Holds at the call of that number, from 1."""
        real, calls = getattr(owner, name), [0]

        def waiting(*args: Any, **options: Any) -> Any:
            calls[0] += 1
            if calls[0] == number:
                self._reached.set()
                self._open.wait(10)
            return real(*args, **options)

        self._monkeypatch.setattr(owner, name, waiting)

    def is_reached(self) -> bool:
        """Whether somebody waits."""
        return self._reached.is_set()

    def open(self) -> None:
        """Lets the worker go on."""
        self._open.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """A gate that is open at the end, whatever fails."""
    made = Gate(monkeypatch)
    yield made
    made.open()


# -- export ------------------------------------------------------------------------------------------------------


def test_the_seeds_are_exported_by_keyboard_alone(sit: Seat, tmp_path: Path) -> None:
    hands = sit(sidecars=True, annotator="Annotator A")
    before = state_of(hands.folder)
    dialog = export_dialog_of(hands)
    assert dialog.choices.sheets.currentText() == "annotator-a · 6 sheets, 3 finished"
    out = tmp_path / "gold.jsonl"
    choose(hands, dialog, "native")
    enter(hands, dialog.choices.out.path, out)
    assert list(tmp_path.glob("*.jsonl*")) == []
    hands.press("Return")
    words = ended(hands, dialog)
    assert "6 articles exported to gold.jsonl" in words
    assert "Nothing was lost" in words
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert sorted(line["name"] for line in lines) == sorted(p.name for p in hands.folder.glob("*.txt"))
    manifest = tmp_path / "gold.jsonl.manifest.json"
    assert str(manifest) in words
    assert json.loads(manifest.read_text("utf-8"))["totals"]["articles"] == 6
    hands.press("Return")
    hands.until(lambda: hands.window.conversations.exchange.dialog is None, "the dialog is closed")
    assert state_of(hands.folder) == before
    again = export_dialog_of(hands)
    assert Path(again.choices.out.path.text()).parent == tmp_path
    hands.press("Escape")


def test_another_format_and_a_split(sit: Seat, tmp_path: Path) -> None:
    hands = sit(sidecars=True, annotator="Annotator A")
    other = next(f for f in FORMATS if f.writes and f.id != "native" and offers.lacking(f) is None)
    dialog = export_dialog_of(hands)
    choose(hands, dialog, other.id)
    assert dialog.shown.text.toPlainText()
    dialog.choices.split.sets.setFocus()
    hands.press("Down")
    assert dialog.choices.split.sets.currentData() == "80/10/10"
    enter(hands, dialog.choices.split.seed, 7)
    enter(hands, dialog.choices.out.path, tmp_path / "sets")
    looked(hands, dialog)
    press(dialog.go)
    words = ended(hands, dialog)
    assert "6 articles exported to sets" in words
    told = json.loads((tmp_path / "sets" / "manifest.json").read_text("utf-8"))
    assert told["format"] == other.id
    assert told["options"] == told["options"] | {"split": "80/10/10", "seed": 7, "sheet": "annotator-a"}
    for name in [m["name"] for m in told["moved"]]:
        assert name in words
    press(dialog.close_button)


def test_where_records_come_from_is_told_once_not_record_by_record(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "brat")
    enter(hands, dialog.choices.out.path, tmp_path / "collection")
    looked(hands, dialog)
    heading = "Not kept: who made what, and when"
    (before,) = [s for s in dialog.shown.report.sections if s.heading == heading]
    press(dialog.go)
    ended(hands, dialog)
    (after,) = [s for s in dialog.summary.sections if s.heading == heading]
    for section in (before, after):
        assert [row.words for row in section.rows][:1] == ["id, by, at, origin"]
        assert len(section.rows) <= 3
    press(dialog.close_button)


def test_a_comment_that_is_not_in_the_file_is_not_called_nothing(sit: Seat) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "csv")
    assert "Nothing of this article would be lost" in plain(dialog.shown.report.sections)
    hands.press("Escape")
    hands.until(lambda: hands.window.conversations.exchange.dialog is None, "the dialog is closed")
    hands.window.activateWindow()
    hands.until(hands.window.isActiveWindow, "back at the window")
    hands.press("Ctrl+M")
    hands.type("City?")
    hands.press("Return")
    hands.saved(annotator="annotator-a")
    dialog = export_dialog_of(hands)
    for format, what in (("csv", "No label"), ("native", "Nothing")):
        choose(hands, dialog, format)
        words = plain(dialog.shown.report.sections)
        assert f"{what} of this article would be lost" in words
        assert ("comments, which are about the tagging" in words) is (format == "csv")


def test_the_preview_shows_what_would_be_lost(sit: Seat, lossy: str, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    before = state_of(tmp_path)
    dialog = export_dialog_of(hands)
    choose(hands, dialog, lossy)
    assert dialog.choices.out.path.text().endswith("articles-lossy.lines")
    assert '"format":"annotator-articles"' in dialog.shown.text.toPlainText()
    words = plain(dialog.shown.report.sections)
    assert "would be lost" in words
    assert "this format names nobody" in words
    hands.press("Down")
    assert not dialog.go.isEnabled()
    assert "-m pip install 'spacy" in plain(dialog.shown.report.sections)
    choose(hands, dialog, lossy)
    assert state_of(tmp_path) == before
    inside(dialog).strict.setFocus()
    hands.press("Space")
    enter(hands, dialog.choices.out.path, tmp_path / "a.lines")
    press(dialog.go)
    hands.until(lambda: bool(dialog.banner.words("end")), "strict is told")
    assert "cannot hold everything, so nothing was written" in dialog.banner.words("end")
    assert state_of(tmp_path) == before
    press(inside(dialog).strict)
    press(dialog.go)
    words = ended(hands, dialog)
    assert "things that the format cannot hold" in words
    press(dialog.copy)
    assert "this format names nobody" in QApplication.clipboard().text()
    press(dialog.close_button)


def test_an_export_that_is_broken_off_leaves_nothing(sit: Seat, tmp_path: Path, gate: Gate) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    enter(hands, dialog.choices.out.path, tmp_path / "out.jsonl")
    looked(hands, dialog)
    before = state_of(tmp_path)
    gate.hold(gathering, "take", 2)
    press(dialog.go)
    hands.until(gate.is_reached, "the second sheet is being read")
    hands.until(lambda: "of 2 sheets" in dialog.page_of_work.count.text(), "progress is shown")
    hands.press("Escape")
    assert "Breaking off" in dialog.page_of_work.count.text()
    gate.open()
    hands.until(lambda: dialog.job is None, "it has ended")
    assert dialog.banner.words("end") == "Broken off. Nothing was written."
    assert state_of(tmp_path) == before
    hands.press("Escape")
    hands.until(lambda: hands.window.conversations.exchange.dialog is None, "the dialog is closed")


def test_closing_the_dialog_breaks_off(sit: Seat, tmp_path: Path, gate: Gate) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    enter(hands, dialog.choices.out.path, tmp_path / "out.jsonl")
    looked(hands, dialog)
    gate.hold(gathering, "take", 2)
    press(dialog.go)
    hands.until(gate.is_reached, "the second sheet is being read")
    assert dialog.close()
    gate.open()
    hands.settled()
    assert not list(tmp_path.glob("*out.jsonl*"))


def test_what_lies_there_is_only_replaced_when_asked_and_an_export(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    out = tmp_path / "out.jsonl"
    exported(hands, out)
    first = out.read_bytes()
    dialog = export_dialog_of(hands)
    enter(hands, dialog.choices.out.path, out)
    assert not dialog.go.isEnabled()
    assert "out.jsonl is there already" in dialog.told.text()
    out.write_text("old", encoding="utf-8")
    press(inside(dialog).keep_zones)
    press(dialog.choices.out.replace)
    press(dialog.go)
    ended(hands, dialog)
    assert out.read_bytes() == first
    press(dialog.close_button)
    dialog = export_dialog_of(hands)
    dialog.choices.split.sets.setFocus()
    hands.press("Down")
    enter(hands, dialog.choices.out.path, hands.folder)  # no export has made it: it would be gone
    assert "no export" in dialog.told.text()
    assert not dialog.choices.out.replace.isVisible()
    assert not dialog.go.isEnabled()
    enter(hands, dialog.choices.out.path, hands.folder / "sets")
    assert "would be listed as articles" in dialog.told.text()
    hands.press("Escape")


def test_what_goes_wrong_is_told_in_the_dialog(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    dialog = export_dialog_of(hands)
    dialog.choices.split.sets.setFocus()
    hands.press("End")
    enter(hands, dialog.choices.split.own, "70/70")
    assert "is no split" in dialog.told.text()
    assert not dialog.go.isEnabled()
    dialog.choices.split.sets.setFocus()
    hands.press("Home")
    enter(hands, dialog.choices.out.path, "")
    hands.press("Backspace")
    assert dialog.told.text() == "Say where to."
    enter(hands, dialog.choices.out.path, tmp_path / "file" / "deep" / "out.jsonl")
    looked(hands, dialog)
    press(dialog.go)
    hands.until(lambda: bool(dialog.banner.words("end")), "the error is told")
    assert "file" in dialog.banner.words("end")
    assert dialog.go.isVisible()
    hands.press("Escape")


def test_refused_sheets_are_named_and_finished_ones_counted(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    broken = hands.sidecar("munich-talks-brief.txt", "annotator-a")
    broken.write_text("{", encoding="utf-8")
    dialog = export_dialog_of(hands)
    hands.until(lambda: "1 finished" in dialog.choices.sheets.currentText(), "the finished ones are counted")
    choose(hands, dialog, "native")
    enter(hands, dialog.choices.out.path, tmp_path / "out.jsonl")
    looked(hands, dialog)
    press(dialog.go)
    words = ended(hands, dialog)
    assert "1 sheet refused" in words
    assert "munich-talks-brief.txt · annotator-a" in words
    press(dialog.close_button)


def test_the_tag_just_made_is_exported_too(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", article=NAMES[0])
    hands.double("Ukraine")
    hands.press("G")
    hands.saved()
    hands.desk.library.rescan()
    hands.settled()
    hands.press("Escape")
    hands.double("Munich")
    hands.press("G")
    exported(hands, tmp_path / "out.jsonl")
    (line,) = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    quotes = [r["span"][0]["quote"] for r in json.loads(line)["records"] if r["kind"] == "entity"]
    assert sorted(quotes) == ["Munich", "Ukraine"]


def test_the_folder_of_an_export_is_opened(
    sit: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    dialog = export_dialog_of(hands)
    choose(hands, dialog, "native")
    enter(hands, dialog.choices.out.path, tmp_path / "out.jsonl")
    press(dialog.go)
    ended(hands, dialog)
    press(dialog.open_folder)
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path]
    hands.press("Escape")


# -- import ------------------------------------------------------------------------------------------------------


def test_what_was_exported_comes_back_as_it_was(sit: Seat, tmp_path: Path) -> None:
    hands = sit(
        "munich", "tokyo", sidecars=True, annotator="Annotator A", article="tokyo-hayashi-stoltenberg.txt"
    )
    exported(hands, tmp_path / "out.jsonl")
    sidecars = [hands.sidecar(name, "annotator-a") for name in NAMES]
    records = [Tags(path).records for path in sidecars]
    for name in NAMES:
        for path in hands.folder.glob(f"{name}*"):
            path.unlink()
    hands.until(lambda: NAMES[0] not in listed(hands), "the articles are gone")
    dialog = import_dialog_of(hands, tmp_path / "out.jsonl")
    assert "It looks like Annotator JSONL" in dialog._format_words.text()
    assert dialog.shown.text.toPlainText()
    words = plain(dialog.shown.report.sections)
    assert "1 conflict" in words
    assert "tokyo-hayashi-stoltenberg.txt.annotator-a.tags.json" in words
    assert "Person · entity mention" in words
    assert "3 articles" in dialog.told.text()
    assert not sidecars[0].exists()
    press(dialog.go)
    words = ended(hands, dialog)
    assert "2 sheets imported, 2 new articles" in words
    assert "1 conflict" in words
    assert "--merge" not in words
    hands.until(lambda: set(NAMES) <= set(listed(hands)), "the new articles are listed")
    assert [Tags(path).records for path in sidecars] == records
    press(dialog.close_button)


def test_a_broken_source_is_told_with_file_and_line(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    source = tmp_path / "out.jsonl"
    exported(hands, source)
    first, *rest = source.read_text("utf-8").splitlines()
    source.write_text("\n".join([first.replace("munich-", "genf-", 1), "{broken", *rest]), encoding="utf-8")
    dialog = import_dialog_of(hands, source)
    assert "out.jsonl, line 2: broken JSON" in plain(dialog.shown.report.sections)
    enter(hands, dialog.annotator, "Jörg Müller")
    assert "joerg-mueller" in dialog._annotator_words.text()
    looked(hands, dialog)
    before = state_of(hands.folder)
    press(dialog.go)
    words = ended(hands, dialog)
    assert "out.jsonl, line 2: broken JSON" in words
    press(dialog.copy)
    assert "line 2: broken JSON" in QApplication.clipboard().text()
    after = state_of(hands.folder)
    assert {name: after[name] for name in before} == before
    assert {n for n in after if n not in before} > {f"{n}.joerg-mueller.tags.json" for n in NAMES[1:]}
    press(dialog.close_button)


def test_what_cannot_be_read_is_told_before_anything_is_written(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich")
    riddle = tmp_path / "riddle.bin"
    riddle.write_bytes(bytes(range(256)) * 10)
    dialog = import_dialog_of(hands, riddle)
    assert "in no format that can be read here" in dialog.told.text()
    assert not dialog.go.isEnabled()
    enter(hands, dialog.source, tmp_path / "nowhere")
    assert dialog.told.text() == "There is no nowhere."
    dialog.formats.setFocus()
    hands.press("Down")
    enter(hands, dialog.source, riddle)
    looked(hands, dialog)
    assert not dialog.go.isEnabled()
    assert "riddle.bin" in plain(dialog.shown.report.sections)
    hands.press("Escape")


def test_an_import_that_is_broken_off_says_what_stays(sit: Seat, tmp_path: Path, gate: Gate) -> None:
    hands = sit("munich", "tokyo", sidecars=True, annotator="Annotator A")
    exported(hands, tmp_path / "out.jsonl")
    other = tmp_path / "other"
    dialog = import_dialog_of(hands, tmp_path / "out.jsonl")
    enter(hands, dialog.into, other)
    looked(hands, dialog)
    gate.hold(importing, "_take", 2)
    press(dialog.go)
    hands.until(gate.is_reached, "the second article is being imported")
    press(dialog.stop)
    gate.open()
    hands.until(lambda: dialog.job is None, "it has ended")
    assert "Broken off. 2 articles had been imported and stay." in dialog.banner.words("end")
    assert len(list(other.glob("*.txt"))) == 2
    hands.press("Escape")


def test_the_articles_of_another_folder_are_shown(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    exported(hands, tmp_path / "out.jsonl")
    dialog = import_dialog_of(hands, tmp_path / "out.jsonl")
    enter(hands, dialog.into, tmp_path / "other")
    looked(hands, dialog)
    press(dialog.go)
    ended(hands, dialog)
    press(dialog.show_articles)
    hands.until(lambda: hands.desk.library.place == tmp_path / "other", "the other folder is opened")
    hands.settled()
    assert listed(hands) == list(NAMES)


class _TypedReader(NativeReader):
    """The program's own format, with what may be tagged."""

    def tagset(self, source: Path) -> Mapping[str, Any]:
        return {"id": "theirs", "version": "1", "entity": {"PER": {"name": "Someone", "key": "P"}}}


def test_a_tagset_that_comes_along_is_in_use_at_once(
    sit: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("annotator.formats.typed")
    module.__dict__["reader"] = _TypedReader
    monkeypatch.setitem(sys.modules, "annotator.formats.typed", module)
    made = (FORMATS[0], Format("typed", "Typed lines", (".typed",), "typed", writes=False))
    for owner in (registry, export_choices, import_dialog, offers):
        monkeypatch.setattr(owner, "FORMATS", made)
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    exported(hands, tmp_path / "out.jsonl")
    (tmp_path / "out.jsonl").rename(tmp_path / "out.typed")
    dialog = import_dialog_of(hands, tmp_path / "out.typed")
    enter(hands, dialog.annotator, "Bea")
    looked(hands, dialog)
    press(dialog.go)
    words = ended(hands, dialog)
    assert "A tagset was made" in words
    hands.until(lambda: hands.desk.tagset.id == "theirs", "the new tagset is in use")
    hands.settled()
    press(dialog.close_button)


# -- gold --------------------------------------------------------------------------------------------------------


def test_finished_sheets_become_gold_once(sit: Seat, tmp_path: Path) -> None:
    hands = sit(sidecars=True, annotator="Annotator A")
    before = state_of(hands.folder)
    hands.window.menus["gold"].trigger()
    dialog = asked(hands)
    assert isinstance(dialog, GoldDialog)
    assert dialog.go.text() == "Make 3 Sheets Gold"
    words = plain(dialog.report.sections)
    assert "3  become gold" in words
    assert "3  not finished, and left out" in words
    assert state_of(hands.folder) == before
    hands.press("Return")
    words = ended(hands, dialog)
    assert "3 articles with new gold" in words
    assert "3 sheets not finished, and left out" in words
    gold = sorted(hands.folder.glob("*.gold.tags.json"))
    assert len(gold) == 3
    after = state_of(hands.folder)
    assert {name: after[name] for name in before} == before
    hands.press("Return")
    hands.settled()
    hands.window.menus["gold"].trigger()
    dialog = asked(hands)
    assert not dialog.go.isEnabled()
    assert "3  have gold already, which is not overwritten" in plain(dialog.report.sections)  # type: ignore[attr-defined]
    hands.press("Escape")
    hands.until(lambda: any("gold" in r.annotators for r in rows_of(hands.window.articles.model, ROW_ROLE)))
    export = export_dialog_of(hands)
    assert export.choices.sheets.currentText() == "Gold · 3 sheets, 3 finished"
    hands.press("Escape")


def test_gold_that_is_broken_off_says_what_stays(sit: Seat, gate: Gate) -> None:
    hands = sit(sidecars=True, annotator="Annotator A")
    hands.window.menus["gold"].trigger()
    dialog = asked(hands)
    gate.hold(promoting, "read_header", 2)
    press(dialog.go)
    hands.until(gate.is_reached, "the second sheet is being read")
    hands.press("Escape")
    gate.open()
    hands.until(lambda: dialog.job is None, "it has ended")
    assert "The gold made until then stays" in dialog.banner.words("end")
    hands.press("Escape")


# -- looks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1000, 680), (480, 560)], ids=["wide", "narrow"])
def test_everything_has_a_name_and_is_reached_with_tab(
    sit: Seat, theme: str, size: tuple[int, int], shot: Callable[[QWidget, str], None], tmp_path: Path
) -> None:
    hands = sit("munich", sidecars=True, annotator="Annotator A")
    hands.appearance.choose("dark" if theme == "dark" else "light")
    long = tmp_path / "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle.jsonl"
    exported(hands, long)
    export = export_dialog_of(hands)
    export.resize(*size)
    enter(hands, export.choices.out.path, long)
    _has_names(hands, export)
    shot(export, f"export-{theme}-{size[0]}")
    assert export.width() <= max(size[0], 560)
    hands.press("Escape")
    import_ = import_dialog_of(hands, long)
    import_.resize(*size)
    _has_names(hands, import_)
    shot(import_, f"import-{theme}-{size[0]}")
    press(import_.go)
    ended(hands, import_)
    shot(import_, f"imported-{theme}-{size[0]}")
    hands.press("Escape")


def _has_names(hands: Hands, dialog: ExchangeDialog) -> None:
    QApplication.processEvents()
    reachable = {
        widget
        for widget in dialog.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and (not isinstance(widget, QRadioButton) or widget.isChecked())  # arrows reach the others
    }
    for widget in reachable:
        words = widget.text() if isinstance(widget, QAbstractButton) else ""
        assert widget.accessibleName() or words, f"{widget} has no name"
    reached = set()
    for _ in range(3 * len(reachable)):
        hands.press("Tab")
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
    assert reachable - reached == set()
