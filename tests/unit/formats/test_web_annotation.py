"""W3C Web Annotation holds every record; a JSON-LD processor keeps all of it; what others annotate is read."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Comment,
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Relation,
    Target,
    Zone,
    span,
)
from annotator.errors import AnnotatorError
from annotator.formats import web_annotation, web_annotation_selectors
from annotator.formats.drafts import Misplaced
from annotator.formats.exchange import Found, Labelled, SourceError, Trouble
from annotator.formats.web_annotation_selectors import Anchor, Finder
from annotator.formats.web_annotation_terms import CONTEXT, OWN_CONTEXT
from tests.samples import HARD_TEXT
from tests.unit.formats.harness import (
    PLAIN_TEXT,
    articles,
    labelled,
    read,
    seeds,
    told,
    written,
)

PAGE = "news.txt.annotator-a.jsonld"


def _by_id(records: Any) -> list[Record]:
    return sorted(records, key=lambda record: str(record.id))


@given(articles())
def test_every_record_comes_back_as_it_was(article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold"
        assert written("web-annotation", path, article) == []
        assert sorted(p.name for p in path.iterdir()) == ["news.txt", PAGE]
        assert (path / "news.txt").read_bytes() == article.text.encode()
        found, troubles = read("web-annotation", path)
    assert troubles == []
    assert [f.text for f in found] == [article.text]
    assert _by_id(found[0].records) == _by_id(article.sheet)
    assert (found[0].name, found[0].annotator, found[0].status) == ("news.txt", "annotator-a", "done")


def _everything() -> Labelled:
    text = PLAIN_TEXT
    adopted = Origin("adopted", "annotator-b", "m7", "by vote")
    return labelled(
        text,
        [
            Entity(
                "m1", "PER", span(text, (0, 6)), {"sex": "m"}, ("i1", "i2"), by="b", at="2026-11-22T09:00:00Z"
            ),
            Entity(
                "m/2 ü", "ORG", span(text, (11, 18), (22, 28)), flag="unsure", note="a\nnote", origin=adopted
            ),
            Event(
                "e1",
                "CONSULT",
                span(text, (7, 10)),
                (Argument("actor", "m1"), Argument("actor", "m/2 ü"), Argument("topic", "e2")),
                {
                    "many": ("a",),
                    "none": (),
                    "yes": True,
                    "no": False,
                    "n": 3,
                    "x": 3.0,
                    "text": "“q”",
                    "": "e",
                },
            ),
            Event("e2", "AGREE", span(text, (35, 41)), instances=("i3",)),
            Relation(
                "r1",
                "MEMBER_OF",
                (Argument("a", "m1"), Argument("b", "m/2 ü")),
                {"k": 1},
                "unsure",
                "why",
                "b",
                "t",
            ),
            Relation("r2", "LONE"),
            Instance(
                "i1", "entity", "PER", "Lavrov", ("https://example.org/1", "plain"), {"x": "y"}, "n", "b", "t"
            ),
            Instance("i2", "entity", "PER", ""),
            Instance("i3", "event", "AGREE", "the talks"),
            Zone("z1", "boilerplate", span(text, (0, 3), (5, 9)), "left over", "b", "t", adopted),
            ArticleLabel(
                "a1", {"genre": "report", "topics": ("war", "trade")}, "an article", "b", "t", adopted
            ),
        ],
        "folder/Ä news.txt",
    )


def test_every_property_comes_back(tmp_path: Path) -> None:
    given_ = _everything()
    assert written("web-annotation", tmp_path / "gold", given_) == []
    found, troubles = read("web-annotation", tmp_path / "gold")
    assert troubles == []
    assert _by_id(found[0].records) == _by_id(given_.sheet)
    assert found[0].name == "folder/Ä news.txt"


def test_several_sheets_share_the_text_of_their_article(tmp_path: Path) -> None:
    one = labelled(PLAIN_TEXT, [Entity("m1", "PER", span(PLAIN_TEXT, (0, 6)))])
    other = labelled(PLAIN_TEXT, [], annotator="annotator-b")
    assert written("web-annotation", tmp_path / "all", one, other) == []
    found, troubles = read("web-annotation", tmp_path / "all")
    assert troubles == []
    assert [(f.name, f.annotator, len(f.records)) for f in found] == [
        ("news.txt", "annotator-a", 1),
        ("news.txt", "annotator-b", 0),
    ]


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_an_article_may_be_called_anything(tmp_path: Path) -> None:
    given_ = labelled(PLAIN_TEXT, _everything().sheet, "10:30 #1? 100%25 a\\b.txt")
    written("web-annotation", tmp_path / "gold", given_)
    found, troubles = read("web-annotation", tmp_path / "gold")
    assert troubles == []
    assert (found[0].name, len(found[0].records)) == (given_.name, len(given_.sheet))


def test_a_text_that_begins_with_a_byte_order_mark_keeps_it(tmp_path: Path) -> None:
    text = "\ufeffLavrov met."
    given_ = labelled(text, [Entity("m1", "PER", span(text, (1, 7)))])
    written("web-annotation", tmp_path / "gold", given_)
    found, troubles = read("web-annotation", tmp_path / "gold")
    assert troubles == []
    assert found[0].text == text
    assert found[0].records == tuple(given_.sheet)


def test_comments_speak_of_the_tagging(tmp_path: Path) -> None:
    given_ = labelled(PLAIN_TEXT, [Comment("c1", Target("annotator-b", "m1"), "why?")])
    (loss,) = written("web-annotation", tmp_path / "gold", given_)
    assert (loss.record, loss.what) == ("c1", "record")


def test_the_seeds_go_out_and_come_back(tmp_path: Path) -> None:
    given_ = seeds()
    assert written("web-annotation", tmp_path / "gold", *given_) == []
    found, troubles = read("web-annotation", tmp_path / "gold")
    assert troubles == []
    assert [_by_id(f.records) for f in found] == [_by_id(g.sheet) for g in given_]
    assert [f.text for f in found] == [g.text for g in given_]


# ---- what the recommendation says


def _page(article: Labelled) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        written("web-annotation", Path(folder) / "gold", article)
        (path,) = (Path(folder) / "gold").rglob("*.jsonld")
        page: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return page


def test_a_page_is_as_the_model_has_it() -> None:
    page = _page(_everything())
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (page["type"], page["partOf"]["type"]) == ("AnnotationPage", "AnnotationCollection")
    assert page["partOf"]["total"] == len(page["items"]) == 11
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["id"].startswith("urn:")
        assert item["target"]
    items = {item["id"].rsplit(":", 1)[-1]: item for item in page["items"]}
    assert items["m1"]["motivation"] == "tagging"
    assert items["m1"]["body"] == [
        {"type": "TextualBody", "purpose": "tagging", "value": "PER"},
        {"type": "SpecificResource", "purpose": "identifying", "source": "urn:x-annotator:instance:i1"},
        {"type": "SpecificResource", "purpose": "identifying", "source": "urn:x-annotator:instance:i2"},
    ]
    assert items["m1"]["target"] == {
        "type": "SpecificResource",
        "source": "%C3%84%20news.txt",
        "selector": [
            {"type": "TextPositionSelector", "start": 0, "end": 6},
            {
                "type": "TextQuoteSelector",
                "exact": "Lavrov",
                "prefix": "",
                "suffix": " met Blinken in Geneva. They agr",
            },
        ],
    }
    assert (items["m1"]["creator"], items["m1"]["created"]) == (
        {"type": "Person", "nickname": "b"},
        "2026-11-22T09:00:00Z",
    )
    parts = items["m%2F2%20%C3%BC"]["target"]
    assert [part["selector"][1]["exact"] for part in parts] == ["Blinken", "Geneva"]
    assert items["r1"]["motivation"] == "linking"
    assert items["r1"]["target"] == ["urn:x-annotator:record:m1", "urn:x-annotator:record:m%2F2%20%C3%BC"]
    assert {kind: item["motivation"] for kind, item in ((i["kind"], i) for i in page["items"])} == {
        "entity": "tagging",
        "event": "tagging",
        "zone": "tagging",
        "relation": "linking",
        "instance": "identifying",
        "article": "describing",
    }


# Written by hand after the recommendation's vocabulary: the terms of its context that this format uses.
_OA, _AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
_IRI = {"@type": "@id"}
BASE = "https://example.org/"
W3C_TERMS: dict[str, Any] = {
    "id": {"@id": "@id", "@type": "@id"},
    "type": {"@id": "@type", "@type": "@id"},
    **{
        name: _OA + name
        for name in [
            "Annotation",
            "TextualBody",
            "SpecificResource",
            "TextQuoteSelector",
            "TextPositionSelector",
            "exact",
            "prefix",
            "suffix",
            "tagging",
            "linking",
            "identifying",
            "describing",
            "commenting",
        ]
    },
    "AnnotationCollection": f"{_AS}OrderedCollection",
    "AnnotationPage": f"{_AS}OrderedCollectionPage",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "nickname": "http://xmlns.com/foaf/0.1/nick",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "body": {"@id": f"{_OA}hasBody", **_IRI},
    "target": {"@id": f"{_OA}hasTarget", **_IRI},
    "source": {"@id": f"{_OA}hasSource", **_IRI},
    "selector": {"@id": f"{_OA}hasSelector", **_IRI},
    "motivation": {"@id": f"{_OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{_OA}hasPurpose", "@type": "@vocab"},
    "creator": {"@id": "http://purl.org/dc/terms/creator", **_IRI},
    "items": {"@id": f"{_AS}items", "@container": "@list", **_IRI},
    "partOf": {"@id": f"{_AS}partOf", **_IRI},
    "created": {
        "@id": "http://purl.org/dc/terms/created",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    },
    **{
        name: {"@id": iri, "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"}
        for name, iri in {
            "start": f"{_OA}start",
            "end": f"{_OA}end",
            "total": f"{_AS}totalItems",
            "startIndex": f"{_AS}startIndex",
        }.items()
    },
}


def _loader(url: str, options: Any) -> dict[str, Any]:
    assert url == CONTEXT, "nothing else is asked for"
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": W3C_TERMS},
    }


def _leaves(value: Any, key: str = "") -> Iterator[Any]:
    """All that a page says, in the words of the expanded form."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "@context":
                yield from _leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key)
    elif key in ("type", "motivation", "purpose"):
        yield W3C_TERMS[value]
    elif key in ("source", "target") and ":" not in value:
        yield ("str", BASE + value)
    else:
        yield (type(value).__name__, value)


def _expanded_leaves(value: Any, key: str = "") -> Iterator[Any]:
    if isinstance(value, list):
        for inner in value:
            yield from _expanded_leaves(inner, key)
    elif isinstance(value, dict):
        if "@value" in value:
            yield (type(value["@value"]).__name__, value["@value"])
            return
        for name, inner in value.items():
            yield from _expanded_leaves(inner, name)
    elif key == "@type" or str(value).startswith(f"{_OA}"):
        yield value
    else:
        yield ("str", value)


def _expand(page: dict[str, Any]) -> Any:
    from pyld import jsonld

    return jsonld.expand(page, {"documentLoader": _loader, "base": BASE})


def test_a_json_ld_processor_drops_nothing() -> None:
    page = _page(_everything())
    assert Counter(_expanded_leaves(_expand(page))) == Counter(_leaves(page))


@settings(max_examples=20)  # the processor is slow
@given(articles())
def test_a_json_ld_processor_drops_nothing_of_any_sheet(article: Labelled) -> None:
    page = _page(article)
    assert Counter(_expanded_leaves(_expand(page))) == Counter(_leaves(page))


def test_it_makes_sound_triples() -> None:
    from pyld import jsonld

    options = {"documentLoader": _loader, "base": BASE, "format": "application/n-quads"}
    quads = jsonld.to_rdf(_page(_everything()), options)
    mention = "<urn:x-annotator:record:m1>"
    assert f"{mention} <{_OA}motivatedBy> <{_OA}tagging> ." in quads
    assert f"<urn:x-annotator:term:filler> {mention} ." in quads
    assert f"<{_OA}hasSource> <{BASE}%C3%84%20news.txt> ." in quads


def test_no_term_of_the_recommendation_is_defined_anew() -> None:
    assert not OWN_CONTEXT.keys() & W3C_TERMS.keys()


# ---- what others wrote


def _folder(path: Path, value: Any, text: str = PLAIN_TEXT, name: str = "news.jsonld") -> Path:
    path.mkdir(exist_ok=True)
    (path / "news.txt").write_bytes(text.encode())
    (path / name).write_text(json.dumps(value), encoding="utf-8")
    return path


def _quote(exact: str, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def _at(start: Any, end: Any) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def _annotation(*selectors: Any, **changed: Any) -> dict[str, Any]:
    return {
        "id": "https://example.org/1",
        "type": "Annotation",
        "target": {"source": "https://example.org/news", "selector": list(selectors)},
        "body": {"type": "TextualBody", "purpose": "tagging", "value": "PER"},
        **changed,
    }


@pytest.mark.parametrize(
    "shape",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"type": "AnnotationPage", "items": [one]},
        lambda one: {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": [one]}},
        lambda one: {"total": 1, "rows": [one]},
        lambda one: {"annotations": [one]},
    ],
)
def test_pages_collections_and_lists_are_read(tmp_path: Path, shape: Callable[[Any], Any]) -> None:
    found, troubles = read("web-annotation", _folder(tmp_path, shape(_annotation(_at(0, 6)))))
    assert troubles == []
    assert told(found[0].records) == Counter({("entity", ("entity", "PER", ((0, 6),))): 1})
    assert (found[0].name, found[0].text, found[0].annotator) == ("news.txt", PLAIN_TEXT, "")


def test_what_bodies_say_is_read(tmp_path: Path) -> None:
    wikidata = "http://www.wikidata.org/entity/Q58217"
    bodies = [
        {"type": "TextualBody", "purpose": "commenting", "value": "the minister"},
        {
            "type": "SpecificResource",
            "purpose": "classifying",
            "source": "https://example.org/schema#Politician",
        },
        {"type": "SpecificResource", "purpose": "identifying", "source": wikidata},
        {"type": "TextualBody", "value": "no purpose"},
    ]
    items = [
        _annotation(_at(0, 6), body=bodies, creator={"type": "Person", "name": "anna"}),
        _annotation(_at(11, 18), id="2", body="a remark", creator="https://example.org/people/anna"),
        _annotation(_at(7, 10), id="3", body=None, bodyValue="Meet", motivation="tagging", creator="bert"),
        {
            "id": "4",
            "motivation": "linking",
            "body": {"type": "TextualBody", "purpose": "tagging", "value": "meets"},
            "target": [{"id": "https://example.org/1"}, "2"],
            "creator": "anna",
        },
    ]
    found, troubles = read("web-annotation", _folder(tmp_path, items))
    assert troubles == []
    assert [f.annotator for f in found] == ["anna", "bert"]
    lavrov, blinken = ("entity", "Politician", ((0, 6),)), ("entity", "span", ((11, 18),))
    assert told(found[0].records) == Counter(
        [
            ("entity", lavrov),
            ("note", lavrov, "the minister\nno purpose"),
            ("instance", "entity", "Politician", "Q58217", (repr(lavrov),)),
            ("entity", blinken),
            ("note", blinken, "a remark"),
            ("relation", "meets", (("from", lavrov), ("to", blinken))),
        ]
    )
    (instance,) = (r for r in found[0].records if isinstance(r, Instance))
    assert instance.links == (wikidata,)
    assert told(found[1].records) == Counter({("entity", ("entity", "Meet", ((7, 10),))): 1})


def test_each_target_and_tag_of_others_is_a_mention(tmp_path: Path) -> None:
    tags = [{"type": "TextualBody", "purpose": "tagging", "value": value} for value in ("PER", "Minister")]
    targets = [{"source": "news.txt", "selector": _at(*place)} for place in ((0, 6), (11, 18))]
    found, troubles = read("web-annotation", _folder(tmp_path, _annotation(target=targets, body=tags)))
    assert troubles == []
    assert {(r.type, r.span[0].quote) for r in found[0].records if isinstance(r, Entity)} == {
        (type, quote) for type in ("PER", "Minister") for quote in ("Lavrov", "Blinken")
    }


def test_rows_of_hypothesis_are_read(tmp_path: Path) -> None:
    """As its API returns them: browsers count UTF-16 units, of which an emoji has two."""
    text = "👩‍👩‍👧 Lavrov met Blinken. Lavrov left.\n"
    start = text.index("Lavrov")
    astral = sum(character > "\uffff" for character in text)
    row = {
        "id": "jKoxLhwuEe",
        "created": "2026-11-22T09:00:00.000000+00:00",
        "updated": "2026-11-22T09:00:00.000000+00:00",
        "user": "acct:anna@hypothes.is",
        "uri": "https://example.org/news",
        "text": "a note",
        "tags": ["PER"],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"]},
        "target": [
            {
                "source": "https://example.org/news",
                "selector": [
                    {
                        "type": "RangeSelector",
                        "startContainer": "/p[1]",
                        "startOffset": 0,
                        "endContainer": "/p[1]",
                        "endOffset": 6,
                    },
                    _at(start + astral, start + astral + 6),
                    _quote("Lavrov", "👧 ", " met"),
                ],
            }
        ],
        "document": {"title": ["News"]},
    }
    page_note = {**row, "id": "other", "target": [{"source": "https://example.org/news"}]}
    source = _folder(tmp_path, {"total": 2, "rows": [row, page_note]}, text, "news.json")
    found, troubles = read("web-annotation", source)
    assert [(t.place, t.done) for t in troubles] == [("rows[1]", "the annotation was left out")]
    assert "neither a TextPositionSelector nor a TextQuoteSelector" in troubles[0].message
    place = ("entity", "PER", ((start, start + 6),))
    assert told(found[0].records) == Counter({("entity", place): 1, ("note", place, "a note"): 1})
    assert found[0].annotator == "anna"


@pytest.mark.parametrize(
    ("anchor", "start", "wrong"),
    [
        (Anchor((21, 27), "Lavrov"), 21, False),
        (Anchor((21, 27)), 21, False),
        (Anchor(None, "met"), 7, False),
        (Anchor((0, 3), "met"), 7, True),
        (Anchor((90, 99), "met"), 7, True),
        (Anchor((-5, -2), "met"), 7, True),
        (Anchor((1, 7), "Lavrov", "", " left"), 21, True),
        (Anchor(None, "Lavrov", "Blinken.  "), 21, False),
        (Anchor(None, "met", "another ", "\n Blinken"), 7, False),
        (Anchor((0, 3), "met", "Lavrov\n", " nobody"), 7, True),
    ],
)
def test_the_quote_wins_where_it_is_the_only_one(anchor: Anchor, start: int, wrong: bool) -> None:
    part, words = Finder("Lavrov met Blinken.  Lavrov left.").find(anchor)
    assert (part.start, bool(words)) == (start, wrong)


@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        (Anchor((1, 7), "Lavrov"), "“Lavrov” stands more than once"),
        (Anchor(None, "Lavrov"), "“Lavrov” stands more than once"),
        (Anchor(None, "Lavrov", "another ", " text"), "“Lavrov” stands more than once"),
        (Anchor((0, 3), "met", "another ", " text"), "“met” stands between other words"),
        (Anchor(None, "met", "", " text"), "“met” stands between other words"),
        (
            Anchor((0, 3), "Blinkem"),
            "at [0, 3) the article does not say “Blinkem”, and “Blinkem” stands nowhere",
        ),
        (Anchor((5, 5)), "lies outside the text"),
        (Anchor((30, 99)), "lies outside the text"),
    ],
)
def test_where_nothing_is_certain_nothing_is_taken(anchor: Anchor, words: str) -> None:
    with pytest.raises(Misplaced) as caught:
        Finder("Lavrov met Blinken.  Lavrov left.").find(anchor)
    assert words in str(caught.value)


def test_a_quote_inside_a_grapheme_is_refused() -> None:
    at = HARD_TEXT.index("\u0301")
    with pytest.raises(Misplaced, match="inside a character"):
        Finder(HARD_TEXT).find(Anchor((at, at + 1), "\u0301"))


def test_a_source_that_makes_it_search_forever_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_annotation_selectors, "MOST_SEARCHED", 100)
    finder = Finder("a" * 60)
    with pytest.raises(Misplaced, match="nowhere"):
        finder.find(Anchor(None, "b"))
    with pytest.raises(Misplaced, match="too many quotes"):
        finder.find(Anchor(None, "b"))


def test_an_annotation_that_would_be_millions_of_mentions_is_left_out(tmp_path: Path) -> None:
    tags = [{"type": "TextualBody", "purpose": "tagging", "value": f"T{n}"} for n in range(1000)]
    item = _annotation(target=[{"selector": _at(0, 6)}] * 1000, body=tags)
    found, troubles = read("web-annotation", _folder(tmp_path, item))
    assert (found[0].records, len(troubles)) == ((), 1)
    assert "more than 10,000 mentions" in troubles[0].message


def test_quoting_more_than_memory_holds_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_annotation_selectors, "MOST_QUOTED", 100)
    finder = Finder("a" * 150)
    finder.find(Anchor((0, 149)))
    with pytest.raises(Misplaced, match="quote more than 100 characters"):
        finder.find(Anchor((0, 149)))


# ---- where the text is


def test_one_file_is_read_with_the_text_beside_it(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _annotation(_at(0, 6)))
    found, troubles = read("web-annotation", folder / "news.jsonld")
    assert (len(found), troubles) == (1, [])


def test_an_archive_is_read(tmp_path: Path) -> None:
    given_ = _everything()
    written("web-annotation", tmp_path / "gold", given_)
    with zipfile.ZipFile(tmp_path / "gold.zip", "w") as archive:
        for path in (tmp_path / "gold").rglob("*.*"):
            archive.write(path, path.relative_to(tmp_path / "gold").as_posix())
    found, troubles = read("web-annotation", tmp_path / "gold.zip")
    assert troubles == []
    assert _by_id(found[0].records) == _by_id(given_.sheet)


def test_without_its_text_nothing_can_be_placed(tmp_path: Path) -> None:
    folder = _folder(tmp_path, [_annotation(_at(0, 6))] * 2)
    (folder / "news.txt").unlink()
    found, troubles = read("web-annotation", folder)
    assert found == []
    assert [str(t) for t in troubles] == [
        "news.jsonld: its article is missing: there is no “news.txt” beside it; 2 annotations were left out"
    ]


@pytest.mark.parametrize(
    "source",
    ["../secret.txt", "/etc/secret.txt", "..%2Fsecret.txt", "link.txt", "a\0.txt", "a" * 5000 + ".txt"],
)
def test_no_text_from_elsewhere_is_read(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    item = _annotation(target={"source": source, "selector": _at(0, 3)})
    folder = _folder(tmp_path / "in", item, name="other.jsonld")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    found, troubles = read("web-annotation", folder)
    assert found == []
    assert "there is no “other.txt” beside it" in troubles[0].message


def test_a_text_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _annotation(_at(0, 6)))
    (folder / "news.txt").write_bytes(b"M\xfcnchen")
    found, troubles = read("web-annotation", folder)
    assert found == []
    assert [str(t) for t in troubles] == ["news.txt: byte 1 is not UTF-8; 1 annotations were left out"]


# ---- what is broken


def _own(**changed: Any) -> dict[str, Any]:
    made = {
        "id": "urn:x-annotator:record:m1",
        "type": "Annotation",
        "kind": "entity",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": "PER"}],
        "target": {"source": "news.txt", "selector": [_at(0, 6), _quote("Lavrov")]},
    }
    return made | changed


def _tag(value: Any) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def _filler(id: str) -> dict[str, str]:
    return {"role": "actor", "filler": f"urn:x-annotator:record:{id}"}


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (3, "this is no annotation"),
        ({"id": "x"}, "this is no annotation"),
        (_annotation(target=[]), "its “target” is empty"),
        (_annotation(target="https://example.org/"), "it has neither a TextPositionSelector"),
        (_annotation(_at("0", 6)), "needs whole numbers"),
        (_annotation(_at(0, 6.5)), "needs whole numbers"),
        (_annotation(_quote("")), "needs an “exact”"),
        (_annotation(_quote("Tokyo")), "stands nowhere"),
        (_annotation(_at(0, 10**30)), "lies outside the text"),
        (_annotation(_at(0, 6), body=_tag("\n")), "is no name"),
        (_annotation(target=["a", "b", "c"], motivation="linking"), "it links 3 annotations, not two"),
        (_annotation(target=["a", "b"], motivation="linking"), "a is no mention that was taken"),
        (_own(id="m1"), "“m1” is no id that this program wrote"),
        (_own(id="urn:x-annotator:record:"), "length"),
        (_own(body=[]), "it has no type"),
        (_own(body=[_tag(["PER"])]), "it has no type"),
        (_own(target=[]), "length"),
        (_own(kind="zone", target={"selector": _at(6, 0)}), "lies outside the text"),
        (_own(attributes=[{"attribute": "x", "value": None}]), "attributes"),
        (_own(attributes=[{"attribute": "x", "values": [1]}]), "attributes"),
        (_own(attributes=["x"]), "must be objects"),
        (_own(flag=3), "flag"),
        (_own(creator={"nickname": []}), "by"),
        (_own(kind="instance", body=[{"id": "x"}, _tag("PER")]), "not what it identifies"),
        (_own(body=[_tag("PER"), {"purpose": "identifying", "source": 3}]), "“3” is no id"),
        (
            _own(body=[_tag("PER"), {"purpose": "identifying", "source": "urn:x-annotator:instance:i1"}]),
            "an instance that it identifies is missing",
        ),
        (_own(kind="event", arguments=[_filler("gone")]), "gone, which fills actor, is no mention"),
        (_own(kind="event", arguments=[_filler("x"), _filler("x")]), "the same filler stands twice"),
        (_own(kind="event", arguments=[{"filler": _filler("x")["filler"]}]), "role"),
        (_own(kind="relation", arguments=[_filler("gone")]), "gone, which fills actor, is no mention"),
        (
            _own(target=[{"selector": _at(7, 10)}, {"selector": _at(0, 6)}]),
            "fragments must be in order",
        ),
        (_own(target={"selector": [_at(1, 4), _quote("met")]}), "the article does not say “met”"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, item: Any, words: str) -> None:
    good = _annotation(_at(35, 41), id="good")
    found, troubles = read("web-annotation", _folder(tmp_path, {"items": [good, item]}))
    assert len(troubles) == 1, [str(trouble) for trouble in troubles]
    assert words in troubles[0].message
    assert (troubles[0].file, troubles[0].place[:8]) == ("news.jsonld", "items[1]")
    assert troubles[0].done
    assert any(isinstance(r, Entity) and r.span[0].quote == "agreed" for r in found[0].records)


@pytest.mark.parametrize("item", [_own(), _annotation(_at(0, 6))])
def test_an_id_that_stands_twice_is_told(tmp_path: Path, item: Any) -> None:
    found, troubles = read("web-annotation", _folder(tmp_path, [item, item]))
    assert len(found[0].records) == 1
    assert ["stands twice" in trouble.message for trouble in troubles] == [True]


@pytest.mark.parametrize(
    "data", [b"{", b'{"a":NaN}', b'{"a":1,"a":2}', b'"\\ud800"', b"[" * 100_000, b"\0", b"\xff"]
)
def test_broken_json_is_refused(tmp_path: Path, data: bytes) -> None:
    folder = _folder(tmp_path, [])
    (folder / "news.jsonld").write_bytes(data)
    with pytest.raises(SourceError, match="broken JSON"):
        read("web-annotation", folder)
    written("web-annotation", folder / "more", labelled(PLAIN_TEXT, []))
    found, troubles = read("web-annotation", folder)
    assert len(found) == 1
    assert [(t.file, t.done) for t in troubles] == [("news.jsonld", "the file was left out")]


@pytest.mark.parametrize("value", [3, {"a": 1}, {"first": {"items": 3}}])
def test_a_file_without_annotations_is_told(tmp_path: Path, value: Any) -> None:
    found, troubles = read("web-annotation", _folder(tmp_path, value))
    assert (found, [t.message for t in troubles]) == ([], ["this holds no Web Annotations"])


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("x", encoding="utf-8")
    with pytest.raises(SourceError, match="there is no file with annotations"):
        read("web-annotation", tmp_path)


_VALID = [
    json.dumps(_page(_everything()), ensure_ascii=False).encode(),
    json.dumps(
        [_annotation(_at(0, 6), _quote("Lavrov")), _own(kind="event", arguments=[_filler("m1")])]
    ).encode(),
]
_PIECES = [
    b"[",
    b"]",
    b"{}",
    b'""',
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


def _taken(folder: Path, data: bytes) -> None:
    (folder / "news.jsonld").write_bytes(data)
    with suppress(AnnotatorError):
        for item in web_annotation.reader().read(folder):
            if isinstance(item, Found):
                spans = [part for record in item.records for part in getattr(record, "span", ())]
                assert all(part.quote == item.text[part.start : part.end] for part in spans)
            else:
                assert isinstance(item, Trouble)
                assert item.message
                assert item.done


# 60 cases in the dev profile, 200 in ci's; each with bytes changed, noise, and a value put in another's place.
@given(
    st.sampled_from(_VALID),
    st.lists(
        st.tuples(
            st.integers(0, 9000),
            st.integers(0, 8),
            st.one_of(st.sampled_from(_PIECES), st.binary(max_size=4)),
        ),
        min_size=1,
        max_size=4,
    ),
    st.binary(max_size=40),
    st.integers(0, 10_000),
    st.sampled_from(
        [None, [], {}, "", 0, -1, 1e300, True, [[]], [{}], {"id": []}, "urn:x-annotator:record:m1", "x.txt"]
    ),
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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "news.txt").write_bytes(PLAIN_TEXT.encode())
        for content in (data, noise, json.dumps(changed).encode()):
            _taken(folder, content)
