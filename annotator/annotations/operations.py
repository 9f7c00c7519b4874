"""Operations on mentions and zones: each reads a sheet and gives back the edit that does what it says.

All are pure: nothing here changes a sheet, asks a person or touches a disk. Arguments, relations and instances
have a room of their own (``linking.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Change, Edit, Status
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import (
    UNSURE,
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Mention,
    Record,
    Relation,
    Value,
    Zone,
    quote,
    span,
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.tagsets.model import Tagset

_SHOWN = 32

Stretch = tuple[int, int]


def shown(text: str) -> str:
    """A quote as labels show it: on one line, shortened, in quotation marks."""
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= _SHOWN else f"“{flat[: _SHOWN - 1]}…”"


def made(record: Record, label: str) -> Edit:
    """The edit that adds a record."""
    return Edit(label, (Change(None, record),))


def changed(before: Record, after: Record, label: str) -> Edit:
    """The edit that puts ``after`` in the place of ``before``; empty where they are equal."""
    return Edit(label, () if before == after else (Change(before, after),))


def tag(
    text: str, tagset: Tagset, type: str, places: Sequence[Stretch], author: Author
) -> tuple[Edit, Mention]:
    """Makes a mention of ``type`` on ``places`` (code points of ``text``): an event if the type is an event's.

    The attributes get the tagset's defaults. Raises ValueError where a place lies outside the text.
    """
    fragments = span(text, *places)
    mention: Mention
    if tagset.is_event(type):
        mention = Event(author.new_id("event"), type, fragments, by=author.annotator, at=author.now())
    else:
        mention = Entity(author.new_id("entity"), type, fragments, by=author.annotator, at=author.now())
    return made(mention, f"tag {tagset.display(type)} {shown(quote(mention))}"), mention


def delete(sheet: Sheet, index: SheetIndex, ids: Iterable[str]) -> Edit:
    """Deletes records, and what cannot be without them.

    Arguments that they filled go; a relation left with fewer than two ends goes; an instance that nothing of
    the sheet refers to any more goes.
    """
    gone = {id: record for id in ids if (record := sheet.get(id)) is not None}
    after: dict[str, Record | None] = dict.fromkeys(gone)
    for id in gone:
        for referrer in index.referrers(id):
            current = after.get(referrer.id, referrer)
            if not isinstance(current, (Event, Relation)):
                continue
            kept = tuple(a for a in current.arguments if a.filler != id)
            after[referrer.id] = (
                None if isinstance(current, Relation) and len(kept) < 2 else replace(current, arguments=kept)
            )
    for record in gone.values():
        if isinstance(record, (Entity, Event)):
            for instance in record.instances:
                if all(after.get(m.id, m) is None for m in index.members(instance)) and sheet.get(instance):
                    after[instance] = None
        if isinstance(record, Instance):
            for member in index.members(record.id):
                if (current := after.get(member.id, member)) is not None:
                    assert isinstance(current, (Entity, Event))
                    rest = tuple(i for i in current.instances if i != record.id)
                    after[member.id] = replace(current, instances=rest)
    first = next(iter(gone.values()), None)
    what = describe(first) if first is not None and len(gone) == 1 else f"{len(gone)} records"
    return Edit(f"delete {what}", tuple(Change(sheet.get(id), record) for id, record in after.items()))


def describe(record: Record) -> str:
    """A record in a few words, as labels of edits show it."""
    if isinstance(record, (Entity, Event)):
        return f"{record.type} {shown(quote(record))}"
    if isinstance(record, Zone):
        return f"zone {record.type}"
    if isinstance(record, Relation):
        return f"relation {record.type}"
    if isinstance(record, Instance):
        return f"instance {shown(record.name)}"
    return record.kind


def retype(mention: Mention, tagset: Tagset, type: str) -> Edit:
    """Changes a mention's type; its id, span, note and what links to it stay.

    Attributes and arguments stay as far as the new type has them. An entity may become an event and the other
    way round.
    """
    wanted = {a.id: a for a in tagset.attributes_of(type)}
    attributes = {k: v for k, v in mention.attributes.items() if k in wanted and not wanted[k].problem(v)}
    if tagset.is_event(type) == isinstance(mention, Event):
        after: Mention = replace(mention, type=type, attributes=attributes)
    else:
        other = Event if tagset.is_event(type) else Entity
        after = other(
            mention.id,
            type,
            mention.span,
            attributes=attributes,
            instances=mention.instances,
            flag=mention.flag,
            note=mention.note,
            by=mention.by,
            at=mention.at,
            origin=mention.origin,
        )
    if isinstance(after, Event):
        roles = {role.id for role in tagset.roles(type)}
        after = replace(after, arguments=tuple(a for a in after.arguments if a.role in roles))
    return changed(mention, after, f"change {shown(quote(mention))} to {tagset.display(type)}")


def move(text: str, record: Mention | Zone, places: Sequence[Stretch]) -> Edit:
    """Puts a mention or zone on other ``places`` (code points). Raises ValueError where one is outside."""
    after = replace(record, span=span(text, *places))
    return changed(record, after, f"move {describe(record)} to {shown(quote(after))}")


def add_fragment(text: str, record: Mention | Zone, place: Stretch) -> Edit:
    """Adds a further fragment to a mention or zone."""
    after = replace(record, span=span(text, *stretches(record), place))
    return changed(record, after, f"add {shown(text[slice(*place)])} to {describe(record)}")


def annotate(record: Mention | Relation | Instance | Zone | ArticleLabel, note: str) -> Edit:
    """Writes a record's note."""
    return changed(record, replace(record, note=note), f"note on {describe(record)}")


def toggle_unsure(record: Mention | Relation) -> Edit:
    """Raises the flag *unsure*, or takes it down."""
    flag = "" if record.flag == UNSURE else UNSURE
    verb = "mark" if flag else "no longer mark"
    return changed(record, replace(record, flag=flag), f"{verb} {describe(record)} as unsure")


def set_attribute(
    record: Mention | Relation | Instance | ArticleLabel, name: str, value: Value | None
) -> Edit:
    """Sets an attribute; ``None`` takes it away, so that the tagset's default holds."""
    attributes: Mapping[str, Value] = {k: v for k, v in record.attributes.items() if k != name}
    if value is not None:
        attributes = {**attributes, name: value}
    after = replace(record, attributes=attributes)
    return changed(record, after, f"set {name} of {describe(record)}")


def set_article_attribute(sheet: Sheet, name: str, value: Value | None, author: Author) -> Edit:
    """Sets an attribute of the article itself; its record is made when the first one is set."""
    present = next((r for r in sheet if isinstance(r, ArticleLabel)), None)
    if present is not None:
        return set_attribute(present, name, value)
    if value is None:
        return Edit(f"set {name} of the article")
    label = ArticleLabel(author.new_id("article"), {name: value}, by=author.annotator, at=author.now())
    return made(label, f"set {name} of the article")


def mark_zone(text: str, type: str, places: Sequence[Stretch], author: Author) -> tuple[Edit, Zone]:
    """Marks ``places`` (code points) as a zone."""
    zone = Zone(author.new_id("zone"), type, span(text, *places), by=author.annotator, at=author.now())
    return made(zone, f"mark {shown(quote(zone))} as {type}"), zone


def set_status(sheet: Sheet, status: Status) -> Edit:
    """Calls the article done, or in progress again."""
    return Edit("mark as done" if status == "done" else "mark as in progress", (), (sheet.status, status))
