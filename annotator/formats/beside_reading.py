"""The rest laid over what another program still shows of a sheet; see :mod:`annotator.formats.beside`."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.records import Value
from annotator.formats.beside import FRAGMENT, KEY, SOURCE, TARGET, VERSION, KeptRelation, Places, Rest
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Trace
from annotator.sidecars.names import is_annotator


class Shown(Struct):
    """A span that the peer shows. ``kind`` empty: as its label says; ``at`` in code points; ``where`` its place in the file."""

    key: str
    label: str
    at: list[tuple[int, int]]
    where: str
    kind: Literal["", "entity", "event", "zone"] = ""
    attributes: dict[str, Value] = {}
    flag: str = ""
    note: str = ""


class ShownLink(Struct, frozen=True):
    """A link that the peer shows, by the keys of its spans."""

    source: str
    target: str
    label: str
    where: str


class Begun(Struct, frozen=True):
    """An article of which reading has begun. ``rest`` is None where there is none."""

    name: str
    drafts: Drafts
    rest: Rest | None

    @property
    def annotator(self) -> str:
        """Whose tags the rest says these are; empty where that is no annotator's name."""
        name = self.rest.annotator if self.rest is not None else ""
        return name if is_annotator(name) else ""


def begin(
    kept: Any, text: str, file: str, name: str, where: str, sheet: str = "", *, own: bool = True
) -> Begun:
    """Begins to read an article: ``kept`` is what stands under the key, None where nothing does.

    ``sheet`` tells sheets of the same article apart. Where this is not the ``own`` sheet of whoever the rest speaks of,
    records get ids of their own, and are not said to be theirs. What cannot be the rest is reported and ignored.
    """
    rest, problem = None, ""
    if kept is not None:
        try:
            rest = msgspec.convert(kept, Rest)
        except (msgspec.ValidationError, RecursionError) as error:
            problem = f"“{KEY}” cannot be read: {error}"
        if rest is not None and rest.version != VERSION:
            problem, rest = f"“{KEY}” is of version {rest.version}, not {VERSION}", None
    if rest is not None and not own:
        rest = _without_traces(rest)
    if rest is not None:
        name = rest.name or name
    drafts = Drafts(text, file, "\0".join((name, rest.annotator if rest is not None else "", sheet)))
    if problem:
        drafts.trouble(where, problem, "it was ignored")
    return Begun(name, drafts, rest)


def lay_over(
    drafts: Drafts,
    rest: Rest | None,
    spans: Sequence[Shown],
    links: Sequence[ShownLink],
    where: str,
) -> None:
    """Drafts the records of an article: what the peer shows, with the rest laid over it."""
    _Laying(drafts, rest or Rest(VERSION, ""), where).lay(spans, links)


def _without_traces(rest: Rest) -> Rest:
    article = rest.article
    return replace(
        rest,
        mentions=tuple(replace(kept, made=None) for kept in rest.mentions),
        links=tuple(replace(kept, made=None) for kept in rest.links),
        instances=tuple(replace(kept, made=None) for kept in rest.instances),
        zones=tuple(replace(kept, made=None) for kept in rest.zones),
        article=replace(article, made=None) if article is not None else None,
    )


class _Laying:
    def __init__(self, drafts: Drafts, rest: Rest, where: str) -> None:
        self._drafts, self._rest, self._where = drafts, rest, where
        self._keys: dict[int, str] = {}
        """Of the mentions of the rest that are there, by number."""

    def lay(self, spans: Sequence[Shown], links: Sequence[ShownLink]) -> None:
        joined, links = self._joined(spans, links)
        self._mentions(joined)
        self._links(links)
        self._unshown()
        for zone_number, zone in enumerate(self._rest.zones):
            if not zone.shown:
                self._drafts.zone(
                    f"kept {zone_number}",
                    zone.type,
                    zone.at,
                    place=self._where,
                    note=zone.note,
                    trace=zone.made,
                )

    def _joined(
        self, spans: Sequence[Shown], links: Sequence[ShownLink]
    ) -> tuple[list[Shown], list[ShownLink]]:
        """The spans with their fragments put together, and the links that are left."""
        by_key: dict[str, Shown] = {}
        for span in spans:
            if span.key in by_key:
                self._drafts.trouble(
                    span.where, f"the id {span.key[:60]} stands twice", "the second mention was left out"
                )
            else:
                by_key[span.key] = span
        whole: dict[str, str] = {}

        def of(key: str) -> str:
            """The span that one has become part of; what is found on the way is shortened."""
            root = key
            while root in whole:
                root = whole[root]
            while key != root:
                whole[key], key = root, whole[key]
            return root

        others = []
        for link in links:
            if link.label != FRAGMENT:
                others.append(link)
                continue
            source, target = of(link.source), of(link.target)
            first, second = by_key.get(source), by_key.get(target)
            if first is None or second is None or first is second or first.label != second.label:
                self._drafts.trouble(
                    link.where, "its ends are no fragments of one mention", "they were left as they are"
                )
                continue
            first.at.extend(second.at)
            del by_key[target]
            whole[target] = source
        if whole:
            others = [ShownLink(of(o.source), of(o.target), o.label, o.where) for o in others]
        return list(by_key.values()), others

    def _mentions(self, spans: Sequence[Shown]) -> None:
        waiting: dict[tuple[str, Places], deque[int]] = {}
        events = set(self._rest.events)
        for number, kept in enumerate(self._rest.mentions):
            waiting.setdefault((kept.type, kept.at), deque()).append(number)
        zones: dict[tuple[str, Places], deque[Trace | None]] = {}
        for zone in self._rest.zones:
            if zone.shown:
                zones.setdefault((zone.type, zone.at), deque()).append(zone.made)
        for span in spans:
            if span.kind == "zone":
                made = zones.get((span.label, tuple(sorted(span.at))))
                self._drafts.zone(
                    span.key,
                    span.label,
                    span.at,
                    place=span.where,
                    note=span.note,
                    trace=made.popleft() if made else None,
                )
                if span.attributes or span.flag:
                    self._drafts.trouble(span.where, "a zone has no attributes", "those were left out")
                continue
            queue = waiting.get((span.label, tuple(sorted(span.at))))
            number = queue.popleft() if queue else -1
            found = self._rest.mentions[number] if number >= 0 else None
            kind = (
                span.kind
                or (found.kind if found is not None else "")
                or ("event" if span.label in events else "entity")
            )
            attributes: dict[str, Value] = dict(found.attributes) if found is not None else {}
            attributes.update(span.attributes)
            taken = self._drafts.mention(
                kind,
                span.key,
                span.label,
                span.at,
                place=span.where,
                attributes=attributes,
                flag=span.flag or (found.flag if found is not None else ""),
                note=span.note or (found.note if found is not None else ""),
                trace=found.made if found is not None else None,
            )
            if taken and number >= 0:
                self._keys[number] = span.key
        for queue in waiting.values():
            for number in queue:
                kept = self._rest.mentions[number]
                if kept.says_more:
                    self._drafts.trouble(
                        self._where,
                        f"no span {kept.type[:60]} stands at {list(kept.at)[:3]} any more",
                        "what was kept of it was left out",
                    )

    def _links(self, links: Sequence[ShownLink]) -> None:
        names = set(self._rest.relations)
        waiting: dict[tuple[str, str, str], deque[KeptRelation]] = {}
        for kept in self._rest.links:
            if not kept.hidden and len(kept.ends) == 2:
                source, target = (self._keys.get(end, "") for _, end in kept.ends)
                waiting.setdefault((kept.type, source, target), deque()).append(kept)
        for number, link in enumerate(links):
            if self._drafts.kind(link.source) == "event" and link.label not in names:
                self._drafts.argument(link.source, link.label, link.target, place=link.where)
                continue
            queue = waiting.get((link.label, link.source, link.target))
            found = queue.popleft() if queue else None
            roles = [role for role, _ in found.ends] if found is not None else [SOURCE, TARGET]
            self._drafts.relation(
                f"link {number}",
                link.label,
                zip(roles, (link.source, link.target), strict=True),
                place=link.where,
                attributes=found.attributes if found is not None else None,
                flag=found.flag if found is not None else "",
                note=found.note if found is not None else "",
                trace=found.made if found is not None else None,
            )

        for queue in waiting.values():
            for kept in queue:
                if kept.attributes or kept.flag or kept.note:
                    self._drafts.trouble(
                        self._where,
                        f"no such relation {kept.type[:60]} is there any more",
                        "what was kept of it was left out",
                    )

    def _unshown(self) -> None:
        rest, where = self._rest, self._where
        for number, kept in enumerate(rest.mentions):
            if number in self._keys:
                for role, filler in kept.arguments:
                    self._drafts.argument(self._keys[number], role, self._key(filler), place=where)
        for number, relation in enumerate(rest.links):
            if relation.hidden:
                self._drafts.relation(
                    f"hidden {number}",
                    relation.type,
                    [(role, self._key(end)) for role, end in relation.ends],
                    place=where,
                    attributes=relation.attributes,
                    flag=relation.flag,
                    note=relation.note,
                    trace=relation.made,
                )
        used = {id for n in self._keys for id in rest.mentions[n].instances}
        gone = {id for kept in rest.mentions for id in kept.instances} - used
        for instance in rest.instances:
            if instance.id not in gone:
                self._drafts.instance(
                    instance.id,
                    instance.of,
                    instance.type,
                    instance.name,
                    shared=instance.id,
                    links=instance.links,
                    attributes=instance.attributes,
                    note=instance.note,
                    place=where,
                    trace=instance.made,
                )
        for number, key in self._keys.items():
            for id in rest.mentions[number].instances:
                self._drafts.refer(key, id, place=where)

    def _key(self, number: int) -> str:
        return self._keys.get(number, f"mention {number} of “{KEY}”")
