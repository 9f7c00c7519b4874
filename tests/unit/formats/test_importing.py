"""Imports into a folder: articles and sidecars made, nothing overwritten, names and texts that would do harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.authors import derived_id
from annotator.annotations.records import Entity, Record, span
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.formats.drafts import Drafts, Misplaced, placed
from annotator.formats.importing import Intake, Taken, import_
from annotator.formats.naming import safe_name, safe_path
from annotator.sidecars.opening import open_sheet
from tests.samples import HARD_TEXT
from tests.unit.formats.harness import PLAIN_TEXT, labelled, told, written


def _source(folder: Path, *given: tuple[str, str, list[Record]]) -> Path:
    path = folder / "source.jsonl"
    if path.exists():
        path.unlink()
    written("native", path, *(labelled(text, records, name) for name, text, records in given))
    return path


def _tag(text: str, start: int, end: int, id: str = "m1", type: str = "PER") -> Record:
    return Entity(id, type, span(text, (start, end)))


def _import(source: Path, into: Path, **options: Any) -> Taken:
    return import_(replace(Intake(source, "native", into), **options))


def test_articles_and_sidecars_are_made(tmp_path: Path) -> None:
    source = _source(tmp_path, ("news.txt", HARD_TEXT, [_tag(HARD_TEXT, 0, 6)]))
    taken = _import(source, tmp_path / "in")
    assert (taken.articles, taken.sidecars, taken.records, taken.troubles) == (1, 1, 1, [])
    article = read_article(tmp_path / "in" / "news.txt")
    assert article.text == HARD_TEXT
    opened = open_sheet(tmp_path / "in" / "news.txt.annotator-a.tags.json", article)
    assert opened.read_only is None
    assert told(opened.sheet) == told([_tag(HARD_TEXT, 0, 6)])


def test_whose_tags_they_are_can_be_said(tmp_path: Path) -> None:
    source = _source(tmp_path, ("news.txt", PLAIN_TEXT, []))
    _import(source, tmp_path / "in", annotator="Jörg Müller")
    assert (tmp_path / "in" / "news.txt.joerg-mueller.tags.json").exists()


def test_what_is_there_is_named_and_left(tmp_path: Path) -> None:
    into = tmp_path / "in"
    into.mkdir()
    (into / "news.txt").write_text("Another text.")
    source = _source(tmp_path, ("news.txt", PLAIN_TEXT, []), ("other.txt", PLAIN_TEXT, []))
    taken = _import(source, into)
    assert len(taken.conflicts) == 1
    assert "news.txt is there already: it has another text" in taken.conflicts[0]
    assert (into / "news.txt").read_text() == "Another text."
    assert (into / "other.txt").exists()
    assert not list(into.glob("news.txt.*"))
    again = _import(source, into)
    assert len(again.conflicts) == 2
    assert "--merge" in again.conflicts[1]


def test_an_article_can_be_renamed(tmp_path: Path) -> None:
    into = tmp_path / "in"
    into.mkdir()
    (into / "news.txt").write_text("Another text.")
    source = _source(tmp_path, ("news.txt", PLAIN_TEXT, [_tag(PLAIN_TEXT, 0, 6)]))
    assert _import(source, into, existing="rename").conflicts == []
    assert (into / "news-2.txt").read_text() == PLAIN_TEXT
    assert (into / "news-2.txt.annotator-a.tags.json").exists()


def test_two_articles_of_one_name_and_another_text_are_a_conflict(tmp_path: Path) -> None:
    source = _source(tmp_path, ("news.txt", PLAIN_TEXT, []), ("/b/news.txt", HARD_TEXT, []))
    taken = _import(source, tmp_path / "in")
    assert "another article of this source has that name" in taken.conflicts[0]
    assert _import(source, tmp_path / "again", existing="rename").articles == 2


def test_a_merge_adds_what_is_new_and_leaves_what_differs(tmp_path: Path) -> None:
    into = tmp_path / "in"
    _import(_source(tmp_path, ("news.txt", PLAIN_TEXT, [_tag(PLAIN_TEXT, 0, 6)])), into)
    new = [_tag(PLAIN_TEXT, 0, 6, type="ORG"), _tag(PLAIN_TEXT, 11, 18, "m2")]
    taken = _import(_source(tmp_path, ("news.txt", PLAIN_TEXT, new)), into, existing="merge")
    assert "1 records are there in another version, such as m1" in taken.conflicts[0]
    article = read_article(into / "news.txt")
    sheet = open_sheet(into / "news.txt.annotator-a.tags.json", article).sheet
    assert {(r.id, r.type) for r in sheet if isinstance(r, Entity)} == {("m1", "PER"), ("m2", "PER")}


def test_a_text_that_begins_with_a_mark_of_order_keeps_it(tmp_path: Path) -> None:
    text = "\ufeffTwo marks"
    _import(_source(tmp_path, ("news.txt", text, [_tag(text, 1, 4)])), tmp_path / "in")
    article = read_article(tmp_path / "in" / "news.txt")
    assert article.text == text
    assert open_sheet(tmp_path / "in" / "news.txt.annotator-a.tags.json", article).read_only is None


def test_what_could_not_be_opened_again_is_not_left_behind(tmp_path: Path) -> None:
    source = _source(tmp_path, ("news.txt", "\x00\x01\x02\x03" * 50, []))
    taken = _import(source, tmp_path / "in")
    assert [t.done for t in taken.troubles] == ["the article was left out"]
    assert list((tmp_path / "in").iterdir()) == []


def test_breaking_off_keeps_whole_what_was_made(tmp_path: Path) -> None:
    source = _source(tmp_path, *((f"{n}.txt", PLAIN_TEXT, [_tag(PLAIN_TEXT, 0, 6)]) for n in range(5)))

    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_(Intake(source, "native", tmp_path / "in"), stop)
    names = sorted(p.name for p in (tmp_path / "in").iterdir())
    assert names == [f"{n}.txt{end}" for n in range(2) for end in ("", ".annotator-a.tags.json")]
    for path in (tmp_path / "in").glob("*.tags.json"):
        assert len(json.loads(path.read_text("utf-8"))["records"]) == 1


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="no such file or folder"):
        _import(tmp_path / "nowhere.jsonl", tmp_path / "in")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("news.txt", "news.txt"),
        ("../../etc/passwd", "passwd.txt"),
        ("/etc/cron.d/x", "x.txt"),
        ("C:\\Windows\\system32\\evil.txt", "evil.txt"),
        ("..", "article.txt"),
        ("", "article.txt"),
        (".hidden.txt", "hidden.txt"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz.txt"),
        ("trailing. . ", "trailing.txt"),
        ("Bericht.MD", "Bericht.md"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("\u202etxt.exe", "_txt.exe.txt"),
        ("x" * 400, "x" * 150 + ".txt"),
        ("é" * 200 + ".txt", "é" * 75 + ".txt"),
        ("x" * 149 + " . y.txt", "x" * 149 + ".txt"),
        ("con." + "x" * 200, "_con." + "x" * 145 + ".txt"),
        ("con" + " " * 150 + "x", "_con.txt"),
        ("news.txt.annotator-a.tags.json", "news.txt.annotator-a.tags.json.txt"),
    ],
)
def test_names_become_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_every_name_is_one_plain_file_name(name: str) -> None:
    safe = safe_name(name)
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert safe.endswith((".txt", ".md"))
    assert len(safe.encode("utf-8", "replace")) <= 160
    assert safe_name(safe) == safe
    assert safe_path(safe_path(name)) == safe_path(name)


# -- drafts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stretches", "quote", "words"),
    [
        ([], None, "no place"),
        ([(-1, 2)], None, "outside the text"),
        ([(3, 3)], None, "empty"),
        ([(0, 10**9)], None, "outside the text"),
        ([(0, 2.0)], None, "no whole numbers"),
        ([(0, True)], None, "no whole numbers"),
        ([(7, 8)], None, "inside a character"),
        ([(0, 6)], "Lukasz", "where the article says “Łukasz”"),
    ],
)
def test_a_place_that_cannot_be_is_told(stretches: Any, quote: str | None, words: str) -> None:
    with pytest.raises(Misplaced, match=words):
        placed(HARD_TEXT, stretches, quote)


def test_a_quote_may_break_its_lines_otherwise() -> None:
    text = "met\r\nAnna … again"
    assert placed(text, [(0, 9)], "met Anna")[0].quote == "met\r\nAnna"
    assert len(placed(text, [(0, 3), (12, 17)], "met … again")) == 2


def test_drafts_report_what_does_not_fit_and_take_the_rest() -> None:
    drafts = Drafts(PLAIN_TEXT, "source.json", "news.txt")
    assert drafts.mention("entity", "T1", "PER", [(0, 6)], quote="Lavrov")
    assert drafts.mention("event", "E1", "CONSULT", [(7, 10)])
    assert drafts.argument("E1", "actor", "T1")
    assert not drafts.mention("entity", "T1", "PER", [(11, 18)], place="line 2")
    assert not drafts.mention("entity", "T2", "", [(11, 18)], place="line 3")
    assert not drafts.argument("E1", "actor", "T9", place="line 4")
    assert not drafts.argument("E1", "actor", "T1", place="line 5")
    assert not drafts.argument("T1", "actor", "E1", place="line 6")
    assert not drafts.relation("R1", "KNOWS", [("a", "T1"), ("b", "T9")], place="line 7")
    assert not drafts.refer("T1", "I1", place="line 8")
    assert not drafts.zone("Z1", "quote", [(5, 2)], place="line 9")
    assert [t.place for t in drafts.troubles] == [f"line {n}" for n in range(2, 10)]
    assert all(t.file == "source.json" and t.message and t.done for t in drafts.troubles)
    records = drafts.finish()
    assert {r.kind for r in records} == {"entity", "event"}
    again = Drafts(PLAIN_TEXT, "source.json", "news.txt")
    again.mention("entity", "T1", "PER", [(0, 6)])
    assert again.finish()[0].id == next(r.id for r in records if r.kind == "entity")
    assert derived_id("entity", "a", "b") != derived_id("entity", "ab", "")
