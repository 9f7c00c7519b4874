"""The rules that every test lives under: they must really catch something."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import platformdirs
import pytest

from tests.conftest import LoggedErrors

pytest_plugins = ["pytester"]
_CONFTEST = Path(__file__).parents[1] / "conftest.py"
_ROOT = _CONFTEST.parents[1]


_OFFENCES = {
    "log": ("import logging; logging.getLogger('annotator.x').error('gone')", "annotator.x: gone"),
    "warning": ("import warnings; warnings.warn('old', DeprecationWarning)", "DeprecationWarning: old"),
    "qt_warning": ("from PySide6.QtCore import qWarning; qWarning('a riddle')", "a riddle"),
    "qt_debug": ("from PySide6.QtCore import qDebug; qDebug('chatter')", "chatter"),
    "thread": (
        "import threading; t = threading.Thread(target=lambda: [].pop()); t.start(); t.join()",
        "pop from empty list",
    ),
    "slot": (
        "from PySide6.QtCore import QTimer; QTimer.singleShot(0, lambda: {}['x']); qtbot.wait(50)",
        "KeyError",
    ),
}


def test_what_is_said_in_passing_fails_the_test(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.conftest import *")
    pytester.makepyfile(
        "\n".join(f"def test_{name}(qtbot):\n    {body}\n" for name, (body, _why) in _OFFENCES.items())
    )
    result = pytester.runpytest_subprocess(
        "-c", str(_ROOT / "pyproject.toml"), "--rootdir", str(_ROOT), "-p", "no:xdist", str(pytester.path)
    )
    said = result.stdout.str()
    blamed = {
        name for name in _OFFENCES if re.search(rf"^(FAILED|ERROR) .*::test_{name}\b", said, re.MULTILINE)
    }
    assert blamed == set(_OFFENCES)
    assert all(why in said for _body, why in _OFFENCES.values())


def test_an_expected_error_may_be_logged(logged_errors: LoggedErrors) -> None:
    logging.getLogger("annotator").error("no room for %s", "x")
    assert [record.levelname for record in logged_errors.expect("no room for x")] == ["ERROR"]


def test_settings_lie_in_a_folder_of_the_test(home: Path) -> None:
    assert Path(platformdirs.user_config_dir("annotator", appauthor=False)).is_relative_to(home)
    assert Path(platformdirs.user_log_dir("annotator", appauthor=False)).is_relative_to(home)
