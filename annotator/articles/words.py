"""Words as people select them: what a double click takes, and how a mouse selection snaps.

A hyphenated compound is one word, so is an initialism with its periods. Han, Hiragana, Thai and the like
have no blanks between words: there a double click takes the run of one script, and snapping moves nothing.
Every function looks at a bounded window, however long the text or its lines are. Positions are code points,
spans half-open; every span that is returned begins and ends on grapheme boundaries.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from annotator.articles import graphemes
from annotator.articles.abbreviations import WITH_PERIOD

if TYPE_CHECKING:
    import regex

_REACH = 256
"""Code points on each side in which the ends of a word are sought; a longer one is not taken as a word."""

_FAR = 64 * 1024
"""Code points searched at a time for a letter."""

_HYPHENS = ("-", "‐", "‑")

_CLOSERS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "【": "】",
    '"': '"',
}
"""What may close a bracket or quotation. Single quotes are not among them: ’ is an apostrophe as well."""

_OPENERS = {
    closer: "".join(o for o, closers in _CLOSERS.items() if closer in closers)
    for closer in "".join(_CLOSERS.values())
}


class _Word(Struct, frozen=True):
    """Where a word stands; ``bare`` ends before a possessive ’s. A ``loose`` one is a run without blanks."""

    start: int
    end: int
    bare: int
    loose: bool


def word_at(text: str, position: int) -> tuple[int, int]:
    """Return the word at ``position``, as a double click takes it: whole compound, without a trailing ’s.

    The word that begins at or holds ``position``, else the one that ends there. Beside no word it is the
    symbol or emoji at ``position``; on punctuation and blanks ``(position, position)``.
    """
    position = graphemes.floor(text, position)
    for place in (position, position - 1):
        word = _word(text, place)
        if word is not None:
            return graphemes.floor(text, word.start), graphemes.ceil(text, word.bare)
    if position < len(text) and _patterns().edge.fullmatch(text, position, position + 1) is None:
        return position, graphemes.next_boundary(text, position)
    return position, position


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Return what a mouse selection of ``[start, end)`` most likely means.

    It is widened to whole words, unless it lies within one word (``NATO`` in ``NATO-Generalsekretär``) or
    begins or ends exactly at the hyphen of a compound. Blanks, punctuation and quotes at its ends and a
    trailing ’s are left off; an initialism keeps its period, a bracket or quote its partner inside. The
    result is empty when only blanks were selected. Snapping twice changes nothing more.
    """
    start, end = max(0, min(start, end)), min(len(text), max(start, end))
    if start >= end:
        return min(start, len(text)), min(start, len(text))
    start, end = graphemes.floor(text, start), graphemes.ceil(text, end)
    left, right = _trimmed(text, start, end)
    if left >= right:
        return _without_blanks(text, start, end)
    if text.startswith(".", right) and _own_period(text, right) >= left:
        right += 1
    first, last = _word(text, left), _word(text, right - 1)
    if first is not None and first == last:
        if right == last.end and last.bare > left:
            right = last.bare
    else:
        if first is not None and not first.loose and text[left - 1 : left] not in _HYPHENS:
            left = first.start
        if last is not None and not last.loose and text[right : right + 1] not in _HYPHENS:
            right = last.bare
    return graphemes.floor(text, left), graphemes.ceil(text, right)


def next_word(text: str, position: int, edge: Literal["start", "end"] = "end") -> int:
    """Return the first word end (or start) after ``position``; ``len(text)`` when there is none.

    Ends are those of selections: before a trailing ’s, after the period of an initialism. Inside a run that is
    too long to be a word it is the next character.
    """
    position = max(0, position)
    patterns = _patterns()
    place: int | None = position
    while place is not None and place < len(text):
        word = _word(text, place)
        if word is not None:
            found = _edges(text, word)[edge == "end"]
            if found > position:
                return found
        elif patterns.letter.match(text, place):
            return graphemes.next_boundary(text, max(place, position))
        after = max(place + 1, word.end if word is not None else 0)
        match = patterns.letter.search(text, after)
        place = match.start() if match else None
    return len(text)


def previous_word(text: str, position: int, edge: Literal["start", "end"] = "start") -> int:
    """Return the last word start (or end) before ``position``; 0 when there is none."""
    position = min(position, len(text))
    patterns = _patterns()
    place: int | None = position - 1
    while place is not None and place >= 0:
        word = _word(text, place)
        if word is not None:
            found = _edges(text, word)[edge == "end"]
            if found < position:
                return found
        elif patterns.letter.match(text, place):
            return graphemes.previous_boundary(text, min(place + 1, position))
        before = min(place, word.start if word is not None else place)
        match = patterns.letter_before.search(text, max(0, before - _FAR), before)
        place = match.start() if match else (before - _FAR if before > _FAR else None)
    return 0


def _edges(text: str, word: _Word) -> tuple[int, int]:
    return graphemes.floor(text, word.start), graphemes.ceil(text, word.bare)


def _word(text: str, position: int) -> _Word | None:
    """Return the word that the character at ``position`` belongs to, or None if it belongs to none."""
    if not 0 <= position < len(text):
        return None
    patterns = _patterns()
    low, high = max(0, position - _REACH), min(len(text), position + _REACH)
    # No word holds a blank: between two blanks nothing outside can matter.
    blank = patterns.blank_before.search(text, low, position)
    cut_before, low = blank is None and low > 0, blank.end() if blank else low
    blank = patterns.blank.search(text, position, high)
    cut_after, high = blank is None and high < len(text), blank.start() if blank else high
    piece = text[low:high]
    for match in patterns.word.finditer(piece):
        begin, end = low + match.start(), low + match.end()
        if begin > position:
            return None
        if end > position:
            if (cut_before and begin == low) or (cut_after and end == high):
                return None
            owner = patterns.possessive.search(piece, match.start(), match.end())
            bare = low + owner.start() if owner else end
            return _Word(begin, end, bare, match.group("loose") is not None)
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave off blanks, punctuation and quotes at both ends, but no half of a pair that stands inside.

    Returns ``(start, start)`` when nothing else is there.
    """
    patterns = _patterns()
    if patterns.body.search(text, start, end) is None:
        return start, start
    while True:
        before = start, end
        if run := patterns.run.match(text, start, end):
            start = graphemes.floor(text, run.end())
        if run := patterns.run_before.match(text, start, end):
            kept = run.start()
            if text[kept] == "." and _own_period(text, kept) >= 0:
                kept += 1
            end = graphemes.ceil(text, kept)
        if (start, end) == before:
            start, end = _unpaired(text, start, end)
        if (start, end) == before or start >= end:
            return start, end


def _unpaired(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave off one bracket or quote at an end whose partner is not inside, or one pair around it all."""
    first, last = text[start], text[end - 1]
    places = [at for closer in _CLOSERS.get(first, "") if (at := text.find(closer, start + 1, end)) >= 0]
    if places and min(places) == end - 1:
        inner = start + 1, end - 1
    elif (first in _CLOSERS or first in _OPENERS) and not places:
        inner = start + 1, end
    elif last in _OPENERS and any(text.find(opener, start, end - 1) >= 0 for opener in _OPENERS[last]):
        return start, end
    elif last in _OPENERS or last in _CLOSERS:
        inner = start, end - 1
    else:
        return start, end
    return max(start, graphemes.floor(text, inner[0])), min(end, graphemes.ceil(text, inner[1]))


def _own_period(text: str, position: int) -> int:
    """Return where the initialism or abbreviation begins whose period stands at ``position``, or -1."""
    patterns = _patterns()
    if patterns.letter.match(text, position + 1):
        # Inside one, or a blank was forgotten.
        return -1
    match = patterns.own_period.search(text, max(0, position - 64), position + 1)
    return match.start() if match else -1


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave off the blanks at both ends; an empty span at ``start`` when there is nothing else."""
    patterns = _patterns()
    solid = patterns.solid.search(text, start, end)
    if solid is None:
        return start, start
    rest = patterns.solid_before.search(text, start, end)
    stop = rest.end() if rest else end
    return graphemes.floor(text, solid.start()), graphemes.ceil(text, stop)


class _Patterns(Struct, frozen=True):
    """The compiled patterns; those named ``…_before`` search backwards."""

    word: regex.Pattern[str]
    possessive: regex.Pattern[str]
    own_period: regex.Pattern[str]
    letter: regex.Pattern[str]
    letter_before: regex.Pattern[str]
    blank: regex.Pattern[str]
    blank_before: regex.Pattern[str]
    edge: regex.Pattern[str]
    run: regex.Pattern[str]
    run_before: regex.Pattern[str]
    body: regex.Pattern[str]
    solid: regex.Pattern[str]
    solid_before: regex.Pattern[str]


def prepare() -> None:
    """Compile the patterns now, which takes long, rather than at the first selection."""
    _patterns()


@cache
def _patterns() -> _Patterns:
    """Compile the patterns, at the first selection rather than when the window starts."""
    import regex

    # What goes on a letter: marks, joiners, variation selectors, soft hyphens.
    on = r"[\p{M}\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}\u00ad]*+"
    # Written without blanks between words; a run of each counts as one.
    scripts = (r"\p{Han}", r"[\p{Hiragana}ー]", r"\p{Thai}", r"\p{Lao}", r"\p{Khmer}", r"\p{Myanmar}")
    unspaced = "".join(scripts)
    letter = rf"[[\p{{L}}\p{{N}}\p{{Pc}}\p{{GCB=Prepend}}]--[{unspaced}\p{{Katakana}}ー]]"
    initials = rf"(?:(?:\p{{Lu}}\p{{Ll}}|\p{{L}}){on}\.){{2,}}"
    known = "|".join(sorted(WITH_PERIOD, key=len, reverse=True))
    abbreviation = rf"(?:{known})\."
    # Inside a word: apostrophe, decimal mark and time, the dots of an address, R&D, col·lega, Bürger:innen.
    joint = (
        rf"(?:['’](?={letter})|(?<=\p{{N}})[.,:](?=\p{{N}})|(?<=\p{{Ll}})\.(?=\p{{Ll}})|[·&](?={letter})"
        r"|(?<=\p{Ll})[*:](?=in(?:nen)?(?!\p{L})))"
    )
    chain = rf"(?:{letter}{on})++(?:{joint}(?:{letter}{on})++)*+"
    part = (
        rf"(?:{initials}(?:['’][sS](?!{letter})|\p{{L}}{on}(?!{letter})|(?!{letter}))"
        rf"|{abbreviation}(?!{letter})|{chain})"
    )
    runs = "|".join(rf"(?:{each}{on})++" for each in scripts)
    word = rf"{part}(?:[-‐‑]{part})*+|(?:[\p{{Katakana}}ー]{on})++|(?P<loose>{runs})"
    # A mark at an end that is no part of what is meant. Signs such as %, #, @ and § are.
    blanks = r"[\s\p{Cc}[\p{Cf}--\p{GCB=Prepend}]]"
    marks = r"[[\p{P}`´]--[\p{Pc}%‰‱#@§¶†‡]]"
    paired = "".join(regex.escape(mark) for mark in {*_CLOSERS, *_OPENERS})
    plain = rf"[[{blanks}{marks}]--[{paired}]]"

    def compiled(pattern: str) -> regex.Pattern[str]:
        return regex.compile(f"(?V1){pattern}")

    return _Patterns(
        word=compiled(word),
        # A decade keeps its s: the 1980’s.
        possessive=compiled(rf"(?<=.)(?<!\d0)['’][sS]{on}\Z"),
        own_period=compiled(rf"(?<!{letter}{on})(?:{initials}|{abbreviation})\Z"),
        letter=compiled(rf"[{letter}{unspaced}\p{{Katakana}}]"),
        letter_before=compiled(rf"(?r)[{letter}{unspaced}\p{{Katakana}}]"),
        blank=compiled(r"\s"),
        blank_before=compiled(r"(?r)\s"),
        edge=compiled(rf"[{blanks}{marks}]"),
        run=compiled(rf"{plain}++"),
        run_before=compiled(rf"(?r){plain}++"),
        body=compiled(rf"[^{blanks}{marks}]"),
        solid=compiled(rf"[^{blanks}]"),
        solid_before=compiled(rf"(?r)[^{blanks}]"),
    )
