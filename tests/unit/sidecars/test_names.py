"""Names of sidecars and annotators."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.sidecars.names import (
    RESERVED,
    SidecarName,
    Storage,
    check_annotator,
    is_annotator,
    parse_sidecar_name,
    sidecar_name,
    slug,
)
from annotator.sidecars.problems import SidecarError


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("Jörg Müller", "joerg-mueller"),
        ("Zoë  O'Brien ", "zoe-o-brien"),
        ("ana_maria-2", "ana_maria-2"),
        ("Łukasz Strauß", "lukasz-strauss"),
        ("Gold", "gold-annotator"),
        ("-- x --", "x"),
        ("a" * 50, "a" * 32),
    ],
)
def test_a_typed_name_becomes_a_part_of_a_file_name(typed: str, part: str) -> None:
    assert slug(typed) == part


@given(st.text())
def test_every_typed_name_gives_a_possible_one(typed: str) -> None:
    part = slug(typed)
    assert is_annotator(part)
    assert part not in RESERVED
    assert check_annotator(part) == part
    assert slug(typed) == part


def test_names_without_latin_letters_stay_apart() -> None:
    assert slug("李小龍") != slug("王五")
    assert slug("李小龍").startswith("annotator-")


@pytest.mark.parametrize("name", ["gold", "all", "none", "", "Ann", "a b", "-a", "a" * 33, "ä", "a/b", "a.b"])
def test_impossible_and_reserved_names_are_refused(name: str) -> None:
    with pytest.raises(SidecarError):
        check_annotator(name)


@pytest.mark.parametrize("article", ["a.txt", "Wahl 2026.MD", "a.txt.b.txt", "日本.txt", "x.annotator-a.md"])
def test_a_sidecars_name_is_read_back(article: str) -> None:
    name = sidecar_name(article, "annotator-a")
    assert parse_sidecar_name(name) == SidecarName(article, "annotator-a")
    assert str(SidecarName(article, "annotator-a")) == name


@pytest.mark.parametrize(
    "name", ["a.txt", "a.txt.tags.json", "a.txt.A.tags.json", "a.txt.a.tags.json.bak", ".a.tags.json"]
)
def test_other_names_are_no_sidecars(name: str) -> None:
    assert parse_sidecar_name(name) is None


def test_gold_can_be_a_sidecar_though_nobody_is_called_so() -> None:
    assert parse_sidecar_name(sidecar_name("a.txt", "gold")) == SidecarName("a.txt", "gold")


def test_sidecars_are_kept_elsewhere_under_the_same_relative_path(tmp_path: Path) -> None:
    articles, kept = tmp_path / "news", tmp_path / "kept"
    (articles / "sub").mkdir(parents=True)
    storage = Storage(articles, kept)
    path = storage.sidecar(articles / "sub" / "a.txt", "ann")
    assert path == storage.root / "sub" / "a.txt.ann.tags.json"
    assert path.is_relative_to(kept)
    assert storage.root != Storage(tmp_path, kept).root
    assert Storage(articles).sidecar(articles / "a.txt", "ann") == articles / "a.txt.ann.tags.json"
    with pytest.raises(SidecarError):
        storage.sidecar(tmp_path / "b.txt", "ann")


def test_a_sidecar_beside_the_article_is_found_until_one_is_kept_elsewhere(tmp_path: Path) -> None:
    storage = Storage(tmp_path, tmp_path / "kept")
    article = tmp_path / "a.txt"
    beside = tmp_path / "a.txt.ann.tags.json"
    assert storage.found(article, "ann") == storage.sidecar(article, "ann")
    beside.touch()
    assert storage.found(article, "ann") == beside
    storage.sidecar(article, "ann").parent.mkdir(parents=True)
    storage.sidecar(article, "ann").touch()
    assert storage.found(article, "ann") == storage.sidecar(article, "ann")
