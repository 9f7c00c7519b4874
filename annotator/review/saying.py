"""One annotator's version of a thing in words: what a list of differences, a report and a person are told of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    Value,
    Zone,
    quote,
)
from annotator.annotations.sheet import Sheet
from annotator.tagsets.definitions import Attribute
from annotator.tagsets.model import Tagset

_LONGEST = 120
"""Code points of a quote that are told."""


class Said(Struct, frozen=True):
    """What one annotator says: the type by id and by name, the quote on one line, roles with quotes, set values by name.

    Of an instance, ``quote`` is its name and ``arguments`` are its mentions.
    """

    record: str
    type: str
    name: str
    quote: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def words(self, *, arguments: bool = True) -> str:
        """All of it on one line."""
        told = f"{self.name} “{self.quote}”" if self.quote else self.name
        parts = [f"{role}: {filler}" for role, filler in self.arguments] if arguments else []
        parts += [f"{name} = {value}" for name, value in self.values]
        return f"{told} ({'; '.join(parts)})" if parts else told


def apart(one: Said | None, other: Said | None, classes: Collection[str]) -> tuple[str, str]:
    """Two versions in words, of their arguments and values only those that the other has not; empty where there is none."""
    if one is None or other is None:
        return _whole(one), _whole(other)
    return beyond(one, other, classes).words(), beyond(other, one, classes).words()


def _whole(said: Said | None) -> str:
    return "" if said is None else said.words(arguments=False)


def beyond(said: Said, other: Said, classes: Collection[str]) -> Said:
    """A version with those arguments and values only that the other has not, where they are what differs.

    Arguments that differ by the bounds of what fills them are no difference of their own.
    """
    linked = not {"argument", "role", "instance"}.isdisjoint(classes)
    return replace(
        said,
        arguments=tuple(pair for pair in said.arguments if linked and pair not in other.arguments),
        values=tuple(pair for pair in said.values if "attribute" in classes and pair not in other.values),
    )


def said(record: Record, sheet: Sheet, tagset: Tagset) -> Said:
    """A record of ``sheet`` in words."""
    match record:
        case Entity() | Event() | Relation():
            return Said(
                record.id,
                record.type,
                tagset.display(record.type),
                "" if isinstance(record, Relation) else short(quote(record)),
                () if isinstance(record, Entity) else tuple(_arguments(record, sheet, tagset)),
                _values(record.attributes, tagset.attributes_of(record.type)),
            )
        case Zone():
            return Said(record.id, record.type, tagset.display(record.type), short(quote(record)))
        case ArticleLabel():
            values = _values(record.attributes, tagset.article_attributes)
            return Said(record.id, "", "Article", values=values)
        case Instance():
            return Said(record.id, record.of, "Refers to", short(record.name))
        case _:
            return Said(record.id, "", record.kind.capitalize())


def short(text: str, longest: int = _LONGEST) -> str:
    """A quote on one line, with an ellipsis where it is longer."""
    flat = " ".join(text[: 4 * longest].split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def _arguments(record: Event | Relation, sheet: Sheet, tagset: Tagset) -> Iterable[tuple[str, str]]:
    names = {role.id: role.name for role in tagset.roles(record.type)}
    for argument in record.arguments:
        filler = sheet.get(argument.filler)
        words = f"“{short(quote(filler), 60)}”" if isinstance(filler, (Entity, Event)) else "?"
        yield names.get(argument.role, argument.role), words


def _values(attributes: Mapping[str, Value], known: Iterable[Attribute]) -> tuple[tuple[str, str], ...]:
    by_id = {attribute.id: attribute for attribute in known}
    return tuple(
        (by_id[id].name if id in by_id else id, value_words(value, by_id.get(id)))
        for id, value in attributes.items()
    )


def value_words(value: Value, attribute: Attribute | None) -> str:
    """A value as a person calls it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return short(value if attribute is None else attribute.value_name(value), 60)
        case tuple():
            return ", ".join(v if attribute is None else attribute.value_name(v) for v in value) or "none"
        case _:
            return str(value)
