"""Checks of permissions, also where root runs the tests, whom no permission binds.

Then the check is done by a child process that has given up being root, so that none of them is ever skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

_NOBODY = 65534

_CHILD = f"""
import importlib, os, sys
from pathlib import Path
check = getattr(importlib.import_module(sys.argv[1]), sys.argv[2])  # as root: the checkout may be out of reach later
os.setgroups([])
os.setgid({_NOBODY})
os.setuid({_NOBODY})
check(Path(sys.argv[3]))
"""


def bound_by_permissions(check: Callable[[Path], None], folder: Path) -> None:
    """Calls ``check``, a function of a test module that needs no fixture, with an empty folder.

    That is ``folder``; for a child that is not root another one, since nobody but its owner may enter those of pytest.
    """
    if os.geteuid() != 0:
        check(folder)
        return
    reachable = Path(tempfile.mkdtemp(prefix="annotator-test-", dir="/tmp"))
    try:
        os.chown(reachable, _NOBODY, _NOBODY)
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, check.__module__, check.__name__, str(reachable)],
            cwd=Path(__file__).resolve().parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        shutil.rmtree(reachable)
    assert done.returncode == 0, done.stderr
