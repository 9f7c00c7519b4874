"""The attributes of a tagset: those of ``[attribute]``, those of single types, and which type has which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from annotator.tagsets.definitions import Attribute, AttributeValue
from annotator.tagsets.misfits import Misfit, Place, near
from annotator.tagsets.sections.types import KINDS, Table, WrittenTypes

_TARGETS = ("mention", *KINDS, "instance", "article")


class Attributes:
    """Attributes as they are asked. Raises Misfit where something does not fit together."""

    def __init__(self, written: Mapping[str, Table], types: WrittenTypes) -> None:
        self._written, self._types = written, types
        self.shared: dict[str, Attribute] = {}
        """Those of ``[attribute]``, by id."""
        for attribute_id, table in written.items():
            self.shared[attribute_id] = self._attribute(("attribute", attribute_id), attribute_id, table)

    def of(self, type_id: str) -> tuple[Attribute, ...]:
        """The tagset's attributes that apply, then the type's own; written differences laid over them."""
        kind = self._types.tables[type_id][0]
        line = self._types.lineage[type_id]
        targets = {kind, *line} | ({"mention"} if kind in ("entity", "event") else set())
        changes: dict[str, dict[str, Any]] = {}
        for ancestor in reversed(line):
            for attribute_id, table in self._types.tables[ancestor][1].get("attribute", {}).items():
                changes.setdefault(attribute_id, {}).update(table)
        found: list[Attribute] = []
        for attribute_id, attribute in self.shared.items():
            if attribute_id in changes:
                table = {**self._written[attribute_id], **changes.pop(attribute_id)}
                found.append(self._own_attribute(type_id, attribute_id, table))
            elif targets.intersection(attribute.on):
                found.append(attribute)
        return (*found, *(self._own_attribute(type_id, a, table) for a, table in changes.items()))

    def _own_attribute(self, type_id: str, attribute_id: str, table: Table) -> Attribute:
        owner = next(
            t
            for t in self._types.lineage[type_id]
            if attribute_id in self._types.tables[t][1].get("attribute", {})
        )
        place: Place = (self._types.tables[owner][0], owner, "attribute", attribute_id)
        attribute = self._attribute(place, attribute_id, table)
        if attribute.kind in ("one", "many") and not attribute.values:
            raise Misfit(place, f'an attribute of kind "{attribute.kind}" needs values')
        return attribute

    def _attribute(self, place: Place, attribute_id: str, table: Table) -> Attribute:
        kind = table.get("kind")
        if kind is None:
            raise Misfit(
                place,
                "the attribute needs a kind (one, many, flag, integer, number, text, date)"
                + (
                    f" or the id of one in [attribute]{near(attribute_id, self.shared)}"
                    if self.shared
                    else ""
                ),
            )
        choice = kind in ("one", "many")
        if table.get("values") and not choice:
            raise Misfit(
                (*place, "values"), f'only attributes of kind "one" or "many" have values, not "{kind}"'
            )
        values = read_values((*place, "values"), table.get("values", ()))
        on = tuple(table.get("on", ()))
        for index, target in enumerate(on):
            if target not in _TARGETS and target not in self._types.tables:
                raise Misfit(
                    (*place, "on", index),
                    f'"{target}" is neither a target nor a type{near(target, (*_TARGETS, *self._types.tables))}',
                )
        if choice and on and not values:
            raise Misfit(place, f'an attribute of kind "{kind}" needs values')
        attribute = Attribute(
            attribute_id,
            table.get("name") or attribute_id,
            kind,
            values,
            read_value(table.get("default")),
            table.get("required", False),
            table.get("description", ""),
            on,
        )
        if attribute.default is not None and (problem := attribute.problem(attribute.default)):
            raise Misfit((*place, "default"), problem)
        return attribute


def read_values(place: Place, written: Sequence[Any]) -> tuple[AttributeValue, ...]:
    """Values with their names, as texts or tables say them. Raises Misfit where one stands twice."""
    values: list[AttributeValue] = []
    for index, value in enumerate(written):
        table: Table = {"id": value} if isinstance(value, str) else value
        value_id = table["id"]
        if any(v.id == value_id for v in values):
            raise Misfit((*place, index), f'the value "{value_id}" stands twice')
        name = table.get("name") or value_id.replace("_", " ").replace("-", " ")
        values.append(AttributeValue(value_id, name, table.get("description", "")))
    return tuple(values)


def read_value(written: Any) -> Any:
    """A value as records hold it: dates as ISO texts, lists as tuples."""
    if isinstance(written, list):
        return tuple(written)
    return written.isoformat() if isinstance(written, date) else written
