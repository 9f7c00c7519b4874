"""The command line without a window: check, stats, versions, and what it says of wrong calls."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotator import __version__
from annotator.cli import main

SEEDS = Path(__file__).parents[2] / "seeds"
SIDECAR = "munich-talks-brief.txt.annotator-a.tags.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for source in SEEDS.glob("munich-talks*"):
        shutil.copy(source, tmp_path)
    return tmp_path


def test_a_clean_folder_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 0
    assert "1 article, 2 sidecars: 0 errors" in capsys.readouterr().out


def test_a_moved_quote_is_an_error_with_file_and_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sidecar = folder / SIDECAR
    sidecar.write_text(sidecar.read_text("utf-8").replace('"quote":"met"', '"quote":"mat"'), encoding="utf-8")
    assert main(["check", str(folder), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    (found,) = (f for f in report["findings"] if f["severity"] == "error")
    assert found["file"] == SIDECAR
    assert found["line"] > 1
    assert report["errors"] == 1


def test_a_corrupt_sidecar_and_one_without_its_article_are_errors(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / SIDECAR).write_bytes(b'{"format":"annotator-sidecar"')
    shutil.copy(SEEDS / "tokyo-hayashi-stoltenberg.txt.annotator-a.tags.json", folder)
    assert main(["check", str(folder)]) == 1
    told = capsys.readouterr().out
    assert f"{SIDECAR}: error" in told or f"{SIDECAR}:1: error" in told
    assert "its article tokyo-hayashi-stoltenberg.txt is not there" in told


def test_the_folders_own_tagset_is_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tagset.toml").write_text('id = "t"\nversion = "1"\n[entity.PER]\n', encoding="utf-8")
    assert main(["check", str(folder), "--json"]) == 1
    rules = {f["rule"] for f in json.loads(capsys.readouterr().out)["findings"]}
    assert "unknown-type" in rules
    (folder / "tagset.toml").write_text('id = "t"\nversoin = "1"\n', encoding="utf-8")
    assert main(["check", str(folder)]) == 2
    assert "tagset.toml:2" in capsys.readouterr().err


def test_stats_count_by_annotator_and_type(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(folder), "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert set(counted["annotators"]) == {"annotator-a", "annotator-b"}
    records = [
        json.loads(line.rstrip(","))
        for line in (folder / SIDECAR).read_text("utf-8").splitlines()
        if '"id":"' in line and line.startswith('{"id"')
    ]
    persons = sum(r["kind"] == "entity" and r["type"] == "PER" for r in records)
    assert counted["annotators"]["annotator-a"]["entities"]["PER"] == persons
    assert main(["stats", str(folder)]) == 0
    assert "annotator-b: 0 done, 1 in progress" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "nowhere"], "nowhere: this is no folder"),
        (["nowhere"], "there is no such file or folder"),
        (["--size", "3"], "'3' is no size"),
        (["--size", "10x10"], "a window is at least"),
        (["check"], "required: FOLDER"),
    ],
)
def test_wrong_calls_get_one_clear_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(arguments)
    except SystemExit as exit:
        code = int(str(exit.code))
    assert code == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main(["--version"])
    assert exit.value.code == 0
    assert capsys.readouterr().out == f"annotator {__version__}\n"
