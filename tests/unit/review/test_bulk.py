"""One sheet gone through by itself: what is open of it, what a verdict on many records does, over a folder, too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.edits import Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Decision,
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Relation,
    Zone,
    span,
)
from annotator.annotations.sheet import Sheet
from annotator.review.bulk import Bulk, Filter, Preview, Verdict
from annotator.review.bulk_folder import Order, decide_in_folder, open_in_folder
from annotator.review.deciding import Deciding, Gold
from annotator.review.ledger import Ledger
from annotator.review.rules import Rules
from annotator.review.solo import SoloComparison, SoloDeciding, SoloLedger
from annotator.review.units import Comparison
from annotator.sidecars.survey import check
from annotator.sidecars.workspace import scan
from tests.unit.review.folders import BRIEF, MUNICH, copy_of_seeds, everything, gold_of, put, sheet_of
from tests.unit.review.sheets import TEXT, sheets
from tests.unit.review.test_deciding import AUTHOR, TAGSET, facts

ALL = Filter()


class One:
    """The sheet of a model, and a gold sheet."""

    def __init__(self, sheet: Sheet | Sequence[Record], gold: Sheet | None = None) -> None:
        held = sheet if isinstance(sheet, Sheet) else Sheet.of(sheet)
        self.comparison = SoloComparison({"model": held}, TAGSET)
        self.deciding = SoloDeciding(self.comparison, AUTHOR)
        gold = gold or Sheet()
        self.gold = Gold(gold, SheetIndex(gold), SoloLedger(gold, self.comparison))

    @property
    def bulk(self) -> Bulk:
        return Bulk("a.txt", self.comparison, self.deciding, self.gold)

    def do(self, verdict: Verdict, filter: Filter = ALL, but: Sequence[tuple[str, str]] = ()) -> Preview:
        edit, preview = self.bulk.decide(filter, verdict, but=but)
        self.follow(edit)
        return preview

    def follow(self, edit: Edit) -> None:
        self.gold.index.follow(edit)
        self.gold.ledger.follow(edit)
        self.gold = Gold(self.gold.sheet.apply(edit), self.gold.index, self.gold.ledger)

    @property
    def open(self) -> list[str]:
        return [line.words for line in self.bulk.open_lines()]


def _per(id: str, start: int, end: int, type: str = "PER", **more: object) -> Entity:
    return Entity(id, type, span(TEXT, (start, end)), **more)  # type: ignore[arg-type]


def _meeting(*roles: str) -> list[Record]:
    """Núñez met Çelik, two mentions and an event that they fill."""
    arguments = tuple(Argument("actor", id) for id in roles)
    return [
        _per("one", 0, 5),
        _per("other", 15, 20),
        Event("met", "CONSULT", span(TEXT, (10, 13)), arguments),
    ]


@given(sheets("a"))
def test_accepting_all_of_a_sheet_makes_gold_say_the_same_and_one_undo_takes_it_back(sheet: Sheet) -> None:
    one = One(sheet)
    edit, preview = one.bulk.decide(ALL, "accept")
    assert not preview.brought
    assert not preview.blocked
    if len(sheet):
        one.follow(edit)
    assert facts(one.gold.sheet) == facts(sheet)
    assert not one.open
    if len(sheet):
        assert one.gold.sheet.apply(edit.inverse).records == Sheet().records


@given(sheets("a"), st.sampled_from([frozenset({"event"}), frozenset({"relation"}), frozenset({"entity"})]))
def test_the_preview_says_what_is_done(sheet: Sheet, kinds: frozenset[str]) -> None:
    one = One(sheet)
    out = one.do("reject", Filter(kinds=frozenset({"entity"}), text="met"))
    assert {line.key for line in out.lacking} <= {line.key for line in one.bulk.open_lines()}
    before = {line.key for line in one.bulk.open_lines()}
    found = one.do("accept", Filter(kinds=kinds))
    after = {line.key for line in one.bulk.open_lines()}
    told = {line.key for line in (*found.decided, *found.brought)}
    # Of two records that say the same, one accepted does for both.
    assert told <= before - after
    assert {line.key for line in found.blocked} <= after
    made = {r.origin.record for r in one.gold.sheet if not isinstance(r, Decision)}
    assert made == {key.rpartition(":")[2] for key in told}


@given(sheets("a"))
def test_rejecting_all_leaves_nothing_open_and_nothing_in_gold(sheet: Sheet) -> None:
    one = One(sheet)
    preview = one.do("reject")
    assert not one.open
    assert not preview.lacking
    assert all(isinstance(r, Decision) and r.outcome == "none" for r in one.gold.sheet)


def test_an_event_brings_its_fillers_along_and_the_preview_says_so() -> None:
    one = One(_meeting("one", "other"))
    edit, preview = one.bulk.decide(Filter(kinds=frozenset({"event"})), "accept")
    assert [line.words for line in preview.decided] == ["met"]
    assert [line.words for line in preview.brought] == ["Núñez", "Çelik"]
    assert preview.counts() == {("entity", "PER"): 2, ("event", "CONSULT"): 1}
    assert edit.label == "accept 3 records"
    one.follow(edit)
    assert not one.open


def test_what_is_rejected_stays_out_of_what_is_accepted_later() -> None:
    kin = Relation("kin", "kin", (Argument("from", "one"), Argument("to", "other")))
    one = One([*_meeting("one", "other"), kin])
    preview = one.do("reject", Filter(text="ÇELIK"))
    assert [line.words for line in preview.decided] == ["Núñez – Çelik", "Çelik"]
    assert [line.words for line in preview.lacking] == ["met"]
    one = One([*_meeting("one", "other"), kin])
    one.do("reject", Filter(kinds=frozenset({"entity"}), text="çelik"))
    preview = one.do("accept")
    assert [line.words for line in preview.blocked] == ["Núñez – Çelik"]
    assert [line.words for line in preview.brought] == []
    [event] = [r for r in one.gold.sheet if isinstance(r, Event)]
    assert len(event.arguments) == 1
    assert one.open == ["Núñez – Çelik"]


@pytest.mark.parametrize(
    ("filter", "words"),
    [
        (Filter(types=frozenset({"ORG"})), ["👩‍🚀"]),
        (Filter(ways=frozenset({"suggestion"})), ["Çelik"]),
        (Filter(text="ñEZ"), ["Núñez"]),
        (Filter(kinds=frozenset({"article"})), ["language: de"]),
        (Filter(text="שלום"), ["שלום"]),
        (Filter(kinds=frozenset({"zone"})), ["שלום"]),
        (Filter(kinds=frozenset({"entity"}), types=frozenset({"PER"})), ["Núñez", "Çelik"]),
    ],
)
def test_only_what_matches_is_meant(filter: Filter, words: list[str]) -> None:
    one = One(
        [
            _per("one", 0, 5),
            _per("rocket", 6, 9, "ORG"),
            _per("other", 15, 20, origin=Origin("suggestion", detail="a model")),
            Zone("z", "boilerplate", span(TEXT, (24, 28))),
            ArticleLabel("label", {"language": "de"}),
        ]
    )
    assert len(one.open) == 5
    assert [line.words for line in one.bulk.decide(filter, "accept")[1].decided] == words
    one.do("reject", filter)
    assert not set(words) & set(one.open)
    assert len(one.open) == 5 - len(words)


def test_what_is_spared_stays_open() -> None:
    one = One(_meeting())
    one.do("accept", but=[("a.txt", "entity:model:other")])
    assert one.open == ["Çelik"]


def test_what_gold_says_already_is_not_open_and_is_what_new_events_refer_to() -> None:
    gold = Sheet.of([_per("g", 0, 5, origin=Origin("adopted", "a", "x"))])
    one = One(_meeting("one", "other"), gold)
    assert one.open == ["met", "Çelik"]
    one.do("accept", Filter(kinds=frozenset({"event"})))
    [event] = [r for r in one.gold.sheet if isinstance(r, Event)]
    assert Argument("actor", "g") in event.arguments
    assert len([r for r in one.gold.sheet if isinstance(r, Entity)]) == 2
    # Another reading of the same words is open, and said to stand beside what gold has.
    other = One([_per("m", 0, 5, "ORG")], gold)
    [line] = other.bulk.open_lines()
    assert line.beside


def test_an_event_that_gold_has_with_other_arguments_is_open() -> None:
    same, other = One(_meeting("one")), One(_meeting("one", "other"))
    same.do("accept")
    gold = same.gold.sheet
    assert One(_meeting("one"), gold).open == []
    assert other.open == ["Núñez", "met", "Çelik"]
    renamed = [*_meeting("one", "other")]
    assert "met" in One([r for r in renamed if r.id != "met"] + [_renamed(renamed[2])], gold).open


def _renamed(record: Record) -> Record:
    return replace(record, id="again")


def test_a_relation_that_gold_has_is_not_open() -> None:
    kin = Relation("kin", "kin", (Argument("from", "one"), Argument("to", "other")))
    one = One([*_meeting(), kin])
    one.do("accept")
    undecided = Sheet.of([r for r in one.gold.sheet if not isinstance(r, Decision)])
    again = One([*_meeting(), kin], undecided)
    assert again.open == []
    turned = Relation("kin", "kin", (Argument("from", "other"), Argument("to", "one")))
    assert One([*_meeting(), turned], undecided).open == ["Çelik – Núñez"]


def test_what_was_decided_with_others_counts_and_stays_as_it_is() -> None:
    mine = Sheet.of(_meeting("one", "other"))
    theirs = Sheet.of([_per("b1", 0, 5), _per("b2", 15, 20, "ORG")])
    both = Comparison({"a": theirs, "model": mine}, TAGSET)
    deciding, gold = Deciding(both, AUTHOR), Gold.of(Sheet())
    sheet = gold.sheet.apply(deciding.take_over(gold))
    unit = both.unit_of("model", "other")
    assert unit is not None
    sheet = sheet.apply(deciding.accept(Gold.of(sheet), unit, "model"))
    before = {r.id: r for r in sheet if isinstance(r, Decision)}
    one = One(mine, sheet)
    assert one.open == ["met"]
    one.do("accept")
    after = {r.id: r for r in one.gold.sheet if isinstance(r, Decision)}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1
    assert len([r for r in one.gold.sheet if isinstance(r, Entity)]) == 2
    # A record that changed since is open again.
    changed = [_per("one", 0, 5, "GPE") if r.id == "one" else r for r in mine]
    assert "Núñez" in One(changed, sheet).open


def test_decisions_on_one_sheet_are_not_gone_where_others_are_compared() -> None:
    one = One(_meeting())
    one.do("accept")
    two = Comparison({"a": Sheet.of([_per("x", 0, 5)]), "b": Sheet.of([_per("y", 0, 5)])}, TAGSET)
    assert Deciding(two, AUTHOR).gone(Gold.of(one.gold.sheet)) == []
    without = SoloComparison({"model": Sheet.of([_per("one", 0, 5)])}, TAGSET)
    gone = SoloDeciding(without, AUTHOR).gone(Gold.of(one.gold.sheet))
    assert sorted(e.record for d in gone for e in d.evidence) == ["met", "other"]


def test_nobody_takes_over_what_only_one_sheet_says() -> None:
    one = One(_meeting())
    assert one.deciding.take_over(one.gold, Rules(unanimous=False)).is_empty


def test_accepted_mentions_keep_their_instances() -> None:
    ada = Instance("i1", "entity", "PER", "Núñez", by="model")
    one = One([_per("one", 0, 5, instances=("i1",)), _per("other", 15, 20), ada])
    unit = one.comparison.unit_of("model", "one")
    assert unit is not None
    one.follow(one.deciding.accept(one.gold, unit, "model"))
    held = one.gold.sheet.get("i1")
    assert isinstance(held, Instance)
    assert (held.name, held.by, held.origin) == ("Núñez", "reviewer", Origin("adopted", "model", "i1"))
    assert [r.instances for r in one.gold.sheet if isinstance(r, Entity)] == [("i1",)]


def test_two_sheets_are_none_by_itself() -> None:
    with pytest.raises(ValueError, match="one sheet"):
        SoloComparison({"a": Sheet(), "b": Sheet()}, TAGSET)


# -- folders -------------------------------------------------------------------------------------------------


def _order(verdict: Verdict = "accept", **more: object) -> Order:
    return Order("annotator-a", ALL, verdict, **more)  # type: ignore[arg-type]


def test_a_whole_folder_is_accepted_and_only_gold_is_written(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles")
    before = everything(folder)
    tried = decide_in_folder(scan(folder), TAGSET, AUTHOR, _order(), dry_run=True)
    assert not gold_of(folder)
    done = decide_in_folder(scan(folder), TAGSET, AUTHOR, _order())
    assert done.preview == tried.preview
    assert done.written == done.preview.articles == len(gold_of(folder)) == 6
    assert everything(folder) == before
    assert not [f for f in check(scan(folder), TAGSET) if f.severity == "error"]
    for name in (MUNICH, BRIEF):
        assert facts(sheet_of(folder, name)) == facts(sheet_of(folder, name, "annotator-a"))
    first = gold_of(folder)
    assert decide_in_folder(scan(folder), TAGSET, AUTHOR, _order()).written == 0
    assert gold_of(folder) == first
    assert open_in_folder(scan(folder), TAGSET, AUTHOR, "annotator-a") == ()


@pytest.mark.parametrize("steps", [0, 2, 5])
def test_breaking_off_leaves_whole_articles_and_going_on_does_the_rest(tmp_path: Path, steps: int) -> None:
    one, other = copy_of_seeds(tmp_path / "one"), copy_of_seeds(tmp_path / "other")
    decide_in_folder(scan(one), TAGSET, AUTHOR, _order())

    def stop(done: int, of: int) -> None:
        assert of == 6
        if done == steps:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        decide_in_folder(scan(other), TAGSET, AUTHOR, _order(), progress=stop)
    assert len(gold_of(other)) == steps
    decide_in_folder(scan(other), TAGSET, AUTHOR, _order())
    assert gold_of(other) == gold_of(one)


def test_some_articles_and_records_are_left_alone(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", MUNICH, BRIEF)
    lines = open_in_folder(scan(folder), TAGSET, AUTHOR, "annotator-a", but=MUNICH)
    assert {line.article for line in lines} == {BRIEF}
    spared = next(line for line in lines if line.kind == "entity")
    order = _order("reject", but=MUNICH, spared=frozenset({(BRIEF, spared.key)}), reason="guideline")
    decide_in_folder(scan(folder), TAGSET, AUTHOR, order)
    assert list(gold_of(folder)) == [f"{BRIEF}.gold.tags.json"]
    assert open_in_folder(scan(folder), TAGSET, AUTHOR, "annotator-a", but=MUNICH) == (spared,)
    assert {r.reason for r in Ledger(sheet_of(folder, BRIEF))} == {"guideline"}


def test_gold_of_another_text_is_left_out_and_said(tmp_path: Path) -> None:
    folder = copy_of_seeds(tmp_path / "articles", BRIEF)
    gold = folder / f"{BRIEF}.gold.tags.json"
    gold.write_text("{")
    done = decide_in_folder(scan(folder), TAGSET, AUTHOR, _order())
    assert (done.written, done.preview) == (0, Preview())
    assert [left.article for left in done.left] == [BRIEF]
    assert gold.read_text() == "{"
    put(gold, [], TAGSET)
    assert decide_in_folder(scan(folder), TAGSET, AUTHOR, _order()).written == 1
