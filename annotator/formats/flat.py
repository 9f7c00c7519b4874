"""Mentions on tokens, and of those that overlap the one that stays: for formats of tokens with one label each.

A mention whose boundary falls inside a token has no place among tokens: it is told, not moved. Blanks at its ends are in
no token: it is placed without them, and that is told as well.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from msgspec import Struct

from annotator.annotations.records import Entity, Event, quote
from annotator.formats.exchange import Loss
from annotator.formats.tokens import Fit, Tokens, fit

_MOST_QUOTED = 60
"""Characters of a mention or token that a reason quotes."""


class OnTokens(Struct, frozen=True):
    """A mention and its tokens ``[first, last)``."""

    mention: Entity | Event
    first: int
    last: int


def on_tokens(text: str, tokens: Tokens, mention: Entity | Event) -> tuple[OnTokens | None, str]:
    """Where a mention stands among ``tokens``, and what of it does not: None where it has no place, "" where all fits."""
    if len(mention.span) > 1:
        return None, "its parts stand apart"
    part = mention.span[0]
    found = fit(tokens, part.start, part.end)
    if found is None:
        return None, "it has nothing but blanks"
    if found.cut:
        return None, _cut(text, tokens, mention, found)
    place = OnTokens(mention, found.first, found.last)
    return place, "" if found.exact else "it begins or ends with blanks, which no token holds"


def _cut(text: str, tokens: Tokens, mention: Entity | Event, found: Fit) -> str:
    names = [f"“{_short(text[start:end])}”" for start, end in (tokens[number] for number in found.cut)]
    whole = f"“{_short(quote(mention))}”"
    if len(names) == 2:
        return f"{whole} begins inside the token {names[0]} and ends inside the token {names[1]}"
    token = tokens[found.cut[0]]
    begins, ends = token[0] < mention.span[0].start, mention.span[0].end < token[1]
    how = "begins and ends" if begins and ends else "begins" if begins else "ends"
    return f"{whole} {how} inside the token {names[0]}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_QUOTED else f"{text[: _MOST_QUOTED - 1]}…"


def outermost(placed: Iterable[OnTokens]) -> tuple[list[OnTokens], list[OnTokens]]:
    """Those that stay where each token has one label, in text order, and those that make way.

    Of mentions that overlap, the one with the most tokens stays; of equally long ones the first in the text, then the
    first by type, then by id.
    """
    ranked = sorted(placed, key=lambda p: (p.first - p.last, p.first, p.mention.type, p.mention.id))
    taken: list[tuple[int, int]] = []
    kept, others = [], []
    for one in ranked:
        at = bisect_left(taken, (one.first, one.last))
        if (at and taken[at - 1][1] > one.first) or (at < len(taken) and taken[at][0] < one.last):
            others.append(one)
        else:
            insort(taken, (one.first, one.last))
            kept.append(one)
    return sorted(kept, key=lambda p: p.first), others


def unheld(mention: Entity | Event) -> list[Loss]:
    """What a mention says beside its type and place, for formats that hold nothing else."""
    why = "the format has no place for it"
    losses = [Loss(mention.id, f"attributes.{name}", why) for name in mention.attributes]
    held = (("instances", mention.instances), ("flag", mention.flag), ("note", mention.note))
    return losses + [Loss(mention.id, name, why) for name, value in held if value]
