"""What the agreement window has worked out on a worker: the report of a folder with the differences behind it. No Qt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from annotator.errors import AnnotatorError
from annotator.review.agreement.counting import Plan
from annotator.review.agreement.report import Report, agree
from annotator.review.behind import Gathered, gather
from annotator.sidecars.opening import recorded_status
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset

ALL_CLOSED = (
    "This folder asks for independence: colleagues’ tags of an article are compared once your own are done. "
    "Who adjudicates sees all of them."
)
"""Why there is nothing to see for somebody who has done no article."""


class Wanted(Struct, frozen=True):
    """What is compared. ``sheets`` are annotators; ``against`` is empty for none but one another.

    ``saved`` waits until the open sheet is on disk. Where a folder asks for independence, articles stay closed that
    ``me`` has not done; ``me`` is empty for who adjudicates.
    """

    listing: Listing
    tagset: Tagset
    sheets: tuple[str, ...]
    against: str = ""
    finished_only: bool = True
    me: str = ""
    saved: Callable[[], bool] = bool


class Found(Struct, frozen=True):
    """The report and its differences; ``closed`` articles were left out for independence."""

    report: Report
    differences: Gathered
    closed: int = 0


def find(wanted: Wanted, note: Callable[[int, int], None]) -> Found:
    """Reads every sheet twice. ``note`` is told how far it is and may raise. Raises AnnotatorError."""
    wanted.saved()
    listing, closed = _open_to(wanted)
    if closed and not listing.articles:
        raise AnnotatorError(ALL_CLOSED)
    total = 2 * len(listing.articles)
    report = agree(
        listing,
        wanted.tagset,
        sheets=wanted.sheets,
        against=wanted.against,
        finished_only=wanted.finished_only,
        progress=lambda done, _: note(done, total),
    )
    plan = Plan(report.annotators, report.reference, wanted.tagset, finished_only=wanted.finished_only)
    found = gather(listing, plan, lambda done, _: note(total // 2 + done, total))
    return Found(report, Gathered(found), closed)


def called(report: Report, names: Mapping[str, str]) -> Report:
    """The report with its notes as annotators are called on screen."""
    if all(name == known for known, name in names.items()):
        return report
    known = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")
    notes = tuple(known.sub(lambda hit: names[hit[1]], note) for note in report.notes)
    return replace(report, notes=notes)


def _open_to(wanted: Wanted) -> tuple[Listing, int]:
    if not wanted.tagset.review.independent or not wanted.me:
        return wanted.listing, 0
    kept = tuple(
        file
        for file in wanted.listing.articles
        if (own := file.sidecar(wanted.me)) is not None and recorded_status(own.path) == "done"
    )
    return replace(wanted.listing, articles=kept), len(wanted.listing.articles) - len(kept)
