"""Articles as Docs of spaCy, packed one by one; see :mod:`annotator.formats.docbin`."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from annotator.annotations.records import (
    FREE_SPAN,
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Zone,
)
from annotator.formats.docbin_collecting import Doc, DocBinCollector
from annotator.formats.docbin_shape import (
    BEGIN,
    FORMAT,
    INSIDE,
    KEY,
    LISTS,
    MISSING,
    OUTSIDE,
    SPAN,
    VERSION,
    Numbers,
    numbers_of_spacy,
)
from annotator.formats.exchange import (
    Labelled,
    Loss,
    Piece,
    Setting,
)
from annotator.formats.flat import OnTokens, on_tokens, outermost
from annotator.formats.tokens import Tokens, fit, tokenizer

_MOST_IDS = 200_000
"""Strings whose numbers are kept."""


class _Ids(dict[str, int]):
    """spaCy's number of each string, remembered."""

    def __init__(self, numbers: Numbers) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, string: str) -> int:
        if len(self) >= _MOST_IDS:
            self.clear()
        found = self[string] = self._numbers.of(string)
        return found


class DocBinWriter:
    """Writes articles as Docs."""

    def __init__(self, setting: Setting) -> None:
        self._numbers = numbers_of_spacy()
        self._tokenizer = setting.tokenizer
        self._split = tokenizer(setting.tokenizer)
        self._ids = _Ids(self._numbers)

    def render(self, article: Labelled) -> Piece:
        """The Doc of one article."""
        tokens = self._split(article.text)
        all_tokens = _AllTokens.of(article.text, tokens)
        losses: list[Loss] = []
        marks = _Marks.of(article, tokens, losses)
        known = _wikidata(article)
        kb = {p.mention.id: known.get(next(iter(p.mention.instances), ""), "") for p in marks.ents}
        words = [article.text[start:end] for start, end in all_tokens.places]
        strings = {*words, *kb.values(), *(p.mention.type for group in marks.groups.values() for p in group)}
        doc = Doc(
            self._rows(words, all_tokens, marks, kb),
            bytes(all_tokens.spaces),
            tuple(strings - {""}),
            self._groups(all_tokens, marks, kb),
            self._user_data(article, losses),
        )
        return Piece(article.name, doc, tuple(losses))

    def collector(self, target: Path) -> DocBinCollector:
        """Begins the file."""
        numbers = self._numbers
        return DocBinCollector(target, (numbers.orth, numbers.iob, numbers.type, numbers.kb))

    def _rows(self, words: Sequence[str], all_: _AllTokens, marks: _Marks, kb: Mapping[str, str]) -> bytes:
        iob = array("Q", (OUTSIDE,)) * len(words)
        types, links = array("Q", (0,)) * len(words), array("Q", (0,)) * len(words)
        for first, last in marks.missing:
            start, stop = all_.numbers[first], all_.numbers[last - 1] + 1
            iob[start:stop] = array("Q", (MISSING,)) * (stop - start)
        for one in marks.ents:
            start, stop = all_.numbers[one.first], all_.numbers[one.last - 1] + 1
            iob[start:stop] = array("Q", (INSIDE,)) * (stop - start)
            iob[start] = BEGIN
            types[start:stop] = array("Q", (self._ids[one.mention.type],)) * (stop - start)
            links[start:stop] = array("Q", (self._ids[kb[one.mention.id]],)) * (stop - start)
        rows = array("Q", (0,)) * (4 * len(words))
        rows[0::4] = array("Q", map(self._ids.__getitem__, words))
        rows[1::4], rows[2::4], rows[3::4] = iob, types, links
        return rows.tobytes()

    def _groups(self, all_: _AllTokens, marks: _Marks, kb: Mapping[str, str]) -> bytes:
        made = {}
        for name, group in marks.groups.items():
            spans = []
            for one in group:
                first, last = all_.numbers[one.first], all_.numbers[one.last - 1] + 1
                link = self._ids[kb.get(one.mention.id, "")]
                characters = (all_.places[first][0], all_.places[last - 1][1])
                spans.append(SPAN.pack(0, link, self._ids[one.mention.type], first, last, *characters))
            made[msgspec.msgpack.encode({"name": name, "attrs": {}, "spans": spans})] = [name]
        return msgspec.msgpack.encode(made)

    def _user_data(self, article: Labelled, losses: list[Loss]) -> bytes:
        said: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "name": article.name,
            "sha256": article.sha256,
            "annotator": article.annotator,
            "status": article.sheet.status,
            "tokenizer": self._tokenizer,
        }
        said.update((name, []) for kind, name in LISTS.items() if kind not in ("comment", "decision"))
        for record in article.records:
            said.setdefault(LISTS[record.kind], []).append(_plain(record, losses))
        return msgspec.msgpack.encode({KEY: said})


def _plain(record: Record, losses: list[Loss]) -> dict[str, Any]:
    """A record's fields that are not empty, as they go into the user data."""
    made = {name: value for name in record.__struct_fields__ if (value := getattr(record, name))}
    if isinstance(record, (Entity, Event, Zone)):
        made["span"] = [(part.start, part.end) for part in record.span]
    if made["origin"] == Origin():
        del made["origin"]
    for name, value in made.get("attributes", {}).items():
        if isinstance(value, int) and not -(2**63) <= value < 2**64:
            losses.append(Loss(record.id, f"attributes.{name}", "it is a number of more than 64 bits"))
            made["attributes"] = {k: v for k, v in made["attributes"].items() if k != name}
    return made


def _wikidata(article: Labelled) -> dict[str, str]:
    """The Wikidata id of each instance that links to one."""
    found: dict[str, str] = {}
    for instance in (record for record in article.sheet if isinstance(record, Instance)):
        for link in instance.links:
            if match := re.fullmatch(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q\d{1,15})", link):
                found.setdefault(instance.id, match[1])
    return found


class _AllTokens(Struct, frozen=True):
    """The tokens as spaCy has them, those of blanks too, and whether a blank that is no token follows each.

    ``numbers`` are those of the tokens that are no blanks.
    """

    places: list[tuple[int, int]]
    spaces: bytearray
    numbers: list[int]

    @classmethod
    def of(cls, text: str, tokens: Tokens) -> _AllTokens:
        """Everything of ``text`` is in a token, or is the one space behind it."""
        places: list[tuple[int, int]] = []
        spaces, numbers, at = bytearray(), [], 0
        for token in tokens:
            start, end = token
            if start > at:
                if places and text[at] == " ":
                    spaces[-1] = 1
                    at += 1
                if start > at:
                    places.append((at, start))
                    spaces.append(0)
            numbers.append(len(places))
            places.append(token)
            spaces.append(0)
            at = end
        if at < len(text) and places and text[at] == " ":
            spaces[-1] = 1
            at += 1
        if at < len(text):
            places.append((at, len(text)))
            spaces.append(0)
        return cls(places, spaces, numbers)


class _Marks(Struct, frozen=True):
    """The mentions on tokens: those of ``doc.ents``, the span groups, and stretches of tokens of which ents say nothing."""

    ents: list[OnTokens]
    groups: dict[str, list[OnTokens]]
    missing: list[tuple[int, int]]

    @classmethod
    def of(cls, article: Labelled, tokens: Tokens, losses: list[Loss]) -> _Marks:
        """What has no place goes to ``losses``."""
        groups: dict[str, list[OnTokens]] = {"entities": [], "events": []}
        missing: list[tuple[int, int]] = []
        for record in article.records:
            if not isinstance(record, (Entity, Event)):
                continue
            place, why = on_tokens(article.text, tokens, record)
            if why:
                only = "" if place is not None else "; only the user data have it"
                losses.append(Loss(record.id, "span", f"{why}{only}"))
            free = record.type == FREE_SPAN
            if place is not None:
                name = "events" if isinstance(record, Event) else "free_spans" if free else "entities"
                groups.setdefault(name, []).append(place)
            elif isinstance(record, Entity) and not free:
                found = (fit(tokens, part.start, part.end) for part in record.span)
                missing += [(one.first, one.last) for one in found if one is not None]
        return cls(outermost(groups["entities"])[0], groups, missing)
