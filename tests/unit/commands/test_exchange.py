"""The commands export, import, convert, formats and promote, as they are typed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.formats.exchange import EXTRAS, MissingExtra
from annotator.formats.registry import FORMATS

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    shutil.copytree(SEEDS, made)
    return made


def test_promote_export_import_and_export_again_gives_the_same(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["promote", "annotator-a", str(folder)]) == 0
    assert "3 gold sheets made from those of annotator-a" in capsys.readouterr().out
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert main(["export", str(folder), "--format", "native", "--out", str(first)]) == 0
    assert "3 articles in Annotator JSONL" in capsys.readouterr().out
    assert main(["import", str(first), "--format", "native", "--into", str(tmp_path / "in")]) == 0
    assert "3 articles, 3 sidecars and" in capsys.readouterr().out
    assert main(["export", str(tmp_path / "in"), "--format", "native", "--out", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert main(["check", str(tmp_path / "in")]) == 0


def test_a_conversion_goes_through_both(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    main(["export", str(folder), "--format", "native", "--sheet", "annotator-a", "--out", str(one)])
    assert main(["convert", str(one), "--from", "native", "--to", "native", "--out", str(two)]) == 0
    assert one.read_bytes() == two.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".jsonl") == ["one.jsonl", "two.jsonl"]


def test_json_for_programs(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    call = [
        "export",
        str(folder),
        "--format",
        "native",
        "--sheet",
        "annotator-a",
        "--out",
        str(out),
        "--json",
    ]
    assert main(call) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["articles"], told["lost"], told["refused"]) == (6, {}, [])
    assert main(["import", str(out), "--format", "native", "--into", str(tmp_path / "in"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sidecars"] == 6
    assert main(["import", str(out), "--format", "native", "--into", str(tmp_path / "in"), "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["conflicts"]) == 6
    assert main(["promote", "annotator-a", str(folder), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["made"]) == 3


def test_types_and_status_narrow_what_is_exported(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["export", str(folder), "--format", "native", "--sheet", "annotator-a", "--json", "--out"]
    assert main([*call, str(tmp_path / "a"), "--types", "PER,CONSULT", "--status", "done"]) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert {name for name in counts if ":" in name} == {"entity:PER", "event:CONSULT"}
    assert counts["article"] == 3
    assert main([*call, str(tmp_path / "b"), "--types", "PERSON"]) == 2
    assert "has no type “PERSON”" in capsys.readouterr().err


def test_types_can_bear_the_names_of_another_scheme(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.conll"
    call = ["export", str(folder), "--format", "conll2003-iob2", "--sheet", "annotator-a", "--out", str(out)]
    assert main([*call, "--scheme", "conll2003"]) == 0
    tags = {line.split()[-1] for line in out.read_text("utf-8").splitlines() if line.split()}
    assert {tag.rpartition("-")[2] for tag in tags} <= {"O", "PER", "LOC", "ORG", "MISC"}
    assert "B-LOC" in tags
    manifest = json.loads(out.with_name("labels.conll.manifest.json").read_text("utf-8"))
    assert manifest["options"]["scheme"] == "conll2003"


def test_the_formats_are_listed_with_what_they_lose(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    shown = capsys.readouterr().out
    assert all(known.id in shown for known in FORMATS)
    assert main(["formats", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [f["id"] for f in listed] == [known.id for known in FORMATS]
    assert all(f["reads"] or f["writes"] for f in listed)
    assert len({f["id"] for f in listed}) == len(listed)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["export", "FOLDER", "--format", "nativ", "--out", "OUT"], "there is no format “nativ”"),
        (["export", "FOLDER", "--format", "native", "--out", "OUT"], "there is no gold yet"),
        (
            ["export", "FOLDER", "--format", "native", "--out", "OUT", "--sheet", "nobody"],
            "there are no sheets of “nobody”",
        ),
        (
            ["export", "FOLDER", "--format", "native", "--out", "OUT", "--sheet", "all", "--split", "1/2"],
            "is no split",
        ),
        (["export", "OUT", "--format", "native", "--out", "OUT"], "this is no folder"),
        (["import", "OUT", "--format", "native", "--into", "IN"], "there is no such file or folder"),
        (["promote", "nobody", "FOLDER"], "there are no sheets of “nobody”"),
        (["promote", "gold", "FOLDER"], "gold is what sheets are made into"),
        (["promote", "x", "OUT"], "this is no folder"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], call: list[str], words: str
) -> None:
    places = {"FOLDER": folder, "OUT": tmp_path / "out", "IN": tmp_path / "in"}
    before = sorted(folder.iterdir())
    assert main([str(places.get(word, word)) for word in call]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert len(told.splitlines()) == 1
    assert sorted(folder.iterdir()) == before
    assert not (tmp_path / "out").exists()


def test_a_wrong_call_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for call in (["export"], ["import", "x", "--rename", "--merge"], ["export", "x", "--jobs", "0"]):
        with pytest.raises(SystemExit) as left:
            main(call)
        assert left.value.code == 2
        assert "--help" in capsys.readouterr().err


def test_a_missing_library_is_named_with_the_line_that_installs_it() -> None:
    declared = dict(
        re.findall(
            r'^(\w+) = \["([^"]+)"\]$',
            (Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"),
            re.MULTILINE,
        )
    )
    assert declared.items() >= EXTRAS.items()
    assert f"pip install '{EXTRAS['spacy']}'" in str(MissingExtra("spaCy DocBin", "spacy"))
    assert {known.extra for known in FORMATS} - {""} <= set(EXTRAS)


def test_no_command_imports_the_window() -> None:
    code = (
        "import sys; from annotator.cli import main; main(['formats']);"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'annotator.ui', 'spacy', 'pyarrow', 'cassis'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    for number in range(150):
        for source in folder.glob("munich-talks-brief.txt*"):
            shutil.copy(source, folder / source.name.replace("munich-talks", f"copy-{number:03}"))
    out = tmp_path / "out"
    out.mkdir()
    code = (
        "import sys, annotator.formats.rendering as e\n"
        "render = e._render\n"
        "def slow(*given):\n    print('at work', flush=True); return render(*given)\n"
        "e._render = slow\n"
        "from annotator.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    call = ["export", str(folder), "--format", "native", "--sheet", "all", "--out", str(out / "x.jsonl")]
    running = subprocess.Popen(
        [sys.executable, "-c", code, *call], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "at work\n"
    running.send_signal(signal.SIGINT)
    running.stdout.read()
    running.stdout.close()
    assert running.wait(timeout=30) == 130
    assert list(out.iterdir()) == []
