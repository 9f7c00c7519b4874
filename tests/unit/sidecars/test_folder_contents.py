"""What the files of a folder hold: the catalogue, the instances across it, checks and counts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.annotations.records import Instance, Zone, span
from annotator.sidecars.catalogue import Catalogue, adopters, rehome
from annotator.sidecars.header import Header
from annotator.sidecars.image import Image
from annotator.sidecars.problems import SidecarError
from annotator.sidecars.referents import Referents
from annotator.sidecars.survey import check, statistics
from annotator.sidecars.workspace import ArticleFile, scan
from tests.unit.sidecars.material import AT, TEXT, article, entity, header, one_of_each, write_sidecar

TITLED = "Skip to content\n\n" + TEXT


def one(folder: Path, name: str = "news.txt") -> ArticleFile:
    found = scan(folder).article(folder / name)
    assert found is not None
    return found


def test_title_status_and_tags_are_shown(tmp_path: Path) -> None:
    of = article(tmp_path, TITLED)
    catalogue = Catalogue()
    details = catalogue.details(one(tmp_path), "annotator-a")
    assert (details.title, details.state, details.tags, details.problem) == (
        "Skip to content",
        "untouched",
        0,
        None,
    )
    zone = Zone("z1", "web", span(TITLED, (0, 15)))
    path = write_sidecar(
        of, [zone, entity("m1", 17, 28, TITLED, note='"kind":"entity"'), entity("m2", 29, 34, TITLED)]
    )
    details = catalogue.details(one(tmp_path), "annotator-a")
    assert (details.title, details.state, details.tags) == ("Präsidentin Núñez", "in-progress", 2)
    assert catalogue.details(one(tmp_path), "bob").state == "untouched"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "status": "done"}, indent=1))
    details = catalogue.details(one(tmp_path), "annotator-a")
    assert (details.state, details.tags) == ("done", 2)
    assert details.summaries[0].zones == ((0, 15),)
    path.write_bytes(b"{")
    details = catalogue.details(one(tmp_path), "annotator-a")
    assert details.state == "problem"
    assert details.problem


def test_files_are_read_again_only_when_they_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sidecar(article(tmp_path), one_of_each())
    catalogue, file = Catalogue(), one(tmp_path)
    first = catalogue.details(file, "annotator-a")
    path.unlink()
    (tmp_path / "news.txt").unlink()
    assert catalogue.details(file, "annotator-a") == first
    catalogue.forget([path, tmp_path / "news.txt"])
    assert catalogue.details(file, "annotator-a").state == "problem"
    assert first.tags == 3


def test_what_cannot_be_an_article_is_listed_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_bytes(b"\x00\x01\x02\x03" * 100)
    details = Catalogue().details(one(tmp_path), "ann")
    assert details.state == "problem"
    assert details.problem is not None
    assert "binary" in details.problem


def test_a_sidecar_without_its_article_finds_a_new_home(tmp_path: Path) -> None:
    of = article(tmp_path)
    write_sidecar(of, one_of_each())
    of.path.rename(tmp_path / "renamed.txt")
    article(
        tmp_path,
        "Something else entirely, but of about the same length as the other one is, so. " * 2,
        "b.txt",
    )
    listing = scan(tmp_path)
    (orphan,) = listing.orphans
    (home,) = adopters(orphan, listing.articles)
    assert home.name == "renamed.txt"
    rehome(orphan, home)
    assert scan(tmp_path).orphans == ()
    assert one(tmp_path, "renamed.txt").annotators == ("annotator-a",)
    (tmp_path / "c.txt.annotator-a.tags.json").write_bytes(b"{}")
    (orphan,) = scan(tmp_path).orphans
    assert adopters(orphan, listing.articles) == ()
    with pytest.raises(SidecarError):
        rehome(orphan, home)


def test_instances_are_gathered_across_articles(tmp_path: Path) -> None:
    shared = Instance("i1", "entity", "PER", "Núñez", at=AT)
    first, second = article(tmp_path), article(tmp_path, TEXT, "other.txt")
    write_sidecar(
        first, [shared, entity("m1", 12, 17, instances=("i1",)), entity("m2", 0, 11, instances=("i1", "i2"))]
    )
    other = replace(shared, name="Ana Núñez", at="2026-11-23T09:00:00Z")
    path = write_sidecar(second, [other, entity("m3", 12, 17, instances=("i1",))], "bob")
    referents = Referents()
    for _ in range(2):
        (found,) = referents.across(scan(tmp_path).articles)
        assert found.instance == other
        assert found.quotes == ("Núñez", "Präsidentin")
        assert found.articles == ("news.txt", "other.txt")
        assert found.annotators == ("annotator-a", "bob")
        assert found.differing
        path.write_text(json.dumps(json.loads(path.read_bytes()), indent=2))
        os.utime(path, (1, 1))
    path.write_bytes(b"broken")
    (found,) = referents.across(scan(tmp_path).articles)
    assert found.articles == ("news.txt",)


def test_checks_name_file_and_place(tmp_path: Path) -> None:
    good = article(tmp_path)
    known = write_sidecar(good, one_of_each())
    assert list(check(scan(tmp_path))) == []
    moved = article(tmp_path, TEXT, "moved.txt")
    stale = write_sidecar(moved, [entity("m1", 0, 5), Instance("i1", "entity", "ORG", "Núñez")])
    article(tmp_path, "x" + TEXT, "moved.txt")
    longer = article(tmp_path, TEXT, "longer.txt")
    renewed = write_sidecar(longer, [entity("m1", 0, 5)])
    article(tmp_path, TEXT + "x", "longer.txt")
    broken = write_sidecar(article(tmp_path, TEXT, "broken.txt"), one_of_each())
    broken.write_bytes(broken.read_bytes().replace(b'"start":24', b'"start":25'))
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02\x03" * 100)
    (tmp_path / "gone.txt.ann.tags.json").write_bytes(b"")
    found = {(f.path.name, f.severity, f.line) for f in check(scan(tmp_path))}
    assert (
        found
        == {
            (stale.name, "error", None),
            (known.name, "warning", None),
            (renewed.name, "warning", None),
            (broken.name, "error", 17),
            ("binary.txt", "error", None),
            ("gone.txt.ann.tags.json", "error", None),
        }
        or (stale.name, "warning", None) not in found
    )


def test_counts_by_type_annotator_and_status(tmp_path: Path) -> None:
    of = article(tmp_path)
    write_sidecar(of, one_of_each())
    done = Image.of(Header("bob", "Bob", header(of).article, status="done"), [entity("m1", 0, 5)])
    (tmp_path / "news.txt.bob.tags.json").write_bytes(bytes(done))
    article(tmp_path, TEXT, "other.txt")
    counted = statistics(scan(tmp_path))
    assert counted.articles == 2
    assert counted.annotators == ("annotator-a", "bob")
    assert counted.entities() == {"PER": 2, "span": 1}
    assert counted.entities("bob") == {"PER": 1}
    assert counted.events("annotator-a") == {"MEET": 1}
    assert counted.statuses("bob") == {"done": 1, "untouched": 1}
    assert counted.unreadable == ()
