"""Listing folders: names and stamps only, whatever lies there."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from annotator.sidecars.names import Storage
from annotator.sidecars.problems import SidecarError
from annotator.sidecars.workspace import difference, natural_key, scan
from tests.unit.sidecars.material import article, one_of_each, write_sidecar


def names(folder: Path, storage: Storage | None = None) -> list[str]:
    return [a.name for a in scan(folder, storage).articles]


def fill(folder: Path, *files: str) -> None:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_articles_of_all_folders_in_natural_order(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "10.txt",
        "2.txt",
        "Über.md",
        "a/b/3.TXT",
        "a/1.txt",
        "b.json",
        "c.txt.bak",
        ".git/x.txt",
        ".h.txt",
    )
    (tmp_path / "folder.txt").mkdir()
    fill(tmp_path, "folder.txt/in.txt")
    assert names(tmp_path) == ["2.txt", "10.txt", "a/1.txt", "a/b/3.TXT", "folder.txt/in.txt", "Über.md"]


def test_sidecars_belong_to_the_article_in_their_folder(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "a.txt",
        "a.txt.ann.tags.json",
        "a.txt.gold.tags.json",
        "b.md",
        "s/a.txt",
        "s/b.md.bob.tags.json",
    )
    listing = scan(tmp_path)
    assert [(a.name, a.annotators) for a in listing.articles] == [
        ("a.txt", ("ann", "gold")),
        ("b.md", ()),
        ("s/a.txt", ()),
    ]
    assert [(o.path.name, o.article, o.annotator) for o in listing.orphans] == [
        ("b.md.bob.tags.json", "b.md", "bob")
    ]
    own = listing.articles[0].sidecar("ann")
    assert own is not None
    assert own.path == tmp_path / "a.txt.ann.tags.json"
    assert listing.articles[0].sidecar("x") is None
    assert listing.article(tmp_path / "s" / "a.txt") is listing.articles[2]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_loops_and_dangling_links_are_safe(tmp_path: Path) -> None:
    fill(tmp_path, "a/x.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "link.txt").symlink_to(Path("a", "x.txt"))
    assert names(tmp_path) == ["a/x.txt", "gone.txt", "link.txt"]


def test_a_single_file_can_be_opened(tmp_path: Path) -> None:
    of = article(tmp_path)
    fill(tmp_path, "other.txt", "other.txt.ann.tags.json")
    write_sidecar(of, one_of_each())
    listing = scan(of.path)
    assert listing.folder == tmp_path
    assert [(a.name, a.annotators) for a in listing.articles] == [("news.txt", ("annotator-a",))]
    assert listing.orphans == ()
    with pytest.raises(SidecarError):
        scan(tmp_path / "missing.txt")


def test_sidecars_kept_elsewhere_are_found_and_win(tmp_path: Path) -> None:
    folder, storage = tmp_path / "news", Storage(tmp_path / "news", tmp_path / "kept")
    fill(folder, "a.txt", "s/b.txt", "a.txt.ann.tags.json", "a.txt.bob.tags.json")
    for name in ("a.txt", "s/b.txt"):
        kept = storage.sidecar(folder / name, "ann")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch()
    listing = scan(folder, storage)
    assert [(a.name, a.annotators) for a in listing.articles] == [
        ("a.txt", ("ann", "bob")),
        ("s/b.txt", ("ann",)),
    ]
    own = listing.articles[0].sidecar("ann")
    assert own is not None
    assert own.path == storage.sidecar(folder / "a.txt", "ann")
    assert listing.orphans == ()
    assert scan(folder / "s" / "b.txt", storage).articles[0].annotators == ("ann",)


def test_what_happened_between_two_listings(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.txt", "c.txt", "d.txt")
    before = scan(tmp_path)
    assert not difference(before, scan(tmp_path))
    (tmp_path / "a.txt").rename(tmp_path / "z.txt")
    (tmp_path / "b.txt").unlink()
    (tmp_path / "c.txt").write_text("longer than before")
    fill(tmp_path, "d.txt.ann.tags.json", "new.txt")
    change = difference(before, scan(tmp_path))
    assert change
    assert [(old.name, new.name) for old, new in change.renamed] == [("a.txt", "z.txt")]
    assert [a.name for a in change.removed] == ["b.txt"]
    assert [a.name for a in change.added] == ["new.txt"]
    assert [new.name for _, new in change.changed] == ["c.txt", "d.txt"]


def test_ten_thousand_files_are_listed_quickly(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number}.txt").touch()
    began = time.perf_counter()
    assert len(scan(tmp_path).articles) == 10_000
    assert time.perf_counter() - began < 2


def test_numbers_sort_as_numbers() -> None:
    assert sorted(["b10", "b9", "10", "9a", "a/2", "a/10", "B1", ""], key=natural_key) == [
        *("", "9a", "10", "a/2", "a/10", "B1", "b9", "b10"),
    ]
