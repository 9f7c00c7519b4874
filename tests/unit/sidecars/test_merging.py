"""Three-way merge: nothing is lost, whoever changed what."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.edits import Change, Edit
from annotator.annotations.records import Entity, Event
from annotator.annotations.sheet import Sheet, difference
from annotator.sidecars.merging import Conflict, fitting, merge, rebase, references
from tests.unit.sidecars.material import TEXT, entity, event, make, records

M1, M2, E1 = entity("m1", 0, 5), entity("m2", 6, 9), event("e1", 10, 12, "m1")
BASE = Sheet.of([M1, M2, E1])


def ids() -> Callable[[str], str]:
    numbers = count()
    return lambda kind: f"{kind[0]}-new{next(numbers)}"


def noted(sheet: Sheet, id: str, note: str) -> Sheet:
    record = sheet.records[id]
    assert isinstance(record, (Entity, Event))
    return Sheet(sheet.records.set(id, replace(record, note=note)), sheet.status)


def without(sheet: Sheet, id: str) -> Sheet:
    return Sheet(sheet.records.delete(id), sheet.status)


def test_changes_of_both_are_taken() -> None:
    ours = noted(BASE, "m1", "ours").apply(make(entity("m3", 13, 14)))
    theirs = without(noted(BASE, "m2", "theirs"), "e1").apply(make(entity("m4", 14, 15)))
    merged = merge(BASE, ours, replace(theirs, status="done"))
    assert merged.conflicts == ()
    assert {r.id for r in merged.sheet} == {"m1", "m2", "m3", "m4"}
    assert merged.sheet.status == "done"
    assert ours.apply(merged.ours) == merged.sheet
    assert replace(theirs, status="done").apply(merged.theirs) == merged.sheet


def test_both_versions_of_a_record_are_kept() -> None:
    merged = merge(BASE, noted(BASE, "m1", "ours"), noted(BASE, "m1", "theirs"), new_id=ids())
    assert merged.conflicts == (Conflict("both-changed", "m1", "e-new0"),)
    assert merged.sheet.records["m1"].note == "ours"  # type: ignore[union-attr]
    assert merged.sheet.records["e-new0"].note == "theirs"  # type: ignore[union-attr]
    assert dict(merged.copies) == {"e-new0": "m1"}


def test_the_same_change_of_both_is_no_conflict() -> None:
    same = without(noted(BASE, "m1", "same"), "e1")
    merged = merge(BASE, same, same)
    assert merged.conflicts == ()
    assert merged.ours.is_empty
    assert merged.theirs.is_empty


def test_a_change_wins_over_a_deletion_and_is_listed() -> None:
    ours, theirs = noted(BASE, "m2", "ours"), without(BASE, "m2")
    for merged in (merge(BASE, ours, theirs), merge(BASE, theirs, ours)):
        assert merged.sheet == ours
        assert merged.conflicts == (Conflict("deleted-and-changed", "m2"),)


def test_what_somebody_deleted_and_the_other_began_to_use_comes_back() -> None:
    gone = without(without(BASE, "m2"), "m1").apply(Edit("strip", (Change(E1, replace(E1, arguments=())),)))
    used = BASE.apply(make(event("e2", 15, 16, "m2", "e1")))
    for ours, theirs in ((gone, used), (used, gone)):
        merged = merge(BASE, ours, theirs)
        assert merged.conflicts == (Conflict("deleted-and-used", "m2"),)
        assert set(merged.sheet.records) == {"m2", "e1", "e2"}
        assert _dangling(merged.sheet) == set()


def test_what_comes_back_brings_what_it_refers_to() -> None:
    gone = without(without(BASE, "e1"), "m1")
    used = BASE.apply(make(event("e2", 15, 16, "e1")))
    merged = merge(BASE, gone, used)
    assert set(merged.sheet.records) == {"m1", "m2", "e1", "e2"}
    assert {c.clash for c in merged.conflicts} == {"deleted-and-used"}


def test_of_two_statuses_ours_stays_and_is_listed() -> None:
    merged = merge(BASE, replace(BASE, status="done"), BASE)
    assert merged.sheet.status == "done"
    assert merged.conflicts == ()


def _dangling(sheet: Sheet) -> set[str]:
    return {id for record in sheet for id in references(record) if id not in sheet.records}


IDS = [f"r{number}" for number in range(6)]


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    chosen = draw(st.lists(st.sampled_from(IDS), unique=True))
    return Sheet.of(
        [draw(records(TEXT, id)) for id in chosen], draw(st.sampled_from(["done", "in-progress"]))
    )


@given(sheets(), sheets(), sheets())
def test_nothing_that_anybody_made_is_lost(base: Sheet, ours: Sheet, theirs: Sheet) -> None:
    merged = merge(base, ours, theirs, new_id=ids())
    assert ours.apply(merged.ours) == merged.sheet
    assert theirs.apply(merged.theirs) == merged.sheet
    for change in difference(base, ours).changes:
        assert change.after is None or merged.sheet.get(change.id) == change.after
    for change in difference(base, theirs).changes:
        if change.after is not None:
            assert any(replace(change.after, id=record.id) == record for record in merged.sheet)
    for id, former in merged.copies.items():
        assert Conflict("both-changed", former, id) in merged.conflicts


@given(sheets(), sheets())
def test_a_side_without_changes_decides_nothing(base: Sheet, theirs: Sheet) -> None:
    for merged in (merge(base, base, theirs), merge(base, theirs, base)):
        if not any(c.clash == "deleted-and-used" for c in merged.conflicts):
            assert merged.sheet == theirs


def test_an_edit_made_on_another_version_is_merged_into_this_one() -> None:
    sheet = noted(BASE, "m1", "theirs")
    edit = Edit("note", (Change(M1, replace(M1, note="ours")), Change(M2, None)))
    merged = rebase(sheet, edit, new_id=ids())
    after = sheet.apply(merged.theirs)
    assert after.records["m1"].note == "ours"  # type: ignore[union-attr]
    assert after.records["e-new0"].note == "theirs"  # type: ignore[union-attr]
    assert "m2" not in after.records
    assert BASE.apply(edit).apply(merged.ours) == after


def test_only_what_fits_is_left_of_an_edit() -> None:
    edit = Edit("x", (Change(M1, None), Change(M2, replace(M2, note="x"))), ("done", "in-progress"))
    assert fitting(noted(BASE, "m1", "other"), edit) == Edit("x", edit.changes[1:])
    assert fitting(BASE, Edit("x", (), ("in-progress", "done"))).status == ("in-progress", "done")


def test_references_are_arguments_and_instances() -> None:
    assert list(references(entity("m9", 0, 1, instances=("i1",)))) == ["i1"]
    assert isinstance(E1, Event)
    assert list(references(E1)) == ["m1"]
