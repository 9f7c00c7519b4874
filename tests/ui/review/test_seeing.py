"""Colleagues' tags beside one's own, in the real window: shown and hidden, clicked, followed on disk, blind, kept apart."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from annotator.annotations.edits import Change, Edit
from annotator.annotations.records import Entity, span
from annotator.annotations.sheet import Sheet
from annotator.articles.reading import read_article
from annotator.sidecars.names import Storage
from annotator.tagsets import shipped
from annotator.ui import drawing
from annotator.ui.colours import Theme
from annotator.ui.opening import Annotator
from annotator.ui.people import KEPT_APART
from annotator.ui.review.looks import AGREED_COLOUR
from annotator.ui.review.overlay import mark_id, whose
from annotator.ui.review.posting import post
from annotator.ui.review.reviewing import Reviewing
from annotator.ui.text.marks import Mark
from tests.driver import Hands
from tests.ui.review.conftest import Seat

BRIEF = "munich-talks-brief.txt"
EMOJI = "sister-cities-emoji.txt"
B = "annotator-b"


def reviewing(hands: Hands) -> Reviewing:
    """Reviewing in the window, once nothing is under way."""
    made = hands.window.reviewing
    hands.until(lambda: made.bench.is_settled and hands.window.is_settled, "compared")
    return made


def marks(hands: Hands) -> dict[str, Mark]:
    """What is drawn on the page, by id."""
    found = hands.view._flow.marks.between(0, len(hands.text))  # the page itself says what it draws
    return {mark.id: mark for mark in found}


def of_colleagues(hands: Hands) -> list[str]:
    """The annotators whose marks are drawn."""
    return sorted({found[0] for id in marks(hands) if (found := whose(id)) is not None})


def place_of(hands: Hands, id: str, *, label: bool = True) -> QPoint:
    """A point on a mark's label, or on its text."""
    mark = marks(hands)[id]
    start, end = mark.fragments[0]
    hands.show(start, end)
    rect = hands.view.rect_of(start, end)
    for y in range(rect.bottom(), max(rect.top() - 160, 0), -2):
        for x in range(max(rect.left() - 60, 2), rect.right() + 60, 3):
            hit = hands.view.hit_at(QPointF(x, y))
            if (hit.label == id) if label else (hit.label is None and hit.marks[:1] == (id,)):
                return QPoint(x, y)
    raise AssertionError(f"nothing of {mark} shows")


def sidecar(hands: Hands, annotator: str = B, article: str = BRIEF) -> dict[str, Any]:
    """A sidecar as it lies on disk."""
    found: dict[str, Any] = json.loads(hands.sidecar(article, annotator).read_text(encoding="utf-8"))
    return found


def write(path: Path, data: dict[str, Any]) -> None:
    """Puts a sidecar on disk as a colleague's program would."""
    put(path, json.dumps(data, ensure_ascii=False))


def put(path: Path, text: str) -> None:
    """Puts a file in the place of another, as shared drives and programs that save safely do."""
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@pytest.mark.parametrize("article", [BRIEF, EMOJI])
def test_a_key_shows_everybody_over_the_text_and_hides_them_again(sit: Seat, article: str) -> None:
    hands = sit(article[:9], sidecars=True, article=article, annotator="annotator-a")
    plain = marks(hands)
    assert of_colleagues(hands) == []
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    assert of_colleagues(hands) == [B]
    comparison = made.bench.comparison
    assert comparison is not None
    for id, mark in marks(hands).items():
        owner, record = whose(id) or ("annotator-a", id)
        unit = comparison.unit_of(owner, record)
        if unit is not None:
            assert (mark.colour == AGREED_COLOUR) == (not unit.differs), mark
            assert mark.label.endswith("·AB") == (owner == B)
        for start, end in mark.fragments:
            quote = hands.text[start:end]
            held = comparison.sheets[owner].get(record)
            assert held is not None
            assert quote in [f.quote for f in held.span]  # type: ignore[union-attr]
    assert {m.colour for m in marks(hands).values() if m.label.endswith("·AB")} == {
        made.seeing.looks()[B].colour
    }
    hands.press("Ctrl+Shift+C")
    reviewing(hands)
    assert marks(hands) == plain


def test_nothing_of_reviewing_is_there_before_it_is_asked_for(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="annotator-a")
    assert hands.window._reviewing is None


def test_the_panel_tells_who_is_there_and_ticks_are_remembered_by_annotator(sit: Seat) -> None:
    hands = sit("munich-", sidecars=True, article=BRIEF, annotator="annotator-a")
    hands.press("Ctrl+3")
    made = reviewing(hands)
    assert made.colleagues.isVisible()
    rows = {
        name: (box.row.part, box.row.status, box.isEnabled()) for name, box in made.colleagues.boxes.items()
    }
    assert rows == {"annotator-a": ("you", "in-progress", False), B: ("", "in-progress", True)}
    count = sum(r["kind"] in ("entity", "event") for r in sidecar(hands)["records"])
    assert made.colleagues.boxes[B].row.words == f"in progress · {count} tags"
    QTest.mouseClick(made.colleagues.boxes[B], Qt.MouseButton.LeftButton)
    reviewing(hands)
    assert of_colleagues(hands) == [B]
    assert not made.colleagues.all.isChecked()
    hands.window.open_article("munich-hayashi-stoltenberg.txt")
    reviewing(hands)
    assert of_colleagues(hands) == [B], "in the next article too"
    hands.close()
    again = sit("munich-", sidecars=True, article=BRIEF, annotator="annotator-a")
    again.until(lambda: of_colleagues(again) == [B], "shown again at the next start")
    again.close()
    other = sit("munich-", sidecars=True, article=BRIEF, annotator="annotator-b")
    assert of_colleagues(other) == []


def test_a_colleagues_mark_is_described_and_a_click_goes_to_the_difference_and_edits_nothing(
    sit: Seat,
) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="annotator-a")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    assert hands.controller.session is not None
    sheet = hands.controller.session.sheet
    id = next(
        id
        for id, mark in marks(hands).items()
        if whose(id) and mark.kind == "event" and "argument" in made.seeing.overlay.unit_of(id).classes  # type: ignore[union-attr]
    )
    point = place_of(hands, id)
    hands.press("Right")
    hands.hover(point)
    assert "of Annotator B" in hands.hint
    assert hands.view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    arcs = hands.view._flow.emphasis.arcs.all
    assert {arc.source for arc in arcs} == {id}
    told = hands.window.stage._describe(hands.view.hit_at(QPointF(point)))
    assert "Annotator B" in told
    assert "another argument" in told
    hands.click_at(point)
    assert made.bench.current is not None
    assert made.bench.current.of(B).id == whose(id)[1]  # type: ignore[union-attr,index]
    assert id in hands.view._flow.emphasis.selected
    hands.drag_between(point, place_of(hands, next(i for i in marks(hands) if not whose(i))))
    assert hands.controller.session.sheet == sheet
    assert hands.controller.session.history.undo_label is None
    QToolTip.hideText()


def test_a_difference_stands_out_in_every_article_that_comes(sit: Seat) -> None:
    hands = sit("munich-", sidecars=True, article=BRIEF, annotator="annotator-a")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    for article in ("munich-hayashi-stoltenberg.txt", BRIEF, "munich-hayashi-stoltenberg.txt"):
        hands.window.open_article(article)
        assert reviewing(hands).bench.differing
        hands.press("F8")
        unit = made.bench.current
        assert unit is not None
        emphasised = hands.view._flow.emphasis.selected  # the page itself says what it draws
        own = {version.record.id for version in unit.versions if version.annotator == "annotator-a"}
        assert emphasised & (own | {mark_id(v.annotator, v.record.id) for v in unit.versions}), article


def test_text_under_a_colleagues_mark_can_still_be_tagged(sit: Seat) -> None:
    hands = sit("munich-hayashi", sidecars=True, annotator="annotator-a")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    overlay = made.seeing.overlay
    assert overlay is not None
    id = next(
        i
        for i, m in marks(hands).items()
        if whose(i) and "missing" in overlay.unit_of(i).classes and m.kind == "entity"  # type: ignore[union-attr]
    )
    mention = overlay.mention(id)
    assert mention is not None
    quote = mention[1].span[0].quote
    hands.drag_between(*_ends(hands, mention[1].span[0].start, mention[1].span[0].end))
    assert hands.selected_text() == [quote]
    key = shipped.load().type(mention[1].type).key  # type: ignore[union-attr]
    hands.press(key.upper() if len(key) == 1 else key)
    session = hands.controller.session
    assert session is not None
    made_now = next(
        r for r in session.sheet if isinstance(r, Entity) and r.span[0].start == mention[1].span[0].start
    )
    assert made_now.type == mention[1].type
    reviewing(hands)
    assert marks(hands)[made_now.id].colour == AGREED_COLOUR, "now both have it"
    assert id not in marks(hands)
    hands.press("Ctrl+Z")
    reviewing(hands)
    assert id in marks(hands)


def _ends(hands: Hands, start: int, end: int) -> tuple[QPoint, QPoint]:
    hands.show(start, end)
    first, last = hands.view.rect_of(start, start + 1), hands.view.rect_of(end - 1, end)
    return (
        QPoint(first.left() + 1, first.center().y()),
        QPoint(last.right() - 1, last.center().y()),
    )


def test_what_colleagues_do_meanwhile_appears_and_a_broken_sheet_is_named(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="annotator-a")
    hands.press("Ctrl+3")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    before = marks(hands)
    scroll = hands.view.verticalScrollBar().value()
    data = sidecar(hands)
    gone = next(r for r in data["records"] if mark_id(B, r["id"]) in before and r["kind"] == "entity")
    data["records"] = [r for r in data["records"] if r["id"] != gone["id"]]
    for record in data["records"]:
        if "arguments" in record:
            record["arguments"] = [a for a in record["arguments"] if a["filler"] != gone["id"]]
    write(hands.sidecar(BRIEF, B), data)
    hands.until(lambda: mark_id(B, gone["id"]) not in marks(hands), "the deleted tag goes")
    assert hands.view.verticalScrollBar().value() == scroll
    late = next(r for r in data["records"] if mark_id(B, r["id"]) in marks(hands) and r["kind"] == "entity")
    late["type"] = "FAC"
    in_place = json.dumps(data, ensure_ascii=False)
    hands.sidecar(BRIEF, B).write_text(in_place, encoding="utf-8")  # as programs do that save carelessly
    hands.until(lambda: marks(hands)[mark_id(B, late["id"])].label.startswith("FAC"), "written over in place")
    third = {**data, "annotator": "cleo", "name": "Cleo 👩‍🚀", "status": "done"}
    write(hands.sidecar(BRIEF, "cleo"), third)
    hands.until(lambda: of_colleagues(hands) == [B, "cleo"], "a new colleague appears")
    hands.until(lambda: "cleo" in made.colleagues.boxes, "in the panel, too")
    assert made.colleagues.boxes["cleo"].row.status == "done"
    put(hands.sidecar(BRIEF, "cleo"), "{")
    hands.until(lambda: made.colleagues.left_out.isVisible(), "left out")
    assert "cleo" in made.colleagues.left_out.text()
    assert of_colleagues(hands) == [B]
    hands.sidecar(BRIEF, B).unlink()
    hands.until(lambda: of_colleagues(hands) == [], "a deleted sheet goes")
    hands.until(lambda: B not in made.colleagues.boxes, "and its row, after the next paint")


def test_another_text_and_another_tagset_are_told(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="annotator-a")
    data = sidecar(hands)
    data["tagset"] = {"id": "own", "version": "3", "sha256": "1" * 64}
    write(hands.sidecar(BRIEF, B), data)
    other = {**data, "annotator": "cleo", "name": "Cleo"}
    other["article"] = {**data["article"], "sha256": "2" * 64}
    write(hands.sidecar(BRIEF, "cleo"), other)
    hands.press("Ctrl+3")
    made = reviewing(hands)
    hands.until(lambda: made.colleagues.notices.isVisible(), "the notice")
    hands.until(lambda: "Cleo" in made.colleagues.notices.text() or made.colleagues.left_out.isVisible())
    assert made.colleagues.notices.text() == "Tagged with another tagset: Annotator B (own 3)."
    assert "another version of the text" in made.colleagues.left_out.text()
    mine = sidecar(hands, "annotator-a")["tagset"]
    data["tagset"] = {**mine, "sha256": "1" * 64}
    write(hands.sidecar(BRIEF, B), data)
    hands.until(lambda: "own 3" not in made.colleagues.notices.text(), "read anew")
    named = f"{mine['id']} {mine['version']}"
    assert (
        made.colleagues.notices.text()
        == f"Tagged with another tagset: Annotator B ({named}, another edition)."
    )


def test_blind_calls_everybody_by_number_everywhere(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess")
    hands.press("Ctrl+Shift+C")
    hands.press("Ctrl+3")
    made = reviewing(hands)
    QTest.mouseClick(made.colleagues.blind, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    reviewing(hands)
    window = hands.window
    combo = [window.sheets.itemText(at) for at in range(window.sheets.count())]
    assert combo == ["tess (you)", "Annotator 1", "Annotator 2"]
    assert {box.text() for box in made.colleagues.boxes.values()} == {"Annotator 1", "Annotator 2"}
    labels = {mark.label.partition("·")[2] for id, mark in marks(hands).items() if whose(id)}
    assert labels <= {"", "A1", "A2"}
    row = window.articles.model.index_of(BRIEF)
    tip = row.data(Qt.ItemDataRole.ToolTipRole)
    assert "Annotator 1, Annotator 2" in tip
    assert "annotator-a" not in tip
    hands.press("Ctrl+2")
    assert hands.controller.session is not None
    reason = hands.controller.session.read_only
    assert "Annotator" in reason
    assert "Annotator A" not in reason
    hands.close()
    again = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess")
    assert again.window.sheets.itemText(1) == "Annotator 1", "remembered"
    hands = again
    hands.window.menus["blind"].trigger()
    reviewing(hands)
    assert hands.window.sheets.itemText(1) == "annotator-a"


def test_the_same_letters_stand_for_an_annotator_in_all_panels(
    sit: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = sit("munich-talks", "telephone", sidecars=True, article=BRIEF, annotator="anja-a")
    data = sidecar(hands)
    data["name"] = "Zoe Example"
    write(hands.sidecar(BRIEF, B), data)
    for article in (BRIEF, "telephone-hayashi-blinken.txt"):
        hands.sidecar(article, "gold").write_bytes(
            hands.sidecar(article, "annotator-a").read_bytes().replace(b'"annotator-a"', b'"gold"', 1)
        )
    hands.press("Ctrl+Shift+C")
    hands.press("Ctrl+3")
    hands.until(lambda: "gold" in hands.desk.library.annotators, "gold is seen")
    made = reviewing(hands)
    drawn: list[str] = []
    chip = drawing.chip

    def watched(painter: QPainter, right: float, middle: float, text: str, theme: Theme) -> float:
        drawn.append(text)
        return chip(painter, right, middle, text, theme)

    monkeypatch.setattr(drawing, "chip", watched)

    def chips() -> list[set[str]]:
        drawn.clear()
        hands.window.articles.grab()
        half = len(drawn) // 2
        return [set(drawn[:half]), set(drawn[half:])]

    def badges() -> set[str]:
        return {box.row.look.short for box in made.colleagues.boxes.values() if box.row.part != "you"}

    assert any("Zoe Example" in box.text() for box in made.colleagues.boxes.values())
    assert badges() == {"AA2", "AB", "gold"}, "“AA” would be anybody’s"
    hands.until(lambda: chips() == [badges(), badges()], "the list says the same")
    labels = {mark.label.partition("·")[2] for id, mark in marks(hands).items() if whose(id)}
    assert labels <= {"", "AA2", "AB"}
    QTest.mouseClick(made.colleagues.blind, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    reviewing(hands)
    assert badges() == {"A2", "A1", "gold"}
    hands.until(lambda: chips() == [badges(), badges()], "the list says the same")


def test_a_folder_may_keep_annotators_apart_until_their_own_tags_are_done(sit: Seat) -> None:
    tagset = replace(shipped.load(), review=replace(shipped.load().review, independent=True))
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess", tagset=tagset)
    assert hands.controller.session is not None
    assert len(hands.controller.session.sheet) == 0, "nobody's tags stand in"
    assert not hands.controller.session.read_only
    hands.press("Ctrl+2")
    assert hands.hint == KEPT_APART
    assert hands.window.sheets.count() == 1
    hands.press("Ctrl+Shift+C")
    hands.press("Ctrl+3")
    made = reviewing(hands)
    assert of_colleagues(hands) == []
    assert made.colleagues.notices.text() == KEPT_APART
    assert {box.row.words for name, box in made.colleagues.boxes.items() if name != "tess"} == {
        "closed until your own tags are done"
    }
    hands.view.setFocus()
    hands.double("Tokyo", "Tokyo and NATO")
    hands.press("G")
    hands.press("Ctrl+D")
    hands.until(lambda: of_colleagues(hands) == ["annotator-a", B], "opened")
    assert hands.window.sheets.count() == 3
    hands.until(lambda: not made.colleagues.notices.isVisible(), "no notice any more")
    hands.press("Ctrl+D")
    hands.until(lambda: of_colleagues(hands) == [], "closed again")


def test_a_context_menu_on_a_colleagues_mark_leads_to_the_difference(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="annotator-a")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    id = next(i for i in marks(hands) if whose(i))
    point = place_of(hands, id)
    QTest.mouseClick(hands.port, Qt.MouseButton.RightButton, pos=point)
    hands.window.stage.colleague_context_requested.emit(id, hands.port.mapToGlobal(point))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert "Delete" not in actions
    actions["See the difference"].trigger()
    menu.close()
    assert made.bench.current == made.seeing.overlay.unit_of(id)  # type: ignore[union-attr]


def _given(edit: Edit, _sheet: Sheet) -> Edit:
    return edit


def test_of_very_many_tags_only_those_in_sight_are_made(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess")
    article = hands.folder / "big.txt"
    text = "Kyiv said שלום 👩‍🚀 to Odesa. " * 6000
    article.write_text(text, encoding="utf-8", newline="")
    read = read_article(article)
    for number, name in enumerate(("ann", "bob", "tess")):
        made = [
            Entity(f"{name}{at}", "GPE" if (at + number) % 7 else "ORG", span(text, (start, start + 4)))
            for at, start in enumerate(range(0, len(text) - 4, len(text) // 4000))
        ]
        edit = Edit("many", tuple(Change(None, record) for record in made))
        post(read, Annotator(name, name), Storage(hands.folder), shipped.load(), partial(_given, edit))
    hands.window.activateWindow()
    hands.desk.library.rescan()
    hands.until(lambda: hands.desk.library.article("big.txt") is not None, "listed")
    hands.window.open_article("big.txt")
    hands.until(lambda: hands.window.article_name == "big.txt" and hands.window.is_settled, "open")
    hands.press("Ctrl+Shift+C")
    made_now = hands.window.reviewing
    hands.until(lambda: made_now.seeing.overlay is not None and made_now.is_settled, "compared")
    bar = hands.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    QApplication.processEvents()
    known = [id for id in hands.view._flow.marks._by_id if whose(id)]
    assert 0 < len(known) < 1200, "some thousands differ"
    assert len({whose(id)[0] for id in known}) == 2  # type: ignore[index]


def test_keys_lead_from_difference_to_difference_and_each_version_is_told(sit: Seat) -> None:
    hands = sit("munich-hayashi", sidecars=True, annotator="annotator-a")
    hands.press("F8")
    assert hands.hint.startswith("Nothing differs from what is shown")
    hands.press("Ctrl+3")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    hands.view.setFocus()
    assert not made.colleagues.versions.isVisible()
    told = made.colleagues.versions
    differing = made.bench.differing
    for number in range(1, 6):
        hands.press("F8")
        hands.until(lambda: hands.window.is_settled)
        unit = made.bench.current
        assert unit is differing[number - 1]
        assert ("not tagged" in told.text()) == ("missing" in unit.classes)
        assert told.isVisible()
        assert f"{number} of {len(differing)} · {', '.join(unit.classes)}" in told.text()
        for annotator in ("Annotator B", hands.desk.me.name):
            assert annotator in told.text()
        own = unit.of("annotator-a")
        assert hands.controller.state.selected == (own.id if own is not None else None)
        if unit.start >= 0:
            assert hands.view.first_visible_position() <= unit.start <= hands.view.last_visible_position()
    hands.press("Shift+F8")
    assert made.bench.current is differing[3]
    hands.press("Ctrl+Shift+C")
    hands.until(lambda: not told.isVisible(), "hidden with the colleagues")
    assert hands.controller.session is not None
    assert hands.controller.session.history.undo_label is None


PHONE = "telephone-hayashi-blinken.txt"


def _go_to_last(hands: Hands) -> None:
    made = reviewing(hands)
    hands.view.setFocus()
    while made.bench.current is not made.bench.differing[-1]:
        hands.press("F8")
        hands.settled()


def test_after_the_last_difference_comes_the_first_of_the_next_article_that_has_one(sit: Seat) -> None:
    hands = sit("munich-talks", "sister", "telephone", sidecars=True, article=BRIEF, annotator="annotator-a")
    same = hands.sidecar(EMOJI, "annotator-a").read_bytes().replace(b'"annotator-a"', b'"annotator-b"', 1)
    hands.sidecar(EMOJI, B).write_bytes(same)
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    _go_to_last(hands)
    before = {path: path.read_bytes() for path in hands.folder.iterdir()}
    hands.press("F8")
    hands.settled()
    assert hands.window.article_name == PHONE, f"all agree on {EMOJI}"
    assert made.bench.current is made.bench.differing[0]
    hands.press("Shift+F8")
    hands.settled()
    assert hands.window.article_name == BRIEF
    assert made.bench.current is made.bench.differing[-1]
    hands.press("F8")
    hands.settled()
    _go_to_last(hands)
    hands.press("F8")
    hands.settled()
    assert hands.window.article_name == BRIEF, "and round"
    assert made.bench.current is made.bench.differing[0]
    assert {path: path.read_bytes() for path in hands.folder.iterdir()} == before, "only looked at"


def test_where_no_other_article_differs_it_goes_round_in_the_open_one(sit: Seat) -> None:
    hands = sit("munich-talks", "tokyo", sidecars=True, article=BRIEF, annotator="annotator-a")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    _go_to_last(hands)
    hands.press("F8")
    hands.settled()
    assert made.bench.current is made.bench.differing[0]
    assert hands.hint == "No other article differs: round in this one"


def test_who_opens_another_article_meanwhile_stays_there(sit: Seat) -> None:
    hands = sit("munich-talks", "tokyo", "telephone", sidecars=True, article=BRIEF, annotator="annotator-a")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    _go_to_last(hands)
    hands.press("F8")
    assert not made.further.is_settled, "a worker looks"
    tokyo = "tokyo-hayashi-stoltenberg.txt"
    hands.window.open_article(tokyo)
    hands.settled()
    assert hands.window.article_name == tokyo
    assert made.further.is_settled
    hands.press("F8")
    hands.settled()
    assert hands.window.article_name != tokyo


def test_who_tags_next_has_their_own_ticks_and_blindness(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="annotator-a")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    hands.window.menus["blind"].trigger()
    reviewing(hands)
    assert of_colleagues(hands) == [B]
    assert hands.window.sheets.itemText(1) == "Annotator 1"
    hands.window.change_annotator(Annotator(B, "Bea"))
    hands.until(lambda: hands.window.is_settled and hands.window.article_name == BRIEF, "Bea's sheet")
    assert of_colleagues(hands) == []
    assert hands.window.sheets.itemText(1) == "annotator-a"
    assert not made.bench.blind
    hands.until(lambda: not made.colleagues.blind.isChecked())
    hands.window.change_annotator(Annotator("annotator-a", "annotator-a"))
    hands.until(lambda: of_colleagues(hands) == [B], "as they left it")
    assert hands.window.sheets.itemText(1) == "Annotator 1"
