"""The versions of a difference below each other: one key for each, cells to take parts of them, and what gold has.

What differs is emphasised, what agrees is quiet. It shows and asks; it is painted as one, so that the next difference is
there at once.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.tagsets.model import Tagset
from annotator.ui.colours import theme_of
from annotator.ui.review.faces import Cell, Faces
from annotator.ui.review.version_drawing import CHOICES, VersionDrawing, rect
from annotator.ui.review.versions_layout import Item, Measure, Plan, plan
from annotator.ui.review.words import joined
from annotator.ui.style import small

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

    @property
    def pointed(self) -> str:
        """The first annotator of the version that mouse or keyboard points to; empty where they point to none."""
        number = self._hovered if self._hovered >= 0 else self._reached if self.hasFocus() else -1
        if self._faces is None or self._plan is None or not 0 <= number < len(self._plan.items):
            return ""
        item = self._plan.items[number]
        return self._faces.cards[item.card].annotators[0] if item.kind in ("card", "cell") else ""

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
        box = rect(found.box)
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
            quoted = not shown.label and not shown.colour
            words = f"“{shown.lead}{shown.words}{shown.tail}”" if quoted else shown.words
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
        reached = self._reached if self.hasFocus() else -1
        painter = QPainter(self)
        painter.setFont(self.font())
        theme = theme_of(self.palette())
        drawn = VersionDrawing(painter, theme, faces, laid, self._colour_of, self._hovered)
        drawn.draw(self._title, gone=self._gone, reached=reached)
        painter.end()

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
        self.reached.emit(rect(laid.items[self._reached].box))
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
        if item.kind in CHOICES:
            return CHOICES[item.kind][1]
        card = faces.cards[item.card]
        whose = joined(card.names)
        if item.kind == "card":
            return f"Accept that {whose} did not tag it" if card.missing else f"Accept the version of {whose}"
        cell = self._cell(item)
        what = f"{cell.label} {cell.words}".strip()
        return f"Take only this of {whose}: {what}" + (", is gold" if cell.taken else "")
