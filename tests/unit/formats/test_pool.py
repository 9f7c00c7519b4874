"""Work in several processes: in order, with whatever ends a process told, and none left when its parent is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.formats.pool import in_processes

CHUNKS = [range(at, at + 3) for at in range(0, 60, 3)]


def squares(numbers: Sequence[int]) -> list[int]:
    """Squares of a chunk."""
    return [number**2 for number in numbers]


def die(numbers: Sequence[int]) -> list[int]:
    """Ends its process as a system does that runs out of memory."""
    if 30 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return squares(numbers)


def refuse(numbers: Sequence[int]) -> list[int]:
    """Fails."""
    raise AnnotatorError(f"{numbers[0]} is no good")


def note(folder: Path, numbers: Sequence[int]) -> list[int]:
    """Writes down which process works."""
    (folder / str(os.getpid())).touch()
    return squares(numbers)


def test_results_come_in_order() -> None:
    assert list(in_processes(2, squares, CHUNKS)) == [(number, number**2) for number in range(60)]
    assert active_children() == []


def test_no_process_is_left_where_nobody_wants_more(tmp_path: Path) -> None:
    found = in_processes(2, partial(note, tmp_path), CHUNKS)
    assert next(found) == (0, 0)
    assert [type(child).__name__ for child in active_children()] == ["SpawnProcess"] * 2
    found.close()  # type: ignore[attr-defined]
    assert active_children() == []


@pytest.mark.parametrize(("work", "words"), [(die, "ended from outside"), (refuse, "0 is no good")])
def test_what_goes_wrong_in_a_process_is_told(work: Callable[..., list[int]], words: str) -> None:
    with pytest.raises(AnnotatorError, match=words):
        list(in_processes(2, work, CHUNKS))
    assert active_children() == []


_PARENT = """
import sys
from functools import partial
from pathlib import Path
from annotator.formats.pool import in_processes
from tests.unit.formats.test_pool import CHUNKS, note
if __name__ == "__main__":
    found = in_processes(2, partial(note, Path(sys.argv[1])), CHUNKS)
    next(found)
    print("at work", flush=True)
    sys.stdin.read()
"""


def is_alive(process: int) -> bool:
    """Whether a process still runs; one that has ended may wait for somebody to take note (Z)."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return False
    return stat.rpartition(") ")[2][0] != "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script, seen = tmp_path / "parent.py", tmp_path / "seen"
    script.write_text(_PARENT, encoding="utf-8")
    seen.mkdir()
    root = Path(__file__).resolve().parents[3]
    parent = subprocess.Popen(
        [sys.executable, str(script), str(seen)],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"at work\n"
        children = [int(path.name) for path in seen.iterdir()]
        assert children
        parent.kill()
    end = time.monotonic() + 20
    while any(map(is_alive, children)):
        assert time.monotonic() < end, "a process outlives its parent"
        time.sleep(0.02)
