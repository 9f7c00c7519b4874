"""The tokens of an article, for formats that know nothing finer.

``words``, the program's own: Unicode's word boundaries (UAX #29), but for a possessive ``’s`` or ``'s``, which is a token
of its own; blanks are no tokens. ``spacy:XX``: the rules of spaCy's blank pipeline of the language XX.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import regex
from msgspec import Struct

from annotator.articles.sentences import sentences
from annotator.errors import AnnotatorError
from annotator.formats.exchange import MissingExtra

Tokens = Sequence[tuple[int, int]]
"""The half-open places of tokens in the text, in code points, in order, without overlap."""

WORDS = "words"
"""The name of the program's own tokenizer."""


class Fit(Struct, frozen=True):
    """The tokens ``[first, last)`` that a stretch touches, and whether it ends where they end on both sides."""

    first: int
    last: int
    exact: bool


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


@cache
def _words() -> regex.Pattern[str]:
    possessive = r"(?<=\w)['’][sS]\b"
    return regex.compile(rf"(?V1w){possessive}|\S(?:(?!{possessive})\B\S)*")


@cache
def _spacy(language: str) -> Callable[[str], Tokens]:
    pipeline = blank_pipeline(language)

    def split(text: str) -> Tokens:
        found = pipeline.make_doc(text)
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
        return spacy.blank(language)
    except ImportError:
        raise AnnotatorError(
            f"spaCy has no language “{language}”", remedy="Use a code such as en or de."
        ) from None


def fit(tokens: Tokens, start: int, end: int) -> Fit | None:
    """The tokens that ``[start, end)`` touches; None where it touches none."""
    first = bisect_right(tokens, start, key=lambda token: token[1])
    last = bisect_left(tokens, end, key=lambda token: token[0])
    if first >= last:
        return None
    return Fit(first, last, tokens[first][0] == start and tokens[last - 1][1] == end)


def by_sentence(text: str, tokens: Tokens) -> list[range]:
    """The tokens of each sentence of the text, as ranges of their numbers; none is empty."""
    found, at = [], 0
    for _, end in sentences(text):
        last = bisect_left(tokens, end, key=lambda token: token[0])
        if last > at:
            found.append(range(at, last))
            at = last
    if at < len(tokens):
        found.append(range(at, len(tokens)))
    return found
