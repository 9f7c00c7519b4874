"""Shows a picture of a report, whose cells can be pointed at and chosen, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from annotator.review.inks import DARK, LIGHT, Ink
from annotator.review.sketch import Cell, Picture
from annotator.ui.colours import theme_of
from annotator.ui.style import SPACE

_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}

_AROUND = 60
"""Pixels around a cell that are scrolled to with it."""


class PictureView(QScrollArea):
    """A picture, drawn in the colours of the theme that is worn."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.canvas = Canvas(name)
        self.canvas.shown.connect(self._on_shown)
        self.setWidget(self.canvas)
        self.setFocusProxy(self.canvas)

    def _on_shown(self, box: QRect) -> None:
        self.ensureVisible(box.center().x(), box.center().y(), _AROUND, _AROUND)


class Canvas(QWidget):
    """The picture itself. ``cell_chosen`` brings the :class:`Cell`."""

    cell_chosen = Signal(object)
    shown = Signal(object)
    """The place of the cell that became current by a key."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._draw: Callable[[Ink], Picture] | None = None
        self._picture: Picture | None = None
        self._renderer = QSvgRenderer(self)
        self._at = -1
        self._under = -1

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def show_picture(self, draw: Callable[[Ink], Picture] | None) -> None:
        """Shows what ``draw`` makes in the colours of the theme."""
        self._draw, self._at, self._under = draw, -1, -1
        self._redraw()

    def place(self, cell: Cell) -> QRectF:
        """Where a cell stands in the widget."""
        return QRectF(cell.x + SPACE, cell.y + SPACE, cell.width, cell.height)

    def _redraw(self) -> None:
        ink = DARK if theme_of(self.palette()).dark else LIGHT
        self._picture = None if self._draw is None else self._draw(ink)
        if self._picture is not None:
            self._renderer.load(QByteArray(self._picture.text.encode()))
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the picture."""
        picture = self._picture
        if picture is None:
            return QSize(1, 1)
        return QSize(int(picture.width) + 2 * SPACE, int(picture.height) + 2 * SPACE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws it, and a rim around the cell under the pointer and the current one."""
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(SPACE, SPACE, self._picture.width, self._picture.height))
        theme = theme_of(self.palette())
        marked = [(self._under, theme.ink, 1.2)]
        marked += [(self._at, theme.accent, 2.4)] if self.hasFocus() else []
        for at, colour, width in marked:
            if at >= 0:
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(self.place(self._picture.cells[at]).adjusted(1, 1, -1, -1))
        painter.end()

    # -- pointing --------------------------------------------------------------------------------------------

    def _hit(self, point: QPointF) -> int:
        cells = self._picture.cells if self._picture is not None else ()
        return next((n for n, cell in enumerate(cells) if self.place(cell).contains(point)), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Marks what can be chosen."""
        self._point_at(self._hit(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._point_at(-1)

    def _point_at(self, at: int) -> None:
        if at != self._under:
            self._under = at
            shape = Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Chooses a cell."""
        at = self._hit(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self._make_current(at)
            self._choose()

    def event(self, event: QEvent) -> bool:
        """Tells what a cell says."""
        if (
            isinstance(event, QHelpEvent)
            and event.type() == QEvent.Type.ToolTip
            and self._picture is not None
        ):
            at = self._hit(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._picture.cells[at].title if at >= 0 else "", self)
            return True
        return super().event(event)

    # -- keys ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from cell to cell, Enter chooses."""
        way = _KEYS.get(Qt.Key(event.key()))
        if self._picture is not None and self._picture.cells and way is not None:
            at = self._beyond(*way)
            if at >= 0:
                self._make_current(at)
                self.shown.emit(self.place(self._picture.cells[at]).toRect())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at >= 0:
            self._choose()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begins at the first cell."""
        if self._at < 0 and self._picture is not None and self._picture.cells:
            self._make_current(0)
        super().focusInEvent(event)

    def _beyond(self, right: int, down: int) -> int:
        """The nearest cell in a direction; -1 where there is none."""
        cells = self._picture.cells if self._picture is not None else ()
        if self._at < 0:
            return 0 if cells else -1
        here = self.place(cells[self._at]).center()
        best, at = 0.0, -1
        for n, cell in enumerate(cells):
            way = self.place(cell).center() - here
            along = way.x() * right + way.y() * down
            aside = abs(way.x() * down) + abs(way.y() * right)
            if along > 1 and (at < 0 or along + 3 * aside < best):
                best, at = along + 3 * aside, n
        return at

    def _make_current(self, at: int) -> None:
        self._at = at
        if self._picture is not None:
            self.setAccessibleDescription(self._picture.cells[at].title)
        self.update()

    def _choose(self) -> None:
        if self._picture is not None:
            self.cell_chosen.emit(self._picture.cells[self._at])

    def changeEvent(self, event: QEvent) -> None:
        """Follows the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_renderer"):
            at = self._at
            self._redraw()
            self._at = at
