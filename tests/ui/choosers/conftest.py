"""The same small sheet as the panels have."""

from __future__ import annotations

import pytest

from tests.ui.panels.conftest import Desk


@pytest.fixture
def desk() -> Desk:
    """An empty sheet."""
    return Desk()
