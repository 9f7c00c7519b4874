"""The strip above the text that says which event is being filled and what the next click fills.

It is always there and always of one height, so that the text never jumps; where no event is active, it says what is
open. Role pills are clicked to arm a role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from annotator.annotations.records import Event, quote
from annotator.session import Session
from annotator.ui import drawing, icons
from annotator.ui.colours import theme_of
from annotator.ui.style import ROOM, SPACE, line, small, strong, tinted
from annotator.ui.text.pens import fill

if TYPE_CHECKING:
    from annotator.ui.panels.card_values import RoleFace

_DIGIT_PILL = 44.0
"""Width of a pill that shows its digit only."""


class ActiveBar(QWidget):
    """The active event with its roles, or a quiet line."""

    role_requested = Signal(str, str)
    """Event id, role id."""
    leave_requested = Signal()
    """The cross: leave the event."""
    record_requested = Signal(str)
    """The event's own name was clicked: show it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.fontMetrics().height() + 17)
        self._idle = ("", "")
        self._event: tuple[str, str, str, str] | None = None
        """Id, name of the type, its colour, trigger."""
        self._roles: tuple[RoleFace, ...] = ()
        self._pills: list[tuple[QRectF, RoleFace]] = []
        self._hovered = -1
        self._cross = QToolButton(self)
        self._cross.setToolTip("Leave the event (Esc)")
        self._cross.setAccessibleName("Leave the event")
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(self.leave_requested)
        self._cross.hide()
        self._dress()

    def show_idle(self, title: str, note: str = "") -> None:
        """What stands there while no event is active: a title, and a note at the right."""
        if (title, note) != self._idle:
            self._idle = (title, note)
            self.update()

    def show_event(self, session: Session | None, event_id: str | None, armed: str | None) -> None:
        """Shows the active event of a session and its armed role; None where none is active."""
        event = session.sheet.get(event_id) if session is not None and event_id is not None else None
        if session is None or not isinstance(event, Event):
            face = None
            roles: tuple[RoleFace, ...] = ()
        else:
            from annotator.ui.panels.card_values import role_faces, shortened  # not needed by the first paint

            known = session.tagset.type(event.type)
            colour = known.colour if known else "#808080"
            name = session.tagset.label(event.type)
            face = (event.id, name, colour, shortened(quote(event)))
            roles = role_faces(session, event, armed)
        if (face, roles) == (self._event, self._roles):
            return
        self._event, self._roles, self._hovered = face, roles, -1
        self._cross.setVisible(face is not None)
        self.setAccessibleName(self.words)
        self._place()
        self.update()

    @property
    def words(self) -> str:
        """What the strip says."""
        if self._event is None:
            return self._idle[0]
        armed = next((role for role in self._roles if role.armed), None)
        what = f"click its {armed.name.lower()}" if armed else "every role is filled"
        return f"{self._event[1]} “{self._event[3]}” — {what}"

    def pills(self) -> list[tuple[QRectF, RoleFace]]:
        """The role pills and where they stand."""
        return list(self._pills)

    def sizeHint(self) -> QSize:
        """As high as it always is."""
        return QSize(300, self.height())

    def resizeEvent(self, event: object) -> None:
        """Places pills and cross."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._place()

    def _place(self) -> None:
        size = self._cross.sizeHint()
        self._cross.setGeometry(
            self.width() - size.width() - 6, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        self._pills = []
        right = self.width() - size.width() - SPACE - 4
        measure = QFontMetricsF(self.font())
        shown = [role for role in self._roles if not role.barred]
        name = QFontMetricsF(strong(self.font())).horizontalAdvance(self._event[1]) if self._event else 0.0
        room = right - (ROOM + 21 + name + SPACE)
        widths = [self._pill_width(measure, role) for role in shown]
        if sum(widths) + 4 * len(widths) > room:
            # Names of roles that are not armed give way first: their digits and tool tips stay.
            widths = [w if role.armed else _DIGIT_PILL for w, role in zip(widths, shown, strict=True)]
        x = right - sum(widths) - 4 * max(0, len(widths) - 1)
        for role, width in zip(shown, widths, strict=True):
            self._pills.append((QRectF(x, 6, width, self.height() - 12), role))
            x += width + 4

    @staticmethod
    def _pill_width(measure: QFontMetricsF, role: RoleFace) -> float:
        width = measure.horizontalAdvance(role.name) + 18
        if role.digit:
            width += 20
        return width + (18 if role.fillers else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the strip."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        flow = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        box = QRectF(self.rect())
        room = box.adjusted(ROOM, 0, -ROOM, 0)
        if self._event is None:
            fill(painter, box, theme.page)
            fill(painter, QRectF(0, box.bottom() - 1, box.width(), 1), line(theme))
            title, note = self._idle
            painter.setFont(small(self.font()))
            painter.setPen(QColor(theme.muted))
            width = painter.fontMetrics().horizontalAdvance(note)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
            painter.setFont(self.font())
            room.setRight(room.right() - width - (ROOM if note else 0))
            painter.drawText(room, flow, drawing.elided(painter, title, room.width()))
            painter.end()
            return
        _, name, colour, trigger = self._event
        tones = theme.tones(colour)
        fill(painter, box, tones.fill)
        fill(painter, QRectF(0, box.bottom() - 2, box.width(), 2), tones.bar)
        drawing.bolt(painter, QRectF(room.left(), box.center().y() - 7, 14, 14), colour, theme)
        left = room.left() + 21
        end = self._pills[0][0].left() - SPACE if self._pills else self._cross.x() - SPACE
        painter.setFont(strong(self.font()))
        painter.setPen(QColor(tones.ink))
        painter.drawText(QRectF(left, 0, end - left, box.height()), flow, name)
        left += painter.fontMetrics().horizontalAdvance(name) + 6
        painter.setFont(self.font())
        painter.setPen(QColor(theme.ink))
        armed = next((role for role in self._roles if role.armed), None)
        ask = f" — click its {armed.name.lower()}" if armed else " — every role is filled"
        ask_width = painter.fontMetrics().horizontalAdvance(ask)
        quoted = drawing.elided(painter, f"“{trigger}”", max(40.0, end - left - ask_width))
        painter.drawText(QRectF(left, 0, max(0.0, end - left), box.height()), flow, quoted)
        left += painter.fontMetrics().horizontalAdvance(quoted)
        rest = QRectF(left, 0, max(0.0, end - left), box.height())
        painter.drawText(rest, flow, drawing.elided(painter, ask, rest.width()))
        for place, (pill, role) in enumerate(self._pills):
            self._draw_pill(painter, pill, role, hovered=place == self._hovered)
        painter.end()

    def _draw_pill(self, painter: QPainter, pill: QRectF, role: RoleFace, *, hovered: bool) -> None:
        theme = theme_of(self.palette())
        ground = theme.accent if role.armed else tinted(theme, theme.ink, 0.1) if hovered else theme.raised
        rim = theme.accent if role.armed else theme.caution if role.is_lacking else line(theme)
        ink = theme.page if role.armed else theme.ink
        painter.setPen(QPen(QColor(rim), 1.2))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        left = pill.left() + 8
        flow = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(ink))
        if role.digit:
            painter.setFont(strong(self.font(), 0.87))
            painter.drawText(QRectF(left, pill.top(), 18, pill.height()), flow, str(role.digit))
            left += 18
        painter.setFont(self.font())
        if pill.width() > _DIGIT_PILL:
            painter.drawText(QRectF(left, pill.top(), pill.right() - left, pill.height()), flow, role.name)
        if role.fillers:
            sign = QRectF(pill.right() - 21, pill.center().y() - 7, 14, 14)
            icons.draw(painter, "done", sign, ink if role.armed else theme.good, 2)

    def _at(self, event: QMouseEvent) -> int:
        hits = (n for n, (pill, _) in enumerate(self._pills) if pill.contains(event.position()))
        return next(hits, -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Marks the pill under the pointer."""
        at = self._at(event)
        if at != self._hovered:
            self._hovered = at
            self.setCursor(Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor)
            role = self._pills[at][1] if at >= 0 else None
            self.setToolTip(f"{role.name}. {role.description}" if role is not None else "")
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Marks none."""
        self._hovered = -1
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a pill arms its role, one on the event shows it."""
        if event.button() != Qt.MouseButton.LeftButton or self._event is None:
            return
        at = self._at(event)
        if at >= 0:
            self.role_requested.emit(self._event[0], self._pills[at][1].id)
        else:
            self.record_requested.emit(self._event[0])

    def changeEvent(self, event: object) -> None:
        """Follows the palette."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.PaletteChange:  # type: ignore[attr-defined]
            self._dress()

    def _dress(self) -> None:
        self._cross.setIcon(icons.icon("close", theme_of(self.palette())))
