"""Tables of a report: every number with its value for sorting, its meaning, and what lies behind it."""

from __future__ import annotations

from msgspec.structs import replace

from annotator.review.agreement.meaning import MEASURES
from annotator.review.agreement.measures import Measured, Valued
from annotator.review.agreement.report import ArticleScores, Comparison
from annotator.review.behind import Behind
from annotator.review.saying import Said, apart, short
from annotator.review.tables import NONE, articles, classes, headlines, measures, of_types, types, values
from tests.unit.review.reports import TAGSET, seed_differences, seeds

PAIR = (("annotator-a", "annotator-b"),)


def test_every_measure_stands_under_its_heading_with_its_line() -> None:
    compared = seeds().pairs[0]
    table = measures(compared, {"annotator-a": "Ann"})
    assert len(table.rows) == len(compared.measures)
    assert [heading.name for heading in table.headings][-2:] == ["Ann", "annotator-b"]
    shown = [(row.group, row.name, row.meaning) for row in table.rows]
    known = [(m.heading, m.name, m.line) for id, m in MEASURES.items() if compared.measure(id)]
    assert shown == known
    conll = next(row for row in table.rows if row.name == "CoNLL")
    assert (conll.numbers[0].text, conll.numbers[0].value) == (NONE, None)


def test_types_come_kind_by_kind_the_most_frequent_first() -> None:
    compared = seeds().pairs[0]
    rows = types(compared, TAGSET).rows
    assert [row.group for row in rows] == sorted(
        (row.group for row in rows), key=["Entities", "Events", "Relations", "Zones"].index
    )
    assert rows[0].name == "State or town"
    assert rows[0].behind == Behind(PAIR, "entity.strict", "GPE")
    sizes = [m.one + m.other for m in of_types(compared) if m.measure == "entity.strict"]
    assert sizes == sorted(sizes, reverse=True)


def test_articles_that_agree_least_come_first_and_those_without_a_number_last() -> None:
    def scored(name: str, f1: float | None) -> ArticleScores:
        return ArticleScores(name, (Measured("mention.strict", "", f1, f1, f1, 1, 1),))

    compared = Comparison("a", "b", 3, by_article=(scored("x", 0.9), scored("y", None), scored("z", 0.2)))
    table = articles(compared)
    assert [row.name for row in table.rows] == ["z", "x", "y"]
    assert table.rows[2].numbers[0].text == NONE
    assert table.rows[0].numbers[0].behind == Behind((("a", "b"),), "mention.strict", article="z")


def test_headlines_have_intervals_and_lead_to_their_differences() -> None:
    table = headlines(seeds().pairs)
    row = table.rows[0]
    assert row.name == "annotator-a and annotator-b"
    assert all("–" in number.text for number in row.numbers[1:])
    for number in row.numbers[1:]:
        assert number.behind is not None
        assert list(number.behind.among(seed_differences()))


def test_classes_say_how_many_of_how_many() -> None:
    missing = classes(seeds().pairs[0]).rows[0]
    assert (missing.name, [number.text for number in missing.numbers]) == ("Missing", ["57", "410", "13.9%"])


def test_values_name_attributes_and_show_only_the_kappas_that_there_are() -> None:
    shown = values(seeds().pairs[0].values, TAGSET, PAIR)
    assert [heading.name for heading in shown.headings][2:5] == ["Observed", "Cohen’s κ", "Fleiss’ κ"]
    mode = next(row for row in shown.rows if row.name == "Mode")
    assert mode.behind == Behind(PAIR, kind="event", attribute="mode")
    three = [replace(value, cohen=None) for value in seeds().pairs[0].values]
    assert "Cohen’s κ" not in [heading.name for heading in values(three, TAGSET, PAIR).headings]
    unknown = values([Valued("event", "gone", 3, 1.0, 1.0, 1.0, 1.0)], TAGSET, PAIR)
    assert unknown.rows[0].name == "gone"


def test_two_versions_are_told_by_what_differs() -> None:
    one = Said("a", "MEET", "Meet", "met", (("Actor", "“A”"), ("Place", "“R”")), (("Mode", "phone"),))
    other = Said("b", "MEET", "Meet", "met", (("Actor", "“A”"),), (("Mode", "visit"),))
    assert apart(one, other, ("argument", "attribute")) == (
        "Meet “met” (Place: “R”; Mode = phone)",
        "Meet “met” (Mode = visit)",
    )
    assert apart(one, other, ("boundary",)) == ("Meet “met”", "Meet “met”")
    assert apart(None, other, ("missing",)) == ("", "Meet “met” (Mode = visit)")


def test_quotes_are_shortened_to_one_line() -> None:
    assert short("שלום\r\n  👩‍🚀\tx") == "שלום 👩‍🚀 x"
    assert len(short("x" * 10_000)) == 120
    assert short("x" * 10_000).endswith("…")
