"""The structures of a document as records, by what :mod:`annotator.formats.cas_layers` finds out about their layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from annotator.formats.cas_layers import METADATA, Layer, Role
from annotator.formats.cas_structures import (
    Cas,
    CasProblem,
    Structure,
    Types,
    whole,
)
from annotator.formats.cas_values import Values, place_of, short, text_in
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Found, Trouble
from annotator.formats.inception import (
    NAMED_ENTITY,
    Link,
    Mentions,
)
from annotator.formats.units import Utf16

_STATE = "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata"


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
        self._by_role: dict[Role, list[tuple[Layer, Structure]]] = {}
        by_type: dict[str, list[Structure]] = {}
        for found in cas.indexed():
            by_type.setdefault(found.type, []).append(found)
        for type, standing in by_type.items():
            layer = Layer(cas, types, type, standing)
            self._by_role.setdefault(layer.role, []).extend((layer, found) for found in standing)
        heads = [found for _, found in self._by_role.get("article", ())]
        self._head = heads[0] if heads else Structure(0, "", {})
        self._name = text_in(self._head, "document").strip() or self._metadata(name)
        self._annotator = text_in(self._head, "annotator").strip() or self._user()
        self._units = Utf16(cas.text)
        self._text, wrong = self._restored()
        self.drafts = Drafts(self._text, file, f"{self._name}\0{self._annotator}", self._annotator)
        if wrong:
            self.drafts.trouble(
                "its Article", "“replaced” names no characters of the text", "it was passed over"
            )
        self._keys: dict[int, str] = {}
        self._values = Values(cas, self.drafts)
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
        done = text_in(self._head, "state") == "done"
        return Found(
            self._name, self._text, self.drafts.finish(), self._annotator, "done" if done else "in-progress"
        )

    # -- the document

    def _metadata(self, otherwise: str) -> str:
        for found in self._cas.structures.values():
            if found.type == METADATA:
                title = text_in(found, "documentTitle").strip() or text_in(found, "documentId").strip()
                return title or otherwise
        return otherwise

    def _user(self) -> str:
        for found in self._cas.structures.values():
            if found.type == _STATE:
                return text_in(found, "username").strip()
        return ""

    def _restored(self) -> tuple[str, bool]:
        """The text with the characters that XML could not hold; and whether some were named wrongly."""
        text, wrong = self._cas.text, False
        said = text_in(self._head, "replaced").split()
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
            self.drafts.trouble(place_of(found), f"{found.type.rpartition('.')[2]}: {error}", done)
            return None

    def _fragments(self) -> dict[str, list[tuple[int, int]]]:
        made: dict[str, list[tuple[int, int]]] = {}
        for _, found in self._by_role.get("fragment", ()):
            stretch = self._stretch(found, "the fragment was left out")
            if stretch is not None:
                made.setdefault(text_in(found, "record"), []).append(stretch)
        return made

    def _key(self, layer: Layer, found: Structure) -> str:
        return (text_in(found, "record") if layer.ours else "") or f"{found.id}"

    def _mention(
        self,
        kind: Literal["entity", "event"],
        layer: Layer,
        found: Structure,
        fragments: dict[str, list[tuple[int, int]]],
    ) -> None:
        key = self._key(layer, found)
        more = fragments.pop(key, []) if layer.ours else []
        stretch = self._stretch(found, "the mention was left out")
        if stretch is None:
            return
        type = text_in(found, layer.type).strip() or layer.short
        taken = self.drafts.mention(
            kind,
            key,
            type,
            [stretch, *more],
            place=place_of(found),
            attributes=self._values.attributes(layer, found),
            flag=text_in(found, "flag") if "flag" in layer.said else "",
            note=text_in(found, "note") if "note" in layer.said else "",
            trace=self._values.trace(layer, found),
        )
        if not taken:
            return
        self._keys[found.id] = key
        self._mentions.take(key, type, (stretch, *more))
        instances = self._cas.texts(found, "instances") if layer.ours else ()
        for instance in instances:
            self.drafts.refer(key, f"record {instance}", place=place_of(found))
        known_as = text_in(found, "identifier")
        if layer.name == NAMED_ENTITY and known_as and not instances:
            self._mentions.identify(key, known_as, place_of(found))

    def _zone(self, layer: Layer, found: Structure, fragments: dict[str, list[tuple[int, int]]]) -> None:
        key = self._key(layer, found)
        more = fragments.pop(key, [])
        stretch = self._stretch(found, "the zone was left out")
        if stretch is not None:
            type = text_in(found, "value") or layer.short
            self.drafts.zone(
                key,
                type,
                [stretch, *more],
                place=place_of(found),
                note=text_in(found, "note"),
                trace=self._values.trace(layer, found),
            )

    # -- links

    def _arguments(self, layer: Layer, found: Structure) -> None:
        key = self._keys.get(found.id)
        if key is None:
            return
        for feature in layer.links:
            for id in self._cas.refs(found, feature):
                link = self._cas.structures.get(id)
                target = self._one(link, "target") if link is not None else None
                if link is None or target is None:
                    self.drafts.trouble(
                        place_of(found),
                        f"{feature} refers to {id}, which has no target",
                        "the role was left out",
                    )
                    continue
                role = text_in(link, "role").strip() or feature
                self.drafts.argument(key, role, self._keys.get(target, f"{target}"), place=place_of(found))

    def _one(self, found: Structure, feature: str) -> int | None:
        ids = self._cas.refs(found, feature)
        return ids[0] if len(ids) == 1 else None

    def _relation(self, layer: Layer, found: Structure) -> None:
        ends = []
        for feature, said in (("Governor", "sourceRole"), ("Dependent", "targetRole")):
            target = self._one(found, feature)
            role = (text_in(found, said) if layer.ours else "") or feature
            ends.append(
                (role, self._keys.get(target, f"{target}") if target is not None else f"no {feature}")
            )
        self.drafts.relation(
            self._key(layer, found),
            text_in(found, layer.type).strip() or layer.short,
            ends,
            place=place_of(found),
            attributes=self._values.attributes(layer, found),
            flag=text_in(found, "flag") if "flag" in layer.said else "",
            note=text_in(found, "note"),
            trace=self._values.trace(layer, found),
        )

    # -- instances

    def _instances(self) -> None:
        seen: set[str] = set()
        for layer, found in self._by_role.get("instance", ()):
            key = self._key(layer, found)
            if key in seen:
                self.drafts.trouble(
                    place_of(found), f"the instance {short(key)} stands twice", "the second one was left out"
                )
                continue
            seen.add(key)
            self.drafts.instance(
                f"record {key}",
                "event" if text_in(found, "kind") == "event" else "entity",
                text_in(found, "value"),
                text_in(found, "label"),
                shared=key,
                links=self._cas.texts(found, "links"),
                attributes=self._values.attributes(layer, found),
                note=text_in(found, "note"),
                place=place_of(found),
                trace=self._values.trace(layer, found),
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
                self.drafts.trouble(place_of(chain), f"the chain {why}", "it ends there")
            self._mentions.chain(f"chain {chain.id}", layer.name, members, place_of(chain))
            for taken in seen:
                del links[taken]
        for found in links.values():
            self.drafts.trouble(place_of(found), "the link belongs to no chain", "it was left out")

    def _link(self, found: Structure) -> Link | None:
        stretch = self._stretch(found, "the link was left out")
        if stretch is None:
            return None
        said, label = text_in(found, "referenceType").strip(), text_in(found, "referenceRelation").strip()
        return Link(f"{found.id}", said, label, (stretch,), place_of(found))

    # -- the rest

    def _label(self) -> None:
        heads = self._by_role.get("article", ())
        if not heads:
            return
        layer, found = heads[0]
        if "record" in found.values:
            self.drafts.article(
                self._values.attributes(layer, found),
                text_in(found, "note"),
                place=place_of(found),
                trace=self._values.trace(layer, found),
            )

    def _tell_others(self) -> None:
        for name, count in Counter(found.type for _, found in self._by_role.get("other", ())).items():
            words = f"the layer holds nothing that is tagged here ({count:,} times)"
            self.drafts.trouble(name, words, "it was left out")
        for (name, feature), count in self._values.unheld.items():
            words = f"the feature {feature} holds neither a value nor a role ({count:,} times)"
            self.drafts.trouble(name, words, "it was left out")
