"""brat's ``annotation.conf`` and ``visual.conf``, made from a tagset.

In brat the roles of a type are not handed down, so each type has all of its own. Not said there: other counts under
conditions, values that only some types have, defaults that differ between types, attributes that are numbers, texts or
dates, required attributes, attributes of relations, keys, guidelines and rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from annotator.formats.brat_names import (
    BETWEEN,
    EQUIV,
    PLAIN_VALUE,
    UNBOUNDED,
    UNSURE_NAME,
    ZONES,
    escaped,
    escaped_role,
)
from annotator.tagsets.definitions import (
    ANY_ENTITY,
    ANY_EVENT,
    ANYTHING,
    FREE_SPAN,
    AttributeKind,
    Kind,
    Role,
    TypeDef,
    Value,
)
from annotator.tagsets.model import Tagset

_WORDS = {ANY_ENTITY: "<ENTITY>", ANY_EVENT: "<EVENT>", ANYTHING: "<ANY>"}


class _Said(Struct):
    """An attribute over all the types that have it."""

    kind: AttributeKind
    values: dict[str, str] = {}
    """Names by id."""
    name: str = ""
    on: list[str] = []
    defaults: set[Value | None] = set()


def set_by_default(tagset: Tagset) -> set[str]:
    """The flags that some type sets by default, so that their absence says nothing."""
    return {
        attribute.id
        for type in tagset.types()
        for attribute in type.attributes
        if attribute.kind == "flag" and attribute.default is True
    }


def annotation_conf(tagset: Tagset) -> bytes:
    """What may be tagged, as brat has it."""
    lines = [f"# {_plain(tagset.name)}, version {_plain(tagset.version)}", "", "[entities]"]
    lines += _tree(tagset, "entity", lambda type: escaped(type.id))
    for group, gold in ZONES.items():
        zones = [zone for zone in tagset.zones if zone.gold == gold and not zone.abstract]
        if zones:
            lines += [f"!{group}", *(f"\t{escaped(zone.id)}" for zone in zones)]
    lines += ["", "[relations]"]
    lines += _tree(tagset, "relation", lambda type: _relation(tagset, type))
    lines += [
        f"{EQUIV}\tArg1:<ANY>, Arg2:<ANY>, <REL-TYPE>:symmetric-transitive",
        "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>",
        "",
        "[events]",
    ]
    lines += _tree(tagset, "event", lambda type: _event(tagset, type))
    lines += ["", "[attributes]", f"{UNSURE_NAME}\tArg:<ANY>", *_attribute_lines(tagset)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def visual_conf(tagset: Tagset) -> bytes:
    """What types, roles and attributes are called for people, and the colours."""
    labels: dict[str, str] = {}
    colours = []
    for type in tagset.types():
        name = _type_name(type)
        labels[name] = _label(name, type.name, type.label)
        if not type.abstract:
            colour = f"color:{type.colour}" if type.kind == "relation" else f"bgColor:{type.colour}"
            colours.append(f"{name}\t{colour}")
        for role in type.roles:
            labels.setdefault(_role_name(type, role), _label(_role_name(type, role), role.name))
    for id, said in _attributes(tagset).items():
        labels.setdefault(escaped(id, UNSURE_NAME), _label(escaped(id, UNSURE_NAME), said.name))
        if said.kind == "many":
            for value, name in said.values.items():
                flag = f"{escaped(id, UNSURE_NAME)}{BETWEEN}{escaped(value)}"
                labels.setdefault(flag, _label(flag, f"{said.name}: {name}"))
    lines = ["[labels]", *labels.values(), "", "[drawing]", "SPAN_DEFAULT\tfgColor:black", *colours]
    return ("\n".join([*lines, "ARC_DEFAULT\tcolor:black"]) + "\n").encode("utf-8")


def _type_name(type: TypeDef) -> str:
    return escaped(type.id, EQUIV) if type.kind == "relation" else escaped(type.id)


def _role_name(type: TypeDef, role: Role) -> str:
    return escaped(role.id) if type.kind == "relation" else escaped_role(role.id)


def _label(storage: str, *names: str) -> str:
    return " | ".join([storage, *dict.fromkeys(filter(None, map(_plain, names)))])


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text.replace("|", "/")).split())


def _tree(tagset: Tagset, kind: Kind, line: Callable[[TypeDef], str]) -> Iterator[str]:
    """A line a type, each under its parent and with a tab more."""

    def below(parent: str, depth: int) -> Iterator[str]:
        for type in tagset.children(parent):
            if type.kind == kind:
                yield "\t" * depth + ("!" if type.abstract else "") + line(type)
                yield from below(type.id, depth + 1)

    return below("", 0)


def _fillers(tagset: Tagset, role: Role) -> str:
    # In brat the free span is an entity like any other, so <ENTITY> says too much where it may not fill the role.
    worded = {
        filler
        for filler in role.fillers
        if filler in _WORDS
        and (filler != ANY_ENTITY or FREE_SPAN in role.fillers or ANYTHING in role.fillers)
    }
    types = [
        escaped(type.id)
        for type in (*tagset.taggable("entity"), *tagset.taggable("event"))
        if ANYTHING not in worded and type.kind not in worded and tagset.fills(role, type.id)
    ]
    words = [_WORDS[filler] for filler in role.fillers if filler in worded]
    return "|".join([*words, *types]) or "<ANY>"


def _count(role: Role) -> str:
    signs = {(0, 1): "?", (1, 1): "", (0, None): "*", (1, None): "+"}
    low, high = role.min, role.max
    if (low, high) in signs:
        return signs[low, high]
    return f"{{{low}}}" if low == high else f"{{{low}-{UNBOUNDED if high is None else high}}}"


def _event(tagset: Tagset, type: TypeDef) -> str:
    if type.abstract:
        return escaped(type.id)
    roles = [
        f"{escaped_role(role.id)}{_count(role)}:{_fillers(tagset, role)}"
        for role in type.roles
        if role.max != 0
    ]
    return f"{escaped(type.id)}\t{', '.join(roles)}".rstrip("\t")


def _relation(tagset: Tagset, type: TypeDef) -> str:
    name = _type_name(type)
    if type.abstract or not type.roles:
        return name
    first, second = type.ends
    one, other = escaped(first.id), escaped(second.id)
    if first.id == second.id:
        one = escaped_role(first.id)
        other = f"{one}2"
    elif other == f"{one}2":
        other = escaped_role(second.id)
    ends = [f"{one}:{_fillers(tagset, first)}", f"{other}:{_fillers(tagset, second)}"]
    said = [word for word, holds in (("symmetric", type.symmetric), ("transitive", type.transitive)) if holds]
    if said:
        ends.append(f"<REL-TYPE>:{'-'.join(said)}")
    return f"{name}\t{', '.join(ends)}"


def _attributes(tagset: Tagset) -> dict[str, _Said]:
    """The attributes that brat can have, in the order in which they are first met."""
    found: dict[str, _Said] = {}
    for type in (*tagset.taggable("entity"), *tagset.taggable("event")):
        for attribute in type.attributes:
            if attribute.kind in ("one", "many", "flag"):
                said = found.setdefault(attribute.id, _Said(attribute.kind, {}, attribute.name, [], set()))
                if said.kind == attribute.kind:
                    said.values.update((v.id, v.name) for v in attribute.values)
                    said.on.append(type.id)
                    said.defaults.add(attribute.default)
    return found


def _attribute_lines(tagset: Tagset) -> Iterator[str]:
    always = set_by_default(tagset)
    for id, said in _attributes(tagset).items():
        name, on = escaped(id, UNSURE_NAME), _targets(tagset, said.on)
        if said.kind == "many":
            yield from (f"{name}{BETWEEN}{escaped(value)}\tArg:{on}" for value in said.values)
            continue
        values: Sequence[str] = []
        if said.kind == "one":
            values = [value for value in said.values if PLAIN_VALUE.fullmatch(value)]
        elif id in always:
            values = ["true", "false"]
        default = next(iter(said.defaults)) if len(said.defaults) == 1 else None
        parts = [f"Arg:{on}", *([f"Value:{'|'.join(values)}"] if values else [])]
        if values and default is not None:
            parts.append(f"<DEFAULT>:{'true' if default is True else default}")
        yield f"{name}\t{', '.join(parts)}"


def _targets(tagset: Tagset, types: Iterable[str]) -> str:
    """The types that have an attribute; all of a kind in a word, as far as they are no free spans."""
    on = list(types)
    words = []
    for kind, word in (("entity", "<ENTITY>"), ("event", "<EVENT>")):
        every = [t.id for t in tagset.types() if t.kind == kind and not t.abstract]
        if every and set(every) <= set(on):
            words.append(word)
            on = [type for type in on if type not in every]
    return "|".join([*words, *map(escaped, on)])
