"""Terminals and files that cannot hold every character: commands end as they would elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
NAME = "Řím 👩‍👩‍👧 שלום.txt"
ELSEWHERE = {
    "utf-8": {"PYTHONUTF8": "1"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}

_IN_A_TERMINAL = """
import os, pty, sys
code = pty.spawn([sys.executable, "-m", "annotator", *sys.argv[1:]])
sys.exit(os.waitstatus_to_exitcode(code))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An article whose name no code page holds, with a sheet, and a broken sheet."""
    shutil.copy(SEEDS / "munich-talks-brief.txt", tmp_path / NAME)
    shutil.copy(
        SEEDS / "munich-talks-brief.txt.annotator-a.tags.json", tmp_path / f"{NAME}.annotator-a.tags.json"
    )
    (tmp_path / f"{NAME}.bob.tags.json").write_text("{“", encoding="utf-8")
    return tmp_path


def run(where: str, *arguments: str, code: str = "") -> subprocess.CompletedProcess[bytes]:
    """Runs the program as a process of its own, with another encoding."""
    program = ["-c", code] if code else ["-m", "annotator"]
    return subprocess.run(
        [sys.executable, *program, *arguments],
        env={**os.environ, **ELSEWHERE[where]},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("where", ["cp1252", "ascii"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("check",), 1),
        (("check", "--json"), 1),
        (("stats",), 0),
        (("stats", "--json"), 0),
        (("agree",), None),
    ],
)
def test_commands_do_not_fail_for_what_cannot_be_shown(
    where: str, command: tuple[str, ...], code: int | None, folder: Path
) -> None:
    done = run(where, command[0], str(folder), *command[1:])
    assert b"Traceback" not in done.stderr
    assert b"UnicodeEncodeError" not in done.stderr
    assert done.returncode == code if code is not None else done.returncode in (0, 1, 2)
    if "--json" in command:
        told = json.loads(done.stdout.decode(ELSEWHERE[where]["PYTHONIOENCODING"]))
        names = [found["file"] for found in told["findings"]] if command[0] == "check" else told["unreadable"]
        assert f"{NAME}.bob.tags.json" in names


@pytest.mark.skipif(sys.platform != "linux", reason="file names have another encoding by locale there only")
@pytest.mark.parametrize("command", ["check", "stats", "agree", "adjudicate"])
def test_a_locale_without_letters_of_the_world_is_borne(command: str, folder: Path) -> None:
    done = run("C", command, str(folder))
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)
    assert done.stdout or done.stderr


@pytest.mark.parametrize("where", ["cp1252", "ascii"])
def test_formats_and_help_are_shown(where: str) -> None:
    for arguments in (("formats",), ("--help",), ("export", "--help")):
        done = run(where, *arguments)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
        assert done.stdout


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("where", ["cp1252", "ascii"])
def test_a_bar_is_drawn_in_a_terminal_that_knows_few_characters(where: str, folder: Path) -> None:
    out = folder / "out"
    given = ("export", str(folder), "--format", "native", "--sheet", "annotator-a", "--out", str(out))
    done = run(where, *given, code=_IN_A_TERMINAL)
    assert b"Traceback" not in done.stdout
    assert done.returncode == 0, done.stdout
    assert out.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="file names need not be UTF-8 there only")
def test_a_file_name_that_is_no_text_is_told(folder: Path) -> None:
    odd = os.fsdecode(b"b\xff.txt")
    for ending in ("", ".annotator-a.tags.json"):
        shutil.copy(SEEDS / f"munich-talks-brief.txt{ending}", folder / f"{odd}{ending}")
    (folder / f"{odd}.bob.tags.json").write_bytes(b"{")
    done = run("utf-8", "check", str(folder), "--json")
    names = [found["file"] for found in json.loads(done.stdout)["findings"]]
    assert f"{odd}.bob.tags.json" in names
    for format in ("native", "brat", "csv", "web-annotation"):
        out = folder / f"out-{format}"
        done = run(
            "utf-8", "export", str(folder), "--format", format, "--sheet", "annotator-a", "--out", str(out)
        )
        assert b"b\\udcff.txt (annotator-a): the article's file name is no text" in done.stderr
        assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
        assert out.exists()
