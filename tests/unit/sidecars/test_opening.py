"""Opening sheets: editable, read-only with a reason, or an error; never an empty sheet instead of a broken file."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.annotations.sheet import Sheet
from annotator.articles.reading import read_article
from annotator.sidecars.header import ArticleStamp, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.opening import open_sheet, recorded_encoding
from annotator.sidecars.problems import ForeignSidecar, QuoteMismatch, SidecarError
from tests.unit.sidecars.material import TEXT, article, article_of, header, one_of_each, write_sidecar


def test_without_a_sidecar_there_is_an_empty_sheet(tmp_path: Path) -> None:
    of = article(tmp_path)
    stamp = TagsetStamp("plover", "0.8", "00")
    opened = open_sheet(tmp_path / "news.txt.ann.tags.json", of, name="Ann", tagset=stamp)
    assert opened.sheet == Sheet()
    assert (opened.header.annotator, opened.header.name, opened.header.tagset) == ("ann", "Ann", stamp)
    assert opened.header.article == ArticleStamp.of(of)
    assert not opened.exists
    assert opened.read_only is None
    assert [p.name for p in tmp_path.iterdir()] == ["news.txt"]


def test_a_sidecar_is_opened_with_its_own_header(tmp_path: Path) -> None:
    of = article(tmp_path)
    path = write_sidecar(of, one_of_each())
    opened = open_sheet(path, of, name="other")
    assert opened.sheet == Sheet.of(one_of_each())
    assert opened.header == header(of)
    assert (opened.read_only, opened.notices, opened.exists) == (None, (), True)


def test_a_changed_article_whose_quotes_stand_can_be_tagged(tmp_path: Path) -> None:
    path = write_sidecar(article(tmp_path), one_of_each())
    opened = open_sheet(path, article(tmp_path, TEXT + "More.\n"))
    assert opened.read_only is None
    assert len(opened.notices) == 1


def test_a_changed_article_whose_quotes_moved_is_only_looked_at(tmp_path: Path) -> None:
    path = write_sidecar(article(tmp_path), one_of_each())
    opened = open_sheet(path, article(tmp_path, "👍" + TEXT))
    assert opened.read_only is not None
    assert "4 of 9" in opened.read_only
    assert len(opened.sheet) == 9


def test_another_encoding_than_recorded_is_only_looked_at(tmp_path: Path) -> None:
    path = write_sidecar(article(tmp_path), one_of_each())
    opened = open_sheet(path, replace(article_of(), text="Ã" + TEXT, encoding="cp1252"))
    assert opened.read_only is not None
    assert "cp1252" in opened.read_only


def test_a_byte_order_mark_added_or_taken_away_leaves_every_tag_at_its_place(tmp_path: Path) -> None:
    path = write_sidecar(article(tmp_path), one_of_each())
    news = tmp_path / "news.txt"
    for data, encoding in ((codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"), (TEXT.encode(), "utf-8")):
        news.write_bytes(data)
        of = read_article(news, encoding=recorded_encoding(path))
        opened = open_sheet(path, of)
        assert (of.text, of.encoding, opened.read_only) == (TEXT, encoding, None)
        renewed = opened.image.with_header(opened.header.renewed(of))
        path.write_bytes(bytes(renewed))
        assert recorded_encoding(path) == encoding
        assert open_sheet(path, of).notices == ()


@pytest.mark.parametrize("recorded", ["latin-1", "iso-8859-1", "L1", "ISO8859-1"])
def test_another_name_of_the_same_encoding_is_not_called_another_encoding(
    tmp_path: Path, recorded: str
) -> None:
    path = write_sidecar(article(tmp_path), one_of_each())
    path.write_bytes(path.read_bytes().replace(b'"encoding":"utf-8"', f'"encoding":"{recorded}"'.encode()))
    of = read_article(tmp_path / "news.txt", encoding=recorded_encoding(path))
    assert of.encoding == "iso8859-1"
    with pytest.raises(QuoteMismatch, match=f"is read as {recorded}, which “encoding” in the sidecar says"):
        open_sheet(path, of)


def test_wrong_quotes_on_the_very_bytes_are_an_error(tmp_path: Path) -> None:
    of = article(tmp_path)
    path = write_sidecar(of, one_of_each())
    path.write_bytes(path.read_bytes().replace(b'"quote":"Pr', b'"quote":"Br'))
    with pytest.raises(QuoteMismatch) as caught:
        open_sheet(path, of)
    assert (caught.value.path, caught.value.line) == (path, 15)
    assert "m1" in str(caught.value)


def test_a_newer_sidecar_is_only_looked_at(tmp_path: Path) -> None:
    of = article(tmp_path)
    path = write_sidecar(of, one_of_each())
    data = path.read_bytes().replace(b'"version":1', b'"version":2')
    path.write_bytes(data)
    opened = open_sheet(path, of)
    assert opened.read_only is not None
    assert "version 2" in opened.read_only
    assert len(opened.sheet) == 9
    value = json.loads(data)
    value["records"] = {"new": "layout"}
    path.write_text(json.dumps(value))
    opened = open_sheet(path, of)
    assert opened.read_only is not None
    assert len(opened.sheet) == 0


@pytest.mark.parametrize("data", [b"", b"{", b"{}", b"[1]", b"\x00\xff"])
def test_a_broken_or_foreign_file_is_an_error_and_left_alone(data: bytes, tmp_path: Path) -> None:
    of = article(tmp_path)
    path = tmp_path / "news.txt.annotator-a.tags.json"
    path.write_bytes(data)
    with pytest.raises(SidecarError) as caught:
        open_sheet(path, of)
    assert caught.value.path == path
    assert path.read_bytes() == data


def test_file_name_and_header_must_agree(tmp_path: Path) -> None:
    of = article(tmp_path)
    path = tmp_path / "news.txt.other.tags.json"
    path.write_bytes(bytes(Image.of(header(of), one_of_each())))
    with pytest.raises(ForeignSidecar, match="annotator-a"):
        open_sheet(path, of)
    with pytest.raises(ForeignSidecar):
        open_sheet(tmp_path / "other.json", of)


def test_the_recorded_encoding_is_told(tmp_path: Path) -> None:
    path = write_sidecar(article(tmp_path), one_of_each())
    assert recorded_encoding(path) == "utf-8"
    assert recorded_encoding(tmp_path / "missing") is None
    path.write_bytes(b"{")
    assert recorded_encoding(path) is None
