"""The command agree, as it is typed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import main

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    shutil.copytree(SEEDS, made)
    return made


def told(capsys: pytest.CaptureFixture[str], *call: str) -> dict[str, Any]:
    assert main(["agree", *call, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_every_number_is_told_with_what_it_means(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agree", str(SEEDS)]) == 0
    shown = capsys.readouterr()
    assert "5 articles compared" in shown.out
    assert "annotator-a and annotator-b: 5 articles" in shown.out
    numbers, meaning = shown.out.split("What the numbers mean")
    for row in (
        "Mentions, strict",
        "Triggers, partial",
        "Tri-I",
        "Arg-C, attached",
        "Relations",
        "BLANC",
        "LEA",
    ):
        assert row in numbers
        assert f"{row.removeprefix('Mentions, ').removeprefix('Triggers, ')}: " in meaning
    for value in ("Cohen’s κ", "Krippendorff’s α"):
        assert f"{value}: " in meaning
    assert "event: Status" in numbers
    assert shown.err == ""


def test_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, str(SEEDS))
    pair = found["pairs"][0]
    assert (pair["one"], pair["other"], pair["articles"]) == ("annotator-a", "annotator-b", 5)
    strict = next(m for m in pair["measures"] if m["measure"] == "mention.strict")
    assert strict.keys() >= {"precision", "recall", "f1", "one", "other", "interval"}
    assert {m["measure"] for m in pair["measures"]} == set(found["meaning"])
    assert {c["name"] for c in pair["classes"]} >= {"missing", "boundary", "argument"}
    assert found["against"] == []


def test_gold_is_what_the_others_are_measured_by(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["promote", "annotator-a", str(folder)])
    capsys.readouterr()
    found = told(capsys, str(folder), "--against", "gold")
    assert [(c["one"], c["other"]) for c in found["against"]] == [
        ("gold", "annotator-a"),
        ("gold", "annotator-b"),
    ]
    own = {m["measure"]: m["f1"] for m in found["against"][0]["measures"]}
    assert {value for name, value in own.items() if not name.startswith("zone.")} == {1.0}
    assert main(["agree", str(folder), "--sheets", "annotator-b", "--against", "gold"]) == 0
    assert "gold (recall) and annotator-b" in capsys.readouterr().out
    assert main(["agree", str(folder), "--sheets", "annotator-b,gold"]) == 0
    assert "annotator-b and gold" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("type", ("State or town", "Consult", "Arguments, matched")),
        ("article", ("munich-talks-brief.txt", "sister-cities-emoji.txt")),
        ("class", ("Missing", "Boundary", "matched mentions whose spans differ", "Zone")),
    ],
)
def test_numbers_are_broken_down(capsys: pytest.CaptureFixture[str], by: str, rows: tuple[str, ...]) -> None:
    assert main(["agree", str(SEEDS), "--by", by]) == 0
    shown = capsys.readouterr().out
    for row in rows:
        assert row in shown
    assert "CoNLL" not in shown


def test_sheets_that_were_not_compared_are_named_with_the_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "munich-talks-brief.txt.annotator-b.tags.json").write_text("{", encoding="utf-8")
    assert main(["agree", str(folder)]) == 0
    shown = capsys.readouterr()
    assert "4 articles compared" in shown.out
    assert "munich-talks-brief.txt (annotator-b): " in shown.err
    left_out = told(capsys, str(folder))["left_out"]
    assert [(left["article"], left["annotator"]) for left in left_out] == [
        ("munich-talks-brief.txt", "annotator-b")
    ]


def test_only_finished_sheets_on_request(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every, done = told(capsys, str(folder)), told(capsys, str(folder), "--done")
    assert 0 < done["articles"] < every["articles"]
    assert any("Not marked done" in note for note in every["notes"])
    assert not any("Not marked done" in note for note in done["notes"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["FOLDER", "--sheets", "nobody"], "there are no sheets of “nobody”"),
        (["FOLDER", "--against", "gold"], "there is no gold yet"),
        (["FOLDER", "--sheets", "annotator-a,gold"], "there is no gold yet"),
        (["FOLDER", "--sheets", "annotator-a"], "it takes two sheets to compare"),
        (["NOWHERE"], "this is no folder"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], call: list[str], words: str
) -> None:
    places = {"FOLDER": str(folder), "NOWHERE": str(tmp_path / "nowhere")}
    assert main(["agree", *(places.get(word, word) for word in call)]) == 2
    shown = capsys.readouterr().err
    assert words in shown
    assert len(shown.splitlines()) == 1


def test_nothing_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    main(["agree", str(folder)])
    assert capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_it_needs_no_window() -> None:
    code = (
        "import sys; from annotator.cli import main; main(['agree', sys.argv[1], '--by', 'class']);"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'annotator.ui', 'annotator.formats'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(SEEDS)], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_sheets_of_another_tagset_are_told_before_the_numbers(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "munich-talks-brief.txt.annotator-b.tags.json"
    data = json.loads(path.read_bytes())
    data["tagset"] = {"id": "own", "version": "3", "sha256": "1" * 64}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    assert main(["agree", str(folder)]) == 0
    said = capsys.readouterr().out
    note = "Some sheets were made with another tagset than the"
    assert said.count(note) == 1
    assert said.index(note) < said.index("annotator-a and annotator-b: 5 articles")
    assert "own 3 1111111 ×1" in said
    assert any(note in told_note for told_note in told(capsys, str(folder))["notes"])
