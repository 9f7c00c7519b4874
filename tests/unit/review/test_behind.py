"""Behind each number stand exactly the differences that it counts."""

from __future__ import annotations

import pytest

from annotator.annotations.records import Argument, Entity, Event, Instance, Zone, span
from annotator.annotations.sheet import Sheet
from annotator.review.agreement.counting import Plan
from annotator.review.behind import Behind, Difference, Gathered, differences, gather, sheet_of
from annotator.review.compared import Compared
from annotator.sidecars.workspace import scan
from tests.unit.review.reports import SEEDS, TAGSET, seed_differences, seeds

TEXT = "שלום 👩‍🚀 Çelik\r\nmet José in Rome; 👩‍🚀 both signed."


def at(quote: str) -> tuple[int, int]:
    """Where a quote stands, in code points."""
    start = TEXT.index(quote)
    return start, start + len(quote)


def entity(id: str, type: str, quote: str, *instances: str) -> Entity:
    """A mention."""
    return Entity(id, type, span(TEXT, at(quote)), instances=instances)


def compared(ones: Sheet, others: Sheet) -> list[Difference]:
    """How they differ."""
    return list(differences("a.txt", "anna", ones, "bert", others, TAGSET))


@pytest.mark.parametrize("name", ["missing", "boundary", "type", "role", "argument", "zone"])
def test_as_many_differences_of_a_class_are_found_as_the_report_counts(name: str) -> None:
    counted = next(c for c in seeds().pairs[0].classes if c.name == name)
    assert counted.differing == len(list(Behind(name=name).among(seed_differences())))
    assert counted.differing


def test_a_cell_of_confusion_leads_to_as_many_as_it_counts() -> None:
    for cell in seeds().pairs[0].confusion:
        if cell.one != cell.other:
            behind = Behind(kind=cell.kind, types=(cell.one, cell.other))
            assert len(list(behind.among(seed_differences()))) == cell.count


def test_what_keeps_a_measure_from_one_lies_behind_it() -> None:
    found = seed_differences()
    strict = list(Behind(measure="mention.strict").among(found))
    value = seeds().pairs[0].measure("mention.strict")
    assert value is not None
    assert value.f1 is not None
    hits = round(value.one * (value.recall or 0))
    assert len(strict) == value.one + value.other - hits - _matched_wrong(strict) - hits
    assert {d.kind for d in Behind(measure="relation").among(found)} == {"relation"}
    assert {d.of for d in Behind(measure="event-chains.muc").among(found)} == {"event"}
    assert all("boundary" not in d.classes or d.kind == "event" for d in Behind(measure="tri-i").among(found))


def _matched_wrong(found: list[Difference]) -> int:
    """A matched mention that differs stands on both sides and is one difference."""
    return sum(d.ones is not None and d.others is not None for d in found)


def test_an_article_and_an_attribute_restrict() -> None:
    found = seed_differences()
    article = found[0].article
    assert {d.article for d in Behind(article=article).among(found)} == {article}
    mode = list(Behind(kind="event", attribute="mode").among(found))
    assert mode
    assert all("mode" in d.attributes for d in mode)
    assert not list(Behind((("annotator-b", "annotator-a"),)).among(found))


def test_gathered_differences_are_found_as_one_by_one() -> None:
    found = seed_differences()
    gathered = Gathered(found)
    pair = (("annotator-a", "annotator-b"),)
    for behind in (
        Behind(),
        Behind(pair),
        Behind(pair, "arg-c"),
        Behind(pair, article=found[0].article),
        Behind((("annotator-b", "annotator-a"),)),
        Behind(name="type"),
    ):
        assert gathered.behind(behind) == list(behind.among(found))


def test_versions_are_told_in_words_with_offsets_in_code_points() -> None:
    celik, jose = entity("a1", "PER", "Çelik"), entity("a2", "PER", "José")
    event = Event("a3", "CONSULT", span(TEXT, at("met")), (Argument("actor", "a1"), Argument("actor", "a2")))
    his = entity("b1", "ORG", "Çelik")
    other = Event("b3", "CONSULT", span(TEXT, at("met")), (Argument("actor", "b1"),))
    found = compared(Sheet.of([celik, jose, event]), Sheet.of([his, other]))
    by_class = {d.classes: d for d in found}
    type = by_class["type",]
    assert (type.ones and type.ones.words(), type.others and type.others.words()) == (
        "Person “Çelik”",
        "Organisation “Çelik”",
    )
    assert (type.start, type.end) == at("Çelik")
    assert type.fills
    argument = by_class["argument",]
    assert argument.ones is not None
    assert argument.others is not None
    assert argument.ones.arguments == (("Actor", "“Çelik”"), ("Actor", "“José”"))
    assert argument.others.words() == "Consult “met” (Actor: “Çelik”)"
    missing = by_class["missing",]
    assert (missing.types, missing.of_annotator("bert")) == (("PER", ""), None)


def test_a_filler_with_other_bounds_lies_behind_arguments_that_count_by_bounds() -> None:
    def sheet(owner: str, quote: str) -> Sheet:
        event = Event(f"{owner}e", "CONSULT", span(TEXT, at("met")), (Argument("actor", f"{owner}m"),))
        return Sheet.of([entity(f"{owner}m", "PER", quote), event])

    found = compared(sheet("a", "José"), sheet("b", "met José"))
    assert [d.kind for d in Behind(measure="arg-c").among(found)] == ["entity"]
    assert not list(Behind(measure="arg-matched").among(found))


def test_chains_that_share_mentions_are_told_together() -> None:
    def sheet(owner: str, *quotes: str) -> Sheet:
        mentions = [entity(f"{owner}{n}", "PER", quote, f"{owner}i") for n, quote in enumerate(quotes)]
        return Sheet.of([*mentions, Instance(f"{owner}i", "entity", "PER", "Çelik 👩‍🚀")])

    found = [d for d in compared(sheet("a", "Çelik", "José"), sheet("b", "Çelik")) if d.kind == "instance"]
    assert len(found) == 1
    assert found[0].ones is not None
    assert found[0].ones.words() == "Chain “Çelik 👩‍🚀” (2 mentions: “Çelik”, “José”)"
    assert found[0].others is not None
    assert found[0].others.record == "b0"
    same = compared(sheet("a", "Çelik", "José"), sheet("b", "Çelik", "José"))
    assert not same


def test_zones_are_compared_although_what_lies_in_them_is_not() -> None:
    zone = Zone("z", TAGSET.excluding_zone.id, span(TEXT, at("both signed")))
    counted = Compared(Sheet.of([entity("m", "PER", "José")]))
    counted.zones = [zone]  # as scoring has it
    assert [d.classes for d in compared(sheet_of(counted), Sheet.of([entity("b", "PER", "José")]))] == [
        ("zone",)
    ]


def test_gathering_tells_how_far_it_is_and_can_be_broken_off() -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        told.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gather(scan(SEEDS), Plan(("annotator-a", "annotator-b"), "", TAGSET), progress)
    assert [done for done, _ in told] == [0, 1, 2]
