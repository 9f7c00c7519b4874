"""What does not fit in a tagset as written: told with its place, and with what may have been meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""The path of keys (and indexes of lists) to something in the tables."""


class Misfit(Exception):
    """Something in the tables that does not fit the rest, with its place."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


def near(wrong: str, known: Iterable[str]) -> str:
    """A hint at the known words nearest to ``wrong``: `` (did you mean "role"?)``, or all of them if few."""
    import difflib

    words = sorted(known)
    close = difflib.get_close_matches(wrong, words, n=1, cutoff=0.6)
    folded = [word for word in words if word.lower() == wrong.lower()]
    if folded or close:
        return f' (did you mean "{(folded or close)[0]}"?)'
    return f" (expected one of {', '.join(words)})" if 0 < len(words) <= 20 else ""
