"""Relations of two sheets: the same where type, roles and ends are; an end counts as the mention it is matched with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from annotator.annotations.records import Relation
from annotator.review.agreement.cells import Cell

RELATION = "relation"


def relation_facts(
    relations: Iterable[Relation], numbers: Mapping[str, int], symmetric: Collection[str] = ()
) -> set[Cell]:
    """What relations say: ``(type, ends)``, each end a role and a mention's number (alike for aligned mentions).

    In types that are ``symmetric`` it does not matter which end plays which role. A relation with an end that is no
    mention is left out.
    """
    found: set[Cell] = set()
    for relation in relations:
        if all(a.filler in numbers for a in relation.arguments):
            alike = relation.type in symmetric
            ends = sorted(("" if alike else a.role, numbers[a.filler]) for a in relation.arguments)
            found.add((relation.type, tuple(ends)))
    return found
