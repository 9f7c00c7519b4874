"""A view with a page in it, what it said, and screenshots of it.

With ``TEXT_VIEW_SHOTS=FOLDER`` the screenshots of a run are kept there to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.text.gestures import Gesture
from annotator.ui.text.view import ArticleView
from tests.ui.text.page import MARKS, TEXT, ZONES


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ArticleView]:
    """The page in a view that is shown and has the focus."""
    made = ArticleView()
    qtbot.addWidget(made)
    made.resize(900, 800)
    made.set_zoom(130)
    made.show_article(TEXT, MARKS, ZONES)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    QApplication.processEvents()
    yield made
    made.close()


@pytest.fixture
def said(view: ArticleView) -> list[Gesture]:
    """Every gesture of the view, in order."""
    gestures: list[Gesture] = []
    view.gesture.connect(gestures.append)
    return gestures


@pytest.fixture
def shot(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[ArticleView, str], QImage]:
    """Takes a picture of a view under a name."""
    folder = Path(os.environ.get("TEXT_VIEW_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)

    def take(view: ArticleView, name: str) -> QImage:
        QApplication.processEvents()
        image = view.grab().toImage()
        assert image.save(str(folder / f"{name}.png"))
        return image

    return take
