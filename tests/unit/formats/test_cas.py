"""UIMA CAS, as XMI and as JSON: dkpro-cassis reads ours, we read what it and INCEpTION write."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
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
from annotator.formats import cas_structures, cas_xml
from annotator.formats.exchange import Found, Labelled, Setting, SourceError, Trouble
from annotator.formats.registry import format_of
from annotator.tagsets.definitions import Attribute, AttributeValue, TypeDef
from annotator.tagsets.model import Tagset
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

BOTH = pytest.mark.parametrize("format_id", ["cas-xmi", "cas-json"])
NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
SPANS = (NAMED_ENTITY, "webanno.custom.Event", "webanno.custom.Zone")


@cache
def _types(data: bytes) -> Any:
    import cassis

    return cassis.load_typesystem(data.decode("utf-8"))


@cache
def _embedded(head: str) -> Any:
    """The types of a document of ours, which stand before everything else in it; reading them anew takes long."""
    import cassis

    return cassis.load_cas_from_json(f'{head},"%FEATURE_STRUCTURES":[],"%VIEWS":{{}}}}').typesystem


def _cassis(folder: Path, name: str = "news.txt") -> Any:
    """What dkpro-cassis makes of an export of ours; any warning of its fails the test."""
    import cassis

    if (folder / "TypeSystem.xml").exists():
        types = _types((folder / "TypeSystem.xml").read_bytes())
        return cassis.load_cas_from_xmi(folder / f"{name}.xmi", typesystem=types)
    text = (folder / f"{name}.json").read_text(encoding="utf-8")
    types = _embedded(text.partition(',"%FEATURE_STRUCTURES"')[0])
    return cassis.load_cas_from_json(text, typesystem=types, merge_typesystem=False)


@cache
def _described(types: Any) -> bytes:
    return bytes(types.to_xml().encode("utf-8"))


def _save(cas: Any, folder: Path, format_id: str, name: str = "news.txt") -> Path:
    """Lets dkpro-cassis write a document, with its types."""
    folder.mkdir()
    if format_id == "cas-xmi":
        cas.to_xmi(folder / f"{name}.xmi")
        (folder / "TypeSystem.xml").write_bytes(_described(cas.typesystem))
    else:
        cas.to_json(folder / f"{name}.json")
    return folder


# -- there and back ------------------------------------------------------------------------------------------


@BOTH
@given(article=articles())
def test_everything_comes_back(format_id: str, article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold"
        losses = written(format_id, path, article)
        found, troubles = read(format_id, path)
    assert troubles == []
    assert [f.text for f in found] == [article.text]
    assert told(found[0].records) == told(article.sheet)
    assert (found[0].name, found[0].annotator, found[0].status) == ("news.txt", "annotator-a", "done")
    not_xml = article.text.count("\x00") if format_id == "cas-xmi" else 0
    assert [(loss.record, loss.what) for loss in losses] == [("article", "text")] * not_xml


@BOTH
@given(article=articles())
def test_cassis_reads_ours_and_we_read_what_it_writes(format_id: str, article: Labelled) -> None:
    """The judge: its covered text is our quote, through emoji, CRLF, lone CR and right-to-left text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold"
        written(format_id, path, article)
        cas = _cassis(path)
        again, troubles = read(format_id, _save(cas, Path(folder) / "again", format_id))
    seen = (lambda text: text.replace("\x00", "\ufffd")) if format_id == "cas-xmi" else str
    assert cas.sofa_string == seen(article.text)
    records: dict[str, Any] = {record.id: record for record in article.sheet}
    for layer in SPANS:
        for held in cas.select(layer):
            record = records[held.record]
            assert held.value == record.type
            assert held.get_covered_text() == seen(record.span[0].quote)
    for held in cas.select("webanno.custom.Fragment"):
        assert held.get_covered_text() in [seen(part.quote) for part in records[held.record].span[1:]]
    for held in cas.select("webanno.custom.Event"):
        links = held.arguments.elements if held.arguments else []
        assert [(link.role, link.target.record) for link in links] == [
            (argument.role, argument.filler) for argument in records[held.record].arguments
        ]
    for held in cas.select("webanno.custom.Relation"):
        assert [held.Governor.record, held.Dependent.record] == [
            a.filler for a in records[held.record].arguments
        ]
    assert troubles == []
    assert again[0].text == article.text
    assert told(again[0].records) == told(article.sheet)


@BOTH
def test_the_seeds_come_back(format_id: str, tmp_path: Path) -> None:
    given_ = seeds()
    assert len(given_) >= 6
    assert written(format_id, tmp_path / "gold", *given_) == []
    found, troubles = read(format_id, tmp_path / "gold")
    assert troubles == []
    for seed, one in zip(given_, found, strict=True):
        assert one.text == seed.text
        assert told(one.records) == told(seed.sheet)
        cas = _cassis(tmp_path / "gold", seed.name)
        assert cas.sofa_string == seed.text
        assert len(cas.select("webanno.custom.Event")) == len(seed.events)
    shared = [{r.id: r for r in one.records if isinstance(r, Instance)} for one in found]
    assert any(one.keys() & other.keys() for one in shared for other in shared if one is not other)


def _tagset() -> Tagset:
    kinds: tuple[Any, ...] = (
        Attribute("mode", "Mode", "one", (AttributeValue("visit", "visit"),), on=("event",)),
        Attribute("mutual", "Mutual", "flag", on=("event",)),
        Attribute("count", "Count", "integer", on=("event",)),
        Attribute("score", "Score", "number", on=("event",)),
        Attribute("contexts", "Contexts", "many", on=("event",)),
        Attribute("odd-name", "Odd", "text", on=("event",)),
        Attribute("value", "Value", "text", on=("event",)),
    )
    genre = Attribute("genre", "Genre", "text", on=("article",))
    return Tagset(
        "t", "1", events=(TypeDef("event", "CONSULT", "Consult", attributes=kinds),), attributes=(genre,)
    )


HARD_VALUES: dict[str, Any] = {
    "mode": ' a "visit" <&> \r\n\t',
    "mutual": False,
    "count": -(2**31),
    "score": 0.1,
    "contexts": ("legal\r\n", "<b>", "👀"),
    "odd-name": "x",
    "value": "not the type",
    "unknown": ("a",),
    "none": (),
}


@BOTH
def test_attributes_are_features_of_the_kind_that_the_tagset_says(format_id: str, tmp_path: Path) -> None:
    """What fits no feature is kept as JSON; so is the exact number where 32 bits hold another."""
    event = Event("e1", "CONSULT", span(PLAIN_TEXT, (7, 10)), attributes=HARD_VALUES, note='"\r\n\t<&>')
    label = ArticleLabel("a1", {"genre": "report", "of": 3}, "an odd one")
    article = labelled(PLAIN_TEXT, [event, label])
    writer = format_of(format_id).writer(Setting(_tagset()))
    collector = writer.collector(tmp_path / "gold")
    piece = writer.render(article)
    collector.add(piece)
    collector.close()
    assert piece.losses == ()
    cas = _cassis(tmp_path / "gold")
    (held,) = cas.select("webanno.custom.Event")
    assert (held.mode, held.mutual, held.count, held.score) == (HARD_VALUES["mode"], False, -(2**31), 0.1)
    assert held.contexts.elements == list(HARD_VALUES["contexts"])
    assert held.note == event.note
    assert json.loads(held.more)["attributes"] == {
        "score": 0.1,
        "odd-name": "x",
        "value": "not the type",
        "unknown": ["a"],
        "none": [],
    }
    (head,) = cas.select("webanno.custom.Article")
    assert (head.genre, head.document, head.annotator) == ("report", "news.txt", "annotator-a")
    found, troubles = read(format_id, tmp_path / "gold")
    assert troubles == []
    assert told(found[0].records) == told(article.sheet)
    assert {r.id: dict(r.attributes) for r in found[0].records if isinstance(r, Event)} == {
        r.id: HARD_VALUES for r in found[0].records if isinstance(r, Event)
    }


@BOTH
@pytest.mark.parametrize(
    "value", [2**31, 3, True, 1e300, 0.5, "\x00", "text", "", ("a", ""), ("\ufffe",), float(2**24 + 1)]
)
def test_a_value_of_another_kind_comes_back_too(format_id: str, tmp_path: Path, value: Any) -> None:
    attributes = {a.id: value for a in _tagset().events[0].attributes}
    article = labelled(PLAIN_TEXT, [Event("e1", "CONSULT", span(PLAIN_TEXT, (7, 10)), attributes=attributes)])
    writer = format_of(format_id).writer(Setting(_tagset()))
    collector = writer.collector(tmp_path / "gold")
    piece = writer.render(article)
    collector.add(piece)
    assert piece.losses == ()
    assert _cassis(tmp_path / "gold").sofa_string == PLAIN_TEXT
    found, troubles = read(format_id, tmp_path / "gold")
    assert troubles == []
    assert told(found[0].records) == told(article.sheet)


@BOTH
def test_instances_notes_and_origins_stand_where_the_documentation_says(
    format_id: str, tmp_path: Path
) -> None:
    records: list[Record] = [
        Entity(
            "m1",
            "PER",
            span(PLAIN_TEXT, (0, 6)),
            {},
            ("i1",),
            "unsure",
            "who?",
            "annotator-a",
            "2026-11-22T09:00:00Z",
        ),
        Entity("m2", "PER", span(PLAIN_TEXT, (11, 18)), origin=Origin("adopted", "annotator-b", "m9")),
        Instance("i1", "entity", "PER", "Lavrov", ("wd:Q58217", "x"), {"alive": True}, "the minister"),
        Relation(
            "r1",
            "MEMBER_OF",
            (Argument("member", "m1"), Argument("group", "m2")),
            {"since": 1},
            "unsure",
            "hm",
        ),
        Zone("z1", "quote", span(PLAIN_TEXT, (20, 25), (30, 35)), "said"),
    ]
    assert written(format_id, tmp_path / "gold", labelled(PLAIN_TEXT, records)) == []
    cas = _cassis(tmp_path / "gold")
    one, two = cas.select(NAMED_ENTITY)
    assert (one.identifier, one.flag, one.note, one.by, one.at) == (
        "wd:Q58217", "unsure", "who?", "annotator-a", "2026-11-22T09:00:00Z",
    )  # fmt: skip
    assert one.instances.elements == ["i1"]
    assert json.loads(two.more) == {
        "origin": {"way": "adopted", "annotator": "annotator-b", "record": "m9", "detail": ""}
    }
    (held,) = cas.select("webanno.custom.Instance")
    assert (held.record, held.kind, held.value, held.label) == ("i1", "entity", "PER", "Lavrov")
    (data,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData")
    assert (data.documentTitle, data.begin, data.end) == ("news.txt", 0, len(PLAIN_TEXT))
    found, troubles = read(format_id, tmp_path / "gold")
    assert troubles == []
    by_kind = {record.kind: record for record in found[0].records}
    instance, relation = by_kind["instance"], by_kind["relation"]
    assert isinstance(instance, Instance)
    assert isinstance(relation, Relation)
    assert (instance.links, instance.attributes, instance.note) == (
        ("wd:Q58217", "x"),
        {"alive": True},
        "the minister",
    )
    assert (relation.attributes, relation.flag, relation.note) == ({"since": 1}, "unsure", "hm")
    assert told(found[0].records) == told(records)


# -- what is lost --------------------------------------------------------------------------------------------


def test_what_xml_cannot_hold_is_replaced_told_and_restored(tmp_path: Path) -> None:
    text = "👀 a\x00b\x0b\ufffe and \uffff a real \ufffd there\x1f"
    records = [Entity("m1", "PER", span(text, (2, 6)), note="a\x00b")]
    losses = written("cas-xmi", tmp_path / "gold", labelled(text, records))
    assert [(loss.record, loss.what) for loss in losses] == [("article", "text")] * 5 + [("m1", "note")]
    assert losses[0].reason.startswith("U+0000 at 3: ")
    (held,) = _cassis(tmp_path / "gold").select(NAMED_ENTITY)
    assert held.get_covered_text() == "a\ufffdb\ufffd"
    found, troubles = read("cas-xmi", tmp_path / "gold")
    assert troubles == []
    assert found[0].text == text
    (mention,) = found[0].records
    assert isinstance(mention, Entity)
    assert (mention.span[0].quote, mention.note) == ("a\x00b\x0b", "a\ufffdb")
    assert written("cas-json", tmp_path / "json", labelled(text, records)) == []
    with (tmp_path / "json" / "news.txt.json").open("rb") as file:
        import cassis

        whole = cassis.load_cas_from_json(file)
    assert whole.sofa_string == text
    assert [held.get_covered_text() for held in whole.select(NAMED_ENTITY)] == ["a\x00b\x0b"]
    assert read("cas-json", tmp_path / "json")[0][0].text == text


@BOTH
def test_what_a_cas_has_no_place_for_is_told(format_id: str, tmp_path: Path) -> None:
    m1, m2 = Entity("m1", "PER", span(PLAIN_TEXT, (0, 6))), Entity("m2", "PER", span(PLAIN_TEXT, (11, 18)))
    e1 = Event(
        "e1", "CONSULT", span(PLAIN_TEXT, (7, 10)), (Argument("actor", "gone"), Argument("actor", "m1"))
    )
    three = tuple(Argument(role, id) for role, id in (("a", "m1"), ("b", "m2"), ("c", "e1")))
    losses = written(
        format_id,
        tmp_path / "gold",
        labelled(
            PLAIN_TEXT,
            [
                m1,
                m2,
                e1,
                Relation("r1", "MEMBER_OF", three),
                Relation("r2", "MEMBER_OF", (Argument("member", "m1"), Argument("group", "gone"))),
                Comment("c1", Target("annotator-b", "m1"), "why?"),
                ArticleLabel("a1", {}),
                ArticleLabel("a2", {"genre": "report"}),
            ],
        ),
    )
    assert sorted((loss.record, loss.what) for loss in losses) == [
        ("a2", "record"), ("c1", "record"), ("e1", "arguments"), ("r1", "record"), ("r2", "record"),
    ]  # fmt: skip
    found, troubles = read(format_id, tmp_path / "gold")
    assert troubles == []
    kept: list[Record] = [
        m1,
        m2,
        Event("e1", "CONSULT", e1.span, (Argument("actor", "m1"),)),
        ArticleLabel("a1", {}),
    ]
    assert told(found[0].records) == told(kept)


@BOTH
def test_names_that_no_file_should_have_are_written_as_text(format_id: str, tmp_path: Path) -> None:
    article = labelled("x y", [Entity("m\x00", 'P"<&', span("x y", (0, 1)), by="\udc80")], 'a<b>&"\udcff.txt')
    piece = format_of(format_id).writer(Setting(_tagset())).render(article)
    (data,) = piece.content.values()
    path = tmp_path / f"x.{format_id[4:]}"
    path.write_bytes(data)
    found, _ = read(format_id, path)
    assert found[0].name == 'a<b>&"?.txt'
    assert [r.type for r in found[0].records if isinstance(r, Entity)] == ['P"<&']


# -- what INCEpTION and others write -------------------------------------------------------------------------

EXPORT = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:cas="http:///uima/cas.ecore" xmlns:xmi="http://www.omg.org/XMI" xmlns:tcas="http:///uima/tcas.ecore"
 xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/coref/type.ecore"
 xmlns:type2="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"
 xmlns:type3="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"
 xmlns:type4="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
 xmlns:type5="http:///de/tudarmstadt/ukp/clarin/webanno/api/type.ecore"
 xmlns:pos="http:///de/tudarmstadt/ukp/dkpro/core/api/lexmorph/type/pos.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
<type2:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="44" language="x-unspecified" documentTitle="talks.txt" documentId="admin" isLastSegment="false"/>
<type5:CASMetadata xmi:id="3" sofa="1" username="Ann B" projectName="news" projectId="1" sourceDocumentId="7" lastChangedOnDisk="0"/>
<type4:Sentence xmi:id="4" sofa="1" begin="0" end="44"/>
<type4:Token xmi:id="5" sofa="1" begin="0" end="5" parent="0" order="0"/>
<pos:POS xmi:id="6" sofa="1" begin="0" end="5" PosValue="NNP"/>
<type3:NamedEntity xmi:id="10" sofa="1" begin="0" end="5" value="PER" identifier="http://www.wikidata.org/entity/Q1"/>
<type3:NamedEntity xmi:id="11" sofa="1" begin="13" end="18" value="PER"/>
<type3:NamedEntity xmi:id="12" sofa="1" begin="13" end="18"/>
<custom:Place xmi:id="13" sofa="1" begin="24" end="30" sure="true" rank="2" weight="0.5" kind="CITY" name="Geneva"><tags>lake</tags><tags>UN</tags></custom:Place>
<custom:Meeting xmi:id="20" sofa="1" begin="6" end="9" Participants="21 22 23" Where="24" tense="past"/>
<custom:MeetingParticipantsLink xmi:id="21" role="actor" target="10"/>
<custom:MeetingParticipantsLink xmi:id="22" role="actor" target="11"/>
<custom:MeetingParticipantsLink xmi:id="23" role="word" target="5"/>
<custom:MeetingWhereLink xmi:id="24" target="13"/>
<custom:Knows xmi:id="30" sofa="1" begin="13" end="18" Dependent="11" Governor="10" label="well"/>
<type:CoreferenceChain xmi:id="40" sofa="1" first="41"/>
<type:CoreferenceLink xmi:id="41" sofa="1" begin="0" end="5" next="42" referenceType="name" referenceRelation="same"/>
<type:CoreferenceLink xmi:id="42" sofa="1" begin="32" end="35" referenceType="pronoun"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="Hanna met 👀 Boris &#13;&#10;in Geneva. She said so."/>
<cas:View sofa="1" members="2 3 4 5 6 10 11 12 13 20 30 40 41 42"/>
</xmi:XMI>
"""


def _type(name: str, parent: str, *features: tuple[str, ...]) -> str:
    written_ = "".join(
        f"<featureDescription><name>{f[0]}</name><description/><rangeTypeName>{f[1]}</rangeTypeName>"
        + (f"<elementType>{f[2]}</elementType>" if len(f) > 2 else "")
        + "</featureDescription>"
        for f in features
    )
    return (
        f"<typeDescription><name>{name}</name><description/><supertypeName>{parent}</supertypeName>"
        f"<features>{written_}</features></typeDescription>"
    )


ANNOTATION, TEXT = "uima.tcas.Annotation", "uima.cas.String"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><name>x</name><types>'
    + _type(NAMED_ENTITY, ANNOTATION, ("value", TEXT), ("identifier", TEXT))
    + _type("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence", ANNOTATION)
    + _type("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token", ANNOTATION, ("parent", ANNOTATION))
    + _type("de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS", ANNOTATION, ("PosValue", TEXT))
    + _type(
        "webanno.custom.Place",
        ANNOTATION,
        ("kind", TEXT),
        ("name", TEXT),
        ("sure", "uima.cas.Boolean"),
        ("rank", "uima.cas.Integer"),
        ("weight", "uima.cas.Float"),
        ("tags", "uima.cas.StringArray"),
    )
    + _type(
        "webanno.custom.Meeting",
        ANNOTATION,
        ("Participants", "uima.cas.FSArray", "webanno.custom.MeetingParticipantsLink"),
        ("Where", "uima.cas.FSArray", "webanno.custom.MeetingWhereLink"),
        ("tense", TEXT),
    )
    + _type("webanno.custom.MeetingParticipantsLink", "uima.cas.TOP", ("role", TEXT), ("target", ANNOTATION))
    + _type(
        "webanno.custom.MeetingWhereLink", "uima.cas.TOP", ("role", TEXT), ("target", "webanno.custom.Place")
    )
    + _type(
        "webanno.custom.Knows",
        ANNOTATION,
        ("Dependent", NAMED_ENTITY),
        ("Governor", NAMED_ENTITY),
        ("label", TEXT),
    )
    + _type(
        "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceChain",
        "uima.cas.AnnotationBase",
        ("first", "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink"),
    )
    + _type(
        "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink",
        ANNOTATION,
        ("next", "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink"),
        ("referenceType", TEXT),
        ("referenceRelation", TEXT),
    )
    + "</types></typeSystemDescription>"
)


def _export(folder: Path, xmi: str = EXPORT, types: str | None = TYPES) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "Ann B.xmi").write_bytes(xmi.encode("utf-8"))
    if types is not None:
        (folder / "TypeSystem.xml").write_text(types, encoding="utf-8")
    return folder


def _words(found: Found) -> dict[str, list[Any]]:
    """Records by kind: types and quotes, with roles and what else they say."""
    names = {r.id: r.span[0].quote for r in found.records if isinstance(r, (Entity, Event))}
    words: dict[str, list[Any]] = {}
    for r in found.records:
        match r:
            case Entity():
                words.setdefault("entity", []).append((r.type, names[r.id], dict(r.attributes)))
            case Event():
                arguments = [(a.role, names[a.filler]) for a in r.arguments]
                words.setdefault("event", []).append((r.type, names[r.id], arguments, dict(r.attributes)))
            case Relation():
                words.setdefault("relation", []).append(
                    (r.type, [(a.role, names[a.filler]) for a in r.arguments])
                )
            case Instance():
                members = [
                    m.span[0].quote
                    for m in found.records
                    if isinstance(m, (Entity, Event)) and r.id in m.instances
                ]
                words.setdefault("instance", []).append((r.of, r.type, r.name, r.links, members))
    return words


EXPECTED = {
    "entity": [
        ("PER", "Hanna", {}),
        ("PER", "Boris", {}),
        ("NamedEntity", "Boris", {}),
        (
            "Place",
            "Geneva",
            {
                "kind": "CITY",
                "name": "Geneva",
                "sure": True,
                "rank": 2,
                "weight": 0.5,
                "tags": ("lake", "UN"),
            },
        ),
        ("pronoun", "She", {}),
    ],
    "event": [
        ("Meeting", "met", [("actor", "Hanna"), ("actor", "Boris"), ("Where", "Geneva")], {"tense": "past"}),
    ],
    "relation": [("Knows", [("Governor", "Hanna"), ("Dependent", "Boris")])],
    "instance": [
        ("entity", "PER", "Hanna", ("http://www.wikidata.org/entity/Q1",), ["Hanna"]),
        ("entity", "name", "Hanna", (), ["Hanna", "She"]),
    ],
}


@pytest.mark.parametrize("form", ["folder", "zip", "file", "xml 1.1"])
def test_an_export_of_inception_is_read(tmp_path: Path, form: str) -> None:
    source = _export(tmp_path / "out", EXPORT.replace('n="1.0"', 'n="1.1"') if form == "xml 1.1" else EXPORT)
    if form == "zip":
        with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
            for path in source.iterdir():
                archive.write(path, f"annotation/{path.name}")
        source = tmp_path / "out.zip"
    elif form == "file":
        source = source / "Ann B.xmi"
    found, troubles = read("cas-xmi", source)
    assert (found[0].name, found[0].annotator, found[0].status) == ("talks.txt", "Ann B", "in-progress")
    assert found[0].text == "Hanna met 👀 Boris \r\nin Geneva. She said so."
    assert _words(found[0]) == EXPECTED
    assert [(t.place, t.message) for t in troubles] == [
        ("id 20", "5 is no mention that was taken"),
        ("id 40", "its links are labelled same"),
        (
            "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS",
            "the layer holds nothing that is tagged here (1 times)",
        ),
    ]


def test_an_export_is_read_as_cassis_reads_it(tmp_path: Path) -> None:
    """Judge of the fixture: cassis takes the same text, spans and links from the hand-made export, and writes JSON of it."""
    import cassis

    source = _export(tmp_path / "out")
    types = cassis.load_typesystem(source / "TypeSystem.xml")
    metadata = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
    data = types.create_type(metadata, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId"):
        types.create_feature(data, name, TEXT)
    types.create_feature(data, "isLastSegment", "uima.cas.Boolean")
    state = types.create_type("de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata", ANNOTATION)
    for name in ("username", "projectName", "projectId", "sourceDocumentId", "lastChangedOnDisk"):
        types.create_feature(state, name, TEXT)
    token = types.get_type("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")
    types.create_feature(token, "order", "uima.cas.Integer")
    text = EXPORT.replace(' parent="0"', "")
    cas = cassis.load_cas_from_xmi(text, typesystem=types)
    assert [e.get_covered_text() for e in cas.select(NAMED_ENTITY)] == ["Hanna", "Boris", "Boris"]
    for format_id in ("cas-xmi", "cas-json"):
        found, troubles = read(format_id, _save(cas, tmp_path / format_id, format_id))
        assert _words(found[0]) == EXPECTED
        assert found[0].annotator == "Ann B"
        assert len(troubles) == 3


def test_without_a_type_system_links_and_spans_are_found_all_the_same(tmp_path: Path) -> None:
    found, troubles = read("cas-xmi", _export(tmp_path / "out", types=None))
    assert troubles[0].message == "no type system belongs to it"
    words = _words(found[0])
    assert [(type, quote) for type, quote, _ in words["entity"]] == [
        ("PER", "Hanna"), ("PER", "Boris"), ("NamedEntity", "Boris"), ("Place", "Geneva"), ("pronoun", "She"),
    ]  # fmt: skip
    assert words["event"] == EXPECTED["event"]
    assert words["relation"] == EXPECTED["relation"]
    assert words["instance"] == EXPECTED["instance"]


def test_arrays_that_are_structures_of_their_own_are_unpacked(tmp_path: Path) -> None:
    xmi = EXPORT.replace('Participants="21 22 23"', 'Participants="50"').replace(
        "<cas:Sofa",
        '<cas:FSArray xmi:id="50" elements="21 22"/><cas:StringArray xmi:id="51"><elements>hot</elements></cas:StringArray>'
        "<cas:Sofa",
    )
    xmi = xmi.replace("<tags>lake</tags><tags>UN</tags>", "").replace('rank="2"', 'rank="2" tags="51"')
    found, _ = read("cas-xmi", _export(tmp_path / "out", xmi))
    words = _words(found[0])
    assert words["event"] == EXPECTED["event"]
    assert words["entity"][3][2]["tags"] == ("hot",)


def test_only_what_is_indexed_counts(tmp_path: Path) -> None:
    xmi = EXPORT.replace('members="2 3 4 5 6 10 11', 'members="2 3 4 5 6 10')
    found, troubles = read("cas-xmi", _export(tmp_path / "out", xmi))
    assert ("PER", "Boris", {}) not in _words(found[0])["entity"]
    assert "11 is no mention that was taken" in [t.message for t in troubles]


def test_the_manifest_of_an_export_is_no_article(tmp_path: Path) -> None:
    written("cas-json", tmp_path / "gold", labelled(PLAIN_TEXT, []))
    (tmp_path / "gold" / "manifest.json").write_text("{}")
    found, troubles = read("cas-json", tmp_path / "gold")
    assert (len(found), troubles) == (1, [])


# -- hostile and broken --------------------------------------------------------------------------------------

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"><a>&lol3;</a></xmi:XMI>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY x SYSTEM "{url}">]>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore">
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="a"/><cas:a>&x;</cas:a></xmi:XMI>"""


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was reached for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (LAUGHS, "it has a document type"),
        (OUTSIDE.format(url="file:///etc/passwd"), "it has a document type"),
        (OUTSIDE.format(url="http://localhost:9/x"), "it has a document type"),
        ('<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd"><x/>', "it has a document type"),
        ('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://localhost:9/x.dtd"> %p;]><x/>', "it has a document type"),
        ("", "broken XML: no element found"),
        ("<xmi:XMI", "broken XML"),
        (EXPORT[:-40], "broken XML"),
        ("<x/>", "its root is no xmi:XMI"),
        (TYPES, "its root is no xmi:XMI"),
        (EXPORT.replace("sofaString", "text"), "it has no text"),
        (EXPORT.replace("&#13;", "&#0;"), "broken XML: reference to invalid character number"),
        (EXPORT.replace("&#13;", "&nbsp;"), "broken XML: undefined entity"),
        ('<?xml version="1.0" encoding="utf-7"?><x/>', "unreadable XML"),
        (EXPORT.replace("<tags>lake</tags>", "<a>" * 40 + "</a>" * 40), "nested deeper than 32"),
        ("\x00\x01\x02", "broken XML"),
    ],
)  # fmt: skip
def test_what_is_no_xmi_is_refused(tmp_path: Path, data: str, words: str) -> None:
    (tmp_path / "bad.xmi").write_bytes(data.encode("utf-8"))
    with pytest.raises(SourceError, match=words):
        read("cas-xmi", tmp_path / "bad.xmi")
    found, troubles = read("cas-xmi", tmp_path)
    assert found == []
    assert [(t.file, words in t.message, t.done) for t in troubles] == [
        ("bad.xmi", True, "the article was left out")
    ]


@pytest.mark.parametrize(
    "types", [LAUGHS, OUTSIDE.format(url="http://localhost:9/"), "", "<x/>", TYPES[:-50]]
)
@pytest.mark.usefixtures("no_network")
def test_a_broken_type_system_is_told_and_done_without(tmp_path: Path, types: str) -> None:
    found, troubles = read("cas-xmi", _export(tmp_path / "out", types=types))
    assert (troubles[0].file, troubles[0].done) == ("TypeSystem.xml", "what its layers hold is guessed")
    assert _words(found[0])["event"] == EXPECTED["event"]


def test_names_in_a_type_system_are_never_run(tmp_path: Path) -> None:
    """dkpro-cassis makes Python code of them, which is why it does not read what strangers send."""
    evil = TYPES.replace("<name>tense</name>", '<name>x=__import__("os")._exit(3), y</name>')
    found, _ = read("cas-xmi", _export(tmp_path / "out", types=evil))
    assert _words(found[0])["event"][0][:2] == ("Meeting", "met")


@pytest.mark.parametrize(
    ("old", "new", "words", "done"),
    [
        ('begin="0" end="5" value="PER"', 'begin="0" end="99" value="PER"', "99 lies outside", "the mention was left out"),
        ('begin="0" end="5" value="PER"', 'begin="-1" end="5" value="PER"', "-1 lies outside", "the mention was left out"),
        ('begin="0" end="5" value="PER"', 'begin="5" end="5" value="PER"', "is empty", "the mention was left out"),
        ('begin="0" end="5" value="PER"', 'begin="x" end="5" value="PER"', "no whole number", "the mention was left out"),
        ('begin="13" end="18" value="PER"', 'begin="11" end="18" value="PER"', "inside a character of two", "the mention was left out"),
        ('begin="13" end="18" value="PER"', 'begin="13" end="20" value="PER"', "inside a character (a grapheme)", "the mention was left out"),
        ('value="PER" identifier', 'value="&#127;" identifier', "is no name", "the mention was left out"),
        ('xmi:id="11"', 'xmi:id="10"', "the id stands twice", "the second one was left out"),
        ('xmi:id="12"', 'xmi:id="one"', "no xmi:id that is a number", "it was left out"),
        ('role="actor" target="11"', 'role="actor" target="77"', "77 is no mention", "the role actor was left out"),
        ('role="actor" target="11"', 'role="actor" target="10"', "fills actor twice", "it was linked once"),
        ('role="actor" target="11"', 'role="actor"', "which has no target", "the role was left out"),
        ('"21 22 23"', '"21 99"', "refers to 99, which has no target", "the role was left out"),
        ('Governor="10"', 'Governor="5"', "5 is no mention", "the relation was left out"),
        ('Governor="10"', "", "no Governor is no mention", "the relation was left out"),
        ('next="42"', 'next="41"', "runs in a circle", "it ends there"),
        ('next="42"', 'next="10"', "goes on to 10", "it ends there"),
        ('first="41"', "", "belongs to no chain", "the link was left out"),
        ('sure="true"', 'sure="perhaps"', "neither true nor false", "the attribute was left out"),
        ('rank="2"', 'rank="1e9"', "is no whole number", "the attribute was left out"),
        ('weight="0.5"', 'weight="NaN"', "is no number", "the attribute was left out"),
        ('weight="0.5"', 'weight="heavy"', "could not convert", "the attribute was left out"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_the_rest_taken(
    tmp_path: Path, old: str, new: str, words: str, done: str
) -> None:
    assert old in EXPORT
    found, troubles = read("cas-xmi", _export(tmp_path / "out", EXPORT.replace(old, new, 1)))
    assert any(words in t.message and (t.done == done or "link" in done) and t.place for t in troubles), (
        troubles
    )
    assert ("Place", "Geneva") in [(type, quote) for type, quote, _ in _words(found[0])["entity"]]


def test_ours_with_broken_parts_is_told(tmp_path: Path) -> None:
    records: list[Record] = [
        Entity("m1", "PER", span(PLAIN_TEXT, (0, 6), (11, 18)), {"x": 1}, ("i1",)),
        Entity("m2", "PER", span(PLAIN_TEXT, (7, 10)), origin=Origin("adopted", "annotator-b", "m7")),
        Instance("i1", "entity", "PER", "Lavrov"),
    ]
    written("cas-xmi", tmp_path / "gold", labelled(PLAIN_TEXT + "\x00", records))
    path = tmp_path / "gold" / "news.txt.xmi"
    data = path.read_text(encoding="utf-8")
    for old, new, words in (
        ("1}}", "1}", "its “more”"),
        ("{&quot;x&quot;:1}", "{&quot;x&quot;:[1]}", "is no value"),
        ("{&quot;x&quot;:1}", "[]", "its “more”"),
        ("&quot;adopted&quot;", "&quot;stolen&quot;", "the origin in it was left out"),
        ("&quot;adopted&quot;", "", "its “more”"),
        ("<instances>i1", "<instances>i2", "record i2 was not taken"),
        ('record="m2"', 'record="m1"', "the id m1 stands twice"),
        (
            'begin="11" end="18" record="m1"',
            'begin="11" end="18" record="m9"',
            "1 fragments belong to nothing",
        ),
        ('replaced="100=0000"', 'replaced="7=0000 x 100=fffff 100=d800 9999=0000"', "names no characters"),
        ('kind="entity" label="Lavrov"', 'kind="entity" value2="" label="Lavrov"', ""),
    ):
        assert old in data, old
        path.write_text(data.replace(old, new), encoding="utf-8")
        found, troubles = read("cas-xmi", tmp_path / "gold")
        assert len(found) == 1
        assert [words in str(t) for t in troubles] == ([True] if words else [])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"%TYPE":"webanno.custom.Event"', '"%TYPE":3', "no %TYPE"),
        ('"%ID":3,', '"%ID":2,', "the %ID 2 stands twice"),
        ('"%ID":3,', '"%ID":"x",', "no %ID that is a number"),
        ('"end":6', '"end":600', "600 lies outside"),
        ('"end":6', '"end":6.5', "no whole number"),
        ('"end":6', '"end":null', "no whole number"),
        ('"@target":2', '"@target":[2]', ""),
        ('"@target":2', '"@target":99', "99 is no mention"),
        ('"@arguments"', '"@others"', ""),
    ],
)
def test_wrong_parts_of_json_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    records: list[Record] = [
        Entity("m1", "PER", span(PLAIN_TEXT, (0, 6))),
        Event("e1", "CONSULT", span(PLAIN_TEXT, (7, 10)), (Argument("actor", "m1"),)),
    ]
    written("cas-json", tmp_path / "gold", labelled(PLAIN_TEXT, records))
    path = tmp_path / "gold" / "news.txt.json"
    data = path.read_text(encoding="utf-8")
    assert old in data
    path.write_text(data.replace(old, new), encoding="utf-8")
    found, troubles = read("cas-json", tmp_path / "gold")
    assert len(found) == 1
    assert any(words in t.message for t in troubles) or not words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("{", "broken JSON"),
        ('{"a":NaN}', "broken JSON"),
        ('{"a":1,"a":2}', "broken JSON"),
        ('"\\ud800"', "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        ("[]", "it is no CAS JSON"),
        ('{"%FEATURE_STRUCTURES":3}', "are no list"),
        ('{"%FEATURE_STRUCTURES":[]}', "it has no text"),
        ('{"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaString":7}]}', "it has no text"),
    ],
)
def test_what_is_no_cas_json_is_refused(tmp_path: Path, data: str, words: str) -> None:
    (tmp_path / "bad.json").write_text(data)
    with pytest.raises(SourceError, match=words):
        read("cas-json", tmp_path / "bad.json")


@BOTH
def test_nothing_of_the_kind_is_refused(format_id: str, tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("nothing")
    with pytest.raises(SourceError, match="no file that ends in"):
        read(format_id, tmp_path)
    with pytest.raises(AnnotatorError):
        read(format_id, tmp_path / "gone.xmi")


def test_what_is_made_to_fill_memory_or_time_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _export(tmp_path / "out")
    for module, name, most, words in (
        (cas_xml, "MOST_DATA", 100, "100 are the most"),
        (cas_xml, "MOST_STRUCTURES", 5, "more than 5 feature structures"),
        (cas_structures, "MOST_REFERENCES", 2, "unfold to more than 2"),
        (cas_xml, "MOST_TYPES", 3, "declares more than 3 types"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, most)
            _, troubles = read("cas-xmi", source)
        assert any(words in t.message for t in troubles), name
    assert (
        cas_structures.Types({"a": cas_structures.Declared("b"), "b": cas_structures.Declared("a")}).features(
            "a"
        )
        == {}
    )


def test_it_works_without_cassis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing needs to be installed: the library is only the judge of what is written."""
    for name in ("cassis", "lxml", "lxml.etree"):
        monkeypatch.setitem(sys.modules, name, None)
    written("cas-xmi", tmp_path / "gold", labelled(HARD_TEXT, []))
    found, troubles = read("cas-xmi", tmp_path / "gold")
    assert (found[0].text, troubles) == (HARD_TEXT, [])


@BOTH
@given(data=st.data())
def test_whatever_is_in_a_file_only_known_errors_leave_the_reader(
    format_id: str, data: st.DataObject
) -> None:
    """Twice the profile's number of cases (120; 400 in CI): an export with bytes changed, or any bytes."""
    if format_id == "cas-xmi":
        whole = EXPORT.encode("utf-8")
    else:
        article = labelled(PLAIN_TEXT, [Entity("m1", "PER", span(PLAIN_TEXT, (0, 6)))])
        writer = format_of(format_id).writer(Setting(_tagset()))
        (whole,) = writer.render(article).content.values()
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.one_of(
                st.binary(max_size=6), st.sampled_from([b"99", b'"', b"<a>", b"-1", b"[]", b"{}", b"&#0;"])
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{format_id[4:]}"
        (Path(folder) / "TypeSystem.xml").write_text(TYPES)
        for content in (bytes(changed), data.draw(st.binary(max_size=200))):
            path.write_bytes(content)
            with contextlib.suppress(SourceError):
                assert all(
                    isinstance(item, (Found, Trouble)) for item in format_of(format_id).reader().read(path)
                )


def test_no_tagset_is_made_of_a_type_system(tmp_path: Path) -> None:
    assert format_of("cas-xmi").reader().tagset(_export(tmp_path / "out")) is None


def test_features_of_other_projects_are_attributes_whatever_they_are_called(tmp_path: Path) -> None:
    """“by” and “record” are ours only in our layers; a flag that is no text is an attribute; the rest is told."""
    features = (
        ("by", TEXT),
        ("record", TEXT),
        ("flag", "uima.cas.Boolean"),
        ("note", TEXT),
        ("head", ANNOTATION),
    )
    more = _type("webanno.custom.Odd", ANNOTATION, ("kind", TEXT), *features)
    xmi = EXPORT.replace(
        "<cas:Sofa",
        '<custom:Odd xmi:id="60" sofa="1" begin="0" end="5" kind="K" by="Ann" record="r" flag="true" note="n" head="10"/>'
        "<cas:Sofa",
    ).replace('40 41 42"', '40 41 42 60"')
    source = _export(tmp_path / "out", xmi, TYPES.replace("</types>", more + "</types>"))
    found, troubles = read("cas-xmi", source)
    (odd,) = [r for r in found[0].records if isinstance(r, Entity) and r.type == "Odd"]
    said = {"kind": "K", "by": "Ann", "record": "r", "flag": True}
    assert (odd.attributes, odd.note, odd.flag) == (said, "n", "")
    assert "the feature head holds neither a value nor a role (1 times)" in [t.message for t in troubles]


@BOTH
def test_the_layer_is_the_type_and_what_its_features_say_are_attributes(
    format_id: str, tmp_path: Path
) -> None:
    """Two layers whose features say the same stay apart; only one that is named for its kind has types in a feature."""
    import cassis

    types = cassis.TypeSystem()
    plain = cassis.Cas(types)
    plain.sofa_string = "😀 Anna hit Bob.\r\nמלחמה"
    text = plain.sofa_string

    def layer(name: str, *features: tuple[str, ...]) -> Any:
        made = types.create_type(name, ANNOTATION if "Link" not in name else "uima.cas.TOP")
        for feature, range_, *element in features:
            types.create_feature(made, feature, range_, elementType=element[0] if element else None)
        return made

    def add(made: Any, quote: str, **said: Any) -> Any:
        begin = text.index(quote) + 1  # the emoji before it is two units
        found = made(begin=begin, end=begin + len(quote), **said)
        plain.add(found)
        return found

    named = layer(NAMED_ENTITY, ("value", TEXT))
    link = layer("webanno.custom.ActorLink", ("role", TEXT), ("target", ANNOTATION))
    links = ("actors", "uima.cas.FSArray", link.name)
    attack = layer("webanno.custom.Attack", ("kind", TEXT), ("sure", "uima.cas.Boolean"), links)
    treaty = layer("webanno.custom.Treaty", ("kind", TEXT), links)
    mood = layer("webanno.custom.Sentiment", ("polarity", TEXT), ("value", TEXT))
    general = layer("webanno.custom.Event", ("value", TEXT), links)
    ends = (("Governor", named.name), ("Dependent", named.name), ("label", TEXT))
    kin, relation = layer("webanno.custom.Kin", *ends), layer("webanno.custom.Relation", *ends)
    anna, bob = add(named, "Anna", value="PER"), add(named, "Bob", value="PER")
    array = types.get_type("uima.cas.FSArray")
    add(attack, "hit", kind="phys", sure=True, actors=array(elements=[link(role="agent", target=anna)]))
    add(treaty, "hit", kind="phys")
    add(general, "hit", value="phys", actors=array(elements=[link(role="agent", target=bob)]))
    add(mood, "Anna", polarity="neg", value="x")
    add(kin, "Bob", Governor=anna, Dependent=bob, label="sis")
    add(relation, "Bob", Governor=anna, Dependent=bob, label="sis")

    found, troubles = read(format_id, _save(plain, tmp_path / "out", format_id))
    assert troubles == []
    events = [
        (r.type, dict(r.attributes), len(r.arguments)) for r in found[0].records if isinstance(r, Event)
    ]
    assert sorted(events, key=str) == [
        ("Attack", {"kind": "phys", "sure": True}, 1),
        ("Treaty", {"kind": "phys"}, 0),
        ("phys", {}, 1),
    ]
    entities = [(r.type, dict(r.attributes)) for r in found[0].records if isinstance(r, Entity)]
    assert entities == [("PER", {}), ("PER", {}), ("Sentiment", {"polarity": "neg", "value": "x"})]
    relations = [(r.type, dict(r.attributes)) for r in found[0].records if isinstance(r, Relation)]
    assert sorted(relations) == [("Kin", {"label": "sis"}), ("sis", {})]
