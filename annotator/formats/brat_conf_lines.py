"""The lines of brat's ``annotation.conf`` and ``visual.conf``, with limits: a section's entries, labels and colours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

MOST_CONF = 1024 * 1024
"""Bytes of a configuration."""

_MOST_LINE = 100_000
"""Characters of a line after its macros are put in: macros in macros could grow without end."""

_MOST_TYPES = 1_000

Group = Literal["entity", "event", "relation", "zone"]

Report = Callable[[str, str, str], None]
"""Told of what does not fit: place, message, what was done."""

_SECTION = re.compile(r"\s*\[(.*)\]\s*")
_MACRO = re.compile(r"<([a-zA-Z_-]+)>=\s*(.*?)\s*")
_ENTRY = re.compile(r"(\s*)(\S+)(?:\s+(.*))?")
_ARGUMENT = re.compile(r"(\S+?)([?*+]|\{[0-9]+(?:-[0-9]+)?\})?:(\S*)")
_COLOUR = re.compile(r"(?:bgColor|color):(#[0-9a-fA-F]{6})")


class Entry(Struct):
    """A line of a configuration."""

    number: int
    depth: int
    name: str
    shown: str
    abstract: bool
    arguments: list[tuple[str, str, list[str]]]
    """Key, count, and what stands after the colon, between bars."""
    parent: str = ""
    group: Group = "entity"


def sections(text: str) -> dict[str, list[tuple[int, str]]]:
    """The numbered lines below each ``[name]``, without comments and separators."""
    found: dict[str, list[tuple[int, str]]] = {}
    lines = found.setdefault("", [])
    for number, line in enumerate(text.split("\n"), 1):
        if match := _SECTION.fullmatch(line):
            lines = found.setdefault(match[1], [])
        elif line.strip() and not line.lstrip().startswith("#") and line.strip().strip("-"):
            lines.append((number, line.rstrip()))
    return found


def entries(lines: list[tuple[int, str]], report: Report) -> Iterator[Entry]:
    """The entries of a section, with its macros put in."""
    macros: dict[str, str] = {}
    count = 0
    for number, line in lines:
        if macro := _MACRO.fullmatch(line):
            macros[f"<{macro[1]}>"] = macro[2]
            continue
        for name, text in macros.items():
            if name in line:
                if len(line) + line.count(name) * len(text) > _MOST_LINE:
                    report(f"line {number}", "its macros make it too long", "the line was left out")
                    break
                line = line.replace(name, text)
        else:
            if (entry := _entry(number, line, report)) is not None:
                count += 1
                if count > _MOST_TYPES:
                    report(f"line {number}", f"more than {_MOST_TYPES:,} types", "the rest was left out")
                    return
                yield entry


def _entry(number: int, line: str, report: Report) -> Entry | None:
    match = _ENTRY.fullmatch(line)
    if match is None:
        return None
    indent, terms, rest = match[1], [t for t in match[2].split("|") if t], match[3] or ""
    if not terms or not terms[0].lstrip("!") or terms[0].startswith("<"):
        return None  # such as <OVERLAP>, which is no type
    arguments = []
    for argument in filter(None, (a.strip() for a in rest.split(","))):
        found = _ARGUMENT.fullmatch(argument)
        if found is None:
            report(f"line {number}", f"“{argument[:60]}” is no argument", "it was left out")
        else:
            arguments.append((found[1], found[2] or "", [f for f in found[3].split("|") if f]))
    name = terms[0].lstrip("!")
    shown = next((t for t in terms[1:] if t.isprintable()), "")
    return Entry(number, len(indent), name, shown, terms[0].startswith("!"), arguments)


def visual(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Labels and colours of types by their names."""
    labels: dict[str, str] = {}
    colours: dict[str, str] = {}
    section = ""
    for line in text[:MOST_CONF].split("\n"):
        if match := _SECTION.fullmatch(line):
            section = match[1]
        elif section == "labels":
            terms = [term.strip() for term in line.split("\t")[0].split("|")]
            if len(terms) > 1 and terms[1] and terms[1].isprintable():
                labels[terms[0]] = terms[1]
        elif section == "drawing":
            name, _, rest = line.strip().partition("\t")
            if found := _COLOUR.search(rest):
                colours[name] = found[1]
    return labels, colours
