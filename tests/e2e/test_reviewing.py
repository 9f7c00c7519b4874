"""Reviewing from outside: two sheets become gold by keys and by mouse, colleagues write meanwhile, the program is killed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from annotator.annotations.records import Decision, Entity, Record
from annotator.annotations.sheet import Sheet
from annotator.cli import main
from annotator.review.chain_book import ChainBook
from annotator.review.folder import chain_book
from annotator.review.ledger import AUTOMATIC, Ledger
from annotator.review.participation import Participation
from annotator.review.units import CLASSES, Comparison, Unit
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from tests.display import Display
from tests.driver import Hands
from tests.e2e.program import PATIENCE, Program, eventually
from tests.ui.review.at_gold import AtGold
from tests.unit.review.folders import BRIEF, MUNICH, copy_of_seeds, everything, put, sheet_of

TAGSET = shipped.load()
CITIES = "sister-cities-emoji.txt"
PHONE = "telephone-hayashi-blinken.txt"
PEOPLE = ("annotator-a", "annotator-b")
SIZE = (1300, 850)


class Standing(Struct, frozen=True):
    """How far a folder is by what lies on disk: open and decided units of each article, and open chains."""

    open: dict[str, list[Unit]]
    chosen: dict[str, list[tuple[Unit, Decision]]]
    chains: list[Unit]
    book: ChainBook

    @property
    def count(self) -> int:
        """How many differences wait."""
        return sum(map(len, self.open.values())) + len(self.chains)


def standing(folder: Path) -> Standing:
    """Reads a folder."""
    waiting: dict[str, list[Unit]] = {}
    chosen: dict[str, list[tuple[Unit, Decision]]] = {}
    for path in sorted(folder.glob("*.txt")):
        sheets = {name: sheet_of(folder, path.name, name) for name in PEOPLE}
        gold = folder / f"{path.name}.gold.tags.json"
        ledger = Ledger(sheet_of(folder, path.name) if gold.exists() else ())
        units = [unit for unit in Comparison(sheets, TAGSET).units if unit.differs]
        waiting[path.name] = [unit for unit in units if not ledger.decided(unit)]
        held = [(unit, decision) for unit in units if (decision := ledger.standing(unit)) is not None]
        chosen[path.name] = [(u, d) for u, d in held if d.outcome not in AUTOMATIC]
    book = chain_book(scan(folder), TAGSET, Participation(frozenset(PEOPLE)))
    chains = [unit for unit in book.chains.units if unit.differs and not book.decided(unit)]
    return Standing(waiting, chosen, chains, book)


def begin(program: Program, article: str) -> None:
    """Starts adjudication with the keyboard, on the article that is shown."""
    program.shows(article)
    program.keys("ctrl+shift+g")
    program.find("^Adjudicate")
    program.keys("Return")
    eventually(partial(_is_gone, program, "^Adjudicate"), "the dialog closes")
    program.shows(article)


def _is_gone(program: Program, title: str) -> bool:
    try:
        return not program.display.xdotool("search", "--onlyvisible", "--name", title)
    except subprocess.CalledProcessError:
        return True


def gold_of(folder: Path, article: str) -> Path:
    """Where gold of an article is."""
    return folder / f"{article}.gold.tags.json"


def is_whole(folder: Path, article: str) -> bool:
    """Whether a gold sheet can be read, and each decision in it has all that came of it."""
    if not gold_of(folder, article).exists():
        return True
    sheet = sheet_of(folder, article)
    return all(
        sheet.get(result) is not None
        for record in sheet
        if isinstance(record, Decision) and record.of != "instance" and record.outcome != "deferred"
        for result in record.results
    )


def changed_gold(folder: Path, article: str, before: bytes, seconds: float = PATIENCE) -> None:
    """Waits until a gold sheet says something else."""
    path = gold_of(folder, article)
    eventually(lambda: path.exists() and path.read_bytes() != before, f"gold of {article} changes", seconds)


def article_of(program: Program) -> str:
    """The article that is shown."""
    return program.title().partition(" —")[0]


def _other_article(program: Program, here: str) -> str:
    found = article_of(program)
    return "" if found == here else found


def decide_all(program: Program, folder: Path, keys: Sequence[str], most: int = 150) -> int:
    """Decides up to ``most`` differences, keys in turn, from article to article; how many were."""
    for done in range(most):
        now, here = standing(folder), article_of(program)
        listed = [unit for unit in now.chains if min(now.book.chains.articles(unit)) == here]
        if not now.open[here] and not listed:
            others = [name for name, units in now.open.items() if units]
            others += [min(now.book.chains.articles(unit)) for unit in now.chains]
            if not others:
                return done
            program.keys("F8")
            here = eventually(partial(_other_article, program, here), "on to another article")
        path = gold_of(folder, here)
        eventually(path.exists, "what all agree on is gold")
        before = path.read_bytes()
        program.keys(keys[done % len(keys)])
        try:
            changed_gold(folder, here, before, 2)
        except AssertionError:
            # A relation an end of which was decided against: that is said, and it stays. Or nothing was left, until the
            # chains of the folder were known: that is said, and F8 goes on.
            program.keys("0", "F8", "0")
            changed_gold(folder, here, before)
    return most


def in_gold(folder: Path) -> set[tuple[str, str, str]]:
    """What was chosen so far, as (article, decision, outcome)."""
    return {
        (path.name, record.id, record.outcome)
        for path in folder.glob("*.txt")
        if gold_of(folder, path.name).exists()
        for record in sheet_of(folder, path.name)
        if isinstance(record, Decision) and record.outcome not in AUTOMATIC
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles that two annotators have called done."""
    return copy_of_seeds(tmp_path / "articles", MUNICH, BRIEF, CITIES, PHONE)


def test_two_sheets_become_gold_by_keys_alone_through_a_kill(
    display: Display, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(folder)
    every = standing(folder)
    assert {name for units in every.open.values() for unit in units for name in unit.classes} | {
        "instance"
    } == {*CLASSES}
    with Program(display, tmp_path / "home", folder, "--annotator", "Rita View") as program:
        begin(program, MUNICH)
        assert decide_all(program, folder, ["1", "2", "0"], 30) == 30
        decided = in_gold(folder)
        assert len(decided) >= 30
        program.keys("1", "2", "1")
        program.kill()
        assert program.said == ""
        assert decided <= in_gold(folder)
        assert all(is_whole(folder, path.name) for path in folder.glob("*.txt"))
        program.start()
        begin(program, MUNICH)
        decide_all(program, folder, ["2", "1", "0"])
        eventually(lambda: not standing(folder).count, "all is decided")
        assert decided <= in_gold(folder)
        program.picture(tmp_path / "e2e-review-end.png")
        program.keys("ctrl+q")
        assert program.wait() == 0
        assert program.said == ""
    decided_classes = {
        name for held in standing(folder).chosen.values() for u, _ in held for name in u.classes
    }
    assert decided_classes | {"instance"} == {*CLASSES}
    assert everything(folder) == before
    assert [p.name for p in folder.iterdir() if not p.name.endswith((".txt", ".tags.json"))] == []
    assert main(["check", str(folder)]) == 0
    assert " 0 errors" in capsys.readouterr().out
    out = tmp_path / "gold.jsonl"
    assert main(["export", str(folder), "--format", "native", "--out", str(out)]) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 4


def replaced(folder: Path, article: str, annotator: str, records: Sequence[Record]) -> None:
    """Another process puts a sheet in the place of somebody's: whole, in one step."""
    away = folder.parent / "away"
    away.mkdir()
    shutil.copy(folder / article, away)
    new = put(away / f"{article}.{annotator}.tags.json", records, TAGSET)
    new.replace(folder / new.name)
    shutil.rmtree(away)


def test_a_colleague_changes_their_sheet_while_it_is_decided_about(display: Display, tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", MUNICH)
    theirs, home = sheet_of(folder, MUNICH, "annotator-b"), tmp_path / "home"
    with Program(display, home, folder, "--annotator", "Rita View") as program:
        begin(program, MUNICH)
        eventually(gold_of(folder, MUNICH).exists, "what all agree on is gold")
        decide_all(program, folder, ["1", "2"], 10)
        former = {unit.key: decision for unit, decision in standing(folder).chosen[MUNICH]}
        assert len(former) >= 10
        # What was decided about first, and something nobody differed on, are other than they were.
        unit = next(u for u in Comparison(_sheets(folder), TAGSET).units if _is_theirs(u) and u.key in former)
        agreed = next(u for u in Comparison(_sheets(folder), TAGSET).units if _is_theirs(u) and not u.differs)
        changed = {
            record.id: replace(record, type="LOC" if record.type != "LOC" else "ORG")
            for each in (unit, agreed)
            if isinstance(record := each.of("annotator-b"), Entity)
        }
        assert len(changed) == 2
        before = gold_of(folder, MUNICH).read_bytes()
        replaced(folder, MUNICH, "annotator-b", [changed.get(r.id, r) for r in theirs])
        others = everything(folder)
        now = standing(folder)
        waiting = {u.key for u in now.open[MUNICH]}
        assert {unit.key, agreed.key} <= waiting
        kept = {u.key: d for u, d in now.chosen[MUNICH]}
        assert kept == {key: d for key, d in former.items() if key != unit.key}
        # The list follows: all that waits can be decided, the changed ones among it, and nothing else is lost.
        decide_all(program, folder, ["1"])
        assert gold_of(folder, MUNICH).read_bytes() != before
        eventually(lambda: not standing(folder).open[MUNICH], "all is decided")
        after = {u.key: d for u, d in standing(folder).chosen[MUNICH]}
        assert {unit.key, agreed.key} <= after.keys()
        assert kept.items() <= after.items()
        assert everything(folder) == others
        program.keys("ctrl+q")
        assert program.wait() == 0
        assert program.said == ""


def _sheets(folder: Path) -> dict[str, Sheet]:
    return {name: sheet_of(folder, MUNICH, name) for name in PEOPLE}


def _is_theirs(unit: Unit) -> bool:
    """A mention that both have, and that is of no other type for either."""
    return unit.kind == "entity" and not unit.missing and "type" not in unit.classes


def test_two_sheets_become_gold_by_mouse_alone(display: Display, qtbot: QtBot, tmp_path: Path) -> None:
    folder, copy = (copy_of_seeds(tmp_path / name, BRIEF) for name in ("articles", "twin"))
    before = everything(folder)
    hands = Hands(qtbot, copy, annotator="Rita View", size=SIZE)
    try:
        hands.open(BRIEF)
        twin = AtGold(hands)
        with Program(display, tmp_path / "home", folder, "--annotator", "Rita View") as program:
            program.shows(BRIEF)
            left, top = program.fit(*SIZE)
            for place in _menu_places(hands):
                program.click(left + place.x(), top + place.y())
            dialog = twin.ask()
            program.find("^Adjudicate")
            program.display.xdotool("windowmove", "--sync", program.window, 200, 120)
            start = dialog.go.mapTo(dialog, dialog.go.rect().center())
            program.click(200 + start.x(), 120 + start.y())
            eventually(partial(_is_gone, program, "^Adjudicate"), "the dialog closes")
            program.shows(BRIEF)
            twin.confirm(dialog)
            eventually(gold_of(folder, BRIEF).exists, "what all agree on is gold")
            for turn in range(len(twin.bench.differing)):
                hands.settled()
                view = twin.adjudicating.versions.view
                card = turn % 2
                point = view.mapTo(hands.window, view.place("card", card).center().toPoint())
                was = gold_of(folder, BRIEF).read_bytes()
                program.click(left + point.x(), top + point.y())
                changed_gold(folder, BRIEF, was)
                twin.click_version("card", card)
                if not twin.bench.open_units():
                    break
            program.picture(tmp_path / "e2e-review-mouse.png")
            eventually(lambda: not standing(folder).open[BRIEF], "all differences are decided")
            hands.saved(annotator="gold")
            assert in_gold(folder) == in_gold(copy)
            assert program.said == ""
    finally:
        hands.close()
    assert everything(folder) == before


def _menu_places(hands: Hands) -> list[QPoint]:
    """Where *Review* and *Start Adjudication…* are in the window."""
    bar = hands.window.menuBar()
    wanted = hands.window.menus["adjudicate"]
    menu = hands.window.menus.menu("Review")
    assert isinstance(menu, QMenu)
    title = menu.menuAction()
    menu.ensurePolished()
    box = bar.actionGeometry(title)
    item = menu.actionGeometry(wanted).center()
    return [bar.mapTo(hands.window, box.center()), bar.mapTo(hands.window, box.bottomLeft()) + item]
