"""Which instance a mention most likely refers to: known instances, the best guess first. Pure, and quick enough to run
while somebody waits.

Wordings are compared without case, accents and punctuation, word by word, so that a surname finds the full name and
a name finds itself in another language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Protocol, TypeVar

from annotator.annotations.records import Instance, Mention, quote
from annotator.tagsets.model import Tagset

_ALIKE = 0.72
"""Wordings less alike than that, letter by letter, are not alike at all."""


class KnownInstance(Protocol):
    """An instance with the wordings of the mentions that refer to it."""

    @property
    def instance(self) -> Instance:
        """The instance's record."""

    @property
    def quotes(self) -> tuple[str, ...]:
        """The wordings, the most frequent first."""


Known = TypeVar("Known", bound=KnownInstance)


def rank(mention: Mention, known: Iterable[Known], tagset: Tagset, here: Collection[str] = ()) -> list[Known]:
    """The instances that the mention may refer to (entities for an entity, events for an event), likeliest first.

    ``here`` has the ids of those that the open article uses already. Of instances alike in all, the order of
    ``known`` stays.
    """
    wording = quote(mention)
    scored = [
        (-score(wording, mention.type, item, tagset, item.instance.id in here), place, item)
        for place, item in enumerate(known)
        if item.instance.of == mention.kind
    ]
    scored.sort(key=lambda entry: entry[:2])
    return [item for _, _, item in scored]


def score(wording: str, type: str, item: KnownInstance, tagset: Tagset, is_here: bool) -> float:
    """How likely a mention with that wording and type refers to an instance; only the order means anything."""
    instance = item.instance
    found = max((likeness(wording, words) for words in (instance.name, *item.quotes[:8])), default=0.0)
    kin = tagset.is_a(type, instance.type) or tagset.is_a(instance.type, type)
    return found + (0.25 if type == instance.type else 0.15 if kin else 0.0) + (0.1 if is_here else 0.0)


def likeness(one: str, other: str) -> float:
    """How alike two wordings are, 0 to 1: the same, one within the other, words in common, or nearly spelt so."""
    mine, theirs = words_of(one), words_of(other)
    if not mine or not theirs:
        return 0.0
    if mine == theirs:
        return 1.0
    common = len(set(mine) & set(theirs))
    if common:
        share = common / min(len(set(mine)), len(set(theirs)))
        return (0.6 + 0.3 * share) * (0.8 + 0.2 * common / max(len(set(mine)), len(set(theirs))))
    alike = SequenceMatcher(None, " ".join(mine), " ".join(theirs), autojunk=False)
    if alike.real_quick_ratio() < _ALIKE or alike.quick_ratio() < _ALIKE:
        return 0.0
    ratio = alike.ratio()
    return ratio * 0.6 if ratio >= _ALIKE else 0.0


@lru_cache(maxsize=8192)
def words_of(wording: str) -> tuple[str, ...]:
    """The words of a wording without case, accents and punctuation; a trailing ’s is left off."""
    plain = unicodedata.normalize("NFKD", wording[:200]).casefold().replace("’", "'") + " "
    for end in ("'s ", "'s\n"):
        plain = plain.replace(end, " ")
    letters = "".join(c if c.isalnum() else " " for c in plain if c != "'" and not unicodedata.combining(c))
    return tuple(letters.split())


def matching(wanted: str, known: Sequence[Known], type_name: str = "") -> list[Known]:
    """Those of ``known`` whose name, type or quotes have every word that was typed, in the same order."""
    typed = words_of(wanted)
    if not typed:
        return list(known)
    found = []
    for item in known:
        hay = " ".join(
            words_of(" ".join((item.instance.name, item.instance.type, type_name, *item.quotes[:20])))
        )
        if all(word in hay for word in typed):
            found.append(item)
    return found
