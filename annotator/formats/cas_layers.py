"""INCEpTION's layers: what the structures of each type in a CAS are, and which feature says what.

Layers of any project are read: a span layer with link features is one of events, without one of entities. Their type is
the layer's name, or where the layer is named for its kind what a feature says (:func:`annotator.formats.inception.type_feature`);
all other features are attributes. A relation layer has ``Governor`` and ``Dependent``, a chain layer becomes instances. Layers
of linguistic preprocessing are named once and left out. The layers that :mod:`annotator.formats.cas` writes are known by
their features ``record`` and ``more``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from annotator.formats.cas_structures import (
    ANNOTATION,
    Cas,
    Feature,
    Structure,
    Types,
    is_array,
)
from annotator.formats.inception import (
    CUSTOM,
    NAMED_ENTITY,
    PREPROCESSING,
    SILENT,
    type_feature,
)

METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"

_PLACE = {"sofa", "begin", "end"}
_BESIDE = {"record", "by", "at", "more", "instances", "sourceRole", "targetRole"}
"""Of our own layers: features that are no attributes of a mention."""

Role: TypeAlias = Literal[
    "event",
    "entity",
    "zone",
    "fragment",
    "instance",
    "article",
    "relation",
    "link",
    "chain",
    "silent",
    "other",
]


class Layer:
    """What structures of one type are, and which feature says what."""

    def __init__(self, cas: Cas, types: Types, name: str, standing: Sequence[Structure]) -> None:
        self.name = name
        self.short = name.rpartition(".")[2]
        self.features = types.features(name)
        self.ours = name.startswith((CUSTOM, NAMED_ENTITY)) and {"record", "more"} <= self.features.keys()
        self.links = [
            f.name for f in self.features.values() if f.kind == "refs" and _links(cas, types, standing, f)
        ]
        self.role = self._role(types)
        self.said = {n for n in ("note", "flag") if n in self.features and self.features[n].kind == "text"}
        taken = _PLACE | self.said | (_BESIDE if self.ours else set())
        texts = [f.name for f in self.features.values() if f.kind == "text" and f.name not in taken]
        self.type = type_feature(name, texts)
        taken |= {self.type, *self.links, *_FURTHER.get(self.role, ())}
        if name == NAMED_ENTITY:
            taken.add("identifier")
        self.attributes = [f for f in self.features.values() if f.name not in taken]

    def _role(self, types: Types) -> Role:
        if self.ours and (known := _OURS.get(self.name.removeprefix(CUSTOM))):
            return known
        if self.name.startswith(SILENT) or is_array(self.name):
            return "silent"
        if {"Governor", "Dependent"} <= self.features.keys():
            return "other" if self.name.startswith(PREPROCESSING) else "relation"
        if "next" in self.features and self.features["next"].kind == "ref":
            return "link"
        if "first" in self.features and self.features["first"].kind == "ref":
            return "chain"
        if self.name.startswith(PREPROCESSING):
            return "other"
        if not types.is_a(self.name, ANNOTATION):
            return "silent" if "target" in self.features else "other"
        return "event" if self.links else "entity"


_OURS: Mapping[str, Role] = {
    "Zone": "zone",
    "Fragment": "fragment",
    "Instance": "instance",
    "Article": "article",
}


def _links(cas: Cas, types: Types, standing: Sequence[Structure], feature: Feature) -> bool:
    """Whether a feature holds INCEpTION's links: structures with a ``target`` and mostly a ``role``."""
    if feature.element in types and feature.element != "uima.cas.TOP":
        return _is_link(types, feature.element)
    for found in standing:
        held = [cas.structures.get(id) for id in cas.refs(found, feature.name)]
        if held:
            return all(link is not None and _is_link(types, link.type) for link in held)
    return False


def _is_link(types: Types, name: str) -> bool:
    target = types.features(name).get("target")
    return target is not None and target.kind == "ref" and not types.is_a(name, ANNOTATION)


_FURTHER: Mapping[str, set[str]] = {
    "relation": {"Governor", "Dependent"},
    "instance": {"value", "kind", "label", "links"},
    "article": {"document", "annotator", "state", "sha256", "replaced"},
}
