"""Label Studio's JSON and labelling configuration; the converter of its SDK is the judge of both."""

from __future__ import annotations

import contextlib
import json
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Entity,
    Event,
    Record,
    Relation,
    Zone,
    quote,
    span,
    stretches,
)
from annotator.annotations.zoning import counting
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.formats.beside import FRAGMENT, KEY
from annotator.formats.exchange import Labelled, SourceError
from annotator.formats.exporting import Order, export
from annotator.formats.gathering import Wanted
from annotator.formats.importing import Intake, import_
from annotator.formats.registry import format_of
from annotator.formats.units import Utf16
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from annotator.tagsets.reading import parse_tagset, read_tagset
from tests.unit.formats.breaking import Changes, change, changes, values
from tests.unit.formats.harness import PLAIN_TEXT, TEXTS, articles, labelled, read, told, written
from tests.unit.formats.meeting import meeting

SEEDS = Path(__file__).parents[3] / "seeds"


def _tasks(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "tasks.json").read_bytes())
    return found


def _save(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


@given(articles())
def test_everything_comes_back(article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project"
        assert written("label-studio", path, article, article) == []
        found, troubles = read("label-studio", path)
        alone, more = read("label-studio", (path / "tasks.json").rename(Path(folder) / "export.json"))
    assert troubles == more == []
    for one in (*found, *alone):
        assert (one.name, one.annotator, one.status) == ("news.txt", "annotator-a", "done")
        assert one.text == article.text
        assert told(one.records) == told(article.sheet)


def test_nothing_at_all_is_an_empty_array(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "project")
    assert _tasks(tmp_path / "project") == []
    assert read("label-studio", tmp_path / "project") == ([], [])


# -- what Label Studio gets ------------------------------------------------------------------------------------


def test_it_is_written_as_label_studio_writes_it(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "project", labelled(PLAIN_TEXT, meeting()))
    (task,) = _tasks(tmp_path / "project")
    (annotation,) = task["annotations"]
    regions = {r["id"]: r for r in annotation["result"] if r["type"] == "labels"}
    assert all(r["to_name"] == "text" for r in regions.values())
    assert [(r["from_name"], *r["value"]["labels"], r["value"]["text"]) for r in regions.values()] == [
        ("entities", "PER", "Lavrov"),
        ("entities", "PER", "Blinken"),
        ("events", "CONSULT", "met"),
        ("events", "CONSULT", "again"),
        ("events", "ACCUSE", "said"),
    ]
    assert regions["m1"]["meta"] == {"text": ["see above"]}
    relations = {
        (regions[r["from_id"]]["value"]["text"], regions[r["to_id"]]["value"]["text"]): r["labels"]
        for r in annotation["result"]
        if r["type"] == "relation"
    }
    assert relations == {
        ("met", "again"): [FRAGMENT],
        ("met", "Lavrov"): ["actor"],
        ("met", "Blinken"): ["actor", "topic"],
        ("said", "met"): ["topic"],
        ("Lavrov", "Blinken"): ["MEMBER_OF"],
    }
    values = [
        (r["id"], r["from_name"], r["value"]["choices"])
        for r in annotation["result"]
        if r["type"] == "choices"
    ]
    assert values == [("e1", "mutual", ["true"]), ("e1", "~flag", ["unsure"])]


def test_the_configuration_has_every_label_that_is_used(tmp_path: Path) -> None:
    given = [
        *meeting(),
        Entity("m9", "GONE", span(PLAIN_TEXT, (0, 6))),
        Entity("m8", "A\x01B", span(PLAIN_TEXT, (0, 6))),
        Event("e9", "GONE_TOO", span(PLAIN_TEXT, (0, 6)), (Argument("unheard", "m1"),)),
        Zone("z1", "odd <zone>", span(PLAIN_TEXT, (0, 6))),
    ]
    written("label-studio", tmp_path / "project", labelled(PLAIN_TEXT, given))
    root = ET.fromstring((tmp_path / "project" / "config.xml").read_bytes())
    labels = {
        of.get("name"): {label.get("value") for label in of.iter("Label")} for of in root.iter("Labels")
    }
    assert labels["entities"] == {"PER", "ORG", "GPE", "LOC", "TIME", "span", "GONE"}
    assert labels["events"] == {"CONSULT", "ACCUSE", "AGREE", "GONE_TOO"}
    assert labels["zones"] == {"boilerplate", "odd <zone>"}
    links = {relation.get("value"): relation.get("category") for relation in root.iter("Relation")}
    assert links["unheard"] == links["actor"] == "role"
    assert links["MEMBER_OF"] == "relation"
    (text,) = root.iter("Text")
    assert (text.get("name"), text.get("value")) == ("text", "$text")
    choices = {c.get("name"): c for c in root.iter("Choices")}
    assert choices["contexts"].get("choice") == "multiple"
    assert choices["contexts"].get("whenLabelValue") == "ACCUSE"
    assert choices["mutual"].get("perRegion") == "true"
    found, troubles = read("label-studio", tmp_path / "project")
    others = [r for r in given if r.id not in ("m8", "z1")]
    assert told(found[0].records) - told(others) == Counter(
        {("zone", "odd_zone", ((0, 6),), ""): 1, ("entity", ("entity", "A_B", ((0, 6),))): 1}
    )
    assert sorted(t.done for t in troubles) == ["it is called A_B", "it is called odd_zone"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning", "ignore::UserWarning")
def test_the_converter_of_label_studio_finds_the_same_spans(tmp_path: Path) -> None:
    from label_studio_sdk.converter import Converter

    given: list[Labelled] = []
    for number, text in enumerate(TEXTS[1:]):
        words = [(text.index(w), text.index(w) + len(w)) for w in dict.fromkeys(text.split())]
        records: list[Record] = [Entity(f"m{n}", "PER", span(text, at)) for n, at in enumerate(words)]
        records.append(Event("e1", "CONSULT", span(text, words[0]), (Argument("actor", "m0"),)))
        given.append(labelled(text, records, f"news{number}.txt"))
    written("label-studio", tmp_path / "project", *given)
    tasks = str(tmp_path / "project" / "tasks.json")
    converter = Converter(str(tmp_path / "project" / "config.xml"), str(tmp_path), download_resources=False)
    converter.convert(tasks, str(tmp_path / "min"), "JSON_MIN", is_dir=False)
    minimal = json.loads((tmp_path / "min" / "result.json").read_bytes())
    assert len(minimal) == len(given)
    for item, article in zip(minimal, given, strict=True):
        assert item["text"] == article.text
        wanted = [(*stretches(m)[0], quote(m), m.type) for m in article.entities]
        found = [(r["start"], r["end"], r["text"], *r["labels"]) for r in item["entities"]]
        assert found == wanted
        assert all(article.text[start:end] == said for start, end, said, _ in found)
        assert len(item["events"]) == 1
    converter.convert(tasks, str(tmp_path / "conll"), "CONLL2003", is_dir=False)
    columns = (tmp_path / "conll" / "result.conll").read_text(encoding="utf-8").split()
    assert columns.count("B-PER") == len([tag for tag in columns if tag.startswith("B-")]) > 40
    assert "O" not in columns[5::4]
    back, troubles = read("label-studio", _save(tmp_path / "export.json", minimal))
    assert [str(t) for t in troubles] == [
        "export.json: JSON-MIN holds no relations; there are no roles and no relations"
    ]
    for one, article in zip(back, given, strict=True):
        assert told(one.records) == told(article.sheet, without=("argument",))


# -- what Label Studio makes -----------------------------------------------------------------------------------

_EMOJI = "👀 Norland 👩‍👩‍👧 recalled its envoy\r\nfrom Port Elsby 🇯🇵 on Friday."


def _region(word: str, label: str, id: str, unit: str = "points", **more: Any) -> dict[str, Any]:
    start = _EMOJI.index(word)
    end = start + len(word)
    if unit == "units":
        units = Utf16(_EMOJI)
        start, end = units.to_units(start), units.to_units(end)
    value = {"start": start, "end": end, "text": word.replace("\r\n", "\\n\\n"), "labels": [label]}
    return {"id": id, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def _export(*results: Any, **more: Any) -> dict[str, Any]:
    """A task as Label Studio 1.x exports it."""
    return {
        "id": 41,
        "annotations": [
            {
                "id": 7,
                "completed_by": 3,
                "result": list(results),
                "was_cancelled": False,
                "ground_truth": False,
                "created_at": "2023-10-31T08:00:00Z",
                "lead_time": 8.4,
            }
        ],
        "file_upload": "1a2b-news.txt",
        "drafts": [],
        "predictions": [],
        "data": {"text": _EMOJI},
        "meta": {},
        **more,
    }


@pytest.mark.parametrize("unit", ["points", "units"])
def test_an_export_of_label_studio_is_read_in_either_unit(tmp_path: Path, unit: str) -> None:
    words = ("Norland", "envoy\r\nfrom", "Port Elsby", "Friday", "👩‍👩‍👧")
    results = [_region(word, "X", f"r{n}", unit) for n, word in enumerate(words)]
    results.append(
        {"from_id": "r0", "to_id": "r2", "type": "relation", "direction": "left", "labels": ["in"]}
    )
    found, troubles = read("label-studio", _save(tmp_path / "export.json", [_export(*results)]))
    assert troubles == []
    assert (found[0].name, found[0].annotator, found[0].status) == ("task-41", "user-3", "done")
    quotes = {r.id: quote(r) for r in found[0].records if isinstance(r, Entity)}
    assert sorted(quotes.values()) == sorted(words)
    (relation,) = [r for r in found[0].records if isinstance(r, Relation)]
    assert [(a.role, quotes[a.filler]) for a in relation.arguments] == [
        ("from", "Port Elsby"),
        ("to", "Norland"),
    ]


def test_completions_of_old_are_read(tmp_path: Path) -> None:
    task = _export(_region("Norland", "GPE", "a"))
    task["completions"] = task.pop("annotations")
    found, troubles = read("label-studio", _save(tmp_path / "export.json", [task]))
    assert troubles == []
    assert [quote(r) for r in found[0].records if isinstance(r, Entity)] == ["Norland"]


def test_several_annotators_are_kept_apart(tmp_path: Path) -> None:
    task = _export(_region("Norland", "GPE", "a"))
    task["annotations"].append(
        {
            "id": 8,
            "completed_by": {"id": 4, "email": "bert@news.org"},
            "result": [_region("Friday", "TIME", "a")],
        }
    )
    task["annotations"].append({"id": 9, "completed_by": 5, "result": [], "was_cancelled": True})
    found, troubles = read("label-studio", _save(tmp_path / "export.json", [task]))
    assert [t.message for t in troubles] == ["it was skipped"]
    assert [(f.name, f.annotator, len(f.records)) for f in found] == [
        ("task-41", "user-3", 1),
        ("task-41", "bert", 1),
    ]


def test_predictions_are_ignored_and_that_is_told_once(tmp_path: Path) -> None:
    task = _export(_region("Norland", "GPE", "a"), predictions=[{"result": [_region("Friday", "TIME", "b")]}])
    found, troubles = read("label-studio", _save(tmp_path / "export.json", [task, task]))
    assert [str(t) for t in troubles] == ["export.json: 2 tasks have predictions; those were ignored"]
    assert [len(f.records) for f in found] == [1, 1]


_CONFIG = """<View>
  <Labels name="label" toName="words"><Label value="GPE" background="#228833"/><Label value="Full Name"/></Labels>
  <Relations><Relation value="lives in"/></Relations>
  <Text name="words" value="$body"/>
  <Choices name="certain" toName="words" perRegion="true" choice="multiple" whenLabelValue="GPE">
    <Choice value="now"/><Choice value="later"/>
  </Choices>
  <Choices name="checked" toName="words" perRegion="true"><Choice value="true"/><Choice value="false"/></Choices>
  <Choices name="genre" toName="words"><Choice value="report"/><Choice value="opinion"/></Choices>
  <Number name="score" toName="words"/>
  <Taxonomy name="place" toName="words" perRegion="true">
    <Choice value="Europe"><Choice value="Norland"/><Choice value="Sudland"/></Choice><Choice value="Asia"/>
  </Taxonomy>
</View>"""


def test_values_are_read_as_the_configuration_says(tmp_path: Path) -> None:
    region = _region("Norland", "GPE", "a", meta={"text": ["who", "else"]})
    place = {key: region["value"][key] for key in ("start", "end", "text")}

    def said(type: str, name: str, value: Any, **more: Any) -> dict[str, Any]:
        return {"from_name": name, "to_name": "words", "type": type, "value": value, **more}

    results = [
        said("choices", "certain", {**place, "choices": ["now"]}, id="a"),
        said("choices", "checked", {**place, "choices": ["true"]}, id="a"),
        said("textarea", "why", {**place, "text": ["so"]}, id="a"),
        said("datetime", "when", {**place, "datetime": "2026-11-22"}, id="a"),
        said("taxonomy", "place", {**place, "taxonomy": [["Europe", "Norland"]]}, id="a"),
        said("choices", "genre", {"choices": ["report"]}, id="g"),
        said("number", "score", {"number": 3.5}, id="h"),
        region,
        _region("Port Elsby", "Full Name", "b"),
        {"from_id": "a", "to_id": "b", "type": "relation", "labels": ["lives in"]},
    ]
    task = _export(*results, data={"body": _EMOJI, "text": "another", "title": "../elsby.txt"})
    (tmp_path / "config.xml").write_text(_CONFIG, encoding="utf-8")
    path = _save(tmp_path / "export.json", [task])
    found, troubles = read("label-studio", path)
    assert sorted(str(t) for t in troubles) == [
        "export.json: “Europe/Norland” cannot be a name in a tagset; it is called Europe_Norland",
        "export.json: “Full Name” cannot be a name in a tagset; it is called Full_Name",
        "export.json: “lives in” cannot be a name in a tagset; it is called lives_in",
    ]
    by_type = {r.type: r for r in found[0].records if isinstance(r, (Entity, Relation))}
    assert set(by_type) == {"GPE", "Full_Name", "lives_in"}
    assert by_type["GPE"].note == "who\nelse"
    assert dict(by_type["GPE"].attributes) == {
        "certain": ("now",),
        "checked": True,
        "why": "so",
        "when": "2026-11-22",
        "place": ("Europe_Norland",),
    }
    (label,) = [r for r in found[0].records if isinstance(r, ArticleLabel)]
    assert dict(label.attributes) == {"genre": "report", "score": 3.5}
    assert found[0].name == "../elsby.txt"
    tables = format_of("label-studio").reader().tagset(path)
    assert tables is not None
    tagset = parse_tagset(tomli_w.dumps(dict(tables)).encode())
    assert [t.id for t in tagset.entities] == ["GPE", "Full_Name", "span"]
    assert tagset.display("Full_Name") == "Full Name"
    assert [r.id for r in tagset.relations] == ["lives_in"]
    kinds = {a.id: a.kind for a in tagset.attributes_of("GPE")}
    assert kinds == {"certain": "many", "checked": "flag", "place": "many"}
    for attribute in tagset.attributes_of("GPE"):
        assert not attribute.problem(by_type["GPE"].attributes[attribute.id])
    assert [a.id for a in tagset.article_attributes] == ["genre", "score"]


def test_the_seeds_come_back_with_a_tagset(tmp_path: Path) -> None:
    order = Order(scan(SEEDS), shipped.load(), "label-studio", tmp_path / "out", Wanted(sheet="annotator-a"))
    assert export(order).lost == {}
    taken = import_(Intake(tmp_path / "out", "label-studio", tmp_path / "in"))
    assert (taken.articles, taken.troubles, taken.conflicts) == (6, [], [])
    for path in sorted(SEEDS.glob("*.txt")):
        given, made = (
            open_sheet(folder / f"{path.name}.annotator-a.tags.json", read_article(folder / path.name)).sheet
            for folder in (SEEDS, tmp_path / "in")
        )
        assert told(made) == told(counting(given, shipped.load()).sheet)
    tagset, own = read_tagset(tmp_path / "in" / "tagset.toml"), shipped.load()
    for kind in ("entity", "event", "relation", "zone"):
        assert [t.id for t in tagset.taggable(kind)] == [t.id for t in own.taggable(kind)]
    values = {v.id for a in own.attributes_of("ASSAULT") if a.id == "mode" for v in a.values}
    assert values <= {v.id for a in tagset.attributes_of("ASSAULT") if a.id == "mode" for v in a.values}


# -- what is wrong ---------------------------------------------------------------------------------------------


def _one(**changed: Any) -> dict[str, Any]:
    region = _region("Norland", "GPE", "a")
    region["value"].update(changed)
    return region


@pytest.mark.parametrize(
    ("task", "words", "place"),
    [
        (3, "it is no task", "[0]"),
        ({"id": 1}, "it has no “data” with a text", "[0]"),
        (_export(data={"a": "x", "b": "y"}), "it is unclear which", "[0]"),
        (_export(annotations=3), "its “annotations” are no list", "[0]"),
        (_export(annotations=[17]), "it has no “result”", "[0].annotations[0]"),
        (_export(3), "it is no result", "[0].annotations[0].result[0]"),
        (_export({"type": "labels"}), "it has no value", "[0].annotations[0].result[0]"),
        (_export({"type": [], "value": {}}), "“[]” is nothing that", "[0].annotations[0].result[0]"),
        (_export(_one(labels=[])), "the region has no label", "[0].annotations[0].result[0]"),
        (_export(_one(labels=["\n"])), "is no name", "[0].annotations[0].result[0]"),
        (_export(_one(start="/p[1]/text()[1]")), "no pair of offsets", "[0].annotations[0].result[0]"),
        (_export(_one(end=900)), "lies outside the text", "[0].annotations[0].result[0]"),
        (_export(_one(start=-3)), "lies outside the text", "[0].annotations[0].result[0]"),
        (_export(_one(start=True)), "no pair of offsets", "[0].annotations[0].result[0]"),
        (_export(_one(text="Sudland")), "it says “Sudland” where", "[0].annotations[0].result[0]"),
        (_export(_one(start=11, end=12, text=None)), "inside a character", "[0].annotations[0].result[0]"),
        (_export(_one(), _one()), "stands twice", "[0].annotations[0].result[1]"),
        (_export(_one(), {"type": "relation"}), "no relation with two ends", "[0].annotations[0].result[1]"),
        (
            _export(_one(), {"type": "relation", "from_id": "a", "to_id": "b", "labels": ["x"]}),
            "b is no mention",
            "[0].annotations[0].result[1]",
        ),
        (
            _export({**_one(), "type": "brushlabels"}),
            "“brushlabels” is nothing that articles have",
            "[0].annotations[0].result[0]",
        ),
        (
            _export({"id": "z", "type": "choices", "value": {"start": 0, "end": 2, "choices": ["x"]}}),
            "no region with a label is there",
            "[0].annotations[0].result[0]",
        ),
        (
            _export({"type": "number", "value": {"number": "3"}}),
            "it is no value of number",
            "[0].annotations[0].result[0]",
        ),
        (
            _export(data={"text": "x", KEY: {"version": 2, "name": "x"}}),
            "is of version 2",
            "[0].annotations[0]",
        ),
        (
            _export(_region("👀", "A", "x", "units"), _one(start=1)),
            "inside a character of two",
            "[0].annotations[0].result[1]",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, task: Any, words: str, place: str) -> None:
    found, troubles = read("label-studio", _save(tmp_path / "bad.json", [task, _export(_one())]))
    assert len(troubles) == 1, troubles
    assert words in troubles[0].message
    assert (troubles[0].file, troubles[0].place) == ("bad.json", place)
    assert troubles[0].done
    assert len(found[-1].records) == 1


@pytest.mark.parametrize(
    "text", ["", "{", "3", '[{"a":NaN}]', '[{"a":1,"a":2}]', "[" * 100_000, "\x00", "<xml/>"]
)
def test_what_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="broken JSON"):
        read("label-studio", path)


@pytest.mark.parametrize("end", ["", ",", ",]", "x]", "] 3", '{"data":'])
def test_what_stands_before_a_break_is_taken(tmp_path: Path, end: str) -> None:
    path = tmp_path / "cut.json"
    path.write_text("[" + json.dumps(_export(_one())) + end, encoding="utf-8")
    found, troubles = read("label-studio", path)
    assert len(found) == 1
    assert [t.done for t in troubles] == ["the rest was left out"]
    assert "broken JSON" in troubles[0].message


def test_an_archive_is_read_with_its_configuration(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "project", labelled(PLAIN_TEXT, meeting()))
    with zipfile.ZipFile(tmp_path / "project.zip", "w") as archive:
        for path in (tmp_path / "project").iterdir():
            archive.write(path, f"deep/{path.name}")
    found, troubles = read("label-studio", tmp_path / "project.zip")
    assert troubles == []
    assert told(found[0].records) == told(meeting())
    assert format_of("label-studio").reader().tagset(tmp_path / "project.zip") is not None


def test_a_folder_without_tasks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no JSON file"):
        read("label-studio", tmp_path)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><View>&x;</View>', "document type"),
        ('<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><View a="&b;"/>', "document type"),
        ("<View>&x;</View>", "it is no XML"),
        ("<View>", "it is no XML"),
        ("", "it is no XML"),
        ("<View>" * 300 + "</View>" * 300, "too large or too deep"),
        ('<?xml version="1.0" encoding="nonsense"?><View/>', "encoding"),
    ],
)
def test_a_hostile_configuration_is_ignored_and_told(tmp_path: Path, config: str, words: str) -> None:
    (tmp_path / "config.xml").write_text(config, encoding="utf-8")
    path = _save(tmp_path / "tasks.json", [_export(_one())])
    found, troubles = read("label-studio", path)
    assert len(found) == 1
    assert [(t.file, t.done) for t in troubles] == [("config.xml", "the configuration was ignored")]
    assert words in troubles[0].message
    assert format_of("label-studio").reader().tagset(path) is None


# As many cases as the profile says (60, in the long run 200), each with up to eight stretches changed in both files.
@given(articles(), changes())
def test_nothing_that_was_changed_breaks_the_reader(article: Labelled, changed: Changes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        written("label-studio", project, article)
        for path in project.iterdir():
            change(path, changed)
        with contextlib.suppress(AnnotatorError):
            format_of("label-studio").reader().tagset(project)
        with contextlib.suppress(AnnotatorError):
            read("label-studio", project)


_KEYS = (
    "id",
    "type",
    "value",
    "start",
    "end",
    "text",
    "labels",
    "choices",
    "from_id",
    "to_id",
    "from_name",
    "meta",
)
_TYPES = ("labels", "relation", "choices", "taxonomy", "number", "textarea", "datetime")
_VALUES = values(_KEYS, st.sampled_from(_TYPES))
_RESULTS = st.lists(
    _VALUES
    | st.fixed_dictionaries(
        {
            "type": st.sampled_from(_TYPES) | _VALUES,
            "value": st.dictionaries(st.sampled_from(_KEYS), _VALUES),
        },
        optional=dict.fromkeys(("id", "from_name", "meta"), _VALUES),
    ),
    max_size=4,
)


# As many cases as the profile says (60, in the long run 200).
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "data": st.dictionaries(st.sampled_from(("text", "name", KEY)), _VALUES) | _VALUES,
            "annotations": st.lists(st.fixed_dictionaries({"result": _RESULTS | _VALUES})) | _VALUES,
            "completed_by": _VALUES,
            "text": _VALUES,
            "label": _VALUES,
            "task": _VALUES,
            "result": _VALUES,
        },
    )
)
def test_nothing_of_another_shape_breaks_the_reader(task: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        path.write_text(json.dumps([task]), encoding="ascii")
        (Path(folder) / "config.xml").write_text(_CONFIG, encoding="utf-8")
        with contextlib.suppress(AnnotatorError):
            read("label-studio", path)
