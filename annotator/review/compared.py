"""One sheet prepared for comparing: its records by kind, in an order that does not depend on how they were made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Fragment,
    Instance,
    Record,
    Relation,
    Zone,
)
from annotator.annotations.sheet import Sheet

M = TypeVar("M", Entity, Event, Zone)

Place: TypeAlias = tuple[str | int, ...]
"""A record's type and the bounds of its fragments, in code points: ``(type, start, end, start, end, …)``."""


class Compared:
    """The records of a sheet that can be compared, by kind; spanned ones in text order, longer ones first.

    Whoever scores leaves out what is not gold before (:mod:`annotator.annotations.zoning`); ``zones`` are then those
    that are compared all the same. ``places`` are those of all spanned records by id, worked out once for all
    comparisons.
    """

    __slots__ = ("entities", "events", "instances", "labels", "places", "relations", "sheet", "zones")

    def __init__(self, sheet: Sheet, zones: Iterable[Zone] | None = None) -> None:
        self.sheet = sheet
        self.places: dict[str, Place] = {}
        entities: list[Entity] = []
        events: list[Event] = []
        relations: list[Relation] = []
        own_zones: list[Zone] = []
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
                    own_zones.append(record)
                case Instance():
                    self.instances[record.id] = record
                case ArticleLabel():
                    self.labels.append(record)
                case _:
                    pass
        self.entities = self._in_order(entities)
        self.events = self._in_order(events)
        self.relations = sorted(relations, key=_by_id)
        self.zones = self._in_order(own_zones if zones is None else zones)

    def _in_order(self, records: Iterable[M]) -> list[M]:
        """Spanned records in text order, longer ones first, then by type and id."""
        keyed: list[tuple[int, int, str, str, M]] = []
        for record in records:
            span: tuple[Fragment, ...] = record.span
            start, end = span[0].start, span[-1].end
            if len(span) == 1:
                self.places[record.id] = (record.type, start, end)
            else:
                self.places[record.id] = (record.type, *(bound for f in span for bound in (f.start, f.end)))
            keyed.append((start, -end, record.type, record.id, record))
        keyed.sort()  # ids differ, so that no record is ever compared
        return [item[4] for item in keyed]


def _by_id(record: Record) -> str:
    return record.id
