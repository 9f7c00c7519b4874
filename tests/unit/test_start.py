"""What must not be imported before the window has been painted: each of these takes longer than a frame, or memory.

The time itself is measured by tests/benchmarks/run.py; here it is kept from creeping back module by module.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SEEDS = Path(__file__).resolve().parents[2] / "seeds"
_LATER = {
    "_hashlib",
    "asyncio",
    "charset_normalizer",
    "concurrent.futures",
    "difflib",
    "email",
    "html.parser",
    "secrets",
    "tomli",
    "tomllib",
    "importlib.metadata",
    "multiprocessing",
    "pydantic",
    "regex",
    "unittest",
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
    "PySide6.QtTest",
    "annotator.annotations.instances",
    "annotator.formats",
    "annotator.review",
    "annotator.sidecars.referents",
    "annotator.sidecars.schema",
    "annotator.sidecars.survey",
    "annotator.tagsets.building",
    "annotator.tagsets.misfits",
    "annotator.tagsets.reading",
    "annotator.tagsets.sections",
    "annotator.tagsets.written",
    "annotator.ui.choices",
    "annotator.ui.choosers.banner",
    "annotator.ui.choosers.candidates",
    "annotator.ui.choosers.instances",
    "annotator.ui.choosers.links",
    "annotator.ui.choosers.types",
    "annotator.ui.conversations",
    "annotator.ui.exchange",
    "annotator.ui.exchange.starting",
    "annotator.ui.first_start",
    "annotator.ui.furniture",
    "annotator.ui.handlers",
    "annotator.ui.panels.articles",
    "annotator.ui.panels.card",
    "annotator.ui.panels.outline",
    "annotator.ui.panels.types",
    "annotator.ui.picture",
    "annotator.ui.review",
    "annotator.ui.wiring",
}
_START = """
import os, sys, typing
from annotator import cli
from annotator.ui.text.view import ArticleView

paint = ArticleView.paintEvent

def painted(self, event):
    paint(self, event)
    if self.text_length:
        print(*sys.modules)
        print(*(
            name
            for module in list(sys.modules)
            if module.startswith("annotator.")
            for name, value in vars(sys.modules[module]).items()
            if isinstance(value, type) and issubclass(value, tuple)
            if any(isinstance(kind, typing.ForwardRef) for kind in value.__annotations__.values())
        ), flush=True)
        os._exit(0)

ArticleView.paintEvent = painted
sys.exit(cli.main([sys.argv[1], "--annotator", "annotator-a"]))
"""


def _started() -> tuple[set[str], set[str]]:
    """The modules at the first paint, and the named tuples whose fields had to be compiled once more for it."""
    done = subprocess.run(
        [sys.executable, "-c", _START, str(_SEEDS)], capture_output=True, text=True, timeout=60, check=True
    )
    modules, compiled = done.stdout.split("\n")[:2]
    return set(modules.split()), set(compiled.split())


def test_what_is_not_needed_for_the_first_paint_comes_later() -> None:
    imported, compiled = _started()
    assert "annotator.ui.window" in imported
    assert not sorted(_LATER & imported)
    assert not sorted(compiled), "no 'from __future__ import annotations' where named tuples are made"
