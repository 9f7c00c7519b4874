"""*My tags against gold* by real events: what is told, the way through it across articles, and that nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit
from annotator.annotations.sheet import Sheet
from annotator.articles.reading import read_article
from annotator.review.deciding import Deciding, Gold
from annotator.review.units import Comparison
from annotator.sidecars.opening import open_sheet
from annotator.tagsets.definitions import AttributeValue
from annotator.ui.review.my_gold import MyGold
from tests.driver import Hands
from tests.ui.window.conftest import Seat
from tests.unit.review.folders import put
from tests.unit.review.reports import TAGSET as SHIPPED

A, B = "annotator-a", "annotator-b"
FIRST, SECOND = "munich-talks-brief.txt", "telephone-hayashi-blinken.txt"
TAGSET = replace(
    SHIPPED, review=replace(SHIPPED.review, reasons=(AttributeValue("guide", "As the guide says"),))
)


def adjudicate(folder: Path, article: str, *, reason: str = "guide", status: str = "done") -> None:
    """Makes gold of what A has, with a reason and a comment, by a reviewer of another name."""
    text = read_article(folder / article)
    sheets = {name: open_sheet(folder / f"{article}.{name}.tags.json", text).sheet for name in (A, B)}
    deciding = Deciding(comparison := Comparison(sheets, TAGSET), Author("rita-reviewer"))
    gold = Gold.of(Sheet())

    def done(edit: Edit) -> Gold:
        return Gold.of(gold.sheet.apply(edit))

    gold = done(deciding.take_over(gold))
    for unit in comparison.units:
        if unit.differs and not gold.ledger.decided(unit):
            if unit.of(A) is None:
                gold = done(deciding.none(gold, [unit], reason=reason, comment="Not this."))
            else:
                gold = done(deciding.accept(gold, unit, A, reason=reason, comment="See page 3."))
    put(
        folder / f"{article}.gold.tags.json",
        gold.sheet,
        TAGSET,
        "done" if status == "done" else "in-progress",
    )


@pytest.fixture
def beth(sit: Seat) -> Hands:
    """Annotator B at two adjudicated articles."""
    hands = sit("munich-talks", "telephone", sidecars=True, annotator=B, article=FIRST, tagset=TAGSET)
    for article in (FIRST, SECOND):
        adjudicate(hands.folder, article)
    hands.desk.library.rescan()
    hands.until(lambda: "gold" in hands.desk.library.annotators, "gold is seen")
    return hands


def opened(hands: Hands) -> MyGold:
    """Opens the panel by its key."""
    hands.press("Ctrl+5")
    made = hands.window.reviewing.my_gold
    heard(hands)
    return made


def heard(hands: Hands) -> None:
    """Waits until everything is told and the place is reached."""
    hands.until(
        lambda: hands.window.reviewing.my_gold.is_settled and hands.window.is_settled, "gold is compared"
    )


def test_scores_differences_reasons_and_comments_are_told(beth: Hands) -> None:
    made = opened(beth)
    panel = made.panel
    assert panel.isVisible()
    measures = {m.measure: m for m in made.telling.measures}
    for measure in ("entity.strict", "event.strict", "arg-c"):
        assert panel.scores.words(measure, "f1") == f"{measures[measure].f1:.2f}"
        assert 0 < float(panel.scores.words(measure, "precision")) < 1
    assert panel.notice.text() == "Over 2 articles whose gold is done."
    articles = {told.difference.article for told in panel.model.told}
    assert articles == {FIRST, SECOND}
    QTest.keyClick(panel.view, Qt.Key.Key_Home)
    heard(beth)
    assert "As the guide says" in panel.full.text()
    assert "“See page 3.”" in panel.full.text()
    assert "Only in gold: " in panel.full.text()


def test_one_key_goes_from_difference_to_difference_across_articles_and_back(beth: Hands) -> None:
    made = opened(beth)
    told = made.panel.model.told
    beth.view.setFocus()
    seen = []
    for each in told:
        with beth.at_most(1):
            beth.press("F7")
        heard(beth)
        seen.append(beth.window.article_name)
        assert made.panel.current is each
        found = each.difference
        if each.mine is not None and found.kind in ("entity", "event", "relation", "zone", "instance"):
            assert beth.controller.state.selected == each.mine.record
        elif found.kind in ("entity", "event", "zone"):
            assert beth.controller.state.selection == ((found.start, found.end),)
    assert seen == [each.difference.article for each in told]
    assert "instance" in {each.difference.kind for each in told}
    beth.press("F7")
    assert "no further difference" in beth.hint
    beth.press("Shift+F7")
    heard(beth)
    assert made.panel.at == len(told) - 2


def test_a_row_is_chosen_by_mouse(beth: Hands) -> None:
    made = opened(beth)
    row = next(
        n for n, each in enumerate(made.panel.model.told) if each.mine and each.difference.kind == "entity"
    )
    index = made.panel.model.index(row, 0)
    view = made.panel.view
    view.scrollTo(index)
    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        view.visualRect(index).center(),
    )
    heard(beth)
    told = made.panel.model.told[row]
    assert told.mine is not None
    assert beth.controller.state.selected == told.mine.record


def test_nothing_is_written_and_nobody_else_is_named(beth: Hands) -> None:
    before = {path.name: path.read_bytes() for path in beth.folder.iterdir()}
    made = opened(beth)
    for _ in range(len(made.panel.model.told)):
        beth.view.setFocus()
        beth.press("F7")
        heard(beth)
        shown = " ".join(label.text() for label in made.panel.findChildren(QLabel))
        index = made.panel.view.currentIndex()
        shown += str(index.data(Qt.ItemDataRole.AccessibleTextRole)) + str(index.data())
        assert A not in shown
        assert "rita" not in shown
    assert {path.name: path.read_bytes() for path in beth.folder.iterdir()} == before


def test_only_this_article_on_request_and_gold_that_changes_is_heard(beth: Hands) -> None:
    made = opened(beth)
    every = len(made.panel.model.told)
    made.panel.scope.setCurrentIndex(1)
    assert {told.difference.article for told in made.panel.model.told} == {FIRST}
    assert 0 < len(made.panel.model.told) < every
    adjudicate(beth.folder, FIRST, reason="", status="in-progress")
    beth.desk.library.rescan()
    beth.until(lambda: made.telling.scored == 1, "the change is heard")
    assert all("As the guide says" not in each.reason for each in made.panel.model.told)


def test_whose_tags_are_gold_is_told_so(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, annotator=A, article=FIRST, tagset=TAGSET)
    made = opened(hands)
    assert made.panel.state.words.startswith("There is no gold yet.")
    assert not made.panel.on.isEnabled()
    adjudicate(hands.folder, FIRST)
    hands.desk.library.rescan()
    hands.until(lambda: bool(made.telling.articles), "gold is heard")
    assert made.panel.state.words == "Your tags are as gold has them."
    assert made.panel.scores.words("entity.strict", "f1") == "1.00"


def test_gold_lies_over_the_own_tags_while_the_panel_shows(beth: Hands) -> None:
    made = opened(beth)
    seeing = beth.window.reviewing.seeing
    beth.until(lambda: "gold" in getattr(seeing.overlay, "colleagues", ()), "gold lies over the text")
    assert seeing.overlay is not None
    told = next(t for t in made.panel.model.told if t.gold and t.difference.classes == ("boundary",))
    assert told.gold is not None
    marks = seeing.overlay.between(told.difference.start, told.difference.end)
    assert any(mark.label.endswith("·gold") for mark in marks)
    made.dock.close()
    beth.until(lambda: seeing.overlay is None, "gold is hidden again")


def test_the_first_step_opens_the_panel(beth: Hands) -> None:
    beth.press("F7")
    heard(beth)
    made = beth.window.reviewing.my_gold
    assert made.panel.isVisible()
    assert made.panel.at == 0


def test_where_a_folder_asks_for_independence_gold_stays_closed(sit: Seat) -> None:
    apart = replace(TAGSET, review=replace(TAGSET.review, independent=True))
    hands = sit("telephone", sidecars=True, annotator=B, article=SECOND, tagset=apart)
    path = hands.sidecar(SECOND, B)
    path.write_bytes(path.read_bytes().replace(b'"status":"done"', b'"status":"in-progress"'))
    adjudicate(hands.folder, SECOND)
    hands.desk.library.rescan()
    made = opened(hands)
    hands.until(lambda: bool(made.telling.articles), "gold is seen")
    assert made.panel.model.told == ()
    assert "stay closed until your own tags are done" in made.panel.notice.text()


def test_how_it_looks(beth: Hands, shot: Callable[[QWidget, str], None]) -> None:
    made = opened(beth)
    beth.press("F7")
    heard(beth)
    for theme in ("light", "dark"):
        beth.window.menus[f"theme-{theme}"].trigger()
        QApplication.processEvents()
        shot(beth.window, f"my-gold-{theme}")
    beth.window.resize(900, 620)
    QApplication.processEvents()
    shot(beth.window, "my-gold-narrow")
    assert made.panel.full.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1280, 680), (900, 620)])
def test_own_precision_and_recall_are_in_sight_at_once_however_little_room_there_is(
    sit: Seat, size: tuple[int, int], shot: Callable[[QWidget, str], None]
) -> None:
    hands = sit(
        "munich-talks", "telephone", sidecars=True, annotator=B, article=FIRST, tagset=TAGSET, size=size
    )
    for article in (FIRST, SECOND):
        adjudicate(hands.folder, article)
    hands.desk.library.rescan()
    hands.until(lambda: "gold" in hands.desk.library.annotators, "gold is seen")
    made = opened(hands)
    hands.press("F7")
    heard(hands)
    QApplication.processEvents()
    shot(hands.window, f"my-gold-{size[0]}x{size[1]}")
    panel = made.panel
    for m in made.telling.measures:
        ratios = tuple(panel.scores.words(m.measure, ratio) for ratio in ("precision", "recall"))
        assert ratios == (f"{m.precision:.2f}", f"{m.recall:.2f}")
        assert " / ".join(ratios) in panel.brief.text().replace("\N{NO-BREAK SPACE}", " ")
    shown = panel.scores if panel.scores.isVisible() else panel.brief
    assert shown.isVisible()
    assert shown.visibleRegion().boundingRect().size() == shown.size(), "all of it"
    assert shown.heightForWidth(shown.width()) <= shown.height(), "no line is cut"
    assert panel.view.isVisible()


def test_a_panel_that_showed_is_there_again(beth: Hands, sit: Seat) -> None:
    opened(beth)
    beth.close()
    again = sit("munich-talks", "telephone", sidecars=True, annotator=B, article=FIRST, tagset=TAGSET)
    heard(again)
    made = again.window.reviewing.my_gold
    again.until(lambda: bool(made.panel.model.told), "gold is told again")
    assert not made.dock.isHidden()
