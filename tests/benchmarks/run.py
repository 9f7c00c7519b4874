"""How fast the program is, each figure beside its floor measured in the same run.

    python tests/benchmarks/run.py [--short] [--only WORD] [--json FILE]

Prints a table and JSON lines with ``name value floor ratio target``. Exit code 1 where a target is missed. In short mode
there are fewer rounds, no 10 MB and hundreds of articles to export instead of thousands, and targets may be missed by the
margin that is printed: it runs beside other work.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT))

from tests.benchmarks.agreeing import measure_agreement  # noqa: E402
from tests.benchmarks.deciding import measure_deciding  # noqa: E402
from tests.benchmarks.figures import Figure, table  # noqa: E402
from tests.benchmarks.formats import measure_formats  # noqa: E402
from tests.benchmarks.starting import clean, measure_start  # noqa: E402
from tests.display import Display  # noqa: E402

_SHORT_MARGIN = 3.0
_SIZES = (
    ("100 kB / 1,000", 100_000, 1_000),
    ("1 MB / 10,000", 1_000_000, 10_000),
    ("10 MB / 100,000", 10_000_000, 100_000),
)


def main() -> int:
    """Measures what the arguments ask for; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer rounds, no 10 MB, generous margins")
    parser.add_argument(
        "--only",
        default="",
        metavar="WORD",
        help="start, formats, adjudication, agreement, or a size such as 1,000",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON lines there, too")
    options = parser.parse_args()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as temporary:
        folder = Path(temporary)
        with Display(folder) as display:
            environ = clean({**display.environ, **_home(folder)})
            if options.only in "start":
                figures += measure_start(environ, folder, 5 if options.short else 15)
            for name, size, mentions in _SIZES[: 2 if options.short else 3]:
                if options.only in name:
                    figures += _at_work(environ, folder, name, size, mentions, 100 if options.short else 200)
            if options.only in "formats":
                figures += measure_formats(environ, folder, short=options.short)
            if options.only in "adjudication":
                figures += measure_deciding(environ, folder, short=options.short)
            if options.only in "agreement":
                figures += measure_agreement(environ, folder, short=options.short)
    figures += _growth(figures)
    return _tell(figures, _SHORT_MARGIN if options.short else 1.0, options.json)


def _home(folder: Path) -> dict[str, str]:
    names = ("CONFIG", "DATA", "STATE", "CACHE")
    return {"HOME": str(folder), **{f"XDG_{name}_HOME": str(folder / name.lower()) for name in names}}


def _at_work(
    environ: Mapping[str, str], folder: Path, name: str, size: int, mentions: int, rounds: int
) -> list[Figure]:
    from tests.benchmarks.generated import generate

    made = generate(folder / f"articles-{mentions}", size, mentions)
    arguments = ["tests.benchmarks.at_work", str(made.folder), str(mentions), str(rounds), name]
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=_ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [Figure.from_json(line) for line in done.stdout.splitlines()]


def _growth(figures: list[Figure]) -> list[Figure]:
    """How much dearer a tag is among many mentions than among few."""
    medians = [f for f in figures if f.name.endswith("tag, key to painted, median")]
    return (
        [
            Figure(
                "a tag among most mentions, beside the fewest",
                "ms",
                medians[-1].value,
                medians[0].value,
                most=1.5,
            )
        ]
        if len(medians) > 1
        else []
    )


def _tell(figures: list[Figure], margin: float, file: Path | None) -> int:
    lines = "\n".join(figure.as_json() for figure in figures)
    print(table(figures, margin))
    print(f"\n{lines}")
    if file is not None:
        file.write_text(lines + "\n", encoding="utf-8")
    missed = [figure.name for figure in figures if not figure.met(margin)]
    if margin > 1:
        print(f"\nshort mode: targets count as missed from {margin:g} times the target on")
    if missed:
        print(f"missed: {'; '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
