"""Making one annotator's finished sheets gold, for work without a second annotator.

Every record of the gold sheet tells where it comes from. Ids are derived from those of the records adopted, so that doing
it again gives the same; instances keep theirs, which are the same in every sidecar.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.authors import derived_id
from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Comment,
    Decision,
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Relation,
    Zone,
)
from annotator.annotations.sheet import Sheet
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.sidecars.header import ArticleStamp, Header
from annotator.sidecars.image import Image
from annotator.sidecars.names import GOLD
from annotator.sidecars.opening import open_sheet, recorded_encoding
from annotator.sidecars.reading import read_header
from annotator.sidecars.saving import OnDisk, write
from annotator.sidecars.workspace import ArticleFile, Listing, SidecarFile

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many articles of how many are done. It may raise to break off; the gold made until then stays."""


class Left(Struct, frozen=True):
    """A sheet that was not made gold, and why."""

    name: str
    reason: str


class Promotion(Struct, frozen=True):
    """What became of one annotator's sheets: names of articles."""

    made: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    """Those whose gold says so already."""
    unfinished: tuple[str, ...] = ()
    """Those that the annotator does not call done."""
    left: tuple[Left, ...] = ()


def promote(
    listing: Listing, annotator: str, *, overwrite: bool = False, progress: Progress | None = None
) -> Promotion:
    """Makes the finished sheets of ``annotator`` gold: ``<article>.gold.tags.json`` beside each article.

    Gold that is there and says something else is left as it is; with ``overwrite`` it is made anew where nobody has
    worked on it since it was adopted. Raises AnnotatorError where the annotator has no sheets here.
    """
    held = [
        (article, sidecar)
        for article in listing.articles
        if (sidecar := article.sidecar(annotator)) is not None
    ]
    if annotator == GOLD or not held:
        known = sorted({a for article in listing.articles for a in article.annotators} - {GOLD})
        raise AnnotatorError(
            "gold is what sheets are made into"
            if annotator == GOLD
            else f"there are no sheets of “{annotator}”",
            path=listing.folder,
            remedy=f"There are sheets of: {', '.join(known)}." if known else "",
        )
    made, unchanged, unfinished, left = [], [], [], []
    for number, (article, sidecar) in enumerate(held):
        if progress is not None:
            progress(number, len(held))
        try:
            if read_header(sidecar.path).status != "done":
                unfinished.append(article.name)
            elif _promote(article, sidecar, annotator, overwrite=overwrite):
                made.append(article.name)
            else:
                unchanged.append(article.name)
        except AnnotatorError as error:
            left.append(Left(article.name, error.message))
        except OSError as error:
            left.append(Left(article.name, f"it cannot be written: {error.strerror or error}"))
    return Promotion(tuple(made), tuple(unchanged), tuple(unfinished), tuple(left))


def _promote(file: ArticleFile, sidecar: SidecarFile, annotator: str, *, overwrite: bool) -> bool:
    article = read_article(file.path, encoding=recorded_encoding(sidecar.path))
    opened = open_sheet(sidecar.path, article)
    if opened.read_only is not None:
        raise AnnotatorError(opened.read_only)
    sheet = adopted(opened.sheet, annotator)
    target = _gold_path(file, sidecar)
    known = open_sheet(target, article)
    if known.exists:
        if known.sheet == sheet:
            return False
        if not overwrite:
            raise AnnotatorError("there is gold already that says something else; it was left as it is")
        if any(not _is_adopted(record, annotator) for record in known.sheet):
            raise AnnotatorError("its gold has been worked on, or comes from others; it was left as it is")
    header = Header(GOLD, "Gold", ArticleStamp.of(article), opened.header.tagset, "done")
    write(target, Image.of(header, sheet).chunks(), known.on_disk if known.exists else OnDisk())
    return True


def _gold_path(file: ArticleFile, sidecar: SidecarFile) -> Path:
    gold = file.sidecar(GOLD)
    if gold is not None:
        return gold.path
    name = sidecar.path.name.removesuffix(f".{sidecar.annotator}.tags.json")
    return sidecar.path.with_name(f"{name}.{GOLD}.tags.json")


def _is_adopted(record: Record, annotator: str) -> bool:
    if isinstance(record, Instance):
        return True
    return record.origin.way == "adopted" and record.origin.annotator == annotator


def adopted(sheet: Sheet, annotator: str) -> Sheet:
    """The sheet as gold: its records with ids and origins of their own; comments and decisions stay where they are."""
    kept = [record for record in sheet if not isinstance(record, (Comment, Decision))]
    ids = {r.id: derived_id(r.kind, GOLD, annotator, r.id) for r in kept if not isinstance(r, Instance)}

    def arguments(given: tuple[Argument, ...]) -> tuple[Argument, ...]:
        return tuple(Argument(a.role, ids.get(a.filler, a.filler)) for a in given)

    made: list[Record] = []
    for record in kept:
        origin = Origin("adopted", annotator, record.id)
        match record:
            case Instance():
                made.append(record)
            case Event() | Relation():
                made.append(
                    replace(record, id=ids[record.id], arguments=arguments(record.arguments), origin=origin)
                )
            case Entity() | Zone() | ArticleLabel():
                made.append(replace(record, id=ids[record.id], origin=origin))
    return Sheet.of(made, "done")
