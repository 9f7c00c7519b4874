"""Frames around mentions that are pointed out, with handles, and the caret: all between the letters, never on them."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout

from annotator.ui.colours import Theme
from annotator.ui.text.blocks import Laid, Piece, x_of
from annotator.ui.text.emphasis import Emphasis
from annotator.ui.text.pens import colour, fill, pen, tones_of

_HANDLE = 4
_OUT = 2
"""Whole pixels from the letters to the middle of a strong frame, so that its lines are crisp."""
_CARET = 2


def paint_frames(
    painter: QPainter, emphasis: Emphasis, theme: Theme, laid: Laid, pieces: list[Piece]
) -> None:
    """Frame what is selected, active, linked, filled or under the pointer."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    grips: list[Piece] = []
    for piece in pieces:
        mark = piece.mark.id
        if mark == emphasis.handles:
            grips.append(piece)
        if mark in emphasis.selected or mark == emphasis.flashed or mark == emphasis.active:
            width, out, style = 2.0, float(_OUT), Qt.PenStyle.SolidLine
        elif mark in emphasis.filled or mark == emphasis.hovered:
            width, out, style = 1.0, _OUT - 0.5, Qt.PenStyle.SolidLine
        elif mark in emphasis.linked:
            width, out, style = 1.0, _OUT - 0.5, Qt.PenStyle.DashLine
        else:
            continue
        painter.setPen(pen(tones_of(theme, piece.mark).bar, width, style))
        for rect in _rects(laid, piece, out):
            painter.drawRoundedRect(rect, 3, 3)
    for piece in grips:
        line = laid.lines[piece.line]
        painter.setPen(pen(theme.page, 1.2))
        painter.setBrush(colour(tones_of(theme, piece.mark).bar))
        for there, x, outward in (
            (piece.opens, piece.start_x, piece.start_x <= piece.end_x),
            (piece.closes, piece.end_x, piece.end_x < piece.start_x),
        ):
            if there:
                at = QPointF(_beside(x, outward), line.top + line.height + 3)
                painter.drawEllipse(at, _HANDLE, _HANDLE)


def _rects(laid: Laid, piece: Piece, out: float) -> list[QRectF]:
    line = laid.lines[piece.line]
    found: list[QRectF] = []
    for left, right in piece.stripes:
        x0, x1 = floor(left) - out, ceil(min(right, piece.right)) + out
        found.append(QRectF(x0, line.top - out + 1, x1 - x0, line.height + 2 * out - 1))
    return found


def _beside(x: float, leftward: bool) -> int:
    """The middle of a strong frame's side at a boundary."""
    return floor(x) - _OUT if leftward else ceil(x) + _OUT


def paint_caret(
    painter: QPainter, emphasis: Emphasis, theme: Theme, laid: Laid, layout: QTextLayout, caret: int
) -> None:
    """Draw the caret before the position ``caret``; at the edge of a selected mention it stands on the frame."""
    index = laid.line_at(caret)
    line, shaped = laid.lines[index], layout.lineAt(index)
    x = x_of(shaped, caret - laid.start)
    middle = round(x)
    for piece in laid.pieces:
        if piece.line == index and piece.mark.id in emphasis.selected:
            if piece.opens and abs(piece.start_x - x) < 0.5:
                middle = _beside(x, piece.start_x <= piece.end_x)
            elif piece.closes and abs(piece.end_x - x) < 0.5:
                middle = _beside(x, piece.end_x < piece.start_x)
    fill(painter, QRectF(middle - _CARET / 2, line.top, _CARET, line.height), theme.ink)
    if laid.mixed and caret < line.end:  # a small flag says which way the next character goes
        onward = x_of(shaped, caret + 1 - laid.start) >= x
        fill(painter, QRectF(middle if onward else middle - 4, line.top, 4, 2), theme.ink)
