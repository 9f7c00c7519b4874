"""The rows of the outline as plain values, in the order of the text, by type or by instance. Knows no Qt.

Rows are keys, sorted: ``(group, start, -end, id, part)``. Part 0 is the record itself, 1 and up are its arguments; a
heading stands before its group with an empty id. As keys sort, a record is found, added and taken away by halving,
and an edit touches only the rows of what it names.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, TypeAlias

from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Entity, Event, Instance, Record, Relation, Zone, quote
from annotator.annotations.sheet import Sheet
from annotator.tagsets.model import Tagset

Mode: TypeAlias = Literal["text", "type", "instance"]
Group: TypeAlias = tuple[int, str, str]
"""Order, then name, then id of the group: sorts headings and their rows."""
Key: TypeAlias = tuple[Group, int, int, str, int]

_TEXT: Group = (0, "", "")
_RELATIONS: Group = (1, "", "relation")
_HEADING = -2
_SLICE = 200
_STRETCH = 13
"""Keys are sorted by stretches of 2 to the power of that many code points."""


class OutlineRows:
    """The keys of a sheet's rows in one mode, following the sheet edit by edit."""

    def __init__(self, sheet: Sheet, index: SheetIndex, tagset: Tagset, mode: Mode, wanted: str = "") -> None:
        self._sheet = sheet
        self._index = index
        self._tagset = tagset
        self.mode: Mode = mode
        self._wanted = wanted.casefold().split()
        self.keys: list[Key] = []
        self._of: dict[str, tuple[Key, ...]] = {}
        self._members: dict[Group, int] = {}
        self._order = {type.id: place for place, type in enumerate(tagset.types())}

    def build(self) -> Iterator[None]:
        """Finds all rows; yields now and then, so that whoever builds can pause.

        The keys are gathered by stretches of the text and each stretch is sorted alone: no step takes long.
        """
        stretches: dict[tuple[Group, int], list[Key]] = {}
        for done, record in enumerate(self._sheet):
            if done % _SLICE == 0:
                yield
            if isinstance(record, (Entity, Event, Relation)):
                self._place(record, stretches)
        yield
        found: list[Key] = []
        order = sorted(stretches)
        for place in order:
            keys = stretches[place]
            keys.sort()
            found.extend(keys)
            yield
        self.keys = found

    def _place(
        self, record: Entity | Event | Relation, stretches: dict[tuple[Group, int], list[Key]]
    ) -> None:
        keys = self.keys_of(record)
        if not keys:
            return
        self._of[record.id] = keys
        parts = len(record.arguments) if isinstance(record, (Event, Relation)) else 0
        for key in keys:
            group = key[0]
            if group != _TEXT:
                if group not in self._members:
                    stretches[group, -1] = [self.heading(group)]
                self._members[group] = self._members.get(group, 0) + 1
            found = stretches.setdefault((group, key[1] >> _STRETCH), [])
            found.append(key)
            found.extend((*key[:4], part) for part in range(1, parts + 1))

    def keys_of(self, record: Record) -> tuple[Key, ...]:
        """Where a record stands (the keys of its part 0); empty where it is not shown."""
        if not isinstance(record, (Entity, Event, Relation)) or not self._matches(record):
            return ()
        start, end = (
            (record.span[0].start, record.span[-1].end) if not isinstance(record, Relation) else (0, 0)
        )
        return tuple((group, start, -end, record.id, 0) for group in self._groups(record))

    def _groups(self, record: Entity | Event | Relation) -> tuple[Group, ...]:
        if self.mode == "text":
            return (_RELATIONS if isinstance(record, Relation) else _TEXT,)
        if self.mode == "type":
            return ((self._order.get(record.type, 1 << 20), record.type, record.type),)
        if isinstance(record, Relation):
            return ()
        return tuple((0, self._instance_name(id).casefold(), id) for id in dict.fromkeys(record.instances))

    def _instance_name(self, id: str) -> str:
        instance = self._sheet.get(id)
        return instance.name if isinstance(instance, Instance) else id

    def _matches(self, record: Entity | Event | Relation) -> bool:
        if not self._wanted:
            return True
        words = self._tagset.display(record.type)
        if not isinstance(record, Relation):
            words += " " + quote(record)
        if isinstance(record, (Event, Relation)):
            fillers = (self._index.mention(argument.filler) for argument in record.arguments)
            words += " " + " ".join(quote(filler) for filler in fillers if filler is not None)
        folded = words.casefold()
        return all(word in folded for word in self._wanted)

    # -- following the sheet ---------------------------------------------------------------------------------

    def take(self, sheet: Sheet) -> None:
        """Takes the sheet as it is now; the rows follow by :meth:`block` and what is done with it."""
        self._sheet = sheet

    def shown_keys(self, id: str) -> tuple[Key, ...]:
        """The keys of part 0 under which a record stands now."""
        return self._of.get(id, ())

    def place(self, key: Key) -> int:
        """The row of a key, or where it would be."""
        return bisect_left(self.keys, key)

    def block(self, key: Key) -> tuple[int, int]:
        """The rows ``[first, end)`` of a record's key and its parts."""
        return self.place(key), self.place((*key[:4], 1 << 30))

    def heading(self, group: Group) -> Key:
        """The key of a group's heading."""
        return (group, _HEADING, 0, "", 0)

    def parts(self, key: Key, record: Record) -> list[Key]:
        """All keys of a record's block."""
        count = len(record.arguments) if isinstance(record, (Event, Relation)) else 0
        return [key, *((*key[:4], part) for part in range(1, count + 1))]

    def note(self, id: str, keys: tuple[Key, ...]) -> tuple[list[Group], list[Group]]:
        """Remembers that a record now stands under ``keys``; the groups that appear and those that vanish."""
        before = self._of.pop(id, ())
        if keys:
            self._of[id] = keys
        come, gone = [], []
        for key in keys:
            group = key[0]
            if group != _TEXT:
                if not self._members.get(group):
                    come.append(group)
                self._members[group] = self._members.get(group, 0) + 1
        for key in before:
            group = key[0]
            if group != _TEXT:
                self._members[group] -= 1
                if not self._members[group]:
                    gone.append(group)
                    del self._members[group]
        return come, gone

    def members(self, group: Group) -> int:
        """How many records stand in a group."""
        return self._members.get(group, 0)

    def title(self, group: Group) -> str:
        """What a group's heading says."""
        if self.mode == "type":
            return self._tagset.display(group[2])
        return self._instance_name(group[2]) if self.mode == "instance" else "Relations"

    def record(self, key: Key) -> Record | None:
        """The record of a key; for a heading of instances the instance, else None."""
        if key[3]:
            return self._sheet.get(key[3])
        return self._sheet.get(key[0][2]) if self.mode == "instance" else None


def text_of(record: Record | None) -> str:
    """The wording of a spanned record, empty for others."""
    return quote(record) if isinstance(record, (Entity, Event, Zone)) else ""
