"""MAVEN-ARG holds events with their instances and arguments; what it cannot hold is told."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
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
    Instance,
    Record,
    Relation,
    Target,
    Zone,
    span,
)
from annotator.errors import AnnotatorError
from annotator.formats.exchange import Found, Labelled, SourceError
from annotator.formats.maven_shape import nearest
from tests.unit.formats.harness import (
    PLAIN_TEXT,
    articles,
    labelled,
    read,
    seeds,
    told,
    written,
)

TEXT = "Lavrov met Blinken . Lavrov and Blinken talked in Geneva .\n"
LAVROV, MET, BLINKEN, TALKED = (TEXT.index(w) for w in ("Lavrov", "met", "Blinken", "talked"))


def _line(path: Path) -> Any:
    (line,) = path.read_text(encoding="utf-8").splitlines()
    return json.loads(line)


def _save(path: Path, *values: Any) -> Path:
    path.write_text("".join(f"{json.dumps(value)}\n" for value in values), encoding="utf-8")
    return path


def _found(path: Path) -> Found:
    found, troubles = read("maven-arg", path)
    assert troubles == []
    return found[0]


def _mentions(records: Iterable[Record]) -> Counter[Any]:
    return Counter(
        (r.kind, r.type, r.span[0].start, r.span[0].end)
        for r in records
        if isinstance(r, (Entity, Event)) and r.type != "span"
    )


def _arguments(records: Iterable[Record]) -> Counter[Any]:
    held = list(records)
    mentions = [r for r in held if isinstance(r, (Entity, Event))]
    places = {r.id: (r.kind, r.type, r.span[0].start, r.span[0].end) for r in mentions}
    return Counter(
        (places[r.id], a.role, places[a.filler]) for r in held if isinstance(r, Event) for a in r.arguments
    )


@given(articles())
def test_what_does_not_come_back_was_told(article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        losses = written("maven-arg", path, article)
        found = _found(path)
    told_of = {(loss.record, loss.what) for loss in losses}
    assert (found.name, found.text) == (article.name, article.text)
    assert _mentions(found.records) == _mentions(article.sheet)
    mentions: list[Entity | Event] = [*article.entities, *article.events]
    clean = {m.id: m for m in mentions if m.type != "span"}
    for mention in clean.values():
        assert (len(mention.span) > 1) == ((mention.id, "span") in told_of)
        assert bool(mention.note) == ((mention.id, "note") in told_of)
        assert bool(mention.flag) == ((mention.id, "flag") in told_of)
        assert all((mention.id, f"attributes.{name}") in told_of for name in mention.attributes)
    assert all((relation.id, "record") in told_of for relation in article.relations)
    assert all((zone.id, "record") in told_of for zone in article.zones)
    there = _arguments(found.records)
    untouched = [e for e in article.events if (e.id, "arguments") not in told_of]
    for event in untouched:
        missing = _arguments([*article.entities, event]) - there
        assert not missing, missing
    if len(untouched) == len(article.events):
        assert there == _arguments(article.sheet)
    back = {
        (
            i.of,
            i.type,
            tuple(sorted(_mentions(m for m in found.records if i.id in getattr(m, "instances", ())))),
        )
        for i in found.records
        if isinstance(i, Instance)
    }
    for instance in article.instances:
        members = [m for m in clean.values() if instance.id in m.instances]
        if (instance.id, "record") in told_of:
            continue
        if not any((m.id, "instances") in told_of for m in members):
            assert (instance.of, instance.type, tuple(sorted(_mentions(members)))) in back


@given(articles(discontinuous=False))
def test_what_was_read_from_it_is_held_whole(article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder) / "one.jsonl", Path(folder) / "two.jsonl"
        written("maven-arg", one, article)
        first = _found(one)
        assert written("maven-arg", two, labelled(first.text, first.records)) == []
        assert told(_found(two).records) == told(first.records)


def _article() -> Labelled:
    return labelled(
        TEXT,
        [
            Entity("m1", "PER", span(TEXT, (LAVROV, LAVROV + 6)), instances=("iL",)),
            Entity("m2", "PER", span(TEXT, (BLINKEN, BLINKEN + 7))),
            Entity("m3", "PER", span(TEXT, (21, 27)), instances=("iL",)),
            Entity("m4", "span", span(TEXT, (TALKED, TALKED + 16))),
            Event(
                "e1", "CONSULT", span(TEXT, (MET, MET + 3)), _fill(actor="m1", topic="m4"), instances=("iT",)
            ),
            Event(
                "e2",
                "CONSULT",
                span(TEXT, (TALKED, TALKED + 6)),
                _fill(actor="m3", topic="m4"),
                instances=("iT",),
            ),
            Event("e3", "ACCUSE", span(TEXT, (MET, MET + 3)), _fill(recipient="m2")),
            Instance("iL", "entity", "PER", "Lavrov"),
            Instance("iT", "event", "CONSULT", "met"),
        ],
    )


def _fill(**fillers: str) -> tuple[Argument, ...]:
    return tuple(Argument(role, filler) for role, filler in fillers.items())


def test_the_line_is_as_the_format_describes_it(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    assert written("maven-arg", path, _article()) == []
    line = _line(path)
    assert list(line) == [
        "id",
        "title",
        "document",
        "events",
        "entities",
        "negative_triggers",
        "annotator_sheet",
    ]
    assert len(line["id"]) == 32
    assert (line["title"], line["document"], line["negative_triggers"]) == ("news.txt", TEXT, [])
    assert line["entities"] == [
        {
            "id": "ENTITY_iL",
            "type": "PER",
            "mention": [
                {"id": "m1", "mention": "Lavrov", "offset": [0, 6]},
                {"id": "m3", "mention": "Lavrov", "offset": [21, 27]},
            ],
        },
        {
            "id": "ENTITY_m2",
            "type": "PER",
            "mention": [{"id": "m2", "mention": "Blinken", "offset": [11, 18]}],
        },
    ]
    meeting, accusation = line["events"]
    assert meeting == {
        "id": "EVENT_iT",
        "type": "CONSULT",
        "type_id": 1,
        "mention": [
            {"id": "e1", "trigger_word": "met", "offset": [7, 10]},
            {"id": "e2", "trigger_word": "talked", "offset": [40, 46]},
        ],
        "argument": {
            "actor": [{"entity_id": "ENTITY_iL"}],
            "recipient": [],
            "topic": [{"content": "talked in Geneva", "offset": [40, 56]}],
            "location": [],
            "time": [],
        },
    }
    assert (accusation["id"], accusation["type_id"]) == ("EVENT_e3", 2)
    assert accusation["argument"]["recipient"] == [{"entity_id": "ENTITY_m2"}]
    assert told(_found(path).records) == told(_article().sheet)


def test_arguments_that_mentions_do_not_share_are_told(tmp_path: Path) -> None:
    meeting = Instance("iT", "event", "CONSULT", "met")
    lavrov: list[Record] = [
        Entity("m1", "PER", span(TEXT, (0, 6)), instances=("iL",)),
        Entity("m3", "PER", span(TEXT, (21, 27)), instances=("iL",)),
        Instance("iL", "entity", "PER", "Lavrov"),
    ]
    first = Event("e1", "CONSULT", span(TEXT, (7, 10)), _fill(actor="m1"), instances=("iT",))
    second = Event("e2", "CONSULT", span(TEXT, (40, 46)), instances=("iT",))
    (loss,) = written("maven-arg", tmp_path / "1", labelled(TEXT, [*lavrov, meeting, first, second]))
    assert (loss.record, loss.what) == ("e2", "arguments")
    assert "share their arguments; actor" in loss.reason
    far = Event("e1", "CONSULT", span(TEXT, (7, 10)), _fill(actor="m3"))
    (loss,) = written("maven-arg", tmp_path / "2", labelled(TEXT, [*lavrov, far]))
    assert "is nearer and fills actor" in loss.reason
    both = Event("e1", "CONSULT", span(TEXT, (7, 10)), (Argument("actor", "m1"), Argument("actor", "m3")))
    (loss,) = written("maven-arg", tmp_path / "3", labelled(TEXT, [*lavrov, both]))
    assert "several of one fill actor" in loss.reason
    over = Event("e1", "ACCUSE", span(TEXT, (7, 10)), _fill(topic="e2"))
    alone = Event("e2", "CONSULT", span(TEXT, (40, 46)))
    (loss,) = written("maven-arg", tmp_path / "4", labelled(TEXT, [over, alone]))
    assert "an event cannot fill topic" in loss.reason
    (accusation, _) = _line(tmp_path / "4")["events"]
    assert accusation["argument"]["topic"] == [{"content": "talked", "offset": [40, 46]}]


def test_the_nearest_mention_fills_a_role() -> None:
    assert nearest((10, 13), [(0, 5), (16, 20), (30, 31)]) == 1
    assert nearest((10, 13), [(16, 20), (3, 7)]) == 1, "of two, the earlier in the text"
    assert nearest((10, 13), [(0, 5), (8, 40)]) == 1, "one that surrounds the trigger is nearest"


def test_everything_that_has_no_place_is_told(tmp_path: Path) -> None:
    text = PLAIN_TEXT
    records: list[Record] = [
        Entity(
            "m1",
            "PER",
            span(text, (0, 6), (11, 18)),
            {"sex": "m"},
            ("i1", "i2", "gone"),
            "unsure",
            "a note",
        ),
        Entity("m2", "ORG", span(text, (11, 18)), instances=("i1",)),
        Entity("m3", "span", span(text, (20, 26)), instances=("i3",)),
        Entity("m4", "span", span(text, (7, 10))),
        Entity("m5", "span", span(text, (7, 10))),
        Event("e1", "BREW", span(text, (7, 10)), _fill(actor="m4", topic="m5", time="gone")),
        Instance("i1", "entity", "PER", "Mr Lavrov", ("Q1",), {"x": 1}, "the minister"),
        Instance("i2", "entity", "PER", "nobody"),
        Instance("i3", "entity", "span", "text"),
        Relation("r1", "MEMBER_OF", (Argument("member", "m1"), Argument("group", "m2"))),
        Zone("z1", "quote", span(text, (0, 3))),
        Comment("c1", Target("annotator-b", "m1"), "why?"),
    ]
    losses = written("maven-arg", tmp_path / "gold.jsonl", labelled(text, records))
    assert all(loss.reason for loss in losses)
    assert Counter((loss.record, loss.what) for loss in losses) == {
        ("m1", "span"): 1,
        ("m1", "attributes.sex"): 1,
        ("m1", "flag"): 1,
        ("m1", "note"): 1,
        ("m1", "instances"): 2,
        ("m2", "instances"): 1,
        ("m3", "instances"): 1,
        ("m3", "record"): 1,
        ("m5", "record"): 1,
        ("e1", "arguments"): 1,
        ("i1", "name"): 1,
        ("i1", "links"): 1,
        ("i1", "note"): 1,
        ("i1", "attributes.x"): 1,
        ("i2", "record"): 1,
        ("i3", "record"): 1,
        ("r1", "record"): 1,
        ("z1", "record"): 1,
        ("c1", "record"): 1,
    }
    assert "type_id" not in _line(tmp_path / "gold.jsonl")["events"][0], "the tagset has no such type"


def test_the_seeds_go_out_and_come_back(tmp_path: Path) -> None:
    given_ = seeds()
    losses = written("maven-arg", tmp_path / "gold.jsonl", *given_)
    found, troubles = read("maven-arg", tmp_path / "gold.jsonl")
    assert troubles == []
    assert len(found) == len(given_) == 6
    lost = {loss.record for loss in losses}
    for back, article_ in zip(found, given_, strict=True):
        assert (back.name, back.text) == (article_.name, article_.text)
        assert _mentions(back.records) == _mentions(article_.sheet)
        whole = [e for e in article_.events if e.id not in lost]
        for event in whole:
            assert not _arguments([*article_.entities, event]) - _arguments(back.records)


# As the description of the data has it: the tour's article, its document cut short.
_TOUR = {
    "id": "10e205fef03228c5599fd76e06aba973",
    "title": "The Virgin Tour",
    "document": "The Virgin Tour was the debut concert tour by American singer-songwriter Madonna . The tour "
    "supported her first two studio albums . It was restricted to the united states and canada .",
    "events": [
        {
            "id": "EVENT_1d3c5f5babae4f1e51fd159531a2cda7",
            "type": "Supporting",
            "type_id": 42,
            "mention": [
                {"id": "e82a32824ef335909d01eee543b1c0ef", "trigger_word": "supported", "offset": [92, 101]}
            ],
            "argument": {
                "Agent": [{"content": "Virgin Tour", "offset": [4, 15]}],
                "Patient": [{"content": "her first two studio albums", "offset": [102, 129]}],
                "Location": [{"entity_id": "ENTITY_14e4"}],
                "Content": [],
            },
        }
    ],
    "entities": [
        {
            "id": "ENTITY_14e4",
            "type": "Location",
            "mention": [
                {"id": "183e", "mention": "American", "offset": [46, 54]},
                {"id": "af43", "mention": "the united states", "offset": [153, 170]},
            ],
        }
    ],
    "negative_triggers": [{"id": "d48f", "trigger_word": "restricted", "offset": [139, 149]}],
}


def test_a_line_of_the_corpus_is_read(tmp_path: Path) -> None:
    found, troubles = read("maven-arg", _save(tmp_path / "train.jsonl", _TOUR, {**_TOUR, "title": ""}))
    assert [(t.place, t.message) for t in troubles] == [("line 1", "negative triggers are no events")]
    assert [f.name for f in found] == ["The Virgin Tour", "10e205fef03228c5599fd76e06aba973"]
    facts = told(found[0].records)
    supported = ("event", "Supporting", ((92, 101),))
    assert facts[("argument", supported, "Agent", ("entity", "span", ((4, 15),)))] == 1
    assert facts[("argument", supported, "Patient", ("entity", "span", ((102, 129),)))] == 1
    assert facts[("argument", supported, "Location", ("entity", "Location", ((46, 54),)))] == 1, "the nearest"
    places = repr(("entity", "Location", ((46, 54),))), repr(("entity", "Location", ((153, 170),)))
    assert facts[("instance", "entity", "Location", "American", tuple(sorted(places)))] == 1
    assert facts[("instance", "event", "Supporting", "supported", (repr(supported),))] == 1
    assert sum(facts.values()) == 10
    assert {r.id for r in found[0].records}.isdisjoint(r.id for r in found[1].records)


def test_a_line_of_the_test_set_gives_events_without_arguments(tmp_path: Path) -> None:
    line = {
        "id": "x",
        "title": "T",
        "document": "The hijacking of Lufthansa",
        "event_mentions": [
            {"id": "6b", "trigger_word": "hijacking", "type": "Attack", "type_id": 20, "offset": [4, 13]}
        ],
    }
    found = _found(_save(tmp_path / "test.jsonl", line))
    assert told(found.records) == Counter({("event", ("event", "Attack", ((4, 13),))): 1})


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The US intervened, then left.", "The US intervened, then left.\n"),
        ("quite another one", "The US intervened , then left .\n"),
        (None, "The US intervened , then left .\n"),
    ],
)
def test_token_offsets_of_plain_maven_are_read(tmp_path: Path, sentence: str | None, text: str) -> None:
    tokens = ["The", "US", "intervened", ",", "then", "left", "."]
    plain = {
        "id": "x",
        "title": "T",
        "content": [
            {"sentence": "A b.", "tokens": ["A", "b", "."]},
            {"sentence": sentence, "tokens": tokens},
        ],
        "events": [
            {
                "id": "E1",
                "type": "Motion",
                "type_id": 1,
                "mention": [
                    {"id": "1", "trigger_word": "intervened ,", "sent_id": 1, "offset": [2, 4]},
                    {"id": "2", "trigger_word": "left", "sent_id": 1, "offset": [5, 6]},
                ],
            }
        ],
    }
    found = _found(_save(tmp_path / "train.jsonl", plain))
    assert found.text == "A b.\n" + text
    quotes = sorted(r.span[0].quote for r in found.records if isinstance(r, Event))
    assert [q.replace(" ", "") for q in quotes] == ["intervened,", "left"]


def test_token_offsets_of_maven_ere_are_read(tmp_path: Path) -> None:
    line = {
        "id": "x",
        "title": "T",
        "tokens": [["The", "US", "left", "in", "1933", "."]],
        "sentences": ["The US left in 1933."],
        "events": [
            {
                "id": "EVENT_1",
                "type": "Motion",
                "mention": [{"id": "1", "trigger_word": "left", "sent_id": 0, "offset": [2, 3]}],
            }
        ],
        "TIMEX": [{"id": "TIME_1", "mention": "1933", "type": "DATE", "sent_id": 0, "offset": [4, 5]}],
        "temporal_relations": {"BEFORE": [["EVENT_1", "TIME_1"]]},
        "causal_relations": {},
    }
    found, troubles = read("maven-arg", _save(tmp_path / "train.jsonl", line, line))
    assert [t.message for t in troubles] == ["relations between events are not read"]
    assert found[0].text == "The US left in 1933.\n"
    assert _mentions(found[0].records) == {("event", "Motion", 7, 11): 1, ("entity", "DATE", 15, 19): 1}


def _with(**changed: Any) -> dict[str, Any]:
    return {"id": "x", "title": "T", "document": "Lavrov met Blinken e\u0301.", **changed}


def _event(**changed: Any) -> dict[str, Any]:
    mention = {"id": "1", "trigger_word": "met", "offset": [7, 10], **changed.pop("mention", {})}
    return {"id": "EVENT_1", "type": "Meet", "mention": [mention], **changed}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ([1], "this is no object"),
        ({"title": "T"}, "it needs a “document”"),
        ({"content": [{"sentence": "a", "tokens": [1]}]}, "must be a list of texts"),
        ({"tokens": [["a", ""]]}, "must be a list of texts"),
        (_with(events=3), "this is no list"),
        (_with(entities=[3]), "this is no object"),
        (_with(events=[{"id": "E", "type": "Meet"}]), "the event has no mentions"),
        (_with(events=[{**_event(), "mention": [3]}]), "this is no object"),
        (_with(events=[_event(type=3)]), "it has no type"),
        (_with(events=[_event(type="\n")]), "is no name"),
        (_with(events=[_event(mention={"offset": [7]})]), "no pair of whole numbers"),
        (_with(events=[_event(mention={"offset": [7, 10.0]})]), "no pair of whole numbers"),
        (_with(events=[_event(mention={"offset": [7, 99]})]), "lies outside the text"),
        (_with(events=[_event(mention={"offset": [-4, 3]})]), "lies outside the text"),
        (_with(events=[_event(mention={"offset": [10, 7]})]), "lies outside the text"),
        (_with(events=[_event(mention={"offset": [19, 20], "trigger_word": "e"})]), "inside a character"),
        (_with(events=[_event(mention={"offset": [0, 6]})]), "where the article says “Lavrov”"),
        (_with(events=[_event(), _event(id="EVENT_2", mention={"trigger_word": "met"})]), "stands twice"),
        (_with(events=[_event(argument=[])]), "this is no object"),
        (_with(events=[_event(argument={"A": [3]})]), "a filler is no object"),
        (_with(events=[_event(argument={"A": [{"entity_id": ["x"]}]})]), "is no entity that was taken"),
        (_with(events=[_event(argument={"A": [{"content": "x"}]})]), "no pair of whole numbers"),
        (
            _with(events=[_event(argument={"A": [{"content": "x", "offset": [0, 6]}]})]),
            "article says “Lavrov”",
        ),
        (_with(events=[_event(argument={" ": [{"content": "Lavrov", "offset": [0, 6]}]})]), "is no name"),
        (
            {"tokens": [["a", "b"]], "events": [_event(mention={"sent_id": 1, "offset": [0, 1]})]},
            "sentence 1 has no tokens [0, 1)",
        ),
        (
            {"tokens": [["a", "b"]], "events": [_event(mention={"sent_id": 0, "offset": [1, 3]})]},
            "sentence 0 has no tokens [1, 3)",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, line: Any, words: str) -> None:
    found, troubles = read("maven-arg", _save(tmp_path / "bad.jsonl", _with(), line))
    assert [t.message for t in troubles if words not in t.message] == []
    assert len(troubles) == 1
    assert troubles[0].place.startswith("line 2")
    assert troubles[0].done
    assert found[0].name == "T"


@pytest.mark.parametrize("line", ["{", '{"a":NaN}', '{"a":1,"a":2}', '"\\ud800"', "[" * 100_000, "\x00"])
def test_broken_json_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SourceError, match="broken JSON"):
        read("maven-arg", path)
    path.write_text(f"{json.dumps(_with())}\n{line}\n", encoding="utf-8")
    found, troubles = read("maven-arg", path)
    assert (len(found), len(troubles)) == (1, 1)
    assert "broken JSON" in troubles[0].message


def test_a_line_that_asks_for_billions_of_links_is_cut_short(tmp_path: Path) -> None:
    triggers = [{"id": f"t{n}", "offset": [7, 10]} for n in range(3000)]
    mentions = [{"id": f"m{n}", "offset": [0, 6]} for n in range(3000)]
    line = _with(
        events=[
            {"id": "E", "type": "Meet", "mention": triggers, "argument": {"A": [{"entity_id": "P"}] * 3}}
        ],
        entities=[{"id": "P", "type": "PER", "mention": mentions}],
    )
    found, troubles = read("maven-arg", _save(tmp_path / "bad.jsonl", line))
    assert ["asks for more than 5,000,000 links" in trouble.message for trouble in troubles] == [True] * 3
    assert len(found[0].records) == 6002


_VALID = [
    (json.dumps(value, ensure_ascii=False) + "\n").encode()
    for value in (_TOUR, _with(events=[_event(argument={"A": [{"content": "Lavrov", "offset": [0, 6]}]})]))
]
_PIECES = [
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b",",
    b":",
    b"-1",
    b"null",
    b"true",
    b"9999999999999",
    b"\xff",
    b"\\u0000",
]


def _values(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value where something else could stand."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, (dict, list)):
            yield from _values(inner)


# 60 cases in the dev profile, 200 in ci's; each with bytes changed, noise, and a value put in another's place.
@given(
    st.sampled_from(_VALID),
    st.lists(
        st.tuples(
            st.integers(0, 2000),
            st.integers(0, 8),
            st.one_of(st.sampled_from(_PIECES), st.binary(max_size=4)),
        ),
        min_size=1,
        max_size=4,
    ),
    st.binary(max_size=40),
    st.integers(0, 10_000),
    st.sampled_from([None, [], {}, "", 0, -1, 1e300, True, [[]], [{}], {"id": []}, "1", "ENTITY_14e4"]),
)
def test_nothing_but_words_leaves_the_reader(
    valid: bytes, edits: list[tuple[int, int, bytes]], noise: bytes, number: int, other: Any
) -> None:
    data = valid
    for at, gone, put in edits:
        at %= len(data) + 1
        data = data[:at] + put + data[at + gone :]
    changed = json.loads(valid)
    places = list(_values(changed))
    holder, key = places[number % len(places)]
    holder[key] = other
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        for content in (data, valid + data, noise, valid + noise, json.dumps(changed).encode()):
            path.write_bytes(content)
            with suppress(AnnotatorError):
                found, troubles = read("maven-arg", path)
                assert all(trouble.message and trouble.done for trouble in troubles)
                for item in found:
                    spans = [part for record in item.records for part in getattr(record, "span", ())]
                    assert all(part.quote == item.text[part.start : part.end] for part in spans)
