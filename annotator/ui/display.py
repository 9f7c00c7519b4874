"""Whether there is a display to open a window on, asked before Qt is: where there is none, Qt ends the whole program.

Costs a look at a socket; imports nothing that the window does not.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from annotator.errors import AnnotatorError

_LOCAL = r"(?:unix)?:(\d+)(?:\.\d+)?"
"""A display of this computer, by X(7); others are reached through a network, and for those Qt is asked."""

_PATIENCE = 2.0
"""Seconds after which a server that does not take a connection counts as none."""


def require_display(environ: Mapping[str, str] = os.environ) -> None:
    """Raises AnnotatorError where a window cannot be opened, as far as that can be told at once."""
    if sys.platform in ("win32", "darwin") or environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] not in (
        "xcb",
        "wayland",
    ):
        return
    if not (_is_wayland_there(environ) or _is_x_there(environ)):
        named = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
        raise AnnotatorError(
            f"there is no display to open a window on{f': nothing answers at {named}' if named else ''}",
            remedy="Start it in a desktop session, or draw the window into a file: annotator FOLDER --screenshot FILE.png",
        )


def _is_wayland_there(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY")
    return bool(name) and _answers(str(Path(environ.get("XDG_RUNTIME_DIR", ""), name or "")))


def _is_x_there(environ: Mapping[str, str]) -> bool:
    name = environ.get("DISPLAY")
    local = re.fullmatch(_LOCAL, name) if name else None
    if local is None:
        return bool(name)
    place = f"/tmp/.X11-unix/X{local[1]}"
    return _answers(place) or (sys.platform == "linux" and _answers(f"\0{place}"))


def _answers(place: str) -> bool:
    """Whether something listens at a socket of this computer."""
    # The module below "socket", which takes longer to import than all else here takes together.
    from _socket import AF_UNIX, SOCK_STREAM, socket

    with closing(socket(AF_UNIX, SOCK_STREAM)) as asked:
        asked.settimeout(_PATIENCE)
        try:
            asked.connect(place)
        except OSError:
            return False
    return True
