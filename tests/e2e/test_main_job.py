"""The main job from outside: start as a user would, tag articles by mouse and by keys, be killed, find the tags again."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from tests.display import Display
from tests.driver import Hands, Tags, copy_seeds
from tests.e2e.program import Program, tags_with

SIZE = (1300, 850)
MUNICH = "munich-hayashi-stoltenberg.txt"
BRIEF = "munich-talks-brief.txt"
PHONE = "telephone-hayashi-blinken.txt"
SAVED_WITHIN = 0.3


class Twin:
    """Where words are in a program's window, asked of a window of the same size in this process."""

    def __init__(self, qtbot: QtBot, folder: Path, origin: tuple[int, int]) -> None:
        self._qtbot, self._folder, self._origin = qtbot, folder, origin

    def point(self, article: str, quote: str, within: str = "") -> tuple[int, int]:
        """The point of the screen where the middle of a quote is, with the article as it lies on disk."""
        return self.ends(article, quote, within, whole=False)[0]

    def ends(
        self, article: str, quote: str, within: str = "", *, whole: bool = True
    ) -> tuple[tuple[int, int], tuple[int, int]]:
        """The points of the screen where a quote begins and ends (or both times its middle)."""
        hands = Hands(self._qtbot, self._folder, annotator="Tess Doe", size=SIZE)
        try:
            hands.open(article)
            start, end = hands.find(quote, within)
            places = (start, end - 1) if whole else ((start + end - 1) // 2,) * 2
            assert hands.view.rect_of(start, end).bottom() < hands.port.height(), f"{quote} is out of sight"
            first, last = (
                hands.port.mapTo(hands.window, hands.view.rect_of(at, at + 1).center()) for at in places
            )
            return self._on_screen(first), self._on_screen(last)
        finally:
            hands.close()

    def _on_screen(self, point: QPoint) -> tuple[int, int]:
        return point.x() + self._origin[0], point.y() + self._origin[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All seed articles, without anybody's tags."""
    return copy_seeds(tmp_path / "articles")


def sidecar(folder: Path, article: str, annotator: str = "tess-doe") -> Path:
    """Where somebody's tags of an article are kept."""
    return folder / f"{article}.{annotator}.tags.json"


def leftovers(folder: Path) -> list[str]:
    """What lies in a folder that is neither an article nor a sidecar."""
    return [path.name for path in folder.iterdir() if not path.name.endswith((".txt", ".tags.json"))]


def fill_up(file: Path) -> None:
    """Writes until there is no room any more; raises the OSError that says so."""
    with file.open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 4096)


def select(program: Program, words: str) -> None:
    """Selects the first place of some words with the keyboard alone."""
    program.keys("ctrl+f")
    program.type(words)
    program.keys("Escape")


def test_a_newcomer_tags_by_mouse_and_keys_is_killed_and_goes_on(
    display: Display, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    home = tmp_path / "someone"
    with Program(display, home, folder) as program:
        # Who tags is asked at the first start.
        program.find("^Who tags")
        program.type("Tess Doe")
        program.keys("Return")
        program.shows("muenchen-ukraine-krise.txt")
        # The second article, by mouse: an event from nothing in six actions.
        program.keys("ctrl+Next")
        program.shows(MUNICH)
        twin = Twin(qtbot, folder, program.fit(*SIZE))
        within = "Russia’s moves with deep concern"
        event = "Hayashi and Stoltenberg close"
        mine = sidecar(folder, MUNICH)
        for quote, key in (("agreed", "shift+a"), ("Stoltenberg", "p"), ("Hayashi", "p")):
            place = event if key == "p" else "agreed on Sunday"
            program.click(*twin.point(MUNICH, quote, place), times=2)
            program.keys(key)
            tags_with(mine, partial(_holds, quote), f"{quote} is tagged")
        program.keys("Escape", "Escape")
        program.drag(*twin.ends(MUNICH, "deep concern", within))
        program.keys("s")
        tags = tags_with(mine, lambda tags: "deep concern" in _quotes(tags), "a drag is tagged")
        fillers = [("actor", "Hayashi"), ("actor", "Stoltenberg")]
        assert tags.events == [("AGREE", "agreed", fillers)]
        assert sorted(tags.entities) == [("PER", "Hayashi"), ("PER", "Stoltenberg"), ("span", "deep concern")]
        assert tags.header["name"] == "Tess Doe"
        program.picture(tmp_path / "e2e-mouse.png")
        # Done, and on to the next: its event by keyboard alone.
        program.keys("ctrl+Return")
        program.shows(BRIEF)
        tags_with(mine, lambda tags: tags.header["status"] == "done", "marked as done")
        _tag_by_keyboard(program)
        brief = sidecar(folder, BRIEF)
        wanted = ("CONSULT", "conferred", [("actor", "Bogdan Aurescu"), ("actor", "minister")])
        tags_with(brief, lambda tags: wanted in tags.events, "an event by keyboard")
        before = brief.read_bytes()
        program.kill()
        assert program.said == ""
        # The same command finds everything again, asks nothing, and opens where it was.
        program.start()
        program.shows(BRIEF)
        assert brief.read_bytes() == before
        program.keys("Tab", "u")
        tags_with(brief, lambda tags: any(r.get("flag") == "unsure" for r in tags.records), "going on")
        program.keys("ctrl+z")
        tags = tags_with(
            brief, lambda tags: not any(r.get("flag") for r in tags.records), "undone on the disk"
        )
        assert tags.events == [wanted]
        program.keys("ctrl+q")
        assert program.wait() == 0
        assert program.said == ""
    assert sorted(p.name for p in folder.iterdir() if p.name.startswith(".")) == []


def _holds(quote: str, tags: Tags) -> bool:
    return quote in _quotes(tags)


def _counts(number: int, tags: Tags) -> bool:
    return len(_quotes(tags)) == number


def _quotes(tags: Tags) -> set[str]:
    return {tags.quote(r) for r in tags.records if "span" in r}


def _tag_by_keyboard(program: Program) -> None:
    """Two people and their meeting, with the keyboard alone; then the event is filled with Tab and Enter."""
    select(program, "conferred")
    program.keys("shift+c", "Escape")
    select(program, "Bogdan Aurescu")
    program.keys("p")
    select(program, "minister conferred")
    program.keys("Left", *["shift+Right"] * len("minister"), "p")
    # Tab walks the mentions in their order: minister, conferred, Bogdan Aurescu.
    program.keys("ctrl+Home", "Tab", "Tab", "e", "shift+Tab", "Return", "Tab", "Return", "Escape")


def test_a_tag_is_on_disk_soon_enough_to_survive_a_kill(
    display: Display, folder: Path, tmp_path: Path
) -> None:
    mine = sidecar(folder, MUNICH)
    with Program(display, tmp_path / "someone", folder / MUNICH, "--annotator", "Tess Doe") as program:
        program.shows(MUNICH)
        taken = []
        for number, (words, key) in enumerate(
            (("Ukraine", "g"), ("Stoltenberg", "p"), ("NATO", "o"), ("Munich", "g"), ("rejected", "shift+j")),
            1,
        ):
            select(program, words)
            # xdotool comes back when the key has been sent; what it takes itself is taken for the program's.
            pressed = time.monotonic()
            program.keys(key)
            tags_with(mine, partial(_counts, number), "the tag is on disk", 5)
            taken.append(time.monotonic() - pressed)
            program.keys("Escape")
        program.kill()
        assert len(_quotes(Tags(mine))) == 5
        assert sorted(taken)[2] < SAVED_WITHIN, taken
        program.start()
        program.shows(MUNICH)
        program.keys("Tab", "Delete")
        tags_with(mine, lambda tags: len(_quotes(tags)) == 4, "going on after the kill")
        program.keys("ctrl+z")
        tags_with(mine, lambda tags: len(_quotes(tags)) == 5, "undo after the kill")
    assert leftovers(folder) == []


def test_two_annotators_in_two_windows_on_one_folder(display: Display, folder: Path, tmp_path: Path) -> None:
    with (
        Program(display, tmp_path / "one", folder / MUNICH, "--annotator", "Ann One") as one,
        Program(display, tmp_path / "two", folder / MUNICH, "--annotator", "Ben Two") as two,
    ):
        one.shows(MUNICH)
        two.shows(MUNICH)
        for program, key, words in ((one, "g", "Ukraine"), (two, "l", "Munich"), (one, "p", "Stoltenberg")):
            program.activate()
            select(program, words)
            program.keys(key, "Escape")
        first = tags_with(sidecar(folder, MUNICH, "ann-one"), lambda tags: len(tags.entities) == 2, "Ann’s")
        second = tags_with(sidecar(folder, MUNICH, "ben-two"), lambda tags: len(tags.entities) == 1, "Ben’s")
        assert sorted(first.entities) == [("GPE", "Ukraine"), ("PER", "Stoltenberg")]
        assert second.entities == [("LOC", "Munich")]
        for program in (one, two):
            assert program.said == ""


def test_what_somebody_else_wrote_meanwhile_is_merged(display: Display, folder: Path, tmp_path: Path) -> None:
    mine = sidecar(folder, MUNICH)
    with Program(display, tmp_path / "someone", folder / MUNICH, "--annotator", "Tess Doe") as program:
        program.shows(MUNICH)
        for words, key in (("Ukraine", "g"), ("Stoltenberg", "p")):
            select(program, words)
            program.keys(key, "Escape")
        tags_with(mine, lambda tags: len(tags.entities) == 2, "two tags")
        # Somebody else: another program, or the same one on another machine that shares the folder.
        whole = json.loads(mine.read_text(encoding="utf-8"))
        changed = next(r for r in whole["records"] if r["type"] == "PER")
        changed["note"] = "from elsewhere"
        other = mine.with_name("arriving.json")
        other.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
        other.replace(mine)
        select(program, "NATO")
        program.keys("o", "Escape")
        tags = tags_with(mine, lambda tags: len(tags.entities) == 3, "both changes")
        assert [r["note"] for r in tags.of("entity") if r["type"] == "PER"] == ["from elsewhere"]
        assert program.said == ""


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of its own that holds 64 KiB."""
    place = tmp_path / "narrow"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.decode(errors='replace').strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_loses_no_tag(display: Display, narrow: Path, tmp_path: Path) -> None:
    copy_seeds(narrow, MUNICH)
    mine, ballast = sidecar(narrow, MUNICH), narrow / "ballast"
    with Program(display, tmp_path / "someone", narrow / MUNICH, "--annotator", "Tess Doe") as program:
        program.shows(MUNICH)
        select(program, "Ukraine")
        program.keys("g", "Escape")
        tags_with(mine, lambda tags: len(tags.entities) == 1, "the first tag")
        before = mine.read_bytes()
        with pytest.raises(OSError, match="No space"):
            fill_up(ballast)
        select(program, "Stoltenberg")
        program.keys("p", "Escape")
        select(program, "NATO")
        program.keys("o", "Escape")
        program.keys("ctrl+q")  # it does not close while tags are not on disk
        program.find("^Not saved")
        program.picture(tmp_path / "e2e-full-disk.png")
        assert mine.read_bytes() == before
        program.keys("Escape")
        ballast.unlink()
        tags_with(mine, lambda tags: len(tags.entities) == 3, "saved once there is room again")
        program.shows(MUNICH)
        program.keys("ctrl+q")
        assert program.wait() == 0
