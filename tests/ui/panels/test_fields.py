from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QSpinBox,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from annotator.tagsets.definitions import Attribute, AttributeValue
from annotator.ui.choosers.many import ManyChooser
from annotator.ui.panels.fields import ComboField, Field, Fields, ManyField, SegmentsField, field_for
from annotator.ui.panels.many import ManyButton

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def values(*names: str) -> tuple[AttributeValue, ...]:
    return tuple(AttributeValue(name, name.title()) for name in names)


FEW = Attribute("mode", "Mode", "one", values("visit", "phone"), default="visit")
LOTS = Attribute(
    "status", "Status", "one", values("actual", "historical", "future", "hypothetical", "negated")
)
MANY = Attribute("contexts", "Contexts", "many", values("legal", "economic", "military", "health"))


def shown(qtbot: QtBot, attribute: Attribute) -> tuple[Field, list[object]]:
    field = field_for(attribute)
    qtbot.addWidget(field)
    heard: list[object] = []
    field.changed.connect(lambda name, value: heard.append((name, value)))
    with qtbot.waitExposed(field):
        field.show()
    return field, heard


def test_each_kind_shows_without_telling(qtbot: QtBot) -> None:
    examples = (
        (FEW, "phone"),
        (LOTS, "future"),
        (MANY, ("economic",)),
        (Attribute("sure", "Sure", "flag"), True),
        (Attribute("count", "Count", "integer"), 3),
        (Attribute("share", "Share", "number"), 0.25),
        (Attribute("by", "By", "text"), "an agency"),
        (Attribute("day", "Day", "date"), "2026-11-22"),
    )
    for attribute, value in examples:
        field, heard = shown(qtbot, attribute)
        for each in (None, value, None, value):
            field.show_value(each)
        assert heard == [], attribute


def test_segments_show_the_default_and_let_go(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, FEW)
    assert isinstance(field, SegmentsField)
    field.show_value(None)
    visit, phone = field.findChildren(QToolButton)
    assert visit.isChecked()
    qtbot.mouseClick(phone, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(phone, Qt.MouseButton.LeftButton)
    assert heard == [("mode", "phone"), ("mode", None)]
    assert visit.isChecked()


def test_a_combo_tells_only_what_a_person_chose(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, LOTS)
    assert isinstance(field, ComboField)
    combo = field.findChild(QComboBox)
    assert combo is not None
    field.show_value("future")
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert heard == [("status", "hypothetical")]
    field.show_value("unheard of")
    assert "not in the tagset" in combo.currentText()


def test_the_wheel_changes_nothing_in_passing(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, LOTS)
    combo = field.findChild(QComboBox)
    assert combo is not None
    combo.clearFocus()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(combo.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, turn)
    assert heard == []


def test_many_are_searched_and_checked_by_keyboard(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, MANY)
    assert isinstance(field, ManyField)
    field.show_value(("legal",))
    button = field.findChild(ManyButton)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    popup = button.popup
    assert popup is not None
    assert isinstance(popup, ManyChooser)
    search = popup.line
    qtbot.keyClicks(search, "mil")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert heard == [("contexts", ("legal", "military"))]
    search.clear()
    where = popup.view.visualRect(popup.model.index(0)).center()
    qtbot.mouseClick(popup.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert heard[-1] == ("contexts", ("military",))
    popup.hide()


def test_a_flag_and_a_number(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Attribute("sure", "Sure", "flag", default=True))
    field.show_value(None)
    box = field.findChild(QCheckBox)
    assert box is not None
    assert box.isChecked()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert heard == [("sure", False)]
    field, heard = shown(qtbot, Attribute("count", "Count", "integer"))
    field.show_value(3)
    spin = field.findChild(QSpinBox)
    assert spin is not None
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert heard == [("count", 4)]


def test_a_date_that_is_none_is_not_kept(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Attribute("day", "Day", "date"))
    line = field.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClicks(line, "22.11.2026")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert heard == []
    assert line.text() == ""
    assert "expected a date" in line.toolTip()
    qtbot.keyClicks(line, "2026-11-22")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert heard == [("day", "2026-11-22")]
    qtbot.keyClicks(line, "x")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "2026-11-22"


def test_fields_stay_the_same_widgets(qtbot: QtBot) -> None:
    fields = Fields()
    qtbot.addWidget(fields)
    fields.show_values((FEW, LOTS), {"mode": "phone"})
    first = fields.field("status")
    fields.show_values((FEW, LOTS), {"mode": "visit"}, read_only=True)
    assert fields.field("status") is first
    assert first is not None
    assert not first.isEnabled()
    fields.show_values((FEW,), {})
    assert fields.field("status") is None
