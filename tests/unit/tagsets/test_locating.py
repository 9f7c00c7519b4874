"""The line of anything in a TOML text, whichever way it is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.tagsets.locating import line_of

VALID = '''# [event.A] stands in a comment
id = "x"

text = """
[event.A]
colour = 3
"""
[entity]
"PER" = { colour = "#123456", name = "Person 👩‍🚀" }
ORG.name = 'Organisation'

[event.A]  # and here
colour = "red"

[event.A.role.actor]
fillers = [
    "PER",
    # not "QRG"
    "ORG",
    "QRG",
]
when = [
    { attributes = { mutual = true }, count = "0" },
    { attributes = { mode = "x" }, count = "1" },
]

[[list]]
a = 1
[[list]]
a = 2
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("id",), 2),
        (("text",), 4),
        (("entity", "PER"), 9),
        (("entity", "PER", "colour"), 9),
        (("entity", "ORG", "name"), 10),
        (("event",), 12),
        (("event", "A"), 12),
        (("event", "A", "colour"), 13),
        (("event", "A", "role", "actor"), 15),
        (("event", "A", "role", "actor", "fillers"), 16),
        (("event", "A", "role", "actor", "fillers", 0), 17),
        (("event", "A", "role", "actor", "fillers", 2), 20),
        (("event", "A", "role", "actor", "when"), 22),
        (("list", 1, "a"), 30),
        (("event", "A", "missing"), 12),
        (("event", "A", "role", "nobody", "count"), 15),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_line_of_a_place(place: tuple[str | int, ...], line: int, newline: str) -> None:
    assert line_of(VALID.replace("\n", newline), place) == line


def test_what_is_written_nowhere_has_no_line() -> None:
    assert line_of(VALID, ("relation", "x")) is None
    assert line_of(VALID, ()) is None


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["", "# [t3]", 'x = """\n[t9]\n"""', "y = [\n 1,\n 2\n]"]), max_size=4),
    st.integers(0, 4),
)
def test_a_table_is_found_whatever_stands_around_it(filling: list[str], wanted: int) -> None:
    lines: list[str] = []
    for number in range(5):
        lines.append(f"[t{number}]")
        lines += dict.fromkeys(filling)
    text = "\n".join(lines)
    assert text.split("\n")[(line_of(text, (f"t{wanted}",)) or 0) - 1] == f"[t{wanted}]"
