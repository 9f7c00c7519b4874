"""Pens, colours and paths that the painters of the page share. Colours are strings until here."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annotator.ui.colours import Theme, Tones, mix
from annotator.ui.text.marks import Mark


@lru_cache(maxsize=2048)
def colour(name: str) -> QColor:
    """A QColor of ``#rrggbb``, made once."""
    return QColor(name)


@lru_cache(maxsize=2048)
def pen(name: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen, made once."""
    made = QPen(colour(name), width, style)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


def fill(painter: QPainter, box: QRectF, name: str) -> None:
    """Fills a box; the painter's pen and brush are others afterwards.

    For what is drawn by the first paint: ``fillRect`` would have PySide make all of Qt's gradients before it.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(name))
    painter.drawRect(box)


def tones_of(theme: Theme, mark: Mark) -> Tones:
    """The tones of a mark, pale when it is dimmed."""
    tones = theme.tones(mark.colour)
    return _pale(theme, tones) if mark.dimmed else tones


@lru_cache(maxsize=1024)
def _pale(theme: Theme, tones: Tones) -> Tones:
    return Tones(
        fill=mix(tones.fill, theme.page, 0.6),
        strong=mix(tones.strong, theme.page, 0.4),
        bar=mix(tones.bar, theme.page, 0.45),
        ink=theme.muted,
        tab=theme.raised,
        tab_ink=theme.muted,
    )


def rounded(points: list[QPointF], radius: float = 5.0) -> QPainterPath:
    """A path through points with rounded corners."""
    path = QPainterPath(points[0])
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        one, two = QLineF(at, before), QLineF(at, after)
        path.lineTo(one.pointAt(min(radius / max(one.length(), 0.01), 0.5)))
        path.quadTo(at, two.pointAt(min(radius / max(two.length(), 0.01), 0.5)))
    path.lineTo(points[-1])
    return path
