"""What exports, imports and promotions came to, in words. Knows no widget."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from annotator.errors import AnnotatorError, visible
from annotator.formats.exchange import Loss
from annotator.formats.exporting import Outcome, Preview
from annotator.formats.importing import Taken
from annotator.formats.looking import Look
from annotator.formats.promoting import Promotion
from annotator.formats.registry import Format
from annotator.tagsets.model import Tagset
from annotator.ui.exchange.report import Row, Section, rows_of

_OPTION = re.compile(r" \(--[^)]*\)")
"""What a message tells those who type commands."""

_KINDS = {
    "entity": ("entity mention", "entity mentions"),
    "event": ("event mention", "event mentions"),
    "relation": ("relation", "relations"),
    "instance": ("instance", "instances"),
    "zone": ("zone", "zones"),
    "article": ("label of the article", "labels of the article"),
    "comment": ("comment", "comments"),
    "decision": ("decision", "decisions"),
}
_LEFT_OUT = {
    "in a zone": "in a zone that is not gold",
    "zone": "zones that are not gold",
    "type not asked for": "of other types",
    "end left out": "relations one end of which was left out",
    "argument left out": "arguments whose filler was left out",
    "instance without mentions": "instances that nothing refers to any more",
    "comment": "comments, which are about the tagging and no labels",
    "decision": "decisions, which are about the tagging and no labels",
}


def count(number: int, one: str, many: str = "") -> str:
    """“1 article”, “1,234 articles”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def short(name: str, most: int = 44) -> str:
    """A name with its middle left out where it is long: a label has no place to break it."""
    if len(name) <= most:
        return name
    return f"{name[: most // 2]}…{name[len(name) - most // 2 + 1 :]}"


def words_of(error: Exception) -> str:
    """An exception as a person is told of it."""
    if isinstance(error, AnnotatorError):
        return f"{str(error)[:1].upper()}{str(error)[1:]}"
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return visible(f"{where}{error.strerror or error}")
    return visible(f"Something unexpected happened: {error}")


def loses(format: Format) -> str:
    """What a format cannot hold, in a sentence."""
    if not format.loses:
        return "Holds everything."
    return f"Cannot hold: {'; '.join(format.loses)}."


def what_it_is(format: Format) -> str:
    """Whether a format is a file or a folder, and its endings."""
    return "folder" if format.is_folder else " ".join(format.suffixes)


def types(counts: Mapping[str, int], tagset: Tagset | None) -> tuple[Row, ...]:
    """Counts by kind and type (``entity:PERSON``), the most first, with the types' names."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return rows_of((number, _type(key, number, tagset)) for key, number in ordered)


def _type(key: str, number: int, tagset: Tagset | None) -> str:
    kind, _, type = key.partition(":")
    words = _KINDS.get(kind, (kind, kind))[number != 1]
    if not type:
        return words
    known = tagset.type(type) if tagset is not None else None
    return f"{known.name if known is not None and known.name else type} · {words}"


def lost_of_one(losses: Iterable[Loss]) -> tuple[Row, ...]:
    """What is lost of one article, by what and why."""
    told = Counter((loss.what, loss.reason) for loss in losses)
    return tuple(Row(f"{number:,}", _what(what), reason) for (what, reason), number in told.most_common())


def _lost(told: Mapping[str, int]) -> tuple[Row, ...]:
    rows = []
    for key, number in told.items():
        what, _, reason = key.partition(": ")
        rows.append(Row(f"{number:,}", _what(what), reason))
    return tuple(rows)


def _what(what: str) -> str:
    return "the whole record" if what == "record" else what


def previewed(shown: Preview) -> list[Section]:
    """What there is to say of the first article before it is exported."""
    made = []
    if shown.refused:
        words = "The first sheet is refused" if shown.article else "There is nothing to show"
        made.append(Section(f"{words}: {shown.refused}", (), "caution"))
    if shown.losses:
        heading = f"{count(len(shown.losses), 'thing')} of this article would be lost"
        made.append(Section(heading, lost_of_one(shown.losses), "caution"))
    elif shown.article:
        made.append(Section(f"{_nothing(shown.untraced, shown.left_out)} of this article would be lost"))
    if shown.untraced:
        told = {one.words: len(one.records) or 1 for one in shown.untraced}
        made.append(_untraced(told))
    if shown.left_out:
        made.append(_left_out(shown.left_out))
    return made


def _nothing(untraced: Collection[object], left_out: Collection[str]) -> str:
    """What it is that nothing of is lost: comments and decisions, and who made what, may be."""
    return "No label" if untraced or not {"comment", "decision"}.isdisjoint(left_out) else "Nothing"


def _untraced(told: Mapping[str, int]) -> Section:
    return Section("Not kept: who made what, and when", _lost(told))


def _left_out(counts: Mapping[str, int]) -> Section:
    rows = rows_of((number, _LEFT_OUT.get(why, why)) for why, number in counts.items())
    return Section("Left out, as it does not count", rows)


def exported(outcome: Outcome, tagset: Tagset) -> list[Section]:
    """The summary of an export."""
    total = sum(outcome.counts.values())
    lost = sum(outcome.lost.values())
    made = [Section(f"{count(total, 'record')} went in", types(outcome.counts, tagset))]
    if lost:
        heading = f"{count(lost, 'thing')} that the format cannot hold"
        made.insert(0, Section(heading, _lost(outcome.lost), "caution"))
    else:
        made.insert(0, Section(f"{_nothing(outcome.untraced, outcome.left_out)} was lost"))
    if outcome.untraced:
        made.append(_untraced(outcome.untraced))
    if outcome.refused:
        rows = tuple(Row("", f"{r.name} · {r.annotator}", r.reason) for r in outcome.refused)
        made.insert(0, Section(f"{count(len(rows), 'sheet')} refused", rows, "danger"))
    if outcome.moved:
        rows = tuple(
            Row("", m.name, f"in {m.to}, not {m.away_from}: it shares an event with {m.because_of}")
            for m in outcome.moved
        )
        made.append(Section(f"{count(len(rows), 'article')} moved to another set", rows))
    if outcome.left_out:
        made.append(_left_out(outcome.left_out))
    if outcome.untouched:
        made.append(Section(f"{count(outcome.untouched, 'article')} of the folder without such a sheet"))
    where = (Row("", str(outcome.out)), Row("", str(outcome.manifest), "the manifest names every loss by id"))
    made.append(Section("Where it lies", where))
    return made


def imported(taken: Taken, into: Path, source: Path) -> list[Section]:
    """The summary of an import."""
    made = []
    if taken.conflicts:
        # What lies where everything goes need not say so, nor which option of the command line there is.
        told = (_OPTION.sub("", words).replace(f"{into}{os.sep}", "") for words in taken.conflicts)
        rows = tuple(Row("", words) for words in told)
        made.append(Section(f"{count(len(rows), 'conflict')}: nothing was overwritten", rows, "caution"))
    if taken.troubles:
        made.append(troubles(taken.troubles, "that could not be taken as they stand"))
    elif not taken.conflicts:
        made.append(Section("Everything could be taken"))
    if taken.notes:
        rows = tuple(Row("", str(note)) for note in taken.notes)
        made.append(Section(f"{count(len(rows), 'thing')} under another name, or put together", rows))
    counts = (
        (taken.articles, "new article", "new articles"),
        (taken.known, "article that was there already", "articles that were there already"),
        (taken.sidecars, "sheet written", "sheets written"),
        (taken.records, "record", "records"),
    )
    rows = rows_of((number, one if number == 1 else many) for number, one, many in counts if number)
    made.append(Section("What was made", rows or (Row("", "nothing"),)))
    if taken.tagset is not None:
        rows = (Row("", str(taken.tagset), "what the source says may be tagged; in use from now on"),)
        made.append(Section("A tagset was made", rows))
    elif taken.untyped and taken.articles:
        rows = (Row("", "the source does not say what may be tagged; the default one holds"),)
        made.append(Section("No tagset was made", rows))
    where = (Row("from", str(source)), Row("to", str(into)))
    made.append(Section("Where", where))
    return made


def troubles(found: Sequence[object], ending: str, more: bool = False) -> Section:
    """What is wrong in a source, with file and place."""
    number = f"{count(len(found), 'place')}{' and more' if more else ''}"
    return Section(f"{number} {ending}", tuple(Row("", str(trouble)) for trouble in found), "caution")


def looked_at(look: Look, tagset: Tagset | None) -> list[Section]:
    """What a look at a source found, but for its text."""
    made = []
    if look.clashes:
        rows = tuple(Row("", words) for words in look.clashes)
        made.append(Section(f"{count(len(rows), 'conflict')}: nothing is overwritten", rows, "caution"))
    if look.troubles:
        made.append(troubles(look.troubles, "that cannot be taken as they stand", not look.complete))
    if look.articles and not look.troubles:
        so_far = "" if look.complete else " so far"
        made.append(Section(f"No trouble found{so_far}"))
    if look.name:
        made.append(Section("Tagged in this article", types(look.counts, tagset) or (Row("", "nothing"),)))
    return made


def promoted(promotion: Promotion) -> list[Section]:
    """The summary of making gold."""
    made = []
    if promotion.left:
        rows = tuple(Row("", left.name, left.reason) for left in promotion.left)
        made.append(Section(f"{count(len(rows), 'sheet')} left as they are", rows, "caution"))
    for names, heading in (
        (promotion.made, "made gold"),
        (promotion.unchanged, "gold already, with the same tags"),
        (promotion.unfinished, "not finished, and left out"),
    ):
        if names:
            made.append(Section(f"{count(len(names), 'sheet')} {heading}", tuple(Row("", n) for n in names)))
    return made
