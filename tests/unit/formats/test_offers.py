"""Which format a source is in, what must be installed, and what a look at a source tells before it is imported."""

from __future__ import annotations

import re
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from annotator.formats.exchange import EXTRAS, Trouble
from annotator.formats.exporting import Order, export
from annotator.formats.gathering import Wanted
from annotator.formats.importing import Intake, import_
from annotator.formats.looking import look
from annotator.formats.offers import guess, lacking
from annotator.formats.placing import Existing
from annotator.formats.registry import FORMATS, Format, format_of
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


@pytest.mark.parametrize(
    "format_id", ["native", "brat", "cas-xmi", "conll2003-iob2", "doccano", "web-annotation"]
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_in_which_something_is_wrong_is_still_known_for_what_it_is(
    format_id: str, packed: bool, tmp_path: Path
) -> None:
    """More lines are wrong than articles are looked at; most of it reads all the same, so that is the format."""
    out = _exported(
        format_id, tmp_path / "out" if not (known := format_of(format_id)).suffixes else tmp_path / "a.data"
    )
    if out.is_file():
        (tmp_path / "out").mkdir()
        out = out.rename(tmp_path / "out" / f"a{known.suffixes[0]}").parent
    for path in out.rglob("*"):
        if path.suffix in (".ann", ".xmi", ".conll", ".jsonl", ".jsonld") and path.is_file():
            _break(path)
    if packed:
        with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
            for path in out.rglob("*"):
                archive.write(path, path.relative_to(out))
        out = tmp_path / "out.zip"
    assert len([t for t in format_of(format_id).reader().read(out) if isinstance(t, Trouble)]) > 8
    assert guess(out) == format_of(format_id)


def _break(path: Path) -> None:
    """Makes twelve things wrong in a file, and leaves most of it right."""
    text = path.read_text("utf-8")
    match path.suffix:
        case ".ann":
            text = "".join(f"T{n}\tPER {n} 99999\twrong\n" for n in range(9000, 9012)) + text
        case ".xmi":
            text = re.sub(r'begin="\d+"', 'begin="99999"', text, count=12)
        case ".conll":
            text = re.sub(r" O\n", " Oh\n", text, count=12)
        case ".jsonl":
            text += "{wrong\n" * 12
        case ".jsonld":
            text = re.sub(r'"start": ?\d+', '"start": 99999', text, count=14)
    path.write_text(text, encoding="utf-8", newline="")


def test_a_small_folder_of_brat_with_wrong_lines_is_known(tmp_path: Path) -> None:
    for name, wrong in (("a", 1), ("b", 3)):
        (tmp_path / f"{name}.txt").write_text("Anna met Bob.", encoding="utf-8")
        tags = ["T1\tPER 0 4\tAnna", "T2\tPER 9 12\tBob", *["T9\tPER 5 99\tx", "E1", "what"][:wrong]]
        (tmp_path / f"{name}.ann").write_text("\n".join(tags), encoding="utf-8")
    assert guess(tmp_path) == format_of("brat")
    assert guess(tmp_path / "a.ann") == format_of("brat")
