"""Which role the next click fills. Pure: reads an event and its tagset.

Roles come in the tagset's order, required ones first. A role that has what it needs gives way to the next one
without a filler, so that a plain event takes one click a role; a role that several share (the actors of a mutual
meeting, which need two) stays armed.
"""

from __future__ import annotations

from collections import Counter

from annotator.annotations.records import Event
from annotator.tagsets.definitions import Role
from annotator.tagsets.model import Tagset


def _counts(event: Event) -> Counter[str]:
    return Counter(argument.role for argument in event.arguments)


def open_roles(tagset: Tagset, event: Event) -> tuple[Role, ...]:
    """The roles of an event that are not barred, in the order in which they are armed."""
    return tagset.arming_order(event.type, event.attributes)


def is_full(tagset: Tagset, event: Event, role: str) -> bool:
    """Whether a role has as many fillers as it may have."""
    most = tagset.role_bounds(event.type, role, event.attributes)[1]
    return most is not None and _counts(event)[role] >= most


def next_role(tagset: Tagset, event: Event, filled: str | None = None) -> str | None:
    """The role to arm next, after ``filled`` has just got a filler; None where nothing more may be filled."""
    counts = _counts(event)
    roles = [role.id for role in open_roles(tagset, event)]
    bounds = {role: tagset.role_bounds(event.type, role, event.attributes) for role in roles}
    if filled in bounds:
        least, most = bounds[filled]
        if counts[filled] < least or (least >= 2 and (most is None or counts[filled] < most)):
            return filled
    for role in roles:
        if counts[role] < bounds[role][0]:
            return role
    behind = roles[roles.index(filled) + 1 :] if filled in bounds else []
    for role in (*behind, *roles):
        if counts[role] == 0:
            return role
    if filled in bounds and not is_full(tagset, event, filled):
        return filled
    return next((role for role in roles if not is_full(tagset, event, role)), None)


def route(tagset: Tagset, event: Event, armed: str | None, filler_type: str) -> str | None:
    """The role that a filler of that type goes to, or None where no role takes it.

    The armed role comes first; where it does not take the type, the first role without a filler that does, then
    any that does.
    """
    roles = [role.id for role in open_roles(tagset, event)]
    if armed in roles and tagset.accepts(event.type, armed, filler_type):
        return armed
    counts = _counts(event)
    taking = [role for role in roles if tagset.accepts(event.type, role, filler_type)]
    free = [role for role in taking if not is_full(tagset, event, role)]
    return next((role for role in free if counts[role] == 0), free[0] if free else None)
