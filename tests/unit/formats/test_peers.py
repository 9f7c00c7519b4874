"""Files that other programs' own code wrote, of texts of our own: ``tests/data/peers`` says which versions.

Prodigy is closed source and INCEpTION is written in Java: theirs are made by hand after their documentation, where those
formats are tested.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from annotator.annotations.records import ArticleLabel, Entity, Event, Instance, Record, Relation, quote
from annotator.formats.exchange import Found
from annotator.formats.registry import format_of
from annotator.tagsets.reading import parse_tagset
from tests.unit.formats.harness import article_of_every_kind, read

PEERS = Path(__file__).parents[2] / "data" / "peers"


def _quotes(found: Found, *kinds: type[Entity | Event]) -> set[tuple[str, str]]:
    return {(r.type, quote(r)) for r in found.records if isinstance(r, kinds or (Entity, Event))}


def _roles(found: Found, trigger: str) -> set[tuple[str, str]]:
    known: dict[str, Any] = {r.id: r for r in found.records}
    (event,) = (r for r in found.records if isinstance(r, Event) and quote(r) == trigger)
    return {(argument.role, quote(known[argument.filler])) for argument in event.arguments}


def _one(found: Found, words: str) -> Entity | Event:
    (only,) = (r for r in found.records if isinstance(r, (Entity, Event)) and quote(r) == words)
    return only


def _ends(records: tuple[Record, ...], relation: Relation) -> list[tuple[str, str]]:
    known: dict[str, Any] = {r.id: r for r in records}
    return [(argument.role, quote(known[argument.filler])) for argument in relation.arguments]


def test_what_brats_server_wrote_is_read() -> None:
    (found,), troubles = read("brat", PEERS / "brat")
    assert troubles == []
    assert found.name == "harbour.txt"
    assert found.text == (PEERS / "brat" / "harbour.txt").read_bytes().decode()
    assert "\r\n" in found.text
    assert _quotes(found, Entity) == {
        ("ORG", "harbour board"),
        ("PER", "Ina Vogt"),
        ("PER", "She"),
        ("ORG", "The board"),
        ("PER", "José … Öz"),
        ("span", "the accident"),
        ("ORG", "ferry line"),
    }
    assert _quotes(found, Event) == {("CONSULT", "met"), ("ACCUSE", "accused"), ("CONSULT", "meet again")}
    assert _roles(found, "met") == {("actor", "harbour board"), ("actor", "Ina Vogt")}
    assert _roles(found, "accused") == {
        ("actor", "She"),
        ("recipient", "harbour board"),
        ("topic", "the accident"),
        ("topic", "met"),
    }
    assert dict(_one(found, "met").attributes) == {"status": "actual", "mutual": True}
    assert dict(_one(found, "accused").attributes) == {"contexts": ("legal",)}
    assert _one(found, "accused").note == "who is it?"
    assert (_one(found, "Ina Vogt").note, _one(found, "José … Öz").flag) == ("the mayor", "unsure")
    (relation,) = (r for r in found.records if isinstance(r, Relation))
    assert (relation.type, relation.note) == ("MEMBER_OF", "since May")
    assert _ends(found.records, relation) == [("member", "ferry line"), ("group", "harbour board")]
    together = {
        tuple(
            sorted(quote(r) for r in found.records if isinstance(r, Entity) and i.id in r.instances)
        ): i.links
        for i in found.records
        if isinstance(i, Instance)
    }
    assert together == {
        ("Ina Vogt", "She"): (),
        ("The board", "harbour board"): (),
        ("Ina Vogt",): ("Wikidata:Q42",),
    }


def test_the_configuration_that_it_worked_with_is_a_tagset(tmp_path: Path) -> None:
    tables = format_of("brat").reader().tagset(PEERS / "brat")
    assert tables is not None
    data = tomli_w.dumps(dict(tables)).encode()
    tagset = parse_tagset(data, tmp_path / "tagset.toml")
    assert {type.id for type in tagset.events} >= {"CONSULT", "ACCUSE", "AGREE"}
    assert tomllib.loads(data.decode())["relation"]


def test_what_doccano_exported_of_a_project_with_relations_is_read() -> None:
    (first, second), troubles = read("doccano", PEERS / "doccano" / "relations.jsonl")
    assert troubles == []
    assert first.text.startswith("🚢 The harbour board met")
    assert "Friday.\r\n" in first.text
    assert _quotes(first) == {
        ("ORG", "harbour board"),
        ("CONSULT", "met"),
        ("PER", "Ina Vogt"),
        ("PER", "She"),
        ("ORG", "the board"),
        ("ACCUSE", "accused"),
    }
    relations = [r for r in first.records if isinstance(r, Relation)]
    assert sorted((r.type, *(words for _, words in _ends(first.records, r))) for r in relations) == [
        ("actor", "accused", "She"),
        ("actor", "met", "Ina Vogt"),
        ("actor", "met", "harbour board"),
        ("recipient", "accused", "the board"),
        ("same as", "the board", "harbour board"),
    ]
    (label,) = (r for r in first.records if isinstance(r, ArticleLabel))
    assert label.note == "Who is “she”? 👀"
    # Emoji of several code points, a combining mark, and one mention in another.
    assert _quotes(second) == {
        ("PER", "José"),
        ("PER", "Zoe\u0308 Öz"),
        ("GPE", "🇯🇵"),
        ("PER", "mayor of Łódź"),
        ("GPE", "Łódź"),
    }


def test_what_doccano_exported_of_a_project_without_relations_says_the_same() -> None:
    with_links, _ = read("doccano", PEERS / "doccano" / "relations.jsonl")
    spans, troubles = read("doccano", PEERS / "doccano" / "spans.jsonl")
    assert troubles == []
    assert [_quotes(one) for one in spans] == [_quotes(one) for one in with_links]
    assert [r.note for r in spans[0].records if isinstance(r, ArticleLabel)] == ["Who is “she”? 👀"]


def test_our_export_comes_back_whole_from_doccano() -> None:
    (found,), troubles = read("doccano", PEERS / "doccano" / "ours-returned.jsonl")
    assert troubles == []
    given = article_of_every_kind()
    assert (found.name, found.text, found.annotator, found.status) == (
        given.name,
        given.text,
        given.annotator,
        given.sheet.status,
    )
    assert {record.id: record for record in found.records} == {record.id: record for record in given.sheet}
