"""The guide's walk through a project of two annotators: seen, measured, decided, told, exported. Takes its pictures, too."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from annotator.cli import main
from tests.ui.review.at_agreement import agreement_of, click_cell, show_page
from tests.ui.review.at_gold import BRIEF, AtGold
from tests.ui.review.conftest import Seat

A, B = "annotator-a", "annotator-b"
_SIZE = (1400, 900)


def test_two_people_one_folder_one_gold(sit: Seat, shot: Callable[[QWidget, str], None]) -> None:
    jo = sit("munich-talks", "sister", "telephone", sidecars=True, annotator=B, article=BRIEF)
    theirs = {path: path.read_bytes() for path in jo.folder.iterdir()}
    jo.window.resize(*_SIZE)
    jo.press("Ctrl+Shift+C")
    jo.until(lambda: jo.window.reviewing.bench.is_settled and jo.window.is_settled, "compared")
    assert jo.window.reviewing.bench.visible == {A}
    shot(jo.window, "review-colleagues")
    shown = agreement_of(jo)
    shown.resize(1000, 760)
    show_page(shown, "Types")
    click_cell(shown.pages.dots.canvas, "Organisation")
    jo.until(lambda: shown.is_settled and not shown.list.heading.isHidden(), "its differences are listed")
    shot(shown, "review-agreement")
    shown.close()
    jo.window.activateWindow()  # as a window manager does
    jo.until(jo.window.isActiveWindow, "back at the window")
    jo.press("Ctrl+Shift+C")
    assert not jo.window.reviewing.bench.visible
    jo.close()

    rita = sit("munich-talks", sidecars=True, annotator="rita", article=BRIEF)
    rita.window.resize(*_SIZE)
    at = AtGold(rita).begin()
    presses = 0
    while at.bench.open_units():
        if presses == 6:
            at.go_to(next(u.key for u in at.of_class("argument") if u in at.bench.open_units()))
            rita.settled()
            shot(rita.window, "review-differences")
        rita.press("1" if presses % 3 else "2")
        presses += 1
    rita.press("Ctrl+D")
    gold = rita.saved(annotator="gold")
    assert gold.header["status"] == "done"
    rita.close()
    assert {path: path.read_bytes() for path in theirs} == theirs

    jo = sit("munich-talks", sidecars=True, annotator=B, article=BRIEF)
    jo.window.resize(*_SIZE)
    jo.press("Ctrl+5")
    mine = jo.window.reviewing.my_gold
    jo.until(lambda: mine.is_settled and jo.window.is_settled, "gold is compared")
    assert mine.panel.model.told
    for _ in range(6):
        jo.press("F7")
        jo.until(lambda: mine.is_settled and jo.window.is_settled, "the place is reached")
    shot(jo.window, "review-against-gold")

    out = jo.folder.parent / "gold.jsonl"
    assert main(["export", str(jo.folder), "--format", "native", "--out", str(out)]) == 0
    (line,) = [json.loads(text) for text in (out.read_text("utf-8")).splitlines() if text]
    kinds = [record["kind"] for record in line["records"]]
    assert kinds.count("event") == len(gold.of("event"))
    assert main(["agree", str(jo.folder), "--against", "gold", "--json"]) == 0
