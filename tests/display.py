"""A virtual display for tests of the real window: Xvfb with a window manager on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

INSTALL_LINE = "apt-get install --no-install-recommends xvfb openbox xdotool"


class Display:
    """An X server without a screen, alive inside ``with``; ``name`` is what DISPLAY must be (":7").

    The server picks a free number by itself, so any number of test runs go side by side. Raises FileNotFoundError
    with the line that installs it where a program is missing: such a test fails, it is not skipped.
    """

    def __init__(self, folder: Path, size: str = "1600x1000x24") -> None:
        self._folder = folder
        self._size = size
        self._processes: list[subprocess.Popen[bytes]] = []
        self.name = ""

    def __enter__(self) -> Self:
        for program in ("Xvfb", "openbox", "xdotool"):
            if shutil.which(program) is None:
                raise FileNotFoundError(f"{program} is missing. Install it: {INSTALL_LINE}")
        reader, writer = os.pipe()
        server = ["Xvfb", "-displayfd", str(writer), "-screen", "0", self._size]
        server += ["-nolisten", "tcp", "-noreset", "-dpi", "96"]
        with os.fdopen(reader, "rb") as answer:
            try:
                self._start(server, pass_fds=(writer,))
            finally:
                os.close(writer)
            number = answer.readline().strip().decode("ascii")
        if not number:
            self._stop()
            raise OSError(f"Xvfb did not start: {self._log('Xvfb').read_text(errors='replace')}")
        self.name = f":{number}"
        # openbox says nothing when it is ready; xdotool asks the root window who manages it.
        self._start(["openbox", "--sm-disable"])
        self._wait_for_window_manager()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def environ(self) -> dict[str, str]:
        """The variables that a program needs to open its window here."""
        return {
            **{name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"},
            "DISPLAY": self.name,
            "QT_QPA_PLATFORM": "xcb",
        }

    def xdotool(self, *arguments: str | int) -> str:
        """What ``xdotool`` answers; raises CalledProcessError where it fails."""
        command = ["xdotool", *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environ, capture_output=True, check=True, text=True, timeout=30
        )
        return done.stdout.strip()

    def _start(self, command: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        with self._log(command[0]).open("wb") as log:
            environ = self.environ if self.name else dict(os.environ)
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environ, pass_fds=pass_fds
            )
        self._processes.append(process)

    def _wait_for_window_manager(self, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.xdotool("get_num_desktops")
            except subprocess.CalledProcessError:
                time.sleep(0.02)
            else:
                return
        self._stop()
        raise OSError(f"openbox did not start: {self._log('openbox').read_text(errors='replace')}")

    def _stop(self) -> None:
        while self._processes:
            process = self._processes.pop()
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _log(self, program: str) -> Path:
        return self._folder / f"{program}.log"
