"""Keeps an exception from leaving a method that Qt calls, which can end the process, without hiding it."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)


def guarded(otherwise: Callable[[], R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a method return ``otherwise()`` if it fails; the error is logged and goes to ``sys.excepthook``."""

    def wrap(method: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(method)
        def safely(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return method(*args, **kwargs)
            except Exception as error:
                _log.error("%s failed", method.__qualname__, exc_info=error)
                sys.excepthook(type(error), error, error.__traceback__)
                return otherwise()

        return safely

    return wrap


def nothing() -> None:
    """What a guarded method without a result returns."""
