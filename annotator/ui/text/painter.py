"""Paints laid-out blocks: fills under the text, the text, then bars and labels above it.

Only the innermost mention tints a character; every mention has a bar in a lane of its own, with its label on it.
An entity's label is plain, an event's a filled tab with a line under the words, so they differ by more than colour.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPolygonF,
    QTextLayout,
)

from annotator.ui.colours import VEIL, Theme
from annotator.ui.text.badges import Badge, badge_of
from annotator.ui.text.blocks import BADGE_PAD, SIGN, Label, Laid, Line, Piece, stripes, x_of
from annotator.ui.text.flow import Flow
from annotator.ui.text.frames import paint_caret, paint_frames
from annotator.ui.text.marks import Fragments, Mark
from annotator.ui.text.measures import Measures
from annotator.ui.text.pens import colour, pen, tones_of


class Painter:
    """Paints a flow in a theme. ``selection`` is in positions of the document."""

    def __init__(self, theme: Theme) -> None:
        """Start with that theme and nothing selected."""
        self.theme = theme
        self.selection: tuple[int, int] | None = None

    def paint(
        self, painter: QPainter, flow: Flow, context: QAbstractTextDocumentLayout.PaintContext
    ) -> list[tuple[Laid, int]]:
        """Paint everything but arcs in the context's clip; returns the blocks painted with their tops."""
        clip = context.clip
        top, bottom = (clip.top(), clip.bottom()) if clip.isValid() else (0.0, float(flow.height))
        caret = context.cursorPosition
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painted: list[tuple[Laid, int]] = []
        for laid, y in flow.between(top, bottom):
            painter.translate(0, y)
            layout = flow.layout_of(laid.number)
            layout.setPosition(QPointF(0, y))  # only screen readers ask it
            self._block(painter, flow, laid, layout, top - y, bottom - y)
            if caret >= laid.start and caret <= laid.start + flow.shown.sizes[laid.number]:
                paint_caret(painter, flow.emphasis, self.theme, laid, layout, caret)
            painter.translate(0, -y)
            painted.append((laid, y))
        return painted

    def _block(
        self, painter: QPainter, flow: Flow, laid: Laid, layout: QTextLayout, top: float, bottom: float
    ) -> None:
        lines = laid.lines
        first, last = laid.line_at_y(top), laid.line_at_y(bottom)
        pieces = [piece for piece in laid.pieces if first <= piece.line <= last]
        labels = [label for label in laid.labels if first <= label.line <= last]
        zones = flow.zones.between(laid.code_start, laid.code_end) if len(flow.zones) else []
        self._fills(painter, flow, laid, pieces)
        self._stretches(painter, flow, laid, layout)
        painter.setPen(colour(self.theme.ink))
        room = lines[first].room
        clip = QRectF(0, room, flow.measures.width, lines[last].bottom - room)
        layout.draw(painter, -layout.position(), [], clip)
        begun: dict[int, list[tuple[str, int]]] = {}
        for zone in zones:
            for line, bottom in self._zone(painter, flow, laid, layout, zone.fragments, zone.gold):
                begun.setdefault(line, []).append((zone.label, bottom))
        for line, named in begun.items():
            names = list(dict.fromkeys(name for name, _ in named))
            self._zone_names(painter, flow, names, laid.lines[line], max(bottom for _, bottom in named))
        self._bars(painter, flow, laid, pieces)
        paint_frames(painter, flow.emphasis, self.theme, laid, pieces)
        for label in labels:
            badge = badge_of(laid, label, flow.measures, flow.emphasis)
            if badge is None:
                self._label(painter, flow, laid, label, label.text, label.left, BADGE_PAD)
            else:
                if badge.name:
                    self._label(painter, flow, laid, label, badge.name, badge.name_left, badge.pad)
                self._badge(painter, flow, laid, label, badge)

    # -- under the text

    def _fills(self, painter: QPainter, flow: Flow, laid: Laid, pieces: list[Piece]) -> None:
        emphasis = flow.emphasis
        painter.setPen(Qt.PenStyle.NoPen)
        for piece in reversed(pieces):
            mark, line = piece.mark, laid.lines[piece.line]
            tones = tones_of(self.theme, mark)
            strong = mark.id in emphasis.selected or mark.id == emphasis.active or mark.id == emphasis.flashed
            painter.setBrush(colour(tones.strong if strong else tones.fill))
            for left, right in piece.stripes:
                painter.drawRoundedRect(
                    QRectF(left - 1, line.top, min(right, piece.right) - left + 2, line.height), 3, 3
                )

    def _stretches(self, painter: QPainter, flow: Flow, laid: Laid, layout: QTextLayout) -> None:
        emphasis = flow.emphasis
        theme = self.theme
        selections: list[tuple[int, int]] = [self.selection] if self.selection is not None else []
        for fragments, name in ((emphasis.found, theme.found), (emphasis.pending, theme.selection)):
            self._ground(painter, flow, laid, layout, fragments, name)
        self._ground(painter, flow, laid, layout, emphasis.preview, theme.selection)
        end = laid.start + flow.shown.sizes[laid.number]
        for start, stop in selections:
            if start <= end and stop > laid.start:
                for index, _, _, spans in stripes(laid, layout, start, stop):
                    line = laid.lines[index]
                    for left, right in spans:
                        painter.fillRect(
                            QRectF(left, line.top, right - left, line.height), colour(theme.selection)
                        )
                if start <= end < stop:
                    line = laid.lines[-1]
                    x = x_of(layout.lineAt(len(laid.lines) - 1), end - laid.start)
                    width = flow.measures.average * (-0.6 if laid.rightward else 0.6)
                    painter.fillRect(
                        QRectF(x, line.top, width, line.height).normalized(), colour(theme.selection)
                    )

    def _ground(
        self,
        painter: QPainter,
        flow: Flow,
        laid: Laid,
        layout: QTextLayout,
        fragments: Fragments,
        name: str,
    ) -> None:
        first = bisect_left(fragments, (laid.code_start, 0))
        for code_start, code_end in islice(fragments, max(first - 1, 0), None):
            if code_start >= laid.code_end:
                break
            if code_end > laid.code_start:
                start, end = flow.offsets.to_qt(code_start), flow.offsets.to_qt(code_end, before=True)
                for index, _, _, spans in stripes(laid, layout, start, end):
                    line = laid.lines[index]
                    for left, right in spans:
                        painter.fillRect(QRectF(left, line.top, right - left, line.height), colour(name))

    # -- over the text

    def _zone(
        self,
        painter: QPainter,
        flow: Flow,
        laid: Laid,
        layout: QTextLayout,
        fragments: Fragments,
        gold: bool,
    ) -> list[tuple[int, int]]:
        """Veil and rail of a zone; where it begins here, the line that its name belongs to and how far down it may go."""
        measures, theme = flow.measures, self.theme
        veil = QColor(theme.page)
        veil.setAlphaF(VEIL)
        x = measures.left + measures.column + 10 if not laid.rightward else measures.left - 12
        named: list[tuple[int, int]] = []
        for number, (code_start, code_end) in enumerate(fragments):
            if code_start < laid.code_start and laid.code_end < code_end:  # blank lines too
                painter.fillRect(QRectF(x, 0, 2, laid.height), colour(theme.faint))
            if code_start >= laid.code_end or code_end <= laid.code_start:
                continue
            start, end = flow.offsets.to_qt(code_start), flow.offsets.to_qt(code_end, before=True)
            lines_end = laid.lines[-1].end
            for index, a, _, spans in stripes(laid, layout, start, end):
                line = laid.lines[index]
                if not gold:
                    for left, right in spans:
                        painter.fillRect(QRectF(left, line.top, right - left, line.height), veil)
                painter.fillRect(QRectF(x, line.room, 2, line.bottom - line.room), colour(theme.faint))
                if number == 0 and a == start and not laid.rightward:
                    last = laid.lines[laid.line_at(min(end, lines_end) - 1)]
                    named.append((index, last.bottom))
        return named

    def _zone_names(self, painter: QPainter, flow: Flow, names: list[str], line: Line, bottom: int) -> None:
        """Write the names of zones that begin on a line beside their rail: below each other where that fits.

        Nothing is drawn below the block, since its lower neighbour may be painted alone.
        """
        measures = flow.measures
        x = measures.left + measures.column + 14
        height, tall = measures.label_height, measures.label_height * len(names)
        fits = all(measures.label(name)[1] <= measures.width - x - 4 for name in names)
        if len(names) > 1 and (not fits or tall > bottom - line.room):
            names, tall = [", ".join(names)], height
        y = max(line.room, min(line.top, bottom - tall))
        for number, name in enumerate(names):
            self._zone_name(painter, flow, name, QPointF(x, y + number * height), line, bottom)

    def _zone_name(
        self, painter: QPainter, flow: Flow, name: str, at: QPointF, line: Line, bottom: int
    ) -> None:
        """Write a name: across where the margin is wide enough, else along, else cut."""
        measures, x = flow.measures, at.x()
        text, width = measures.label(name)
        room = measures.width - x - 4
        painter.setFont(measures.label_font)
        painter.setPen(colour(self.theme.muted))
        if width <= room:
            painter.drawStaticText(QPointF(x + 3, at.y()), text)
        elif width <= bottom - line.room and measures.label_height <= room:
            painter.save()
            painter.translate(x + measures.label_height, line.room)
            painter.rotate(90)
            painter.drawStaticText(QPointF(0, 0), text)
            painter.restore()
        elif room > 2 * measures.average:
            cut = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QPointF(x + 3, line.top + measures.label_ascent), cut)

    def _bars(self, painter: QPainter, flow: Flow, laid: Laid, pieces: list[Piece]) -> None:
        lane_height = flow.measures.lane
        for piece in pieces:
            mark, line = piece.mark, laid.lines[piece.line]
            tones = tones_of(self.theme, mark)
            y = line.top - piece.lane * lane_height - 1
            event = mark.kind == "event"
            style = Qt.PenStyle.DashLine if mark.unsure else Qt.PenStyle.SolidLine
            painter.setPen(pen(tones.bar, 2.0 if event else 1.5, style))
            for left, right in piece.stripes:
                right = min(right, piece.right)
                painter.drawLine(QLineF(left - 1, y, right + 1, y))
                if event:
                    below = line.top + line.height
                    painter.drawLine(QLineF(left - 1, below, right + 1, below))
            if piece.lane:  # small feet say from where to where the bar of an outer mention reaches
                painter.setPen(pen(tones.bar, 1.0))
                if piece.opens:
                    painter.drawLine(QLineF(piece.start_x, y, piece.start_x, y + 4))
                if piece.closes:
                    painter.drawLine(QLineF(piece.end_x, y, piece.end_x, y + 4))
        for mark, index, lane, left, right in laid.ties:
            if right > left:
                y = laid.lines[index].top - lane * lane_height - 1
                painter.setPen(pen(tones_of(self.theme, mark).bar, 1.0, Qt.PenStyle.DotLine))
                painter.drawLine(QLineF(left, y, right, y))

    def _label(
        self, painter: QPainter, flow: Flow, laid: Laid, label: Label, name: str, x: float, padding: float
    ) -> None:
        """Draw a type's name, perhaps shortened, at ``x``."""
        measures, mark = flow.measures, label.mark
        tones = tones_of(self.theme, mark)
        event = mark.kind == "event"
        text, width = measures.label(name, "tab" if event else "label")
        top = label_top(laid, label, measures)
        chosen = mark.id in flow.emphasis.selected or mark.id == flow.emphasis.active
        if event or chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tones.tab if event else tones.strong))
            pad = padding if event else 2
            painter.drawRoundedRect(
                QRectF(x - (0 if event else 2), top, width + 2 * pad, measures.label_height + 0.5), 2.5, 2.5
            )
        if event:
            x += padding
        painter.setFont(measures.tab_font if event else measures.label_font)
        painter.setPen(colour(tones.tab_ink if event else tones.ink if not chosen else self.theme.ink))
        painter.drawStaticText(QPointF(x, top), text)
        x += width + (padding if event else 0)
        self._signs(painter, flow, mark, x, top)

    def _badge(self, painter: QPainter, flow: Flow, laid: Laid, label: Label, badge: Badge) -> None:
        measures = flow.measures
        top = label_top(laid, label, measures)
        tone = self.theme.tones(badge.colour).ink if badge.colour else self.theme.accent
        painter.setPen(pen(tone, 1.0))
        painter.setBrush(colour(self.theme.page))
        painter.drawRoundedRect(
            QRectF(badge.left + 0.5, top + 0.5, badge.width - 1, measures.label_height - 1), 5, 5
        )
        painter.setFont(measures.role_font)
        painter.drawStaticText(QPointF(badge.left + badge.pad, top), measures.label(badge.text, "role")[0])

    def _signs(self, painter: QPainter, flow: Flow, mark: Mark, x: float, top: float) -> None:
        measures = flow.measures
        middle = top + measures.label_height / 2
        if mark.warning:
            triangle = QPolygonF(
                [QPointF(x + 2, middle + 3), QPointF(x + 5, middle - 3), QPointF(x + 8, middle + 3)]
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self.theme.caution))
            painter.drawPolygon(triangle)
            x += SIGN
        if mark.unsure:
            painter.setFont(measures.tab_font)
            painter.setPen(colour(self.theme.caution))
            painter.drawStaticText(QPointF(x + 2, top), measures.label("?", "tab")[0])
            x += SIGN
        if mark.noted:
            painter.setPen(pen(self.theme.muted, 1.2))
            for step in (-2, 0.5, 3):
                painter.drawLine(QLineF(x + 2, middle + step, x + 7 - (step > 2) * 2, middle + step))
            x += SIGN
        if mark.remarked:  # a bubble of speech
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self.theme.accent))
            painter.drawRoundedRect(QRectF(x + 1.5, middle - 3.5, 7, 5), 1.5, 1.5)
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(x + 3, middle + 1), QPointF(x + 6, middle + 1), QPointF(x + 3, middle + 4)]
                )
            )


def label_top(laid: Laid, label: Label, measures: Measures) -> float:
    """Where a label is drawn, from the block's top."""
    return laid.lines[label.line].top - label.lane * measures.lane - 2 - measures.label_height
