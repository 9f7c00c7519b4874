"""Importing: what a format's file or folder holds becomes articles, sidecars and, where it has one, a tagset.

Nothing that is there is overwritten. What could not be taken is reported with its place; the rest is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from annotator.annotations.records import Record
from annotator.annotations.sheet import Sheet, difference
from annotator.articles.article import Article, newlines_of
from annotator.articles.reading import ArticleProblem, read_article
from annotator.digests import sha256
from annotator.errors import AnnotatorError
from annotator.formats.archives import check_source, links_in
from annotator.formats.attribution import Folders
from annotator.formats.exchange import Found, Trouble
from annotator.formats.interrupts import interrupts_held
from annotator.formats.naming import named_as_asked
from annotator.formats.placing import Conflict, Existing, Places, make_folder
from annotator.formats.registry import format_of
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.names import is_annotator, slug
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.saving import OnDisk, write

_MOST_SAID = 80
"""Characters of a name that messages quote."""

IMPORTED = "imported"
"""Whose tags they are where neither the source nor the person who imports says so."""

Progress = Callable[[int], None]
"""Told how many sheets are done. It may raise to break off; what was made until then stays."""


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
    notes: list[Trouble] = []
    """What was taken, but under another name or put together with something else."""


def import_(intake: Intake, progress: Progress | None = None, taken: Taken | None = None) -> Taken:
    """Does what ``intake`` says; what it comes to is told in ``taken`` as it goes, also where it is broken off.

    Raises AnnotatorError where nothing can be read or made, and what ``progress`` raises.
    """
    reader = format_of(intake.format).reader()
    check_source(intake.source)
    if intake.annotator and not is_annotator(intake.annotator) and intake.annotator != slug(intake.annotator):
        intake = Intake(intake.source, intake.format, intake.into, slug(intake.annotator), intake.existing)
    make_folder(intake.into)
    taken = Taken() if taken is None else taken
    stamp = _take_tagset(intake, taken)
    places, folders = Places(intake.into, intake.existing), Folders(intake.source)
    taken.troubles += links_in(intake.source)
    done = 0
    for item in reader.read(intake.source):
        if isinstance(item, Trouble):
            taken.troubles.append(item)
            continue
        try:
            with interrupts_held():  # an article comes with its sidecar, and both are counted
                _take(intake, folders.assign(item), stamp, places, taken)
            done += 1
        except Conflict as conflict:
            taken.conflicts.append(str(conflict))
        except (AnnotatorError, ValueError, OSError) as error:
            words = error.message if isinstance(error, AnnotatorError) else str(error)
            taken.troubles.append(Trouble(intake.source.name, item.name, words, "the article was left out"))
        if progress is not None:
            progress(done)
    _tell_together(intake, places, taken)
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
            if not target.exists() and target.is_symlink():
                taken.conflicts.append(f"{target} is a link, which is not followed; no tagset was made")
            elif not target.exists():
                write(target, [data], OnDisk())
                taken.tagset = target
            elif not target.is_file():
                taken.conflicts.append(f"{target} is there already, and no file; no tagset was made")
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


def _take(intake: Intake, found: Found, stamp: TagsetStamp, places: Places, taken: Taken) -> None:
    annotator = intake.annotator or found.annotator or IMPORTED
    if not is_annotator(annotator):
        annotator = slug(annotator)
    data = _encoded(found.text)
    path = places.article(found.name, data)
    sidecar = places.sidecar(path, annotator)
    if path.exists():
        article = read_article(path)
        taken.known += places.is_first_met(path)
    else:
        if path.parent != intake.into:
            path.parent.mkdir(parents=True, exist_ok=True)
        write(path, [data], OnDisk())
        article = Article(path, found.text, sha256(data), len(data), "utf-8", newlines_of(found.text))
        _check_back(path, found.text)
        taken.articles += 1
        places.note_article(path, article.sha256)
    taken.records += _write_sheet(sidecar, article, annotator, found, stamp)
    taken.sidecars += not places.made_here(sidecar)
    places.note_sidecar(sidecar)
    _tell_name(intake, found.name, path, taken)


def _tell_name(intake: Intake, said: str, path: Path, taken: Taken) -> None:
    """Notes where an article is not called as the source calls it."""
    name = path.relative_to(intake.into).as_posix()
    if not named_as_asked(said, name):
        short = said if len(said) <= _MOST_SAID else f"{said[:_MOST_SAID]}…"
        words = "an article cannot be called so here"
        taken.notes.append(Trouble(intake.source.name, short, words, f"it was named {name} instead"))


def _tell_together(intake: Intake, places: Places, taken: Taken) -> None:
    """Notes what came in parts, and what came more than once though it may be meant to be one."""
    for sidecar, number in places.parts.items():
        words = f"the source has {number:,} sheets of one annotator for the same article"
        name = sidecar.relative_to(intake.into).as_posix()
        taken.notes.append(Trouble(intake.source.name, name, words, "they were put together"))
    if places.twins:
        one, other = (path.relative_to(intake.into).as_posix() for path in places.twins)
        words = f"articles have the text of one in another folder ({places.twin_count:,}), as {one} that of {other}"
        done = "they were taken as articles of their own; if the folders are annotators, import each with --annotator"
        taken.notes.append(Trouble(intake.source.name, "", words, done))


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
        raise Conflict(f"{sidecar}: {opened.read_only}")
    known: dict[str, Record] = {record.id: record for record in opened.sheet}
    theirs = Sheet.of(
        {**known, **{r.id: r for r in sheet if r.id not in known}}.values(), opened.sheet.status
    )
    differing = [record.id for record in sheet if record.id in known and known[record.id] != record]
    write(sidecar, opened.image.apply(difference(opened.sheet, theirs)).chunks(), opened.on_disk)
    if differing:
        raise Conflict(
            f"{sidecar}: {len(differing)} records are there in another version, such as {differing[0]}; those were "
            "left as they are, the new ones were added"
        )
    return len(theirs) - len(known)
