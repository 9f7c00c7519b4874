"""Which arcs are shown: those of what has the focus, or of all events in sight. Knows no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.annotations.records import Event, Relation
from annotator.session import Session
from annotator.ui.hands.state import HandState
from annotator.ui.marking import arcs_of
from annotator.ui.text.marks import Arc

if TYPE_CHECKING:
    from annotator.ui.review.overlay import Overlay

MANY_ARCS = 400
"""So many events around the visible text get their arcs at most when all arcs are wished for."""


def arcs_to_show(
    session: Session,
    state: HandState,
    hovered: str | None,
    overlay: Overlay | None,
    sight: tuple[int, int],
) -> list[Arc]:
    """The arcs of the open sheet: of what is active, selected or ``hovered``, and of all events in ``sight``.

    ``sight`` is a stretch in code points, empty where only the focus counts.
    """
    focus = dict.fromkeys(id for id in (state.active, state.candidate, state.selected) if id is not None)
    if hovered is not None and state.active is None:
        focus[hovered] = None
    linked: dict[str, Event | Relation] = {}
    for id in focus:
        record = session.sheet.get(id)
        if isinstance(record, (Event, Relation)):
            linked[id] = record
        if state.active is None:
            linked.update((r.id, r) for r in session.index.referrers(id))
    near = frozenset((state.active,) if state.active is not None else linked)
    if sight[0] < sight[1]:
        linked.update((r.id, r) for r in _events_in_sight(session, *sight))
        linked = {id: linked[id] for id in sorted(linked)}
    arcs: list[Arc] = []
    for record in linked.values():
        found = arcs_of(record, session, emphasised=record.id in near)
        arcs += found if overlay is None else overlay.own_arcs(record, found)
    return arcs


def _events_in_sight(session: Session, start: int, end: int) -> list[Event | Relation]:
    page = end - start  # a page more either way, so that little moves when it is scrolled there
    events: dict[str, Event | Relation] = {}
    for low, high in ((start, end), (end, end + page), (max(start - page, 0), start)):
        for mention in session.index.mentions_in(low, high):
            if isinstance(mention, Event):
                events[mention.id] = mention
            events.update((r.id, r) for r in session.index.referrers(mention.id))
            if len(events) > MANY_ARCS:
                return list(events.values())
    return list(events.values())
