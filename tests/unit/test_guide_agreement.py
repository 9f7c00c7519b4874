"""What the guide to agreement says is so: its table is that of the measures, its commands run, it can be found."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.resource_files import resource
from annotator.review.agreement.meaning import CLASSES, MEASURES, RATIOS, VALUES, Meaning

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "resources/guide/agreement.md"
GUIDE = PAGE.read_text("utf-8")
_BETWEEN = re.compile(r"(<!-- measures: begin -->\n).*?(<!-- measures: end -->)", re.DOTALL)
_COLUMNS = {"precision": "Precision", "recall": "Recall", "f1": "F1", "interval": "95 %"}


def table() -> str:
    """The lines of all numbers as they have to stand in the guide; headings whose numbers say the same stand together."""
    columns = "\n".join(f"| {_COLUMNS[id]} | {line} |" for id, line in RATIOS.items())
    told: dict[str, dict[str, Meaning]] = {}
    for meaning in (*MEASURES.values(), *VALUES.values(), *CLASSES.values()):
        told.setdefault(meaning.heading, {})[meaning.name] = meaning
    alike: dict[str, list[str]] = {columns: ["Columns"]}
    for heading, meanings in told.items():
        rows = [f"| {name.removeprefix(f'{heading}, ')} | {each.line} |" for name, each in meanings.items()]
        alike.setdefault("\n".join(rows), []).append(heading)
    parts = [
        f"**{' · '.join(headings)}**\n\n| number | says |\n|---|---|\n{rows}"
        for rows, headings in alike.items()
    ]
    return "\n\n".join(parts)


def test_each_number_has_its_line() -> None:
    between = _BETWEEN.search(GUIDE)
    assert between is not None
    assert between[0] == f"{between[1]}{table()}\n{between[2]}", "run this file to write the table anew"


def test_its_commands_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles = tmp_path / "articles"
    shutil.copytree(ROOT / "seeds", articles)
    assert main(["promote", "annotator-a", str(articles)]) == 0
    (lines,) = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    names = {"FOLDER": str(articles), "agreement.html": str(tmp_path / "agreement.html")}
    calls = [shlex.split(line, comments=True)[1:] for line in lines.splitlines()]
    assert len(calls) == 5
    for call in calls:
        capsys.readouterr()
        assert main([names.get(word, word) for word in call]) == 0
        assert capsys.readouterr().out
    assert (tmp_path / "agreement.html").is_file()


def test_it_is_found_from_the_readme_and_with_the_program() -> None:
    assert "(resources/guide/agreement.md)" in (ROOT / "README.md").read_text("utf-8")
    assert resource("guide/agreement.md").read_text("utf-8") == GUIDE


if __name__ == "__main__":
    written = _BETWEEN.sub(lambda found: f"{found[1]}{table()}\n{found[2]}", GUIDE)
    PAGE.write_text(written, encoding="utf-8", newline="\n")
