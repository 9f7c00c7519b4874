"""A small tagset, a text with every trap of offsets, and strategies over both: shared by many tests."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from hypothesis import strategies as st

from annotator.annotations.authors import Author
from annotator.annotations.records import Argument, Entity, Event, Instance, Record, Relation, Zone, span
from annotator.tagsets.definitions import Attribute, AttributeValue, Condition, Role, TypeDef
from annotator.tagsets.model import Tagset

HARD_TEXT = (
    "Łukasz 👩‍👩‍👧 met Cafe\u0301 owners\r\nin the U.S.\r"
    "שלום עולם said Ms\u00a0Hayashi\u2028\ufeff🇯🇵 NATO-Generalsekretär\ufdd0\x00 again, Hayashi’s end.\n"
)

MUTUAL = Attribute("mutual", "Mutual", "flag", default=False, on=("event",))
MODE = Attribute("mode", "Mode", "one", (AttributeValue("visit", "visit"), AttributeValue("phone", "phone")))
STATUS = Attribute(
    "status",
    "Status",
    "one",
    (AttributeValue("actual", "actual"), AttributeValue("future", "future")),
    default="actual",
)
CONTEXTS = Attribute(
    "contexts", "Contexts", "many", (AttributeValue("legal", "l"), AttributeValue("economic", "e"))
)

PARTIES = ("PER", "ORG", "GPE")


def _roles(*, mutual: bool) -> tuple[Role, ...]:
    shared = Condition((("mutual", (True,)),), 2, None)
    barred = Condition((("mutual", (True,)),), 0, 0)
    return (
        Role("actor", "actor", PARTIES, 1, None, (shared,) if mutual else ()),
        Role("recipient", "recipient", PARTIES, 0, None, (barred,) if mutual else ()),
        Role("topic", "topic", ("entity", "event", "span"), 0, None),
        Role("location", "location", ("GPE", "LOC"), 0, None),
        Role("time", "time", ("TIME",), 0, 1),
    )


def _entity(id: str, key: str, colour: str) -> TypeDef:
    return TypeDef("entity", id, id, id, key=key, colour=colour)


def sample_tagset() -> Tagset:
    """Five entity types, three event types (one mutual by default), two relations, a zone that is not gold."""
    mutual_by_default = MUTUAL._replace(default=True)
    return Tagset(
        "sample",
        "1",
        "Sample",
        entities=(
            _entity("PER", "p", "#3366cc"),
            _entity("ORG", "o", "#aa5500"),
            _entity("GPE", "g", "#228833"),
            _entity("LOC", "l", "#66aa22"),
            _entity("TIME", "t", "#777777"),
            TypeDef("entity", "span", "span", "span", key="s"),
        ),
        events=(
            TypeDef(
                "event",
                "CONSULT",
                "Consult",
                "CONSULT",
                colour="#336699",
                key="C",
                attributes=(MODE, STATUS, mutual_by_default),
                roles=_roles(mutual=True),
            ),
            TypeDef(
                "event",
                "ACCUSE",
                "Accuse",
                "ACCUSE",
                colour="#cc3311",
                key="A",
                attributes=(STATUS, CONTEXTS),
                roles=_roles(mutual=False),
            ),
            TypeDef(
                "event",
                "AGREE",
                "Agree",
                "AGREE",
                colour="#009988",
                key="G",
                attributes=(STATUS, mutual_by_default),
                roles=_roles(mutual=True),
            ),
        ),
        relations=(
            TypeDef(
                "relation",
                "MEMBER_OF",
                "member of",
                roles=(Role("member", "member", PARTIES, 1, 1), Role("group", "group", ("ORG", "GPE"), 1, 1)),
            ),
        ),
        zones=(TypeDef("zone", "boilerplate", "boilerplate", gold=False),),
    )


def counting_author(name: str = "annotator-a") -> Author:
    """An author whose ids count up and whose clock stands."""
    count = itertools.count(1)
    return Author(name, lambda: "2026-11-22T09:00:00Z", lambda kind: f"{kind[:2]}{next(count):04d}")


def places_in(text: str, most: int = 3) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """One to ``most`` stretches of ``text``, possibly touching or overlapping."""
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12))
    one = ends.map(lambda pair: (pair[0], min(len(text), pair[0] + pair[1])))
    return st.lists(one, min_size=1, max_size=most).map(tuple)


@st.composite
def sheets_of_records(draw: Callable[..., object], text: str = HARD_TEXT) -> list[Record]:
    """Records of every kind on ``text``, with arguments and references that mostly point to something."""
    records: list[Record] = []
    mentions: list[str] = []
    count = int(str(draw(st.integers(0, 12))))
    for number in range(count):
        kind = draw(st.sampled_from(("entity", "event", "zone", "instance", "relation")))
        id = f"{kind}{number}"
        places = draw(places_in(text))
        assert isinstance(places, tuple)
        fillers = draw(st.lists(st.sampled_from(mentions), unique=True, max_size=3)) if mentions else []
        assert isinstance(fillers, list)
        roles = ("actor", "recipient", "topic")
        arguments = tuple(Argument(roles[i % 3], f) for i, f in enumerate(fillers))
        instances = tuple(r.id for r in records if r.kind == "instance")[:2]
        note = str(draw(st.text(st.characters(codec="utf-8"), max_size=8)))
        match kind:
            case "entity":
                type = str(draw(st.sampled_from(("PER", "ORG", "span", "GONE"))))
                records.append(Entity(id, type, span(text, *places), instances=instances, note=note))
                mentions.append(id)
            case "event":
                records.append(
                    Event(id, "ACCUSE", span(text, *places), arguments, {"status": "future"}, note=note)
                )
                mentions.append(id)
            case "zone":
                records.append(Zone(id, "boilerplate", span(text, *places), note=note))
            case "instance":
                records.append(Instance(id, "entity", "PER", f"name {number}", note=note))
            case _:
                if len(arguments) >= 2:
                    records.append(Relation(id, "MEMBER_OF", arguments[:2], note=note))
    return records
