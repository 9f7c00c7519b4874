"""How the window looks: palette, style sheet, spacing and sizes of type, in one place.

The colours themselves are :mod:`annotator.ui.colours`; this module says where each of them goes. Fusion is the base
on every system, so that the window looks alike everywhere. It knows no panel.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from annotator.ui.colours import DARK, LIGHT, Theme, mix

ARGUMENTS = ("-style", "fusion")
"""For QApplication: the style under all that is said here. Given there, as its setter would hand the style back, whose
class PySide then prepares at some cost."""

GAP = 4
"""Pixels between things that belong together."""
SPACE = 8
"""Pixels between things, and around the contents of a panel."""
ROOM = 12
"""Pixels between groups of things."""
RADIUS = 5
"""Pixels of the corners of buttons, chips and rows."""
ROW = 26
"""Least height, in pixels, of a row that is clicked."""

Choice: TypeAlias = Literal["system", "light", "dark"]
"""What the user may choose: as the system has it, or one of the two."""

_DANGER = {False: "#b3261e", True: "#ff8a80"}


def danger(theme: Theme) -> str:
    """The colour of errors and of what cannot be undone, as text on the theme's page and panels."""
    return _DANGER[theme.dark]


def tinted(theme: Theme, colour: str, share: float = 0.14) -> str:
    """The ground of panels with a ``share`` (0 to 1) of a colour in it, for rows and bars."""
    return mix(theme.raised, colour, share)


def line(theme: Theme) -> str:
    """The colour of quiet lines between and around things."""
    return mix(theme.raised, theme.ink, 0.16)


def edge(theme: Theme) -> str:
    """The colour of the outline of things that can be operated: 3:1 on the panels."""
    return mix(theme.raised, theme.ink, 0.52)


def small(font: QFont) -> QFont:
    """The font, smaller: for what is secondary."""
    return _scaled(font, 0.87)


def strong(font: QFont, scale: float = 1.0) -> QFont:
    """The font, half bold: for what a row or a card is about."""
    made = _scaled(font, scale)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def _scaled(font: QFont, scale: float) -> QFont:
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * scale)
    elif scale != 1.0:
        made.setPixelSize(max(8, round(font.pixelSize() * scale)))
    return made


def palette_of(theme: Theme) -> QPalette:
    """The palette that gives Qt's own widgets the theme's colours."""
    button = mix(theme.raised, "#ffffff", 0.7) if not theme.dark else mix(theme.raised, "#ffffff", 0.06)
    weak = mix(theme.raised, theme.muted, 0.75)
    made = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, theme.raised),
        (role.WindowText, theme.ink),
        (role.Base, theme.page),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.ink),
        (role.Button, button),
        (role.ButtonText, theme.ink),
        (role.BrightText, theme.page),
        (role.PlaceholderText, theme.muted),
        (role.ToolTipBase, theme.page),
        (role.ToolTipText, theme.ink),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.page),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, mix(button, "#ffffff", 0.3)),
        (role.Midlight, mix(theme.raised, theme.ink, 0.05)),
        (role.Mid, mix(theme.raised, theme.ink, 0.18)),
        (role.Dark, mix(theme.raised, theme.ink, 0.3)),
        (role.Shadow, mix(theme.raised, "#000000", 0.6)),
    ):
        made.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(weak))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.faint))
    made.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, QColor(theme.muted))
    return made


def style_sheet(theme: Theme) -> str:
    """The style sheet: only what a palette cannot say. Combo boxes and spin boxes stay Fusion's own."""
    hover = tinted(theme, theme.ink, 0.07)
    pressed = tinted(theme, theme.ink, 0.13)
    checked = tinted(theme, theme.accent, 0.2)
    quiet, outline = line(theme), edge(theme)
    menu = theme.page if not theme.dark else theme.raised
    return f"""
QToolTip {{ background: {theme.page}; color: {theme.ink}; border: 1px solid {outline}; padding: {GAP}px; }}
QMainWindow::separator {{ background: {theme.raised}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {checked}; }}
QDockWidget {{ titlebar-close-icon: none; titlebar-normal-icon: none; }}
QDockWidget::title {{ background: {theme.raised}; padding: 7px {SPACE}px 5px; text-align: left; }}
QMenuBar {{ background: {theme.raised}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: {RADIUS}px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {menu}; border: 1px solid {line(theme)}; padding: 5px; }}
QMenu::item {{ padding: 5px 28px 5px 12px; border-radius: {RADIUS}px; }}
QMenu::item:selected {{ background: {tinted(theme, theme.accent, 0.18)}; color: {theme.ink}; }}
QMenu::item:disabled {{ color: {theme.muted}; }}
QMenu::separator {{ height: 1px; background: {quiet}; margin: 5px 8px; }}
QMenu::icon {{ padding-left: 6px; }}
QMenu::indicator {{ width: 14px; height: 14px; margin-left: 6px; }}
QStatusBar {{ background: {theme.raised}; border-top: 1px solid {quiet}; }}
QStatusBar::item {{ border: none; }}
QToolBar {{ background: {theme.raised}; border: none; border-bottom: 1px solid {quiet}; spacing: 2px; padding: 3px; }}
QToolButton {{ border: 1px solid transparent; border-radius: {RADIUS}px; padding: 4px; background: transparent; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {pressed}; }}
QToolButton:checked {{ background: {checked}; }}
QToolButton:focus {{ border: 1px solid {theme.accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QDialogButtonBox, QMessageBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton {{ background: {theme.page}; color: {theme.ink}; border: 1px solid {outline};
  border-radius: {RADIUS}px; padding: 4px 12px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {pressed}; }}
QPushButton:default {{ background: {theme.accent}; color: {theme.page}; border-color: {theme.accent}; }}
QPushButton:focus {{ border: 2px solid {theme.accent}; padding: 3px 11px; }}
QPushButton:default:focus {{ border-color: {theme.ink}; }}
QPushButton:disabled {{ background: {theme.raised}; color: {theme.muted}; border-color: {quiet}; }}
QLineEdit, QPlainTextEdit#note {{ background: {theme.page}; border: 1px solid {outline};
  border-radius: {RADIUS}px; padding: 3px 6px; selection-background-color: {theme.selection};
  selection-color: {theme.ink}; }}
QLineEdit:focus, QPlainTextEdit#note:focus {{ border: 2px solid {theme.accent}; padding: 2px 5px; }}
QLineEdit:disabled, QLineEdit:read-only, QPlainTextEdit#note:read-only {{ background: {theme.raised};
  border-color: {quiet}; }}
QToolButton#segment {{ border: 1px solid {quiet}; padding: 2px 7px; }}
QToolButton#segment:checked {{ border-color: {theme.accent}; }}
QToolButton#segment:focus {{ border: 2px solid {theme.accent}; padding: 1px 6px; }}
QTableView {{ background: {theme.raised}; border: none; outline: none;
  selection-background-color: transparent; }}
QFrame#popup {{ background: {menu}; border: 1px solid {outline}; border-radius: {RADIUS}px; }}
QFrame#popup QTableView {{ background: {menu}; }}
QPushButton#many {{ text-align: left; padding-left: 7px; padding-right: 7px; }}
QPushButton#thread {{ background: transparent; border: none; padding: 1px 0; text-align: left; }}
QPushButton#thread:hover, QPushButton#thread:focus {{ color: {theme.accent}; text-decoration: underline; }}
QTabBar::tab {{ background: transparent; padding: 5px 7px; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ border-bottom: 2px solid {theme.accent}; }}
QTabBar::tab:hover {{ background: {hover}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {mix(theme.raised, theme.ink, 0.3)}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:hover {{ background: {outline}; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


class Appearance(QObject):
    """Dresses the application, and dresses it anew when the system or the user changes between light and dark."""

    changed = Signal(object)
    """The Theme that is worn from now on."""

    def __init__(self, app: QApplication, choice: Choice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        self._theme: Theme | None = None
        app.styleHints().colorSchemeChanged.connect(self._wear)
        self._wear()

    @property
    def choice(self) -> Choice:
        """What the user chose."""
        return self._choice

    @property
    def theme(self) -> Theme:
        """The theme that is worn."""
        return LIGHT if self._theme is None else self._theme

    def choose(self, choice: Choice) -> None:
        """Wears what the user chose."""
        self._choice = choice
        self._wear()

    def _wear(self) -> None:
        dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        wanted = {"light": LIGHT, "dark": DARK}.get(self._choice, DARK if dark else LIGHT)
        if wanted is self._theme:
            return
        self._theme = wanted
        self._app.setPalette(palette_of(wanted))
        self._app.setStyleSheet(style_sheet(wanted))
        self.changed.emit(wanted)
