"""Three-way merge of sheets by record id: what two people made of the version that both began with.

Pure; knows no file. Nothing is lost: where both changed one record differently, both records stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import immutables
from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.authors import random_id
from annotator.annotations.edits import Change, Edit
from annotator.annotations.records import Entity, Event, Record, Relation
from annotator.annotations.sheet import Sheet, difference

Clash: TypeAlias = Literal["both-changed", "deleted-and-changed", "deleted-and-used", "status"]
"""Why two versions did not fit: both changed a record; one deleted what the other changed, or refers to; both
changed the status."""


class Conflict(Struct, frozen=True):
    """One thing that a person should look at.

    ``record`` is the id of the record concerned ("" for the status), ``copy`` the id under which their version was
    kept, ``""`` where one version sufficed.
    """

    clash: Clash
    record: str = ""
    copy: str = ""


class Merge(Struct, frozen=True):
    """The merged sheet, and the edits that lead there from ours and from theirs.

    ``copies`` names, for each record kept under a new id, the id it had.
    """

    sheet: Sheet
    ours: Edit
    theirs: Edit
    conflicts: tuple[Conflict, ...] = ()
    copies: immutables.Map[str, str] = immutables.Map()


def merge(base: Sheet, ours: Sheet, theirs: Sheet, *, new_id: Callable[[str], str] = random_id) -> Merge:
    """Merges ``ours`` and ``theirs``, which both came from ``base``.

    ``new_id`` makes an id for a kind. A record that only one side touched is taken from there. Of a status that
    both changed, ours stays.
    """
    conflicts: list[Conflict] = []
    copies: dict[str, str] = {}
    from_them = difference(base, theirs)
    from_us = difference(base, ours)
    merged = dict.fromkeys(change.id for change in from_us.changes)
    records = ours.records.mutate()
    for change in from_them.changes:
        id, mine, their = change.id, ours.get(change.id), change.after
        if id not in merged:
            _put(records, id, their)
        elif mine != their:
            if mine is None or their is None:
                _put(records, id, mine if their is None else their)
                conflicts.append(Conflict("deleted-and-changed", id))
            else:
                copy = _unused(their.kind, new_id, records)
                records[copy] = replace(their, id=copy)
                copies[copy] = id
                conflicts.append(Conflict("both-changed", id, copy))
    touched = [change.id for change in (*from_us.changes, *from_them.changes)]
    conflicts += _bring_back(records, base, ours, theirs, [*touched, *copies])
    status = theirs.status if ours.status == base.status else ours.status
    if base.status != ours.status != theirs.status != base.status:
        conflicts.append(Conflict("status"))
    sheet = Sheet(records.finish(), status)
    ids = sorted({*touched, *copies, *(conflict.record for conflict in conflicts if conflict.record)})
    return Merge(
        sheet,
        _between(ours, sheet, ids),
        _between(theirs, sheet, ids),
        tuple(conflicts),
        immutables.Map(copies),
    )


def rebase(sheet: Sheet, edit: Edit, *, new_id: Callable[[str], str] = random_id) -> Merge:
    """Merges an edit made on another version of ``sheet`` into it; costs what the edit changes.

    In the result ``theirs`` leads from ``sheet`` to the merged one, ``ours`` from where the edit led; its ``sheet``
    holds no more than the records concerned.
    """
    present = [record for change in edit.changes if (record := sheet.get(change.id)) is not None]
    before, after = edit.status if edit.status is not None else (sheet.status, sheet.status)
    return merge(
        Sheet.of([c.before for c in edit.changes if c.before is not None], before),
        Sheet.of([c.after for c in edit.changes if c.after is not None], after),
        Sheet.of(present, sheet.status),
        new_id=new_id,
    )


def fitting(sheet: Sheet, edit: Edit) -> Edit:
    """The part of ``edit`` whose records are in ``sheet`` as the edit says they were."""
    changes = tuple(change for change in edit.changes if sheet.get(change.id) == change.before)
    status = edit.status if edit.status is not None and edit.status[0] == sheet.status else None
    return Edit(edit.label, changes, status)


def _between(before: Sheet, after: Sheet, ids: list[str]) -> Edit:
    """The edit from one sheet to the other, which differ in no more than ``ids``."""
    changes = [Change(before.get(id), after.get(id)) for id in ids]
    status = None if before.status == after.status else (before.status, after.status)
    return Edit("changes by somebody else", tuple(c for c in changes if c.before != c.after), status)


def references(record: Record) -> Iterator[str]:
    """Ids of the records in the same sheet that ``record`` points to."""
    if isinstance(record, (Event, Relation)):
        yield from (argument.filler for argument in record.arguments)
    if isinstance(record, (Entity, Event)):
        yield from record.instances


def _put(records: immutables.MapMutation[str, Record], id: str, record: Record | None) -> None:
    if record is not None:
        records[id] = record
    elif id in records:
        del records[id]


def _unused(kind: str, new_id: Callable[[str], str], records: immutables.MapMutation[str, Record]) -> str:
    while (id := new_id(kind)) in records:
        pass
    return id


def _bring_back(
    records: immutables.MapMutation[str, Record], base: Sheet, ours: Sheet, theirs: Sheet, touched: list[str]
) -> Iterator[Conflict]:
    """Restores records that one side deleted while the other made something that refers to them."""
    waiting = list(dict.fromkeys(touched))
    while waiting:
        record = records.get(waiting.pop())
        if record is None:
            continue
        for id in references(record):
            lost = ours.get(id) or theirs.get(id)
            if id not in records and lost is not None and base.get(id) is not None:
                records[id] = lost
                waiting.append(id)
                yield Conflict("deleted-and-used", id)
