from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.tagsets.definitions import Attribute, AttributeValue
from annotator.ui.choosers.many import ManyChooser, ValuesModel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CONTEXTS = Attribute(
    "contexts",
    "Contexts",
    "many",
    tuple(
        AttributeValue(id, id.replace("_", " "), f"About {id}.")
        for id in ("economic", "military", "migration")
    ),
)


def test_model_is_a_model(qapp: QApplication, qtmodeltester: ModelTester) -> None:
    model = ValuesModel()
    qtmodeltester.check(model)
    model.show_values(list(CONTEXTS.values))
    model.check({"military"})
    model.show_values([])


def test_beginnings_come_first_and_it_stays_open(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    chooser = ManyChooser(CONTEXTS, host)
    chooser.open(("military",), QRect(20, 20, 80, 20))
    qtbot.keyClicks(chooser.line, "mi")
    names = [chooser.model.index(n).data() for n in range(chooser.model.rowCount())]
    assert names == ["military", "migration", "economic"]
    with qtbot.waitSignal(chooser.toggled) as told:
        qtbot.keyClick(chooser.line, Qt.Key.Key_Return)
    assert told.args == ["military", False]
    assert chooser.isVisible()
    assert chooser.foot.text() == "About military."
    with qtbot.waitSignal(chooser.closed):
        qtbot.keyClick(chooser.line, Qt.Key.Key_Escape)
