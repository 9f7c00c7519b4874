"""Edits, undo and redo: a sheet always comes back to what it was, and the index follows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.annotations import linking, operations
from annotator.annotations.edits import Change, Edit, join
from annotator.annotations.history import History
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Entity, Event, Record, quote, span
from annotator.annotations.sheet import EditMismatch, Sheet, difference
from tests.samples import HARD_TEXT, counting_author, places_in, sample_tagset, sheets_of_records

TAGSET = sample_tagset()


@given(sheets_of_records(), sheets_of_records())
def test_a_difference_leads_from_one_sheet_to_the_other_and_back(a: list[Record], b: list[Record]) -> None:
    one, other = Sheet.of(a), Sheet.of(b, "done")
    edit = difference(one, other)
    assert one.apply(edit) == other
    assert other.apply(edit.inverse) == one


@given(sheets_of_records(), sheets_of_records(), sheets_of_records())
def test_joined_edits_do_what_each_did_in_turn(a: list[Record], b: list[Record], c: list[Record]) -> None:
    first, second, third = Sheet.of(a), Sheet.of(b), Sheet.of(c)
    edits = [difference(first, second), difference(second, third)]
    assert first.apply(edits[0].then(edits[1])) == third
    assert first.apply(join(edits, "both")) == third
    assert join([edits[0], edits[0].inverse], "nothing").is_empty


def test_an_edit_that_does_not_fit_changes_nothing() -> None:
    mention = Entity("m", "PER", span(HARD_TEXT, (0, 6)))
    sheet = Sheet.of([mention])
    with pytest.raises(EditMismatch, match="has changed since"):
        sheet.apply(Edit("tag", (Change(None, mention),)))
    with pytest.raises(EditMismatch):
        Sheet().apply(Edit("delete", (Change(mention, None),)))
    assert sheet.get("m") == mention


def test_a_retracted_edit_was_never_made() -> None:
    history, author = History(), counting_author()
    first, mention = operations.tag(HARD_TEXT, TAGSET, "PER", [(0, 6)], author)
    second = operations.toggle_unsure(mention)
    sheet = Sheet().apply(first).apply(second)
    history.push(first)
    history.push(second)
    back = history.retract()
    assert back is not None
    assert sheet.apply(back) == Sheet().apply(first)
    assert history.redo() is None
    assert history.undo() == first.inverse


class Editing(RuleBasedStateMachine):
    """Random work on a sheet with undo and redo, beside a plain list of all the sheets there were."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet, self.index, self.history = Sheet(), SheetIndex(), History()
        self.untouched = SheetIndex()
        self.author = counting_author()
        self.past: list[Sheet] = []
        self.future: list[Sheet] = []

    def do(self, edit: Edit) -> None:
        before, self.sheet = self.sheet, self.sheet.apply(edit)
        self.index.follow(edit)
        self.untouched.follow(edit)
        self.history.push(edit)
        self.past.append(before)
        self.future.clear()

    def mentions(self) -> list[Entity | Event]:
        return [r for r in sorted(self.sheet, key=lambda r: r.id) if isinstance(r, (Entity, Event))]

    @rule(places=places_in(HARD_TEXT), type=st.sampled_from(("PER", "GPE", "span", "ACCUSE", "CONSULT")))
    def tag(self, places: tuple[tuple[int, int], ...], type: str) -> None:
        self.do(operations.tag(HARD_TEXT, TAGSET, type, places, self.author)[0])

    @precondition(lambda self: self.mentions())
    @rule(data=st.data(), places=places_in(HARD_TEXT))
    def move(self, data: st.DataObject, places: tuple[tuple[int, int], ...]) -> None:
        self.do(operations.move(HARD_TEXT, data.draw(st.sampled_from(self.mentions())), places))

    @precondition(lambda self: self.mentions())
    @rule(data=st.data(), type=st.sampled_from(("ORG", "TIME", "AGREE", "ACCUSE")))
    def retype(self, data: st.DataObject, type: str) -> None:
        self.do(operations.retype(data.draw(st.sampled_from(self.mentions())), TAGSET, type))

    @precondition(lambda self: any(isinstance(m, Event) for m in self.mentions()))
    @rule(data=st.data(), role=st.sampled_from(("actor", "topic")))
    def link(self, data: st.DataObject, role: str) -> None:
        event = data.draw(st.sampled_from([m for m in self.mentions() if isinstance(m, Event)]))
        filler = data.draw(st.sampled_from(self.mentions()))
        if filler.id != event.id:
            self.do(linking.link(event, role, filler.id))

    @precondition(lambda self: self.mentions())
    @rule(data=st.data())
    def refer(self, data: st.DataObject) -> None:
        mention = data.draw(st.sampled_from(self.mentions()))
        known = self.index.instances()
        fresh = linking.new_instance(mention, "somebody", self.author)
        self.do(linking.refer(self.sheet, mention, data.draw(st.sampled_from([*known, fresh]))))

    @precondition(lambda self: self.mentions())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        ids = data.draw(st.lists(st.sampled_from([m.id for m in self.mentions()]), min_size=1, unique=True))
        self.do(operations.delete(self.sheet, self.index, ids))
        assert not any(a.filler in ids for m in self.mentions() if isinstance(m, Event) for a in m.arguments)

    @rule()
    def undo(self) -> None:
        edit = self.history.undo()
        assert (edit is None) == (not self.past)
        if edit is not None:
            self.future.append(self.sheet)
            self.sheet = self.sheet.apply(edit)
            self.index.follow(edit)
            self.untouched.follow(edit)
            assert self.sheet == self.past.pop()

    @rule()
    def redo(self) -> None:
        edit = self.history.redo()
        assert (edit is None) == (not self.future)
        if edit is not None:
            self.past.append(self.sheet)
            self.sheet = self.sheet.apply(edit)
            self.index.follow(edit)
            self.untouched.follow(edit)
            assert self.sheet == self.future.pop()

    @rule()
    def complete(self) -> None:
        """What nobody asked for yet is made now, as on a worker thread at any time."""
        self.untouched.complete()

    @rule()
    def open_again(self) -> None:
        """The sheet as it is now is what another index begins with."""
        self.untouched = SheetIndex(self.sheet)

    def teardown(self) -> None:
        """An index that was never asked before knows all the same."""
        fresh = SheetIndex(self.sheet)
        for record in self.sheet:
            assert self.untouched.referrers(record.id) == fresh.referrers(record.id)
            assert self.untouched.members(record.id) == fresh.members(record.id)
            if isinstance(record, (Entity, Event)):
                types = self.untouched.types_of_wording(quote(record))
                assert set(types) == set(fresh.types_of_wording(quote(record)))
        assert self.untouched.instances() == fresh.instances()
        for kind in ("entity", "event", "instance"):
            assert self.untouched.types(kind) == fresh.types(kind)
            for type in fresh.types(kind):
                assert self.untouched.ids_of(kind, type) == fresh.ids_of(kind, type)

    @invariant()
    def quotes_stand(self) -> None:
        for mention in self.mentions():
            assert all(HARD_TEXT[f.start : f.end] == f.quote for f in mention.span)

    @invariant()
    def index_follows(self) -> None:
        fresh = SheetIndex(self.sheet)
        mentions = self.mentions()
        for record in self.sheet:
            assert self.index.referrers(record.id) == fresh.referrers(record.id)
            assert self.index.members(record.id) == fresh.members(record.id)
        for position in range(0, len(HARD_TEXT), 7):
            at = [m for m in mentions if any(f.start <= position < f.end for f in m.span)]
            assert {m.id for m in self.index.mentions_at(position)} == {m.id for m in at}
        assert self.index.mention_count == len(mentions)
        for type in ("PER", "ORG", "TIME", "span"):
            assert self.index.count_of("entity", type) == sum(m.type == type for m in mentions)
        walked, place = [], (-1, 0, "")
        while (found := self.index.next_mention(place)) is not None:
            walked.append(found.id)
            place = (found.span[0].start, -found.span[-1].end, found.id)
        in_order = sorted(mentions, key=lambda m: (m.span[0].start, -m.span[-1].end, m.id))
        assert walked == [m.id for m in in_order]


Editing.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestEditing = Editing.TestCase
