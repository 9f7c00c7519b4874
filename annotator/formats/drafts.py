"""Records made of what a source says, each checked against the article's text; what does not fit is reported.

Ids are derived from the source's own, so that reading it again gives the same records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypedDict

from annotator.annotations.authors import derived_id
from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Entity,
    Event,
    Fragment,
    Instance,
    Origin,
    Record,
    Relation,
    Value,
    Zone,
    span,
)
from annotator.articles.graphemes import is_boundary
from annotator.formats.exchange import Trace, Trouble

_IMPORTED, _BY_HAND = Origin("import"), Origin()
_MOST_ID = 64
"""Characters of an id."""


MOST_QUOTED = 64_000_000
"""Characters that the spans of one article quote together; beyond are texts made to fill the memory."""


class _Made(TypedDict):
    """What records of every kind have."""

    id: str
    by: str
    at: str
    origin: Origin


class Misplaced(ValueError):
    """A span that cannot stand where a source says."""


def placed(text: str, stretches: Sequence[tuple[int, int]], quote: str | None = None) -> tuple[Fragment, ...]:
    """The fragments of ``text`` at ``stretches`` (code points); touching or overlapping ones become one.

    ``quote`` is what the source says stands there; of several fragments, joined in any way with blanks or an ellipsis.
    Raises Misplaced for places outside the text, inside a grapheme, or where something else stands.
    """
    if not stretches:
        raise Misplaced("it has no place")
    for start, end in stretches:
        if type(start) is not int or type(end) is not int:
            raise Misplaced(f"[{start}, {end}) are no whole numbers")
        if not 0 <= start < end <= len(text):
            raise Misplaced(f"[{start}, {end}) lies outside the text of {len(text)} characters or is empty")
        for edge in (start, end):
            if not is_boundary(text, edge):
                raise Misplaced(f"{edge} lies inside a character (a grapheme)")
    made = span(text, *stretches)
    if quote is not None and _plain(quote) != _plain("".join(part.quote for part in made)):
        there = " … ".join(part.quote for part in made)
        raise Misplaced(f"the source says “{_short(quote)}” where the article says “{_short(there)}”")
    return made


def _plain(text: str) -> str:
    return "".join(text.replace("…", " ").split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


class Drafts:
    """The records of one article, gathered by the keys that the source gives them."""

    def __init__(self, text: str, file: str, seed: str, by: str = "") -> None:
        """``seed`` tells this article's sheet apart from others; ``by`` is the annotator that records name."""
        self._text, self._file, self._seed, self._by = text, file, seed, by
        self._mentions: dict[str, Entity | Event] = {}
        self._others: dict[str, Record] = {}
        self._arguments: dict[str, dict[Argument, None]] = {}
        self._references: dict[str, dict[str, None]] = {}
        self._instances: dict[str, Instance] = {}
        self._ids: set[str] = set()
        self._given: set[str] = set()
        """Of those ids, the ones that the source gave."""
        self._quoted = 0
        self.troubles: list[Trouble] = []
        """What could not be taken, so far."""

    def trouble(self, place: str, message: str, done: str) -> None:
        """Reports what is wrong at ``place`` of the source, and what became of it."""
        self.troubles.append(Trouble(self._file, place, message, done))

    def __contains__(self, key: str) -> bool:
        return key in self._mentions

    def kind(self, key: str) -> Literal["entity", "event"] | None:
        """Of which kind the mention of that key is; None where there is none."""
        found = self._mentions.get(key)
        return found.kind if found is not None else None

    def _made(self, kind: str, *seed: str, trace: Trace | None, place: str) -> _Made:
        """Under which id a record is made, and where it is from: as the source says, if it does."""
        id = trace.id if trace is not None else ""
        if id and (id in self._ids or len(id) > _MOST_ID):
            why = "stands twice" if id in self._ids else "is too long"
            self.trouble(place, f"the id {_short(id)} {why}", "the record got another")
            id = ""
        if id:
            self._given.add(id)
        else:
            id = derived_id(kind, *seed)
            while id in self._given:  # a source may know what its own keys would give
                id = derived_id(kind, id)
        self._ids.add(id)
        if trace is None:
            return {"id": id, "by": self._by, "at": "", "origin": _IMPORTED}
        return {"id": id, "by": trace.by, "at": trace.at, "origin": trace.origin or _BY_HAND}

    def mention(
        self,
        kind: Literal["entity", "event"],
        key: str,
        type: str,
        stretches: Sequence[tuple[int, int]],
        *,
        place: str = "",
        quote: str | None = None,
        attributes: Mapping[str, Value] | None = None,
        flag: str = "",
        note: str = "",
        trace: Trace | None = None,
    ) -> bool:
        """Takes a mention; False, and a trouble, where it cannot stand there. ``trace`` says where it is from."""
        if key in self._mentions:
            self.trouble(place, f"the id {_short(key)} stands twice", "the second mention was left out")
            return False
        made = Entity if kind == "entity" else Event
        try:
            fragments = self._placed(stretches, quote)
            self._mentions[key] = made(
                type=_named(type),
                span=fragments,
                attributes=attributes or {},
                flag=flag,
                note=note,
                **self._made(kind, self._seed, key, trace=trace, place=place),
            )
        except ValueError as error:
            self.trouble(place, f"{_short(type)}: {error}", "the mention was left out")
            return False
        return True

    def argument(self, key: str, role: str, filler: str, *, place: str = "") -> bool:
        """Lets the mention ``filler`` fill a role of the event ``key``; False, and a trouble, where it cannot."""
        if not isinstance(self._mentions.get(key), Event):
            self.trouble(place, f"{_short(key)} is no event that was taken", f"the role {role} was left out")
            return False
        return self._link(key, role, filler, place)

    def relation(
        self,
        key: str,
        type: str,
        ends: Iterable[tuple[str, str]],
        *,
        place: str = "",
        attributes: Mapping[str, Value] | None = None,
        flag: str = "",
        note: str = "",
        trace: Trace | None = None,
    ) -> bool:
        """Takes a relation with its ``(role, filler)`` pairs; False, and a trouble, where an end is missing."""
        pairs = list(ends)
        lost = [filler for _, filler in pairs if filler not in self._mentions]
        if lost:
            self.trouble(
                place, f"{_short(lost[0])} is no mention that was taken", "the relation was left out"
            )
            return False
        try:
            self._others[f"relation {key}"] = Relation(
                type=_named(type),
                arguments=tuple(Argument(_named(role), self._mentions[filler].id) for role, filler in pairs),
                attributes=attributes or {},
                flag=flag,
                note=note,
                **self._made("relation", self._seed, key, trace=trace, place=place),
            )
        except ValueError as error:
            self.trouble(place, f"{_short(type)}: {error}", "the relation was left out")
            return False
        return True

    def instance(
        self,
        key: str,
        of: Literal["entity", "event"],
        type: str,
        name: str,
        *,
        shared: str | None = None,
        links: tuple[str, ...] = (),
        attributes: Mapping[str, Value] | None = None,
        note: str = "",
        place: str = "",
        trace: Trace | None = None,
    ) -> bool:
        """Takes an instance; ``shared`` is its key across the articles of the source, if it has one."""
        seed = (self._seed, key) if shared is None else ("", shared)
        try:
            self._instances[key] = Instance(
                of=of,
                type=_named(type),
                name=name,
                links=links,
                attributes=attributes or {},
                note=note,
                **self._made("instance", *seed, trace=trace, place=place),
            )
        except ValueError as error:
            self.trouble(place, f"{_short(name)}: {error}", "the instance was left out")
            return False
        return True

    def refer(self, mention: str, instance: str, *, place: str = "") -> bool:
        """Lets a mention refer to an instance; False, and a trouble, where one of them was not taken."""
        if mention not in self._mentions or instance not in self._instances:
            self.trouble(place, f"{_short(mention)} or {_short(instance)} was not taken", "it is not linked")
            return False
        self._references.setdefault(mention, {})[instance] = None
        return True

    def zone(
        self,
        key: str,
        type: str,
        stretches: Sequence[tuple[int, int]],
        *,
        place: str = "",
        note: str = "",
        trace: Trace | None = None,
    ) -> bool:
        """Takes a zone; False, and a trouble, where it cannot stand there."""
        try:
            made = Zone(
                type=_named(type),
                span=self._placed(stretches),
                note=note,
                **self._made("zone", self._seed, key, trace=trace, place=place),
            )
        except ValueError as error:
            self.trouble(place, f"{_short(type)}: {error}", "the zone was left out")
            return False
        self._others[f"zone {key}"] = made
        return True

    def article(
        self, attributes: Mapping[str, Value], note: str = "", *, place: str = "", trace: Trace | None = None
    ) -> bool:
        """Takes the article's own attributes."""
        try:
            self._others["article"] = ArticleLabel(
                attributes=attributes,
                note=note,
                **self._made("article", self._seed, trace=trace, place=place),
            )
        except ValueError as error:
            self.trouble(place, str(error), "the article's attributes were left out")
            return False
        return True

    def finish(self) -> tuple[Record, ...]:
        """All records, with their arguments and instances."""
        made: list[Record] = list(self._others.values())
        used: dict[str, Instance] = {}
        for key, mention in self._mentions.items():
            instances = [self._instances[name] for name in self._references.get(key, ())]
            used.update((instance.id, instance) for instance in instances)
            arguments = tuple(self._arguments.get(key, ()))
            made.append(_completed(mention, arguments, tuple(instance.id for instance in instances)))
        used.update((instance.id, instance) for instance in self._instances.values())
        return (*made, *used.values())

    def _placed(self, stretches: Sequence[tuple[int, int]], quote: str | None = None) -> tuple[Fragment, ...]:
        if self._quoted > MOST_QUOTED:
            raise Misplaced(f"the spans before it quote more than {MOST_QUOTED:,} characters")
        fragments = placed(self._text, stretches, quote)
        self._quoted += sum(len(part.quote) for part in fragments)
        return fragments

    def _link(self, key: str, role: str, filler: str, place: str) -> bool:
        if filler not in self._mentions:
            self.trouble(
                place, f"{_short(filler)} is no mention that was taken", f"the role {role} was left out"
            )
            return False
        try:
            argument = Argument(_named(role), self._mentions[filler].id)
        except ValueError as error:
            self.trouble(place, str(error), f"the role {role} was left out")
            return False
        held = self._arguments.setdefault(key, {})
        if argument in held:
            self.trouble(place, f"{_short(filler)} fills {role} twice", "it was linked once")
            return False
        held[argument] = None
        return True


def _completed(
    mention: Entity | Event, arguments: tuple[Argument, ...], instances: tuple[str, ...]
) -> Entity | Event:
    from msgspec.structs import replace

    if isinstance(mention, Event):
        return replace(mention, arguments=arguments, instances=instances)
    return replace(mention, instances=instances)


def _named(name: str) -> str:
    """The name of a type or role as tagsets may have it. Raises ValueError."""
    plain = name.strip()
    if not plain or len(plain) > 200 or not plain.isprintable():
        raise ValueError(f"“{_short(name)}” is no name")
    return plain
