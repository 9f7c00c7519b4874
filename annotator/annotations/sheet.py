"""A sheet: all records of one annotator on one article, as an immutable value.

A sheet changes only by an edit, which makes a new one that shares all it does not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import immutables
from msgspec import Struct

from annotator.annotations.edits import Change, Edit, Status
from annotator.annotations.records import Record
from annotator.errors import AnnotatorError


class EditMismatch(AnnotatorError):
    """An edit does not fit the sheet it was applied to: a record is not as the edit says it was."""


class Sheet(Struct, frozen=True):
    """Records by id, and whether the annotator calls the article done."""

    records: immutables.Map[str, Record] = immutables.Map()
    status: Status = "in-progress"

    @classmethod
    def of(cls, records: Iterable[Record], status: Status = "in-progress") -> Sheet:
        """A sheet of ``records``; of two with the same id the later one stays."""
        return cls(immutables.Map({record.id: record for record in records}), status)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records.values())

    def __len__(self) -> int:
        return len(self.records)

    def get(self, id: str) -> Record | None:
        """The record with that id, or None."""
        return self.records.get(id)

    def apply(self, edit: Edit) -> Sheet:
        """The sheet after ``edit``. Raises EditMismatch where a record is not as the edit says it was."""
        if edit.status is not None and edit.status[0] != self.status:
            raise EditMismatch(f"“{edit.label}” expects the status {edit.status[0]}, not {self.status}")
        with self.records.mutate() as records:
            for change in edit.changes:
                present = records.get(change.id)
                if present is not change.before and present != change.before:
                    raise EditMismatch(
                        f"“{edit.label}” does not fit record {change.id}: it has changed since"
                    )
                if change.after is None:
                    del records[change.id]
                else:
                    records[change.id] = change.after
            result = records.finish()
        return Sheet(result, self.status if edit.status is None else edit.status[1])


def difference(before: Sheet, after: Sheet, label: str = "changes") -> Edit:
    """The edit that turns ``before`` into ``after``."""
    changes = [Change(before.get(r.id), r) for r in after if before.get(r.id) != r]
    changes += [Change(r, None) for r in before if after.get(r.id) is None]
    status = None if before.status == after.status else (before.status, after.status)
    return Edit(label, tuple(sorted(changes, key=lambda c: c.id)), status)
