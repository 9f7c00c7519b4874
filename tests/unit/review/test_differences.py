"""What is a difference and what is none."""

from __future__ import annotations

import pytest

from annotator.annotations.records import Argument, Record, Relation
from tests.unit.review.test_deciding import Bench, _entity


@pytest.mark.parametrize(("type", "classes"), [("tied-to", []), ("member-of", [("role",)])])
def test_a_symmetric_relation_says_the_same_from_either_end(type: str, classes: list[tuple[str]]) -> None:
    def sheet(owner: str, one: str, other: str) -> list[Record]:
        ends = (Argument("from", owner + one), Argument("to", owner + other))
        return [_entity(f"{owner}1", 0, 5), _entity(f"{owner}2", 15, 20), Relation(f"{owner}r", type, ends)]

    bench = Bench(a=sheet("a", "1", "2"), b=sheet("b", "2", "1")).start()
    assert [unit.classes for unit in bench.open] == classes
