"""Comments and decisions: held by what can, named by id and reason by what cannot, and never a reason to refuse gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from annotator.annotations.records import (
    Comment,
    Decision,
    Entity,
    Evidence,
    Record,
    Target,
    Votes,
    Zone,
    span,
)
from annotator.annotations.sheet import Sheet
from annotator.annotations.zoning import counting
from annotator.articles.reading import read_article
from annotator.cli import main
from annotator.formats.exporting import Order, Outcome, export, preview
from annotator.formats.gathering import Wanted
from annotator.formats.importing import Intake, import_
from annotator.formats.registry import FORMATS, Format
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.workspace import scan
from tests.samples import sample_tagset
from tests.unit.formats.harness import TEXTS, article_of_every_kind

WRITTEN = [pytest.param(known, id=known.id) for known in FORMATS if known.writes]
HOLDING = ("native", "spacy")
STAMP = TagsetStamp("sample", "1", "ab" * 32)
_BY: dict[str, Any] = {"by": "anna", "at": "2026-11-22T10:00:00Z"}


def talk(on: str) -> list[Record]:
    """Two comments, one of them a reply, and two decisions, one of which nothing came of."""
    evidence = (Evidence("anna", on, "ab" * 8), Evidence("bert", "m-other", "cd" * 8))
    return [
        Comment("c-first", Target("anna", on), "Is that so? 👀\r\n„sic“", **_BY),
        Comment("c-reply", Target("anna", on), "It is.", "c-first", True, **_BY),
        Decision(
            "d-made", "entity", "accepted", evidence, (on,), Votes(1, 2), "boundary", "see above", **_BY
        ),
        Decision("d-none", "entity", "none", evidence[1:], (), Votes(0, 2), **_BY),
    ]


def sheet_in(folder: Path, records: list[Record], text: str = TEXTS[1]) -> None:
    """An article with a gold sheet whose person is called Anna Łuk."""
    folder.mkdir()
    path = folder / "news.txt"
    path.write_bytes(text.encode("utf-8"))
    header = Header("gold", "Anna Łuk", ArticleStamp.of(read_article(path)), STAMP, "done")
    path.with_name("news.txt.gold.tags.json").write_bytes(bytes(Image.of(header, records)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    sheet_in(made, [*article_of_every_kind().sheet, *talk("m-Tokyo")])
    return made


def exported(folder: Path, known: Format, **options: Any) -> Outcome:
    out = folder.parent / f"out{known.suffixes[0] if known.suffixes else ''}"
    wanted = Wanted(keep_zones=True, allow_errors=True)
    return export(replace(Order(scan(folder), sample_tagset(), known.id, out, wanted), **options))


@pytest.mark.parametrize("known", WRITTEN)
def test_each_is_held_or_named_by_id_and_reason(known: Format, folder: Path) -> None:
    outcome = exported(folder, known)
    manifest = json.loads(outcome.manifest.read_text("utf-8"))
    (article,) = manifest["articles"]
    named = {
        entry["record"]: (entry["what"], entry["reason"])
        for entry in article.get("comments and decisions lost", ())
    }
    said = {record.id: record.kind for record in talk("m-Tokyo")}
    assert not {entry["record"] for entry in article.get("lost", ())} & said.keys()
    if known.id in HOLDING:
        assert named == {}
        assert (outcome.counts["comment"], outcome.counts["decision"]) == (2, 2)
        import_(Intake(outcome.out, known.id, folder.parent / "in"))
        (back,) = scan(folder.parent / "in").articles
        sheet = open_sheet(back.sidecars[0].path, read_article(back.path)).sheet
        assert [sheet.get(record.id) for record in talk("m-Tokyo")] == talk("m-Tokyo")
    else:
        assert {id: what for id, (what, _) in named.items()} == said
        assert all(reason for _, reason in named.values())
        assert (outcome.left_out["comment"], outcome.left_out["decision"]) == (2, 2)
        assert sum(outcome.talk.values()) == 4
        assert manifest["totals"]["comments and decisions lost"] == outcome.talk
        assert not {"comment", "decision"} & outcome.counts.keys()
        assert not {"comments", "decisions"} & set(outcome.lost)


@pytest.mark.parametrize("known", WRITTEN)
def test_gold_that_was_decided_on_passes_where_nothing_may_be_lost(known: Format, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    text = TEXTS[4]
    sheet_in(folder, [Entity("m1", "PER", span(text, (0, 6)), by="gold"), *talk("m1")], text)
    outcome = exported(folder, known, strict=True)
    assert outcome.counts["entity:PER"] == 1
    assert outcome.lost == {}
    order = Order(scan(folder), sample_tagset(), known.id, tmp_path / "none", Wanted())
    assert preview(order).losses == ()


def test_our_own_format_brings_back_every_kind_and_who_it_was(folder: Path, tmp_path: Path) -> None:
    out, back = tmp_path / "gold.jsonl", tmp_path / "back"
    given = ["export", str(folder), "--format", "native", "--out", str(out), "--strict"]
    assert main([*given, "--keep-zones", "--allow-errors"]) == 0
    assert main(["import", str(out), "--format", "native", "--into", str(back)]) == 0
    before, after = (
        open_sheet(place / "news.txt.gold.tags.json", read_article(place / "news.txt"))
        for place in (folder, back)
    )
    assert {record.kind for record in after.sheet} == {
        "entity", "event", "relation", "instance", "zone", "article", "comment", "decision"
    }  # fmt: skip
    assert after.sheet == before.sheet
    assert after.header == before.header
    assert (after.header.name, after.header.tagset) == ("Anna Łuk", STAMP)


def test_who_imports_for_somebody_else_says_so(folder: Path, tmp_path: Path) -> None:
    outcome = exported(folder, FORMATS[0])
    import_(Intake(outcome.out, "native", tmp_path / "in", annotator="bert"))
    article = read_article(tmp_path / "in" / "news.txt")
    assert open_sheet(tmp_path / "in" / "news.txt.bert.tags.json", article).header.name == "bert"


@pytest.mark.parametrize("said", [None, 3, ["a"], "x" * 999, "a\x1b[2J", {"id": 3}, {"id": "\x00"}])
def test_a_header_of_another_shape_is_no_reason_to_leave_an_article_out(said: Any, tmp_path: Path) -> None:
    line = {
        "format": "annotator-articles",
        "version": 1,
        "name": "a.txt",
        "annotator": "anna",
        "status": "done",
    }
    line |= {"text": "Lavrov met Blinken.", "records": [], "person": said, "tagset": said}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), "utf-8")
    taken = import_(Intake(tmp_path / "a.jsonl", "native", tmp_path / "in"))
    assert taken.troubles == []
    header = open_sheet(
        tmp_path / "in" / "a.txt.anna.tags.json", read_article(tmp_path / "in" / "a.txt")
    ).header
    assert (header.name, header.tagset) == ("anna", TagsetStamp())


def test_what_is_on_nothing_but_what_is_left_out_goes_with_it() -> None:
    text = TEXTS[4]
    sheet = Sheet.of(
        [
            Entity("m1", "PER", span(text, (0, 6))),
            Entity("m2", "ORG", span(text, (11, 18))),
            Zone("z1", "boilerplate", span(text, (11, 18))),
            *talk("m1"),
            Comment("c-in-zone", Target("anna", "m2"), "Really?"),
            Comment("c-colleague", Target("bert", "m9"), "Really?"),
            Decision("d-in-zone", "entity", "agreed", (), ("m2",)),
            Decision("d-both", "entity", "agreed", (), ("m2", "m1")),
        ]
    )
    kept = counting(sheet, sample_tagset(), talk=True)
    assert {record.id for record in sheet} - {record.id for record in kept.sheet} == {
        "m2", "z1", "c-in-zone", "d-in-zone"
    }  # fmt: skip
    assert kept.left_out["comment on what is left out"] == kept.left_out["decision on what is left out"] == 1
    assert counting(sheet, sample_tagset()).left_out["comment"] == 4
