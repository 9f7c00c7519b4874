"""Articles and sidecars for the tests of this room: difficult texts, and records over them, drawn or fixed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hypothesis import strategies as st

from annotator.annotations.edits import Change, Edit
from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Comment,
    Decision,
    Entity,
    Event,
    Evidence,
    Fragment,
    Instance,
    Origin,
    Record,
    Relation,
    Target,
    Votes,
    Zone,
    span,
)
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article, newlines_of
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image

TEXT = (
    "Präsidentin Núñez\r\ntraf 👩‍👩‍👧 in Zürich “Ḥayāshi”.\r\n"
    'שלום עולם: e\u0301 \u2028 \ufdd0 tab\there \\ "quoted" 𝔘𝔫𝔦 and the end.\nU.S. said so.\n'
)
"""Umlauts, CRLF, an emoji of five code points, NFD, right-to-left, quotation marks, a backslash, astral letters."""

AT = "2026-11-22T09:00:00Z"


def article(folder: Path, text: str = TEXT, name: str = "news.txt") -> Article:
    """Writes ``text`` as a UTF-8 article and gives it as it would be read."""
    data = text.encode()
    path = folder / name
    path.write_bytes(data)
    return article_of(text, path)


def article_of(text: str = TEXT, path: Path = Path("news.txt")) -> Article:
    """An article of ``text`` that need not be on disk."""
    data = text.encode()
    return Article(path, text, hashlib.sha256(data).hexdigest(), len(data), "utf-8", newlines_of(text))


def header(of: Article, annotator: str = "annotator-a") -> Header:
    """A header for an article."""
    return Header(annotator, "Änne Müller", ArticleStamp.of(of), TagsetStamp("plover", "0.8", "ab" * 32))


def entity(id: str, start: int, end: int, text: str = TEXT, **more: object) -> Entity:
    """An entity mention at ``[start, end)``."""
    fields: dict[str, object] = {"type": "PER", "by": "annotator-a", "at": AT, **more}
    return Entity(id=id, span=span(text, (start, end)), **fields)  # type: ignore[arg-type]


def event(id: str, start: int, end: int, *fillers: str, text: str = TEXT) -> Event:
    """An event whose fillers are all actors."""
    arguments = tuple(Argument("actor", filler) for filler in fillers)
    return Event(id=id, type="ACCUSE", span=span(text, (start, end)), arguments=arguments, at=AT)


def one_of_each(text: str = TEXT) -> list[Record]:
    """A record of every kind, in the order of a sidecar."""
    origin = Origin("adopted", "annotator-b", "m1", "by hand")
    return [
        ArticleLabel("a1", {"topic": "politics", "page": 3}, at=AT),
        Comment("c1", Target("annotator-b", "e9"), "Warum?\n👩‍👩‍👧", "c0", True, at=AT),
        Decision(
            "d1",
            "entity",
            "accepted",
            (Evidence("annotator-a", "m1", "00ff"), Evidence("annotator-b", "m7", "11ee")),
            ("m1",),
            Votes(1, 2),
            "clear",
            "Siehe „Zeile 3“",
        ),
        Instance("i1", "entity", "PER", "Núñez", ("https://example.org/Q1",), at=AT),
        Relation("r1", "kin", (Argument("one", "m1"), Argument("other", "m2")), {"sure": True}),
        Entity("m1", "PER", span(text, (0, 11), (12, 17)), {"a": "b", "n": 2, "many": ("x", "y")}, ("i1",)),
        Event(
            "e1",
            "MEET",
            span(text, (19, 23)),
            (Argument("actor", "m1"),),
            {"mode": "x", "f": 1.5},
            origin=origin,
        ),
        Entity("m2", "span", span(text, (24, 29)), flag="unsure", note="Zeile\r\nzwei"),
        Zone("z1", "web", span(text, (90, 99)), "unten"),
    ]


def make(*records: Record, label: str = "make") -> Edit:
    """The edit that makes records."""
    return Edit(label, tuple(Change(None, record) for record in records))


def write_sidecar(of: Article, records: list[Record], annotator: str = "annotator-a") -> Path:
    """Writes a sidecar beside an article."""
    path = of.path.parent / f"{of.path.name}.{annotator}.tags.json"
    path.write_bytes(bytes(Image.of(header(of, annotator), records)))
    return path


def as_edit(before: Sheet, records: list[Record | None], ids: list[str]) -> Edit:
    """The edit on ``before`` that gives each of ``ids`` the record beside it."""
    pairs = [(before.get(id), after) for id, after in zip(ids, records, strict=True)]
    return Edit("edit", tuple(Change(b, a) for b, a in pairs if b != a))


_words = st.text(st.characters(codec="utf-8"), max_size=12)
_values = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    _words,
    st.lists(_words, max_size=3).map(tuple),
)
_attributes = st.dictionaries(_words, _values, max_size=3)
_ids = st.text("abc123", min_size=1, max_size=3)

texts = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from('\r\n👩‍👩‍👧e\u0301שלום\u2028\ufdd0"\\')),
    min_size=1,
).map(lambda text: text + " 👩‍👩‍👧\r\nend")


@st.composite
def spans(draw: st.DrawFn, text: str) -> tuple[Fragment, ...]:
    """One to three stretches of ``text``."""
    cuts = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return span(text, *pairs)


@st.composite
def records(draw: st.DrawFn, text: str, id: str) -> Record:
    """A record of any kind."""
    arguments = st.lists(
        st.builds(Argument, st.sampled_from(["actor", "recipient"]), _ids),
        max_size=3,
        unique_by=lambda a: (a.role, a.filler),
    ).map(tuple)
    note, instances = draw(_words), draw(st.lists(_ids, max_size=2).map(tuple))
    origin = draw(st.builds(Origin, st.sampled_from(["hand", "import"]), st.sampled_from(["", "bé"])))
    match draw(st.sampled_from(["entity", "event", "relation", "instance", "zone", "article", "comment"])):
        case "entity":
            return Entity(
                id, "PER", draw(spans(text)), draw(_attributes), instances, note=note, origin=origin
            )
        case "event":
            return Event(
                id, "SAY", draw(spans(text)), draw(arguments), draw(_attributes), instances, note=note
            )
        case "relation":
            return Relation(id, "kin", draw(arguments), draw(_attributes), note=note)
        case "instance":
            return Instance(id, "entity", "PER", draw(_words), note=note)
        case "zone":
            return Zone(id, "web", draw(spans(text)), note)
        case "article":
            return ArticleLabel(id, draw(_attributes), note)
        case _:
            return Comment(id, Target("b", "m1"), note, resolved=draw(st.booleans()))
