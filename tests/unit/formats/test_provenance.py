"""Who made a record, when, out of what, under which id: each format keeps it, or names whose it does not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.annotations.records import (
    Entity,
    Instance,
    Origin,
    Record,
    span,
)
from annotator.annotations.zoning import counting
from annotator.articles.reading import read_article
from annotator.formats.exchange import Labelled, Piece, Setting, Untraced
from annotator.formats.exporting import Order, export, preview
from annotator.formats.gathering import Wanted
from annotator.formats.importing import Intake, import_
from annotator.formats.provenance import untraced
from annotator.formats.registry import FORMATS, Format, format_of
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from tests.unit.formats.harness import TAGSET, TEXTS, article_of_every_kind, read

SEEDS = Path(__file__).parents[3] / "seeds"
WRITTEN = [pytest.param(known, id=known.id) for known in FORMATS if known.writes]
BOTH = [pytest.param(known, id=known.id) for known in FORMATS if known.writes and known.reads]
FORGETFUL = ("brat", "conll2003-iob2", "conll2003-bilou")
PARTS = ("id", "by", "at", "origin")


def _out(folder: Path, known: Format, name: str = "out") -> Path:
    return folder / f"{name}{known.suffixes[0] if known.suffixes else ''}"


def _rendered(known: Format, target: Path, article: Labelled) -> Piece:
    writer = known.writer(Setting(TAGSET))
    collector, piece = writer.collector(target), writer.render(article)
    collector.add(piece)
    collector.close()
    return piece


def _told(piece: Piece) -> set[tuple[str, str]]:
    """Which property of which record is said to be lost."""
    return {(id, what) for one in piece.untraced for id in one.records or ("",) for what in one.what}


def _differing(given: Iterable[Record], back: Iterable[Record]) -> set[tuple[str, str]]:
    """Which properties of which records are others, or of records that have another id."""
    known = {record.id: record for record in back}
    return {
        (record.id, part)
        for record in given
        for part in PARTS
        if record.id not in known or getattr(record, part) != getattr(known[record.id], part)
    }


@pytest.mark.parametrize("known", BOTH)
def test_what_is_not_told_as_lost_comes_back(known: Format, tmp_path: Path) -> None:
    article = article_of_every_kind()
    piece = _rendered(known, _out(tmp_path, known), article)
    (found,), troubles = read(known.id, _out(tmp_path, known))
    assert troubles == []
    gone = {loss.record for loss in piece.losses if loss.what == "record"}
    kept = [record for record in article.sheet if record.id not in gone]
    assert any(isinstance(record, Entity) for record in kept)
    told = _told(piece)
    if known.id in FORGETFUL:
        assert {id for id, _ in told} == {"", *(record.id for record in kept)}
        assert {("", "annotator"), ("", "status"), ("m-Tokyo", "id"), ("m-Tokyo", "origin")} <= told
        assert ("m-Moscow", "by") not in told, "it has none"
        assert found.annotator == ""
    else:
        assert told == set()
        assert _differing(kept, found.records) == set()
        assert (found.annotator, found.status) == ("annotator-a", "done")


@pytest.mark.parametrize("known", BOTH)
def test_the_seeds_come_back_as_their_annotator_made_them(known: Format, tmp_path: Path) -> None:
    order = Order(scan(SEEDS), shipped.load(), known.id, _out(tmp_path, known), Wanted(sheet="annotator-a"))
    outcome = export(order)
    manifest = json.loads(outcome.manifest.read_text("utf-8"))
    if known.id in FORGETFUL:
        assert sum(count for what, count in outcome.untraced.items() if what.startswith("id")) > 100
        for article in manifest["articles"]:
            named = {id for entry in article["provenance lost"] for id in entry.get("records", ())}
            assert not named & {
                loss["record"] for loss in article.get("lost", ()) if loss["what"] == "record"
            }
            assert sum(article["counts"].values()) <= len(named) + len(article.get("lost", ()))
        return
    assert outcome.untraced == {}
    assert all("provenance lost" not in article for article in manifest["articles"])
    import_(Intake(outcome.out, known.id, tmp_path / "in"))
    for file in scan(tmp_path / "in").articles:
        (sidecar,) = file.sidecars
        article, seed = read_article(file.path), read_article(SEEDS / file.path.name)
        given = open_sheet((SEEDS / file.path.name).with_name(sidecar.path.name), seed).sheet
        back = open_sheet(sidecar.path, article).sheet
        held = {
            loss["record"]
            for entry in manifest["articles"]
            for loss in entry.get("lost", ())
            if loss["what"] == "record"
        }
        kept = [record for record in counting(given, shipped.load()).sheet if record.id not in held]
        assert kept
        assert _differing(kept, back) == set()


def test_the_manifest_names_them_by_id_and_no_export_fails_for_them(tmp_path: Path) -> None:
    listing = scan(SEEDS)
    order = Order(listing, shipped.load(), "brat", tmp_path / "out", Wanted(sheet="annotator-a"))
    strict = replace(order, out=tmp_path / "strict", strict=True)
    outcome = export(order)
    if not outcome.lost:
        assert export(strict).articles == 6
    manifest = json.loads(outcome.manifest.read_text("utf-8"))
    (first, *_), sheet = (
        manifest["articles"][0]["provenance lost"],
        manifest["articles"][0]["provenance lost"][-1],
    )
    assert list(first) == ["records", "what", "reason"]
    assert first["what"] == "id, by, at, origin"
    assert len(first["records"]) == len(set(first["records"])) > 10
    assert "records" not in sheet
    assert sheet["what"] in ("annotator of the sheet", "annotator, status of the sheet")
    assert manifest["totals"]["provenance lost"] == outcome.untraced
    assert preview(replace(order, out=tmp_path / "none")).untraced[0].records == tuple(first["records"])


def test_what_a_reader_gives_by_itself_is_not_lost() -> None:
    place = span(TEXTS[4], (0, 6))
    imported = Entity("m1", "PER", place, origin=Origin("import"))
    made = Entity("m2", "PER", place, by="annotator-a")
    (one, two, sheet) = untraced([imported, made], "in-progress", "why")
    assert one == Untraced(("m1",), ("id",), "why")
    assert two == Untraced(("m2",), ("id", "by", "origin"), "why")
    assert (sheet.records, sheet.what) == ((), ("annotator",))


def test_a_record_that_was_moved_there_is_no_longer_the_one_that_was_made_here(tmp_path: Path) -> None:
    known = format_of("doccano")
    _rendered(known, _out(tmp_path, known), article_of_every_kind())
    line = json.loads(_out(tmp_path, known).read_text("utf-8"))
    line["entities"][0]["end_offset"] -= 1
    _out(tmp_path, known).write_text(json.dumps(line), "utf-8")
    (found,), _ = read(known.id, _out(tmp_path, known))
    (moved,) = (r for r in found.records if isinstance(r, Entity) and r.span[0].quote == "Toky")
    assert moved.id != "m-Tokyo"
    assert (moved.by, moved.at, moved.origin) == ("", "", Origin("import"))


def test_ids_that_stand_twice_are_told_apart(tmp_path: Path) -> None:
    known = format_of("doccano")
    _rendered(known, _out(tmp_path, known), article_of_every_kind())
    line = json.loads(_out(tmp_path, known).read_text("utf-8"))
    for mention in line["annotator_sheet"]["mentions"]:
        mention["made"]["id"] = "m-Tokyo"
    line["annotator_sheet"]["zones"][0]["made"]["id"] = "z" * 65
    _out(tmp_path, known).write_text(json.dumps(line), "utf-8")
    (found,), troubles = read(known.id, _out(tmp_path, known))
    assert len({record.id for record in found.records}) == len(found.records) == 8
    assert sum("stands twice" in trouble.message for trouble in troubles) == 3
    assert sum("is too long" in trouble.message for trouble in troubles) == 1
    assert {trouble.done for trouble in troubles} == {"the record got another"}


def test_whoever_opens_an_export_in_prodigy_makes_a_sheet_of_their_own(tmp_path: Path) -> None:
    known = format_of("prodigy")
    _rendered(known, _out(tmp_path, known), article_of_every_kind())
    ours = _out(tmp_path, known).read_text("utf-8")
    line = json.loads(ours)
    line["_annotator_id"] = line["_session_id"] = "annotator-z"
    _out(tmp_path, known).write_text(ours + json.dumps(line) + "\n", "utf-8")
    (mine, theirs), troubles = read(known.id, _out(tmp_path, known))
    assert troubles == []
    assert (mine.annotator, theirs.annotator) == ("annotator-a", "annotator-z")
    assert not {r.id for r in mine.records} & {r.id for r in theirs.records}
    assert {r.by for r in theirs.records} == {""}


def test_several_who_label_one_task_make_sheets_of_their_own(tmp_path: Path) -> None:
    known = format_of("label-studio")
    _rendered(known, tmp_path / "out", article_of_every_kind())
    path = tmp_path / "out" / "tasks.json"
    tasks = json.loads(path.read_text("utf-8"))
    (annotation,) = tasks[0]["annotations"]
    tasks[0]["annotations"] = [
        {**annotation, "id": number, "completed_by": {"email": f"{name}@news.example"}}
        for number, name in enumerate(("anna", "bela"))
    ]
    path.write_text(json.dumps(tasks), "utf-8")
    found, troubles = read(known.id, tmp_path / "out")
    assert troubles == []
    assert [one.annotator for one in found] == ["anna", "bela"]
    ids = [{r.id for r in one.records if not isinstance(r, Instance)} for one in found]
    assert not ids[0] & ids[1]
    assert not ids[0] & {r.id for r in article_of_every_kind().sheet}


@pytest.mark.parametrize("known", WRITTEN)
def test_what_a_format_never_keeps_stands_in_its_list(known: Format) -> None:
    said = any(what.startswith("ids, whether a sheet is done") for what in known.loses)
    assert said == (known.id in FORGETFUL)
