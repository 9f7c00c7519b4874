"""Figures, their floors and targets; how they are printed."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict


class Figure(Struct, frozen=True):
    """One measured figure beside its floor.

    ``most`` is the highest ratio allowed, ``limit`` the highest value; None: only shown.
    """

    name: str
    unit: str
    value: float
    floor: float
    most: float | None = None
    limit: float | None = None

    @property
    def ratio(self) -> float:
        """Value over floor."""
        return self.value / max(self.floor, 1e-9)

    @property
    def target(self) -> str:
        """The target in words; empty where there is none."""
        parts = []
        if self.most is not None:
            parts.append(f"<= {self.most:g}x")
        if self.limit is not None:
            parts.append(f"<= {self.limit:g} {self.unit}")
        return " and ".join(parts)

    def met(self, margin: float = 1.0) -> bool:
        """Whether the target holds, with ``margin`` (1: none) for noise."""
        within = self.most is None or self.ratio <= self.most * margin
        return within and (self.limit is None or self.value <= self.limit * margin)

    def as_json(self) -> str:
        """The figure as one JSON line."""
        values: dict[str, Any] = {
            "name": self.name,
            "value": round(self.value, 3),
            "floor": round(self.floor, 3),
            "ratio": round(self.ratio, 3),
            "target": self.target,
            "unit": self.unit,
            "met": self.met(),
        }
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Figure:
        """What :meth:`transfer` wrote."""
        return cls(**json.loads(line))

    def transfer(self) -> str:
        """One line for :meth:`from_json` of another process."""
        return json.dumps(asdict(self))


def high(times: Sequence[float]) -> float:
    """The 99th percentile, by nearest rank: the smallest time that 99 % of all do not exceed."""
    return sorted(times)[math.ceil(len(times) * 0.99) - 1]


def table(figures: Sequence[Figure], margin: float) -> str:
    """All figures for people."""
    width = max(len(f.name) for f in figures)
    lines = [f"{'':{width}}  {'value':>11}  {'floor':>11}  {'ratio':>7}  target"]
    for f in figures:
        mark = (
            "" if not f.target else "ok" if f.met() else "ok within the margin" if f.met(margin) else "MISSED"
        )
        lines.append(
            f"{f.name:{width}}  {f.value:8.2f} {f.unit:2}  {f.floor:8.2f} {f.unit:2}  {f.ratio:6.2f}x  "
            f"{f.target:24} {mark}".rstrip()
        )
    return "\n".join(lines)
