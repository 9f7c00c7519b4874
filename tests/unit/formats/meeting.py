"""A small sheet with something of everything, and files of lines: for formats that show spans and links between two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.annotations.records import Argument, Entity, Event, Instance, Record, Relation, span
from annotator.formats.beside import FRAGMENT
from tests.unit.formats.harness import PLAIN_TEXT

LINKS = {
    ("met", FRAGMENT, "again"),
    ("met", "actor", "Lavrov"),
    ("met", "actor", "Blinken"),
    ("met", "topic", "Blinken"),
    ("said", "topic", "met"),
    ("Lavrov", "MEMBER_OF", "Blinken"),
}
"""What links of the meeting another program shows, by what its spans say."""


def spots(text: str, *words: str) -> list[tuple[int, int]]:
    """Where words stand first."""
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def meeting() -> list[Record]:
    """Lavrov met Blinken; the envoy said so; one belongs to the other."""
    lavrov, blinken, met = spots(PLAIN_TEXT, "Lavrov", "Blinken", "met")
    said, again = spots(PLAIN_TEXT, "said", "again")
    return [
        Entity("m1", "PER", span(PLAIN_TEXT, lavrov), note="see above", instances=("i1",)),
        Entity("m2", "PER", span(PLAIN_TEXT, blinken)),
        Event(
            "e1",
            "CONSULT",
            span(PLAIN_TEXT, met, again),
            (Argument("actor", "m1"), Argument("actor", "m2"), Argument("topic", "m2")),
            {"mutual": True},
            flag="unsure",
        ),
        Event("e2", "ACCUSE", span(PLAIN_TEXT, said), (Argument("topic", "e1"),)),
        Relation("r1", "MEMBER_OF", (Argument("member", "m1"), Argument("group", "m2")), note="maybe"),
        Relation("r2", "MEMBER_OF", (Argument("member", "m1"),)),
        Instance("i1", "entity", "PER", "Lavrov", ("wd:Q58217",)),
    ]


def line_of(path: Path) -> dict[str, Any]:
    """The one line of a file."""
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def save(path: Path, *lines: Any) -> Path:
    """A file of lines of JSON."""
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path
