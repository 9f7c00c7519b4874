"""What holds of INCEpTION's layers in whichever form they come: which were tagged, what their types are, what chains mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

from annotator.annotations.records import FREE_SPAN
from annotator.formats.drafts import Drafts

CUSTOM = "webanno.custom."
NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"

SILENT = (
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "uima.",
)
"""Tokens, sentences and what INCEpTION keeps for itself: nothing that was tagged."""

PREPROCESSING = (
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
    "de.tudarmstadt.ukp.dkpro.core.api.structure.",
    "de.tudarmstadt.ukp.dkpro.core.api.transform.",
    "org.dkpro.core.api.xml.",
)
"""Layers that are left out, and said to be."""

Stretches: TypeAlias = tuple[tuple[int, int], ...]


_KINDS_OF_LAYERS = frozenset(
    [
        "annotation",
        "entity",
        "entitymention",
        "entityrelation",
        "event",
        "eventmention",
        "eventrelation",
        "mention",
        "namedentity",
        "relation",
        "span",
        "trigger",
    ]
)
_SAYS_TYPE = ("value", "label", "type", "category")


def type_feature(layer: str, texts: Sequence[str]) -> str:
    """The text feature that says the type of a layer's mentions; empty where the layer's own name is the type.

    A layer that a project made for one type bears its name, so that two of them stay apart whatever their features say;
    those are attributes. Only a layer that is named for its kind (INCEpTION's named entities, ``Span``, ``Event``,
    ``Relation``: whatever is tagged lies in it) has its types in ``value``, else ``label``, ``type`` or ``category``.
    """
    if layer == NAMED_ENTITY:
        return "value"
    if layer.rpartition(".")[2].casefold() not in _KINDS_OF_LAYERS:
        return ""
    return next((name for name in _SAYS_TYPE if name in texts), "")


class Link(Struct, frozen=True):
    """One link of a chain: where it stands, and its own type and the label that leads to the next one, if any."""

    key: str
    type: str
    label: str
    stretches: Stretches
    place: str


class Mentions:
    """The mentions that were taken of one article, by where they stand, for chains that run over them."""

    def __init__(self, text: str, drafts: Drafts) -> None:
        self._text, self._drafts = text, drafts
        self._standing: dict[Stretches, str] = {}
        self._places: dict[str, Stretches] = {}
        self._types: dict[str, str] = {}

    def take(self, key: str, type: str, stretches: Stretches) -> None:
        """Remembers a mention."""
        self._standing.setdefault(tuple(sorted(stretches)), key)
        self._places[key] = stretches
        self._types[key] = type

    def identify(self, key: str, identifier: str, place: str) -> None:
        """Lets a mention refer to what a knowledge base calls so, the same in all articles."""
        instance, type, name = f"identifier {identifier}", self._types[key], self._quote(key)
        self._drafts.instance(
            instance, "entity", type, name, shared=identifier, links=(identifier,), place=place
        )
        self._drafts.refer(key, instance, place=place)

    def chain(self, key: str, layer: str, links: Sequence[Link], place: str) -> None:
        """A chain is an instance; each link a mention, made where none stands on that span."""
        referring = []
        for link in links:
            where = tuple(sorted(link.stretches))
            if where not in self._standing:
                type = link.type or FREE_SPAN
                if not self._drafts.mention("entity", link.key, type, where, place=link.place):
                    continue
                self.take(link.key, link.type, where)
            referring.append(self._standing[where])
        if labels := sorted({link.label for link in links if link.label}):
            self._drafts.trouble(
                place, f"its links are labelled {', '.join(labels)[:60]}", "the labels were left out"
            )
        if not referring:
            return
        first = referring[0]
        said = next((link.type for link in links if link.type), "")
        type = (
            said
            or self._types.get(first)
            or layer.rpartition(".")[2].removesuffix("Chain").removesuffix("Link")
        )
        kind = self._drafts.kind(first) or "entity"
        if self._drafts.instance(key, kind, type, self._quote(first), place=place):
            for mention in referring:
                self._drafts.refer(mention, key, place=place)

    def _quote(self, key: str) -> str:
        return " … ".join(self._text[start:end] for start, end in self._places[key])
