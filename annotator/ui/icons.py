"""The one file that knows icon names. Icons are drawn here, on a grid of 16 × 16, as lines of the theme's ink.

The drawings are our own, in a subset of the path language of SVG: ``M L H V C Q Z`` and their relative forms, and
``O x y r`` for a circle. Each icon is drawn in the pixels of the screens that there are, so that it is crisp at 150 %.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPainterPath, QPen, QPixmap

from annotator.ui.colours import Theme

_PATHS: dict[str, str] = {
    "folder": "M2 12.5V4c0-.6.4-1 1-1h3l1.5 2H13c.6 0 1 .4 1 1v6.5c0 .6-.4 1-1 1H3c-.6 0-1-.4-1-1z",
    "file": "M4 1.8h5L12.5 5v9.2H4zM9 2v3.3h3.3M6 8h4.5M6 10.8h4.5",
    "undo": "M6.5 3L3 6.5 6.5 10M3.3 6.5H9.5C12 6.5 13.5 8 13.5 10S12 13.3 9.5 13.3H6",
    "redo": "M9.5 3L13 6.5 9.5 10M12.7 6.5H6.5C4 6.5 2.5 8 2.5 10S4 13.3 6.5 13.3H10",
    "previous": "M10 3L5 8l5 5",
    "next": "M6 3l5 5-5 5",
    "next-open": "M3 3l5 5-5 5M12.5 3.5v9",
    "done": "M2.8 8.4l3.5 3.5 7-7.6",
    "zoom-in": "O6.8 6.8 4.3M10 10l4 4M4.8 6.8h4M6.8 4.8v4",
    "zoom-out": "O6.8 6.8 4.3M10 10l4 4M4.8 6.8h4",
    "search": "O6.8 6.8 4.3M10 10l4 4",
    "tag": "M2.3 2.3h5.2l6.2 6.2-5.2 5.2-6.2-6.2zO5.4 5.4 .8",
    "event": "M8.8 1.8L3.5 9h4l-.8 5.2L12.5 7h-4z",
    "relation": "O3.8 11.6 1.9O12.2 4.4 1.9M5.4 10.4l5.2-4.6",
    "instance": "O8 3.6 1.8O3.6 12 1.8O12.4 12 1.8M7.2 5.4L4.4 10.2M8.8 5.4l2.8 4.8M5.5 12h5",
    "zone": "M2.5 3.5h11v9h-11zM5 12.3L12 3.7M2.7 9.5L8 3.7M9.5 12.3l4-5",
    "note": "M2.5 2.8h11v7.7H8L5 13.5v-3H2.5zM5 5.5h6M5 7.8h4",
    "comment": "M2.5 3.2c0-.5.4-.9.9-.9h9.2c.5 0 .9.4.9.9v6.6c0 .5-.4.9-.9.9H7.5L4.6 13.4v-2.7H3.4c-.5 0-.9-.4-.9-.9z",
    "edit": "M2.8 13.2l.8-3.4 7.3-7.3 2.6 2.6-7.3 7.3zM9.2 4.2l2.6 2.6",
    "unsure": "M5.2 5.6C5.2 3.8 6.4 2.8 8 2.8s2.8 1 2.8 2.6C10.8 7.6 8 7.6 8 10M8 12.8v.4",
    "delete": "M2.5 4.3h11M6 4V2.5h4V4M4 4.5l.7 9h6.6l.7-9M6.7 7v4M9.3 7v4",
    "close": "M4 4l8 8M12 4l-8 8",
    "chevron-right": "M6 4l4 4-4 4",
    "chevron-down": "M4 6l4 4 4-4",
    "settings": "M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6O10 4.5 1.8O6 11.5 1.8",
    "light": "O8 8 2.8M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1",
    "dark": "M13 9.6C12.3 12 10.2 13.6 7.8 13.6 4.6 13.6 2.2 11.1 2.2 8 2.2 5.5 3.9 3.4 6.2 2.7 5.2 6.6 8.8 10.7 13 9.6z",
    "help": "O8 8 6M6.2 6.4C6.2 5.2 7 4.6 8 4.6s1.8.6 1.8 1.7C9.8 7.6 8 7.7 8 9.1M8 11.2v.3",
    "info": "O8 8 6M8 7.3v3.9M8 4.8v.3",
    "warning": "M8 2.2l6.2 11.2H1.8zM8 6.4v3.4M8 11.5v.3",
    "error": "O8 8 6M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
    "lock": "M3.5 7.3h9v6.2h-9zM5.4 7V5c0-1.6 1.1-2.7 2.6-2.7s2.6 1.1 2.6 2.7v2",
    "eye": "M1.5 8C3 5.2 5.3 3.8 8 3.8s5 1.4 6.5 4.2C13 10.8 10.7 12.2 8 12.2S3 10.8 1.5 8zO8 8 1.9",
    "person": "O8 5 2.6M2.8 13.8C3.2 10.9 5.2 9.5 8 9.5s4.8 1.4 5.2 4.3",
    "people": "O6 5.2 2.3M1.5 13.2C1.8 10.7 3.5 9.5 6 9.5s4.2 1.2 4.5 3.7M10.3 3.1c1.2.1 2 .9 2 2.1s-.8 2-2 2.1M12 9.8c1.5.4 2.3 1.6 2.5 3.4",
    "list": "M2.5 4h.3M2.5 8h.3M2.5 12h.3M5.5 4h8M5.5 8h8M5.5 12h8",
    "tree": "M2.5 3h6M5.5 7.8h8M5.5 12.6h8M3.5 3.5v9.1h2M3.5 7.8h2",
    "card": "M2 3h12v10H2zM4.5 6h4M4.5 8.5h7M4.5 10.8h5",
    "filter": "M2 3.5h12M4.3 8h7.4M6.6 12.5h2.8",
    "pin": "M5.5 2h5M6.3 2.2v4L4 9.2h8L9.7 6.2v-4M8 9.4V14",
    "refresh": "M13 8c0 2.8-2.2 5-5 5s-5-2.2-5-5 2.2-5 5-5c1.8 0 3.3.9 4.2 2.3M12.5 2v3.5H9",
    "copy": "M5.5 5.5h8v8h-8zM10.3 5.2V2.5H2.5v7.8h2.7",
    "plus": "M8 3v10M3 8h10",
    "minus": "M3 8h10",
    "more": "M3.5 8h.4M7.8 8h.4M12.1 8h.4",
    "arcs": "M2.5 12.5C2.5 6 13.5 6 13.5 12.5M11.6 10.8l1.9 1.9 1.2-2.4M2.5 12.5C2.5 3 8 3 8 8.5",
    "keyboard": "M1.5 4h13v8h-13zM4 6.6h.3M6.7 6.6h.3M9.4 6.6h.3M12 6.6h.3M5 9.5h6",
    "import": "M8 2v7.5M4.8 6.5L8 9.7l3.2-3.2M2.5 10.5v3h11v-3",
    "export": "M8 9.7V2M4.8 5.2L8 2l3.2 3.2M2.5 10.5v3h11v-3",
    "save": "M2.5 2.5h9l2 2v9h-11zM5 2.7v3.5h5V2.7M4.7 13.3V9h6.6v4.3",
    "retry": "M3 8c0-2.8 2.2-5 5-5 1.9 0 3.5 1 4.4 2.5M12.7 2.2v3.4H9.3M13 8c0 2.8-2.2 5-5 5-1.9 0-3.5-1-4.4-2.5M3.3 13.8v-3.4h3.4",
}

NAMES = tuple(_PATHS)
"""Every icon's name."""

_SIZES = (16, 24)
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")


@lru_cache(maxsize=256)
def path(name: str) -> QPainterPath:
    """The lines of an icon on the grid of 16 × 16. Raises KeyError for a name that there is not."""
    made = QPainterPath()
    tokens = _TOKEN.findall(_PATHS[name])
    at = 0
    command = ""
    last_control: QPointF | None = None

    def take(count: int) -> list[float]:
        nonlocal at
        numbers = [float(token) for token in tokens[at : at + count]]
        at += count
        return numbers

    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        here = made.currentPosition()
        base = here if command.islower() else QPointF(0, 0)
        control: QPointF | None = None
        match command.upper():
            case "M":
                x, y = take(2)
                made.moveTo(base + QPointF(x, y))
                command = "l" if command == "m" else "L"
            case "L":
                x, y = take(2)
                made.lineTo(base + QPointF(x, y))
            case "H":
                made.lineTo(base.x() + take(1)[0], here.y())
            case "V":
                made.lineTo(here.x(), base.y() + take(1)[0])
            case "C":
                a, b, c, d, e, f = take(6)
                control = base + QPointF(c, d)
                made.cubicTo(base + QPointF(a, b), control, base + QPointF(e, f))
            case "S":
                c, d, e, f = take(4)
                first = here if last_control is None else here + (here - last_control)
                control = base + QPointF(c, d)
                made.cubicTo(first, control, base + QPointF(e, f))
            case "O":
                x, y, r = take(3)
                made.addEllipse(QPointF(x, y), r, r)
            case _:
                made.closeSubpath()
        last_control = control
    return made


def draw(painter: QPainter, name: str, box: QRectF, colour: str, width: float = 1.35) -> None:
    """Draws an icon into ``box`` in one colour; ``width`` is the line's, on the grid."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path(name))
    painter.restore()


def _scales() -> list[float]:
    """Physical pixels a pixel, of every screen."""
    app = QGuiApplication.instance()
    if isinstance(app, QGuiApplication) and app.devicePixelRatio() == 1.0:  # that of the finest screen
        return [1.0]
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()})


@lru_cache(maxsize=512)
def icon(name: str, theme: Theme, colour: str = "") -> QIcon:
    """An icon in the theme's ink (or in ``colour``); the style pales it where it is disabled. Raises KeyError."""
    path(name)  # an unknown name is told before anything is being painted
    made = QIcon()
    for scale in _scales():
        for size in _SIZES:
            pixels = round(size * scale)
            pixmap = QPixmap(pixels, pixels)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            draw(painter, name, QRectF(0, 0, pixels, pixels), colour or theme.ink)
            painter.end()
            pixmap.setDevicePixelRatio(scale)
            made.addPixmap(pixmap)
    return made


def application_icon() -> QIcon:
    """The program's own icon: a page with two marked stretches and the arc between them."""
    made = QIcon()
    for size in (16, 32, 64):
        made.addPixmap(_application_pixmap(size))
    return made


def _application_pixmap(size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 64, size / 64)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#1d4f91"))
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 14, 14)
    for x, y, width, colour in (
        (11, 36, 17, "#ffd166"),
        (36, 36, 17, "#7bdcb5"),
        (11, 48, 26, "#ffffff"),
        (41, 48, 12, "#8fb3e0"),
    ):
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(x, y, width, 7), 3, 3)
    arc = QPainterPath(QPointF(44, 31))
    arc.cubicTo(QPointF(43, 9), QPointF(20, 9), QPointF(19, 28))
    pen = QPen(QColor("#ffffff"), 4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(arc)
    head = QPainterPath(QPointF(13, 23))
    head.lineTo(19, 30)
    head.lineTo(26, 24)
    painter.drawPath(head)
    painter.end()
    return pixmap
