"""What a sheet's records look like from other sides: by place, by filler, by instance, by type, by wording.

The index follows a sheet edit by edit, so that no question costs a walk over all records. It is derived, never
saved, and knows no tagset.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import immutables

from annotator.annotations.edits import Edit
from annotator.annotations.records import Entity, Event, Instance, Mention, Record, Relation, Zone, quote
from annotator.annotations.sheet import Sheet

_BUCKET = 1024
"""Code points a bucket; a mention stands in each bucket that it touches."""

_MENTIONS = (Entity, Event)

_AT_A_TIME = 100
"""Records taken in before other threads may have their turn."""

S = TypeVar("S", Mention, Zone)


def _buckets(record: Mention | Zone) -> range:
    return range(record.span[0].start // _BUCKET, (record.span[-1].end - 1) // _BUCKET + 1)


def _order(mention: Mention) -> tuple[int, int, str]:
    return (mention.span[0].start, -mention.span[-1].end, mention.id)


class _Links:
    """Which records belong together by what they say: by filler, by instance, by type, by wording."""

    def __init__(self) -> None:
        self.referrers: defaultdict[str, set[str]] = defaultdict(set)
        self.members: defaultdict[str, set[str]] = defaultdict(set)
        self.of_type: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.wordings: dict[str, dict[str, int]] = {}

    def follow(self, edit: Edit) -> None:
        for change in edit.changes:
            if change.before is not None:
                self.remove(change.before)
        for change in edit.changes:
            if change.after is not None:
                self.add(change.after)

    def add(self, record: Record) -> None:
        id = record.id
        if isinstance(record, (Entity, Event)):
            self.of_type[record.kind, record.type].add(id)
            counts = self.wordings.setdefault(_folded(quote(record)), {})
            counts[record.type] = counts.get(record.type, 0) + 1
            for instance in record.instances:
                self.members[instance].add(id)
        elif (type := getattr(record, "type", None)) is not None:
            self.of_type[record.kind, type].add(id)
        if isinstance(record, (Event, Relation)):
            for argument in record.arguments:
                self.referrers[argument.filler].add(id)

    def remove(self, record: Record) -> None:
        type = getattr(record, "type", None)
        if type is not None:
            _discard(self.of_type, (record.kind, type), record.id)
        if isinstance(record, (Entity, Event)):
            wording = _folded(quote(record))
            counts = self.wordings[wording]
            counts[record.type] -= 1
            if not counts[record.type]:
                del counts[record.type]
            if not counts:
                del self.wordings[wording]
            for instance in record.instances:
                _discard(self.members, instance, record.id)
        if isinstance(record, (Event, Relation)):
            for argument in record.arguments:
                _discard(self.referrers, argument.filler, record.id)


class SheetIndex:
    """Looks things up in one sheet, in time that does not grow with the number of records.

    What a text view asks (records, places, counts) is there from the beginning. The rest is made when it is first
    asked for, or before that by :meth:`complete` on a thread that nobody waits for.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        held = records.records if isinstance(records, Sheet) else None
        self._records = held if held is not None else immutables.Map({r.id: r for r in records})
        self._mentions: defaultdict[int, list[Mention]] = defaultdict(list)
        self._zones: defaultdict[int, list[Zone]] = defaultdict(list)
        self._last_bucket = 0
        self._counts: Counter[tuple[str, str]] = Counter()
        self._linked: _Links | None = None
        # Until the links are there: of which records they are made, and what has changed since.
        self._start = self._records
        self._since: list[Edit] = []
        self._lock = threading.Lock()
        self._made: _Links | None = None
        self._add_all(self._records.values())

    def follow(self, edit: Edit) -> None:
        """Takes over what ``edit`` changes."""
        with self._records.mutate() as records:
            for change in edit.changes:
                if change.before is not None:
                    del records[change.id]
                    self._remove(change.before)
            for change in edit.changes:
                if change.after is not None:
                    records[change.id] = change.after
                    self._add(change.after)
            self._records = records.finish()
        if self._linked is None:
            self._since.append(edit)
        else:
            self._linked.follow(edit)

    def complete(self, pace: Callable[[], object] | None = None) -> None:
        """Makes what is not there yet. May be called on any thread; ``pace`` is for one that others share with."""
        with self._lock:
            if self._made is None:
                made = _Links()
                for number, record in enumerate(self._start.values()):
                    made.add(record)
                    if pace is not None and number % _AT_A_TIME == 0:
                        pace()
                self._made = made

    @property
    def _links(self) -> _Links:
        if self._linked is None:
            self.complete()
            assert self._made is not None
            for edit in self._since:
                self._made.follow(edit)
            self._linked = self._made
            self._since, self._start = [], immutables.Map()
        return self._linked

    # -- records ---------------------------------------------------------------------------------------------

    def mention(self, id: str) -> Mention | None:
        """The mention with that id, or None (also where the id is of another kind of record)."""
        record = self._records.get(id)
        return record if isinstance(record, (Entity, Event)) else None

    def count(self, kind: str) -> int:
        """How many records of that kind there are."""
        return sum(count for (of, _), count in self._counts.items() if of == kind)

    @property
    def mention_count(self) -> int:
        """How many mentions there are, entities and events."""
        return self.count("entity") + self.count("event")

    def count_of(self, kind: str, type: str) -> int:
        """How many records of that kind have that type."""
        return self._counts[kind, type]

    def ids_of(self, kind: str, type: str) -> frozenset[str]:
        """The ids of the records of that kind and type."""
        return frozenset(self._links.of_type.get((kind, type), ()))

    def types(self, kind: str) -> frozenset[str]:
        """The types that records of that kind have."""
        return frozenset(type for (of, type), count in self._counts.items() if of == kind and count)

    # -- by place --------------------------------------------------------------------------------------------

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """The mentions with a fragment that shares a code point with ``[start, end)``, in text order."""
        hits = [m for m in self._near(self._mentions, start, end) if _touches(m, start, end)]
        return sorted(hits, key=_order)

    def mentions_at(self, position: int) -> list[Mention]:
        """The mentions with a fragment over the code point at ``position``, innermost first."""
        hits = self.mentions_in(position, position + 1)
        return sorted(hits, key=lambda m: (_covering(m, position), m.span[-1].end - m.span[0].start, m.id))

    def mentions_of(self, stretches: tuple[tuple[int, int], ...]) -> list[Mention]:
        """The mentions that stand on exactly these stretches, in the order of their ids."""
        near = self.mentions_in(stretches[0][0], stretches[0][1]) if stretches else []
        same = [m for m in near if tuple((f.start, f.end) for f in m.span) == stretches]
        return sorted(same, key=lambda m: m.id)

    def zones_in(self, start: int, end: int) -> list[Zone]:
        """The zones that share a code point with ``[start, end)``."""
        if not self._zones:
            return []
        return [z for z in self._near(self._zones, start, end) if _touches(z, start, end)]

    def zones(self) -> list[Zone]:
        """All zones, in text order."""
        found = {zone.id: zone for zones in self._zones.values() for zone in zones}
        return sorted(found.values(), key=lambda z: (z.span[0].start, z.id))

    def next_mention(self, after: tuple[int, int, str]) -> Mention | None:
        """The first mention whose place in the text (start, -end, id) lies behind ``after``; None at the end."""
        for bucket in range(max(0, after[0]) // _BUCKET, self._last_bucket + 1):
            later = [m for m in self._starting_in(bucket) if _order(m) > after]
            if later:
                return min(later, key=_order)
        return None

    def previous_mention(self, before: tuple[int, int, str]) -> Mention | None:
        """The last mention whose place in the text (start, -end, id) lies before ``before``; None at the top."""
        for bucket in range(min(before[0] // _BUCKET, self._last_bucket), -1, -1):
            earlier = [m for m in self._starting_in(bucket) if _order(m) < before]
            if earlier:
                return max(earlier, key=_order)
        return None

    # -- by what points to what ------------------------------------------------------------------------------

    def referrers(self, id: str) -> list[Event | Relation]:
        """The events and relations that have the mention as a filler."""
        records = (self._records[r] for r in sorted(self._links.referrers.get(id, ())))
        return [r for r in records if isinstance(r, (Event, Relation))]

    def members(self, instance: str) -> list[Mention]:
        """The mentions that refer to an instance, in text order."""
        found = (self._records[m] for m in self._links.members.get(instance, ()))
        return sorted((m for m in found if isinstance(m, (Entity, Event))), key=_order)

    def instances(self) -> list[Instance]:
        """All instance records, by name."""
        ids = [id for (kind, _), ids in self._links.of_type.items() if kind == "instance" for id in ids]
        found = [r for r in (self._records[id] for id in ids) if isinstance(r, Instance)]
        return sorted(found, key=lambda i: (i.name.casefold(), i.id))

    def types_of_wording(self, wording: str) -> list[str]:
        """The types that mentions with this text have, the most frequent first."""
        counts = self._links.wordings.get(_folded(wording), {})
        return sorted(counts, key=lambda type: -counts[type])

    # -- upkeep ----------------------------------------------------------------------------------------------

    def _near(self, places: defaultdict[int, list[S]], start: int, end: int) -> Iterable[S]:
        first = max(0, start) // _BUCKET
        last = min((max(end, start + 1) - 1) // _BUCKET, self._last_bucket)
        if first == last:
            return places.get(first, ())
        return {r.id: r for bucket in range(first, last + 1) for r in places.get(bucket, ())}.values()

    def _starting_in(self, bucket: int) -> list[Mention]:
        return [m for m in self._mentions.get(bucket, ()) if m.span[0].start // _BUCKET == bucket]

    def _add_all(self, records: Iterable[Record]) -> None:
        """As :meth:`_add`, in a third of the time: whoever opens an article waits for it."""
        mentions, last_bucket = self._mentions, 0
        kinds: list[tuple[str, str]] = []
        for record in records:
            if not isinstance(record, _MENTIONS):
                self._add(record)
                continue
            kinds.append((record.kind, record.type))
            span = record.span
            first, last = span[0].start // _BUCKET, (span[-1].end - 1) // _BUCKET
            mentions[first].append(record)
            if last > last_bucket:
                last_bucket = last
            if last > first:
                for bucket in range(first + 1, last + 1):
                    mentions[bucket].append(record)
        self._counts.update(kinds)
        self._last_bucket = max(self._last_bucket, last_bucket)

    def _add(self, record: Record) -> None:
        if isinstance(record, (Entity, Event)):
            self._counts[record.kind, record.type] += 1
            self._place(self._mentions, record)
        else:
            self._counts[record.kind, getattr(record, "type", "")] += 1
            if isinstance(record, Zone):
                self._place(self._zones, record)

    def _place(self, places: defaultdict[int, list[S]], record: S) -> None:
        span = record.span
        first, last = span[0].start // _BUCKET, (span[-1].end - 1) // _BUCKET
        places[first].append(record)
        if last > first:
            for bucket in range(first + 1, last + 1):
                places[bucket].append(record)
        if last > self._last_bucket:
            self._last_bucket = last

    def _remove(self, record: Record) -> None:
        self._counts[record.kind, getattr(record, "type", "")] -= 1
        if isinstance(record, (Entity, Event)):
            _take_out(self._mentions, record)
        elif isinstance(record, Zone):
            _take_out(self._zones, record)


def _folded(wording: str) -> str:
    return wording.casefold()


def _touches(record: Mention | Zone, start: int, end: int) -> bool:
    span = record.span
    if len(span) == 1:
        only = span[0]
        return only.start < end and start < only.end
    return any(f.start < end and start < f.end for f in span)


def _covering(mention: Mention, position: int) -> int:
    return min(f.end - f.start for f in mention.span if f.start <= position < f.end)


def _take_out(places: defaultdict[int, list[S]], record: S) -> None:
    for bucket in _buckets(record):
        places[bucket] = [other for other in places[bucket] if other.id != record.id]


def _discard(sets: defaultdict[Any, set[str]], key: Any, id: str) -> None:
    found = sets.get(key)
    if found is not None:
        found.discard(id)
        if not found:
            del sets[key]
