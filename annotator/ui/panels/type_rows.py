"""The rows of the types panel as plain values: headings, groups and types of a tagset, in order. Knows no Qt."""

from __future__ import annotations

from msgspec import Struct

from annotator.tagsets.definitions import FREE_SPAN, TypeDef
from annotator.tagsets.model import Tagset

KINDS: tuple[tuple[str, str], ...] = (
    ("entity", "Entities"),
    ("event", "Events"),
    ("relation", "Relations"),
    ("zone", "Zones"),
)
"""The kinds of types with their headings."""


class TypeRow(Struct, frozen=True):
    """A heading (``type`` None), or a type at a ``depth`` of its hierarchy. Abstract types only group."""

    heading: str = ""
    type: TypeDef | None = None
    depth: int = 0

    @property
    def is_tagged_with(self) -> bool:
        """Whether the row's type can be tagged."""
        return self.type is not None and not self.type.abstract


def key_words(type: TypeDef) -> str:
    """The key of a type as the keyboard says it: ``P``, or ``⇧A`` with Shift; empty where it has none."""
    if not type.key:
        return ""
    return f"⇧{type.key.upper()}" if type.key.isupper() else type.key.upper()


def explanation(type: TypeDef) -> str:
    """What a type is for, as a tooltip in rich text: description, guideline, examples."""
    from html import escape

    parts = [f"<b>{escape(type.name)}</b>"]
    if type.description:
        parts.append(escape(type.description))
    if type.guideline:
        parts.append(f"<i>{escape(type.guideline)}</i>")
    if type.examples:
        parts.append("Examples: " + "; ".join(f"“{escape(example)}”" for example in type.examples))
    return "<qt>" + "<br/>".join(parts) + "</qt>"


def rows_of(tagset: Tagset) -> list[TypeRow]:
    """The rows of a tagset: per kind a heading, then its types, children below their parents."""
    found: list[TypeRow] = []
    for kind, heading in KINDS:
        types = [t for t in tagset.types() if t.kind == kind]
        if not types:
            continue
        found.append(TypeRow(heading))
        known = {t.id for t in types}
        tops = [t for t in types if t.parent not in known and t.id != FREE_SPAN]
        tops += [t for t in types if t.id == FREE_SPAN]
        if len(tops) == 1 and tops[0].abstract:
            # A lone root that only groups says no more than the heading.
            tops = list(tagset.children(tops[0].id))
        for top in tops:
            _descend(tagset, top, 0, found)
    return found


def _descend(tagset: Tagset, type: TypeDef, depth: int, found: list[TypeRow]) -> None:
    found.append(TypeRow(type=type, depth=depth))
    for child in tagset.children(type.id):
        _descend(tagset, child, depth + 1, found)
