from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.annotations import linking, operations
from annotator.annotations.records import Event
from annotator.ui.panels.card import CardPanel
from annotator.ui.panels.card_article import ArticleFacts
from annotator.ui.panels.chips import Chip
from tests.ui.panels.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def card(qtbot: QtBot) -> CardPanel:
    card = CardPanel()
    qtbot.addWidget(card)
    card.resize(320, 700)
    with qtbot.waitExposed(card):
        card.show()
    return card


def chips(card: QWidget) -> list[Chip]:
    return [chip for chip in card.findChildren(Chip) if chip.isVisible()]


def chip(card: QWidget, words: str) -> Chip:
    return next(c for c in chips(card) if c.face.words == words)


def role(card: CardPanel, name: str) -> QWidget:
    return next(row for row in card.record.roles().rows() if row.face and row.face.name == name)


def event(desk: Desk) -> tuple[str, str]:
    met, hayashi = desk.tag("met", "CONSULT"), desk.tag("Yoshimasa Hayashi", "PER")
    desk.link(met, "actor", hayashi)
    return met.id, hayashi.id


def test_an_event_shows_its_roles_in_arming_order(card: CardPanel, desk: Desk) -> None:
    met, _ = event(desk)
    card.show_record(desk.session, met, True, "actor")
    faces = [row.face for row in card.record.roles().rows()]
    names = [(f.digit, f.name, f.armed) for f in faces if f]
    assert names[0] == (1, "Actor", True)
    barred = next(f for f in faces if f and f.name == "Recipient")
    assert barred.digit == 0
    assert "Mutual" in barred.barred
    assert card.record.button("activate").isChecked()


def test_clicks_on_roles_chips_and_crosses(qtbot: QtBot, card: CardPanel, desk: Desk) -> None:
    met, hayashi = event(desk)
    card.show_record(desk.session, met, True, "actor")
    with qtbot.waitSignal(card.role_requested) as asked:
        qtbot.mouseClick(role(card, "Location"), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    assert asked.args == [met, "location"]
    filler = chip(card, "Yoshimasa Hayashi")
    with qtbot.waitSignal(card.record_requested) as asked:
        qtbot.mouseClick(filler, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert asked.args == [hayashi]
    with qtbot.waitSignal(card.unlink_requested) as asked:
        cross = QPoint(filler.width() - 9, filler.height() // 2)
        qtbot.mouseClick(filler, Qt.MouseButton.LeftButton, pos=cross)
    assert asked.args == [met, "actor", hayashi]
    with qtbot.waitSignal(card.unlink_requested):
        qtbot.keyClick(filler, Qt.Key.Key_Delete)
    with qtbot.waitSignal(card.role_requested) as asked:
        qtbot.keyClick(role(card, "Time"), Qt.Key.Key_Return)
    assert asked.args == [met, "time"]
    with qtbot.assertNotEmitted(card.role_requested):
        qtbot.mouseClick(role(card, "Recipient"), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))


def test_an_attribute_tells_its_new_value_and_keeps_the_keyboard(
    qtbot: QtBot, card: CardPanel, desk: Desk
) -> None:
    met, _ = event(desk)
    card.show_record(desk.session, met)
    field = card.record.field("status")
    assert field is not None
    combo = field.findChild(QComboBox)
    assert combo is not None
    combo.setFocus()
    with qtbot.waitSignal(card.attribute_changed) as told:
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    id, name, value = told.args
    assert (id, name) == (met, "status")
    record = desk.session.sheet.get(met)
    assert isinstance(record, Event)
    desk.apply(operations.set_attribute(record, name, value))
    card.on_edited(desk.last)
    assert combo.hasFocus()
    assert combo.currentData() == value
    desk.last = desk.session.undo() or desk.last
    card.on_edited(desk.last)
    assert combo.currentText() == "actual", "the default again"


def test_buttons_ask_and_stay_as_the_record_is(qtbot: QtBot, card: CardPanel, desk: Desk) -> None:
    _, hayashi = event(desk)
    card.show_record(desk.session, hayashi)
    for name, signal in (
        ("unsure", card.unsure_requested),
        ("retype", card.retype_requested),
        ("instance", card.instance_requested),
        ("delete", card.delete_requested),
    ):
        button = card.record.button(name)
        with qtbot.waitSignal(signal) as asked:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert asked.args == [hayashi]
        assert not button.isChecked()
    mention = desk.session.index.mention(hayashi)
    assert mention is not None
    desk.apply(operations.toggle_unsure(mention))
    card.on_edited(desk.last)
    assert card.record.button("unsure").isChecked()


def test_a_note_is_told_on_leaving_and_never_lost(qtbot: QtBot, card: CardPanel, desk: Desk) -> None:
    met, hayashi = event(desk)
    card.show_record(desk.session, hayashi)
    card.edit_note()
    note = card.record.note
    assert note.hasFocus()
    qtbot.keyClicks(note, "sure?")
    with qtbot.waitSignal(card.note_changed) as told:
        qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [hayashi, "sure?"]
    qtbot.keyClicks(note, " more")
    with qtbot.waitSignal(card.note_changed) as told:
        card.show_record(desk.session, met)
    assert told.args == [hayashi, "sure? more"], "the note goes to the record that it was typed for"
    assert note.toPlainText() == ""
    qtbot.keyClicks(note, "x")
    with qtbot.waitSignal(card.note_changed) as told:
        qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert told.args == [met, "x"], "Esc leaves the note and keeps it"


def test_typed_text_goes_to_its_record_even_without_losing_the_keyboard(
    qtbot: QtBot, card: CardPanel, desk: Desk
) -> None:
    _, hayashi = event(desk)
    mention = desk.session.index.mention(hayashi)
    assert mention is not None
    instance = linking.new_instance(mention, "The minister", desk.session.author)
    desk.refer(mention, instance)
    card.show_record(desk.session, instance.id)
    qtbot.keyClicks(card.record.name_editor, "!")
    with qtbot.waitSignal(card.instance_renamed) as told:
        card.show_record(desk.session, hayashi)
    assert told.args == [instance.id, "The minister!"]
    card.show_session(desk.session)
    subject = card.article.findChildren(QLineEdit)[-1]
    qtbot.keyClicks(subject, "Ukraine")
    with qtbot.waitSignal(card.article_attribute_changed) as told:
        card.flush()
    assert told.args[1] == "Ukraine"


def test_typing_a_note_survives_an_edit_of_something_else(qtbot: QtBot, card: CardPanel, desk: Desk) -> None:
    met, hayashi = event(desk)
    card.show_record(desk.session, met)
    card.edit_note()
    qtbot.keyClicks(card.record.note, "half a sen")
    desk.link(desk.tag("condemned", "ACCUSE"), "actor", desk.tag("Munich", "GPE"))
    mention = desk.session.index.mention(hayashi)
    assert mention is not None
    desk.apply(operations.toggle_unsure(mention))
    card.on_edited(desk.last)
    assert card.record.note.toPlainText() == "half a sen"


def test_instances_and_members(qtbot: QtBot, card: CardPanel, desk: Desk) -> None:
    _, hayashi = event(desk)
    mention = desk.session.index.mention(hayashi)
    assert mention is not None
    instance = linking.new_instance(mention, "The minister", desk.session.author)
    desk.refer(mention, instance)
    card.show_record(desk.session, hayashi)
    tied = chip(card, "The minister")
    with qtbot.waitSignal(card.instance_left) as asked:
        qtbot.keyClick(tied, Qt.Key.Key_Delete)
    assert asked.args == [hayashi, instance.id]
    assert chip(card, "Actor of Consult “met”").isVisible()
    card.show_record(desk.session, instance.id)
    name = card.record.name_editor
    assert name.text() == "The minister"
    name.setText("Hayashi")
    with qtbot.waitSignal(card.instance_renamed) as asked:
        qtbot.keyClick(name, Qt.Key.Key_Return)
    assert asked.args == [instance.id, "Hayashi"]
    with qtbot.waitSignal(card.record_requested) as asked:
        qtbot.keyClick(chip(card, "Yoshimasa Hayashi"), Qt.Key.Key_Return)
    assert asked.args == [hayashi]


def test_read_only_shows_and_changes_nothing(card: CardPanel) -> None:
    desk = Desk()
    met, _ = event(desk)
    desk.session.read_only = "This is the sheet of a colleague."
    card.show_record(desk.session, met)
    assert card.record.note.isReadOnly()
    assert not card.record.button("delete").isEnabled()
    field = card.record.field("status")
    assert field is not None
    assert not field.isEnabled()
    assert not any(c.face.removable for c in chips(card))


def test_nothing_selected_shows_the_article(qtbot: QtBot, card: CardPanel, desk: Desk) -> None:
    card.show_session(desk.session, ArticleFacts("A title", "annotator-a"))
    assert card.record_id is None
    button = card.article.findChild(QPushButton)
    assert button is not None
    with qtbot.waitSignal(card.status_requested) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == ["done"]
    desk.apply(operations.set_status(desk.session.sheet, "done"))
    card.on_edited(desk.last)
    assert "in progress" in button.text()


def test_a_deleted_record_gives_way_to_the_article(card: CardPanel, desk: Desk) -> None:
    _, hayashi = event(desk)
    card.show_record(desk.session, hayashi)
    assert card.record_id == hayashi
    desk.apply(operations.delete(desk.session.sheet, desk.session.index, [hayashi]))
    card.on_edited(desk.last)
    assert card.record_id is None


def test_what_does_not_concern_it_costs_next_to_nothing(
    card: CardPanel, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    met, hayashi = event(desk)
    card.show_record(desk.session, met)
    drawn: list[object] = []
    monkeypatch.setattr(card, "_refresh", lambda: drawn.append(1))
    desk.tag("Ukraine", "GPE")
    start = time.perf_counter()
    card.on_edited(desk.last)
    assert time.perf_counter() - start < 0.02
    assert drawn == []
    mention = desk.session.index.mention(hayashi)
    assert mention is not None
    desk.apply(operations.retype(mention, desk.session.tagset, "ORG"))
    card.on_edited(desk.last)
    assert drawn == [1], "a filler's type is shown"
    other = desk.tag("condemned", "ACCUSE")
    card.on_edited(desk.last)
    assert drawn == [1]
    current = desk.session.sheet.get(met)
    assert isinstance(current, Event)
    desk.apply(linking.link(desk.session.sheet.get(other.id), "topic", met))  # type: ignore[arg-type]
    card.on_edited(desk.last)
    assert drawn == [1, 1], "it takes part in another event now"


def test_following_edits_shows_what_showing_anew_does(card: CardPanel, desk: Desk, qtbot: QtBot) -> None:
    met, hayashi = event(desk)
    card.show_record(desk.session, met, True, "actor")
    other = desk.tag("Jens Stoltenberg", "PER")
    card.on_edited(desk.last)
    met_mention = desk.session.index.mention(met)
    assert met_mention is not None
    desk.link(met_mention, "actor", other)
    card.on_edited(desk.last)
    assert [c.face.words for c in chips(card)] == ["Yoshimasa Hayashi", "Jens Stoltenberg"]
    desk.apply(operations.delete(desk.session.sheet, desk.session.index, [hayashi]))
    card.on_edited(desk.last)
    assert [c.face.words for c in chips(card)] == ["Jens Stoltenberg"]
