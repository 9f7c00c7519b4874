"""Where arcs run: pure routing, no Qt.

All arcs of one trigger make a *bundle*. On each line that it touches it runs along one lane above the labels (a
bus), with a drop to every filler there; from line to line it runs in the margin, so that no arc crosses a word.
Only where role names would collide does a bundle take a second bus.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from annotator.ui.text.lanes import pack
from annotator.ui.text.marks import Arc, Fragments


class Bundle(Struct, frozen=True):
    """The arcs of one trigger; ``fragments`` is the one stretch of text from its first to its last end."""

    id: str
    arcs: tuple[Arc, ...]
    fragments: Fragments

    @property
    def ends(self) -> frozenset[str]:
        """The marks that it joins."""
        return frozenset((self.id, *(arc.target for arc in self.arcs)))


class Arcs:
    """The arcs shown, by bundle and by the marks they touch; ``emphasised`` are the sources of those that are."""

    __slots__ = ("_said", "all", "by_mark", "by_source", "emphasised")

    def __init__(self, arcs: Iterable[Arc] = ()) -> None:
        """Keep the arcs; of doubles (same ends, same label) one."""
        self.all = tuple(dict.fromkeys(arcs))
        self.by_source: dict[str, list[Arc]] = {}
        self.by_mark: dict[str, set[str]] = {}
        self.emphasised = frozenset(arc.source for arc in self.all if arc.emphasised)
        self._said: set[tuple[str, str]] = set()
        for arc in self.all:
            self.by_source.setdefault(arc.source, []).append(arc)
            self.by_mark.setdefault(arc.source, set()).add(arc.source)
            self.by_mark.setdefault(arc.target, set()).add(arc.source)
            self._said.add((arc.target, arc.label))

    def roles_of(self, mark: str) -> tuple[str, str]:
        """The roles that the mark fills, joined, and the colour of their first arc; empty when none."""
        found = [
            arc
            for source in self.by_mark.get(mark, ())
            for arc in self.by_source[source]
            if arc.target == mark
        ]
        found.sort(key=lambda arc: (not arc.emphasised, arc.label, arc.source))
        names = dict.fromkeys(arc.label for arc in found if arc.label)
        return ", ".join(names), found[0].colour if found else ""

    def says(self, mark: str, role: str) -> bool:
        """Whether an arc shows that the mark fills the role."""
        return (mark, role) in self._said


class End(NamedTuple):
    """Where an arc touches a mark on a line: ``x`` of the drop, the role's name as ``label`` with its ``width``.

    ``origin`` says that it is the trigger's end, which has no name.
    """

    source: str
    mark: str
    x: float = 0.0
    label: str = ""
    width: float = 0.0
    colour: str = ""
    origin: bool = False


class Bus(NamedTuple):
    """One horizontal run of a bundle above a line: its lane (0 is lowest), ``left`` to ``right``, its drops.

    ``leaves`` says that it goes on into the margin.
    """

    source: str
    lane: int
    left: float
    right: float
    drops: tuple[End, ...]
    labels: tuple[float, ...]
    leaves: bool


def buses(
    ends: Sequence[End], whole: dict[str, int], margin: float, limits: tuple[float, float], gap: float = 6.0
) -> list[Bus]:
    """Route all ends on one line.

    ``whole`` tells how many ends each bundle has in all: one with fewer here leaves to ``margin`` (an x). Role names
    stay within ``limits``. Short bundles get the lower lanes; emphasis has no say, so pointing moves nothing.
    """
    by_source: dict[str, list[End]] = {}
    for end in ends:
        by_source.setdefault(end.source, []).append(end)
    runs: list[tuple[float, float, str, tuple[End, ...], tuple[float, ...], bool]] = []
    for source, drops in by_source.items():
        leaves = len({end.mark for end in drops}) < whole.get(source, 0)
        origin = [end for end in drops if end.origin]
        named = sorted((end for end in drops if not end.origin), key=lambda end: end.x)
        places = [_label_left(end, limits) for end in named]
        levels = pack([(left, left + end.width) for left, end in zip(places, named, strict=True)], gap)
        for level in range(max(levels, default=0) + 1):
            chosen = [i for i, at in enumerate(levels) if at == level]
            here = (*origin, *(named[i] for i in chosen))
            lefts = tuple([0.0] * len(origin) + [places[i] for i in chosen])
            if not here:
                continue
            xs = [end.x for end in here]
            spread = [
                (left, left + end.width) for left, end in zip(lefts, here, strict=True) if not end.origin
            ]
            if leaves or not origin:
                xs.append(margin)
            left = min([*xs, *(a for a, _ in spread)])
            right = max([*xs, *(b for _, b in spread)])
            runs.append((left, right, source, here, lefts, leaves or not origin))
    runs.sort(key=lambda run: (run[1] - run[0], run[2]))
    lanes = pack([(left, right) for left, right, *_ in runs], gap)
    return [
        Bus(source, lane, left, right, here, lefts, leaves)
        for lane, (left, right, source, here, lefts, leaves) in zip(lanes, runs, strict=True)
    ]


def _label_left(end: End, limits: tuple[float, float]) -> float:
    return max(limits[0], min(end.x - end.width / 2, limits[1] - end.width))


def free_x(
    low: float, high: float, wish: float, covers: Sequence[tuple[float, float]], clear: float = 3.0
) -> float:
    """An x between ``low`` and ``high``, near ``wish``, that lies on none of ``covers``; ``wish`` if all do."""
    candidates = [wish]
    for left, right in covers:
        candidates += [left - clear, right + clear]
    candidates += [low + clear, high - clear]
    fitting = [
        x
        for x in candidates
        if low <= x <= high and all(not left - clear < x < right + clear for left, right in covers)
    ]
    return min(fitting, key=lambda x: abs(x - wish), default=wish)


def spread(low: float, high: float, at: float, count: int, apart: float = 8.0) -> list[float]:
    """Places for so many drops on one mark, around ``at`` and between ``low`` and ``high``, apart where that fits."""
    step = min(apart, (high - low) / max(count - 1, 1))
    first = max(low, min(at - step * (count - 1) / 2, high - step * (count - 1)))
    return [first + step * number for number in range(count)]


def tracks(runs: Sequence[tuple[float, float]], most: int) -> list[int]:
    """Give vertical runs ``(top, bottom)`` in the margin a track each, at most that many; 0 is next to the text."""
    return [track % max(most, 1) for track in pack(runs, 2.0)]
