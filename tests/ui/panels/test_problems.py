from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.annotations import checks
from annotator.annotations.checks import Problem
from annotator.ui.panels.problems import QUOTE_ROLE, ROW_ROLE, ProblemsModel, ProblemsPanel
from tests.ui.panels.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def found(desk: Desk) -> dict[str, list[Problem]]:
    by_record: dict[str, list[Problem]] = {}
    session = desk.session
    for problem in checks.problems(session.sheet, session.index, session.tagset):
        by_record.setdefault(problem.record, []).append(problem)
    return by_record


def words(model: ProblemsModel) -> list[tuple[str, str]]:
    return [(model.index(n).data(), model.index(n).data(QUOTE_ROLE)) for n in range(model.rowCount())]


def test_model_is_a_model(qapp: QApplication, qtmodeltester: ModelTester, desk: Desk) -> None:
    model = ProblemsModel()
    qtmodeltester.check(model)
    met = desk.tag("condemned", "ACCUSE")
    model.show_session(desk.session, found(desk))
    first = desk.tag("met", "CONSULT")
    model.update({first.id: found(desk)[first.id]})
    model.update({met.id: ()})
    model.update({met.id: found(desk)[met.id]})


def test_following_updates_is_listing_anew(qapp: QApplication, desk: Desk) -> None:
    model, fresh = ProblemsModel(), ProblemsModel()
    model.show_session(desk.session, {})
    condemned = desk.tag("condemned", "ACCUSE")
    met = desk.tag("met", "CONSULT")
    ids = checks.affected(desk.last, desk.session.index) | {condemned.id}
    model.update({id: found(desk).get(id, ()) for id in ids})
    fresh.show_session(desk.session, found(desk))
    assert words(model) == words(fresh)
    assert words(model)[0][1] == "met", "in the order of the text"
    actor = desk.tag("Hayashi", "PER")
    desk.link(met, "actor", actor)
    ids = checks.affected(desk.last, desk.session.index)
    model.update({id: found(desk).get(id, ()) for id in ids})
    fresh.show_session(desk.session, found(desk))
    assert words(model) == words(fresh)


_PROBLEMS = st.lists(
    st.builds(
        Problem,
        st.just(""),
        st.just("rule"),
        st.sampled_from(["error", "warning", "off"]),
        st.text(max_size=3),
    ),
    max_size=4,
)
_BOOKS = st.dictionaries(st.sampled_from("abcdefg"), _PROBLEMS)


@given(first=_BOOKS, updates=st.lists(_BOOKS, max_size=6))
def test_counts_that_follow_are_those_of_a_walk(
    qapp: QApplication, first: dict[str, list[Problem]], updates: list[dict[str, list[Problem]]]
) -> None:
    model = ProblemsModel()
    model.show_session(None, first)
    for update in [{}, *updates]:
        model.update(update)
        listed = [model.index(row).data(ROW_ROLE).severity for row in range(model.rowCount())]
        assert model.counts() == (listed.count("error"), listed.count("warning"))


def test_counts_and_jump(qtbot: QtBot, desk: Desk) -> None:
    panel = ProblemsPanel()
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    condemned = desk.tag("condemned", "ACCUSE")
    with qtbot.waitSignal(panel.counted) as counted:
        panel.set_problems(desk.session, found(desk))
    assert sum(counted.args) == panel.model.rowCount() > 0
    with qtbot.waitSignal(panel.record_requested) as asked:
        where = panel.view.visualRect(panel.model.index(0)).center()
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert asked.args == [condemned.id]
    with qtbot.waitSignal(panel.counted) as counted:
        panel.update_problems([condemned.id], {})
    assert counted.args == [0, 0]
