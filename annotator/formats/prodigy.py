"""Prodigy's JSONL, as its recipes for spans and relations take it and ``db-out`` gives it.

A line has ``text``; ``tokens`` ``{"text", "start", "end", "id", "ws"}``; ``spans`` ``{"start", "end", "token_start",
"token_end", "label"}``, where ``token_end`` is the last token itself; ``relations`` ``{"head", "child", "head_span",
"child_span", "label"}``, where head and child are the last tokens of their spans; ``answer``; ``_annotator_id``; ``meta``,
which is shown beside the text. Offsets are half-open and in code points.

Prodigy knows nothing finer than tokens: a mention that begins or ends inside one is lost, and reported. Tokens are those of
the export's tokenizer; blanks but for a single space are tokens too, as in spaCy, so that tokens and ``ws`` give the text.

Events are spans at their triggers, with relations from there to their fillers; see :mod:`annotator.formats.beside`, whose
rest stands under ``annotator_sheet``, which Prodigy stores and gives back. Spans have an ``id`` too, so that two with one
label on the same words are told apart. Overlapping spans show in Prodigy's ``spans_manual``, not in ``rel.manual``.

Lines whose answer is ``reject`` or ``ignore`` are reported and left out. A relation to words without a span gets a mention of the
type ``span`` there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from annotator.annotations.records import FREE_SPAN, Entity, Event
from annotator.formats.beside import FRAGMENT, KEY
from annotator.formats.beside_reading import Shown, ShownLink, begin, lay_over
from annotator.formats.beside_writing import Divider
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Collector, Found, Labelled, Piece, Setting, Trouble
from annotator.formats.lines import Lines
from annotator.formats.sources import articles_of_lines
from annotator.formats.tokens import Tokens, fit, tokenizer

_LEFT_OUT = "the article was left out"


def writer(setting: Setting) -> ProdigyWriter:
    """Writes the format. Raises what the tokenizer of ``setting`` does."""
    return ProdigyWriter(setting)


def reader() -> ProdigyReader:
    """Reads the format."""
    return ProdigyReader()


def with_blanks(text: str, tokens: Tokens) -> list[tuple[int, int, bool]]:
    """The tokens and the blanks between them: start, end, and whether a single space follows that is no token."""
    found: list[tuple[int, int, bool]] = []
    at = 0
    for start, end in (*tokens, (len(text), len(text))):
        if start > at:
            if found and text[at] == " ":
                found[-1] = (found[-1][0], found[-1][1], True)
                at += 1
            if start > at:
                found.append((at, start, False))
        if end > start:
            found.append((start, end, False))
        at = end
    return found


class ProdigyWriter:
    """Writes articles as lines."""

    def __init__(self, setting: Setting) -> None:
        self._tokens = tokenizer(setting.tokenizer)
        self._divider = Divider(setting.tagset)
        self._encode = msgspec.json.Encoder().encode

    def render(self, article: Labelled) -> Piece:
        """The line of one article."""
        text = article.text
        tokens = with_blanks(text, self._tokens(text))
        places = [(start, end) for start, end, _ in tokens]
        divided = self._divider.divide(article, barred=lambda mention: _off_tokens(mention, text, places))
        spans: list[dict[str, Any]] = []
        relations: list[dict[str, Any]] = []
        firsts = []
        for mention in divided.mentions:
            parts = list(_spans(mention, places, len(spans)))
            firsts.append(parts[0])
            spans += parts
            relations += [_relation(parts[0], part, FRAGMENT) for part in parts[1:]]
        for link in divided.links:
            relations.append(_relation(firsts[link.source], firsts[link.target], link.label))
        line = {
            "text": text,
            "meta": {"article": article.name},
            "tokens": [
                {"text": text[start:end], "start": start, "end": end, "id": number, "ws": space}
                for number, (start, end, space) in enumerate(tokens)
            ],
            "spans": spans,
            "relations": relations,
            "answer": "accept",
            "_annotator_id": article.annotator,
            "_session_id": article.annotator,
            KEY: divided.rest,
        }
        return Piece(article.name, self._encode(line) + b"\n", divided.losses)

    def collector(self, target: Path) -> Collector:
        """Begins the file."""
        return Lines(target)


def _off_tokens(mention: Entity | Event, text: str, tokens: Tokens) -> str:
    """Why no tokens are just where a mention is; empty where some are."""
    for part in mention.span:
        found = fit(tokens, part.start, part.end)
        if found is None:
            return f"“{part.quote[:40]}” is no token of Prodigy's"
        if not found.exact:
            starts = tokens[found.first][0] != part.start
            start, end = tokens[found.first if starts else found.last - 1]
            return f"it {'begins' if starts else 'ends'} inside the token “{text[start:end][:40]}”"
    return ""


def _spans(mention: Entity | Event, tokens: Tokens, before: int) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(mention.span):
        found = fit(tokens, part.start, part.end)
        if found is not None:
            yield {
                "start": part.start,
                "end": part.end,
                "token_start": found.first,
                "token_end": found.last - 1,
                "label": mention.type,
                "id": f"s{before + number + 1}",
            }


def _relation(head: Mapping[str, Any], child: Mapping[str, Any], label: str) -> dict[str, Any]:
    return {
        "head": head["token_end"],
        "child": child["token_end"],
        "head_span": head,
        "child_span": child,
        "label": label,
    }


class ProdigyReader:
    """Reads articles from lines."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        return articles_of_lines(source, _article)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """The format names no types."""
        return None


def _article(value: Any, file: str, number: int) -> Iterator[Found | Trouble]:
    place = f"line {number}"
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        yield Trouble(file, place, "it has no “text”", _LEFT_OUT)
        return
    answer = value.get("answer")
    if answer not in (None, "accept"):
        yield Trouble(file, place, f"the answer is “{str(answer)[:20]}”, not “accept”", _LEFT_OUT)
        return
    text, kept, by = value["text"], value.get(KEY), value.get("_annotator_id")
    # Whoever opens an export in Prodigy saves it as their own; each of them makes a sheet.
    own = by is None or (isinstance(kept, dict) and kept.get("annotator") == by)
    begun = begin(kept, text, file, _name(value, file, number), place, str(by), own=own)
    drafts = begun.drafts
    if answer is None and not any(key in value for key in ("spans", "tokens", "relations")):
        drafts.trouble(place, "it has no “spans” and no “answer”", "nothing is tagged in it")
    for key in ("label", "accept", "options"):
        if key in value:
            drafts.trouble(place, f"“{key}” is about the text as a whole", "it was ignored")
    reading = _Reading(text, drafts, place, _tokens(value.get("tokens"), text, drafts, place))
    reading.spans(value.get("spans"))
    links = list(reading.links(value.get("relations")))
    lay_over(drafts, begun.rest, reading.found, links, place)
    label = begun.rest.article if begun.rest is not None else None
    if label is not None:
        drafts.article(label.attributes, label.note, place=place, trace=label.made)
    records = drafts.finish()
    yield from drafts.troubles
    status = begun.rest.status if begun.rest is not None else "done" if answer else "in-progress"
    who = by if isinstance(by, str) else ""
    yield Found(begun.name, text, records, (begun.annotator if own else "") or who, status)


def _name(value: Mapping[str, Any], file: str, number: int) -> str:
    meta = value.get("meta")
    for key in ("article", "name", "title"):
        if isinstance(meta, dict) and isinstance(meta.get(key), str) and meta[key].strip():
            return str(meta[key])
    # Lines of several annotators about one text have the same hash.
    digest = value.get("_input_hash")
    return f"{Path(file).stem}-{f'{digest & 0xFFFFFFFF:08x}' if type(digest) is int else number}"


def _tokens(value: Any, text: str, drafts: Drafts, place: str) -> list[tuple[int, int]] | None:
    """The places of the tokens; None where there are none, or none that can be used, which is reported."""
    if value is None:
        return None
    found = []
    for item in value if isinstance(value, list) else [None]:
        match item:
            case {"start": int(start), "end": int(end)} if 0 <= start <= end <= len(text):
                found.append((start, end))
            case _:
                drafts.trouble(place, "its “tokens” are no tokens of its text", "they were ignored")
                return None
    return found


class _Reading:
    """The spans and relations of a line."""

    def __init__(
        self, text: str, drafts: Drafts, place: str, tokens: Sequence[tuple[int, int]] | None
    ) -> None:
        self._text, self._drafts, self._place, self._tokens = text, drafts, place, tokens
        self.found: list[Shown] = []
        self._by_id: dict[str, str] = {}
        self._by_place: dict[tuple[int, int, str], str] = {}
        self._by_token: dict[int, list[str]] = {}
        self._last = {end: number for number, (_, end) in enumerate(tokens or ())}

    def spans(self, value: Any) -> None:
        """Takes the spans."""
        for number, item in enumerate(self._list(value, "spans")):
            where = f"{self._place}, spans[{number}]"
            key = f"span {number}"
            at = self._stretch(item, where)
            if at is None:
                continue
            label = item.get("label")
            if not isinstance(label, str):
                self._drafts.trouble(where, "it has no label", "the span was left out")
                continue
            self.found.append(Shown(key, label, [at], where))
            if isinstance(item.get("id"), str):
                self._by_id.setdefault(item["id"], key)
            self._by_place.setdefault((*at, label), key)
            last = item.get("token_end", self._last.get(at[1]))
            if type(last) is int:
                self._by_token.setdefault(last, []).append(key)

    def links(self, value: Any) -> Iterator[ShownLink]:
        """The relations."""
        for number, item in enumerate(self._list(value, "relations")):
            where = f"{self._place}, relations[{number}]"
            if not isinstance(item, dict) or not isinstance(item.get("label"), str):
                self._drafts.trouble(where, "it is no relation with a label", "it was left out")
                continue
            source = self._end(item, "head", where)
            target = self._end(item, "child", where) if source else ""
            if source and target:
                yield ShownLink(source, target, item["label"], where)

    def _list(self, value: Any, key: str) -> list[Any]:
        if value is None or isinstance(value, list):
            return value or []
        self._drafts.trouble(self._place, f"its “{key}” are no list", "they were ignored")
        return []

    def _stretch(self, item: Any, where: str) -> tuple[int, int] | None:
        """The place of a span; None where it has none, which is reported."""
        if not isinstance(item, dict):
            self._drafts.trouble(where, "it is no span", "it was left out")
            return None
        start, end = item.get("start"), item.get("end")
        by_token = self._of_tokens(item.get("token_start"), item.get("token_end"))
        if type(start) is not int or type(end) is not int:
            if by_token is None:
                self._drafts.trouble(where, "it has neither offsets nor tokens", "the span was left out")
            return by_token
        said = item.get("text")
        if isinstance(said, str) and said != self._text[start:end]:
            self._drafts.trouble(
                where,
                f"it says “{said[:40]}” where the article says “{self._text[start:end][:40]}”",
                "the span was left out",
            )
            return None
        if by_token is not None and by_token != (start, end):
            self._drafts.trouble(
                where,
                f"its tokens are at {list(by_token)}, its characters at {[start, end]} (token_end is the last token)",
                "the characters were taken",
            )
        return start, end

    def _of_tokens(self, first: Any, last: Any) -> tuple[int, int] | None:
        tokens = self._tokens
        if tokens is None or type(first) is not int or type(last) is not int:
            return None
        if not 0 <= first <= last < len(tokens):
            return None
        return tokens[first][0], tokens[last][1]

    def _end(self, item: Mapping[str, Any], end: str, where: str) -> str:
        """The key of the span that a relation begins or ends at; empty where there is none, which is reported."""
        span, token = item.get(f"{end}_span"), item.get(end)
        if isinstance(span, dict):
            if isinstance(span.get("id"), str) and span["id"] in self._by_id:
                return self._by_id[span["id"]]
            match span:
                case {"start": int(start), "end": int(stop), "label": str(label)} if (
                    start,
                    stop,
                    label,
                ) in self._by_place:
                    return self._by_place[start, stop, label]
        known = self._by_token.get(token, []) if type(token) is int else []
        if len(known) == 1:
            return known[0]
        if known:
            self._drafts.trouble(where, f"{len(known)} spans end at its {end}", "the relation was left out")
            return ""
        place = self._of_tokens(token, token)
        if isinstance(span, dict) and type(span.get("start")) is int and type(span.get("end")) is int:
            place = (span["start"], span["end"])
        if place is None:
            self._drafts.trouble(where, f"no span is at its {end}", "the relation was left out")
            return ""
        return self._free(place, where)

    def _free(self, place: tuple[int, int], where: str) -> str:
        """The key of a mention of words that have no span."""
        key = self._by_place.get((*place, FREE_SPAN))
        if key is None:
            key = f"free {place[0]} {place[1]}"
            self._by_place[(*place, FREE_SPAN)] = key
            self.found.append(Shown(key, FREE_SPAN, [place], where))
        return key
