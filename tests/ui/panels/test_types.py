from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.ui.panels.type_rows import explanation, key_words, rows_of
from annotator.ui.panels.types import COUNT_ROLE, STICKY_ROLE, TypesModel, TypesPanel
from tests.ui.panels.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> TypesPanel:
    panel = TypesPanel()
    qtbot.addWidget(panel)
    panel.resize(260, 900)
    panel.show_session(desk.session)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.view.clearFocus()
    return panel


def place(panel: TypesPanel, type: str) -> QPoint:
    index = panel.model.index_of(type)
    panel.view.scrollTo(index)
    return panel.view.visualRect(index).center()


def test_model_is_a_model(qapp: QApplication, qtmodeltester: ModelTester, desk: Desk) -> None:
    model = TypesModel()
    qtmodeltester.check(model)
    model.show_session(desk.session)
    desk.tag("Munich", "GPE")
    model.on_edited(desk.last)
    model.show_sticky("PER")
    model.show_session(None)


def test_rows_group_children_below_their_parents(desk: Desk) -> None:
    rows = rows_of(desk.session.tagset)
    assert [r.heading for r in rows if r.heading][:2] == ["Entities", "Events"]
    consult = next(r for r in rows if r.type and r.type.id == "CONSULT")
    assert consult.depth > 0
    assert consult.is_tagged_with
    assert not any(r.is_tagged_with for r in rows if r.type and r.type.abstract)
    assert key_words(consult.type) == "⇧C" if consult.type else False
    assert "<b>" in explanation(consult.type) if consult.type else False


def test_a_click_asks_as_the_key_would_and_leaves_the_keyboard(qtbot: QtBot, panel: TypesPanel) -> None:
    with qtbot.waitSignal(panel.type_requested) as asked:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, "PER"))
    assert asked.args == ["PER"]
    assert not panel.view.hasFocus()


def test_a_double_click_makes_sticky(qtbot: QtBot, panel: TypesPanel) -> None:
    where = place(panel, "ORG")
    with qtbot.waitSignal(panel.sticky_requested, timeout=1000) as asked:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert asked.args == ["ORG"]


def test_headings_and_abstract_types_ask_for_nothing(qtbot: QtBot, panel: TypesPanel) -> None:
    with qtbot.assertNotEmitted(panel.type_requested):
        for index in (panel.model.index(0), panel.model.index_of("event")):
            if index.isValid():
                where = panel.view.visualRect(index).center()
                qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_by_keyboard(qtbot: QtBot, panel: TypesPanel) -> None:
    panel.view.setFocus(Qt.FocusReason.TabFocusReason)
    panel.view.setCurrentIndex(panel.model.index_of("GPE"))
    with qtbot.waitSignal(panel.type_requested) as asked:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked.args == ["GPE"]


def test_counts_follow_edits(panel: TypesPanel, desk: Desk) -> None:
    index = panel.model.index_of("GPE")
    changed: list[int] = []
    panel.model.dataChanged.connect(lambda top, _bottom: changed.append(QModelIndex(top).row()))
    desk.tag("Munich", "GPE")
    panel.on_edited(desk.last)
    assert index.data(COUNT_ROLE) == 1
    assert changed == [index.row()], "only what the edit names"


def test_the_sticky_type_is_shown(panel: TypesPanel) -> None:
    panel.show_sticky("PER")
    assert panel.model.index_of("PER").data(STICKY_ROLE)
    panel.show_sticky(None)
    assert not panel.model.index_of("PER").data(STICKY_ROLE)
