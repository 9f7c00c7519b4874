from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.annotations.records import Instance
from annotator.tagsets import shipped
from annotator.ui.choosers.instances import InstanceChoice, InstanceChooser, InstanceListModel, NewInstance
from annotator.ui.choosers.links import LinkChooser, LinkListModel
from annotator.ui.choosers.types import TYPE_ROLE, TypeChooser, TypeListModel, fitting

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TAGSET = shipped.load("plover-0.8")
PLACE = QRect(100, 100, 40, 16)
HAYASHI = Instance("i1", "entity", "PER", "Yoshimasa Hayashi")
NATO = Instance("i2", "entity", "ORG", "NATO")
CHOICES = (
    InstanceChoice(HAYASHI, ("Hayashi", "the minister"), ("talks.txt",), True),
    InstanceChoice(NATO, ("NATO",), ("a.txt", "b.txt", "c.txt")),
)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def types(host: QWidget) -> TypeChooser:
    chooser = TypeChooser(host)
    chooser.open(TAGSET, ["GPE", "PER", "ORG", "CONSULT", "COOPERATE", "COERCE"], PLACE, "Tag “Munich” as")
    return chooser


@pytest.fixture
def instances(host: QWidget) -> InstanceChooser:
    chooser = InstanceChooser(host)
    chooser.open(TAGSET, "Hayashi", CHOICES, {"i2"}, PLACE)
    return chooser


def current(chooser: TypeChooser) -> str:
    return str(chooser.view.currentIndex().data(TYPE_ROLE).id)


def test_models_are_models(qapp: QApplication, qtmodeltester: ModelTester) -> None:
    types, instances, links = TypeListModel(), InstanceListModel(), LinkListModel()
    for model in (types, instances, links):
        qtmodeltester.check(model)
    types.show_types(list(TAGSET.taggable("event")))
    instances.show_rows([*CHOICES, NewInstance("X")], {"i1"})
    instances.mark(())
    links.show_rows([(0, "role", "Actor")])


def test_typing_ranks_beginnings_first() -> None:
    types = [t for id in ("GPE", "PER", "COOPERATE", "CONSULT", "COERCE") if (t := TAGSET.type(id))]
    assert [t.id for t in fitting(types, "")] == ["GPE", "PER", "COOPERATE", "CONSULT", "COERCE"]
    assert [t.id for t in fitting(types, "co")][:3] == ["COOPERATE", "CONSULT", "COERCE"]
    assert next(iter(fitting(types, "per"))).id == "PER"
    assert fitting(types, "qqq") == []


def test_letters_are_text_and_enter_picks(qtbot: QtBot, types: TypeChooser) -> None:
    assert current(types) == "GPE", "the likeliest first"
    qtbot.keyClicks(types.line, "co")
    qtbot.keyClick(types.line, Qt.Key.Key_Down)
    assert current(types) == "COOPERATE"
    with qtbot.waitSignals([types.chosen, types.closed]):
        qtbot.keyClick(types.line, Qt.Key.Key_Return)
    assert types.isHidden()


def test_enter_tells_the_type(qtbot: QtBot, types: TypeChooser) -> None:
    with qtbot.waitSignal(types.chosen) as picked:
        qtbot.keyClick(types.line, Qt.Key.Key_Return)
    assert picked.args == ["GPE"]


def test_what_was_picked_is_told_before_the_closing(qtbot: QtBot, types: TypeChooser) -> None:
    heard: list[str] = []
    types.chosen.connect(lambda _: heard.append("chosen"))
    types.closed.connect(lambda: heard.append("closed"))
    qtbot.keyClick(types.line, Qt.Key.Key_Return)
    assert heard == ["chosen", "closed"]
    types.open(TAGSET, ["GPE"], PLACE)
    qtbot.keyClick(types.line, Qt.Key.Key_Escape)
    assert heard == ["chosen", "closed", "closed"]


def test_up_wraps_and_the_foot_describes(qtbot: QtBot, types: TypeChooser) -> None:
    qtbot.keyClick(types.line, Qt.Key.Key_Up)
    assert current(types) == "COERCE"
    known = TAGSET.type("COERCE")
    assert known is not None
    assert types.foot.text().startswith(known.description[:20])


def test_esc_closes_without_choosing(qtbot: QtBot, types: TypeChooser) -> None:
    with qtbot.assertNotEmitted(types.chosen), qtbot.waitSignal(types.closed):
        qtbot.keyClick(types.line, Qt.Key.Key_Escape)


def test_a_click_picks(qtbot: QtBot, types: TypeChooser) -> None:
    where = types.view.visualRect(types.model.index(2)).center()
    with qtbot.waitSignal(types.chosen) as picked:
        qtbot.mouseClick(types.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert picked.args == ["ORG"]


def test_no_match_picks_nothing(qtbot: QtBot, types: TypeChooser) -> None:
    qtbot.keyClicks(types.line, "qqq")
    with qtbot.assertNotEmitted(types.chosen):
        qtbot.keyClick(types.line, Qt.Key.Key_Return)


def test_it_stays_on_the_screen(types: TypeChooser) -> None:
    screen = types.screen().availableGeometry()
    types.hide()
    types.open(TAGSET, ["GPE"], QRect(screen.bottomRight() - QPoint(5, 5), screen.bottomRight()))
    assert screen.contains(types.geometry())
    assert types.geometry().bottom() < screen.bottom() - 5, "above, not over, what it is about"


def test_an_instance_is_chosen_dropped_or_new(qtbot: QtBot, instances: InstanceChooser) -> None:
    with qtbot.waitSignal(instances.instance_chosen) as chosen:
        qtbot.keyClick(instances.line, Qt.Key.Key_Return)
    assert chosen.args == [HAYASHI]
    assert instances.isHidden()
    instances.open(TAGSET, "Hayashi", CHOICES, {"i2"}, PLACE)
    qtbot.keyClicks(instances.line, "nato")
    with qtbot.waitSignal(instances.instance_dropped) as dropped:
        qtbot.keyClick(instances.line, Qt.Key.Key_Return)
    assert dropped.args == ["i2"]
    instances.open(TAGSET, "Hayashi", CHOICES, (), PLACE)
    qtbot.keyClick(instances.line, Qt.Key.Key_Up)
    with qtbot.waitSignal(instances.new_requested) as new:
        qtbot.keyClick(instances.line, Qt.Key.Key_Return)
    assert new.args == ["Hayashi"], "the mention's own words where no name was typed"


def test_several_instances_with_ctrl(qtbot: QtBot, instances: InstanceChooser) -> None:
    ctrl = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(instances.instance_chosen):
        qtbot.keyClick(instances.line, Qt.Key.Key_Return, ctrl)
    assert instances.isVisible()
    qtbot.keyClick(instances.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(instances.instance_dropped) as dropped:
        qtbot.keyClick(instances.line, Qt.Key.Key_Return, ctrl)
    assert dropped.args == ["i2"]
    assert instances.isVisible()


def test_the_name_that_was_typed(qtbot: QtBot, instances: InstanceChooser) -> None:
    qtbot.keyClicks(instances.line, "Fumio Kishida")
    with qtbot.waitSignal(instances.new_requested) as new:
        qtbot.keyClick(instances.line, Qt.Key.Key_Return)
    assert new.args == ["Fumio Kishida"]


def test_a_digit_chooses_a_link(qtbot: QtBot, host: QWidget) -> None:
    chooser = LinkChooser(host)
    choices = [("role", "Actor of Consult"), ("role", "Topic of Consult"), ("relation", "Same as")]
    chooser.open("Link", choices, PLACE)
    with qtbot.waitSignal(chooser.chosen) as picked:
        qtbot.keyClick(chooser.line, Qt.Key.Key_2)
    assert picked.args == [1]
    chooser.open("Link", choices, PLACE)
    qtbot.keyClicks(chooser.line, "same")
    with qtbot.waitSignal(chooser.chosen) as picked:
        qtbot.keyClick(chooser.line, Qt.Key.Key_Return)
    assert picked.args == [2]
    chooser.open("Link", choices, PLACE)
    with qtbot.assertNotEmitted(chooser.chosen):
        qtbot.keyClick(chooser.line, Qt.Key.Key_9)
    chooser.hide()
