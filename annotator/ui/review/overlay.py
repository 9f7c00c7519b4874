"""The marks of several annotators over one text: grey where all agree, in each annotator's colour where they differ.

It reads a comparison and gives marks only for the stretch that is asked for, so that the number of colleagues' mentions
costs nothing. Knows no Qt. Offsets are half-open and count code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from msgspec import Struct

from annotator.annotations.index import SheetIndex
from annotator.annotations.operations import shown
from annotator.annotations.records import Entity, Event, Mention, Relation, quote, stretches
from annotator.annotations.sheet import Sheet
from annotator.review.units import Comparison, Unit
from annotator.tagsets.model import Tagset
from annotator.ui.arcing import MANY_ARCS
from annotator.ui.marking import (
    Looked,
    arcs_of,
    described,
    described_plainly,
    described_relation,
    mark_of,
)
from annotator.ui.review.looks import AGREED_COLOUR, Look
from annotator.ui.text.index import Source
from annotator.ui.text.marks import Arc, Mark, ZoneMark

_SIGN = "~"
_UNKNOWN = Look("?", "?", AGREED_COLOUR)


def mark_id(annotator: str, record: str) -> str:
    """The id of the mark of a colleague's record. No id of a record begins like it, and all sort before it."""
    return f"{_SIGN}{annotator}:{record}"


def whose(mark: str) -> tuple[str, str] | None:
    """The annotator and record of a colleague's mark, or None for a mark of the open sheet."""
    if not mark.startswith(_SIGN):
        return None
    annotator, _, record = mark[1:].partition(":")
    return annotator, record


class Seen(Struct, frozen=True):
    """A colleague's sheet as it is looked at, ready to be looked up in."""

    sheet: Sheet
    index: SheetIndex
    tagset: Tagset


class Standing(Protocol):
    """What is decided already, while the gold sheet lies open."""

    def is_settled(self, unit: Unit) -> bool:
        """Whether a difference needs nobody any more, so that only gold's mark of it is shown."""

    def is_agreed(self, record: str) -> bool:
        """Whether a gold record is what all agreed on."""

    def result_of(self, unit: Unit) -> str | None:
        """The gold record of a unit, if there is one."""


class Overlay:
    """What lies over the open sheet: the marks of ``colleagues`` where they say something else.

    ``own`` is the annotator of the open sheet; without a ``comparison`` only comments show. It takes part in the comparison, or with ``standing`` it is gold, on which
    the comparison is decided. ``remarked`` says of (annotator, record) whether a comment on it is open.
    """

    def __init__(
        self,
        comparison: Comparison | None,
        own: str,
        colleagues: Mapping[str, Seen],
        looks: Mapping[str, Look],
        *,
        standing: Standing | None = None,
        remarked: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self.comparison = comparison
        self.own = own
        participants = comparison.participants if comparison is not None else ()
        self._participants = participants
        self.colleagues = {a: seen for a, seen in colleagues.items() if a in participants}
        self._looks = looks
        self._standing = standing
        self.remarked = remarked
        self.pointed_out: Unit | None = None
        """A difference whose versions are all shown although it is decided."""

    # -- marks -----------------------------------------------------------------------------------------------

    def own_mark(self, mention: Mention, mark: Mark) -> Mark:
        """The mark of a mention of the open sheet as it looks beside the others'."""
        if self._is_remarked(self.own, mention.id):
            mark = mark._replace(remarked=True)
        if self._standing is not None:
            return mark._replace(colour=AGREED_COLOUR) if self._standing.is_agreed(mention.id) else mark
        if self.comparison is None or self.own not in self._participants:
            return mark
        if mark.dimmed and self.comparison.unit_of(self.own, mention.id) is None:
            return mark  # in a zone that is not gold, where nothing is compared
        return mark._replace(colour=self._own_colour(mention))

    def own_arcs(self, record: Event | Relation, arcs: list[Arc]) -> list[Arc]:
        """The arcs of an event or relation of the open sheet in the colour that its mark has beside the others'."""
        if self._standing is not None or self.comparison is None or self.own not in self._participants:
            return arcs
        colour = self._own_colour(record)
        return [arc._replace(colour=colour) for arc in arcs]

    def _own_colour(self, record: Mention | Relation) -> str:
        unit = self._unit(self.own, record.id)
        # What was edited since is not aligned yet, and counts as differing for the moment until it is.
        agreed = unit is not None and not unit.differs and unit.of(self.own) == record
        return AGREED_COLOUR if agreed else self.look(self.own).colour

    def between(self, start: int, end: int) -> Iterator[Mark]:
        """The marks of colleagues' mentions that share a code point with ``[start, end)``."""
        for annotator, seen in self.colleagues.items():
            for mention in seen.index.mentions_in(start, end):
                mark = self._mark(annotator, mention)
                if mark is not None:
                    yield mark

    def get(self, mark: str) -> Mark | None:
        """The mark of that id, if it is shown."""
        found = self.mention(mark)
        return None if found is None else self._mark(found[0], found[1])

    def zones(self) -> list[ZoneMark]:
        """Colleagues' zones that differ: a rail with the name, but no veil, since they exclude nothing here."""
        found: list[ZoneMark] = []
        for annotator, seen in self.colleagues.items():
            for zone in seen.index.zones():
                unit = self._unit(annotator, zone.id)
                if unit is None or not self._stands_out(unit):
                    continue
                label = f"{seen.tagset.label(zone.type)}·{self.look(annotator).short}"
                found.append(ZoneMark(mark_id(annotator, zone.id), stretches(zone), label, True))
        return found

    def _stands_out(self, unit: Unit) -> bool:
        """Whether the versions of a unit are shown: somebody differs, and it is not decided yet or one is there."""
        if not unit.differs and len(self._participants) > 1:
            return False
        return self._standing is None or unit == self.pointed_out or not self._standing.is_settled(unit)

    def marks_of(self, unit: Unit) -> dict[str, Mark | None]:
        """The marks of all versions of a unit by id; None for those that are not shown."""
        return {
            mark_id(annotator, record.id): self._mark(annotator, record)
            for annotator, record in unit.versions
            if annotator in self.colleagues and isinstance(record, (Entity, Event))
        }

    def _is_remarked(self, annotator: str, record: str) -> bool:
        """Whether a comment on it is open, or on what another has instead of it where all agree."""
        if not self.remarked or (annotator, record) in self.remarked:
            return bool(self.remarked)
        unit = self._unit(annotator, record)
        if unit is None or unit.differs:
            return False
        return any((version.annotator, version.record.id) in self.remarked for version in unit.versions)

    def _mark(self, annotator: str, mention: Mention) -> Mark | None:
        unit = self._unit(annotator, mention.id)
        if unit is None:
            return None
        # Who stands alone agrees with nobody.
        agreed = not unit.differs and len(self._participants) > 1
        if agreed and (self._standing is not None or unit.versions[0].annotator != annotator):
            return None
        if agreed and self.own in self._participants:
            return None  # drawn as the open sheet's own
        if not agreed and not self._stands_out(unit):
            return None
        seen, look = self.colleagues[annotator], self.look(annotator)
        mark = mark_of(mention, seen.tagset, seen.index)
        remarked = self._is_remarked(annotator, mention.id)
        label = mark.label if agreed else f"{mark.label}·{look.short}"
        colour = AGREED_COLOUR if agreed else look.colour
        return mark._replace(
            id=mark_id(annotator, mention.id), label=label, colour=colour, noted=False, remarked=remarked
        )

    def over(self, own: Source[Mark]) -> OverlaidMarks:
        """The marks of the open sheet, given as they look beside the others', with those of the others."""
        return OverlaidMarks(own, self)

    # -- what is under the pointer ---------------------------------------------------------------------------

    def look(self, annotator: str) -> Look:
        """How an annotator is shown."""
        return self._looks.get(annotator, _UNKNOWN)

    def mention(self, mark: str) -> tuple[str, Mention] | None:
        """The annotator and mention of a colleague's mark."""
        found = whose(mark)
        seen = self.colleagues.get(found[0]) if found is not None else None
        mention = seen.index.mention(found[1]) if seen is not None and found is not None else None
        return None if mention is None or found is None else (found[0], mention)

    def unit_of(self, mark: str) -> Unit | None:
        """What a colleague's mark, or one of the open sheet, is a version of."""
        annotator, record = whose(mark) or (self.own, mark)
        return self._unit(annotator, record)

    def _unit(self, annotator: str, record: str) -> Unit | None:
        return None if self.comparison is None else self.comparison.unit_of(annotator, record)

    def told(self, mark: str) -> str:
        """What a click on a colleague's mark would do, in a sentence for the status bar."""
        found = self.mention(mark)
        unit = self.unit_of(mark)
        if found is None:
            return ""
        tag = f"{self.colleagues[found[0]].tagset.display(found[1].type)} {shown(quote(found[1]))}"
        if unit is None or not unit.differs:
            return f"{tag}: all agree"
        return f"{tag} of {self.look(found[0]).name}: {', '.join(unit.classes)} · click: see the difference"

    def described(self, mark: str) -> str:
        """What a pointer that rests on a colleague's mark is told, as rich text."""
        found = self.mention(mark)
        if found is None:
            return ""
        import html

        annotator, mention = found
        name = html.escape(self.look(annotator).name)
        words = f"<b>{name}</b><br>{described(mention, self.colleagues[annotator])}"
        differs = self.beside(mark)
        return f"{words}{differs} <i>Click to see the difference.</i>" if differs else words

    def versions(self, unit: Unit, own: Looked) -> list[tuple[Look, str]]:
        """What each annotator says of a unit, as (look, rich text); ``own`` is the open sheet."""
        found: list[tuple[Look, str]] = []
        for annotator, record in unit.versions:
            looked = own if annotator == self.own else self.colleagues.get(annotator)
            if looked is None:
                continue
            if isinstance(record, (Entity, Event)):
                words = described(record, looked)
            elif isinstance(record, Relation):
                words = described_relation(record, looked)
            else:
                words = described_plainly(record, looked)
            found.append((self.look(annotator), words))
        shown = {self.own, *self.colleagues}
        return found + [(self.look(name), "<i>not tagged</i>") for name in unit.missing if name in shown]

    def beside(self, mark: str) -> str:
        """In what the versions of a mark's mention differ, as rich text; empty where all agree."""
        unit = self.unit_of(mark)
        if unit is None or not unit.differs:
            return ""
        import html

        told = [
            "not tagged by " + html.escape(", ".join(self.look(a).name for a in unit.missing))
            if each == "missing"
            else f"another {each}"
            for each in unit.classes
        ]
        return f"<br><i>Differs: {'; '.join(told)}.</i>"

    # -- arcs ------------------------------------------------------------------------------------------------

    def events_at(self, mark: str) -> list[str]:
        """The colleague's events and relations that a colleague's record is in focus for, as ids of marks."""
        annotator, id = whose(mark) or ("", "")
        seen = self.colleagues.get(annotator)
        if seen is None:
            return []
        record = seen.sheet.get(id)
        held: list[Event | Relation] = [record] if isinstance(record, (Event, Relation)) else []
        held += seen.index.referrers(id)
        return [mark_id(annotator, record.id) for record in held]

    def events_between(self, start: int, end: int) -> list[str]:
        """The colleagues' events of which something shows in ``[start, end)`` and on which they differ."""
        found: dict[str, None] = {}
        for annotator, seen in self.colleagues.items():
            for mention in seen.index.mentions_in(start, end):
                found.update(dict.fromkeys(self.events_at(mark_id(annotator, mention.id))))
        return [mark for mark in found if (unit := self.unit_of(mark)) is not None and unit.differs]

    def arcs_to_show(self, focus: Iterable[str | None], start: int, end: int) -> list[Arc]:
        """The arcs of colleagues' events that ``focus`` (marks) is in, and of all in ``[start, end)``."""
        near = dict.fromkeys(event for id in focus if id is not None for event in self.events_at(id))
        shown = dict(near)
        if start < end:
            shown.update(dict.fromkeys(self.events_between(start, end)[:MANY_ARCS]))
        return [arc for event in shown for arc in self.arcs(event, emphasised=event in near)]

    def arcs(self, mark: str, *, emphasised: bool) -> list[Arc]:
        """The arcs of a colleague's event or relation, in that annotator's colour, between the marks that are drawn."""
        annotator, id = whose(mark) or ("", "")
        seen = self.colleagues.get(annotator)
        record = seen.sheet.get(id) if seen is not None else None
        if seen is None or not isinstance(record, (Event, Relation)):
            return []
        found: list[Arc] = []
        for arc in arcs_of(record, seen, emphasised=emphasised):
            source, target = self.drawn(annotator, arc.source), self.drawn(annotator, arc.target)
            if source is not None and target is not None:
                colour = self.look(annotator).colour
                found.append(arc._replace(source=source, target=target, colour=colour))
        return found

    def drawn(self, annotator: str, record: str) -> str | None:
        """The id of the mark that stands for a colleague's mention: where all agree, it is another's."""
        mark = mark_id(annotator, record)
        if self.get(mark) is not None:
            return mark
        unit = self._unit(annotator, record)
        if unit is None:
            return None
        own = unit.of(self.own)
        result = own.id if own is not None else self._standing.result_of(unit) if self._standing else None
        if result is not None:
            return result
        others = (mark_id(version.annotator, version.record.id) for version in unit.versions)
        return next((each for each in others if self.get(each) is not None), None)


class OverlaidMarks:
    """The marks of the open sheet and what lies over them, each made when the text view needs it."""

    def __init__(self, own: Source[Mark], overlay: Overlay) -> None:
        self._own, self._overlay = own, overlay

    def __len__(self) -> int:
        # Those that show would have to be counted one by one; who asks only wants to know whether there are any.
        return len(self._own) + sum(seen.index.mention_count for seen in self._overlay.colleagues.values())

    def get(self, identity: str) -> Mark | None:
        """The mark of that id, if it is shown."""
        return self._overlay.get(identity) if whose(identity) is not None else self._own.get(identity)

    def between(self, start: int, end: int) -> list[Mark]:
        """The marks that share a code point with ``[start, end)``."""
        return [*self._own.between(start, end), *self._overlay.between(start, end)]
