"""Edits: what changed, as values. Undo, redo, saving, repainting and merging all read them.

An edit does not know the sheet it belongs to; applying it is the sheet's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.annotations.records import Record

Status: TypeAlias = Literal["in-progress", "done"]
"""Whether an annotator still works on an article; one without any sheet is untouched."""


class Change(Struct, frozen=True):
    """One record before and after an edit; ``None`` where it does not exist."""

    before: Record | None
    after: Record | None

    @property
    def id(self) -> str:
        """The id of the record that changes."""
        record = self.after if self.after is not None else self.before
        assert record is not None, "a change names a record"
        return record.id

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.after, self.before)


class Edit(Struct, frozen=True):
    """The only way a sheet changes: named, with each record before and after, and the status if that changes.

    ``label`` says what was done in the words of a menu ("tag PER “Hayashi”").
    """

    label: str
    changes: tuple[Change, ...] = ()
    status: tuple[Status, Status] | None = None

    @property
    def inverse(self) -> Edit:
        """The edit that takes this one back; it keeps the label."""
        status = None if self.status is None else (self.status[1], self.status[0])
        return Edit(self.label, tuple(change.inverse for change in self.changes), status)

    @property
    def is_empty(self) -> bool:
        """Whether applying it changes nothing."""
        return not self.changes and (self.status is None or self.status[0] == self.status[1])

    def then(self, later: Edit, label: str | None = None) -> Edit:
        """One edit that does this one and then ``later``, which gives it its label unless one is given."""
        return join((self, later), later.label if label is None else label)


def join(edits: Iterable[Edit], label: str) -> Edit:
    """One edit that does ``edits`` in turn, under one name, so that one undo takes all back."""
    merged: dict[str, Change] = {}
    status: tuple[Status, Status] | None = None
    for edit in edits:
        for change in edit.changes:
            earlier = merged.get(change.id)
            merged[change.id] = change if earlier is None else Change(earlier.before, change.after)
        if edit.status is not None:
            status = edit.status if status is None else (status[0], edit.status[1])
    return Edit(label, tuple(c for c in merged.values() if c.before != c.after), status)
