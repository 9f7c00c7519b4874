"""Draws the real window into a file, for people without a display and for the documentation."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QMessageLogContext,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)

from annotator.errors import AnnotatorError
from annotator.ui.background import Background
from annotator.ui.window import Window

_PATIENCE = 30.0
"""Seconds that opening may take."""


def take_picture(window: Window, background: Background, file: Path, article: str | None) -> int:
    """Shows the window without a display, waits until all it shows has been read, and saves it as an image.

    Raises AnnotatorError where the article does not exist or the file cannot be written.
    """
    qInstallMessageHandler(_on_qt_message)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()
    until = time.monotonic() + _PATIENCE
    turns = 0
    while time.monotonic() < until and turns < 5:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        turns = turns + 1 if background.is_idle and window.is_settled else 0
    if article is not None and window.article_name != article:
        raise AnnotatorError(f"there is no article {article} that can be shown", remedy="Check the name.")
    picture = window.grab()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnnotatorError(f"the picture cannot be written: {error.strerror}", path=file) from None
    if not picture.save(str(file)):
        raise AnnotatorError(
            "the picture cannot be written",
            path=file,
            remedy="Check the folder, and that the name ends in .png.",
        )
    window.close()
    background.close()
    return 0


def _on_qt_message(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Passes on what Qt says but for what a platform without a screen cannot do, which nobody asked for."""
    if not message.startswith("This plugin does not support"):
        sys.stderr.write(f"{message}\n")
