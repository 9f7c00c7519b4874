"""The agreement window by real events: numbers, pictures, what lies behind them, and the way into the text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.review.agreement.meaning import MEASURES, VALUES
from annotator.review.tables import NONE
from annotator.ui.guide_dialog import GuideDialog
from annotator.ui.review.agreement_list import DIFFERENCE_ROLE
from annotator.ui.review.agreement_window import AgreementWindow
from annotator.ui.review.agreement_work import ALL_CLOSED
from tests.driver import Hands
from tests.ui.review.at_agreement import agreement_of, click_cell, click_number, measured, show_page
from tests.ui.review.at_gold import AtGold
from tests.ui.window.conftest import Seat
from tests.unit.review.folders import put
from tests.unit.review.reports import TAGSET, seed_differences, seeds

ARTICLE = "munich-talks-brief.txt"
_LEFT = Qt.MouseButton.LeftButton


def seated(sit: Seat) -> Hands:
    """Annotator A at the seeds with all sheets."""
    return sit(sidecars=True, annotator="annotator-a", article=ARTICLE)


def listed(shown: AgreementWindow) -> list[str]:
    """What the list of differences says."""
    model = shown.list.model
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def test_numbers_are_those_of_the_report_with_intervals_and_meanings(sit: Seat) -> None:
    shown = agreement_of(seated(sit))
    value = seeds().pairs[0].measure("mention.strict")
    assert value is not None
    assert value.interval is not None
    glance = shown.pages.headlines.numbers
    assert glance.index(0, 0).data() == "annotator-a and annotator-b"
    assert glance.index(0, 2).data() == f"{value.f1:.3f} ({value.interval.low:.2f}–{value.interval.high:.2f})"
    tip = glance.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "same span and same type"
    model = shown.pages.measures.numbers
    cells = [model.index(1, column).data() for column in range(model.columnCount())]
    assert cells[0] == "Mentions, strict"
    assert cells[1:4] == [f"{v:.3f}" for v in (value.precision, value.recall, value.f1)]
    assert cells[-1] == "same span and same type"
    assert "compared all the same" in shown.banner.words("note-0")
    assert model.index(0, 0).data() == "Mentions"
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_behind_a_number_stand_its_differences(sit: Seat) -> None:
    shown = agreement_of(seated(sit))
    assert shown.list.heading.isHidden()
    show_page(shown, "Classes")
    for name, count in (("Missing", 57), ("Type", 10), ("Zone", 4)):
        click_number(shown.pages.classes, name, 1)
        assert shown.list.heading.text() == f"{name}: {count} differences"
        assert len(listed(shown)) == count
    show_page(shown, "Measures")
    click_number(shown.pages.measures, "Relations", 3, "Relations")
    assert shown.pairs.currentText() == "annotator-a and annotator-b"
    assert "has close ties with" in " ".join(listed(shown))
    show_page(shown, "Types in Numbers")
    click_number(shown.pages.types, "State or town", 3)
    assert shown.list.heading.text().startswith("Entities, State or town: ")
    show_page(shown, "Articles")
    click_number(shown.pages.articles, ARTICLE, 1)
    rows = [shown.list.model.index(n, 0).data(DIFFERENCE_ROLE) for n in range(len(listed(shown)))]
    assert {row.article for row in rows} == {ARTICLE}
    show_page(shown, "Values")
    click_number(shown.pages.values, "Mode", 4)
    assert len(listed(shown)) == sum("mode" in d.attributes for d in seed_differences())


def test_by_keys_alone_from_a_number_to_its_place_in_the_text(sit: Seat) -> None:
    hands = seated(sit)
    shown = agreement_of(hands)
    show_page(shown, "Articles")
    click_number(shown.pages.articles, "telephone-hayashi-blinken.txt", 1)
    shown.list.view.setFocus()
    row = next(n for n, words in enumerate(listed(shown)) if "annotator-a: not tagged" not in words)
    QTest.keyClick(shown.list.view, Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(shown.list.view, Qt.Key.Key_Down)
    found = shown.list.view.currentIndex().data(DIFFERENCE_ROLE)
    QTest.keyClick(shown.list.view, Qt.Key.Key_Return)
    going = hands.window.reviewing.agreement.going
    hands.until(lambda: going.is_settled and hands.window.is_settled, "the place is reached")
    assert hands.window.article_name == "telephone-hayashi-blinken.txt"
    assert hands.controller.state.selected == found.ones.record
    assert shown.isVisible()
    assert not shown.isModal()


def test_what_only_a_colleague_has_is_selected_as_text(sit: Seat) -> None:
    hands = seated(sit)
    shown = agreement_of(hands)
    show_page(shown, "Classes")
    click_number(shown.pages.classes, "Missing", 1)
    row = next(n for n, words in enumerate(listed(shown)) if words.startswith("annotator-a: not tagged"))
    index = shown.list.model.index(row, 0)
    found = index.data(DIFFERENCE_ROLE)
    shown.list.view.scrollTo(index)
    point = shown.list.view.visualRect(index).center()
    QTest.mouseClick(shown.list.view.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, point)
    QTest.mouseDClick(shown.list.view.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, point)
    hands.until(
        lambda: hands.window.article_name == found.article and hands.window.is_settled, "the article is open"
    )
    assert hands.controller.state.selection == ((found.start, found.end),)
    text = hands.controller.session.article.text if hands.controller.session is not None else ""
    assert text[found.start : found.end] == found.others.quote


def test_cells_of_pictures_lead_to_their_differences_by_mouse_and_keys(sit: Seat) -> None:
    shown = agreement_of(seated(sit))
    click_cell(shown.pages.map.canvas, "annotator-a and annotator-b: Mentions, strict")
    assert len(listed(shown)) == 95
    show_page(shown, "Confusion")
    canvas = shown.pages.matrix.canvas
    click_cell(canvas, "annotator-a: State or town, annotator-b: not tagged")
    assert len(listed(shown)) == 8
    shown.pages.matrix_of.setCurrentIndex(1)
    show_page(shown, "Types")
    dots = shown.pages.dots.canvas
    dots.setFocus()
    QTest.keyClick(dots, Qt.Key.Key_Down)
    QTest.keyClick(dots, Qt.Key.Key_Return)
    assert dots.picture is not None
    assert dots.accessibleDescription() == dots.picture.cells[1].title
    assert shown.list.heading.text().startswith(dots.picture.cells[1].title)


def test_pictures_follow_the_theme(sit: Seat) -> None:
    hands = seated(sit)
    shown = agreement_of(hands)
    before = shown.pages.map.canvas.picture
    assert before is not None
    hands.window.menus["theme-dark"].trigger()
    QApplication.processEvents()
    after = shown.pages.map.canvas.picture
    assert after is not None
    assert before.text != after.text
    assert [cell.title for cell in before.cells] == [cell.title for cell in after.cells]


def test_only_done_sheets_are_compared_until_told_otherwise(sit: Seat) -> None:
    hands = seated(sit)
    shown = agreement_of(hands, all_sheets=False)
    assert shown.pages.headlines.numbers.index(0, 1).data() == "2"
    assert "it is not marked done" in shown.banner.words("note-0")
    for path in hands.folder.glob("*.annotator-b.tags.json"):
        path.write_bytes(path.read_bytes().replace(b'"status":"done"', b'"status":"in-progress"'))
    QTest.mouseClick(shown.again, _LEFT)
    measured(hands, shown)
    assert "No article has two sheets that can be compared" in shown.says
    assert "it is not marked done" in shown.says
    QTest.mouseClick(shown.unfinished.findChildren(type(shown.again))[0], _LEFT)
    measured(hands, shown)
    assert shown.pages.headlines.numbers.index(0, 1).data() == "5"
    assert not shown.choices.finished.isChecked()


def test_against_gold(sit: Seat) -> None:
    hands = seated(sit)
    for path in hands.folder.glob("*.annotator-a.tags.json"):
        gold = path.with_name(path.name.replace("annotator-a", "gold"))
        gold.write_bytes(path.read_bytes().replace(b'"annotator":"annotator-a"', b'"annotator":"gold"', 1))
    hands.window.menus["agreement"].trigger()
    hands.until(lambda: "gold" in hands.desk.library.annotators, "gold is seen")
    shown = agreement_of(hands)
    assert shown.choices.reference == "gold" or shown.choices.against.findData("gold") >= 0
    shown.choices.against.setCurrentIndex(shown.choices.against.findData("gold"))
    measured(hands, shown)
    pairs = [shown.pairs.itemText(n) for n in range(shown.pairs.count())]
    assert pairs == ["annotator-a and annotator-b", "Gold and annotator-a", "Gold and annotator-b"]
    shown.pairs.setCurrentIndex(1)
    model = shown.pages.measures.numbers
    assert model.index(1, 3).data() == "1.000"
    assert shown.pages.map.canvas.picture is not None
    assert len(shown.pages.map.canvas.picture.cells) == 6


def test_one_annotator_alone_is_told_what_is_missing(sit: Seat) -> None:
    hands = sit(ARTICLE, annotator="annotator-a", article=ARTICLE)
    shown = agreement_of(hands, all_sheets=False)
    assert "there are no sidecars here" in shown.says
    assert shown.save.isHidden()
    put(hands.sidecar(ARTICLE, "annotator-b"), [], TAGSET)
    hands.desk.library.rescan()
    hands.until(lambda: "annotator-b" in hands.desk.library.annotators, "the sidecar is seen")
    QTest.mouseClick(shown.again, _LEFT)
    measured(hands, shown)
    assert "it takes two sheets to compare" in shown.says


def test_sheets_of_another_text_are_told(sit: Seat) -> None:
    hands = sit(ARTICLE, sidecars=True, annotator="annotator-a", article=ARTICLE)
    path = hands.sidecar(ARTICLE, "annotator-b")
    text = path.read_text("utf-8")
    at = text.index('"sha256":"') + len('"sha256":"')
    path.write_text(f"{text[:at]}{'0' * 64}{text[at + 64 :]}", encoding="utf-8")
    shown = agreement_of(hands)
    assert "another version of the text" in shown.says


def test_measuring_can_be_broken_off_and_made_again(sit: Seat) -> None:
    hands = seated(sit)
    shown = agreement_of(hands)
    hold = Event()
    for _ in range(2):  # nobody is free to measure before the key is pressed
        hands.background.run(hold.wait, lambda _: None)
    QTest.mouseClick(shown.again, _LEFT)
    assert not shown.is_settled
    assert shown.stop.isVisible()
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    hold.set()
    measured(hands, shown)
    assert shown.says == "It was broken off."
    assert shown.isVisible()
    QTest.mouseClick(shown.again, _LEFT)
    measured(hands, shown)
    assert shown.found is not None
    assert shown.says == ""
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_sheets_that_change_meanwhile_are_said(sit: Seat) -> None:
    hands = seated(sit)
    shown = agreement_of(hands)
    put(hands.sidecar(ARTICLE, "annotator-c"), [], TAGSET)
    hands.desk.library.rescan()
    hands.until(lambda: bool(shown.banner.words("changed")), "the change is told")
    assert shown.found is not None
    QTest.mouseClick(shown.again, _LEFT)
    measured(hands, shown)
    assert not shown.banner.words("changed")
    assert [action.text() for action in shown.choices.menu.actions()] == [
        "annotator-a",
        "annotator-b",
        "annotator-c",
    ]
    shown.choices.menu.actions()[2].trigger()
    measured(hands, shown)
    assert shown.choices.chosen == ("annotator-a", "annotator-b")


def test_blind_nobody_is_called_by_name(sit: Seat, tmp_path: Path) -> None:
    hands = sit(sidecars=True, annotator="rita", article=ARTICLE)
    shown = agreement_of(hands)
    hands.window.menus["blind"].trigger()
    QApplication.processEvents()
    glance = shown.pages.headlines.numbers
    assert glance.index(0, 0).data() == "Annotator 1 and Annotator 2"
    assert "Annotator 1" in shown.banner.words("note-0")
    assert "annotator-a" not in shown.banner.words("note-0")
    shown.save_page(tmp_path / "blind.html")
    hands.until(lambda: bool(shown.banner.words("saved")), "the page is saved")
    page = (tmp_path / "blind.html").read_text("utf-8")
    assert "Annotator 1" in page
    assert "annotator-a" not in page
    assert "annotator-b" not in page


def test_where_a_folder_asks_for_independence_unfinished_articles_stay_closed(sit: Seat) -> None:
    tagset = replace(TAGSET, review=replace(TAGSET.review, independent=True))
    hands = sit(sidecars=True, annotator="annotator-a", article=ARTICLE, tagset=tagset)
    shown = agreement_of(hands)
    done = [
        path
        for path in hands.folder.glob("*.annotator-a.tags.json")
        if b'"status":"done"' in path.read_bytes()
    ]
    articles = len(list(hands.folder.glob("*.txt")))
    assert shown.found is not None
    assert 0 < len(done) < articles
    assert shown.found.closed == articles - len(done)
    open_to = {path.name.removesuffix(".annotator-a.tags.json") for path in done}
    assert {found.article for found in shown.found.differences.every} <= open_to
    assert any("stayed closed" in shown.banner.words(f"note-{n}") for n in range(4))


def test_who_has_done_no_article_of_an_independent_folder_is_told_why_nothing_shows(sit: Seat) -> None:
    tagset = replace(TAGSET, review=replace(TAGSET.review, independent=True))
    hands = sit(sidecars=True, annotator="rita", article=ARTICLE, tagset=tagset)
    shown = agreement_of(hands)
    assert shown.found is None
    said = [label.text() for label in shown.findChildren(QLabel) if label.isVisible()]
    assert ALL_CLOSED in said
    AtGold(hands).begin()
    assert agreement_of(hands).found is not None


def test_what_the_numbers_mean_is_shown_beside_them(sit: Seat) -> None:
    hands = seated(sit)
    shown = agreement_of(hands)
    QTest.mouseClick(shown.guide, _LEFT)
    page = shown.findChild(GuideDialog)
    assert isinstance(page, GuideDialog)
    assert page.isVisible()
    assert not page.isModal()
    text = page.text.toPlainText()
    for meaning in (*MEASURES.values(), *VALUES.values()):
        assert meaning.line in text
    assert "<!--" not in text
    page.close()
    hands.window.menus["agreement-guide"].trigger()
    again = hands.window.findChild(GuideDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert isinstance(again, GuideDialog)
    again.close()


def test_how_it_looks(sit: Seat, shot: Callable[[QWidget, str], None]) -> None:
    hands = seated(sit)
    shown = agreement_of(hands)
    for theme in ("light", "dark"):
        hands.window.menus[f"theme-{theme}"].trigger()
        for at in range(shown.pages.count()):
            shown.pages.setCurrentIndex(at)
            click_number(shown.pages.classes, "Boundary", 1)
            QApplication.processEvents()
            shot(shown, f"agreement-{theme}-{at}")
    assert shown.pages.headlines.numbers.index(0, 2).data() != NONE
