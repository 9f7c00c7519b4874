"""How few actions an event takes: two arguments in four where its mentions exist, in six from nothing.

A click, a double click, a drag and a key chord count one each. The events are of five articles, one of them German, one
with code points beyond the basic plane and CRLF; two are mutual, one has an event for a filler.
"""

from __future__ import annotations

import pytest
from msgspec import Struct

from tests.driver import Hands
from tests.ui.window.conftest import Seat


class Part(Struct, frozen=True):
    """A mention to be made: its quote, the key of its type, and that type."""

    quote: str
    key: str
    type: str

    def select(self, hands: Hands, within: str) -> None:
        """One action: a double click on a single word, else a drag."""
        if " " in self.quote or "." in self.quote:
            hands.drag(self.quote, within)
        else:
            hands.double(self.quote, within)


class Case(Struct, frozen=True):
    """An event in a sentence (the beginning of it, unique in the article) of an article."""

    article: str
    within: str
    trigger: Part
    first: Part
    second: Part
    roles: tuple[str, str]

    @property
    def expected(self) -> tuple[str, str, list[tuple[str, str]]]:
        """What the sidecar holds of it."""
        fillers = ((self.roles[0], self.first.quote), (self.roles[1], self.second.quote))
        return self.trigger.type, self.trigger.quote, sorted(fillers)


CASES = {
    "actor and recipient": Case(
        "munich-hayashi-stoltenberg.txt",
        "Russia accuses NATO",
        Part("accuses", "Shift+U", "ACCUSE"),
        Part("Russia", "G", "GPE"),
        Part("NATO", "O", "ORG"),
        ("actor", "recipient"),
    ),
    "mutual": Case(
        "tokyo-hayashi-stoltenberg.txt",
        "Stoltenberg had met Prime Minister Fumio Kishida",
        Part("met", "Shift+C", "CONSULT"),
        Part("Stoltenberg", "P", "PER"),
        Part("Fumio Kishida", "P", "PER"),
        ("actor", "actor"),
    ),
    "German": Case(
        "muenchen-ukraine-krise.txt",
        "Stoltenberg würdigte Japan",
        Part("würdigte", "Shift+S", "SUPPORT"),
        Part("Stoltenberg", "P", "PER"),
        Part("Japan", "G", "GPE"),
        ("actor", "recipient"),
    ),
    "an event as a filler": Case(
        "telephone-hayashi-blinken.txt",
        "They condemned Russia’s invasion",
        Part("condemned", "Shift+U", "ACCUSE"),
        Part("They", "P", "PER"),
        Part("invasion", "Shift+L", "ASSAULT"),
        ("actor", "topic"),
    ),
    "beyond the basic plane": Case(
        "sister-cities-emoji.txt",
        "Zoe\u0308 Bra\u0308ndli of Zu\u0308rich 🇨🇭 met her guest, the poet نور الحداد",
        Part("met", "Shift+C", "CONSULT"),
        Part("Zoe\u0308 Bra\u0308ndli", "P", "PER"),
        Part("نور الحداد", "P", "PER"),
        ("actor", "actor"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_from_nothing_an_event_takes_six_actions(sit: Seat, name: str) -> None:
    case = CASES[name]
    hands = sit(article=case.article)
    with hands.at_most(6):
        case.trigger.select(hands, case.within)
        hands.press(case.trigger.key)
        for part in (case.first, case.second):
            part.select(hands, case.within)
            hands.press(part.key)
    tags = hands.saved()
    assert case.expected in tags.events
    made = [(part.type, part.quote) for part in (case.first, case.second)]
    assert sorted(tags.entities + [event[:2] for event in tags.events]) == sorted(
        [*made, (case.trigger.type, case.trigger.quote)]
    )


@pytest.mark.parametrize("name", CASES)
def test_with_mentions_there_an_event_takes_four_actions(sit: Seat, name: str) -> None:
    case = CASES[name]
    hands = sit(article=case.article)
    for part in (case.first, case.second):
        part.select(hands, case.within)
        hands.press(part.key)
        hands.press("Escape", 2)
    with hands.at_most(4):
        case.trigger.select(hands, case.within)
        hands.press(case.trigger.key)
        hands.click(case.first.quote, case.within)
        hands.click(case.second.quote, case.within)
    assert case.expected in hands.saved().events


@pytest.mark.parametrize("name", CASES)
def test_the_keyboard_alone_fills_two_roles(sit: Seat, name: str) -> None:
    case = CASES[name]
    hands = sit(article=case.article)
    for part in (case.first, case.second, case.trigger):
        find_and_select(hands, part.quote, case.within)
        hands.press(part.key)
        hands.press("Escape", 2)
    while hands.selected_quote() != case.trigger.quote:
        hands.press("Tab")
    hands.press("E")
    for part in (case.first, case.second):
        while candidate(hands) != part.quote:
            hands.press("Tab")
        hands.press("Return")
    assert case.expected in hands.saved().events


def find_and_select(hands: Hands, quote: str, within: str) -> None:
    """Finds words with Ctrl+F and selects them with Esc: no mouse."""
    start = hands.find(quote, within)[0]
    hands.press("Ctrl+F")
    hands.type(quote)
    for _ in range(60):
        if hands.view.selection() == (start, start + len(quote)):
            hands.press("Escape")
            return
        hands.press("Return")
    raise AssertionError(f"{quote!r} is not found at its place")


def candidate(hands: Hands) -> str:
    """The quote of the mention that Enter would link."""
    acts = hands.controller.acts
    mention = acts.mention(acts.state.candidate) if acts is not None else None
    return "" if mention is None else " … ".join(fragment.quote for fragment in mention.span)


def test_a_trigger_in_two_pieces_takes_one_action_more_for_its_further_piece(sit: Seat) -> None:
    hands = sit(article="muenchen-ukraine-krise.txt")
    within = "kamen Stoltenberg und Hayashi überein"
    for quote in ("Stoltenberg", "Hayashi"):
        hands.double(quote, within)
        hands.press("P")
    with hands.at_most(5):
        hands.double("kamen", within)
        hands.double("überein", within, ctrl=True)
        hands.press("Shift+A")
        hands.click("Stoltenberg", within)
        hands.click("Hayashi", within)
    fillers = [("actor", "Hayashi"), ("actor", "Stoltenberg")]
    assert hands.saved().events == [("AGREE", "kamen … überein", fillers)]
