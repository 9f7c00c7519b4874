"""Deciding about many records of one annotator's sheet at once: which are meant, what it would do, and the edit that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.annotations.edits import Edit
from annotator.annotations.records import (
    ArticleLabel,
    Decision,
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

    ``beside`` says that gold has something else of its kind on the place.
    """

    article: str
    key: str
    kind: str
    type: str
    way: str
    words: str
    start: int
    beside: bool = False


class Preview(Struct, frozen=True):
    """What a verdict would do. Each record stands in one list only.

    ``brought`` are fillers that become gold because something is accepted that they fill. ``waiting`` cannot become gold:
    an end of theirs was decided against. ``lacking`` are open events and relations that would do without what is rejected.
    """

    decided: tuple[Line, ...] = ()
    brought: tuple[Line, ...] = ()
    waiting: tuple[Line, ...] = ()
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
        self, filter: Filter, verdict: Verdict, *, reason: str = "", but: Iterable[str] = ()
    ) -> tuple[Edit, Preview]:
        """The edit that accepts or rejects all open records that are meant, and what it does.

        ``but`` are keys of units that are left open.
        """
        spared = set(but)
        lines = [line for line in self.open_lines() if line.key not in spared and filter.lets(line)]
        units = [self._comparison.by_key[line.key] for line in lines]
        if not units:
            return Edit(""), Preview()
        if verdict == "reject":
            edit = self._deciding.none(self._gold, units, reason=reason)
            return edit, Preview(decided=tuple(lines), lacking=self._lacking(units))
        choices = [(unit, self._comparison.annotator) for unit in units]
        edit = self._deciding.accept_all(self._gold, choices, reason=reason)
        return edit, self._accepted(edit, lines)

    def _accepted(self, edit: Edit, lines: Sequence[Line]) -> Preview:
        asked = {line.key for line in lines}
        now: dict[str, None] = {}
        for change in edit.changes:
            made = change.after
            if isinstance(made, Decision) and made.outcome != DEFERRED and made.results:
                now.update((self._comparison.key_of(e.annotator, e.record), None) for e in made.evidence)
        brought = [self._comparison.by_key[key] for key in now if key not in asked]
        return Preview(
            decided=tuple(line for line in lines if line.key in now),
            brought=tuple(self._line(unit) for unit in brought),
            waiting=tuple(line for line in lines if line.key not in now),
        )

    def _lacking(self, units: Sequence[Unit]) -> tuple[Line, ...]:
        gone = {unit.key for unit in units}
        found: dict[str, Unit] = {}
        for unit in units:
            for holder in self._comparison.referrers(unit):
                if holder.key not in gone and not self._ledger.decided(holder):
                    found[holder.key] = holder
        return tuple(self._line(unit) for unit in found.values())

    def _line(self, unit: Unit) -> Line:
        record = unit.versions[0].record
        return Line(
            self._article,
            unit.key,
            unit.kind,
            getattr(record, "type", ""),
            record.origin.way,
            words_of(record, self._comparison),
            unit.start,
            self._ledger.others_at(unit),
        )


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
