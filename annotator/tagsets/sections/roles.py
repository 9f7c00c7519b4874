"""The roles of events and relations: who may play them, how many, and under which conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.tagsets.definitions import ANY_ENTITY, ANY_EVENT, ANYTHING, Attribute, Condition, Role, Value
from annotator.tagsets.misfits import Misfit, Place, near
from annotator.tagsets.sections.attributes import read_value
from annotator.tagsets.sections.types import Table, WrittenTypes


class Roles:
    """Roles as they are asked. ``shared`` holds the attributes of all types, by id."""

    def __init__(self, types: WrittenTypes, shared: Mapping[str, Attribute]) -> None:
        self._types, self._shared = types, shared

    def of(self, type_id: str, attributes: Sequence[Attribute]) -> tuple[Role, ...]:
        """The roles of a type that has these attributes, inherited ones first. Raises Misfit."""
        kind = self._types.tables[type_id][0]
        merged: dict[str, dict[str, Any]] = {}
        for ancestor in reversed(self._types.lineage[type_id]):
            for role_id, table in self._types.tables[ancestor][1].get("role", {}).items():
                merged.setdefault(role_id, {}).update(table)
        roles = []
        for role_id, table in merged.items():
            place = self._place_of_role(type_id, role_id, "")
            if "fillers" not in table:
                raise Misfit(place, "the role needs fillers: type ids, or entity, event, span, any")
            self._check_fillers(self._place_of_role(type_id, role_id, "fillers"), table["fillers"])
            count = table.get("count", "1" if kind == "relation" else "*")
            low, high = _bounds(self._place_of_role(type_id, role_id, "count"), count)
            place = self._place_of_role(type_id, role_id, "when")
            own = place[1] == type_id  # an heir may have other values than the type that wrote the condition
            conditions = tuple(
                self._condition((*place, index), condition, attributes, checked=own)
                for index, condition in enumerate(table.get("when", ()))
            )
            roles.append(
                Role(
                    role_id,
                    table.get("name") or role_id,
                    tuple(table["fillers"]),
                    low,
                    high,
                    conditions,
                    table.get("description", ""),
                )
            )
        return tuple(roles)

    def _place_of_role(self, type_id: str, role_id: str, field: str) -> Place:
        """Where the type or its nearest ancestor writes that field of the role, or the role itself."""
        for ancestor in self._types.lineage[type_id]:
            kind, table = self._types.tables[ancestor]
            role = table.get("role", {}).get(role_id)
            if role is not None and (field in role or not field):
                return (kind, ancestor, "role", role_id, *([field] if field else []))
        return self._place_of_role(type_id, role_id, "")

    def _check_fillers(self, place: Place, fillers: Sequence[str]) -> None:
        for index, filler in enumerate(fillers):
            if filler in (ANY_ENTITY, ANY_EVENT, ANYTHING):
                continue
            if filler not in self._types.tables or self._types.tables[filler][0] not in ("entity", "event"):
                known = [t for t, (kind, _) in self._types.tables.items() if kind in ("entity", "event")]
                hint = near(filler, [*known, ANY_ENTITY, ANY_EVENT, ANYTHING])
                raise Misfit((*place, index), f'there is no entity or event type "{filler}"{hint}')

    def _condition(
        self, place: Place, table: Table, attributes: Sequence[Attribute], *, checked: bool
    ) -> Condition:
        by_id = {**self._shared, **{a.id: a for a in attributes}}
        given: list[tuple[str, tuple[Value, ...]]] = []
        for attribute_id, wanted in table["attributes"].items():
            here = (*place, "attributes", attribute_id)
            if attribute_id not in by_id:
                raise Misfit(here, f'there is no attribute "{attribute_id}"{near(attribute_id, by_id)}')
            alternatives = tuple(wanted) if isinstance(wanted, list) else (read_value(wanted),)
            attribute = by_id[attribute_id]
            for alternative in alternatives:
                problem = attribute.problem((alternative,) if attribute.kind == "many" else alternative)
                if problem and checked and attribute in attributes:
                    raise Misfit(here, problem)
            given.append((attribute_id, alternatives))
        return Condition(tuple(given), *_bounds((*place, "count"), table["count"]))


def _bounds(place: Place, count: str) -> tuple[int, int | None]:
    """(min, max or None) of ``?``, ``1``, ``*``, ``+``, ``2+`` or ``1-3``."""
    simple: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
    if count in simple:
        return simple[count]
    if count.endswith("+"):
        return int(count[:-1]), None
    low, _, high = count.partition("-")
    bounds = int(low), int(high or low)
    if bounds[0] > bounds[1]:
        raise Misfit(place, f'"{count}" asks for more than it allows')
    return bounds
