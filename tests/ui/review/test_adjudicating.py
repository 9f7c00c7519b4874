"""Adjudication in the real window, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from tests.ui.review.at_gold import BRIEF, AtGold
from tests.ui.review.conftest import Seat


def test_one_sits_at_gold_and_decides(sit: Seat, shot: Callable[[QWidget, str], None]) -> None:
    hands = sit(sidecars=True, article=BRIEF, annotator="rita")
    at = AtGold(hands).begin()
    shot(hands.window, "begin")
    assert at.bench.adjudicating
    assert at.words.startswith("0 of ")
    first = at.unit
    hands.press("1")
    assert at.outcome(first) == "accepted"
    assert at.unit is not first
    hands.settled()
    shot(hands.window, "one")
    assert at.words.startswith("1 of ")
