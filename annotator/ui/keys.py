"""From Qt's key events to the keys of the grammar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotator.ui.hands.state import Key

_NAMES = {
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Backtab",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Escape",
    Qt.Key.Key_F2: "F2",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
}
_FOREIGN = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
"""Modifiers that belong to menus, window managers and the system."""


def key_of(event: QKeyEvent) -> Key | None:
    """The key of the grammar that an event stands for, or None for one that it does not know.

    Letters are taken from the key, whatever Shift and Caps Lock make of them; signs and digits from the text that
    the keyboard layout gives, so that ``/`` and ``+`` work wherever they are.
    """
    modifiers = event.modifiers()
    if modifiers & _FOREIGN:
        return None
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    code = event.key()
    if code in _NAMES:
        return Key(_NAMES[Qt.Key(code)], shift, ctrl)
    if Qt.Key.Key_A <= code <= Qt.Key.Key_Z:
        return Key(chr(code).lower(), shift, ctrl)
    text = event.text()
    if len(text) != 1 or not text.isprintable():
        return None
    if text.isalpha():
        return Key(text.lower(), shift, ctrl)
    return Key(text, False, ctrl)
