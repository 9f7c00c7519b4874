"""Writes CoNLL's columns; what stands where is told in :mod:`annotator.formats.conll`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote as percent

from annotator.annotations.records import FREE_SPAN, Entity
from annotator.formats.conll_shape import DOCSTART, UNKNOWN
from annotator.formats.exchange import Collector, Labelled, Loss, Piece, Setting
from annotator.formats.flat import OnTokens, on_tokens, outermost, unheld
from annotator.formats.lines import Lines
from annotator.formats.provenance import untraced
from annotator.formats.tokens import WORDS, Tokens, by_sentence, tokenizer


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
