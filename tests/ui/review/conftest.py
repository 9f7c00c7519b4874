"""The real window on seed articles with the sheets of two annotators."""

from __future__ import annotations

from tests.ui.window.conftest import Seat, shot, sit

__all__ = ["Seat", "shot", "sit"]
