"""How fast the text view is, each figure beside its floor measured in the same run.

    python tests/benchmarks/text_view.py [--short] [--dense]

Prints JSON lines with ``name value floor ratio target`` (milliseconds). The floor of opening, paging and resizing is
a bare QTextEdit with the same text, that of tagging a bare repaint of the same view.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QAbstractSlider, QApplication, QTextEdit

from annotator.ui.text.marks import Arc, Mark
from annotator.ui.text.view import ArticleView

_SIZE = QSize(1200, 800)
_TYPES = [
    ("PER", "#2f6fde"),
    ("ORG", "#e0a800"),
    ("GPE", "#4f9d69"),
    ("ACCUSE", "#c0392b"),
    ("ASSAULT", "#8e44ad"),
]
_WORDS = [
    "the",
    "minister",
    "of",
    "foreign",
    "affairs",
    "said",
    "on",
    "Monday",
    "that",
    "talks",
    "with",
    "Kyiv",
    "had",
    "broken",
    "down",
    "after",
    "shelling",
    "near",
    "Odesa",
    "while",
    "die",
    "Bundestagsabgeordnete",
    "forderte",
    "Freilassung",
    "der",
    "Gefangenen",
    "in",
    "Köln",
    "and",
    "police",
    "arrested",
]


def article(size: int, *, one_line: bool = False, seed: int = 1) -> str:
    """News-like text of about ``size`` characters."""
    rng = random.Random(seed)
    parts: list[str] = []
    length = 0
    while length < size:
        sentence = " ".join(rng.choices(_WORDS, k=rng.randint(8, 24))).capitalize() + "."
        sentence += " " if one_line or rng.random() < 0.7 else "\n\n"
        parts.append(sentence)
        length += len(sentence)
    return "".join(parts)[:size]


def marks_of(text: str, count: int, seed: int = 2) -> list[Mark]:
    """So many marks on words, a tenth nested in others."""
    rng = random.Random(seed)
    result = []
    for number in range(count):
        at = rng.randrange(len(text) - 60)
        start = text.find(" ", at) + 1
        end = start
        for _ in range(rng.randint(1, 3) if number % 10 else 6):
            end = text.find(" ", end + 1)
        if end <= start:
            start, end = at, at + 5
        label, colour = _TYPES[number % len(_TYPES)]
        kind = "event" if label.isupper() and len(label) > 3 else "entity"
        result.append(Mark(f"m{number}", ((start, end),), kind, label, colour))
    return result


def milliseconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def high(times: list[float]) -> float:
    """The 99th percentile."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


def report(name: str, value: float, floor: float, target: str) -> None:
    """Print one figure."""
    print(
        json.dumps(
            {
                "name": name,
                "value": round(value, 2),
                "floor": round(floor, 2),
                "ratio": round(value / max(floor, 0.001), 2),
                "target": target,
            }
        ),
        flush=True,
    )


def bare(text: str) -> QTextEdit:
    """A QTextEdit as it comes, showing the text."""
    edit = QTextEdit()
    edit.resize(_SIZE)
    edit.setReadOnly(True)
    edit.setPlainText(text)
    edit.show()
    painted(edit)
    return edit


def painted(edit: QTextEdit) -> None:
    """Wait until the window has come up and is painted."""
    app = QApplication.instance()
    while not edit.windowHandle().isExposed():
        app.processEvents()  # type: ignore[union-attr]
    edit.viewport().repaint()


def ours(text: str, marks: list[Mark]) -> ArticleView:
    """The text view, showing the text."""
    view = ArticleView()
    view.resize(_SIZE)
    view.show_article(text, marks)
    view.show()
    painted(view)
    return view


def page(edit: QTextEdit) -> None:
    """One page on, painted."""
    edit.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderPageStepAdd)
    edit.viewport().repaint()


def discard(edit: QTextEdit) -> None:
    """Close a view and free what it holds."""
    edit.close()
    edit.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def resize(edit: QTextEdit, width: int) -> None:
    """Another width, painted."""
    edit.resize(width, 800)
    edit.viewport().repaint()


def measure(name: str, text: str, marks: list[Mark], rounds: int) -> None:
    """All figures of one text."""
    app = QApplication.instance()
    opens, floors = [], []
    for _ in range(3):
        kept: list[QTextEdit] = []
        floors.append(milliseconds(lambda kept=kept: kept.append(bare(text))))  # type: ignore[misc]
        opens.append(milliseconds(lambda kept=kept: kept.append(ours(text, marks))))  # type: ignore[misc]
        for edit in kept:
            discard(edit)
    report(f"{name}: open to painted", statistics.median(opens), statistics.median(floors), "<= 2")
    rng = random.Random(3)
    plain = bare(text)
    plain_narrow = milliseconds(lambda: resize(plain, 700))
    resize(plain, 1200)
    plain.verticalScrollBar().setValue(0)
    plain_pages = [milliseconds(lambda: page(plain)) for _ in range(rounds)]
    discard(plain)
    view = ours(text, marks)
    gc.collect()
    gc.freeze()
    pages = [milliseconds(lambda: page(view)) for _ in range(rounds)]
    report(f"{name}: page down, p99", high(pages), high(plain_pages), "<= 2")
    report(f"{name}: page down, median", statistics.median(pages), statistics.median(plain_pages), "")
    app.processEvents()  # type: ignore[union-attr]
    floor = [milliseconds(view.viewport().repaint) for _ in range(rounds)]
    first = view.first_visible_position()
    tags = []
    for number in range(rounds):
        at = text.find(" ", min(first + rng.randrange(1200), len(text) - 50)) + 1
        mark = Mark(f"new{number}", ((at, at + 6),), "event", "ACCUSE", "#c0392b")

        def tag(mark: Mark = mark) -> None:
            view.change_marks((), (mark,))
            view.show_selected((mark.id,))
            app.processEvents()  # type: ignore[union-attr]

        tags.append(milliseconds(tag))
        view.change_marks((mark.id,), ())
        app.processEvents()  # type: ignore[union-attr]
    report(f"{name}: tag to painted, p99", high(tags), high(floor), "<= 3 and <= 16.7 ms")
    report(f"{name}: tag to painted, median", statistics.median(tags), statistics.median(floor), "")
    near = [mark for mark in marks if first <= mark.fragments[0][0] < first + 1500]
    if len(near) > 2:
        arcs = [Arc(near[0].id, other.id, "actor", "#c0392b") for other in near[1:4]]

        def show_arcs() -> None:
            view.show_arcs(arcs)
            app.processEvents()  # type: ignore[union-attr]
            view.show_arcs(())
            app.processEvents()  # type: ignore[union-attr]

        report(f"{name}: arcs on and off", milliseconds(show_arcs), statistics.median(floor), "")

    narrow = statistics.median(milliseconds(lambda w=w: resize(view, w)) for w in (700, 650, 720))  # type: ignore[misc]
    report(f"{name}: resize", narrow, plain_narrow, "")
    resize(view, 1200)
    jumps = []
    for _ in range(20):
        at = rng.randrange(len(text) - 10)

        def jump(at: int = at) -> None:
            view.reveal(at, at + 5)
            view.viewport().repaint()

        jumps.append(milliseconds(jump))
        rect = view.rect_of(at, at + 5)
        assert 0 <= rect.top() <= view.viewport().height() - rect.height(), (at, rect)
    report(f"{name}: jump far, worst of 20", max(jumps), high(floor), "")
    discard(view)
    gc.unfreeze()
    gc.collect()


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="leave the 10 MB out")
    parser.add_argument("--only", help="only texts whose name holds this")
    options = parser.parse_args()
    app = QApplication([])
    rounds = 60 if options.short else 150
    texts: list[tuple[str, Callable[[], str], int]] = [
        ("20 kB / 3,000", lambda: article(20_000), 3000),
        ("1 MB / 1,000", lambda: article(1_000_000), 1000),
        ("1 MB / 10,000", lambda: article(1_000_000), 10_000),
        ("1 MB in one line / 10,000", lambda: article(1_000_000, one_line=True), 10_000),
    ]
    if not options.short:
        texts.append(("10 MB / 100,000", lambda: article(10_000_000), 100_000))
    for name, make, count in texts:
        if not options.only or options.only in name:
            text = make()
            measure(name, text, marks_of(text, count), rounds)
            app.processEvents()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"name": "peak memory with the bare edits, MB", "value": round(peak, 1)}))


if __name__ == "__main__":
    main()
