"""JSON read strictly."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.sidecars.strict import JsonProblem, compact, items, loads, members

_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '[{"b":{"a":1,"a":1}}]',
        "NaN",
        "[Infinity]",
        '{"a":-Infinity}',
        "1e999",
        '"\\ud800"',
        '{"\\udfff":1}',
        '"a\nb"',
        "{} {}",
        "",
        "[1,]",
        '{"a":1,}',
        "{'a':1}",
        "[" * 100_000,
        "1" * 10_000,
    ],
)
def test_what_is_no_strict_json_is_refused(text: str) -> None:
    with pytest.raises(JsonProblem):
        loads(text)


def test_a_pair_of_surrogate_escapes_is_a_character() -> None:
    assert loads('"\\ud83d\\ude00"') == "😀"


@given(_json)
def test_everything_else_is_read_as_usual(value: object) -> None:
    assert loads(json.dumps(value)) == value
    assert loads(json.dumps(value, ensure_ascii=False, indent=2)) == value


@given(_json)
def test_compacting_changes_nothing_but_blanks(value: object) -> None:
    pretty = json.dumps(value, ensure_ascii=False, indent=3)
    assert compact(pretty) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_members_are_where_they_stand() -> None:
    text = ' { "a" : 1.10 , "b":[ 1 ,{"c":"}"}],"é👍":"x" } '
    assert [(m.key, text[m.start : m.end]) for m in members(text)] == [
        ("a", "1.10"),
        ("b", '[ 1 ,{"c":"}"}]'),
        ("é👍", '"x"'),
    ]
    assert items('[ 1 ,{"c":"]"}, 2.50]') == ("1", '{"c":"]"}', "2.50")
    assert members("{}") == ()
    assert items("[ ]") == ()


@pytest.mark.parametrize(
    "text", ["[]", '{"a" 1}', '{"a":1 "b":2}', '{"a":1', '{"a":1,"a":2}', "{} x", '{"\\ud800":1}']
)
def test_members_of_something_else_are_refused(text: str) -> None:
    with pytest.raises(JsonProblem):
        members(text)
