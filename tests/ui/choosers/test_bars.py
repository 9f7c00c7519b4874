from __future__ import annotations

from itertools import combinations, product

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.annotations.records import Event
from annotator.tagsets import shipped
from annotator.ui.choosers.active_bar import ActiveBar
from annotator.ui.choosers.banner import Banners
from annotator.ui.choosers.candidates import CandidateBar
from annotator.ui.choosers.occurrences import OccurrencesBar
from annotator.ui.choosers.placing import Surroundings
from tests.ui.panels.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TAGSET = shipped.load("plover-0.8")
TYPES = ["PER", "ORG", "GPE", "LOC", "TIME", "CONSULT", "AGREE", "ACCUSE", "AID"]


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(700, 300)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_candidates_never_cover_the_selection(qtbot: QtBot, host: QWidget) -> None:
    bar = CandidateBar(host)
    within = host.rect()
    for x, y, width, height in product((0, 300, 650), (0, 10, 140, 270, 285), (5, 400), (14, 120, 280)):
        beside = QRect(x, y, width, height)
        bar.show_types(TAGSET, TYPES, beside, Surroundings(within))
        if bar.isVisible():
            assert not bar.geometry().intersects(beside)
            assert within.contains(bar.geometry())
        else:
            assert y < 40
            assert y + height > 260


def test_candidates_are_clicked_and_keep_off_the_keyboard(qtbot: QtBot, host: QWidget) -> None:
    line = QLineEdit(host)
    line.show()
    line.setFocus()
    bar = CandidateBar(host)
    bar.show_types(TAGSET, TYPES, QRect(50, 100, 60, 16), Surroundings(host.rect()))
    assert line.hasFocus()
    with qtbot.waitSignal(bar.type_requested) as asked:
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.cells()[1].center().toPoint())
    assert asked.args == ["ORG"]
    assert line.hasFocus()


def test_as_many_candidates_as_fit(host: QWidget) -> None:
    bar = CandidateBar(host)
    bar.show_types(TAGSET, TYPES, QRect(0, 100, 10, 10), Surroundings(QRect(0, 0, 200, 300)))
    assert 1 <= len(bar.cells()) < len(TYPES)
    assert bar.width() <= 200


@pytest.fixture
def occurrences(qtbot: QtBot) -> OccurrencesBar:
    bar = OccurrencesBar()
    qtbot.addWidget(bar)
    bar.resize(800, 40)
    bar.open("Hayashi", "Person")
    bar.show_count(3)
    return bar


def test_occurrences_by_keyboard(qtbot: QtBot, occurrences: OccurrencesBar) -> None:
    with qtbot.waitSignal(occurrences.step_requested) as stepped:
        qtbot.keyClick(occurrences, Qt.Key.Key_F3)
    assert stepped.args == [1]
    with qtbot.waitSignal(occurrences.step_requested) as stepped:
        qtbot.keyClick(occurrences, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert stepped.args == [-1]
    with qtbot.waitSignal(occurrences.tag_requested):
        qtbot.keyClick(occurrences.tag, Qt.Key.Key_Return)
    with qtbot.waitSignal(occurrences.closed):
        qtbot.keyClick(occurrences.tag, Qt.Key.Key_Escape)
    assert occurrences.isHidden()


def test_occurrences_options_and_nothing_to_tag(qtbot: QtBot, occurrences: OccurrencesBar) -> None:
    with qtbot.waitSignal(occurrences.options_changed) as changed:
        occurrences.whole_words.click()
    assert changed.args == [False, True]
    occurrences.show_count(0)
    assert not occurrences.tag.isEnabled()
    with qtbot.assertNotEmitted(occurrences.tag_requested):
        qtbot.keyClick(occurrences, Qt.Key.Key_Return)


def test_banners_say_one_thing_each(qtbot: QtBot, host: QWidget) -> None:
    banners = Banners(host)
    QVBoxLayout(host).addWidget(banners)
    banners.say("save", "Not saved: the disk is full", "danger", [("retry", "Try now")], closable=False)
    banners.say("merge", "Two records were changed by both", "caution")
    banners.say("save", "Not saved: no space left", "danger", [("retry", "Try now")], closable=False)
    assert banners.keys() == ("merge", "save")
    assert banners.words("save") == "Not saved: no space left"
    button = next(b for b in banners.findChildren(QPushButton) if b.isVisible())
    with qtbot.waitSignal(banners.action_requested) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == ["save", "retry"]
    cross = next(b for b in banners.findChildren(QToolButton) if b.isVisible())
    with qtbot.waitSignal(banners.dismissed) as closed:
        qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert closed.args == ["merge"]
    banners.clear()
    assert banners.isHidden()


@pytest.mark.parametrize("width", [230, 320, 500, 900])
def test_a_banners_words_and_actions_never_cover_each_other(host: QWidget, width: int) -> None:
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    banners = Banners(host)
    layout.addWidget(banners)
    layout.addStretch(1)
    host.resize(width, 600)
    words = "You see the tags of annotator-a. Your own begin with your first tag."
    banners.say("sheet", words, actions=[("own", "Start empty"), ("other", "Bundestagsabgeordnete")])
    host.grab()
    label = next(label for label in banners.findChildren(QLabel) if label.text() == words)
    places = [label, *banners.findChildren(QPushButton), *banners.findChildren(QToolButton)]
    boxes = [QRect(place.mapTo(host, place.rect().topLeft()), place.size()) for place in places]
    assert [(a, b) for a, b in combinations(boxes, 2) if a.intersects(b)] == []
    assert label.height() >= label.heightForWidth(label.width())
    assert banners.height() < 200


def test_the_active_bar_never_changes_its_height(qtbot: QtBot, desk: Desk) -> None:
    bar = ActiveBar()
    qtbot.addWidget(bar)
    bar.resize(900, bar.height())
    with qtbot.waitExposed(bar):
        bar.show()
    height = bar.height()
    met = desk.tag("met", "CONSULT")
    bar.show_idle("A title", "annotator-a")
    for event_id in (met.id, None, met.id):
        bar.show_event(desk.session, event_id, "actor" if event_id else None)
        assert bar.height() == bar.sizeHint().height() == height


def test_the_active_bar_says_what_the_next_click_fills(qtbot: QtBot, desk: Desk) -> None:
    bar = ActiveBar()
    qtbot.addWidget(bar)
    bar.resize(900, bar.height())
    with qtbot.waitExposed(bar):
        bar.show()
    met = desk.tag("met", "CONSULT")
    bar.show_event(desk.session, met.id, "actor")
    assert bar.words == "CONSULT “met” — click its actor"
    desk.link(met, "actor", desk.tag("Yoshimasa Hayashi", "PER"))
    bar.show_event(desk.session, met.id, None)
    assert "every role" in bar.words
    assert [len(role.fillers) for _, role in bar.pills() if role.id == "actor"] == [1]
    pill, role = bar.pills()[1]
    with qtbot.waitSignal(bar.role_requested) as asked:
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=pill.center().toPoint())
    assert asked.args == [met.id, role.id]
    cross = bar.findChild(QToolButton)
    assert cross is not None
    with qtbot.waitSignal(bar.leave_requested):
        qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert isinstance(desk.session.sheet.get(met.id), Event)
