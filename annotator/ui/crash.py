"""What happens when something unexpected goes wrong: it is logged, reported so that it can be copied, and no tag is lost.

Sheets are on disk after every edit already; the report says where it lies and what to do with it.
"""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler, qVersion

from annotator import __version__

_log = logging.getLogger("annotator")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _LogFile(logging.Handler):
    """Logs to a file, a few of which are kept. What that takes is imported with the first line: most days have none."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._writer: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._writer is None:
            from logging.handlers import RotatingFileHandler

            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._writer = RotatingFileHandler(
                self._file, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
            )
            self._writer.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._writer.emit(record)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        super().close()


def start_logging(folder: Path) -> Path:
    """Begins to log to a file in ``folder``, a few of which are kept; gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "annotator.log"
    _log.addHandler(_LogFile(file))
    _log.setLevel(logging.INFO)
    return file


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("annotator.qt").log(_LEVELS.get(kind, logging.WARNING), message)


def report_of(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None, *, where: str = ""
) -> str:
    """An unexpected error as text that can be copied; it holds no text of articles and no tags."""
    import platform
    import traceback
    from datetime import UTC, datetime

    told = "".join(traceback.format_exception(kind, error, trace))
    return (
        f"annotator {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}\n"
        f"{datetime.now(UTC).isoformat(timespec='seconds')}{f', {where}' if where else ''}\n\n{told}"
    )


class CrashReports(QObject):
    """Catches what nobody expected, on any thread, and tells it on the window's."""

    crashed = Signal(str, object)
    """The report, and the file it was written to (or None)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def install(self) -> None:
        """Takes over Python's hooks for unexpected errors, and Qt's messages."""
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        qInstallMessageHandler(_on_qt_message)

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            name = args.thread.name if args.thread is not None else "a thread"
            self._tell(args.exc_type, args.exc_value, args.exc_traceback, name)

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._tell(kind, error, trace, "")

    def _tell(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None, where: str
    ) -> None:
        from datetime import UTC, datetime

        _log.error("unexpected error", exc_info=(kind, error, trace))
        report = report_of(kind, error, trace, where=where)
        file: Path | None = self._folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
        try:
            assert file is not None
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_text(report, encoding="utf-8")
        except OSError:
            file = None
        print(report, file=sys.stderr)  # noqa: T201 - a terminal may be all there is
        self.crashed.emit(report, file)
