"""How many sheets break a rule of the tagset, so that an export refuses them. Knows no Qt: a worker uses it."""

from __future__ import annotations

from msgspec import Struct

from annotator.formats.gathering import Wanted, breaks_rules, sources
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset
from annotator.ui.exchange.jobs import Tally

MOST = 2000
"""Sheets that are looked at. To read ten thousand takes as long as to export them."""


class Broken(Struct, frozen=True):
    """Of the sheets looked at: how many there are, and how many of them break rules; ``complete`` where those are all."""

    looked_at: int
    broken: int
    complete: bool

    def words(self) -> str:
        """As it stands behind the option that lets them in."""
        if self.complete:
            return "none here" if not self.broken else f"{self.broken:,} here"
        found = "none" if not self.broken else f"{self.broken:,}"
        return f"{found} of the first {self.looked_at:,}"

    def refused(self) -> str:
        """What becomes of them, for a sentence."""
        if self.complete:
            return f"{self.broken:,} with errors {'is' if self.broken == 1 else 'are'} refused"
        return f"{self.broken:,} or more with errors are refused"


def broken(listing: Listing, wanted: Wanted, tagset: Tagset, tally: Tally) -> Broken:
    """Looks at the sheets that are wanted. Raises BrokenOff, and AnnotatorError where there are none."""
    every = sources(listing, wanted.sheet)
    shown = every[:MOST]
    number = 0
    for at, source in enumerate(shown):
        tally.note(at, len(shown))
        number += breaks_rules(source, wanted, tagset)
    return Broken(len(shown), number, len(shown) == len(every))
