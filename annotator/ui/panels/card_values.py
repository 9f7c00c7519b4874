"""What the card says of a record, as plain values, so that it is drawn anew only where they differ. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from annotator.annotations.records import (
    Entity,
    Event,
    Instance,
    Mention,
    Record,
    Relation,
    Value,
    Zone,
    quote,
)
from annotator.session import Session
from annotator.tagsets.definitions import Role, TypeDef
from annotator.tagsets.model import Tagset
from annotator.ui.panels.chips import ChipFace

_MOST_MEMBERS = 60
_LONG_WORD = re.compile(r"(\w{18})(?=\w{3})")
_SHOWN = 200


class RoleFace(NamedTuple):
    """A role of an event: its digit (0: none), name, fillers, and what is to be said of it."""

    id: str
    name: str
    digit: int
    fillers: tuple[ChipFace, ...]
    required: bool
    armed: bool
    barred: str = ""
    description: str = ""

    @property
    def is_lacking(self) -> bool:
        """Whether the role needs a filler and has none."""
        return self.required and not self.fillers


def type_of(tagset: Tagset, record: Record) -> TypeDef | None:
    """The tagset's type of a record, or None."""
    return tagset.type(getattr(record, "type", ""))


def breakable(words: str) -> str:
    """Words as a narrow card can show them: the longest ones may break, without a hyphen, where nothing is seen."""
    return _LONG_WORD.sub("\\1\u200b", words)


def shortened(words: str) -> str:
    """A quote on one line, and not longer than a chip can use."""
    flat = " ".join(words.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"


def mention_face(
    tagset: Tagset, mention: Mention | None, id: str, *, removable: bool, hint: str = ""
) -> ChipFace:
    """The chip of a mention; of a missing one where it is None. The chip's id is ``id``."""
    if mention is None:
        return ChipFace(
            id, "missing record", removable=removable, missing=True, hint="The record does not exist"
        )
    known = tagset.type(mention.type)
    return ChipFace(
        id,
        shortened(quote(mention)),
        tagset.label(mention.type),
        known.colour if known else "#808080",
        removable,
        hint or f"{tagset.display(mention.type)} “{shortened(quote(mention))}”",
    )


def chip_id(role: str, filler: str) -> str:
    """The id of the chip of a filler in a role."""
    return f"{role}\n{filler}"


def from_chip_id(id: str) -> tuple[str, str]:
    """Role and filler of a chip."""
    role, _, filler = id.partition("\n")
    return role, filler


def role_faces(session: Session, event: Event | Relation, armed: str | None) -> tuple[RoleFace, ...]:
    """The roles of an event or relation: those that can be armed in their order, then unknown and barred ones."""
    tagset = session.tagset
    removable = not session.read_only
    fillers: dict[str, list[ChipFace]] = {}
    for argument in event.arguments:
        face = mention_face(
            tagset,
            session.index.mention(argument.filler),
            chip_id(argument.role, argument.filler),
            removable=removable,
        )
        fillers.setdefault(argument.role, []).append(face)
    order = tagset.arming_order(event.type, event.attributes)
    numbered = isinstance(event, Event)
    faces = []
    for number, role in enumerate(order, 1):
        least, _ = tagset.role_bounds(event.type, role.id, event.attributes)
        faces.append(
            RoleFace(
                role.id,
                role.name,
                number if numbered and number <= 9 else 0,
                tuple(fillers.pop(role.id, ())),
                least > 0,
                role.id == armed,
                description=_explained(tagset, role, least),
            )
        )
    for role in tagset.roles(event.type):
        if role not in order:
            reason = _why_barred(tagset, event, role)
            faces.append(
                RoleFace(role.id, role.name, 0, tuple(fillers.pop(role.id, ())), False, False, reason)
            )
    for role_id, left in fillers.items():
        faces.append(RoleFace(role_id, role_id, 0, tuple(left), False, False, "not a role of this type"))
    return tuple(faces)


def _explained(tagset: Tagset, role: Role, least: int) -> str:
    takes = ", ".join(tagset.display(filler) for filler in role.fillers)
    need = f"; needs {'one' if least == 1 else least}" if least else ""
    return " ".join(filter(None, (role.description, f"Takes {takes}{need}.")))


def _why_barred(tagset: Tagset, event: Event | Relation, role: Role) -> str:
    given = tagset.with_defaults(event.type, event.attributes)
    for condition in role.conditions:
        if condition.max == 0 and condition.holds(given):
            parts = []
            for attribute_id, values in condition.given:
                attribute = tagset.attribute(event.type, attribute_id)
                name = attribute.name if attribute else attribute_id
                words = " or ".join(_value_words(tagset, event.type, attribute_id, value) for value in values)
                parts.append(f"{name}: {words}")
            return f"none with {', '.join(parts)}"
    return "none here"


def _value_words(tagset: Tagset, type_id: str, attribute_id: str, value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    attribute = tagset.attribute(type_id, attribute_id)
    return attribute.value_name(value) if attribute and isinstance(value, str) else str(value)


def instance_faces(session: Session, mention: Mention) -> tuple[ChipFace, ...]:
    """The chips of the instances that a mention refers to."""
    faces = []
    for id in mention.instances:
        instance = session.sheet.get(id)
        removable = not session.read_only
        if isinstance(instance, Instance):
            known = session.tagset.type(instance.type)
            count = len(session.index.members(id))
            label = f"×{count}" if count > 1 else ""
            hint = f"{session.tagset.display(instance.type)} instance, {count} mentions in this article"
            faces.append(
                ChipFace(id, instance.name, label, known.colour if known else "#808080", removable, hint)
            )
        else:
            faces.append(ChipFace(id, id, removable=removable, missing=True))
    return tuple(faces)


def use_faces(session: Session, record: Record) -> tuple[ChipFace, ...]:
    """The chips of the events and relations that a mention takes part in, each with its role."""
    faces = []
    for user in session.index.referrers(record.id):
        names = []
        for argument in user.arguments:
            if argument.filler == record.id:
                role = session.tagset.role(user.type, argument.role)
                names.append(role.name if role else argument.role)
        known = session.tagset.type(user.type)
        name = session.tagset.display(user.type)
        words = f"{', '.join(names)} of {name}"
        if isinstance(user, Event):
            words += f" “{shortened(quote(user))}”"
        faces.append(ChipFace(user.id, words, "", known.colour if known else "#808080", False))
    return tuple(faces)


def member_faces(session: Session, instance: Instance) -> tuple[tuple[ChipFace, ...], int]:
    """The chips of the first mentions of an instance in the order of the text, and how many there are in all."""
    members = session.index.members(instance.id)
    shown = members[:_MOST_MEMBERS]
    removable = not session.read_only
    return tuple(mention_face(session.tagset, m, m.id, removable=removable) for m in shown), len(members)


def provenance(record: Record, called: Callable[[str], str] = str) -> str:
    """Who made a record, when, and in what way; ``called`` gives the name of an annotator on screen."""
    parts = []
    if record.by:
        parts.append(called(record.by))
    if record.at:
        parts.append(record.at.replace("T", " ").removesuffix("Z").partition(".")[0] + " UTC")
    ways = {"hand": "by hand", "suggestion": "from a suggestion", "import": "imported", "adopted": "adopted"}
    way = ways[record.origin.way]
    if record.origin.annotator:
        way += f" from {called(record.origin.annotator)}"
    if record.origin.way != "hand":
        parts.append(way)
    return " · ".join(parts)


def headline(session: Session, record: Record) -> str:
    """What a record is about: its quote, its name, or nothing."""
    if isinstance(record, (Entity, Event, Zone)):
        return quote(record)
    return record.name if isinstance(record, Instance) else ""
