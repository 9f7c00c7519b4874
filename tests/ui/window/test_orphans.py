"""A sidecar whose article was renamed is listed, and goes with its article again after one click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.driver import copy_seeds
from tests.ui.window.conftest import Seat


def test_a_lost_sidecar_is_listed_and_finds_its_renamed_article(
    sit: Seat, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = copy_seeds(tmp_path / "articles", "munich-talks", sidecars=True)
    (folder / "munich-talks-brief.txt").rename(folder / "renamed.txt")
    lost = folder / "munich-talks-brief.txt.annotator-a.tags.json"
    held = lost.read_bytes()
    hands = sit("munich-talks-brief.txt.", sidecars=True)
    model = hands.window.articles.model
    assert model.index_of(lost.name).isValid()
    hands.window.articles.article_requested.emit(lost.name)
    banner = hands.window.conversations.banner
    qtbot.waitUntil(lambda: "now called renamed.txt" in banner.words("orphan"))
    button = next(b for b in banner.findChildren(QPushButton) if b.text() == "Rename the sidecar")
    button.click()
    qtbot.waitUntil(lambda: (folder / "renamed.txt.annotator-a.tags.json").exists())
    assert not lost.exists()
    assert (folder / "renamed.txt.annotator-a.tags.json").read_bytes() == held
    qtbot.waitUntil(lambda: not model.index_of(lost.name).isValid())
