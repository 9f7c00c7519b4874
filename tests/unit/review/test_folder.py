"""A whole folder adjudicated as far as nobody has to choose: only gold is written, whole, and the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.records import Argument, Decision, Entity, Event, Instance, Record, Relation, span
from annotator.annotations.sheet import Sheet
from annotator.articles.reading import read_article
from annotator.review.deciding import Deciding, Gold
from annotator.review.folder import adjudicate, bring_in_line, chain_book
from annotator.review.ledger import Ledger
from annotator.review.lying import look_at
from annotator.review.participation import Participation, Terms
from annotator.review.rules import Rules
from annotator.review.units import Comparison
from annotator.sidecars.names import Storage
from annotator.sidecars.survey import check
from annotator.sidecars.workspace import scan
from tests.unit.review.folders import BRIEF, MUNICH, copy_of_seeds, everything, gold_of, put, sheet_of
from tests.unit.review.test_deciding import AUTHOR, TAGSET, facts

LATER = Author("reviewer", now=lambda: "2026-11-23T10:00:00Z")
TEXT = "Ada met Bo 👩‍🚀 in Čačak.\n"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return copy_of_seeds(tmp_path / "articles")


def _decisions(sheet: Sheet) -> set[str]:
    return {r.outcome for r in sheet if isinstance(r, Decision)}


def test_what_all_agree_on_becomes_gold_and_nothing_else_is_written(seeds: Path) -> None:
    before = everything(seeds)
    done = adjudicate(scan(seeds), TAGSET, AUTHOR)
    assert len(done.articles) == done.written == len(gold_of(seeds)) == 5
    assert done.waiting == ("tokyo-hayashi-stoltenberg.txt",)  # annotator-a alone
    assert done.taken > 200
    assert done.open == done.differences > 100
    assert done.chains > done.chains_open > 0
    assert not done.left
    assert everything(seeds) == before
    assert all(_decisions(sheet_of(seeds, a.article)) == {"agreed"} for a in done.articles)
    assert not [f for f in check(scan(seeds), TAGSET) if f.severity == "error"]


def test_a_second_run_gives_the_very_same_files(seeds: Path) -> None:
    adjudicate(scan(seeds), TAGSET, AUTHOR)
    first, stamps = gold_of(seeds), {p: p.stat().st_mtime_ns for p in seeds.iterdir()}
    again = adjudicate(scan(seeds), TAGSET, LATER)
    assert again.written == again.taken == 0
    assert gold_of(seeds) == first
    assert {p: p.stat().st_mtime_ns for p in seeds.iterdir()} == stamps


def test_gold_made_by_following_one_annotator_says_what_they_say(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", MUNICH, BRIEF)
    done = adjudicate(scan(folder), TAGSET, AUTHOR, Terms(rules=Rules(trusted="annotator-a")))
    assert done.open == 0
    for name in (MUNICH, BRIEF):
        assert facts(sheet_of(folder, name)) == facts(sheet_of(folder, name, "annotator-a"))


def test_rules_decide_about_instances_too(seeds: Path) -> None:
    done = adjudicate(scan(seeds), TAGSET, AUTHOR, Terms(rules=Rules(trusted="annotator-b")))
    assert done.open == done.chains_open == 0
    assert done.chains > 0
    gold, theirs = (
        {
            (r.span, i)
            for r in sheet_of(seeds, MUNICH, whose)
            if isinstance(r, (Entity, Event))
            for i in r.instances
        }
        for whose in ("gold", "annotator-b")
    )
    assert {at for at, _ in gold} == {at for at, _ in theirs}
    again = adjudicate(scan(seeds), TAGSET, LATER, Terms(rules=Rules(trusted="annotator-b")))
    assert again.written == again.chains_open == 0


def test_a_try_tells_the_same_and_writes_nothing(seeds: Path) -> None:
    tried = adjudicate(scan(seeds), TAGSET, AUTHOR, dry_run=True)
    assert not gold_of(seeds)
    assert tried == adjudicate(scan(seeds), TAGSET, AUTHOR)


@pytest.mark.parametrize("steps", [0, 3, 7, 9, 11])
def test_breaking_off_leaves_whole_files_and_going_on_gives_the_same(tmp_path: Path, steps: int) -> None:
    one, other = copy_of_seeds(tmp_path / "one"), copy_of_seeds(tmp_path / "other")
    adjudicate(scan(one), TAGSET, AUTHOR)

    def stop(done: int, of: int) -> None:
        assert of == 12
        if done == steps:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adjudicate(scan(other), TAGSET, AUTHOR, progress=stop)
    written = gold_of(other)
    assert len(written) == max(0, steps - 6)
    assert all(written[name] == gold_of(one)[name] for name in written)
    assert not [path for path in other.iterdir() if not path.name.endswith((".txt", ".tags.json"))]
    adjudicate(scan(other), TAGSET, AUTHOR)
    assert gold_of(other) == gold_of(one)


def test_a_sheet_that_changed_reopens_what_rested_on_it_and_nothing_else(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", BRIEF)
    first = adjudicate(scan(folder), TAGSET, AUTHOR, Terms(rules=Rules(trusted="annotator-a")))
    assert first.open == 0
    path = folder / f"{BRIEF}.annotator-b.tags.json"
    sheet = sheet_of(folder, BRIEF, "annotator-b")
    both = Comparison(
        {name: sheet_of(folder, BRIEF, name) for name in ("annotator-a", "annotator-b")}, TAGSET
    )
    agreed = next(u.of("annotator-b") for u in both.units if u.kind == "entity" and not u.differs)
    assert isinstance(agreed, Entity)
    changed = replace(agreed, type="FAC" if agreed.type != "FAC" else "LOC")
    put(path, [changed if r.id == agreed.id else r for r in sheet], TAGSET)
    again = adjudicate(scan(folder), TAGSET, LATER)
    assert again.open == 1
    decided = [r for r in sheet_of(folder, BRIEF) if isinstance(r, Decision)]
    assert all(d.at == AUTHOR.now() for d in decided)
    put(path, sheet, TAGSET)
    assert adjudicate(scan(folder), TAGSET, LATER).open == 0


def test_sheets_that_are_not_done_take_part_only_when_asked(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", BRIEF)
    path = folder / f"{BRIEF}.annotator-b.tags.json"
    path.write_bytes(path.read_bytes().replace(b'"status":"done"', b'"status":"in-progress"'))
    done = adjudicate(scan(folder), TAGSET, AUTHOR)
    assert (done.articles, done.waiting, done.unfinished) == ((), (BRIEF,), ((BRIEF, "annotator-b"),))
    assert not gold_of(folder)
    assert adjudicate(scan(folder), TAGSET, AUTHOR, Terms(Participation(unfinished=True))).written == 1


def _article(folder: Path, text: str = TEXT) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "a.txt"
    path.write_text(text, newline="")
    return path


def _per(id: str, start: int, end: int, *instances: str) -> Entity:
    return Entity(id, "PER", span(TEXT, (start, end)), instances=instances)


def test_a_sheet_on_another_text_is_left_out_and_said(tmp_path: Path) -> None:
    article = _article(tmp_path / "f", TEXT + "More.\n")
    put(Path(f"{article}.old.tags.json"), [_per("o", 0, 3)], TAGSET)
    _article(tmp_path / "f")
    for name in ("a", "b"):
        put(Path(f"{article}.{name}.tags.json"), [_per(name, 0, 3)], TAGSET)
    done = adjudicate(scan(tmp_path / "f"), TAGSET, AUTHOR)
    assert [(left.annotator, left.reason) for left in done.left] == [
        ("old", "it was made on another version of the text")
    ]
    assert done.taken == 1
    assert [e.annotator for e in _decision(tmp_path / "f").evidence] == ["a", "b"]


def _decision(folder: Path) -> Decision:
    [found] = [r for r in sheet_of(folder, "a.txt") if isinstance(r, Decision)]
    return found


def test_gold_that_cannot_be_changed_is_left_alone(tmp_path: Path) -> None:
    article = _article(tmp_path / "f", TEXT + "More.\n")
    gold = put(Path(f"{article}.gold.tags.json"), [_per("g", 0, 3)], TAGSET)
    _article(tmp_path / "f")
    for name in ("a", "b"):
        put(Path(f"{article}.{name}.tags.json"), [_per(name, 0, 3)], TAGSET)
    for given, reason in (
        (gold.read_bytes(), "another version of the text"),
        (gold.read_bytes().replace(b'"version":1,', b'"version":99,'), "cannot be changed"),
        (b"{", ""),
    ):
        gold.write_bytes(given)
        done = adjudicate(scan(tmp_path / "f"), TAGSET, AUTHOR)
        assert gold.read_bytes() == given
        assert done.written == 0
        [left] = done.left
        assert reason in left.reason


def test_gold_lies_where_sidecars_are_kept(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", BRIEF)
    storage = Storage(folder, tmp_path / "kept")
    storage.root.mkdir(parents=True)
    adjudicate(scan(folder, storage), TAGSET, AUTHOR, storage=storage)
    assert [path.name for path in storage.root.iterdir()] == [f"{BRIEF}.gold.tags.json"]
    assert not gold_of(folder)
    assert adjudicate(scan(folder, storage), TAGSET, AUTHOR, storage=storage).written == 0


def test_what_a_person_decided_stands(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", BRIEF)
    [file] = scan(folder).articles
    lying = look_at(file, TAGSET, Participation())
    assert lying is not None
    assert lying.comparison is not None
    unit = next(u for u in lying.comparison.units if u.differs and u.of("annotator-b"))
    lying.write(Deciding(lying.comparison, AUTHOR).accept(Gold.of(Sheet()), unit, "annotator-b"))
    adjudicate(scan(folder), TAGSET, LATER, Terms(rules=Rules(trusted="annotator-a")))
    held = Ledger(sheet_of(folder, BRIEF)).standing(unit)
    assert held is not None
    assert (held.outcome, held.at) == ("accepted", AUTHOR.now())


def _chains(tmp_path: Path) -> Path:
    """Two articles; annotators refer to Ada by the same instance in one, and differ in the other."""
    folder = tmp_path / "chains"
    folder.mkdir()
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(TEXT, newline="")
        for who, bo in (("a", "ada"), ("b", "bo")):
            instances = [Instance("ada", "entity", "PER", "Ada"), Instance("bo", "entity", "PER", "Bo")]
            records: list[Record] = [_per(f"{who}1", 0, 3, "ada"), _per(f"{who}2", 8, 10, bo), *instances]
            put(folder / f"{name}.{who}.tags.json", records, TAGSET)
    return folder


def _refers(folder: Path, article: str) -> dict[str, set[str]]:
    sheet = sheet_of(folder, article)
    return {
        r.span[0].quote: {i.name for id in r.instances if isinstance(i := sheet.get(id), Instance)}
        for r in sheet
        if isinstance(r, Entity)
    }


def test_a_chain_decided_about_in_one_article_holds_in_the_others_and_so_does_its_undo(
    tmp_path: Path,
) -> None:
    folder = _chains(tmp_path)
    listing = scan(folder)
    first = adjudicate(listing, TAGSET, AUTHOR)
    assert (first.chains, first.chains_open) == (2, 2)
    settled = gold_of(folder)
    listing = scan(folder)
    book = chain_book(listing, TAGSET, Participation())
    unit = next(u for u in book.chains.units if u.of("a") is not None)
    # As the window does: the decision is made in the open article, the others are brought in line.
    lying = look_at(listing.articles[0], TAGSET, Participation())
    assert lying is not None
    assert lying.comparison is not None
    edit = book.edit("one.txt", lying.comparison, Gold.of(lying.gold.sheet), [book.accept(unit, "a", AUTHOR)])
    lying.write(edit)
    book.follow(edit)
    done = bring_in_line(listing, book, ["two.txt"], TAGSET, Participation())
    assert done.written == 1
    assert _refers(folder, "one.txt") == _refers(folder, "two.txt") == {"Ada": {"Ada"}, "Bo": {"Ada"}}
    assert bring_in_line(scan(folder), book, ["two.txt"], TAGSET, Participation()).written == 0
    # Undone: each article as it was.
    back = look_at(scan(folder).articles[0], TAGSET, Participation())
    assert back is not None
    back.write(edit.inverse)
    book.follow(edit.inverse)
    bring_in_line(scan(folder), book, ["two.txt"], TAGSET, Participation())
    assert gold_of(folder) == settled


def test_no_gold_is_made_only_because_of_a_chain(tmp_path: Path) -> None:
    folder = _chains(tmp_path)
    book = chain_book(scan(folder), TAGSET, Participation())
    assert not bring_in_line(scan(folder), book, ["one.txt", "two.txt"], TAGSET, Participation()).articles
    assert not gold_of(folder)


def test_the_open_article_is_left_to_the_window(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", MUNICH, BRIEF)
    done = adjudicate(scan(folder), TAGSET, AUTHOR, but=MUNICH)
    assert [a.article for a in done.articles] == [BRIEF]
    assert list(gold_of(folder)) == [f"{BRIEF}.gold.tags.json"]


def test_a_relation_waits_for_its_ends(tmp_path: Path) -> None:
    article = _article(tmp_path / "f")
    for name, type in (("a", "PER"), ("b", "ORG")):
        bo = Entity(f"{name}2", type, span(TEXT, (8, 10)))
        ends = (Argument("from", f"{name}1"), Argument("to", f"{name}2"))
        records: list[Record] = [_per(f"{name}1", 0, 3), bo, Relation(f"{name}r", "kin", ends)]
        put(Path(f"{article}.{name}.tags.json"), records, TAGSET)
    adjudicate(scan(tmp_path / "f"), TAGSET, AUTHOR)
    assert not [r for r in sheet_of(tmp_path / "f", "a.txt") if isinstance(r, Relation)]
    adjudicate(scan(tmp_path / "f"), TAGSET, AUTHOR, Terms(rules=Rules(trusted="a")))
    assert len([r for r in sheet_of(tmp_path / "f", "a.txt") if isinstance(r, Relation)]) == 1


def test_a_new_gold_sheet_says_what_it_is_of(tmp_path: Path) -> None:
    article = _article(tmp_path / "f")
    for name in ("a", "b"):
        put(Path(f"{article}.{name}.tags.json"), [_per(name, 0, 3)], TAGSET)
    adjudicate(scan(tmp_path / "f"), TAGSET, AUTHOR)
    header = json.loads((tmp_path / "f" / "a.txt.gold.tags.json").read_bytes())
    assert (header["annotator"], header["name"], header["status"]) == ("gold", "Gold", "in-progress")
    assert header["tagset"]["sha256"] == TAGSET.sha256
    assert header["article"]["sha256"] == read_article(article).sha256
