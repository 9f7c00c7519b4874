"""What the program remembers between starts, in one INI file where the platform keeps settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from annotator.digests import sha256

_RECENT = 10


def settings_file() -> Path:
    """Where settings are kept."""
    return Path(platformdirs.user_config_dir("annotator", appauthor=False)) / "settings.ini"


def log_folder() -> Path:
    """Where logs and crash reports are kept."""
    return Path(platformdirs.user_log_dir("annotator", appauthor=False))


class Settings:
    """Typed access to the settings file; without ``remembers`` nothing is written to it."""

    def __init__(self, path: Path, *, remembers: bool = True) -> None:
        self._remembers = remembers
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def _text(self, key: str) -> str:
        return str(self._store.value(key, "") or "")

    def _put(self, key: str, value: Any) -> None:
        if self._remembers:
            self._store.setValue(key, value)

    @property
    def annotator(self) -> str:
        """The name of who tags, as typed; empty before the first start."""
        return self._text("annotator")

    @annotator.setter
    def annotator(self, name: str) -> None:
        self._put("annotator", name)
        self._store.sync()

    @property
    def theme(self) -> str:
        """``light``, ``dark``, or empty to follow the system."""
        return self._text("theme")

    @theme.setter
    def theme(self, theme: str) -> None:
        self._put("theme", theme)

    @property
    def zoom(self) -> int:
        """Size of the text in percent."""
        text = self._text("zoom")
        return min(400, max(50, int(text))) if text.isdecimal() else 100

    @zoom.setter
    def zoom(self, percent: int) -> None:
        self._put("zoom", percent)

    @property
    def arcs(self) -> str:
        """Which arcs are shown: ``focus`` (active, hovered or selected event), ``all`` or ``none``."""
        return self._text("arcs") or "focus"

    @arcs.setter
    def arcs(self, which: str) -> None:
        self._put("arcs", which)

    @property
    def recent(self) -> list[Path]:
        """Folders and files opened lately, the newest first."""
        return [Path(line) for line in self._text("recent").split("\n") if line]

    def remember(self, path: Path) -> None:
        """Puts a folder or file first among the recent ones."""
        paths = [path, *(known for known in self.recent if known != path)]
        self._put("recent", "\n".join(str(p) for p in paths[:_RECENT]))

    def last_article(self, folder: Path) -> str:
        """The article that was open last in a folder, or an empty text."""
        return self._text(f"articles/{_key(folder)}")

    def remember_article(self, folder: Path, key: str) -> None:
        """Remembers which article of a folder was open."""
        self._put(f"articles/{_key(folder)}", key)

    def tags_elsewhere(self, folder: Path) -> Path | None:
        """Where the tags of a folder that cannot be written are kept instead, if anywhere."""
        text = self._text(f"elsewhere/{_key(folder)}")
        return Path(text) if text else None

    def keep_tags_elsewhere(self, folder: Path, other: Path | None) -> None:
        """Remembers where the tags of a folder are kept instead."""
        self._put(f"elsewhere/{_key(folder)}", "" if other is None else str(other))

    def exchange(self, key: str) -> str:
        """What was chosen last in an export or import, or an empty text."""
        return self._text(f"exchange/{key}")

    def remember_exchange(self, key: str, value: str) -> None:
        """Remembers what was chosen in an export or import."""
        self._put(f"exchange/{key}", value)

    @staticmethod
    def key_of(folder: Path) -> str:
        """What a folder is called in settings: nothing that tells where it lies."""
        return _key(folder)

    def review(self, key: str, default: str = "") -> str:
        """What was chosen last in reviewing, or ``default`` where nothing ever was."""
        found = self._store.value(f"review/{key}")
        return default if found is None else str(found)

    def remember_review(self, key: str, value: str) -> None:
        """Remembers what was chosen in reviewing."""
        self._put(f"review/{key}", value)

    def layout(self) -> tuple[QByteArray, QByteArray]:
        """The window's geometry and the state of its docks; empty before they were remembered."""
        geometry, docks = self._store.value("geometry"), self._store.value("docks")
        empty = QByteArray()
        return (
            geometry if isinstance(geometry, QByteArray) else empty,
            docks if isinstance(docks, QByteArray) else empty,
        )

    def remember_layout(self, geometry: QByteArray, docks: QByteArray) -> None:
        """Remembers the window's geometry and the state of its docks."""
        self._put("geometry", geometry)
        self._put("docks", docks)

    def write(self) -> None:
        """Writes what has changed to the file."""
        self._store.sync()


def _key(folder: Path) -> str:
    return sha256(str(folder).encode("utf-8", "surrogatepass"))[:16]
