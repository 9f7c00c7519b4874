"""How many of the things compared differ, by class of difference."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from annotator.review.agreement.cells import Cell, Cells
from annotator.review.units import CLASSES, Class

CLASS = "class"


class Differing(Struct, frozen=True):
    """So many of so many things differ in this way."""

    name: Class
    differing: int = 0
    compared: int = 0

    @property
    def share(self) -> float | None:
        """The part that differs; None where nothing was compared."""
        return self.differing / self.compared if self.compared else None


class Differences:
    """Counts things of one article as they are compared."""

    def __init__(self) -> None:
        self._compared = dict.fromkeys(CLASSES, 0)
        self._differing = dict.fromkeys(CLASSES, 0)

    def compare(self, name: Class, differs: bool | int, times: int = 1) -> None:
        """Counts ``times`` comparisons, and in how many things differ."""
        self._compared[name] += times
        self._differing[name] += differs

    def count(self, cells: Cells) -> None:
        """Writes cells ``(class, name, whether they differ)``."""
        for name in CLASSES:
            if self._compared[name]:
                cells[CLASS, name, True] = self._differing[name]
                cells[CLASS, name, False] = self._compared[name] - self._differing[name]


def classes_of(cells: Mapping[Cell, float]) -> tuple[Differing, ...]:
    """The differences by class, in the order of :data:`CLASSES`."""

    def one(name: Class) -> Differing:
        differing, alike = (int(cells.get((CLASS, name, differs), 0)) for differs in (True, False))
        return Differing(name, differing, differing + alike)

    return tuple(one(name) for name in CLASSES)


def roles_differ(one: AbstractSet[tuple[str, int]], other: AbstractSet[tuple[str, int]]) -> tuple[bool, bool]:
    """Whether two sets of arguments ``(role, filler)`` differ in the roles of shared fillers, and in their fillers."""
    if one == other:
        return False, False
    mine: dict[int, set[str]] = {}
    theirs: dict[int, set[str]] = {}
    for held, arguments in ((mine, one), (theirs, other)):
        for role, filler in arguments:
            held.setdefault(filler, set()).add(role)
    roles = any(mine[filler] != theirs[filler] for filler in mine.keys() & theirs.keys())
    return roles, mine.keys() != theirs.keys()
