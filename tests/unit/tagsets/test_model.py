"""What a tagset can say, asked of tagsets written for the test."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.tagsets.definitions import RESERVED_LETTERS, Attribute, AttributeValue
from annotator.tagsets.model import Tagset
from annotator.tagsets.reading import parse_tagset
from annotator.tagsets.rules import RULES

HEAD = 'id = "x"\nversion = "1"\n'


def _tagset(body: str) -> Tagset:
    return parse_tagset((HEAD + body).encode())


HIERARCHY = """
[attribute.polarity]
kind = "one"
values = ["positive", "negative"]
default = "positive"
on = ["mention"]
[attribute.weight]
kind = "number"
on = ["BASE"]
[attribute.day]
kind = "date"
default = 2026-11-22
on = ["zone"]
[attribute.mood]
kind = "many"
values = ["calm", "angry"]

[entity.PLACE]
abstract = true
[entity.CITY]
parent = "PLACE"
[entity.PERSON]

[event.BASE]
abstract = true
colour = "#AABBCC"
shared_fillers = false
role.first = { fillers = ["PLACE"], count = "?" }
role.second = { fillers = ["BASE", "span"], count = "1-3" }
role.third = { fillers = ["entity"] }
[event.BASE.attribute.mood]
default = ["calm"]

[event.MIDDLE]
parent = "BASE"
[event.MIDDLE.role.first]
when = [
    { attributes = { mood = "angry" }, count = "2+" },
    { attributes = { mood = "calm", polarity = ["negative"] }, count = "0" },
]
[event.LEAF]
parent = "MIDDLE"
colour = "#010203"
label = "Lf"
role.fourth = { fillers = ["any"], count = "+" }
attribute.mood = { values = ["angry", "sad"], default = ["sad"], required = true }
attribute.own = { kind = "integer" }
[zone.note]
"""


@pytest.fixture(scope="module")
def tagset() -> Tagset:
    return _tagset(HIERARCHY)


def test_types_inherit(tagset: Tagset) -> None:
    leaf = tagset.type("LEAF")
    middle = tagset.type("MIDDLE")
    assert leaf is not None
    assert middle is not None
    assert tagset.ancestors("LEAF") == ("MIDDLE", "BASE")
    assert tagset.is_a("LEAF", "BASE")
    assert not tagset.is_a("BASE", "LEAF")
    assert [t for t in ("LEAF", "CITY", "note", "GONE") if tagset.is_event(t)] == ["LEAF"]
    assert (middle.colour, leaf.colour) == ("#aabbcc", "#010203")
    assert not leaf.shared_fillers
    assert [r.id for r in leaf.roles] == ["first", "second", "third", "fourth"]
    assert [t.id for t in tagset.taggable("event")] == ["MIDDLE", "LEAF"]
    assert [t.id for t in tagset.children("MIDDLE")] == ["LEAF"]
    assert [t.id for t in tagset.children("")] == ["PLACE", "PERSON", "span", "BASE", "note", "boilerplate"]
    assert (tagset.label("LEAF"), tagset.label("MIDDLE"), tagset.label("GONE")) == ("Lf", "MIDDLE", "GONE")
    assert (tagset.display("LEAF"), tagset.display("GONE")) == ("LEAF", "GONE")


def test_attributes_differ_by_type(tagset: Tagset) -> None:
    assert [a.id for a in tagset.attributes_of("PERSON")] == ["polarity"]
    assert [a.id for a in tagset.attributes_of("LEAF")] == ["polarity", "weight", "mood", "own"]
    assert tagset.attributes_of("GONE") == ()
    middle, leaf = tagset.attribute("MIDDLE", "mood"), tagset.attribute("LEAF", "mood")
    assert middle is not None
    assert leaf is not None
    assert [v.id for v in middle.values] == ["calm", "angry"]
    assert [v.id for v in leaf.values] == ["angry", "sad"]
    assert (middle.required, leaf.required) == (False, True)
    assert tagset.default_attributes("LEAF") == {"polarity": "positive", "mood": ("sad",)}
    assert tagset.default_attributes("note") == {"day": "2026-11-22"}


def test_bounds_follow_attributes(tagset: Tagset) -> None:
    assert tagset.role_bounds("BASE", "first") == (0, 1)
    assert tagset.role_bounds("MIDDLE", "first") == (0, 1)
    assert tagset.role_bounds("MIDDLE", "first", {"mood": ("calm", "angry")}) == (2, None)
    assert tagset.role_bounds("MIDDLE", "first", {"polarity": "negative"}) == (0, 0)
    assert tagset.role_bounds("MIDDLE", "second") == (1, 3)
    assert tagset.role_bounds("MIDDLE", "third") == (0, None)
    assert tagset.role_bounds("MIDDLE", "gone") == tagset.role_bounds("GONE", "first") == (0, None)


def test_required_roles_are_armed_first_and_barred_ones_never(tagset: Tagset) -> None:
    def order(type_id: str, **attributes: Any) -> list[str]:
        return [r.id for r in tagset.arming_order(type_id, attributes)]

    assert order("LEAF") == ["second", "fourth", "first", "third"]
    assert order("MIDDLE", polarity="negative") == ["second", "third"]
    assert order("MIDDLE", mood=("angry",)) == ["first", "second", "third"]
    assert order("GONE") == order("PERSON") == []


@pytest.mark.parametrize(
    ("role", "fillers"),
    [
        ("first", {"PLACE", "CITY"}),
        ("second", {"BASE", "MIDDLE", "LEAF", "span"}),
        ("third", {"PLACE", "CITY", "PERSON"}),
        ("fourth", {"PLACE", "CITY", "PERSON", "span", "BASE", "MIDDLE", "LEAF"}),
        ("gone", set()),
    ],
)
def test_fillers_know_the_hierarchy(tagset: Tagset, role: str, fillers: set[str]) -> None:
    every = [t.id for t in tagset.types()] + ["GONE", "note"]
    assert {t for t in every if tagset.accepts("LEAF", role, t)} == fillers


def test_roles_that_a_mention_may_fill(tagset: Tagset) -> None:
    assert [r.id for r in tagset.roles_for("LEAF", "CITY")] == ["first", "third", "fourth"]
    assert [r.id for r in tagset.roles_for("LEAF", "span")] == ["second", "fourth"]


def test_free_text_and_an_excluding_zone_are_always_there() -> None:
    tagset = _tagset("")
    assert [t.id for t in tagset.types()] == ["span", "boilerplate"]
    assert tagset.by_key("s") == tagset.type("span")
    assert not tagset.excluding_zone.gold
    taken = _tagset("[zone.boilerplate]\n[zone.old]\ngold = false\nabstract = true")
    assert taken.excluding_zone.id == "not-gold"
    assert _tagset("[zone.ads]\ngold = false").excluding_zone.id == "ads"


def test_keys_are_assigned_by_name_where_none_is_given() -> None:
    tagset = _tagset(
        '[entity.A]\nname = "Car"\n[entity.B]\nkey = "T"\n[entity.C]\nname = "Rat"\n[event.A1]\n[event.A2]'
    )
    assert {k: t.id for k, t in tagset.keys().items()} == {
        "s": "span",
        "t": "B",
        "b": "A",
        "d": "C",
        "A": "A1",
        "B": "A2",
    }
    for key, kind, found in (("B", "entity", "A"), ("b", "event", "A2"), ("b", None, "A"), ("B", None, "A2")):
        type_def = tagset.by_key(key, kind)  # type: ignore[arg-type]
        assert type_def is not None
        assert type_def.id == found
    assert tagset.by_key("é") is None
    assert tagset.by_key("q", "zone") is None


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.from_regex(r"[A-Z][A-Za-z]{0,5}", fullmatch=True), unique=True, max_size=30),
    st.lists(st.from_regex(r"[A-Z][a-z]{0,5}_", fullmatch=True), unique=True, max_size=30),
)
def test_assigned_keys_never_clash_and_never_vary(entities: list[str], events: list[str]) -> None:
    body = "".join(f"[entity.{e}]\n" for e in entities) + "".join(f"[event.{e}]\n" for e in events)
    tagset = _tagset(body)
    keys = tagset.keys()
    assert {k: t.id for k, t in keys.items()} == {k: t.id for k, t in _tagset(body).keys().items()}
    assert not RESERVED_LETTERS.intersection(keys)
    assert all(t.key == k for k, t in keys.items())
    assert sum(k.islower() for k in keys) == min(len(entities) + 1, 26 - len(RESERVED_LETTERS))
    assert sum(k.isupper() for k in keys) == min(len(events), 26)


def test_colours_are_assigned_and_inherited() -> None:
    tagset = _tagset('[entity.A]\n[entity.B]\n[entity.C]\nparent = "B"\n[entity.D]\ncolour = "#ABCDEF"')
    a, b, c, d = (t.colour for t in tagset.entities[:4])
    assert a != b == c != d == "#abcdef"


def test_rules_have_severities() -> None:
    tagset = _tagset('[severity]\nduplicate = "off"\noverlap = "error"')
    assert tagset.severity("duplicate") == "off"
    assert tagset.severity("overlap") == "error"
    assert tagset.severity("unknown-type") == "error"
    assert all(severity in ("error", "warning", "off") and text for severity, text in RULES.values())


def test_overlap_policy_by_kind() -> None:
    tagset = _tagset('overlap = { entity = "none" }')
    assert (tagset.overlap_of("entity"), tagset.overlap_of("event")) == ("none", "any")


def test_renames_lead_to_what_is_there_now() -> None:
    tagset = _tagset('[event.NEW]\n[renames]\nOLDEST = "OLD"\nOLD = "NEW"')
    assert [tagset.renamed(t) for t in ("OLDEST", "OLD", "NEW", "X")] == ["NEW", "NEW", None, None]


def test_relations_say_whether_they_hold_both_ways() -> None:
    tagset = _tagset(
        '[relation.same]\nsymmetric = true\ntransitive = true\nrole.end = { fillers = ["entity"], count = "2" }\n'
        '[relation.causes]\nrole.cause = { fillers = ["event"] }\nrole.effect = { fillers = ["event", "span"] }\n'
        "[entity.P]\n[event.E]"
    )
    same, causes = tagset.relations
    assert (same.symmetric, same.transitive, causes.symmetric, causes.transitive) == (
        True,
        True,
        False,
        False,
    )
    assert [r.id for r in causes.ends] == ["cause", "effect"]
    assert tagset.role_bounds("causes", "cause") == (1, 1)
    assert tagset.role_bounds("same", "end") == (2, 2)
    assert tagset.relations_between("E", "span") == (causes,)
    assert tagset.relations_between("span", "E") == ()
    assert tagset.relations_between("P", "P") == (same,)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("one", ["a", "b"], ["c", "", 1, None, ("a",), True]),
        ("many", [(), ("a",), ["a", "b"]], ["a", ("c",), ("a", "a"), 1]),
        ("flag", [True, False], [0, 1, "true", None]),
        ("integer", [0, -3, 10**20], [True, 1.0, "1"]),
        ("number", [0, 1.5], [True, "1"]),
        ("text", ["", "שלום 👋"], [1, ("a",)]),
        ("date", ["2026-11-22"], ["20261122", "2026-13-01", "today", 20261122]),
    ],
)
def test_values_are_checked_by_kind(kind: Any, good: list[Any], bad: list[Any]) -> None:
    attribute = Attribute("x", "X", kind, (AttributeValue("a", "A"), AttributeValue("b", "B")))
    assert [v for v in good if attribute.problem(v)] == []
    assert [v for v in bad if not attribute.problem(v)] == []
    assert attribute.value_name("a") == "A"
    assert attribute.value_name("gone") == "gone"
