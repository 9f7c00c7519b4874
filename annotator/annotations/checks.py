"""The rules of a tagset, checked on a sheet: what is wrong, how grave it is, and with which record.

A problem never keeps anybody from tagging; it is listed. Checking one record costs what hangs on that record, so
that an edit is checked again for what it touches only. The severity of each rule is the tagset's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.annotations.edits import Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.operations import describe, shown
from annotator.annotations.records import (
    FREE_SPAN,
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
    stretches,
)
from annotator.annotations.sheet import Sheet
from annotator.tagsets.definitions import Attribute
from annotator.tagsets.model import Tagset
from annotator.tagsets.rules import RuleId, Severity


class Problem(Struct, frozen=True):
    """A rule that a record breaks. ``rule`` is the tagset's id of it, or ``dangling`` for a missing record."""

    record: str
    rule: str
    severity: Severity
    message: str


def problems(sheet: Sheet, index: SheetIndex, tagset: Tagset) -> list[Problem]:
    """All problems of a sheet, in the order of the text."""
    found = [problem for record in sheet for problem in problems_of(record, sheet, index, tagset)]
    return sorted(found, key=lambda p: (_start(sheet.get(p.record)), p.record, p.rule))


def affected(edit: Edit, index: SheetIndex) -> set[str]:
    """The ids of the records whose problems may differ after ``edit``: changed ones and what hangs on them."""
    ids: set[str] = set()
    for change in edit.changes:
        ids.add(change.id)
        ids.update(referrer.id for referrer in index.referrers(change.id))
        for record in (change.before, change.after):
            if isinstance(record, (Entity, Event, Zone)):
                for fragment in record.span:
                    ids.update(m.id for m in index.mentions_in(fragment.start, fragment.end))
            if isinstance(record, Instance):
                ids.update(member.id for member in index.members(record.id))
    return ids


def problems_of(record: Record, sheet: Sheet, index: SheetIndex, tagset: Tagset) -> list[Problem]:
    """The problems of one record."""
    found: list[Problem] = []
    for rule, message in _broken(record, sheet, index, tagset):
        if rule == "dangling":
            found.append(Problem(record.id, rule, "error", message))
            continue
        severity = tagset.severity(rule)
        if severity != "off":
            found.append(Problem(record.id, rule, severity, message))
    return found


_Broken: TypeAlias = Iterator[tuple[RuleId | Literal["dangling"], str]]


def _broken(record: Record, sheet: Sheet, index: SheetIndex, tagset: Tagset) -> _Broken:
    match record:
        case Entity() | Event():
            yield from _type(record.type, record.kind, tagset)
            yield from _attributes(record.type, record.attributes, tagset)
            yield from _instances(record, sheet, tagset)
            yield from _neighbours(record, index, tagset)
            if isinstance(record, Event):
                yield from _arguments(record, index, tagset)
        case Relation():
            yield from _type(record.type, record.kind, tagset)
            yield from _attributes(record.type, record.attributes, tagset)
            yield from _arguments(record, index, tagset)
        case Zone():
            yield from _type(record.type, record.kind, tagset)
        case Instance():
            yield from _type(record.type, record.of, tagset)
            known = tagset.instance_attributes
            yield from _values(f"Instance {shown(record.name)}", record.attributes, known)
        case ArticleLabel():
            yield from _values("An article", record.attributes, tagset.article_attributes)
        case _:
            return


def _type(type: str, kind: str, tagset: Tagset) -> _Broken:
    known = tagset.type(type)
    if known is None or known.kind != kind:
        new = tagset.renamed(type)
        hint = f"; it is called {new} now" if new else ""
        yield "unknown-type", f"The tagset {tagset.id} has no {kind} type {type}{hint}"
    elif known.abstract:
        yield "abstract-type", f"{tagset.display(type)} only groups other types"


def _attributes(type: str, attributes: Mapping[str, Value], tagset: Tagset) -> _Broken:
    if tagset.type(type) is None:
        return
    known = tagset.attributes_of(type)
    yield from _values(tagset.display(type), attributes, known)
    for attribute in known:
        if (
            attribute.required
            and attribute.default is None
            and attributes.get(attribute.id) in (None, "", ())
        ):
            yield "attribute-required", f"{attribute.name} is not given"


def _values(owner: str, attributes: Mapping[str, Value], known: Iterable[Attribute]) -> _Broken:
    by_id = {attribute.id: attribute for attribute in known}
    for name, value in attributes.items():
        if name not in by_id:
            yield "unknown-attribute", f"{owner} has no attribute {name}"
        elif words := by_id[name].problem(value):
            yield "attribute-value", f"{by_id[name].name}: {words}"


def _arguments(record: Event | Relation, index: SheetIndex, tagset: Tagset) -> _Broken:
    known = tagset.type(record.type)
    roles = {role.id: role for role in tagset.roles(record.type)}
    counts: dict[str, int] = {}
    meant: dict[str, int] = {}  # one “they” may stand for two
    holders: dict[str, list[str]] = {}
    for argument in record.arguments:
        counts[argument.role] = counts.get(argument.role, 0) + 1
        holders.setdefault(argument.filler, []).append(argument.role)
        filler = index.mention(argument.filler)
        referents = 1 if filler is None else max(1, len(filler.instances))
        meant[argument.role] = meant.get(argument.role, 0) + referents
        if filler is None:
            yield "dangling", f"{argument.role} points to {argument.filler}, which does not exist"
        elif known is not None and argument.role not in roles:
            yield "unknown-role", f"{known.name} has no role {argument.role}"
        elif (
            known is not None
            and tagset.type(filler.type)
            and not tagset.accepts(record.type, argument.role, filler.type)
        ):
            takes = ", ".join(roles[argument.role].fillers)
            wrong = f"{shown(quote(filler))} is {tagset.display(filler.type)}"
            yield "filler-type", f"{roles[argument.role].name} takes {takes}; {wrong}"
    if known is None:
        return
    for role in roles.values():
        least, most = tagset.role_bounds(record.type, role.id, record.attributes)
        count = counts.get(role.id, 0)
        if meant.get(role.id, 0) < least:
            wanted = "is missing" if not count else f"needs {least}, has {count}"
            yield "role-required", f"{known.name}: {role.name} {wanted}"
        elif most == 0 and count:
            yield "role-barred", f"{known.name}: there is no {role.name} here"
        elif most is not None and count > most:
            yield "role-excess", f"{known.name}: {role.name} takes {most} at most, has {count}"
    if not known.shared_fillers:
        for filler_id, held in holders.items():
            if len(set(held)) > 1:
                filler = index.mention(filler_id)
                words = shown(quote(filler)) if filler is not None else filler_id
                yield "filler-shared", f"{words} fills {' and '.join(sorted(set(held)))}"


def _instances(mention: Mention, sheet: Sheet, tagset: Tagset) -> _Broken:
    for id in mention.instances:
        instance = sheet.get(id)
        if not isinstance(instance, Instance):
            yield "dangling", f"It refers to the instance {id}, which this sheet does not hold"
        elif instance.of != mention.kind or not _alike(instance.type, mention.type, tagset):
            what = f"{tagset.display(instance.type)} {shown(instance.name)}"
            yield "instance-type", f"{tagset.display(mention.type)} refers to {what}"


def _alike(one: str, other: str, tagset: Tagset) -> bool:
    return FREE_SPAN in (one, other) or tagset.is_a(one, other) or tagset.is_a(other, one)


def _neighbours(mention: Mention, index: SheetIndex, tagset: Tagset) -> _Broken:
    start, end = mention.span[0].start, mention.span[-1].end
    near = [m for m in _touching(mention, index) if m.id != mention.id]
    for other in near:
        alike = (other.kind, other.type) == (mention.kind, mention.type) and other.id < mention.id
        if alike and stretches(other) == stretches(mention):
            yield "duplicate", f"{shown(quote(mention))} is tagged {tagset.display(mention.type)} twice"
    policy = tagset.overlap_of(mention.kind)
    if policy != "any":
        for other in near:
            if other.kind == mention.kind and other.id < mention.id:
                inside = _inside(mention, other) or _inside(other, mention)
                if policy == "none" or not inside:
                    yield "overlap", f"{shown(quote(mention))} overlaps {describe(other)}"
    for zone in index.zones_in(start, end):
        if not tagset.is_gold_zone(zone.type) and any(
            f.start < z.end and z.start < f.end for f in mention.span for z in zone.span
        ):
            yield "zone-mention", f"{shown(quote(mention))} lies in a zone that is not gold"
            break


def _touching(mention: Mention, index: SheetIndex) -> Iterable[Mention]:
    found = {m.id: m for f in mention.span for m in index.mentions_in(f.start, f.end)}
    return found.values()


def _inside(one: Mention, other: Mention) -> bool:
    return other.span[0].start <= one.span[0].start and one.span[-1].end <= other.span[-1].end


def _start(record: Record | None) -> int:
    return record.span[0].start if isinstance(record, (Entity, Event, Zone)) else -1
