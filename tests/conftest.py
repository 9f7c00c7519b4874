"""What holds for every test: settings of its own, no display of the user's, no unexpected error in the log."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.display import Display

# Before any test imports Qt. Tests of the real window start it as a process of its own on the ``display``.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
for _name in [name for name in os.environ if name in ("DISPLAY", "WAYLAND_DISPLAY")]:
    del os.environ[_name]
for _name in [name for name in os.environ if name.startswith("QT_") and name != "QT_QPA_PLATFORM"]:
    del os.environ[_name]

hypothesis.settings.register_profile("dev", deadline=None, max_examples=60)
hypothesis.settings.register_profile(
    "ci", deadline=None, max_examples=200, derandomize=True, print_blob=True, database=None
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")

_FOLDERS = {
    "HOME": ".",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "USERPROFILE": ".",
}


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """What the program itself starts Qt with."""
    from annotator.ui.style import ARGUMENTS

    return ["annotator", *ARGUMENTS]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, where platformdirs looks too: no test reads or writes the settings of whoever runs it."""
    folder = tmp_path_factory.mktemp("home")
    for name, below in _FOLDERS.items():
        monkeypatch.setenv(name, str(folder / below))
    return folder


class LoggedErrors(logging.Handler):
    """Records of level ERROR and above that no test has asked for."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep ``record`` until somebody expects it."""
        self.records.append(record)

    def expect(self, pattern: str) -> list[logging.LogRecord]:
        """The errors logged so far whose message matches ``pattern``; fails where there is none."""
        found = [record for record in self.records if re.search(pattern, record.getMessage())]
        assert found, f"no logged error matches {pattern!r}; logged: {self.messages()}"
        self.records = [record for record in self.records if record not in found]
        return found

    def messages(self) -> list[str]:
        """The messages of the errors that nobody has expected yet."""
        return [f"{record.name}: {record.getMessage()}" for record in self.records]


@pytest.fixture(autouse=True)
def logged_errors() -> Iterator[LoggedErrors]:
    """Fails the test for errors in the log; one that provokes errors says so with ``logged_errors.expect(...)``."""
    handler = LoggedErrors()
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    if handler.records:
        pytest.fail(f"unexpected errors in the log: {handler.messages()}", pytrace=False)


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Display]:
    """A virtual display with a window manager, for windows in processes of their own; one for each worker."""
    with Display(tmp_path_factory.mktemp("display")) as display:
        yield display
