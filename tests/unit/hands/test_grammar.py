"""The grammar of hands, gesture by gesture, without a window: what each does, and that it does one thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.annotations.edits import Edit
from annotator.annotations.records import Argument, Entity, Event, Mention, quote, stretches
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.session import Session
from annotator.ui.hands.acts import Acts
from annotator.ui.hands.keying import DOUBLE_TAP, Keying
from annotator.ui.hands.pointing import Pointing
from annotator.ui.hands.predicting import predict
from annotator.ui.hands.state import Effect, HandState, Key, Place, Wish
from tests.samples import counting_author, sample_tagset

TEXT = (
    "Yoshimasa Hayashi met Jens Stoltenberg in Munich on Friday. 👩‍👩‍👧\r\n"
    "Hayashi condemned Russia’s invasion of Ukraine. The NATO-Generalsekretär kamen sie überein.\r\n"
    "Dr. Hayashi condemned it again in the U.S. and left.\n"
)


class Person:
    """Hands on a fresh sheet, with a mouse and a keyboard that speak in words of the text."""

    def __init__(self, *, read_only: str = "") -> None:
        article = Article(Path("a.txt"), TEXT, "0" * 64, len(TEXT.encode()), "utf-8", "mixed")
        self.session = Session(article, sample_tagset(), counting_author(), Sheet(), read_only=read_only)
        self.now = 0.0
        self.edits: list[Edit] = []
        self.words: list[str] = []
        self.wishes: list[Wish] = []
        self.moves = 0
        self.acts = Acts(self.session, self)
        self.pointing = Pointing(self.acts)
        self.keying = Keying(self.acts, lambda: self.now)

    def on_edited(self, edit: Edit) -> None:
        self.edits.append(edit)

    def on_hands_moved(self, before: HandState, after: HandState) -> None:
        assert before != after
        self.moves += 1

    def on_said(self, words: str) -> None:
        self.words.append(words)

    def on_wished(self, wish: Wish) -> None:
        self.wishes.append(wish)

    @property
    def state(self) -> HandState:
        return self.acts.state

    def at(self, wording: str, nth: int = 0) -> int:
        found = -1
        for _ in range(nth + 1):
            found = TEXT.index(wording, found + 1)
        return found

    def place(self, wording: str, nth: int = 0) -> Place:
        position = self.at(wording, nth) + len(wording) // 2
        mentions = self.session.index.mentions_at(position)
        zone = next((z.id for z in self.session.index.zones_in(position, position + 1)), None)
        return Place(position, tuple(m.id for m in mentions), zone)

    def click(self, wording: str, nth: int = 0, *, count: int = 1, ctrl: bool = False) -> None:
        for number in range(1, count + 1):
            self.pointing.clicked(self.place(wording, nth), number, ctrl=ctrl)

    def drag(self, wording: str, nth: int = 0, *, ctrl: bool = False) -> None:
        start = self.at(wording, nth)
        self.pointing.dragged(start, start + len(wording), ctrl=ctrl)

    def select(self, wording: str, nth: int = 0) -> None:
        """With the keyboard."""
        start = self.at(wording, nth)
        self.acts.select_by_keyboard(start + len(wording), (start, start + len(wording)))

    def press(self, *names: str) -> bool:
        meant = True
        for name in names:
            parts = name.split("+") if len(name) > 1 else [name]
            plain = parts[-1]
            shift = "Shift" in parts or (len(plain) == 1 and plain.isupper())
            self.pointing.forget()
            meant = self.keying.pressed(
                Key(plain.lower() if len(plain) == 1 else plain, shift, "Ctrl" in parts)
            )
            self.now += 1000
        return meant

    def tagged(self) -> list[tuple[str, str]]:
        return sorted((m.type, quote(m)) for m in self.session.sheet if isinstance(m, (Entity, Event)))

    def only(self, type: str) -> Mention:
        (found,) = (m for m in self.session.sheet if isinstance(m, (Entity, Event)) and m.type == type)
        return found

    def selected(self) -> Mention:
        found = self.acts.mention(self.state.selected)
        assert found is not None
        return found

    def arguments(self, type: str) -> list[tuple[str, str]]:
        event = self.only(type)
        assert isinstance(event, Event)
        fillers = [(a.role, self.session.index.mention(a.filler)) for a in event.arguments]
        return [(role, quote(filler)) for role, filler in fillers if filler is not None]


@pytest.fixture
def person() -> Person:
    return Person()


# -- reading and selecting


def test_a_click_selects_the_innermost_mention_and_a_slow_one_the_next_outward(person: Person) -> None:
    person.drag("Jens Stoltenberg in Munich")
    person.press("s")
    person.drag("Munich")
    person.press("g")
    person.press("Escape")
    person.click("Munich")
    assert person.selected().type == "GPE"
    person.click("Munich")
    assert person.selected().type == "span"
    person.click("Munich")
    assert person.selected().type == "GPE"
    person.click("condemned")
    assert person.state.selected is None
    assert person.state.caret == person.at("condemned") + 4


def test_double_and_triple_click_take_word_and_sentence(person: Person) -> None:
    person.click("NATO-General", count=2)
    assert person.acts.wording() == "NATO-Generalsekretär"
    person.click("condemned", 1, count=3)
    assert person.acts.wording() == "Dr. Hayashi condemned it again in the U.S. and left."


@pytest.mark.parametrize(
    ("dragged", "selected"),
    [
        ("ussia’s inva", "Russia’s invasion"),
        ("Russia’s ", "Russia"),
        ("ATO", "ATO"),
        ("NATO", "NATO"),
        ("the U.S. ", "the U.S."),
        ("oshimasa Hay", "Yoshimasa Hayashi"),
        ("Ukraine. ", "Ukraine"),
    ],
)
def test_mouse_selections_snap_to_words(person: Person, dragged: str, selected: str) -> None:
    person.drag(dragged)
    assert person.acts.wording() == selected


def test_keyboard_selections_never_snap(person: Person) -> None:
    person.select("ussia’s in")
    assert person.acts.wording() == "ussia’s in"


def test_further_fragments_by_mouse_and_by_keyboard(person: Person) -> None:
    person.drag("kamen")
    person.drag("überein", ctrl=True)
    person.press("G")
    assert person.tagged() == [("AGREE", "kamen … überein")]
    person.press("Escape", "Delete")
    assert person.tagged() == []
    person.select("kamen")
    person.press("+")
    person.select("überein")
    person.press("G")
    assert person.tagged() == [("AGREE", "kamen … überein")]


def test_a_fragment_can_be_added_to_a_selected_mention(person: Person) -> None:
    person.drag("kamen")
    person.press("G", "Escape")
    person.drag("überein", ctrl=True)
    assert person.tagged() == [("AGREE", "kamen … überein")]
    person.select("sie")
    person.press("+")
    assert stretches(person.only("AGREE"))[1] == (person.at("sie"), person.at("sie") + 3)


# -- tagging


def test_plain_keys_tag_entities_and_shifted_ones_events(person: Person) -> None:
    person.drag("Hayashi")
    person.press("p")
    assert person.tagged() == [("PER", "Hayashi")]
    assert person.state.active is None
    person.drag("met")
    person.press("C")
    assert person.tagged() == [("CONSULT", "met"), ("PER", "Hayashi")]
    assert person.state.active == person.only("CONSULT").id


def test_digits_take_the_likeliest_type(person: Person) -> None:
    person.drag("Munich")
    person.press("g")
    person.drag("Hayashi")
    person.press("p")
    person.drag("Hayashi", 1)
    assert person.acts.candidates()[0] == "PER"
    person.press("1")
    assert person.tagged().count(("PER", "Hayashi")) == 2


def test_letters_without_a_type_say_so_and_tag_nothing(person: Person) -> None:
    person.drag("Munich")
    person.press("q")
    assert person.tagged() == []
    assert "No type has this key" in person.words[-1]
    assert person.state.selection


def test_the_chooser_is_asked_for_with_space_and_slash(person: Person) -> None:
    person.drag("Munich")
    person.press("Space", "/")
    assert person.wishes == [Wish.CHOOSE_TYPE, Wish.CHOOSE_TYPE]


def test_z_marks_a_zone_and_del_takes_it_away(person: Person) -> None:
    person.drag("Dr. Hayashi condemned")
    person.press("z")
    (zone,) = person.session.index.zones()
    assert zone.type == "boilerplate"
    person.click("condemned", 1)
    assert person.state.selected == zone.id
    person.press("Delete")
    assert person.session.index.zones() == []


def test_the_same_type_twice_on_the_same_place_is_only_selected(person: Person) -> None:
    person.drag("Munich")
    person.press("g")
    person.drag("Munich")
    person.press("g")
    assert person.tagged() == [("GPE", "Munich")]
    assert "already" in person.words[-1]


# -- changing


def test_retype_delete_flag_and_their_undo(person: Person) -> None:
    person.drag("Munich")
    person.press("p", "r", "g")
    assert person.tagged() == [("GPE", "Munich")]
    person.press("u")
    assert person.only("GPE").flag == "unsure"
    person.press("u", "Delete")
    assert person.tagged() == []
    for _ in range(4):
        person.acts.undo()
    assert person.tagged() == [("PER", "Munich")]
    assert person.words[-1].startswith("Undone: change")
    person.acts.redo()
    assert person.tagged() == [("GPE", "Munich")]


def test_escape_keeps_the_type(person: Person) -> None:
    person.drag("Munich")
    person.press("p", "r", "Escape", "g")
    assert person.tagged() == [("PER", "Munich")]


def test_boundaries_move_by_character_and_word(person: Person) -> None:
    person.drag("Hayashi")
    person.press("p", "F2", "F2", "Ctrl+Shift+Left", "Enter")
    assert person.tagged() == [("PER", "Yoshimasa Hayashi")]
    person.press("F2", "Shift+Left", "Shift+Left", "Enter")
    assert person.tagged() == [("PER", "Yoshimasa Hayas")]
    person.press("F2", "Shift+Left", "Escape")
    assert person.tagged() == [("PER", "Yoshimasa Hayas")]
    person.acts.undo()
    assert person.tagged() == [("PER", "Yoshimasa Hayashi")]


def test_a_boundary_never_cuts_a_family_in_two(person: Person) -> None:
    person.select("Friday")
    person.press("t", "F2", *["Shift+Right"] * 3, "Enter")
    assert quote(person.only("TIME")) == "Friday. 👩‍👩‍👧"


def test_a_handle_drags_a_boundary_in_one_undo(person: Person) -> None:
    person.drag("Hayashi")
    person.press("p")
    id, start = person.only("PER").id, person.at("Yoshimasa")
    for position in (start + 5, start + 2, start):
        person.pointing.handle_dragged(id, 0, "start", position, finished=position == start)
    assert person.tagged() == [("PER", "Yoshimasa Hayashi")]
    assert person.session.history.depth == 2


def test_wishes_for_what_needs_an_editor(person: Person) -> None:
    person.press("n")
    assert person.wishes == []
    person.drag("Munich")
    person.press("g", "n", "c", "a")
    assert person.wishes == [Wish.EDIT_NOTE, Wish.CHOOSE_INSTANCE, Wish.PREVIEW_OCCURRENCES]


# -- stepping


def test_tab_steps_through_mentions_both_ways_and_around(person: Person) -> None:
    for wording, key in (("Hayashi", "p"), ("Munich", "g"), ("Russia", "g")):
        person.drag(wording)
        person.press(key)
    person.press("Escape")
    person.acts.select_by_keyboard(0, None)
    quotes = []
    for _ in range(4):
        person.press("Tab")
        quotes.append(quote(person.selected()))
    assert quotes == ["Hayashi", "Munich", "Russia", "Hayashi"]
    person.press("Backtab", "Shift+Tab")
    assert quote(person.selected()) == "Munich"


# -- events


def entities(person: Person) -> None:
    for wording, key in (
        ("Yoshimasa Hayashi", "p"),
        ("Jens Stoltenberg", "p"),
        ("Munich", "g"),
        ("Friday", "t"),
        ("Russia", "g"),
    ):
        person.drag(wording)
        person.press(key)
    person.drag("Hayashi", 1)
    person.press("p", "Escape")


def test_a_mutual_event_keeps_its_actors_armed(person: Person) -> None:
    entities(person)
    person.click("met", count=2)
    person.press("C")
    assert person.state.armed == "actor"
    person.click("Yoshimasa")
    assert person.state.armed == "actor"
    person.click("Stoltenberg")
    assert person.state.armed == "actor"
    assert person.arguments("CONSULT") == [("actor", "Yoshimasa Hayashi"), ("actor", "Jens Stoltenberg")]


def test_a_plain_event_takes_one_click_a_role(person: Person) -> None:
    entities(person)
    person.click("condemned", count=2)
    person.press("A")
    person.click("Hayashi", 1)
    assert person.state.armed == "recipient"
    person.click("Russia")
    assert person.arguments("ACCUSE") == [("actor", "Hayashi"), ("recipient", "Russia")]
    person.click("Friday")
    assert person.arguments("ACCUSE")[2:] in ([("topic", "Friday")], [("time", "Friday")])


def test_a_click_on_a_filler_unlinks_it(person: Person) -> None:
    entities(person)
    person.click("condemned", count=2)
    person.press("A")
    person.click("Hayashi", 1)
    person.click("Hayashi", 1)
    assert person.arguments("ACCUSE") == []
    assert person.state.armed == "actor"


def test_a_role_armed_by_hand_takes_a_filler_from_another(person: Person) -> None:
    entities(person)
    person.click("condemned", count=2)
    person.press("A")
    person.click("Russia")
    assert person.arguments("ACCUSE") == [("actor", "Russia")]
    person.press("2")
    person.click("Russia")
    assert person.arguments("ACCUSE") == [("recipient", "Russia")]
    assert person.state.armed == "actor"


def test_what_fits_no_role_is_refused_with_the_reason(person: Person) -> None:
    entities(person)
    person.drag("Ukraine")
    person.press("s", "Escape")
    person.click("met", count=2)
    person.press("C", "1")
    edits = len(person.edits)
    effect = predict(person.acts, person.pointing, person.place("condemned")).effect
    assert effect is Effect.LEAVE
    topic = predict(person.acts, person.pointing, person.place("Ukraine"))
    assert topic.effect is Effect.LINK
    assert "topic" in topic.words
    person.click("met")
    assert len(person.edits) == edits


def test_from_scratch_a_mention_is_made_and_linked_in_one_undo(person: Person) -> None:
    person.click("condemned", count=2)
    person.press("A")
    person.click("Hayashi", 1, count=2)
    assert person.state.active is not None
    person.press("p")
    person.click("Russia", count=2)
    person.press("g")
    assert person.arguments("ACCUSE") == [("actor", "Hayashi"), ("recipient", "Russia")]
    person.acts.undo()
    assert person.arguments("ACCUSE") == [("actor", "Hayashi")]
    assert ("GPE", "Russia") not in person.tagged()


def test_a_new_event_becomes_a_filler_and_the_outer_one_stays_active(person: Person) -> None:
    person.click("condemned", count=2)
    person.press("A")
    outer = person.state.active
    person.drag("left")
    person.press("G")
    assert person.state.active == outer
    assert person.arguments("ACCUSE") == [("topic", "left")]


def test_a_double_click_takes_back_what_its_first_click_did(person: Person) -> None:
    entities(person)
    person.click("condemned", count=2)
    person.press("A")
    depth = person.session.history.depth
    person.click("Russia", count=2)
    assert person.arguments("ACCUSE") == []
    assert person.session.history.depth == depth
    assert person.acts.wording() == "Russia"
    assert person.state.active is not None


def test_keyboard_alone_fills_an_event(person: Person) -> None:
    entities(person)
    person.select("condemned")
    person.press("A")
    while person.state.candidate is None or quote(person.acts.mention(person.state.candidate)) != "Russia":  # type: ignore[arg-type]
        person.press("Tab")
    person.press("2", "Enter")
    assert person.arguments("ACCUSE") == [("recipient", "Russia")]
    person.press("Enter")
    assert person.arguments("ACCUSE") == []


def test_ctrl_click_only_looks(person: Person) -> None:
    entities(person)
    person.click("met", count=2)
    person.press("C")
    person.click("Stoltenberg", ctrl=True)
    assert quote(person.selected()) == "Jens Stoltenberg"
    assert person.arguments("CONSULT") == []
    assert person.state.active == person.only("CONSULT").id


def test_a_dot_takes_over_the_arguments_of_the_previous_event(person: Person) -> None:
    entities(person)
    person.click("condemned", count=2)
    person.press("A")
    person.click("Hayashi", 1)
    person.click("Russia")
    person.press("Escape")
    person.click("condemned", 1, count=2)
    person.press("A", ".")
    later = person.acts.active_event
    assert later is not None
    assert [a.role for a in later.arguments] == ["actor", "recipient"]


def test_escape_or_a_click_on_bare_text_leaves(person: Person) -> None:
    entities(person)
    person.click("met", count=2)
    person.press("C", "Escape")
    assert person.state.active is None
    person.press("e")
    assert person.state.active == person.only("CONSULT").id
    person.click("again")
    assert person.state.active is None


def test_a_role_for_one_takes_the_new_filler_instead(person: Person) -> None:
    entities(person)
    person.drag("again")
    person.press("t", "Escape")
    person.click("condemned", count=2)
    person.press("A", "5")
    person.click("Friday")
    person.press("5")
    person.click("again")
    assert person.arguments("ACCUSE") == [("time", "again")]


def test_deleting_the_active_event_leaves_it(person: Person) -> None:
    person.click("met", count=2)
    person.press("C", "Delete")
    assert person.state.active is None
    assert person.tagged() == []


# -- labels, links, sticky types


def test_a_label_dropped_on_a_mention_asks_for_role_or_relation(person: Person) -> None:
    entities(person)
    person.click("met", count=2)
    person.press("C", "Escape")
    person.pointing.label_dropped(person.only("CONSULT").id, person.place("Stoltenberg"))
    assert person.wishes == [Wish.CHOOSE_LINK]
    stoltenberg = person.place("Stoltenberg").mentions[0]
    choices = person.acts.links.choices(person.only("CONSULT").id, stoltenberg)
    assert [kind for kind, _, _ in choices] == ["role", "role"]
    choices[0][2]()
    assert person.arguments("CONSULT") == [("actor", "Jens Stoltenberg")]
    relations = person.acts.links.choices(stoltenberg, person.place("Munich").mentions[0])
    assert [(kind, name) for kind, name, _ in relations] == [("relation", "member of")]
    relations[0][2]()
    assert person.session.index.count("relation") == 1


def test_a_sticky_type_tags_each_mouse_selection(person: Person) -> None:
    person.keying.pressed(Key("g"))
    person.now += DOUBLE_TAP / 2
    person.keying.pressed(Key("g"))
    assert person.state.sticky == "GPE"
    person.click("Munich", count=2)
    person.drag("Russia")
    assert person.tagged() == [("GPE", "Munich"), ("GPE", "Russia")]
    person.press("Escape")
    assert person.state.sticky is None
    person.click("Ukraine", count=2)
    assert len(person.tagged()) == 2


def test_a_triple_click_replaces_what_its_double_click_made_in_one_undo(person: Person) -> None:
    person.acts.put(sticky="span")
    person.click("again", count=3)
    assert person.tagged() == [("span", "Dr. Hayashi condemned it again in the U.S. and left.")]
    assert person.session.history.depth == 1
    person.acts.undo()
    assert person.tagged() == []


def test_two_slow_taps_are_no_double_tap(person: Person) -> None:
    person.press("g", "g")
    assert person.state.sticky is None


def test_nothing_changes_a_sheet_that_is_only_looked_at() -> None:
    person = Person(read_only="These are Anna’s tags")
    person.drag("Munich")
    person.press("g", "z", "1")
    person.press("g", "g", "r", "n", "a", "F2", "Delete")
    assert person.edits == []
    assert "These are Anna’s tags" in person.words


def test_arguments_are_kept_in_the_order_of_linking(person: Person) -> None:
    entities(person)
    person.click("met", count=2)
    person.press("C")
    person.click("Stoltenberg")
    person.click("Yoshimasa")
    event = person.only("CONSULT")
    assert isinstance(event, Event)
    assert list(event.arguments) == [
        Argument("actor", person.place("Stoltenberg").mentions[0]),
        Argument("actor", person.place("Yoshimasa").mentions[0]),
    ]
