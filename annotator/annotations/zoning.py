"""What of a sheet counts: without the zones that are not gold, what lies in them, and what points there."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.index import SheetIndex
from annotator.annotations.records import (
    Comment,
    Decision,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    Zone,
)
from annotator.annotations.sheet import Sheet
from annotator.tagsets.model import Tagset


class Counted(Struct, frozen=True):
    """The sheet of what counts, and how many records were left out, by why."""

    sheet: Sheet
    left_out: dict[str, int]


def counting(
    sheet: Sheet,
    tagset: Tagset,
    *,
    keep_zones: bool = False,
    types: Collection[str] | None = None,
    talk: bool = False,
) -> Counted:
    """What of ``sheet`` counts for gold.

    Mentions that touch a zone that is not gold are left out, and with them what they fill and the relations and
    instances that nothing is left of; so are other types than ``types`` (an ancestor stands for its descendants), and
    comments and decisions, which speak of the tagging. ``keep_zones`` keeps zones and what lies in them, ``talk`` the
    comments and decisions, but for those on nothing but what is left out.
    """
    left: dict[str, int] = {}
    # Few sheets have such zones, and an index costs as much as all the rest.
    bars = not keep_zones and any(isinstance(r, Zone) and not tagset.is_gold_zone(r.type) for r in sheet)
    index = SheetIndex(sheet) if bars else None
    kept: dict[str, Record] = {}

    def drop(why: str) -> None:
        left[why] = left.get(why, 0) + 1

    for record in sheet:
        match record:
            case Entity() | Event():
                if index is not None and _in_a_zone(record, index, tagset):
                    drop("in a zone")
                elif types is not None and not _wanted(record.type, tagset, types):
                    drop("type not asked for")
                else:
                    kept[record.id] = record
            case Zone():
                if keep_zones or tagset.is_gold_zone(record.type):
                    kept[record.id] = record
                else:
                    drop("zone")
            case Comment() | Decision():
                if talk:
                    kept[record.id] = record
                else:
                    drop(record.kind)
            case _:
                kept[record.id] = record
    for record in [r for r in kept.values() if isinstance(r, (Event, Relation))]:
        arguments = tuple(a for a in record.arguments if a.filler in kept)
        if isinstance(record, Relation) and len(arguments) < len(record.arguments):
            drop("end left out")
            del kept[record.id]
        elif len(arguments) < len(record.arguments):
            left["argument left out"] = (
                left.get("argument left out", 0) + len(record.arguments) - len(arguments)
            )
            kept[record.id] = replace(record, arguments=arguments)
    if left.get("in a zone") or left.get("type not asked for"):  # else no instance has lost a mention
        referred = {id for r in kept.values() if isinstance(r, (Entity, Event)) for id in r.instances}
        before = {id for r in sheet if isinstance(r, (Entity, Event)) for id in r.instances}
        for id in [r.id for r in kept.values() if isinstance(r, Instance)]:
            if id in before and id not in referred:
                drop("instance without mentions")
                del kept[id]
    if left and talk:
        for record in [r for r in kept.values() if isinstance(r, (Comment, Decision))]:
            if _gone(record, sheet, kept):
                drop(f"{record.kind} on what is left out")
                del kept[record.id]
    return Counted(Sheet.of(kept.values(), sheet.status) if left else sheet, left)


def _gone(about: Comment | Decision, sheet: Sheet, kept: Collection[str]) -> bool:
    """Whether there were records that it is on, and none of them is kept. A colleague's are not there to begin with."""
    spoken_of = (about.on.record,) if isinstance(about, Comment) else about.results
    own = [id for id in spoken_of if sheet.get(id) is not None]
    return bool(own) and not any(id in kept for id in own)


def _in_a_zone(mention: Entity | Event, index: SheetIndex, tagset: Tagset) -> bool:
    return any(
        not tagset.is_gold_zone(zone.type)
        and any(f.start < z.end and z.start < f.end for f in mention.span for z in zone.span)
        for zone in index.zones_in(mention.span[0].start, mention.span[-1].end)
    )


def _wanted(type: str, tagset: Tagset, types: Collection[str]) -> bool:
    return any(tagset.is_a(type, wanted) for wanted in types)
