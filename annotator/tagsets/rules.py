"""The rules that a tagset grades: what they are called, what they say, and how grave breaking them is."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

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
