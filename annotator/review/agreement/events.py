"""Triggers and arguments of two sheets, as papers on event extraction count them.

After K.-H. Huang et al., *TextEE: Benchmark, Reevaluation, Reflections, and Future Challenges in Event Extraction*,
ACL Findings 2024, and its scorer. Each measure compares two sets of facts, by exact offsets:

======== =========================================================
tri-i    span of the trigger
tri-c    the same and the type of the event
arg-i    type of the event, span of the filler
arg-c    the same and the role
arg-i+   span of the trigger, type of the event, span of the filler (attached)
arg-c+   the same and the role (attached)
======== =========================================================

They are sets: what is said twice of the same offsets counts once, as there. A filler is a mention and counts by its
span, an event as a filler by its trigger. These numbers are the headline, since they can be set beside those of papers.

``arg-matched`` is the lenient one: trigger and filler need not have the same bounds, only be matched one to one
(:mod:`annotator.review.alignment`) – with the same type of event and the same role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from annotator.annotations.records import Event
from annotator.review.agreement.cells import BOTH, ONE, OTHER, Cell, Cells, count_facts
from annotator.review.compared import Place

EXACT = ("tri-i", "tri-c", "arg-i", "arg-c", "arg-i+", "arg-c+")
MATCHED = "arg-matched"
EVENT_MEASURES = (*EXACT, MATCHED)


def facts(events: Iterable[Event], places: Mapping[str, Place]) -> dict[str, set[Cell]]:
    """The facts of each measure of :data:`EXACT`; the type of the event first, empty for ``tri-i``.

    ``places`` are those of a :class:`~annotator.review.compared.Compared`; an argument whose filler is not among them is left out.
    """
    found: dict[str, set[Cell]] = {name: set() for name in EXACT}
    for event in events:
        type, trigger = event.type, places[event.id][1:]
        found["tri-i"].add(("", trigger))
        found["tri-c"].add((type, trigger))
        for argument in event.arguments:
            there = places.get(argument.filler)
            if there is None:
                continue
            filler = there[1:]
            found["arg-i"].add((type, filler))
            found["arg-c"].add((type, filler, argument.role))
            found["arg-i+"].add((type, trigger, filler))
            found["arg-c+"].add((type, trigger, filler, argument.role))
    return found


def matched_facts(
    events: Iterable[Event], numbers: Mapping[str, int], ends: Mapping[str, AbstractSet[tuple[str, int]]]
) -> set[Cell]:
    """The facts of :data:`MATCHED`: type, event, role and filler; aligned mentions have the same number.

    ``ends`` are the arguments of each event as role and number; what is no mention has a negative one.
    """
    return {
        (event.type, numbers[event.id], role, filler)
        for event in events
        for role, filler in ends[event.id]
        if filler >= 0
    }


class EventFacts:
    """The facts of one sheet, and their counts as those of either side, made once for all comparisons."""

    __slots__ = ("as_one", "as_other", "facts")

    def __init__(self, events: Iterable[Event], places: Mapping[str, Place]) -> None:
        self.facts = facts(events, places)
        self.as_one: Cells = {}
        for measure, found in self.facts.items():
            self.as_one.update(count_facts(measure, found, ONE))
        self.as_other: Cells = {(m, type, OTHER): count for (m, type, _), count in self.as_one.items()}


def count_events(cells: Cells, one: EventFacts, other: EventFacts) -> None:
    """Counts the facts of two sheets, measure by measure."""
    cells.update(one.as_one)
    cells.update(other.as_other)
    for measure, mine in one.facts.items():
        cells.update(count_facts(measure, mine & other.facts[measure], BOTH))
