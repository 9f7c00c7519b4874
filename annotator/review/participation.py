"""Whose sheets take part in adjudication, and what of them needs no choice."""

from __future__ import annotations

from msgspec import Struct

from annotator.annotations.records import Comment, Decision
from annotator.annotations.sheet import Sheet
from annotator.review.bringing import Sheets
from annotator.review.rules import Rules
from annotator.sidecars.names import GOLD


def has_begun(sheet: Sheet) -> bool:
    """Whether somebody has tagged: one who only commented, or has decided for gold, has not."""
    return sheet.status == "done" or any(not isinstance(record, (Comment, Decision)) for record in sheet)


class Participation(Struct, frozen=True):
    """Whose sheets take part in adjudication: those of ``annotators`` (None for everybody), ``unfinished`` ones too.

    ``alone`` says that one sheet is gone through by itself: it is compared with nothing, and all of it is to be decided.
    """

    annotators: frozenset[str] | None = None
    unfinished: bool = False
    alone: bool = False

    @classmethod
    def of_one(cls, annotator: str) -> Participation:
        """One annotator's sheets by themselves, done or not."""
        return cls(frozenset({annotator}), unfinished=True, alone=True)

    @property
    def at_least(self) -> int:
        """How many sheets of an article it takes."""
        return 1 if self.alone else 2

    def wants(self, annotator: str) -> bool:
        """Whether that annotator's sheets may take part."""
        return annotator != GOLD and (self.annotators is None or annotator in self.annotators)

    def of(self, sheets: Sheets) -> dict[str, Sheet]:
        """The sheets on one article that take part."""
        return {
            b.annotator: b.sheet
            for b in sheets.brought
            if self.wants(b.annotator) and (b.status == "done" or (self.unfinished and has_begun(b.sheet)))
        }


class Terms(Struct, frozen=True):
    """Under what one adjudicates."""

    participation: Participation = Participation()
    rules: Rules = Rules()
