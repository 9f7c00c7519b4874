"""The colours of the pictures: on light and dark ground, and as names that a page of HTML gives its own values.

The scale is one hue that only grows darker (on dark ground: lighter), so that it can be told by whoever sees no colours; after
C. Brewer's *Blues* (https://colorbrewer2.org). Text on each step has a contrast of 4.5:1 or more.
"""

from __future__ import annotations

from msgspec import Struct


class Ink(Struct, frozen=True):
    """Colours as SVG takes them. ``steps`` go from little to much, ``on`` is text on each of them."""

    page: str
    text: str
    muted: str
    line: str
    ground: str
    dot: str
    steps: tuple[str, ...]
    on: tuple[str, ...]


LIGHT = Ink(
    "#fdfdfb",
    "#1f2328",
    "#5b626b",
    "#d9dbd8",
    "#ececea",
    "#0b63ce",
    ("#f1f6fb", "#deebf7", "#c6dbef", "#9ecae1", "#72b2d9", "#2171b5", "#08306b"),
    ("#1f2328",) * 5 + ("#ffffff",) * 2,
)
DARK = Ink(
    "#1b1d21",
    "#e3e4e6",
    "#a3aab4",
    "#3a3e45",
    "#2c3036",
    "#6cb0ff",
    ("#222a33", "#22384f", "#234a6e", "#2a5f8f", "#6aa5d8", "#9cc6ea", "#d3e6f7"),
    ("#e3e4e6",) * 4 + ("#10151b",) * 3,
)

_NAMES = ("page", "text", "muted", "line", "ground", "dot")
STEPS = len(LIGHT.steps)

NAMED = Ink(
    "var(--page)",
    "var(--text)",
    "var(--muted)",
    "var(--line)",
    "var(--ground)",
    "var(--dot)",
    tuple(f"var(--step{n})" for n in range(STEPS)),
    tuple(f"var(--on{n})" for n in range(STEPS)),
)
"""Colours that a page defines (:func:`declarations`)."""


def declarations(ink: Ink) -> str:
    """The CSS custom properties that :data:`NAMED` refers to."""
    plain = [f"--{name}:{getattr(ink, name)}" for name in _NAMES]
    steps = [f"--step{n}:{colour}" for n, colour in enumerate(ink.steps)]
    return ";".join([*plain, *steps, *(f"--on{n}:{colour}" for n, colour in enumerate(ink.on))])
