"""What goes between sheets and interchange formats: an article with its records, and what became of them.

Formats know these values and nothing of folders, sidecars or command lines. Offsets are half-open and in code points of
the article's text; a format that counts otherwise converts at its own edge (:mod:`annotator.formats.units`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from msgspec import Struct

from annotator.annotations.index import SheetIndex
from annotator.annotations.records import (
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Relation,
    Zone,
    sort_key,
)
from annotator.annotations.sheet import Sheet
from annotator.errors import AnnotatorError, visible
from annotator.sidecars.header import TagsetStamp
from annotator.tagsets.model import Tagset


class Labelled(Struct, frozen=True):
    """One article with one annotator's sheet on it, as a format writes it.

    ``name`` is the article's path under its folder, with ``/`` between parts; ``sha256`` is that of its bytes, in hex.
    ``person`` is the annotator's name as typed, ``tagset`` what the sheet says it was made with.
    """

    name: str
    text: str
    sha256: str
    annotator: str
    sheet: Sheet
    encoding: str = "utf-8"
    person: str = ""
    tagset: TagsetStamp = TagsetStamp()

    @property
    def records(self) -> list[Record]:
        """All records in the order of a sidecar: by first start, kind, id."""
        return sorted(self.sheet, key=sort_key)

    @property
    def entities(self) -> list[Entity]:
        """The entity mentions in text order."""
        return [record for record in self.records if isinstance(record, Entity)]

    @property
    def events(self) -> list[Event]:
        """The event mentions in text order."""
        return [record for record in self.records if isinstance(record, Event)]

    @property
    def relations(self) -> list[Relation]:
        """The relations in the order of their ids."""
        return [record for record in self.records if isinstance(record, Relation)]

    @property
    def instances(self) -> list[Instance]:
        """The instances in the order of their ids."""
        return [record for record in self.records if isinstance(record, Instance)]

    @property
    def zones(self) -> list[Zone]:
        """The zones in text order."""
        return [record for record in self.records if isinstance(record, Zone)]

    def index(self) -> SheetIndex:
        """The records by place, filler, instance and type."""
        return SheetIndex(self.sheet)


class Loss(Struct, frozen=True):
    """What a format could not hold: ``what`` of the record ``record`` (an id), and why.

    ``what`` is ``record`` for all of it, else the name of the property, such as ``note`` or ``attributes.mode``.
    """

    record: str
    what: str
    reason: str


class Untraced(Struct, frozen=True):
    """What a format does not keep of where several records come from: no label, but who made them, when, out of what.

    ``what`` names properties: ``id``, ``by``, ``at``, ``origin`` of each of ``records`` (ids), or with no records
    ``annotator`` and ``status`` of the sheet. Hardly any format has places for these, so no export fails for them.
    """

    records: tuple[str, ...]
    what: tuple[str, ...]
    reason: str

    @property
    def properties(self) -> str:
        """What is lost, in words."""
        return f"{', '.join(self.what)}{'' if self.records else ' of the sheet'}"

    @property
    def words(self) -> str:
        """What is lost, and why: the same for many articles."""
        return f"{self.properties}: {self.reason}"


class Piece(Struct, frozen=True):
    """One article in a format: what its :class:`Collector` takes, and what was lost on the way.

    ``content`` is the format's own affair; it goes between processes, so it must be picklable and should be bytes.
    """

    article: str
    content: Any
    losses: tuple[Loss, ...] = ()
    untraced: tuple[Untraced, ...] = ()


class Trace(Struct, frozen=True, omit_defaults=True):
    """Where a record comes from, as formats with a place of their own for it keep it; empty is unknown."""

    id: str = ""
    by: str = ""
    at: str = ""
    origin: Origin | None = None
    """None for one that was made by hand."""


class Setting(Struct, frozen=True):
    """What holds for a whole export."""

    tagset: Tagset
    tokenizer: str = "words"
    """Of token formats: ``words`` is the program's own, ``spacy:XX`` that of spaCy's language XX."""
    scheme: str = ""
    """Of formats that can: the scheme of the tagset's mappings, such as ``conll2003``, whose names types get."""


class Collector(Protocol):
    """Puts the pieces of an export together, one after the other, so that memory does not grow with them."""

    def add(self, piece: Piece) -> None:
        """Takes the next article."""

    def close(self) -> None:
        """Writes what is left. Nothing may be added afterwards."""


class Writer(Protocol):
    """Writes one format. Made anew in each process that renders."""

    def render(self, article: Labelled) -> Piece:
        """One article in the format; touches no file."""

    def collector(self, target: Path) -> Collector:
        """Begins the file or folder ``target``, which does not exist yet."""


class Found(Struct, frozen=True):
    """One article that a reader found in a source, with what is tagged in it.

    ``name`` is what the source calls it; the import makes a safe file name of it. ``records`` need not have unique ids
    across articles; what they refer to within the article, and instances across articles, go by their ids. Each
    fragment's quote is what the text says there.
    """

    name: str
    text: str
    records: tuple[Record, ...] = ()
    annotator: str = ""
    """Whose tags these are, where the source says so."""
    status: Literal["in-progress", "done"] = "in-progress"
    person: str = ""
    """The annotator's name as typed, where the source says so."""
    tagset: TagsetStamp = TagsetStamp()
    """What the tags were made with, where the source says so."""


class Trouble(Struct, frozen=True):
    """Something in a source that could not be taken as it stands: where, what is wrong, what was done about it.

    ``place`` is a line (``line 12``) or a path in JSON or XML; ``done`` says what became of it, such as
    ``the mention was left out``.
    """

    file: str
    place: str
    message: str
    done: str

    def __str__(self) -> str:
        place = f", {self.place}" if self.place else ""
        return visible(f"{self.file}{place}: {self.message}; {self.done}")


class Reader(Protocol):
    """Reads one format."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles of a file or folder, and what is wrong with them, one at a time.

        Raises SourceError where nothing of it can be read.
        """

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """What may be tagged, where the source says so: the tables of a tagset file, else None."""


class SourceError(AnnotatorError):
    """A source cannot be read at all: which file, where, why."""


EXTRAS = {"spacy": "spacy>=3.8", "parquet": "pyarrow>=17"}
"""What each extra of the package brings."""


class MissingExtra(AnnotatorError):
    """A format needs a library that is not installed; ``extra`` is a key of ``EXTRAS``."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs a library that is not installed (the extra “{extra}” of annotator)",
            remedy=f"Install it: {Path(sys.executable).name} -m pip install '{EXTRAS[extra]}'",
        )
