"""Dividing articles into training, development and test sets so that adding articles moves none.

An article's place comes from a hash of its text's hash and the seed alone. Articles that share an event instance stay
together, at the place of the one among them whose hash comes first; which that moves is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from annotator.digests import sha256
from annotator.errors import AnnotatorError

NAMES = ("train", "dev", "test")


class Moved(Struct, frozen=True):
    """An article that stands elsewhere than its own hash says, to stay with another."""

    name: str
    to: str
    away_from: str
    because_of: str


class Shares(Struct, frozen=True):
    """Percentages of the sets, in the order of ``NAMES``; they add up to 100."""

    percent: tuple[int, ...]
    seed: int = 0

    @classmethod
    def of(cls, words: str, seed: int = 0) -> Shares:
        """From ``80/10/10`` or ``90/10``. Raises AnnotatorError."""
        found = re.fullmatch(r"(\d{1,3})/(\d{1,3})(?:/(\d{1,3}))?", words)
        percent = tuple(int(part) for part in found.groups() if part is not None) if found else ()
        if sum(percent) != 100 or 0 in percent:
            raise AnnotatorError(
                f"“{words}” is no split", remedy="Use two or three percentages that make 100: 80/10/10."
            )
        return cls(percent, seed)

    @property
    def names(self) -> tuple[str, ...]:
        """The sets there are: of two, the second is ``test``."""
        return NAMES if len(self.percent) == 3 else (NAMES[0], NAMES[2])

    def place(self, digest: str) -> str:
        """The set of an article whose bytes have that SHA-256 (hex)."""
        drawn = self._drawn(digest) % 10_000 / 100
        reached = 0
        for name, percent in zip(self.names, self.percent, strict=True):
            reached += percent
            if drawn < reached:
                return name
        return self.names[-1]

    def _drawn(self, digest: str) -> int:
        return int(sha256(f"{self.seed} {digest}".encode())[:15], 16)

    def places(
        self, articles: Mapping[str, str], together: Iterable[Iterable[str]]
    ) -> tuple[dict[str, str], list[Moved]]:
        """The set of each article, from its name and SHA-256; ``together`` are names that must not be parted."""
        leader = {name: name for name in articles}

        def find(name: str) -> str:
            while leader[name] != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        def order(name: str) -> tuple[int, str]:
            return (self._drawn(articles[name]), name)

        for group in together:
            names = [name for name in group if name in leader]
            for other in names[1:]:
                one, two = sorted((find(names[0]), find(other)), key=order)
                leader[two] = one
        places, moved = {}, []
        for name, digest in articles.items():
            first = find(name)
            own, places[name] = self.place(digest), self.place(articles[first])
            if own != places[name]:
                moved.append(Moved(name, places[name], own, first))
        return places, moved
