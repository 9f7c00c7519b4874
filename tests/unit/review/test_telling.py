"""An annotator is told where gold differs from the own tags and why, with own scores, and of nobody else."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Status
from annotator.annotations.records import Decision, Entity, Evidence, Instance, Record, Votes, span
from annotator.annotations.sheet import Sheet
from annotator.articles.reading import read_article
from annotator.cli import main
from annotator.review.agreement.report import agree
from annotator.review.deciding import Deciding, Gold
from annotator.review.telling import Telling, Told, ToldArticle, outcome_words, summed, tell, words
from annotator.review.units import Comparison
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.workspace import scan
from annotator.tagsets.definitions import AttributeValue
from tests.unit.review.folders import BRIEF, copy_of_seeds, put
from tests.unit.review.reports import TAGSET as SHIPPED

A, B = "annotator-a", "annotator-b"
TAGSET = replace(
    SHIPPED, review=replace(SHIPPED.review, reasons=(AttributeValue("guide", "As the guide says"),))
)
REVIEWER = Author("rita-reviewer", now=lambda: "2026-11-22T10:00:00Z")


class Folder:
    """One seed article with the sheets of two annotators, to be adjudicated."""

    def __init__(self, to: Path) -> None:
        self.path = copy_of_seeds(to, BRIEF)
        article = read_article(self.path / BRIEF)
        sheets = {name: open_sheet(self.path / f"{BRIEF}.{name}.tags.json", article).sheet for name in (A, B)}
        self.comparison = Comparison(sheets, TAGSET)
        self.deciding = Deciding(self.comparison, REVIEWER)
        self.gold = Gold.of(Sheet())
        self.do(self.deciding.take_over(self.gold))

    def do(self, edit: object) -> None:
        """Applies an edit to gold."""
        self.gold = Gold.of(self.gold.sheet.apply(edit))  # type: ignore[arg-type]

    def accept_all(self, annotator: str, reason: str = "", comment: str = "") -> None:
        """Decides every difference for one annotator's version, or for none where there is none of theirs."""
        for unit in self.comparison.units:
            if unit.differs and not self.gold.ledger.decided(unit):
                if unit.of(annotator) is None:
                    self.do(self.deciding.none(self.gold, [unit], reason=reason, comment=comment))
                else:
                    edit = self.deciding.accept(self.gold, unit, annotator, reason=reason, comment=comment)
                    self.do(edit)

    def write(self, status: Status = "done") -> None:
        """Puts gold on disk."""
        put(self.path / f"{BRIEF}.gold.tags.json", self.gold.sheet, TAGSET, status)

    def told(self, me: str) -> ToldArticle:
        """What ``me`` is told."""
        found = tell(scan(self.path).articles[0], me, TAGSET)
        assert found is not None
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "articles")


def test_whoever_all_was_decided_for_has_no_difference_and_the_other_every_one(folder: Folder) -> None:
    folder.accept_all(A, "guide", "See page 3.")
    folder.write()
    mine, theirs = folder.told(A), folder.told(B)
    assert mine.told == ()
    differing = [unit for unit in folder.comparison.units if unit.differs]
    assert len(theirs.told) == len(differing)
    # Fillers that an event brought along have no reason of their own.
    reasons = {(each.reason, each.comment) for each in theirs.told} - {("", "")}
    assert reasons == {("As the guide says", "See page 3.")}
    assert {each.outcome for each in theirs.told} == {"accepted", "none"}
    none = [each for each in theirs.told if each.outcome == "none"]
    assert none
    assert all(each.gold is None and each.mine is not None for each in none)
    assert all(not each.changed for each in theirs.told)


def test_own_scores_are_those_of_the_report(folder: Folder) -> None:
    folder.accept_all(A)
    folder.write()
    told = summed([folder.told(B)], B, TAGSET)
    compared = agree(scan(folder.path), TAGSET, sheets=[B], against="gold").against[0]
    for measured in told.measures:
        expected = compared.measure(measured.measure)
        assert expected is not None
        assert (measured.precision, measured.recall, measured.f1) == (
            expected.precision,
            expected.recall,
            expected.f1,
        )
    assert {measured.measure for measured in told.measures} == {"entity.strict", "event.strict", "arg-c"}
    assert told.scored == 1
    perfect = summed([folder.told(A)], A, TAGSET)
    assert {measured.f1 for measured in perfect.measures} == {1.0}


def test_what_nobody_decided_yet_is_no_difference_and_is_not_scored(folder: Folder) -> None:
    folder.write("in-progress")
    open_units = [u for u in folder.comparison.units if u.differs and not folder.gold.ledger.decided(u)]
    told = folder.told(B)
    assert told.told == ()
    # What all agree on lacks fillers here and there that wait for a decision.
    assert told.undecided >= sum(unit.of(B) is not None for unit in open_units)
    assert summed([told], B, TAGSET).measures == ()
    unit = next(u for u in open_units if u.of(A) is not None and u.of(B) is not None)
    folder.do(folder.deciding.accept(folder.gold, unit, A, comment="like this"))
    folder.write("in-progress")
    after = folder.told(B)
    assert "like this" in {each.comment for each in after.told}
    assert after.undecided < told.undecided
    put_off = next(u for u in open_units if u is not unit and u.of(B) is not None)
    folder.do(folder.deciding.defer(folder.gold, put_off, comment="later"))
    folder.write("in-progress")
    assert "later" not in {each.comment for each in folder.told(B).told}


def test_an_own_version_that_changed_since_is_said(folder: Folder) -> None:
    folder.accept_all(A)
    folder.write()
    before = folder.told(B)
    told = next(each for each in before.told if each.mine is not None and each.difference.kind == "entity")
    assert told.mine is not None
    path = folder.path / f"{BRIEF}.{B}.tags.json"
    sheet = open_sheet(path, read_article(folder.path / BRIEF)).sheet
    record = sheet.get(told.mine.record)
    assert isinstance(record, Entity)
    put(path, Sheet.of([replace(record, flag="unsure") if r.id == record.id else r for r in sheet]), TAGSET)
    after = next(t for t in folder.told(B).told if t.mine and t.mine.record == record.id)
    assert after.changed
    assert not told.changed
    assert outcome_words(after).endswith("Your version has changed since.")


def test_nobody_elses_name_is_told(folder: Folder) -> None:
    folder.accept_all(A, "guide")
    folder.write()
    decisions = [r for r in folder.gold.sheet if isinstance(r, Decision)]
    assert any(e.annotator == A for d in decisions for e in d.evidence)
    told = summed([folder.told(B)], B, TAGSET)
    everything = msgspec.json.encode(
        [msgspec.to_builtins(each) for each in told.told] + [msgspec.to_builtins(told.measures)]
    ).decode()
    assert A not in everything
    assert "rita" not in everything
    assert all(A not in words(each) + outcome_words(each) for each in told.told)


def test_gold_that_was_adopted_is_told_without_decisions(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["promote", A, str(folder.path)]) == 0
    capsys.readouterr()
    told = folder.told(B)
    assert len(told.told) == len([unit for unit in folder.comparison.units if unit.differs])
    assert {each.outcome for each in told.told} == {""}
    assert outcome_words(told.told[0]) == ""


def test_without_gold_or_an_own_sheet_nothing_is_told(folder: Folder) -> None:
    file = scan(folder.path).articles[0]
    assert tell(file, A, TAGSET) is None
    folder.write()
    file = scan(folder.path).articles[0]
    assert tell(file, "somebody-else", TAGSET) is None
    assert tell(file, "gold", TAGSET) is None
    assert summed([], B, TAGSET) == Telling()


def test_a_sheet_that_cannot_be_read_is_told_with_the_reason(folder: Folder) -> None:
    folder.write()
    (folder.path / f"{BRIEF}.gold.tags.json").write_text("{", encoding="utf-8")
    told = folder.told(A)
    assert told.problem.startswith("Gold: ")
    assert not told.told
    folder.write()
    (folder.path / f"{BRIEF}.{A}.tags.json").write_text("{", encoding="utf-8")
    assert folder.told(A).problem.startswith("Your sheet: ")


def test_where_a_folder_asks_for_independence_gold_stays_closed_until_the_own_sheet_is_done(
    folder: Folder,
) -> None:
    folder.accept_all(A)
    folder.write()
    apart = replace(TAGSET, review=replace(TAGSET.review, independent=True))
    file = scan(folder.path).articles[0]
    assert tell(file, B, apart) == folder.told(B)
    path = folder.path / f"{BRIEF}.{B}.tags.json"
    path.write_bytes(path.read_bytes().replace(b'"status":"done"', b'"status":"in-progress"'))
    closed = tell(scan(folder.path).articles[0], B, apart)
    assert closed is not None
    assert closed.closed
    assert not closed.told


def test_each_class_of_difference_has_words(folder: Folder) -> None:
    folder.accept_all(A)
    folder.write()
    by_class: dict[str, Told] = {}
    for each in folder.told(B).told:
        for name in each.difference.classes:
            if len(each.difference.classes) == 1:
                by_class[name] = each
    assert {"missing", "boundary", "argument", "attribute"} <= by_class.keys()
    boundary = by_class["boundary"]
    assert boundary.gold is not None
    assert boundary.mine is not None
    assert words(boundary) == f"Gold has “{boundary.gold.quote}”, you “{boundary.mine.quote}”."
    assert words(by_class["argument"]).startswith(("Only in gold: ", "Only in yours: "))
    assert " = " in words(by_class["attribute"])
    assert words(by_class["missing"]).startswith("Gold has ")
    none = next(each for each in folder.told(B).told if each.gold is None)
    assert words(none).startswith("Gold does not have Boilerplate “TODAY’S RANKING")
    only_values = next(t for t in folder.told(B).told if t.difference.start == 986)
    assert "Recipient" not in words(only_values), "its filler has other bounds, which is told there"


# -- instances -------------------------------------------------------------------------------------------------------


def _refers(folder: Path, whose: str, gold_status: Status = "done", **articles: dict[int, str]) -> None:
    """Sheets of some articles whose mentions at these offsets refer to instances of these names."""
    for name, refers in articles.items():
        path = folder / f"{name}.txt"
        path.write_text("Ada met Bo 👩‍🚀 in Čačak.\n", "utf-8")
        text = read_article(path).text
        records: list[Record] = [
            Entity(
                f"{whose}{name}{at}",
                "PER",
                span(text, (at, at + 2)),
                instances=(f"{whose}-{to}",) if to else (),
            )
            for at, to in refers.items()
        ]
        records += [
            Instance(f"{whose}-{to}", "entity", "PER", to) for to in sorted({*refers.values()} - {""})
        ]
        if whose == "gold":
            evidence = (Evidence(A, f"{A}-Ada", "0"),)
            records.append(
                Decision("d", "instance", "accepted", evidence, ("gold-Ada",), Votes(1, 2), "guide", "see 3")
            )
        status: Status = gold_status if whose == "gold" else "done"
        put(folder / f"{name}.txt.{whose}.tags.json", records, TAGSET, status)


def _told(folder: Path) -> Telling:
    found = [tell(file, A, TAGSET) for file in scan(folder).articles]
    return summed([each for each in found if each is not None], A, TAGSET)


def test_instances_are_told_once_with_reason_and_comment_where_mentions_refer_differently(
    tmp_path: Path,
) -> None:
    _refers(tmp_path, A, one={0: "Ada", 8: "Ada"}, two={0: "Ada", 8: "Ada"})
    _refers(tmp_path, "gold", one={0: "Ada", 8: "Ada"}, two={0: "Ada", 8: ""})
    (found,) = _told(tmp_path).told
    assert (found.difference.article, found.difference.start, found.difference.kind) == (
        "two.txt",
        8,
        "instance",
    )
    assert (found.outcome, found.reason, found.comment) == ("accepted", "As the guide says", "see 3")
    assert words(found) == "Only in yours: “Bo”."
    assert found.mine is not None
    assert found.mine.record == f"{A}two8"


def test_an_instance_that_only_one_side_has_is_told(tmp_path: Path) -> None:
    _refers(tmp_path, A, one={0: "Ada", 8: "Ada"})
    _refers(tmp_path, "gold", one={0: "", 8: ""})
    (mine,) = _told(tmp_path).told
    assert words(mine) == "In gold nothing refers to “Ada”; in yours: “Ad”, “Bo”."
    assert mine.comment == "see 3"
    _refers(tmp_path, A, one={0: "", 8: ""})
    _refers(tmp_path, "gold", one={0: "Ada", 8: "Ada"})
    (gold,) = _told(tmp_path).told
    assert words(gold) == "Gold has what refers to “Ada”: “Ad”, “Bo”. You do not."


def test_mentions_that_gold_does_not_have_make_no_difference_of_their_instance(tmp_path: Path) -> None:
    _refers(tmp_path, A, one={0: "Ada", 4: "Ada", 8: "Ada"})
    _refers(tmp_path, "gold", one={0: "Ada", 8: "Ada"})
    assert [found.difference.kind for found in _told(tmp_path).told] == ["entity"]


def test_instances_nobody_decided_about_wait_while_gold_is_not_done(tmp_path: Path) -> None:
    _refers(tmp_path, A, one={0: "Bo", 8: "Bo"})
    _refers(tmp_path, "gold", "in-progress", one={0: "", 8: ""})
    telling = _told(tmp_path)
    assert (tuple(telling.told), telling.undecided) == ((), 1)
