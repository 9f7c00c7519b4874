"""What waits for a filler that people differ on is completed whenever it becomes gold, in whatever way."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from annotator.annotations.records import Argument, Event, Record, Relation, span
from annotator.review.parts import Part
from tests.unit.review.sheets import TEXT
from tests.unit.review.test_deciding import Bench, _meeting


def _sheet(owner: str, end: int) -> list[Record]:
    """An event and a relation that all agree on but for the bounds of a filler."""
    records = _meeting(owner, ("actor", "1"), ("actor", "2"))
    ends = (Argument("from", f"{owner}1"), Argument("to", f"{owner}2"))
    moved = [replace(r, span=span(TEXT, (15, end))) if r.id == f"{owner}2" else r for r in records]
    return [*moved, Relation(f"{owner}r", "kin", ends)]


@pytest.mark.parametrize("way", ["accept", "accept all", "take"])
def test_what_waits_for_a_filler_is_completed_when_another_event_brings_it(way: str) -> None:
    other = Event("ax", "MEET", span(TEXT, (40, 46)), (Argument("actor", "a2"),))
    empty = Event("bx", "MEET", span(TEXT, (40, 46)))
    bench = Bench(a=[*_sheet("a", 20), other], b=[*_sheet("b", 19), empty]).start()
    unit = bench.unit("a", "ax")
    match way:
        case "accept":
            bench.do(bench.deciding.accept(bench.gold, unit, "a"))
        case "accept all":
            bench.do(bench.deciding.accept_all(bench.gold, [(unit, "a")]))
        case _:
            bench.do(bench.deciding.accept(bench.gold, unit, "b"))
            part = Part("argument", "actor", bench.unit("a", "a2").key)
            bench.do(bench.deciding.take(bench.gold, unit, "a", part))
    assert not bench.open
    linked = [r for r in bench.gold.sheet if isinstance(r, (Event, Relation))]
    assert sorted(len(r.arguments) for r in linked) == [1, 2, 2]
    assert bench.deciding.take_over(bench.gold).is_empty
