"""Import at the real window, of sources that are broken, hostile or oddly put together."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.errors import UNSEEN
from annotator.ui.exchange.report import plain
from tests.ui.window.conftest import Seat
from tests.ui.window.test_exchange import ended, import_dialog_of, press


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
