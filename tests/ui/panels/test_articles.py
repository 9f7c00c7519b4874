from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.ui.panels.article_model import ROW_ROLE, ArticleListModel
from annotator.ui.panels.article_rows import ArticleDetails, ArticleRow, ArticleRows, natural
from annotator.ui.panels.articles import ArticlesPanel

QUIET = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
pytestmark = QUIET


def rows(*names: str) -> list[ArticleRow]:
    return [ArticleRow(name, name) for name in names]


def shown(model: ArticleListModel) -> list[str]:
    return [model.index(n).data(ROW_ROLE).key for n in range(model.rowCount())]


@pytest.fixture
def panel(qtbot: QtBot) -> ArticlesPanel:
    panel = ArticlesPanel()
    qtbot.addWidget(panel)
    panel.resize(320, 400)
    panel.set_folder_open(True)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_names_sort_as_people_sort_them() -> None:
    names = ["b.txt", "Article 10.txt", "article 2.txt", "A.txt"]
    assert sorted(names, key=natural) == ["A.txt", "article 2.txt", "Article 10.txt", "b.txt"]


def test_model_is_a_model(qapp: QApplication, qtmodeltester: ModelTester) -> None:
    model = ArticleListModel()
    qtmodeltester.check(model)
    model.set_rows(rows("b.txt", "a.txt", "c.txt"))
    model.set_rows(rows("a.txt", "d.txt", "c.txt", "0.txt"))
    model.sort_by("status")
    model.update_row("d.txt", ArticleDetails("D", "done", 4))
    model.arrange()
    model.filter_by("txt c")
    model.filter_by("")
    model.set_rows([])


def test_rows_that_stay_keep_selection_and_details(qapp: QApplication) -> None:
    model = ArticleListModel()
    model.set_rows(rows("b.txt", "d.txt", "f.txt"))
    model.update_row("d.txt", ArticleDetails("Title of D", "done", 7, ("gold",)))
    held = QPersistentModelIndex(model.index_of("d.txt"))
    model.set_rows(rows("a.txt", "d.txt", "e.txt", "f.txt"))
    assert shown(model) == ["a.txt", "d.txt", "e.txt", "f.txt"]
    assert held.isValid()
    assert held.data(ROW_ROLE).title == "Title of D"
    model.sort_by("status")
    assert held.row() == 3, "done articles come last"
    assert held.data(ROW_ROLE).key == "d.txt"


def test_rows_that_stay_and_say_something_else_are_painted_anew(qtbot: QtBot) -> None:
    model = ArticleListModel()
    model.set_rows([ArticleRow(name, name, annotators=("jo",)) for name in ("a.txt", "b.txt", "c.txt")])
    for name in ("a.txt", "b.txt", "c.txt"):
        model.update_row(name, ArticleDetails(name, "done", 7, ("jo",)))
    with qtbot.waitSignal(model.dataChanged) as told:
        model.set_rows(
            [
                ArticleRow("a.txt", "a.txt", annotators=("jo",)),
                ArticleRow("b.txt", "b.txt", annotators=("Annotator 1",)),
                ArticleRow("c.txt", "c.txt", annotators=("jo",)),
            ]
        )
    assert told.args is not None
    assert [index.row() for index in told.args[:2]] == [1, 1]
    assert model.index(1).data(ROW_ROLE).annotators == ("Annotator 1",)


def test_only_painted_rows_are_looked_up_and_together(qtbot: QtBot, panel: ArticlesPanel) -> None:
    with qtbot.waitSignal(panel.model.details_wanted) as wanted:
        panel.model.set_rows(rows(*(f"article {n}.txt" for n in range(10_000))))
    [keys] = wanted.args
    assert 3 <= len(keys) <= 40
    assert "article 0.txt" in keys
    panel.model.update_rows({key: ArticleDetails("A title", "done", 1) for key in keys})
    row = panel.model.index_of("article 0.txt").data(ROW_ROLE)
    assert (row.title, row.status, row.tags) == ("A title", "done", 1)


def test_ten_thousand_rows_are_instant(qapp: QApplication) -> None:
    model = ArticleListModel()
    model.set_rows(rows(*(f"article {n}.txt" for n in range(10_000))))
    start = time.perf_counter()
    model.filter_by("article 99")
    model.filter_by("")
    model.sort_by("tags")
    assert time.perf_counter() - start < 1.5
    assert model.rowCount() == 10_000


def test_a_click_and_enter_ask_for_an_article(qtbot: QtBot, panel: ArticlesPanel) -> None:
    panel.model.set_rows(rows("a.txt", "b.txt", "c.txt"))
    place = panel.view.visualRect(panel.model.index(1)).center()
    with qtbot.waitSignal(panel.article_requested) as asked:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == ["b.txt"]
    heard: list[str] = []
    panel.article_requested.connect(heard.append)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert heard == [], "the arrows look around, Enter opens"
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert heard == ["c.txt"]


def test_showing_the_current_article_asks_for_nothing(qtbot: QtBot, panel: ArticlesPanel) -> None:
    panel.model.set_rows(rows("a.txt", "b.txt"))
    with qtbot.assertNotEmitted(panel.article_requested):
        panel.show_current("b.txt")
    assert panel.view.currentIndex().data(ROW_ROLE).key == "b.txt"
    panel.model.set_rows(rows("0.txt", "a.txt", "b.txt"))
    assert panel.view.currentIndex().data(ROW_ROLE).key == "b.txt"


def test_the_filter_matches_titles_and_files(qtbot: QtBot, panel: ArticlesPanel) -> None:
    panel.model.set_rows(rows("a.txt", "folder/b.txt"))
    panel.model.update_row("a.txt", ArticleDetails("Treffen in MÜNCHEN", "untouched", 0))
    panel.focus_filter()
    field = panel.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText("münchen")  # QTest types nothing but ASCII
    assert shown(panel.model) == ["a.txt"]
    field.clear()
    qtbot.keyClicks(field, "folder")
    assert shown(panel.model) == ["folder/b.txt"]
    qtbot.keyClicks(field, "xyz")
    assert panel.state == "filter"
    with qtbot.assertNotEmitted(panel.article_requested):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_empty_states_say_what_to_do(qtbot: QtBot) -> None:
    panel = ArticlesPanel()
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    assert panel.state == "folder"
    button = next(b for b in panel.findChildren(QPushButton) if b.isVisible())
    with qtbot.waitSignal(panel.folder_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    panel.set_folder_open(True)
    assert panel.state == "articles"
    panel.model.set_rows(rows("a.txt"))
    assert panel.state == ""


def test_next_and_previous_and_next_not_done() -> None:
    known = ArticleRows()
    known.put(
        [
            ArticleRow("a", "a", status="done", tags=1),
            ArticleRow("b", "b", status="in-progress", tags=1),
            ArticleRow("c", "c", problem="binary", status="problem"),
            ArticleRow("d", "d", status="done", tags=1),
        ]
    )
    known.show(known.order())
    assert (known.after("a", 1), known.after("a", -1), known.after("d", 1)) == ("b", None, None)
    assert (known.after(None, 1), known.after(None, -1)) == ("a", "d")
    assert known.next_open("c") == "b", "once around, over articles that cannot be opened"
    assert known.next_open("b") is None
    assert known.next_open(None) == "b"


def test_an_index_of_nothing_is_invalid(qapp: QApplication) -> None:
    model = ArticleListModel()
    assert model.index_of("nowhere") == QModelIndex()
    assert model.index_of(None) == QModelIndex()
