"""Packing extents into lanes, so that none hides another. Pure."""

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
