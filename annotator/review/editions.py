"""Which sheets were made with another tagset than the one in use, and how that is told. Knows no window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from annotator.errors import AnnotatorError
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.reading import read_header
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset


class Foreign(Struct, frozen=True):
    """So many sheets of an annotator were made with another tagset, which is named ``tagset``."""

    annotator: str
    tagset: str
    sheets: int


def edition(stamp: TagsetStamp, tagset: Tagset) -> str:
    """The name of the tagset a sheet was made with, where it is another one; else empty.

    A sheet begun without a tagset says nothing of one. Where both have the same name, that is said as well.
    """
    if not stamp.sha256 or stamp.sha256 == tagset.sha256:
        return ""
    named = f"{stamp.id} {stamp.version}".strip()
    alike = (stamp.id, stamp.version) == (tagset.id, tagset.version)
    return f"{named}, another edition" if alike else named


def in_one_line(found: Iterable[tuple[str, str]]) -> str:
    """Who tagged with which other tagset, of (name, tagset); empty where nobody did."""
    told = [f"{name} ({tagset})" for name, tagset in found]
    return f"Tagged with another tagset: {', '.join(told)}." if told else ""


def foreign(
    listing: Listing, tagset: Tagset, annotators: Iterable[str], *, unfinished: bool
) -> list[Foreign]:
    """Whose sheets of a folder were made with another tagset, ordered by annotator.

    ``unfinished`` counts those that are not done, too. Reads headers only; who cannot be read is told where sheets are.
    """
    wanted = set(annotators)
    found: Counter[tuple[str, str]] = Counter()
    for article in listing.articles:
        for sidecar in article.sidecars:
            if sidecar.annotator not in wanted:
                continue
            try:
                header = read_header(sidecar.path)
            except (AnnotatorError, OSError):
                continue
            named = edition(header.tagset, tagset)
            if named and (unfinished or header.status == "done"):
                found[sidecar.annotator, named] += 1
    return [Foreign(*key, count) for key, count in sorted(found.items())]
