"""Arcs of several events in the real window: each has a height of its own wherever they run over each other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from PySide6.QtWidgets import QWidget

from annotator.ui.text.arc_painter import bus_y
from tests.driver import Hands
from tests.ui.window.conftest import Seat

Shot = Callable[[QWidget, str], None]
MUNICH = "munich-hayashi-stoltenberg.txt"


def shared(hands: Hands, apart: float) -> tuple[int, list[str]]:
    """How many pairs of arcs run over each other, and those of them whose heights differ by less than ``apart``."""
    flow = hands.view._flow
    pairs, close = 0, []
    for laid, top in flow.between(0, 10_000):
        for (line, one), (other_line, other) in combinations(laid.buses, 2):
            if line != other_line or min(one.right, other.right) <= max(one.left, other.left):
                continue
            pairs += 1
            away = abs(bus_y(flow, laid, top, line, one) - bus_y(flow, laid, top, line, other))
            if away < apart:
                close.append(f"{one.source} and {other.source} in line {line}: {away}")
    return pairs, close


def test_no_two_events_share_a_line_where_all_arcs_show(sit: Seat, shot: Shot) -> None:
    hands = sit(article=MUNICH, sidecars=True, annotator="Annotator A", size=(1280, 900))
    hands.press("Ctrl+Shift+A")
    pairs, close = shared(hands, hands.view._flow.measures.arc_lane)
    shot(hands.window, "arcs-all")
    hands.press("Ctrl+Shift+A")
    assert pairs > 5
    assert close == []


def test_arcs_of_what_is_selected_lie_apart_although_no_line_moves(sit: Seat, shot: Shot) -> None:
    hands = sit(article=MUNICH, sidecars=True, annotator="Annotator A", size=(1280, 900))
    session = hands.controller.session
    assert session is not None
    pairs = 0
    for number in range(60):
        hands.press("Tab")
        found, close = shared(hands, 1.5)
        pairs += found
        assert close == []
        if found:
            shot(hands.window, f"arcs-focus-{number}")
    assert pairs > 5
