"""From a tagset as written to a tagset as asked: inheritance, keys, colours, and whether all of it fits together.

The shape of the tables is taken for granted (see :mod:`annotator.tagsets.written`). It knows no file: what does
not fit is told with its place in the tables, as the path of keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from annotator.tagsets.definitions import (
    ANY_ENTITY,
    ANY_EVENT,
    ANYTHING,
    BOILERPLATE,
    FREE_SPAN,
    RESERVED_IDS,
    RESERVED_LETTERS,
    Attribute,
    AttributeValue,
    Condition,
    Kind,
    Review,
    Role,
    TypeDef,
    Value,
)
from annotator.tagsets.model import Tagset

if TYPE_CHECKING:
    from annotator.tagsets.written import WrittenTagset

Place: TypeAlias = tuple[str | int, ...]
"""The path of keys (and indexes of lists) to something in the tables."""

_Table: TypeAlias = Mapping[str, Any]

_KINDS: Final[tuple[Kind, ...]] = ("entity", "event", "relation", "zone")
_TARGETS = ("mention", *_KINDS, "instance", "article")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_COLOURS: Mapping[Kind, tuple[str, ...]] = {
    "entity": ("#4c78a8", "#72a98f", "#b279a2", "#d6a24a", "#6b8fb5", "#9c755f", "#5aa2ae", "#a0a04b"),
    "event": ("#3d8b7a", "#c8644e", "#5b7fbf", "#c78a3b", "#8c6bb1", "#5f9e4f", "#b5566f", "#4f97b0"),
    "relation": ("#7d8471", "#8a7a99", "#99806b", "#6b8a99"),
    "zone": ("#9a9a9a", "#a89f86", "#8fa0a8"),
}
_FREE_SPAN: _Table = {
    "name": "Span",
    "label": "span",
    "colour": "#7f8790",
    "description": "Text that is no entity but fills a role.",
    "guideline": "Use it for what an event is about when the words name neither an entity nor an event.",
}


class Misfit(Exception):
    """Something in the tables that does not fit the rest, with its place."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


def near(wrong: str, known: Iterable[str]) -> str:
    """A hint at the known words nearest to ``wrong``: `` (did you mean "role"?)``, or all of them if few."""
    import difflib

    words = sorted(known)
    close = difflib.get_close_matches(wrong, words, n=1, cutoff=0.6)
    folded = [word for word in words if word.lower() == wrong.lower()]
    if folded or close:
        return f' (did you mean "{(folded or close)[0]}"?)'
    return f" (expected one of {', '.join(words)})" if 0 < len(words) <= 20 else ""


def build(written: WrittenTagset, sha256: str = "") -> Tagset:
    """The tagset that the tables say. Raises Misfit at the first thing that does not fit together."""
    return _Builder(written).build(sha256)


class _Builder:
    def __init__(self, written: WrittenTagset) -> None:
        self.written: _Table = written
        self.types: dict[str, tuple[Kind, _Table]] = {}
        self.lineage: dict[str, tuple[str, ...]] = {}
        """Of each type: itself, its parent, and so on."""
        self.attributes: dict[str, Attribute] = {}

    def build(self, sha256: str) -> Tagset:
        self._collect_types()
        for type_id in self.types:
            self.lineage[type_id] = self._trace(type_id)
        for attribute_id, table in self.written.get("attribute", {}).items():
            self.attributes[attribute_id] = self._attribute(("attribute", attribute_id), attribute_id, table)
        keys = {
            **self._keys("entity", str.lower, RESERVED_LETTERS),
            **self._keys("event", str.upper, frozenset()),
        }
        built = [self._type(type_id, keys.get(type_id, "")) for type_id in self.types]
        if all(t.gold or t.abstract for t in built):
            built.append(_excluding_zone(BOILERPLATE if BOILERPLATE not in self.types else "not-gold"))
        return Tagset(
            id=self.written["id"],
            version=self.written["version"],
            name=self.written.get("name") or self.written["id"],
            description=self.written.get("description", ""),
            guideline=self.written.get("guideline", ""),
            entities=tuple(t for t in built if t.kind == "entity"),
            events=tuple(t for t in built if t.kind == "event"),
            relations=tuple(t for t in built if t.kind == "relation"),
            zones=tuple(t for t in built if t.kind == "zone"),
            attributes=tuple(self.attributes.values()),
            rules=dict(self.written.get("severity", {})),
            overlap=dict(self.written.get("overlap", {})),
            renames=self._renames(),
            review=self._review(),
            sha256=sha256,
        )

    def _review(self) -> Review:
        table: Mapping[str, Any] = self.written.get("review", {})
        reasons = _values(("review", "reasons"), table.get("reasons", ()))
        return Review(table.get("independent", False), reasons) if table else Review()

    # -- types

    def _collect_types(self) -> None:
        for kind in _KINDS:
            tables: Mapping[str, _Table] = self.written.get(kind, {})
            for type_id, table in tables.items():
                place: Place = (kind, type_id)
                if kind == "entity" and type_id == FREE_SPAN:
                    continue
                if type_id in RESERVED_IDS:
                    raise Misfit(
                        place, f'"{type_id}" is a word of the tagset language and cannot name a type'
                    )
                if type_id in self.types:
                    raise Misfit(
                        place, f'there is already a type "{type_id}" among the {self.types[type_id][0]} types'
                    )
                self.types[type_id] = (kind, table)
            if kind == "entity":
                changed = tables.get(FREE_SPAN, {})
                for barred in ("parent", "abstract"):
                    if changed.get(barred):
                        raise Misfit(
                            (kind, FREE_SPAN, barred), f"the built-in type {FREE_SPAN} has no {barred}"
                        )
                self.types[FREE_SPAN] = (kind, {**_FREE_SPAN, **changed})

    def _trace(self, type_id: str) -> tuple[str, ...]:
        line = [type_id]
        while parent := self.types[line[-1]][1].get("parent"):
            kind = self.types[line[-1]][0]
            place: Place = (kind, line[-1], "parent")
            if parent in line:
                raise Misfit(place, f"the parents run in a circle: {' > '.join([*line, parent])}")
            if parent not in self.types or self.types[parent][0] != kind:
                known = [t for t, (k, _) in self.types.items() if k == kind and t != type_id]
                raise Misfit(place, f'there is no {kind} type "{parent}"{near(parent, known)}')
            line.append(parent)
        return tuple(line)

    def _inherited(self, type_id: str, field: str, default: Any) -> Any:
        """The field as the type says it, or the nearest ancestor that does."""
        for ancestor in self.lineage[type_id]:
            if field in self.types[ancestor][1]:
                return self.types[ancestor][1][field]
        return default

    def _type(self, type_id: str, key: str) -> TypeDef:
        kind, table = self.types[type_id]
        abstract = table.get("abstract", False)
        attributes = self._attributes_of(type_id)
        roles = self._roles(type_id, attributes) if kind in ("event", "relation") else ()
        symmetric = self._inherited(type_id, "symmetric", False)
        if kind == "relation" and not abstract:
            self._check_ends(type_id, roles, symmetric)
        return TypeDef(
            kind=kind,
            id=type_id,
            name=table.get("name") or type_id,
            label=table.get("label") or type_id,
            parent=table.get("parent", ""),
            abstract=abstract,
            colour=self._inherited(type_id, "colour", "").lower() or self._assigned_colour(type_id),
            key=key,
            description=table.get("description", ""),
            guideline=table.get("guideline", ""),
            examples=tuple(table.get("examples", ())),
            attributes=attributes,
            mapping={
                scheme: (names,) if isinstance(names, str) else tuple(names)
                for scheme, names in table.get("mapping", {}).items()
            },
            roles=roles,
            shared_fillers=self._inherited(type_id, "shared_fillers", kind == "event"),
            symmetric=symmetric,
            transitive=self._inherited(type_id, "transitive", False),
            gold=self._inherited(type_id, "gold", True),
        )

    def _assigned_colour(self, type_id: str) -> str:
        """One of a palette, by the place of the type's topmost ancestor among those without a colour."""
        kind, top = self.types[type_id][0], self.lineage[type_id][-1]
        bare = [
            t
            for t, (k, table) in self.types.items()
            if k == kind and self.lineage[t][-1] == t and "colour" not in table
        ]
        palette = _COLOURS[kind]
        return palette[bare.index(top) % len(palette)]

    def _check_ends(self, type_id: str, roles: Sequence[Role], symmetric: bool) -> None:
        place: Place = ("relation", type_id)
        if not roles:
            raise Misfit(place, "a relation needs roles for its ends")
        if len(roles) == 1 and (roles[0].max or 2) < 2:
            raise Misfit(place, f'its only role "{roles[0].id}" must hold two fillers: count = "2"')
        if symmetric and len(roles) > 1 and set(roles[0].fillers) != set(roles[1].fillers):
            raise Misfit(place, "the two ends of a symmetric relation must take the same fillers")

    # -- keys

    def _keys(self, kind: Kind, case: Any, reserved: frozenset[str]) -> dict[str, str]:
        """The key of each type of a kind: given ones first, then free letters of the name, then any free."""
        taken: dict[str, str] = {}
        for type_id, (of, table) in self.types.items():
            if of != kind or "key" not in table:
                continue
            letter, place = table["key"].lower(), (kind, type_id, "key")
            if table.get("abstract"):
                raise Misfit(place, "an abstract type cannot be tagged and has no key")
            if letter in reserved:
                raise Misfit(
                    place,
                    f'the letter "{letter}" has a meaning in the window already;'
                    f" entity types may use {' '.join(c for c in _LETTERS if c not in reserved)}",
                )
            if letter in taken:
                raise Misfit(place, f'the letter "{case(letter)}" is already the key of {taken[letter]}')
            taken[letter] = type_id
        without = [
            type_id
            for type_id, (of, table) in self.types.items()
            if of == kind and "key" not in table and not table.get("abstract")
        ]
        without.sort(key=lambda type_id: type_id != FREE_SPAN)
        for type_id in without:
            wished = f"{self.types[type_id][1].get('name', '')}{type_id}".lower() + _LETTERS
            free = (c for c in wished if c in _LETTERS and c not in reserved and c not in taken)
            if letter := next(free, ""):
                taken[letter] = type_id
        return {type_id: case(letter) for letter, type_id in taken.items()}

    # -- attributes

    def _attribute(self, place: Place, attribute_id: str, table: _Table) -> Attribute:
        kind = table.get("kind")
        if kind is None:
            raise Misfit(
                place,
                "the attribute needs a kind (one, many, flag, integer, number, text, date)"
                + (
                    f" or the id of one in [attribute]{near(attribute_id, self.attributes)}"
                    if self.attributes
                    else ""
                ),
            )
        choice = kind in ("one", "many")
        if table.get("values") and not choice:
            raise Misfit(
                (*place, "values"), f'only attributes of kind "one" or "many" have values, not "{kind}"'
            )
        values = _values((*place, "values"), table.get("values", ()))
        on = tuple(table.get("on", ()))
        for index, target in enumerate(on):
            if target not in _TARGETS and target not in self.types:
                raise Misfit(
                    (*place, "on", index),
                    f'"{target}" is neither a target nor a type{near(target, (*_TARGETS, *self.types))}',
                )
        if choice and on and not values:
            raise Misfit(place, f'an attribute of kind "{kind}" needs values')
        attribute = Attribute(
            attribute_id,
            table.get("name") or attribute_id,
            kind,
            values,
            _value(table.get("default")),
            table.get("required", False),
            table.get("description", ""),
            on,
        )
        if attribute.default is not None and (problem := attribute.problem(attribute.default)):
            raise Misfit((*place, "default"), problem)
        return attribute

    def _attributes_of(self, type_id: str) -> tuple[Attribute, ...]:
        """The tagset's attributes that apply, then the type's own; written differences laid over them."""
        kind = self.types[type_id][0]
        line = self.lineage[type_id]
        targets = {kind, *line} | ({"mention"} if kind in ("entity", "event") else set())
        written: Mapping[str, _Table] = self.written.get("attribute", {})
        changes: dict[str, dict[str, Any]] = {}
        for ancestor in reversed(line):
            for attribute_id, table in self.types[ancestor][1].get("attribute", {}).items():
                changes.setdefault(attribute_id, {}).update(table)
        found: list[Attribute] = []
        for attribute_id, attribute in self.attributes.items():
            if attribute_id in changes:
                table = {**written[attribute_id], **changes.pop(attribute_id)}
                found.append(self._own_attribute(type_id, attribute_id, table))
            elif targets.intersection(attribute.on):
                found.append(attribute)
        return (*found, *(self._own_attribute(type_id, a, table) for a, table in changes.items()))

    def _own_attribute(self, type_id: str, attribute_id: str, table: _Table) -> Attribute:
        owner = next(
            t for t in self.lineage[type_id] if attribute_id in self.types[t][1].get("attribute", {})
        )
        place: Place = (self.types[owner][0], owner, "attribute", attribute_id)
        attribute = self._attribute(place, attribute_id, table)
        if attribute.kind in ("one", "many") and not attribute.values:
            raise Misfit(place, f'an attribute of kind "{attribute.kind}" needs values')
        return attribute

    # -- roles

    def _roles(self, type_id: str, attributes: Sequence[Attribute]) -> tuple[Role, ...]:
        kind = self.types[type_id][0]
        merged: dict[str, dict[str, Any]] = {}
        for ancestor in reversed(self.lineage[type_id]):
            for role_id, table in self.types[ancestor][1].get("role", {}).items():
                merged.setdefault(role_id, {}).update(table)
        roles = []
        for role_id, table in merged.items():
            place = self._place_of_role(type_id, role_id, "")
            if "fillers" not in table:
                raise Misfit(place, "the role needs fillers: type ids, or entity, event, span, any")
            self._check_fillers(self._place_of_role(type_id, role_id, "fillers"), table["fillers"])
            count = table.get("count", "1" if kind == "relation" else "*")
            low, high = _bounds(self._place_of_role(type_id, role_id, "count"), count)
            place = self._place_of_role(type_id, role_id, "when")
            own = place[1] == type_id  # an heir may have other values than the type that wrote the condition
            conditions = tuple(
                self._condition((*place, index), condition, attributes, checked=own)
                for index, condition in enumerate(table.get("when", ()))
            )
            roles.append(
                Role(
                    role_id,
                    table.get("name") or role_id,
                    tuple(table["fillers"]),
                    low,
                    high,
                    conditions,
                    table.get("description", ""),
                )
            )
        return tuple(roles)

    def _place_of_role(self, type_id: str, role_id: str, field: str) -> Place:
        """Where the type or its nearest ancestor writes that field of the role, or the role itself."""
        for ancestor in self.lineage[type_id]:
            kind, table = self.types[ancestor]
            role = table.get("role", {}).get(role_id)
            if role is not None and (field in role or not field):
                return (kind, ancestor, "role", role_id, *([field] if field else []))
        return self._place_of_role(type_id, role_id, "")

    def _check_fillers(self, place: Place, fillers: Sequence[str]) -> None:
        for index, filler in enumerate(fillers):
            if filler in (ANY_ENTITY, ANY_EVENT, ANYTHING):
                continue
            if filler not in self.types or self.types[filler][0] not in ("entity", "event"):
                known = [t for t, (kind, _) in self.types.items() if kind in ("entity", "event")]
                hint = near(filler, [*known, ANY_ENTITY, ANY_EVENT, ANYTHING])
                raise Misfit((*place, index), f'there is no entity or event type "{filler}"{hint}')

    def _condition(
        self, place: Place, table: _Table, attributes: Sequence[Attribute], *, checked: bool
    ) -> Condition:
        by_id = {**self.attributes, **{a.id: a for a in attributes}}
        given: list[tuple[str, tuple[Value, ...]]] = []
        for attribute_id, wanted in table["attributes"].items():
            here = (*place, "attributes", attribute_id)
            if attribute_id not in by_id:
                raise Misfit(here, f'there is no attribute "{attribute_id}"{near(attribute_id, by_id)}')
            alternatives = tuple(wanted) if isinstance(wanted, list) else (_value(wanted),)
            attribute = by_id[attribute_id]
            for alternative in alternatives:
                problem = attribute.problem((alternative,) if attribute.kind == "many" else alternative)
                if problem and checked and attribute in attributes:
                    raise Misfit(here, problem)
            given.append((attribute_id, alternatives))
        return Condition(tuple(given), *_bounds((*place, "count"), table["count"]))

    # -- renames

    def _renames(self) -> dict[str, str]:
        renames: Mapping[str, str] = self.written.get("renames", {})
        final: dict[str, str] = {}
        for old, new in renames.items():
            place: Place = ("renames", old)
            if old in self.types:
                raise Misfit(place, f'"{old}" is still a type; only ids that are gone can be renamed')
            seen = [old]
            while new in renames and new not in seen:
                seen.append(new)
                new = renames[new]
            if new not in self.types:
                raise Misfit(place, f'there is no type "{new}" to rename it to{near(new, self.types)}')
            final[old] = new
        return final


def _excluding_zone(zone_id: str) -> TypeDef:
    return TypeDef(
        kind="zone",
        id=zone_id,
        name="Boilerplate",
        label=zone_id,
        colour="#9a9a9a",
        description="What does not belong to the article, such as the link lists of a web page.",
        gold=False,
    )


def _values(place: Place, written: Sequence[Any]) -> tuple[AttributeValue, ...]:
    values: list[AttributeValue] = []
    for index, value in enumerate(written):
        table: _Table = {"id": value} if isinstance(value, str) else value
        value_id = table["id"]
        if any(v.id == value_id for v in values):
            raise Misfit((*place, index), f'the value "{value_id}" stands twice')
        name = table.get("name") or value_id.replace("_", " ").replace("-", " ")
        values.append(AttributeValue(value_id, name, table.get("description", "")))
    return tuple(values)


def _value(written: Any) -> Any:
    if isinstance(written, list):
        return tuple(written)
    return written.isoformat() if isinstance(written, date) else written


def _bounds(place: Place, count: str) -> tuple[int, int | None]:
    """(min, max or None) of ``?``, ``1``, ``*``, ``+``, ``2+`` or ``1-3``."""
    simple: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
    if count in simple:
        return simple[count]
    if count.endswith("+"):
        return int(count[:-1]), None
    low, _, high = count.partition("-")
    bounds = int(low), int(high or low)
    if bounds[0] > bounds[1]:
        raise Misfit(place, f'"{count}" asks for more than it allows')
    return bounds
