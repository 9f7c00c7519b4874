"""How many processes an export works in where nobody says so. Knows no Qt."""

from __future__ import annotations

import os

MANY = 300
"""Sheets from which on several processes are quicker: to start one takes about as long as a hundred sheets."""

_MOST = 61
"""More processes than these one pool cannot wait for on Windows (``WaitForMultipleObjects``)."""


def processors() -> int:
    """The processors that this program may use, as far as that is known."""
    if hasattr(os, "sched_getaffinity"):
        return min(_MOST, len(os.sched_getaffinity(0)))
    return min(_MOST, os.cpu_count() or 1)


def automatic(sheets: int) -> int:
    """How many processes that many sheets are worth."""
    return processors() if sheets >= MANY else 1


def choices() -> list[int]:
    """The numbers to choose from: one, its doubles, and all processors."""
    most = processors()
    return sorted({most, *(2**power for power in range(most.bit_length()) if 2**power <= most)})
