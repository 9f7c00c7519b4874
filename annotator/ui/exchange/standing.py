"""How far the sheets of a folder are, and where things of an export go. Knows no Qt: workers use it."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from annotator.errors import AnnotatorError
from annotator.formats.registry import Format
from annotator.sidecars.names import GOLD
from annotator.sidecars.reading import read_header
from annotator.sidecars.workspace import Listing
from annotator.ui.exchange.jobs import Tally


class Standing(Struct):
    """Of one annotator's sheets: how many there are, are finished, and are finished where there is gold."""

    sheets: int = 0
    done: int = 0
    done_with_gold: int = 0


def named(listing: Listing) -> dict[str, Standing]:
    """Who has how many sheets, by the names of files alone; gold first."""
    found: dict[str, Standing] = {}
    for article in listing.articles:
        for annotator in article.annotators:
            found.setdefault(annotator, Standing()).sheets += 1
    return {name: found[name] for name in sorted(found, key=lambda name: (name != GOLD, name))}


def standings(listing: Listing, tally: Tally) -> dict[str, Standing]:
    """As :func:`named`, with what is finished, which the sheets' headers tell. What cannot be read is not finished."""
    found = named(listing)
    for at, article in enumerate(listing.articles):
        tally.note(at, len(listing.articles))
        for sidecar in article.sidecars:
            try:
                done = read_header(sidecar.path).status == "done"
            except (AnnotatorError, OSError):
                done = False
            standing = found[sidecar.annotator]
            standing.done += done
            standing.done_with_gold += done and article.sidecar(GOLD) is not None
    return found


def suggested(folder: Path, before: str, format: Format, split: bool) -> Path:
    """Where an export of ``folder`` goes: named after both, in the folder ``before`` where there is one, else beside."""
    place = Path(before) if before and Path(before).is_dir() else folder.parent
    return free(place / f"{folder.name or 'articles'}-{format.id}{ending(format, split)}")


def ending(format: Format, split: bool) -> str:
    """The suffix of what is written; none for a folder."""
    return "" if split or format.is_folder else format.suffixes[0]


def free(path: Path) -> Path:
    """The path, or the next one of that name with a number that nothing has."""
    stem, tried = path.name.removesuffix(path.suffix), path
    for number in range(2, 1000):
        if not tried.exists():
            break
        tried = path.with_name(f"{stem}-{number}{path.suffix}")
    return tried


def as_format(path: Path, format: Format, split: bool, known: tuple[Format, ...]) -> Path:
    """The path with the ending of a format in place of another's."""
    name = path.name
    for suffix in sorted({s for f in known for s in f.suffixes}, key=len, reverse=True):
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            name = name[: -len(suffix)]
            break
    for other in known:
        if other is not format and re.search(rf"-{re.escape(other.id)}(-\d+)?$", name):
            name = f"{name[: name.rindex(f'-{other.id}')]}-{format.id}"
            break
    return path.with_name(f"{name}{ending(format, split)}")
