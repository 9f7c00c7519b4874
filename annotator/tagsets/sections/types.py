"""The types of a tagset as written: which there are, of which kind, and from whom each inherits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from annotator.tagsets.definitions import FREE_SPAN, RESERVED_IDS, Kind
from annotator.tagsets.misfits import Misfit, Place, near

Table: TypeAlias = Mapping[str, Any]
"""A table of the file, by its keys."""

KINDS: Final[tuple[Kind, ...]] = ("entity", "event", "relation", "zone")
_FREE_SPAN: Table = {
    "name": "Span",
    "label": "span",
    "colour": "#7f8790",
    "description": "Text that is no entity but fills a role.",
    "guideline": "Use it for what an event is about when the words name neither an entity nor an event.",
}


class WrittenTypes:
    """The tables of all types by their ids. Raises Misfit where ids or parents do not fit together."""

    def __init__(self, written: Table) -> None:
        self.tables: dict[str, tuple[Kind, Table]] = {}
        """Of each type: its kind, and what is written of it alone."""
        self._collect(written)
        self.lineage = {type_id: self._trace(type_id) for type_id in self.tables}
        """Of each type: itself, its parent, and so on."""

    def of_kind(self, kind: Kind) -> dict[str, Table]:
        """The tables of the types of a kind."""
        return {type_id: table for type_id, (of, table) in self.tables.items() if of == kind}

    def inherited(self, type_id: str, field: str, default: Any) -> Any:
        """The field as the type says it, or the nearest ancestor that does."""
        for ancestor in self.lineage[type_id]:
            if field in self.tables[ancestor][1]:
                return self.tables[ancestor][1][field]
        return default

    def _collect(self, written: Table) -> None:
        for kind in KINDS:
            tables: Mapping[str, Table] = written.get(kind, {})
            for type_id, table in tables.items():
                place: Place = (kind, type_id)
                if kind == "entity" and type_id == FREE_SPAN:
                    continue
                if type_id in RESERVED_IDS:
                    raise Misfit(
                        place, f'"{type_id}" is a word of the tagset language and cannot name a type'
                    )
                if type_id in self.tables:
                    raise Misfit(
                        place,
                        f'there is already a type "{type_id}" among the {self.tables[type_id][0]} types',
                    )
                self.tables[type_id] = (kind, table)
            if kind == "entity":
                changed = tables.get(FREE_SPAN, {})
                for barred in ("parent", "abstract"):
                    if changed.get(barred):
                        raise Misfit(
                            (kind, FREE_SPAN, barred), f"the built-in type {FREE_SPAN} has no {barred}"
                        )
                self.tables[FREE_SPAN] = (kind, {**_FREE_SPAN, **changed})

    def _trace(self, type_id: str) -> tuple[str, ...]:
        line = [type_id]
        while parent := self.tables[line[-1]][1].get("parent"):
            kind = self.tables[line[-1]][0]
            place: Place = (kind, line[-1], "parent")
            if parent in line:
                raise Misfit(place, f"the parents run in a circle: {' > '.join([*line, parent])}")
            if parent not in self.tables or self.tables[parent][0] != kind:
                known = [t for t, (k, _) in self.tables.items() if k == kind and t != type_id]
                raise Misfit(place, f'there is no {kind} type "{parent}"{near(parent, known)}')
            line.append(parent)
        return tuple(line)
