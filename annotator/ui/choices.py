"""What the View menu chooses: the size of the text, whose arcs show and the colours; remembered as soon as chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.ui.settings import Settings
from annotator.ui.style import Appearance

if TYPE_CHECKING:
    from annotator.ui.window import Window

_ZOOMS = (50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400)


class Choices:
    """Chooses for one window, whose menus are complete, and shows in them what is chosen."""

    def __init__(self, window: Window, settings: Settings, appearance: Appearance) -> None:
        self._window, self._settings, self._appearance = window, settings, appearance
        self._show()

    def zoom_by(self, steps: int) -> None:
        """Shows the text so many known sizes larger, or smaller where negative."""
        known = min(range(len(_ZOOMS)), key=lambda i: abs(_ZOOMS[i] - self._window.view.zoom))
        self.zoom_to(_ZOOMS[max(0, min(len(_ZOOMS) - 1, known + steps))])

    def zoom_to(self, percent: int) -> None:
        """Shows the text in a size, in percent."""
        self._window.view.set_zoom(percent)
        self._settings.zoom = percent
        self._window.status_line.say(f"Text at {percent} %")

    def show_arcs(self, which: str) -> None:
        """Shows the arcs of what has the ``focus``, of ``all`` or ``none``."""
        self._settings.arcs = which
        self._show()

    def turn_arcs(self) -> None:
        """Shows all arcs, or where all show, those of what has the focus."""
        self.show_arcs("all" if self._settings.arcs != "all" else "focus")

    def wear(self, theme: str) -> None:
        """Wears the ``light`` theme, the ``dark`` one, or (empty) that of the system."""
        self._settings.theme = theme
        self._appearance.choose("light" if theme == "light" else "dark" if theme == "dark" else "system")
        self._show()

    def _show(self) -> None:
        self._window.stage.show_arcs(self._settings.arcs)
        self._window.menus[f"arcs-{self._settings.arcs}"].setChecked(True)
        self._window.menus[f"theme-{self._settings.theme or 'system'}"].setChecked(True)
