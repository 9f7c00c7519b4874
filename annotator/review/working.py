"""A gold sheet while an edit of it is put together: reads see what the edit holds so far."""

from __future__ import annotations

from msgspec.structs import replace

from annotator.annotations.edits import Change, Edit, Status
from annotator.annotations.index import SheetIndex
from annotator.annotations.operations import delete
from annotator.annotations.records import ArticleLabel, Decision, Event, Record, Relation
from annotator.annotations.sheet import Sheet
from annotator.review.ledger import Ledger
from annotator.review.units import Unit


class Working:
    """Collects changes to one sheet. The sheet, its ``index`` and its ledger stay as they are."""

    def __init__(self, sheet: Sheet, index: SheetIndex, ledger: Ledger, edit: Edit | None = None) -> None:
        self._sheet = sheet
        self.index = index
        self._ledger = ledger
        self._after: dict[str, Record | None] = {}
        self._fresh = Ledger()
        if edit is not None:
            self._after.update({change.id: change.after for change in edit.changes})

    def get(self, id: str) -> Record | None:
        """A record as it would be."""
        return self._after[id] if id in self._after else self._sheet.get(id)

    def put(self, record: Record) -> None:
        """Adds a record or puts it in the place of the one with its id."""
        if isinstance(record, Decision):
            self._forget(record.id)
            self._fresh.follow(Edit("", (Change(None, record),)))
        self._after[record.id] = record

    def drop(self, id: str) -> None:
        """Deletes a record, and what cannot be without it."""
        present = self.get(id)
        if present is None:
            return
        if isinstance(present, Decision):
            self._forget(id)
            self._after[id] = None
            return
        if self._sheet.get(id) is None:
            self._after[id] = None
            return
        for change in delete(self._sheet, self.index, [id]).changes:
            # What this edit has touched itself stays as it has it, but for what pointed at the record that goes.
            after = change.after
            if change.id != id and change.id in self._after:
                after = _without(self._after[change.id], id)
            self._after[change.id] = after
            if change.id != id and after is None:
                self._open_again(change.id)

    def drop_only(self, id: str) -> None:
        """Deletes one record and nothing that hangs on it."""
        self._after[id] = None

    def about(self, unit: Unit) -> list[Decision]:
        """All decisions that rest on any version of ``unit``, as they would be."""
        kept = [d for d in self._ledger.about(unit) if d.id not in self._after]
        return [*kept, *self._fresh.about(unit)]

    def standing(self, unit: Unit) -> Decision | None:
        """The decision about ``unit`` that would stand."""
        fresh = self._fresh.standing(unit)
        if fresh is not None:
            return fresh
        former = self._ledger.standing(unit)
        return None if former is None or former.id in self._after else former

    def of_result(self, id: str) -> Decision | None:
        """The decision that a gold record would have come of."""
        fresh = self._fresh.of_result(id)
        if fresh is not None:
            return fresh
        former = self._ledger.of_result(id)
        return None if former is None or former.id in self._after else former

    def is_unclaimed(self, id: str) -> bool:
        """Whether no decision on anybody's records speaks of a gold record."""
        decision = self.of_result(id)
        return decision is None or not decision.evidence

    def labels(self) -> list[ArticleLabel]:
        """The values of the article's own attributes, as the sheet has them."""
        return [record for record in self._sheet if isinstance(record, ArticleLabel)]

    def edit(self, label: str, status: tuple[Status, Status] | None = None) -> Edit:
        """The edit that does all of it."""
        changes = [Change(self._sheet.get(id), after) for id, after in self._after.items()]
        kept = tuple(c for c in changes if c.before != c.after)
        return Edit(label, kept, status)

    def _open_again(self, result: str) -> None:
        """A relation that lost an end is no longer what was decided; a chain still is, it has mentions elsewhere."""
        decision = self._ledger.of_result(result)
        if decision is not None and decision.of != "instance" and decision.id not in self._after:
            self._after[decision.id] = None

    def _forget(self, id: str) -> None:
        former = self._after.get(id)
        if isinstance(former, Decision):
            self._fresh.follow(Edit("", (Change(former, None),)))


def _without(record: Record | None, filler: str) -> Record | None:
    """A record without what ``filler`` filled; a relation needs both its ends."""
    if not isinstance(record, (Event, Relation)):
        return record
    kept = tuple(a for a in record.arguments if a.filler != filler)
    if len(kept) == len(record.arguments):
        return record
    return None if isinstance(record, Relation) and len(kept) < 2 else replace(record, arguments=kept)
