"""Files, folders and ZIP archives: each format takes all three, and a bad member costs no other."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from annotator.annotations.records import Entity
from annotator.errors import AnnotatorError
from annotator.formats import archives, sources
from annotator.formats.exchange import Found, SourceError
from annotator.formats.importing import Intake, import_
from annotator.formats.registry import FORMATS
from tests.unit.formats.harness import PLAIN_TEXT, labelled, read, seeds, told, written

LINES = ("native", "doccano", "prodigy", "maven-arg")
MANY = [known.id for known in FORMATS if known.reads and known.writes]


def _zip(path: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return path


def _said(found: list[Found]) -> list[tuple[str, str, str]]:
    return [
        (f.name, f.annotator, " ".join(r.type for r in f.records if isinstance(r, Entity))) for f in found
    ]


@pytest.mark.parametrize("format_id", MANY)
def test_every_format_is_read_from_a_folder_and_an_archive_as_well(format_id: str, tmp_path: Path) -> None:
    """An export, put two folders down, then packed: the same articles as from where it was written."""
    folder = tmp_path / "pack"
    (folder / "2026").mkdir(parents=True)
    name = (
        "out"
        if not (suffixes := next(f for f in FORMATS if f.id == format_id).suffixes)
        else f"train{suffixes[0]}"
    )
    written(format_id, folder / "2026" / name, *seeds()[:2])
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(folder))
    alone, _ = read(format_id, folder / "2026" / name)
    assert len(alone) == 2
    for source in (folder, tmp_path / "pack.zip"):
        found, _ = read(format_id, source)
        assert [(f.text, f.annotator, told(f.records)) for f in found] == [
            (f.text, f.annotator, told(f.records)) for f in alone
        ]


def test_the_archive_of_doccano_has_a_file_of_each_annotator(tmp_path: Path) -> None:
    line = '{{"id":7,"{key}":"EU rejects","label":[[0,2,"{label}"]]}}\n'
    files = {
        "admin_jsonl": line.format(key="text", label="ORG"),
        "bob_jsonl": line.format(key="data", label="GPE"),
        "unknown_jsonl": '{"id":8,"text":"EU agrees","label":[]}',
        "readme_txt": "nothing",
    }
    source = _zip(tmp_path / "project.zip", **files)
    found, troubles = read("doccano", source)
    assert troubles == []
    assert _said(found) == [("project-7", "admin", "ORG"), ("project-7", "bob", "GPE"), ("project-8", "", "")]
    taken = import_(Intake(source, "doccano", tmp_path / "in"))
    assert (taken.articles, taken.known, taken.sidecars, taken.conflicts) == (2, 0, 3, [])
    names = sorted(path.name for path in (tmp_path / "in").iterdir())
    assert names[:3] == [
        "project-7.txt",
        "project-7.txt.admin.tags.json",
        "project-7.txt.bob.tags.json",
    ]


def test_one_file_of_doccano_is_nobodys_and_may_be_an_old_one(tmp_path: Path) -> None:
    source = tmp_path / "admin.jsonl"
    source.write_text(
        '{"id":2,"data":"EU rejects","label":[[0,2,"ORG"]]}\n'
        '{"id":3,"text":"EU x","annotations":[{"label":1,"start_offset":0,"end_offset":2,"user":1}]}\n'
        '{"id":4,"data":5}\n'
    )
    found, troubles = read("doccano", source)
    assert _said(found) == [("admin-2", "", "ORG"), ("admin-3", "", "")]
    assert [str(t) for t in troubles] == [
        "admin.jsonl, line 2: its “annotations” name labels by numbers only; they were left out",
        "admin.jsonl, line 3: it has no “text”; the article was left out",
    ]


@pytest.mark.parametrize("format_id", LINES)
def test_a_broken_file_costs_no_other(format_id: str, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    written(format_id, folder / "b.jsonl", labelled(PLAIN_TEXT, []))
    (folder / "a.jsonl").write_text("{broken\n{}")
    (folder / "c.jsonl").write_bytes((folder / "b.jsonl").read_bytes() + b"\n\xff\n")
    found, troubles = read(format_id, folder)
    assert len(found) == 2
    assert [(t.file, t.place, t.done) for t in troubles] == [
        ("a.jsonl", "line 1", "the file was left out from there"),
        ("c.jsonl", "line 3", "the article was left out"),
    ]
    (folder / "b.jsonl").unlink()
    (folder / "c.jsonl").unlink()
    with pytest.raises(SourceError, match="broken JSON"):
        read(format_id, folder / "a.jsonl")
    (folder / "a.jsonl").rename(folder / "a.txt")
    with pytest.raises(SourceError, match=r"there is no file in it that ends in \.jsonl or \.ndjson"):
        read(format_id, folder)


def test_a_line_that_is_too_long_ends_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_LINE", 100)
    line = '{"text":"EU","label":[]}\n'
    source = _zip(tmp_path / "x.zip", a_jsonl=line + "x" * 200, b_jsonl=line)
    found, troubles = read("doccano", source)
    assert len(found) == 2
    assert [str(t) for t in troubles] == [
        "a.jsonl, line 2: the line has more than 100 bytes; the file was left out from there"
    ]


@pytest.mark.parametrize("format_id", ["native", "brat", "cas-xmi", "conll2003-iob2", "web-annotation"])
def test_there_is_a_most_of_files_in_an_archive_or_folder(
    format_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    endings = {"native": "jsonl", "cas-xmi": "xmi", "conll2003-iob2": "conll", "web-annotation": "json"}
    files = {f"{n}_{endings.get(format_id, 'txt')}": "" for n in range(4)}
    _zip(tmp_path / "x.zip", **files)
    folder = tmp_path / "x"
    folder.mkdir()
    for name in files:
        (folder / name.replace("_", ".")).touch()
    with pytest.raises(SourceError, match="the archive has more than 3 files"):
        read(format_id, tmp_path / "x.zip")
    with pytest.raises(SourceError, match="the folder has more than 3 files"):
        read(format_id, folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("format", MANY)
def test_nobody_waits_for_a_pipe(tmp_path: Path, format: str) -> None:
    pipe = tmp_path / "a.jsonl"
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="no plain file"):
        import_(Intake(pipe, format, tmp_path / "into"))
    with pytest.raises(SourceError, match="no plain file"):
        archives.read_file(pipe)
    assert not (tmp_path / "into").exists()


def test_a_folder_named_by_a_dot_is_that_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "proj"
    project.mkdir()
    for name in ("ann", "bob"):
        (project / f"{name}.jsonl").write_text(
            '{"id":1,"text":"EU rejects","label":[[0,2,"ORG"]]}\n', "utf-8"
        )
    monkeypatch.chdir(project)
    import_(Intake(Path(), "doccano", tmp_path / "into"))
    assert sorted(p.name for p in (tmp_path / "into").glob("*.json")) == [
        "proj-1.txt.ann.tags.json",
        "proj-1.txt.bob.tags.json",
    ]
    again = import_(Intake(project, "doccano", tmp_path / "into", existing="merge"))
    assert (again.articles, again.known) == (0, 1)  # an article, with two sheets


def test_what_cannot_be_a_folder_or_a_tagset_is_told(tmp_path: Path) -> None:
    source = tmp_path / "brat"
    source.mkdir()
    (source / "annotation.conf").write_text("[entities]\nORG\n[relations]\n[events]\n[attributes]\n", "utf-8")
    (source / "a.txt").write_text("EU rejects\n", "utf-8")
    (source / "a.ann").write_text("T1\tORG 0 2\tEU\n", "utf-8")
    into = tmp_path / "into"
    into.write_text("a file", "utf-8")
    with pytest.raises(AnnotatorError, match="cannot be made: a file of that name is there"):
        import_(Intake(source, "brat", into))
    into.unlink()
    (into / "tagset.toml").mkdir(parents=True)
    taken = import_(Intake(source, "brat", into))
    assert taken.articles == 1
    assert [
        words for words in taken.conflicts if "is there already, and no file; no tagset was made" in words
    ]
