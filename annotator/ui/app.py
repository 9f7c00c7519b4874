"""Starts the window: settings, looks, who tags, what is open. The only place where the parts meet."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from msgspec import Struct
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.articles import words
from annotator.tagsets import shipped
from annotator.tagsets.model import Tagset
from annotator.tagsets.places import FOLDER_TAGSET
from annotator.ui import style
from annotator.ui.arriving import FirstShow
from annotator.ui.background import Background, take_short_turns
from annotator.ui.checking import Checking
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.display import require_display
from annotator.ui.first_paint import collect_again
from annotator.ui.opening import Annotator, annotator_of
from annotator.ui.settings import Settings, log_folder, settings_file
from annotator.ui.style import Appearance, Choice
from annotator.ui.window import Window


class WindowOptions(Struct, frozen=True):
    """What the command line says of the window."""

    path: Path | None = None
    annotator: str | None = None
    tagset: Path | None = None
    screenshot: Path | None = None
    article: str | None = None
    size: tuple[int, int] = (1280, 800)
    theme: str | None = None


def run_window(options: WindowOptions) -> int:
    """Opens the window and runs until it closes, or draws it into a file; gives the exit code.

    Raises AnnotatorError for a name or tagset that cannot be used, and where there is no display.
    """
    if options.screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    else:
        require_display()
    tagset_of, default = _tagsets(options.tagset)
    named = annotator_of(options.annotator) if options.annotator is not None else None
    app = _application()
    settings = Settings(settings_file(), remembers=options.screenshot is None)
    theme = cast("Choice", options.theme or settings.theme or "system")
    appearance = Appearance(app, theme)
    me = named or (annotator_of(settings.annotator) if settings.annotator else None)
    if me is None and options.screenshot is not None:
        me = Annotator("me", "me")
    if me is None:
        me = _ask_who(settings)
        if me is None:
            return 0
    parts = _assemble(settings, appearance, me, default, options)
    window = parts.window
    if options.screenshot is None:
        parts.report_crashes()
    place = options.path
    if place is None and options.screenshot is None:
        place = next((recent for recent in settings.recent if recent.exists()), None)
    window.resize(*options.size)
    if options.screenshot is None:
        window.docks.restore(settings)
    if options.screenshot is None:
        window.furnished.connect(lambda: parts.finish_start())
        FirstShow(window, parts.controller, parts.desk)
    if place is not None:
        window.open_place(place.absolute(), tagset_of, article=options.article)
    else:
        window.furniture  # noqa: B018  nothing else is to be shown
    if options.screenshot is not None:
        from annotator.ui.picture import take_picture

        return take_picture(window, parts.background, options.screenshot, options.article)
    take_short_turns()
    code = app.exec()
    parts.background.close()
    return code


class _Parts(Struct, frozen=True):
    window: Window
    controller: Controller
    desk: Desk
    background: Background

    def finish_start(self) -> None:
        """What can wait until the window shows and has its panels."""
        from annotator.ui.stopping import Stopping

        collect_again()
        self.background.run(words.prepare, lambda _: None)
        stopping = Stopping(QApplication.closeAllWindows, self.window)
        app = QApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(stopping.forget)

    def report_crashes(self) -> None:
        from annotator.ui.crash import CrashReports, start_logging

        folder = log_folder()
        start_logging(folder)
        reports = CrashReports(folder)
        reports.setParent(self.window)
        reports.crashed.connect(self.window.show_crash)
        reports.install()


def _assemble(
    settings: Settings, appearance: Appearance, me: Annotator, tagset: Tagset, options: WindowOptions
) -> _Parts:
    controller = Controller()
    background = Background(controller)
    desk = Desk(controller, background, me, tagset)
    checking = Checking(controller)
    window = Window(controller, desk, checking, appearance, settings)
    controller.setParent(window)
    return _Parts(window, controller, desk, background)


def _application() -> QApplication:
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    app = QApplication([*sys.argv[:1], *style.ARGUMENTS])
    app.setApplicationName("annotator")
    app.setApplicationDisplayName("Annotator")
    app.setDesktopFileName("annotator")
    return app


def _tagsets(given: Path | None) -> tuple[Callable[[Path], Tagset | None], Tagset]:
    if given is not None:
        from annotator.tagsets.reading import read_tagset

        chosen = read_tagset(given)
        return (lambda _folder: None), chosen

    def of_folder(folder: Path) -> Tagset | None:
        own = folder / FOLDER_TAGSET
        if not own.is_file():
            return None
        from annotator.tagsets.reading import read_tagset

        return read_tagset(own)

    return of_folder, shipped.load()


def _ask_who(settings: Settings) -> Annotator | None:
    from annotator.ui.first_start import WhoTags

    dialog = WhoTags()
    if not dialog.exec() or dialog.annotator is None:
        return None
    settings.annotator = dialog.annotator.name
    return dialog.annotator


def quit_soon() -> None:
    """Ends the event loop as soon as it turns."""
    QTimer.singleShot(0, QApplication.quit)
