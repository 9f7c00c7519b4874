"""A tagset as the program asks it: types with what they inherit, and the look-ups over them.

Everything here is resolved: a type carries the roles, attributes and colour it inherits, and every key is
assigned. It knows neither TOML (see :mod:`annotator.tagsets.reading`) nor annotations: attribute values come as
plain mappings, fillers as type ids.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import force_setattr

FREE_SPAN = "span"
"""The built-in entity type of text that is no entity but fills a role."""

BOILERPLATE = "boilerplate"
"""The built-in zone type of what is not gold, in a tagset that has no such zone type of its own."""

ANY_ENTITY = "entity"
"""A role's filler that means every entity type except the free span."""

ANY_EVENT = "event"
"""A role's filler that means every event type."""

ANYTHING = "any"
"""A role's filler that means every mention, the free span included."""

RESERVED_IDS = frozenset(
    {FREE_SPAN, ANY_ENTITY, ANY_EVENT, ANYTHING, "mention", "relation", "instance", "article", "zone"}
)
"""Words that fillers and attribute targets use, so that no type may bear them."""

RESERVED_LETTERS = frozenset("erncuaz")
"""Plain letters that already mean something in the window; Shift with any letter is free."""

Kind: TypeAlias = Literal["entity", "event", "relation", "zone"]

AttributeKind: TypeAlias = Literal["one", "many", "flag", "integer", "number", "text", "date"]
"""One of, many of, yes/no, whole number, number, text, date (ISO 8601: ``2026-11-22``)."""

Value: TypeAlias = bool | int | float | str | tuple[str, ...]
"""An attribute's value; a date is an ISO text, many-of a tuple of value ids."""

Severity: TypeAlias = Literal["error", "warning", "off"]

Overlap: TypeAlias = Literal["any", "nested", "none"]
"""May mentions of one kind overlap: as they like; one inside the other (or on the same span); not at all."""

RuleId: TypeAlias = Literal[
    "unknown-type",
    "abstract-type",
    "unknown-role",
    "role-required",
    "role-excess",
    "role-barred",
    "filler-type",
    "filler-shared",
    "unknown-attribute",
    "attribute-value",
    "attribute-required",
    "overlap",
    "duplicate",
    "zone-mention",
    "instance-type",
]

RULES: Mapping[RuleId, tuple[Severity, str]] = {
    "unknown-type": ("error", "The tagset has no such type."),
    "abstract-type": ("error", "The type only groups others and is not for tagging."),
    "unknown-role": ("error", "The type has no such role."),
    "role-required": ("warning", "A role has fewer fillers than it needs."),
    "role-excess": ("error", "A role has more fillers than it may have."),
    "role-barred": ("error", "A role is filled that must be empty here."),
    "filler-type": ("error", "A role is filled by a mention of the wrong type."),
    "filler-shared": ("warning", "One mention fills several roles of an event that does not allow it."),
    "unknown-attribute": ("error", "The type has no such attribute."),
    "attribute-value": ("error", "An attribute has a value that it cannot have."),
    "attribute-required": ("warning", "A required attribute is empty."),
    "overlap": ("warning", "Mentions overlap in a way that the tagset excludes."),
    "duplicate": ("warning", "The same type is tagged twice on the same span."),
    "zone-mention": ("warning", "A mention lies in a zone that is not gold."),
    "instance-type": ("warning", "A mention refers to an instance of another type."),
}
"""Every rule that a tagset may grade: its severity where the tagset says nothing, and what it says."""


class AttributeValue(NamedTuple):
    """One value of a one-of or many-of attribute."""

    id: str
    name: str
    description: str = ""


class Attribute(NamedTuple):
    """Something that can be said of a mention, relation, instance, article or zone.

    ``on`` holds targets (``mention``, ``entity``, ``event``, ``relation``, ``instance``, ``article``, ``zone``)
    and type ids. ``default`` is None where there is none.
    """

    id: str
    name: str
    kind: AttributeKind
    values: tuple[AttributeValue, ...] = ()
    default: Value | None = None
    required: bool = False
    description: str = ""
    on: tuple[str, ...] = ()

    def value_name(self, value_id: str) -> str:
        """The display name of a value; the id itself where the attribute has no such value."""
        return next((v.name for v in self.values if v.id == value_id), value_id)

    def problem(self, value: object) -> str:
        """Why ``value`` cannot be a value of this attribute, or an empty text where it can."""
        ids = [v.id for v in self.values]
        match self.kind:
            case "one":
                good, wanted = isinstance(value, str) and value in ids, f"one of {', '.join(ids)}"
            case "many":
                good = (
                    isinstance(value, (tuple, list))
                    and all(v in ids for v in value)
                    and len(set(value)) == len(value)
                )
                wanted = f"a list, without repetition, of {', '.join(ids)}"
            case "flag":
                good, wanted = isinstance(value, bool), "true or false"
            case "integer":
                good, wanted = isinstance(value, int) and not isinstance(value, bool), "a whole number"
            case "number":
                good, wanted = isinstance(value, (int, float)) and not isinstance(value, bool), "a number"
            case "text":
                good, wanted = isinstance(value, str), "a text"
            case _:
                good, wanted = isinstance(value, str) and _is_date(value), "a date such as 2026-11-22"
        return "" if good else f"expected {wanted}, not {_shown(value)}"


class Condition(NamedTuple):
    """Other bounds of a role, where the attributes have the values in ``given``.

    ``given`` pairs an attribute id with its alternatives: one of them must be the value (or, of a many-of
    attribute, among the values). All pairs must hold.
    """

    given: tuple[tuple[str, tuple[Value, ...]], ...]
    min: int
    max: int | None

    def holds(self, attributes: Mapping[str, Value]) -> bool:
        """Whether ``attributes`` (defaults already applied) meet the condition."""
        for attribute, alternatives in self.given:
            value = attributes.get(attribute)
            values = value if isinstance(value, (tuple, list)) else (value,)
            if not any(v in alternatives for v in values):
                return False
        return True


class Role(NamedTuple):
    """A part in an event or relation: who may play it, and how many (``max`` None: no limit)."""

    id: str
    name: str
    fillers: tuple[str, ...]
    min: int = 0
    max: int | None = None
    conditions: tuple[Condition, ...] = ()
    description: str = ""

    @property
    def repeats(self) -> bool:
        """Whether more than one filler may stand here when no condition says otherwise."""
        return self.max is None or self.max > 1

    def bounds(self, attributes: Mapping[str, Value]) -> tuple[int, int | None]:
        """(min, max or None) under the first condition that holds for ``attributes``, else the role's own."""
        for condition in self.conditions:
            if condition.holds(attributes):
                return condition.min, condition.max
        return self.min, self.max


class TypeDef(Struct, frozen=True):
    """A type of entity mention, event mention, relation or zone, by ``kind``."""

    kind: Kind
    id: str
    name: str
    label: str = ""
    """What stands small above the text."""
    parent: str = ""
    abstract: bool = False
    colour: str = "#808080"
    """``#rrggbb``, lower case."""
    key: str = ""
    """A lower-case letter for an entity, an upper-case one (typed with Shift) for an event, else empty."""
    description: str = ""
    guideline: str = ""
    examples: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    mapping: Mapping[str, tuple[str, ...]] = {}
    """The type's names in other schemes, such as ``{"ontonotes": ("DATE", "TIME")}``; the first is exported."""
    roles: tuple[Role, ...] = ()
    """Events and relations: in the tagset's order. A symmetric relation has one role for all ends, or two alike."""
    shared_fillers: bool = True
    """Events and relations: whether one mention may fill several roles of one record."""
    symmetric: bool = False
    transitive: bool = False
    gold: bool = True
    """Zones: whether what lies in it counts. Always true of the other kinds."""

    @property
    def ends(self) -> tuple[Role, Role]:
        """Of a relation: the role it is drawn from and the one it is drawn to (the same where it has one)."""
        return self.roles[0], self.roles[min(1, len(self.roles) - 1)]


class Review(Struct, frozen=True):
    """How the sheets of several annotators are brought together."""

    independent: bool = False
    """Whether colleagues' sheets of an article stay closed until one's own is done."""
    reasons: tuple[AttributeValue, ...] = ()
    """What a decision between them can be given as its reason."""

    def closes(self, own_status: str | None) -> bool:
        """Whether colleagues' sheets of an article stay closed to one whose own has this status; None without one."""
        return self.independent and own_status != "done"


class Tagset(Struct, frozen=True, eq=False):
    """What may be tagged. Types stand in the order of the file; the free span is always the last entity type."""

    id: str
    version: str
    name: str = ""
    description: str = ""
    guideline: str = ""
    entities: tuple[TypeDef, ...] = ()
    events: tuple[TypeDef, ...] = ()
    relations: tuple[TypeDef, ...] = ()
    zones: tuple[TypeDef, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    rules: Mapping[str, Severity] = {}
    overlap: Mapping[str, Overlap] = {}
    """Per kind (``entity``, ``event``)."""
    renames: Mapping[str, str] = {}
    """Type ids of older versions to what they are called now."""
    review: Review = Review()
    sha256: str = ""
    """Hex digest of the file's bytes (after those of the tagset that it extends)."""
    _types: dict[str, TypeDef] = {}
    _keys: dict[str, TypeDef] = {}
    _lineage: dict[str, tuple[str, ...]] = {}

    def __post_init__(self) -> None:
        for name in ("_types", "_keys", "_lineage"):
            force_setattr(self, name, {})  # not those of the tagset that this one is a changed copy of
        every = (*self.entities, *self.events, *self.relations, *self.zones)
        for type_def in every:
            self._types[type_def.id] = type_def
            if type_def.key:
                self._keys[type_def.key] = type_def
        for type_def in every:
            self._lineage[type_def.id] = tuple(self._walk_up(type_def))

    def _walk_up(self, type_def: TypeDef) -> Iterator[str]:
        parent = type_def.parent
        while parent:
            yield parent
            parent = self._types[parent].parent

    # -- types

    def __contains__(self, type_id: str) -> bool:
        return type_id in self._types

    def type(self, type_id: str) -> TypeDef | None:
        """The type of that id, or None where the tagset has none."""
        return self._types.get(type_id)

    def types(self) -> tuple[TypeDef, ...]:
        """Every type: entities, events, relations, zones, abstract ones included."""
        return tuple(self._types.values())

    def display(self, type_id: str) -> str:
        """The type's name for people; the id itself where the tagset has no such type."""
        found = self._types.get(type_id)
        return found.name if found else type_id

    def label(self, type_id: str) -> str:
        """The short name that stands above the text; the id itself where the tagset has no such type."""
        found = self._types.get(type_id)
        return found.label or found.id if found else type_id

    def ancestors(self, type_id: str) -> tuple[str, ...]:
        """The ids of the type's parent, its parent, and so on; empty for an unknown type."""
        return self._lineage.get(type_id, ())

    def is_a(self, type_id: str, ancestor_id: str) -> bool:
        """Whether the type is ``ancestor_id`` or descends from it."""
        return type_id == ancestor_id or ancestor_id in self.ancestors(type_id)

    def is_event(self, type_id: str) -> bool:
        """Whether the type is an event's; false for anything unknown."""
        found = self._types.get(type_id)
        return found is not None and found.kind == "event"

    def children(self, type_id: str) -> tuple[TypeDef, ...]:
        """The types whose parent is ``type_id``; ``""`` asks for those without a parent."""
        return tuple(t for t in self._types.values() if t.parent == type_id)

    def taggable(self, kind: Kind) -> tuple[TypeDef, ...]:
        """The types of a kind that a mention may have: all but the abstract ones, the free span included."""
        return tuple(t for t in self._types.values() if t.kind == kind and not t.abstract)

    def renamed(self, old_type_id: str) -> str | None:
        """What a type of an older version is called now, or None where nothing is known of it."""
        return self.renames.get(old_type_id)

    def is_gold_zone(self, type_id: str) -> bool:
        """Whether mentions in a zone of that type count; an unknown type excludes nothing."""
        found = self._types.get(type_id)
        return found is None or found.gold

    @property
    def excluding_zone(self) -> TypeDef:
        """The zone type that leaves text out of gold: the first such one. Every tagset has one."""
        return next(zone for zone in self.zones if not zone.gold and not zone.abstract)

    def name_in(self, scheme: str, type_id: str) -> str | None:
        """What a type, or else its nearest ancestor that says so, is called in another scheme."""
        for known in (type_id, *self.ancestors(type_id)):
            if (found := self._types.get(known)) and found.mapping.get(scheme):
                return found.mapping[scheme][0]
        return None

    def schemes(self, kind: Kind = "entity") -> tuple[str, ...]:
        """The other schemes in which types of a kind have names, in the order of the alphabet."""
        return tuple(sorted({s for t in self._types.values() if t.kind == kind for s in t.mapping}))

    def type_from(self, scheme: str, name: str, kind: Kind = "entity") -> TypeDef | None:
        """The first type of a kind that bears ``name`` in another scheme, or None."""
        return next((t for t in self.taggable(kind) if name in t.mapping.get(scheme, ())), None)

    # -- keys

    def keys(self) -> Mapping[str, TypeDef]:
        """Every assigned key with its type: lower-case letters plain (entities), upper-case with Shift (events)."""
        return self._keys

    def by_key(self, key: str, kind: Kind | None = None) -> TypeDef | None:
        """The type of a key, or None. With ``kind``, the letter's case does not matter."""
        if kind == "entity":
            return self._keys.get(key.lower())
        if kind == "event":
            return self._keys.get(key.upper())
        return self._keys.get(key) if kind is None else None

    # -- roles

    def roles(self, type_id: str) -> tuple[Role, ...]:
        """The roles of an event or relation type in the tagset's order; empty for anything else."""
        found = self._types.get(type_id)
        return found.roles if found else ()

    def role(self, type_id: str, role_id: str) -> Role | None:
        """One role of a type, or None."""
        return next((r for r in self.roles(type_id) if r.id == role_id), None)

    def role_bounds(
        self, type_id: str, role_id: str, attributes: Mapping[str, Value] | None = None
    ) -> tuple[int, int | None]:
        """How many fillers the role needs and may have (None: no limit), given the event's attributes.

        Attributes that are not given count with their defaults. (0, 0) bars the role. What the tagset does not
        know is not bounded: (0, None).
        """
        role = self.role(type_id, role_id)
        if role is None:
            return 0, None
        return role.bounds(self.with_defaults(type_id, attributes or {}))

    def arming_order(self, type_id: str, attributes: Mapping[str, Value] | None = None) -> tuple[Role, ...]:
        """The roles in the order in which they are armed: required ones first, barred ones left out."""
        given = self.with_defaults(type_id, attributes or {})
        bounded = [(role, role.bounds(given)) for role in self.roles(type_id)]
        open_roles = [(role, low) for role, (low, high) in bounded if high != 0]
        return tuple(role for role, _ in sorted(open_roles, key=lambda pair: pair[1] == 0))

    def accepts(self, type_id: str, role_id: str, filler_type_id: str) -> bool:
        """Whether a mention of ``filler_type_id`` may fill the role; false for anything unknown."""
        role = self.role(type_id, role_id)
        return role is not None and self.fills(role, filler_type_id)

    def fills(self, role: Role, filler_type_id: str) -> bool:
        """Whether a mention of ``filler_type_id`` may fill ``role``, with the type's ancestors in mind."""
        filler = self._types.get(filler_type_id)
        if filler is None or filler.kind not in (ANY_ENTITY, ANY_EVENT):
            return False
        if ANYTHING in role.fillers or filler.id in role.fillers:
            return True
        if filler.id == FREE_SPAN:
            return False
        return filler.kind in role.fillers or any(a in role.fillers for a in self._lineage[filler.id])

    def roles_for(self, type_id: str, filler_type_id: str) -> tuple[Role, ...]:
        """The roles of ``type_id`` that a mention of ``filler_type_id`` may fill."""
        return tuple(role for role in self.roles(type_id) if self.fills(role, filler_type_id))

    def relations_between(self, from_type_id: str, to_type_id: str) -> tuple[TypeDef, ...]:
        """The relation types that can be drawn from a mention of the first type to one of the second."""
        return tuple(
            relation
            for relation in self.relations
            if not relation.abstract
            and self.fills(relation.ends[0], from_type_id)
            and self.fills(relation.ends[1], to_type_id)
        )

    # -- attributes

    def attributes_of(self, type_id: str) -> tuple[Attribute, ...]:
        """The attributes of a type, with the values that this type has; empty for an unknown type."""
        found = self._types.get(type_id)
        return found.attributes if found else ()

    def attribute(self, type_id: str, attribute_id: str) -> Attribute | None:
        """One attribute of a type, or None."""
        return next((a for a in self.attributes_of(type_id) if a.id == attribute_id), None)

    def default_attributes(self, type_id: str) -> dict[str, Value]:
        """The values that a new record of the type starts with: every attribute that has a default."""
        return {a.id: a.default for a in self.attributes_of(type_id) if a.default is not None}

    def with_defaults(self, type_id: str, attributes: Mapping[str, Value]) -> dict[str, Value]:
        """``attributes`` over the type's defaults."""
        return {**self.default_attributes(type_id), **attributes}

    @property
    def article_attributes(self) -> tuple[Attribute, ...]:
        """What can be said of an article as a whole."""
        return tuple(a for a in self.attributes if "article" in a.on)

    @property
    def instance_attributes(self) -> tuple[Attribute, ...]:
        """What can be said of an instance, of whichever type."""
        return tuple(a for a in self.attributes if "instance" in a.on)

    # -- rules

    def severity(self, rule: RuleId) -> Severity:
        """How grave breaking ``rule`` is in this tagset."""
        return self.rules.get(rule, RULES[rule][0])

    def overlap_of(self, kind: Kind) -> Overlap:
        """How mentions of a kind may overlap one another; anyhow where the tagset says nothing."""
        return self.overlap.get(kind, "any")


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        f'"{value}"' if isinstance(value, str) else repr(list(value) if isinstance(value, tuple) else value)
    )
