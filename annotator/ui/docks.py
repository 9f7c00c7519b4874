"""The docks around the text: where panels stand, which of them is in front, and how F6 goes round them.

It knows no panel by its contents; the window says what has to be current before one is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QByteArray, QPoint, QRect, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from annotator.ui.settings import Settings

_LAYOUT_VERSION = 1


class Docks:
    """The docks of one window by name, empty until :meth:`fill`.

    ``catch_up`` has the panels made and current: it is called before one of them is brought to the front.
    """

    def __init__(
        self, window: QMainWindow, text: QWidget, menu: QMenu, catch_up: Callable[[], object]
    ) -> None:
        self._window, self._text, self._menu, self._catch_up = window, text, menu, catch_up
        window.setDockNestingEnabled(True)
        docks = self._docks = {
            name: self._made(name, title)
            for name, title in (
                ("articles", "Articles"),
                ("card", "Card"),
                ("outline", "Tags"),
                ("types", "Types"),
                ("problems", "Problems"),
            )
        }
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        window.addDockWidget(left, docks["articles"])
        window.addDockWidget(right, docks["card"])
        window.addDockWidget(right, docks["types"])
        window.tabifyDockWidget(docks["types"], docks["outline"])
        window.tabifyDockWidget(docks["outline"], docks["problems"])
        docks["types"].raise_()
        window.resizeDocks([docks["articles"], docks["card"]], [260, 320], Qt.Orientation.Horizontal)
        window.resizeDocks([docks["card"], docks["types"]], [340, 380], Qt.Orientation.Vertical)

    def _made(self, name: str, title: str) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        return dock

    def fill(self, panels: Mapping[str, QWidget]) -> None:
        """Puts the panels into the docks of their names, and the docks into the menu."""
        for name, dock in self._docks.items():
            dock.setWidget(panels[name])
            self._menu.addAction(dock.toggleViewAction())

    def add(
        self, name: str, title: str, panel: QWidget, beside: str = "problems", *, below: bool = False
    ) -> QDockWidget:
        """Puts a panel behind (or ``below``) another one, hidden unless it was shown at the last time."""
        dock = self._docks[name] = self._made(name, title)
        dock.setWidget(panel)
        self._window.addDockWidget(self._window.dockWidgetArea(self._docks[beside]), dock)
        if below:
            self._window.splitDockWidget(self._docks[beside], dock, Qt.Orientation.Vertical)
        else:
            self._window.tabifyDockWidget(self._docks[beside], dock)
        dock.hide()
        self._window.restoreDockWidget(dock)
        self._menu.addAction(dock.toggleViewAction())
        return dock

    def share_heights(self, *names: str, shares: Sequence[int] = (1, 1)) -> None:
        """Divides the height among panels that stand below each other."""
        docks = [self._docks[name] for name in names]
        self._window.resizeDocks(docks, [100 * share for share in shares], Qt.Orientation.Vertical)

    def show(self, name: str, then: Callable[[], object]) -> None:
        """Brings a panel to the front, and does ``then`` what needs it there."""
        self._catch_up()
        self._docks[name].show()
        self._docks[name].raise_()
        then()

    def step(self, by: int) -> None:
        """Puts the keyboard into the next (1) or previous (-1) of what is in sight, the text among it."""
        self._catch_up()
        names = ("card", "types", "outline", "problems")
        panels = [self._docks["articles"].widget(), self._text, *(self._docks[n].widget() for n in names)]
        panels += [dock.widget() for dock in self._docks.values() if dock.widget() not in panels]
        shown = [p for p in panels if self._is_in_sight(p) or p is self._text]
        focus = self._window.focusWidget()
        held = (i for i, p in enumerate(shown) if focus is p or p.isAncestorOf(focus))
        panel = shown[(next(held, 1) + by) % len(shown)]
        target = panel if panel is self._text else panel.focusProxy() or _first_reached(panel)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def in_front_of(self, name: str) -> QDockWidget | None:
        """The dock that a panel will cover, behind which its tab stands now; None where it is in sight."""
        self._docks[name].show()  # a hidden one has no tab, and nothing beside it
        beside = self._window.tabifiedDockWidgets(self._docks[name])
        return next((dock for dock in beside if self._is_in_sight(dock)), None)

    def _is_in_sight(self, panel: QWidget) -> bool:
        """Whether a panel shows: docks behind another tab count as visible to Qt, but lie outside the window."""
        place = QRect(panel.mapTo(self._window, QPoint()), panel.size())
        return panel.isVisible() and self._window.rect().intersects(place)

    def restore(self, settings: Settings) -> None:
        """Takes up the window's size and the docks of the last time."""
        geometry, docks = settings.layout()
        if not geometry.isEmpty():
            self._window.restoreGeometry(geometry)
        if not docks.isEmpty():
            self._window.restoreState(docks, _LAYOUT_VERSION)

    def remember(self, settings: Settings) -> None:
        """Remembers the window's size and the docks for the next time."""
        docks = QByteArray(self._window.saveState(_LAYOUT_VERSION))
        settings.remember_layout(self._window.saveGeometry(), docks)


def _first_reached(panel: QWidget) -> QWidget | None:
    """The first child that Tab reaches."""
    children = panel.findChildren(QWidget)
    return next((c for c in children if c.isVisible() and c.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
