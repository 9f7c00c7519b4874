"""What the README says is so: its grammar is the guide's, its tagset can be read, its sidecar is a real one."""

from __future__ import annotations

import re
from pathlib import Path

from annotator.tagsets.reading import parse_tagset

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_grammar_is_the_guides() -> None:
    guide = (ROOT / "resources/guide/grammar.md").read_text("utf-8")
    rows = [line for line in guide.splitlines() if line.startswith("|")]
    assert len(rows) > 30
    assert [row for row in rows if row not in README] == []


def test_the_sample_tagset_can_be_read() -> None:
    (source,) = _blocks("toml")
    tagset = parse_tagset(source.encode())
    assert tagset.role_bounds("DEAL", "party") == (2, None)
    assert tagset.by_key("D") is tagset.type("DEAL")


def test_the_sample_sidecar_is_a_real_one() -> None:
    (source,) = _blocks("json")
    (record,) = (line for line in source.splitlines() if line.startswith('{"id"'))
    real = (ROOT / "seeds/munich-talks-brief.txt.annotator-a.tags.json").read_text("utf-8")
    assert record in real


def test_pictures_and_files_that_it_names_exist() -> None:
    named = re.findall(r"\]\(((?!https?:)[^)#]+)\)", README)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
