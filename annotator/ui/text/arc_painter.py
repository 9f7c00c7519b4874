"""Paints the arcs that :mod:`.arcs` has routed, and the loose lines that follow the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from annotator.ui.colours import Theme
from annotator.ui.text.arcs import Bus, End, tracks
from annotator.ui.text.blocks import Laid
from annotator.ui.text.flow import Flow
from annotator.ui.text.painter import colour, pen, rounded

_TRACK = 5
_ARROW = 3.5


def paint_arcs(
    painter: QPainter,
    flow: Flow,
    theme: Theme,
    painted: Sequence[tuple[Laid, int]],
    top: float,
    bottom: float,
) -> None:
    """Paint the arcs of the blocks painted; those that only pass by in the margin too."""
    if not len(flow.bundles) or not painted:
        return
    code_start, code_end = painted[0][0].code_start, painted[-1][0].code_end
    by_source: dict[str, list[tuple[float, Bus]]] = {}
    for laid, y in painted:
        for index, bus in laid.buses:
            by_source.setdefault(bus.source, []).append((_bus_y(flow, laid, y, index, bus), bus))
    passing: list[tuple[float, float, str]] = []
    for bundle in flow.bundles.between(code_start, code_end + 1):
        here = by_source.get(bundle.id, [])
        marks = [mark for mark in map(flow.marks.get, bundle.ends) if mark is not None]
        ys = [y for y, bus in here if bus.leaves]
        if any(mark.fragments[0][0] < code_start for mark in marks):
            ys.append(top - 50)
        if any(mark.fragments[0][0] >= code_end for mark in marks):
            ys.append(bottom + 50)
        if len(ys) > 1:
            passing.append((min(ys), max(ys), bundle.id))
    passing.sort(key=lambda run: (run[1] - run[0], run[2]))
    most = max((flow.measures.left - 10) // _TRACK, 1)
    xs: dict[str, float] = {}
    rightward = painted[0][0].rightward
    for track, (low, high, source) in zip(tracks([run[:2] for run in passing], most), passing, strict=True):
        edge = flow.measures.left + flow.measures.column
        x = edge + 8 + track * _TRACK if rightward else flow.measures.left - 8 - track * _TRACK
        xs[source] = x
        tone, width = _style(flow, theme, source)
        painter.setPen(pen(tone, width))
        painter.drawLine(QPointF(x, low), QPointF(x, high))
    for laid, y in painted:
        for index, bus in laid.buses:
            _bus(painter, flow, theme, laid, y, index, bus, xs.get(bus.source))


def _style(flow: Flow, theme: Theme, source: str) -> tuple[str, float]:
    arcs = flow.emphasis.arcs.by_source.get(source, ())
    emphasised = any(arc.emphasised for arc in arcs)
    return (theme.tones(arcs[0].colour).bar if arcs else theme.muted), (1.8 if emphasised else 1.1)


def _bus_y(flow: Flow, laid: Laid, y: float, index: int, bus: Bus) -> float:
    line, measures = laid.lines[index], flow.measures
    base = line.top - line.lanes * measures.lane
    if not flow.emphasis.reserve_arcs:
        return y + base - 2 - bus.lane * 3
    return y + base - measures.arc_lane * bus.lane - measures.arc_lane / 2 - 1


def _bus(
    painter: QPainter,
    flow: Flow,
    theme: Theme,
    laid: Laid,
    top: float,
    index: int,
    bus: Bus,
    gutter: float | None,
) -> None:
    measures = flow.measures
    y = _bus_y(flow, laid, top, index, bus)
    tone, width = _style(flow, theme, bus.source)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(tone, width))
    origin = next((end for end in bus.drops if end.origin), None)
    start = QPointF(gutter, y) if origin is None and gutter is not None else None
    lanes = {label.mark.id: label.lane for label in laid.labels if label.line == index}
    feet: list[tuple[End, float]] = []
    for end in bus.drops:
        foot = (
            top + laid.lines[index].top - lanes.get(end.mark, 0) * measures.lane - measures.label_height - 2
        )
        feet.append((end, foot))
    if origin is not None:
        foot = next(foot for end, foot in feet if end is origin)
        start = QPointF(origin.x, foot)
        if bus.leaves and gutter is not None:
            painter.drawPath(rounded([start, QPointF(origin.x, y), QPointF(gutter, y)]))
        painter.setBrush(colour(tone))
        painter.drawEllipse(start, 1.8, 1.8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    for end, foot in feet:
        if end.origin:
            continue
        down = QPointF(end.x, foot)
        if start is not None:
            corner = [start, QPointF(start.x(), y), QPointF(end.x, y), down]
            painter.drawPath(rounded(corner if origin is not None else corner[1:]))
        painter.setBrush(colour(tone))
        painter.drawPolygon(
            QPolygonF([down, QPointF(end.x - _ARROW, foot - 4.5), QPointF(end.x + _ARROW, foot - 4.5)])
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
    for end, left in zip(bus.drops, bus.labels, strict=True):
        if end.label and flow.emphasis.reserve_arcs:  # else it stands beside the filler's label
            text, wide = measures.label(end.label, "role")
            box = QRectF(left, y - measures.label_height / 2, wide + 6, measures.label_height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(theme.page))
            painter.drawRect(box.adjusted(0, 1, 0, -2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setFont(measures.role_font)
            painter.setPen(colour(theme.tones(end.colour).ink))
            painter.drawStaticText(QPointF(left + 3, box.top()), text)
            painter.setPen(pen(tone, width))


def paint_loose(
    painter: QPainter, theme: Theme, start: QPointF, end: QPointF, name: str, label: str, room: QRect
) -> None:
    """Paint a dashed line from a label to the pointer, with a name beside the pointer that stays in ``room``."""
    lift = min(abs(end.x() - start.x()) + abs(end.y() - start.y()), 120.0) / 2
    path = QPainterPath(start)
    path.cubicTo(start - QPointF(0, lift), end - QPointF(0, lift), end)
    tone = QColor(name)
    tone.setAlphaF(0.75)
    loose = QPen(tone, 1.5, Qt.PenStyle.CustomDashLine)
    loose.setDashPattern([4, 3])
    painter.setPen(loose)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(name))
    painter.drawEllipse(end, 2.5, 2.5)
    if label:
        box = QRectF(painter.fontMetrics().boundingRect(label)).adjusted(-4, -2, 4, 2)
        box.moveBottomLeft(end + QPointF(10, -6))
        box.moveLeft(min(box.left(), room.right() - box.width() - 4))
        box.moveTop(max(box.top(), room.top() + 2))
        painter.setPen(pen(name, 1.0))
        painter.setBrush(colour(theme.page))
        painter.drawRoundedRect(box, 4, 4)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)
