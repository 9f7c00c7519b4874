"""Columns as in the shared task of CoNLL-2003: a token a line, a blank line after each sentence, one label a token.

Source of the format: Tjong Kim Sang and De Meulder, “Introduction to the CoNLL-2003 Shared Task” (2003). Written are its
four columns, with one blank between them: word, part of speech (always ``-X-``: unknown), chunk (always ``O``), label.
``iob2`` labels a mention's first token ``B-TYPE`` and the others ``I-TYPE``; ``bilou`` also its last one ``L-TYPE``, and
one of a single token ``U-TYPE``. Types are the tagset's own ids, or, where the setting names a scheme, what the tagset
says they are called there.

An article begins with a ``-DOCSTART-`` line. Its second column, ``-X-`` elsewhere, is the article's name, with blanks and
the like percent-encoded: so all lines have four columns, which the task's own scorer demands, and no line is a comment,
which the format does not know.

The format holds tokens, not text. What is read is **not the original text**: tokens are joined with one blank and
sentences with a line feed, and mentions stand where they stand in that. A sentence never ends inside a mention that is
written; where the program's rule would end one there, both sentences are one.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent
from urllib.parse import unquote

from msgspec import Struct

from annotator.annotations.records import FREE_SPAN, Entity
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Collector, Found, Labelled, Loss, Piece, Setting, SourceError, Trouble
from annotator.formats.flat import OnTokens, on_tokens, outermost, unheld
from annotator.formats.lines import Lines
from annotator.formats.provenance import untraced
from annotator.formats.sources import lines, members
from annotator.formats.tokens import WORDS, Tokens, by_sentence, tokenizer

DOCSTART = "-DOCSTART-"
"""The first column of the line before each article."""

UNKNOWN = "-X-"
"""What a column says of which nothing is known."""

SUFFIXES = (".conll", ".conll2003", ".iob", ".iob2", ".bio", ".bioes", ".bilou", ".tsv")
"""What files of a folder or archive are taken to be in this format."""

MOST_WORDS = 2_000_000
"""Of one article. A file without ``-DOCSTART-`` lines is one."""


def writer(setting: Setting, variant: str) -> ConllWriter:
    """Writes the format; ``variant`` is ``iob2`` or ``bilou``. Raises what :func:`tokens.tokenizer` raises."""
    return ConllWriter(setting, variant)


def reader(variant: str) -> ConllReader:
    """Reads the format, whichever way of labelling it has: that is found out."""
    return ConllReader()


# -- writing -------------------------------------------------------------------------------------------------


class ConllWriter:
    """Writes articles as columns."""

    def __init__(self, setting: Setting, variant: str) -> None:
        self._setting = setting
        self._split = tokenizer(setting.tokenizer)
        self._single, self._last = ("U", "L") if variant == "bilou" else ("B", "I")

    def render(self, article: Labelled) -> Piece:
        """The lines of one article."""
        text = article.text
        tokens = self._split(text)
        if self._setting.tokenizer != WORDS:
            tokens = _apart(text, tokens)
        losses: list[Loss] = []
        kept = self._labelled(article, tokens, losses)
        labels = ["O"] * len(tokens)
        for one in kept:
            name = self._name(one.mention.type, one.mention.id, losses)
            labels[one.first : one.last] = self._labels(name, one.last - one.first)
        columns = [f"{text[a:b]} -X- O {label}\n" for (a, b), label in zip(tokens, labels, strict=True)]
        written = [f"{DOCSTART} {_encoded(article.name)} O O\n\n"]
        for sentence in _whole(by_sentence(text, tokens), kept):
            written += columns[sentence.start : sentence.stop]
            written.append("\n")
        told = untraced(
            (one.mention for one in kept), article.sheet.status, "a column holds nothing but a label"
        )
        return Piece(article.name, "".join(written).encode("utf-8"), tuple(losses), told)

    def collector(self, target: Path) -> Collector:
        """Begins the file."""
        return Lines(target)

    def _labels(self, name: str, count: int) -> list[str]:
        if count == 1:
            return [f"{self._single}-{name}"]
        return [f"B-{name}", *[f"I-{name}"] * (count - 2), f"{self._last}-{name}"]

    def _labelled(self, article: Labelled, tokens: Tokens, losses: list[Loss]) -> list[OnTokens]:
        """The mentions that are written; what is not goes to ``losses``."""
        placed = []
        for record in article.records:
            why = "columns hold entity mentions only"
            if isinstance(record, Entity):
                why = self._barred(record)
                if not why:
                    place, why = on_tokens(article.text, tokens, record)
                    if place is not None:
                        placed.append(place)
                        if why:
                            losses.append(Loss(record.id, "span", why))
                        continue
            losses.append(Loss(record.id, "record", why))
        kept, others = outermost(placed)
        shadowed = {other.mention.id for other in others}
        # A mention that is not written is told once, not first for its blanks.
        losses[:] = [loss for loss in losses if loss.record not in shadowed]
        losses += [
            Loss(
                other.mention.id,
                "record",
                "a longer or earlier mention overlaps it, and a token has one label",
            )
            for other in others
        ]
        for one in kept:
            losses += unheld(one.mention)
        return kept

    def _barred(self, entity: Entity) -> str:
        if entity.type == FREE_SPAN:
            return "it is no entity, but text that fills a role"
        scheme = self._setting.scheme
        if scheme and self._setting.tagset.name_in(scheme, entity.type) is None:
            return f"the tagset has no name for {entity.type} in {scheme}"
        return ""

    def _name(self, type: str, id: str, losses: list[Loss]) -> str:
        name = (self._setting.scheme and self._setting.tagset.name_in(self._setting.scheme, type)) or type
        plain = re.sub(r"[\s\x1c-\x1f]", "_", name)
        if plain != name:
            losses.append(Loss(id, "type", f"a label has no blanks: it is written as {plain}"))
        return plain


_SOLID = re.compile(r"-(?=DOCSTART-)|\S+")


def _apart(text: str, tokens: Tokens) -> Tokens:
    """Foreign tokens as columns can hold them: none has a blank in it, none is ``-DOCSTART-``, which begins an article."""
    apart: list[tuple[int, int]] = []
    for start, end in tokens:
        if _SOLID.fullmatch(text, start, end) and text[start:end] != DOCSTART:
            apart.append((start, end))
        else:
            apart += [match.span() for match in _SOLID.finditer(text, start, end)]
    return apart


def _whole(sentences: Iterable[range], kept: Sequence[OnTokens]) -> Iterator[range]:
    """The sentences, those in one between which a mention of ``kept`` would be parted."""
    rest = iter(kept)
    mention = next(rest, None)
    begun: int | None = None
    for sentence in sentences:
        begun = sentence.start if begun is None else begun
        while mention is not None and mention.last <= sentence.stop:
            mention = next(rest, None)
        if mention is None or mention.first >= sentence.stop:
            yield range(begun, sentence.stop)
            begun = None


def _encoded(name: str) -> str:
    """An article's name as a column: without blanks, and never what other files have in that place."""
    if name in ("", UNKNOWN, "O"):
        return "%" + "%".join(f"{byte:02X}" for byte in name.encode()) if name else "%20"
    return "".join(percent(c, safe="") if c == "%" or c.isspace() or not c.isprintable() else c for c in name)


# -- reading -------------------------------------------------------------------------------------------------


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
        if not source.is_dir() and not zipfile.is_zipfile(source):
            yield from _read(source.name, Path(source.name).stem, source, lines(source))
            return
        none = True
        for member in members(source, *SUFFIXES):
            none = False
            try:
                stem = Path(member.name).stem
                yield from _read(member.name, stem, source / member.name, _numbered(member.data))
            except SourceError as error:
                yield Trouble(member.name, f"line {error.line}", error.message, "the file was left out")
        if none:
            raise SourceError(f"there is no file in it that ends in {', '.join(SUFFIXES)}", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The format does not say what may be tagged."""
        return None


def _numbered(data: bytes) -> Iterator[tuple[int, bytes]]:
    """As :func:`sources.lines`, of bytes."""
    for number, line in enumerate(io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")), 1):
        stripped = line.strip(b" \t\r\n")
        if stripped:
            yield number, stripped


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
