"""The likeliest types beside a selection, each with its digit.

It never covers the selection nor takes the keyboard, and is so low that it fits between two lines of text.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from annotator.tagsets.definitions import TypeDef
from annotator.tagsets.model import Tagset
from annotator.ui import drawing
from annotator.ui.choosers.cells import ROOMY, arrangements
from annotator.ui.choosers.placing import Surroundings, place
from annotator.ui.colours import theme_of
from annotator.ui.style import RADIUS, line, small, tinted

_MOST = 9
_FEWEST = 3
"""So few types are shown at least before any text is covered."""


class CandidateBar(QWidget):
    """A row of digits with types, laid over the text view."""

    type_requested = Signal(str)
    """The id of the type that was clicked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName("Likeliest types")
        self._types: list[TypeDef] = []
        self._cells: tuple[QRectF, ...] = ()
        self._cell = ROOMY
        self._hovered = -1
        self._tagset: Tagset | None = None
        self.hide()

    def show_types(self, tagset: Tagset, ids: Sequence[str], beside: QRect, around: Surroundings) -> None:
        """Shows the types ``ids`` at the selection ``beside``; that and what is around in the parent's coordinates.

        As many types are shown as fit, closer together or with shorter names where that takes more of them in, and
        nothing where there is no room that does not cover the selection.
        """
        types = [type for id in ids[:_MOST] if (type := tagset.type(id)) is not None]
        measure = QFontMetricsF(small(self.font()))
        height = round(measure.height() + 6)
        names = [measure.horizontalAdvance(self._words(tagset, type)) for type in types]
        ways = list(arrangements(names, around.within.width(), height, _FEWEST))
        found = place([way.size for way in ways], beside, around)
        if found is None:
            self.hide()
            return
        way, corner = ways[found[0]], found[1]
        self._cells, self._cell = way.cells, way.cell
        self._tagset, self._types, self._hovered = tagset, types[: len(way.cells)], -1
        self.setGeometry(QRect(corner, way.size))
        words = (f"{number} {type.name}" for number, type in enumerate(self._types, 1))
        self.setAccessibleDescription(", ".join(words))
        self.show()
        self.raise_()
        self.update()

    @staticmethod
    def _words(tagset: Tagset, type: TypeDef) -> str:
        return tagset.label(type.id)

    def cells(self) -> list[QRectF]:
        """Where each type stands in the bar."""
        return list(self._cells)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the bar."""
        if self._tagset is None:
            return
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small(self.font()))
        painter.setPen(QPen(QColor(line(theme)), 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS + 1, RADIUS + 1)
        for number, (cell, type) in enumerate(zip(self._cells, self._types, strict=True), 1):
            if number - 1 == self._hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tinted(theme, theme.tones(type.colour).bar, 0.25)))
                painter.drawRoundedRect(cell, RADIUS - 1, RADIUS - 1)
            middle = cell.center().y()
            drawing.key_cap(painter, cell.left() + self._cell.key, middle, str(number), theme)
            mark = QRectF(cell.left() + self._cell.mark, middle - 5.5, 11, 11)
            drawing.type_mark(painter, mark, type.kind, type.colour, theme)
            painter.setPen(QColor(theme.ink))
            room = cell.adjusted(self._cell.name, 0, 0, 0)
            words = self._words(self._tagset, type)
            words = drawing.elided(painter, words, room.width() - self._cell.after + 0.5)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def _at(self, event: QMouseEvent) -> int:
        hits = (n for n, cell in enumerate(self._cells) if cell.contains(event.position()))
        return next(hits, -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Marks the type under the pointer; with Ctrl, which selects a further piece, it goes out of the way."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.hide()
            return
        hovered = self._at(event)
        if hovered != self._hovered:
            self._hovered = hovered
            known = self._types[hovered] if hovered >= 0 else None
            self.setToolTip(f"{known.name} ({hovered + 1})" if known else "")
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Marks none."""
        self._hovered = -1
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keeps the press from the text below."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks for the type."""
        at = self._at(event)
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.type_requested.emit(self._types[at].id)
