"""One sheet prepared for comparing: its records by kind, in an order that does not depend on how they were made."""

from __future__ import annotations

from typing import TypeVar

from annotator.annotations.records import ArticleLabel, Entity, Event, Instance, Record, Relation, Zone
from annotator.annotations.sheet import Sheet

M = TypeVar("M", Entity, Event, Zone)


class Compared:
    """The records of a sheet that can be compared, by kind; spanned ones in text order, longer ones first.

    Whoever scores leaves out what is not gold before (:mod:`annotator.annotations.zoning`).
    """

    __slots__ = ("entities", "events", "instances", "labels", "relations", "sheet", "zones")

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        entities: list[Entity] = []
        events: list[Event] = []
        relations: list[Relation] = []
        zones: list[Zone] = []
        self.instances: dict[str, Instance] = {}
        self.labels: list[ArticleLabel] = []
        for record in sheet:
            match record:
                case Entity():
                    entities.append(record)
                case Event():
                    events.append(record)
                case Relation():
                    relations.append(record)
                case Zone():
                    zones.append(record)
                case Instance():
                    self.instances[record.id] = record
                case ArticleLabel():
                    self.labels.append(record)
                case _:
                    pass
        self.entities = in_order(entities)
        self.events = in_order(events)
        self.relations = sorted(relations, key=_by_id)
        self.zones = in_order(zones)


def in_order(records: list[M]) -> list[M]:
    """Spanned records in text order, longer ones first, then by type and id."""
    return sorted(records, key=_by_place)


def _by_place(record: Entity | Event | Zone) -> tuple[int, int, str, str]:
    return (record.span[0].start, -record.span[-1].end, record.type, record.id)


def _by_id(record: Record) -> str:
    return record.id
