"""INCEpTION's layers as records: what the structures of a CAS say about mentions, events, relations and instances.

Layers of any project are read: a span layer with link features is one of events, without one of entities whose type is
its feature ``value``, else its first text feature, else the layer's name. A relation layer has ``Governor`` and
``Dependent``, a chain layer becomes instances. Layers of linguistic preprocessing are named once and left out. The layers
that :mod:`annotator.formats.cas` writes are known by their features ``record`` and ``more``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, Literal, TypeAlias

import msgspec

from annotator.annotations.records import Origin, Value
from annotator.formats.cas_structures import (
    ANNOTATION,
    Cas,
    CasProblem,
    Feature,
    Structure,
    Types,
    is_array,
    whole,
)
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Found, Trace, Trouble
from annotator.formats.inception import (
    CUSTOM,
    NAMED_ENTITY,
    PREPROCESSING,
    SILENT,
    Link,
    Mentions,
    type_feature,
)
from annotator.formats.sources import json_of
from annotator.formats.units import Utf16
from annotator.sidecars.strict import JsonProblem

METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_STATE = "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata"

_PLACE = {"sofa", "begin", "end"}
_BESIDE = {"record", "by", "at", "more", "instances", "sourceRole", "targetRole"}
"""Of our own layers: features that are no attributes of a mention."""

_Role: TypeAlias = Literal[
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


class _Layer:
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

    def _role(self, types: Types) -> _Role:
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


_OURS: Mapping[str, _Role] = {
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


def found_in(cas: Cas, types: Types, file: str, name: str) -> Iterator[Found | Trouble]:
    """The article of a document, called ``name`` if it does not say itself, and what is wrong with it."""
    for note in cas.notes:
        yield Trouble(file, note.place, note.message, note.done)
    try:
        reading = _Reading(cas, types, file, name)
        found = reading.article()
    except CasProblem as problem:
        yield Trouble(file, "", str(problem), "the article was left out")
        return
    yield from reading.drafts.troubles
    yield found


class _Reading:
    """One document on its way to records."""

    def __init__(self, cas: Cas, types: Types, file: str, name: str) -> None:
        self._cas, self._types = cas, types
        self._by_role: dict[_Role, list[tuple[_Layer, Structure]]] = {}
        by_type: dict[str, list[Structure]] = {}
        for found in cas.indexed():
            by_type.setdefault(found.type, []).append(found)
        for type, standing in by_type.items():
            layer = _Layer(cas, types, type, standing)
            self._by_role.setdefault(layer.role, []).extend((layer, found) for found in standing)
        heads = [found for _, found in self._by_role.get("article", ())]
        self._head = heads[0] if heads else Structure(0, "", {})
        self._name = _text(self._head, "document").strip() or self._metadata(name)
        self._annotator = _text(self._head, "annotator").strip() or self._user()
        self._units = Utf16(cas.text)
        self._text, wrong = self._restored()
        self.drafts = Drafts(self._text, file, f"{self._name}\0{self._annotator}", self._annotator)
        if wrong:
            self.drafts.trouble(
                "its Article", "“replaced” names no characters of the text", "it was passed over"
            )
        self._keys: dict[int, str] = {}
        self._broken: set[int] = set()
        self._unheld: Counter[tuple[str, str]] = Counter()
        self._mentions = Mentions(self._text, self.drafts)

    def article(self) -> Found:
        """The article with its records."""
        fragments = self._fragments()
        self._instances()
        for role in ("entity", "event"):
            for layer, found in self._by_role.get(role, ()):
                self._mention(role, layer, found, fragments)
        for layer, found in self._by_role.get("zone", ()):
            self._zone(layer, found, fragments)
        for key, places in fragments.items():
            self.drafts.trouble(
                key, f"{len(places)} fragments belong to nothing that is there", "they were left out"
            )
        for layer, found in self._by_role.get("event", ()):
            self._arguments(layer, found)
        for layer, found in self._by_role.get("relation", ()):
            self._relation(layer, found)
        self._chains()
        self._label()
        self._tell_others()
        done = _text(self._head, "state") == "done"
        return Found(
            self._name, self._text, self.drafts.finish(), self._annotator, "done" if done else "in-progress"
        )

    # -- the document

    def _metadata(self, otherwise: str) -> str:
        for found in self._cas.structures.values():
            if found.type == METADATA:
                title = _text(found, "documentTitle").strip() or _text(found, "documentId").strip()
                return title or otherwise
        return otherwise

    def _user(self) -> str:
        for found in self._cas.structures.values():
            if found.type == _STATE:
                return _text(found, "username").strip()
        return ""

    def _restored(self) -> tuple[str, bool]:
        """The text with the characters that XML could not hold; and whether some were named wrongly."""
        text, wrong = self._cas.text, False
        said = _text(self._head, "replaced").split()
        if not said:
            return text, wrong
        characters = list(text)
        for pair in said:
            at, _, code = pair.partition("=")
            try:
                place, character = self._units.to_points(int(at)), chr(int(code, 16))
                if characters[place] != "\ufffd" or not (
                    character < " " or "\ud800" <= character <= "\uffff"
                ):
                    raise ValueError(pair)
                if "\ud800" <= character <= "\udfff":
                    raise ValueError(pair)
                characters[place] = character
            except (ValueError, IndexError, OverflowError):
                wrong = True
        return "".join(characters), wrong

    # -- mentions

    def _stretch(self, found: Structure, done: str) -> tuple[int, int] | None:
        begin, end = whole(found.values.get("begin", 0)), whole(found.values.get("end", 0))
        try:
            if begin is None or end is None:
                raise ValueError("its begin or end is no whole number")
            return self._units.to_points(begin), self._units.to_points(end)
        except ValueError as error:
            self.drafts.trouble(_place(found), f"{found.type.rpartition('.')[2]}: {error}", done)
            return None

    def _fragments(self) -> dict[str, list[tuple[int, int]]]:
        made: dict[str, list[tuple[int, int]]] = {}
        for _, found in self._by_role.get("fragment", ()):
            stretch = self._stretch(found, "the fragment was left out")
            if stretch is not None:
                made.setdefault(_text(found, "record"), []).append(stretch)
        return made

    def _key(self, layer: _Layer, found: Structure) -> str:
        return (_text(found, "record") if layer.ours else "") or f"{found.id}"

    def _mention(
        self,
        kind: Literal["entity", "event"],
        layer: _Layer,
        found: Structure,
        fragments: dict[str, list[tuple[int, int]]],
    ) -> None:
        key = self._key(layer, found)
        more = fragments.pop(key, []) if layer.ours else []
        stretch = self._stretch(found, "the mention was left out")
        if stretch is None:
            return
        type = _text(found, layer.type).strip() or layer.short
        taken = self.drafts.mention(
            kind,
            key,
            type,
            [stretch, *more],
            place=_place(found),
            attributes=self._attributes(layer, found),
            flag=_text(found, "flag") if "flag" in layer.said else "",
            note=_text(found, "note") if "note" in layer.said else "",
            trace=self._trace(layer, found),
        )
        if not taken:
            return
        self._keys[found.id] = key
        self._mentions.take(key, type, (stretch, *more))
        instances = self._cas.texts(found, "instances") if layer.ours else ()
        for instance in instances:
            self.drafts.refer(key, f"record {instance}", place=_place(found))
        known_as = _text(found, "identifier")
        if layer.name == NAMED_ENTITY and known_as and not instances:
            self._mentions.identify(key, known_as, _place(found))

    def _attributes(self, layer: _Layer, found: Structure) -> dict[str, Value]:
        made: dict[str, Value] = {}
        for feature in layer.attributes:
            raw = found.values.get(feature.name)
            if raw is None:
                continue
            if feature.kind in ("ref", "refs", "other"):
                self._unheld[layer.name, feature.name] += 1
                continue
            try:
                value = self._value(found, feature.name, feature.kind, raw)
            except ValueError as error:
                self.drafts.trouble(_place(found), f"{feature.name}: {error}", "the attribute was left out")
                continue
            if value is not None and (layer.ours or value not in ("", ())):
                made[feature.name] = value
        return {**made, **self._more(layer, found)}

    def _value(self, found: Structure, name: str, kind: str, raw: Any) -> Value | None:
        if kind == "text":
            return raw if isinstance(raw, str) else None
        if kind == "texts":
            return self._cas.texts(found, name)
        if kind == "flag":
            if raw in ("true", "1", True):
                return True
            if raw in ("false", "0", False):
                return False
            raise ValueError(f"“{_short(raw)}” is neither true nor false")
        if kind == "integer":
            number = whole(raw)
            if number is None:
                raise ValueError(f"“{_short(raw)}” is no whole number")
            return number
        if kind == "number":
            value = float(raw) if isinstance(raw, (str, int, float)) else float("nan")
            if not isfinite(value):
                raise ValueError(f"“{_short(raw)}” is no number")
            return value
        return None

    def _more(self, layer: _Layer, found: Structure) -> dict[str, Value]:
        """The attributes that no feature could hold, which our own layers keep as JSON."""
        try:
            held = self._held(layer, found).get("attributes", {})
            return {name: _plain(value) for name, value in held.items()}
        except (ValueError, AttributeError) as problem:
            self.drafts.trouble(_place(found), f"its “more”: {problem}", "the attributes in it were left out")
            return {}

    def _trace(self, layer: _Layer, found: Structure) -> Trace | None:
        """Where a record of our own layers is from; None of one that was made elsewhere."""
        if not layer.ours or not _text(found, "record"):
            return None
        origin = None
        try:
            if (held := self._held(layer, found).get("origin")) is not None:
                origin = msgspec.convert(held, Origin)
        except msgspec.ValidationError as problem:
            self.drafts.trouble(_place(found), f"its “more”: {problem}", "the origin in it was left out")
        return Trace(_text(found, "record"), _text(found, "by"), _text(found, "at"), origin)

    def _held(self, layer: _Layer, found: Structure) -> dict[str, Any]:
        """What a record of our own layers keeps as JSON; what is no JSON is told once, though it is asked for twice."""
        said = _text(found, "more") if layer.ours else ""
        if not said or found.id in self._broken:
            return {}
        try:
            held = json_of(said.encode("utf-8", "replace"))
        except JsonProblem as problem:
            self._broken.add(found.id)
            self.drafts.trouble(_place(found), f"its “more”: {problem}", "what stands in it was left out")
            return {}
        return held if isinstance(held, dict) else {}

    def _zone(self, layer: _Layer, found: Structure, fragments: dict[str, list[tuple[int, int]]]) -> None:
        key = self._key(layer, found)
        more = fragments.pop(key, [])
        stretch = self._stretch(found, "the zone was left out")
        if stretch is not None:
            type = _text(found, "value") or layer.short
            self.drafts.zone(
                key,
                type,
                [stretch, *more],
                place=_place(found),
                note=_text(found, "note"),
                trace=self._trace(layer, found),
            )

    # -- links

    def _arguments(self, layer: _Layer, found: Structure) -> None:
        key = self._keys.get(found.id)
        if key is None:
            return
        for feature in layer.links:
            for id in self._cas.refs(found, feature):
                link = self._cas.structures.get(id)
                target = self._one(link, "target") if link is not None else None
                if link is None or target is None:
                    self.drafts.trouble(
                        _place(found),
                        f"{feature} refers to {id}, which has no target",
                        "the role was left out",
                    )
                    continue
                role = _text(link, "role").strip() or feature
                self.drafts.argument(key, role, self._keys.get(target, f"{target}"), place=_place(found))

    def _one(self, found: Structure, feature: str) -> int | None:
        ids = self._cas.refs(found, feature)
        return ids[0] if len(ids) == 1 else None

    def _relation(self, layer: _Layer, found: Structure) -> None:
        ends = []
        for feature, said in (("Governor", "sourceRole"), ("Dependent", "targetRole")):
            target = self._one(found, feature)
            role = (_text(found, said) if layer.ours else "") or feature
            ends.append(
                (role, self._keys.get(target, f"{target}") if target is not None else f"no {feature}")
            )
        self.drafts.relation(
            self._key(layer, found),
            _text(found, layer.type).strip() or layer.short,
            ends,
            place=_place(found),
            attributes=self._attributes(layer, found),
            flag=_text(found, "flag") if "flag" in layer.said else "",
            note=_text(found, "note"),
            trace=self._trace(layer, found),
        )

    # -- instances

    def _instances(self) -> None:
        seen: set[str] = set()
        for layer, found in self._by_role.get("instance", ()):
            key = self._key(layer, found)
            if key in seen:
                self.drafts.trouble(
                    _place(found), f"the instance {_short(key)} stands twice", "the second one was left out"
                )
                continue
            seen.add(key)
            self.drafts.instance(
                f"record {key}",
                "event" if _text(found, "kind") == "event" else "entity",
                _text(found, "value"),
                _text(found, "label"),
                shared=key,
                links=self._cas.texts(found, "links"),
                attributes=self._attributes(layer, found),
                note=_text(found, "note"),
                place=_place(found),
                trace=self._trace(layer, found),
            )

    def _chains(self) -> None:
        links = {found.id: found for _, found in self._by_role.get("link", ())}
        for layer, chain in self._by_role.get("chain", ()):
            members: list[Link] = []
            seen: set[int] = set()
            id = self._one(chain, "first")
            while id is not None and id in links and id not in seen:
                seen.add(id)
                if link := self._link(links[id]):
                    members.append(link)
                id = self._one(links[id], "next")
            if id is not None:
                why = "runs in a circle" if id in seen else f"goes on to {id}, which is no link of its own"
                self.drafts.trouble(_place(chain), f"the chain {why}", "it ends there")
            self._mentions.chain(f"chain {chain.id}", layer.name, members, _place(chain))
            for taken in seen:
                del links[taken]
        for found in links.values():
            self.drafts.trouble(_place(found), "the link belongs to no chain", "it was left out")

    def _link(self, found: Structure) -> Link | None:
        stretch = self._stretch(found, "the link was left out")
        if stretch is None:
            return None
        said, label = _text(found, "referenceType").strip(), _text(found, "referenceRelation").strip()
        return Link(f"{found.id}", said, label, (stretch,), _place(found))

    # -- the rest

    def _label(self) -> None:
        heads = self._by_role.get("article", ())
        if not heads:
            return
        layer, found = heads[0]
        if "record" in found.values:
            self.drafts.article(
                self._attributes(layer, found),
                _text(found, "note"),
                place=_place(found),
                trace=self._trace(layer, found),
            )

    def _tell_others(self) -> None:
        for name, count in Counter(found.type for _, found in self._by_role.get("other", ())).items():
            words = f"the layer holds nothing that is tagged here ({count:,} times)"
            self.drafts.trouble(name, words, "it was left out")
        for (name, feature), count in self._unheld.items():
            words = f"the feature {feature} holds neither a value nor a role ({count:,} times)"
            self.drafts.trouble(name, words, "it was left out")


_FURTHER: Mapping[str, set[str]] = {
    "relation": {"Governor", "Dependent"},
    "instance": {"value", "kind", "label", "links"},
    "article": {"document", "annotator", "state", "sha256", "replaced"},
}


def _text(found: Structure, feature: str) -> str:
    value = found.values.get(feature)
    return value if isinstance(value, str) else ""


def _place(found: Structure) -> str:
    return f"id {found.id}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _plain(value: Any) -> Value:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, (bool, int, float, str)):
        return value
    raise ValueError(f"“{_short(value)}” is no value")
