"""The document layout that QTextEdit asks: a thin face of :mod:`.flow` and the painter.

It keeps nothing itself, so that a fresh one can take its place at any time (that frees the memory of all laid-out
blocks).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPainterPath,
    QTextBlock,
    QTextDocument,
    QTextFrame,
)

from annotator.ui.text.flow import Flow
from annotator.ui.text.guard import guarded, nothing

Paint = Callable[[QPainter, QAbstractTextDocumentLayout.PaintContext], None]


class PageLayout(QAbstractTextDocumentLayout):
    """Answers QTextEdit and QTextCursor from a :class:`Flow`; drawing is left to ``paint``."""

    def __init__(self, document: QTextDocument, flow: Flow, paint: Paint) -> None:
        """Make a layout for ``document``, to be given to its ``setDocumentLayout``."""
        super().__init__(document)
        self._flow = flow
        self._paint = paint
        self.setProperty("cursorWidth", 2)

    def announce_size(self) -> None:
        """Let QTextEdit know the height of the page, as far as it is known."""
        self._flow.settled = True
        self.documentSizeChanged.emit(self.documentSize())

    @guarded(nothing)
    def documentChanged(self, position: int, removed: int, added: int) -> None:
        """The text never changes; a new width or font is told to the flow by the view."""

    @guarded(QSizeF)
    def documentSize(self) -> QSizeF:
        """Width of the view and height of the page."""
        return QSizeF(self._flow.measures.width, self._flow.height)

    @guarded(lambda: 1)
    def pageCount(self) -> int:
        """One endless page."""
        return 1

    @guarded(QRectF)
    def frameBoundingRect(self, frame: QTextFrame) -> QRectF:
        """The whole page: there is but the root frame."""
        return QRectF(QPointF(0, 0), self.documentSize())

    @guarded(QRectF)
    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Where a block lies; it is laid out, since QTextCursor asks when it needs that."""
        if not block.isValid():
            return QRectF()
        number = block.blockNumber()
        laid = self._flow.lay(number)
        return QRectF(0, self._flow.top(number), self._flow.measures.width, laid.height)

    @guarded(lambda: 0)
    def hitTest(self, point: QPointF | QPoint | QPainterPath.Element, accuracy: Qt.HitTestAccuracy) -> int:
        """The position at a point; room above a line belongs to that line."""
        flow = self._flow
        if isinstance(point, QPainterPath.Element):
            return -1
        if (
            accuracy == Qt.HitTestAccuracy.ExactHit
            and not 0 <= point.y() - flow.measures.page_top < flow.heights.total
        ):
            return -1
        return flow.position_at(point.x(), point.y())

    @guarded(nothing)
    def draw(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        """Paint what lies in the context's clip."""
        self._paint(painter, context)
