"""A tagset made of brat's ``annotation.conf`` (and ``visual.conf``), and what brat's names are called in it.

Whatever a configuration says, the tables make a tagset: what does not fit is reported and left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct, field

from annotator.formats.brat_conf_lines import MOST_CONF, Entry, Group, Report, entries, sections, visual
from annotator.formats.brat_names import BETWEEN, EQUIV, TRUTHS, UNBOUNDED, UNSURE_NAME, ZONES, unescaped
from annotator.tagsets.definitions import ANY_ENTITY, ANY_EVENT, ANYTHING, FREE_SPAN, RESERVED_IDS

_SECTIONS: dict[str, Group] = {"entities": "entity", "events": "event", "relations": "relation"}
_DEEPEST = 50
"""Types above a type."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
_WORDS = {
    "<ENTITY>": (ANY_ENTITY,),
    "<EVENT>": (ANY_EVENT,),
    "<ANY>": (ANYTHING,),
}
_TARGETS = {"<ENTITY>": "entity", "<EVENT>": "event", "<ANY>": "mention", "<RELATION>": "relation"}


class _Attribute(Struct):
    id: str
    kind: str
    values: dict[str, str] = field(default_factory=dict)
    """Ids by what they are called in brat."""
    on: list[str] = field(default_factory=list)
    default: Any = None


class Conf:
    """What a configuration says; an empty one says nothing."""

    def __init__(self, text: str = "", shown: str = "", report: Report = lambda *_: None) -> None:
        self._report = report
        self._labels, self._colours = visual(shown)
        self._entries: dict[Group, dict[str, Entry]] = {
            "entity": {},
            "event": {},
            "relation": {},
            "zone": {},
        }
        self._ids: dict[tuple[Group, str], str] = {}
        self._roles: dict[tuple[Group, str], dict[str, str]] = {}
        """Of event and relation types: the ids of roles by their names."""
        self._attributes: dict[str, _Attribute] = {}
        self._many_valued: dict[str, _Attribute] = {}
        self._flags: dict[str, tuple[str, str]] = {}
        """Of yes-or-no attributes that are a value of a many-valued one: which, by their names."""
        self._tables: dict[str, dict[str, Any]] = {}
        self._build(text)

    # -- what names mean

    def group(self, name: str) -> Group | None:
        """What a span of that type is: an entity, an event, a zone, or nothing that is known."""
        order: tuple[Group, ...] = ("event", "zone", "entity")
        return next((group for group in order if name in self._entries[group]), None)

    def type(self, group: Group, name: str) -> str:
        """The id of a type."""
        return self._ids.get((group, name)) or unescaped(name)

    def role(self, type: str, label: str) -> str:
        """The role that a label of an event says, without the number of a repeated one."""
        known = self._roles.get(("event", type), {})
        base = label.rstrip("0123456789") or label
        return known.get(label) or known.get(base) or unescaped(base)

    def ends(self, type: str, first: str, second: str) -> tuple[str, str]:
        """The roles that the labels of a relation say."""
        known = self._roles.get(("relation", type), {})
        if (first, second) == ("Arg1", "Arg2") and len(known) in (1, 2) and first not in known:
            roles = list(known.values())
            return roles[0], roles[-1]
        if second == f"{first}2" and second not in known:
            second = first
        return known.get(first) or unescaped(first), known.get(second) or unescaped(second)

    def attribute(self, name: str, value: str | None) -> tuple[str, Any, bool]:
        """The id and the value that an attribute's line says, and whether there may be several such lines."""
        if value is None:
            attribute, _, chosen = name.partition(BETWEEN)
            if name in self._flags:
                return (*self._flags[name], True)
            if attribute and chosen and name not in self._attributes:
                return unescaped(attribute), unescaped(chosen), True
        known = self._attributes.get(name)
        id = known.id if known else unescaped(name)
        if value is None:
            return id, True, False
        if value in TRUTHS and not (known and known.kind == "one"):
            return id, TRUTHS[value], False
        return id, known.values.get(value, value) if known else value, False

    def tables(self, id: str, name: str) -> dict[str, Any]:
        """The tables of a tagset file."""
        made: dict[str, Any] = {"id": id, "version": "1", "name": name}
        made |= {key: value for key, value in self._tables.items() if value}
        return made

    # -- making the tables

    def _build(self, text: str) -> None:
        if len(text) > MOST_CONF:
            self._report("", f"it has more than {MOST_CONF:,} characters", "it was left out")
            return
        found = sections(text)
        for section, group in _SECTIONS.items():
            for entry in self._hierarchy(found.get(section, []), group):
                self._entries[entry.group].setdefault(entry.name, entry)
        taken = set(RESERVED_IDS)
        order: tuple[Group, ...] = ("event", "entity", "relation", "zone")
        for group in order:
            for name in self._entries[group]:
                if group == "entity" and name == FREE_SPAN:
                    self._ids[group, name] = FREE_SPAN
                else:
                    self._ids[group, name] = _free(name, group, taken)
        make: dict[Group, Callable[[Entry], dict[str, Any]]] = {
            "entity": self._entity,
            "event": self._event,
            "relation": self._relation,
            "zone": self._zone,
        }
        for group, table in make.items():
            self._tables[group] = {
                self._ids[group, name]: table(entry) for name, entry in self._entries[group].items()
            }
        self._build_attributes(found.get("attributes", []))

    def _hierarchy(self, lines: list[tuple[int, str]], group: Group) -> Iterator[Entry]:
        above: list[Entry] = []
        for entry in entries(lines, self._report):
            while above and (above[-1].depth >= entry.depth or len(above) > _DEEPEST):
                above.pop()
            top = above[0].name if above else ""
            above.append(entry)
            entry.group = group
            if group == "entity" and entry.name in ZONES and not top:
                continue
            if group == "entity" and top in ZONES:
                entry.group = "zone"
                entry.parent = top  # says whether they count; zones have no other parents there
            elif len(above) > 1:
                entry.parent = above[-2].name
            if group == "relation" and entry.name == EQUIV:
                continue
            if entry.name in self._entries[entry.group]:
                self._report(
                    f"line {entry.number}", f"{entry.name[:60]} stands twice", "the first one counts"
                )
                continue
            yield entry

    def _common(self, entry: Entry) -> dict[str, Any]:
        name = self._labels.get(entry.name) or entry.shown or _printable(unescaped(entry.name))
        made: dict[str, Any] = {"name": name} if name != self._ids[entry.group, entry.name] else {}
        if colour := self._colours.get(entry.name):
            made["colour"] = colour
        parent = entry.parent
        if entry.group != "zone" and parent in self._entries[entry.group] and parent != entry.name:
            made["parent"] = self._ids[entry.group, parent]
        if entry.abstract:
            made["abstract"] = True
        return made

    def _entity(self, entry: Entry) -> dict[str, Any]:
        made = self._common(entry)
        if entry.name == FREE_SPAN:
            made = {key: value for key, value in made.items() if key in ("name", "colour")}
        elif made.get("parent") == FREE_SPAN:
            del made["parent"]
        return made

    def _zone(self, entry: Entry) -> dict[str, Any]:
        return {**self._common(entry), "gold": ZONES[entry.parent]}

    def _event(self, entry: Entry) -> dict[str, Any]:
        made = self._common(entry)
        roles = self._role_tables(entry)
        return {**made, "role": roles} if roles else made

    def _role_tables(self, entry: Entry) -> dict[str, dict[str, Any]]:
        made: dict[str, dict[str, Any]] = {}
        known = self._roles.setdefault((entry.group, entry.name), {})
        for key, count, fillers in entry.arguments:
            if key.startswith("<"):
                continue
            if key in known:
                self._report(f"line {entry.number}", f"{key[:60]} stands twice", "the first one counts")
                continue
            known[key] = _free(key, "role", set(known.values()))
            made[known[key]] = {"count": _count(count), "fillers": self._fillers(entry, fillers)}
            shown = self._labels.get(key) or _printable(unescaped(key))
            if shown != known[key]:
                made[known[key]]["name"] = shown
        return made

    def _fillers(self, entry: Entry, names: list[str]) -> list[str]:
        found: dict[str, None] = {}
        for name in names:
            if name in _WORDS:
                found.update(dict.fromkeys(_WORDS[name]))
                if name == "<ENTITY>" and FREE_SPAN in self._entries["entity"]:
                    found[FREE_SPAN] = None
                continue
            ids = [self._ids[group, name] for group in ("entity", "event") if name in self._entries[group]]
            if not ids:
                self._report(
                    f"line {entry.number}", f"there is no type {name[:60]}", "that filler was left out"
                )
            found.update(dict.fromkeys(ids))
        return list(found) or [ANYTHING]

    def _relation(self, entry: Entry) -> dict[str, Any]:
        made = self._common(entry)
        parent = self._entries["relation"].get(entry.parent)
        if parent is not None and (not parent.abstract or self._roles.get(("relation", parent.name))):
            made.pop("parent", None)  # its ends would be handed down, which is not so in brat
        said = [word for key, _, words in entry.arguments if key == "<REL-TYPE>" for word in words]
        kinds = {part for word in said for part in word.split("-")}
        roles = self._role_tables(entry)
        if entry.abstract and not roles:
            return made
        known = self._roles["relation", entry.name]
        if len(roles) == 2 and (labels := list(known)) and labels[1] == f"{labels[0]}2":
            only = roles[known.pop(labels[1])]
            first = roles[known[labels[0]]]
            if only["fillers"] == first["fillers"]:
                roles = {known[labels[0]]: {**first, "count": "2"}}
            else:
                known[labels[1]] = next(id for id in roles if id != known[labels[0]])
        elif len(roles) != 2:
            self._report(
                f"line {entry.number}", f"{entry.name[:60]} has {len(roles)} ends", "it was given two"
            )
            roles = dict(list(roles.items())[:2])
            for id in ("Arg1", "Arg2"):
                if len(roles) < 2:
                    roles.setdefault(id, {"fillers": [ANYTHING]})
            self._roles["relation", entry.name] = {label: id for label, id in known.items() if id in roles}
        ends = [set(role["fillers"]) for role in roles.values()]
        symmetric = "symmetric" in kinds and ends[0] == ends[-1]
        if "symmetric" in kinds and not symmetric:
            self._report(f"line {entry.number}", "its ends take different types", "it is not symmetric")
        return {**made, "role": roles, "symmetric": symmetric, "transitive": "transitive" in kinds}

    def _build_attributes(self, lines: list[tuple[int, str]]) -> None:
        taken: set[str] = set()
        made: dict[str, dict[str, Any]] = {}
        for entry in entries(lines, self._report):
            if entry.name == UNSURE_NAME or entry.name in self._attributes or entry.name in self._flags:
                continue
            said = {key: words for key, _, words in entry.arguments}
            on = list(dict.fromkeys(t for name in said.get("Arg", ()) for t in self._target(entry, name)))
            values = said.get("Value") or []
            many, _, value = entry.name.partition(BETWEEN)
            if not values and many and value:
                self._many(many, value, on or ["mention"], taken, made)
                continue
            ids: dict[str, str] = {}
            for word in values:
                ids.setdefault(word, _free(word, "value", set(ids.values())))
            flag = not ids or set(ids) <= set(TRUTHS)
            known = _Attribute(_free(entry.name, "attribute", taken), "flag" if flag else "one", ids)
            self._attributes[entry.name] = known
            table: dict[str, Any] = {
                "name": self._labels.get(entry.name) or entry.shown or _printable(unescaped(entry.name)),
                "kind": known.kind,
                "on": on or ["mention"],
            }
            if not flag:
                table["values"] = [_value(word, id) for word, id in ids.items()]
            for word in said.get("<DEFAULT>", ()):
                if flag and word in TRUTHS:
                    table["default"] = TRUTHS[word]
                elif word in ids:
                    table["default"] = ids[word]
            made[known.id] = table
        self._tables["attribute"] = made

    def _many(
        self, many: str, value: str, on: list[str], taken: set[str], made: dict[str, dict[str, Any]]
    ) -> None:
        """A yes-or-no attribute that is one value of a many-valued one."""
        known = self._many_valued.get(many)
        if known is None:
            known = self._many_valued[many] = _Attribute(_free(many, "attribute", taken), "many")
            made[known.id] = {
                "name": self._labels.get(many) or _printable(unescaped(many)),
                "kind": "many",
                "on": [],
                "values": [],
            }
        id = known.values.setdefault(value, _free(value, "value", set(known.values.values())))
        self._flags[f"{many}{BETWEEN}{value}"] = known.id, id
        table = made[known.id]
        table["values"].append(_value(value, id, self._labels.get(f"{many}{BETWEEN}{value}", "")))
        table["on"] = list(dict.fromkeys((*table["on"], *on)))

    def _target(self, entry: Entry, name: str) -> list[str]:
        if name in _TARGETS:
            return [_TARGETS[name]]
        groups: tuple[Group, ...] = ("entity", "event", "relation")
        found = [self._ids[group, name] for group in groups if name in self._entries[group]]
        if not found:
            self._report(f"line {entry.number}", f"there is no type {name[:60]}", "it was left out")
        return found


def _free(name: str, group: str, taken: set[str]) -> str:
    """An id that tagsets allow, near to ``name`` and not in ``taken``, to which it is added."""
    plain = unescaped(name)
    if not _ID.fullmatch(plain):
        plain = re.sub(r"[^A-Za-z0-9_.:-]", "_", plain)
        plain = (plain if plain[:1].isalpha() else f"{group[0]}_{plain}")[:64]
    tried, number = plain, 1
    while tried in taken:
        ending = f"-{group}" if number == 1 else f"-{group}{number}"
        tried, number = f"{plain[: 64 - len(ending)]}{ending}", number + 1
    taken.add(tried)
    return tried


def _count(sign: str) -> str:
    if not sign.startswith("{"):
        return sign or "1"
    low, _, high = sign[1:-1].partition("-")
    first, last = min(int(low[:5]), UNBOUNDED), min(int((high or low)[:5]), UNBOUNDED)
    if first > last:
        return "*"
    if last >= UNBOUNDED:
        return f"{first}+"
    return f"{first}-{last}" if high else str(first)


def _value(word: str, id: str, label: str = "") -> Any:
    name = label.partition(": ")[2] or _printable(unescaped(word))
    return id if name == id else {"id": id, "name": name}


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "_" for c in text)
