"""What several annotators say of one article, thing by thing, and where they differ.

A unit is one mention, relation, zone or the article's own values as each annotator has it. Classes of difference:

========= ======================================================================================
missing   an annotator who took part does not have it
boundary  spans differ
type      types differ
role      the same filler stands in different roles
argument  a filler is there for one and not for the other
attribute a value differs (a value that is the tagset's default counts as given)
instance  chains differ (:mod:`annotator.review.chains`)
zone      a zone differs, in whatever way
single    one sheet is gone through by itself (:mod:`annotator.review.solo`)
========= ======================================================================================

Notes, flags and instances are no differences here. Knows nothing of gold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from msgspec import Struct

from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Record,
    Relation,
    Value,
    Zone,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.review.compared import Compared
from annotator.review.grouping import Group, Member, group
from annotator.tagsets.model import Tagset

Class: TypeAlias = Literal[
    "missing", "boundary", "type", "role", "argument", "attribute", "instance", "zone", "single"
]

CLASSES: tuple[Class, ...] = (
    "missing",
    "boundary",
    "type",
    "role",
    "argument",
    "attribute",
    "instance",
    "zone",
)
"""All classes of difference between annotators, in the order in which they are shown."""

Kind: TypeAlias = Literal["entity", "event", "relation", "zone", "article", "instance"]

_KIND_OF: tuple[tuple[str, Kind], ...] = (
    ("entities", "entity"),
    ("events", "event"),
    ("relations", "relation"),
    ("zones", "zone"),
)


_EMPTY = ("", ())
"""Values that say no more than no value."""


class Version(NamedTuple):
    """One annotator's record of a unit."""

    annotator: str
    record: Record


class Unit(Struct, frozen=True):
    """One thing as several annotators have it.

    ``key`` names it as long as its first version stays; ``missing`` are annotators who took part and do not have it;
    ``classes`` is empty where all agree. ``start`` is in code points, -1 without a place.
    """

    kind: Kind
    key: str
    versions: tuple[Version, ...]
    missing: tuple[str, ...] = ()
    classes: tuple[Class, ...] = ()
    start: int = -1

    @property
    def differs(self) -> bool:
        """Whether annotators differ on it."""
        return bool(self.classes)

    def of(self, annotator: str) -> Record | None:
        """One annotator's version, or None."""
        return next((v.record for v in self.versions if v.annotator == annotator), None)


class Comparison:
    """The sheets of several annotators on one article, unit by unit in text order. Immutable once made.

    ``unit_of`` finds a unit by annotator and record id. Raises ValueError where nobody takes part.
    """

    def __init__(self, sheets: Mapping[str, Sheet], tagset: Tagset) -> None:
        if not sheets:
            raise ValueError("somebody must take part")
        self.participants = tuple(sorted(sheets))
        self.tagset = tagset
        self._symmetric = frozenset(relation.id for relation in tagset.relations if relation.symmetric)
        self.sheets = dict(sheets)
        compared = {name: Compared(sheets[name]) for name in self.participants}
        groups = group(compared)
        key_of: dict[Member, str] = {}
        members: list[tuple[Kind, str, Group]] = []
        for field, kind in _KIND_OF:
            for held in groups[field]:
                key = f"{kind}:{held[0][0]}:{held[0][1]}"
                members.append((kind, key, held))
                key_of.update(dict.fromkeys(held, key))
        self._key_of = key_of
        self._defaults: dict[str, dict[str, Any]] = {}
        units = [self._unit(kind, key, held) for kind, key, held in members]
        units += self._labels(compared)
        units.sort(key=_in_text)
        self.units: tuple[Unit, ...] = tuple(units)
        self.by_key = {unit.key: unit for unit in units}
        self._referrers: dict[str, list[Unit]] | None = None

    def unit_of(self, annotator: str, record: str) -> Unit | None:
        """The unit that holds one annotator's record, or None."""
        key = self._key_of.get((annotator, record))
        return None if key is None else self.by_key[key]

    def key_of(self, annotator: str, record: str) -> str:
        """The key of that unit; where there is none, a text that no other record has."""
        return self._key_of.get((annotator, record)) or f"?:{annotator}:{record}"

    def referrers(self, unit: Unit) -> Sequence[Unit]:
        """The units of events and relations that anybody fills with ``unit``."""
        if self._referrers is None:
            found: dict[str, dict[str, Unit]] = {}
            for holder in self.units:
                for annotator, record in holder.versions:
                    for argument in record.arguments if isinstance(record, (Event, Relation)) else ():
                        found.setdefault(self.key_of(annotator, argument.filler), {})[holder.key] = holder
            self._referrers = {key: list(held.values()) for key, held in found.items()}
        return self._referrers.get(unit.key, ())

    def content(self, version: Version) -> object:
        """What a version says, the same for two annotators who agree; fillers by their units."""
        record = version.record
        match record:
            case Entity():
                return (record.type, stretches(record), self._values(record.type, record.attributes))
            case Event():
                return (
                    record.type,
                    stretches(record),
                    self._values(record.type, record.attributes),
                    frozenset(self.arguments(version)),
                )
            case Relation():
                return (
                    record.type,
                    self._values(record.type, record.attributes),
                    frozenset(self._ends(version)),
                )
            case Zone():
                return (record.type, stretches(record))
            case ArticleLabel():
                return self._values("", record.attributes)
            case _:
                return record.id

    def arguments(self, version: Version) -> list[tuple[str, str]]:
        """The arguments of a version as (role, key of the filler's unit)."""
        annotator, record = version
        if not isinstance(record, (Event, Relation)):
            return []
        return [(a.role, self.key_of(annotator, a.filler)) for a in record.arguments]

    def _ends(self, version: Version) -> list[tuple[str, str]]:
        """The arguments of a version; where a relation is symmetric it does not matter which end plays which role."""
        ends = self.arguments(version)
        record = version.record
        alike = isinstance(record, Relation) and record.type in self._symmetric
        return [("", filler) for _, filler in ends] if alike else ends

    def values(self, record: Entity | Event | Relation | ArticleLabel) -> dict[str, Value]:
        """The attributes of a record without those that are as the tagset has them by default."""
        type = "" if isinstance(record, ArticleLabel) else record.type
        return dict(self._values(type, record.attributes))

    def _unit(self, kind: Kind, key: str, held: Group) -> Unit:
        versions = tuple(Version(name, self._record(name, id)) for name, id in held)
        present = {name for name, _ in held}
        missing = tuple(name for name in self.participants if name not in present)
        starts = [r.span[0].start for _, r in versions if isinstance(r, (Entity, Event, Zone))]
        start = min(starts) if starts else self._place_of(versions)
        return Unit(kind, key, versions, missing, self._classes(kind, versions, missing), start)

    def _place_of(self, versions: Sequence[Version]) -> int:
        """Where a relation is listed: at its first end."""
        starts = [
            filler.span[0].start
            for annotator, record in versions
            if isinstance(record, Relation)
            for argument in record.arguments
            if isinstance(filler := self.sheets[annotator].get(argument.filler), (Entity, Event))
        ]
        return min(starts, default=-1)

    def _record(self, annotator: str, id: str) -> Record:
        record = self.sheets[annotator].get(id)
        assert record is not None, "groups are made of the sheets' own records"
        return record

    def _labels(self, compared: Mapping[str, Compared]) -> list[Unit]:
        versions = tuple(Version(name, sheet.labels[0]) for name, sheet in compared.items() if sheet.labels)
        if not versions:
            return []
        said = {self.content(version) for version in versions}
        # Who gave no value and who took back all of them say the same.
        missing = tuple(name for name, sheet in compared.items() if not sheet.labels)
        if missing:
            said.add(())
        key = f"article:{versions[0].annotator}:{versions[0].record.id}"
        for version in versions:
            self._key_of[version.annotator, version.record.id] = key
        return [Unit("article", key, versions, missing, ("attribute",) if len(said) > 1 else ())]

    def _classes(self, kind: Kind, versions: Sequence[Version], missing: Sequence[str]) -> tuple[Class, ...]:
        if len(versions) == 1 and not missing:
            return ()
        found: set[Class] = {"missing"} if missing else set()
        if len(versions) > 1:
            found |= self._differing(versions)
        if kind == "zone":
            return ("zone",) if found else ()
        return tuple(name for name in CLASSES if name in found)

    def _differing(self, versions: Sequence[Version]) -> set[Class]:
        found: set[Class] = set()
        records = [record for _, record in versions]
        spanned = [r for r in records if isinstance(r, (Entity, Event, Zone))]
        if len({stretches(r) for r in spanned}) > 1:
            found.add("boundary")
        if len({r.type for r in records if not isinstance(r, (ArticleLabel,)) and hasattr(r, "type")}) > 1:
            found.add("type")
        valued = [r for r in records if isinstance(r, (Entity, Event, Relation))]
        if len({self._values(r.type, r.attributes) for r in valued}) > 1:
            found.add("attribute")
        if isinstance(records[0], (Event, Relation)):
            roles: list[dict[str, frozenset[str]]] = []
            for version in versions:
                held: dict[str, set[str]] = {}
                for role, target in self._ends(version):
                    held.setdefault(target, set()).add(role)
                roles.append({target: frozenset(r) for target, r in held.items()})
            if len({frozenset(held) for held in roles}) > 1:
                found.add("argument")
            shared = frozenset.intersection(*(frozenset(held) for held in roles))
            if any(len({held[target] for held in roles}) > 1 for target in shared):
                found.add("role")
        return found

    def _values(self, type: str, attributes: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
        if not attributes:
            return ()
        defaults = self._defaults.get(type)
        if defaults is None:
            known = self.tagset.attributes_of(type) if type else self.tagset.article_attributes
            defaults = self._defaults[type] = {a.id: a.default for a in known}
        return tuple(
            sorted(
                (name, tuple(sorted(value)) if isinstance(value, tuple) else value)
                for name, value in attributes.items()
                if value != defaults.get(name) and (value not in _EMPTY or defaults.get(name) is not None)
            )
        )


def _in_text(unit: Unit) -> tuple[int, int, str]:
    return (
        unit.start,
        ("article", "zone", "entity", "event", "relation", "instance").index(unit.kind),
        unit.key,
    )
