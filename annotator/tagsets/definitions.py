"""What a tagset defines, one value each: types, roles with their conditions, attributes with their values.

All of it is resolved: a type carries the roles, attributes and colour it inherits. Attribute values come as plain
mappings, fillers as type ids.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

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
