"""The file of the open sheet is removed, broken, replaced or renamed by somebody else: the window says so and loses nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from annotator.ui.telling import Telling
from tests.driver import Hands, Tags
from tests.ui.window.conftest import Seat

MUNICH = "munich-talks-brief.txt"
TOKYO = "tokyo-hayashi-stoltenberg.txt"


def tag(hands: Hands, word: str) -> None:
    """Tags a word with the keyboard, and waits until it is on disk."""
    hands.double(word)
    hands.press("G")
    hands.saved()


def says(hands: Hands) -> str:
    """What the status bar says of saving."""
    return hands.window.status_line.saving_words


def bar(hands: Hands) -> str:
    """What the bar above the text says of saving."""
    return hands.window.conversations.banner.words("unsaved")


@pytest.fixture
def hands(sit: Seat) -> Hands:
    """Somebody who has tagged one word of an article, with everything on disk."""
    hands = sit("munich-talks", "tokyo-hayashi", article=MUNICH)
    tag(hands, "Hayashi")
    return hands


def quotes(path: Path) -> list[str]:
    """What is tagged in a sidecar."""
    return sorted(quote for _, quote in Tags(path).entities)


@pytest.mark.parametrize("way", ["close", "switch", "edit", "button"])
def test_a_removed_sidecar_is_told_and_written_again(way: str, hands: Hands) -> None:
    path = hands.sidecar()
    path.unlink()
    hands.until(lambda: says(hands) == "not saved", "the loss is told")
    assert "removed from outside" in bar(hands)
    wanted = ["Hayashi"]
    match way:
        case "close":
            hands.close()
        case "switch":
            hands.window.open_article(TOKYO)
            hands.settled()
        case "edit":
            tag(hands, "Munich")
            wanted = ["Hayashi", "Munich"]
        case _:
            button = hands.window.conversations.banner.findChildren(QPushButton)
            QTest.mouseClick(next(b for b in button if b.text() == "Try again"), Qt.MouseButton.LeftButton)
            hands.saved()
    if way in ("edit", "button"):
        assert not bar(hands)
    assert quotes(path) == wanted


def test_a_sidecar_removed_a_moment_before_closing_is_written_again(hands: Hands) -> None:
    path = hands.sidecar()
    path.unlink()
    hands.close()
    assert quotes(path) == ["Hayashi"]


def test_garbage_in_its_place_is_told_and_closing_asks(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hands.sidecar()
    kept = path.read_bytes()
    path.write_bytes(b"{garbage")
    hands.until(lambda: says(hands) == "not saved", "the loss is told")
    assert "broken JSON" in bar(hands)
    asked: list[bool] = []

    def stay(_telling: Telling) -> bool:
        asked.append(True)
        return False

    monkeypatch.setattr(Telling, "may_lose_tags", stay)
    hands.window.close()
    assert asked == [True]
    assert hands.window.isVisible()
    assert path.read_bytes() == b"{garbage"
    path.write_bytes(kept)
    hands.until(lambda: says(hands) == "saved", "it is well again")
    assert not bar(hands)


def test_a_checkout_that_replaces_both_files_is_taken_in(hands: Hands) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.fail("git is needed for this test")

    def run(*arguments: str) -> None:
        own = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run([git, *own, *arguments], cwd=hands.folder, check=True, capture_output=True)

    path = hands.sidecar()
    run("init", "-q")
    run("add", ".")
    run("commit", "-q", "-m", "one tag")
    tag(hands, "Munich")
    run("commit", "-q", "-a", "-m", "two tags")
    heard: list[str] = []
    hands.desk.keeping.save_state.connect(lambda state: heard.append(type(state).__name__))
    run("checkout", "-q", "HEAD~1")
    hands.until(lambda: "was taken in" in hands.hint, "the older tags are taken in")
    run("checkout", "-q", "-")
    hands.until(lambda: len(hands.desk.current.session.sheet) == 2 if hands.desk.current else False)
    assert "NotSaved" not in heard
    hands.close()
    assert quotes(path) == ["Hayashi", "Munich"]


def test_what_was_only_looked_at_does_not_come_back_where_both_are_removed(hands: Hands) -> None:
    hands.window.open_article(TOKYO)
    hands.settled()
    hands.window.open_article(MUNICH)
    hands.settled()
    path = hands.sidecar(MUNICH)
    path.unlink()
    (hands.folder / MUNICH).unlink()
    banner = hands.window.conversations.banner
    hands.until(lambda: "gone from the folder" in banner.words("changed"), "it is told")
    assert "kept in its sidecar" not in banner.words("changed")
    hands.until(lambda: says(hands) == "not saved", "the loss is told")
    hands.window.open_article(TOKYO)
    hands.settled()
    assert hands.window.article_name == TOKYO
    assert not path.exists()


def test_both_renamed_are_followed_and_nothing_is_called_lost(hands: Hands) -> None:
    heard: list[str] = []
    hands.desk.keeping.save_state.connect(lambda state: heard.append(type(state).__name__))
    old, new = hands.sidecar(), hands.sidecar("renamed.txt")
    (hands.folder / MUNICH).rename(hands.folder / "renamed.txt")
    old.rename(new)
    hands.until(lambda: hands.window.article_name == "renamed.txt", "the rename is followed")
    tag(hands, "Munich")
    assert "NotSaved" not in heard
    assert not old.exists()
    assert quotes(new) == ["Hayashi", "Munich"]


def test_a_colleagues_sheet_that_is_looked_at_is_never_written(sit: Seat) -> None:
    hands = sit("munich-talks", "tokyo-hayashi", sidecars=True, article=MUNICH)
    path = hands.sidecar(annotator="annotator-a")
    path.unlink()
    listing = hands.desk.library
    hands.until(lambda: "annotator-a" not in getattr(listing.article(MUNICH), "annotators", ()), "it is seen")
    hands.window.open_article(TOKYO)
    hands.settled()
    assert not path.exists()
    assert says(hands) == ""
