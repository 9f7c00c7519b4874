"""The tokens of an article, for formats that know nothing finer.

``words``, the program's own: Unicode's word boundaries (UAX #29), but that

* a possessive ``’s`` or ``'s`` is a token of its own: ``Russia`` ``’s``;
* an initialism or a known abbreviation keeps its period: ``U.S.``, ``p.m.``, ``Mr.``;
* no token begins or ends inside a grapheme, as UAX #29 has it in Thai.

So a compound comes apart at its hyphens (``NATO`` ``-`` ``Generalsekretär``), a number keeps its marks but no unit
(``3.5`` ``%``), an emoji is one token however many characters it has, and where a script has no blanks between words each
character is one. Every character that is no blank is in exactly one token; blanks are what either Unicode or Python's
``str.isspace`` takes for one, so that no token has anything in it at which a line or a column could end.

``spacy:XX``: the rules of spaCy's blank pipeline of the language XX, without its tokens of blanks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import regex
from msgspec import Struct

from annotator.articles.abbreviations import WITH_PERIOD
from annotator.articles.sentences import sentences
from annotator.errors import AnnotatorError
from annotator.formats.exchange import MissingExtra

Tokens = Sequence[tuple[int, int]]
"""The half-open places of tokens in the text, in code points, in order, without overlap."""

WORDS = "words"
"""The name of the program's own tokenizer."""


class Fit(Struct, frozen=True):
    """The tokens ``[first, last)`` that a stretch touches, and whether it ends where they end on both sides.

    ``cut`` are the numbers of those that a boundary of the stretch falls inside: none, one or two. Where there are none
    and it is not ``exact`` either, the stretch has nothing but blanks beyond its tokens.
    """

    first: int
    last: int
    exact: bool
    cut: tuple[int, ...] = ()


def tokenizer(name: str) -> Callable[[str], Tokens]:
    """The tokenizer of that name. Raises AnnotatorError for an unknown one, MissingExtra without spaCy."""
    if name == WORDS:
        return words
    if name.startswith("spacy:") and name[6:].isalpha():
        return _spacy(name[6:])
    raise AnnotatorError(
        f"there is no tokenizer “{name}”", remedy="Use words, or spacy: and a language: spacy:de."
    )


def words(text: str) -> Tokens:
    """The program's own tokens."""
    return [match.span() for match in _words().finditer(text)]


_BLANK = r"\s\x1c-\x1f"
"""What is no part of a token, for the inside of a character class."""


@cache
def _words() -> regex.Pattern[str]:
    possessive = r"(?<=[\w\p{M}.])['’][sS]\b"
    # Nearly every word of a text in Latin letters: only letters before a blank or comma, which UAX #29 never parts.
    plain = r"[A-Za-zÀ-ÖØ-öø-ɏ]++(?=[ ,\n])"
    known = "|".join(sorted(WITH_PERIOD, key=len, reverse=True))
    abbreviation = rf"(?:(?:(?:\p{{Lu}}\p{{Ll}}|\p{{L}})\p{{M}}*\.){{2,}}+|(?:{known})\.)(?![\w\p{{M}}])"
    # What goes on a character: UAX #29 has word boundaries before some that graphemes have none before.
    on = r"(?:\B|(?=[\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}])|(?<=\p{GCB=Prepend}))"
    other = rf"[^{_BLANK}](?:(?!{possessive}){on}[^{_BLANK}])*+"
    return regex.compile(rf"(?V1w){plain}|{possessive}|{abbreviation}|{other}")


@cache
def _spacy(language: str) -> Callable[[str], Tokens]:
    pipeline = blank_pipeline(language)

    def split(text: str) -> Tokens:
        # Not make_doc, which refuses a text of more than a million characters for what a parser would need.
        found = pipeline.tokenizer(text)
        return [(t.idx, t.idx + len(t)) for t in found if not t.is_space]

    return split


@cache
def blank_pipeline(language: str) -> Any:
    """spaCy's blank pipeline of a language. Raises MissingExtra, AnnotatorError for an unknown language."""
    try:
        import spacy
    except ImportError:
        raise MissingExtra("The tokenizer of spaCy", "spacy") from None
    try:
        spacy.util.get_lang_class(language)
    except ImportError:
        raise AnnotatorError(
            f"spaCy has no language “{language}”", remedy="Use a code such as en or de."
        ) from None
    try:
        return spacy.blank(language)
    except ImportError as error:
        reason = " ".join(str(error).split())
        raise AnnotatorError(
            f"spaCy's tokenizer of “{language}” needs another library: {reason}",
            remedy="Install it, or use another tokenizer.",
        ) from None


def fit(tokens: Tokens, start: int, end: int) -> Fit | None:
    """The tokens that ``[start, end)`` touches; None where it touches none."""
    first = bisect_left(tokens, (start + 1,))
    if first and tokens[first - 1][1] > start:
        first -= 1
    last = bisect_left(tokens, (end,), first)
    if first >= last:
        return None
    left, right = tokens[first][0], tokens[last - 1][1]
    if left == start and right == end:
        return Fit(first, last, True)
    cut = {first} if left < start else set()
    if end < right:
        cut.add(last - 1)
    return Fit(first, last, False, tuple(sorted(cut)))


def by_sentence(text: str, tokens: Tokens) -> list[range]:
    """The tokens of each sentence of the text, as ranges of their numbers; none is empty."""
    found, at = [], 0
    for _, end in sentences(text):
        last = bisect_left(tokens, (end,), at)
        if last > at:
            found.append(range(at, last))
            at = last
    if at < len(tokens):
        found.append(range(at, len(tokens)))
    return found
