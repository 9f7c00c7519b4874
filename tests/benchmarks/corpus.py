"""A folder of many short articles with gold sheets, for exports and imports; the same in every run.

A few hundred articles differ in all they say. The others are these again under another first line, so that ten thousand
are made in seconds, with texts and digests of their own.
"""

from __future__ import annotations

import random
from pathlib import Path

from msgspec import Struct

from annotator.annotations.records import Argument, Entity, Event, Record, fragment
from annotator.articles.article import Article, newlines_of
from annotator.digests import sha256
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.names import sidecar_name
from annotator.tagsets import shipped
from tests.benchmarks.generated import text_of

ANNOTATOR = "gold"
_SIZE, _ENTITIES, _EVENTS = 3_000, 30, 3
_DIFFERENT = 250
_AT = "2026-11-22T09:00:00Z"
_LINE = "No. {:06}, by our own correspondents, from the newsroom\n\n"
"""Longer behind its number than the surroundings that a fragment keeps: the number stands in no record."""


class _Model(Struct, frozen=True):
    text: str
    records: tuple[Record, ...]
    image: Image


def make(folder: Path, count: int) -> None:
    """Writes ``count`` articles of 3 kB, each with 30 entity mentions and 3 events on it, into ``folder``."""
    folder.mkdir()
    tagset = shipped.load()
    stamp = TagsetStamp(tagset.id, tagset.version, tagset.sha256)
    models = [_model(seed) for seed in range(min(count, _DIFFERENT))]
    for number in range(count):
        model = models[number % len(models)]
        path = folder / f"article-{number:06}.txt"
        text = _LINE.format(number) + model.text
        data = text.encode()
        article = Article(path, text, sha256(data), len(data), "utf-8", newlines_of(text))
        header = Header(ANNOTATOR, ANNOTATOR, ArticleStamp.of(article), stamp, "done")
        path.write_bytes(data)
        (folder / sidecar_name(path.name, ANNOTATOR)).write_bytes(bytes(model.image.with_header(header)))


def tagged(seed: int, size: int, entities: int, events: int) -> tuple[str, list[Record]]:
    """An article of about ``size`` characters and so many records on it."""
    text = _LINE.format(seed) + text_of(size - len(_LINE.format(0)), seed)
    return text, _records(text, random.Random(seed), entities, events)


def _model(seed: int) -> _Model:
    text = text_of(_SIZE - len(_LINE.format(0)), seed)
    records = tuple(_records(_LINE.format(0) + text, random.Random(seed), _ENTITIES, _EVENTS))
    blank = Article(Path("blank.txt"), "", sha256(b""), 0, "utf-8", "none")
    return _Model(text, records, Image.of(Header(ANNOTATOR, ANNOTATOR, ArticleStamp.of(blank)), records))


def _records(text: str, draw: random.Random, most: int, events: int) -> list[Record]:
    """Entities and events on words of their own, spread evenly, without an error by the shipped tagset."""
    made: list[Record] = []
    entities: list[str] = []
    total = most + events
    first = len(_LINE.format(0))
    step = (len(text) - first) / total
    for number in range(total):
        start = text.find(" ", first + int(number * step)) + 1
        end = min(at for sign in " .\n" if (at := text.find(sign, start)) > 0)
        place = (fragment(text, start, end),)
        if number % (total // events) == total // events - 1:
            one, other = draw.sample(entities[-8:], 2)
            arguments = (Argument("actor", one), Argument("recipient", other))
            id = f"e{_id(draw)}"
            made.append(Event(id, "ACCUSE", place, arguments, {"status": "actual"}, by=ANNOTATOR, at=_AT))
        else:
            id = f"m{_id(draw)}"
            made.append(Entity(id, draw.choice(("PER", "ORG", "GPE")), place, by=ANNOTATOR, at=_AT))
            entities.append(id)
    return made


def _id(draw: random.Random) -> str:
    """Eleven letters, as long as the ids that the program gives."""
    return "".join(draw.choices("0123456789abcdefghjkmnpqrstvwxyz", k=11))
