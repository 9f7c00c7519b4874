"""The report of agreement as one page of HTML: no network, no script; light, dark and in print.

It is built as a tree, so that no quote, type or name can become markup. Quotes of the articles stand in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from annotator.review.agreement.meaning import MEASURES, RATIOS
from annotator.review.agreement.report import Comparison, Report
from annotator.review.behind import Behind, Difference
from annotator.review.inks import NAMED
from annotator.review.markup import node
from annotator.review.page_lists import Lists
from annotator.review.page_parts import between, figure, folded, table_of
from annotator.review.page_style import STYLE
from annotator.review.pictures import by_type, confusion, heat_map
from annotator.review.tables import (
    GROUPS,
    articles,
    classes,
    headlines,
    measures,
    of_types,
    pair_of,
    ratio,
    types,
    values,
)
from annotator.tagsets.model import Tagset

_TILES = ("mention.strict", "tri-c", "arg-c", "relation", "entity-chains.conll", "event-chains.conll")
_MAPS = ("mention.strict", "tri-c", "arg-c")
_MOST_ARTICLES = 100
"""Articles, those that agree least, whose differences are listed one by one."""
_MOST_LEFT_OUT = 50


def page(
    report: Report,
    differences: Sequence[Difference],
    tagset: Tagset,
    *,
    names: Mapping[str, str] | None = None,
    made: str = "",
) -> str:
    """The page. ``differences`` are those behind the report, ``names`` how annotators are called, ``made`` says when."""
    made_of = _Page(report, differences, tagset, dict(names or {}), made)
    return "<!DOCTYPE html>\n" + ElementTree.tostring(made_of.html(), encoding="unicode", method="html")


class _Page:
    def __init__(
        self,
        report: Report,
        differences: Sequence[Difference],
        tagset: Tagset,
        names: dict[str, str],
        made: str,
    ) -> None:
        self._report, self._tagset, self._names, self._made = report, tagset, names, made
        self._of: dict[tuple[str, str], list[Difference]] = {}
        for each in differences:
            self._of.setdefault((each.one, each.other), []).append(each)
        compared = report.comparisons
        self._lists = {
            (c.one, c.other): Lists(f"c{n}", self._of.get((c.one, c.other), []), names)
            for n, c in enumerate(compared, 1)
        }

    def html(self) -> Element:
        report = self._report
        title = f"Agreement: {Path(report.folder).name or report.folder}"
        sections = [self._comparison(n, c) for n, c in enumerate(report.comparisons, 1)]
        head = node(
            "head",
            node("meta", charset="utf-8"),
            node("meta", name="viewport", content="width=device-width, initial-scale=1"),
            node("meta", name="generator", content="annotator"),
            node("title", title),
            node("style", STYLE),
        )
        main = node("main", *self._opening(title), *sections, self._together(), self._columns())
        return node("html", head, node("body", main), lang="en")

    # -- what concerns all ----------------------------------------------------------------------------------------

    def _opening(self, title: str) -> Iterable[Element]:
        report = self._report
        who = ", ".join(self._name(name) for name in report.annotators)
        against = f", each against {self._name(report.reference)}" if report.reference else ""
        told = [f"{report.articles:,} article{'s' if report.articles != 1 else ''} compared", who + against]
        told += [f"tagset {report.tagset}"] if report.tagset else []
        told += [self._made] if self._made else []
        yield node("h1", title)
        yield node("p", " · ".join(told), class_="weak")
        if report.notes:
            yield node("div", node("ul", *(node("li", note) for note in report.notes)), class_="notes")
        if report.left_out:
            yield self._left_out()
        if not report.comparisons:
            yield node("p", "There is nothing to compare.")
            return
        yield node("h2", "At a glance", id="glance")
        yield node(
            "p",
            "1 means that two sheets agree in everything, 0 in nothing. What is in brackets is the interval over "
            "articles; each number leads to its differences.",
        )
        yield table_of(headlines(report.comparisons, self._names), self._link_any)
        if len(report.comparisons) > 1:
            yield node("div", *self._maps(), class_="pictures")

    def _left_out(self) -> Element:
        left = self._report.left_out
        shown = [
            node("li", node("bdi", each.article), self._whose(each.annotator), f": {each.reason}")
            for each in left[:_MOST_LEFT_OUT]
        ]
        if len(left) > _MOST_LEFT_OUT:
            shown.append(node("li", f"and {len(left) - _MOST_LEFT_OUT:,} more"))
        count = f"{len(left):,} sheet{'s' if len(left) != 1 else ''} could not be compared"
        return node("details", node("summary", count), node("ul", *shown))

    def _maps(self) -> Iterable[Element]:
        for measure in _MAPS:
            if any((m := c.measure(measure)) and m.f1 is not None for c in self._report.comparisons):
                called = MEASURES[measure].name
                picture = heat_map(
                    self._report.comparisons,
                    measure,
                    called,
                    NAMED,
                    id=f"pairs-{measure.replace('.', '-')}",
                    display=self._name,
                    link=self._link_any,
                )
                yield figure(picture, f"{called}: {MEASURES[measure].line}")

    def _together(self) -> Element | None:
        if not self._report.together:
            return None
        pairs = tuple((c.one, c.other) for c in self._report.pairs)
        shown = table_of(values(self._report.together, self._tagset, pairs), _nowhere)
        return node(
            "section",
            node("h2", "All annotators together", id="together"),
            node("p", "Values and types of what at least two annotators matched, beyond chance."),
            shown,
        )

    def _columns(self) -> Element:
        terms = [("Precision", "precision"), ("Recall", "recall"), ("F1", "f1"), ("95 %", "interval")]
        told: list[Element] = []
        for name, id in terms:
            told += [node("dt", node("b", name)), node("dd", RATIOS[id])]
        return node("section", node("h2", "What the columns say", id="columns"), node("dl", *told))

    # -- two sheets -----------------------------------------------------------------------------------------------

    def _comparison(self, number: int, c: Comparison) -> Element:
        lists, id = self._lists[c.one, c.other], f"c{number}"
        count = f"{c.articles:,} article{'s' if c.articles != 1 else ''}"
        title = f"{self._name(c.one)} and {self._name(c.other)}"
        parts: list[Element | None] = [
            node("h2", title, id=id),
            node(
                "p",
                f"{count}. “First” is {self._name(c.one)}, “second” {self._name(c.other)}.",
                class_="weak",
            ),
            node("ul", *self._tiles(c, lists), class_="tiles"),
            node("h3", "Measures"),
            table_of(measures(c, self._names), lists.link, meanings=True),
            node("h3", "Types"),
            node("div", *self._type_pictures(c, lists, id), class_="pictures"),
            folded("Types in numbers", table_of(types(c, self._tagset, self._names), lists.link)),
            node("h3", "Differences by class"),
            table_of(classes(c), lists.link, meanings=True),
        ]
        if c.values:
            told = values(c.values, self._tagset, pair_of(c))
            parts += [node("h3", "Values and types of matched records"), table_of(told, lists.link)]
        parts += [node("h3", "Articles"), *self._articles(c, lists)]
        if lists.made:
            parts += [
                node("h3", "What lies behind the numbers"),
                node("div", *lists.made, class_="lists differences"),
            ]
        return node("section", *parts)

    def _tiles(self, c: Comparison, lists: Lists) -> Iterable[Element]:
        for measure in _TILES:
            value = c.measure(measure)
            if value is not None and value.f1 is not None:
                meaning = MEASURES[measure]
                called = meaning.heading if "chains" in measure else meaning.name
                target = lists.link(Behind(pair_of(c), measure), called)
                number = node("a", ratio(value.f1), href=target) if target else ratio(value.f1)
                yield node(
                    "li",
                    called,
                    node("b", number),
                    node("small", between(value)),
                    node("small", meaning.line),
                )

    def _type_pictures(self, c: Comparison, lists: Lists, id: str) -> Iterable[Element]:
        def link(behind: Behind) -> str:
            words = " / ".join(self._type(type) for type in behind.types or (behind.type,))
            return lists.link(behind, words)

        measured = of_types(c)
        if measured:
            picture = by_type(
                measured,
                "Strict agreement",
                NAMED,
                pairs=pair_of(c),
                id=f"{id}-types",
                display=self._type,
                link=link,
                heading=GROUPS,
            )
            yield figure(picture, "Strict agreement by type, with the interval over articles")
        for kind in ("entity", "event"):
            if any(found.kind == kind for found in c.confusion):
                picture = confusion(
                    [c],
                    kind,
                    NAMED,
                    id=f"{id}-confusion-{kind}",
                    display=self._type,
                    name=self._name,
                    link=link,
                )
                what = "entities" if kind == "entity" else "events"
                yield figure(picture, f"Types of matched {what}; grey cells agree")

    def _articles(self, c: Comparison, lists: Lists) -> Iterable[Element]:
        table = articles(c)
        listed = {row.name for row in table.rows[:_MOST_ARTICLES]}

        def link(behind: Behind, words: str = "") -> str:
            if behind.article not in listed or (behind.measure and len(table.rows) > _MOST_ARTICLES // 4):
                return ""
            what = MEASURES[behind.measure].name if behind.measure else ""
            return lists.link(behind, f"{words}, {what}" if what else words)

        shown = table_of(table, link)
        yield shown if len(table.rows) <= _MOST_ARTICLES else folded(f"{len(table.rows):,} articles", shown)
        if len(table.rows) > _MOST_ARTICLES:
            words = f"The differences of the {_MOST_ARTICLES} articles that agree least are listed below."
            yield node("p", words, class_="weak")

    # -- small parts ----------------------------------------------------------------------------------------------

    def _name(self, annotator: str) -> str:
        return self._names.get(annotator, annotator)

    def _whose(self, annotator: str) -> str:
        return f", {self._name(annotator)}" if annotator else ""

    def _type(self, type: str) -> str:
        return self._tagset.display(type) if type else "not tagged"

    def _link_any(self, behind: Behind, words: str = "") -> str:
        lists = self._lists.get(behind.pairs[0]) if behind.pairs else None
        called = MEASURES[behind.measure].name if behind.measure in MEASURES else ""
        return "" if lists is None else lists.link(behind, called or words)


def _nowhere(_behind: Behind, _words: str) -> str:
    return ""
