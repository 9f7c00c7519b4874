from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from annotator.ui.choosers.placing import Surroundings, place

WITHIN = QRect(0, 0, 500, 300)


@given(
    gap=st.integers(12, 40),
    width=st.integers(20, 480),
    row=st.integers(0, 6),
    left=st.integers(20, 380),
    ends=st.lists(st.integers(150, 480), min_size=7, max_size=7),
)
def test_between_two_lines_nothing_is_covered(
    gap: int, width: int, row: int, left: int, ends: list[int]
) -> None:
    lines = tuple(QRect(20, 20 + at * (14 + gap), end - 20, 14) for at, end in enumerate(ends))
    beside = QRect(left, lines[row].top(), 30, 14)
    lines = tuple(line for line in lines if line.bottom() < 300 - gap)
    found = place([QSize(width, 12)], beside, Surroundings(WITHIN, lines))
    if beside.bottom() >= 300 - gap:
        return
    assert found is not None
    spot = QRect(found[1], QSize(width, 12))
    assert WITHIN.contains(spot)
    assert not any(spot.intersects(line) for line in lines)


@given(
    beside=st.builds(
        QRect, st.integers(0, 480), st.integers(0, 290), st.integers(1, 300), st.integers(1, 60)
    ),
    lines=st.lists(
        st.builds(QRect, st.integers(0, 200), st.integers(0, 290), st.integers(1, 300), st.just(14)),
        max_size=9,
    ),
    height=st.integers(8, 40),
)
def test_what_it_belongs_to_is_never_covered_and_text_only_by_the_smallest(
    beside: QRect, lines: list[QRect], height: int
) -> None:
    sizes = [QSize(width, height) for width in (400, 200, 80)]
    found = place(sizes, beside, Surroundings(WITHIN, tuple(lines)))
    if found is None:
        return
    number, corner = found
    spot = QRect(corner, sizes[number])
    assert WITHIN.contains(spot)
    assert not spot.intersects(beside)
    if any(spot.intersects(line) for line in lines):
        for size in sizes:
            only = place([size], beside, Surroundings(WITHIN, tuple(lines)))
            assert only is None or any(QRect(only[1], size).intersects(line) for line in lines)


def test_of_two_free_places_the_one_without_labels_is_taken() -> None:
    lines = (QRect(20, 100, 400, 14), QRect(20, 134, 400, 14), QRect(20, 66, 400, 14))
    beside, size = QRect(200, 100, 40, 14), QSize(100, 18)
    below = place([size], beside, Surroundings(WITHIN, lines))
    assert below is not None
    assert below[1].y() > 100
    label = QRect(210, 118, 30, 12)
    above = place([size], beside, Surroundings(WITHIN, lines, (label,)))
    assert above is not None
    assert above[1].y() < 100
    behind = place([QSize(60, 18)], beside, Surroundings(WITHIN, lines, (label, QRect(210, 84, 30, 12))))
    assert behind is not None
    assert behind[1].x() > 420
