"""The records that a sheet holds: frozen values.

What ties their fields together is checked whenever one is made, here or by reading JSON; types and bounds of single
fields are mypy's to check here, and the reader's in JSON. Offsets are half-open and count Unicode code points of the article's text. A record knows neither the text nor
the tagset: whether a quote stands where it says, or a type exists, is for others to check.
"""

from collections.abc import Mapping
from itertools import pairwise
from math import isfinite
from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import Meta, Struct

Id: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]
"""A record's id, unique across annotators."""

Value: TypeAlias = bool | int | float | str | tuple[str, ...]
"""An attribute's value: yes/no, a number, one of, a text or date, many of."""

Way: TypeAlias = Literal["hand", "suggestion", "import", "adopted"]


# Called only where there is something to check: a hundred thousand records are made while somebody waits.


def _check_text(text: str) -> None:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("a lone surrogate is no text")


def _check_values(attributes: Mapping[str, Value]) -> None:
    for value in attributes.values():
        if isinstance(value, float) and not isfinite(value):
            raise ValueError(f"{value} is no number that JSON can hold")
        for text in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            _check_text(text)


class Fragment(Struct, frozen=True, gc=False):
    """A stretch ``[start, end)`` of code points with its ``quote`` and up to 32 characters on either side."""

    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=1)]
    quote: str
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        length = self.end - self.start
        if length <= 0:
            raise ValueError(f"a fragment must end after its start, not [{self.start}, {self.end})")
        if length != len(self.quote):
            raise ValueError(f"the quote has {len(self.quote)} characters, its place {length}")


SpanField: TypeAlias = Annotated[tuple[Fragment, ...], Meta(min_length=1)]
"""One or more fragments, in order, without overlap."""


def _check_span(span: tuple[Fragment, ...]) -> None:
    if len(span) == 1:
        return
    if not span:
        raise ValueError("a span needs a fragment")
    for left, right in pairwise(span):
        if right.start < left.end:
            raise ValueError("fragments must be in order and must not overlap")


class Argument(Struct, frozen=True, gc=False):
    """What fills a role: ``filler`` is the id of a mention (entity or event)."""

    role: str
    filler: Id


Arguments: TypeAlias = tuple[Argument, ...]
"""A set keyed by (role, filler), in the order in which they were linked."""


def _check_arguments(arguments: tuple[Argument, ...]) -> None:
    if len(arguments) > 1 and len({(a.role, a.filler) for a in arguments}) != len(arguments):
        raise ValueError("the same filler stands twice in one role")


class Origin(Struct, frozen=True, gc=False):
    """How a record came to be: by hand, a suggestion, an import, or adopted from a colleague's record."""

    way: Way = "hand"
    annotator: str = ""
    record: str = ""
    detail: str = ""


class Entity(Struct, frozen=True, tag_field="kind", tag="entity"):
    """An entity mention; the built-in type ``span`` marks text that is no entity but fills a role."""

    id: Id
    type: str
    span: SpanField
    attributes: Mapping[str, Value] = {}
    instances: tuple[Id, ...] = ()
    flag: str = ""
    note: str = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: ClassVar[Literal["entity"]] = "entity"

    def __post_init__(self) -> None:
        if len(self.span) != 1:
            _check_span(self.span)
        if self.attributes:
            _check_values(self.attributes)
        if self.note:
            _check_text(self.note)


class Event(Struct, frozen=True, tag_field="kind", tag="event"):
    """An event mention: its span is the trigger."""

    id: Id
    type: str
    span: SpanField
    arguments: Arguments = ()
    attributes: Mapping[str, Value] = {}
    instances: tuple[Id, ...] = ()
    flag: str = ""
    note: str = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: ClassVar[Literal["event"]] = "event"

    def __post_init__(self) -> None:
        if len(self.span) != 1:
            _check_span(self.span)
        if len(self.arguments) > 1:
            _check_arguments(self.arguments)
        if self.attributes:
            _check_values(self.attributes)
        if self.note:
            _check_text(self.note)


class Relation(Struct, frozen=True, tag_field="kind", tag="relation"):
    """A typed link between mentions, without a span of its own."""

    id: Id
    type: str
    arguments: Arguments = ()
    attributes: Mapping[str, Value] = {}
    flag: str = ""
    note: str = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: ClassVar[Literal["relation"]] = "relation"

    def __post_init__(self) -> None:
        _check_arguments(self.arguments)
        _check_values(self.attributes)
        _check_text(self.note)


class Instance(Struct, frozen=True, tag_field="kind", tag="instance"):
    """What mentions refer to. Every sidecar that uses an instance repeats this record under the same id."""

    id: Id
    of: Literal["entity", "event"]
    type: str
    name: str
    links: tuple[str, ...] = ()
    attributes: Mapping[str, Value] = {}
    note: str = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: ClassVar[Literal["instance"]] = "instance"

    def __post_init__(self) -> None:
        _check_text(self.name)
        for link in self.links:
            _check_text(link)
        _check_values(self.attributes)
        _check_text(self.note)


class Zone(Struct, frozen=True, tag_field="kind", tag="zone"):
    """A span excluded from gold, or otherwise marked."""

    id: Id
    type: str
    span: SpanField
    note: str = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: ClassVar[Literal["zone"]] = "zone"

    def __post_init__(self) -> None:
        _check_span(self.span)
        _check_text(self.note)


class ArticleLabel(Struct, frozen=True, tag_field="kind", tag="article"):
    """The values of the article's own attributes."""

    id: Id
    attributes: Mapping[str, Value] = {}
    note: str = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: ClassVar[Literal["article"]] = "article"

    def __post_init__(self) -> None:
        _check_values(self.attributes)
        _check_text(self.note)


class Target(Struct, frozen=True, gc=False):
    """Somebody's record that a comment speaks of."""

    annotator: str
    record: Id


class Comment(Struct, frozen=True, tag_field="kind", tag="comment"):
    """A remark on a record, own or a colleague's; kept in the sidecar of whoever wrote it."""

    id: Id
    on: Target
    text: str
    reply_to: Id | None = None
    resolved: bool = False
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: ClassVar[Literal["comment"]] = "comment"

    def __post_init__(self) -> None:
        _check_text(self.text)


class Evidence(Struct, frozen=True, gc=False):
    """A record that a decision rests on: whose, which, and the digest of it without its time, in hex."""

    annotator: str
    record: Id
    digest: str


class Votes(Struct, frozen=True, gc=False):
    """How many of the annotators that took part have it as it was decided."""

    agree: Annotated[int, Meta(ge=0)]
    of: Annotated[int, Meta(ge=0)]


class Decision(Struct, frozen=True, tag_field="kind", tag="decision"):
    """What was decided about one thing as several annotators have it: what came of it, from what, and why.

    ``of`` is the kind of record decided about. ``results`` are the ids of the gold records that came of it. ``outcome`` is ``agreed`` or ``rule``
    where nobody needed to choose, ``accepted`` (one version), ``parts`` (of several), ``edited``, ``none`` (of these) or
    ``deferred``. ``reason`` is one of the tagset's, ``comment`` free.
    """

    id: Id
    of: str
    outcome: str
    evidence: tuple[Evidence, ...] = ()
    results: tuple[Id, ...] = ()
    votes: Votes = Votes(0, 0)
    reason: str = ""
    comment: str = ""
    by: str = ""
    at: str = ""
    origin: Origin = Origin()
    kind: ClassVar[Literal["decision"]] = "decision"

    def __post_init__(self) -> None:
        _check_text(self.reason)
        _check_text(self.comment)


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
