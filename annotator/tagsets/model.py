"""A tagset as the program asks it: the look-ups over what it defines.

Types come with all that they inherit (see :mod:`annotator.tagsets.definitions`), and every key is assigned. It knows
neither TOML (see :mod:`annotator.tagsets.reading`) nor annotations.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import force_setattr

from annotator.tagsets.definitions import (
    ANY_ENTITY,
    ANY_EVENT,
    ANYTHING,
    FREE_SPAN,
    Attribute,
    Kind,
    Review,
    Role,
    TypeDef,
    Value,
)
from annotator.tagsets.rules import RULES, Overlap, RuleId, Severity


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
