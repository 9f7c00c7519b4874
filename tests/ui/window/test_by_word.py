"""Selecting by keyboard in the real window: from word to word, and what of a selection is tagged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.driver import Hands
from tests.ui.window.conftest import Seat

WORDS = (
    "Russia’s army met the U.S. team.\r\n"
    "Second Cafe\u0301s, the NATO-Generalsekretär’s “aide” 👩‍👩‍👧 spoke.\r\n"
    "\0 nul end.\r\n"
)
RIGHTWARD = "ראש הממשלה נפגש עם Anna Schmidt בירושלים.\n"

Read = Callable[[str], Hands]


@pytest.fixture
def read(sit: Seat, tmp_path: Path) -> Read:
    """Opens an article with a text of the test's own, the caret at its start."""

    def opened(text: str) -> Hands:
        folder = tmp_path / "articles"
        folder.mkdir()
        (folder / "own.txt").write_bytes(text.encode())
        hands = sit("no-seed", article="own.txt")
        hands.press("Ctrl+Home")
        return hands

    return opened


def ends(hands: Hands, key: str, times: int) -> list[int]:
    """Where the caret comes to stand at each press of a key."""
    found = []
    for _ in range(times):
        hands.press(key)
        found.append(hands.controller.state.caret)
    return found


def test_words_are_tagged_by_keyboard_without_blanks_and_with_the_periods_of_initialisms(read: Read) -> None:
    hands = read(WORDS)
    hands.press("Ctrl+Shift+Right")
    assert hands.selected_text() == ["Russia"]
    hands.press("G")
    hands.press("Escape")
    hands.press("Ctrl+Home")
    hands.press("Ctrl+Shift+Right", 2)
    assert hands.selected_text() == ["Russia’s"]
    hands.press("O")
    hands.press("Ctrl+Right", 4)
    hands.press("Ctrl+Shift+Right")
    assert hands.selected_text() == ["U.S."]
    hands.press("L")
    assert sorted(hands.saved().entities) == [("GPE", "Russia"), ("LOC", "U.S."), ("ORG", "Russia’s")]


def test_a_selection_grows_and_shrinks_by_words_and_never_takes_a_line_end_at_its_end(read: Read) -> None:
    hands = read(WORDS)
    taken = []
    for _ in range(19):
        hands.press("Ctrl+Shift+Right")
        taken += hands.selected_text()
    assert all(not text[-1].isspace() for text in taken)
    grown = [after.removeprefix(before).strip() for before, after in zip(["", *taken], taken, strict=False)]
    assert grown == [
        *("Russia", "’s", "army", "met", "the", "U.S.", "team", "."),
        *("Second", "Cafe\u0301s", ", the", "NATO-Generalsekretär", "’s", "“aide", "” 👩‍👩‍👧 spoke", "."),
        *("\0 nul", "end", "."),
    ]
    hands.press("Ctrl+Shift+Right")
    assert hands.selected_text() == [WORDS.rstrip()]
    shrunk = []
    for _ in range(6):
        hands.press("Ctrl+Shift+Left")
        shrunk += hands.selected_text()
    assert [text[-4:] for text in shrunk] == [" end", " nul", "poke", "aide", "är’s", "etär"]


def test_the_caret_goes_from_start_to_start_and_a_selection_turns_around_at_its_anchor(read: Read) -> None:
    hands = read(WORDS)
    assert ends(hands, "Ctrl+Right", 5) == [
        WORDS.index(word) for word in ("army", "met", "the", "U.S", "team")
    ]
    assert ends(hands, "Ctrl+Left", 2) == [WORDS.index(word) for word in ("U.S", "the")]
    hands.press("Ctrl+Shift+Left")
    assert hands.selected_text() == ["met "]
    hands.press("Ctrl+Shift+Right", 2)
    assert hands.selected_text() == ["the"]
    hands.press("Left")
    hands.press("Right")
    hands.press("Ctrl+Shift+Left", 2)
    hands.press("P")
    assert hands.saved().entities == [("PER", "met t")]


def test_boundaries_move_by_the_same_words(read: Read) -> None:
    hands = read(WORDS)
    hands.press("Ctrl+Shift+Right")
    hands.press("G")
    hands.press("F2")
    for quote in ("Russia’s", "Russia’s army"):
        hands.press("Ctrl+Shift+Right")
        hands.press("Return")
        assert hands.selected_quote() == quote
        hands.press("F2")
    hands.press("Ctrl+Shift+Left", 2)
    hands.press("Return")
    assert hands.saved().entities == [("GPE", "Russia")]


def test_in_text_that_runs_from_right_to_left_the_left_key_goes_on(read: Read) -> None:
    hands = read(RIGHTWARD)
    hands.press("Ctrl+Shift+Left")
    assert hands.selected_text() == ["ראש"]
    hands.press("Ctrl+Shift+Left")
    assert hands.selected_text() == ["ראש הממשלה"]
    hands.press("Ctrl+Shift+Right")
    assert hands.selected_text() == ["ראש"]
    hands.press("Ctrl+Left", 4)
    assert hands.controller.state.caret == RIGHTWARD.index("Anna")


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2003", "\u3000", "\t", "\r\n", "\u2028", "\n"])
def test_blanks_at_the_ends_are_not_tagged_however_it_was_selected(read: Read, blank: str) -> None:
    text = f"{blank}{blank}Kyiv{blank}{blank}spoke.\n"
    hands = read(text)
    hands.press("Shift+Right", 8)
    (selected,) = hands.selected_text()
    assert selected == text[: text.index("spoke")]
    hands.press("G")
    hands.press("Escape")
    hands.press("Ctrl+Home")
    hands.press("Shift+Right", 2)
    hands.press("G")
    assert hands.window.status_line.words.startswith("Only blanks are selected")
    hands.press("Z")
    assert hands.saved().entities == [("GPE", "Kyiv")]
    assert not hands.saved().of("zone")
    assert hands.controller.session is not None
    assert hands.controller.session.history.depth == 1


def test_what_is_selected_character_by_character_is_otherwise_exact(read: Read) -> None:
    hands = read(WORDS)
    hands.press("Right")
    hands.press("Shift+Right", 8)
    hands.press("O")
    hands.press("Ctrl+Home")
    hands.press("Down")
    hands.press("Shift+End")
    hands.press("Shift+Right")
    hands.press("Z")
    saved = hands.saved()
    assert saved.entities == [("ORG", "ussia’s")]
    (zone,) = saved.of("zone")
    assert saved.quote(zone) == WORDS.splitlines()[1]


def test_a_boundary_moved_onto_a_blank_leaves_it_off(read: Read) -> None:
    hands = read(WORDS)
    hands.press("Ctrl+Shift+Right")
    hands.press("G")
    hands.press("F2")
    hands.press("Shift+Right", 3)
    hands.press("Return")
    assert hands.saved().entities == [("GPE", "Russia’s")]
