"""Draws the versions of a difference: what differs is emphasised, what agrees is quiet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from annotator.review.units import Unit
from annotator.ui import drawing, icons
from annotator.ui.colours import Theme, mix
from annotator.ui.panels.rows import FLOW
from annotator.ui.review.faces import Card, Cell, Faces
from annotator.ui.review.versions_layout import Box, Item, Plan
from annotator.ui.review.words import differing_in_words, joined
from annotator.ui.style import GAP, RADIUS, SPACE, edge, line, small, strong, tinted

CHOICES = {
    "none": ("0", "None of these"),
    "defer": (".", "Put off"),
    "reopen": ("F9", "Open again"),
    "keep": ("1", "Keep in gold"),
    "discard": ("2", "Let it go"),
}
"""Key and words of what can be chosen besides versions and their parts."""

_OUTCOMES = {"none": "none", "defer": "deferred"}
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class VersionDrawing:
    """Draws one difference with one painter; ``hovered`` is the number of the item under the pointer, or -1."""

    def __init__(
        self,
        painter: QPainter,
        theme: Theme,
        faces: Faces,
        laid: Plan,
        colour_of: Callable[[str], str],
        hovered: int,
    ) -> None:
        self._painter, self._theme, self._faces, self._laid = painter, theme, faces, laid
        self._colour_of, self._hovered = colour_of, hovered
        self._font = QFont(painter.font())
        # Where only one version has words, there is nothing that they could differ from.
        self._is_alone = sum(bool(card.cells) for card in faces.cards) == 1

    def draw(self, title: str, *, gone: bool, reached: int) -> None:
        """Draws all of it; ``reached`` is the number of the item that the keyboard is at, or -1."""
        painter, laid = self._painter, self._laid
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._head(self._faces.unit, rect(laid.title), title, gone=gone)
        for number, card in enumerate(self._faces.cards):
            self._card(card, number)
        for number, item in enumerate(laid.items):
            if item.kind not in ("card", "cell"):
                self._choice(item, number)
        self._gold_part()
        if 0 <= reached < len(laid.items):
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect(laid.items[reached].box).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _head(self, unit: Unit, box: QRectF, title: str, *, gone: bool) -> None:
        painter, theme = self._painter, self._theme
        half = box.height() / 2
        upper, lower = QRectF(box.topLeft(), QSize(int(box.width()), int(half))), box.adjusted(0, half, 0, 0)
        painter.setFont(strong(self._font))
        painter.setPen(QColor(theme.ink))
        painter.drawText(upper, FLOW, drawing.elided(painter, title, upper.width()))
        painter.setFont(small(self._font))
        painter.setPen(QColor(theme.muted))
        words = "Nobody has it any more" if gone else differing_in_words(unit.classes)
        painter.drawText(lower, FLOW, drawing.elided(painter, words, lower.width()))
        painter.setFont(self._font)

    def _card(self, card: Card, number: int) -> None:
        painter, theme, laid = self._painter, self._theme, self._laid
        box, head = rect(laid.cards[number]), rect(laid.heads[number])
        over = self._hovered >= 0 and laid.items[self._hovered].card == number
        direct = over and laid.items[self._hovered].kind == "card"
        rim = theme.good if card.chosen else theme.accent if direct else line(theme)
        painter.setPen(QPen(QColor(rim), 1.6 if card.chosen or direct else 1))
        painter.setBrush(QColor(theme.page if not theme.dark else mix(theme.raised, theme.ink, 0.03)))
        painter.drawRoundedRect(box.adjusted(0.8, 0.8, -0.8, -0.8), RADIUS + 1, RADIUS + 1)
        x = head.left()
        for key in card.numbers[:4]:
            width = drawing.key_cap_width(painter, str(key))
            drawing.key_cap(painter, x + width, head.center().y(), str(key), theme)
            x += width + 3
        right = head.right()
        if card.chosen:
            sign = QRectF(right - 14, head.center().y() - 7, 14, 14)
            icons.draw(painter, "done", sign, theme.good, 2.2)
            right -= 20
        votes = self._votes(card)
        if votes:
            painter.setFont(small(self._font))
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                QRectF(head.left(), head.top(), right - head.left(), head.height()), _RIGHT, votes
            )
            right -= painter.fontMetrics().horizontalAdvance(votes) + SPACE
        dot = self._colour_of(card.annotators[0]) if card.annotators else ""
        x += 4
        if dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tones(dot).bar))
            painter.drawEllipse(QPointF(x + 4, head.center().y()), 4, 4)
            x += 14
        painter.setFont(strong(self._font))
        painter.setPen(QColor(theme.muted if card.missing else theme.ink))
        names = joined(card.names) + (": not tagged" if card.missing else "")
        room = QRectF(x, head.top(), right - x, head.height())
        painter.drawText(room, FLOW, drawing.elided(painter, names, room.width()))
        painter.setFont(self._font)
        for at, cell in enumerate(card.cells):
            hovered = over and laid.items[self._hovered].cell == at
            self._cell(cell, rect(laid.cells[number][at]), hovered=hovered)

    def _votes(self, card: Card) -> str:
        of = sum(len(c.annotators) for c in self._faces.cards)
        return f"{len(card.annotators)} of {of}" if of > 2 else ""

    def _cell(self, cell: Cell, box: QRectF, *, hovered: bool = False) -> None:
        painter, theme = self._painter, self._theme
        inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
        base = cell.colour or theme.accent
        if cell.differs and not cell.lacking:
            tones = theme.tones(base)
            painter.setPen(QPen(QColor(tones.bar), 1.2))
            painter.setBrush(QColor(tones.strong if hovered else tones.fill))
        elif cell.lacking:
            pen = QPen(QColor(edge(theme)), 1)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(QPen(QColor(line(theme)), 1))
            painter.setBrush(QColor(tinted(theme, theme.ink, 0.08)) if hovered else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner, RADIUS, RADIUS)
        x, right = inner.left() + 6.5, inner.right() - 6.5
        if cell.taken:
            icons.draw(painter, "done", QRectF(right - 11, inner.center().y() - 5.5, 11, 11), theme.good, 2.4)
            right -= 15
        if not cell.label and cell.colour:
            painter.save()
            drawing.swatch(
                painter, QRectF(x, inner.center().y() - 5, 10, 10), cell.colour, theme, filled=True
            )
            painter.restore()
            x += 16
        if cell.label:
            painter.setFont(small(self._font))
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRectF(x, inner.top(), right - x, inner.height()), FLOW, cell.label)
            x += painter.fontMetrics().horizontalAdvance(cell.label) + 6
            painter.setFont(self._font)
        weak = cell.lacking or not (cell.differs or self._is_alone)
        ink = QColor(theme.muted if weak else theme.ink)
        if not cell.label and not cell.colour:
            self._quote(cell, QRectF(x, inner.top(), right - x, inner.height()), ink)
            return
        painter.setPen(ink)
        room = QRectF(x, inner.top(), right - x, inner.height())
        painter.drawText(room, FLOW, drawing.elided(painter, cell.words, room.width() + 1))

    def _quote(self, cell: Cell, room: QRectF, ink: QColor) -> None:
        """The words of a version between those that only others have."""
        painter, theme = self._painter, self._theme
        x = room.left()
        metrics = QFontMetricsF(painter.font())
        parts = (("“", False), (cell.lead, False), (cell.words, True), (cell.tail, False), ("”", False))
        for words, own in parts:
            if not words or x >= room.right():
                continue
            shown = drawing.elided(painter, words, room.right() - x + 1) if words.strip() else words
            wide = metrics.horizontalAdvance(shown)
            painter.setPen(ink if own else QColor(mix(theme.raised, theme.muted, 0.75)))
            painter.drawText(QRectF(x, room.top(), wide + 2, room.height()), FLOW, shown)
            if own and cell.differs:
                painter.setPen(QPen(QColor(theme.accent), 1.6))
                y = room.center().y() + metrics.ascent() / 2 + 1.5
                painter.drawLine(QPointF(x, y), QPointF(min(x + wide, room.right()), y))
            x += wide

    def _choice(self, item: Item, number: int) -> None:
        painter, theme = self._painter, self._theme
        key, words = CHOICES[item.kind]
        box = rect(item.box)
        hovered = number == self._hovered
        if item.kind != "reopen":
            chosen = self._faces.outcome == _OUTCOMES.get(item.kind, "-")
            rim = theme.good if chosen else theme.accent if hovered else line(theme)
            painter.setPen(QPen(QColor(rim), 1.4 if hovered or chosen else 1))
            painter.setBrush(QColor(theme.page if not theme.dark else mix(theme.raised, theme.ink, 0.03)))
            painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), RADIUS, RADIUS)
            width = drawing.key_cap_width(painter, key)
            drawing.key_cap(painter, box.left() + 7 + width, box.center().y(), key, theme)
            room = box.adjusted(13 + width, 0, -6, 0)
            painter.setPen(QColor(theme.ink))
            painter.drawText(room, FLOW, drawing.elided(painter, words, room.width()))
            return
        width = drawing.key_cap_width(painter, key)
        drawing.key_cap(painter, box.right(), box.center().y(), key, theme)
        room = box.adjusted(0, 0, -width - 6, 0)
        painter.setFont(small(self._font))
        painter.setPen(QColor(theme.ink if hovered else theme.accent))
        painter.drawText(room, _RIGHT, words)
        painter.setFont(self._font)

    def _gold_part(self) -> None:
        painter, theme, laid, faces = self._painter, self._theme, self._laid, self._faces
        head = rect(laid.gold_head)
        painter.setPen(QPen(QColor(line(theme)), 1))
        painter.drawLine(QPointF(head.left(), head.top() - GAP), QPointF(head.right(), head.top() - GAP))
        painter.setFont(strong(self._font))
        painter.setPen(QColor(theme.ink))
        painter.drawText(head, FLOW, "Gold")
        x = head.left() + painter.fontMetrics().horizontalAdvance("Gold") + SPACE
        painter.setFont(small(self._font))
        reopens = any(item.kind == "reopen" for item in laid.items)
        room = QRectF(x, head.top(), head.right() - x - (112 if reopens else 0), head.height())
        painter.setPen(QColor(theme.caution if faces.outcome == "changed" else theme.muted))
        painter.drawText(room, FLOW, drawing.elided(painter, faces.standing, room.width()))
        painter.setFont(self._font)
        for cell, box in zip(faces.gold.cells, laid.gold, strict=True):
            self._cell(cell._replace(differs=True), rect(box))


def rect(box: Box) -> QRectF:
    """A place of the plan, for Qt."""
    return QRectF(box.x, box.y, box.width, box.height)
