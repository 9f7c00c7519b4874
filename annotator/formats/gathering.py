"""From a folder of articles and sidecars to labelled articles, one at a time: what an export takes, and what it refuses.

Knows no format. Pure enough to run in another process: plain values in, plain values out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import overload

from msgspec import Struct

from annotator.annotations.checks import Problem, problems
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Entity, Event, Instance, Relation
from annotator.annotations.sheet import Sheet
from annotator.annotations.zoning import counting
from annotator.articles.article import Article
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.formats.exchange import Labelled
from annotator.sidecars.names import GOLD, parse_sidecar_name, sidecar_name
from annotator.sidecars.opening import OpenedSheet, open_sheet, recorded_encoding
from annotator.sidecars.plain import read_plain
from annotator.sidecars.problems import SidecarError
from annotator.sidecars.reading import parse_sidecar, read_header
from annotator.sidecars.workspace import Listing, names
from annotator.tagsets.model import Tagset

ALL = "all"
"""Every sheet there is."""

_LIKELY = "utf-8"


class Wanted(Struct, frozen=True):
    """Which sheets are exported, and what of them.

    ``sheet`` is ``gold``, ``all`` or an annotator; ``status`` that of the sheet's header, empty for any; ``types`` empty
    for all.
    """

    sheet: str = GOLD
    status: str = ""
    types: tuple[str, ...] = ()
    keep_zones: bool = False
    allow_errors: bool = False


class Source(Struct, frozen=True):
    """One sheet that is to be exported: its article's path and name, and the sidecar's path."""

    article: Path
    name: str
    sidecar: Path
    annotator: str


class Taken(Struct, frozen=True):
    """A sheet that is exported, with counts of what was left out, by why."""

    labelled: Labelled
    left_out: dict[str, int]


class Bond(Struct, frozen=True):
    """What ties an article to others, by one sheet: the ids of event instances; with the SHA-256 of its bytes (hex)."""

    sha256: str
    events: frozenset[str]


class Refused(Struct, frozen=True):
    """A sheet that is not exported, and why."""

    name: str
    annotator: str
    path: Path
    reason: str


class Stock:
    """The articles and sheets of a folder by nothing but their names, so that ten thousand take up no memory to speak of."""

    def __init__(self, folder: Path) -> None:
        """Looks into ``folder``. Raises SidecarError where it cannot be read."""
        self.folder = folder
        articles: list[str] = []
        sheets: dict[str, list[str]] = {}
        for name in names(folder):
            sidecar = parse_sidecar_name(name)
            if sidecar is None:
                articles.append(name)
            else:
                sheets.setdefault(sidecar.annotator, []).append(sidecar.article)
        self.articles: Sequence[str] = sorted(articles)
        there = set(articles)
        self._sheets = {
            annotator: sorted(name for name in held if name in there) for annotator, held in sheets.items()
        }

    @property
    def known(self) -> Counter[str]:
        """How many sheets everybody has."""
        return Counter({annotator: len(held) for annotator, held in self._sheets.items() if held})

    def sources(self, sheet: str) -> Sequence[Source]:
        """The sheets that ``sheet`` names, in the order of their articles."""
        if sheet != ALL:
            return _Named(self.folder, self._sheets.get(sheet, []), sheet)
        everybody = [
            (name, annotator)
            for annotator, held in self._sheets.items()
            if annotator != GOLD
            for name in held
        ]
        return _Named(self.folder, sorted(everybody), "")


class _Named(Sequence[Source]):
    """Sheets that are made of names when they are asked for."""

    def __init__(self, folder: Path, held: Sequence[str | tuple[str, str]], annotator: str) -> None:
        self._folder, self._held, self._annotator = folder, held, annotator

    def __len__(self) -> int:
        return len(self._held)

    @overload
    def __getitem__(self, at: int) -> Source: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Source]: ...

    def __getitem__(self, at: int | slice) -> Source | Sequence[Source]:
        if isinstance(at, slice):
            return [self._source(held) for held in self._held[at]]
        return self._source(self._held[at])

    def _source(self, held: str | tuple[str, str]) -> Source:
        name, annotator = (held, self._annotator) if isinstance(held, str) else held
        article = self._folder / name
        return Source(article, name, article.with_name(sidecar_name(article.name, annotator)), annotator)


def _listed(listing: Listing, sheet: str) -> list[Source]:
    return [
        Source(article.path, article.name, sidecar.path, sidecar.annotator)
        for article in listing.articles
        for sidecar in article.sidecars
        if (sheet == ALL and sidecar.annotator != GOLD) or sidecar.annotator == sheet
    ]


def sources(listing: Listing | Stock, sheet: str) -> Sequence[Source]:
    """The sheets of a folder that ``sheet`` names. Raises AnnotatorError, which names the choices, where there are none."""
    found = listing.sources(sheet) if isinstance(listing, Stock) else _listed(listing, sheet)
    if found:
        return found
    known = (
        listing.known
        if isinstance(listing, Stock)
        else Counter(a for article in listing.articles for a in article.annotators)
    )
    if not known:
        raise AnnotatorError("there are no sidecars here, so there is nothing to export", path=listing.folder)
    choices = ", ".join(f"{name} ({count})" for name, count in sorted(known.items()))
    what = "there is no gold yet" if sheet == GOLD else f"there are no sheets of “{sheet}”"
    raise AnnotatorError(
        f"{what}; there are sheets of: {choices}",
        path=listing.folder,
        remedy="Name one with --sheet, or make one gold: annotator promote NAME FOLDER."
        if sheet == GOLD
        else "Name one with --sheet.",
    )


def take(source: Source, wanted: Wanted, tagset: Tagset) -> Taken | Refused | None:
    """One sheet as it is exported, or why it is not; None where its status is another than the one wanted."""
    if not _is_text(source.name):
        shown = source.name.encode("utf-8", "backslashreplace").decode()
        told = "the article's file name is no text in UTF-8, which files of no format can hold; rename it"
        return Refused(shown, source.annotator, source.sidecar, told)
    try:
        if wanted.status and read_header(source.sidecar).status != wanted.status:
            return None
        article, opened = _opened(source)
    except (AnnotatorError, OSError) as error:
        return Refused(source.name, source.annotator, source.sidecar, _words(error))
    if opened.read_only is not None:
        return Refused(source.name, source.annotator, source.sidecar, opened.read_only)
    if not wanted.allow_errors:
        errors = _errors(opened.sheet, tagset)
        if errors:
            more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
            told = f"{errors[0].record}: {errors[0].message}{more}"
            return Refused(source.name, source.annotator, source.sidecar, told)
    types = set(wanted.types) if wanted.types else None
    counted = counting(opened.sheet, tagset, keep_zones=wanted.keep_zones, types=types, talk=True)
    header = opened.header
    labelled = Labelled(
        source.name,
        article.text,
        article.sha256,
        source.annotator,
        counted.sheet,
        article.encoding,
        header.name,
        header.tagset,
    )
    return Taken(labelled, counted.left_out)


def bond(source: Source) -> Bond | None:
    """The event instances of all that a sheet holds, whatever of it is wanted; None where it cannot be read.

    Quotes are not checked: what is not exported for them is tied to other articles all the same.
    """
    try:
        article = read_article(source.article, encoding=_LIKELY)
        sheet = parse_sidecar(read_plain(source.sidecar), None, source.sidecar, many=True).sheet
    except (AnnotatorError, OSError):
        return None
    events: set[str] = set()
    for record in sheet:
        if isinstance(record, Instance) and record.of == "event":
            events.add(record.id)
        elif isinstance(record, Event):
            events.update(record.instances)
    return Bond(article.sha256, frozenset(events))


def breaks_rules(source: Source, wanted: Wanted, tagset: Tagset) -> bool:
    """Whether a sheet is refused for its errors alone: ``allow_errors`` would take it."""
    try:
        if wanted.status and read_header(source.sidecar).status != wanted.status:
            return False
        _, opened = _opened(source)
    except (AnnotatorError, OSError):
        return False
    return opened.read_only is None and bool(_errors(opened.sheet, tagset))


def _errors(sheet: Sheet, tagset: Tagset) -> list[Problem]:
    return [p for p in problems(sheet, SheetIndex(sheet), tagset) if p.severity == "error"]


def _opened(source: Source) -> tuple[Article, OpenedSheet]:
    """The article in the encoding that its sidecar says, and the sheet. Raises AnnotatorError, OSError."""
    # Nearly always UTF-8. Where that is what the sidecar says, its header was not read twice to know it.
    with suppress(AnnotatorError, OSError):
        article = read_article(source.article, encoding=_LIKELY)
        opened = open_sheet(source.sidecar, article, many=True)
        if opened.header.article.encoding == _LIKELY:
            return article, opened
    article = read_article(source.article, encoding=recorded_encoding(source.sidecar))
    return article, open_sheet(source.sidecar, article, many=True)


def _is_text(name: str) -> bool:
    """Whether a file name can be written as UTF-8; on some systems it may be any bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def counts(sheet: Sheet, without: Collection[str] = ()) -> dict[str, int]:
    """How many records of each kind, or kind and type, there are, but for those of the ids ``without``."""
    return dict(
        Counter(
            f"{record.kind}:{record.type}" if isinstance(record, (Entity, Event, Relation)) else record.kind
            for record in sheet
            if record.id not in without
        )
    )


def _words(error: Exception) -> str:
    if isinstance(error, SidecarError):
        return f"{error.message}{f' (line {error.line})' if error.line else ''}"
    if isinstance(error, AnnotatorError):
        return error.message
    return f"it cannot be read: {error}"
