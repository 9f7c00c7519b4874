"""Who has a sheet on the open article, row by row, and what is to be told of them. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

from annotator.annotations.edits import Status
from annotator.annotations.sheet import Sheet
from annotator.review.bringing import Brought, Sheets
from annotator.review.editions import in_one_line
from annotator.sidecars.names import GOLD
from annotator.ui.review.looks import GOLD_LOOK, Look


class ColleagueRow(Struct, frozen=True):
    """One sheet: whose, how it looks, what it is (``you``, ``gold`` or a colleague's), whether its tags are shown.

    ``tags`` is the number of its mentions, -1 where the sheet stays closed; ``tagset`` is another tagset's name.
    """

    annotator: str
    look: Look
    part: str = ""
    status: Status = "in-progress"
    tags: int = -1
    shown: bool = False
    steady: bool = False
    """Whether it cannot be shown or hidden."""
    tagset: str = ""

    @property
    def words(self) -> str:
        """What stands under the name."""
        if self.tags < 0:
            return "closed until your own tags are done"
        done = "done" if self.status == "done" else "in progress"
        words = f"{done} · {self.tags:,} tag{'' if self.tags == 1 else 's'}"
        return f"{words} · tagset {self.tagset}" if self.tagset else words


class Table(Struct, frozen=True):
    """All rows; ``notices`` stand above them, ``left_out`` (name and reason) below."""

    rows: tuple[ColleagueRow, ...] = ()
    notices: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


def table(
    sheets: Sheets,
    me: str,
    own: Sheet | None,
    looks: Mapping[str, Look],
    visible: Collection[str],
    count: Callable[[str, Sheet], int],
    told: Callable[[str], str] = str,
    *,
    closed: str = "",
    deciding: bool = False,
) -> Table:
    """The table of an article's sheets. ``count`` gives the number of mentions in an annotator's sheet, ``told`` words about
    files as they may be read.

    ``closed`` is the sentence that says why colleagues' sheets stay closed; ``deciding`` says that gold lies open, so
    that one's own sheet is one like the others.
    """
    mine = sheets.of(me)
    rows: list[ColleagueRow] = []
    held = own if own is not None else mine.sheet if mine is not None else None
    if held is not None:
        shown = not deciding or me in visible
        rows.append(ColleagueRow(me, looks[me], "you", held.status, count(me, held), shown, not deciding))
    rows += [
        _row(b, looks, "", b.annotator in visible, count, bool(closed))
        for b in sheets.brought
        if b.annotator != me
    ]
    if sheets.gold is not None:
        rows.append(_row(sheets.gold, {GOLD: GOLD_LOOK}, "gold", False, count, bool(closed)))
    notices = (closed,) if closed else _differing(sheets, looks)
    left_out = tuple((_name(looks, each.annotator), told(each.reason)) for each in sheets.left_out)
    return Table(tuple(rows), notices, left_out)


def _row(
    brought: Brought,
    looks: Mapping[str, Look],
    part: str,
    shown: bool,
    count: Callable[[str, Sheet], int],
    closed: bool,
) -> ColleagueRow:
    return ColleagueRow(
        brought.annotator,
        looks[brought.annotator],
        part,
        brought.status,
        -1 if closed else count(brought.annotator, brought.sheet),
        shown and not closed,
        closed or part == "gold",
        brought.tagset if brought.differs else "",
    )


def _differing(sheets: Sheets, looks: Mapping[str, Look]) -> tuple[str, ...]:
    """Whose tagset differs, by the names on screen."""
    told = in_one_line((_name(looks, b.annotator), b.tagset) for b in sheets.brought if b.differs)
    return (told,) if told else ()


def _name(looks: Mapping[str, Look], annotator: str) -> str:
    return looks[annotator].name if annotator in looks else annotator
