"""Which format a source is in, what must be installed, and what a look at a source tells before it is imported."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from annotator.formats.exchange import EXTRAS
from annotator.formats.exporting import Order, export
from annotator.formats.gathering import Wanted
from annotator.formats.importing import Existing, Intake, import_
from annotator.formats.looking import look
from annotator.formats.offers import guess, lacking
from annotator.formats.registry import FORMATS, Format
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped

SEEDS = Path(__file__).parents[3] / "seeds"


def _exported(id: str, out: Path) -> Path:
    export(Order(scan(SEEDS), shipped.load(), id, out, Wanted("annotator-a")))
    return out


def test_the_programs_own_format_is_recognised_whatever_it_is_called(tmp_path: Path) -> None:
    out = _exported("native", tmp_path / "a.jsonl")
    found = guess(out)
    assert found is not None
    assert found.id == "native"
    assert (renamed := guess(out.rename(tmp_path / "a.data"))) is not None
    assert renamed.id == "native"
    assert guess(tmp_path / "a.data", lambda: True) is None


@pytest.mark.parametrize("data", [b"", b"{", b"\x00\xff" * 50, b"Nothing but a text.\n"])
def test_what_is_in_no_format_is_not_guessed(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "riddle.native.jsonl").write_bytes(data)
    assert guess(tmp_path / "riddle.native.jsonl") is None


def test_a_missing_library_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lacking(FORMATS[0]) is None
    needy = Format("needy", "Needy", (".needy",), "needy", extra="spacy")
    monkeypatch.setitem(sys.modules, "spacy", None)
    missing = lacking(needy)
    assert missing is not None
    assert "-m pip install 'spacy" in missing.remedy


def test_every_extra_is_one_of_the_packages_and_in_all_of_them() -> None:
    project = tomllib.loads((SEEDS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert {known.extra for known in FORMATS if known.extra} == set(EXTRAS)
    assert {name: [needed] for name, needed in EXTRAS.items()} == {name: extras[name] for name in EXTRAS}
    assert extras["uima"] == [], "a CAS needs nothing but the program's own libraries"
    (everything,) = extras["all"]
    assert set(re.findall(r"\w+", everything.partition("[")[2])) == set(extras) - {"all"}


@pytest.mark.parametrize(
    ("existing", "other_text", "told", "articles", "sidecars"),
    [
        ("keep", False, 1, 5, 5),
        ("keep", True, 1, 5, 5),
        ("rename", False, 1, 5, 5),
        ("rename", True, 0, 6, 6),
        ("merge", False, 0, 5, 6),
        ("merge", True, 1, 5, 5),
    ],
)
def test_a_look_foretells_what_the_import_finds(
    existing: Existing, other_text: bool, told: int, articles: int, sidecars: int, tmp_path: Path
) -> None:
    source, into = _exported("native", tmp_path / "a.jsonl"), tmp_path / "into"
    import_(Intake(source, "native", into))
    for path in into.iterdir():
        if not path.name.startswith("tokyo"):
            path.unlink()
    if other_text:
        (into / "tokyo-hayashi-stoltenberg.txt").write_text("Another text.\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in into.iterdir()}
    intake = Intake(source, "native", into, existing=existing)
    seen = look(intake)
    assert {path: path.read_bytes() for path in into.iterdir()} == before
    assert (seen.articles, seen.complete, len(seen.clashes)) == (6, True, told)
    assert seen.annotators == ("annotator-a",)
    taken = import_(intake)
    assert len(taken.conflicts) == told
    assert (taken.articles, taken.sidecars) == (articles, sidecars)


def test_a_look_ends_when_nobody_waits(tmp_path: Path) -> None:
    seen = look(Intake(_exported("native", tmp_path / "a.jsonl"), "native", tmp_path), lambda: True)
    assert (seen.articles, seen.complete) == (1, False)
    assert seen.text
    assert seen.counts["entity:PER"] > 1
