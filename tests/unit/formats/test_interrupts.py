"""Ctrl-C while several processes export: at any moment, and pressed twice, it ends all of them and leaves nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from annotator.formats.interrupts import interrupts_held

ROOT = Path(__file__).resolve().parents[3]
ARTICLES = 1000
"""So many that none of the moments comes after the end."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    name = "munich-talks-brief.txt"
    for path in (ROOT / "seeds").glob(f"{name}*"):
        first = shutil.copy(path, folder)
        for number in range(1, ARTICLES):
            os.link(first, folder / path.name.replace(name, f"copy-{number:04}.txt"))
    return folder


def of_group(group: int) -> list[str]:
    """The processes of a group that still run, each by its command line."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            state = (entry / "stat").read_text("utf-8").rpartition(") ")[2].split()
            if int(state[2]) == group and state[0] != "Z":
                found.append((entry / "cmdline").read_text("utf-8").replace("\0", " "))
        except (OSError, IndexError):
            continue
    return found


def until(happened: object, what: str) -> None:
    """Waits until ``happened()`` is true."""
    assert callable(happened)
    end = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < end, what
        time.sleep(0.005)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
@pytest.mark.skipif(signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="Ctrl-C is ignored here")
@pytest.mark.parametrize("presses", [1, 2])
@pytest.mark.parametrize("seconds", [0.0, 0.04, 0.12, 0.25, 0.4])
def test_ctrl_c_ends_every_process_without_a_word(
    many: Path, tmp_path: Path, seconds: float, presses: int
) -> None:
    command = [sys.executable, "-m", "annotator", "export", str(many), "--sheet", "annotator-a"]
    command += ["--format", "brat", "--out", str(tmp_path / "out"), "--jobs", "2"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as export:
        try:
            until(lambda: any(tmp_path.iterdir()), "the export begins")
            time.sleep(seconds)  # the moment is the point: the processes are starting, importing, at work
            for _ in range(presses):
                os.killpg(export.pid, signal.SIGINT)
            said = export.communicate(timeout=10)
        finally:
            if export.poll() is None:
                os.killpg(export.pid, signal.SIGKILL)
    assert said == ("", "")
    # The second one may find the program on its way out, where nobody listens any more.
    assert export.returncode in ((130,) if presses == 1 else (130, -signal.SIGINT))
    until(lambda: not of_group(export.pid), f"{of_group(export.pid)} are left")
    assert list(tmp_path.iterdir()) == []


def test_what_is_held_back_comes_at_the_end() -> None:
    done = []
    former = signal.getsignal(signal.SIGINT)

    def hold() -> None:
        with interrupts_held():
            with interrupts_held():
                signal.raise_signal(signal.SIGINT)
                done.append("inside")
            done.append("between")

    with pytest.raises(KeyboardInterrupt):
        hold()
    assert done == ["inside", "between"]
    assert signal.getsignal(signal.SIGINT) is former


def test_elsewhere_than_on_the_main_thread_nothing_is_changed() -> None:
    seen = []
    former = signal.getsignal(signal.SIGINT)

    def hold() -> None:
        with interrupts_held():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join()
    assert seen == [former]
