"""Packing what lies above a line into lanes, so that nothing hides another. Pure; x in pixels."""

from __future__ import annotations

from collections.abc import Sequence


def pack(extents: Sequence[tuple[float, float]], gap: float = 0.0) -> list[int]:
    """Give each extent ``(left, right)``, in the order given, the lowest lane in which it touches none before it.

    Extents closer than ``gap`` touch. Callers sort: what comes first gets the lower lane.
    """
    taken: list[list[tuple[float, float]]] = []
    lanes: list[int] = []
    for left, right in extents:
        for lane, others in enumerate(taken):
            if all(right + gap <= start or end + gap <= left for start, end in others):
                others.append((left, right))
                lanes.append(lane)
                break
        else:
            lanes.append(len(taken))
            taken.append([(left, right)])
    return lanes


_AIR = 2.0
"""Pixels that labels keep between each other besides the gap of all: plain ones would read as one word."""


class Claim:
    """Room that a mention wants in one lane: its bar from ``left`` to ``right`` and a label ``width`` wide at ``x``.

    The label may lean anywhere from ``low`` to ``high`` (its left edge); a ``width`` of 0 is no label.
    """

    __slots__ = ("end", "high", "left", "low", "right", "start", "width", "wish", "x")

    def __init__(
        self,
        left: float,
        right: float,
        wish: float = 0.0,
        width: float = 0.0,
        low: float = 0.0,
        high: float = 0.0,
    ) -> None:
        """Claim the bar and, with a ``width``, a label that would best start at ``wish``."""
        self.left = self.start = left
        self.right = self.end = right
        self.wish = wish
        self.width = width
        self.low = low
        self.high = high
        self.stand(wish)

    def stand(self, x: float) -> None:
        """Put the label there; ``start`` and ``end`` are the room then taken in all."""
        self.x = x
        if self.width:
            end = x + self.width + _AIR
            self.start = min(self.left, x)
            self.end = max(self.right, end)


def stack(claims: Sequence[Claim], gap: float, overhang: float) -> list[int]:
    """Give each claim, in the order given, the lowest lane where its bar touches none before it and all labels fit.

    Rather than lift a claim into another lane, labels lean as far as they may, over a neighbour's bar by
    ``overhang`` at most; each claim's ``x`` says where its label came to stand.
    """
    taken: list[list[Claim]] = []
    lanes: list[int] = []
    for claim in claims:
        for lane, others in enumerate(taken):
            if _joins(claim, others, gap, overhang):
                others.append(claim)
                lanes.append(lane)
                break
        else:
            lanes.append(len(taken))
            taken.append([claim])
    return lanes


def _joins(claim: Claim, others: list[Claim], gap: float, overhang: float) -> bool:
    left, right = claim.left - gap, claim.right + gap
    start, end = claim.start - gap, claim.end + gap
    clear = True
    for other in others:
        if start < other.end and other.start < end:
            if left < other.right and other.left < right:
                return False
            clear = False
    return clear or _lean([*others, claim], gap + _AIR, overhang)


def _lean(claims: list[Claim], gap: float, overhang: float) -> bool:
    """Let the labels of one lane lean, each as little as it must, until none touches another; false if some must."""
    claims.sort(key=lambda claim: claim.left)
    latest: list[float] = []
    bar = edge = float("inf")
    for claim in reversed(claims):
        if claim.width:
            edge = min(claim.high, bar + overhang - claim.width, edge - gap - claim.width)
        latest.append(edge)
        bar = claim.left
    bar = end = float("-inf")
    found: list[float] = []
    for claim, most in zip(claims, reversed(latest), strict=True):
        x = claim.x
        if claim.width:
            least = max(claim.low, bar - overhang, end)
            if least > most:
                return False
            x = min(max(claim.wish, least), most)
            end = x + claim.width + gap
        found.append(x)
        bar = claim.right
    for claim, x in zip(claims, found, strict=True):
        claim.stand(x)
    return True
