"""Sheets of every shape, their way through a format and back, and what two sheets say beside their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st

from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Origin,
    Record,
    Relation,
    Zone,
    span,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.articles.graphemes import is_boundary
from annotator.articles.reading import read_article
from annotator.digests import sha256
from annotator.formats.exchange import Found, Labelled, Loss, Setting, Trouble
from annotator.formats.registry import format_of
from annotator.sidecars.opening import open_sheet
from tests.samples import HARD_TEXT, sample_tagset

TEXTS = (
    HARD_TEXT,
    "Tokyo 👀 condemned 🇯🇵 the attack.\r\n\r\nMoscow 👩‍👩‍👧 denied it; “we” said “no”.\r\n",
    "שר החוץ פגש את ראש הממשלה בירושלים.\nقال الوزير إن المحادثات مفيدة.\n",
    "Bei ihrem Treffen kamen Hayashi und Stoltenberg überein, NATO-Generalsekretär Cafe\u0301 zu rufen.\n",
    "Lavrov met Blinken in Geneva. They agreed to meet again in the U.S. on Friday, said Russia’s envoy.\n",
)
"""Emoji, CRLF, lone CR, combining marks, right-to-left text, compounds, apostrophes."""

TAGSET = sample_tagset()

_KINDS: tuple[tuple[Literal["entity", "event"], str], ...] = (("entity", "PER"), ("event", "CONSULT"))

PLAIN_TEXT = TEXTS[4]
"""One without traps, for readers that are tested on something else."""


SEEDS = Path(__file__).parents[3] / "seeds"
"""The folder of sample articles."""


def seeds() -> list[Labelled]:
    """The sample articles with the sheets of annotator-a, by name."""
    found = []
    for path in sorted(SEEDS.glob("*.txt")):
        article = read_article(path)
        sheet = open_sheet(path.with_name(f"{path.name}.annotator-a.tags.json"), article).sheet
        found.append(Labelled(path.name, article.text, article.sha256, "annotator-a", sheet))
    return found


def labelled(
    text: str, records: Iterable[Record], name: str = "news.txt", annotator: str = "annotator-a"
) -> Labelled:
    """An article with a sheet."""
    return Labelled(name, text, sha256(text.encode()), annotator, Sheet.of(records, "done"))


_TOLD = Origin("adopted", "annotator-b", "m77", "after a “talk” 👀")
_BY: dict[str, Any] = {"by": "annotator-c", "at": "2026-11-22T09:00:00Z", "origin": _TOLD}


def article_of_every_kind() -> Labelled:
    """A record of each kind, with emoji and CRLF around; some of them were made by nobody that is known."""
    text = TEXTS[1]
    names = ("Tokyo", "condemned", "attack", "Moscow", "denied")
    words = {word: span(text, (text.index(word), text.index(word) + len(word))) for word in names}
    records: list[Record] = [
        Entity("m-Tokyo", "GPE", words["Tokyo"], instances=("i-Japan",), **_BY),
        Entity("m-attack", "span", words["attack"], by="annotator-a", at="2026-11-22T10:00:00Z"),
        Entity("m-Moscow", "GPE", words["Moscow"], origin=Origin("suggestion", detail="model 3")),
        Event(
            "e-said",
            "ACCUSE",
            words["condemned"],
            (Argument("actor", "m-Tokyo"), Argument("topic", "m-attack")),
            **_BY,
        ),
        Relation(
            "r-both", "MEMBER_OF", (Argument("member", "m-Tokyo"), Argument("group", "m-Moscow")), **_BY
        ),
        Instance("i-Japan", "entity", "GPE", "Tokyo", **_BY),
        Zone("z-quote", "quote", words["denied"], **_BY),
        ArticleLabel("a-label", {"genre": "report"}, **_BY),
    ]
    return labelled(text, records)


@st.composite
def articles(draw: st.DrawFn, texts: Sequence[str] = TEXTS, *, discontinuous: bool = True) -> Labelled:
    """An article with mentions of every shape: nested, crossing, stacked, discontinuous; events on events; the rest."""
    text = draw(st.sampled_from(texts))
    edges = [at for at in range(len(text) + 1) if is_boundary(text, at)]
    records: list[Record] = []
    mentions: list[Entity | Event] = []
    instances = [
        Instance(f"i{n}", of, type, draw(st.sampled_from(("the talks", "Łukasz", "“x” \\ 👀"))))
        for n, (of, type) in enumerate(draw(st.lists(st.sampled_from(_KINDS), max_size=3)))
    ]
    for number in range(draw(st.integers(0, 8))):
        places = draw(_places(edges, 3 if discontinuous else 1))
        kind = draw(st.sampled_from(("entity", "entity", "event")))
        known = [i.id for i in instances if i.of == kind]
        common: dict[str, Any] = {
            "span": span(text, *places),
            "flag": draw(st.sampled_from(("", "", "unsure"))),
            "note": draw(st.sampled_from(("", "", "see “above”", "two\nlines\tand a tab", "👀, #1; a=b"))),
            "instances": tuple(draw(st.lists(st.sampled_from(known), unique=True, max_size=2)))
            if known
            else (),
            "by": "annotator-a",
            "at": "2026-11-22T09:00:00Z",
        }
        if kind == "entity":
            mention: Entity | Event = Entity(
                f"m{number}", draw(st.sampled_from(("PER", "ORG", "GPE", "span"))), **common
            )
        else:
            type = draw(st.sampled_from(("CONSULT", "ACCUSE", "AGREE")))
            fillers = (
                draw(st.lists(st.sampled_from([m.id for m in mentions]), unique=True, max_size=3))
                if mentions
                else []
            )
            attributes: dict[str, Any] = {}
            if draw(st.booleans()):
                attributes["status"] = draw(st.sampled_from(("actual", "future")))
            if type == "ACCUSE" and draw(st.booleans()):
                attributes["contexts"] = ("legal", "economic")
            if type != "ACCUSE" and draw(st.booleans()):
                attributes["mutual"] = draw(st.booleans())
            roles = ("actor", "recipient", "topic")
            arguments = tuple(Argument(draw(st.sampled_from(roles)), filler) for filler in sorted(fillers))
            mention = Event(f"e{number}", type, arguments=arguments, attributes=attributes, **common)
        mentions.append(mention)
    records += mentions
    entities = [m.id for m in mentions if isinstance(m, Entity)]
    if len(entities) > 1 and draw(st.booleans()):
        one, other = draw(st.permutations(entities))[:2]
        records.append(Relation("r1", "MEMBER_OF", (Argument("member", one), Argument("group", other))))
    if draw(st.booleans()):
        records.append(Zone("z1", "quote", span(text, *draw(_places(edges, 1))), note=""))
    if draw(st.booleans()):
        records.append(ArticleLabel("a1", {"genre": "report", "score": 3, "topics": ("war", "trade")}))
    used = {id for m in mentions for id in m.instances}
    records += [i for i in instances if i.id in used]
    return labelled(text, records)


@st.composite
def _places(draw: st.DrawFn, edges: list[int], most: int) -> list[tuple[int, int]]:
    found = []
    for _ in range(draw(st.integers(1, most))):
        first = draw(st.integers(0, len(edges) - 2))
        last = draw(st.integers(first + 1, min(first + 12, len(edges) - 1)))
        found.append((edges[first], edges[last]))
    return found


def written(format_id: str, target: Path, *given: Labelled, tokenizer: str = "words") -> list[Loss]:
    """Writes articles in a format to ``target``, which must not exist; all losses."""
    writer = format_of(format_id).writer(Setting(TAGSET, tokenizer))
    collector = writer.collector(target)
    losses: list[Loss] = []
    for article in given:
        piece = writer.render(article)
        losses += piece.losses
        collector.add(piece)
    collector.close()
    return losses


def read(format_id: str, source: Path) -> tuple[list[Found], list[Trouble]]:
    """What a format's reader makes of a file or folder."""
    items = list(format_of(format_id).reader().read(source))
    return [i for i in items if isinstance(i, Found)], [i for i in items if isinstance(i, Trouble)]


def told(records: Iterable[Record], *, without: Collection[str] = ()) -> Counter[Any]:
    """What records say, ids aside, as a multiset of facts; ``without`` names kinds of facts that are not compared.

    Kinds: entity, event, argument, attribute, flag, note, instance, relation, zone, article.
    """
    found: Counter[Any] = Counter()
    all_ = list(records)
    keys: dict[str, Any] = {
        r.id: (r.kind, r.type, stretches(r)) for r in all_ if isinstance(r, (Entity, Event))
    }
    members: dict[str, list[Any]] = {}

    def fact(kind: str, *parts: Any) -> None:
        if kind not in without:
            found[(kind, *parts)] += 1

    for r in all_:
        match r:
            case Entity() | Event():
                fact(r.kind, keys[r.id])
                for name, value in r.attributes.items():
                    fact("attribute", keys[r.id], name, _plain(value))
                if r.flag:
                    fact("flag", keys[r.id], r.flag)
                if r.note:
                    fact("note", keys[r.id], r.note)
                for id in r.instances:
                    members.setdefault(id, []).append(keys[r.id])
                if isinstance(r, Event):
                    for argument in r.arguments:
                        fact("argument", keys[r.id], argument.role, keys[argument.filler])
            case Relation():
                fact("relation", r.type, tuple((a.role, keys[a.filler]) for a in r.arguments))
            case Zone():
                fact("zone", r.type, stretches(r), r.note)
            case ArticleLabel():
                fact("article", tuple(sorted((k, _plain(v)) for k, v in r.attributes.items())), r.note)
    for r in all_:
        if isinstance(r, Instance):
            fact("instance", r.of, r.type, r.name, tuple(sorted(map(repr, members.get(r.id, ())))))
    return found


def _plain(value: Any) -> Any:
    return (type(value).__name__, tuple(value) if isinstance(value, (list, tuple)) else value)
