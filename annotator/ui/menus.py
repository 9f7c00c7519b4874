"""Draws menus and shortcuts from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Container

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from annotator.ui.actions import ACTIONS, MENUS, Action, When
from annotator.ui.colours import Theme
from annotator.ui.icons import icon


class Menus:
    """The window's actions by id, in menus; ``do`` does what the action of an id is there for.

    Those of ``first`` are made at once, for the tool bar; the rest, and what stands in the menus, by :meth:`complete`.
    """

    def __init__(self, window: QMainWindow, do: Callable[[str], object], first: Container[str]) -> None:
        self._window, self._do = window, do
        self._groups: dict[str, QActionGroup] = {}
        bar = window.menuBar()
        self._menus = {name: bar.addMenu(name) for name in MENUS}
        self._actions = {spec.id: (spec, self._made(spec)) for spec in ACTIONS if spec.id in first}

    def complete(self) -> None:
        """Makes the rest of the actions and fills the menus."""
        self._actions = {spec.id: self._actions.get(spec.id) or (spec, self._made(spec)) for spec in ACTIONS}
        for spec, action in self._actions.values():
            menu = self._menus[spec.menu]
            if spec.separated and not menu.isEmpty():
                menu.addSeparator()
            menu.addAction(action)

    def _made(self, spec: Action) -> QAction:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.id)
        # A key that stands there twice, as a standard key may, would be ambiguous and do nothing.
        action.setShortcuts(list(dict.fromkeys(QKeySequence(keys) for keys in spec.keys)))
        action.setCheckable(spec.checkable)
        if spec.tip:
            action.setStatusTip(spec.tip)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{spec.tip or spec.text.rstrip('…')}{f' ({keys})' if keys else ''}")
        if spec.group:
            self._groups.setdefault(spec.group, QActionGroup(self._window)).addAction(action)
        action.triggered.connect(lambda: self._do(spec.id))
        self._window.addAction(action)
        return action

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id][1]

    def menu(self, name: str) -> QMenu:
        """A menu of the menu bar."""
        return self._menus[name]

    def enable(self, holds: Callable[[When], bool]) -> None:
        """Enables exactly the actions whose condition holds."""
        known = {when: holds(when) for when in When}
        for spec, action in self._actions.values():
            action.setEnabled(known[spec.when])

    def wear(self, theme: Theme, ids: Container[str] | None = None) -> None:
        """Draws the icons in the colours of a theme; ``ids`` are the actions that show already, where not all do."""
        for id, (spec, action) in self._actions.items():
            if spec.icon and (ids is None or id in ids):
                action.setIcon(icon(spec.icon, theme))
