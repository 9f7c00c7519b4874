"""Chips: small coloured buttons for mentions and instances, and the layout that lets them flow like words.

A chip is clicked (or Enter is pressed on it) to go there, and taken away by its cross or by Delete. Knows no record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from annotator.ui import icons
from annotator.ui.colours import mix, theme_of
from annotator.ui.style import GAP, RADIUS, small, tinted

_MOST_WIDTH = 260.0
_CROSS = 18.0


class ChipFace(NamedTuple):
    """What a chip shows: words, a small label behind them, a colour (empty: none), and whether it may be removed."""

    id: str
    words: str
    label: str = ""
    colour: str = ""
    removable: bool = False
    hint: str = ""
    missing: bool = False


class Chip(QWidget):
    """One chip."""

    clicked = Signal(str)
    """The chip's id: go there."""
    removed = Signal(str)
    """The chip's id: take it away."""

    def __init__(self, face: ChipFace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = face
        self._hovered = False
        self._over_cross = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        remove = ", Delete removes" if face.removable else ""
        self.setAccessibleName(f"{face.label} {face.words}".strip() + remove)
        self.setToolTip(face.hint or face.words)

    def sizeHint(self) -> QSize:
        """As wide as its words, up to a limit."""
        measure, tiny = QFontMetricsF(self.font()), QFontMetricsF(small(self.font()))
        width = measure.horizontalAdvance(self.face.words) + 16
        if self.face.label:
            width += tiny.horizontalAdvance(self.face.label) + 7
        if self.face.removable:
            width += _CROSS - 4
        return QSize(round(min(width, _MOST_WIDTH) + 1), round(measure.height() + 8))

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(40, self.sizeHint().height())

    def _cross(self) -> QRectF:
        return QRectF(self.width() - _CROSS - 1, 0, _CROSS, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the chip in the tones of its colour."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        if self.face.colour:
            tones = theme.tones(self.face.colour)
            ground, rim, ink = tones.strong if self._hovered else tones.fill, tones.bar, tones.ink
        else:
            ground, rim, ink = (
                tinted(theme, theme.ink, 0.12 if self._hovered else 0.05),
                theme.muted,
                theme.ink,
            )
        if self.face.missing:
            rim = ink = theme.caution
        pen = QPen(
            QColor(theme.accent if self.hasFocus() else mix(rim, ground, 0.35)), 2 if self.hasFocus() else 1
        )
        if self.face.missing:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        left, right = box.left() + 7, box.right() - (_CROSS - 1 if self.face.removable else 7)
        flow = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if self.face.label:
            painter.setFont(small(self.font()))
            width = QFontMetricsF(painter.font()).horizontalAdvance(self.face.label)
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(right - width, box.top(), width + 1, box.height()), flow, self.face.label)
            right -= width + 7
            painter.setFont(self.font())
        painter.setPen(QColor(theme.ink if not self.face.missing else theme.caution))
        words = QFontMetricsF(self.font()).elidedText(
            self.face.words, Qt.TextElideMode.ElideRight, right - left
        )
        painter.drawText(QRectF(left, box.top(), right - left + 1, box.height()), flow, words)
        if self.face.removable:
            cross = self._cross()
            sign = QRectF(cross.center().x() - 6, cross.center().y() - 6, 12, 12)
            icons.draw(painter, "close", sign, theme.ink if self._over_cross else theme.muted, 1.7)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Marks the cross under the pointer."""
        over = self.face.removable and self._cross().contains(event.position())
        if over != self._over_cross:
            self._over_cross = over
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Darkens under the pointer."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Pales again."""
        self._hovered = self._over_cross = False
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross removes, anywhere else goes there."""
        if event.button() != Qt.MouseButton.LeftButton or not self.rect().contains(
            event.position().toPoint()
        ):
            return
        if self.face.removable and self._cross().contains(event.position()):
            self.removed.emit(self.face.id)
        else:
            self.clicked.emit(self.face.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the press, so that what lies under the chip does not."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space goes there, Delete or Backspace removes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.face.id)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.face.removable:
            self.removed.emit(self.face.id)
        else:
            super().keyPressEvent(event)


class FlowLayout(QLayout):
    """Lays widgets out like words: from left to right (or right to left), and on in the next line."""

    def __init__(self, parent: QWidget | None = None, spacing: int = GAP) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Adds an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at ``index``, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Takes the item at ``index`` out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height, in pixels, at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Places the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """The least size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the widest item alone."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            hint = item.sizeHint()
            width = min(hint.width(), rect.width())
            if height and x + width > rect.right() + 1:
                x, y, height = rect.x(), y + height + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), QSize(width, hint.height())))
            x += width + self.spacing()
            height = max(height, hint.height())
        return y + height - rect.y()


class Chips(QWidget):
    """Several chips that flow; changed only where their faces change."""

    clicked = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._chips: list[Chip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_faces(self, faces: Sequence[ChipFace]) -> None:
        """Shows these chips; those that stay as they are keep their widgets and the focus."""
        if [chip.face for chip in self._chips] == list(faces):
            return
        spare = {chip.face: chip for chip in self._chips}
        focused = next((place for place, chip in enumerate(self._chips) if chip.hasFocus()), None)
        while self._flow.takeAt(0) is not None:
            pass
        chips = []
        for face in faces:
            chip = spare.pop(face, None)
            if chip is None:
                chip = Chip(face, self)
                chip.clicked.connect(self.clicked)
                chip.removed.connect(self.removed)
                chip.show()
            self._flow.addWidget(chip)
            chips.append(chip)
        self._chips = chips
        if focused is not None and chips and not any(chip.hasFocus() for chip in chips):
            chips[min(focused, len(chips) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        for chip in spare.values():
            chip.hide()
            chip.deleteLater()
        self.setVisible(bool(chips))
        self.updateGeometry()

    def chips(self) -> tuple[Chip, ...]:
        """The chips as they stand."""
        return tuple(self._chips)
