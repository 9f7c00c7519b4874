"""Names of sidecars and of the annotators in them, and the folder that sidecars lie in.

Knows paths only; opens no file.
"""

from __future__ import annotations

import os
import re
import unicodedata
import zlib
from pathlib import Path

from msgspec import Struct

from annotator.digests import sha256
from annotator.sidecars.problems import SidecarError

SUFFIX = ".tags.json"
"""How every sidecar's name ends."""

GOLD = "gold"
"""The annotator of the adjudicated sheet."""

RESERVED = frozenset({GOLD, "all", "none"})
"""Annotator names that no person can have."""

ARTICLE_SUFFIXES = (".txt", ".md")
"""Which files are articles, compared without case."""

_ANNOTATOR = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_SIDECAR = re.compile(
    r"(?P<article>.+\.(?i:txt|md))\.(?P<annotator>[a-z0-9][a-z0-9_-]{0,31})\.tags\.json", re.DOTALL
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


class SidecarName(Struct, frozen=True):
    """What a sidecar's file name says: the article's file name and the annotator."""

    article: str
    annotator: str

    def __str__(self) -> str:
        return sidecar_name(self.article, self.annotator)


def is_annotator(name: str) -> bool:
    """Whether ``name`` can stand in a sidecar's file name (the reserved ones can)."""
    return _ANNOTATOR.fullmatch(name) is not None


def is_article_name(name: str) -> bool:
    """Whether a file of that name is listed as an article."""
    return name.lower().endswith(ARTICLE_SUFFIXES)


def check_annotator(name: str) -> str:
    """``name`` when a person may tag under it; raises SidecarError saying why not."""
    if name in RESERVED:
        raise SidecarError(f"nobody can be called “{name}”: the name is reserved")
    if not is_annotator(name):
        raise SidecarError(
            f"“{name}” cannot stand in a file name",
            remedy="Use up to 32 of a-z, 0-9, _ and -, a letter or digit first.",
        )
    return name


def slug(name: str) -> str:
    """The annotator part for a name as typed: “Jörg Müller” becomes ``joerg-mueller``.

    Never empty and never reserved. A name without a Latin letter or digit gets a short fixed number of its own.
    """
    spelled = unicodedata.normalize("NFC", name).lower().translate(_GERMAN)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    part = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:32].rstrip("-_")
    if not part:
        return f"annotator-{zlib.crc32(spelled.encode('utf-8', 'replace')):08x}"
    return f"{part}-annotator" if part in RESERVED else part


def sidecar_name(article_name: str, annotator: str) -> str:
    """The file name of an annotator's sidecar. Raises SidecarError for an impossible annotator name."""
    if not is_annotator(annotator):
        raise SidecarError(f"“{annotator}” cannot stand in a sidecar's name")
    return f"{article_name}.{annotator}{SUFFIX}"


def parse_sidecar_name(file_name: str) -> SidecarName | None:
    """What a file name says, or None when it is not a sidecar's."""
    match = _SIDECAR.fullmatch(file_name)
    return None if match is None else SidecarName(match["article"], match["annotator"])


def to_open(place: Path) -> Path:
    """What is to be opened where ``place`` was named: itself if it is a folder or an article, for a sidecar its article.

    Raises SidecarError for any other file.
    """
    if is_article_name(place.name) or place.is_dir():
        return place
    sidecar = parse_sidecar_name(place.name)
    if sidecar is None:
        raise SidecarError(
            "this is no article: only .txt and .md files are",
            path=place,
            remedy="Open the folder of the articles, or save the text as .txt.",
        )
    article = place.with_name(sidecar.article)
    if not is_there(article):
        raise SidecarError(f"this is a sidecar, and its article {sidecar.article} is not here", path=place)
    return article


class Storage(Struct, frozen=True):
    """Where the sidecars of one folder of articles lie: beside them, or in another place that can be written.

    ``folder`` is the opened folder. With ``elsewhere``, sidecars lie there in a folder of their own, named after
    ``folder`` and a hash of its path, under the same relative paths.
    """

    folder: Path
    elsewhere: Path | None = None

    @property
    def root(self) -> Path:
        """The folder under which own sidecars are kept."""
        if self.elsewhere is None:
            return self.folder
        place = self.folder.resolve()
        mark = sha256(str(place).encode("utf-8", "surrogateescape"))[:12]
        return self.elsewhere / f"{place.name or 'folder'}-{mark}"

    def sidecar(self, article: Path, annotator: str) -> Path:
        """The path of an annotator's sidecar. Raises SidecarError where the article lies outside the folder."""
        name = sidecar_name(article.name, annotator)
        if self.elsewhere is None:
            return article.parent / name
        try:
            relative = article.absolute().relative_to(self.folder.absolute())
        except ValueError:
            raise SidecarError(f"the article does not lie in {self.folder}", path=article) from None
        return self.root / relative.parent / name

    def found(self, article: Path, annotator: str) -> Path:
        """Where the sidecar is: the kept-elsewhere one if there is one, else beside the article."""
        kept = self.sidecar(article, annotator)
        beside = article.parent / kept.name
        return kept if is_there(kept) or not is_there(beside) else beside


def is_there(path: Path) -> bool:
    """Whether something is there, be it a link to nowhere; where that cannot even be asked, as with too long a name, not."""
    return os.path.lexists(path)
