"""What list and versions say of a difference, without a window: cells, cards, rows, and where they stand."""

from __future__ import annotations

import pytest

from annotator.annotations.authors import Author
from annotator.annotations.records import Argument, Entity, Event, Record, span
from annotator.annotations.sheet import Sheet
from annotator.review.deciding import Deciding, Gold
from annotator.review.parts import Part
from annotator.review.units import Comparison, Unit
from annotator.tagsets import shipped
from annotator.ui.review.faces import Cell, Faces, faces_of
from annotator.ui.review.rows import Filter, Row, apart, counts, row_of, state_of
from annotator.ui.review.versions_layout import Measure, plan
from annotator.ui.review.words import joined

TEXT = "Zoe\u0308 🕊️ met Omar in\r\nBasel and نور in Bern."
TAGSET = shipped.load()
NAMES = {"a": "Ann", "b": "Ben", "c": "Cem"}
MEASURE = Measure(14, lambda cell: 8.0 * len(cell.label + cell.lead + cell.words + cell.tail) + 14)


def _entity(id: str, quote: str, type: str = "PER") -> Entity:
    start = TEXT.index(quote)
    return Entity(id, type, span(TEXT, (start, start + len(quote))))


def _met(id: str, *arguments: tuple[str, str], type: str = "CONSULT") -> Event:
    start = TEXT.index("met")
    return Event(id, type, span(TEXT, (start, start + 3)), tuple(Argument(*a) for a in arguments))


def _compared(**sheets: list[Record]) -> Comparison:
    return Comparison({name: Sheet.of(records) for name, records in sheets.items()}, TAGSET)


def _faces(comparison: Comparison, unit: Unit, gold: Sheet | None = None) -> Faces:
    held = Gold.of(gold or Sheet())
    return faces_of(comparison, unit, held.sheet, held.ledger, TEXT, NAMES)


def _unit(comparison: Comparison, annotator: str, record: str) -> Unit:
    found = comparison.unit_of(annotator, record)
    assert found is not None
    return found


def _cells(faces: Faces, card: int) -> dict[str, Cell]:
    return {cell.label or cell.words: cell for cell in faces.cards[card].cells}


def test_a_boundary_shows_what_others_have_around_it() -> None:
    comparison = _compared(a=[_entity("1", "نور in Bern")], b=[_entity("2", "نور")])
    faces = _faces(comparison, _unit(comparison, "a", "1"))
    wide, narrow = faces.cards[0].cells[0], faces.cards[1].cells[0]
    assert (wide.lead, wide.words, wide.tail) == ("", "نور in Bern", "")
    assert (narrow.lead, narrow.words, narrow.tail) == ("", "نور", " in Bern")
    assert wide.differs
    assert narrow.differs


def test_arguments_that_only_one_has_stand_out_and_their_lack_shows() -> None:
    people: list[Record] = [_entity("1", "Zoe\u0308"), _entity("2", "Omar"), _entity("3", "Basel", "GPE")]
    comparison = _compared(
        a=[*people, _met("e", ("actor", "1"), ("actor", "2"), ("location", "3"))],
        b=[*people, _met("e", ("actor", "1"), ("actor", "2"))],
    )
    faces = _faces(comparison, _unit(comparison, "a", "e"))
    assert [(c.label, c.words, c.differs) for c in faces.cards[0].cells if c.label] == [
        ("Actor", "Zoe\u0308", False),
        ("Actor", "Omar", False),
        ("Location", "Basel", True),
    ]
    lacking = _cells(faces, 1)["Location"]
    assert (lacking.part, lacking.words, lacking.lacking) == (None, "—", True)


def test_who_agrees_shares_a_card_and_who_lacks_it_has_one() -> None:
    comparison = _compared(a=[_entity("1", "Omar")], b=[], c=[_entity("3", "Omar")])
    faces = _faces(comparison, _unit(comparison, "a", "1"))
    assert [(card.numbers, card.names, card.missing) for card in faces.cards] == [
        ((1, 3), ("Ann", "Cem"), False),
        ((2,), ("Ben",), True),
    ]
    assert faces.standing == "Not decided yet"


def test_what_is_gold_is_marked_cell_by_cell() -> None:
    comparison = _compared(a=[_entity("1", "نور in Bern")], b=[_entity("2", "نور", "ORG")])
    unit = _unit(comparison, "a", "1")
    deciding, gold = Deciding(comparison, Author("r")), Gold.of(Sheet())
    sheet = Sheet().apply(deciding.take(gold, unit, "a", Part("boundary")))
    held = Gold.of(sheet)
    sheet = sheet.apply(deciding.take(held, unit, "b", Part("type")))
    faces = _faces(comparison, unit, sheet)
    assert [[cell.taken for cell in card.cells] for card in faces.cards] == [[True, False], [False, True]]
    assert faces.outcome == "parts"
    assert [cell.words for cell in faces.gold.cells] == ["نور in Bern", TAGSET.display("ORG")]
    assert not any(card.chosen for card in faces.cards)


def test_rows_say_who_stands_apart_and_how_far_one_is() -> None:
    comparison = _compared(
        a=[_entity("1", "Omar")], b=[_entity("2", "Omar", "ORG")], c=[_entity("3", "Omar")]
    )
    unit = _unit(comparison, "a", "1")
    assert apart(comparison, unit) == ("b",)
    gold = Gold.of(Sheet())
    row = row_of("x.txt", comparison, unit, state_of(unit, gold.ledger))
    assert (row.quote, row.types, row.classes, row.state) == ("Omar", ("PER", "ORG"), ("type",), "open")
    sheet = Sheet().apply(Deciding(comparison, Author("r")).defer(gold, unit))
    assert state_of(unit, Gold.of(sheet).ledger) == "deferred"
    other = _compared(a=[_entity("1", "Omar")], b=[_entity("2", "Omar", "GPE")], c=[_entity("3", "Omar")])
    assert state_of(_unit(other, "a", "1"), Gold.of(sheet).ledger) == "changed"


@pytest.mark.parametrize(
    ("filter", "lets"),
    [
        (Filter(), True),
        (Filter(difference="type"), True),
        (Filter(difference="role"), False),
        (Filter(type="ORG"), True),
        (Filter(type="GPE"), False),
        (Filter(annotator="b"), True),
        (Filter(annotator="a"), False),
        (Filter(only_open=True), False),
    ],
)
def test_filters(filter: Filter, lets: bool) -> None:
    row = Row("x.txt", "k", "entity", ("PER", "ORG"), "Omar", ("type",), ("b",), "decided")
    assert filter.lets(row) is lets
    assert counts([row])["type"] == {"PER": 1, "ORG": 1}


@pytest.mark.parametrize("width", [160, 320, 900])
def test_nothing_overlaps_and_nothing_is_cut(width: int) -> None:
    people: list[Record] = [_entity("1", "Zoe\u0308"), _entity("2", "Omar"), _entity("3", "Basel", "GPE")]
    comparison = _compared(
        a=[*people, _met("e", ("actor", "1"), ("actor", "2"), ("location", "3"))],
        b=[*people, _met("e", ("actor", "1"))],
        c=people,
    )
    faces = _faces(comparison, _unit(comparison, "a", "e"))
    laid = plan(faces, width, MEASURE, gone=False)
    for card, cells in zip(laid.cards, laid.cells, strict=True):
        assert all(card.x <= c.x and c.x + c.width <= card.x + card.width + 0.01 for c in cells)
        assert all(card.y <= c.y and c.y + c.height <= card.y + card.height for c in cells)
    for above, below in zip(laid.cards, laid.cards[1:], strict=False):
        assert above.y + above.height < below.y
    assert all(item.box.y + item.box.height <= laid.height for item in laid.items)
    for number, item in enumerate(laid.items):
        if item.kind != "card":
            assert laid.at(item.box.x + 1, item.box.y + 1) == number
    head = laid.heads[0]
    assert laid.items[laid.at(head.x + 1, head.y + 1)].kind == "card"


def test_names_are_joined_as_in_a_sentence() -> None:
    assert [joined([]), joined(["A"]), joined(["A", "B"]), joined(["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
