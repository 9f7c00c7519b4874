"""Sentences of English and German news prose: what a triple click takes.

Rules, not a model: a period ends a sentence unless what stands before or after it says otherwise. A line
break always does. Costs as much as the sentence is long. Positions are code points, spans half-open.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from annotator.articles import graphemes
from annotator.articles.abbreviations import BEFORE_A_NAME, MAY_END, MONTHS, STARTERS

if TYPE_CHECKING:
    import regex

_STEP = 4096
"""Code points searched at once for the ends of a sentence."""

_PATIENCE = 2000
"""Marks that end no sentence after which the next one is taken for an end: no prose is like that."""


def sentence_at(text: str, position: int) -> tuple[int, int]:
    """Return the sentence at ``position``, without the blanks around it.

    Right behind a sentence it is that one, in further blanks the one that follows, behind the last of a line
    that last one. On a blank line it is ``(position, position)``.
    """
    position = max(0, min(position, len(text)))
    place = position
    if place > 0 and not text[place - 1].isspace() and text[place : place + 1].strip() == "":
        # Right behind its last character: that is where a click on it puts the caret.
        place -= 1
    start, end = _end_before(text, place), _end_after(text, place)
    while start > 0 and text[start - 1] not in _BREAKS and not text[start:end].strip():
        # Behind the last sentence of a line.
        start, end = _end_before(text, start - 1), start
    return _stripped(text, start, end, position)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the sentences that lie in ``[start, end)``, in order, without the blanks around them."""
    stop = len(text) if end is None else min(end, len(text))
    place, seen = max(0, start), 0
    for match in _ends().finditer(text, max(0, place - 8)):
        if match.end() <= place:
            continue
        seen += 1
        if seen <= _PATIENCE and not _is_end(text, match):
            continue
        seen = 0
        after = min(match.start() if match.group("line") else match.end(), stop)
        if place < after:
            found = _stripped(text, place, after, place)
            if found[0] < found[1]:
                yield found
        place = match.end()
        if place >= stop:
            return
    if place < stop:
        found = _stripped(text, place, stop, place)
        if found[0] < found[1]:
            yield found


_BREAKS = "\n\r\u2028\u2029\x0b\x0c\x85"


def _end_before(text: str, position: int) -> int:
    """Return where the last sentence ends that ends at or before ``position``, or its line begins."""
    high, seen = position, 0
    while high > 0 and seen < _PATIENCE:
        low = max(0, high - _STEP)
        found = 0
        # A little further than the position, so that the blank after a mark is seen.
        for match in _ends().finditer(text, low, min(len(text), high + 8)):
            if match.group("line") and match.start() <= position < match.end():
                found = match.start()
            if match.end() > position:
                break
            seen += 1
            if _is_end(text, match):
                found = match.end()
        if found:
            return found
        high = low
    return high


def _end_after(text: str, position: int) -> int:
    """Return where the first sentence ends that ends after ``position``: past its mark and closing quotes."""
    for count, match in enumerate(_ends().finditer(text, max(0, position - 8))):
        if match.end() > position and (count > _PATIENCE or _is_end(text, match)):
            # A line break is no part of the sentence before it, but ends what is empty.
            return match.start() if match.group("line") and match.start() > position else match.end()
    return len(text)


def _stripped(text: str, start: int, end: int, otherwise: int) -> tuple[int, int]:
    """Leave off the blanks around ``[start, end)``; ``(otherwise, otherwise)`` if it holds nothing else."""
    piece = text[start:end]
    body = piece.strip()
    if not body:
        return otherwise, otherwise
    left = start + len(piece) - len(piece.lstrip())
    return graphemes.floor(text, left), graphemes.ceil(text, left + len(body))


def _is_end(text: str, match: regex.Match[str]) -> bool:
    """Whether the mark that was found ends a sentence, by the words on both sides of it."""
    if match.group("line") or match.group("wide"):
        return True
    following = _after().match(text, match.end())
    word = following.group("word") if following else ""
    if word[:1].islower():
        return False
    if match.group("mark") != "." or not word:
        return True
    before = _before().search(text, max(0, match.start() - 64), match.start())
    last = before.group() if before else ""
    known_start = word in STARTERS
    if last in BEFORE_A_NAME:
        return False
    if last.isdecimal() and len(last) <= 2:
        # A German ordinal: "am 20. Februar", "die 2. Sitzung". English ends with a bare number more rarely.
        lead = _before().search(text, max(0, match.start() - 96), max(0, match.start() - len(last) - 1))
        return word not in MONTHS and not (lead and lead.group().lower() in _ARTICLES)
    if last in MAY_END or "." in last:
        # "U.S. President", "p.m. EST", but "by the U.S. The measures".
        return known_start and not _begins_pair(text, match.start(), last)
    if len(last) == 1 and last.isalpha():
        return known_start and last.isupper() and not _begins_pair(text, match.start(), last)
    return True


def _begins_pair(text: str, mark: int, last: str) -> bool:
    """Whether the period at ``mark`` closes an abbreviation of several words: "z. B.", "d. h.", "G. W."."""
    if len(last) != 1:
        return False
    return text[max(0, mark - 3) : mark - 2] == "." and text[mark - 2].isspace()


_ARTICLES = frozenset(
    ("am", "im", "zum", "vom", "beim", "der", "die", "das", "den", "dem", "des", "bis", "seit", "ab", "und")
)
"""German words before an ordinal."""


@cache
def _ends() -> regex.Pattern[str]:
    """Return the pattern of what may end a sentence, with the quotes and brackets that close after it."""
    import regex

    return regex.compile(
        r"(?P<line>\r\n|[\n\r\u2028\u2029\x0b\x0c\x85])"
        r"|(?P<wide>[。！？｡]+[」』”’）】》〉]*)"
        r"|(?P<mark>[.!?…‽؟۔।]+)[”“’‘\"'»«›‹)\]]*+(?=[\s]|\Z)"
    )


@cache
def _before() -> regex.Pattern[str]:
    """Return the pattern of the word before a period, inner periods included, searched backwards."""
    import regex

    return regex.compile(r"(?r)[\p{L}\p{M}\p{N}]+(?:\.[\p{L}\p{M}]+)*")


@cache
def _after() -> regex.Pattern[str]:
    """Return the pattern of the first word after the end of a sentence, on the same line."""
    import regex

    return regex.compile(r"[^\w\n\r\u2028\u2029]{0,16}+(?P<word>\w+)")
