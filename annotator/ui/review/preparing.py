"""Brings the sheets on an article together and compares them. Knows no Qt, so that a worker can do it.

Sheets are read from disk; the one that lies open is taken as it is in the window, saved or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Comment, Decision
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.review.bringing import Brought, Sheets, Shelf, bring, open_to
from annotator.review.deciding import Deciding, Gold
from annotator.review.ledger import Ledger
from annotator.review.participation import Terms, has_begun
from annotator.review.solo import compare, ledger_of
from annotator.review.units import Comparison, Unit
from annotator.sidecars.names import GOLD
from annotator.sidecars.pacing import Pace, uncollected
from annotator.tagsets.model import Tagset
from annotator.ui.review.rows import Row, row_of, state_of


class Wanted(Struct, frozen=True):
    """What is to be compared.

    ``gold`` is the open gold sheet where one adjudicates, ``adjudicates`` says so also where it is only looked at;
    ``me`` and ``own`` are one's own id and, where it lies open, one's own sheet. Otherwise one's own tags are compared
    with those of the ``visible`` annotators.
    """

    article: Article
    sidecars: Mapping[str, Path]
    tagset: Tagset
    me: str
    own: Sheet | None = None
    visible: frozenset[str] = frozenset()
    adjudicates: bool = False
    gold: Sheet | None = None
    terms: Terms = Terms()
    open: str = ""
    """Whose sheet lies open: it is compared in any case."""
    name: str = ""
    """What the article is called in the rows of differences."""


class Said(Struct, frozen=True):
    """The comments in a sheet."""

    sheet: Sheet
    comments: tuple[Comment, ...]


class Prepared(Struct, frozen=True):
    """What came of it. ``taken`` is the edit that takes over what needs no choice; ``ledger`` is that of gold as it was.

    ``indices`` look things up in the sheets of the others who are compared.
    """

    sheets: Sheets
    comparison: Comparison | None = None
    ledger: Ledger | None = None
    taken: Edit | None = None
    indices: Mapping[str, SheetIndex] = {}
    differing: tuple[Unit, ...] = ()
    """The units on which annotators differ, in text order."""
    gone: tuple[Decision, ...] = ()
    """Decisions on records that nobody has any more."""
    rows: tuple[Row, ...] = ()
    """While adjudicating: the differences for the list, as far as they were then."""
    said: Mapping[str, Said] = {}
    """The comments of annotators, where a worker looked for them."""


def prepare_at_leisure(wanted: Wanted, shelf: Shelf) -> Prepared:
    """As :func:`prepare`, on a worker: with pauses for the window's thread and none for the garbage collector."""
    pace = Pace()
    with uncollected():
        prepared = prepare(wanted, shelf, pace)
        # Whom a record is an argument of is asked at the first difference that one goes to.
        for index in prepared.indices.values():
            index.complete(pace)
        said = {b.annotator: Said(b.sheet, _comments(b.sheet)) for b in prepared.sheets.brought}
    return replace(prepared, said=said)


def _comments(sheet: Sheet) -> tuple[Comment, ...]:
    return tuple(record for record in sheet if isinstance(record, Comment))


def prepare(wanted: Wanted, shelf: Shelf | None = None, pace: Pace | None = None) -> Prepared:
    """Reads what is not on the ``shelf`` and compares.

    Never raises for what is wrong with a sheet: that is told in ``sheets``.
    """
    brought = bring(wanted.article, wanted.sidecars, wanted.tagset, shelf=shelf, pace=pace)
    sheets = _with_own(brought, wanted)
    if not wanted.adjudicates:
        taking_part = _seen(sheets, wanted)
        if not taking_part.keys() - {wanted.me, wanted.open}:
            return Prepared(sheets)
        comparison = Comparison(taking_part, wanted.tagset)
        indices, differing = _indices(taking_part, wanted.open), _differing(comparison)
        return Prepared(sheets, comparison, indices=indices, differing=differing)
    gold = wanted.gold
    if gold is None:
        gold = sheets.gold.sheet if sheets.gold is not None else Sheet()
    taking_part, alone = wanted.terms.participation.of(sheets), wanted.terms.participation.alone
    if len(taking_part) < wanted.terms.participation.at_least:
        return Prepared(sheets, None, Ledger(gold))
    comparison = compare(taking_part, wanted.tagset, alone=alone)
    standing = Gold(gold, SheetIndex(gold), ledger_of(gold, comparison))
    deciding, taken = Deciding(comparison, Author(wanted.me)), None
    if wanted.gold is not None and not alone:
        taken = deciding.take_over(standing, wanted.terms.rules)
    # Digests are kept by the way: the window's thread need not make them.
    differing = _differing(comparison)
    rows = tuple(row_of(wanted.name, comparison, unit, state_of(unit, standing.ledger)) for unit in differing)
    gone = tuple(deciding.gone(standing))
    indices = _indices(taking_part)
    return Prepared(sheets, comparison, standing.ledger, taken, indices, differing, gone, rows)


def _differing(comparison: Comparison) -> tuple[Unit, ...]:
    return tuple(unit for unit in comparison.units if unit.differs)


def _indices(sheets: Mapping[str, Sheet], but: str = "") -> dict[str, SheetIndex]:
    return {name: SheetIndex(sheet) for name, sheet in sheets.items() if name != but}


def _with_own(sheets: Sheets, wanted: Wanted) -> Sheets:
    """One's own sheet as it is in the window: it may be there, and done, a moment before the disk says so."""
    own, me = wanted.own, wanted.me
    if own is None or not has_begun(own):
        return sheets
    known = sheets.of(me)
    mine = Brought(me, me, own, own.status, "", False)
    if known is not None:
        mine = replace(known, sheet=own, status=own.status)
    brought = [mine, *(b for b in sheets.brought if b.annotator != me)]
    return replace(sheets, brought=tuple(sorted(brought, key=lambda b: b.annotator)))


def _seen(sheets: Sheets, wanted: Wanted) -> dict[str, Sheet]:
    seen = {b.annotator: b.sheet for b in open_to(sheets, wanted.me, wanted.tagset)}
    found = {name: sheet for name, sheet in seen.items() if name in wanted.visible or name == wanted.open}
    mine = sheets.of(wanted.me)
    own = wanted.own if wanted.own is not None else mine.sheet if mine is not None else Sheet()
    if GOLD in wanted.visible and sheets.gold is not None and not wanted.tagset.review.closes(own.status):
        found[GOLD] = sheets.gold.sheet
    if has_begun(own):  # who has not has not left anything out
        found[wanted.me] = own
    return found
