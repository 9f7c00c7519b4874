"""Finding the marks of a stretch of text without looking at all of them. Pure.

Marks lie in buckets of some thousand code points, so making, changing and asking cost what is near, however many
marks the article has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeAlias, TypeVar

from annotator.ui.text.marks import Fragments, Mark

_SHIFT = 11


class Placed(Protocol):
    """Anything with an id and fragments."""

    @property
    def id(self) -> str:
        """Its id, unique in the index."""

    @property
    def fragments(self) -> Fragments:
        """Where it stands, in code points."""


P = TypeVar("P", bound=Placed)
P_co = TypeVar("P_co", bound=Placed, covariant=True)


class Source(Protocol[P_co]):
    """Gives marks when they are needed, for who would otherwise make a hundred thousand to show fifty.

    Whoever has one shown tells each later change of what it gives: what was asked for once is not asked for again.
    """

    def __len__(self) -> int:
        """How many there are."""

    def get(self, identity: str) -> P_co | None:
        """The one of that id, if there is one."""

    def between(self, start: int, end: int) -> Iterable[P_co]:
        """Those with a fragment that shares a code point with ``[start, end)``, at least."""


class Index(Generic[P]):
    """Marks (or zones) by id and by place, given all at once or asked for bucket by bucket."""

    __slots__ = ("_asked", "_buckets", "_by_id", "_gone", "_source")

    def __init__(self, items: Iterable[P] | Source[P] = ()) -> None:
        """Take the items, or where to get them; of two with one id the later counts."""
        self._source: Source[P] | None = None
        self._asked: set[int] = set()
        self._gone: set[str] = set()
        self._by_id: dict[str, P] = {}
        self._buckets: defaultdict[int, list[P]] = defaultdict(list)
        if not isinstance(items, Iterable):
            self._source = items
            return
        items = list(items)
        self._by_id = {item.id: item for item in items}
        if len(items) != len(self._by_id):
            items = list(self._by_id.values())
        for item in items:
            self._put(item)

    def __len__(self) -> int:
        return len(self._by_id) if self._source is None else len(self._source)

    def __iter__(self) -> Iterator[P]:
        """All items; of those that are asked for, the ones known so far."""
        return iter(self._by_id.values())

    def get(self, identity: str | None) -> P | None:
        """The item of that id, if there is one."""
        if identity is None:
            return None
        item = self._by_id.get(identity)
        if item is None and self._source is not None and identity not in self._gone:
            item = self._source.get(identity)
            if item is not None:
                self._take(item)
        return item

    def add(self, item: P) -> None:
        """Put an item in, in the place of the one with its id."""
        self._drop(item.id)
        self._gone.discard(item.id)
        self._take(item)

    def discard(self, identity: str) -> P | None:
        """Take an item out and return it, if it is there."""
        item = self.get(identity)
        if self._source is not None:
            self._gone.add(identity)
        self._drop(identity)
        return item

    def between(self, start: int, end: int) -> list[P]:
        """The items with a fragment that shares a character with ``[start, end)``, in no particular order."""
        buckets = self._buckets
        wanted = range(start >> _SHIFT, (max(end, start + 1) - 1 >> _SHIFT) + 1)
        if self._source is not None:
            self._ask(self._source, wanted)
        found: dict[str, P] = {}
        for bucket in wanted:
            for item in buckets.get(bucket, ()):
                for a, b in item.fragments:
                    if a < end and b > start:
                        found[item.id] = item
                        break
        return list(found.values())

    def _ask(self, source: Source[P], wanted: Iterable[int]) -> None:
        for bucket in wanted:
            if bucket not in self._asked:
                self._asked.add(bucket)
                for item in source.between(bucket << _SHIFT, (bucket + 1) << _SHIFT):
                    # What is known already, or gone, was changed here since the source made it.
                    if item.id not in self._by_id and item.id not in self._gone:
                        self._take(item)

    def _take(self, item: P) -> None:
        self._by_id[item.id] = item
        self._put(item)

    def _drop(self, identity: str) -> None:
        item = self._by_id.pop(identity, None)
        if item is not None:
            for bucket in _buckets_of(item):
                self._buckets[bucket] = [other for other in self._buckets[bucket] if other is not item]

    def _put(self, item: P) -> None:
        for start, end in item.fragments:
            for bucket in range(start >> _SHIFT, (end - 1 >> _SHIFT) + 1):
                self._buckets[bucket].append(item)


def _buckets_of(item: Placed) -> set[int]:
    return {
        bucket for start, end in item.fragments for bucket in range(start >> _SHIFT, (end - 1 >> _SHIFT) + 1)
    }


Marks: TypeAlias = Iterable[Mark] | Source[Mark]
"""The marks of an article, or who gives them."""
