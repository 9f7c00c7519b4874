"""The lists of differences on the report's page: each is written once, however many numbers lead to it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from annotator.review.agreement.meaning import CLASSES
from annotator.review.behind import Behind, Difference, Gathered
from annotator.review.markup import node
from annotator.review.saying import Said

MOST = 25
"""Differences of one list that are written; the rest is counted."""


class Lists:
    """The lists of one comparison. ``names`` is how annotators are called."""

    def __init__(self, id: str, differences: Sequence[Difference], names: dict[str, str]) -> None:
        self._id, self._names = id, names
        self._gathered = Gathered(differences)
        self._known: dict[tuple[int, ...], str] = {}
        self._asked: dict[Behind, str] = {}
        self.made: list[Element] = []

    def link(self, behind: Behind, words: str = "") -> str:
        """Where the list of what lies behind a number stands, for ``href``; empty where nothing does.

        ``words`` head the list, those of the number that asks first.
        """
        if behind in self._asked:
            return self._asked[behind]
        found = self._gathered.behind(behind)
        target = ""
        if found:
            same = tuple(map(id, found))
            name = self._known.get(same)
            if name is None:
                name = self._known[same] = f"{self._id}-list{len(self._known) + 1}"
                self.made.append(self._list(name, words, found))
            target = f"#{name}"
        self._asked[behind] = target
        return target

    def _list(self, id: str, words: str, found: Sequence[Difference]) -> Element:
        one, other = (self._names.get(name, name) for name in (found[0].one, found[0].other))
        shown = found[:MOST]
        rest = len(found) - len(shown)
        head = node("tr", *(node("th", word, scope="col") for word in ("Article", "Difference", one, other)))
        table = node("table", node("thead", head), node("tbody", *map(_row, shown)), id=id)
        count = f"{len(found):,} difference{'s' if len(found) != 1 else ''}"
        if any(each.kind == "instance" for each in found):
            count += ", chains that share mentions told together"
        more = node("p", f"and {rest:,} more, which the window lists", class_="weak") if rest else None
        # A link leads to the table inside: browsers open what is folded around it.
        return node("details", node("summary", f"{words}: {count}" if words else count), table, more)


def _row(found: Difference) -> Element:
    place = f", at {found.start:,}" if found.start >= 0 else ""
    kinds = ", ".join(CLASSES[name].name if name in CLASSES else name for name in found.classes)
    return node(
        "tr",
        node("td", node("bdi", found.article), node("span", place, class_="weak") if place else None),
        node("td", kinds),
        _version(found.ones),
        _version(found.others),
    )


def _version(said: Said | None) -> Element:
    if said is None:
        return node("td", node("span", "not tagged", class_="weak"), class_="version")
    cell = node("td", said.name, class_="version")
    if said.quote:
        cell.append(node("span", " “", node("bdi", said.quote), "”"))
    for name, words in (*said.arguments, *said.values):
        cell.append(node("br"))
        cell.append(node("span", f"{name}: ", node("bdi", words), class_="weak"))
    return cell
