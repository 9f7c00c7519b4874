"""What a sheet's records look like from other sides: by place, by filler, by instance, by type, by wording.

The index follows a sheet edit by edit, so that no question costs a walk over all records. It is derived, never
saved, and knows no tagset.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.annotations.edits import Edit
from annotator.annotations.records import Entity, Event, Instance, Mention, Record, Relation, Zone, quote

_BUCKET = 1024
"""Code points a bucket; a mention stands in each bucket that it touches."""

Places = defaultdict[int, set[str]]


def _buckets(record: Mention | Zone) -> range:
    return range(record.span[0].start // _BUCKET, (record.span[-1].end - 1) // _BUCKET + 1)


def _order(mention: Mention) -> tuple[int, int, str]:
    return (mention.span[0].start, -mention.span[-1].end, mention.id)


class SheetIndex:
    """Looks things up in one sheet, in time that does not grow with the number of records."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: dict[str, Record] = {}
        self._mentions: Places = defaultdict(set)
        self._zones: Places = defaultdict(set)
        self._last_bucket = 0
        self._referrers: defaultdict[str, set[str]] = defaultdict(set)
        self._members: defaultdict[str, set[str]] = defaultdict(set)
        self._of_type: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._wordings: dict[str, dict[str, int]] = {}
        self._kinds: Counter[str] = Counter()
        for record in records:
            self._add(record)

    def follow(self, edit: Edit) -> None:
        """Takes over what ``edit`` changes."""
        for change in edit.changes:
            if change.before is not None:
                self._remove(change.before)
        for change in edit.changes:
            if change.after is not None:
                self._add(change.after)

    # -- records ---------------------------------------------------------------------------------------------

    def mention(self, id: str) -> Mention | None:
        """The mention with that id, or None (also where the id is of another kind of record)."""
        record = self._records.get(id)
        return record if isinstance(record, (Entity, Event)) else None

    def count(self, kind: str) -> int:
        """How many records of that kind there are."""
        return self._kinds[kind]

    @property
    def mention_count(self) -> int:
        """How many mentions there are, entities and events."""
        return self._kinds["entity"] + self._kinds["event"]

    def count_of(self, kind: str, type: str) -> int:
        """How many records of that kind have that type."""
        return len(self._of_type.get((kind, type), ()))

    def ids_of(self, kind: str, type: str) -> frozenset[str]:
        """The ids of the records of that kind and type."""
        return frozenset(self._of_type.get((kind, type), ()))

    def types(self, kind: str) -> frozenset[str]:
        """The types that records of that kind have."""
        return frozenset(type for of, type in self._of_type if of == kind)

    # -- by place --------------------------------------------------------------------------------------------

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """The mentions with a fragment that shares a code point with ``[start, end)``, in text order."""
        found = self._near(self._mentions, start, end)
        hits = [m for m in found if isinstance(m, (Entity, Event)) and _touches(m, start, end)]
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
        found = self._near(self._zones, start, end)
        return [z for z in found if isinstance(z, Zone) and _touches(z, start, end)]

    def zones(self) -> list[Zone]:
        """All zones, in text order."""
        ids = {id for (kind, _), ids in self._of_type.items() if kind == "zone" for id in ids}
        found = [r for r in (self._records[id] for id in ids) if isinstance(r, Zone)]
        return sorted(found, key=lambda z: (z.span[0].start, z.id))

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
        records = (self._records[r] for r in sorted(self._referrers.get(id, ())))
        return [r for r in records if isinstance(r, (Event, Relation))]

    def members(self, instance: str) -> list[Mention]:
        """The mentions that refer to an instance, in text order."""
        found = (self._records[m] for m in self._members.get(instance, ()))
        return sorted((m for m in found if isinstance(m, (Entity, Event))), key=_order)

    def instances(self) -> list[Instance]:
        """All instance records, by name."""
        ids = [id for (kind, _), ids in self._of_type.items() if kind == "instance" for id in ids]
        found = [r for r in (self._records[id] for id in ids) if isinstance(r, Instance)]
        return sorted(found, key=lambda i: (i.name.casefold(), i.id))

    def types_of_wording(self, wording: str) -> list[str]:
        """The types that mentions with this text have, the most frequent first."""
        counts = self._wordings.get(_folded(wording), {})
        return sorted(counts, key=lambda type: -counts[type])

    # -- upkeep ----------------------------------------------------------------------------------------------

    def _near(self, places: Places, start: int, end: int) -> Iterator[Record]:
        last = min((max(end, start + 1) - 1) // _BUCKET, self._last_bucket)
        ids = {id for bucket in range(max(0, start) // _BUCKET, last + 1) for id in places.get(bucket, ())}
        return (self._records[id] for id in ids)

    def _starting_in(self, bucket: int) -> list[Mention]:
        found = (self._records[id] for id in self._mentions.get(bucket, ()))
        return [m for m in found if isinstance(m, (Entity, Event)) and m.span[0].start // _BUCKET == bucket]

    def _add(self, record: Record) -> None:
        id = record.id
        self._records[id] = record
        self._kinds[record.kind] += 1
        if isinstance(record, (Entity, Event, Zone)):
            self._place(record)
        if isinstance(record, (Entity, Event)):
            self._of_type[record.kind, record.type].add(id)
            counts = self._wordings.setdefault(_folded(quote(record)), {})
            counts[record.type] = counts.get(record.type, 0) + 1
            for instance in record.instances:
                self._members[instance].add(id)
        elif (type := getattr(record, "type", None)) is not None:
            self._of_type[record.kind, type].add(id)
        if isinstance(record, (Event, Relation)):
            for argument in record.arguments:
                self._referrers[argument.filler].add(id)

    def _place(self, record: Mention | Zone) -> None:
        places = self._zones if isinstance(record, Zone) else self._mentions
        span = record.span
        first, last = span[0].start // _BUCKET, (span[-1].end - 1) // _BUCKET
        places[first].add(record.id)
        for bucket in range(first + 1, last + 1):
            places[bucket].add(record.id)
        if last > self._last_bucket:
            self._last_bucket = last

    def _remove(self, record: Record) -> None:
        del self._records[record.id]
        self._kinds[record.kind] -= 1
        type = getattr(record, "type", None)
        if type is not None:
            _discard(self._of_type, (record.kind, type), record.id)
        if isinstance(record, (Entity, Event, Zone)):
            places = self._zones if isinstance(record, Zone) else self._mentions
            for bucket in _buckets(record):
                _discard(places, bucket, record.id)
        if isinstance(record, (Entity, Event)):
            wording = _folded(quote(record))
            counts = self._wordings[wording]
            counts[record.type] -= 1
            if not counts[record.type]:
                del counts[record.type]
            if not counts:
                del self._wordings[wording]
            for instance in record.instances:
                _discard(self._members, instance, record.id)
        if isinstance(record, (Event, Relation)):
            for argument in record.arguments:
                _discard(self._referrers, argument.filler, record.id)


def _folded(wording: str) -> str:
    return wording.casefold()


def _touches(record: Mention | Zone, start: int, end: int) -> bool:
    return any(f.start < end and start < f.end for f in record.span)


def _covering(mention: Mention, position: int) -> int:
    return min(f.end - f.start for f in mention.span if f.start <= position < f.end)


def _discard(sets: defaultdict[Any, set[str]], key: Any, id: str) -> None:
    found = sets.get(key)
    if found is not None:
        found.discard(id)
        if not found:
            del sets[key]
