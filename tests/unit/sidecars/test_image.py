"""Images after edits are what a fresh encoding of the sheet would be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.edits import Change, Edit
from annotator.annotations.sheet import EditMismatch, Sheet
from annotator.sidecars.codec import ForeignRecord, encode
from annotator.sidecars.image import BLOCK_LINES, Image
from annotator.sidecars.reading import parse_sidecar
from tests.unit.sidecars.material import (
    TEXT,
    article_of,
    as_edit,
    entity,
    header,
    one_of_each,
    records,
    texts,
)

PATH = Path("news.txt.annotator-a.tags.json")
IDS = [f"r{number}" for number in range(8)]


@given(st.data(), texts)
def test_edits_undo_and_redo_keep_image_and_sheet_alike(data: st.DataObject, text: str) -> None:
    of = article_of(text)
    sheet, image = Sheet(), Image.of(header(of))
    done: list[Edit] = []
    undone: list[Edit] = []
    states = [bytes(image)]
    for _ in range(data.draw(st.integers(1, 8))):
        step = data.draw(st.sampled_from(["edit", "edit", "edit", "undo", "redo"]))
        if step == "undo" and done:
            edit = done.pop().inverse
            undone.append(edit.inverse)
            states.pop()
        elif step == "redo" and undone:
            edit = undone.pop()
            done.append(edit)
            states.append(b"")
        else:
            ids = data.draw(st.lists(st.sampled_from(IDS), unique=True, max_size=4))
            edit = as_edit(sheet, [data.draw(st.none() | records(text, id)) for id in ids], ids)
            status = data.draw(st.none() | st.sampled_from(["done", "in-progress"]))
            if status is not None:
                edit = replace(edit, status=(sheet.status, status))
            done.append(edit)
            undone.clear()
            states.append(b"")
        sheet, image = sheet.apply(edit), image.apply(edit)
        fresh = Image.of(replace(header(of), status=sheet.status), sheet)
        assert bytes(image) == bytes(fresh)
        assert states[-1] in (b"", bytes(image)), "undo brings the former bytes back"
        states[-1] = bytes(image)
    assert parse_sidecar(bytes(image), of, PATH).sheet == sheet
    assert image.size == len(bytes(image))
    assert len(image) == len(sheet)


def test_many_records_come_and_go_over_blocks() -> None:
    text = "word " * 4000
    of = article_of(text)
    made = [entity(f"m{n:05}", n, n + 4, text) for n in range(0, 15_000, 3)]
    image = Image.of(header(of)).apply(Edit("all", tuple(Change(None, r) for r in reversed(made))))
    assert bytes(image) == bytes(Image.of(header(of), made))
    assert max(len(block.entries) for block in image.blocks) <= 2 * BLOCK_LINES
    thinned = image.apply(Edit("most", tuple(Change(r, None) for r in made[:4000])))
    assert bytes(thinned) == bytes(Image.of(header(of), made[4000:]))
    assert bytes(thinned.apply(Edit("rest", tuple(Change(r, None) for r in made[4000:])))) == bytes(
        Image.of(header(of))
    )
    more = image
    for number in range(1500):
        more = more.apply(Edit("one", (Change(None, entity(f"n{number:05}", 7, 9, text)),)))
    assert len(more) == len(made) + 1500
    assert max(len(block.entries) for block in more.blocks) <= 2 * BLOCK_LINES
    assert parse_sidecar(bytes(more), of, PATH).image.as_read is None


def test_an_edit_leaves_other_blocks_as_they_are() -> None:
    text = "word " * 4000
    made = [entity(f"m{n:05}", n, n + 4, text) for n in range(3000)]
    image = Image.of(header(article_of(text)), made)
    after = image.apply(Edit("note", (Change(made[10], replace(made[10], note="x")),)))
    assert sum(a is not b for a, b in zip(image.blocks, after.blocks, strict=True)) == 1


def test_moving_a_record_moves_its_line() -> None:
    of = article_of()
    made = one_of_each()
    image = Image.of(header(of), made)
    moved = entity("m2", 40, 44)
    after = image.apply(Edit("move", (Change(made[7], moved),)))
    assert [e.id for e in after.entries] == [
        e.id for e in Image.of(header(of), [*made[:7], moved, made[8]]).entries
    ]
    assert after.line(moved) == encode(moved)
    assert after.line(made[7]) is None
    assert Image.of(header(of)).line(moved) is None


def test_a_record_that_is_not_there_cannot_be_changed() -> None:
    for image in (Image.of(header(article_of())), Image.of(header(article_of()), one_of_each())):
        for missing in (entity("mx", 3, 5), entity("mx", 0, 2), entity("m2", 0, 1)):
            with pytest.raises(EditMismatch):
                image.apply(Edit("x", (Change(missing, None),)))


def test_true_and_one_are_two_values() -> None:
    of = article_of()
    first = entity("m1", 0, 5, attributes={"x": 1})
    image = Image.of(header(of), [first])
    after = image.apply(Edit("x", (Change(first, entity("m1", 0, 5, attributes={"x": True})),)))
    assert b'"x":true' in bytes(after)


def test_what_cannot_be_written_in_utf8_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        Image.of(header(article_of()), [entity("m1", 0, 5, by="\ud800")])


def test_an_image_without_a_change_is_itself() -> None:
    image = Image.of(header(article_of()), one_of_each())
    assert image.apply(Edit("nothing")) is image
    assert image.with_header(header(article_of())) is image
    assert not any(isinstance(entry, ForeignRecord) for entry in image.entries)
    assert TEXT
