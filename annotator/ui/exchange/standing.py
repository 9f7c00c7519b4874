"""How far the sheets of a folder are. Knows no Qt: workers use it."""

from __future__ import annotations

from msgspec import Struct

from annotator.errors import AnnotatorError
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
