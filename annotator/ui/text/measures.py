"""Sizes of everything on the page, derived from one font: what the layout and the painter agree on.

Pixels are device-independent. Knows no mark and no text.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText

COLUMN = 82
"""Characters of average width in a full line: about what is comfortable to read."""


class Measures:
    """Fonts and distances for a text font; ``set_width`` fits the column into the view.

    ``lane`` and ``arc_lane`` are heights of lanes above a line, ``gap`` the air above them, ``below`` the room under
    a line, ``left`` where the column starts, ``column`` how wide it is.
    """

    def __init__(self, font: QFont, width: int = 800) -> None:
        """Derive all from ``font``; ``width`` is the view's."""
        self.font = font
        metrics = QFontMetricsF(font)
        self.text_height = ceil(metrics.height())
        self.average = max(
            metrics.horizontalAdvance("Die Regierung in Kyiv said on Monday that it will") / 49, 1.0
        )
        self.label_font = QFont(font)
        _resize(self.label_font, font, 0.68)
        self.label_font.setWeight(QFont.Weight.Medium)
        self.tab_font = QFont(self.label_font)
        self.tab_font.setWeight(QFont.Weight.DemiBold)
        self.role_font = QFont(self.label_font)
        self.role_font.setItalic(True)
        label = QFontMetricsF(self.label_font)
        self.label_height = ceil(label.height())
        self.label_ascent = label.ascent()
        self.lane = self.label_height + 3
        self.arc_lane = self.label_height + 4
        self.gap = max(3, round(self.text_height * 0.16))
        self.below = max(3, round(self.text_height * 0.14))
        self.empty = round(self.text_height * 0.75)
        self.page_top = self.text_height
        self.page_bottom = self.text_height * 2
        self.tab_stop = metrics.horizontalAdvance(" ") * 4
        self.left = 0
        self.column = 100
        self.gutter = 44
        self._labels: dict[tuple[str, str], tuple[QStaticText, float]] = {}
        self.set_width(width)

    def set_width(self, width: int) -> bool:
        """Fit the column into a view of that width and say whether the column's own width changed."""
        column = round(self.average * COLUMN)
        margin = max(min(self.gutter, width // 8), 12)
        before = self.column
        self.column = max(min(column, width - 2 * margin), 60)
        self.left = max((width - self.column) // 2, margin)
        self.width = width
        return self.column != before

    def label(self, text: str, font: str = "label") -> tuple[QStaticText, float]:
        """A text ready to be drawn in ``label``, ``tab`` or ``role`` font, with its width; kept for next time."""
        key = (text, font)
        found = self._labels.get(key)
        if found is None:
            if len(self._labels) > 4000:
                self._labels.clear()
            face = self.tab_font if font == "tab" else self.role_font if font == "role" else self.label_font
            metrics = QFontMetricsF(face)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.average * 22)
            static = QStaticText(shown)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            static.prepare(font=face)
            found = self._labels[key] = (static, metrics.horizontalAdvance(shown))
        return found


def _resize(font: QFont, like: QFont, share: float) -> None:
    if like.pointSizeF() > 0:
        font.setPointSizeF(max(like.pointSizeF() * share, 6.5))
    else:
        font.setPixelSize(max(round(like.pixelSize() * share), 9))
