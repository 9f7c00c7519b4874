"""The numbers of a report as tables that a page and a window show alike, each with its meaning and what lies behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from annotator.review.agreement.attributes import TYPE
from annotator.review.agreement.bootstrap import Interval
from annotator.review.agreement.meaning import CLASSES, MEASURES, RATIOS, VALUES
from annotator.review.agreement.measures import Measured, Valued
from annotator.review.agreement.report import HEADLINES, Comparison
from annotator.review.behind import Behind
from annotator.tagsets.model import Tagset

NONE = "–"
"""Stands where there is nothing to measure."""

OF_TYPES = ("entity.strict", "event.strict", "relation", "zone.strict")
"""The measures that are told type by type."""

GROUPS = {
    "entity.strict": "Entities",
    "event.strict": "Events",
    "relation": "Relations",
    "zone.strict": "Zones",
}
"""What their types are called together."""

_KINDS = {
    "entity": "Entities",
    "event": "Events",
    "relation": "Relations",
    "zone": "Zones",
    "article": "Article",
}


class Heading(Struct, frozen=True):
    """What a column is called, and what its numbers say."""

    name: str
    meaning: str = ""


class Number(Struct, frozen=True):
    """One number in words, with its value for sorting; ``behind`` where that is not the row's."""

    text: str
    value: float | None = None
    behind: Behind | None = None


class Row(Struct, frozen=True):
    """A line of a table, in a ``group`` of lines; ``meaning`` says what its numbers say."""

    name: str
    numbers: tuple[Number, ...]
    behind: Behind | None = None
    meaning: str = ""
    group: str = ""


class Table(Struct, frozen=True):
    """Rows under headings; the first heading is that of the rows' names."""

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...] = ()


def pair_of(compared: Comparison) -> tuple[tuple[str, str], ...]:
    """The pair of a comparison, as what lies behind a number has it."""
    return ((compared.one, compared.other),)


def headlines(comparisons: Iterable[Comparison], names: dict[str, str] | None = None) -> Table:
    """F1 of the measures that say most, a row for each comparison."""
    called = names or {}
    headings = [Heading(MEASURES[id].name, MEASURES[id].line) for id in HEADLINES]
    rows = [
        Row(
            f"{called.get(c.one, c.one)} and {called.get(c.other, c.other)}",
            (
                Number(f"{c.articles:,}", c.articles),
                *(_f1(c.measure(id), Behind(pair_of(c), id), interval=True) for id in HEADLINES),
            ),
            Behind(pair_of(c)),
        )
        for c in comparisons
    ]
    return Table((Heading("Sheets"), Heading("Articles"), *headings), tuple(rows))


def measures(compared: Comparison, names: dict[str, str] | None = None) -> Table:
    """Every measure of two sheets, grouped as their meanings are."""
    held = {m.measure: m for m in compared.measures}
    rows = []
    for id, meaning in MEASURES.items():
        if id in held:
            behind = Behind(pair_of(compared), id)
            numbers = _ratios(held[id], behind)
            rows.append(Row(meaning.name, numbers, behind, meaning.line, meaning.heading))
    return Table((Heading("Measure"), *_ratio_headings(compared, names)), tuple(rows))


def types(compared: Comparison, tagset: Tagset, names: dict[str, str] | None = None) -> Table:
    """Strict agreement on each type, those with most mentions first."""
    rows = []
    for m in of_types(compared):
        behind = Behind(pair_of(compared), m.measure, m.type)
        rows.append(Row(tagset.display(m.type), _ratios(m, behind), behind, group=GROUPS[m.measure]))
    return Table((Heading("Type"), *_ratio_headings(compared, names)), tuple(rows))


def of_types(compared: Comparison) -> list[Measured]:
    """The measures that are told by type: kind by kind, types with most mentions first."""
    found = [m for m in compared.by_type if m.measure in OF_TYPES and m.f1 is not None]
    return sorted(found, key=lambda m: (OF_TYPES.index(m.measure), -m.one - m.other, m.type))


def articles(compared: Comparison) -> Table:
    """F1 of the measures that say most, article by article, those that agree least first."""
    headings = [Heading(MEASURES[id].name, MEASURES[id].line) for id in HEADLINES]
    rows = []
    for article in compared.by_article:
        held = {m.measure: m for m in article.measures}
        numbers = tuple(
            _f1(held.get(id), Behind(pair_of(compared), id, article=article.article)) for id in HEADLINES
        )
        rows.append(Row(article.article, numbers, Behind(pair_of(compared), article=article.article)))
    rows.sort(key=lambda row: (row.numbers[0].value is None, row.numbers[0].value or 0, row.name))
    return Table((Heading("Article"), *headings), tuple(rows))


def classes(compared: Comparison) -> Table:
    """How many of what was compared differ, by class of difference."""
    rows = []
    for found in compared.classes:
        if found.compared:
            behind = Behind(pair_of(compared), name=found.name)
            numbers = (
                Number(f"{found.differing:,}", found.differing, behind),
                Number(f"{found.compared:,}", found.compared),
                Number(NONE if found.share is None else f"{found.share:.1%}", found.share),
            )
            rows.append(Row(CLASSES[found.name].name, numbers, behind, CLASSES[found.name].line))
    return Table((Heading("Difference"), Heading("Differ"), Heading("Of"), Heading("Share")), tuple(rows))


def values(valued: Sequence[Valued], tagset: Tagset, pairs: tuple[tuple[str, str], ...]) -> Table:
    """Agreement on types and attributes of matched records, beyond chance."""
    shown = [id for id in ("observed", "cohen", "fleiss", "alpha") if any(getattr(v, id) for v in valued)]
    rows = []
    for each in valued:
        of_type = each.attribute == TYPE
        behind = Behind(
            pairs,
            kind=each.kind,
            name="type" if of_type else "",
            attribute="" if of_type else each.attribute,
        )
        numbers = (
            Number(f"{each.units:,}", each.units),
            *(Number(ratio(getattr(each, id)), getattr(each, id)) for id in shown[:-1]),
            *(Number(ratio(getattr(each, id)), getattr(each, id), behind) for id in shown[-1:]),
            _bounds(each.interval),
        )
        rows.append(Row(_attribute(each, tagset), numbers, behind, group=_KINDS.get(each.kind, each.kind)))
    headings = [Heading(VALUES[id].name, VALUES[id].line) for id in shown]
    units = Heading("Matched", "matched records that at least two gave a value")
    interval = Heading("α, 95 %", RATIOS["interval"].replace("F1", "α"))
    return Table((Heading("Of"), units, *headings, interval), tuple(rows))


def ratio(value: float | None) -> str:
    """A ratio with three digits."""
    return NONE if value is None else f"{value:.3f}"


def _attribute(each: Valued, tagset: Tagset) -> str:
    if each.attribute == TYPE:
        return "Type"
    for type in tagset.types():
        found = tagset.attribute(type.id, each.attribute)
        if found is not None:
            return found.name
    return each.attribute


def _ratio_headings(compared: Comparison, names: dict[str, str] | None) -> tuple[Heading, ...]:
    called = names or {}
    return (
        Heading("Precision", RATIOS["precision"]),
        Heading("Recall", RATIOS["recall"]),
        Heading("F1", RATIOS["f1"]),
        Heading("95 %", RATIOS["interval"]),
        Heading(called.get(compared.one, compared.one), "how many the first has"),
        Heading(called.get(compared.other, compared.other), "how many the second has"),
    )


def _ratios(m: Measured, behind: Behind) -> tuple[Number, ...]:
    return (
        Number(ratio(m.precision), m.precision),
        Number(ratio(m.recall), m.recall),
        Number(ratio(m.f1), m.f1, behind),
        _bounds(m.interval),
        Number(_amount(m.one), m.one),
        Number(_amount(m.other), m.other),
    )


def _f1(m: Measured | None, behind: Behind, *, interval: bool = False) -> Number:
    if m is None or m.f1 is None:
        return Number(NONE)
    bounds = f" ({m.interval.low:.2f}–{m.interval.high:.2f})" if interval and m.interval is not None else ""
    return Number(f"{m.f1:.3f}{bounds}", m.f1, behind)


def _bounds(bounds: Interval | None) -> Number:
    if bounds is None:
        return Number(NONE)
    return Number(f"{bounds.low:.3f}–{bounds.high:.3f}", bounds.low)


def _amount(count: float) -> str:
    return f"{count:,.0f}"
