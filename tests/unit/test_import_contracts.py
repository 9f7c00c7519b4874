"""The import contracts hold, and they catch what they are there for, also an import inside a function."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "annotator", tmp_path / "annotator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_are_kept(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "imported", "named"),
    [
        ("articles", "annotator.sidecars", "annotator.articles.late -> annotator.sidecars"),
        ("articles", "annotator.tagsets", "annotator.articles.late -> annotator.tagsets"),
        ("tagsets", "annotator.annotations", "annotator.tagsets.late -> annotator.annotations"),
        ("sidecars", "annotator.ui", "annotator.sidecars.late -> annotator.ui"),
        ("review", "annotator.formats", "annotator.review.late -> annotator.formats"),
        ("ui", "annotator.cli", "annotator.ui.late -> annotator.cli"),
        ("annotations", "PySide6.QtCore", "annotator.annotations.late"),
        ("sidecars", "shiboken6", "annotator.sidecars.late"),
    ],
)
def test_a_lazy_import_the_wrong_way_is_caught(copy: Path, room: str, imported: str, named: str) -> None:
    (copy / "annotator" / room / "late.py").write_text(
        f"def later():\n    import {imported}\n    return {imported}\n", encoding="utf-8"
    )
    done = lint(copy)
    assert done.returncode != 0
    assert named in done.stdout, done.stdout


def test_a_room_without_a_place_is_caught(copy: Path) -> None:
    (copy / "annotator" / "somewhere.py").write_text("", encoding="utf-8")
    done = lint(copy)
    assert done.returncode != 0
    assert "somewhere" in done.stdout, done.stdout


def test_the_command_line_without_a_window_loads_no_qt() -> None:
    code = (
        "import sys, contextlib\n"
        "from annotator.cli import main\n"
        "with contextlib.suppress(SystemExit):\n"
        "    main(sys.argv[1:])\n"
        "print([name for name in sys.modules if name.startswith(('PySide6', 'shiboken6', 'annotator.ui'))])\n"
    )
    for arguments in (
        ["--version"],
        ["--help"],
        ["check", str(ROOT / "seeds")],
        ["stats", str(ROOT / "seeds")],
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.stdout.splitlines()[-1:] == ["[]"], (arguments, done.stdout, done.stderr)
