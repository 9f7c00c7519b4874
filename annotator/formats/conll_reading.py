"""Reads columns as CoNLL-2003 and its many descendants have them; see :mod:`annotator.formats.conll`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from annotator.formats.conll_shape import DOCSTART, UNKNOWN
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Found, SourceError, Trouble
from annotator.formats.sources import is_one_file, lines, lines_in, members

SUFFIXES = (".conll", ".conll2003", ".iob", ".iob2", ".bio", ".bioes", ".bilou", ".tsv")
"""What files of a folder or archive are taken to be in this format."""

MOST_WORDS = 2_000_000
"""Of one article. A file without ``-DOCSTART-`` lines is one."""


class _Word(Struct, frozen=True):
    """A token with its label, taken apart: ``mark`` is its letter, O where it has no type; ``line`` is its number."""

    text: str
    mark: str
    type: str
    line: int


class _Article(Struct):
    """What is gathered of one article: its sentences, and the number of the line with which it began."""

    name: str
    line: int
    sentences: list[list[_Word]]
    words: int = 0


class ConllReader:
    """Reads articles from columns: the word is the first one, the label the last; there may be any between.

    Columns are parted by tabs where a line has one, else by blanks. IOB1, IOB2, BIOES and BILOU (also with M for I and
    W for S) are told apart article by article by the letters and where they stand.
    """

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them. Raises SourceError where the first line is no such line."""
        if is_one_file(source):
            yield from _read(source.name, Path(source.name).stem, source, lines(source))
            return
        none = True
        for member in members(source, *SUFFIXES):
            none = False
            try:
                stem = Path(member.name).stem
                numbered = lines_in(io.BytesIO(member.data), source)
                yield from _read(member.name, stem, source / member.name, numbered)
            except SourceError as error:
                yield Trouble(member.name, f"line {error.line}", error.message, "the file was left out")
        if none:
            raise SourceError(f"there is no file in it that ends in {', '.join(SUFFIXES)}", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The format does not say what may be tagged."""
        return None


def _read(
    file: str, stem: str, path: Path, numbered: Iterable[tuple[int, bytes]]
) -> Iterator[Found | Trouble]:
    article: _Article | None = None
    count = last = 0
    for number, line in numbered:
        columns = _columns(line)
        if isinstance(columns, str) and not count:
            raise SourceError(columns, path=path, line=number)
        if isinstance(columns, str):
            yield Trouble(file, f"line {number}", columns, "the line was left out")
            continue
        if columns[0] == DOCSTART:
            if article is not None:
                yield from _made(article, file)
            count += 1
            article = _Article(_name(columns) or f"{stem}-{count}", number, [])
            last = number
            continue
        mark, type, problem = ("O", "", "") if columns[-1] == "O" else _label(columns[-1])
        if problem and article is None:
            raise SourceError(problem, path=path, line=number)
        if problem:
            yield Trouble(file, f"line {number}", problem, "the word was taken without a label")
        if article is None:
            count += 1
            article = _Article(stem, number, [])
        if number != last + 1 or not article.sentences:
            article.sentences.append([])
        article.sentences[-1].append(_Word(columns[0], mark, type, number))
        article.words += 1
        last = number
        if article.words > MOST_WORDS:
            raise SourceError(
                f"an article has more than {MOST_WORDS:,} words; {DOCSTART} lines divide articles",
                path=path,
                line=number,
            )
    if article is not None:
        yield from _made(article, file)


def _columns(line: bytes) -> list[str] | str:
    """The columns of a line; a text is what is wrong with it."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8"
    columns = text.split("\t") if "\t" in text else text.split(" ")
    if "" in columns or "\t" in text:
        columns = [stripped for column in columns if (stripped := column.strip(" "))]
    if len(columns) < 2 and columns[:1] != [DOCSTART]:
        return "it needs at least two columns, a word and a label"
    return columns


def _name(columns: list[str]) -> str:
    """The article's name, where the line is one that this program writes."""
    if len(columns) != 4 or columns[1] in (UNKNOWN, "O") or columns[2:] != ["O", "O"]:
        return ""
    return unquote(columns[1])


_LABEL = re.compile(r"([BIELMSUW])-(.*\S.*)", re.DOTALL)


def _label(label: str) -> tuple[str, str, str]:
    """The letter and type of a label that is not O, and what is wrong with it."""
    found = _LABEL.fullmatch(label)
    if found is None:
        shown = label if len(label) <= 40 else f"{label[:39]}…"
        return "O", "", f"“{shown}” is no label such as O, B-PER, I-PER"
    return found[1], found[2], ""


class _Stretch(Struct):
    """The words ``[first, last)`` of a sentence that are one mention; whether it began with another letter than B, and
    ended with one that ends it."""

    first: int
    last: int
    type: str
    loose: bool
    ended: bool


def _stretches(words: Sequence[_Word]) -> list[_Stretch]:
    """The mentions of a sentence, as the task's own scorer finds them: by where letters and types change."""
    found: list[_Stretch] = []
    open_: _Stretch | None = None
    for at, word in enumerate(words):
        if word.mark == "O":
            open_ = None
            continue
        if open_ is None or open_.type != word.type or word.mark in "BSUW":
            open_ = _Stretch(at, at + 1, word.type, word.mark in "IELM", False)
            found.append(open_)
        open_.last = at + 1
        if word.mark in "ELSUW":
            open_.ended = True
            open_ = None
    return found


def _made(article: _Article, file: str) -> Iterator[Found | Trouble]:
    text = "\n".join(" ".join(word.text for word in words) for words in article.sentences)
    drafts = Drafts(text, file, f"{file}\0{article.name}\0{article.line}")
    mentions = [(words, one) for words in article.sentences for one in _stretches(words)]
    _judge(mentions, {word.mark for words in article.sentences for word in words}, drafts)
    places = {word.line: place for word, place in _places(article.sentences)}
    for number, (words, one) in enumerate(mentions):
        first, last = words[one.first].line, words[one.last - 1].line
        stretch = (places[first][0], places[last][1])
        drafts.mention("entity", str(number), one.type, [stretch], place=f"line {first}")
    yield from drafts.troubles
    yield Found(article.name, text, drafts.finish())


def _places(sentences: Iterable[Sequence[_Word]]) -> Iterator[tuple[_Word, tuple[int, int]]]:
    """Where each word stands in the text that is made of them."""
    at = 0
    for words in sentences:
        for word in words:
            yield word, (at, at + len(word.text))
            at += len(word.text) + 1


def _judge(mentions: Sequence[tuple[Sequence[_Word], _Stretch]], marks: set[str], drafts: Drafts) -> None:
    """Reports labels that the article's own way of labelling does not have; ``marks`` are the letters it uses."""
    if marks & set("ELSUW"):
        for words, one in mentions:
            place = f"line {words[one.first].line}"
            if one.loose:
                drafts.trouble(place, f"a mention of {one.type} has no beginning", "it was taken from here")
            if not one.ended:
                drafts.trouble(place, f"a mention of {one.type} has no end", "it was taken as far as it goes")
        return
    # IOB1 has B only where a mention follows another of its type; IOB2 begins none with I.
    plain = any(
        words[one.first].mark == "B" and (one.first == 0 or words[one.first - 1].type != one.type)
        for words, one in mentions
    )
    for words, one in mentions:
        if plain and one.loose:
            drafts.trouble(
                f"line {words[one.first].line}",
                f"I-{one.type} begins a mention where others begin with B",
                "it was taken as a mention's beginning",
            )
