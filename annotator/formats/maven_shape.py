"""What MAVEN-ARG's lines hold that its writing and its reading must agree on; see :mod:`annotator.formats.maven`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.formats.exchange import Trace

KEY = "annotator_sheet"
"""Under which stands what the format has no place for; those who know the format only pass it over."""

VERSION = 1

PREFIXES: Mapping[str, str] = {"event": "EVENT_", "entity": "ENTITY_"}
"""What stands before the id of an instance, or of a mention that has none."""

Place: TypeAlias = tuple[int, int]
"""Half-open, in code points."""


class Kept(Struct, frozen=True, omit_defaults=True):
    """What stands under the key: of whom the sheet is, how far, and where its records come from.

    ``mentions`` and ``instances`` go by the ids that stand in the line, ``spans`` (free ones) by ``START-END``.
    """

    version: int
    annotator: str = ""
    status: Literal["in-progress", "done"] = "in-progress"
    mentions: dict[str, Trace] = {}
    instances: dict[str, Trace] = {}
    spans: dict[str, Trace] = {}


def nearest(trigger: Place, mentions: Sequence[Place]) -> int:
    """Which of the places is nearest to a trigger, counted between their nearer ends; of two, the earlier in the text."""

    def distance(at: int) -> tuple[int, Place]:
        start, end = mentions[at]
        return (max(0, start - trigger[1], trigger[0] - end), mentions[at])

    return min(range(len(mentions)), key=distance)


def spelled(place: Place) -> str:
    """A place as the name of a free span."""
    return f"{place[0]}-{place[1]}"
