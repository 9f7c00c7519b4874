"""What is taken over without anybody choosing, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from annotator.annotations.records import Votes
from annotator.review.units import Comparison, Unit, Version


class Rules(Struct, frozen=True):
    """Which units need no choice. Each rule counts whole versions; not having a thing is a version of it, too."""

    unanimous: bool = True
    """What all agree on is taken over."""
    majority: bool = False
    """What more than half of the annotators have the same way."""
    trusted: str = ""
    """Where annotators differ, this one is followed."""
    least: int = 0
    """What at least so many have the same way, if no other version has so many; 0 for no such rule."""

    @property
    def decide(self) -> bool:
        """Whether they say anything where annotators differ."""
        return bool(self.majority or self.trusted or self.least)


class Choice(Struct, frozen=True):
    """What a rule says of a unit: whose version becomes gold, "" for none of them."""

    annotator: str
    outcome: str
    votes: Votes


def choose(comparison: Comparison, unit: Unit, rules: Rules) -> Choice | None:
    """What ``rules`` say of ``unit``; None where a person has to."""
    camps: dict[object, list[str]] = {}
    for version in unit.versions:
        camps.setdefault(comparison.content(version), []).append(version.annotator)
    if unit.missing:
        camps[None] = list(unit.missing)
    of = len(unit.versions) + len(unit.missing)
    if not unit.differs:
        return _choice(next(iter(camps.values())), "agreed", of) if rules.unanimous else None
    return choose_among([(names, said is None) for said, names in camps.items()], of, rules)


def choose_among(held: Sequence[tuple[list[str], bool]], of: int, rules: Rules) -> Choice | None:
    """What ``rules`` say where annotators differ: ``held`` are those who say the same, and whether it is that there is none.

    ``of`` is how many take part; who says nothing either way is in no group.
    """
    if rules.trusted:
        for names, without in held:
            if rules.trusted in names:
                return _choice([] if without else [rules.trusted], "rule", of, len(names))
    if not (rules.majority or rules.least):
        return None
    largest = max(held, key=_size)
    alone = sum(len(names) == len(largest[0]) for names, _ in held) == 1
    by_majority = rules.majority and 2 * len(largest[0]) > of
    by_count = rules.least > 0 and alone and len(largest[0]) >= rules.least
    if by_majority or by_count:
        return _choice([] if largest[1] else largest[0], "rule", of, len(largest[0]))
    return None


def votes_for(comparison: Comparison, unit: Unit, version: Version | None) -> Votes:
    """How many have it as ``version`` says, or do not have it where that is None."""
    of = len(unit.versions) + len(unit.missing)
    if version is None:
        return Votes(len(unit.missing), of)
    wanted = comparison.content(version)
    return Votes(sum(comparison.content(other) == wanted for other in unit.versions), of)


def _choice(names: Sequence[str], outcome: str, of: int, count: int | None = None) -> Choice:
    return Choice(names[0] if names else "", outcome, Votes(len(names) if count is None else count, of))


def _size(camp: tuple[list[str], bool]) -> int:
    return len(camp[0])
