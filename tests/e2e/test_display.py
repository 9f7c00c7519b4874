"""The virtual display that the tests of the real window rest on."""

from __future__ import annotations

import subprocess
import sys

from tests.display import Display

_WINDOW = """
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
line = QLineEdit()
line.setWindowTitle("typing")
line.returnPressed.connect(lambda: (print(app.platformName(), line.text()), app.quit()))
line.show()
app.exec()
"""


def test_a_window_of_its_own_process_gets_keys(display: Display) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WINDOW], env=display.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as window:
        display.xdotool("search", "--sync", "--onlyvisible", "--name", "^typing$", "windowactivate", "--sync")
        display.xdotool("type", "seeds")
        display.xdotool("key", "Return")
        output, errors = window.communicate(timeout=30)
    assert (output.decode().split(), errors.decode()) == (["xcb", "seeds"], "")
