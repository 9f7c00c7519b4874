"""What the guide to formats says is so: its table is the registry's, its examples run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.formats.registry import FORMATS, Format

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "resources/guide/formats.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = {
    title: re.findall(r"```(sh|python)\n(.*?)```", text, re.DOTALL)
    for title, text in re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", GUIDE, re.DOTALL | re.MULTILINE)
}


def _row(known: Format) -> str:
    able = " ".join(sign for sign, has in (("out", known.writes), ("in", known.reads)) if has)
    name = f"{known.name} (extra `{known.extra}`)" if known.extra else known.name
    what = "folder" if known.is_folder else " ".join(f"`{suffix}`" for suffix in known.suffixes)
    return f"| `{known.id}` | {name} | {what} | {able} | {'; '.join(known.loses) or '—'} |"


def table() -> str:
    """The table of formats as it has to stand in guide and README."""
    head = ["| id | format | is a | | cannot hold |", "|---|---|---|---|---|"]
    return "\n".join([*head, *map(_row, FORMATS)])


@pytest.mark.parametrize("page", [GUIDE, README], ids=["guide", "readme"])
def test_the_table_of_formats_is_the_registrys(page: str) -> None:
    between = re.search(r"<!-- formats: begin -->\n(.*?)\n?<!-- formats: end -->", page, re.DOTALL)
    assert between is not None
    assert between[1] == table()


@pytest.mark.parametrize("title", EXAMPLES)
def test_the_examples_run(title: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "articles")
    environ = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(tmp_path / "hf"),
        "PYTHONWARNINGS": "ignore",
    }
    assert EXAMPLES[title]
    for language, text in EXAMPLES[title]:
        calls = [[sys.executable, "-c", text]] if language == "python" else _calls(text)
        for call in calls:
            done = subprocess.run(
                call, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=300, check=False
            )
            assert done.returncode == 0, f"{shlex.join(call)}\n{done.stdout}{done.stderr}"
            assert done.stdout.strip()


def _calls(text: str) -> list[list[str]]:
    programs = {"annotator": [sys.executable, "-m", "annotator"], "python": [sys.executable]}
    lines = [shlex.split(line) for line in text.splitlines() if line.strip()]
    return [[*programs[line[0]], *line[1:]] for line in lines]


if __name__ == "__main__":
    for page in (ROOT / "resources/guide/formats.md", ROOT / "README.md"):
        text = re.sub(
            r"(<!-- formats: begin -->\n).*?(<!-- formats: end -->)",
            lambda found: f"{found[1]}{table()}\n{found[2]}",
            page.read_text("utf-8"),
            flags=re.DOTALL,
        )
        page.write_text(text, encoding="utf-8", newline="\n")
