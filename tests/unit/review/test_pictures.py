"""Pictures hold every number in words, are well-formed, readable on light and dark ground, and lead to what lies behind."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from annotator.review.behind import Behind
from annotator.review.inks import DARK, LIGHT, NAMED, Ink, declarations
from annotator.review.pictures import by_type, confusion, heat_map
from annotator.review.sketch import LONGEST, Picture
from annotator.ui.colours import contrast, luminance
from tests.unit.review.reports import TAGSET, crowded, seeds

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert('“x”')</script> \u0000 שלום 👩‍🚀 & \ud7ff"


def pictures(ink: Ink = LIGHT) -> list[Picture]:
    """The three pictures of the seeds."""
    compared = seeds().pairs
    return [
        heat_map(compared, "mention.strict", "Mentions", ink),
        confusion(compared, "entity", ink, display=TAGSET.display),
        by_type(compared[0].by_type, "Strict", ink, display=TAGSET.display),
    ]


def texts(picture: Picture) -> list[str]:
    """All words that are drawn."""
    return [element.text or "" for element in ElementTree.fromstring(picture.text).iter(f"{SVG}text")]


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_each_step_of_the_scale_bears_its_text_and_they_only_grow(ink: Ink) -> None:
    assert all(contrast(step, on) >= 4.5 for step, on in zip(ink.steps, ink.on, strict=True))
    assert contrast(ink.page, ink.text) >= 4.5
    assert contrast(ink.ground, ink.muted) >= 4.5
    assert contrast(ink.page, ink.dot) >= 3
    levels = [luminance(step) for step in ink.steps]
    order = sorted(levels, reverse=ink is LIGHT)
    assert levels == order
    assert all(contrast(a, b) > 1.08 for a, b in pairwise(ink.steps))


def test_named_colours_are_exactly_those_that_a_page_declares() -> None:
    declared = {part.partition(":")[0] for part in declarations(DARK).split(";")}
    drawn = "".join(picture.text for picture in pictures(NAMED))
    assert declared == {name.split(")")[0] for name in drawn.split("var(")[1:]} | declared
    assert "#" not in drawn


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_qt_draws_every_picture(ink: Ink) -> None:
    for picture in pictures(ink):
        renderer = QSvgRenderer(QByteArray(picture.text.encode()))
        assert renderer.isValid()
        assert renderer.defaultSize().width() == picture.width
        assert all(renderer.elementExists(cell.id) for cell in picture.cells)


def test_a_pictures_cells_have_places_titles_and_ids_of_their_own() -> None:
    for picture in pictures():
        root = ElementTree.fromstring(picture.text)
        groups = {g.get("id"): g for g in root.iter(f"{SVG}g") if g.get("id")}
        assert groups.keys() == {cell.id for cell in picture.cells}
        for cell in picture.cells:
            title = groups[cell.id].find(f"{SVG}title")
            assert title is not None
            assert title.text == cell.title
            assert 0 <= cell.x < cell.x + cell.width <= picture.width
            assert 0 <= cell.y < cell.y + cell.height <= picture.height
        assert not _overlaps(picture)
        assert root.find(f"{SVG}title") is not None
        assert root.find(f"{SVG}desc") is not None


def _overlaps(picture: Picture) -> list[tuple[str, str]]:
    cells = picture.cells
    return [
        (a.id, b.id)
        for n, a in enumerate(cells)
        for b in cells[:n]
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
    ]


def test_the_heat_map_says_f1_in_both_cells_of_a_pair() -> None:
    compared = seeds().pairs[0]
    value = compared.measure("mention.strict")
    assert value is not None
    picture = heat_map(seeds().pairs, "mention.strict", "Mentions", LIGHT)
    assert texts(picture).count(f"{value.f1:.2f}") == 2
    pairs = ((compared.one, compared.other),)
    assert {cell.behind for cell in picture.cells} == {Behind(pairs, "mention.strict")}
    assert f"{value.f1:.3f}" in picture.cells[0].title
    assert "5 articles" in picture.cells[0].title


def test_confusion_counts_what_meets_and_what_is_missing() -> None:
    compared = seeds().pairs[0]
    picture = confusion([compared], "entity", LIGHT, display=TAGSET.display, name=str.upper)
    told = {cell.behind.types: cell for cell in picture.cells}
    assert told.keys() == {(c.one, c.other) for c in compared.confusion if c.kind == "entity"}
    assert told["GPE", ""].title == "ANNOTATOR-A: State or town, ANNOTATOR-B: not tagged: 8"
    assert {"103", "8", "not tagged"} <= set(texts(picture))
    twice = confusion([compared, compared], "entity", LIGHT)
    assert next(c for c in twice.cells if c.behind.types == ("GPE", "GPE")).title.endswith(": 206")


def test_by_type_says_the_interval_in_words_and_draws_it() -> None:
    compared = seeds().pairs[0]
    strict = [m for m in compared.by_type if m.measure == "entity.strict"]
    picture = by_type(strict, "Strict", LIGHT, pairs=(("a", "b"),), display=TAGSET.display)
    gpe = next(m for m in strict if m.type == "GPE")
    assert gpe.f1 is not None
    assert gpe.interval is not None
    assert f"{gpe.f1:.2f} ({gpe.interval.low:.2f}–{gpe.interval.high:.2f})" in texts(picture)
    cell = next(c for c in picture.cells if c.behind.type == "GPE")
    assert cell.behind == Behind((("a", "b"),), "entity.strict", "GPE")
    group = next(g for g in ElementTree.fromstring(picture.text).iter(f"{SVG}g") if g.get("id") == cell.id)
    whisker, *_ = group.iter(f"{SVG}line")
    dot = group.find(f"{SVG}circle")
    assert dot is not None
    x1, x2, x = (float(found or 0) for found in (whisker.get("x1"), whisker.get("x2"), dot.get("cx")))
    assert (x - x1) / (x2 - x1) == pytest.approx(
        (gpe.f1 - gpe.interval.low) / (gpe.interval.high - gpe.interval.low), abs=0.01
    )


def test_forty_types_with_long_names_stay_apart() -> None:
    report = crowded()
    matrix = confusion(report.pairs[:1], "entity", LIGHT)
    assert len({cell.y for cell in matrix.cells}) == 40
    assert {cell.height for cell in matrix.cells} == {27}
    assert "12k" in texts(matrix)
    assert all(len(words) <= max(LONGEST, 42) for words in texts(matrix))
    dots = by_type(report.pairs[0].by_type, "Strict", LIGHT)
    assert len(dots.cells) == 40
    assert not _overlaps(matrix)
    heat = heat_map(report.pairs, "mention.strict", "Mentions", LIGHT)
    assert len(heat.cells) == 8 * 7


def test_nothing_that_is_written_becomes_markup() -> None:
    drawn = confusion(seeds().pairs, "entity", LIGHT, display=lambda _: EVIL, name=lambda _: EVIL)
    root = ElementTree.fromstring(drawn.text)
    assert not list(_tags(root.iter(), "script"))
    assert any("<script>" in (element.text or "") for element in root.iter())
    assert "\u0000" not in drawn.text


def _tags(elements: Iterable[ElementTree.Element], name: str) -> Iterable[ElementTree.Element]:
    return (element for element in elements if element.tag.endswith(name))


def test_cells_link_where_a_page_has_a_list() -> None:
    drawn = heat_map(
        seeds().pairs, "mention.strict", "Mentions", NAMED, link=lambda behind: f"#list-{behind.measure}"
    )
    anchors = list(_tags(ElementTree.fromstring(drawn.text).iter(), "}a"))
    assert [a.get("href") for a in anchors] == ["#list-mention.strict"] * 2
