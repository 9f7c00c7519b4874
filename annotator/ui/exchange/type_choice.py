"""Which types are exported: what of a tagset is ticked, and the names that say so to an export. Knows no Qt.

An export takes a type with all that descends from it. So whoever unticks a type unticks, with it, the ticks of what it
descends from; the other descendants stay ticked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.tagsets.definitions import TypeDef
from annotator.tagsets.model import Tagset
from annotator.ui.panels.type_rows import KINDS, rows_of

Tick: TypeAlias = Literal["all", "some", "none"]

_MENTIONS = ("entity", "event")
"""The kinds that mentions are of: relations and zones go with what they stand on."""
_MOST_NAMED = 2


class Node(Struct, frozen=True):
    """A row to be ticked: everything, a kind, or a type; ``leaves`` are the taggable types that it stands for."""

    words: str
    leaves: frozenset[str]
    type: TypeDef | None = None
    depth: int = 0


class TypeChoice:
    """The ticks of a tagset's entity and event types."""

    def __init__(self, tagset: Tagset, named: Iterable[str] = ()) -> None:
        """Ticks what ``named`` (ids) stand for, everything where they stand for nothing."""
        self._tagset = tagset
        self.nodes = tuple(_nodes(tagset))
        self._every = self.nodes[0].leaves
        wanted = tuple(named)
        self._ticked = {id for id in self._every if any(tagset.is_a(id, name) for name in wanted)}
        if not self._ticked:
            self._ticked = set(self._every)

    def tick(self, node: Node) -> Tick:
        """How far a row is ticked."""
        held = len(node.leaves & self._ticked)
        return "none" if not held else "all" if held == len(node.leaves) else "some"

    def toggle(self, node: Node) -> None:
        """Ticks all that a row stands for, or unticks it where all of that was ticked."""
        if self.tick(node) == "all":
            self._ticked -= node.leaves
            self._ticked -= {above for id in node.leaves for above in self._tagset.ancestors(id)}
        else:
            self._ticked |= node.leaves

    @property
    def is_empty(self) -> bool:
        """Whether nothing is ticked."""
        return not self._ticked

    def names(self) -> tuple[str, ...]:
        """What an export is told: the highest types of which all is ticked; empty for everything."""
        if self._ticked == self._every:
            return ()
        whole = [n.type for n in self.nodes if n.type is not None and self.tick(n) == "all"]
        known = {type.id for type in whole}
        return tuple(t.id for t in whole if known.isdisjoint(self._tagset.ancestors(t.id)))

    def words(self) -> str:
        """The choice in a few words."""
        if self._ticked == self._every:
            return "All types"
        if not self._ticked:
            return "No type"
        left = [type.id for n in self.nodes if (type := n.type) and n.leaves.isdisjoint(self._ticked)]
        left = [id for id in left if not set(left).intersection(self._tagset.ancestors(id))]
        if len(left) == 1 and len(self._ticked) > 1:
            return f"All but {self._tagset.display(left[0])}"
        names = self.names()
        if len(names) <= _MOST_NAMED:
            return ", ".join(self._tagset.display(name) for name in names)
        return f"{len(self._ticked):,} of {len(self._every):,} types"


def _nodes(tagset: Tagset) -> Iterator[Node]:
    headings = dict(KINDS)
    rows = [row for row in rows_of(tagset) if row.type is not None and row.type.kind in _MENTIONS]
    per_kind = {kind: frozenset(t.id for t in tagset.taggable(kind)) for kind in _MENTIONS}  # type: ignore[arg-type]
    yield Node("All types", frozenset[str]().union(*per_kind.values()))
    for kind in _MENTIONS:
        if not per_kind[kind]:
            continue
        yield Node(headings[kind], per_kind[kind])
        for row in rows:
            if row.type is not None and row.type.kind == kind:
                leaves = frozenset(id for id in per_kind[kind] if tagset.is_a(id, row.type.id))
                if leaves:
                    yield Node(row.type.name, leaves, row.type, row.depth + 1)
