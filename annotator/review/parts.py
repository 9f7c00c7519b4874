"""Taking parts of a version: this boundary, that type, this argument, that value."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Decision,
    Entity,
    Event,
    Record,
    Relation,
    Zone,
)
from annotator.review.making import Making
from annotator.review.working import Working

PartKind: TypeAlias = Literal["boundary", "type", "attribute", "argument"]


class Part(Struct, frozen=True):
    """A part of a version: ``name`` is the attribute or role, ``filler`` the key of the unit that fills it."""

    kind: PartKind
    name: str = ""
    filler: str = ""


def with_part(
    making: Making,
    work: Working,
    gold: Record,
    annotator: str,
    source: Record,
    part: Part,
    bringing: dict[str, str],
) -> Record:
    """A gold record with a part of ``source``, one annotator's version; an argument that it has is taken out again."""
    if part.kind == "boundary" and isinstance(gold, (Entity, Event, Zone)):
        assert isinstance(source, (Entity, Event, Zone)), "versions of a unit are of one kind"
        return replace(gold, span=source.span)
    if part.kind == "type" and not isinstance(gold, (ArticleLabel, Decision)):
        return replace(gold, type=source.type)  # type: ignore[union-attr]
    if part.kind == "attribute" and isinstance(gold, (Entity, Event, Relation, ArticleLabel)):
        values = {k: v for k, v in gold.attributes.items() if k != part.name}
        given = source.attributes  # type: ignore[union-attr]
        return replace(
            gold, attributes={**values, part.name: given[part.name]} if part.name in given else values
        )
    if part.kind == "argument" and isinstance(gold, (Event, Relation)):
        target = making.comparison.by_key.get(part.filler)
        filler = "" if target is None else making.filler(work, target, annotator, bringing)
        wanted = Argument(part.name, filler) if filler else None
        if wanted is None:
            return gold
        if isinstance(gold, Relation):  # it has one end of each role, and needs both
            others = tuple(a for a in gold.arguments if a.role != wanted.role)
            return replace(gold, arguments=(*others, wanted)) if wanted not in gold.arguments else gold
        if wanted in gold.arguments:
            return replace(gold, arguments=tuple(a for a in gold.arguments if a != wanted))
        return replace(gold, arguments=(*gold.arguments, wanted))
    return gold
