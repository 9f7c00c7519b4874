"""From records to what the text view draws, and to what a pointer over it tells. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from annotator.annotations.edits import Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import (
    UNSURE,
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Mention,
    Record,
    Relation,
    Zone,
    quote,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.session import Session
from annotator.tagsets.model import Tagset
from annotator.ui.text.marks import Arc, Mark, ZoneMark

UNKNOWN_COLOUR = "#8a8a8a"
"""The colour of a type that the tagset does not know."""


class Looked(Protocol):
    """A sheet that is looked at: a session's, or a colleague's."""

    @property
    def sheet(self) -> Sheet:
        """The sheet."""

    @property
    def index(self) -> SheetIndex:
        """What looks things up in it."""

    @property
    def tagset(self) -> Tagset:
        """What says how its types are called and coloured."""


def colour_of(tagset: Tagset, type: str) -> str:
    """A type's colour as ``#rrggbb``."""
    known = tagset.type(type)
    return known.colour if known is not None else UNKNOWN_COLOUR


def only_adds_entities(edit: Edit) -> bool:
    """Whether an edit leaves all that was there as it was, so that nothing else has to be shown anew.

    The commonest edit of all, a tag, is one of these, and may cost nothing that it need not.
    """
    return all(change.before is None and isinstance(change.after, Entity) for change in edit.changes)


def mark_of(mention: Mention, tagset: Tagset, index: SheetIndex, *, warning: bool = False) -> Mark:
    """How the text view draws a mention."""
    type = tagset.type(mention.type)
    zones = index.zones_in(mention.span[0].start, mention.span[-1].end)
    return Mark(
        mention.id,
        stretches(mention),
        mention.kind,
        mention.type if type is None else type.label or type.id,
        UNKNOWN_COLOUR if type is None else type.colour,
        warning,
        mention.flag == UNSURE,
        bool(zones) and any(not tagset.is_gold_zone(zone.type) for zone in zones),
        bool(mention.note),
    )


class SheetMarks:
    """The marks of all mentions of an open sheet, each made when the text view needs it."""

    def __init__(
        self,
        session: Session,
        warned: Callable[[str], bool],
        beside: Callable[[Mention, Mark], Mark] | None = None,
    ) -> None:
        """``warned`` says whether the mention of an id has a problem, ``beside`` how it looks beside colleagues'."""
        self._index, self._tagset, self._warned = session.index, session.tagset, warned
        self._beside = beside

    def __len__(self) -> int:
        return self._index.mention_count

    def get(self, identity: str) -> Mark | None:
        """The mark of a mention, if there is one of that id."""
        mention = self._index.mention(identity)
        return None if mention is None else self._mark(mention)

    def between(self, start: int, end: int) -> list[Mark]:
        """The marks of the mentions that share a code point with ``[start, end)``."""
        return [self._mark(mention) for mention in self._index.mentions_in(start, end)]

    def _mark(self, mention: Mention) -> Mark:
        mark = mark_of(mention, self._tagset, self._index, warning=self._warned(mention.id))
        return mark if self._beside is None else self._beside(mention, mark)


def zone_mark_of(zone: Zone, tagset: Tagset) -> ZoneMark:
    """How the text view draws a zone."""
    return ZoneMark(zone.id, stretches(zone), tagset.label(zone.type), tagset.is_gold_zone(zone.type))


def arcs_of(record: Event | Relation, session: Looked, *, emphasised: bool = False) -> list[Arc]:
    """The arcs of an event, from its trigger to each filler, or of a relation, from its first end to the others."""
    tagset, index = session.tagset, session.index
    colour = colour_of(tagset, record.type)
    if isinstance(record, Event):
        roles = {role.id: role.name for role in tagset.roles(record.type)}
        return [
            Arc(record.id, a.filler, roles.get(a.role, a.role), colour, emphasised)
            for a in record.arguments
            if index.mention(a.filler) is not None
        ]
    ends = [a.filler for a in record.arguments if index.mention(a.filler) is not None]
    label = tagset.label(record.type)
    return [Arc(ends[0], other, label, colour, emphasised) for other in ends[1:]] if ends else []


def described(mention: Mention, session: Looked) -> str:
    """What a pointer that rests on a mention is told, as rich text: type, quote, arguments, attributes, note."""
    tagset, index = session.tagset, session.index
    lines = [f"<b>{_safe(tagset.display(mention.type))}</b>&nbsp; “{_safe(_short(quote(mention)))}”"]
    if isinstance(mention, Event):
        roles = {role.id: role.name for role in tagset.roles(mention.type)}
        for argument in mention.arguments:
            filler = index.mention(argument.filler)
            words = _short(quote(filler)) if filler is not None else "missing"
            lines.append(f"{_safe(roles.get(argument.role, argument.role))}: {_safe(words)}")
    for name, value in mention.attributes.items():
        attribute = tagset.attribute(mention.type, name)
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        lines.append(f"{_safe(attribute.name if attribute else name)} = {_safe(shown)}")
    for referrer in index.referrers(mention.id):
        role = next(a.role for a in referrer.arguments if a.filler == mention.id)
        lines.append(f"<i>{_safe(role)} of {_safe(tagset.display(referrer.type))}</i>")
    for id in mention.instances:
        instance = session.sheet.get(id)
        if isinstance(instance, Instance):
            lines.append(f"refers to {_safe(instance.name)}")
    if mention.flag == UNSURE:
        lines.append("unsure")
    if mention.note:
        lines.append(f"<i>{_safe(_short(mention.note, 200))}</i>")
    return "<br>".join(lines)


def described_relation(record: Relation, session: Looked) -> str:
    """A relation as rich text: its type, and what its roles are filled with."""
    lines = [f"<b>{_safe(session.tagset.display(record.type))}</b>"]
    for argument in record.arguments:
        filler = session.index.mention(argument.filler)
        words = _short(quote(filler)) if filler is not None else "missing"
        lines.append(f"{_safe(argument.role)}: {_safe(words)}")
    return "<br>".join(lines)


def described_plainly(record: Record, session: Looked) -> str:
    """A zone, or the article's own values, as rich text."""
    if isinstance(record, Zone):
        return f"<b>{_safe(session.tagset.label(record.type))}</b>&nbsp; “{_safe(_short(quote(record)))}”"
    attributes = record.attributes if isinstance(record, ArticleLabel) else {}
    shown = (
        f"{_safe(name)} = {_safe(', '.join(value) if isinstance(value, tuple) else str(value))}"
        for name, value in attributes.items()
    )
    return "<br>".join(shown) or "no values"


def spoken(mention: Entity | Event, tagset: Tagset) -> str:
    """A mention in a sentence for screen readers."""
    return f"{tagset.display(mention.type)}: {_short(quote(mention))}"


def _short(text: str, length: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"


def _safe(text: str) -> str:
    import html

    return html.escape(text)
