"""The canvas of the text view: lays out what shows, paints it, and keeps it in place while heights settle.

A read-only QTextEdit over an own lazy layout, with its theme, font and zoom. It knows no caret, gesture or emphasis
but what :mod:`.emphasis` holds. Qt positions never leave it and :mod:`.paper`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.ui import colours
from annotator.ui.text.arc_painter import paint_arcs
from annotator.ui.text.flow import Flow
from annotator.ui.text.guard import guarded, nothing
from annotator.ui.text.index import Marks
from annotator.ui.text.layout import PageLayout
from annotator.ui.text.marks import ZoneMark
from annotator.ui.text.measures import Measures
from annotator.ui.text.offsets import Shown
from annotator.ui.text.painter import Painter

_MOST_LAID_OUT = 2000
_IDLE_BUDGET = 0.008


def _page() -> QWidget:
    """The viewport, as QTextEdit makes it.

    One that Python knows already: to find out what a widget of Qt's own is, PySide prepares all classes of widgets,
    which takes a good part of the start.
    """
    page = QWidget()
    page.setBackgroundRole(QPalette.ColorRole.Base)
    page.setAutoFillBackground(True)
    page.setMouseTracking(True)
    page.setCursor(Qt.CursorShape.IBeamCursor)
    return page


class Canvas(QTextEdit):
    """A text with its marks, laid out as it comes into sight, scrolled and painted."""

    moved = Signal()
    """Lines or edges stand elsewhere without any scrolling: another width, another size, other room above a line."""

    def __init__(self, parent: QWidget | None, theme: colours.Theme) -> None:
        """An empty canvas in ``theme``."""
        super().__init__(parent)
        self._base_font = QFont(self.font())
        self._own_font = False
        self._zoom = 100
        self._painter = Painter(theme)
        self._still = False
        self._seen = -1
        self._first = (0, 0)
        self._document: QTextDocument | None = None
        self._flow: Flow
        self._page: PageLayout
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(30)
        self._idle.timeout.connect(self._on_idle)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewport(_page())
        self.set_theme(theme)
        self._open("", (), ())

    def _open(self, text: str, marks: Marks, zones: Iterable[ZoneMark]) -> None:
        """Lay out another text, from its top."""
        shown = Shown(text)
        document = QTextDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        measures = Measures(self._zoomed(), self.viewport().width())
        document.setDefaultFont(measures.font)
        document.setPlainText(shown.text)
        self._flow = Flow(document, shown, marks, zones, measures)
        self._page = PageLayout(document, self._flow, self._paint)
        document.setDocumentLayout(self._page)
        before, self._document = self._document, document
        self.setDocument(document)
        if before is not None:
            before.deleteLater()
        self._page.announce_size()
        self.verticalScrollBar().setValue(0)
        self._seen = -1
        self.viewport().update()

    # -- looks

    def set_theme(self, theme: colours.Theme) -> None:
        """Draw in another theme from now on."""
        self._painter.theme = theme
        palette = QPalette(self.palette())
        for role, name in (
            (QPalette.ColorRole.Base, theme.page),
            (QPalette.ColorRole.Text, theme.ink),
            (QPalette.ColorRole.Highlight, theme.selection),
            (QPalette.ColorRole.HighlightedText, theme.ink),
        ):
            palette.setColor(role, QColor(name))
        self.setPalette(palette)
        # Under a style sheet the viewport keeps the palette that it had when it was polished.
        self.viewport().setPalette(palette)
        self.viewport().update()

    @property
    def theme(self) -> colours.Theme:
        """The theme drawn in."""
        return self._painter.theme

    def set_font(self, font: QFont) -> None:
        """Use another font, at the zoom there is."""
        self._own_font = True
        self._base_font = QFont(font)
        self._refont()

    def set_zoom(self, percent: int) -> None:
        """Show the text at so many hundredths of the font's size (clamped to 40–400)."""
        percent = max(40, min(percent, 400))
        if percent != self._zoom:
            self._zoom = percent
            self._refont()

    @property
    def zoom(self) -> int:
        """The zoom in per cent."""
        return self._zoom

    def _zoomed(self) -> QFont:
        font = QFont(self._base_font)
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * self._zoom / 100)
        else:
            font.setPixelSize(max(round(font.pixelSize() * self._zoom / 100), 4))
        return font

    def _refont(self) -> None:
        with self._kept():
            self._flow.measures = Measures(self._zoomed(), self.viewport().width())
            self._flow.document.setDefaultFont(self._flow.measures.font)
            self._flow.estimate()
        self.viewport().update()

    @guarded(nothing)
    def changeEvent(self, event: QEvent) -> None:
        """Qt gives the document the widget's font whenever that changes: keep the zoom."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange) and self._document:
            if not self._own_font:
                self._base_font = QFont(self.font())
            self._refont()

    # -- painting

    def _paint(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        clip = context.clip
        painted = self._painter.paint(painter, self._flow, context)
        paint_arcs(painter, self._flow, self._painter.theme, painted, clip.top(), clip.bottom())

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay out what shows, then paint it."""
        self._settle()
        cursor = self.textCursor()
        self._painter.selection = (
            (cursor.selectionStart(), cursor.selectionEnd()) if cursor.hasSelection() else None
        )
        super().paintEvent(event)
        if not self._idle.isActive():
            self._idle.start()

    def _codes_shown(self) -> tuple[int, int]:
        """From where to where the blocks reach of which something shows."""
        top, flow = self.verticalScrollBar().value(), self._flow
        last = flow.block_at(top + self.viewport().height())
        low = flow.shown.starts[flow.block_at(top)]
        high = flow.shown.starts[last] + flow.shown.sizes[last] + 1
        return flow.offsets.to_code(low), flow.offsets.to_code(high)

    def _repaint_stretches(self, stretches: Iterable[tuple[int, int]]) -> None:
        first, end = self._codes_shown()
        self._update_rows(self._flow.rows([(a, b) for a, b in stretches if a <= end and b >= first]))

    def _update_rows(self, rows: Iterable[tuple[int, int]]) -> None:
        top, height, width = (
            self.verticalScrollBar().value(),
            self.viewport().height(),
            self.viewport().width(),
        )
        for low, high in rows:
            y0 = max(low - top - 3, 0)
            y1 = height if high < 0 else min(high - top + 8, height)
            if y0 < y1:
                self.viewport().update(0, y0, width, y1 - y0)

    def _repaint_changed(self, change: Callable[[], list[tuple[int, int]]]) -> None:
        """Do what may move lines, keeping the line of the caret (or else the first one) where it is.

        At the very top with the caret on the first line the page stays there, for nothing is above to scroll away.
        """
        self._settle()
        cursor = self.textCursor()
        rows: list[tuple[int, int]] = []
        bar = self.verticalScrollBar()
        position = cursor.selectionStart()
        number = self._flow.block_of(position)
        anchor: int | None = None
        if self._flow.known(number) is not None:
            y = self._flow.rect(position, position).top() - bar.value()
            if 0 <= y < self.viewport().height():
                anchor = y
        at_top = bar.value() == 0 and (anchor is None or (number == 0 and not self._flow.line_of(position)))
        top_block = self._flow.block_at(bar.value())
        above = bar.value() - self._flow.top(top_block)
        rows = change()
        if not self._flow.settled:
            self._page.announce_size()
            if at_top:
                value = 0
            elif anchor is not None:
                value = self._flow.rect(position, position).top() - anchor
            else:
                value = self._flow.top(top_block) + above
            bar.setValue(value)
            self._seen = -1
            self.moved.emit()
        self._update_rows(rows)

    # -- keeping still while heights settle

    def _first_position(self) -> int:
        """The first position of the first line that shows."""
        y = self.verticalScrollBar().value() + self._flow.measures.gap
        number = self._flow.block_at(y)
        laid = self._flow.lay(number)
        first = laid.lines[laid.line_at_y(y - self._flow.top(number))].start
        self._settle()
        return first

    @contextmanager
    def _unmoved(self) -> Iterator[None]:
        """Whatever scrolls meanwhile is scrolled back, so nothing need be moved on the screen."""
        self._still = True
        try:
            yield
        finally:
            self._still = False

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Keep the first line that shows at its place while everything is laid out anew."""
        bar = self.verticalScrollBar()
        at_top = bar.value() == 0
        position = self._first_position()
        before = self._flow.rect(position, position).top() - bar.value()
        yield
        self._flow.lay(self._flow.block_of(position))
        self._page.announce_size()
        if not at_top:
            bar.setValue(self._flow.rect(position, position).top() - before)
        self._seen = -1
        self._settle()
        self.moved.emit()

    def _settle(self) -> None:
        """Lay out what shows; wherever heights were guessed wrong, what shows stays where it is."""
        flow, bar = self._flow, self.verticalScrollBar()
        value, height = bar.value(), self.viewport().height()
        if value != self._seen:
            block = flow.block_at(value)
            self._first = block, value - flow.top(block)
        at_end = 0 < bar.maximum() == value
        for _ in range(6):
            if not flow.settled:
                block, above = self._first
                wish = flow.top(block) + min(above, max(flow.heights[block] - 1, 0))
                with self._unmoved():
                    self._page.announce_size()
                    bar.setValue(bar.maximum() if at_end else wish)
                if bar.value() != wish:
                    block = flow.block_at(bar.value())
                    self._first = block, bar.value() - flow.top(block)
                    self.viewport().update()
            flow.lay_between(bar.value(), bar.value() + height)
            if flow.settled:
                break
        self._seen = bar.value()

    @guarded(nothing)
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted, unless the scroll bar only follows a better guess of heights."""
        if self._still:
            return
        super().scrollContentsBy(dx, dy)

    @guarded(nothing)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the column into the new width; the first line stays."""
        if event.size().width() == event.oldSize().width():
            super().resizeEvent(event)
            self.moved.emit()
            return
        with self._kept():
            if self._flow.measures.set_width(self.viewport().width()):
                self._flow.estimate()
            else:
                self._flow.forget()
            super().resizeEvent(event)

    @guarded(nothing)
    def _on_idle(self) -> None:
        """Lay out a page on either side; free what is laid out when it has become much."""
        flow, bar = self._flow, self.verticalScrollBar()
        if flow.laid_out > _MOST_LAID_OUT:
            self.free_layouts()
            return
        self._settle()
        value, height = bar.value(), self.viewport().height()
        until = time.perf_counter() + _IDLE_BUDGET
        more = False
        for low, high in ((value + height, value + 2 * height), (max(value - height, 0), value)):
            for number in range(flow.block_at(low), flow.block_at(high) + 1):
                if flow.known(number) is None:
                    if time.perf_counter() > until:
                        more = True
                        break
                    flow.lay(number)
        self._settle()
        if more:
            self._idle.start()

    def free_layouts(self) -> None:
        """Give back the memory of all that is laid out; what shows is laid out again when painted."""
        flow = self._flow
        flow.forget()
        self._page = PageLayout(flow.document, flow, self._paint)
        value = self.verticalScrollBar().value()
        with self._unmoved():
            flow.document.setDocumentLayout(self._page)
            self._page.announce_size()
            self.verticalScrollBar().setValue(value)
        self.viewport().update()
