"""What ``annotator import`` says of what it made, and of what it did not."""

from __future__ import annotations

import json
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
