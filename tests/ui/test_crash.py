"""An unexpected error is reported so that it can be copied, lies in a file, and leaves every tag where it is."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.crash import CrashReports, report_of
from annotator.ui.dialogs import AboutDialog, CrashDialog, KeysDialog
from tests.conftest import LoggedErrors
from tests.samples import sample_tagset


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[CrashReports]:
    hooks = sys.excepthook, threading.excepthook
    made = CrashReports(tmp_path / "logs")
    made.install()
    yield made
    sys.excepthook, threading.excepthook = hooks
    from PySide6.QtCore import qInstallMessageHandler

    qInstallMessageHandler(None)


def _fail() -> None:
    raise RuntimeError("the roof leaks")


def test_an_error_is_told_and_written(
    reports: CrashReports, qtbot: QtBot, logged_errors: LoggedErrors, capsys: pytest.CaptureFixture[str]
) -> None:
    with qtbot.waitSignal(reports.crashed) as caught:
        try:
            _fail()
        except RuntimeError:
            sys.excepthook(*sys.exc_info())
    assert caught.args is not None
    report, file = caught.args
    assert "RuntimeError: the roof leaks" in report
    assert "_fail" in report
    assert file.read_text("utf-8") == report
    assert "the roof leaks" in capsys.readouterr().err
    logged_errors.expect("unexpected error")


def test_an_error_on_another_thread_is_told_on_the_windows(
    reports: CrashReports, qtbot: QtBot, logged_errors: LoggedErrors, capsys: pytest.CaptureFixture[str]
) -> None:
    with qtbot.waitSignal(reports.crashed) as caught:
        worker = threading.Thread(target=_fail, name="cellar")
        worker.start()
        worker.join()
    assert caught.args is not None
    assert "cellar" in caught.args[0]
    logged_errors.expect("unexpected error")
    capsys.readouterr()


def test_the_report_can_be_copied(qtbot: QtBot) -> None:
    with pytest.raises(RuntimeError) as raised:
        _fail()
    report = report_of(RuntimeError, raised.value, raised.tb)
    dialog = CrashDialog(report, None, None)
    qtbot.addWidget(dialog)
    dialog.copy.click()
    assert QApplication.clipboard().text() == report
    QApplication.clipboard().clear()


def test_the_page_of_keys_has_the_grammar_the_shortcuts_and_the_tagsets_keys(qtbot: QtBot) -> None:
    dialog = KeysDialog(sample_tagset(), None)
    qtbot.addWidget(dialog)
    text = dialog.text.toPlainText()
    for wanted in ("fills the armed role", "Undo", "Shift+C", "Consult"):
        assert wanted in text
    about = AboutDialog(None)
    qtbot.addWidget(about)
