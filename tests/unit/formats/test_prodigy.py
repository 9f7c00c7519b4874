"""Prodigy's JSONL, as its recipes take it and db-out gives it."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.records import (
    Argument,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    quote,
    span,
)
from annotator.errors import AnnotatorError
from annotator.formats.beside import KEY
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
def test_everything_comes_back_that_is_made_of_tokens(article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        losses = written("prodigy", path, article)
        found, troubles = read("prodigy", path)
    assert troubles == []
    (one,) = found
    assert (one.name, one.annotator, one.status) == ("news.txt", "annotator-a", "done")
    assert one.text == article.text
    given_facts, facts = told(article.sheet), told(one.records)
    gone = {loss.record for loss in losses if loss.what == "record"}
    if not losses:
        assert facts == given_facts
        return
    kept = [r for r in article.sheet if r.id not in gone]
    mentions = {r.id for r in kept if isinstance(r, (Entity, Event))}
    pruned = [
        replace(r, arguments=tuple(a for a in r.arguments if a.filler in mentions))
        if isinstance(r, Event)
        else r
        for r in kept
    ]
    shortened = {r.id for r, p in zip(kept, pruned, strict=True) if r != p}
    assert shortened == {loss.record for loss in losses if loss.what == "arguments"}
    assert facts == told(pruned)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["words", "spacy:xx"])
def test_the_tokens_give_the_text(text: str, name: str, tmp_path: Path) -> None:
    written("prodigy", tmp_path / "gold.jsonl", labelled(text, []), tokenizer=name)
    tokens = line_of(tmp_path / "gold.jsonl")["tokens"]
    assert "".join(t["text"] + " " * t["ws"] for t in tokens) == text
    assert [t["id"] for t in tokens] == list(range(len(tokens)))
    assert all(text[t["start"] : t["end"]] == t["text"] for t in tokens)


def test_it_is_written_as_prodigy_writes_it(tmp_path: Path) -> None:
    assert written("prodigy", tmp_path / "gold.jsonl", labelled(PLAIN_TEXT, meeting())) == []
    line = line_of(tmp_path / "gold.jsonl")
    tokens = line["tokens"]
    for span_ in line["spans"]:
        assert tokens[span_["token_start"]]["start"] == span_["start"]
        assert tokens[span_["token_end"]]["end"] == span_["end"]
    triples = set()
    for relation in line["relations"]:
        head, child = relation["head_span"], relation["child_span"]
        assert (relation["head"], relation["child"]) == (head["token_end"], child["token_end"])
        assert head in line["spans"]
        assert child in line["spans"]
        triples.add(
            (
                PLAIN_TEXT[head["start"] : head["end"]],
                relation["label"],
                PLAIN_TEXT[child["start"] : child["end"]],
            )
        )
    assert triples == LINKS
    assert (line["answer"], line["_annotator_id"], line["meta"]) == (
        "accept",
        "annotator-a",
        {"article": "news.txt"},
    )


def test_what_is_finer_than_tokens_is_told(tmp_path: Path) -> None:
    text = "NATO-Generalsekretär Stoltenberg traf Hayashi."
    nato, hay, chief, met = spots(text, "Generals", "Hay", "Stoltenberg", "traf")
    given: list[Record] = [
        Entity("m1", "ORG", span(text, nato), instances=("i1",)),
        Entity("m2", "PER", span(text, hay)),
        Entity("m3", "PER", span(text, chief)),
        Event("e1", "CONSULT", span(text, met), (Argument("actor", "m2"), Argument("actor", "m3"))),
        Relation("r1", "MEMBER_OF", (Argument("member", "m3"), Argument("group", "m1"))),
        Instance("i1", "entity", "ORG", "NATO"),
    ]
    losses = written("prodigy", tmp_path / "gold.jsonl", labelled(text, given))
    assert [(loss.record, loss.what, loss.reason) for loss in losses] == [
        ("m1", "record", "it ends inside the token “Generalsekretär”"),
        ("m2", "record", "it ends inside the token “Hayashi”"),
        ("e1", "arguments", "its actor m2 is not there"),
        ("r1", "record", "its end m1 is not there"),
    ]
    found, troubles = read("prodigy", tmp_path / "gold.jsonl")
    assert troubles == []
    assert sorted(quote(r) for r in found[0].records if isinstance(r, (Entity, Event))) == [
        "Stoltenberg",
        "traf",
    ]


def _rel_manual(**changed: Any) -> dict[str, Any]:
    """As rel.manual leaves it: a relation from a name to a word that has no span."""
    text = "👀 Ines Okafor runs Norland."
    words = [(0, 1), (2, 6), (7, 13), (14, 18), (19, 26), (26, 27)]
    ines = {"start": 2, "end": 13, "token_start": 1, "token_end": 2, "label": "PER"}
    runs = {"start": 14, "end": 18, "token_start": 3, "token_end": 3, "label": None}
    norland = {"start": 19, "end": 26, "token_start": 4, "token_end": 4, "label": "GPE"}
    return {
        "text": text,
        "tokens": [
            {"text": text[a:b], "start": a, "end": b, "id": n, "ws": n < 4, "disabled": False}
            for n, (a, b) in enumerate(words)
        ],
        "spans": [{**ines, "text": "Ines Okafor", "type": "span"}, norland],
        "relations": [
            {
                "head": 2,
                "child": 4,
                "head_span": ines,
                "child_span": norland,
                "color": "#fff",
                "label": "RULES",
            },
            {"head": 2, "child": 3, "head_span": ines, "child_span": runs, "color": "#fff", "label": "DOES"},
        ],
        "_input_hash": -17,
        "_task_hash": 4,
        "_is_binary": False,
        "_view_id": "relations",
        "answer": "accept",
        "_timestamp": 1700000000,
        "_annotator_id": "news-anna",
        "_session_id": "news-anna",
        **changed,
    }


def test_a_file_of_prodigy_itself_is_read(tmp_path: Path) -> None:
    found, troubles = read("prodigy", save(tmp_path / "db.jsonl", _rel_manual()))
    assert troubles == []
    assert (found[0].name, found[0].annotator, found[0].status) == ("db-ffffffef", "news-anna", "done")
    entities = {r.id: (r.type, quote(r)) for r in found[0].records if isinstance(r, Entity)}
    assert sorted(entities.values()) == [("GPE", "Norland"), ("PER", "Ines Okafor"), ("span", "runs")]
    relations = {
        (r.type, *(entities[a.filler][1] for a in r.arguments))
        for r in found[0].records
        if isinstance(r, Relation)
    }
    assert relations == {("RULES", "Ines Okafor", "Norland"), ("DOES", "Ines Okafor", "runs")}


def test_two_annotators_of_one_text_are_on_one_article(tmp_path: Path) -> None:
    lines = [_rel_manual(), _rel_manual(_annotator_id="news-bert", relations=[])]
    found, troubles = read("prodigy", save(tmp_path / "db.jsonl", *lines))
    assert troubles == []
    assert [(f.name, f.annotator) for f in found] == [
        ("db-ffffffef", "news-anna"),
        ("db-ffffffef", "news-bert"),
    ]
    assert not {r.id for r in found[0].records} & {r.id for r in found[1].records}


def test_tokens_alone_say_where_ends_are(tmp_path: Path) -> None:
    line = _rel_manual()
    for one in line["spans"]:
        del one["token_start"], one["token_end"]
    line["relations"] = [{"head": 2, "child": 4, "label": "RULES"}]
    line["spans"].append({"token_start": 3, "token_end": 3, "label": "EVENT"})
    found, troubles = read("prodigy", save(tmp_path / "db.jsonl", line))
    assert troubles == []
    quotes = {r.id: quote(r) for r in found[0].records if isinstance(r, Entity)}
    assert sorted(quotes.values()) == ["Ines Okafor", "Norland", "runs"]
    (relation,) = [r for r in found[0].records if isinstance(r, Relation)]
    assert [quotes[a.filler] for a in relation.arguments] == ["Ines Okafor", "Norland"]


@pytest.mark.parametrize("answer", ["reject", "ignore", 3])
def test_what_was_not_accepted_is_left_out(tmp_path: Path, answer: Any) -> None:
    found, troubles = read("prodigy", save(tmp_path / "db.jsonl", _rel_manual(answer=answer)))
    assert found == []
    assert [str(t) for t in troubles] == [
        f"db.jsonl, line 1: the answer is “{answer}”, not “accept”; the article was left out"
    ]


def test_the_seeds_come_back_but_for_what_is_finer_than_tokens(tmp_path: Path) -> None:
    for number, seed in enumerate(seeds()):
        target = tmp_path / f"{number}.jsonl"
        losses = written("prodigy", target, seed)
        found, troubles = read("prodigy", target)
        assert troubles == []
        assert bool(told(seed.sheet) - told(found[0].records)) == bool(losses)
        assert not told(found[0].records) - told(seed.sheet)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ([1], "it has no “text”"),
        ({"image": "x.png"}, "it has no “text”"),
        ({"text": "abc"}, "it has no “spans” and no “answer”"),
        ({"text": "abc", "label": "SPORTS", "answer": "accept"}, "“label” is about the text as a whole"),
        ({"text": "abc", "spans": 3}, "its “spans” are no list"),
        ({"text": "abc", "spans": [3]}, "it is no span"),
        ({"text": "abc", "spans": [{"label": "PER"}]}, "neither offsets nor tokens"),
        ({"text": "abc", "spans": [{"start": 0, "end": 2}]}, "it has no label"),
        ({"text": "abc", "spans": [{"start": 0, "end": 9, "label": "PER"}]}, "lies outside the text"),
        ({"text": "abc", "spans": [{"start": 2, "end": 1, "label": "PER"}]}, "is empty"),
        ({"text": "e\u0301bc", "spans": [{"start": 1, "end": 3, "label": "PER"}]}, "inside a character"),
        (
            {"text": "abc", "spans": [{"start": 0, "end": 2, "label": "PER", "text": "xy"}]},
            "it says “xy” where the article says “ab”",
        ),
        (
            _rel_manual(
                spans=[{"start": 2, "end": 6, "token_start": 1, "token_end": 2, "label": "PER"}], relations=[]
            ),
            "token_end is the last token",
        ),
        ({"text": "abc", "spans": [], "tokens": [{"start": 5, "end": 9}]}, "no tokens of its text"),
        ({"text": "abc", "spans": [], "relations": [{"head": 1}]}, "it is no relation with a label"),
        (
            {"text": "abc", "spans": [], "relations": [{"head": 1, "child": 2, "label": "X"}]},
            "no span is at its head",
        ),
        ({"text": "abc", "spans": [], KEY: {"version": 1, "name": 3}}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_told_with_itsline_of(tmp_path: Path, line: Any, words: str) -> None:
    good = {"text": "a", "spans": []}
    found, troubles = read("prodigy", save(tmp_path / "bad.jsonl", good, line))
    assert len(troubles) == 1
    assert words in troubles[0].message
    assert troubles[0].place.startswith("line 2")
    assert troubles[0].done
    assert len(found) == 2 or troubles[0].done == "the article was left out"


@pytest.mark.parametrize("line", BROKEN_JSON)
def test_broken_json_is_refused(tmp_path: Path, line: str) -> None:
    check_broken("prodigy", tmp_path / "bad.jsonl", line)


# As many cases as the profile says (60, in the long run 200), each with up to eight stretches changed.
@given(articles(), changes())
def test_nothing_that_was_changed_breaks_the_reader(article: Labelled, changed: Changes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        written("prodigy", path, article)
        change(path, changed)
        with contextlib.suppress(AnnotatorError):
            read("prodigy", path)


_VALUES = values(
    ("id", "label", "start", "end", "token_start", "token_end", "head", "child", "head_span", "text")
)


# As many cases as the profile says (60, in the long run 200).
@given(
    st.fixed_dictionaries(
        {"text": st.text(max_size=9)},
        optional=dict.fromkeys(
            ("spans", "tokens", "relations", "meta", "answer", "_annotator_id", "_input_hash", "accept", KEY),
            _VALUES,
        ),
    )
)
def test_nothing_of_another_shape_breaks_the_reader(line: dict[str, Any]) -> None:
    check_line("prodigy", line)
