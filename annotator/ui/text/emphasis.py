"""What is emphasised in the text just now: selection of mentions, the active event, previews. Plain state, no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from annotator.ui.text.arcs import Arcs
from annotator.ui.text.marks import Fragments


class Emphasis(Struct):
    """Ids of mentions and stretches of text in code points, as the controller last asked for them.

    ``pending`` and ``found`` are sorted and do not overlap; ``preview`` is the stretch that a drag under way would make.
    """

    selected: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    filled: Mapping[str, str] = {}
    active: str | None = None
    handles: str | None = None
    flashed: str | None = None
    hovered: str | None = None
    pending: Fragments = ()
    found: Fragments = ()
    preview: Fragments = ()
    arcs: Arcs = field(default_factory=Arcs)
    reserve_arcs: bool = True

    def badge(self, mark: str) -> tuple[str, str]:
        """The role to show at a mention's label and its colour (empty for the accent), unless an arc says it.

        Arcs without room of their own have their roles shown there too.
        """
        role = self.filled.get(mark, "")
        if self.reserve_arcs:
            return ("", "") if self.arcs.says(mark, role) else (role, "")
        return (role, "") if role else self.arcs.roles_of(mark)


def ordered(stretches: Iterable[tuple[int, int]]) -> Fragments:
    """Sorted stretches without empty ones."""
    return tuple(sorted((start, end) for start, end in stretches if start < end))
