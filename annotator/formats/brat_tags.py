"""What the lines of an ``.ann`` file say, as records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from annotator.annotations.records import UNSURE, Record
from annotator.formats.brat_instances import Instances
from annotator.formats.brat_lines import (
    MOST_TROUBLES,
    About,
    Counting,
    Line,
    Places,
    Span,
    attribute_value,
    table_of,
)
from annotator.formats.brat_names import EXTRA, NOTES, UNSURE_NAME, covered
from annotator.formats.brat_tagset import Conf
from annotator.formats.drafts import Drafts, Misplaced, placed
from annotator.formats.exchange import Trouble
from annotator.formats.sources import json_of

_MOST_COVERED = 64 * 1024 * 1024
"""Characters that the mentions of one article cover together."""

_SPAN = re.compile(r"(\S+) ([0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*) ?")
_NAMED = re.compile(r"(\S+) (\S+) ?")
_VALUED = re.compile(r"(\S+) (\S+)(?: (.*\S))? *")
_LINKED = re.compile(r"(\S+) (\S+) (\S+?:\S+) ?")
_LETTERS = frozenset("TERAMN#*")
_UNNOTED = {
    "A": "an attribute that was left out",
    "M": "an attribute that was left out",
    "N": "a normalization",
    "#": "a note",
}


class Tags:
    """Reads the tags of one article."""

    def __init__(self, text: str, file: str, seed: str, conf: Conf) -> None:
        """``text`` begins with its byte-order mark, if it has one: brat counts it."""
        self._raw = text
        self._text = text.removeprefix("\ufeff")
        self._conf = conf
        self._drafts = Drafts(self._text, file, seed)
        self._lines: dict[str, list[Line]] = {letter: [] for letter in _LETTERS}
        self._spans: dict[str, Span] = {}
        self._events: dict[str, tuple[Line, str, str, list[str]]] = {}
        self._relations: dict[str, Line] = {}
        self._about: dict[str, About] = {}
        self._ids: set[str] = set()
        self._attributes: dict[str, tuple[str, list[str]]] = {}
        """What an attribute's line says, and of which mentions or relations."""
        self._told: dict[str, tuple[str, str]] = {}
        """Of mentions: the type, and the text, for instances without a name."""
        self._count = Counting(text)

    @property
    def troubles(self) -> list[Trouble]:
        """What could not be taken."""
        return self._drafts.troubles

    def read(self, lines: Sequence[str]) -> tuple[Record, ...]:
        """The records of the lines."""
        self._sort(lines)
        self._read_spans()
        self._read_events()
        self._relations = {line.id: line for line in self._lines["R"]}
        self._read_about()
        self._take_mentions()
        self._take_arguments()
        self._take_relations()
        instances = Instances(self._drafts, self._about, self._told, self._place_of, self._filler)
        instances.take(self._each("*"))
        return self._drafts.finish()

    def _trouble(self, line: Line, message: str, done: str) -> None:
        self._drafts.trouble(line.place, message, done)

    def _enough(self) -> bool:
        return len(self._drafts.troubles) >= MOST_TROUBLES

    # -- lines

    def _sort(self, lines: Sequence[str]) -> None:
        seen = self._ids
        for number, line in enumerate(lines, 1):
            plain = line.rstrip("\r")
            if not plain.strip():
                continue
            id, tab, rest = plain.partition("\t")
            said, _, after = rest.partition("\t")
            found = Line(f"line {number}", id, said, after)
            if not tab or id[:1] not in _LETTERS or (id != "*" and not id[1:]):
                self._trouble(found, f"“{plain[:60]}” is none of brat's lines", "the line was left out")
            elif id != "*" and id in seen:
                self._trouble(found, f"the id {id[:60]} stands twice", "the second line was left out")
            else:
                seen.add(id)
                self._lines[id[0]].append(found)
            if self._enough():
                self._trouble(found, "too much is wrong with this file", "the rest of it was left out")
                return

    def _each(self, letter: str) -> Iterator[Line]:
        for line in self._lines[letter]:
            if self._enough():
                return
            yield line

    def _read_spans(self) -> None:
        for line in self._each("T"):
            match = _SPAN.fullmatch(line.said)
            if match is None:
                self._trouble(line, f"“{line.said[:60]}” is no span", "the mention was left out")
                continue
            pairs = (pair.split(" ") for pair in match[2].split(";"))
            places = [(int(start), int(end)) for start, end in pairs]
            self._spans[line.id] = Span(line, match[1], places)
        told = self._count.decide(self._spans.values())
        if told:
            self._drafts.trouble("", told, "the offsets were converted")

    def _read_events(self) -> None:
        for line in self._each("E"):
            head, *arguments = line.said.split() or [""]
            type, colon, trigger = head.rpartition(":")
            if not colon or not type:
                self._trouble(line, f"“{line.said[:60]}” is no event", "the event was left out")
                continue
            span = self._spans.get(trigger)
            if span is None:
                self._trouble(line, f"its trigger {trigger[:60]} is not there", "the event was left out")
                continue
            if span.type != type:
                self._trouble(
                    line, f"its trigger {trigger} is a {span.type[:60]}", f"it was taken as {type[:60]}"
                )
            span.used.append(line.id)
            self._events[line.id] = line, type, trigger, arguments

    # -- what is said of lines

    def _targets(self, line: Line, target: str, what: str) -> list[str]:
        """The mentions or relations of that id; what is said of a trigger is said of its events."""
        if target in self._events or target in self._relations:
            return [target]
        if target in self._spans:
            return self._spans[target].used or [target]
        self._trouble(line, f"{target[:60]} is not there", f"the {what} was left out")
        return []

    def _of(self, id: str) -> About:
        if id not in self._about:
            self._about[id] = About()
        return self._about[id]

    def _read_about(self) -> None:
        for line in (*self._each("A"), *self._each("M")):
            self._read_attribute(line)
        for line in self._each("#"):
            match = _NAMED.fullmatch(line.said)
            if match is None:
                self._trouble(line, f"“{line.said[:60]}” is no note", "the note was left out")
            elif match[1] == EXTRA:
                self._read_extra(line, match[2])
            else:
                kind = "" if match[1] == NOTES else f"{match[1]}: "
                self._read_note(line, match[2], f"{kind}{line.rest}")
        for line in self._each("N"):
            match = _LINKED.fullmatch(line.said)
            if match is None:
                self._trouble(line, f"“{line.said[:60]}” is no normalization", "the link was left out")
                continue
            for target in self._targets(line, match[2], "link"):
                self._of(target).links.append((match[3], line.rest.strip()))

    def _read_note(self, line: Line, target: str, note: str) -> None:
        """A note goes to what it is about; one about an attribute to what has that, with the attribute's name."""
        if target in self._attributes:
            said, about = self._attributes[target]
            for one in about:
                self._of(one).notes.append(f"{said}: {note}")
        elif target[:1] in _UNNOTED and target in self._ids:
            words = f"{target[:60]} is {_UNNOTED[target[0]]}"
            self._trouble(line, words, "the note was left out: none is kept on such")
        else:
            for one in self._targets(line, target, "note"):
                self._of(one).notes.append(note)

    def _read_attribute(self, line: Line) -> None:
        match = _VALUED.fullmatch(line.said)
        if match is None:
            self._trouble(line, f"“{line.said[:60]}” is no attribute", "the attribute was left out")
            return
        targets = self._targets(line, match[2], "attribute")
        if targets:
            self._attributes[line.id] = " ".join(part for part in match.group(1, 3) if part), targets
        for target in targets:
            about = self._of(target)
            if match[1] == UNSURE_NAME and match[3] is None:
                about.flag = UNSURE
                continue
            name, value, many = self._conf.attribute(match[1], match[3])
            held = about.attributes.get(name)
            if held is None:
                about.attributes[name] = (value,) if many else value
            elif isinstance(held, bool) or isinstance(value, bool):
                self._trouble(line, f"{name[:60]} is said twice of {target}", "the first value counts")
            else:  # brat's own window shows only one of them
                values = held if isinstance(held, tuple) else (str(held),)
                about.attributes[name] = values if value in values else (*values, value)

    def _read_extra(self, line: Line, target: str) -> None:
        if target not in self._events and target not in self._relations and target not in self._spans:
            self._trouble(line, f"{target[:60]} is not there", "the note was left out")
            return
        try:
            said = json_of(line.rest.encode("utf-8"))
            if not isinstance(said, dict):
                raise ValueError("it is no JSON object")
            attributes = {k: attribute_value(v) for k, v in table_of(said.get("attributes")).items()}
        except ValueError as error:
            self._trouble(line, f"the note {EXTRA}: {error}", "the note was left out")
            return
        about = self._of(target)
        about.extra = said
        about.attributes.update(attributes)
        if isinstance(flag := said.get("flag"), str) and not about.flag:
            about.flag = flag

    # -- records

    def _take_mentions(self) -> None:
        room = _MOST_COVERED
        for id, span in self._spans.items():
            if self._enough():
                return
            places = self._places(id, span)
            room -= sum(end - start for start, end in places) * max(len(span.used), 1)
            if room < 0:
                self._trouble(span.line, "the mentions cover too much", "the rest of them was left out")
                return
            quote = span.line.rest.rstrip() or None
            group = self._conf.group(span.type)
            if span.used:
                for event in span.used:
                    self._take_mention("event", event, self._events[event][1], places, quote, span)
            elif group == "zone" or self._said(id).extra.get("zone") is True:
                self._take_zone(id, places, span)
            else:
                kind: Literal["entity", "event"] = "event" if group == "event" else "entity"
                self._take_mention(kind, id, span.type, places, quote, span)

    def _said(self, id: str) -> About:
        return self._about.get(id) or _NOTHING

    def _places(self, id: str, span: Span) -> Places:
        """Where it stands in the text; with the line breaks in it, where the file says so."""
        places = [self._count.here(start, end) for start, end in span.places]
        told = (self._said(one).extra.get("span") for one in (id, *span.used))
        whole = next((one for one in told if one is not None), None)
        if whole is None:
            return places
        if isinstance(whole, list) and all(
            isinstance(pair, list) and len(pair) == 2 and all(type(edge) is int for edge in pair)
            for pair in whole
        ):
            joined = [self._count.here(start, end) for start, end in whole]
            inside = all(0 <= start < end <= len(self._text) for start, end in joined)
            if inside and covered(joined, self._text) == places:
                return joined
        self._trouble(span.line, f"its {EXTRA} says another span", "the span of the line counts")
        return places

    def _take_mention(
        self,
        kind: Literal["entity", "event"],
        id: str,
        type: str,
        places: Places,
        quote: str | None,
        span: Span,
    ) -> None:
        said = self._said(id)
        named = self._conf.type(kind, type)
        start, end = max(places, key=lambda place: place[1] - place[0])
        self._told[id] = named, " ".join(self._text[max(start, 0) : end].split())[:200] or named
        self._drafts.mention(
            kind,
            id,
            named,
            places,
            place=span.line.place if id not in self._events else self._events[id][0].place,
            quote=quote,
            attributes=said.attributes,
            flag=said.flag,
            note=said.note,
        )

    def _take_zone(self, id: str, places: Places, span: Span) -> None:
        said = self._said(id)
        try:
            placed(self._text, places, span.line.rest.rstrip() or None)
        except Misplaced as error:
            self._trouble(span.line, f"{span.type[:60]}: {error}", "the zone was left out")
            return
        if said.attributes or said.flag:
            self._trouble(span.line, f"{id} is a zone, which has no attributes", "they were left out")
        self._drafts.zone(
            id, self._conf.type("zone", span.type), places, place=span.line.place, note=said.note
        )

    def _take_arguments(self) -> None:
        for id, (line, type, _, arguments) in self._events.items():
            if self._enough():
                return
            if id not in self._drafts:
                continue
            for argument in arguments:
                label, colon, filler = argument.partition(":")
                if not colon or not label:
                    self._trouble(line, f"“{argument[:60]}” is no argument", "it was left out")
                    continue
                for target in self._filler(filler):
                    self._drafts.argument(id, self._conf.role(type, label), target, place=line.place)

    def _filler(self, id: str) -> list[str]:
        """What fills a role: of a trigger, its event, if there is just one."""
        span = self._spans.get(id)
        return list(span.used) if span is not None and len(span.used) == 1 else [id]

    def _take_relations(self) -> None:
        for line in self._each("R"):
            type, *arguments = line.said.split() or [""]
            pairs = [argument.partition(":") for argument in arguments]
            if len(pairs) != 2 or not all(label and filler for label, _, filler in pairs):
                self._trouble(line, f"“{line.said[:60]}” is no relation", "the relation was left out")
                continue
            roles = self._conf.ends(type, pairs[0][0], pairs[1][0])
            said = self._said(line.id)
            self._drafts.relation(
                line.id,
                self._conf.type("relation", type),
                [(role, self._filler(pair[2])[0]) for role, pair in zip(roles, pairs, strict=True)],
                place=line.place,
                attributes=said.attributes,
                flag=said.flag,
                note=said.note,
            )

    def _place_of(self, id: str) -> str:
        return self._events[id][0].place if id in self._events else self._spans[id].line.place


_NOTHING = About()
