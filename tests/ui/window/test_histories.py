"""Undo goes on where it was left when a sheet is opened anew, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from annotator.tagsets.places import shipped_folder
from tests.driver import Hands, Tags, copy_seeds
from tests.ui.window.conftest import Seat

MUNICH = "munich-hayashi-stoltenberg.txt"
TOKYO = "tokyo-hayashi-stoltenberg.txt"


def tag_three(hands: Hands) -> None:
    """Three tags, of which the last one is undone."""
    for quote in ("Ukraine", "Munich", "Moscow"):
        hands.double(quote)
        hands.press("G")
    hands.press("Ctrl+Z")
    assert hands.saved().entities == [("GPE", "Ukraine"), ("GPE", "Munich")]


def travels(hands: Hands) -> None:
    """One can still undo the two, and redo all three."""
    hands.settled()
    hands.view.setFocus()
    assert hands.window.menus["undo"].text() == "Undo tag State or town “Munich”"
    hands.press("Ctrl+Z")
    assert hands.saved().entities == [("GPE", "Ukraine")]
    hands.press("Ctrl+Z", 2)
    assert hands.saved().entities == []
    hands.press("Ctrl+Shift+Z", 4)
    assert {quote for _, quote in hands.saved().entities} == {"Ukraine", "Munich", "Moscow"}


def test_after_another_tagset(sit: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    tag_three(hands)
    other = str(shipped_folder() / "news-entities.toml")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (other, ""))
    hands.window.menus["open-tagset"].trigger()
    assert hands.desk.tagset.id == "news-entities"
    travels(hands)


def test_after_a_look_at_a_colleagues_tags(sit: Seat) -> None:
    hands = sit("munich-hayashi", sidecars=True, article=MUNICH)
    tag_three(hands)
    hands.press("Ctrl+2")
    assert not hands.window.menus["undo"].isEnabled()
    hands.press("Ctrl+1")
    travels(hands)


def test_after_a_visit_to_another_article(sit: Seat) -> None:
    hands = sit("munich-hayashi", "tokyo-hayashi", article=MUNICH)
    tag_three(hands)
    hands.press("Ctrl+PgDown")
    hands.settled()
    assert hands.window.article_name == TOKYO
    assert not hands.window.menus["undo"].isEnabled()
    hands.press("Ctrl+PgUp")
    travels(hands)


def test_after_article_and_sidecar_were_renamed(sit: Seat) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    tag_three(hands)
    (hands.folder / MUNICH).rename(hands.folder / "renamed.txt")
    hands.sidecar(MUNICH).rename(hands.sidecar("renamed.txt"))
    hands.until(lambda: hands.window.article_name == "renamed.txt", "the open article follows its file")
    travels(hands)


def test_not_where_somebody_changed_the_sheet_meanwhile(sit: Seat) -> None:
    hands = sit("munich-hayashi", "tokyo-hayashi", article=MUNICH)
    tag_three(hands)
    hands.press("Ctrl+PgDown")
    hands.settled()
    path = hands.sidecar(MUNICH)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"note":""', '"note":"theirs"'), encoding="utf-8"
    )
    hands.press("Ctrl+PgUp")
    hands.settled()
    assert not hands.window.menus["undo"].isEnabled()
    hands.press("Ctrl+Z")
    assert len(Tags(path).entities) == 2


def test_not_in_a_copy_of_the_folder(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    tag_three(hands)
    copy = copy_seeds(tmp_path / "copy", "munich-hayashi")
    (copy / hands.sidecar().name).write_bytes(hands.sidecar().read_bytes())
    hands.window.open_place(copy)
    hands.settled()
    assert hands.desk.library.place == copy
    assert not hands.window.menus["undo"].isEnabled()


# -- renamed while one tags ------------------------------------------------------------------------------------


def rename_both(hands: Hands) -> Path:
    """Renames article and sidecar outside, right after a tag, and gives the sidecar that there was."""
    hands.double("Ukraine")
    hands.press("G")
    hands.saved()
    mine = hands.sidecar(MUNICH)
    (hands.folder / MUNICH).rename(hands.folder / "renamed.txt")
    mine.rename(hands.sidecar("renamed.txt"))
    return mine


def test_a_tag_right_after_both_were_renamed_goes_to_the_new_name(sit: Seat) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    former = rename_both(hands)
    hands.double("Munich")
    hands.press("G")
    hands.until(lambda: hands.window.article_name == "renamed.txt", "the open article follows its file")
    hands.settled()
    assert len(Tags(hands.sidecar("renamed.txt")).entities) == 2
    assert not former.exists()
    assert not hands.window.conversations.banner.keys()
    hands.press("Ctrl+Z")
    assert hands.saved().entities == [("GPE", "Ukraine")]


@pytest.mark.parametrize("how", ["article", "close"])
def test_so_it_does_when_one_turns_to_something_else_at_once(sit: Seat, how: str) -> None:
    hands = sit("munich-hayashi", "tokyo-hayashi", article=MUNICH)
    former = rename_both(hands)
    hands.double("Munich")
    hands.press("G")
    if how == "article":
        hands.press("Ctrl+PgDown")
        hands.settled()
        assert hands.window.article_name == TOKYO
    else:
        assert hands.window.close()
    assert len(Tags(hands.sidecar("renamed.txt")).entities) == 2
    assert not former.exists()


def test_tags_of_an_article_that_was_deleted_with_its_sidecar_are_kept_where_they_were(sit: Seat) -> None:
    hands = sit("munich-hayashi", article=MUNICH)
    hands.double("Ukraine")
    hands.press("G")
    hands.saved()
    (hands.folder / MUNICH).unlink()
    hands.sidecar(MUNICH).unlink()
    hands.double("Munich")
    hands.press("G")
    assert len(hands.saved(MUNICH).entities) == 2
