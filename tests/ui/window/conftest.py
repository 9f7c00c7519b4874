"""The real window on a folder of seed articles, driven by real events."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.driver import Hands, copy_seeds

Seat = Callable[..., Hands]


@pytest.fixture
def sit(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Seats a person at a window on some seed articles (names begin so; without names all of them)."""
    seated: list[Hands] = []

    def take_seat(*names: str, sidecars: bool = False, article: str = "", **options: object) -> Hands:
        folder = copy_seeds(tmp_path / "articles", *names, sidecars=sidecars)
        hands = Hands(qtbot, folder, **options)  # type: ignore[arg-type]
        seated.append(hands)
        hands.open(article or None)
        return hands

    yield take_seat
    for hands in seated:
        hands.close()
    QApplication.clipboard().clear()


@pytest.fixture
def shot(tmp_path: Path) -> Callable[[QWidget, str], None]:
    """Keeps a picture of a widget, to be looked at: in the folder WINDOW_SHOTS names, else nowhere lasting."""

    def take(widget: QWidget, name: str) -> None:
        folder = Path(os.environ.get("WINDOW_SHOTS", tmp_path))
        folder.mkdir(parents=True, exist_ok=True)
        assert widget.grab().save(str(folder / f"{name}.png"))

    return take
