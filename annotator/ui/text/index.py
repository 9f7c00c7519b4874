"""Finding the marks of a stretch of text without looking at all of them. Pure.

Marks lie in buckets of some thousand code points, so making, changing and asking cost what is near, however many
marks the article has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from annotator.ui.text.marks import Fragments

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


class Index(Generic[P]):
    """Marks (or zones) by id and by place."""

    __slots__ = ("_buckets", "_by_id")

    def __init__(self, items: Iterable[P] = ()) -> None:
        """Take the items; of two with one id the later counts."""
        items = list(items)
        self._by_id: dict[str, P] = {item.id: item for item in items}
        self._buckets: defaultdict[int, list[P]] = defaultdict(list)
        if len(items) != len(self._by_id):
            items = list(self._by_id.values())
        buckets = self._buckets
        for item in items:
            for start, end in item.fragments:
                bucket = start >> _SHIFT
                buckets[bucket].append(item)
                if end - 1 >> _SHIFT != bucket:
                    for further in range(bucket + 1, (end - 1 >> _SHIFT) + 1):
                        buckets[further].append(item)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[P]:
        return iter(self._by_id.values())

    def get(self, identity: str | None) -> P | None:
        """The item of that id, if there is one."""
        return self._by_id.get(identity) if identity is not None else None

    def add(self, item: P) -> None:
        """Put an item in, in the place of the one with its id."""
        self.discard(item.id)
        self._by_id[item.id] = item
        for bucket in _buckets_of(item):
            self._buckets[bucket].append(item)

    def discard(self, identity: str) -> P | None:
        """Take an item out and return it, if it is there."""
        item = self._by_id.pop(identity, None)
        if item is not None:
            for bucket in _buckets_of(item):
                self._buckets[bucket] = [other for other in self._buckets[bucket] if other is not item]
        return item

    def between(self, start: int, end: int) -> list[P]:
        """The items with a fragment that shares a character with ``[start, end)``, in no particular order."""
        buckets = self._buckets
        found: dict[str, P] = {}
        for bucket in range(start >> _SHIFT, (max(end, start + 1) - 1 >> _SHIFT) + 1):
            for item in buckets.get(bucket, ()):
                for a, b in item.fragments:
                    if a < end and b > start:
                        found[item.id] = item
                        break
        return list(found.values())


def _buckets_of(item: Placed) -> set[int]:
    return {
        bucket for start, end in item.fragments for bucket in range(start >> _SHIFT, (end - 1 >> _SHIFT) + 1)
    }
