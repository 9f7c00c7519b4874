"""Small things that panels and choosers draw alike: swatches, key caps, chips, marks of status and severity.

Each function draws into a painter in the colours of a theme. Nothing here knows a record or a widget. Lengths are
device-independent pixels.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from annotator.ui import icons
from annotator.ui.colours import Theme, mix
from annotator.ui.style import RADIUS, danger, edge, small, tinted


def swatch(painter: QPainter, box: QRectF, colour: str, theme: Theme, *, filled: bool = True) -> None:
    """A type's colour: its bar tone, filled for entities, as a ring for anything else."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tones = theme.tones(colour)
    painter.setPen(QPen(QColor(tones.bar), 1.6))
    painter.setBrush(QColor(tones.strong if filled else theme.raised))
    painter.drawRoundedRect(box.adjusted(0.8, 0.8, -0.8, -0.8), 3, 3)
    painter.restore()


def bolt(painter: QPainter, box: QRectF, colour: str, theme: Theme) -> None:
    """An event type's colour: a flash, so that events differ from entities by shape too."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tones = theme.tones(colour)
    shape = QPainterPath(QPointF(box.left() + box.width() * 0.60, box.top()))
    for x, y in ((0.14, 0.58), (0.46, 0.58), (0.38, 1.0), (0.86, 0.40), (0.54, 0.40)):
        shape.lineTo(box.left() + box.width() * x, box.top() + box.height() * y)
    shape.closeSubpath()
    pen = QPen(QColor(tones.bar), 1.4)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(QColor(tones.strong))
    painter.drawPath(shape)
    painter.restore()


def type_mark(painter: QPainter, box: QRectF, kind: str, colour: str, theme: Theme) -> None:
    """The mark of a type: filled square for an entity, flash for an event, ring for a zone, a link otherwise."""
    if kind == "event":
        bolt(painter, box, colour, theme)
    elif kind == "relation":
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.tones(colour).bar), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        r = box.width() * 0.22
        one, other = (
            QPointF(box.left() + r + 0.5, box.bottom() - r - 0.5),
            QPointF(box.right() - r - 0.5, box.top() + r + 0.5),
        )
        painter.drawLine(one + QPointF(r * 0.8, -r * 0.8), other + QPointF(-r * 0.8, r * 0.8))
        painter.drawEllipse(one, r, r)
        painter.drawEllipse(other, r, r)
        painter.restore()
    else:
        swatch(painter, box, colour, theme, filled=kind != "zone")


def key_cap_width(painter: QPainter, text: str) -> float:
    """How wide :func:`key_cap` draws ``text`` in the painter's font."""
    return max(18.0, QFontMetricsF(small(painter.font())).horizontalAdvance(text) + 9)


def key_cap(painter: QPainter, right: float, middle: float, text: str, theme: Theme) -> float:
    """A key of the keyboard, ending at ``right``, around the height ``middle``. Gives its left edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = key_cap_width(painter, text)
    painter.setFont(small(painter.font()))
    height = QFontMetricsF(painter.font()).height() + 2
    box = QRectF(right - width, middle - height / 2, width, height)
    painter.setPen(QPen(QColor(mix(theme.raised, theme.ink, 0.32)), 1))
    painter.setBrush(QColor(theme.page if not theme.dark else mix(theme.raised, theme.ink, 0.06)))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5)
    painter.setPen(QColor(theme.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return right - width


def chip(painter: QPainter, right: float, middle: float, text: str, theme: Theme) -> float:
    """A small rounded label, ending at ``right``, around ``middle``. Gives its left edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(small(painter.font()))
    measure = QFontMetricsF(painter.font())
    width, height = measure.horizontalAdvance(text) + 10, measure.height() + 1
    box = QRectF(right - width, middle - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tinted(theme, theme.ink, 0.1)))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(QColor(theme.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return right - width


def row_ground(
    painter: QPainter, box: QRectF, theme: Theme, *, current: bool, hovered: bool, focused: bool
) -> None:
    """The ground of a row in a list: tinted where it is current, paler under the pointer, ringed with focus."""
    if not (current or hovered):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = box.adjusted(3.5, 0.5, -3.5, -0.5)
    if current:
        painter.setBrush(QColor(tinted(theme, theme.accent, 0.2 if theme.dark else 0.13)))
    else:
        painter.setBrush(QColor(tinted(theme, theme.ink, 0.05)))
    painter.setPen(QPen(QColor(theme.accent), 1.5) if current and focused else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(ground, RADIUS, RADIUS)
    painter.restore()


def status_mark(painter: QPainter, box: QRectF, status: str, theme: Theme) -> None:
    """An article's status by shape and colour: hollow circle, half circle, check, triangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = box.adjusted(1.2, 1.2, -1.2, -1.2)
    if status == "problem":
        severity_mark(painter, box, "error", theme)
    elif status == "done":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.good))
        painter.drawEllipse(box.adjusted(0.4, 0.4, -0.4, -0.4))
        pen = QPen(QColor(theme.page), 1.7)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        check = QPainterPath(QPointF(box.left() + box.width() * 0.27, box.top() + box.height() * 0.52))
        check.lineTo(box.left() + box.width() * 0.44, box.top() + box.height() * 0.69)
        check.lineTo(box.left() + box.width() * 0.74, box.top() + box.height() * 0.34)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(check)
    elif status == "in-progress":
        painter.setPen(QPen(QColor(theme.accent), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
        painter.setBrush(QColor(theme.accent))
        painter.drawChord(inner, -90 * 16, 180 * 16)
    else:
        painter.setPen(QPen(QColor(edge(theme)), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
    painter.restore()


def severity_mark(painter: QPainter, box: QRectF, severity: str, theme: Theme) -> None:
    """How grave a problem is, by shape and colour: a filled triangle for an error, a hollow one for a warning."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    grave = severity == "error"
    colour = QColor(danger(theme) if grave else theme.caution)
    shape = QPainterPath(QPointF(box.center().x(), box.top() + 1))
    shape.lineTo(box.right() - 0.5, box.bottom() - 1.5)
    shape.lineTo(box.left() + 0.5, box.bottom() - 1.5)
    shape.closeSubpath()
    pen = QPen(colour, 1.5)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(colour if grave else Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    sign = QPen(QColor(theme.page) if grave else colour, 1.5)
    sign.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(sign)
    x, top, height = box.center().x(), box.top(), box.height()
    painter.drawLine(QPointF(x, top + height * 0.40), QPointF(x, top + height * 0.60))
    painter.drawPoint(QPointF(x, top + height * 0.75))
    painter.restore()


def tick_box(painter: QPainter, box: QRectF, theme: Theme, *, checked: bool) -> None:
    """A box that is ticked or not."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.accent if checked else edge(theme)), 1.3))
    painter.setBrush(QColor(theme.accent if checked else theme.page))
    painter.drawRoundedRect(box, 3, 3)
    if checked:
        icons.draw(painter, "done", box.adjusted(1.5, 1.5, -1.5, -1.5), theme.page, 2.4)
    painter.restore()


def elided(painter: QPainter, text: str, width: float) -> str:
    """``text`` on one line, cut with an ellipsis where it is wider than ``width``."""
    flat = " ".join(text.split()) if "\n" in text or "\r" in text else text
    return QFontMetricsF(painter.font()).elidedText(flat[:400], Qt.TextElideMode.ElideRight, max(0.0, width))
