from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from annotator.ui import icons, style
from annotator.ui.colours import DARK, LIGHT, SHAPE_CONTRAST, TEXT_CONTRAST, Theme, contrast
from annotator.ui.style import Appearance

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[QApplication]:
    palette, sheet, name = qapp.palette(), qapp.styleSheet(), qapp.style().objectName()
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setStyle(name)


@THEMES
def test_text_can_be_read(theme: Theme) -> None:
    grounds = (theme.page, theme.raised)
    for ground in grounds:
        for ink in (theme.ink, theme.muted, theme.accent, theme.caution, style.danger(theme)):
            assert contrast(ink, ground) >= TEXT_CONTRAST, (ink, ground)
    chosen = style.tinted(theme, theme.accent, 0.2)
    assert contrast(theme.ink, chosen) >= TEXT_CONTRAST
    assert contrast(theme.page, theme.accent) >= TEXT_CONTRAST
    for ground in grounds:
        assert contrast(style.edge(theme), ground) >= SHAPE_CONTRAST
        assert contrast(theme.good, ground) >= SHAPE_CONTRAST


@THEMES
def test_the_palette_is_the_themes(qapp: QApplication, theme: Theme) -> None:
    palette = style.palette_of(theme)
    assert palette.color(QPalette.ColorRole.Base).name() == theme.page
    assert palette.color(QPalette.ColorRole.WindowText).name() == theme.ink
    role = QPalette.ColorRole
    pairs = ((role.ButtonText, role.Button), (role.HighlightedText, role.Highlight), (role.Text, role.Base))
    for ink, ground in pairs:
        assert contrast(palette.color(ink).name(), palette.color(ground).name()) >= TEXT_CONTRAST


def test_appearance_changes_with_the_choice(undressed: QApplication) -> None:
    appearance = Appearance(undressed, "light")
    worn: list[object] = []
    appearance.changed.connect(worn.append)
    assert appearance.theme is LIGHT
    appearance.choose("dark")
    appearance.choose("dark")
    assert worn == [DARK]
    assert undressed.palette().color(QPalette.ColorRole.Base).name() == DARK.page
    appearance.choose("system")
    system = undressed.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert appearance.theme is (DARK if system else LIGHT)
    appearance.deleteLater()


@pytest.mark.parametrize("name", icons.NAMES)
def test_every_icon_is_drawn_within_its_grid(qapp: QApplication, name: str) -> None:
    bounds = icons.path(name).boundingRect()
    assert bounds.width() > 1 or bounds.height() > 1
    assert bounds.left() >= 0.5
    assert bounds.top() >= 0.5
    assert bounds.right() <= 15.5
    assert bounds.bottom() <= 15.5


def test_icons_are_crisp_at_150_percent(qapp: QApplication) -> None:
    made = icons.icon("undo", LIGHT)
    assert QSize(24, 24) in made.availableSizes()
    assert not made.pixmap(QSize(16, 16), 1.5).isNull()
    assert not icons.application_icon().isNull()
    with pytest.raises(KeyError):
        icons.icon("no such icon", LIGHT)
