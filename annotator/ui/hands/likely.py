"""The likeliest types of a selection, for the digit keys and the chooser. Pure."""

from __future__ import annotations

from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Event
from annotator.tagsets.model import Tagset

DIGITS = 9


def likeliest(
    tagset: Tagset, index: SheetIndex, wording: str, event: Event | None = None, role: str | None = None
) -> list[str]:
    """All types of the tagset that can be tagged, the likeliest first.

    First what this wording was tagged as before in the article, then (where an event's role waits for a filler)
    the types that this role takes, then the types by how often the article has them, then the tagset's order.
    """
    order = [type.id for type in (*tagset.taggable("entity"), *tagset.taggable("event"))]
    known = set(order)
    before = [type for type in index.types_of_wording(wording) if type in known]
    taken = [t for t in order if event and role and tagset.accepts(event.type, role, t)]
    frequent = sorted((t for t in order if _count(tagset, index, t)), key=lambda t: -_count(tagset, index, t))
    return list(dict.fromkeys((*before, *taken, *frequent, *order)))


def _count(tagset: Tagset, index: SheetIndex, type: str) -> int:
    return index.count_of("event" if tagset.is_event(type) else "entity", type)
