"""What ``.ann`` files say of instances: in notes and normalizations of their mentions, and as equivalences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from annotator.formats.brat_lines import MOST_TROUBLES, About, Line, attribute_value, table_of
from annotator.formats.drafts import Drafts


class Instances:
    """Takes the instances of one article, once its mentions are taken."""

    def __init__(
        self,
        drafts: Drafts,
        about: Mapping[str, About],
        told: Mapping[str, tuple[str, str]],
        place_of: Callable[[str], str],
        filler: Callable[[str], list[str]],
    ) -> None:
        """``told`` has of each mention its type and text, ``filler`` says which mention a line's id means."""
        self._drafts, self._about, self._told = drafts, about, told
        self._place_of, self._filler = place_of, filler

    def _instances(self, id: str) -> list[Mapping[str, Any]]:
        about = self._about.get(id)
        return about.instances if about is not None else []

    def take(self, lines: Iterable[Line]) -> None:
        """Takes the instances, and those that the equivalences ``lines`` make."""
        known: dict[str, Mapping[str, Any]] = {}
        for about in self._about.values():
            for said in about.instances:
                if "name" in said:
                    known.setdefault(said["id"], said)
        made: dict[str, bool] = {}
        for id, about in self._about.items():
            if id not in self._drafts or len(self._drafts.troubles) >= MOST_TROUBLES:
                continue
            place = self._place_of(id)
            for said in about.instances:
                key = said["id"]
                if key not in made:
                    made[key] = self._take_instance(key, known.get(key), place)
                if made[key]:
                    self._drafts.refer(id, key, place=place)
            for link, name in about.links:
                kind = self._drafts.kind(id) or "entity"
                key = f"{kind} {link}"
                if key not in made:
                    made[key] = self._drafts.instance(
                        key, kind, self._told[id][0], name or link, shared=key, links=(link,), place=place
                    )
                if made[key]:
                    self._drafts.refer(id, key, place=place)
        for line, members in self._equivalences(lines):
            self._take_equivalence(line, members, made)

    def _take_instance(self, id: str, said: Mapping[str, Any] | None, place: str) -> bool:
        try:
            if said is None:
                raise ValueError(f"nothing is told of the instance {id[:60]}")
            of, links = said.get("of"), said.get("links", [])
            if of not in ("entity", "event"):
                raise ValueError(f"the instance {id[:60]} is of neither entities nor events")
            if not isinstance(links, list) or not all(isinstance(link, str) for link in links):
                raise ValueError(f"the links of the instance {id[:60]} are no texts")
            attributes = {k: attribute_value(v) for k, v in table_of(said.get("attributes")).items()}
        except ValueError as error:
            self._drafts.trouble(place, str(error), "the instance was left out")
            return False
        return self._drafts.instance(
            id,
            of,
            str(said.get("type", "")),
            str(said["name"]),
            shared=id,
            links=tuple(links),
            attributes=attributes,
            note=str(said.get("note", "")),
            place=place,
        )

    def _equivalences(self, lines: Iterable[Line]) -> list[tuple[Line, list[str]]]:
        """Mentions that are one instance; equivalences that share a mention are one, as brat has it."""
        of: dict[str, int] = {}
        groups: dict[int, tuple[Line, list[str]]] = {}
        for number, line in enumerate(lines):
            ids = list(dict.fromkeys(self._filler(id)[0] for id in line.said.split()[1:]))
            taken = [id for id in ids if id in self._drafts]
            if len(taken) < len(ids) or len(taken) < 2:
                lost = next((id for id in ids if id not in self._drafts), "")
                message = f"{lost[:60]} is no mention that was taken" if lost else "it ties nothing together"
                self._drafts.trouble(
                    line.place, message, "the equivalence was taken without it" if lost else "it was left out"
                )
            groups[number] = line, []
            for id in taken:
                other = of.get(id, number)
                if other == number:
                    groups[number][1].append(id)
                    of[id] = number
                    continue
                small, large = sorted((number, other), key=lambda group: len(groups[group][1]))
                for member in groups.pop(small)[1]:
                    of[member] = large
                    groups[large][1].append(member)
                number = large
        return [(line, members) for line, members in groups.values() if len(members) > 1]

    def _take_equivalence(self, line: Line, members: list[str], made: dict[str, bool]) -> None:
        noted = {said["id"]: None for id in members for said in self._instances(id) if made.get(said["id"])}
        kinds = {self._drafts.kind(id) for id in members}
        if len(kinds) > 1:
            self._drafts.trouble(line.place, "it ties entities to events", "the equivalence was left out")
            return
        if len(noted) > 1:
            self._drafts.trouble(line.place, "it ties several instances together", "they were left apart")
            return
        key = next(iter(noted), f"* {members[0]}")
        if not noted:
            type, name = self._told[members[0]]
            kind = self._drafts.kind(members[0]) or "entity"
            if not self._drafts.instance(key, kind, type, name, place=line.place):
                return
        for id in members:
            self._drafts.refer(id, key, place=line.place)
