"""The pure parts of the text view: offsets, cuts, heights, lanes, the index, arcs."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.text.arcs import Arcs, End, buses, free_x, spread, tracks
from annotator.ui.text.chunks import LONGEST, cuts
from annotator.ui.text.heights import Heights
from annotator.ui.text.hit import covering
from annotator.ui.text.index import Index
from annotator.ui.text.lanes import Claim, pack, stack
from annotator.ui.text.marks import Arc, Mark
from annotator.ui.text.offsets import Shown, picture

TRAPS = (
    "a b.\n\r\n\r\u00a0\x00\ufeff\ufdd0\ufdd1\u2028\u2029\x0b\x0c\x85é\u0301👩\u200d👧🇯🇵ש\t\x7f\ufffc\ud800"
)
texts = st.lists(st.sampled_from([*TRAPS, "\r\n", "👩‍👩‍👧", "word "]), max_size=60).map("".join)


@given(texts)
def test_every_code_point_comes_back(text: str) -> None:
    offsets = Shown(text).offsets
    for place in range(len(text) + 1):
        inside = 0 < place < len(text) and text[place - 1 : place + 1] == "\r\n"
        assert offsets.to_code(offsets.to_qt(place)) == (place - 1 if inside else place)


@given(texts)
def test_positions_grow_with_code_points(text: str) -> None:
    offsets = Shown(text).offsets
    positions = [offsets.to_qt(place) for place in range(len(text) + 1)]
    assert positions == sorted(positions)
    assert positions[-1] == offsets.positions
    codes = [offsets.to_code(position) for position in range(offsets.positions + 1)]
    assert codes == sorted(codes)
    assert codes[0] == 0
    assert codes[-1] == len(text)


@given(texts)
def test_what_is_shown_is_what_stands_there(text: str) -> None:
    shown = Shown(text)
    units = shown.text.encode("utf-16-le")
    for place, character in enumerate(text):
        if character in "\r\n":
            continue
        at = shown.offsets.to_qt(place)
        width = 2 if character > "\uffff" else 1
        there = units[2 * at : 2 * (at + width)].decode("utf-16-le")
        assert there == character or there == picture(character)


@given(texts)
def test_lines_are_as_long_as_their_utf_16_units(text: str) -> None:
    shown = Shown(text)
    lines = [len(line.encode("utf-16-le", "surrogatepass")) // 2 for line in shown.text.split("\n")]
    assert shown.sizes == lines
    assert shown.starts == [sum(lines[:n]) + n for n in range(len(lines))]


def test_places_outside_are_clamped() -> None:
    offsets = Shown("a👧\r\n").offsets
    assert (offsets.to_qt(-3), offsets.to_qt(99)) == (0, 4)
    assert (offsets.to_code(-3), offsets.to_code(99)) == (0, 4)


def test_a_megabyte_in_one_line_is_cut_at_sentence_ends_and_keeps_its_offsets() -> None:
    text = "Dr. Löw sagte nichts. Er ging 👧 fort. " * 26_000
    shown = Shown(text)
    assert max(shown.sizes) <= LONGEST + 1000
    assert all(line.endswith(".") for line in shown.text.split("\n")[:-1])
    assert shown.offsets.positions == len(text) + text.count("👧")


@pytest.mark.parametrize(
    ("sentence", "ends"),
    [
        ("“We met Dr. Ito of the U.S. on 20. Februar in Kyiv,” he said.  ", ("said.",)),
        ("Gen. J. Doe, who spoke to the N.A.T.O. (cf. No. 3) at length; and left", ("Doe,", "length;")),
    ],
)
def test_a_long_line_is_cut_within_no_sentence_or_clause_where_one_ends(
    sentence: str, ends: tuple[str, ...]
) -> None:
    text = f"{sentence} " * 2000
    lines = Shown(text).text.split("\n")
    assert len(lines) > 20
    assert {line.split()[-1] for line in lines[:-1]} <= set(ends)


def test_text_without_blanks_is_cut_between_graphemes_and_no_offset_moves() -> None:
    for grain in ("漢字", "👩‍👩‍👧", "e\u0301x", "한국"):
        text = grain * (60_000 // len(grain))
        shown = Shown(text)
        assert max(shown.sizes) <= 2 * LONGEST
        for place in random.Random(4).sample(range(len(text)), 300):
            at = shown.offsets.to_qt(place)
            assert shown.offsets.to_code(at) == place
            assert shown.offsets.to_qt(place, before=True) in (at, at - 1)
        for line in shown.text.split("\n")[1:]:
            assert line[0] not in "\u0301\u200d"


@given(st.text(alphabet="ab .\u0301é👧\u200d漢", min_size=0, max_size=400))
def test_cuts_leave_short_paragraphs_alone_and_long_ones_whole(grain: str) -> None:
    assert not list(cuts(grain))
    text = grain * (9000 // max(len(grain), 1))
    places = [place for place, _ in cuts(text)]
    assert places == sorted(set(places))
    for place, blank in cuts(text):
        assert not blank or text[place] == " "


@given(st.lists(st.integers(1, 60), min_size=1, max_size=900), st.randoms())
def test_heights_agree_with_plain_sums(heights: list[int], rng: random.Random) -> None:
    kept = Heights(heights)
    for _ in range(20):
        block, height = rng.randrange(len(heights)), rng.randint(1, 90)
        assert kept.put(block, height) == height - heights[block]
        heights[block] = height
        assert kept.top(block) == sum(heights[:block])
        assert kept.total == sum(heights)
        y = rng.randrange(sum(heights) + 2)
        found = kept.at(y)
        assert kept.top(found) <= y or found == 0
        assert y < kept.top(found) + heights[found] or found == len(heights) - 1


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 80)), max_size=40), st.integers(0, 9))
def test_nothing_in_one_lane_touches(found: list[tuple[int, int]], gap: int) -> None:
    extents = [(float(left), float(left + width)) for left, width in found]
    lanes = pack(extents, gap)
    for i, (a, b) in enumerate(extents):
        for j, (c, d) in enumerate(extents[:i]):
            assert lanes[i] != lanes[j] or b + gap <= c or d + gap <= a
        below = [lanes[j] for j, (c, d) in enumerate(extents[:i]) if not (b + gap <= c or d + gap <= a)]
        assert lanes[i] == 0 or set(range(lanes[i])) <= set(below)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 80), st.integers(0, 60)), max_size=25))
def test_labels_lean_within_bounds_and_touch_nothing_in_their_lane(found: list[tuple[int, int, int]]) -> None:
    claims = [
        Claim(at, at + size, at, width, min(at, at + size - width), max(at, at + size - width))
        for at, size, width in found
    ]
    lanes = stack(claims, 2.0, 7.0)
    for (one, claim), (two, other) in itertools.combinations(zip(lanes, claims, strict=True), 2):
        if one == two:
            assert claim.right + 2 <= other.left or other.right + 2 <= claim.left
            if claim.width and other.width:
                assert claim.x + claim.width <= other.x or other.x + other.width <= claim.x
    assert all(claim.low <= claim.x <= claim.high for claim in claims)


def test_a_wide_label_leans_before_it_is_lifted() -> None:
    russia, accuses, nato = (
        Claim(0, 40, 0, 20, 0, 20),
        Claim(44, 92, 44, 57, 35, 44),
        Claim(96, 130, 96, 22, 96, 108),
    )
    assert stack([nato, russia, accuses], 2.0, 7.0) == [0, 0, 0]
    assert (russia.x, accuses.x + accuses.width + 4) == (0, nato.x)
    assert stack([Claim(0, 40, 0, 50, 0, 0), Claim(44, 60, 44, 70, -10, 44)], 2.0, 7.0) == [0, 1]


def _mark(identity: str, *fragments: tuple[int, int]) -> Mark:
    return Mark(identity, fragments, "entity", "PER", "#336699")


@given(st.lists(st.tuples(st.integers(0, 12_000), st.integers(1, 5000), st.integers(0, 30)), max_size=40))
def test_the_index_finds_what_a_walk_finds(found: list[tuple[int, int, int]]) -> None:
    marks = {
        f"m{n}": _mark(f"m{n}", (at, at + size), (at + size + 3, at + size + 9)) for at, size, n in found
    }
    index: Index[Mark] = Index(
        _mark(f"m{n}", (at, at + size), (at + size + 3, at + size + 9)) for at, size, n in found
    )
    for identity in list(marks)[::3]:
        index.discard(identity)
        del marks[identity]
    if marks:
        moved = _mark(next(iter(marks)), (7, 4096))
        index.add(moved)
        marks[moved.id] = moved
    assert len(index) == len(marks)
    for start, end in ((0, 1), (0, 20_000), (2047, 2049), (5000, 9000), (4, 4)):
        wanted = {
            mark.id
            for mark in marks.values()
            if any(a < max(end, start) and b > start for a, b in mark.fragments)
        }
        assert {mark.id for mark in index.between(start, end)} == wanted


class _Given:
    """Marks that are given when they are asked for; it follows what it is told, as a session does."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self.marks = {mark.id: mark for mark in marks}
        self.asked: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self.marks)

    def get(self, identity: str) -> Mark | None:
        return self.marks.get(identity)

    def between(self, start: int, end: int) -> list[Mark]:
        self.asked.append((start, end))
        return [m for m in self.marks.values() if any(a < end and b > start for a, b in m.fragments)]


_places = st.tuples(st.integers(0, 12_000), st.integers(1, 5000))
_steps = st.tuples(st.sampled_from(("put", "move", "drop", "ask", "get")), st.integers(0, 12), _places)


@given(st.lists(_places, max_size=8), st.lists(_steps, max_size=30))
def test_marks_asked_for_are_those_given_at_once_whatever_changes_meanwhile(
    first: list[tuple[int, int]], steps: list[tuple[str, int, tuple[int, int]]]
) -> None:
    marks = [_mark(f"m{n}", (at, at + size)) for n, (at, size) in enumerate(first)]
    source = _Given(marks)
    whole: Index[Mark] = Index(marks)
    lazy: Index[Mark] = Index(source)
    for what, number, (at, size) in steps:
        mark = _mark(f"m{number}", (at, at + size))
        if what == "put":  # a change that the source makes first
            source.marks[mark.id] = mark
        if what in ("put", "move"):  # and one that only the view is told, as while a boundary is moved
            whole.add(mark)
            lazy.add(mark)
        elif what == "drop":
            source.marks.pop(mark.id, None)
            assert whole.get(mark.id) == lazy.get(mark.id) or mark.id not in source.marks
            whole.discard(mark.id)
            lazy.discard(mark.id)
        elif what == "get":
            assert lazy.get(mark.id) == whole.get(mark.id)
        assert sorted(lazy.between(at, at + size)) == sorted(whole.between(at, at + size))
    assert sorted(lazy.between(0, 20_000)) == sorted(whole.between(0, 20_000))


def test_nothing_is_asked_for_twice() -> None:
    source = _Given([_mark("m", (5000, 5010))])
    index: Index[Mark] = Index(source)
    for _ in range(3):
        assert index.between(4990, 5005) == [source.marks["m"]]
    assert source.asked == [(4096, 6144)]
    assert len(index) == 1


def test_hits_come_innermost_first() -> None:
    marks = [
        _mark("outer", (0, 40)),
        _mark("split", (3, 5), (9, 12)),
        _mark("inner", (4, 6)),
        _mark("far", (30, 40)),
    ]
    assert covering(marks, 4) == ("inner", "split", "outer")
    assert covering(marks, 7) == ("outer",)
    assert covering(marks, 40) == ()


def test_arcs_of_one_trigger_share_a_lane_and_role_names_never_touch() -> None:
    ends = [End("e", "e", 100, origin=True)] + [
        End("e", f"f{n}", 120 + 12 * n, "recipient", 50) for n in range(4)
    ]
    routed = buses(ends, {"e": 5}, 0, (0, 700))
    assert sum(len([end for end in bus.drops if not end.origin]) for bus in routed) == 4
    for bus in routed:
        spots = sorted(
            (left, left + end.width)
            for left, end in zip(bus.labels, bus.drops, strict=True)
            if not end.origin
        )
        assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spots))
        assert not bus.leaves
    assert len({bus.lane for bus in routed}) == len(routed)


def test_arcs_to_other_lines_leave_by_the_margin() -> None:
    (bus,) = buses([End("e", "e", 300, origin=True)], {"e": 2}, 40, (50, 700))
    assert (bus.left, bus.leaves) == (40, True)
    assert tracks([(0, 50), (10, 90), (60, 80)], 4) == [0, 1, 0]


def test_a_drop_avoids_the_labels_above_it() -> None:
    assert free_x(10, 60, 20, [(5, 30)]) == 33
    assert free_x(10, 60, 20, []) == 20
    assert free_x(10, 60, 20, [(0, 100)]) == 20


def test_several_drops_on_one_mention_are_told_apart() -> None:
    assert spread(0, 100, 50, 1) == [50]
    assert spread(0, 100, 50, 3) == [42, 50, 58]
    assert spread(0, 12, 3, 4) == [0, 4, 8, 12]


def test_doubled_arcs_count_once() -> None:
    arc = Arc("e", "f", "actor", "#ff0000")
    arcs = Arcs([arc, arc])
    assert arcs.all == (arc,)
    assert arcs.says("f", "actor")
    assert not arcs.says("e", "actor")
    assert Arcs([arc, Arc("g", "f", "place", "#00ff00", True)]).roles_of("f") == ("place, actor", "#00ff00")
    assert arcs.roles_of("e") == ("", "")
