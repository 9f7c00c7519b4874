"""The program's own JSONL holds everything."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.exchange import Labelled, SourceError
from tests.unit.formats.harness import articles, read, written


@given(articles())
def test_every_record_comes_back_as_it_was(article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        assert written("native", path, article, article) == []
        found, troubles = read("native", path)
    assert troubles == []
    assert [f.text for f in found] == [article.text] * 2
    assert sorted(found[0].records, key=lambda r: r.id) == sorted(article.sheet, key=lambda r: r.id)
    assert (found[0].name, found[0].annotator, found[0].status) == ("news.txt", "annotator-a", "done")


_HEAD = '{"format":"annotator-articles","version":1,"name":"a.txt","annotator":"x","status":"done",'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"format":"other"}', "its “format” is not"),
        ('{"format":"annotator-articles","version":2}', "its “version” is not 1"),
        ("[1]", "its “format” is not"),
        (_HEAD + '"text":3,"records":[]}', "it needs a “name”"),
        (_HEAD + '"text":"abc","records":[{"id":"m1","kind":"entity"}]}', "type"),
        (_HEAD + '"text":"abc","records":[{"id":"q","kind":"quark"}]}', "no kind of record"),
        (
            _HEAD
            + '"text":"abc","records":[{"id":"m1","kind":"entity","type":"PER","span":[{"start":0,"end":2,"quote":"xy"}]}]}',
            "where the article says “ab”",
        ),
        (
            _HEAD
            + '"text":"abc","records":[{"id":"m1","kind":"entity","type":"PER","span":[{"start":1,"end":9,"quote":"12345678"}]}]}',
            "lies outside the text",
        ),
        (
            _HEAD
            + '"text":"e\u0301a","records":[{"id":"m1","kind":"entity","type":"PER","span":[{"start":1,"end":2,"quote":"\u0301"}]}]}',
            "inside a character",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    _, troubles = read("native", path)
    assert len(troubles) == 1
    assert words in troubles[0].message
    assert troubles[0].place.startswith("line 2")


@pytest.mark.parametrize("line", ["{", '{"a":NaN}', '{"a":1,"a":2}', '"\\ud800"', "[" * 100_000, "\x00"])
def test_broken_json_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SourceError, match="broken JSON"):
        read("native", path)


@given(articles(), st.data())
def test_no_harm_to_a_line_gets_past_the_reader(article: Labelled, data: st.DataObject) -> None:
    """60 cases in development, 200 in CI: bytes cut out, put in and exchanged."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        written("native", path, article)
        line = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 6))):
            at = data.draw(st.integers(0, len(line)))
            length = data.draw(st.integers(0, 9))
            line[at : at + length] = data.draw(st.binary(max_size=6))
        path.write_bytes(bytes(line))
        with suppress(SourceError):
            found, troubles = read("native", path)
            for one in found:
                for record in one.records:
                    for part in getattr(record, "span", ()):
                        assert one.text[part.start : part.end] == part.quote
            assert all(t.message and t.done for t in troubles)


@given(st.binary(max_size=300))
def test_any_bytes_are_told(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        path.write_bytes(data)
        with suppress(SourceError):
            read("native", path)
