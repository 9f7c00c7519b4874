"""Starting: from the fresh process to the first paint with highlights, beside the floor, in turns."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tests.benchmarks.figures import Figure

_ROOT = Path(__file__).resolve().parents[2]
_SIZE = (1280, 800)
_ANNOTATOR = "annotator-a"
_NOT_THE_USERS = {
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONOPTIMIZE",
    "PYTHONPROFILEIMPORTTIME",
}


def measure_start(environ: Mapping[str, str], folder: Path, rounds: int) -> list[Figure]:
    """Time and peak memory of starting on the seeds; ``rounds`` starts of each, after one that warms up."""
    seeds = folder / "seeds"
    shutil.copytree(_ROOT / "seeds", seeds)
    article = next(
        path for path in sorted(seeds.glob("*.txt")) if list(seeds.glob(f"{path.name}.{_ANNOTATOR}.*"))
    )
    window = [
        "tests.benchmarks.start_window",
        str(seeds),
        "--article",
        article.name,
        "--annotator",
        _ANNOTATOR,
    ]
    floor = ["tests.benchmarks.start_floor", str(article), *map(str, _SIZE)]
    ours: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        pair = (_start(floor, environ), _start(window, environ))
        if number:
            bare.append(pair[0])
            ours.append(pair[1])
    return [
        Figure(
            "start to first paint with highlights",
            "ms",
            median(time for time, _ in ours),
            median(time for time, _ in bare),
            most=1.5,
        ),
        Figure(
            "peak memory of the start",
            "MB",
            median(memory for _, memory in ours),
            median(memory for _, memory in bare),
            most=1.3,
        ),
    ]


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would keep Python from starting as it does for users, compiled files included."""
    return {name: value for name, value in environ.items() if name not in _NOT_THE_USERS}


def _start(arguments: list[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """Milliseconds and megabytes of one start."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=_ROOT,
        env=dict(environ),
        capture_output=True,
        text=True,
        timeout=120,
    )
    words = done.stdout.split()
    if done.returncode or len(words) != 2:
        raise RuntimeError(f"{arguments[0]} did not paint: {done.stdout}{done.stderr}")
    return (float(words[0]) - began) * 1000, int(words[1]) / 2**20
