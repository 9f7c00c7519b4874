"""Where records come from: kept in a place of its own where a format has one, else named for all records at once."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.annotations.records import Origin, Record
from annotator.formats.exchange import Trace, Untraced

_BY_HAND, _IMPORTED = Origin(), Origin("import")
_SHEET = "of whom and how far it is, the format does not say"


def trace(record: Record) -> Trace:
    """All that a record tells of it."""
    return Trace(record.id, record.by, record.at, None if record.origin == _BY_HAND else record.origin)


def untraced(written: Iterable[Record], status: str, reason: str) -> tuple[Untraced, ...]:
    """What is lost with a format that keeps none of it, of the records that it holds and of a sheet of that status.

    What a reader gives records of itself, such as that they were imported, is not lost.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for record in written:
        what = ["id"]
        if record.by:
            what.append("by")
        if record.at:
            what.append("at")
        if record.origin != _IMPORTED:
            what.append("origin")
        groups.setdefault(tuple(what), []).append(record.id)
    sheet = ("annotator", "status") if status == "done" else ("annotator",)
    return (
        *(Untraced(tuple(ids), what, reason) for what, ids in groups.items()),
        Untraced((), sheet, _SHEET),
    )
