"""Deciding about many records of one annotator's sheet at once: which are meant, what it would do, and the edit that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.annotations.edits import Edit
from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Record,
    Relation,
    Zone,
    quote,
)
from annotator.review.deciding import Gold
from annotator.review.ledger import DEFERRED
from annotator.review.solo import SoloComparison, SoloDeciding, SoloLedger
from annotator.review.units import Unit

Verdict: TypeAlias = Literal["accept", "reject"]


class Filter(Struct, frozen=True):
    """Which records are meant. What is empty restricts nothing.

    ``kinds`` are kinds of record, ``ways`` where records come from (:class:`~annotator.annotations.records.Origin`),
    ``text`` stands in the words of a record, in whatever case.
    """

    kinds: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()
    text: str = ""

    def lets(self, line: Line) -> bool:
        """Whether a record is meant."""
        return (
            (not self.kinds or line.kind in self.kinds)
            and (not self.types or line.type in self.types)
            and (not self.ways or line.way in self.ways)
            and (not self.text or self.text.casefold() in line.words.casefold())
        )


class Line(Struct, frozen=True, gc=False):
    """One record as a list shows it. ``key`` is that of its unit, ``start`` in code points, -1 without a place.

    ``fillers`` are the keys of what fills it. ``beside`` says that gold has something else of its kind on the place,
    ``blocked`` that a relation cannot become gold, as an end of it was decided against.
    """

    article: str
    key: str
    kind: str
    type: str
    way: str
    words: str
    start: int
    fillers: tuple[str, ...] = ()
    beside: bool = False
    blocked: bool = False


class Preview(Struct, frozen=True):
    """What a verdict would do. Each record stands in one list only.

    ``brought`` are fillers that become gold because something is accepted that they fill. ``blocked`` cannot become gold.
    ``lacking`` are open events and relations that would do without what is rejected.
    """

    decided: tuple[Line, ...] = ()
    brought: tuple[Line, ...] = ()
    blocked: tuple[Line, ...] = ()
    lacking: tuple[Line, ...] = ()

    @property
    def count(self) -> int:
        """How many records become gold, or are decided against."""
        return len(self.decided) + len(self.brought)

    @property
    def articles(self) -> int:
        """In how many articles something is decided."""
        return len({line.article for line in self.decided})

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many of each (kind, type) are decided, the most frequent first."""
        found = Counter((line.kind, line.type) for line in (*self.decided, *self.brought))
        return dict(sorted(found.items(), key=lambda held: (-held[1], held[0])))


def preview(
    lines: Sequence[Line], filter: Filter, verdict: Verdict, but: Collection[tuple[str, str]] = ()
) -> Preview:
    """What a verdict on all open ``lines`` that are meant would do. ``but`` are (article, key) that are left open."""
    meant = [line for line in lines if (line.article, line.key) not in but and filter.lets(line)]
    chosen = {(line.article, line.key) for line in meant if verdict == "reject" or not line.blocked}
    if verdict == "reject":
        lacking = [
            line
            for line in lines
            if (line.article, line.key) not in chosen
            and any((line.article, filler) in chosen for filler in line.fillers)
        ]
        return Preview(tuple(meant), lacking=tuple(lacking))
    open = {(line.article, line.key): line for line in lines}
    brought: dict[tuple[str, str], Line] = {}
    waiting = [open[place] for place in chosen]
    while waiting:
        line = waiting.pop()
        for filler in line.fillers:
            place = (line.article, filler)
            if place in open and place not in chosen and place not in brought:
                brought[place] = open[place]
                waiting.append(open[place])
    return Preview(
        tuple(line for line in meant if not line.blocked),
        tuple(line for place, line in open.items() if place in brought),
        tuple(line for line in meant if line.blocked),
    )


class Bulk:
    """One article of which many records are decided at once; ``gold`` is made with a :class:`SoloLedger`."""

    def __init__(self, article: str, comparison: SoloComparison, deciding: SoloDeciding, gold: Gold) -> None:
        assert isinstance(gold.ledger, SoloLedger), "what others decided counts, too"
        self._article, self._comparison, self._deciding = article, comparison, deciding
        self._gold, self._ledger = gold, gold.ledger

    def open_lines(self) -> list[Line]:
        """All records that wait for a decision."""
        return [self._line(unit) for unit in self._comparison.units if not self._ledger.decided(unit)]

    def decide(
        self, filter: Filter, verdict: Verdict, *, reason: str = "", but: Collection[tuple[str, str]] = ()
    ) -> tuple[Edit, Preview]:
        """The edit that accepts or rejects all open records that are meant, and what it does."""
        found = preview(self.open_lines(), filter, verdict, but)
        units = [self._comparison.by_key[line.key] for line in found.decided]
        if not units:
            return Edit(""), found
        if verdict == "reject":
            return self._deciding.none(self._gold, units, reason=reason), found
        choices = [(unit, self._comparison.annotator) for unit in units]
        return self._deciding.accept_all(self._gold, choices, reason=reason), found

    def _line(self, unit: Unit) -> Line:
        record = unit.versions[0].record
        annotator = self._comparison.annotator
        linked = record.arguments if isinstance(record, (Event, Relation)) else ()
        fillers = [
            filler
            for argument in linked
            if (filler := self._comparison.unit_of(annotator, argument.filler)) is not None
        ]
        return Line(
            self._article,
            unit.key,
            unit.kind,
            getattr(record, "type", ""),
            record.origin.way,
            words_of(record, self._comparison),
            unit.start,
            tuple(dict.fromkeys(filler.key for filler in fillers)),
            self._ledger.others_at(unit),
            isinstance(record, Relation) and any(self._is_out(filler) for filler in fillers),
        )

    def _is_out(self, unit: Unit) -> bool:
        decision = self._ledger.standing(unit)
        return decision is not None and decision.outcome != DEFERRED and not decision.results


def words_of(record: Record, comparison: SoloComparison) -> str:
    """A record in the words of the text: a quote, the ends of a relation, the values of the article."""
    match record:
        case Entity() | Event() | Zone():
            return quote(record)
        case Relation():
            sheet = comparison.sheets[comparison.annotator]
            ends = (sheet.get(argument.filler) for argument in record.arguments)
            return " – ".join(quote(end) for end in ends if isinstance(end, (Entity, Event)))
        case ArticleLabel():
            return ", ".join(f"{name}: {value}" for name, value in record.attributes.items())
        case _:
            return ""
