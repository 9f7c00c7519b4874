"""Parquet: pyarrow, pandas and Hugging Face's datasets read what was written, and it is what was tagged."""

from __future__ import annotations

import json
import sys
import tempfile
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
    Fragment,
    Instance,
    Origin,
    Record,
    Relation,
    Target,
    Value,
    Zone,
    quote,
    span,
)
from annotator.formats import gathering, parquet
from annotator.formats.exchange import Labelled, MissingExtra
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from tests.samples import HARD_TEXT
from tests.unit.formats.harness import PLAIN_TEXT, TAGSET, articles, labelled, written

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
_KINDS: dict[str, type[Record]] = {
    "entities": Entity,
    "events": Event,
    "relations": Relation,
    "instances": Instance,
    "zones": Zone,
    "labels": ArticleLabel,
}


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows as pyarrow reads them, without the schema that pyarrow keeps beside Parquet's own."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path, read_dictionary=[]) as file:
        found: list[dict[str, Any]] = file.read().to_pylist()
    return found


def records_of(row: dict[str, Any]) -> list[Record]:
    """The records that a row tells, each field from the column that is said to hold it."""
    return [_record(kind, dict(told)) for column, kind in _KINDS.items() for told in row[column]]


def _record(kind: type[Record], told: dict[str, Any]) -> Record:
    place = (told.pop("start", None), told.pop("end", None), told.pop("quote", None))
    if "fragments" in told:
        told["span"] = tuple(Fragment(**part) for part in told.pop("fragments"))
    told["origin"] = Origin(**told["origin"])
    for name in ("instances", "links"):
        if name in told:
            told[name] = tuple(told[name])
    if "arguments" in told:
        told["arguments"] = tuple(Argument(**argument) for argument in told["arguments"])
    if "attributes" in told:
        told["attributes"] = {a["name"]: _value(a["value"], a["type"]) for a in told["attributes"]}
    made = kind(**told)
    if isinstance(made, (Entity, Event, Zone)):
        assert place == (made.span[0].start, made.span[-1].end, quote(made))
    return made


def _value(told: str, type: str) -> Value:
    match type:
        case "flag":
            return {"true": True, "false": False}[told]
        case "integer":
            return int(told)
        case "number":
            return float(told)
        case "many":
            return tuple(json.loads(told))
    return told


def by_id(records: Any) -> dict[str, Record]:
    return {record.id: record for record in records}


@settings(max_examples=25, deadline=None)  # four articles each: a file costs more than what stands in it
@given(st.lists(articles(), min_size=4, max_size=4))
def test_every_record_stands_in_the_row_of_its_article(given: list[Labelled]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.parquet"
        assert written("parquet", path, *given) == []
        found = rows(path)
    for row, article in zip(found, given, strict=True):
        assert by_id(records_of(row)) == by_id(article.sheet)
        assert (row["name"], row["text"], row["sha256"]) == (article.name, article.text, article.sha256)
        assert (row["annotator"], row["status"], row["encoding"]) == ("annotator-a", "done", "utf-8")


def everything() -> Labelled:
    """An article with each kind of record and each kind of value."""
    values: dict[str, Value] = {
        "flag": False,
        "integer": -12345678901234567890,
        "number": 0.1,
        "text": "2026-11-22",
        "many": ("a\nb", "“c” 👀\x00"),
        "none": (),
    }
    origin = Origin("adopted", "annotator-b", "m7", "by a key")
    common: dict[str, Any] = {
        "note": "\x00\t👀 “”\\",
        "by": "x",
        "at": "2026-11-22T09:00:00Z",
        "origin": origin,
    }
    whole, apart = span(HARD_TEXT, (0, len(HARD_TEXT))), span(HARD_TEXT, (0, 6), (8, 13))
    records: list[Record] = [
        Entity("m1", "PER", whole, values, ("i1",), "unsure", **common),
        Event("e1", "ACCUSE", apart, (Argument("actor", "m1"),), values, ("i2", "i3"), "unsure", **common),
        Relation("r1", "MEMBER_OF", (Argument("a", "m1"), Argument("b", "e1")), values, "unsure", **common),
        Instance("i1", "entity", "PER", "Łukasz", ("https://example.org/Q1", "b"), values, **common),
        Zone("z1", "quote", apart, **common),
        ArticleLabel("a1", values, **common),
    ]
    return labelled(HARD_TEXT, records)


def test_every_field_of_every_kind_is_kept(tmp_path: Path) -> None:
    article = everything()
    assert written("parquet", tmp_path / "gold.parquet", article) == []
    assert by_id(records_of(rows(tmp_path / "gold.parquet")[0])) == by_id(article.sheet)


def test_the_file_says_what_its_columns_hold(tmp_path: Path) -> None:
    from pyarrow.parquet import read_schema

    written("parquet", tmp_path / "gold.parquet", everything())
    schema = read_schema(tmp_path / "gold.parquet")
    about = json.loads(schema.metadata[b"annotator"])
    assert about["columns"] == parquet.VERSION
    assert about["offsets"] == "half-open, in code points of text"
    assert about["tagset"] == {"id": TAGSET.id, "version": TAGSET.version, "sha256": TAGSET.sha256}
    assert schema.equals(parquet.schema(TAGSET))

    def described(field: Any) -> None:
        assert field.metadata[b"description"], field.name
        type = field.type.value_type if field.type.num_fields == 1 else field.type
        for number in range(type.num_fields):
            described(type.field(number))

    for field in schema:
        described(field)


def seeds() -> list[Labelled]:
    tagset = shipped.load()
    wanted = gathering.Wanted("annotator-a", keep_zones=True)
    taken = [gathering.take(s, wanted, tagset) for s in gathering.sources(scan(SEEDS), "annotator-a")]
    return [found.labelled for found in taken if isinstance(found, gathering.Taken)]


def test_pandas_loads_the_seeds(tmp_path: Path) -> None:
    import pandas

    given = seeds()
    assert written("parquet", tmp_path / "gold.parquet", *given) == []
    frame = pandas.read_parquet(tmp_path / "gold.parquet")
    assert list(frame["name"]) == [article.name for article in given]
    mentions = frame[["name", "text", "entities"]].explode("entities").dropna()
    assert len(mentions) == sum(len(article.entities) for article in given)
    for text, entity in zip(mentions["text"], mentions["entities"], strict=True):
        assert all(text[part["start"] : part["end"]] == part["quote"] for part in entity["fragments"])


def test_hugging_face_datasets_loads_the_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    import datasets

    given = [*seeds(), everything()]
    assert written("parquet", tmp_path / "gold.parquet", *given) == []
    loaded = datasets.Dataset.from_parquet(str(tmp_path / "gold.parquet"), cache_dir=str(tmp_path / "cache"))
    assert loaded.num_rows == len(given)
    for row, article in zip(loaded, given, strict=True):
        assert row["text"] == article.text
        assert by_id(records_of(row)) == by_id(article.sheet)
    assert loaded.features["entities"].feature["start"].dtype == "int32"


def test_rows_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow.parquet import ParquetFile

    monkeypatch.setattr(parquet, "_ROWS", 2)
    article = labelled(PLAIN_TEXT, [])
    assert written("parquet", tmp_path / "gold.parquet", *[article] * 5) == []
    with ParquetFile(tmp_path / "gold.parquet") as file:
        assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [2, 2, 1]


def test_a_group_is_written_when_it_is_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow.parquet import ParquetFile

    monkeypatch.setattr(parquet, "_BYTES", 10_000)
    written("parquet", tmp_path / "gold.parquet", *[labelled(PLAIN_TEXT * 70, [])] * 4)
    with ParquetFile(tmp_path / "gold.parquet") as file:
        assert file.num_row_groups == 2


def test_nothing_makes_a_file_without_rows(tmp_path: Path) -> None:
    assert written("parquet", tmp_path / "gold.parquet") == []
    assert rows(tmp_path / "gold.parquet") == []


def test_remarks_are_told_as_lost(tmp_path: Path) -> None:
    comment = Comment("c1", Target("annotator-b", "m1"), "why?")
    losses = written("parquet", tmp_path / "gold.parquet", labelled(PLAIN_TEXT, [comment]))
    assert [(loss.record, loss.what) for loss in losses] == [("c1", "record")]


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match="extra “parquet”") as told:
        written("parquet", tmp_path / "gold.parquet")
    assert "pip install 'pyarrow" in told.value.remedy
    assert not list(tmp_path.iterdir())
