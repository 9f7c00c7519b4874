"""Exports of a folder: which sheets, what counts, whole or absent, the same in any number of processes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from annotator.annotations.records import Argument, Entity, Event, Record, Relation, Zone, span
from annotator.annotations.sheet import Sheet
from annotator.annotations.zoning import counting
from annotator.cli import main
from annotator.errors import AnnotatorError
from annotator.formats import registry
from annotator.formats.exchange import Collector, Labelled, Loss, Piece, Setting
from annotator.formats.exporting import Order, StrictLoss, export, preview
from annotator.formats.gathering import Stock, Wanted
from annotator.formats.native import NativeWriter
from annotator.formats.promoting import promote
from annotator.formats.registry import Format
from annotator.formats.splits import Shares
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from tests.samples import sample_tagset

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    shutil.copytree(SEEDS, made)
    return made


def order(folder: Path, out: Path, **options: Any) -> Order:
    made = Order(scan(folder), shipped.load(), "native", out, Wanted(sheet="annotator-a"))
    return replace(made, **options)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_without_gold_the_choices_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError) as told:
        export(order(folder, tmp_path / "gold.jsonl", wanted=Wanted()))
    assert "there is no gold yet" in str(told.value)
    assert "annotator-a (6), annotator-b (5)" in str(told.value)
    assert "annotator promote" in str(told.value)


def test_gold_is_exported_once_somebody_is_promoted(folder: Path, tmp_path: Path) -> None:
    done = promote(scan(folder), "annotator-a")
    assert len(done.made) == 3
    assert len(done.unfinished) == 3
    outcome = export(order(folder, tmp_path / "gold.jsonl", wanted=Wanted()))
    assert (outcome.articles, outcome.untouched) == (3, 3)
    assert {line["annotator"] for line in lines(outcome.out)} == {"gold"}
    origins = [r["origin"] for line in lines(outcome.out) for r in line["records"] if r["kind"] == "entity"]
    assert all(o["way"] == "adopted" and o["annotator"] == "annotator-a" and o["record"] for o in origins)


def test_promoting_again_changes_nothing_and_gold_that_was_worked_on_stays(folder: Path) -> None:
    first = promote(scan(folder), "annotator-a")
    gold = [path.read_bytes() for path in sorted(folder.glob("*.gold.tags.json"))]
    again = promote(scan(folder), "annotator-a")
    assert again.unchanged == first.made
    assert again.made == ()
    assert [path.read_bytes() for path in sorted(folder.glob("*.gold.tags.json"))] == gold
    other = promote(scan(folder), "annotator-b")
    assert {left.name for left in other.left} <= set(first.made)
    assert all("left as it is" in left.reason for left in other.left)
    assert all("others" in left.reason for left in promote(scan(folder), "annotator-b", overwrite=True).left)


def test_only_finished_sheets_where_that_is_wanted(folder: Path, tmp_path: Path) -> None:
    wanted = Wanted(sheet="annotator-a", status="done")
    outcome = export(order(folder, tmp_path / "out.jsonl", wanted=wanted))
    assert outcome.articles == 3


def test_all_sheets_are_told_apart_by_a_folder_each(folder: Path, tmp_path: Path) -> None:
    outcome = export(order(folder, tmp_path / "out.jsonl", wanted=Wanted(sheet="all")))
    names = [line["name"] for line in lines(outcome.out)]
    assert len(names) == len(set(names)) == 11
    assert "annotator-b/munich-talks-brief.txt" in names


def test_a_sheet_with_errors_is_refused_and_named_unless_allowed(folder: Path, tmp_path: Path) -> None:
    sidecar = folder / "munich-talks-brief.txt.annotator-a.tags.json"
    sidecar.write_text(sidecar.read_text("utf-8").replace('"type":"PER"', '"type":"WIZARD"', 1), "utf-8")
    outcome = export(order(folder, tmp_path / "out.jsonl"))
    assert outcome.articles == 5
    assert [refused.name for refused in outcome.refused] == ["munich-talks-brief.txt"]
    assert "WIZARD" in outcome.refused[0].reason
    manifest = json.loads(outcome.manifest.read_text("utf-8"))
    assert manifest["refused"][0]["name"] == "munich-talks-brief.txt"
    allowed = order(folder, tmp_path / "all.jsonl", wanted=Wanted(sheet="annotator-a", allow_errors=True))
    assert export(allowed).articles == 6


def test_the_manifest_tells_what_went_in(folder: Path, tmp_path: Path) -> None:
    outcome = export(order(folder, tmp_path / "out.jsonl"))
    manifest = json.loads(outcome.manifest.read_text("utf-8"))
    assert manifest["program"].startswith("annotator ")
    assert manifest["tagset"]["sha256"] == shipped.load().sha256
    assert [a["sha256"] for a in manifest["articles"]] == [line["sha256"] for line in lines(outcome.out)]
    assert manifest["totals"]["counts"] == outcome.counts
    assert manifest["totals"]["left out"] == {"zone": 4}
    assert sum(a["counts"].get("entity:PER", 0) for a in manifest["articles"]) == outcome.counts["entity:PER"]


# -- zones and types -----------------------------------------------------------------------------------------


def _zoned() -> Sheet:
    text = "Lavrov met Blinken. POPULAR ARTICLE Aggression"
    records: list[Record] = [
        Entity("m1", "PER", span(text, (0, 6))),
        Entity("m2", "PER", span(text, (11, 18))),
        Entity("m3", "ORG", span(text, (36, 46)), instances=("i1",)),
        Event("e1", "CONSULT", span(text, (7, 10))),
        Zone("z1", "boilerplate", span(text, (20, len(text)))),
    ]
    return Sheet.of(records)


def test_zones_and_what_lies_in_them_do_not_count() -> None:
    counted = counting(_zoned(), sample_tagset())
    assert {record.id for record in counted.sheet} == {"m1", "m2", "e1"}
    assert counted.left_out == {"in a zone": 1, "zone": 1}
    kept = counting(_zoned(), sample_tagset(), keep_zones=True)
    assert {record.id for record in kept.sheet} == {"m1", "m2", "m3", "e1", "z1"}


def test_an_argument_in_a_zone_goes_with_it() -> None:
    sheet = _zoned()
    event = sheet.get("e1")
    assert isinstance(event, Event)
    changed: list[Record] = [
        *sheet,
        replace(event, arguments=(Argument("actor", "m1"), Argument("actor", "m3"))),
        Relation("r1", "MEMBER_OF", (Argument("member", "m1"), Argument("group", "m3"))),
    ]
    counted = counting(Sheet.of(changed), sample_tagset())
    found = counted.sheet.get("e1")
    assert isinstance(found, Event)
    assert [a.filler for a in found.arguments] == ["m1"]
    assert counted.sheet.get("r1") is None
    assert counted.left_out["argument left out"] == 1
    assert counted.left_out["end left out"] == 1


def test_only_the_types_asked_for() -> None:
    counted = counting(_zoned(), sample_tagset(), types={"PER"})
    assert {record.id for record in counted.sheet} == {"m1", "m2"}


# -- whole or absent -----------------------------------------------------------------------------------------


class _Losing(NativeWriter):
    def render(self, article: Labelled) -> Piece:
        piece = super().render(article)
        return replace(piece, losses=(Loss("m1", "note", "it has no place for notes"),))


@pytest.fixture
def losing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Format("losing", "Losing", (".jsonl",), "native")
    monkeypatch.setattr(registry, "FORMATS", (*registry.FORMATS, made))
    writer = Format.writer

    def of(self: Format, setting: Setting) -> Any:
        return _Losing() if self.id == "losing" else writer(self, setting)

    monkeypatch.setattr(Format, "writer", of)


@pytest.mark.usefixtures("losing")
def test_a_loss_is_in_the_manifest_and_an_error_where_nothing_may_be_lost(
    folder: Path, tmp_path: Path
) -> None:
    outcome = export(order(folder, tmp_path / "out.jsonl", format="losing"))
    assert outcome.lost == {"note: it has no place for notes": 6}
    manifest = json.loads(outcome.manifest.read_text("utf-8"))
    assert manifest["articles"][0]["lost"] == [
        {"record": "m1", "what": "note", "reason": "it has no place for notes"}
    ]
    with pytest.raises(StrictLoss, match="nothing was written"):
        export(order(folder, tmp_path / "strict.jsonl", format="losing", strict=True))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["articles", "out.jsonl", "out.jsonl.manifest.json"]


@pytest.mark.usefixtures("losing")
def test_the_preview_shows_the_first_article_and_its_losses(folder: Path, tmp_path: Path) -> None:
    shown = preview(order(folder, tmp_path / "out.jsonl", format="losing"))
    assert shown.article == "muenchen-ukraine-krise.txt"
    assert [loss.what for loss in shown.losses] == ["note"]
    assert shown.files[0][1].startswith('{"format":"annotator-articles"')
    assert sorted(p.name for p in tmp_path.iterdir()) == ["articles"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("split", [None, Shares.of("50/25/25")])
def test_what_is_broken_off_leaves_nothing(
    folder: Path, tmp_path: Path, error: Any, split: Shares | None
) -> None:
    def stop(done: int, total: int) -> None:
        if done == 3:
            raise error

    with pytest.raises(error if isinstance(error, type) else type(error)):
        export(order(folder, tmp_path / "out", shares=split), stop)
    assert [p.name for p in tmp_path.iterdir()] == ["articles"]


def test_nothing_is_overwritten_unless_it_is_said(folder: Path, tmp_path: Path) -> None:
    for out, shares in ((tmp_path / "out.jsonl", None), (tmp_path / "split", Shares.of("80/20"))):
        export(order(folder, out, shares=shares))
        (out / "mine.txt" if shares else out).write_text("mine")
        with pytest.raises(AnnotatorError, match="exists already"):
            export(order(folder, out, shares=shares))
        assert (out / "mine.txt" if shares else out).read_text() == "mine"
        export(order(folder, out, shares=shares, overwrite=True))
        assert not (out / "mine.txt").exists()
    assert left_behind(tmp_path) == []


def test_no_folder_but_a_former_export_is_ever_replaced(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "Documents"
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    for shares in (None, Shares.of("80/20")):
        with pytest.raises(AnnotatorError, match=r"no former export|is a folder"):
            export(order(folder, mine, shares=shares, overwrite=True))
    (mine / "manifest.json").write_text('{"program": "another"}')
    with pytest.raises(AnnotatorError, match="no former export"):
        export(order(folder, mine, shares=Shares.of("80/20"), overwrite=True))
    assert (mine / "letter.txt").read_text() == "mine"
    (tmp_path / "file.jsonl").write_text("mine")
    with pytest.raises(AnnotatorError, match="this is a file"):
        export(order(folder, tmp_path / "file.jsonl", shares=Shares.of("80/20"), overwrite=True))
    assert (tmp_path / "file.jsonl").read_text() == "mine"


@pytest.mark.parametrize("sheet", ["annotator-a", "all"])
def test_a_folder_by_its_names_alone_is_exported_alike(folder: Path, tmp_path: Path, sheet: str) -> None:
    below = folder / "below"
    below.mkdir()
    for source in folder.glob("sister*"):
        shutil.copy(source, below)
    (folder / "gone.txt.annotator-a.tags.json").write_text("{}")
    (folder / ".hidden.txt").write_text("hidden")
    (folder / "folder.txt").mkdir()
    wanted = Wanted(sheet=sheet)
    listed = export(order(folder, tmp_path / "listed.jsonl", wanted=wanted))
    named = export(order(folder, tmp_path / "named.jsonl", wanted=wanted, listing=Stock(folder)))
    assert named.articles == listed.articles == 7
    assert (named.untouched, named.counts) == (listed.untouched, listed.counts)
    assert sorted(named.out.read_text("utf-8").splitlines()) == sorted(
        listed.out.read_text("utf-8").splitlines()
    )
    with pytest.raises(AnnotatorError, match=r"there are sheets of: annotator-a \(7\), annotator-b \(6\)"):
        export(order(folder, tmp_path / "x", wanted=Wanted(), listing=Stock(folder)))


def test_two_processes_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for number in range(20):
        for source in folder.glob("munich-talks-brief.txt*"):
            shutil.copy(source, folder / source.name.replace("munich-talks", f"copy-{number:02}"))
    one = export(order(folder, tmp_path / "one.jsonl"))
    two = export(order(folder, tmp_path / "two.jsonl", jobs=2))
    assert one.articles == 26
    assert one.out.read_bytes() == two.out.read_bytes()
    assert one.manifest.read_bytes() == two.manifest.read_bytes()


# -- names of types ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "scheme", "words"),
    [
        ("conll2003-iob2", "nope", r"plover .*has no names .*“nope”. It has those of: conll2003, ontonotes"),
        ("conll2003-bilou", "CONLL2003", "It has those of: conll2003"),
        (
            "native",
            "conll2003",
            "no names of types in another scheme. These have: conll2003-iob2, conll2003-bilou",
        ),
    ],
)
def test_a_scheme_that_no_type_has_a_name_in_is_told_with_those_there_are(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str, scheme: str, words: str
) -> None:
    out = tmp_path / "out"
    given = ["export", str(folder), "--sheet", "annotator-a", "--format", format, "--scheme", scheme]
    assert main([*given, "--out", str(out)]) == 2
    assert re.search(words, capsys.readouterr().err)
    assert [path.name for path in tmp_path.iterdir()] == ["articles"]
    with pytest.raises(AnnotatorError, match=scheme if format != "native" else "names of types"):
        preview(order(folder, out, format=format, scheme=scheme))


def test_a_tagset_without_names_in_other_schemes_says_so(folder: Path, tmp_path: Path) -> None:
    made = order(folder, tmp_path / "out", format="conll2003-iob2", scheme="conll2003")
    with pytest.raises(AnnotatorError, match="It has those of none"):
        export(replace(made, tagset=sample_tagset()))


# -- splits --------------------------------------------------------------------------------------------------


def test_articles_that_share_an_event_stay_together_and_who_moved_is_told(
    folder: Path, tmp_path: Path
) -> None:
    outcome = export(order(folder, tmp_path / "out", shares=Shares.of("50/25/25")))
    places = {
        line["name"]: part
        for part in ("train", "dev", "test")
        for line in lines(tmp_path / "out" / f"{part}.jsonl")
    }
    assert len(places) == 6
    meeting = {"muenchen-ukraine-krise.txt", "munich-hayashi-stoltenberg.txt", "munich-talks-brief.txt"}
    assert len({places[name] for name in meeting}) == 1
    assert {moved.name for moved in outcome.moved} < meeting
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert {a["name"]: a["set"] for a in manifest["articles"]} == places


def test_no_choice_of_types_or_status_parts_them_or_moves_any(folder: Path, tmp_path: Path) -> None:
    whole, part = Wanted(sheet="annotator-a"), Wanted(sheet="annotator-a", status="done", types=("PER",))
    together = 0
    for seed in range(8):
        shares = Shares.of("40/30/30", seed)
        everything = export(order(folder, tmp_path / f"whole-{seed}", shares=shares, wanted=whole))
        people = export(order(folder, tmp_path / f"part-{seed}", shares=shares, wanted=part))
        assert not any(key.startswith("event") for key in people.counts)
        sets = [
            {a["name"]: a["set"] for a in json.loads(made.manifest.read_text("utf-8"))["articles"]}
            for made in (everything, people)
        ]
        assert (len(sets[0]), len(sets[1])) == (6, 3)
        assert sets[1].items() <= sets[0].items()
        assert set(people.moved) == {moved for moved in everything.moved if moved.name in sets[1]}
        together += len(people.moved)
    assert together > 0


def test_another_article_moves_none() -> None:
    shares = Shares.of("80/10/10", seed=3)
    digests = {f"{n}.txt": f"{n * 7919:064x}" for n in range(300)}
    before, _ = shares.places(dict(list(digests.items())[:200]), [])
    after, moved = shares.places(digests, [])
    assert moved == []
    assert before == {name: after[name] for name in before}
    assert {part: list(after.values()).count(part) > 10 for part in ("train", "dev", "test")} == {
        "train": True,
        "dev": True,
        "test": True,
    }
    assert Shares.of("80/10/10", seed=4).places(digests, [])[0] != after


@pytest.mark.parametrize("words", ["80", "80/30", "a/b", "100/0", "50/25/15/10", "-10/110"])
def test_what_is_no_split_is_told(words: str) -> None:
    with pytest.raises(AnnotatorError, match="no split"):
        Shares.of(words)


def test_a_collector_that_fails_to_close_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def __init__(self, target: Path) -> None:
            self._inner: Collector = collector(NativeWriter(), target)

        def add(self, piece: Piece) -> None:
            self._inner.add(piece)

        def close(self) -> None:
            self._inner.close()
            raise OSError(28, "No space left on device")

    collector = NativeWriter.collector
    monkeypatch.setattr(NativeWriter, "collector", lambda _self, target: Full(target))
    with pytest.raises(OSError, match="No space"):
        export(order(folder, tmp_path / "out.jsonl"))
    assert [p.name for p in tmp_path.iterdir()] == ["articles"]
