"""The program as a process of its own on a virtual display: started, seen, touched and killed only from outside.

Where words are on the screen is asked of a twin: a window of the same size in the test's own process, on the same fonts,
with the same articles and tags. Qt lays text out alike on both, so that the twin's places are the program's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.display import Display
from tests.driver import Tags

T = TypeVar("T")

PATIENCE = 15.0
"""Seconds after which something that was waited for is not coming."""

_POLL = 0.01


def eventually(look: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """What ``look`` gives as soon as it gives something; fails with ``what`` where it never does."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(_POLL)


class Program:
    """``python -m annotator`` with a home of its own. Inside ``with`` it runs; after it, it is gone."""

    def __init__(self, display: Display, home: Path, *arguments: str | Path) -> None:
        self.display = display
        self._home = home
        self._arguments = [str(argument) for argument in arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self.window = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Starts it, with a new process."""
        self._home.mkdir(parents=True, exist_ok=True)
        environ = {
            **self.display.environ,
            "HOME": str(self._home),
            "XDG_CONFIG_HOME": str(self._home / "config"),
            "XDG_STATE_HOME": str(self._home / "state"),
            "XDG_CACHE_HOME": str(self._home / "cache"),
            "XDG_DATA_HOME": str(self._home / "data"),
            "PYTHONWARNINGS": "error",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._errors = self._home / f"errors-{time.monotonic_ns()}.txt"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "annotator", *self._arguments],
                env=environ,
                stdout=errors,
                stderr=errors,
                cwd=Path(__file__).resolve().parents[2],
            )

    @property
    def said(self) -> str:
        """What it wrote to its outputs: nothing, when all is well."""
        return self._errors.read_text(errors="replace")

    def kill(self) -> None:
        """Ends it at once, without a chance to tidy up (SIGKILL)."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)

    def wait(self) -> int:
        """Waits until it ends by itself, and gives its exit code."""
        assert self._process is not None
        return self._process.wait(PATIENCE)

    # -- windows -----------------------------------------------------------------------------------------------

    def find(self, title: str) -> str:
        """Waits for a window of this process whose title matches, and gives it the keyboard."""
        assert self._process is not None
        pid = self._process.pid

        def look() -> str | None:
            assert self._process is not None
            assert self._process.poll() is None, f"it ended: {self.said}"
            try:
                found = self.display.xdotool("search", "--onlyvisible", "--name", title).split()
            except subprocess.CalledProcessError:
                return None
            mine = [window for window in found if self._pid_of(window) == pid]
            return mine[0] if mine else None

        self.window = eventually(look, f"a window with the title {title!r}; {self.said}")
        self.activate()
        return self.window

    def _pid_of(self, window: str) -> int:
        try:
            return int(self.display.xdotool("getwindowpid", window))
        except (subprocess.CalledProcessError, ValueError):
            return -1

    def activate(self) -> None:
        """Gives the found window the keyboard."""
        self.display.xdotool("windowactivate", "--sync", self.window)

    def title(self) -> str:
        """The title of the found window."""
        return self.display.xdotool("getwindowname", self.window)

    def shows(self, article: str) -> None:
        """Waits until an article is open."""
        self.find(f"^{article.replace('.', '[.]')} —")

    def fit(self, width: int, height: int, left: int = 23, top: int = 41) -> tuple[int, int]:
        """Gives the window a size and a place; gives the place where its inside begins on the screen."""
        xdotool = self.display.xdotool
        xdotool("windowsize", "--sync", self.window, width, height)
        before = xdotool("getwindowgeometry", self.window)
        xdotool("windowmove", self.window, left, top)

        def moved() -> bool:
            return xdotool("getwindowgeometry", self.window) != before

        eventually(moved, "the window moves")
        # What getwindowgeometry says of the place counts the frame twice; windowmove puts the inside there.
        return left, top

    # -- hands -------------------------------------------------------------------------------------------------

    def keys(self, *chords: str) -> None:
        """Presses chords in xdotool's words, such as ``ctrl+f`` or ``Escape``."""
        self.display.xdotool("key", "--delay", 4, *chords)

    def type(self, words: str) -> None:
        """Types words."""
        self.display.xdotool("type", "--delay", 4, words)

    def click(self, x: int, y: int, times: int = 1, *, ctrl: bool = False) -> None:
        """Clicks a point of the screen."""
        steps: list[str | int] = ["mousemove", x, y]
        if ctrl:
            steps += ["keydown", "ctrl"]
        steps += ["click", "--delay", 30, "--repeat", times, 1]
        if ctrl:
            steps += ["keyup", "ctrl"]
        self.display.xdotool(*steps)

    def drag(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Presses at one point of the screen and releases at another."""
        half = ((first[0] + last[0]) // 2, (first[1] + last[1]) // 2)
        self.display.xdotool("mousemove", *first, "mousedown", 1)
        self.display.xdotool("mousemove", *half, "mousemove", *last, "mouseup", 1)

    def picture(self, file: Path) -> None:
        """Keeps what the display shows, where ImageMagick is there."""
        if os.environ.get("WINDOW_SHOTS"):
            subprocess.run(
                ["import", "-window", "root", str(Path(os.environ["WINDOW_SHOTS"]) / file.name)],
                env=self.display.environ,
                check=True,
            )


def tags_with(path: Path, condition: Callable[[Tags], object], what: str, seconds: float = PATIENCE) -> Tags:
    """Waits until the sidecar at ``path`` is there and fulfils a condition, and gives what it holds."""

    def look() -> Tags | None:
        if not path.exists():
            return None
        tags = Tags(path)  # never half written: it is replaced in one step
        return tags if condition(tags) else None

    return eventually(look, f"{path.name}: {what}", seconds)
