"""Import at the real window, of sources that are broken, hostile or oddly put together."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.errors import UNSEEN
from annotator.ui.exchange.report import plain
from tests.ui.window.conftest import Seat
from tests.ui.window.test_exchange import ended, enter, import_dialog_of, looked, press


def test_what_files_say_is_seen_in_the_window_as_well(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich")
    source = tmp_path / "out.jsonl"
    source.write_text(
        r'{"name":"\u202egpj.txt","text":"Anna hit Bob.","label":[[0,99,"\u001b[2J\nPER\u202e"],[0,4,"PER"]]}',
        encoding="utf-8",
    )
    dialog = import_dialog_of(hands, source)
    assert dialog.shown.heading.text() == r"Preview: \u202egpj.txt"
    told = r"out.jsonl, line 1, label[0]: \x1b[2J\nPER\u202e: "
    assert told in plain(dialog.shown.report.sections)
    press(dialog.go)
    words = ended(hands, dialog)
    assert told in words
    assert UNSEEN.search(words.replace("\n", "")) is None
    press(dialog.copy)
    assert told in QApplication.clipboard().text()
    press(dialog.close_button)


def test_a_folder_with_wrong_lines_is_known_and_what_was_put_together_is_told(
    sit: Seat, tmp_path: Path
) -> None:
    hands = sit("munich")
    source, into = tmp_path / "brat", tmp_path / "in"
    for name in ("ann", "bob"):
        (source / name).mkdir(parents=True)
        (source / name / "con.txt").write_text("Anna met Bob.", encoding="utf-8")
        (source / name / "con.ann").write_text("T1\tPER 0 4\tAnna\nT2\tPER 9 99\tx\n", encoding="utf-8")
    dialog = import_dialog_of(hands, source)
    enter(hands, dialog.into, into)
    looked(hands, dialog)
    assert "brat standoff" in dialog._format_words.text()
    press(dialog.go)
    words = ended(hands, dialog)
    assert "2 places that could not be taken as they stand" in words
    assert "3 things under another name, or put together" in words
    assert "ann/con.txt: an article cannot be called so here; it was named ann/_con.txt instead" in words
    assert "as bob/_con.txt that of ann/_con.txt; they were taken as articles of their own" in words
    assert "No tagset was made" in words
    assert (into / "bob" / "_con.txt.imported.tags.json").is_file()
    press(dialog.close_button)
