"""The records that a sheet holds: frozen values, checked when they are made.

Offsets are half-open and count Unicode code points of the article's text. A record knows neither the text nor
the tagset: whether a quote stands where it says, or a type exists, is for others to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias

from annotator.annotations.checked import bounded, checked, passing, passing_from_python


def _no_lone_surrogates(text: str) -> str:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("a lone surrogate is no text")
    return text


Text: TypeAlias = Annotated[str, passing_from_python(_no_lone_surrogates)]
"""Any text that UTF-8 can hold."""

Id: TypeAlias = Annotated[str, bounded(min_length=1, max_length=64)]
"""A record's id, unique across annotators."""

Value: TypeAlias = bool | int | float | Text | tuple[Text, ...]
"""An attribute's value: yes/no, a number, one of, a text or date, many of."""

Way: TypeAlias = Literal["hand", "suggestion", "import", "adopted"]


@checked
@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch ``[start, end)`` of code points with its ``quote`` and up to 32 characters on either side."""

    start: Annotated[int, bounded(ge=0)]
    end: Annotated[int, bounded(ge=1)]
    quote: str
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a fragment must end after its start, not [{self.start}, {self.end})")
        if self.end - self.start != len(self.quote):
            raise ValueError(f"the quote has {len(self.quote)} characters, its place {self.end - self.start}")


def _in_order(span: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
    if len(span) == 1:
        return span
    for left, right in pairwise(span):
        if right.start < left.end:
            raise ValueError("fragments must be in order and must not overlap")
    return span


SpanField: TypeAlias = Annotated[tuple[Fragment, ...], bounded(min_length=1), passing(_in_order)]
"""One or more fragments, in order, without overlap."""


@checked
@dataclass(frozen=True, slots=True)
class Argument:
    """What fills a role: ``filler`` is the id of a mention (entity or event)."""

    role: str
    filler: Id


def _unique(arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
    if len(arguments) > 1 and len({(a.role, a.filler) for a in arguments}) != len(arguments):
        raise ValueError("the same filler stands twice in one role")
    return arguments


Arguments: TypeAlias = Annotated[tuple[Argument, ...], passing(_unique)]
"""A set keyed by (role, filler), in the order in which they were linked."""


@checked
@dataclass(frozen=True, slots=True)
class Origin:
    """How a record came to be: by hand, a suggestion, an import, or adopted from a colleague's record."""

    way: Way = "hand"
    annotator: str = ""
    record: str = ""
    detail: str = ""


@checked
@dataclass(frozen=True, slots=True)
class Entity:
    """An entity mention; the built-in type ``span`` marks text that is no entity but fills a role."""

    id: Id
    type: str
    span: SpanField
    attributes: Mapping[str, Value] = field(default_factory=dict)
    instances: tuple[Id, ...] = ()
    flag: str = ""
    note: Text = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: Literal["entity"] = "entity"


@checked
@dataclass(frozen=True, slots=True)
class Event:
    """An event mention: its span is the trigger."""

    id: Id
    type: str
    span: SpanField
    arguments: Arguments = ()
    attributes: Mapping[str, Value] = field(default_factory=dict)
    instances: tuple[Id, ...] = ()
    flag: str = ""
    note: Text = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: Literal["event"] = "event"


@checked
@dataclass(frozen=True, slots=True)
class Relation:
    """A typed link between mentions, without a span of its own."""

    id: Id
    type: str
    arguments: Arguments = ()
    attributes: Mapping[str, Value] = field(default_factory=dict)
    flag: str = ""
    note: Text = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: Literal["relation"] = "relation"


@checked
@dataclass(frozen=True, slots=True)
class Instance:
    """What mentions refer to. Every sidecar that uses an instance repeats this record under the same id."""

    id: Id
    of: Literal["entity", "event"]
    type: str
    name: Text
    links: tuple[Text, ...] = ()
    attributes: Mapping[str, Value] = field(default_factory=dict)
    note: Text = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: Literal["instance"] = "instance"


@checked
@dataclass(frozen=True, slots=True)
class Zone:
    """A span excluded from gold, or otherwise marked."""

    id: Id
    type: str
    span: SpanField
    note: Text = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: Literal["zone"] = "zone"


@checked
@dataclass(frozen=True, slots=True)
class ArticleLabel:
    """The values of the article's own attributes."""

    id: Id
    attributes: Mapping[str, Value] = field(default_factory=dict)
    note: Text = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: Literal["article"] = "article"


@checked
@dataclass(frozen=True, slots=True)
class Target:
    """Somebody's record that a comment speaks of."""

    annotator: str
    record: Id


@checked
@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a record, own or a colleague's; kept in the sidecar of whoever wrote it."""

    id: Id
    on: Target
    text: Text
    reply_to: Id | None = None
    resolved: bool = False
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: Literal["comment"] = "comment"


@checked
@dataclass(frozen=True, slots=True)
class Decision:
    """What an adjudicator decided about colleagues' records, and why."""

    id: Id
    outcome: str
    sources: tuple[Target, ...] = ()
    record: Id | None = None
    reason: Text = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: Literal["decision"] = "decision"


Mention: TypeAlias = Entity | Event
Spanned: TypeAlias = Entity | Event | Zone
Linked: TypeAlias = Event | Relation
Record: TypeAlias = Entity | Event | Relation | Instance | Zone | ArticleLabel | Comment | Decision

CONTEXT_LENGTH = 32
"""Code points kept on either side of a fragment, for finding it again after the article changed."""

UNSURE = "unsure"
"""The value of ``flag`` that says the annotator is not sure."""

FREE_SPAN = "span"
"""The built-in entity type of text that is no entity but fills a role."""


def fragment(text: str, start: int, end: int) -> Fragment:
    """The fragment ``[start, end)`` (code points) of ``text`` with its quote and surroundings.

    Raises ValueError where the place lies outside the text or is empty.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"[{start}, {end}) lies outside the text of {len(text)} characters")
    return Fragment(
        start,
        end,
        text[start:end],
        text[max(0, start - CONTEXT_LENGTH) : start],
        text[end : end + CONTEXT_LENGTH],
    )


def span(text: str, *stretches: tuple[int, int]) -> tuple[Fragment, ...]:
    """The fragments of ``text`` at ``stretches``, in order; touching or overlapping ones become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(fragment(text, start, end) for start, end in joined)


def stretches(record: Spanned) -> tuple[tuple[int, int], ...]:
    """The ``(start, end)`` pairs of a record's fragments, in code points."""
    if len(record.span) == 1:
        only = record.span[0]
        return ((only.start, only.end),)
    return tuple((f.start, f.end) for f in record.span)


def quote(record: Spanned) -> str:
    """A spanned record's text; fragments are joined with an ellipsis."""
    if len(record.span) == 1:
        return record.span[0].quote
    return " … ".join(f.quote for f in record.span)


def sort_key(record: Record) -> tuple[int, str, str]:
    """The order of records in a sidecar: first start (records without a span first), kind, id."""
    first = record.span[0].start if isinstance(record, (Entity, Event, Zone)) else -1
    return (first, record.kind, record.id)
