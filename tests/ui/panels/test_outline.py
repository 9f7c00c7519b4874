from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.annotations import linking, operations
from annotator.annotations.records import Entity, Event
from annotator.ui.panels.outline import OutlinePanel
from annotator.ui.panels.outline_model import ROW_ROLE, OutlineModel, OutlineRow
from annotator.ui.panels.outline_rows import Mode
from tests.ui.panels.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def words(model: OutlineModel) -> list[str]:
    return [model.index(n).data() for n in range(model.rowCount())]


@pytest.fixture
def panel(qtbot: QtBot) -> OutlinePanel:
    panel = OutlinePanel()
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def fill(desk: Desk) -> tuple[Entity | Event, Entity | Event]:
    met = desk.tag("met", "CONSULT")
    hayashi = desk.tag("Yoshimasa Hayashi", "PER")
    desk.tag("Munich", "GPE")
    desk.link(met, "actor", hayashi)
    return met, hayashi


def test_model_is_a_model(qapp: QApplication, qtmodeltester: ModelTester, desk: Desk) -> None:
    model = OutlineModel()
    qtmodeltester.check(model)
    modes: tuple[Mode, ...] = ("text", "type", "instance")
    for mode in modes:
        model.show_session(desk.session, mode)
        met, hayashi = fill(desk)
        model.on_edited(desk.last)
        desk.refer(hayashi, linking.new_instance(hayashi, "Hayashi", desk.session.author))
        model.on_edited(desk.last)
        for id in (hayashi.id, met.id):
            desk.apply(operations.delete(desk.session.sheet, desk.session.index, [id]))
            model.on_edited(desk.last)
    model.show_session(None, "text")


def test_text_order_with_arguments_below_their_event(qapp: QApplication, desk: Desk) -> None:
    fill(desk)
    model = OutlineModel()
    model.show_session(desk.session, "text")
    assert words(model) == [
        "Person Yoshimasa Hayashi",
        "Consult met",
        "Actor: Yoshimasa Hayashi",
        "State or town Munich",
    ]


def test_by_type_and_by_instance(qapp: QApplication, desk: Desk) -> None:
    _, hayashi = fill(desk)
    again = desk.tag("Hayashi condemned"[:7], "PER")
    instance = linking.new_instance(hayashi, "Yoshimasa Hayashi", desk.session.author)
    desk.refer(hayashi, instance)
    desk.refer(again, instance)
    model = OutlineModel()
    model.show_session(desk.session, "type")
    assert words(model)[0] == "Person (2)"
    assert "Consult (1)" in words(model)
    model.show_session(desk.session, "instance")
    assert words(model)[0] == "Yoshimasa Hayashi (2)"
    assert model.index_of(instance.id).row() == 0
    assert model.rowCount() == 3
    changed = desk.session.sheet.get(instance.id)
    assert changed is not None
    desk.apply(linking.rename_instance(instance, "The minister"))
    model.on_edited(desk.last)
    assert words(model)[0] == "The minister (2)"


def test_the_filter_finds_text_type_and_fillers(qapp: QApplication, desk: Desk) -> None:
    fill(desk)
    model = OutlineModel()
    model.show_session(desk.session, "text", "yoshimasa")
    assert words(model)[:2] == ["Person Yoshimasa Hayashi", "Consult met"]
    model.show_session(desk.session, "text", "consult")
    assert len(words(model)) == 2
    desk.tag("condemned", "ACCUSE")
    model.on_edited(desk.last)
    assert len(words(model)) == 2, "what does not match does not come in by an edit"


_MODES: tuple[Mode, ...] = ("text", "type", "instance")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=25), st.sampled_from(_MODES))
def test_following_edits_is_listing_anew(qapp: QApplication, steps: list[int], mode: Mode) -> None:
    desk = Desk()
    model = OutlineModel()
    model.show_session(desk.session, mode)
    text = desk.session.article.text
    for step in steps:
        mentions = [r for r in desk.session.sheet if isinstance(r, (Entity, Event))]
        mentions.sort(key=lambda m: m.id)
        chosen = mentions[step % len(mentions)] if mentions else None
        events = [m for m in mentions if isinstance(m, Event)]
        match step % 7:
            case 0 | 1:
                type = ("PER", "CONSULT", "GPE")[step % 3]
                start = step % (len(text) - 6)
                edit, _ = operations.tag(
                    text, desk.session.tagset, type, [(start, start + 5)], desk.session.author
                )
                desk.apply(edit)
            case 2 if chosen:
                desk.apply(operations.delete(desk.session.sheet, desk.session.index, [chosen.id]))
            case 3 if chosen and events and events[0].id != chosen.id:
                desk.link(events[0], "actor", chosen)
            case 4 if chosen:
                desk.refer(chosen, linking.new_instance(chosen, f"I{step % 3}", desk.session.author))
            case 5 if chosen:
                desk.apply(operations.move(text, chosen, [(step % 40, step % 40 + 3)]))
            case 6:
                undone = desk.session.undo()
                if undone is None:
                    continue
                desk.last = undone
            case _:
                continue
        model.on_edited(desk.last)
        fresh = OutlineModel()
        fresh.show_session(desk.session, mode)
        assert words(model) == words(fresh)


def test_choosing_a_row_asks_for_its_record(qtbot: QtBot, panel: OutlinePanel, desk: Desk) -> None:
    met, hayashi = fill(desk)
    panel.show_session(desk.session)
    with qtbot.waitSignal(panel.record_requested) as asked:
        where = panel.view.visualRect(panel.model.index(1)).center()
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert asked.args == [met.id]
    panel.view.setFocus()
    with qtbot.waitSignal(panel.record_requested) as asked:
        qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert asked.args == [hayashi.id], "an argument stands for its filler"


def test_selection_comes_in_without_an_echo(qtbot: QtBot, panel: OutlinePanel, desk: Desk) -> None:
    met, _ = fill(desk)
    panel.show_session(desk.session)
    panel.view.setFocus()
    with qtbot.assertNotEmitted(panel.record_requested):
        panel.show_record(met.id)
    row = panel.view.currentIndex().data(ROW_ROLE)
    assert isinstance(row, OutlineRow)
    assert row.target == met.id
    with qtbot.assertNotEmitted(panel.record_requested):
        panel.show_record(None)
    assert not panel.view.currentIndex().isValid()


def test_an_edit_keeps_the_selected_row(panel: OutlinePanel, desk: Desk) -> None:
    met, _ = fill(desk)
    panel.show_session(desk.session)
    panel.show_record(met.id)
    desk.tag("Yoshimasa", "PER")
    panel.on_edited(desk.last)
    assert panel.view.currentIndex().data(ROW_ROLE).target == met.id


def test_many_records_are_listed_in_slices(qtbot: QtBot, panel: OutlinePanel) -> None:
    desk = Desk("word " * 3000)
    text, tagset, author = desk.session.article.text, desk.session.tagset, desk.session.author
    places = [(n * 5, n * 5 + 4) for n in range(2_500)]
    edits = [operations.tag(text, tagset, "PER", [place], author)[0] for place in places]
    for edit in edits:
        desk.session.apply(edit)
    panel.show_session(desk.session)
    assert panel.model.is_filling
    extra = operations.tag(text, tagset, "ORG", [(12_600, 12_604)], author)[0]
    desk.apply(extra)
    panel.on_edited(extra)
    with qtbot.waitSignal(panel.model.filled):
        pass
    assert panel.model.rowCount() == 2_501
    assert "Organisation word" in words(panel.model), "an edit made meanwhile is not missed"


def test_nothing_is_listed_while_hidden(qtbot: QtBot, desk: Desk) -> None:
    fill(desk)
    panel = OutlinePanel()
    qtbot.addWidget(panel)
    panel.show_session(desk.session)
    panel.on_edited(desk.last)
    assert panel.model.rowCount() == 0
    with qtbot.waitSignal(panel.model.filled):
        panel.show()
    assert panel.model.rowCount() == 4


def test_empty_states(panel: OutlinePanel, desk: Desk) -> None:
    assert panel.state == "closed"
    panel.show_session(desk.session)
    assert panel.state == "none"
    desk.tag("Munich", "GPE")
    panel.on_edited(desk.last)
    assert panel.state == ""
