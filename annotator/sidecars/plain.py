"""Opening a file that bears a sidecar's name, or saying in words why it cannot be: whatever it is, nobody waits for it.

It knows no sidecar.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from annotator.plain_files import open_checked
from annotator.sidecars.problems import SidecarError


def open_plain(path: Path) -> BinaryIO:
    """Opens a plain file for reading.

    Raises SidecarError for what is no plain file, for a link without a file behind it and where permission is missing;
    FileNotFoundError where there is nothing at all; any other OSError as it comes.
    """
    try:
        handle, _ = open_checked(path, lambda status: _refuse_odd(path, status))
    except OSError as error:
        raise _in_words(path, error) from error
    return os.fdopen(handle, "rb")


def read_plain(path: Path) -> bytes:
    """All bytes of a plain file. Raises what :func:`open_plain` raises."""
    with open_plain(path) as file:
        return file.read()


def _refuse_odd(path: Path, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    what = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe, socket or device"
    raise SidecarError(
        f"has a sidecar's name, but is {what} and no file", path=path, remedy="Give it another name."
    )


def _in_words(path: Path, error: OSError) -> Exception:
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return SidecarError("may not be read by you", path=path, remedy="Ask for permission to read it.")
        case errno.ELOOP:
            return SidecarError("is a link that leads back to itself", path=path, remedy="Remove the link.")
        case errno.ENOENT | errno.ENOTDIR if path.is_symlink():
            return SidecarError(
                f"is a link to a file that does not exist: {path.readlink()}",
                path=path,
                remedy="Restore that file or remove the link.",
            )
        case _:
            return error
