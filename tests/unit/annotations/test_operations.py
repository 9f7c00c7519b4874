"""What operations make of a sheet, and what they leave alone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from annotator.annotations import linking, occurrences, operations
from annotator.annotations.checks import affected, problems, problems_of
from annotator.annotations.edits import Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Relation,
    Zone,
    quote,
)
from annotator.annotations.sheet import Sheet
from tests.samples import counting_author, sample_tagset

TAGSET = sample_tagset()
TEXT = (
    "Hayashi met Blinken. 👩‍👩‍👧 Hayashi condemned Russia’s move on Friday; HAYASHI agreed.\r\nHayashis left."
)


class Desk:
    """A sheet with its index, and hands that tag by wording."""

    def __init__(self) -> None:
        self.sheet, self.index, self.author = Sheet(), SheetIndex(), counting_author()

    def do(self, edit: Edit) -> None:
        self.sheet = self.sheet.apply(edit)
        self.index.follow(edit)

    def tag(self, type: str, wording: str) -> str:
        start = TEXT.index(wording)
        edit, mention = operations.tag(TEXT, TAGSET, type, [(start, start + len(wording))], self.author)
        self.do(edit)
        return mention.id

    def mention(self, id: str) -> Entity | Event:
        found = self.index.mention(id)
        assert found is not None
        return found

    def event(self, id: str) -> Event:
        found = self.mention(id)
        assert isinstance(found, Event)
        return found

    def messages(self) -> list[str]:
        return [p.message for p in problems(self.sheet, self.index, TAGSET)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_deleting_a_filler_unlinks_it_everywhere(desk: Desk) -> None:
    event, per, gpe = desk.tag("ACCUSE", "condemned"), desk.tag("PER", "Hayashi"), desk.tag("GPE", "Russia")
    desk.do(linking.link(desk.event(event), "actor", per))
    desk.do(linking.link(desk.event(event), "recipient", gpe))
    edit, relation = linking.relate(TAGSET, "MEMBER_OF", desk.mention(per), desk.mention(gpe), desk.author)
    desk.do(edit)
    before = desk.sheet
    delete = operations.delete(desk.sheet, desk.index, [per])
    desk.do(delete)
    assert desk.event(event).arguments == (Argument("recipient", gpe),)
    assert desk.sheet.get(relation.id) is None
    desk.do(delete.inverse)
    assert desk.sheet == before


def test_an_instance_goes_with_its_last_mention_and_not_before(desk: Desk) -> None:
    one, other = desk.tag("PER", "Hayashi"), desk.tag("PER", "Blinken")
    instance = linking.new_instance(desk.mention(one), "ministers", desk.author)
    desk.do(linking.refer(desk.sheet, desk.mention(one), instance))
    desk.do(linking.refer(desk.sheet, desk.mention(other), instance))
    desk.do(operations.delete(desk.sheet, desk.index, [one]))
    assert desk.sheet.get(instance.id) == instance
    desk.do(linking.unrefer(desk.sheet, desk.index, desk.mention(other), instance.id))
    assert desk.sheet.get(instance.id) is None
    assert desk.mention(other).instances == ()


def test_retyping_keeps_what_the_new_type_has(desk: Desk) -> None:
    id, per = desk.tag("CONSULT", "met"), desk.tag("PER", "Hayashi")
    desk.do(linking.link(desk.event(id), "actor", per))
    desk.do(operations.set_attribute(desk.event(id), "mode", "visit"))
    desk.do(operations.set_attribute(desk.event(id), "status", "future"))
    desk.do(operations.annotate(desk.event(id), "really?"))
    desk.do(operations.retype(desk.event(id), TAGSET, "ACCUSE"))
    changed = desk.event(id)
    assert (changed.type, dict(changed.attributes), changed.note) == (
        "ACCUSE",
        {"status": "future"},
        "really?",
    )
    assert changed.arguments == (Argument("actor", per),)
    desk.do(operations.retype(changed, TAGSET, "span"))
    entity = desk.mention(id)
    assert isinstance(entity, Entity)
    assert (entity.note, quote(entity)) == ("really?", "met")


def test_a_role_with_one_filler_gets_the_new_one_in_its_place(desk: Desk) -> None:
    event, one, other = (
        desk.tag("ACCUSE", "condemned"),
        desk.tag("TIME", "Friday"),
        desk.tag("TIME", "agreed"),
    )
    desk.do(linking.link(desk.event(event), "time", one))
    desk.do(linking.replace_filler(desk.event(event), "time", one, other))
    assert desk.event(event).arguments == (Argument("time", other),)
    desk.do(linking.change_role(desk.event(event), other, "time", "topic"))
    assert desk.event(event).arguments == (Argument("topic", other),)


def test_an_event_takes_over_from_the_nearest_earlier_one_of_its_type(desk: Desk) -> None:
    first, per = desk.tag("ACCUSE", "met"), desk.tag("PER", "Hayashi")
    later = desk.tag("ACCUSE", "condemned")
    assert linking.take_over(desk.index, desk.event(first)) is None
    desk.do(linking.link(desk.event(first), "actor", per))
    desk.do(linking.link(desk.event(first), "topic", later))
    edit = linking.take_over(desk.index, desk.event(later))
    assert edit is not None
    desk.do(edit)
    assert desk.event(later).arguments == (Argument("actor", per),)


def test_occurrences_are_whole_words_that_nobody_tagged(desk: Desk) -> None:
    found = occurrences.occurrences(TEXT, "Hayashi")
    assert [TEXT[slice(*place)] for place in found] == ["Hayashi", "Hayashi"]
    assert len(occurrences.occurrences(TEXT, "Hayashi", match_case=False)) == 3
    assert len(occurrences.occurrences(TEXT, "Hayashi", whole_words=False)) == 3
    desk.tag("PER", "Hayashi")
    open_places = occurrences.untagged(desk.index, found, "PER")
    assert open_places == found[1:]
    edit = occurrences.tag_all(TEXT, TAGSET, "PER", open_places, desk.author)
    desk.do(edit)
    assert desk.index.count_of("entity", "PER") == 2
    desk.do(edit.inverse)
    assert desk.index.count_of("entity", "PER") == 1


def test_an_occurrence_never_cuts_a_combining_mark() -> None:
    text = "cafe cafe\u0301 cafe"
    assert occurrences.occurrences(text, "cafe", whole_words=False) == [(0, 4), (11, 15)]
    assert occurrences.occurrences("New\r\nYork and New  York", "New York") == [(0, 9), (14, 23)]


def test_rules_are_told_and_follow_edits(desk: Desk) -> None:
    event, time, per = desk.tag("ACCUSE", "condemned"), desk.tag("TIME", "Friday"), desk.tag("PER", "Hayashi")
    assert desk.messages() == ["Accuse: actor is missing"]
    desk.do(linking.link(desk.event(event), "actor", time))
    assert desk.messages() == ["actor takes PER, ORG, GPE; “Friday” is TIME"]
    desk.do(linking.change_role(desk.event(event), time, "actor", "time"))
    edit = linking.link(desk.event(event), "actor", per)
    desk.do(edit)
    assert desk.messages() == []
    assert event in affected(edit, desk.index)


def test_a_mutual_event_needs_two_actors_and_no_recipient(desk: Desk) -> None:
    event, one, other = desk.tag("CONSULT", "met"), desk.tag("PER", "Hayashi"), desk.tag("PER", "Blinken")
    desk.do(linking.link(desk.event(event), "actor", one))
    desk.do(linking.link(desk.event(event), "recipient", other))
    assert desk.messages() == [
        "Consult: there is no recipient here",
        "Consult: actor needs 2, has 1",
    ]
    desk.do(operations.set_attribute(desk.event(event), "mutual", False))
    assert desk.messages() == []


def test_one_mention_of_two_people_makes_two_actors(desk: Desk) -> None:
    event, they = desk.tag("CONSULT", "met"), desk.tag("PER", "Hayashi")
    desk.do(linking.link(desk.event(event), "actor", they))
    assert desk.messages() == ["Consult: actor needs 2, has 1"]
    for name in ("Hayashi", "Blinken"):
        instance = linking.new_instance(desk.mention(they), name, desk.author)
        edit = linking.refer(desk.sheet, desk.mention(they), instance)
        desk.do(edit)
        assert event in affected(edit, desk.index)
    assert desk.messages() == []


def test_unknown_types_and_missing_records_are_problems_and_stay(desk: Desk) -> None:
    id = desk.tag("PER", "Hayashi")
    strange = replace(desk.mention(id), type="WIZARD", instances=("i0",))
    event = Event("e", "ACCUSE", desk.mention(id).span, (Argument("actor", "nobody"),))
    sheet = Sheet.of([strange, event, Relation("r", "MEMBER_OF")])
    rules = {(p.record, p.rule) for p in problems(sheet, SheetIndex(sheet), TAGSET)}
    assert {(id, "unknown-type"), (id, "dangling"), ("e", "dangling"), ("r", "role-required")} <= rules


def test_a_mention_in_a_zone_gets_a_warning_and_so_does_a_twin(desk: Desk) -> None:
    desk.tag("PER", "Hayashi")
    desk.tag("PER", "Hayashi")
    edit, zone = operations.mark_zone(TEXT, "boilerplate", [(0, 20)], desk.author)
    desk.do(edit)
    assert isinstance(zone, Zone)
    told = [(p.rule, p.severity) for p in problems(desk.sheet, desk.index, TAGSET)]
    assert sorted(told) == [
        ("duplicate", "warning"),
        ("zone-mention", "warning"),
        ("zone-mention", "warning"),
    ]


def test_an_instance_of_another_type_is_a_problem(desk: Desk) -> None:
    id = desk.tag("PER", "Hayashi")
    desk.do(linking.refer(desk.sheet, desk.mention(id), Instance("i", "event", "ACCUSE", "row")))
    found = problems_of(desk.mention(id), desk.sheet, desk.index, TAGSET)
    assert [p.rule for p in found] == ["instance-type"]


def test_an_event_cannot_fill_itself(desk: Desk) -> None:
    event = desk.event(desk.tag("ACCUSE", "condemned"))
    with pytest.raises(ValueError, match="its own role"):
        linking.link(event, "topic", event.id)


def test_article_attributes_live_in_one_record(desk: Desk) -> None:
    desk.do(operations.set_article_attribute(desk.sheet, "language", "en", desk.author))
    desk.do(operations.set_article_attribute(desk.sheet, "language", "de", desk.author))
    labels = [r for r in desk.sheet if r.kind == "article"]
    assert len(labels) == 1
    assert dict(labels[0].attributes) == {"language": "de"}


def test_instances_and_articles_are_checked_too(desk: Desk) -> None:
    strange = Instance("i", "entity", "WIZARD", "Merlin", attributes={"age": 900})
    sheet = Sheet.of([strange, ArticleLabel("a", {"mood": "good"})])
    told = {(p.record, p.rule) for p in problems(sheet, SheetIndex(sheet), TAGSET)}
    assert told == {("i", "unknown-type"), ("i", "unknown-attribute"), ("a", "unknown-attribute")}
