"""The interchange formats, all of them, and what each cannot hold."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from msgspec import Struct

from annotator.errors import AnnotatorError
from annotator.formats.exchange import Reader, Setting, Writer


class Format(Struct, frozen=True):
    """One format. ``suffixes`` are those of files it is read from and written to; without one it is a folder."""

    id: str
    name: str
    suffixes: tuple[str, ...]
    module: str
    """The module of this package that has ``writer(setting)``, ``reader()`` or both, taking ``variant`` if there is one."""
    reads: bool = True
    writes: bool = True
    loses: tuple[str, ...] = ()
    """What it cannot hold, each in a few words."""
    extra: str = ""
    """The extra of the package that brings the libraries it needs."""
    variant: str = ""
    """Of modules with several formats: which."""
    text: bool = True
    """Whether a person can read what is written."""
    tokens: bool = False
    """Whether it knows nothing finer than tokens."""
    schemes: bool = False
    """Whether it can give types the names that the tagset says they have in another scheme."""

    @property
    def is_folder(self) -> bool:
        """Whether it is written as a folder of files."""
        return not self.suffixes

    def writer(self, setting: Setting) -> Writer:
        """What writes it. Raises MissingExtra without its libraries, AnnotatorError where it is never written."""
        if not self.writes:
            raise AnnotatorError(f"{self.name} is only read, not written", remedy=_others("writes"))
        made = import_module(f"annotator.formats.{self.module}").writer
        return cast("Writer", made(setting, self.variant) if self.variant else made(setting))

    def reader(self) -> Reader:
        """What reads it. Raises MissingExtra without its libraries, AnnotatorError where it is never read."""
        if not self.reads:
            raise AnnotatorError(f"{self.name} is only written, not read", remedy=_others("reads"))
        made = import_module(f"annotator.formats.{self.module}").reader
        return cast("Reader", made(self.variant) if self.variant else made())


_UNTRACED = "ids, whether a sheet is done, and who made a record when"
_NOT_BESIDE = (
    "comments",
    "decisions",
    "seen there as spans and links only, the rest is kept for importing again",
)
_NOT_IN_TABLES = ("the article's text", "comments", "decisions")

_NOT_IN_COLUMNS = (
    "all but entity mentions, and of those that overlap all but the longest",
    "mentions in several parts or that end inside a token",
    "the text between tokens",
    "notes, flags, attributes, instances",
    _UNTRACED,
)

FORMATS: tuple[Format, ...] = (
    Format("native", "Annotator JSONL", (".jsonl",), "native"),
    Format(
        "brat",
        "brat standoff",
        (),
        "brat",
        loses=(
            "the article's own attributes",
            "relations with another number of ends than two",
            "spans of nothing but line breaks",
            "instances without mentions",
            "comments",
            "decisions",
            _UNTRACED,
        ),
    ),
    Format(
        "conll2003-iob2",
        "CoNLL-2003 columns, IOB2",
        (".conll",),
        "conll",
        loses=_NOT_IN_COLUMNS,
        variant="iob2",
        tokens=True,
        schemes=True,
    ),
    Format(
        "conll2003-bilou",
        "CoNLL-2003 columns, BILOU",
        (".conll",),
        "conll",
        loses=_NOT_IN_COLUMNS,
        variant="bilou",
        tokens=True,
        schemes=True,
    ),
    Format(
        "spacy",
        "spaCy DocBin",
        (".spacy",),
        "docbin",
        loses=(
            "as spans: mentions in several parts or that end inside a token",
            "numbers of more than 64 bits",
        ),
        extra="spacy",
        text=False,
        tokens=True,
    ),
    Format(
        "cas-xmi",
        "UIMA CAS XMI",
        (),
        "cas",
        loses=(
            "characters that XML cannot hold, such as NUL (U+FFFD stands there)",
            "relations with other than two ends",
            "comments",
            "decisions",
        ),
        variant="xmi",
    ),
    Format(
        "cas-json",
        "UIMA CAS JSON",
        (),
        "cas",
        loses=("relations with other than two ends", "comments", "decisions"),
        variant="json",
    ),
    Format("webanno-tsv", "WebAnno TSV 3.3", (".tsv",), "webanno", writes=False),
    Format("label-studio", "Label Studio JSON", (), "label_studio", loses=_NOT_BESIDE),
    Format("doccano", "doccano JSONL", (".jsonl",), "doccano", loses=_NOT_BESIDE),
    Format(
        "prodigy",
        "Prodigy JSONL",
        (".jsonl",),
        "prodigy",
        loses=("mentions that begin or end inside a token", *_NOT_BESIDE),
        tokens=True,
    ),
    Format(
        "web-annotation", "W3C Web Annotation JSON-LD", (), "web_annotation", loses=("comments", "decisions")
    ),
    Format(
        "maven-arg",
        "MAVEN-ARG JSON",
        (".jsonl",),
        "maven",
        loses=(
            "fragments after the first",
            "attributes, flags and notes",
            "relations, zones and the article's attributes",
            "names and links of instances",
            "which mention of an event has an argument, and which mention of an entity is one",
            "events as arguments",
            "comments",
            "decisions",
        ),
    ),
    Format(
        "parquet",
        "Parquet",
        (".parquet",),
        "parquet",
        reads=False,
        loses=("comments", "decisions"),
        extra="parquet",
        text=False,
    ),
    Format("csv", "CSV tables", (), "tables", reads=False, loses=_NOT_IN_TABLES, variant="csv"),
    Format("tsv", "TSV tables", (), "tables", reads=False, loses=_NOT_IN_TABLES, variant="tsv"),
)
"""In the order in which they are offered."""


def format_of(id: str) -> Format:
    """The format of that id. Raises AnnotatorError that names those there are."""
    for known in FORMATS:
        if known.id == id:
            return known
    raise AnnotatorError(
        f"there is no format “{id}”", remedy=f"There are: {', '.join(f.id for f in FORMATS)}."
    )


def _others(able: str) -> str:
    return f"Use one of: {', '.join(f.id for f in FORMATS if getattr(f, able))}."
