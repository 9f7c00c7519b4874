"""A tagset as it is written in TOML: the shape that is checked on reading and published as JSON Schema.

Only the shape of the file stands here. What types inherit, which keys and colours are assigned and whether ids
exist is worked out in :mod:`annotator.tagsets.building`. Typed dictionaries, because a shipped tagset (whose
shape the tests have checked) then costs no validator at the start of the program.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, NotRequired, TypeAlias

from pydantic import ConfigDict, Discriminator, Field, Tag, TypeAdapter, with_config
from typing_extensions import TypedDict  # pydantic's own; that of typing lacks parts before 3.12

from annotator.tagsets.definitions import AttributeKind
from annotator.tagsets.rules import Overlap, RuleId, Severity

ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_.:-]{0,63}$"
COLOUR_PATTERN = r"^#[0-9a-fA-F]{6}$"
COUNT_PATTERN = r"^([?*+]|\d{1,4}|\d{1,4}\+|\d{1,4}-\d{1,4})$"
KEY_PATTERN = r"^[A-Za-z]$"

Id: TypeAlias = Annotated[str, Field(pattern=ID_PATTERN)]
Colour: TypeAlias = Annotated[str, Field(pattern=COLOUR_PATTERN)]
Count: TypeAlias = Annotated[str, Field(pattern=COUNT_PATTERN)]
Key: TypeAlias = Annotated[str, Field(pattern=KEY_PATTERN)]
AnyValue: TypeAlias = bool | int | float | str | list[str] | date

_CLOSED = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_NAME = Field(description="What people see; the id where it is missing.")


@with_config(_CLOSED)
class WrittenValue(TypedDict):
    """A value with a name or description of its own."""

    id: Id
    name: NotRequired[Annotated[str, _NAME]]
    description: NotRequired[str]


def _value_form(value: object) -> str:
    return "id" if isinstance(value, str) else "table"


def _names_form(value: object) -> str:
    return "list" if isinstance(value, list) else "text"


Names: TypeAlias = Annotated[
    Annotated[str, Tag("text")] | Annotated[list[str], Tag("list")], Discriminator(_names_form)
]

Values: TypeAlias = list[
    Annotated[Annotated[Id, Tag("id")] | Annotated[WrittenValue, Tag("table")], Discriminator(_value_form)]
]


@with_config(_CLOSED)
class WrittenAttribute(TypedDict, total=False):
    """An attribute. Under a type it may repeat just what differs from the tagset's attribute of that id."""

    name: Annotated[str, _NAME]
    kind: Annotated[AttributeKind, Field(description="One of, many of, yes/no, a number, text or date.")]
    values: Annotated[Values, Field(description="The values of a one-of or many-of attribute.")]
    default: Annotated[AnyValue, Field(description="The value that a new record starts with.")]
    required: Annotated[bool, Field(description="Whether leaving it empty is a problem.")]
    description: str
    on: Annotated[
        list[str],
        Field(
            description="Who has it: mention, entity, event, relation, instance, article, zone, or type ids."
        ),
    ]


@with_config(_CLOSED)
class WrittenCondition(TypedDict):
    """Another count for a role where attributes have certain values; the first that holds counts."""

    attributes: Annotated[
        dict[str, AnyValue],
        Field(min_length=1, description="Attribute ids, each with a value or a list of alternatives."),
    ]
    count: Annotated[Count, Field(description='As of the role; "0" bars it.')]


@with_config(_CLOSED)
class WrittenRole(TypedDict, total=False):
    """A role of an event or relation."""

    name: Annotated[str, _NAME]
    count: Annotated[
        Count,
        Field(description='How many fillers: "?" "1" "*" "+" "2+" "1-3"; if missing "*", in relations "1".'),
    ]
    fillers: Annotated[
        list[str], Field(min_length=1, description="Type ids, or entity, event, span (free text), any.")
    ]
    when: Annotated[list[WrittenCondition], Field(description="Other counts under conditions.")]
    description: str


@with_config(_CLOSED)
class WrittenType(TypedDict, total=False):
    """What types of every kind may say."""

    name: Annotated[str, _NAME]
    label: Annotated[str, Field(description="What stands above the text; the id where it is missing.")]
    description: Annotated[str, Field(description="What the type means, in a sentence.")]
    guideline: Annotated[str, Field(description="When to use it and when not.")]
    examples: Annotated[list[str], Field(description="Sentences; the tagged words may stand in [brackets].")]
    colour: Annotated[
        Colour, Field(description="#rrggbb; the parent's, or else assigned, where it is missing.")
    ]
    parent: Annotated[Id, Field(description="The type from which it inherits.")]
    abstract: Annotated[bool, Field(description="Only groups other types; cannot be tagged.")]
    mapping: Annotated[
        dict[str, Names],
        Field(description="Its names in other schemes, such as conll2003; the first is the one exported."),
    ]
    attribute: Annotated[
        dict[Id, WrittenAttribute],
        Field(description="Its own attributes, or how those of the tagset differ here."),
    ]


@with_config(_CLOSED)
class WrittenEntity(WrittenType, total=False):
    """An entity type."""

    key: Annotated[Key, Field(description="One letter, typed plain.")]


@with_config(_CLOSED)
class WrittenEvent(WrittenType, total=False):
    """An event type."""

    key: Annotated[Key, Field(description="One letter, typed with Shift.")]
    shared_fillers: Annotated[bool, Field(description="May one mention fill several roles? Yes if missing.")]
    role: Annotated[dict[Id, WrittenRole], Field(description="Roles, or how they differ from the parent's.")]


@with_config(_CLOSED)
class WrittenRelation(WrittenType, total=False):
    """A relation type."""

    shared_fillers: Annotated[bool, Field(description="May one mention fill several roles? No if missing.")]
    symmetric: Annotated[bool, Field(description="Whether it holds both ways.")]
    transitive: Annotated[bool, Field(description="Whether a-b and b-c mean a-c.")]
    role: Annotated[dict[Id, WrittenRole], Field(description="Roles, or how they differ from the parent's.")]


@with_config(_CLOSED)
class WrittenZone(WrittenType, total=False):
    """A zone type."""

    gold: Annotated[bool, Field(description="Whether what lies in it counts. Yes if missing.")]


@with_config(_CLOSED)
class WrittenOverlap(TypedDict, total=False):
    """How mentions of one kind may overlap each other."""

    entity: Overlap
    event: Overlap


@with_config(_CLOSED)
class WrittenReview(TypedDict, total=False):
    """How the sheets of several annotators are brought together."""

    independent: Annotated[
        bool, Field(description="Colleagues' sheets of an article stay closed until one's own is done.")
    ]
    reasons: Annotated[
        Values, Field(description="What a decision between sheets can be given as its reason.")
    ]


@with_config(_CLOSED)
class WrittenTagset(TypedDict):
    """A tagset for annotator: what may be tagged."""

    id: Annotated[Id, Field(description="Stable: sidecars name the tagset by it.")]
    version: Annotated[str, Field(min_length=1, description="Of the tagset, such as 0.8.")]
    extends: NotRequired[
        Annotated[str, Field(description="A shipped tagset to take over; the tables here add or change.")]
    ]
    name: NotRequired[Annotated[str, _NAME]]
    description: NotRequired[str]
    guideline: NotRequired[Annotated[str, Field(description="How to tag with it, as a whole.")]]
    overlap: NotRequired[WrittenOverlap]
    severity: NotRequired[
        Annotated[dict[RuleId, Severity], Field(description="How grave breaking a rule is.")]
    ]
    attribute: NotRequired[dict[Id, WrittenAttribute]]
    entity: NotRequired[dict[Id, WrittenEntity]]
    event: NotRequired[dict[Id, WrittenEvent]]
    relation: NotRequired[dict[Id, WrittenRelation]]
    zone: NotRequired[dict[Id, WrittenZone]]
    review: NotRequired[WrittenReview]
    renames: NotRequired[
        Annotated[dict[str, str], Field(description="Type ids of older versions and what they are now.")]
    ]


@cache
def shape() -> TypeAdapter[WrittenTagset]:
    """The validator of the shape, built when first asked for."""
    return TypeAdapter(WrittenTagset)
