"""Chains over articles: laid on each other, decided about once, the same in every article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Change, Edit
from annotator.annotations.linking import rename_instance
from annotator.annotations.records import Decision, Entity, Instance, Record, Votes, span
from annotator.annotations.sheet import Sheet
from annotator.formats.promoting import adopted
from annotator.review.chain_book import ChainBook
from annotator.review.chains import Chains, chains_of
from annotator.review.deciding import Deciding, Gold
from annotator.review.rules import Rules
from annotator.review.units import Comparison
from tests.unit.review.sheets import TEXT
from tests.unit.review.test_deciding import TAGSET

AUTHOR = Author("reviewer", now=lambda: "2026-11-22T10:00:00Z")
PLACES = [(0, 5), (9, 12), (15, 20), (24, 28), (29, 34)]


def _sheet(owner: str, article: str, refers: Mapping[int, Sequence[str]]) -> Sheet:
    """Mentions at the PLACES named, each with the instances it refers to."""
    made: list[Record] = [
        Entity(
            f"{owner}{article}{at}",
            "PER",
            span(TEXT, PLACES[at]),
            instances=tuple(f"{owner}-{name}" for name in names),
        )
        for at, names in refers.items()
    ]
    ids = sorted({f"{owner}-{name}" for names in refers.values() for name in names})
    made += [Instance(id, "entity", "PER", id.partition("-")[2]) for id in ids]
    return Sheet.of(made)


class Folder:
    """Two or more annotators on some articles, and gold sheets of these."""

    def __init__(self, **articles: Mapping[str, Mapping[int, Sequence[str]]]) -> None:
        self.comparisons = {
            name: Comparison({who: _sheet(who, name, refers) for who, refers in by_name.items()}, TAGSET)
            for name, by_name in articles.items()
        }
        people = {who for by_name in articles.values() for who in by_name}
        found = [chains_of(name, comparison) for name, comparison in self.comparisons.items()]
        self.book = ChainBook(Chains(found, people))
        self.gold = {name: Gold.of(Sheet()) for name in articles}
        for name, comparison in self.comparisons.items():
            self.apply(name, Deciding(comparison, AUTHOR).take_over(self.gold[name]))

    def apply(self, article: str, edit: Edit) -> None:
        gold = self.gold[article]
        gold.index.follow(edit)
        gold.ledger.follow(edit)
        self.book.follow(edit)
        self.gold[article] = Gold(gold.sheet.apply(edit), gold.index, gold.ledger)

    def settle(self, decisions: Sequence[Decision] = ()) -> list[Edit]:
        made = []
        for name, comparison in self.comparisons.items():
            edit = self.book.edit(name, comparison, self.gold[name], decisions)
            made.append(edit)
            self.apply(name, edit)
        return made

    def refers(self, article: str) -> dict[int, set[str]]:
        """The names of what each gold mention refers to, by place."""
        sheet = self.gold[article].sheet
        said = {}
        for record in sheet:
            if isinstance(record, Entity):
                names = set()
                for id in record.instances:
                    instance = sheet.get(id)
                    assert isinstance(instance, Instance), "a gold sheet repeats what it refers to"
                    names.add(instance.name)
                said[PLACES.index((record.span[0].start, record.span[0].end))] = names
        return said


def test_chains_that_say_the_same_are_taken_over_in_every_article() -> None:
    same = {0: ["x"], 1: ["y"], 2: ["x"]}
    folder = Folder(one={"a": same, "b": same}, two={"a": {3: ["x"]}, "b": {3: ["x"]}})
    assert not [u for u in folder.book.chains.units if u.differs]
    folder.settle(folder.book.take_over(AUTHOR))
    assert folder.refers("one") == {0: {"x"}, 1: {"y"}, 2: {"x"}}
    assert folder.refers("two") == {3: {"x"}}
    ids = [
        {r.id for r in gold.sheet if isinstance(r, Instance) and r.name == "x"}
        for gold in folder.gold.values()
    ]
    assert ids[0] == ids[1]
    assert all(edit.is_empty for edit in folder.settle())


def test_a_chain_is_decided_about_once_and_holds_in_every_article() -> None:
    folder = Folder(
        one={"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: ["z"]}},
        two={"a": {2: ["x"]}, "b": {2: ["x"]}},
    )
    (unit, other) = sorted((u for u in folder.book.chains.units if u.differs), key=lambda u: -len(u.versions))
    assert unit.classes == ("instance",)
    assert folder.book.chains.articles(unit) == ["one", "two"]
    folder.settle([folder.book.accept(unit, "b", AUTHOR)])
    assert folder.book.decided(unit)
    assert folder.refers("one") == {0: {"x"}, 1: set()}
    assert folder.refers("two") == {2: {"x"}}
    assert not folder.book.decided(other)
    folder.settle([folder.book.none(other, AUTHOR)])
    folder.settle([folder.book.accept(unit, "a", AUTHOR)])
    assert folder.refers("one") == {0: {"x"}, 1: {"x"}}


def test_taking_it_back_takes_it_back_in_every_article() -> None:
    folder = Folder(
        one={"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: []}},
        two={"a": {2: ["x"]}, "b": {2: ["x"]}},
    )
    (unit,) = [u for u in folder.book.chains.units if u.differs]
    edits = folder.settle([folder.book.accept(unit, "a", AUTHOR)])
    assert folder.refers("two") == {2: {"x"}}
    folder.apply("one", edits[0].inverse)
    assert not folder.book.decided(unit)
    folder.settle()
    assert folder.refers("two") == {2: set()}
    assert not any(
        isinstance(r, (Instance, Decision)) and r.kind == "instance" for r in folder.gold["two"].sheet
    )


def test_decisions_on_chains_of_people_who_take_no_part_this_time_stay() -> None:
    folder = Folder(one={"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: []}, "c": {2: ["z"], 3: ["z"]}})
    decisions = [
        folder.book.accept(unit, unit.versions[0].annotator, AUTHOR) for unit in folder.book.chains.units
    ]
    for mention in ("cone2", "cone3"):
        unit = folder.comparisons["one"].unit_of("c", mention)
        assert unit is not None
        deciding = Deciding(folder.comparisons["one"], AUTHOR)
        folder.apply("one", deciding.accept(folder.gold["one"], unit, "c"))
    folder.settle(decisions)
    before = folder.gold["one"].sheet
    assert folder.refers("one")[2] == {"z"}
    fewer = {"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: []}}
    comparison = Comparison({who: _sheet(who, "one", refers) for who, refers in fewer.items()}, TAGSET)
    book = ChainBook(Chains([chains_of("one", comparison)], fewer))
    book.read(before)
    after = before.apply(book.edit("one", comparison, Gold.of(before)))
    kept = [r for r in after if isinstance(r, Decision) and r.of == "instance"]
    assert len(kept) == len(decisions)
    assert any(isinstance(r, Instance) and r.name == "z" for r in after)
    assert {r.id: r.instances for r in after if isinstance(r, Entity)} == {
        r.id: r.instances for r in before if isinstance(r, Entity)
    }


def test_a_mention_that_only_one_has_follows_their_chain() -> None:
    folder = Folder(one={"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: ["x"], 2: ["x"]}})
    assert not [u for u in folder.book.chains.units if u.differs]
    comparison = folder.comparisons["one"]
    folder.settle(folder.book.take_over(AUTHOR))
    unit = comparison.unit_of("b", "bone2")
    assert unit is not None
    folder.apply("one", Deciding(comparison, AUTHOR).accept(folder.gold["one"], unit, "b"))
    folder.settle()
    assert folder.refers("one") == {0: {"x"}, 1: {"x"}, 2: {"x"}}


def test_one_mention_may_belong_to_several() -> None:
    they = {0: ["x"], 1: ["y"], 2: ["x", "y"], 3: ["x"], 4: ["y"]}
    folder = Folder(one={"a": they, "b": they, "c": they})
    folder.settle(folder.book.take_over(AUTHOR))
    assert folder.refers("one")[2] == {"x", "y"}


def test_a_chain_of_one_that_others_did_not_make_is_no_difference() -> None:
    folder = Folder(one={"a": {0: ["x"], 1: []}, "b": {0: [], 1: []}})
    assert not [u for u in folder.book.chains.units if u.differs]


def test_a_decision_stands_until_somebody_refers_differently() -> None:
    articles = {"one": {"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: []}}}
    folder = Folder(**articles)
    (unit,) = [u for u in folder.book.chains.units if u.differs]
    folder.settle([folder.book.accept(unit, "a", AUTHOR)])
    changed = Folder(one={"a": {0: ["x"], 1: ["x"], 2: ["x"]}, "b": {0: ["x"], 1: [], 2: []}})
    for book, stands in ((Folder(**articles).book, True), (changed.book, False)):
        book.read(folder.gold["one"].sheet)
        (again,) = [u for u in book.chains.units if u.differs]
        assert book.decided(again) is stands


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.integers(0, 4), st.lists(st.sampled_from("xyz"), max_size=2, unique=True))
        ),
        min_size=1,
        max_size=3,
    )
)
def test_accepting_all_chains_of_one_gives_theirs(articles: list[tuple[dict[int, list[str]]]]) -> None:
    folder = Folder(
        **{
            f"t{n}": {"a": refers, "b": {at: names[:1] for at, names in refers.items()}}
            for n, (refers,) in enumerate(articles)
        }
    )
    decisions = [
        folder.book.accept(unit, "a", AUTHOR) if unit.of("a") is not None else folder.book.none(unit, AUTHOR)
        for unit in folder.book.chains.units
    ]
    folder.settle(decisions)
    for n, (refers,) in enumerate(articles):
        assert folder.refers(f"t{n}") == {at: set(names) for at, names in refers.items()}


def test_gold_that_was_adopted_before_follows_what_is_decided_and_only_that() -> None:
    folder = Folder(one={"a": {0: ["x"], 1: ["x"]}, "b": {0: [], 1: ["z"]}})
    comparison = folder.comparisons["one"]
    for choice, said in (("none", set()), ("accept", {"z"}), ("", {"x"})):
        folder.book = ChainBook(folder.book.chains)
        before = adopted(comparison.sheets["a"], "a")
        by_hand = Entity("own", "PER", span(TEXT, PLACES[4]), instances=("a-x",))
        folder.gold["one"] = Gold.of(Sheet.of([*before, by_hand]))
        folder.apply("one", Deciding(comparison, AUTHOR).take_over(folder.gold["one"]))
        for unit in folder.book.chains.units:
            if choice == "none":
                folder.settle([folder.book.none(unit, AUTHOR)])
            elif choice and unit.of("b") is not None:
                folder.settle([folder.book.accept(unit, "b", AUTHOR)])
        folder.settle()
        assert folder.refers("one")[1] == said
        assert folder.refers("one")[4] == {"x"}  # nobody's version: as it was given by hand


def test_a_gold_instance_that_was_renamed_keeps_its_name() -> None:
    folder = Folder(one={"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: ["x"]}})
    folder.settle(folder.book.take_over(AUTHOR))
    [instance] = [r for r in folder.gold["one"].sheet if isinstance(r, Instance)]
    folder.apply("one", rename_instance(instance, "Ada"))
    assert all(edit.is_empty for edit in folder.settle())
    assert folder.refers("one") == {0: {"Ada"}, 1: {"Ada"}}


def test_rules_decide_about_chains_as_about_all_else() -> None:
    two = {0: ["x"], 1: ["x"]}
    folder = Folder(one={"a": two, "b": {**two, 2: ["x"]}, "c": {0: [], 1: [], 2: []}, "d": two})
    (unit,) = [u for u in folder.book.chains.units if u.differs]
    for rules, said, votes in (
        (Rules(), None, None),
        (
            Rules(least=2),
            {0: {"x"}, 1: {"x"}, 2: {"x"}},
            Votes(3, 4),
        ),  # who lacks a mention leaves it to others
        (Rules(majority=True), {0: {"x"}, 1: {"x"}, 2: {"x"}}, Votes(3, 4)),
        (Rules(trusted="c"), {0: set(), 1: set(), 2: set()}, Votes(1, 4)),
    ):
        again = Folder(one={"a": two, "b": {**two, 2: ["x"]}, "c": {0: [], 1: [], 2: []}, "d": two})
        comparison = again.comparisons["one"]
        trusting = Deciding(comparison, AUTHOR).take_over(again.gold["one"], Rules(trusted="b"))
        again.apply("one", trusting)
        made = again.book.take_over(AUTHOR, [again.book.chains.by_key[unit.key]], rules)
        again.settle(made)
        assert again.book.decided(again.book.chains.by_key[unit.key]) is (said is not None)
        if said is not None:
            assert again.refers("one") == said
            assert [(d.outcome, d.votes) for d in made] == [("rule", votes)]


def test_a_chain_has_no_majority_where_camps_are_equal_and_none_where_the_trusted_one_has_nothing() -> None:
    folder = Folder(one={"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: []}, "c": {2: []}})
    (unit,) = [u for u in folder.book.chains.units if u.differs]
    assert not folder.book.take_over(AUTHOR, [unit], Rules(majority=True, least=1))
    (decision,) = folder.book.take_over(AUTHOR, [unit], Rules(trusted="c"))
    assert (decision.outcome, decision.results) == ("rule", ())


def test_what_a_rule_said_of_a_chain_falls_when_somebody_joins() -> None:
    two = {0: ["x"], 1: ["x"]}
    folder = Folder(one={"a": two, "b": two, "c": {0: ["x"], 1: []}})
    (unit,) = [u for u in folder.book.chains.units if u.differs]
    folder.settle(folder.book.take_over(AUTHOR, rules=Rules(majority=True)))
    assert folder.book.decided(unit)
    joined = Folder(one={"a": two, "b": two, "c": {0: ["x"], 1: []}, "d": {0: [], 1: []}})
    joined.book.read(folder.gold["one"].sheet)
    (again,) = [u for u in joined.book.chains.units if u.differs]
    assert not joined.book.decided(again)


def test_a_mention_that_becomes_gold_refers_at_once_to_what_was_decided() -> None:
    refers = {0: ["x"], 1: ["x"], 2: ["x"]}
    folder = Folder(one={"a": refers, "b": {0: ["x"]}})
    comparison, book = folder.comparisons["one"], folder.book
    (unit,) = book.chains.units
    folder.settle([book.accept(unit, "a", AUTHOR)])
    assert folder.refers("one") == {0: {"x"}}
    deciding = Deciding(comparison, AUTHOR)
    waiting = [u for u in comparison.units if u.differs]
    edits = []
    for each in waiting:
        edit = deciding.accept(folder.gold["one"], each, "a")
        edits.append(book.along("one", comparison, folder.gold["one"], edit))
        folder.apply("one", edits[-1])
    assert folder.refers("one") == {0: {"x"}, 1: {"x"}, 2: {"x"}}
    assert all(edit.is_empty for edit in folder.settle())  # as if it had been brought in line
    folder.apply("one", edits[-1].inverse)
    assert folder.refers("one") == {0: {"x"}, 1: {"x"}}


def test_an_instance_goes_with_its_last_mention_and_comes_with_the_first() -> None:
    folder = Folder(one={"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: ["x"]}})
    comparison, book = folder.comparisons["one"], folder.book
    folder.settle(book.take_over(AUTHOR))
    deciding = Deciding(comparison, AUTHOR)
    for there, unit in zip((True, False), comparison.units, strict=True):
        edit = deciding.none(folder.gold["one"], [unit])
        folder.apply("one", book.along("one", comparison, folder.gold["one"], edit))
        assert any(isinstance(r, Instance) for r in folder.gold["one"].sheet) is there
    assert book.decided(book.chains.units[0])  # what was decided holds for mentions elsewhere
    edit = deciding.accept(folder.gold["one"], comparison.units[0], "b")
    folder.apply("one", book.along("one", comparison, folder.gold["one"], edit))
    assert folder.refers("one") == {0: {"x"}}
    edit = deciding.accept(folder.gold["one"], comparison.units[1], "b")
    folder.apply("one", book.along("one", comparison, folder.gold["one"], edit))
    both = deciding.none(folder.gold["one"], comparison.units)
    folder.apply("one", book.along("one", comparison, folder.gold["one"], both))
    assert not any(isinstance(r, Instance) for r in folder.gold["one"].sheet)


def test_what_one_unlinks_by_hand_stays_unlinked() -> None:
    folder = Folder(one={"a": {0: ["x"], 1: ["x"]}, "b": {0: ["x"], 1: ["x"]}})
    folder.settle(folder.book.take_over(AUTHOR))
    mention = next(r for r in folder.gold["one"].sheet if isinstance(r, Entity))
    unlinked = Edit("unlink", (Change(mention, replace(mention, instances=())),))
    comparison = folder.comparisons["one"]
    assert folder.book.along("one", comparison, folder.gold["one"], unlinked) == unlinked
