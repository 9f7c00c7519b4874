"""What is said of differences in little room."""

from __future__ import annotations

import pytest

from annotator.ui.review.words import classes_within


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (40, "boundary · type · argument · attribute"),
        (37, "boundary · type · argument +1"),
        (18, "boundary · type +2"),
        (17, "boundary +3"),
        (1, "boundary +3"),
    ],
)
def test_classes_are_counted_where_they_have_no_room(room: int, words: str) -> None:
    assert classes_within(("boundary", "type", "argument", "attribute"), room, len) == words


def test_one_class_or_none_is_said_as_it_is() -> None:
    assert classes_within(("single",), 1, len) == "to be reviewed"
    assert classes_within((), 40, len) == ""
