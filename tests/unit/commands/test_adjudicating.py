"""The command adjudicate, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.annotations.records import Decision
from annotator.cli import main
from tests.unit.review.folders import BRIEF, MUNICH, copy_of_seeds, everything, gold_of, sheet_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_seeds(tmp_path / "articles", MUNICH, BRIEF)


def test_it_takes_over_what_needs_no_choice_and_says_how_much_is_open(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(folder)
    assert main(["adjudicate", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "2 articles: 117 taken over, 2 gold sheets written" in said
    assert "0 of 66 differences decided, 66 open" in said
    assert f"{MUNICH}: 38 open" in said
    assert everything(folder) == before
    assert main(["check", str(folder)]) == 0
    assert main(["adjudicate", str(folder)]) == 0
    assert "0 taken over, 0 gold sheets written" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjudicate", str(folder), "--dry-run"]) == 0
    assert "117 would be taken over, 2 gold sheets would be written" in capsys.readouterr().out
    assert not gold_of(folder)


def test_json_for_programs_and_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["adjudicate", str(folder), "--json", "--trusted", "annotator-b", "--by", "Rée Viewer"]
    assert main(call) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["open"], told["written"], told["dry run"]) == (0, 2, False)
    assert told["articles"][0]["name"] == MUNICH
    assert told["articles"][0]["taken over"] == told["articles"][0]["units"]
    assert {r.by for r in sheet_of(folder, MUNICH) if isinstance(r, Decision)} == {"ree-viewer"}


@pytest.mark.parametrize("option", [("--sheets", "annotator-a,nobody"), ("--trusted", "nobody")])
def test_a_name_that_nobody_has_is_told(
    folder: Path, option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adjudicate", str(folder), *option]) == 2
    said = capsys.readouterr().err
    assert "there are no sheets of “nobody”" in said
    assert "annotator-a, annotator-b" in said


def test_who_is_followed_takes_part(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["adjudicate", str(folder), "--sheets", "annotator-a", "--trusted", "annotator-b"]
    assert main(call) == 2
    assert "“annotator-b” is to be followed, and takes no part" in capsys.readouterr().err
    assert not gold_of(folder)


@pytest.mark.parametrize("option", [("--sheets", "annotator-a,gold"), ("--trusted", "gold")])
def test_gold_is_no_side(folder: Path, option: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjudicate", str(folder)]) == 0
    before = gold_of(folder)
    assert main(["adjudicate", str(folder), *option]) == 2
    said = capsys.readouterr().err
    assert "gold is what is being made here" in said
    assert "--against gold" in said
    assert len(said.splitlines()) == 1
    assert gold_of(folder) == before


def test_only_the_sheets_asked_for_take_part(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjudicate", str(folder), "--sheets", "annotator-a"]) == 0
    assert "2 articles where fewer than two sheets take part" in capsys.readouterr().out
    assert not gold_of(folder)


def test_what_is_left_out_is_told_and_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / f"{MUNICH}.gold.tags.json").write_text("{")
    assert main(["adjudicate", str(folder)]) == 1
    said = capsys.readouterr()
    assert f"left out: {MUNICH}: " in said.err
    assert "1 article: " in said.out
    assert (folder / f"{MUNICH}.gold.tags.json").read_text() == "{"


def test_what_nobody_has_any_more_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjudicate", str(folder)]) == 0
    first = gold_of(folder)
    assert "nobody has any more" not in capsys.readouterr().out
    for name in ("annotator-a", "annotator-b"):
        path = folder / f"{BRIEF}.{name}.tags.json"
        head, _, _ = path.read_text("utf-8").partition('"records":[')
        path.write_text(f'{head}"records":[]\n}}\n', encoding="utf-8")
    assert main(["adjudicate", str(folder)]) == 0
    said = capsys.readouterr().out
    decided = [r for r in sheet_of(folder, BRIEF) if isinstance(r, Decision) and r.of != "instance"]
    assert f"{len(decided)} decisions on what nobody has any more" in said
    assert f"{BRIEF}: {len(decided)} gone" in said
    assert gold_of(folder).keys() == first.keys()
    assert main(["adjudicate", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["gone"] == len(decided)


def test_sheets_of_another_tagset_are_told_before_the_numbers(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adjudicate", str(folder), "--dry-run"]) == 0
    assert "another tagset" not in capsys.readouterr().out
    path = folder / f"{MUNICH}.annotator-b.tags.json"
    data = json.loads(path.read_bytes())
    data["tagset"] = {"id": "own", "version": "3", "sha256": "1" * 64}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    assert main(["adjudicate", str(folder), "--dry-run"]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "Tagged with another tagset: annotator-b (own 3: 1 sheet)."
    assert rest[0].startswith("2 articles: ")
    assert main(["adjudicate", str(folder), "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["other tagsets"] == [{"annotator": "annotator-b", "tagset": "own 3", "sheets": 1}]
    assert main(["adjudicate", str(folder), "--dry-run", "--json", "--sheets", "annotator-a"]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["other tagsets"] == [], "who takes no part is not told"
