"""Operations on what links mentions: arguments of events, relations, instances. Pure, like ``operations.py``."""

from __future__ import annotations

from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Change, Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.operations import changed, describe, made, shown
from annotator.annotations.records import Argument, Event, Instance, Mention, Relation, quote
from annotator.annotations.sheet import Sheet
from annotator.tagsets.model import Tagset


def link(event: Event | Relation, role: str, filler: str, quoted: str = "") -> Edit:
    """Fills a role; empty where the filler already fills it. Raises ValueError for an event filling itself."""
    if filler == event.id:
        raise ValueError("an event cannot fill its own role")
    argument = Argument(role, filler)
    if argument in event.arguments:
        return Edit(f"link {role}")
    after = replace(event, arguments=(*event.arguments, argument))
    return changed(
        event, after, f"link {role} {shown(quoted)}" if quoted else f"link {role} of {describe(event)}"
    )


def unlink(event: Event | Relation, role: str | None, filler: str, quoted: str = "") -> Edit:
    """Takes a filler out of a role, or out of all roles where ``role`` is None."""
    kept = tuple(a for a in event.arguments if a.filler != filler or (role is not None and a.role != role))
    after = replace(event, arguments=kept)
    return changed(
        event, after, f"unlink {shown(quoted)}" if quoted else f"unlink {role} of {describe(event)}"
    )


def change_role(event: Event | Relation, filler: str, old: str, new: str) -> Edit:
    """Moves a filler from one role to another, in its place among the arguments."""
    if Argument(new, filler) in event.arguments:
        return unlink(event, old, filler)
    moved = tuple(Argument(new, filler) if a == Argument(old, filler) else a for a in event.arguments)
    after = replace(event, arguments=moved)
    return changed(event, after, f"change role {old} to {new}")


def previous_of_type(index: SheetIndex, event: Event) -> Event | None:
    """The event of the same type that stands before ``event`` in the text, the nearest one."""
    others = (index.mention(id) for id in index.ids_of("event", event.type) if id != event.id)
    place = (event.span[0].start, event.id)
    before = [e for e in others if isinstance(e, Event) and (e.span[0].start, e.id) < place]
    return max(before, key=lambda e: (e.span[0].start, e.id), default=None)


def take_over(index: SheetIndex, event: Event) -> Edit | None:
    """Takes over the arguments of the previous event of this type; None where there is none to take from.

    What ``event`` already has stays, and it never becomes its own filler.
    """
    source = previous_of_type(index, event)
    if source is None or not source.arguments:
        return None
    new = tuple(a for a in source.arguments if a not in event.arguments and a.filler != event.id)
    after = replace(event, arguments=(*event.arguments, *new))
    return changed(event, after, f"take over the arguments of {describe(source)}")


def relate(
    tagset: Tagset, type: str, source: Mention, target: Mention, author: Author
) -> tuple[Edit, Relation]:
    """Makes a relation from ``source`` to ``target``, who fill its first and second role."""
    known = tagset.type(type)
    first, second = (end.id for end in known.ends) if known is not None and known.roles else ("from", "to")
    relation = Relation(
        author.new_id("relation"),
        type,
        (Argument(first, source.id), Argument(second, target.id)),
        by=author.annotator,
        at=author.now(),
    )
    label = f"relate {shown(quote(source))} to {shown(quote(target))} as {tagset.display(type)}"
    return made(relation, label), relation


def new_instance(mention: Mention, name: str, author: Author) -> Instance:
    """An instance, not yet in any sheet, that a mention could refer to."""
    return Instance(
        author.new_id("instance"), mention.kind, mention.type, name, by=author.annotator, at=author.now()
    )


def refer(sheet: Sheet, mention: Mention, instance: Instance) -> Edit:
    """Lets a mention refer to an instance; the sheet gets the instance's record if it has none of it."""
    label = f"{shown(quote(mention))} refers to {shown(instance.name)}"
    if instance.id in mention.instances:
        return Edit(label)
    after = replace(mention, instances=(*mention.instances, instance.id))
    changes = [Change(mention, after)]
    if sheet.get(instance.id) is None:
        changes.append(Change(None, instance))
    return Edit(label, tuple(changes))


def unrefer(sheet: Sheet, index: SheetIndex, mention: Mention, instance: str) -> Edit:
    """Ends a mention's reference to an instance; the record goes with the sheet's last reference to it."""
    record = sheet.get(instance)
    name = record.name if isinstance(record, Instance) else instance
    rest = tuple(i for i in mention.instances if i != instance)
    changes = [Change(mention, replace(mention, instances=rest))]
    if isinstance(record, Instance) and all(m.id == mention.id for m in index.members(instance)):
        changes.append(Change(record, None))
    return Edit(f"{shown(quote(mention))} no longer refers to {shown(name)}", tuple(changes))


def rename_instance(instance: Instance, name: str) -> Edit:
    """Gives an instance another name, in this sheet."""
    after = replace(instance, name=name)
    return changed(instance, after, f"rename {shown(instance.name)} to {shown(name)}")


def replace_filler(event: Event | Relation, role: str, old: str, new: str, quoted: str = "") -> Edit:
    """Puts ``new`` in the place of ``old`` in a role that takes one filler."""
    swapped = tuple(Argument(role, new) if a == Argument(role, old) else a for a in event.arguments)
    after = replace(event, arguments=swapped)
    return changed(event, after, f"link {role} {shown(quoted)}")
