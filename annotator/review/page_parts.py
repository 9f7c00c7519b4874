"""Parts of the report's page that know nothing of it: tables, figures, and what is folded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias
from xml.etree.ElementTree import Element

from annotator.review.agreement.measures import Measured
from annotator.review.behind import Behind
from annotator.review.markup import node
from annotator.review.sketch import Picture
from annotator.review.tables import Number, Row, Table

Target: TypeAlias = Callable[[Behind, str], str]
"""Where the list of what lies behind a number stands, given words that head it; empty where there is none."""


def table_of(table: Table, target: Target, *, meanings: bool = False) -> Element:
    """A table whose numbers lead to their differences; ``meanings`` adds what each row says."""
    heads = [node("th", h.name, title=h.meaning or None, scope="col") for h in table.headings]
    if meanings:
        heads.append(node("th", scope="col"))
    body = node("tbody")
    group = ""
    for row in table.rows:
        if row.group != group:
            group = row.group
            body.append(node("tr", node("th", group, scope="rowgroup", colspan=str(len(heads)))))
        body.append(_row(row, target, meanings=meanings))
    return node("div", node("table", node("thead", node("tr", *heads)), body), class_="wide")


def figure(picture: Picture, words: str) -> Element:
    """A picture with what it shows."""
    return node("figure", node("figcaption", words), picture.svg)


def folded(words: str, *inside: Element) -> Element:
    """What is opened by whoever wants it."""
    return node("details", node("summary", words), *inside)


def between(value: Measured) -> str:
    """An interval in words."""
    bounds = value.interval
    return "one article: no interval" if bounds is None else f"{bounds.low:.3f} to {bounds.high:.3f}"


def _row(row: Row, target: Target, *, meanings: bool) -> Element:
    made = node("tr", node("th", node("bdi", row.name), scope="row"))
    for number in row.numbers:
        made.append(_number(number, row, target))
    if meanings:
        made.append(node("td", row.meaning, class_="says"))
    return made


def _number(number: Number, row: Row, target: Target) -> Element:
    if number.value is None or number.behind is None:
        return node("td", number.text)
    words = f"{row.group}, {row.name}" if row.group and row.group not in row.name else row.name
    place = target(number.behind, words)
    return node("td", node("a", number.text, href=place) if place else number.text)
