"""What lies over the open sheet: grey where all agree, each annotator's colour where they differ, arcs between what is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Argument, Entity, Event, Record, Relation, Zone, span
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.review.units import Comparison, Unit
from annotator.session import Session
from annotator.tagsets import shipped
from annotator.ui.marking import SheetMarks
from annotator.ui.review.looks import AGREED_COLOUR, Look
from annotator.ui.review.overlay import Overlay, Seen, mark_id, whose
from annotator.ui.text.marks import Mark

TEXT = "👩‍👩‍👧 Kyiv\r\ncondemned the strike; שלום Odesa said."
ARTICLE = Article(Path("a.txt"), TEXT, "0" * 64, len(TEXT.encode()), "utf-8", "crlf")
TAGSET = shipped.load()
LOOKS = {
    "me": Look("Me", "ME", "#0072b2"),
    "ann": Look("Ann <x>", "AN", "#d55e00"),
    "bob": Look("Bob", "BO", "#3018f0"),
}


def tag(id: str, type: str, quote: str) -> Entity:
    """An entity mention on a quote of TEXT."""
    at = TEXT.index(quote)
    return Entity(id, type, span(TEXT, (at, at + len(quote))))


def accuse(id: str, *arguments: tuple[str, str]) -> Event:
    """An event mention on “condemned”."""
    at = TEXT.index("condemned")
    made = tuple(Argument(role, filler) for role, filler in arguments)
    return Event(id, "ACCUSE", span(TEXT, (at, at + len("condemned"))), made)


class Page:
    """An open sheet with colleagues' over it."""

    def __init__(self, own: str, *, remarked: Iterable[tuple[str, str]] = (), **sheets: list[Record]) -> None:
        self.sheets = {name: Sheet.of(records) for name, records in sheets.items()}
        self.comparison = Comparison(self.sheets, TAGSET)
        self.session = Session(ARTICLE, TAGSET, Author(own), self.sheets.get(own, Sheet()))
        seen = {n: Seen(s, SheetIndex(s), TAGSET) for n, s in self.sheets.items() if n != own}
        self.overlay = Overlay(self.comparison, own, seen, LOOKS, remarked=frozenset(remarked))
        self.marks = self.overlay.over(SheetMarks(self.session, lambda _: False, self.overlay.own_mark))

    @property
    def drawn(self) -> dict[str, tuple[str, str]]:
        """Label and colour of each mark."""
        found: list[Mark] = self.marks.between(0, len(TEXT))
        assert all(self.marks.get(mark.id) == mark for mark in found)
        return {mark.id: (mark.label, mark.colour) for mark in found}


GREY, MINE, ANNS, BOBS = AGREED_COLOUR, "#0072b2", "#d55e00", "#3018f0"


def test_what_all_agree_on_is_drawn_once_and_grey_and_a_boundary_that_differs_twice() -> None:
    page = Page(
        "me",
        me=[tag("m1", "GPE", "Kyiv"), tag("m2", "GPE", "Odesa")],
        ann=[tag("a1", "GPE", "Kyiv"), tag("a2", "GPE", "שלום Odesa")],
    )
    assert page.drawn == {
        "m1": ("GPE", GREY),
        "m2": ("GPE", MINE),
        mark_id("ann", "a2"): ("GPE·AN", ANNS),
    }
    assert whose(mark_id("ann", "a2")) == ("ann", "a2")
    assert whose("m2") is None


def test_with_three_each_who_says_something_has_a_mark_in_their_own_colour() -> None:
    page = Page(
        "me",
        me=[tag("m1", "GPE", "Kyiv")],
        ann=[tag("a1", "GPE", "Kyiv")],
        bob=[tag("b1", "LOC", "Kyiv"), tag("b2", "GPE", "Odesa")],
    )
    assert page.drawn == {
        "m1": ("GPE", MINE),
        mark_id("ann", "a1"): ("GPE·AN", ANNS),
        mark_id("bob", "b1"): ("LOC·BO", BOBS),
        mark_id("bob", "b2"): ("GPE·BO", BOBS),
    }


def test_who_has_not_begun_takes_no_part_and_what_the_others_agree_on_is_grey() -> None:
    page = Page(
        "me", ann=[tag("a1", "GPE", "Kyiv"), tag("a2", "GPE", "Odesa")], bob=[tag("b1", "GPE", "Kyiv")]
    )
    assert page.drawn == {mark_id("ann", "a1"): ("GPE", GREY), mark_id("ann", "a2"): ("GPE·AN", ANNS)}
    assert page.overlay.drawn("bob", "b1") == mark_id("ann", "a1")


def test_who_stands_alone_is_not_called_agreed() -> None:
    assert Page("me", ann=[tag("a1", "GPE", "Kyiv")]).drawn == {mark_id("ann", "a1"): ("GPE·AN", ANNS)}


def test_only_what_is_asked_for_is_made() -> None:
    page = Page("me", me=[tag("m1", "GPE", "Kyiv")], ann=[tag("a2", "GPE", "Odesa")])
    odesa = TEXT.index("Odesa")
    assert [mark.id for mark in page.marks.between(odesa + 4, odesa + 5)] == [mark_id("ann", "a2")]
    assert list(page.marks.between(0, 1)) == []


def test_an_own_tag_that_was_changed_since_counts_as_differing_until_it_is_compared() -> None:
    page = Page("me", me=[tag("m1", "GPE", "Kyiv")], ann=[tag("a1", "GPE", "Kyiv")])
    changed = tag("m1", "LOC", "Kyiv")
    plain = Mark("m1", ((4, 8),), "entity", "LOC", "#123456")
    assert page.overlay.own_mark(changed, plain).colour == MINE
    fresh = tag("m9", "GPE", "Odesa")
    assert page.overlay.own_mark(fresh, plain._replace(id="m9")).colour == MINE


def test_arcs_of_a_colleague_run_between_the_marks_that_are_drawn() -> None:
    page = Page(
        "me",
        me=[tag("m1", "GPE", "Kyiv"), accuse("e1", ("actor", "m1"))],
        ann=[
            tag("a1", "GPE", "Kyiv"),
            tag("a2", "GPE", "Odesa"),
            accuse("e2", ("actor", "a1"), ("recipient", "a2")),
        ],
    )
    event = mark_id("ann", "e2")
    assert page.drawn[event] == ("ACCUSE·AN", ANNS)
    assert page.overlay.events_at(event) == [event]
    assert page.overlay.events_at(mark_id("ann", "a2")) == [event]
    assert page.overlay.events_between(0, len(TEXT)) == [event]
    arcs = page.overlay.arcs(event, emphasised=True)
    assert [(a.source, a.target, a.colour) for a in arcs] == [
        (event, "m1", ANNS),
        (event, mark_id("ann", "a2"), ANNS),
    ]
    unit = page.overlay.unit_of(event)
    assert isinstance(unit, Unit)
    assert unit.classes == ("argument",)
    assert page.overlay.unit_of("e1") == unit


def test_a_relation_has_arcs_although_it_has_no_mark() -> None:
    kin = Relation("r1", "kin", (Argument("from", "a1"), Argument("to", "a2")))
    page = Page(
        "me",
        me=[tag("m1", "GPE", "Kyiv"), tag("m2", "GPE", "Odesa")],
        ann=[tag("a1", "GPE", "Kyiv"), tag("a2", "GPE", "Odesa"), kin],
    )
    relation = mark_id("ann", "r1")
    assert relation not in page.drawn
    arcs = page.overlay.arcs_to_show([relation, None], 0, 0)
    assert [(a.source, a.target, a.colour, a.emphasised) for a in arcs] == [("m1", "m2", ANNS, True)]


def test_a_pointer_is_told_whose_it_is_and_in_what_it_differs_in_safe_words() -> None:
    page = Page(
        "me", me=[tag("m1", "GPE", "Kyiv")], ann=[tag("a1", "LOC", "Kyiv"), tag("a2", "GPE", "Odesa")]
    )
    told = page.overlay.described(mark_id("ann", "a1"))
    assert "Ann &lt;x&gt;" in told
    assert "another type" in told
    assert "not tagged by Me" in page.overlay.described(mark_id("ann", "a2"))
    assert "of Ann <x>: type · click" in page.overlay.told(mark_id("ann", "a1"))
    assert page.overlay.described(mark_id("bob", "x")) == page.overlay.told(mark_id("bob", "x")) == ""


def test_zones_that_differ_stand_in_the_margin_with_the_short_name() -> None:
    start = TEXT.index("said")
    mine = Zone("z1", "boilerplate", span(TEXT, (start, len(TEXT))))
    hers = Zone("z2", "boilerplate", span(TEXT, (start, len(TEXT) - 1)))
    page = Page("me", me=[tag("m1", "GPE", "Kyiv"), mine], ann=[tag("a1", "GPE", "Kyiv"), hers])
    (zone,) = page.overlay.zones()
    assert (zone.id, zone.fragments, zone.gold) == (mark_id("ann", "z2"), ((start, len(TEXT) - 1),), True)
    assert zone.label == f"{TAGSET.label('boilerplate')}·AN"
    same = Page("me", me=[tag("m1", "GPE", "Kyiv"), mine], ann=[replace(mine, id="z9")])
    assert same.overlay.zones() == []


@pytest.mark.parametrize("on", [("me", "m1"), ("ann", "a1")])
def test_an_open_comment_shows_on_the_mark_that_stands_for_its_record(on: tuple[str, str]) -> None:
    page = Page(
        "me",
        remarked=[on],
        me=[tag("m1", "GPE", "Kyiv")],
        ann=[tag("a1", "GPE", "Kyiv"), tag("a2", "GPE", "Odesa")],
    )
    assert [mark.id for mark in page.marks.between(0, len(TEXT)) if mark.remarked] == ["m1"]


def test_a_comment_shows_without_anything_compared() -> None:
    overlay = Overlay(None, "me", {}, LOOKS, remarked=frozenset({("me", "m1")}))
    mention, plain = tag("m1", "GPE", "Kyiv"), Mark("m1", ((4, 8),), "entity", "GPE", "#123456")
    assert overlay.own_mark(mention, plain) == plain._replace(remarked=True)
    assert list(overlay.between(0, len(TEXT))) == []


class Decided:
    """Gold on which one difference is decided."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    def is_settled(self, unit: Unit) -> bool:
        """Whether it was decided."""
        return unit.key in self.keys

    def is_agreed(self, record: str) -> bool:
        """Records that all agreed on begin with g."""
        return record.startswith("g")

    def result_of(self, unit: Unit) -> str | None:
        """What came of the one all agree on."""
        return None if unit.differs else "g1"


def test_while_deciding_gold_lies_below_and_what_is_decided_is_quiet_unless_one_is_there() -> None:
    sheets = {
        "ann": Sheet.of([tag("a1", "GPE", "Kyiv"), tag("a2", "GPE", "Odesa"), accuse("a3", ("actor", "a1"))]),
        "bob": Sheet.of([tag("b1", "GPE", "Kyiv"), tag("b2", "LOC", "Odesa")]),
    }
    comparison = Comparison(sheets, TAGSET)
    odesa = comparison.unit_of("ann", "a2")
    assert odesa is not None
    seen = {name: Seen(sheet, SheetIndex(sheet), TAGSET) for name, sheet in sheets.items()}
    overlay = Overlay(comparison, "gold", seen, LOOKS, standing=Decided(odesa.key))
    shown = {mark.id for mark in overlay.between(0, len(TEXT))}
    assert shown == {mark_id("ann", "a3")}
    assert [arc.target for arc in overlay.arcs(mark_id("ann", "a3"), emphasised=False)] == ["g1"]
    overlay.pointed_out = odesa
    assert {mark.id for mark in overlay.between(0, len(TEXT))} == shown | {
        mark_id("ann", "a2"),
        mark_id("bob", "b2"),
    }
    assert set(overlay.marks_of(odesa)) == {mark_id("ann", "a2"), mark_id("bob", "b2")}
    plain = Mark("g1", ((4, 8),), "entity", "GPE", "#123456")
    assert overlay.own_mark(tag("g1", "GPE", "Kyiv"), plain).colour == GREY
    assert overlay.own_mark(tag("x1", "GPE", "Odesa"), plain).colour == "#123456"
