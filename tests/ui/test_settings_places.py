"""Settings and logs lie where platformdirs says, also where it is not asked."""

import sys
from pathlib import Path

import platformdirs
import pytest

from annotator.ui.settings import log_folder, settings_file


@pytest.mark.parametrize("home", ["/home/somebody", "/home/somebody/", "", "somewhere", None])
@pytest.mark.parametrize("given", ["/elsewhere/kept", "/elsewhere/kept/", "", " ", "kept", "~/kept", None])
def test_places_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, home: str | None, given: str | None
) -> None:
    for name, value in (("HOME", home), ("XDG_CONFIG_HOME", given), ("XDG_STATE_HOME", given)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    config, logs = (
        Path(place("annotator", appauthor=False))
        for place in (platformdirs.user_config_dir, platformdirs.user_log_dir)
    )
    assert settings_file() == config / "settings.ini"
    assert log_folder() == logs


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is always asked")
def test_the_usual_places_are_found_without_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert settings_file() == tmp_path / ".config" / "annotator" / "settings.ini"
    assert log_folder() == tmp_path / "state" / "annotator" / "log"
