"""A whole folder at once: every sidecar checked against its article and tagset, and counts of what was tagged.

Prints nothing; for the command line and for workers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct, field

from annotator.annotations.checks import problems
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Entity, Event, Instance, Relation
from annotator.articles.article import Article
from annotator.articles.reading import ArticleProblem, read_article
from annotator.errors import AnnotatorError
from annotator.sidecars.names import parse_sidecar_name
from annotator.sidecars.opening import OpenedSheet, open_sheet, recorded_encoding
from annotator.sidecars.workspace import ArticleFile, Listing
from annotator.tagsets.model import Tagset

Severity: TypeAlias = Literal["error", "warning", "info"]


class Finding(Struct, frozen=True):
    """One thing to be looked at: ``record`` is an id and ``rule`` a rule of the tagset where there is one."""

    path: Path
    severity: Severity
    message: str
    line: int | None = None
    record: str = ""
    rule: str = ""


class SheetCount(Struct, frozen=True):
    """What one sidecar holds: mentions by type, and the numbers of the other kinds."""

    article: str
    annotator: str
    status: str
    entities: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    relations: int = 0
    instances: int = 0


class Statistics(Struct, frozen=True):
    """Counts over a folder; ``unreadable`` says of sidecars and articles why they could not be read."""

    articles: int
    sheets: tuple[SheetCount, ...]
    unreadable: tuple[Finding, ...] = ()

    def entities(self, annotator: str | None = None) -> Counter[str]:
        """Entity mentions by type, of one annotator or of all."""
        return sum((s.entities for s in self._of(annotator)), Counter())

    def events(self, annotator: str | None = None) -> Counter[str]:
        """Event mentions by type, of one annotator or of all."""
        return sum((s.events for s in self._of(annotator)), Counter())

    def statuses(self, annotator: str) -> Counter[str]:
        """Articles by status for one annotator: ``untouched`` without a sheet, ``unreadable`` (only if any) with a broken one."""
        found = Counter(s.status for s in self._of(annotator))
        lost = sum(_annotator_of(finding.path) == annotator for finding in self.unreadable)
        if lost:
            found["unreadable"] = lost
        found["untouched"] = self.articles - sum(found.values())
        return found

    @property
    def annotators(self) -> tuple[str, ...]:
        """All whose sheets were counted."""
        return tuple(sorted({sheet.annotator for sheet in self.sheets}))

    def _of(self, annotator: str | None) -> Iterator[SheetCount]:
        return (s for s in self.sheets if annotator is None or s.annotator == annotator)


def check(listing: Listing, tagset: Tagset | None = None) -> Iterator[Finding]:
    """Checks every sidecar of a folder against its article and, if given, the tagset; one finding at a time."""
    copies: dict[str, tuple[Instance, Path]] = {}
    for path, reason in listing.problems:
        yield Finding(path, "error", f"the folder cannot be read: {reason}")
    for file in listing.articles:
        for opened, article in _opened(file):
            if isinstance(opened, Finding):
                yield opened
                continue
            if opened.read_only is not None:
                yield Finding(opened.path, "error", opened.read_only)
            yield from (Finding(opened.path, "warning", notice) for notice in opened.notices)
            yield from _differing(opened, copies)
            if tagset is not None:
                index = SheetIndex(opened.sheet)
                for problem in problems(opened.sheet, index, tagset):
                    yield Finding(
                        opened.path,
                        "error" if problem.severity == "error" else "warning",
                        problem.message,
                        record=problem.record,
                        rule=problem.rule,
                    )
            del article
    for orphan in listing.orphans:
        yield Finding(orphan.path, "error", f"its article {orphan.article} is not there")


def statistics(listing: Listing) -> Statistics:
    """Counts what the sidecars of a folder hold."""
    sheets, unreadable = [], []
    for file in listing.articles:
        for opened, _ in _opened(file):
            if isinstance(opened, Finding):
                unreadable.append(opened)
                continue
            records = list(opened.sheet)
            sheets.append(
                SheetCount(
                    file.name,
                    opened.header.annotator,
                    opened.header.status,
                    Counter(r.type for r in records if isinstance(r, Entity)),
                    Counter(r.type for r in records if isinstance(r, Event)),
                    sum(isinstance(r, Relation) for r in records),
                    sum(isinstance(r, Instance) for r in records),
                )
            )
    return Statistics(len(listing.articles), tuple(sheets), tuple(unreadable))


def _opened(file: ArticleFile) -> Iterator[tuple[OpenedSheet | Finding, Article | None]]:
    """Each sheet of an article, or what is wrong with it; an article without sidecars is looked at, too."""
    encodings = (recorded_encoding(sidecar.path) for sidecar in file.sidecars)
    encoding = next((found for found in encodings if found is not None), None)
    try:
        article = read_article(file.path, encoding=encoding)
    except ArticleProblem as error:
        yield _finding(error, file.path), None
        return
    for sidecar in file.sidecars:
        try:
            yield open_sheet(sidecar.path, article), article
        except AnnotatorError as error:
            yield _finding(error, sidecar.path), article
        except OSError as error:
            yield Finding(sidecar.path, "error", f"cannot be read: {error.strerror or error}"), article


def _annotator_of(path: Path) -> str:
    name = parse_sidecar_name(path.name)
    return "" if name is None else name.annotator


def _finding(error: AnnotatorError, path: Path) -> Finding:
    return Finding(error.path or path, "error", f"{error.message}. {error.remedy}".rstrip(". "), error.line)


def _differing(opened: OpenedSheet, copies: dict[str, tuple[Instance, Path]]) -> Iterator[Finding]:
    for record in opened.sheet:
        if isinstance(record, Instance):
            other, path = copies.setdefault(record.id, (record, opened.path))
            if (other.of, other.type, other.name) != (record.of, record.type, record.name):
                message = f"instance {record.id} is “{record.name}” ({record.type}) here, “{other.name}” "
                message += f"({other.type}) in {path.name}"
                yield Finding(opened.path, "warning", message, record=record.id)
