"""The colours of types: as written, or from a palette."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.tagsets.definitions import Kind
from annotator.tagsets.sections.types import WrittenTypes

_COLOURS: Mapping[Kind, tuple[str, ...]] = {
    "entity": ("#4c78a8", "#72a98f", "#b279a2", "#d6a24a", "#6b8fb5", "#9c755f", "#5aa2ae", "#a0a04b"),
    "event": ("#3d8b7a", "#c8644e", "#5b7fbf", "#c78a3b", "#8c6bb1", "#5f9e4f", "#b5566f", "#4f97b0"),
    "relation": ("#7d8471", "#8a7a99", "#99806b", "#6b8a99"),
    "zone": ("#9a9a9a", "#a89f86", "#8fa0a8"),
}


def colour(types: WrittenTypes, type_id: str) -> str:
    """The type's own or inherited colour, or one of a palette, by the place of its topmost ancestor among those without."""
    written: str = types.inherited(type_id, "colour", "")
    if written:
        return written.lower()
    kind, top = types.tables[type_id][0], types.lineage[type_id][-1]
    tops = (t for t, table in types.of_kind(kind).items() if "colour" not in table)
    bare = [t for t in tops if types.lineage[t][-1] == t]
    palette = _COLOURS[kind]
    return palette[bare.index(top) % len(palette)]
