"""Where a very long paragraph is cut for the screen, so that no block is dear to lay out.

Pure. A cut shows one blank as a line break (offsets stay as they are), at the end of a sentence, else of a clause, else
of a word: where the line would break by itself depends on the width of the view. Text without blanks needs a break that
the article does not have. What a cut does to offsets is said by :mod:`.offsets`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from annotator.articles.abbreviations import BEFORE_A_NAME, WITH_PERIOD

PIECE = 2000
"""About how many characters a piece has."""
LONGEST = 2400
"""A paragraph up to this many characters stays whole."""

# The patterns are compiled only with the first paragraph that has to be cut.
_SENTENCE = r"""([.!?…])["”’»“)\]]* *( )(?=\S)"""
_CLAUSE = r"""([;:,–—])["”’»“)\]]* *( )(?=\S)"""
_WORD_BEFORE = r"[^\s(\[“„\"]*\Z"

_MARK_OR_JOINER = frozenset(("Mn", "Mc", "Me", "Cf", "Sk", "Cs"))


def cuts(paragraph: str) -> Iterator[tuple[int, bool]]:
    """Yield where a paragraph is cut: the index, and whether the blank there is taken for the break.

    An index with ``False`` gets a break of its own before the character there. Never inside a grapheme.
    """
    start = 0
    while len(paragraph) - start > LONGEST:
        low, high = start + PIECE // 2, start + PIECE
        place = _end(_SENTENCE, paragraph, low, high)
        if place is None:
            place = _end(_CLAUSE, paragraph, low, high)
        if place is None:
            place = _blank(paragraph, low, high)
        if place is None:
            place = _blank(paragraph, high, start + LONGEST)
        if place is not None:
            yield place, True
            start = place + 1
        else:
            start = _between_graphemes(paragraph, high)
            yield start, False


def _end(pattern: str, text: str, low: int, high: int) -> int | None:
    """The blank after the last sentence or clause that ends between two places."""
    for match in reversed(list(re.compile(pattern).finditer(text, low, high))):
        if _starts_grapheme(text, match.start(2) + 1) and not _is_own_period(text, match.start(1)):
            return match.start(2)
    return None


def _is_own_period(text: str, place: int) -> bool:
    """Whether a sign most likely is the period of an abbreviation, an initial or an ordinal, and ends no sentence."""
    if text[place] != ".":
        return False
    found = re.compile(_WORD_BEFORE).search(text, max(0, place - 40), place)
    word = found[0] if found is not None else ""
    return len(word) < 2 or "." in word or word.isdigit() or word in BEFORE_A_NAME or word in WITH_PERIOD


def _blank(text: str, low: int, high: int) -> int | None:
    place = high
    while (place := text.rfind(" ", low, place)) >= 0:
        if _starts_grapheme(text, place + 1):
            return place
    return None


def _starts_grapheme(text: str, place: int) -> bool:
    return unicodedata.category(text[place]) not in _MARK_OR_JOINER


def _between_graphemes(text: str, place: int) -> int:
    """The next boundary at or after ``place`` that no rule joins (or ``place`` + 300, in what is no real text)."""
    for candidate in range(place, min(place + 300, len(text) - 1)):
        before, after = text[candidate - 1], text[candidate]
        if before == after == "\r" or (before, after) == ("\r", "\n"):
            continue
        if _starts_grapheme(text, candidate) and _plain(before) and _plain(after):
            return candidate
    return place


def _plain(character: str) -> bool:
    """Letters, digits, ideographs and the like that never stick to a neighbour of their own sort."""
    if character < "\u0300":
        return character not in "\r\u00ad"
    if (
        "\u1100" <= character <= "\u11ff"
        or "\ua960" <= character <= "\ua97f"
        or "\ud7b0" <= character <= "\ud7ff"
    ):
        return False  # Hangul jamo
    return character < "\U0001f000" and unicodedata.category(character) in _PLAIN


_PLAIN = frozenset(("Lo", "Lu", "Ll", "Lt", "Nd", "Po", "Ps", "Pe", "Pi", "Pf", "Pd"))
