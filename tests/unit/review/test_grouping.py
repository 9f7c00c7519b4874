"""Records that belong together, joined link by link: the closest first, in whatever order links come."""

from __future__ import annotations

import random

from annotator.review.grouping import join


def test_the_order_in_which_many_links_come_says_nothing() -> None:
    draw = random.Random(4)
    count = 3000
    members = [(name, f"m{number}") for number in range(count) for name in "abc"]
    links = [
        (
            -draw.randint(1, 5),
            number,
            (one, f"m{number}"),
            (other, f"m{(number + draw.randint(0, 1)) % count}"),
        )
        for number in range(count)
        for one, other in ("ab", "ac", "bc")
    ]
    closest_first = join(members, sorted(links))
    assert any(len(group) == 3 for group in closest_first)
    for _ in range(3):
        draw.shuffle(links)
        assert join(members, links) == closest_first
