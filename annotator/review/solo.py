"""Deciding on one annotator's sheet alone, such as a colleague's or a model's: all of it is open until it is decided.

What was decided with others about the same record, unchanged, counts as decided; so does what gold says already, from
wherever it has it. Accepted mentions keep the instances that they refer to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Change, Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import (
    ArticleLabel,
    Decision,
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Relation,
    Zone,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.review.compared import Compared
from annotator.review.deciding import Deciding, Gold
from annotator.review.evidence import digest
from annotator.review.ledger import DEFERRED, Ledger
from annotator.review.units import Class, Comparison, Kind, Unit, Version
from annotator.review.working import Working
from annotator.tagsets.model import Tagset

_Place: TypeAlias = tuple[str, str, tuple[tuple[int, int], ...]]
"""Kind, type and stretches of a mention."""


class SoloComparison(Comparison):
    """One sheet by itself: each of its records is open, of the class ``single``. Raises ValueError for more than one."""

    def __init__(self, sheets: Mapping[str, Sheet], tagset: Tagset) -> None:
        if len(sheets) != 1:
            raise ValueError("one sheet is gone through at a time")
        super().__init__(sheets, tagset)

    @property
    def annotator(self) -> str:
        """Whose sheet it is."""
        return self.participants[0]

    def _classes(self, kind: Kind, versions: Sequence[Version], missing: Sequence[str]) -> tuple[Class, ...]:
        return ("single",)

    def _labels(self, compared: Mapping[str, Compared]) -> list[Unit]:
        return [replace(unit, classes=("single",)) for unit in super()._labels(compared)]


class SoloLedger(Ledger):
    """The decisions of a gold sheet, as they concern the one sheet of ``comparison``."""

    def __init__(self, gold: Sheet, comparison: SoloComparison) -> None:
        super().__init__(gold)
        self._comparison = comparison
        self._index = SheetIndex(gold)
        self._zones = {_place(r): r.id for r in gold if isinstance(r, Zone)}
        self._labels = {r.id: r for r in gold if isinstance(r, ArticleLabel)}

    def follow(self, edit: Edit) -> None:
        """Takes over what ``edit`` changes in the gold sheet."""
        super().follow(edit)
        self._index.follow(edit)
        for change in edit.changes:
            if isinstance(change.before, Zone):
                self._zones.pop(_place(change.before), None)
            if isinstance(change.before, ArticleLabel):
                self._labels.pop(change.before.id, None)
        for change in edit.changes:
            if isinstance(change.after, Zone):
                self._zones[_place(change.after)] = change.after.id
            if isinstance(change.after, ArticleLabel):
                self._labels[change.after.id] = change.after

    def standing(self, unit: Unit) -> Decision | None:
        """The decision about ``unit`` that holds, made here or with others; for what gold says anyway, one not written."""
        found = super().standing(unit)
        if found is not None:
            return found
        annotator, record = unit.versions[0]
        for decision in self.about(unit):
            held = next(
                (e for e in decision.evidence if (e.annotator, e.record) == (annotator, record.id)), None
            )
            if held is not None and held.digest == digest(record) and decision.outcome != DEFERRED:
                return decision
        there = self.there(unit)
        return Decision("", unit.kind, "agreed", results=(there,)) if there else None

    def there(self, unit: Unit) -> str:
        """The gold record that says the same, however it came there; "" without one."""
        record = unit.versions[0].record
        match record:
            case Entity() | Event():
                same = self._index.mentions_of(stretches(record))
                return next((m.id for m in same if self._same(m, record)), "")
            case Zone():
                return self._zones.get(_place(record), "")
            case Relation():
                return self._relation(record)
            case ArticleLabel():
                return next((r.id for r in self._labels.values() if r.attributes == record.attributes), "")
            case _:
                return ""

    def others_at(self, unit: Unit) -> bool:
        """Whether gold has something else of the kind where an open record stands."""
        record = unit.versions[0].record
        if not isinstance(record, (Entity, Event)):
            return False
        near = self._index.mentions_in(record.span[0].start, record.span[-1].end)
        return any(m.kind == record.kind for m in near)

    def _same(self, gold: Record, record: Entity | Event) -> bool:
        if not isinstance(gold, (Entity, Event)) or _place(gold) != _place(record):
            return False
        if not isinstance(gold, Event) or not isinstance(record, Event):
            return True
        return self._ends_in_gold(gold) == self._ends(record)

    def _relation(self, record: Relation) -> str:
        ends = self._ends(record)
        for argument in record.arguments:
            filler = self._source(argument.filler)
            if filler is None:
                return ""
            for mention in self._index.mentions_of(stretches(filler)):
                for found in self._index.referrers(mention.id):
                    same = isinstance(found, Relation) and found.type == record.type
                    if same and self._ends_in_gold(found) == ends:
                        return found.id
        return ""

    def _source(self, id: str) -> Entity | Event | None:
        sheet = next(iter(self._comparison.sheets.values()))
        found = sheet.get(id)
        return found if isinstance(found, (Entity, Event)) else None

    def _ends(self, record: Event | Relation) -> set[tuple[str, _Place | None]]:
        fillers = ((a.role, self._source(a.filler)) for a in record.arguments)
        return {(role, None if filler is None else _place(filler)) for role, filler in fillers}

    def _ends_in_gold(self, record: Event | Relation) -> set[tuple[str, _Place | None]]:
        fillers = ((a.role, self._index.mention(a.filler)) for a in record.arguments)
        return {(role, None if filler is None else _place(filler)) for role, filler in fillers}


class SoloDeciding(Deciding):
    """The choices on one sheet alone: each record of it is accepted, or nothing of it is gold."""

    comparison: SoloComparison

    def __init__(self, comparison: SoloComparison, author: Author) -> None:
        super().__init__(comparison, author)

    def accept(self, gold: Gold, unit: Unit, annotator: str, *, reason: str = "", comment: str = "") -> Edit:
        """Makes a record gold, with whatever fills it and the instances they refer to."""
        return self._with_instances(
            gold, super().accept(gold, unit, annotator, reason=reason, comment=comment)
        )

    def accept_all(self, gold: Gold, choices: Iterable[tuple[Unit, str]], *, reason: str = "") -> Edit:
        """Makes many records gold at once."""
        held = list(choices)
        edit = self._with_instances(gold, super().accept_all(gold, held, reason=reason))
        count = sum(isinstance(change.after, Decision) for change in edit.changes)
        records = "1 record" if count == 1 else f"{count:,} records"
        return replace(edit, label=f"accept {records}")

    def none(self, gold: Gold, units: Sequence[Unit], *, reason: str = "", comment: str = "") -> Edit:
        """Decides that nothing of these records is gold."""
        edit = super().none(gold, units, reason=reason, comment=comment)
        if len(units) == 1:
            return edit
        return replace(edit, label=f"reject {len(units):,} records")

    def _unclaimed(self, work: Working, unit: Unit) -> Record | None:
        return None  # what gold has anyway is no version of a sheet that is gone through by itself

    def _with_instances(self, gold: Gold, edit: Edit) -> Edit:
        """``edit``, in which new gold mentions refer to what the records they come of refer to."""
        annotator = self.comparison.annotator
        sheet = self.comparison.sheets[annotator]
        changes = {change.id: change for change in edit.changes}
        for change in edit.changes:
            made = change.after
            if not isinstance(made, (Entity, Event)) or change.before is not None:
                continue
            source = sheet.get(made.origin.record)
            if not isinstance(source, (Entity, Event)) or not source.instances:
                continue
            changes[made.id] = Change(None, replace(made, instances=source.instances))
            for id in source.instances:
                instance = sheet.get(id)
                if isinstance(instance, Instance) and gold.sheet.get(id) is None:
                    origin = Origin("adopted", annotator, id)
                    adopted = replace(
                        instance, by=self._author.annotator, at=self._author.now(), origin=origin
                    )
                    changes.setdefault(id, Change(None, adopted))
        return replace(edit, changes=tuple(changes.values()))


def _place(record: Entity | Event | Zone) -> _Place:
    return (record.kind, record.type, stretches(record))


def compare(sheets: Mapping[str, Sheet], tagset: Tagset, *, alone: bool) -> Comparison:
    """The sheets that take part on one article, laid beside each other; one ``alone`` beside nothing."""
    return SoloComparison(sheets, tagset) if alone else Comparison(sheets, tagset)


def ledger_of(gold: Sheet, comparison: Comparison) -> Ledger:
    """The decisions of a gold sheet, as they concern this comparison."""
    return SoloLedger(gold, comparison) if isinstance(comparison, SoloComparison) else Ledger(gold)
