"""Opening files that have to be plain ones: nobody waits for a pipe, and no device is touched."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def open_checked(path: Path, check: Callable[[os.stat_result], None]) -> tuple[int, os.stat_result]:
    """Opens a file for reading, once ``check`` has raised nothing about it; its descriptor and status.

    It is looked at before it is opened, as opening a device can have effects, and again after: should it have become a
    pipe in between, opening does not wait. Raises what ``check`` raises, OSError, and ValueError for an impossible name.
    """
    check(path.stat())
    handle = os.open(path, _FLAGS)
    try:
        status = os.fstat(handle)
        check(status)
    except BaseException:
        os.close(handle)
        raise
    return handle, status
