"""From one article and its sidecars to counts: all that is read from disk for a report.

Plain values in, plain values out, so that articles may be counted in any process and any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import combinations

from msgspec import Struct

from annotator.annotations.zoning import counting
from annotator.articles.article import Article
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.review.agreement.attributes import Valued, Values
from annotator.review.agreement.cells import Cells
from annotator.review.agreement.scoring import Counts, Rules, Side, score
from annotator.review.alignment import Alignment, align
from annotator.review.assignment import tie
from annotator.review.compared import Compared
from annotator.review.grouping import join
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.opening import OpenedSheet, open_sheet, recorded_encoding
from annotator.sidecars.problems import SidecarError
from annotator.sidecars.workspace import ArticleFile, SidecarFile
from annotator.tagsets.model import Tagset

_LIKELY = "utf-8"

_KINDS = {"entities": "entity", "events": "event", "relations": "relation"}


class LeftOut(Struct, frozen=True):
    """A sheet that was not compared, and why; of the article itself where ``annotator`` is empty."""

    article: str
    annotator: str
    reason: str


class ArticleCounts(Struct, frozen=True):
    """What was counted in one article.

    ``pairs`` are by annotators; in those with the reference it comes first. ``together`` are values over all annotators
    but the reference, for three or more. ``tagsets`` and ``unfinished`` are of the sheets that were compared.
    """

    article: str
    pairs: dict[tuple[str, str], Counts] = {}
    together: Cells = {}
    left_out: tuple[LeftOut, ...] = ()
    tagsets: dict[str, TagsetStamp] = {}
    unfinished: tuple[str, ...] = ()


class Plan:
    """Whose sheets are compared: annotators with one another, and each with ``against`` where that is not empty."""

    def __init__(
        self, annotators: Sequence[str], against: str, tagset: Tagset, *, finished_only: bool = False
    ) -> None:
        self.annotators = tuple(annotators)
        self.against = against
        self.tagset = tagset
        self.finished_only = finished_only
        self.rules = Rules(tagset)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """All comparisons."""
        with_reference = [(self.against, name) for name in self.annotators] if self.against else []
        return (*combinations(self.annotators, 2), *with_reference)

    def wants(self, annotator: str) -> bool:
        """Whether that annotator's sheets take part."""
        return annotator in self.annotators or annotator == self.against


def count_article(file: ArticleFile, plan: Plan) -> ArticleCounts:
    """Reads an article and its sheets once and compares them."""
    return count_opened(file.name, *taking_part(file, plan), plan)


def count_opened(
    article: str, opened: Mapping[str, OpenedSheet], left_out: Sequence[LeftOut], plan: Plan
) -> ArticleCounts:
    """Compares sheets of one article that were read already."""
    pairs, together = _compared({name: _side(sheet, plan) for name, sheet in opened.items()}, plan)
    compared = {name: sheet for name, sheet in opened.items() if any(name in pair for pair in pairs)}
    return ArticleCounts(
        article,
        pairs,
        together,
        tuple(left_out),
        {name: sheet.header.tagset for name, sheet in compared.items()},
        tuple(name for name, sheet in compared.items() if sheet.header.status != "done"),
    )


def taking_part(file: ArticleFile, plan: Plan) -> tuple[dict[str, OpenedSheet], tuple[LeftOut, ...]]:
    """The sheets on an article that can be compared, by annotator, and those that cannot, with reasons."""
    wanted = [sidecar for sidecar in file.sidecars if plan.wants(sidecar.annotator)]
    if len(wanted) < 2:
        return {}, ()
    try:
        opened, left_out = _opened(file, wanted)
    except (AnnotatorError, OSError) as error:
        return {}, (LeftOut(file.name, "", _words(error)),)
    if plan.finished_only:
        unfinished = {name for name, sheet in opened.items() if sheet.header.status != "done"}
        left_out += [LeftOut(file.name, name, "it is not marked done") for name in sorted(unfinished)]
        opened = {name: sheet for name, sheet in opened.items() if name not in unfinished}
    opened, others = _of_one_text(opened)
    left_out += [LeftOut(file.name, name, "it was made on another version of the text") for name in others]
    return opened, tuple(left_out)


def scored(opened: OpenedSheet, plan: Plan) -> Compared:
    """The records of a sheet that are scored."""
    compared = Compared(opened.sheet)
    if all(plan.tagset.is_gold_zone(zone.type) for zone in compared.zones):
        return compared
    # What is not gold is not scored, but the zones themselves are compared.
    return Compared(counting(opened.sheet, plan.tagset).sheet, compared.zones)


def _compared(sides: Mapping[str, Side], plan: Plan) -> tuple[dict[tuple[str, str], Counts], Cells]:
    pairs: dict[tuple[str, str], Counts] = {}
    alignments: dict[tuple[str, str], Alignment] = {}
    for one, other in plan.pairs:
        if one in sides and other in sides:
            alignment = align(sides[one].compared, sides[other].compared)
            pairs[one, other] = score(sides[one], sides[other], alignment, plan.rules)
            if one != plan.against:
                alignments[one, other] = alignment
    cells: Cells = {}
    if len(plan.annotators) > 2:
        names = plan.annotators
        for field, kind in _KINDS.items():
            values = Values(kind, plan.rules.attributes)
            records = [sides[name].of(kind) if name in sides else {} for name in names]
            for held in together(names, records, alignments, field):
                values.compare(held)
            values.count(cells)
    return pairs, cells


def together(
    names: Sequence[str],
    records: Sequence[Mapping[str, Valued]],
    alignments: Mapping[tuple[str, str], Alignment],
    field: str,
) -> Sequence[Sequence[Valued | None]]:
    """What two or more annotators have, as :mod:`annotator.review.grouping` has it: a record or None for each name.

    ``records`` are those of each name by id. Where the pairs contradict nowhere, their order does not matter, and they
    need not be put into any.
    """
    found: list[list[Valued | None]] = []
    groups: list[dict[str, list[Valued | None]]] = [{} for _ in names]
    for (one, other), alignment in alignments.items():
        x, y = names.index(one), names.index(other)
        mine, theirs = groups[x], groups[y]
        for pair in getattr(alignment, field):
            a, b = pair.one, pair.other
            if not a or not b:
                continue
            left, right = mine.get(a), theirs.get(b)
            if left is None and right is None:
                group: list[Valued | None] = [None] * len(names)
                group[x], group[y] = records[x][a], records[y][b]
                mine[a] = theirs[b] = group
                found.append(group)
            elif left is None and right is not None and right[x] is None:
                right[x] = records[x][a]
                mine[a] = right
            elif right is None and left is not None and left[y] is None:
                left[y] = records[y][b]
                theirs[b] = left
            elif left is not right:
                return _in_order(names, records, alignments, field)
    return found


def _in_order(
    names: Sequence[str],
    records: Sequence[Mapping[str, Valued]],
    alignments: Mapping[tuple[str, str], Alignment],
    field: str,
) -> Sequence[Sequence[Valued | None]]:
    links = [
        (-pair.closeness, -tie(pair.one, pair.other), (one, pair.one), (other, pair.other))
        for (one, other), alignment in alignments.items()
        for pair in getattr(alignment, field)
        if pair.one and pair.other
    ]
    members = sorted({member for link in links for member in link[2:]})
    groups = [dict(group) for group in join(members, links) if len(group) > 1]
    return [
        [mine[held[name]] if name in held else None for name, mine in zip(names, records, strict=True)]
        for held in groups
    ]


def _opened(file: ArticleFile, wanted: Sequence[SidecarFile]) -> tuple[dict[str, OpenedSheet], list[LeftOut]]:
    """The sheets that can be read. Raises AnnotatorError, OSError where the article cannot."""
    # Nearly always UTF-8: where sidecars say so, their headers need not be read twice.
    with suppress(AnnotatorError, OSError):
        opened, left_out = _open_all(file, wanted, read_article(file.path, encoding=_LIKELY))
        if opened and all(sheet.header.article.encoding == _LIKELY for sheet in opened.values()):
            return opened, left_out
    encodings = (recorded_encoding(sidecar.path) for sidecar in wanted)
    encoding = next((found for found in encodings if found is not None), None)
    return _open_all(file, wanted, read_article(file.path, encoding=encoding))


def _open_all(
    file: ArticleFile, wanted: Sequence[SidecarFile], article: Article
) -> tuple[dict[str, OpenedSheet], list[LeftOut]]:
    opened: dict[str, OpenedSheet] = {}
    left_out: list[LeftOut] = []
    for sidecar in wanted:
        try:
            sheet = open_sheet(sidecar.path, article, many=True)
        except (AnnotatorError, OSError) as error:
            left_out.append(LeftOut(file.name, sidecar.annotator, _words(error)))
            continue
        if sheet.read_only is not None:
            left_out.append(LeftOut(file.name, sidecar.annotator, sheet.read_only))
        else:
            opened[sidecar.annotator] = sheet
    return opened, left_out


def _of_one_text(opened: dict[str, OpenedSheet]) -> tuple[dict[str, OpenedSheet], list[str]]:
    """The sheets of the text that most were made on (of as many, the one of the first annotator), and the others."""
    texts: dict[str, list[str]] = {}
    for name, sheet in opened.items():
        texts.setdefault(sheet.header.article.sha256, []).append(name)
    if len(texts) < 2:
        return opened, []
    most = max(texts.values(), key=len)
    return {name: opened[name] for name in most}, [name for name in opened if name not in most]


def _side(opened: OpenedSheet, plan: Plan) -> Side:
    return Side(scored(opened, plan))


def _words(error: Exception) -> str:
    if isinstance(error, SidecarError):
        return f"{error.message}{f' (line {error.line})' if error.line else ''}"
    if isinstance(error, AnnotatorError):
        return error.message
    return f"it cannot be read: {error}"
