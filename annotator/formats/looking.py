"""A look at a source before it is imported: its first article, and what would be in the way. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any, cast

from msgspec import Struct

from annotator.annotations.records import Entity, Event, Relation
from annotator.formats.archives import links_in
from annotator.formats.attribution import Folders
from annotator.formats.exchange import Found, Trouble
from annotator.formats.importing import IMPORTED, Intake
from annotator.formats.naming import safe_path
from annotator.formats.registry import format_of
from annotator.sidecars.names import is_annotator, sidecar_name, slug

_MOST_ARTICLES = 200
_MOST_TROUBLES = 100
_MOST_TEXT = 6000


class Look(Struct, frozen=True):
    """What a source holds, as far as it was read.

    ``counts`` are the records of the first article by kind and type; ``complete`` says whether all was read. ``clashes``
    tell, in words, what would not be imported since something is there already.
    """

    articles: int = 0
    records: int = 0
    complete: bool = True
    name: str = ""
    text: str = ""
    counts: dict[str, int] = {}
    annotators: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    clashes: tuple[str, ...] = ()
    has_tagset: bool = False


def look(intake: Intake, stop: Callable[[], bool] = lambda: False) -> Look:
    """Reads the beginning of what ``intake`` names, until ``stop`` says that nobody waits. Raises AnnotatorError."""
    format = format_of(intake.format)
    first: Found | None = None
    articles = records = 0
    annotators: dict[str, None] = {}
    troubles: list[Trouble] = []
    clashes: list[str] = []
    made: dict[str, str] = {}
    folders = Folders(intake.source)
    troubles += links_in(intake.source)
    complete = True
    with closing(cast("Any", format.reader().read(intake.source))) as items:
        for item in items:
            if isinstance(item, Trouble):
                troubles.append(item)
            else:
                item = folders.assign(item)
                first = first or item
                articles += 1
                records += len(item.records)
                annotators[_annotator(intake, item)] = None
                clash = _clash(intake, item, made)
                if clash:
                    clashes.append(clash)
            if articles >= _MOST_ARTICLES or len(troubles) >= _MOST_TROUBLES or stop():
                complete = False
                break
    return Look(
        articles,
        records,
        complete,
        first.name if first is not None else "",
        first.text[:_MOST_TEXT] if first is not None else "",
        _counts(first) if first is not None else {},
        tuple(annotators),
        tuple(troubles),
        tuple(clashes),
        format.reader().tagset(intake.source) is not None,
    )


def _counts(found: Found) -> dict[str, int]:
    kinds = Counter(
        f"{record.kind}:{record.type}" if isinstance(record, (Entity, Event, Relation)) else record.kind
        for record in found.records
    )
    return dict(kinds.most_common())


def _annotator(intake: Intake, found: Found) -> str:
    named = intake.annotator or found.annotator or IMPORTED
    return named if is_annotator(named) else slug(named)


def _clash(intake: Intake, found: Found, made: dict[str, str]) -> str:
    """What keeps an article out, as the import will find it; empty where nothing does."""
    name = safe_path(found.name)
    path = intake.into / name
    other = made.setdefault(name.casefold(), found.text) != found.text or _differs(path, found.text)
    if other and intake.existing != "rename":
        return f"{name}: another article of that name is there; it stays, and this one is left out"
    sidecar = path.with_name(sidecar_name(path.name, _annotator(intake, found)))
    folders = (intake.into / folder for folder in PurePosixPath(name).parents if folder.name)
    lost = (path,) if not path.exists() and intake.existing != "rename" else ()
    for place in (sidecar, *folders, *lost):
        if place.is_symlink():
            return f"{place.name}: it is a link there, which is not followed; nothing is written to it"
    if not other and sidecar.exists() and intake.existing != "merge":
        return f"{sidecar.name}: these tags are there already; they stay as they are"
    return ""


def _differs(path: Path, text: str) -> bool:
    try:
        return path.is_file() and path.read_bytes().decode("utf-8", "replace").removeprefix(
            "\ufeff"
        ) != text.removeprefix("\ufeff")
    except OSError:
        return True
