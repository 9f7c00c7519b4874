"""What the versions of a difference say, cell by cell: what differs, what agrees, what gold has. Knows no Qt.

Annotators who have the same version share a card. Each keeps the number of its annotators, whatever the difference, so
that hands learn it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Record,
    Relation,
    Spanned,
    Value,
    Zone,
    quote,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.review.ledger import DEFERRED, Ledger
from annotator.review.parts import Part
from annotator.review.units import Comparison, Unit, Version
from annotator.tagsets.model import Tagset
from annotator.ui.review.words import outcome_in_words

_AROUND = 24
"""Code points shown at most on either side of a version's boundaries."""

_Valued: TypeAlias = Entity | Event | Relation | ArticleLabel


class Cell(NamedTuple):
    """One thing that a version says. ``lead`` and ``tail`` are words that other versions have and this one has not."""

    part: Part | None
    label: str
    words: str
    colour: str = ""
    differs: bool = False
    taken: bool = False
    lead: str = ""
    tail: str = ""
    lacking: bool = False


class Card(NamedTuple):
    """One version: who has it (none for gold), and what it says; without cells it does not have it at all."""

    numbers: tuple[int, ...]
    annotators: tuple[str, ...]
    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    chosen: bool = False
    missing: bool = False


class Faces(NamedTuple):
    """A difference as it is shown. ``gold`` has no cells where nothing of it is gold."""

    unit: Unit
    cards: tuple[Card, ...]
    gold: Card
    standing: str
    outcome: str = ""
    """The outcome of the decision that stands, ``changed`` where it does not any more, or an empty text."""
    reason: str = ""
    comment: str = ""


def faces_of(
    comparison: Comparison,
    unit: Unit,
    sheet: Sheet,
    ledger: Ledger,
    text: str,
    names: Mapping[str, str],
) -> Faces:
    """How a unit is shown; ``sheet`` and ``ledger`` are gold's."""
    gold = result_of(unit, sheet, ledger)
    decision = ledger.standing(unit)
    former = next(iter(ledger.about(unit)), None)
    taken = _GoldCells(comparison, sheet, ledger, gold)
    number = {name: at for at, name in enumerate(comparison.participants, 1)}
    adopted = gold.origin.annotator if gold is not None else ""
    whole = decision is not None and decision.outcome in ("agreed", "rule", "accepted")
    writer = _Writer(comparison, unit, text, taken)
    cards = []
    for camp in camps_of(comparison, unit):
        annotators = tuple(v.annotator for v in camp)
        numbers = tuple(number[name] for name in annotators)
        shown = tuple(names.get(name, name) for name in annotators)
        cards.append(Card(numbers, annotators, shown, writer.cells(camp[0]), whole and adopted in annotators))
    if unit.missing:
        dropped = decision is not None and decision.outcome in ("rule", "none") and not decision.results
        cards.append(
            Card(
                tuple(number[name] for name in unit.missing),
                unit.missing,
                tuple(names.get(name, name) for name in unit.missing),
                (),
                dropped,
                missing=True,
            )
        )
    cards.sort(key=_first_number)
    said, outcome = "Not decided yet", ""
    told = decision
    if decision is not None:
        said, outcome = outcome_in_words(decision, names.get(adopted, adopted)), decision.outcome
    elif former is not None:
        said, outcome, told = "Changed since it was decided: decide again", "changed", former
    return Faces(
        unit,
        tuple(cards),
        Card((), (), ("Gold",), writer.gold_cells(sheet, gold)),
        said,
        outcome,
        told.reason if told is not None else "",
        told.comment if told is not None else "",
    )


def result_of(unit: Unit, sheet: Sheet, ledger: Ledger) -> Record | None:
    """The gold record that came of a unit, if any."""
    ids = (id for decision in ledger.about(unit) for id in decision.results)
    return next((record for id in ids if (record := sheet.get(id)) is not None), None)


def camps_of(comparison: Comparison, unit: Unit) -> list[list[Version]]:
    """The versions that say the same, together."""
    camps: dict[object, list[Version]] = {}
    for version in unit.versions:
        camps.setdefault(comparison.content(version), []).append(version)
    return list(camps.values())


def _first_number(card: Card) -> int:
    return card.numbers[0]


class _GoldCells:
    """What gold has of a unit, in the terms of its versions."""

    def __init__(self, comparison: Comparison, sheet: Sheet, ledger: Ledger, gold: Record | None) -> None:
        self.record = gold
        self.arguments: set[tuple[str, str]] = set()
        if isinstance(gold, (Event, Relation)):
            for argument in gold.arguments:
                decision = ledger.of_result(argument.filler)
                for e in decision.evidence if decision is not None else ():
                    self.arguments.add((argument.role, comparison.key_of(e.annotator, e.record)))
        valued = isinstance(gold, (Entity, Event, Relation, ArticleLabel))
        self.values: Mapping[str, Value] = comparison.values(gold) if valued else {}  # type: ignore[arg-type]


class _Writer:
    """Writes the cells of the versions of one unit."""

    def __init__(self, comparison: Comparison, unit: Unit, text: str, gold: _GoldCells) -> None:
        self._comparison, self._unit, self._text, self._gold = comparison, unit, text, gold
        self._tagset: Tagset = comparison.tagset
        records = [v.record for v in unit.versions]
        spanned = [r for r in records if isinstance(r, (Entity, Event, Zone))]
        self._spans = {stretches(r) for r in spanned}
        self._start = min((r.span[0].start for r in spanned), default=0)
        self._end = max((r.span[-1].end for r in spanned), default=0)
        self._types = {getattr(r, "type", "") for r in records}
        self._arguments = [set(comparison.arguments(v)) for v in unit.versions]
        self._values = [comparison.values(r) if isinstance(r, _VALUED) else {} for r in records]
        self._fillers = {
            key: Version(v.annotator, filler)
            for v in unit.versions
            if isinstance(v.record, (Event, Relation))
            for a in v.record.arguments
            if (filler := comparison.sheets[v.annotator].get(a.filler)) is not None
            for key in (comparison.key_of(v.annotator, a.filler),)
        }

    def cells(self, version: Version) -> tuple[Cell, ...]:
        """What one version says."""
        record = version.record
        cells: list[Cell] = []
        if isinstance(record, (Entity, Event, Zone)):
            cells.append(self._boundary(record))
        if not isinstance(record, ArticleLabel):
            cells.append(self._type(record))
        if isinstance(record, (Event, Relation)):
            cells += self._filled(record.type, set(self._comparison.arguments(version)))
        if isinstance(record, _VALUED):
            cells += self._valued(record)
        return tuple(cells)

    def gold_cells(self, sheet: Sheet, record: Record | None) -> tuple[Cell, ...]:
        """What gold says."""
        cells: list[Cell] = []
        if isinstance(record, (Entity, Event, Zone)):
            cells.append(Cell(None, "", quote(record)))
        if isinstance(record, (Entity, Event, Zone, Relation)):
            cells.append(Cell(None, "", self._tagset.display(record.type), self._colour(record.type)))
        if isinstance(record, (Event, Relation)):
            for a in record.arguments:
                filler = sheet.get(a.filler)
                shown = (
                    (quote(filler), self._colour(filler.type))
                    if isinstance(filler, (Entity, Event))
                    else ("", "")
                )
                cells.append(Cell(None, self._role(record.type, a.role), *shown))
        if isinstance(record, _VALUED):
            for name, value in self._comparison.values(record).items():
                cells.append(Cell(None, *self._attribute(record, name, value)))
        return tuple(cells)

    def _boundary(self, record: Spanned) -> Cell:
        differs = len(self._spans) > 1
        lead = tail = ""
        if differs:
            start, end = record.span[0].start, record.span[-1].end
            lead = self._text[max(self._start, start - _AROUND) : start]
            tail = self._text[end : min(self._end, end + _AROUND)]
        gold = self._gold.record
        taken = isinstance(gold, (Entity, Event, Zone)) and stretches(gold) == stretches(record)
        return Cell(Part("boundary"), "", quote(record), "", differs, taken, lead, tail)

    def _type(self, record: Record) -> Cell:
        type = getattr(record, "type", "")
        taken = getattr(self._gold.record, "type", None) == type
        differs = len(self._types) > 1
        return Cell(Part("type"), "", self._tagset.display(type), self._colour(type), differs, taken)

    def _filled(self, type: str, own: set[tuple[str, str]]) -> list[Cell]:
        shared = set.intersection(*self._arguments)
        every = set.union(*self._arguments)
        order = {role.id: at for at, role in enumerate(self._tagset.roles(type))}
        cells = []
        for role, key in sorted(own, key=lambda a: (order.get(a[0], len(order)), self._place(a[1]))):
            words, colour = self._filler(key)
            taken = (role, key) in self._gold.arguments
            part = Part("argument", role, key)
            cells.append(Cell(part, self._role(type, role), words, colour, (role, key) not in shared, taken))
        held = {role for role, _ in own}
        lacking = sorted({role for role, _ in every} - held, key=lambda role: order.get(role, len(order)))
        cells += [Cell(None, self._role(type, r), "—", differs=True, lacking=True) for r in lacking]
        return cells

    def _valued(self, record: _Valued) -> list[Cell]:
        own = self._comparison.values(record)
        names = list(dict.fromkeys(name for values in self._values for name in values))
        cells = []
        for name in names:
            differs = any(values.get(name) != own.get(name) for values in self._values)
            given = record.attributes.get(name)
            label, words = self._attribute(record, name, given)
            gold = self._gold.record
            taken = isinstance(gold, _VALUED) and self._gold.values.get(name) == own.get(name)
            cells.append(
                Cell(Part("attribute", name), label, words, "", differs, taken, lacking=given is None)
            )
        return cells

    def _attribute(self, record: _Valued, name: str, value: Value | None) -> tuple[str, str]:
        if isinstance(record, ArticleLabel):
            found = next((a for a in self._tagset.article_attributes if a.id == name), None)
        else:
            found = self._tagset.attribute(record.type, name)
        label = found.name if found is not None else name
        if value is None:
            return label, "—"
        values = value if isinstance(value, tuple) else (value,)
        shown = (
            found.value_name(v) if found is not None and isinstance(v, str) else _spoken(v) for v in values
        )
        return label, ", ".join(shown)

    def _filler(self, key: str) -> tuple[str, str]:
        version = self._fillers.get(key)
        record = version.record if version is not None else None
        if isinstance(record, (Entity, Event)):
            return quote(record), self._colour(record.type)
        return "", ""

    def _place(self, key: str) -> int:
        version = self._fillers.get(key)
        record = version.record if version is not None else None
        return record.span[0].start if isinstance(record, (Entity, Event)) else -1

    def _role(self, type: str, role: str) -> str:
        found = self._tagset.role(type, role)
        return found.name if found is not None else role

    def _colour(self, type: str) -> str:
        found = self._tagset.type(type)
        return found.colour if found is not None else ""


_VALUED = (Entity, Event, Relation, ArticleLabel)


def _spoken(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def is_put_off(faces: Faces) -> bool:
    """Whether its decision was put off."""
    return faces.outcome == DEFERRED


def numbered(comparison: Comparison, number: int) -> str:
    """The annotator with a number, or an empty text."""
    names: Sequence[str] = comparison.participants
    return names[number - 1] if 1 <= number <= len(names) else ""
