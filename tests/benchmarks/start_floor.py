"""The floor of starting: bare PySide6, pydantic imported, a QTextEdit that shows a text.

python -m tests.benchmarks.start_floor FILE WIDTH HEIGHT
"""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import BaseModel  # noqa: F401  part of the floor
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QTextEdit


class _Edit(QTextEdit):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        from tests.benchmarks.ending import end

        end()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    edit = _Edit()
    edit.setReadOnly(True)
    edit.setPlainText(Path(sys.argv[1]).read_text(encoding="utf-8"))
    edit.resize(int(sys.argv[2]), int(sys.argv[3]))
    edit.show()
    app.exec()
