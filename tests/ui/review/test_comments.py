"""Comments in the real window: on one's own and colleagues' tags, replies, resolved; each in its writer's own sidecar."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.annotations.records import ArticleLabel
from annotator.review.participation import Participation, Terms
from annotator.ui.review.overlay import whose
from annotator.ui.review.thread_card import ThreadCard
from annotator.ui.stage import place_of as in_words
from tests.driver import Hands, Tags
from tests.ui.review.at_gold import AtGold
from tests.ui.review.conftest import Seat
from tests.ui.review.test_seeing import BRIEF, B, marks, place_of, reviewing, sidecar, write

A = "annotator-a"
WORDS = "City or government? 👩‍🚀 שלום"


def comments(hands: Hands, annotator: str) -> list[dict[str, Any]]:
    """The comments in somebody's sidecar."""
    path = hands.sidecar(BRIEF, annotator)
    if not path.exists():
        return []
    return [r for r in sidecar(hands, annotator)["records"] if r["kind"] == "comment"]


def on_disk(hands: Hands, annotator: str, count: int) -> list[dict[str, Any]]:
    """The comments in somebody's sidecar, once there are so many."""
    hands.until(lambda: len(comments(hands, annotator)) == count, f"{count} comments of {annotator}")
    hands.until(lambda: reviewing(hands).commenting.discussion.is_settled)
    return comments(hands, annotator)


def files(hands: Hands) -> dict[str, bytes]:
    """All that lies in the folder."""
    return {path.name: path.read_bytes() for path in hands.folder.iterdir()}


def cards(hands: Hands) -> list[ThreadCard]:
    """The threads that show."""
    made = reviewing(hands)
    return made.commenting.panel.cards


def press_in(widget: Any, words: str) -> None:
    """Types words into a line, and Enter."""
    widget.setFocus()
    QTest.keyClicks(widget, words)
    QTest.keyClick(widget, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_a_comment_on_ones_own_tag_with_keys_alone(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator=A)
    before = files(hands)
    hands.click("Tokyo", "Tokyo and NATO")
    hands.press("Ctrl+M")
    hands.type(WORDS)
    hands.press("Return")
    assert hands.view.hasFocus(), "tagging goes on"
    (made,) = on_disk(hands, A, 1)
    assert hands.controller.session is not None
    selected = hands.controller.state.selected
    assert made["on"] == {"annotator": A, "record": selected}
    assert (made["text"], made["by"]) == (WORDS, A)
    assert reviewing(hands).comments_dock.windowTitle() == "Comments (1)"
    assert selected is not None
    assert marks(hands)[selected].remarked
    hands.press("Ctrl+Z")
    assert on_disk(hands, A, 0) == []
    assert reviewing(hands).comments_dock.windowTitle() == "Comments"
    assert not marks(hands)[selected].remarked
    changed = {name for name, data in files(hands).items() if before.get(name) != data}
    assert changed <= {f"{BRIEF}.{A}.tags.json"}


def test_a_comment_on_a_colleagues_tag_lies_in_ones_own_sidecar_and_is_answered_in_theirs(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator=A)
    theirs = hands.sidecar(BRIEF, B).read_bytes()
    hands.press("Ctrl+Shift+C")
    reviewing(hands)
    id = next(i for i in marks(hands) if whose(i))
    hands.click_at(place_of(hands, id))
    hands.press("Ctrl+M")
    hands.type("Two words?")
    hands.press("Return")
    (made,) = on_disk(hands, A, 1)
    assert (made["on"]["annotator"], made["on"]["record"]) == whose(id)
    assert hands.sidecar(BRIEF, B).read_bytes() == theirs
    assert marks(hands)[id].remarked
    data = sidecar(hands)
    answer = {
        "id": "c0answer",
        "kind": "comment",
        "on": made["on"],
        "text": "One, by guideline 3",
        "reply_to": made["id"],
        "resolved": True,
        "by": B,
        "at": "2099-01-01T00:00:00Z",
        "origin": {"way": "hand"},
    }
    data["records"].append(answer)
    write(hands.sidecar(BRIEF, B), data)
    panel = reviewing(hands).commenting.panel
    hands.until(lambda: not marks(hands)[id].remarked, "resolved by the colleague")
    hands.until(lambda: not panel.cards, "and gone from the open ones")
    QTest.mouseClick(panel.filters["all"], Qt.MouseButton.LeftButton)
    hands.until(lambda: len(panel.cards) == 1)
    (card,) = panel.cards
    assert [view.findChildren(type(card.go)) == [] for view in card.comments] == [True, True]
    assert [(view.edit is not None, view.delete is not None) for view in card.comments] == [
        (True, True),
        (False, False),
    ]
    QTest.mouseClick(card.resolve, Qt.MouseButton.LeftButton)
    opened = next(c for c in on_disk(hands, A, 2) if c["id"] != made["id"])
    assert (opened["reply_to"], opened.get("resolved", False)) == (made["id"], False)


def test_replies_changes_and_deletion_by_mouse(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator=A)
    hands.click("Tokyo", "Tokyo and NATO")
    hands.press("Ctrl+M")
    hands.type("Wyh?")
    hands.press("Return")
    on_disk(hands, A, 1)
    (card,) = cards(hands)
    assert card.comments[0].edit is not None
    QTest.mouseClick(card.comments[0].edit, Qt.MouseButton.LeftButton)
    entry = card.comments[0].entry
    entry.selectAll()
    press_in(entry, "Why?")
    hands.until(lambda: comments(hands, A)[0]["text"] == "Why?")
    (card,) = cards(hands)
    press_in(card.entry, "Because")
    on_disk(hands, A, 2)
    (card,) = cards(hands)
    QTest.keyClicks(card.entry, "Settled")
    QTest.mouseClick(card.resolve, Qt.MouseButton.LeftButton)
    last = max(on_disk(hands, A, 3), key=lambda c: c.get("resolved", False))
    assert (last["text"], last["resolved"]) == ("Settled", True)
    panel = reviewing(hands).commenting.panel
    hands.until(lambda: not panel.cards, "resolved")
    QTest.mouseClick(panel.filters["selected"], Qt.MouseButton.LeftButton)
    hands.until(lambda: len(panel.cards) == 1)
    delete = panel.cards[0].comments[1].delete
    assert delete is not None
    QTest.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert {c["text"] for c in on_disk(hands, A, 2)} == {"Why?", "Settled"}


def test_the_heading_of_a_thread_leads_to_its_tag_and_the_menu_begins_one(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator=A)
    hands.click("Tokyo", "Tokyo and NATO")
    selected = hands.controller.state.selected
    hands.window.menus["comment"].trigger()
    hands.type("Here")
    hands.press("Return")
    on_disk(hands, A, 1)
    hands.press("Escape")
    assert hands.controller.state.selected is None
    bar = hands.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    (card,) = cards(hands)
    QTest.mouseClick(card.go, Qt.MouseButton.LeftButton)
    assert hands.controller.state.selected == selected
    point = hands.middle("Tokyo", "Tokyo and NATO")
    assert hands.port.rect().contains(point)
    hands.window.stage.context_requested.emit(_place(hands, point), hands.port.mapToGlobal(point))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert hands.window.menus["comment"] in menu.actions()
    menu.close()


def _place(hands: Hands, point: QPoint) -> Any:
    return in_words(hands.view.hit_at(point.toPointF()))


def test_a_reviewer_on_gold_comments_in_a_sidecar_of_their_own(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="rita")
    hands.press("Ctrl+Shift+C")
    made = reviewing(hands)
    hands.press("Escape")
    assert hands.desk.adjudicate(True)
    hands.until(lambda: hands.window.is_settled and made.bench.is_settled, "gold")
    before = files(hands)
    made.bench.set_terms(Terms(Participation(unfinished=True), made.bench.terms.rules))
    hands.until(lambda: made.bench.adjudicating and made.bench.comparison is not None, "compared")
    id = next(i for i in marks(hands) if whose(i))
    hands.click_at(place_of(hands, id))
    hands.press("Ctrl+M")
    hands.type(WORDS)
    hands.press("Return")
    (comment,) = on_disk(hands, "rita", 1)
    assert (comment["on"]["annotator"], comment["on"]["record"]) == whose(id)
    assert [r["kind"] for r in sidecar(hands, "rita")["records"]] == ["comment"]
    hands.until(lambda: marks(hands)[id].remarked, "the mark says so")
    assert hands.controller.session is not None
    assert not any(r.kind == "comment" for r in hands.controller.session.sheet), "never in gold"
    (card,) = cards(hands)
    press_in(card.entry, "And a reply")
    assert {c["text"] for c in on_disk(hands, "rita", 2)} == {WORDS, "And a reply"}
    after = files(hands)
    changed = {name for name, data in after.items() if before.get(name) != data}
    assert changed == {f"{BRIEF}.rita.tags.json", f"{BRIEF}.gold.tags.json"}
    assert "rita" not in (made.bench.comparison.participants if made.bench.comparison else ()), (
        "no tags, no vote"
    )


def test_while_deciding_a_comment_speaks_of_the_difference_one_is_at(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="rita")
    at = AtGold(hands).begin()
    while at.unit.kind != "event" or {v.annotator for v in at.unit.versions} != {A, B}:
        hands.press("F8")
    unit = at.unit
    assert hands.controller.state.selected is None
    hands.press("Ctrl+M")
    assert f"of {at.bench.names[A]}" in reviewing(hands).commenting.panel.entry.placeholderText()
    hands.type("The first one")
    hands.press("Return")
    assert hands.view.hasFocus(), "deciding goes on"
    assert hands.window.docks.in_front_of("comments") is at.adjudicating.versions_dock, (
        "with versions in sight"
    )
    hands.press("Return")
    while at.adjudicating.versions.view.pointed != B:
        hands.press("Down")
    hands.press("Ctrl+M")
    assert f"of {at.bench.names[B]}" in reviewing(hands).commenting.panel.entry.placeholderText()
    hands.type("The second one")
    hands.press("Return")
    made = on_disk(hands, "rita", 2)
    spoken = {c["text"]: (c["on"]["annotator"], c["on"]["record"]) for c in made}
    versions = {v.annotator: v.record.id for v in unit.versions}
    assert spoken == {"The first one": (A, versions[A]), "The second one": (B, versions[B])}
    assert at.outcome(unit) == "", "nothing is decided by it"
    at.go_to(unit.key)
    hands.view.setFocus()
    hands.press("2")
    at.go_to(unit.key)
    assert hands.controller.state.selected is not None
    hands.press("Ctrl+M")
    assert "of Gold" in reviewing(hands).commenting.panel.entry.placeholderText()


def test_a_comment_made_while_deciding_is_taken_back_on_its_card_and_no_undo_touches_it(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="rita")
    at = AtGold(hands).begin()
    first = at.unit
    hands.press("1")
    hands.press("Ctrl+M")
    hands.type("Oops")
    hands.press("Return")
    assert "Delete on the comment takes it back, Undo does not" in hands.hint
    on_disk(hands, "rita", 1)
    hands.press("Ctrl+Z")
    assert at.outcome(first) == "", "what is undone is the decision"
    (card,) = cards(hands)
    assert on_disk(hands, "rita", 1)
    delete = card.comments[0].delete
    assert delete is not None
    QTest.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert on_disk(hands, "rita", 0) == []


def test_without_a_difference_or_a_tag_it_speaks_of_the_article(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator=A)
    assert hands.controller.session is not None
    (label,) = [r for r in hands.controller.session.sheet if isinstance(r, ArticleLabel)]
    hands.press("Ctrl+M")
    assert "the article’s values" in reviewing(hands).commenting.panel.entry.placeholderText()
    hands.type("Is the date that of the event?")
    hands.press("Return")
    (made,) = on_disk(hands, A, 1)
    assert made["on"] == {"annotator": A, "record": label.id}
    (card,) = cards(hands)
    assert card.face.quote == "the article’s values"


def test_where_nothing_can_be_commented_on_it_is_said_what_could(sit: Seat) -> None:
    hands = sit("munich-talks", article=BRIEF, annotator=A)
    hands.press("Ctrl+M")
    assert hands.hint == "Select a tag, or click a colleague’s, to comment on it"
    assert not reviewing(hands).commenting.panel.entry.hasFocus()


def test_an_instance_that_differs_is_commented_on(sit: Seat) -> None:
    hands = sit("munich-hayashi", "muenchen", sidecars=True, annotator="rita")
    at = AtGold(hands).begin()
    for _ in at.rows:
        if at.unit.kind == "instance":
            break
        hands.press("F8")
    unit = at.unit
    assert unit.kind == "instance"
    hands.press("Ctrl+M")
    hands.type("One and the same?")
    hands.press("Return")
    article = hands.window.article_name
    hands.until(lambda: (hands.folder / f"{article}.rita.tags.json").exists(), "said")
    (made,) = Tags(hands.sidecar(article, "rita")).of("comment")
    assert (made["on"]["annotator"], made["on"]["record"]) in {
        (v.annotator, v.record.id) for v in unit.versions
    }


def test_while_a_colleagues_sheet_is_looked_at_the_comment_still_lies_in_ones_own(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess")
    reviewing(hands)
    assert hands.controller.session is not None
    assert hands.controller.session.stand_in
    theirs = hands.sidecar(BRIEF, A).read_bytes()
    hands.click("Tokyo", "Tokyo and NATO")
    hands.press("Ctrl+M")
    hands.type("Nice")
    hands.press("Return")
    (made,) = on_disk(hands, "tess", 1)
    assert made["on"]["annotator"] == A
    hands.until(lambda: "tess" in hands.desk.library.annotators, "the folder was looked at")
    assert hands.controller.session.stand_in, "it goes on standing in"
    assert hands.sidecar(BRIEF, A).read_bytes() == theirs
    hands.view.setFocus()
    hands.double("closely", "coordinate closely")
    hands.press("G")
    tags = hands.saved(annotator="tess")
    assert [r["kind"] for r in tags.records if r["kind"] == "comment"] == ["comment"], (
        "kept with the first tag"
    )


def test_words_that_cannot_be_saved_come_back_with_the_reason(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True, article=BRIEF, annotator="tess")
    made = reviewing(hands)
    hands.click("Tokyo", "Tokyo and NATO")
    hands.press("Ctrl+M")
    hands.sidecar(BRIEF, "tess").write_text("{", encoding="utf-8")
    hands.type("Lost?")
    hands.press("Return")
    hands.until(lambda: made.commenting.panel.entry.text() == "Lost?", "the words are back")
    assert hands.hint.startswith("Not commented: ")
    assert hands.sidecar(BRIEF, "tess").read_text(encoding="utf-8") == "{"
