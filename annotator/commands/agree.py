"""``annotator agree``: how far the sheets of a folder agree.

JSON: ``folder``, ``tagset``, ``articles``, ``annotators``, ``reference``, ``notes``, ``left_out`` (article, annotator,
reason), ``together`` (values over three or more annotators), and ``pairs`` and ``against``, lists of comparisons. A
comparison has ``one``, ``other``, ``articles``, ``measures``, ``by_type``, ``by_article``, ``classes``, ``values`` and
``confusion`` as :class:`annotator.review.agreement.report.Comparison` describes them; numbers are null where there is
nothing to measure. ``meaning`` has a line for each measure that occurs.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.commands.shared import folder_parser, number, print_json, surveyed

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod
    from rich.table import Table

    from annotator.review.agreement.measures import Measured, Valued
    from annotator.review.agreement.report import Comparison, Report
    from annotator.sidecars.workspace import Listing
    from annotator.tagsets.model import Tagset


def agree(given: Sequence[str]) -> int:
    """Measures agreement between annotators, and of each with gold."""
    from annotator.review.agreement import report

    options = _parser_options(given)
    _, listing, tagset = surveyed(options)
    sheets = [name.strip() for name in (options.sheets or "").split(",") if name.strip()]
    if options.html is not None:
        from annotator.review.page_saving import refuse_present  # before anything that takes long

        refuse_present(options.html, overwrite=options.overwrite)
    found = report.agree(listing, tagset, sheets=sheets, against=options.against, finished_only=options.done)
    if options.html is not None:
        _write_page(found, listing, tagset, options)
    if options.json:
        print_json(_as_json(found))
    else:
        _tell(found, tagset, options.by)
    return 0


def _parser_options(given: Sequence[str]) -> Namespace:
    parser = folder_parser("agree", "Measure how far the sheets of a folder agree.")
    parser.add_argument("--sheets", metavar="A,B,…", help="whose sheets (otherwise everybody's but gold)")
    parser.add_argument(
        "--against", metavar="NAME", help="compare each with this sheet (gold, where there is any)"
    )
    parser.add_argument("--by", choices=("type", "article", "class"), help="break the numbers down")
    parser.add_argument("--done", action="store_true", help="only sheets that are marked done")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a report to read and print")
    parser.add_argument("--overwrite", action="store_true", help="replace the report that is there")
    return parser.parse_args(given)


def _write_page(found: Report, listing: Listing, tagset: Tagset, options: Namespace) -> None:
    from annotator.review.agreement.counting import Plan
    from annotator.review.behind import gather
    from annotator.review.page_saving import save_page

    plan = Plan(found.annotators, found.reference, tagset, finished_only=options.done)
    save_page(options.html, found, gather(listing, plan), tagset, overwrite=options.overwrite)


def _as_json(report: Report) -> dict[str, Any]:
    import msgspec

    from annotator.review.agreement.meaning import MEASURES

    told: dict[str, Any] = msgspec.to_builtins(report)
    named = {m.measure for c in report.comparisons for m in c.measures}
    told["meaning"] = {name: MEASURES[name].line for name in MEASURES if name in named}
    return told


# -- for people ------------------------------------------------------------------------------------------------


def _tell(report: Report, tagset: Tagset, by: str | None) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 110
    told = f"{number(report.articles, 'article')} compared in {report.folder}, by the tagset {report.tagset}"
    console.print(told, markup=False, soft_wrap=True)
    for note in report.notes:  # before the numbers, which mean something else by them
        console.print(note, markup=False, soft_wrap=True)
    for comparison in report.comparisons:
        _tell_comparison(console, comparison, report, tagset, by)
    if report.together:
        console.print(f"\n{', '.join(report.annotators)} together", style="bold", markup=False)
        console.print(_values_table(report.together, tagset, two=False))
    _tell_meaning(console, report, by)
    _tell_left_out(report)


def _tell_comparison(
    console: Console, comparison: Comparison, report: Report, tagset: Tagset, by: str | None
) -> None:
    first = f"{comparison.one} (recall)" if comparison.one == report.reference else comparison.one
    heading = f"\n{first} and {comparison.other}: {number(comparison.articles, 'article')}"
    console.print(heading, style="bold", markup=False)
    match by:
        case "type":
            console.print(_measures_table(_by_type(comparison.by_type), tagset, types=True))
        case "article":
            console.print(_articles_table(comparison))
        case "class":
            console.print(_classes_table(comparison))
        case _:
            console.print(_measures_table(_in_order(comparison.measures), tagset, types=False))
            if comparison.values:
                console.print(_values_table(comparison.values, tagset, two=True))


def _in_order(measures: Iterable[Measured]) -> list[Measured]:
    from annotator.review.agreement.meaning import MEASURES

    place = {name: n for n, name in enumerate(MEASURES)}
    return sorted(measures, key=lambda m: (place[m.measure], m.type))


_BY_TYPE = ("entity.strict", "entity.partial", "zone.strict", "tri-c", "arg-c", "arg-matched", "relation")
"""What is told of each type."""


def _by_type(measures: Iterable[Measured]) -> list[Measured]:
    return sorted(
        (m for m in measures if m.measure in _BY_TYPE),
        key=lambda m: (_BY_TYPE.index(m.measure), -m.one, m.type),
    )


def _table(*columns: tuple[str, bool]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, is_number in columns:
        justify: JustifyMethod = "right" if is_number else "left"
        table.add_column(name, justify=justify, no_wrap=not table.columns, overflow="fold")
    return table


def _measures_table(measures: Iterable[Measured], tagset: Tagset, *, types: bool) -> Table:
    from annotator.review.agreement.meaning import MEASURES

    type_column = (("Type", False),) if types else ()
    table = _table(
        ("Measure", False),
        *type_column,
        ("F1", True),
        ("95 %", True),
        ("Precision", True),
        ("Recall", True),
        ("First", True),
        ("Second", True),
    )
    heading = ""
    for m in measures:
        meaning = MEASURES[m.measure]
        if meaning.heading != heading:
            if heading:
                table.add_section()
            heading = meaning.heading
            if "-chains" in m.measure:
                table.add_row(heading)
        table.add_row(
            f"  {meaning.name}" if "-chains" in m.measure else meaning.name,
            *((tagset.display(m.type),) if types else ()),
            _ratio(m.f1),
            f"{_ratio(m.interval.low)}–{_ratio(m.interval.high)}" if m.interval else "",
            _ratio(m.precision),
            _ratio(m.recall),
            f"{m.one:,.0f}",
            f"{m.other:,.0f}",
        )
    return table


def _articles_table(comparison: Comparison) -> Table:
    from annotator.review.agreement.meaning import MEASURES
    from annotator.review.agreement.report import HEADLINES

    shown = [name for name in HEADLINES if comparison.measure(name)]
    table = _table(("F1 of each article", False), *((MEASURES[name].name, True) for name in shown))
    for article in comparison.by_article:
        f1 = {m.measure: m.f1 for m in article.measures}
        table.add_row(article.article, *(_ratio(f1.get(name)) for name in shown))
    return table


def _classes_table(comparison: Comparison) -> Table:
    from annotator.review.agreement.meaning import CLASSES

    table = _table(("Difference", False), ("Differ", True), ("Of", True), ("Share", True), ("", False))
    for found in comparison.classes:
        if found.compared:
            meaning = CLASSES[found.name]
            table.add_row(
                meaning.name,
                f"{found.differing:,}",
                f"{found.compared:,}",
                _ratio(found.share),
                meaning.line,
            )
    return table


def _values_table(values: Iterable[Valued], tagset: Tagset, *, two: bool) -> Table:
    names = {attribute.id: attribute.name for t in tagset.types() for attribute in t.attributes}
    kappa = "Cohen’s κ" if two else "Fleiss’ κ"
    table = _table(
        ("Values of what was matched", False),
        ("α", True),
        ("95 %", True),
        (kappa, True),
        ("Observed", True),
        ("Records", True),
    )
    for v in values:
        said = names.get(v.attribute, v.attribute) if v.attribute else "type"
        table.add_row(
            f"{v.kind}: {said}",
            _ratio(v.alpha),
            f"{_ratio(v.interval.low)}–{_ratio(v.interval.high)}" if v.interval else "",
            _ratio(v.cohen if two else v.fleiss),
            _ratio(v.observed),
            f"{v.units:,}",
        )
    return table


def _tell_meaning(console: Console, report: Report, by: str | None) -> None:
    """What the numbers above mean, a line for each; differences have theirs in the table."""
    from annotator.review.agreement.meaning import MEASURES, RATIOS, VALUES
    from annotator.review.agreement.report import HEADLINES

    if by == "class":
        return
    told = {m.measure for c in report.comparisons for m in (*c.measures, *c.by_type)}
    shown = {"type": set(_BY_TYPE), "article": set(HEADLINES)}.get(by or "", told) & told
    lines = {"F1": RATIOS["f1"]}
    if by != "article":
        lines |= {"Precision": RATIOS["precision"], "Recall": RATIOS["recall"], "95 %": RATIOS["interval"]}
    for name, meaning in MEASURES.items():
        if name in shown:
            lines.setdefault(meaning.name.rpartition(", ")[2] if "." in name else meaning.name, meaning.line)
    if by is None:
        lines |= {meaning.name: meaning.line for meaning in VALUES.values()}
    console.print("\nWhat the numbers mean", style="bold")
    for name, line in lines.items():
        console.print(f"{name}: {line}", markup=False, soft_wrap=True)


def _tell_left_out(report: Report) -> None:
    if report.left_out:
        print(f"\nNot compared: {number(len(report.left_out), 'sheet')}", file=sys.stderr)
        for sheet in report.left_out:
            who = f" ({sheet.annotator})" if sheet.annotator else ""
            print(f"  {sheet.article}{who}: {sheet.reason}", file=sys.stderr)


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
