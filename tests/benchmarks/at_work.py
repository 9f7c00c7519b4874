"""One article in the real window: opened, tagged, undone, paged, saved; each beside its floor in this process.

    python -m tests.benchmarks.at_work FOLDER MENTIONS ROUNDS NAME

Prints lines that tests/benchmarks/run.py reads. Started by it, with a display.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from statistics import median
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.annotations.sheet import Sheet
from annotator.sidecars.header import TagsetStamp
from annotator.ui.style import ARGUMENTS
from tests.benchmarks.figures import Figure, high
from tests.benchmarks.generated import ANNOTATOR, BIG, SMALL, Generated
from tests.benchmarks.painting import Bare, Measured, idle, until

_SIZE = (1280, 800)
_TAGS_A_PAGE = 5
_FRAME = 16.7
"""Milliseconds of a frame at 60 Hz."""


def main(folder: Path, mentions: int, rounds: int, name: str) -> None:
    """Measures and prints everything."""
    app = QApplication(["bench", *ARGUMENTS])
    made = Generated(folder, mentions)
    text = made.article.read_bytes().decode()
    for figure in _figures(app, made, text, rounds, name):
        print(figure.transfer(), flush=True)


def _figures(app: QApplication, made: Generated, text: str, rounds: int, name: str) -> list[Figure]:
    bare = Bare(_SIZE)
    floors = []
    for _ in range(3):
        data = made.sidecar.read_bytes()
        began = time.perf_counter()
        json.loads(data)
        floors.append((time.perf_counter() - began) * 1000 + bare.show_text(text))
    bare.top()
    plain_pages = [bare.page_down() for _ in range(rounds)]
    bare.discard()
    window = Measured(app, made.folder, ANNOTATOR, _SIZE)
    window.open_folder(made.folder, SMALL)
    window.settle()
    opens = []
    for _ in range(3):
        opens.append(window.open_by_click(BIG, len(text)))
        window.settle()
        window.open_by_click(SMALL, len((made.folder / SMALL).read_text(encoding="utf-8")))
        window.settle()
    window.open_by_click(BIG, len(text))
    window.settle()
    window.view.setFocus()
    pages = []
    for _ in range(rounds):
        pages.append(window.press(Qt.Key.Key_PageDown))
        idle(8)
    tags, undos, repaints, saves, durable = _tagging(window, made, text, rounds)
    window.close()
    at = f"{name}: "
    judged = made.mentions >= 10_000  # the smallest size is there to be compared with
    return [
        Figure(
            f"{at}open, click to painted", "ms", median(opens), median(floors), most=2 if judged else None
        ),
        Figure(
            f"{at}tag, key to painted, p99",
            "ms",
            high(tags),
            high(repaints),
            most=3 if judged else None,
            limit=_FRAME if judged else None,
        ),
        Figure(f"{at}tag, key to painted, median", "ms", median(tags), median(repaints)),
        Figure(
            f"{at}undo, key to painted, p99", "ms", high(undos), high(repaints), most=3 if judged else None
        ),
        Figure(f"{at}page down, p99", "ms", high(pages), high(plain_pages), most=2 if judged else None),
        Figure(
            f"{at}edit to durable sidecar",
            "ms",
            median(saves),
            median(durable),
            most=4 if judged else None,
        ),
    ]


def _tagging(
    window: Measured, made: Generated, text: str, rounds: int
) -> tuple[list[float], list[float], list[float], list[float], list[float]]:
    """Times of tags, undos, bare repaints, savings, and writings of the sidecar's bytes."""
    tags: list[float] = []
    undos: list[float] = []
    repaints: list[float] = []
    while len(tags) < rounds:
        window.press(Qt.Key.Key_PageDown)
        idle(40)
        for start in _free_words(window, text)[:_TAGS_A_PAGE]:
            window.select_word(start)
            idle(15)
            before = len(_sheet(window))
            tags.append(window.press(Qt.Key.Key_G))
            assert len(_sheet(window)) == before + 1, "the key tagged nothing"
            idle(15)
            repaints.append(window.repaint())
        for _ in range(_TAGS_A_PAGE):
            undos.append(window.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))
            idle(15)
    window.settle()
    saves: list[float] = []
    durable: list[float] = []
    for start in _free_words(window, text)[:7]:
        window.settle()
        idle(300)
        window.select_word(start)
        saves.append(_saving(window))
        durable.append(_durable(made.sidecar))
    return tags, undos, repaints, saves, durable


def _sheet(window: Measured) -> Sheet:
    session = window.controller.session
    assert session is not None
    return session.sheet


def _free_words(window: Measured, text: str) -> list[int]:
    """Where words begin that show and that no mention touches."""
    session = window.controller.session
    assert session is not None
    low, high = window.view.first_visible_position(), window.view.last_visible_position()
    found: list[int] = []
    at = text.find(" ", low + (high - low) // 8) + 1
    while 0 < at < high - (high - low) // 8:
        end = min(e for sign in " .\n" if (e := text.find(sign, at)) > 0)
        if end - at > 2 and text[at:end].isalpha() and not session.index.mentions_in(at - 1, end + 1):
            found.append(at)
            at = end + 12
        at = text.find(" ", at) + 1
    return found


def _saving(window: Measured) -> float:
    """Milliseconds from a key until the sidecar is durable; when the window says so is a little later."""
    opening = window.desk.current
    assert opening is not None
    assert opening.saver is not None
    done: list[float] = []
    save = opening.saver._save

    def saving(tagset: TagsetStamp | None) -> object:
        state = save(tagset)
        done.append(time.perf_counter())
        return state

    opening.saver._save = saving  # type: ignore[method-assign, assignment]
    began = time.perf_counter()
    window.press(Qt.Key.Key_G)
    until(lambda: bool(done), "saved")
    opening.saver._save = save  # type: ignore[method-assign]
    return (done[0] - began) * 1000


def _durable(sidecar: Path) -> float:
    """Milliseconds of writing and fsyncing the sidecar's bytes beside it."""
    data = sidecar.read_bytes()
    target = sidecar.with_name("floor.tmp")
    began = time.perf_counter()
    with target.open("wb", buffering=0) as file:
        file.write(data)
        os.fsync(file.fileno())
    taken = (time.perf_counter() - began) * 1000
    target.unlink()
    return taken


def _give_up(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A program with an error in it is not measured: what fails is quick. Qt would go on after an exception."""
    sys.__excepthook__(kind, error, trace)
    os._exit(1)


if __name__ == "__main__":
    sys.excepthook = _give_up
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
