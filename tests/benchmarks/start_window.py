"""Starts the program as its command does, and ends it with the first paint that shows highlights.

python -m tests.benchmarks.start_window FOLDER [options of the command]
"""

from __future__ import annotations

import sys

from annotator import cli


def _end_at_first_highlights() -> None:
    from PySide6.QtGui import QPaintEvent

    from annotator.ui.text.emphatic import EmphaticPaper
    from annotator.ui.text.view import ArticleView
    from tests.benchmarks.ending import end

    paint = ArticleView.paintEvent

    def painted(self: EmphaticPaper, event: QPaintEvent) -> None:
        paint(self, event)
        if self.text_length and len(self._flow.marks):
            end()

    ArticleView.paintEvent = painted  # type: ignore[method-assign]


if __name__ == "__main__":
    _end_at_first_highlights()
    sys.exit(cli.main())
