"""CSV and TSV: what pandas reads in them, what a spreadsheet is kept from doing, and what is lost."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

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
    Value,
    Zone,
    span,
)
from annotator.formats import gathering
from annotator.formats.exchange import Labelled, Loss
from annotator.formats.tables import COLUMNS, is_formula
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from tests.samples import HARD_TEXT
from tests.unit.formats.harness import PLAIN_TEXT, articles, labelled, told, written

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


Rows = list[dict[str, str]]


def plainly(folder: Path, table: str) -> Rows:
    """The rows of a table as Python's own CSV reader reads them."""
    path = next(folder.glob(f"{table}.?sv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter="," if path.suffix == ".csv" else "\t", strict=True)
        return list(reader)


def by_pandas(folder: Path, table: str) -> Rows:
    """The rows of a table as pandas reads them."""
    import pandas

    path = next(folder.glob(f"{table}.?sv"))
    sep = "," if path.suffix == ".csv" else "\t"
    frame = pandas.read_csv(path, sep=sep, dtype=str, keep_default_na=False)
    assert list(frame.columns) == [column for column, _ in COLUMNS[table]]
    return cast("Rows", frame.to_dict("records"))


def _undone(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell


def records_of(tables: dict[str, Rows], text: str, article: str = "news.txt") -> list[Record]:
    """The records that the tables tell of one article; what they do not hold is not in them."""
    tables = {
        name: [{c: _undone(v) for c, v in row.items()} for row in rows if _undone(row["article"]) == article]
        for name, rows in tables.items()
    }
    given = {
        id: {row["name"]: _value(row["value"], row["value_type"]) for row in rows}
        for id, rows in _grouped(tables["attributes"], "record")
    }
    arguments = {id: _arguments(rows) for id, rows in _grouped(tables["events"], "event")}
    instances: dict[str, list[str]] = {}
    for row in tables["instances"]:
        instances.setdefault(row["mention"], []).append(row["instance"])
    made: list[Record] = []
    for row in tables["mentions"]:
        common: dict[str, Any] = {
            "attributes": given.get(row["id"], {}),
            "instances": tuple(instances.get(row["id"], ())),
            "flag": row["flag"],
            **_history(row),
        }
        where = (row["id"], row["type"], span(text, *_places(row)))
        if row["kind"] == "entity":
            made.append(Entity(*where, **common))
        else:
            made.append(Event(*where, arguments[row["id"]], **common))
    for id, rows in _grouped(tables["relations"], "relation"):
        made.append(
            Relation(
                id, rows[0]["type"], _arguments(rows), given.get(id, {}), rows[0]["flag"], **_history(rows[0])
            )
        )
    for id, rows in _grouped(tables["instances"], "instance"):
        row = rows[0]
        links = tuple(row["links"].split("\n")) if row["links"] else ()
        made.append(
            Instance(
                id,
                cast("Any", row["of"]),
                row["type"],
                row["name"],
                links,
                given.get(id, {}),
                **_history(row),
            )
        )
    made += [Zone(r["id"], r["type"], span(text, *_places(r)), **_history(r)) for r in tables["zones"]]
    for row in tables["articles"]:
        if row["id"]:
            made.append(ArticleLabel(row["id"], given.get(row["id"], {}), **_history(row)))
    return made


def _grouped(rows: Iterable[dict[str, Any]], column: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for id, found in groupby(rows, key=lambda row: cast("str", row[column])):
        yield id, list(found)


def _arguments(rows: list[dict[str, Any]]) -> tuple[Argument, ...]:
    return tuple(Argument(row["role"], row["filler"]) for row in rows if row["role"])


def _places(row: dict[str, Any]) -> list[tuple[int, int]]:
    if not row["fragments"]:
        return [(int(row["start"]), int(row["end"]))]
    return [tuple(json.loads(f"[{part}]")) for part in row["fragments"][1:-1].split(") [")]


def _history(row: dict[str, Any]) -> dict[str, Any]:
    origin = Origin(row["origin"], *(row[f"from_{part}"] for part in ("annotator", "record", "detail")))
    return {"note": row["note"], "by": row["by"], "at": row["at"], "origin": origin}


def _value(told: str, type: str) -> Value:
    match type:
        case "flag":
            return told == "true"
        case "integer":
            return int(told)
        case "number":
            return float(told)
        case "many":
            return tuple(told.split("\n")) if told else ()
    return told


@given(st.sampled_from(("csv", "tsv")), articles())
def test_every_record_can_be_read_back(variant: str, article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "tables"
        assert written(variant, folder, article) == []
        found = records_of({table: plainly(folder, table) for table in COLUMNS}, article.text)
    assert _plain(found) == _plain(article.sheet)


def _plain(records: Iterable[Record]) -> dict[str, Record]:
    """By id; which of several instances a mention names first means nothing."""
    return {
        r.id: replace(r, instances=tuple(sorted(r.instances))) if isinstance(r, (Entity, Event)) else r
        for r in records
    }


@pytest.mark.parametrize("variant", ["csv", "tsv"])
def test_pandas_reads_the_seeds_back(tmp_path: Path, variant: str) -> None:
    tagset = shipped.load()
    wanted = gathering.Wanted("annotator-a", keep_zones=True)
    taken = [gathering.take(s, wanted, tagset) for s in gathering.sources(scan(SEEDS), "annotator-a")]
    given = [t.labelled for t in taken if isinstance(t, gathering.Taken)]
    assert len(given) >= 5
    assert written(variant, tmp_path / "tables", *given) == []
    tables = {table: by_pandas(tmp_path / "tables", table) for table in COLUMNS}
    for article in given:
        assert told(records_of(tables, article.text, article.name)) == told(article.sheet)


@pytest.mark.parametrize("variant", ["csv", "tsv"])
def test_pandas_reads_every_trap_of_text(tmp_path: Path, variant: str) -> None:
    entity = Entity("m1", "PER", span(HARD_TEXT, (0, len(HARD_TEXT))), note='NA, "n/a"\t\r\n\r=1')
    written(variant, tmp_path / "tables", labelled(HARD_TEXT, [entity]))
    tables = {table: by_pandas(tmp_path / "tables", table) for table in COLUMNS}
    assert tables == {table: plainly(tmp_path / "tables", table) for table in COLUMNS}
    assert records_of(tables, HARD_TEXT) == [entity]


def test_a_table_says_what_its_columns_hold(tmp_path: Path) -> None:
    written("csv", tmp_path / "tables", labelled(PLAIN_TEXT, []))
    rows = plainly(tmp_path / "tables", "columns")
    expected = [(table, column) for table, names in COLUMNS.items() for column, _ in names]
    assert [(row["table"], row["column"]) for row in rows] == expected
    assert all(row["meaning"] for row in rows)


def test_csv_begins_with_a_mark_and_its_lines_end_with_crlf(tmp_path: Path) -> None:
    note = Entity("m1", "PER", span(PLAIN_TEXT, (0, 6)), note='a "word",\nanother')
    for variant, mark in (("csv", b"\xef\xbb\xbf"), ("tsv", b"")):
        written(variant, tmp_path / variant, labelled(PLAIN_TEXT, [note]))
        for path in (tmp_path / variant).iterdir():
            assert path.read_bytes().startswith(
                mark + b"table" if path.stem == "columns" else mark + b"article"
            )
            assert path.read_bytes().endswith(b"\r\n")
    lines = (tmp_path / "csv" / "mentions.csv").read_bytes().split(b"\r\n")
    assert lines[1] == b'news.txt,annotator-a,entity,m1,PER,0,6,Lavrov,,,"a ""word"",\nanother",,,hand,,,'
    lines = (tmp_path / "tsv" / "mentions.tsv").read_bytes().split(b"\r\n")
    assert (
        lines[1]
        == b'news.txt\tannotator-a\tentity\tm1\tPER\t0\t6\tLavrov\t\t\t"a ""word"",\nanother"\t\t\thand\t\t\t'
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\nx",
        "  =1",
        "\u00a0=1",
        "\ufeff=1",
        "\x00=1",
        "\u200b@x",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "=cmd|' /C calc'!A0",
        "'=1",
    ],
)
def test_a_formula_is_shown_and_not_done(tmp_path: Path, text: str) -> None:
    record = Entity("m1", "PER", span(text + " said", (0, len(text))), note=text, by=text)
    given = labelled(text + " said", [record], name=f"{text}.txt".replace("\r", "").replace("\n", ""))
    written("csv", tmp_path / "tables", given)
    rows = plainly(tmp_path / "tables", "mentions")
    assert [rows[0][name] for name in ("text", "note", "by")] == [f"'{text}"] * 3
    assert (rows[0]["start"], rows[0]["end"]) == ("0", str(len(text)))


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    import pandas

    label = ArticleLabel("a1", {"score": -3, "share": -0.5, "word": "-3"})
    written("csv", tmp_path / "tables", labelled(PLAIN_TEXT, [label]))
    frame = pandas.read_csv(tmp_path / "tables" / "attributes.csv")
    assert list(frame["value"]) == ["-3", "-0.5", "'-3"]
    assert pandas.read_csv(tmp_path / "tables" / "articles.csv")["length"][0] == len(PLAIN_TEXT)


@given(st.text(st.sampled_from("'=+-@\t\r\n a＝\ufeff"), max_size=6))
def test_apostrophes_in_front_can_be_undone(text: str) -> None:
    shown = f"'{text}" if is_formula(text) else text
    assert _undone(shown) == text
    assert not shown or shown[0] not in "=+-@\t\r\n＝"


def test_what_the_tables_cannot_hold_is_told(tmp_path: Path) -> None:
    place = span(PLAIN_TEXT, (0, 6))
    records: list[Record] = [
        Entity("m1", "PER", place, instances=("i9",)),
        Event("e1", "ACCUSE", place, attributes={"contexts": ("one\ntwo",)}),
        Instance("i1", "entity", "PER", "Lavrov", links=("https://a.example/\nb",)),
        ArticleLabel("a1", {"genre": "report"}),
        ArticleLabel("a2", {"genre": "other"}),
        Comment("c1", Target("annotator-b", "m1"), "why?"),
    ]
    losses = written("tsv", tmp_path / "tables", labelled(PLAIN_TEXT, records))
    assert {(loss.record, loss.what) for loss in losses} == {
        ("m1", "instances"),
        ("e1", "attributes.contexts"),
        ("i1", "links"),
        ("a2", "record"),
        ("c1", "record"),
    }
    assert Loss("c1", "record", "there is no table for it") in losses
    assert [r["record"] for r in plainly(tmp_path / "tables", "attributes")] == ["a1", "e1"]
