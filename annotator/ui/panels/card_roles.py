"""The roles on the event card: digit, name, fillers; the armed one marked. It shows and asks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.ui import drawing
from annotator.ui.colours import theme_of
from annotator.ui.panels.card_values import RoleFace, from_chip_id
from annotator.ui.panels.chips import Chips
from annotator.ui.style import RADIUS, small, strong, tinted

_LEFT = 32


class RoleRow(QWidget):
    """One role: a click on it arms it."""

    clicked = Signal(str)
    filler_clicked = Signal(str)
    filler_removed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face: RoleFace | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._top = self.fontMetrics().height() + 8
        self._chips = Chips(self)
        self._chips.clicked.connect(lambda id: self.filler_clicked.emit(from_chip_id(id)[1]))
        self._chips.removed.connect(lambda id: self.filler_removed.emit(*from_chip_id(id)))
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._chips)

    def show_face(self, face: RoleFace) -> None:
        """Shows a role."""
        if face == self.face:
            return
        self.face = face
        self._chips.show_faces(face.fillers)
        self._layout.setContentsMargins(_LEFT, self._top, 6, 6 if face.fillers else 1)
        self.setCursor(Qt.CursorShape.ArrowCursor if face.barred else Qt.CursorShape.PointingHandCursor)
        self.setToolTip(face.barred or face.description)
        state = ", armed" if face.armed else ""
        lack = ", required" if face.is_lacking else ""
        self.setAccessibleName(
            f"{face.digit or ''} {face.name}{state}{lack}, {len(face.fillers)} fillers".strip()
        )
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws digit, name, and what is to be said."""
        face = self.face
        if face is None:
            return
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if face.armed:
            painter.setBrush(QColor(tinted(theme, theme.accent, 0.2 if theme.dark else 0.12)))
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        elif self.underMouse() and not face.barred:
            painter.setBrush(QColor(tinted(theme, theme.ink, 0.05)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        middle = self._top / 2
        if face.digit:
            drawing.key_cap(painter, 26, middle, str(face.digit), theme)
        painter.setFont(strong(self.font()) if face.armed else self.font())
        painter.setPen(QColor(theme.muted if face.barred else theme.ink))
        flow = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        width = painter.fontMetrics().horizontalAdvance(face.name)
        painter.drawText(QRectF(_LEFT, 0, self.width() - _LEFT, self._top), flow, face.name)
        note, colour = face.barred, theme.muted
        if not note and face.is_lacking:
            note, colour = "required", theme.caution
        if face.armed:
            note, colour = ("next click · required" if face.is_lacking else "next click"), theme.accent
        if note:
            painter.setFont(small(self.font()))
            painter.setPen(QColor(colour))
            left = _LEFT + width + 8
            room = QRectF(left, 0, self.width() - left - 8, self._top)
            words = drawing.elided(painter, note, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def enterEvent(self, event: object) -> None:
        """Marks what lies under the pointer."""
        self.update()
        super().enterEvent(event)  # type: ignore[arg-type]

    def leaveEvent(self, event: object) -> None:
        """No longer marks it."""
        self.update()
        super().leaveEvent(event)  # type: ignore[arg-type]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click arms the role."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space arms the role."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._ask()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        if self.face is not None and not self.face.barred:
            self.clicked.emit(self.face.id)


class Roles(QWidget):
    """All roles of an event or relation; a row is drawn anew only where its role differs."""

    role_clicked = Signal(str)
    filler_clicked = Signal(str)
    filler_removed = Signal(str, str)
    """Role and filler."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RoleRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)

    def show_faces(self, faces: Sequence[RoleFace]) -> None:
        """Shows these roles."""
        while len(self._rows) < len(faces):
            row = RoleRow(self)
            row.clicked.connect(self.role_clicked)
            row.filler_clicked.connect(self.filler_clicked)
            row.filler_removed.connect(self.filler_removed)
            self._layout.addWidget(row)
            self._rows.append(row)
        for row, face in zip(self._rows, faces, strict=False):
            row.show_face(face)
            row.show()
        for row in self._rows[len(faces) :]:
            row.hide()
        self.setVisible(bool(faces))

    def rows(self) -> tuple[RoleRow, ...]:
        """The rows that are shown."""
        return tuple(row for row in self._rows if not row.isHidden())
