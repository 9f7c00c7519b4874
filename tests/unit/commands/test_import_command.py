"""What ``annotator import`` says of what it made, and of what it did not."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.errors import UNSEEN

CAS = (
    '{"%TYPES":{"webanno.custom.Attack":{"%NAME":"webanno.custom.Attack","%SUPER_TYPE":"uima.tcas.Annotation",'
    '"kind":{"%NAME":"kind","%RANGE":"uima.cas.String"}}},"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa",'
    '"sofaNum":1,"sofaID":"_InitialView","sofaString":"They hit it."},{"%ID":2,"%TYPE":"webanno.custom.Attack",'
    '"@sofa":1,"begin":5,"end":8,"kind":"phys"}],"%VIEWS":{"_InitialView":{"%SOFA":1,"%MEMBERS":[2]}}}'
)


def test_it_says_that_no_tagset_was_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(CAS)
    assert (
        main(["import", str(tmp_path / "a.json"), "--format", "cas-json", "--into", str(tmp_path / "in")])
        == 0
    )
    assert "no tagset was made: the source does not say what may be tagged" in capsys.readouterr().out
    assert '"type":"Attack"' in (tmp_path / "in" / "a.txt.imported.tags.json").read_text("utf-8")


def test_a_tagset_of_the_source_or_the_folder_goes_without_saying(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "brat"
    source.mkdir()
    (source / "a.txt").write_text("They hit it.")
    (source / "a.ann").write_text("")
    (source / "annotation.conf").write_text("[entities]\nPER\n[events]\n[relations]\n[attributes]\n")
    for _ in range(2):
        main(["import", str(source), "--format", "brat", "--into", str(tmp_path / "in"), "--merge"])
        assert "no tagset was made" not in capsys.readouterr().out


ESCAPES = r"""{"text":"abc","label":[[0,3,"\u001b[2J\u001b]0;pwn\u0007X"],[0,99,"two\nlines\u202e\u2028\u009b31m"]]}
{"text":"abc","entities":[{"id":1,"label":"A","start_offset":0,"end_offset":1}],"relations":[{"id":0,"from_id":"\u001b[31m","to_id":1,"type":"t"}]}
"""


@pytest.mark.parametrize("json_wanted", [False, True])
def test_what_files_say_is_seen_in_the_terminal_not_obeyed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], json_wanted: bool
) -> None:
    source = tmp_path / "esc\x1b[1m.jsonl"
    source.write_text(ESCAPES)
    call = ["import", str(source), "--format", "doccano", "--into", str(tmp_path / "in")]
    assert main([*call, *(["--json"] if json_wanted else [])]) == 1
    out, err = capsys.readouterr()
    assert UNSEEN.search((out + err).replace("\n", "")) is None
    if json_wanted:
        assert "\x1b[2J" in json.loads(out)["troubles"][0]["message"]
    else:
        assert r"esc\x1b[1m.jsonl, line 1, label[0]: \x1b[2J\x1b]0;pwn\x07X: " in err
        assert len(err.splitlines()) == 5  # two of them that the articles have another name
        assert r"two\nlines\u202e\u2028\x9b31m: " in err


def _articles(path: Path, number: int) -> Path:
    path.write_text(
        "".join(f'{{"name":"{n}.txt","text":"Anna {n}","label":[[0,4,"PER"]]}}\n' for n in range(number))
    )
    return path


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("further", ["--merge", "--rename"])
def test_ctrl_c_says_what_was_brought_in_and_how_to_go_on(further: str, tmp_path: Path) -> None:
    source, into = _articles(tmp_path / "x.jsonl", 400), tmp_path / "in"
    code = (
        "import sys, annotator.formats.importing as i\n"
        "take = i._take\n"
        "def telling(*given):\n    take(*given); print('one', flush=True)\n"
        "i._take = telling\n"
        "from annotator.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    call = ["import", str(source), "--format", "doccano", "--into", str(into)]
    given = [*call, "--rename"] if further == "--rename" else call
    with subprocess.Popen(
        [sys.executable, "-c", code, *given], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        for _ in range(3):
            assert running.stdout.readline() == "one\n"
        running.send_signal(signal.SIGINT)
        running.stdout.read()
        said = running.stderr.read()
        assert running.wait(timeout=30) == 130
    match = re.fullmatch(
        r"broken off: (\d+) articles and (\d+) sidecars lie whole in (.+); (.+) goes on from there\n", said
    )
    assert match is not None
    sidecars = [
        path for path in into.glob("*.tags.json") if len(json.loads(path.read_text("utf-8"))["records"]) == 1
    ]
    assert (int(match[1]), int(match[2])) == (len(list(into.glob("*.txt"))), len(sidecars))
    assert 3 <= len(sidecars) < 400
    assert match[4] == ("the same call with --merge" if further == "--merge" else "the same call")
    assert main([*call, further]) == (0 if further == "--merge" else 1)
    assert len(list(into.glob("*.txt"))) == len(list(into.glob("*.tags.json"))) == 400


def test_a_strict_conversion_fails_for_what_is_lost_on_reading_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = _articles(tmp_path / "x.jsonl", 2)
    call = ["convert", str(source), "--from", "doccano", "--to", "native", "--strict", "--out"]
    assert main([*call, str(tmp_path / "whole.jsonl")]) == 0
    with source.open("a") as file:
        file.write('{"text":"Bob","label":[[0,99,"PER"]]}\n')
    assert main([*call, str(tmp_path / "lossy.jsonl")]) == 2
    err = capsys.readouterr().err
    assert "line 3, label[0]: PER: [0, 99) lies outside" in err
    assert "x.jsonl: not everything in it could be taken (1 place), so nothing was written" in err
    assert not list(tmp_path.glob("lossy*"))
    del call[call.index("--strict")]
    assert main([*call, str(tmp_path / "lossy.jsonl")]) == 1
    assert (tmp_path / "lossy.jsonl").exists()
