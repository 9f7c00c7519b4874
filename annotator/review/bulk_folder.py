"""Deciding about many records of one annotator's sheets over a whole folder, article by article, each gold sheet whole."""

from __future__ import annotations

from msgspec import Struct

from annotator.annotations.authors import Author
from annotator.annotations.index import SheetIndex
from annotator.review.bulk import Bulk, Filter, Line, Preview, Verdict
from annotator.review.deciding import Gold
from annotator.review.folder import FolderWork, Left, Progress
from annotator.review.lying import Lying
from annotator.review.participation import Participation
from annotator.review.solo import SoloComparison, SoloDeciding, SoloLedger
from annotator.sidecars.names import Storage
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset


class Order(Struct, frozen=True):
    """What is to be decided: whose records, which of them, and how.

    ``but`` is the article that is left to whoever has it open, ``spared`` are (article, key of unit) that stay open.
    """

    annotator: str
    filter: Filter
    verdict: Verdict
    reason: str = ""
    but: str = ""
    spared: frozenset[tuple[str, str]] = frozenset()


class Outcome(Struct, frozen=True):
    """What was decided, how many gold sheets were written, and what was left out."""

    preview: Preview = Preview()
    written: int = 0
    left: tuple[Left, ...] = ()


def decide_in_folder(
    listing: Listing,
    tagset: Tagset,
    author: Author,
    order: Order,
    *,
    storage: Storage | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Does what ``order`` says in every article; ``dry_run`` only says what it would do.

    What ``progress`` raises breaks off between two articles; gold written until then stays, and doing the same again
    does the rest.
    """
    work = FolderWork(listing, tagset, Participation.of_one(order.annotator), storage, progress)
    every: list[Preview] = []
    written = 0
    for lying in work.articles():
        if lying.name == order.but:
            continue
        edit, preview = bulk_of(lying, author).decide(
            order.filter, order.verdict, reason=order.reason, but=order.spared
        )
        if dry_run or edit.is_empty:
            every.append(preview)
        elif work.write(lying, edit):
            written += 1
            every.append(preview)
    return Outcome(_joined(every), written, tuple(work.left.values()))


def open_in_folder(
    listing: Listing,
    tagset: Tagset,
    author: Author,
    annotator: str,
    *,
    storage: Storage | None = None,
    progress: Progress | None = None,
    but: str = "",
) -> tuple[Line, ...]:
    """All records of one annotator's sheets that wait for a decision."""
    work = FolderWork(listing, tagset, Participation.of_one(annotator), storage, progress)
    return tuple(
        line for lying in work.articles() if lying.name != but for line in bulk_of(lying, author).open_lines()
    )


def bulk_of(lying: Lying, author: Author) -> Bulk:
    """An article as it lies on disk, to be decided about."""
    comparison = lying.comparison
    assert isinstance(comparison, SoloComparison), "one sheet takes part"
    sheet = lying.gold.sheet
    gold = Gold(sheet, SheetIndex(sheet), SoloLedger(sheet, comparison))
    return Bulk(lying.name, comparison, SoloDeciding(comparison, author), gold)


def _joined(every: list[Preview]) -> Preview:
    return Preview(
        tuple(line for preview in every for line in preview.decided),
        tuple(line for preview in every for line in preview.brought),
        tuple(line for preview in every for line in preview.blocked),
        tuple(line for preview in every for line in preview.lacking),
    )
