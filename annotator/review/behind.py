"""The differences that lie behind the numbers of a report: gathered once, and found again by number.

What takes part and what of a sheet counts follows the rules of scoring (:mod:`annotator.review.agreement`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from msgspec import Struct

from annotator.annotations.records import Entity, Event, Instance, Relation, Zone
from annotator.annotations.sheet import Sheet
from annotator.review.agreement.counting import Plan, scored, taking_part
from annotator.review.compared import Compared
from annotator.review.saying import Said, said, short
from annotator.review.units import Comparison, Unit
from annotator.sidecars.workspace import ArticleFile, Listing
from annotator.tagsets.model import Tagset

Progress = Callable[[int, int], None]
"""Told how many articles of how many are done. It may raise to break off."""

_MENTIONS = ("entity", "event")
_MANY = 8
"""Mentions of a chain that are told by their words."""


class Difference(Struct, frozen=True):
    """One thing on which two annotators differ; ``ones`` or ``others`` is None where one of them does not have it.

    ``of`` is the kind of mention in a chain. ``attributes`` are those whose values differ. ``fills`` says that it fills
    a role. ``start`` and ``end`` are in code points, -1 without a place.
    """

    article: str
    one: str
    other: str
    kind: str
    classes: tuple[str, ...]
    ones: Said | None
    others: Said | None
    start: int = -1
    end: int = -1
    of: str = ""
    attributes: tuple[str, ...] = ()
    fills: bool = False

    @property
    def types(self) -> tuple[str, str]:
        """The type of either side, empty where it does not have it."""
        return (self.ones.type if self.ones else "", self.others.type if self.others else "")

    def of_annotator(self, annotator: str) -> Said | None:
        """What one of the two says."""
        return self.ones if annotator == self.one else self.others if annotator == self.other else None


class Behind(Struct, frozen=True):
    """Which differences lie behind a number. What is empty restricts nothing.

    ``pairs`` are the annotators, in the order of the report. ``type`` is that of either side; ``types`` are those of both, empty for what one side does not have.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    measure: str = ""
    type: str = ""
    types: tuple[str, str] | None = None
    kind: str = ""
    name: str = ""
    """A class of difference; the article's own values, which no report counts, are of none."""
    attribute: str = ""
    article: str = ""

    def holds(self, found: Difference) -> bool:
        """Whether a difference lies behind it."""
        return (
            (not self.pairs or (found.one, found.other) in self.pairs)
            and (not self.article or self.article == found.article)
            and (not self.kind or self.kind == found.kind)
            and (not self.name or (self.name in found.classes and found.kind != "article"))
            and (not self.attribute or self.attribute in found.attributes)
            and (not self.type or self.type in found.types)
            and (self.types is None or self.types == found.types)
            and (not self.measure or lowers(self.measure, found))
        )

    def among(self, differences: Iterable[Difference]) -> Iterator[Difference]:
        """Those that lie behind it."""
        return (found for found in differences if self.holds(found))


class Gathered:
    """The differences of a folder, found by number without looking at all those of other annotators, articles and types."""

    def __init__(self, differences: Iterable[Difference]) -> None:
        self.every = list(differences)
        self._of: dict[tuple[str, ...], list[Difference]] = {}
        for each in self.every:
            pair = (each.one, each.other)
            keys = {pair, (*pair, "article", each.article), (*pair, "types", *each.types)}
            for key in keys | {(*pair, "type", type) for type in each.types}:
                self._of.setdefault(key, []).append(each)

    def behind(self, behind: Behind) -> list[Difference]:
        """Those that lie behind a number, in the order in which they were given; several pairs one after the other."""
        if not behind.pairs:
            return list(behind.among(self.every))
        if behind.article:
            part: tuple[str, ...] = ("article", behind.article)
        elif behind.types is not None:
            part = ("types", *behind.types)
        else:
            part = ("type", behind.type) if behind.type else ()
        return [each for pair in behind.pairs for each in behind.among(self._of.get((*pair, *part), ()))]


_SCHEMES = {
    "strict": {"missing", "boundary", "type", "zone"},
    "exact": {"missing", "boundary", "zone"},
    "partial": {"missing", "boundary", "zone"},
    "type": {"missing", "type", "zone"},
}
_OF_EVENTS = {
    "tri-i": {"missing", "boundary"},
    "tri-c": {"missing", "boundary", "type"},
    "arg-i": {"missing", "type", "argument"},
    "arg-c": {"missing", "type", "argument", "role"},
    "arg-i+": {"missing", "boundary", "type", "argument"},
    "arg-c+": {"missing", "boundary", "type", "argument", "role"},
    "arg-matched": {"missing", "type", "argument", "role"},
}

_BY_BOUNDS = frozenset({"arg-i", "arg-c", "arg-i+", "arg-c+"})


def lowers(measure: str, found: Difference) -> bool:
    """Whether a difference is of those that keep a measure from being 1."""
    return _lowers(measure, found.kind, found.of, found.classes, found.fills)


@cache
def _lowers(measure: str, kind: str, of: str, classes: tuple[str, ...], fills: bool) -> bool:
    subject, _, scheme = measure.partition(".")
    if measure in _OF_EVENTS:
        if kind == "event":
            return not _OF_EVENTS[measure].isdisjoint(classes)
        # An argument counts there by the bounds of what fills it.
        return measure in _BY_BOUNDS and fills and "boundary" in classes
    if subject.endswith(("-chains", "-chains-across")):
        return kind == "instance" and of == subject.partition("-")[0]
    if measure == "relation":
        return kind == "relation" and classes != ("attribute",)
    kinds = _MENTIONS if subject == "mention" else (subject,)
    return kind in kinds and not _SCHEMES.get(scheme, set(classes)).isdisjoint(classes)


def gather(listing: Listing, plan: Plan, progress: Progress | None = None) -> list[Difference]:
    """All differences of the plan's pairs, article by article in the order of the text. Reads every sheet once."""
    found: list[Difference] = []
    for done, file in enumerate(listing.articles):
        if progress is not None:
            progress(done, len(listing.articles))
        found += of_article(file, plan)
    return found


def of_article(file: ArticleFile, plan: Plan) -> Iterator[Difference]:
    """The differences of one article."""
    opened, _ = taking_part(file, plan)
    sheets = {name: sheet_of(scored(sheet, plan)) for name, sheet in opened.items()}
    for one, other in plan.pairs:
        if one in sheets and other in sheets:
            yield from differences(file.name, one, sheets[one], other, sheets[other], plan.tagset)


def sheet_of(compared: Compared) -> Sheet:
    """A sheet of what is compared, its zones included."""
    absent = [zone for zone in compared.zones if compared.sheet.get(zone.id) is None]
    return Sheet.of([*compared.sheet, *absent], compared.sheet.status) if absent else compared.sheet


def differences(
    article: str, one: str, ones: Sheet, other: str, others: Sheet, tagset: Tagset
) -> Iterator[Difference]:
    """How two sheets on one article differ, in the order of the text, chains last."""
    comparison = Comparison({one: ones, other: others}, tagset)
    fillers = {
        comparison.key_of(name, argument.filler)
        for name, sheet in ((one, ones), (other, others))
        for record in sheet
        if isinstance(record, (Event, Relation))
        for argument in record.arguments
    }
    for unit in comparison.units:
        if unit.differs:
            yield difference(article, one, other, unit, comparison, fills=unit.key in fillers)
    yield from _of_chains(article, one, other, comparison)


def difference(
    article: str, one: str, other: str, unit: Unit, comparison: Comparison, *, fills: bool = False
) -> Difference:
    """A unit that two annotators differ on, in words."""
    mine, theirs = unit.of(one), unit.of(other)
    tagset = comparison.tagset
    return Difference(
        article,
        one,
        other,
        unit.kind,
        unit.classes,
        None if mine is None else said(mine, comparison.sheets[one], tagset),
        None if theirs is None else said(theirs, comparison.sheets[other], tagset),
        unit.start,
        _end(unit),
        attributes=_differing(comparison, unit, one, other) if "attribute" in unit.classes else (),
        fills=fills,
    )


def _end(unit: Unit) -> int:
    """Where the version ends that ends last; relations stand at their first end."""
    spanned = (record for _, record in unit.versions if isinstance(record, (Entity, Event, Zone)))
    return max((record.span[-1].end for record in spanned), default=unit.start)


def _differing(comparison: Comparison, unit: Unit, one: str, other: str) -> tuple[str, ...]:
    held = [
        comparison.values(record)
        for name in (one, other)
        if (record := unit.of(name)) is not None and record.kind in ("entity", "event", "relation", "article")
    ]
    names = {name for values in held for name in values}
    return tuple(
        sorted(n for n in names if len({repr(values.get(n)) for values in held}) > 1 or len(held) == 1)
    )


def _of_chains(article: str, one: str, other: str, comparison: Comparison) -> Iterator[Difference]:
    """Chains that only one side has just so; those that share most mentions are told together."""
    mine, theirs = _chains(comparison, one), _chains(comparison, other)
    same = set(mine.values()) & set(theirs.values())
    left = {id: keys for id, keys in theirs.items() if keys not in same}
    holders: dict[str, list[str]] = {}
    for id, keys in left.items():
        for key in keys:
            holders.setdefault(key, []).append(id)
    for id, keys in sorted(mine.items(), key=lambda item: (-len(item[1]), item[0])):
        if keys in same:
            continue
        shared: dict[str, int] = {}
        for key in keys:
            for rival in holders.get(key, ()):
                if rival in left:
                    shared[rival] = shared.get(rival, 0) + 1
        best = max(shared, key=lambda rival: (shared[rival], rival), default=None)
        yield _chain(article, one, other, comparison, (id, keys), (best, left.pop(best)) if best else None)
    for id, keys in sorted(left.items()):
        yield _chain(article, one, other, comparison, None, (id, keys))


_Chain = tuple[str, frozenset[str]]


def _chain(
    article: str, one: str, other: str, comparison: Comparison, mine: _Chain | None, theirs: _Chain | None
) -> Difference:
    keys = (mine[1] if mine else frozenset()) | (theirs[1] if theirs else frozenset())
    of = "event" if any(key.startswith("event") for key in keys) else "entity"
    units = sorted((comparison.by_key[key] for key in keys), key=lambda unit: unit.start)
    return Difference(
        article,
        one,
        other,
        "instance",
        ("instance",),
        None if mine is None else _told(comparison, one, *mine),
        None if theirs is None else _told(comparison, other, *theirs),
        units[0].start,
        _end(units[0]),
        of,
    )


def _told(comparison: Comparison, annotator: str, id: str, keys: frozenset[str]) -> Said:
    sheet = comparison.sheets[annotator]
    record = sheet.get(id)
    units = sorted((comparison.by_key[key] for key in keys), key=lambda unit: (unit.start, unit.key))
    quotes = [
        f"“{short(said(mention, sheet, comparison.tagset).quote, 40)}”"
        for unit in units[:_MANY]
        if (mention := unit.of(annotator)) is not None
    ]
    more = (f"and {len(units) - _MANY} more",) if len(units) > _MANY else ()
    name = short(record.name) if isinstance(record, Instance) else ""
    mentions = (f"{len(units)} mention{'s' if len(units) != 1 else ''}", ", ".join((*quotes, *more)))
    first = units[0].of(annotator) if units else None
    return Said("" if first is None else first.id, "", "Chain", name, (mentions,))


def _chains(comparison: Comparison, annotator: str) -> dict[str, frozenset[str]]:
    """The chains of a sheet by instance, as keys of the units of their mentions."""
    found: dict[str, set[str]] = {}
    for record in comparison.sheets[annotator]:
        if isinstance(record, (Entity, Event)):
            for instance in record.instances:
                found.setdefault(instance, set()).add(comparison.key_of(annotator, record.id))
    return {id: frozenset(keys) for id, keys in found.items()}
