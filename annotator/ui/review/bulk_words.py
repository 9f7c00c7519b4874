"""How bulk review is told: kinds and origins of records, what a verdict would do, what it came to. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotator.review.bulk import Preview, Verdict
from annotator.review.bulk_folder import Outcome
from annotator.tagsets.model import Tagset
from annotator.ui.exchange.report import Row, Section
from annotator.ui.exchange.words import count

KIND_WORDS: Mapping[str, str] = {
    "entity": "Entities",
    "event": "Events",
    "relation": "Relations",
    "zone": "Zones",
    "article": "Values of articles",
}
WAY_WORDS: Mapping[str, str] = {
    "hand": "Tagged by hand",
    "suggestion": "Suggested by a program",
    "import": "Imported",
    "adopted": "Taken over from others",
}
NOTE_WORDS: Mapping[str, str] = {
    "brought": "brought along",
    "blocked": "an end was rejected",
    "lacking": "loses an argument",
    "beside": "gold differs here",
}
"""What stands beside a record in the list."""


def type_words(tagset: Tagset, kind: str, type: str) -> str:
    """What a record is, for people."""
    return tagset.display(type) if type else "Values" if kind == "article" else kind.capitalize()


def counts_in_words(preview: Preview, tagset: Tagset, most: int = 12) -> str:
    """“PER 12 · GPE 8 · Consult 3”, and how many more types there are."""
    held = [
        f"{type_words(tagset, kind, type)} {number:,}" for (kind, type), number in preview.counts().items()
    ]
    rest = len(held) - most
    return " · ".join(held[:most]) + (f" · and {count(rest, 'more type')}" if rest > 0 else "")


def plan_in_words(preview: Preview, verdict: Verdict, *, whole: bool) -> str:
    """What would be done, in a sentence or two."""
    where = f" in {count(preview.articles, 'article')}" if whole else ""
    if verdict == "reject":
        words = f"Nothing of {count(len(preview.decided), 'record')} becomes gold{where}."
        if preview.lacking:
            words += f" {count(len(preview.lacking), 'open record')} would do without them."
        return words
    words = f"{count(preview.count, 'record')} {'becomes' if preview.count == 1 else 'become'} gold{where}"
    if preview.brought:
        words += f", {len(preview.brought):,} of them brought along"
    words += "."
    if preview.blocked:
        words += f" {count(len(preview.blocked), 'relation')} cannot: an end was rejected."
    beside = sum(line.beside for line in preview.decided)
    if beside:
        words += f" {beside:,} stand{'s' if beside == 1 else ''} where gold has something else."
    return words


def ended(
    outcome: Outcome, verdict: Verdict, tagset: Tagset, here: str, told: Callable[[str], str] = str
) -> tuple[str, tuple[Section, ...]]:
    """What it came to: a headline and sections; ``here`` is the open article if something was decided there.

    ``told`` gives words about files as they may be read.
    """
    found = outcome.preview
    done = "accepted" if verdict == "accept" else "rejected"
    headline = f"{count(found.count, 'record')} {done} in {count(found.articles, 'article')}"
    rows = tuple(
        Row(f"{number:,}", type_words(tagset, kind, type)) for (kind, type), number in found.counts().items()
    )
    sections = [Section(done.capitalize(), rows)] if rows else []
    if found.brought:
        words = "fillers of accepted events and relations"
        sections.append(Section("Brought along", (Row(f"{len(found.brought):,}", words),)))
    if here:
        words = "In the open article, Undo takes all of it back in one step."
        if found.articles > 1:
            words += " Elsewhere each record can be opened again."
        sections.append(Section(words))
    if outcome.left:
        rows = tuple(Row("", left.article, told(left.reason)) for left in outcome.left)
        sections.append(Section("Left out", rows, "caution"))
    return headline, tuple(sections)
