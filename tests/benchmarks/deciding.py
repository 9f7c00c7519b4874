"""Two sheets of one article in the real window, adjudicated: the next difference and a choice, each key to painted.

    python -m tests.benchmarks.deciding FOLDER ROUNDS

Prints lines that tests/benchmarks/run.py reads. Started by it, with a display.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.annotations.records import Entity, Event, Record
from annotator.articles.article import Article
from annotator.articles.reading import read_article
from annotator.review.participation import Terms
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.names import Storage
from annotator.tagsets import shipped
from annotator.ui.style import ARGUMENTS
from tests.benchmarks.figures import Figure, high
from tests.benchmarks.generated import BIG, SMALL, generate, records_of
from tests.benchmarks.painting import Measured, idle, until

_ROOT = Path(__file__).resolve().parents[2]
_SIZE, _MENTIONS = 1_000_000, 10_000
_WINDOW = (1280, 800)
_FRAME = 16.7
"""Milliseconds of a frame at 60 Hz."""
_EVERY = 5
"""Every so many mentions annotators differ."""


def measure_deciding(environ: Mapping[str, str], folder: Path, *, short: bool) -> list[Figure]:
    """Writes the sheets, and measures in a process with a window."""
    made = generate(folder / "adjudicated", _SIZE, _MENTIONS)
    article = read_article(made.article)
    for number, name in enumerate(("ann", "ben")):
        _write(article, made.folder, name, differing(records_of(article.text, _MENTIONS), name, number))
    made.sidecar.unlink()
    rounds = 100 if short else 300
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.deciding", str(made.folder), str(rounds)],
        cwd=_ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [Figure.from_json(line) for line in done.stdout.splitlines()]


def differing(records: Sequence[Record], name: str, number: int) -> list[Record]:
    """The records as one of two annotators has them: some of another type, some missing, some events unfilled."""
    made: list[Record] = []
    for at, record in enumerate(records):
        if at % _EVERY == 0 and number == 1:
            if isinstance(record, Event):
                record = replace(record, arguments=record.arguments[1:])
            elif isinstance(record, Entity):
                record = replace(record, type="LOC" if record.type != "LOC" else "PER")
        made.append(replace(record, by=name))
    return made


def _write(article: Article, folder: Path, name: str, records: Sequence[Record]) -> None:
    tagset = shipped.load()
    stamp = TagsetStamp(tagset.id, tagset.version, tagset.sha256)
    header = Header(name, name, ArticleStamp.of(article), stamp, "done")
    Storage(folder).sidecar(folder / BIG, name).write_bytes(bytes(Image.of(header, records)))


def main(folder: Path, rounds: int) -> None:
    """Measures and prints everything."""
    app = QApplication(["bench", *ARGUMENTS])
    window = Measured(app, folder, "rita", _WINDOW)
    window.open_folder(folder, SMALL)
    window.settle()
    adjudicating = window.window.reviewing.adjudicating
    bench = window.window.reviewing.bench
    adjudicating.beginning.start(Terms())
    window.window.open_article(BIG)
    began = time.perf_counter()
    until(lambda: bench.adjudicating and len(bench.differing) > 1000, "compared")
    until(lambda: window.window.is_settled, "listed")
    compared = (time.perf_counter() - began) * 1000
    window.settle()
    window.view.setFocus()
    steps, choices, repaints = [], [], []
    for _ in range(rounds):
        before = bench.current
        steps.append(window.press(Qt.Key.Key_F8))
        assert bench.current is not before, "F8 went nowhere"
        idle(15)
        repaints.append(window.repaint())
    for _ in range(rounds):
        unit = bench.current
        assert unit is not None
        choices.append(window.press(Qt.Key.Key_1))
        assert not bench.is_open(unit), "the key decided nothing"
        idle(15)
    window.settle()
    window.close()
    floor = high(repaints)
    for figure in (
        Figure(
            "10,000 mentions: next difference, key to painted, p99", "ms", high(steps), floor, limit=_FRAME
        ),
        Figure("10,000 mentions: next difference, median", "ms", median(steps), median(repaints)),
        Figure("10,000 mentions: choice and next, key to painted, p99", "ms", high(choices), floor),
        Figure("10,000 mentions: two sheets compared and shown", "ms", compared, compared),
    ):
        print(figure.transfer(), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
