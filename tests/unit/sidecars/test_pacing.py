"""Long work in Python lets other threads run, and leaves the collector as it was."""

from __future__ import annotations

import gc
import time

import pytest

from annotator.sidecars.pacing import Pace, uncollected


def test_the_interpreter_is_given_away_when_a_slice_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    monkeypatch.setattr(time, "sleep", given.append)
    never, always = Pace(1e9), Pace(0)
    for _ in range(3):
        never()
        always()
    assert len(given) == 3


def test_collections_wait_until_the_last_one_is_through() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.unfreeze()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with pytest.raises(ValueError, match="x"), uncollected():
            raise ValueError("x")
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()
