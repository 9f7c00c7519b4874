"""The versions of a difference below each other: one key for each, cells to take parts of them, and what gold has.

What differs is emphasised, what agrees is quiet. It shows and asks; it is painted as one, so that the next difference is
there at once.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.review.units import Unit
from annotator.tagsets.model import Tagset
from annotator.ui import drawing, icons
from annotator.ui.colours import Theme, mix, theme_of
from annotator.ui.panels.rows import FLOW
from annotator.ui.review.faces import Card, Cell, Faces
from annotator.ui.review.versions_layout import Box, Item, Measure, Plan, plan
from annotator.ui.review.words import differing_in_words, joined
from annotator.ui.style import GAP, RADIUS, SPACE, edge, line, small, strong, tinted

_NEXT = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class VersionsView(QWidget):
    """Shows one difference."""

    accept_requested = Signal(str)
    """The annotator whose version is right."""
    part_requested = Signal(str, object)
    """An annotator and the :class:`Part` of their version that is right."""
    none_requested = Signal()
    defer_requested = Signal()
    reopen_requested = Signal()
    settle_requested = Signal(bool)
    """Whether what nobody has any more is kept."""
    left = Signal()
    """Esc: the keyboard goes back to the text."""
    keyed = Signal(QKeyEvent)
    """A key that means nothing here."""
    reached = Signal(QRectF)
    """The place that the keyboard has come to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces: Faces | None = None
        self._plan: Plan | None = None
        self._tagset: Tagset | None = None
        self._title = ""
        self._gone = False
        self._colour_of: Callable[[str], str] = lambda _: ""
        self._hovered = -1
        self._reached = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setAccessibleName("Versions")

    # -- what is shown ---------------------------------------------------------------------------------------

    @property
    def faces(self) -> Faces | None:
        """What is shown."""
        return self._faces

    def show_faces(
        self,
        faces: Faces | None,
        title: str,
        tagset: Tagset | None,
        colour_of: Callable[[str], str],
        *,
        gone: bool = False,
    ) -> None:
        """Shows a difference under its own words, each annotator with a colour."""
        same = self._faces is not None and faces is not None and self._faces.unit.key == faces.unit.key
        self._faces, self._title, self._tagset, self._gone = faces, title, tagset, gone
        self._colour_of = colour_of
        if not same:
            self._reached, self._hovered = 0, -1
        self._lay_out()
        self.update()

    @property
    def _is_alone(self) -> bool:
        """Whether there is nothing that the words of a version could differ from."""
        return self._faces is not None and sum(bool(card.cells) for card in self._faces.cards) == 1

    def place(self, kind: str, card: int = -1, words: str = "") -> QRectF:
        """Where an item stands: a card, a cell of it that holds ``words``, or one of the other choices."""
        assert self._plan is not None, "nothing is shown"
        found = next(
            item
            for item in self._plan.items
            if item.kind == kind
            and (card < 0 or item.card == card)
            and (not words or words in self._cell(item).words or words == self._cell(item).label)
        )
        box = _rect(found.box)
        return QRectF(box.left(), box.top(), box.width(), min(box.height(), 24.0))

    def sizeHint(self) -> QSize:
        """As high as the difference needs."""
        return QSize(280, round(self._plan.height) if self._plan is not None else 80)

    def minimumSizeHint(self) -> QSize:
        """As high as the difference needs."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the cells into other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def _lay_out(self) -> None:
        if self._faces is None:
            self._plan = None
            return
        metrics, tiny = QFontMetricsF(self.font()), QFontMetricsF(small(self.font()))

        def cell(shown: Cell) -> float:
            words = f"“{shown.lead}{shown.words}{shown.tail}”" if not shown.label else shown.words
            wide = metrics.horizontalAdvance(words) + 14
            if shown.label:
                wide += tiny.horizontalAdvance(shown.label) + 6
            if not shown.label and shown.colour:
                wide += 16
            return wide + (15 if shown.taken else 0)

        before = self._plan.height if self._plan is not None else -1
        measure = Measure(metrics.height(), cell)
        self._plan = plan(self._faces, max(self.width(), 160), measure, gone=self._gone)
        # A choice such as “Open again” comes and goes.
        self._reached = min(self._reached, len(self._plan.items) - 1)
        self._hovered = min(self._hovered, len(self._plan.items) - 1)
        if self._plan.height != before:
            self.setMinimumHeight(round(self._plan.height))
            self.updateGeometry()

    def _cell(self, item: Item) -> Cell:
        if self._faces is None or item.cell < 0:
            return Cell(None, "", "")
        return self._faces.cards[item.card].cells[item.cell]

    # -- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws all of it."""
        faces, laid = self._faces, self._plan
        if faces is None or laid is None:
            return
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_title(painter, faces.unit, _rect(laid.title), theme)
        for number, card in enumerate(faces.cards):
            self._draw_card(painter, card, number, laid, theme)
        for number, item in enumerate(laid.items):
            if item.kind not in ("card", "cell"):
                self._draw_choice(painter, item, number, theme)
        self._draw_gold(painter, faces, laid, theme)
        if self.hasFocus() and laid.items:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                _rect(laid.items[self._reached].box).adjusted(1, 1, -1, -1), RADIUS, RADIUS
            )
        painter.end()

    def _draw_title(self, painter: QPainter, unit: Unit, box: QRectF, theme: Theme) -> None:
        half = box.height() / 2
        upper, lower = QRectF(box.topLeft(), QSize(int(box.width()), int(half))), box.adjusted(0, half, 0, 0)
        painter.setFont(strong(self.font()))
        painter.setPen(QColor(theme.ink))
        painter.drawText(upper, FLOW, drawing.elided(painter, self._title, upper.width()))
        painter.setFont(small(self.font()))
        painter.setPen(QColor(theme.muted))
        words = "Nobody has it any more" if self._gone else differing_in_words(unit.classes)
        painter.drawText(lower, FLOW, drawing.elided(painter, words, lower.width()))
        painter.setFont(self.font())

    def _draw_card(self, painter: QPainter, card: Card, number: int, laid: Plan, theme: Theme) -> None:
        box, head = _rect(laid.cards[number]), _rect(laid.heads[number])
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
            painter.setFont(small(self.font()))
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
        painter.setFont(strong(self.font()))
        painter.setPen(QColor(theme.muted if card.missing else theme.ink))
        names = joined(card.names) + (": not tagged" if card.missing else "")
        room = QRectF(x, head.top(), right - x, head.height())
        painter.drawText(room, FLOW, drawing.elided(painter, names, room.width()))
        painter.setFont(self.font())
        for at, cell in enumerate(card.cells):
            hovered = over and laid.items[self._hovered].cell == at
            self._draw_cell(painter, cell, _rect(laid.cells[number][at]), theme, hovered=hovered)

    def _votes(self, card: Card) -> str:
        faces = self._faces
        of = sum(len(c.annotators) for c in faces.cards) if faces is not None else 0
        return f"{len(card.annotators)} of {of}" if of > 2 else ""

    def _draw_cell(
        self, painter: QPainter, cell: Cell, box: QRectF, theme: Theme, *, hovered: bool = False
    ) -> None:
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
            painter.setFont(small(self.font()))
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRectF(x, inner.top(), right - x, inner.height()), FLOW, cell.label)
            x += painter.fontMetrics().horizontalAdvance(cell.label) + 6
            painter.setFont(self.font())
        weak = cell.lacking or not (cell.differs or self._is_alone)
        ink = QColor(theme.muted if weak else theme.ink)
        if not cell.label and not cell.colour:
            self._draw_quote(painter, cell, QRectF(x, inner.top(), right - x, inner.height()), ink, theme)
            return
        painter.setPen(ink)
        room = QRectF(x, inner.top(), right - x, inner.height())
        painter.drawText(room, FLOW, drawing.elided(painter, cell.words, room.width() + 1))

    @staticmethod
    def _draw_quote(painter: QPainter, cell: Cell, room: QRectF, ink: QColor, theme: Theme) -> None:
        """The words of a version between those that only others have."""
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

    def _draw_choice(self, painter: QPainter, item: Item, number: int, theme: Theme) -> None:
        key, words = _CHOICES[item.kind]
        box = _rect(item.box)
        hovered = number == self._hovered
        if item.kind != "reopen":
            chosen = self._faces is not None and self._faces.outcome == _OUTCOMES.get(item.kind, "-")
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
        painter.setFont(small(self.font()))
        painter.setPen(QColor(theme.ink if hovered else theme.accent))
        painter.drawText(room, _RIGHT, words)
        painter.setFont(self.font())

    def _draw_gold(self, painter: QPainter, faces: Faces, laid: Plan, theme: Theme) -> None:
        head = _rect(laid.gold_head)
        painter.setPen(QPen(QColor(line(theme)), 1))
        painter.drawLine(QPointF(head.left(), head.top() - GAP), QPointF(head.right(), head.top() - GAP))
        painter.setFont(strong(self.font()))
        painter.setPen(QColor(theme.ink))
        painter.drawText(head, FLOW, "Gold")
        x = head.left() + painter.fontMetrics().horizontalAdvance("Gold") + SPACE
        painter.setFont(small(self.font()))
        reopens = any(item.kind == "reopen" for item in laid.items)
        room = QRectF(x, head.top(), head.right() - x - (112 if reopens else 0), head.height())
        painter.setPen(QColor(theme.caution if faces.outcome == "changed" else theme.muted))
        painter.drawText(room, FLOW, drawing.elided(painter, faces.standing, room.width()))
        painter.setFont(self.font())
        for cell, box in zip(faces.gold.cells, laid.gold, strict=True):
            self._draw_cell(painter, cell._replace(differs=True), _rect(box), theme)

    # -- hands -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The keyboard comes to the first cell that differs."""
        laid, faces = self._plan, self._faces
        if laid is None or faces is None:
            return
        differing = (n for n, item in enumerate(laid.items) if item.cell >= 0 and self._cell(item).differs)
        self._reach(next(differing, 0))
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from choice to choice, Enter and Space choose, Esc leaves; the rest decides."""
        laid = self._plan
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif laid is None:
            event.ignore()
        elif key in _NEXT:
            self._reach(self._reached + _NEXT[Qt.Key(key)])
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._reach_row(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(laid.items[self._reached])
        else:
            event.ignore()
            self.keyed.emit(event)
            if not event.isAccepted():
                super().keyPressEvent(event)

    def _reach_row(self, step: int) -> None:
        laid = self._plan
        assert laid is not None
        here = laid.items[self._reached].box
        rows = [
            (abs(item.box.x - here.x), n)
            for n, item in enumerate(laid.items)
            if (item.box.y > here.y + 1 if step > 0 else item.box.y < here.y - 1)
        ]
        if not rows:
            return
        ys = [laid.items[n].box.y for _, n in rows]
        nearest = min(ys) if step > 0 else max(ys)
        self._reach(min((far, n) for far, n in rows if abs(laid.items[n].box.y - nearest) < 1)[1])

    def _reach(self, number: int) -> None:
        laid = self._plan
        if laid is None or not laid.items:
            return
        self._reached = max(0, min(len(laid.items) - 1, number))
        self.setAccessibleName(self._spoken(laid.items[self._reached]))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.reached.emit(_rect(laid.items[self._reached].box))
        self.update()

    def _choose(self, item: Item) -> None:
        faces = self._faces
        if faces is None:
            return
        if item.kind == "card":
            self.accept_requested.emit(faces.cards[item.card].annotators[0])
        elif item.kind == "cell":
            self.part_requested.emit(faces.cards[item.card].annotators[0], self._cell(item).part)
        elif item.kind in ("keep", "discard"):
            self.settle_requested.emit(item.kind == "keep")
        else:
            {"none": self.none_requested, "defer": self.defer_requested, "reopen": self.reopen_requested}[
                item.kind
            ].emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Marks what lies under the pointer."""
        self._hover(self._plan.at(event.position().x(), event.position().y()) if self._plan else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing lies under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            shape = Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.setToolTip(self._spoken(self._plan.items[number]) if self._plan and number >= 0 else "")
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the press."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        if event.button() != Qt.MouseButton.LeftButton or self._plan is None:
            return
        number = self._plan.at(event.position().x(), event.position().y())
        if number >= 0:
            self._reached = number
            self._choose(self._plan.items[number])

    def _spoken(self, item: Item) -> str:
        faces = self._faces
        if faces is None:
            return ""
        if item.kind in _CHOICES:
            return _CHOICES[item.kind][1]
        card = faces.cards[item.card]
        whose = joined(card.names)
        if item.kind == "card":
            return f"Accept that {whose} did not tag it" if card.missing else f"Accept the version of {whose}"
        cell = self._cell(item)
        what = f"{cell.label} {cell.words}".strip()
        return f"Take only this of {whose}: {what}" + (", is gold" if cell.taken else "")


_CHOICES = {
    "none": ("0", "None of these"),
    "defer": (".", "Put off"),
    "reopen": ("F9", "Open again"),
    "keep": ("1", "Keep in gold"),
    "discard": ("2", "Let it go"),
}
_OUTCOMES = {"none": "none", "defer": "deferred"}


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)
