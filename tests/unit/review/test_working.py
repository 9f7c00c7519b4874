"""An edit of gold while it is put together: what it holds so far, and what goes with what it deletes."""

from __future__ import annotations

from annotator.annotations.records import Argument, Decision, Event, Record, Relation, span
from tests.unit.review.sheets import TEXT
from tests.unit.review.test_deciding import Bench, _entity, _meeting


def test_two_fillers_that_go_at_once_both_leave_the_event() -> None:
    bench = Bench(
        a=_meeting("a", ("actor", "1"), ("actor", "2"), ("location", "3")),
        b=_meeting("b", ("actor", "1"), ("actor", "2"), ("location", "3")),
    ).start()
    bench.do(bench.deciding.none(bench.gold, [bench.unit("a", "a1"), bench.unit("a", "a3")]))
    [event] = [r for r in bench.gold.sheet if isinstance(r, Event)]
    assert [a.role for a in event.arguments] == ["actor"]
    assert all(bench.gold.sheet.get(a.filler) for a in event.arguments)


def test_a_relation_goes_where_both_its_ends_go_at_once() -> None:
    def sheet(owner: str) -> list[Record]:
        ends = (Argument("from", f"{owner}e"), Argument("to", f"{owner}1"))
        event = Event(f"{owner}e", "CONSULT", span(TEXT, (10, 13)), (Argument("actor", f"{owner}1"),))
        return [_entity(f"{owner}1", 0, 5), event, Relation(f"{owner}r", "kin", ends)]

    bench = Bench(a=sheet("a"), b=sheet("b")).start()
    bench.do(bench.deciding.none(bench.gold, [bench.unit("a", "a1"), bench.unit("a", "ae")]))
    assert not [r for r in bench.gold.sheet if not isinstance(r, Decision)]
