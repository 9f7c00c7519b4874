"""Sheets for comparing: hypothesis makes small ones on one text, with stacked, nested and split mentions."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.annotations.records import Argument, Entity, Event, Record, Relation, Zone, span
from annotator.annotations.sheet import Sheet

TEXT = "Núñez 👩‍🚀 met\r\nÇelik in שלום today; both signed."
_STEPS = range(0, len(TEXT), 4)


@st.composite
def places(draw: st.DrawFn) -> list[tuple[int, int]]:
    """One or two stretches of TEXT in code points, often the same ones."""
    found = []
    for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
        start = draw(st.sampled_from(_STEPS))
        found.append((start, min(len(TEXT), start + draw(st.sampled_from([2, 4, 8])))))
    return found


@st.composite
def sheets(draw: st.DrawFn, owner: str, most: int = 5) -> Sheet:
    """A sheet whose ids begin with ``owner``."""
    made: list[Record] = [
        Entity(f"{owner}m{n}", draw(st.sampled_from(["PER", "ORG"])), span(TEXT, *draw(places())))
        for n in range(draw(st.integers(0, most)))
    ]
    for n in range(draw(st.integers(0, most))):
        fillers = draw(st.lists(st.sampled_from(made), max_size=2, unique_by=lambda r: r.id)) if made else []
        arguments = tuple(Argument(draw(st.sampled_from(["actor", "topic"])), f.id) for f in fillers)
        made.append(
            Event(
                f"{owner}e{n}",
                draw(st.sampled_from(["MEET", "SIGN"])),
                span(TEXT, *draw(places())),
                arguments,
            )
        )
    for n in range(draw(st.integers(0, 2)) if len(made) > 1 else 0):
        one, other = draw(st.lists(st.sampled_from(made), min_size=2, max_size=2, unique_by=lambda r: r.id))
        if not isinstance(one, Relation) and not isinstance(other, Relation):
            made.append(Relation(f"{owner}r{n}", "kin", (Argument("from", one.id), Argument("to", other.id))))
    if draw(st.booleans()):
        made.append(Zone(f"{owner}z", "boilerplate", span(TEXT, *draw(places()))))
    return Sheet.of(made)
