"""Finding the marks of a stretch of text without looking at all of them. Pure.

Marks lie in buckets of some thousand code points, so making, changing and asking cost what is near, however many
marks the article has.
"""

from __future__ import annotations

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
        self._by_id: dict[str, P] = {}
        self._buckets: dict[int, dict[str, P]] = {}
        by_id, buckets = self._by_id, self._buckets
        for item in items:
            identity = item.id
            if identity in by_id:
                self.discard(identity)
            by_id[identity] = item
            for start, end in item.fragments:
                for bucket in range(start >> _SHIFT, ((end - 1) >> _SHIFT) + 1):
                    found = buckets.get(bucket)
                    if found is None:
                        buckets[bucket] = {identity: item}
                    else:
                        found[identity] = item

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
        for start, end in item.fragments:
            for bucket in range(start >> _SHIFT, ((end - 1) >> _SHIFT) + 1):
                self._buckets.setdefault(bucket, {})[item.id] = item

    def discard(self, identity: str) -> P | None:
        """Take an item out and return it, if it is there."""
        item = self._by_id.pop(identity, None)
        if item is not None:
            for start, end in item.fragments:
                for bucket in range(start >> _SHIFT, ((end - 1) >> _SHIFT) + 1):
                    self._buckets.get(bucket, {}).pop(identity, None)
        return item

    def between(self, start: int, end: int) -> list[P]:
        """The items with a fragment that shares a character with ``[start, end)``, in no particular order."""
        buckets = self._buckets
        first, last = start >> _SHIFT, (max(end, start + 1) - 1) >> _SHIFT
        if first == last:
            found: Iterable[P] = buckets.get(first, {}).values()
        else:
            merged: dict[str, P] = {}
            for bucket in range(first, last + 1):
                merged.update(buckets.get(bucket, {}))
            found = merged.values()
        return [item for item in found if any(a < end and b > start for a, b in item.fragments)]
