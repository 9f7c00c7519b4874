"""From a tagset as written to a tagset as asked: puts together what its sections come to.

The shape of the tables is taken for granted (see :mod:`annotator.tagsets.written`). It knows no file: what does
not fit is told with its place in the tables, as the path of keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.tagsets.definitions import BOILERPLATE, Review, Role, TypeDef
from annotator.tagsets.misfits import Misfit, Place, near
from annotator.tagsets.model import Tagset
from annotator.tagsets.sections.attributes import Attributes, read_values
from annotator.tagsets.sections.colours import colour
from annotator.tagsets.sections.keys import keys
from annotator.tagsets.sections.roles import Roles
from annotator.tagsets.sections.types import Table, WrittenTypes

if TYPE_CHECKING:
    from annotator.tagsets.written import WrittenTagset


def build(written: WrittenTagset, sha256: str = "") -> Tagset:
    """The tagset that the tables say. Raises Misfit at the first thing that does not fit together."""
    return _Builder(written).build(sha256)


class _Builder:
    def __init__(self, written: WrittenTagset) -> None:
        self._written: Table = written
        self._types = WrittenTypes(written)
        self._attributes = Attributes(written.get("attribute", {}), self._types)
        self._roles = Roles(self._types, self._attributes.shared)

    def build(self, sha256: str) -> Tagset:
        assigned = keys(self._types)
        built = [self._type(type_id, assigned.get(type_id, "")) for type_id in self._types.tables]
        if all(t.gold or t.abstract for t in built):
            built.append(
                _excluding_zone(BOILERPLATE if BOILERPLATE not in self._types.tables else "not-gold")
            )
        return Tagset(
            id=self._written["id"],
            version=self._written["version"],
            name=self._written.get("name") or self._written["id"],
            description=self._written.get("description", ""),
            guideline=self._written.get("guideline", ""),
            entities=tuple(t for t in built if t.kind == "entity"),
            events=tuple(t for t in built if t.kind == "event"),
            relations=tuple(t for t in built if t.kind == "relation"),
            zones=tuple(t for t in built if t.kind == "zone"),
            attributes=tuple(self._attributes.shared.values()),
            rules=dict(self._written.get("severity", {})),
            overlap=dict(self._written.get("overlap", {})),
            renames=self._renames(),
            review=self._review(),
            sha256=sha256,
        )

    def _review(self) -> Review:
        table: Mapping[str, Any] = self._written.get("review", {})
        reasons = read_values(("review", "reasons"), table.get("reasons", ()))
        return Review(table.get("independent", False), reasons) if table else Review()

    def _type(self, type_id: str, key: str) -> TypeDef:
        kind, table = self._types.tables[type_id]
        abstract = table.get("abstract", False)
        attributes = self._attributes.of(type_id)
        roles = self._roles.of(type_id, attributes) if kind in ("event", "relation") else ()
        symmetric = self._types.inherited(type_id, "symmetric", False)
        if kind == "relation" and not abstract:
            _check_ends(type_id, roles, symmetric)
        return TypeDef(
            kind=kind,
            id=type_id,
            name=table.get("name") or type_id,
            label=table.get("label") or type_id,
            parent=table.get("parent", ""),
            abstract=abstract,
            colour=colour(self._types, type_id),
            key=key,
            description=table.get("description", ""),
            guideline=table.get("guideline", ""),
            examples=tuple(table.get("examples", ())),
            attributes=attributes,
            mapping={
                scheme: (names,) if isinstance(names, str) else tuple(names)
                for scheme, names in table.get("mapping", {}).items()
            },
            roles=roles,
            shared_fillers=self._types.inherited(type_id, "shared_fillers", kind == "event"),
            symmetric=symmetric,
            transitive=self._types.inherited(type_id, "transitive", False),
            gold=self._types.inherited(type_id, "gold", True),
        )

    def _renames(self) -> dict[str, str]:
        renames: Mapping[str, str] = self._written.get("renames", {})
        final: dict[str, str] = {}
        for old, new in renames.items():
            place: Place = ("renames", old)
            if old in self._types.tables:
                raise Misfit(place, f'"{old}" is still a type; only ids that are gone can be renamed')
            seen = [old]
            while new in renames and new not in seen:
                seen.append(new)
                new = renames[new]
            if new not in self._types.tables:
                raise Misfit(
                    place, f'there is no type "{new}" to rename it to{near(new, self._types.tables)}'
                )
            final[old] = new
        return final


def _check_ends(type_id: str, roles: Sequence[Role], symmetric: bool) -> None:
    place: Place = ("relation", type_id)
    if not roles:
        raise Misfit(place, "a relation needs roles for its ends")
    if len(roles) == 1 and (roles[0].max or 2) < 2:
        raise Misfit(place, f'its only role "{roles[0].id}" must hold two fillers: count = "2"')
    if symmetric and len(roles) > 1 and set(roles[0].fillers) != set(roles[1].fillers):
        raise Misfit(place, "the two ends of a symmetric relation must take the same fillers")


def _excluding_zone(zone_id: str) -> TypeDef:
    return TypeDef(
        kind="zone",
        id=zone_id,
        name="Boilerplate",
        label=zone_id,
        colour="#9a9a9a",
        description="What does not belong to the article, such as the link lists of a web page.",
        gold=False,
    )
