"""doccano's JSONL, as doccano 1.8 writes and reads it."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.records import (
    Argument,
    Comment,
    Entity,
    Event,
    Record,
    Relation,
    Target,
    quote,
    span,
)
from annotator.errors import AnnotatorError
from annotator.formats.beside import FRAGMENT, KEY
from annotator.formats.exchange import Labelled
from tests.unit.formats.breaking import (
    BROKEN_JSON,
    Changes,
    change,
    changes,
    check_broken,
    check_line,
    values,
)
from tests.unit.formats.harness import (
    PLAIN_TEXT,
    TEXTS,
    articles,
    labelled,
    read,
    seeds,
    told,
    written,
)
from tests.unit.formats.meeting import LINKS, line_of, meeting, save, spots


@given(articles())
def test_everything_comes_back(article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        assert written("doccano", path, article, article) == []
        found, troubles = read("doccano", path)
    assert troubles == []
    for one in found:
        assert (one.name, one.annotator, one.status) == ("news.txt", "annotator-a", "done")
        assert one.text == article.text
        assert told(one.records) == told(article.sheet)


def test_it_is_written_as_doccano_writes_it(tmp_path: Path) -> None:
    written("doccano", tmp_path / "gold.jsonl", labelled(PLAIN_TEXT, meeting()))
    line = line_of(tmp_path / "gold.jsonl")
    assert set(line) == {"id", "text", "entities", "relations", "Comments", KEY}
    assert type(line["id"]) is int
    assert line["Comments"] == []
    shown = {e["id"]: (e["label"], PLAIN_TEXT[e["start_offset"] : e["end_offset"]]) for e in line["entities"]}
    assert sorted(shown) == list(range(1, len(shown) + 1))
    assert all(set(e) == {"id", "label", "start_offset", "end_offset"} for e in line["entities"])
    assert all(set(r) == {"id", "from_id", "to_id", "type"} for r in line["relations"])
    triples = {(shown[r["from_id"]][1], r["type"], shown[r["to_id"]][1]) for r in line["relations"]}
    assert triples == LINKS


def test_what_doccano_makes_of_ours_is_read(tmp_path: Path) -> None:
    """On import doccano gives spans new ids and any order, and keeps unknown keys; somebody adds and removes."""
    written("doccano", tmp_path / "gold.jsonl", labelled(PLAIN_TEXT, meeting()))
    line = line_of(tmp_path / "gold.jsonl")
    for entity in line["entities"]:
        entity["id"] += 5000
    for relation in line["relations"]:
        relation["from_id"] += 5000
        relation["to_id"] += 5000
    line["entities"].reverse()
    line["relations"].reverse()
    (geneva,) = spots(PLAIN_TEXT, "Geneva")
    (meet,) = spots(PLAIN_TEXT, "meet")
    line["entities"] += [
        {"id": 1, "label": "GPE", "start_offset": geneva[0], "end_offset": geneva[1]},
        {"id": 2, "label": "AGREE", "start_offset": meet[0], "end_offset": meet[1]},
    ]
    line["relations"].append({"id": 9, "from_id": 2, "to_id": 1, "type": "location"})
    line["Comments"] = ["is this right?"]
    found, troubles = read("doccano", save(tmp_path / "back.jsonl", line))
    assert troubles == []
    facts = told(found[0].records)
    former = told(meeting())
    assert not former - facts
    added = facts - former
    assert {fact[0] for fact in added} == {"entity", "event", "argument", "article"}
    assert ("event", ("event", "AGREE", (meet,))) in added


def test_a_mention_that_was_removed_there_takes_its_note_along(tmp_path: Path) -> None:
    written("doccano", tmp_path / "gold.jsonl", labelled(PLAIN_TEXT, meeting()[:2]))
    line = line_of(tmp_path / "gold.jsonl")
    line["entities"] = line["entities"][1:]
    found, troubles = read("doccano", save(tmp_path / "back.jsonl", line))
    assert [quote(r) for r in found[0].records if isinstance(r, Entity)] == ["Blinken"]
    assert [str(t) for t in troubles] == [
        "back.jsonl, line 1: no span PER stands at [(0, 6)] any more; what was kept of it was left out"
    ]


def test_a_file_of_doccano_itself_is_read(tmp_path: Path) -> None:
    text = "👩‍👩‍👧 Google was founded on September 4, 1998, by Larry Page.\r\nIt grew."
    google, date, page = spots(text, "Google", "September 4, 1998", "Larry Page")
    line = {
        "id": 17,
        "text": text,
        "entities": [
            {"id": 0, "label": "ORG", "start_offset": google[0], "end_offset": google[1]},
            {"id": 1, "label": "DATE", "start_offset": date[0], "end_offset": date[1]},
            {"id": 2, "label": "PERSON", "start_offset": page[0], "end_offset": page[1]},
        ],
        "relations": [
            {"id": 4, "from_id": 0, "to_id": 1, "type": "foundedAt"},
            {"id": 5, "from_id": 0, "to_id": 2, "type": "foundedBy"},
        ],
        "Comments": [],
    }
    found, troubles = read("doccano", save(tmp_path / "admin.jsonl", line))
    assert troubles == []
    assert (found[0].name, found[0].annotator, found[0].status) == ("admin-17", "", "in-progress")
    entities = {r.id: quote(r) for r in found[0].records if isinstance(r, Entity)}
    assert sorted(entities.values()) == ["Google", "Larry Page", "September 4, 1998"]
    relations = {
        (r.type, *((a.role, entities[a.filler]) for a in r.arguments))
        for r in found[0].records
        if isinstance(r, Relation)
    }
    assert relations == {
        ("foundedAt", ("from", "Google"), ("to", "September 4, 1998")),
        ("foundedBy", ("from", "Google"), ("to", "Larry Page")),
    }


@pytest.mark.parametrize("key", ["label", "labels", "entities"])
def test_lists_of_start_end_label_are_read(tmp_path: Path, key: str) -> None:
    line = {"id": 1, "text": PLAIN_TEXT, key: [[0, 6, "PER"], [11, 18, "PER"]]}
    found, troubles = read("doccano", save(tmp_path / "all.jsonl", line))
    assert troubles == []
    assert [quote(r) for r in found[0].records if isinstance(r, Entity)] == ["Lavrov", "Blinken"]


def test_reading_again_gives_the_same_ids(tmp_path: Path) -> None:
    written("doccano", tmp_path / "gold.jsonl", labelled(PLAIN_TEXT, meeting()))
    assert read("doccano", tmp_path / "gold.jsonl") == read("doccano", tmp_path / "gold.jsonl")


def test_all_but_ascii_is_escaped_as_doccano_guesses_encodings(tmp_path: Path) -> None:
    for number, text in enumerate(TEXTS):
        path = tmp_path / f"{number}.jsonl"
        written("doccano", path, labelled(text, []))
        assert path.read_bytes().isascii()
        assert read("doccano", path)[0][0].text == text


def test_what_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (met,) = spots(PLAIN_TEXT, "met")
    given: list[Record] = [
        Entity(
            "m1",
            "PER",
            span(PLAIN_TEXT, (0, 6)),
            instances=("gone",),
        ),
        Event("e1", "CONSULT", span(PLAIN_TEXT, met), (Argument("actor", "gone"),)),
        Relation("r1", "MEMBER_OF", (Argument("member", "m1"), Argument("group", "gone"))),
        Comment("c1", Target("annotator-b", "m1"), "why?"),
    ]
    losses = written("doccano", tmp_path / "gold.jsonl", labelled(PLAIN_TEXT, given))
    assert {(loss.record, loss.what) for loss in losses} == {
        ("m1", "instances"),
        ("e1", "arguments"),
        ("r1", "record"),
        ("c1", "record"),
    }
    assert all(loss.reason for loss in losses)
    found, troubles = read("doccano", tmp_path / "gold.jsonl")
    assert troubles == []
    assert len(found[0].records) == 2


def test_the_seeds_come_back(tmp_path: Path) -> None:
    given = seeds()
    assert written("doccano", tmp_path / "gold.jsonl", *given) == []
    found, troubles = read("doccano", tmp_path / "gold.jsonl")
    assert troubles == []
    assert [told(f.records) for f in found] == [told(g.sheet) for g in given]


def _entity(**changed: Any) -> dict[str, Any]:
    return {"id": 1, "label": "PER", "start_offset": 0, "end_offset": 6, **changed}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ([1], "it has no “text”"),
        ({"text": 3}, "it has no “text”"),
        ({"text": "abc"}, "it has no “entities” and no “label”"),
        ({"text": "abc", "entities": 3}, "its “entities” is no list"),
        ({"text": "abc", "label": ["sports"]}, "labels the text, not a stretch"),
        ({"text": "abc", "entities": [{"label": "PER"}]}, "no entity with a label and offsets"),
        ({"text": "abcdefg", "entities": [_entity(end_offset=99)]}, "lies outside the text"),
        ({"text": "abcdefg", "entities": [_entity(end_offset=True)]}, "are no whole numbers"),
        ({"text": "e\u0301abcdefg", "entities": [_entity(start_offset=1)]}, "inside a character"),
        ({"text": "abcdefg", "entities": [_entity(), _entity(end_offset=2)]}, "the id 1 stands twice"),
        ({"text": "abcdefg", "entities": [_entity(label="\n")]}, "is no name"),
        ({"text": "abcdefg", "entities": [], "relations": {}}, "its “relations” are no list"),
        (
            {"text": "abcdefg", "entities": [_entity()], "relations": [{"from_id": 1, "type": "x"}]},
            "it is no relation with two ends",
        ),
        (
            {
                "text": "abcdefg",
                "entities": [_entity()],
                "relations": [{"from_id": 1, "to_id": 7, "type": "x"}],
            },
            "7 is no mention that was taken",
        ),
        (
            {
                "text": "abcdefg",
                "entities": [_entity()],
                "relations": [{"from_id": 1, "to_id": 1, "type": FRAGMENT}],
            },
            "no fragments of one mention",
        ),
        ({"text": "abcdefg", "entities": [], KEY: {"version": 9, "name": "x"}}, "is of version 9"),
        ({"text": "abcdefg", "entities": [], KEY: {"version": 1}}, "cannot be read"),
        ({"text": "abcdefg", "entities": [], "Comments": [3]}, "it is no comment with a text"),
    ],
)
def test_what_is_wrong_is_told_with_itsline_of(tmp_path: Path, line: Any, words: str) -> None:
    found, troubles = read("doccano", save(tmp_path / "bad.jsonl", {"text": "a", "entities": []}, line))
    assert len(troubles) == 1
    assert words in troubles[0].message
    assert troubles[0].place.startswith("line 2")
    assert troubles[0].done
    assert all(f.text for f in found)


@pytest.mark.parametrize("line", BROKEN_JSON)
def test_broken_json_is_refused(tmp_path: Path, line: str) -> None:
    check_broken("doccano", tmp_path / "bad.jsonl", line)


def test_many_fragments_do_not_make_it_slow(tmp_path: Path) -> None:
    count = 3000
    text = "a " * count
    line = {
        "text": text,
        "entities": [_entity(id=n, start_offset=2 * n, end_offset=2 * n + 1) for n in range(count)],
        "relations": [{"from_id": n, "to_id": n + 1, "type": FRAGMENT} for n in reversed(range(count - 1))],
    }
    found, troubles = read("doccano", save(tmp_path / "long.jsonl", line))
    assert troubles == []
    (entity,) = found[0].records
    assert isinstance(entity, Entity)
    assert len(entity.span) == count


_WHOLE = labelled(TEXTS[1], [Entity("m1", "PER", span(TEXTS[1], (0, 5)))])


# As many cases as the profile says (60, in the long run 200), each with up to eight stretches changed.
@given(articles(), changes())
def test_nothing_that_was_changed_breaks_the_reader(article: Labelled, changed: Changes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        written("doccano", path, article)
        change(path, changed)
        with contextlib.suppress(AnnotatorError):
            read("doccano", path)


_VALUES = values(("id", "label", "start_offset", "end_offset", "from_id", "to_id", "type", "mentions", "at"))


# As many cases as the profile says (60, in the long run 200).
@given(
    st.fixed_dictionaries(
        {"text": st.text(max_size=9)},
        optional=dict.fromkeys(
            ("entities", "label", "labels", "relations", "Comments", "id", "name", KEY), _VALUES
        ),
    )
)
def test_nothing_of_another_shape_breaks_the_reader(line: dict[str, Any]) -> None:
    check_line("doccano", line)
