"""The grammar of hands, row by row, in the real window: what real events do to the text, the hands and the sidecar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.driver import Hands, drag_move
from tests.ui.window.conftest import Seat

MUNICH = "munich-hayashi-stoltenberg.txt"
EMOJI = "sister-cities-emoji.txt"
PHONE = "telephone-hayashi-blinken.txt"


def tag(hands: Hands, quote: str, key: str, within: str = "") -> None:
    """Selects a quote with the mouse and presses a type's key; a new event is left again."""
    if " " in quote:
        hands.drag(quote, within)
    else:
        hands.double(quote, within)
    hands.press(key)
    if hands.controller.state.active is not None:
        hands.press("Escape")


# -- reading -----------------------------------------------------------------------------------------------------


def test_a_click_places_the_caret_or_selects_the_innermost_mention_and_slow_clicks_go_outward(
    sit: Seat,
) -> None:
    hands = sit(article=MUNICH)
    within = "Munich Security Conference, they"
    tag(hands, "Munich Security Conference", "O", within)
    tag(hands, "Munich", "G", within)
    tag(hands, "Munich Security", "F", within)
    hands.click("friend", "and of a friend")
    start = hands.find("friend", "and of a friend")[0]
    assert start < hands.controller.state.caret < start + len("friend")
    assert hands.controller.state.selected is None
    quotes = []
    for _ in range(4):
        hands.click("Munich", within)
        quotes.append(hands.selected_quote())
    assert quotes == ["Munich", "Munich Security", "Munich Security Conference", "Munich"]


def test_double_and_triple_clicks_and_drags_select_word_sentence_stretch(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    hands.double("Moscow", "as fears mounted that Moscow")
    assert hands.selected_text() == ["Moscow"]
    hands.triple("deep concern", "deep concern.")
    assert hands.selected_text() == ["Both men said they were following Russia’s moves with deep concern."]
    hands.drag("side by si")
    assert hands.selected_text() == ["side by side"]
    hands.drag("side by si", backward=True)
    assert hands.selected_text() == ["side by side"]
    hands.click("calm")
    hands.click("crisis", shift=True)
    assert hands.selected_text() == ["calm the crisis"]


def test_tab_walks_over_mentions_and_f6_over_panels(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    for quote, key in (("Hayashi", "P"), ("Ukraine", "G"), ("Munich", "G")):
        tag(hands, quote, key)
    hands.press("Escape")
    hands.press("Ctrl+Home")
    walked = []
    for _ in range(4):
        hands.press("Tab")
        walked.append(hands.selected_quote())
    hands.press("Shift+Tab")
    assert [*walked, hands.selected_quote()] == ["Hayashi", "Ukraine", "Munich", "Hayashi", "Munich"]
    window = hands.window
    panels: list[QWidget] = [window.articles, window.view, window.card, window.types, window.outline]

    def panel() -> QWidget:
        focus = window.focusWidget()
        return next(each for each in panels if each is focus or each.isAncestorOf(focus))

    seen = [panel()]
    for _ in range(3):
        hands.press("F6")
        seen.append(panel())
    hands.press("F6")
    assert seen == [window.view, window.card, window.types, window.articles]
    assert panel() is window.view
    hands.press("Shift+F6")
    assert panel() is window.articles


def test_f2_moves_boundaries_by_character_and_word_with_enter_and_esc(sit: Seat) -> None:
    hands = sit(article=EMOJI)
    tag(hands, "families", "O", "Our families")
    hands.press("F2")
    hands.press("Shift+Right", 2)
    hands.press("Return")
    assert hands.selected_quote() == "families 👩🏽‍🚀"
    hands.press("F2")
    hands.press("Ctrl+Shift+Right")
    hands.press("F2")
    hands.press("Ctrl+Shift+Left")
    hands.press("Escape")
    assert hands.selected_quote() == "families 👩🏽‍🚀"
    hands.press("F2")
    hands.press("F2")
    hands.press("Ctrl+Shift+Left")
    hands.press("Return")
    assert hands.saved().entities == [("ORG", "Our families 👩🏽‍🚀")]
    hands.press("Ctrl+Z", 2)
    assert hands.saved().entities == [("ORG", "families")]


def test_a_handle_is_dragged(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    tag(hands, "Security", "O", "Munich Security Conference, they")
    for edge, quote in (("end", "Conference"), ("start", "Munich")):
        start, end = hands.find(quote, "Munich Security Conference, they")
        rect = hands.view.rect_of(start, end)
        to = QPoint(rect.right() if edge == "end" else rect.left(), rect.center().y())
        hands.drag_between(hands.handle(edge), to)
    assert hands.saved().entities == [("ORG", "Munich Security Conference")]
    assert hands.controller.state.moving is None


def test_letters_act_on_the_selected_mention(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    tag(hands, "Moscow", "L", "that Moscow")
    hands.press("R")
    assert hands.hint.startswith("Change type")
    hands.press("G")
    assert hands.saved().entities == [("GPE", "Moscow")]
    hands.press("U")
    assert hands.saved().of("entity")[0]["flag"] == "unsure"
    hands.press("U")
    hands.press("N")
    note = QApplication.focusWidget()
    assert note is not None
    assert note is not hands.view
    QTest.keyClicks(note, "stands for the government")
    hands.press("Ctrl+Return")
    hands.until(hands.view.hasFocus, "the keyboard is back in the text")
    assert hands.window.article_name == MUNICH
    record = hands.saved().of("entity")[0]
    assert (record["flag"], record["note"]) == ("", "stands for the government")
    hands.press("Del")
    assert hands.saved().of("entity") == []
    hands.press("Ctrl+Z")
    assert hands.saved().of("entity")[0]["note"] == "stands for the government"


def test_a_tags_all_occurrences_after_a_preview_and_one_undo_takes_them_back(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    count = hands.text.count("Stoltenberg")
    tag(hands, "Stoltenberg", "P")
    hands.press("A")
    bar = hands.window.conversations.occurring.bar
    assert bar.isVisible()
    assert bar.tag.text() == f"Tag {count - 1}"
    hands.press("Return")
    assert hands.saved().entities == [("PER", "Stoltenberg")] * count
    assert hands.view.hasFocus()
    hands.press("Ctrl+Z")
    assert hands.saved().entities == [("PER", "Stoltenberg")]
    hands.press("A")
    hands.press("Escape")
    assert not bar.isVisible()
    assert hands.view.hasFocus()


def test_c_links_a_mention_to_an_instance_of_another_article(sit: Seat) -> None:
    hands = sit("munich-hayashi", "tokyo-hayashi", sidecars=True, article=MUNICH, annotator="Annotator B")
    other = hands.folder / f"{MUNICH}.annotator-a.tags.json"
    before = other.read_bytes()
    start = "In Munich, Hayashi also urged"
    hands.click("Hayashi", start)
    if not hands.selected_quote():
        tag(hands, "Hayashi", "P", start)
    hands.press("C")
    hands.until(lambda: QApplication.activePopupWidget() is not None, "the chooser of instances")
    hands.type("Jens")
    hands.press("Return")
    hands.until(lambda: QApplication.activePopupWidget() is None, "the chooser closes")
    tags = hands.saved(annotator="annotator-b")
    place = hands.find("Hayashi", start)[0]
    mention = next(r for r in tags.of("entity") if r["span"][0]["start"] == place)
    names = [i["name"] for i in tags.of("instance") if i["id"] in mention["instances"]]
    assert any("Stoltenberg" in name for name in names)
    assert other.read_bytes() == before
    assert hands.view.hasFocus()


def test_c_makes_a_new_instance_that_the_next_mention_can_have(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    tag(hands, "Hayashi", "P")
    hands.press("C")
    hands.until(lambda: QApplication.activePopupWidget() is not None, "the chooser of instances")
    hands.press("Return")
    hands.until(lambda: QApplication.activePopupWidget() is None, "the chooser closes")
    tag(hands, "minister", "P", "The minister had flown")
    hands.press("C")
    hands.until(lambda: QApplication.activePopupWidget() is not None, "the chooser of instances")
    hands.type("haya")
    hands.press("Return")
    hands.until(lambda: QApplication.activePopupWidget() is None, "the chooser closes")
    tags = hands.saved()
    (instance,) = tags.of("instance")
    assert instance["name"] == "Hayashi"
    assert [record["instances"] for record in tags.of("entity")] == [[instance["id"]]] * 2


# -- selection ---------------------------------------------------------------------------------------------------


def test_the_mouse_snaps_and_the_keyboard_never_does(sit: Seat) -> None:
    hands = sit(article=PHONE)
    hands.double("Russia", "supported Russia’s invasion")
    assert hands.selected_text() == ["Russia"]
    hands.press("Escape")
    hands.drag("by the U.S", "imposed on it by the U.S.")
    assert hands.selected_text() == ["by the U.S."]
    hands.double("telephone", "on the telephone")
    assert hands.selected_text() == ["telephone"]
    start, _ = hands.find("telephone", "on the telephone")
    first, last = hands.view.rect_of(start + 1, start + 2), hands.view.rect_of(start + 3, start + 4)
    hands.drag_between(
        QPoint(first.left() + 1, first.center().y()), QPoint(last.right() - 1, last.center().y())
    )
    assert hands.selected_text() == ["ele"]
    hands.press("Escape")
    hands.press("Shift+Right", 3)
    (words,) = hands.selected_text()
    assert len(words) == 3


def test_a_selection_never_splits_a_grapheme(sit: Seat) -> None:
    hands = sit(article=EMOJI)
    at = hands.text.index("👨‍👩‍👧‍👦\r\n")
    hands.click_at(hands.point(at - 2, at - 1))
    while hands.controller.state.caret < at:
        hands.press("Right")
    hands.press("Shift+Right")
    assert hands.selected_text() == ["👨‍👩‍👧‍👦"]
    hands.press("S")
    hands.press("Ctrl+Home")
    hands.press("Down", 2)
    hands.press("End")
    hands.press("Shift+Right")
    assert hands.selected_text() in (["\r\n"], [" "], ["n"])
    assert ("span", "👨‍👩‍👧‍👦") in hands.saved().entities


def test_further_fragments_by_mouse_by_keyboard_and_onto_a_mention(sit: Seat) -> None:
    hands = sit(article="muenchen-ukraine-krise.txt")
    within = "rief Hayashi außerdem zu gemeinsamen"
    hands.double("rief", within)
    hands.drag("auf", "Raum auf.", ctrl=True)
    hands.press("Shift+Q")
    hands.press("Escape", 2)
    hands.double("kamen", "kamen Stoltenberg und Hayashi überein")
    hands.press("+")
    hands.press("Ctrl+Right", 3)
    hands.press("Right")
    hands.press("Left")
    hands.press("Ctrl+Shift+Right")
    hands.press("Shift+A")
    hands.press("Escape", 2)
    events = hands.saved().events
    assert {event[1] for event in events} >= {"rief … auf"}
    assert any(event[0] == "AGREE" and event[1].startswith("kamen … ") for event in events)
    tag(hands, "NATO-Generalsekretär", "O")
    hands.drag("NATO bedroht", "der NATO bedroht", ctrl=True)
    assert ("ORG", "NATO-Generalsekretär … NATO bedroht") in hands.saved().entities


def test_digits_tag_with_the_likeliest_types_shown_beside_the_selection(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    tag(hands, "Ukraine", "G")
    hands.double("Ukraine", "for Ukraine’s sovereignty" if "for Ukraine’s" in hands.text else "Ukraine’s")
    bar = hands.window.conversations.candidates
    assert bar.isVisible()
    assert bar.accessibleDescription().startswith("1 State or town")
    hands.press("1")
    assert hands.saved().entities == [("GPE", "Ukraine")] * 2
    assert not bar.isVisible()
    hands.double("NATO")
    cell = bar.cells()[0].center().toPoint()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, cell)
    assert len(hands.saved().entities) == 3


@pytest.mark.parametrize("key", ["Space", "/"])
def test_the_chooser_takes_letters_as_text(sit: Seat, key: str) -> None:
    hands = sit(article=MUNICH)
    hands.double("Moscow")
    hands.press(key)
    hands.until(lambda: QApplication.activePopupWidget() is not None, "the chooser of types")
    hands.type("plac")
    hands.press("Return")
    assert QApplication.activePopupWidget() is None
    assert hands.saved().entities == [("LOC", "Moscow")]
    assert hands.view.hasFocus()
    hands.double("Kyiv")
    hands.press(key)
    hands.type("pppgg")
    hands.press("Escape")
    assert hands.selected_text() == ["Kyiv"]
    assert hands.saved().entities == [("LOC", "Moscow")]


def test_z_marks_a_zone_that_is_not_gold_and_warns_of_mentions_in_it(sit: Seat) -> None:
    hands = sit(article=PHONE)
    hands.drag("MOST READ IN WORLD")
    hands.press("Z")
    assert [(r["type"], hands.saved().quote(r)) for r in hands.saved().of("zone")] == [
        ("boilerplate", "MOST READ IN WORLD")
    ]
    tag(hands, "WORLD", "L", "MOST READ IN WORLD")
    hands.until(lambda: "1 warning" in hands.window.status_line._problems.text(), "a warning")


# -- an event is active ------------------------------------------------------------------------------------------


def test_an_active_event_is_filled_unlinked_looked_past_and_left(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    within = "Russia accuses NATO"
    tag(hands, "Russia", "G", within)
    tag(hands, "NATO", "O", within)
    hands.double("accuses")
    hands.press("Shift+U")
    assert hands.window.conversations.active_bar.isVisible()
    state = hands.controller.state
    assert state.active is not None
    assert state.armed == "actor"
    hands.hover(hands.middle("Russia", within))
    assert hands.hint.startswith("Click: “Russia” becomes actor of Accuse")
    assert hands.port.cursor().shape() == Qt.CursorShape.PointingHandCursor
    hands.click("Russia", within)
    assert hands.controller.state.armed == "recipient"
    hands.click("NATO", within, ctrl=True)
    assert hands.selected_quote() == "NATO"
    assert hands.saved().events == [("ACCUSE", "accuses", [("actor", "Russia")])]
    assert hands.controller.state.active is not None
    hands.hover(hands.middle("Russia", within))
    assert "no longer actor" in hands.hint
    hands.click("Russia", within)
    assert hands.saved().events == [("ACCUSE", "accuses", [])]
    hands.press("2")
    assert hands.controller.state.armed == "recipient"
    hands.click("NATO", within)
    assert hands.saved().events == [("ACCUSE", "accuses", [("recipient", "NATO")])]
    hands.hover(hands.middle("deep concern"))
    assert hands.hint.startswith("Click: leave Accuse")
    hands.click("deep concern")
    assert hands.controller.state.active is None
    hands.click("accuses")
    assert hands.selected_quote() == "accuses"
    hands.press("E")
    assert hands.controller.state.active is not None
    hands.press("Escape")
    assert hands.controller.state.active is None


def test_select_and_key_link_and_a_new_event_becomes_a_filler(sit: Seat) -> None:
    hands = sit(article=PHONE)
    hands.double("condemned", "They condemned")
    hands.press("Shift+U")
    hands.double("They", "They condemned")
    hands.press("P")
    hands.double("invasion", "Russia’s invasion of Ukraine, calling")
    hands.press("Shift+L")
    assert hands.selected_quote() == "condemned"
    hands.press("Ctrl+Z")
    assert hands.saved().events == [("ACCUSE", "condemned", [("actor", "They")])]
    hands.press("Ctrl+Shift+Z")
    outer = ("ACCUSE", "condemned", [("actor", "They"), ("topic", "invasion")])
    assert sorted(hands.saved().events) == [outer, ("ASSAULT", "invasion", [])]


def test_a_period_takes_over_the_arguments_of_the_previous_event_of_the_type(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    hands.double("Meeting")
    hands.press("Shift+C")
    for quote in ("Hayashi", "Stoltenberg"):
        hands.double(quote, "Hayashi and Stoltenberg rejected")
        hands.press("P")
    hands.press("Escape")
    hands.double("encounter")
    hands.press("Shift+C")
    hands.press(".")
    actors = [("actor", "Hayashi"), ("actor", "Stoltenberg")]
    assert hands.saved().events == [("CONSULT", "Meeting", actors), ("CONSULT", "encounter", actors)]


# -- labels, links, sticky types ---------------------------------------------------------------------------------


def test_a_label_dragged_to_a_mention_links_with_a_choice(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    within = "Russia accuses NATO"
    for quote, key in (("Russia", "G"), ("NATO", "O"), ("accuses", "Shift+U")):
        tag(hands, quote, key, within)
    hands.press("Escape")
    hands.drag_between(hands.label("accuses"), hands.middle("NATO", within))
    hands.until(lambda: QApplication.activePopupWidget() is not None, "the chooser of links")
    hands.type("recip")
    hands.press("Return")
    assert hands.saved().events == [("ACCUSE", "accuses", [("recipient", "NATO")])]
    hands.drag_between(hands.label("Russia", within), hands.middle("NATO", within))
    hands.until(lambda: QApplication.activePopupWidget() is not None, "the chooser of links")
    hands.press("Return")
    relations = hands.saved().of("relation")
    assert len(relations) == 1
    hands.press("Ctrl+Z", 2)
    assert hands.saved().events == [("ACCUSE", "accuses", [])]
    assert hands.saved().of("relation") == []


def test_ctrl_l_links_by_keyboard_alone(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    within = "Russia accuses NATO"
    for quote, key in (("NATO", "O"), ("accuses", "Shift+U")):
        tag(hands, quote, key, within)
    hands.press("Ctrl+L")
    hands.press("Tab")
    hands.press("Return")
    hands.until(lambda: QApplication.activePopupWidget() is not None, "the chooser of links")
    hands.type("actor")
    hands.press("Return")
    assert hands.saved().events == [("ACCUSE", "accuses", [("actor", "NATO")])]


def test_a_sticky_type_tags_each_mouse_selection_and_a_triple_click_replaces_its_double(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    hands.press("G", 2)
    assert "sticky" in hands.hint
    hands.double("Ukraine")
    hands.drag("former Soviet republic")
    assert hands.saved().entities == [("GPE", "Ukraine"), ("GPE", "former Soviet republic")]
    hands.press("Escape", 3)
    hands.press("S", 2)
    hands.triple("vital")
    made = [quote for type, quote in hands.saved().entities if type == "span"]
    assert len(made) == 1
    assert made[0].endswith("was vital.")
    hands.press("Ctrl+Z")
    assert len(hands.saved().entities) == 2
    hands.press("Escape", 3)
    hands.double("Munich")
    assert len(hands.saved().entities) == 2


# -- undo and redo -----------------------------------------------------------------------------------------------


def test_undo_and_redo_are_named_and_never_cross_articles(sit: Seat) -> None:
    hands = sit("munich-hayashi", "tokyo-hayashi", article=MUNICH)
    tag(hands, "Ukraine", "G")
    tag(hands, "Munich", "G")
    assert "Munich" in hands.window.menus["undo"].text()
    hands.press("Ctrl+PgDown")
    hands.settled()
    assert hands.window.article_name == "tokyo-hayashi-stoltenberg.txt"
    assert not hands.window.menus["undo"].isEnabled()
    tag(hands, "Moscow", "G")
    hands.press("Ctrl+Z", 4)
    assert hands.saved().of("entity") == []
    hands.press("Ctrl+Shift+Z", 4)
    assert hands.saved().entities == [("GPE", "Moscow")]
    from tests.driver import Tags

    assert Tags(hands.sidecar(MUNICH)).entities == [("GPE", "Ukraine"), ("GPE", "Munich")]


def test_a_hundred_edits_are_undone_and_done_again(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    tag(hands, "Ukraine", "G")
    for _ in range(50):
        hands.press("U")
        hands.press("R")
        hands.press("L")
        hands.press("R")
        hands.press("G")
    before = hands.saved().of("entity")
    depth = hands.controller.session.history.depth if hands.controller.session else 0
    assert depth == 151
    hands.press("Ctrl+Z", depth)
    assert hands.saved().of("entity") == []
    hands.press("Ctrl+Y", depth)
    assert hands.saved().of("entity") == before


# -- what would happen is said before ----------------------------------------------------------------------------


def test_the_status_bar_and_the_pointer_say_what_a_click_would_do(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    tag(hands, "Ukraine", "G")
    hands.press("Escape")
    hands.hover(hands.middle("Ukraine"))
    assert hands.hint == "Click: select State or town “Ukraine”"
    assert hands.port.cursor().shape() == Qt.CursorShape.ArrowCursor
    hands.hover(hands.middle("deep"))
    assert hands.hint.startswith("Click: place the caret")
    assert hands.port.cursor().shape() == Qt.CursorShape.IBeamCursor
    hands.click("Ukraine")
    hands.hover(hands.handle("end"))
    assert hands.port.cursor().shape() == Qt.CursorShape.SizeHorCursor
    hands.double("accuses")
    hands.press("Shift+U")
    hands.press("5")
    assert hands.controller.state.armed == "time"
    tag_point = hands.middle("Ukraine")
    hands.hover(tag_point)
    assert hands.hint
    assert hands.port.cursor().shape() in (
        Qt.CursorShape.ForbiddenCursor,
        Qt.CursorShape.PointingHandCursor,
    )


def test_esc_breaks_off_a_drag(sit: Seat) -> None:
    hands = sit(article=MUNICH)
    point, end = hands.middle("Hayashi"), hands.middle("Munich")
    QTest.mousePress(hands.port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    drag_move(hands.port, (QPointF(point) * 0.5 + QPointF(end) * 0.5).toPoint())
    drag_move(hands.port, end)
    hands.press("Escape")
    QTest.mouseRelease(hands.port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert hands.selected_text() == []
    assert hands.view.selection() is None


def test_pictures_of_a_working_day(sit: Seat, shot: Callable[[QWidget, str], None]) -> None:
    hands = sit(sidecars=True, article=MUNICH, annotator="Annotator A", size=(1280, 800))
    hands.click("accuses")
    hands.press("E")
    hands.hover(hands.middle("Russia", "Russia accuses NATO"))
    shot(hands.window, "active-event")
    hands.press("Escape")
    hands.double("alliance", "to the alliance, which")
    shot(hands.window, "selection")
    hands.press("Escape")
    hands.press("Ctrl+Shift+A")
    QApplication.processEvents()
    shot(hands.window, "all-arcs")
    hands.press("Ctrl+Shift+A")
    hands.click("Hayashi", "In Munich, Hayashi also")
    hands.press("A")
    shot(hands.window, "occurrences")
