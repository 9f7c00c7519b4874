"""Reports on real folders: who is compared, what is left out and why, chains across articles, several annotators."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from annotator.annotations.records import Entity, Event, Instance, Record, Zone, span
from annotator.articles.article import Article
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.review.agreement import counting
from annotator.review.agreement.counting import LeftOut, Plan, count_article
from annotator.review.agreement.meaning import CLASSES, MEASURES
from annotator.review.agreement.report import Comparison, Report, agree
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.names import sidecar_name
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from annotator.tagsets.model import Tagset
from tests.samples import sample_tagset

SEEDS = Path(__file__).parents[4] / "seeds"
TEXT = "Łukasz 👩‍🚀 met\r\nMs Çelik in שלום today; both signed."
TAGSET = sample_tagset()


def write(
    folder: Path,
    annotator: str,
    *records: Record,
    name: str = "news.txt",
    text: str = TEXT,
    tagset: TagsetStamp | None = None,
    status: str = "done",
) -> Path:
    """Writes an article, if there is none, and a sheet on it."""
    path = folder / name
    if not path.exists():
        path.write_bytes(text.encode())
    article = read_article(path)
    stamp = tagset or TagsetStamp("sample", "1", TAGSET.sha256)
    header = Header(annotator, annotator, ArticleStamp.of(article), stamp, status)  # type: ignore[arg-type]
    sidecar = folder / sidecar_name(name, annotator)
    sidecar.write_bytes(bytes(Image.of(header, records)))
    return sidecar


def person(id: str, start: int, end: int, *instances: str) -> Entity:
    return Entity(id, "PER", span(TEXT, (start, end)), instances=instances)


def report(folder: Path, *sheets: str, tagset: Tagset = TAGSET, **options: object) -> Report:
    return agree(scan(folder), tagset, sheets=sheets, **options)  # type: ignore[arg-type]


def f1(comparison: Comparison, measure: str, type: str = "") -> float | None:
    found = comparison.measure(measure, type)
    assert found is not None, measure
    return found.f1


def test_the_two_of_the_seeds() -> None:
    found = agree(scan(SEEDS), shipped.load())
    assert [(c.one, c.other, c.articles) for c in found.pairs] == [("annotator-a", "annotator-b", 5)]
    assert found.against == ()
    assert found.left_out == ()
    pair = found.pairs[0]
    assert all(m.measure in MEASURES for m in (*pair.measures, *pair.by_type))
    # What is made of sets has no order of its own.
    order = [(list(MEASURES).index(m.measure), m.type) for m in pair.by_type]
    assert order == sorted(order)
    assert [c.name for c in pair.classes] == list(CLASSES)
    for m in pair.measures:
        assert m.f1 is not None
        assert 0 < m.f1 <= 1
        if m.interval is not None:
            assert m.interval.low <= m.f1 <= m.interval.high, m
    strict = pair.measure("mention.strict")
    assert strict is not None
    assert strict.one == sum(c.count for c in pair.confusion if c.one and c.kind != "zone")
    sizes = [m.one for a in pair.by_article for m in a.measures if m.measure == "mention.strict"]
    assert sum(sizes) == strict.one
    types = [m for m in pair.by_type if m.measure in ("entity.strict", "event.strict")]
    assert sum(m.one for m in types) == strict.one


def test_each_is_compared_with_gold_which_comes_first(tmp_path: Path) -> None:
    write(tmp_path, "gold", person("g1", 0, 6), person("g2", 19, 24))
    write(tmp_path, "anna", person("a1", 0, 6))
    write(tmp_path, "ben", person("b1", 0, 6), person("b2", 19, 24))
    found = report(tmp_path)
    assert [(c.one, c.other) for c in found.pairs] == [("anna", "ben")]
    assert found.reference == "gold"
    assert [(c.one, c.other, f1(c, "entity.strict")) for c in found.against] == [
        ("gold", "anna", pytest.approx(2 / 3)),
        ("gold", "ben", 1.0),
    ]
    anna = found.against[0].measure("entity.strict")
    assert anna is not None
    assert (anna.recall, anna.precision) == (0.5, 1.0)
    assert report(tmp_path, against="").against == ()
    alone = report(tmp_path, "anna", against="ben")
    assert [(c.one, c.other) for c in alone.comparisons] == [("ben", "anna")]


def test_three_annotators_are_compared_pair_by_pair_and_together(tmp_path: Path) -> None:
    for annotator, status in (("anna", "future"), ("ben", "future"), ("cleo", "actual")):
        at = annotator[0]
        events = [
            Event(f"{at}1", "CONSULT", span(TEXT, (11, 14)), attributes={"status": status}),
            Event(f"{at}2", "ACCUSE", span(TEXT, (46, 52))),
        ]
        write(tmp_path, annotator, *(events if annotator != "ben" else events[:1]))
    found = report(tmp_path)
    assert [(c.one, c.other) for c in found.pairs] == [("anna", "ben"), ("anna", "cleo"), ("ben", "cleo")]
    together = {(v.kind, v.attribute): v for v in found.together}
    told = together["event", "status"]
    assert told.units == 2
    assert told.observed == pytest.approx((1 / 3 + 1) / 2)
    assert told.cohen is None
    # Values of two units with three and two of them: future, future, actual; actual, actual.
    assert told.alpha == pytest.approx(1 - (5 - 1) * 2 / (2 * 3 + 3 * 2))
    assert together["event", ""].observed == 1.0


def test_only_sheets_of_the_same_text_are_compared(tmp_path: Path) -> None:
    write(tmp_path, "anna", person("a1", 0, 6), name="one.txt")
    (tmp_path / "one.txt").write_bytes((TEXT + " More.").encode())
    for annotator in ("ben", "cleo"):
        write(tmp_path, annotator, person(f"{annotator[0]}1", 0, 6), name="one.txt")
    found = report(tmp_path)
    assert [(c.one, c.other) for c in found.pairs] == [("ben", "cleo")]
    assert found.left_out == (LeftOut("one.txt", "anna", "it was made on another version of the text"),)


def test_what_cannot_be_read_is_listed_and_the_rest_compared(tmp_path: Path) -> None:
    for annotator in ("anna", "ben", "cleo", "dora"):
        write(tmp_path, annotator, person(f"{annotator[0]}1", 0, 6))
    (tmp_path / "news.txt.cleo.tags.json").write_text("{broken", encoding="utf-8")
    dora = tmp_path / "news.txt.dora.tags.json"
    dora.write_text(dora.read_text("utf-8").replace('"version":1', '"version":99'), encoding="utf-8")
    write(tmp_path, "anna", name="gone.txt")
    write(tmp_path, "ben", name="gone.txt")
    (tmp_path / "gone.txt").write_bytes(b"%PDF-1.7\x00\x01\x02\x03\x04\x05\x06\x07\x08" * 9)
    found = report(tmp_path)
    assert [(c.one, c.other, c.articles) for c in found.pairs] == [("anna", "ben", 1)]
    reasons = {(left.article, left.annotator): left.reason for left in found.left_out}
    assert reasons.keys() == {("news.txt", "cleo"), ("news.txt", "dora"), ("gone.txt", "")}
    assert all(reasons.values())


def test_a_sheet_whose_quotes_no_longer_stand_is_listed(tmp_path: Path) -> None:
    write(tmp_path, "anna", person("a1", 0, 6))
    (tmp_path / "news.txt").write_bytes(("So " + TEXT).encode())
    write(tmp_path, "ben", Entity("b1", "PER", span("So " + TEXT, (3, 9))))
    write(tmp_path, "cleo", Entity("c1", "PER", span("So " + TEXT, (3, 9))))
    found = report(tmp_path)
    assert [(left.annotator, "no longer stand" in left.reason) for left in found.left_out] == [("anna", True)]
    assert [(c.one, c.other) for c in found.pairs] == [("ben", "cleo")]


def test_a_differing_tagset_and_unfinished_sheets_are_said(tmp_path: Path) -> None:
    write(tmp_path, "anna", person("a1", 0, 6))
    write(
        tmp_path, "ben", person("b1", 0, 6), tagset=TagsetStamp("other", "2", "f" * 64), status="in-progress"
    )
    notes = " ".join(report(tmp_path).notes)
    assert "not all made with the same tagset" in notes
    assert "other 2" in notes
    assert "1 of ben" in notes
    with_done = report(tmp_path, finished_only=True)
    assert with_done.pairs == ()
    assert [left.reason for left in with_done.left_out] == ["it is not marked done"]
    assert "No article has two sheets" in with_done.notes[0]


def test_a_tagset_that_only_was_edited_is_not_called_another_one(tmp_path: Path) -> None:
    edited = TagsetStamp(TAGSET.id, TAGSET.version, "f" * 64)
    write(tmp_path, "anna", person("a1", 0, 6), tagset=edited)
    write(tmp_path, "ben", person("b1", 0, 6), tagset=edited)
    named = f"{TAGSET.id} {TAGSET.version}"
    said = f"Some sheets were made with another edition than the {named} that is used here."
    assert report(tmp_path).notes == (said,)
    other = TagsetStamp("other", "2", "f" * 64)
    write(tmp_path, "anna", person("a1", 0, 6), tagset=other)
    write(tmp_path, "ben", person("b1", 0, 6), tagset=other)
    assert report(tmp_path).notes == (said.replace("edition", "tagset"),)


def test_mentions_in_zones_that_are_not_gold_are_left_out_but_the_zones_are_compared(tmp_path: Path) -> None:
    not_gold = next(zone.id for zone in TAGSET.zones if not zone.gold)
    zone = Zone("z1", not_gold, span(TEXT, (16, 24)))
    write(tmp_path, "anna", person("a1", 0, 6), person("a2", 19, 24), zone)
    write(tmp_path, "ben", person("b1", 0, 6), Zone("z2", not_gold, span(TEXT, (16, 24))))
    pair = report(tmp_path).pairs[0]
    assert f1(pair, "entity.strict") == 1.0
    assert f1(pair, "zone.strict") == 1.0


def test_chains_are_pooled_over_articles_within_and_joined_across(tmp_path: Path) -> None:
    # Both see one person in either article; only anna knows that it is the same one.
    for name in ("one.txt", "two.txt"):
        instances = Instance("ix", "entity", "PER", "Łukasz"), Instance(f"i{name[:3]}", "entity", "PER", "Ł.")
        write(tmp_path, "anna", person("a1", 0, 6, "ix"), person("a2", 19, 24, "ix"), instances[0], name=name)
        both = (person("b1", 0, 6, instances[1].id), person("b2", 19, 24, instances[1].id))
        write(tmp_path, "ben", *both, instances[1], name=name)
    pair = report(tmp_path).pairs[0]
    assert f1(pair, "entity-chains.muc") == 1.0
    across = pair.measure("entity-chains-across.muc")
    assert across is not None
    assert across.recall == pytest.approx(2 / 3)
    assert across.precision == 1.0
    assert f1(pair, "entity-chains-across.conll") != 1.0


def test_an_article_is_read_once_and_in_the_encoding_of_its_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(path: Path, *, encoding: str | None = None) -> Article:
        read.append(path.name)
        return read_article(path, encoding=encoding)

    monkeypatch.setattr(counting, "read_article", reading)
    for annotator in ("anna", "ben", "cleo"):
        write(tmp_path, annotator, person(f"{annotator[0]}1", 0, 6))
    assert len(report(tmp_path).pairs) == 3
    assert read == ["news.txt"]
    latin = tmp_path / "latin"
    latin.mkdir()
    (latin / "news.txt").write_bytes("Müller traf Weiß in Köln. Café, déjà vu.".encode("cp1252"))
    article = read_article(latin / "news.txt", encoding="cp1252")
    for annotator in ("anna", "ben"):
        record = Entity(f"{annotator[0]}1", "PER", span(article.text, (0, 6)))
        header = Header(annotator, annotator, ArticleStamp.of(article), TagsetStamp(), "done")
        (latin / sidecar_name("news.txt", annotator)).write_bytes(bytes(Image.of(header, [record])))
    assert f1(report(latin).pairs[0], "entity.strict") == 1.0


def test_what_was_counted_in_an_article_can_be_sent_between_processes(tmp_path: Path) -> None:
    for annotator in ("anna", "ben", "cleo"):
        write(
            tmp_path, annotator, person(f"{annotator[0]}1", 0, 6, "i1"), Instance("i1", "entity", "PER", "Ł.")
        )
    found = count_article(scan(tmp_path).articles[0], Plan(("anna", "ben", "cleo"), "", TAGSET))
    assert len(found.pairs) == 3
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    ("sheets", "against", "words"),
    [
        (["nobody"], None, "there are no sheets of “nobody”; there are sheets of: anna (1), ben (1)"),
        ([], "gold", "there is no gold yet"),
        (["anna"], None, "it takes two sheets to compare"),
        (["anna"], "anna", "it takes two sheets to compare"),
    ],
)
def test_what_cannot_be_compared_names_the_choices(
    tmp_path: Path, sheets: list[str], against: str | None, words: str
) -> None:
    write(tmp_path, "anna", person("a1", 0, 6))
    write(tmp_path, "ben", person("b1", 0, 6))
    with pytest.raises(AnnotatorError) as refused:
        report(tmp_path, *sheets, against=against)
    assert words in refused.value.message


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError) as refused:
        report(tmp_path)
    assert "there are no sidecars here" in refused.value.message


def test_the_reading_of_a_folder_can_be_broken_off(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        told.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report(tmp_path / "seeds", tagset=shipped.load(), progress=progress)
    assert told == [(0, 6), (1, 6), (2, 6)]
