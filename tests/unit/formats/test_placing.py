"""Where imports put what they find: by whatever name, in parts, in folders of annotators, and never through a link."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.records import Entity, span
from annotator.articles.reading import read_article
from annotator.formats.exporting import Order, export
from annotator.formats.gathering import Stock, Wanted
from annotator.formats.importing import Intake, Taken, import_
from annotator.formats.looking import look
from annotator.formats.naming import safe_path
from annotator.formats.splits import Shares
from annotator.sidecars.opening import open_sheet
from annotator.tagsets import shipped
from tests.unit.formats.harness import PLAIN_TEXT, SEEDS, labelled, told, written

LINKS = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


def _lines(path: Path, *names: str) -> Path:
    path.write_text("".join(f"{json.dumps({'name': name, 'text': name, 'label': []})}\n" for name in names))
    return path


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _import(source: Path, into: Path, format_id: str, **options: Any) -> Taken:
    return import_(replace(Intake(source, format_id, into), **options))


# -- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("../../evil.txt", "evil.txt"),
        ("/abs/x.txt", "x.txt"),
        ("C:\\w\\y.txt", "y.txt"),
        ("\\\\server\\share\\y.txt", "y.txt"),
        ("a/../b.txt", "b.txt"),
        ("a//b.txt", "b.txt"),
        ("a/" * 9 + "deep.txt", "deep.txt"),
        ("sub/x.txt", "sub/x.txt"),
        ("./sub/more\\x.md", "sub/more/x.md"),
        (".git/con/x.txt", "git/_con/x.txt"),
        ("a\x1b[1m/x.txt", "a_[1m/x.txt"),
        ("con.txt", "_con.txt"),
        ("x" * 300 + ".txt", "x" * 150 + ".txt"),
        ("AC/DC on tour", "AC_DC on tour.txt"),
        ("..", "article.txt"),
    ],
)
def test_names_become_places_inside_and_what_changed_is_told(name: str, place: str, tmp_path: Path) -> None:
    assert safe_path(name) == place
    taken = _import(_lines(tmp_path / "x.jsonl", name), tmp_path / "in", "doccano")
    assert _files(tmp_path / "in") == sorted((place, f"{place}.imported.tags.json"))
    asked = name.removeprefix("./").replace("\\", "/")
    told = [] if asked == place else [f"an article cannot be called so here; it was named {place} instead"]
    assert [str(note).partition(": ")[2] for note in taken.notes] == told
    assert all(len(str(note)) < 320 for note in taken.notes)
    assert (taken.troubles, taken.conflicts) == ([], [])


@given(st.text(max_size=200) | st.lists(st.text(max_size=10), max_size=12).map("/".join))
def test_every_place_lies_inside(name: str) -> None:
    parts = safe_path(name).split("/")
    assert all(part and part.strip(" .") and not part.startswith(".") for part in parts)
    assert all(len(part.encode("utf-8", "replace")) < 160 for part in parts)
    assert not any(c in part for part in parts for c in '\\:*?"<>|\x00')


def test_articles_of_folders_come_back_at_their_place(tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    written("native", out, labelled(PLAIN_TEXT, [], "sub/x.txt"), labelled(PLAIN_TEXT, [], "x.txt"))
    taken = _import(out, tmp_path / "in", "native")
    names = ("sub/x.txt", "sub/x.txt.annotator-a.tags.json", "x.txt", "x.txt.annotator-a.tags.json")
    assert _files(tmp_path / "in") == [*names]
    (note,) = map(str, taken.notes)
    assert note.startswith(
        "x.jsonl: articles have the text of one in another folder (1), as x.txt that of sub/x.txt; "
    )


# -- several files of one article --------------------------------------------------------------------------------


def test_annotations_that_lie_in_a_file_each_are_one_sheet(tmp_path: Path) -> None:
    source = tmp_path / "w3c"
    source.mkdir()
    (source / "art.txt").write_text("Anna met Bob in Rome.")
    places = {"a": ("art.txt", "PER", 9, 12), "b": ("http://ex.org/news/art.txt?v=2#x", "LOC", 16, 20)}
    for name, (target, tag, start, end) in places.items():
        selector = {"type": "TextPositionSelector", "start": start, "end": end}
        body = {"type": "TextualBody", "purpose": "tagging", "value": tag}
        value = {"type": "Annotation", "body": body, "target": {"source": target, "selector": selector}}
        (source / f"{name}.jsonld").write_text(json.dumps(value))
    intake = Intake(source, "web-annotation", tmp_path / "in")
    assert look(intake).clashes == ()
    taken = import_(intake)
    assert (taken.articles, taken.sidecars, taken.records, taken.conflicts, taken.troubles) == (
        1,
        1,
        2,
        [],
        [],
    )
    (note,) = map(str, taken.notes)
    assert note == (
        "w3c, art.txt.imported.tags.json: the source has 2 sheets of one annotator for the same article; "
        "they were put together"
    )
    sheet = open_sheet(
        tmp_path / "in/art.txt.imported.tags.json", read_article(tmp_path / "in/art.txt")
    ).sheet
    assert sorted((r.type, r.span[0].quote) for r in sheet if isinstance(r, Entity)) == [
        ("LOC", "Rome"),
        ("PER", "Bob"),
    ]
    again = import_(intake)
    assert len(again.conflicts) == 2
    assert all("is there already; it was left as it is" in words for words in again.conflicts)


@pytest.mark.parametrize("format_id", ["brat", "conll2003-iob2", "cas-json", "doccano", "web-annotation"])
@pytest.mark.parametrize("form", ["as it is", "packed", "split"])
def test_everybodys_sheets_come_back_as_theirs(format_id: str, form: str, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    (articles / "sub").mkdir(parents=True)
    for path in SEEDS.glob("munich-talks*"):
        for folder in (articles, articles / "sub"):
            (folder / path.name).write_bytes(path.read_bytes())
    shares = Shares.of("50/50", 1) if form == "split" else None
    out = tmp_path / "out"
    wanted = Wanted("all", allow_errors=True)
    export(Order(Stock(articles), shipped.load(), format_id, out, wanted, shares))
    if form == "packed":
        paths = list(out.rglob("*") if out.is_dir() else tmp_path.glob("out*"))
        with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
            for path in paths:
                archive.write(path, _called(path, out, format_id))
        out = tmp_path / "out.zip"
    intake = Intake(out, format_id, tmp_path / "in")
    assert look(intake).clashes == ()
    taken = import_(intake)
    assert taken.conflicts == []
    assert (taken.articles, taken.sidecars) == (2, 4)
    assert {name for name in _files(tmp_path / "in") if name != "tagset.toml"} == set(_files(articles))


def _called(path: Path, out: Path, format_id: str) -> str:
    if out.is_dir():
        return path.relative_to(out.parent).as_posix()
    if path.name.endswith("manifest.json"):
        return "manifest.json"
    return "all.jsonl" if format_id == "doccano" else "all.conll"


def test_folders_of_annotators_that_nothing_tells_of_are_told(tmp_path: Path) -> None:
    for name in ("ann", "bob"):
        (tmp_path / "brat" / name).mkdir(parents=True)
        (tmp_path / "brat" / name / "x.txt").write_text("Anna met Bob.")
        (tmp_path / "brat" / name / "x.ann").write_text("T1\tPER 0 4\tAnna\n")
    taken = _import(tmp_path / "brat", tmp_path / "in", "brat")
    assert (taken.articles, taken.sidecars, taken.conflicts) == (2, 2, [])
    (note,) = map(str, taken.notes)
    assert "as bob/x.txt that of ann/x.txt; " in note
    assert "--annotator" in note


def test_parts_with_one_id_for_two_things_are_told(tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"

    def tag(type: str, id: str) -> Entity:
        return Entity(id, type, span(PLAIN_TEXT, (0, 6)))

    written(
        "native",
        out,
        labelled(PLAIN_TEXT, [tag("PER", "m1")]),
        labelled(PLAIN_TEXT, [tag("ORG", "m1"), tag("GPE", "m2")]),
    )
    taken = _import(out, tmp_path / "in", "native")
    assert "1 records are there in another version, such as m1" in taken.conflicts[0]
    sheet = open_sheet(
        tmp_path / "in/news.txt.annotator-a.tags.json", read_article(tmp_path / "in/news.txt")
    ).sheet
    assert told(sheet) == told([tag("PER", "m1"), tag("GPE", "m2")])


# -- links -------------------------------------------------------------------------------------------------------


@LINKS
@pytest.mark.parametrize("existing", ["keep", "rename", "merge"])
def test_nothing_is_written_through_a_link_in_the_target(existing: Any, tmp_path: Path) -> None:
    outside, into = tmp_path / "outside", tmp_path / "in"
    outside.mkdir()
    into.mkdir()
    (into / "a.txt").symlink_to(outside / "a.txt")
    (into / "b.txt.imported.tags.json").symlink_to(outside / "b.json")
    (into / "sub").symlink_to(outside, target_is_directory=True)
    (into / "tagset.toml").symlink_to(outside / "tagset.toml")
    source = tmp_path / "brat"
    (source / "sub").mkdir(parents=True)
    (source / "annotation.conf").write_text("[entities]\nPER\n[events]\n[relations]\n[attributes]\n")
    for name in ("a", "b", "c", "sub/d"):
        (source / f"{name}.txt").write_text(f"Text {name}.")
        (source / f"{name}.ann").write_text("")
    intake = Intake(source, "brat", into, existing=existing)
    if existing == "keep":
        assert len(look(intake).clashes) == 3
    taken = import_(intake)
    assert list(outside.iterdir()) == []
    links = [words for words in taken.conflicts if "is a link" in words and "not followed" in words]
    assert len(links) == len(taken.conflicts) == (3 if existing == "rename" else 4)
    assert (into / "c.txt").read_text() == "Text c."
    assert (into / "a-2.txt").exists() == (existing == "rename")


@LINKS
def test_an_article_that_is_a_link_to_the_same_text_is_that_article(tmp_path: Path) -> None:
    into = tmp_path / "in"
    into.mkdir()
    (tmp_path / "kept.txt").write_text("a.txt")
    (into / "a.txt").symlink_to(tmp_path / "kept.txt")
    taken = _import(_lines(tmp_path / "x.jsonl", "a.txt"), into, "doccano")
    assert (taken.known, taken.sidecars, taken.conflicts) == (1, 1, [])
    assert (tmp_path / "kept.txt").read_text() == "a.txt"
    assert (into / "a.txt.imported.tags.json").is_file()


@pytest.mark.parametrize("format_id", ["brat", "web-annotation"])
def test_links_in_an_archive_are_no_articles(format_id: str, tmp_path: Path) -> None:
    source = tmp_path / "x.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("a.txt", "Anna met Bob.")
        archive.writestr("a.ann", "T1\tPER 0 4\tAnna\n")
        archive.writestr("a.jsonld", "[]")
        link = zipfile.ZipInfo("passwd.txt")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    taken = _import(source, tmp_path / "in", format_id)
    assert [str(t) for t in taken.troubles] == [
        "passwd.txt: this is a link or device, no file; it was left out"
    ]
    assert _files(tmp_path / "in") == ["a.txt", "a.txt.imported.tags.json"]


@LINKS
def test_links_in_a_folder_are_told_too(tmp_path: Path) -> None:
    source = tmp_path / "brat"
    source.mkdir()
    (source / "a.txt").write_text("Anna.")
    (source / "b.txt").symlink_to(tmp_path / "nowhere.txt")
    intake = Intake(source, "brat", tmp_path / "in")
    wanted = "b.txt: this is a link or device, no file; it was left out"
    assert [str(t) for t in look(intake).troubles] == [wanted]
    assert [str(t) for t in import_(intake).troubles] == [wanted]
