"""The folder behind the open article: what is decided in the open one sets nobody reading it again until it is left."""

from __future__ import annotations

from annotator.annotations.records import Decision
from tests.ui.review.at_gold import BRIEF, AtGold
from tests.ui.review.conftest import Seat

PHONE = "telephone-hayashi-blinken.txt"


def test_saved_gold_of_the_open_article_is_looked_at_when_it_is_left(sit: Seat) -> None:
    hands = sit(sidecars=True, article=BRIEF, annotator="rita")
    at = AtGold(hands).begin()
    survey = at.adjudicating.survey
    held = survey.of(BRIEF)
    assert held is not None
    for _ in range(3):
        hands.press("1")
    hands.settled()
    decisions = [
        r for r in hands.saved(annotator="gold").records if r["kind"] == Decision.__struct_config__.tag
    ]
    assert len(decisions) >= 3, "gold was not saved"
    hands.until(lambda: at.adjudicating.is_settled, "settled")
    assert survey.of(BRIEF) is held
    hands.window.open_article(PHONE)
    hands.until(lambda: survey.of(BRIEF) is not held and survey.is_complete, "looked at again")
    found = survey.of(BRIEF)
    assert found is not None
    assert sum(row.state == "decided" for row in found.rows) == 3
