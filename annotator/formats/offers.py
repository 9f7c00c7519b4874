"""Which formats can be used here, and which of them a source is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from annotator.errors import AnnotatorError
from annotator.formats.exchange import Found, MissingExtra, Trouble
from annotator.formats.registry import FORMATS, Format

_LIBRARIES = {"spacy": "spacy", "parquet": "pyarrow"}
"""The module that each extra brings, looked for without importing it, which takes seconds."""

_TRIED = 8
"""Articles that are read to find out whether a source is in a format."""

_LOOKED_AT = 1000
"""Articles and troubles that are looked at for that."""

_LISTED = 2000
"""Files of a folder whose names are looked at to find out which formats may be in it."""


def lacking(format: Format) -> MissingExtra | None:
    """What must be installed before ``format`` can be used, if anything."""
    library = _LIBRARIES.get(format.extra)
    if library is None or find_spec(library) is not None:
        return None
    return MissingExtra(format.name, format.extra)


def guess(source: Path, stop: Callable[[], bool] = lambda: False) -> Format | None:
    """The format that a file or folder is most likely in, by its name and by what readers find in it: the one as which
    all of it reads, else the one as which the most does.

    ``stop`` is asked between two formats whether nobody waits any more. Raises nothing for what a source may hold.
    """
    best: tuple[_Fit, Format] | None = None
    likely, rest = _candidates(source)
    for formats in (likely, rest):
        for format in formats:
            if stop():
                return None
            fit = _fit(format, source)
            if fit.is_perfect:
                return format
            if fit.is_most and (best is None or fit > best[0]):
                best = (fit, format)
        if best is not None:
            return best[1]
    return None


def _candidates(source: Path) -> tuple[list[Format], list[Format]]:
    """The formats that the names speak for, and the others."""
    usable = [format for format in FORMATS if format.reads and lacking(format) is None]
    if source.is_dir():
        names = [path.name.lower() for path in islice(source.rglob("*"), _LISTED)]
        likely = [f for f in usable if f.is_folder or any(n.endswith(f.suffixes) for n in names)]
    else:
        likely = [f for f in usable if f.suffixes and source.name.lower().endswith(f.suffixes)]
    return likely, [format for format in usable if format not in likely]


class _Fit(Struct, frozen=True, order=True):
    """How well a source reads as a format: tags before mere texts, then how much of it reads, then how much that is."""

    tagged: bool = False
    share: float = 0.0
    """Of all articles, records and troubles, those that are no trouble."""
    read: int = 0

    @property
    def is_most(self) -> bool:
        """Whether most of it reads."""
        return self.share > 0.5

    @property
    def is_perfect(self) -> bool:
        """Whether it is in this format and no other."""
        return self.tagged and self.share == 1.0


def _fit(format: Format, source: Path) -> _Fit:
    found = troubles = records = empty = 0
    try:
        # Readers are generators: one that is not read to its end is to close what it has opened.
        with closing(cast("Any", format.reader().read(source))) as items:
            for item in islice(cast("Iterator[Found | Trouble]", items), _LOOKED_AT):
                if isinstance(item, Trouble):
                    troubles += 1
                    continue
                found += 1
                records += len(item.records)
                empty += not item.records
                if found == _TRIED:
                    break
    except AnnotatorError:
        troubles += 1
    read = found + records
    return _Fit(found > empty, read / (read + troubles) if read else 0.0, read)
