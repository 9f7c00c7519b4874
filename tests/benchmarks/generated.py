"""News-like articles of any length with a sidecar of any number of mentions, the same in every run.

Mentions stand on words, a tenth of them around others; every eighth is an event with its arguments.
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from msgspec import Struct

from annotator.annotations.records import Argument, Entity, Event, Record, fragment
from annotator.articles.article import Article, newlines_of
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.names import Storage
from annotator.tagsets import shipped

ANNOTATOR = "bench"
BIG, SMALL = "big.txt", "a-small-one.txt"
"""The article that is measured, and another one of the folder, to come from."""

_AT = "2026-11-22T09:00:00Z"
_NAMES = [
    "Anna Lindqvist",
    "Petr Novák",
    "Minister Okafor",
    "the Rhine Council",
    "Port Authority",
    "Osaka",
    "Lagos",
    "Zürich",
    "Field Marshal Duarte",
    "Reykjavík",
    "Harbour Police",
    "Dr. Weiß",
    "the Senate",
    "Montevideo",
    "Tallinn",
    "Union of Dockers",
]
_VERBS = [
    "accused",
    "met",
    "praised",
    "arrested",
    "warned",
    "visited",
    "sued",
    "blocked",
    "invited",
    "criticised",
    "thanked",
    "questioned",
]
_REST = [
    "of the delegation",
    "over the new harbour tax",
    "after two days of talks",
    "in a letter published on Tuesday",
    "although nobody had asked for it",
    "while protesters waited outside",
    "for the third time this year",
    "as der Sprecher am Abend sagte",
    "in front of cameras",
    "despite an earlier promise",
    "without giving a reason",
    "near the river",
    "said a witness 👀",
]


class Generated(Struct, frozen=True):
    """A folder with the article ``BIG`` and its sidecar, and the article ``SMALL``."""

    folder: Path
    mentions: int

    @property
    def article(self) -> Path:
        """The article that is measured."""
        return self.folder / BIG

    @property
    def sidecar(self) -> Path:
        """Its sidecar."""
        return Storage(self.folder).sidecar(self.article, ANNOTATOR)


def text_of(size: int, seed: int = 1) -> str:
    """News-like text of about ``size`` characters."""
    draw = random.Random(seed)
    parts: list[str] = []
    length = 0
    while length < size:
        words = [draw.choice(_NAMES), draw.choice(_VERBS), draw.choice(_NAMES)]
        words += draw.sample(_REST, draw.randint(1, 3))
        if draw.random() < 0.01:
            words.append("👀")
        sentence = " ".join(words) + "."
        sentence += "\n\n" if draw.random() < 0.25 else " "
        parts.append(sentence)
        length += len(sentence)
    return "".join(parts)


def records_of(text: str, count: int, seed: int = 2) -> list[Record]:
    """So many mentions, spread evenly over ``text``."""
    draw = random.Random(seed)
    made: list[Record] = []
    near: list[str] = []
    step = len(text) / count
    for number in range(count):
        start = text.find(" ", int(number * step)) + 1
        end = _word_end(text, start)
        if start <= 0 or end <= start:
            start, end = 0, _word_end(text, 0)
        if number % 10 == 9:  # around the next word, which often is a mention itself
            end = _word_end(text, end + 1)
        id = f"m{number:06}"
        place = (fragment(text, start, min(end, len(text))),)
        if number % 8 == 7:
            fillers = draw.sample(near[-6:], draw.randint(1, 3))
            roles = ("actor", "recipient", "actor")
            arguments = tuple(Argument(role, filler) for role, filler in zip(roles, fillers, strict=False))
            made.append(Event(id, draw.choice(("ACCUSE", "AGREE")), place, arguments, by=ANNOTATOR, at=_AT))
        else:
            type = draw.choice(("PER", "ORG", "GPE"))
            made.append(Entity(id, type, place, by=ANNOTATOR, at=_AT))
            near.append(id)
    return made


def _word_end(text: str, start: int) -> int:
    ends = [at for sign in " .\n" if (at := text.find(sign, start)) > 0]
    return min(ends, default=len(text))


def generate(folder: Path, size: int, mentions: int) -> Generated:
    """Writes an article of about ``size`` characters and a sidecar of so many mentions into ``folder``."""
    folder.mkdir(parents=True)
    made = Generated(folder, mentions)
    text = text_of(size)
    data = text.encode()
    made.article.write_bytes(data)
    (folder / SMALL).write_text(text_of(2000, seed=3), encoding="utf-8")
    digest = hashlib.sha256(data).hexdigest()
    article = Article(made.article, text, digest, len(data), "utf-8", newlines_of(text))
    tagset = shipped.load()
    stamp = TagsetStamp(tagset.id, tagset.version, tagset.sha256)
    header = Header(ANNOTATOR, ANNOTATOR, ArticleStamp.of(article), stamp)
    made.sidecar.write_bytes(bytes(Image.of(header, records_of(text, mentions))))
    return made
