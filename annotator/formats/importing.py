"""Importing: what a format's file or folder holds becomes articles, sidecars and, where it has one, a tagset.

Nothing that is there is overwritten. What could not be taken is reported with its place; the rest is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.annotations.records import Record
from annotator.annotations.sheet import Sheet, difference
from annotator.articles.article import Article, newlines_of
from annotator.articles.reading import ArticleProblem, read_article
from annotator.digests import sha256
from annotator.errors import AnnotatorError
from annotator.formats.exchange import Found, Trouble
from annotator.formats.naming import safe_name
from annotator.formats.registry import format_of
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.names import is_annotator, sidecar_name, slug
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.saving import OnDisk, write

IMPORTED = "imported"
"""Whose tags they are where neither the source nor the person who imports says so."""

Existing: TypeAlias = Literal["keep", "rename", "merge"]
"""What to do where an article or sidecar is there already: name it and leave it; take another name for the article;
add what is new to the sidecar."""

Progress = Callable[[int], None]
"""Told how many articles are done. It may raise to break off; what was made until then stays."""


class Intake(Struct, frozen=True):
    """What is to be imported, and where to."""

    source: Path
    format: str
    into: Path
    annotator: str = ""
    """Whose tags they are; empty: as the source says."""
    existing: Existing = "keep"


class Taken(Struct):
    """What an import came to."""

    articles: int = 0
    sidecars: int = 0
    records: int = 0
    known: int = 0
    """Articles that were there already, with the same text."""
    tagset: Path | None = None
    untyped: bool = False
    """Whether the folder has no tagset of its own, since the source does not say what may be tagged."""
    conflicts: list[str] = []
    troubles: list[Trouble] = []


class _Conflict(Exception):
    """Something is there already."""


def import_(intake: Intake, progress: Progress | None = None) -> Taken:
    """Does what ``intake`` says. Raises AnnotatorError where nothing can be read or made, and what ``progress`` raises."""
    reader = format_of(intake.format).reader()
    if not intake.source.exists():
        raise AnnotatorError("there is no such file or folder", path=intake.source, remedy="Check the name.")
    if intake.annotator and not is_annotator(intake.annotator) and intake.annotator != slug(intake.annotator):
        intake = Intake(intake.source, intake.format, intake.into, slug(intake.annotator), intake.existing)
    intake.into.mkdir(parents=True, exist_ok=True)
    taken = Taken()
    stamp = _take_tagset(intake, taken)
    made: dict[str, str] = {}
    for item in reader.read(intake.source):
        if isinstance(item, Trouble):
            taken.troubles.append(item)
            continue
        try:
            _take(intake, item, stamp, made, taken)
        except _Conflict as conflict:
            taken.conflicts.append(str(conflict))
        except (AnnotatorError, ValueError, OSError) as error:
            words = error.message if isinstance(error, AnnotatorError) else str(error)
            taken.troubles.append(Trouble(intake.source.name, item.name, words, "the article was left out"))
        if progress is not None:
            progress(taken.articles + taken.known)
    return taken


def _take_tagset(intake: Intake, taken: Taken) -> TagsetStamp:
    """Makes the folder's tagset of what the source says may be tagged; gives the stamp that sidecars bear."""
    import tomli_w

    from annotator.tagsets.places import FOLDER_TAGSET
    from annotator.tagsets.reading import TagsetError, parse_tagset, read_tagset

    target = intake.into / FOLDER_TAGSET
    tables = format_of(intake.format).reader().tagset(intake.source)
    if tables is not None:
        data = tomli_w.dumps(dict(tables)).encode("utf-8")
        try:
            parse_tagset(data, target)
            if not target.exists():
                write(target, [data], OnDisk())
                taken.tagset = target
            elif target.read_bytes() != data:
                taken.conflicts.append(f"{target} is there already, and another tagset; it was left as it is")
        except TagsetError as error:
            taken.troubles.append(
                Trouble(intake.source.name, "its types", str(error), "no tagset was made of them")
            )
    if target.is_file():
        known = read_tagset(target)
        return TagsetStamp(known.id, known.version, known.sha256)
    taken.untyped = True
    return TagsetStamp()


def _take(intake: Intake, found: Found, stamp: TagsetStamp, made: dict[str, str], taken: Taken) -> None:
    annotator = intake.annotator or found.annotator or IMPORTED
    if not is_annotator(annotator):
        annotator = slug(annotator)
    data = _encoded(found.text)
    digest = sha256(data)
    path = _article_path(intake, found, data, digest, made)
    sidecar = path.with_name(sidecar_name(path.name, annotator))
    if sidecar.exists() and intake.existing != "merge":
        raise _Conflict(f"{sidecar} is there already; it was left as it is (--merge adds to it)")
    if path.exists():
        article = read_article(path)
        taken.known += 1
    else:
        write(path, [data], OnDisk())
        article = Article(path, found.text, digest, len(data), "utf-8", newlines_of(found.text))
        _check_back(path, found.text)
        taken.articles += 1
    taken.records += _write_sheet(sidecar, article, annotator, found, stamp)
    taken.sidecars += 1


def _encoded(text: str) -> bytes:
    # A byte-order mark belongs to the encoding: one that begins the text needs another before it.
    return text.encode("utf-8-sig" if text.startswith("\ufeff") else "utf-8")


def _check_back(path: Path, text: str) -> None:
    """An article that could not be opened again, such as one full of control characters, is not left behind."""
    try:
        same = read_article(path).text == text
    except ArticleProblem:
        path.unlink()
        raise
    if not same:
        path.unlink()
        raise ValueError("its text would not be read back as it is")


def _article_path(intake: Intake, found: Found, data: bytes, digest: str, made: dict[str, str]) -> Path:
    """Where the article goes: to the file of that name if it has that text, else to a new one."""
    name = safe_name(found.name)
    stem, suffix = name.rsplit(".", 1)
    for number in range(1, 100_000):
        tried = name if number == 1 else f"{stem}-{number}.{suffix}"
        path = intake.into / tried
        if not path.exists():
            made[tried.casefold()] = digest
            return path
        if path.read_bytes() == data:
            return path
        if intake.existing != "rename":
            why = (
                "another article of this source has that name"
                if tried.casefold() in made
                else "it has another text"
            )
            raise _Conflict(f"{path} is there already: {why}; nothing was overwritten (--rename renames)")
    raise _Conflict(f"{intake.into / name}: there are too many of that name")


def _write_sheet(sidecar: Path, article: Article, annotator: str, found: Found, stamp: TagsetStamp) -> int:
    sheet = Sheet.of(found.records, found.status)
    if not sidecar.exists():
        name = (found.person if annotator == found.annotator else "") or annotator
        made_with = stamp if found.tagset == TagsetStamp() else found.tagset
        header = Header(annotator, name, ArticleStamp.of(article), made_with, found.status)
        write(sidecar, Image.of(header, sheet).chunks(), OnDisk())
        return len(sheet)
    opened = open_sheet(sidecar, article)
    if opened.read_only is not None:
        raise _Conflict(f"{sidecar}: {opened.read_only}")
    known: dict[str, Record] = {record.id: record for record in opened.sheet}
    theirs = Sheet.of(
        {**known, **{r.id: r for r in sheet if r.id not in known}}.values(), opened.sheet.status
    )
    differing = [record.id for record in sheet if record.id in known and known[record.id] != record]
    write(sidecar, opened.image.apply(difference(opened.sheet, theirs)).chunks(), opened.on_disk)
    if differing:
        raise _Conflict(
            f"{sidecar}: {len(differing)} records are there in another version, such as {differing[0]}; those were "
            "left as they are, the new ones were added"
        )
    return len(theirs) - len(known)
