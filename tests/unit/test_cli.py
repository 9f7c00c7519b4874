"""The command line without a window: check, stats, versions, and what it says of wrong calls."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import __version__
from annotator.cli import main
from annotator.sidecars import survey
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from annotator.ui.settings import settings_file
from tests.permissions import bound_by_permissions

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


ODD = {
    "pipe": "a pipe, socket or device",
    "folder": "is a folder and no file",
    "link": "is a link to a file that does not exist: gone.json",
    "loop": "is a link that leads back to itself",
}


def put_odd(path: Path, kind: str) -> None:
    """Puts what is no plain file where a sidecar would be."""
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to("gone.json")
        case _:
            path.symlink_to(path.name)


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_plain_file_is_told_with_the_reason_and_never_waited_for(
    kind: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "munich-talks-brief.txt.odd.tags.json"
    put_odd(folder / name, kind)
    assert main(["check", str(folder)]) == 1
    told = capsys.readouterr().out
    assert f"{name}: error: " in told
    assert ODD[kind] in told
    assert "3 sidecars: 1 error" in told
    assert main(["stats", str(folder)]) == 0
    counted = capsys.readouterr()
    assert "odd:" not in counted.out
    assert f"unreadable: {name}: " in counted.err
    assert ODD[kind] in counted.err
    assert main(["stats", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unreadable"] == [name]


def test_an_unreadable_sheet_is_not_counted_as_untouched(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(SEEDS / "tokyo-hayashi-stoltenberg.txt", folder)
    (folder / "tokyo-hayashi-stoltenberg.txt.annotator-b.tags.json").write_bytes(b"{garbage")
    assert main(["stats", str(folder)]) == 0
    counted = capsys.readouterr()
    assert "annotator-b: 0 done, 1 in progress, 0 untouched, 1 unreadable" in counted.out
    assert ".annotator-b.tags.json:1: broken JSON" in counted.err


def forbidden(folder: Path) -> None:
    for source in SEEDS.glob("munich-talks*"):
        shutil.copy(source, folder)
    (folder / SIDECAR).chmod(0)
    (finding,) = survey.check(scan(folder), shipped.load())
    assert (finding.path.name, finding.message) == (
        SIDECAR,
        "may not be read by you. Ask for permission to read it",
    )


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_sidecar_that_may_not_be_read_is_told_in_words(tmp_path: Path) -> None:
    bound_by_permissions(forbidden, tmp_path)


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


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("report.pdf", "this is no article: only .txt and .md files are"),
        ("gone.txt.bob.tags.json", "this is a sidecar, and its article gone.txt is not here"),
    ],
)
def test_what_is_no_article_is_not_opened(
    name: str, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / name
    path.write_bytes(b"%PDF-1.7")
    assert main([str(path)]) == 2
    error = capsys.readouterr().err
    assert f"{path}: {told}" in error
    assert error.count("\n") == 1


def picture(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Draws the window into a file, as a process of its own."""
    out = home / "picture.png"
    done = subprocess.run(
        [sys.executable, "-m", "annotator", *arguments, "--screenshot", str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, out.is_file()) == (0, True), done.stderr
    return done


@pytest.mark.parametrize("name", ["", SIDECAR])
def test_a_picture_remembers_nothing(name: str, folder: Path, home: Path) -> None:
    settings = settings_file()
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("[General]\nannotator=Tess\nrecent=/elsewhere\n", encoding="utf-8")
    before = settings.read_bytes()
    picture(home, str(folder / name), "--article", "munich-talks-brief.txt")
    assert settings.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_picture_does_not_wait_for_a_pipe(kind: str, folder: Path, home: Path) -> None:
    for whose in ("me", "zoe"):
        put_odd(folder / f"munich-talks-brief.txt.{whose}.tags.json", kind)
    picture(home, str(folder))


@pytest.mark.skipif(sys.platform != "linux", reason="X servers are for Linux")
@pytest.mark.parametrize("display", ["", ":4711", "unix:4711.0"])
@pytest.mark.parametrize("platform", ["", "xcb"])
def test_without_a_display_that_answers_there_is_one_clear_line(
    display: str, platform: str, folder: Path
) -> None:
    own = {"DISPLAY": display, "QT_QPA_PLATFORM": platform}
    environ = {**os.environ, **{name: value for name, value in own.items() if value}}
    if not platform:
        del environ["QT_QPA_PLATFORM"]
    done = subprocess.run(
        [sys.executable, "-m", "annotator", str(folder)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "there is no display to open a window on" in done.stderr
    assert "--screenshot" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main(["--version"])
    assert exit.value.code == 0
    assert capsys.readouterr().out == f"annotator {__version__}\n"
