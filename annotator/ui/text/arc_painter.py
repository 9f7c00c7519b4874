"""Paints the arcs that :mod:`.arcs` has routed, and the loose lines that follow the pointer."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from annotator.ui.colours import Theme, mix
from annotator.ui.text.arcs import Bus, End, tracks
from annotator.ui.text.badges import badge_of
from annotator.ui.text.blocks import Label, Laid
from annotator.ui.text.flow import Flow
from annotator.ui.text.pens import colour, pen, rounded

_TRACK = 5
_ARROW = 3.5
_FAINT = 0.6
"""The share of the page in the colour of arcs that are not the ones emphasised."""


class _Run(Struct, frozen=True):
    """A line of a bundle, with rounded corners."""

    source: str
    points: tuple[QPointF, ...]


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
            by_source.setdefault(bus.source, []).append((bus_y(flow, laid, y, index, bus), bus))
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
    strong = flow.emphasis.arcs.emphasised
    rightward = painted[0][0].rightward
    edge = flow.measures.left + (flow.measures.column + 8 if rightward else -8)
    xs: dict[str, float] = {}
    runs: list[_Run] = []
    for track, (above, below, source) in zip(
        tracks([run[:2] for run in passing], most), passing, strict=True
    ):
        x = xs[source] = edge + track * _TRACK * (1 if rightward else -1)
        runs.append(_Run(source, (QPointF(x, above), QPointF(x, below))))
    heads: list[tuple[str, bool, QPointF]] = []
    names: list[tuple[str, End, float, float]] = []
    for laid, y in painted:
        for index, bus in laid.buses:
            _trace(flow, laid, y, index, bus, xs.get(bus.source), runs, heads)
            if flow.emphasis.reserve_arcs:  # else they stand beside the fillers' labels
                at = bus_y(flow, laid, y, index, bus)
                names += [
                    (bus.source, end, left, at) for end, left in zip(bus.drops, bus.labels, strict=True)
                ]
    runs.sort(key=lambda run: run.source in strong)  # what is emphasised lies on top
    painter.setBrush(Qt.BrushStyle.NoBrush)
    crowded = not flow.emphasis.reserve_arcs and any(
        bus.lane > 1 for laid, _ in painted for _, bus in laid.buses
    )
    for run in runs:
        painter.setPen(_style(flow, theme, run.source, crowded=crowded))
        painter.drawPath(rounded(list(run.points)))
    painter.setPen(Qt.PenStyle.NoPen)
    for source, origin, point in heads:
        painter.setBrush(_style(flow, theme, source).color())
        if origin:
            painter.drawEllipse(point, 2.2, 2.2)
        else:
            up = QPointF(0, -4.5)
            painter.drawPolygon(
                QPolygonF([point, point + up - QPointF(_ARROW, 0), point + up + QPointF(_ARROW, 0)])
            )
    painter.setFont(flow.measures.role_font)
    for source, end, left, at in names:
        if end.label:
            _name(painter, flow, theme, end, left, at, faint=bool(strong) and source not in strong)


def _style(flow: Flow, theme: Theme, source: str, *, crowded: bool = False) -> QPen:
    """The pen of a bundle: strong when it is emphasised and there is room, faint when only others are."""
    found = flow.emphasis.arcs
    arcs = found.by_source.get(source, ())
    tone = theme.tones(arcs[0].colour).bar if arcs else theme.muted
    if source in found.emphasised:
        return pen(tone, 1.1 if crowded else 1.8)
    return pen(mix(tone, theme.page, _FAINT) if found.emphasised else tone, 1.1)


def bus_y(flow: Flow, laid: Laid, y: float, index: int, bus: Bus) -> float:
    """How high a bus runs over a line of a block whose top is at ``y``.

    Without room of their own, arcs share the air up to the letters above; several begin right on the labels.
    """
    line, measures = laid.lines[index], flow.measures
    base = y + line.top - line.lanes * measures.lane
    if flow.emphasis.reserve_arcs:
        return base - measures.arc_lane * bus.lane - measures.arc_lane / 2 - 1
    most = max(other.lane for at, other in laid.buses if at == index)
    if not most:
        return base - 3
    air = measures.gap + measures.below - 1
    return base - 1 - bus.lane * min(3.0, air / most)


def _trace(
    flow: Flow,
    laid: Laid,
    top: float,
    index: int,
    bus: Bus,
    gutter: float | None,
    runs: list[_Run],
    heads: list[tuple[str, bool, QPointF]],
) -> None:
    """Say where the lines of a bus run, and where its arrow heads and the dot of its trigger lie."""
    y = bus_y(flow, laid, top, index, bus)
    labels = {label.mark.id: label for label in laid.labels if label.line == index}
    feet = {end: top + _foot(flow, laid, index, labels.get(end.mark), end.x) for end in bus.drops}
    origin = next((end for end in bus.drops if end.origin), None)
    start: tuple[QPointF, ...] = ()
    if origin is not None:
        foot = QPointF(origin.x, feet[origin])
        start = foot, QPointF(origin.x, y)
        heads.append((bus.source, True, foot))
        if bus.leaves and gutter is not None:
            runs.append(_Run(bus.source, (*start, QPointF(gutter, y))))
    elif gutter is not None:
        start = (QPointF(gutter, y),)
    for end, foot_y in feet.items():
        if not end.origin:
            down = QPointF(end.x, foot_y)
            if start:
                runs.append(_Run(bus.source, (*start, QPointF(end.x, y), down - QPointF(0, 2))))
            heads.append((bus.source, False, down))


def _foot(flow: Flow, laid: Laid, index: int, label: Label | None, x: float) -> float:
    """Where a drop at ``x`` ends: on the label or the role beside it, else on the mention's bar."""
    measures = flow.measures
    lane = label.lane if label is not None else 0
    bar = laid.lines[index].top - lane * measures.lane - 2
    if label is None:
        return bar
    left, right = label.left, label.left + label.width
    badge = badge_of(laid, label, measures, flow.emphasis)
    if badge is not None:
        left = min(left, badge.left, badge.name_left)
        right = max(right, badge.left + badge.width)
    return bar - measures.label_height if left - _ARROW <= x <= right + _ARROW else bar


def _name(
    painter: QPainter, flow: Flow, theme: Theme, end: End, left: float, y: float, *, faint: bool
) -> None:
    """Write a role's name on its bus; the line is interrupted for it."""
    measures = flow.measures
    text, wide = measures.label(end.label, "role")
    box = QRectF(left, y - measures.label_height / 2, wide + 6, measures.label_height)
    painter.fillRect(box.adjusted(0, 1, 0, -2), colour(theme.page))
    ink = theme.tones(end.colour).ink
    painter.setPen(colour(mix(ink, theme.page, _FAINT / 2) if faint else ink))
    painter.drawStaticText(QPointF(left + 3, box.top()), text)


def paint_loose(
    painter: QPainter, theme: Theme, start: QPointF, end: QPointF, name: str, label: str, place: QRect | None
) -> None:
    """Paint a dashed line from a label to the pointer, and a name, in the painter's font, at its ``place`` if it has one."""
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
    if place is not None:
        box = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(pen(name, 1.0))
        painter.setBrush(colour(theme.page))
        painter.drawRoundedRect(box, 4, 4)
        words = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
