"""The widget that shows an article: a read-only QTextEdit over an own lazy layout.

Caret, selection, keys, copying and screen readers are Qt's; places, lanes, painting and hits are ours. It takes
plain values, hands out gestures and changes nothing: which mention is selected or made is the controller's to say.
All offsets of its public face are code points of the article's text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QAccessible,
    QAccessibleAnnouncementEvent,
    QClipboard,
    QColor,
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QToolTip, QWidget

from annotator.ui import colours
from annotator.ui.text.arc_painter import paint_arcs, paint_loose
from annotator.ui.text.emphasis import ordered
from annotator.ui.text.finder import find
from annotator.ui.text.flow import Flow
from annotator.ui.text.gestures import CaretMoved, ContextRequested, Dragged, Gesture, Hovered
from annotator.ui.text.guard import guarded, nothing
from annotator.ui.text.layout import PageLayout
from annotator.ui.text.marks import Arc, Hit, Mark, ZoneMark
from annotator.ui.text.measures import Measures
from annotator.ui.text.offsets import Shown
from annotator.ui.text.painter import Painter
from annotator.ui.text.pointer import Pointer

Describer = Callable[[Hit], str]
Predictor = Callable[[Hit, Qt.KeyboardModifier], Qt.CursorShape]

_MOST_LAID_OUT = 2000
_IDLE_BUDGET = 0.008
_FLASH_MS = 700
_MANY = 200


class ArticleView(QTextEdit):
    """Shows one article with its marks.

    ``snap`` is asked, while the mouse drags over text, what ``(start, end)`` becomes; ``key_filter`` gets each key
    first and returns whether it took it.
    """

    gesture = Signal(object)
    """A value of :mod:`.gestures`."""
    zoom_requested = Signal(int)
    """Steps wished for with Ctrl and the wheel, up is larger."""

    def __init__(self, parent: QWidget | None = None, theme: colours.Theme = colours.LIGHT) -> None:
        """An empty page in ``theme``."""
        super().__init__(parent)
        self.snap: Callable[[int, int], tuple[int, int]] | None = None
        self.key_filter: Callable[[QKeyEvent], bool] | None = None
        self._describer: Describer | None = None
        self._predictor: Predictor | None = None
        self._text = ""
        self._base_font = QFont(self.font())
        self._own_font = False
        self._zoom = 100
        self._painter = Painter(theme)
        self._still = False
        self._seen = -1
        self._first = (0, 0)
        self._turned = 0
        self._ghost: tuple[str, str] | None = None
        self._rubber: str | None = None
        self._mouse = QPointF()
        self._loose_rect = QRect()
        self._document: QTextDocument | None = None
        self._flow: Flow
        self._page: PageLayout
        self._pointer = Pointer(self, self)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(30)
        self._idle.timeout.connect(self._on_idle)
        self._flasher = QTimer(self)
        self._flasher.setSingleShot(True)
        self._flasher.setInterval(_FLASH_MS)
        self._flasher.timeout.connect(lambda: self._set_flash(None))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.set_theme(theme)
        self.clear_article()

    # -- the article

    def show_article(self, text: str, marks: Iterable[Mark], zones: Iterable[ZoneMark] = ()) -> None:
        """Show a text with its marks from the top, without any emphasis."""
        self._pointer.cancel()
        self._pointer.forget()
        self._text = text
        self._ghost = self._rubber = None
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

    def clear_article(self) -> None:
        """Show nothing."""
        self.show_article("", ())

    @property
    def text_length(self) -> int:
        """The length of the article in code points."""
        return len(self._text)

    def change_marks(self, removed: Iterable[str], added: Iterable[Mark]) -> None:
        """Take marks out and put marks in; an id in both is replaced. Costs what the change costs."""
        self._repaint_changed(lambda: self._flow.change(removed, added))

    def change_zones(self, zones: Iterable[ZoneMark]) -> None:
        """Show these zones in place of those before."""
        self._flow.zones = type(self._flow.zones)(zones)
        self.viewport().update()

    # -- emphasis

    def show_selected(self, ids: Iterable[str]) -> None:
        """Mark mentions as selected."""
        before, self._flow.emphasis.selected = self._flow.emphasis.selected, frozenset(ids)
        self._repaint(before ^ self._flow.emphasis.selected)

    def show_linked(self, ids: Iterable[str]) -> None:
        """Mark all mentions of one instance."""
        before, self._flow.emphasis.linked = self._flow.emphasis.linked, frozenset(ids)
        self._repaint(before ^ self._flow.emphasis.linked)

    def show_filled(self, roles: Mapping[str, str]) -> None:
        """Show with each of these mentions the role that it fills in the active event."""
        emphasis = self._flow.emphasis
        touched = {
            mark for mark in (*emphasis.filled, *roles) if emphasis.filled.get(mark) != roles.get(mark)
        }
        emphasis.filled = dict(roles)
        if touched:
            self._repaint_changed(lambda: self._flow.redecorate(self._places(touched)))

    def show_active(self, mark: str | None) -> None:
        """Mark the trigger of the active event."""
        before, self._flow.emphasis.active = self._flow.emphasis.active, mark
        self._repaint_pair(before, mark)

    def show_handles(self, mark: str | None) -> None:
        """Show handles at the boundaries of a mention's fragments."""
        before, self._flow.emphasis.handles = self._flow.emphasis.handles, mark
        self._repaint_pair(before, mark)

    def show_arcs(self, arcs: Iterable[Arc], *, reserve: bool = True) -> None:
        """Show these arcs in place of those before.

        With ``reserve`` their lines get room for them and may move apart, and roles stand on the arcs. Without, the
        arcs run through the air between lines, and roles stand beside the fillers' labels.
        """
        arcs = tuple(arcs)
        if arcs == self._flow.emphasis.arcs.all and reserve == self._flow.emphasis.reserve_arcs:
            return
        self._repaint_changed(lambda: self._flow.set_arcs(arcs, reserve))
        self.viewport().update()

    def show_ghost(self, source: str | None, label: str = "") -> None:
        """Let a loose line run from a mention's label to the pointer."""
        ghost = None if source is None else (source, label)
        if ghost == self._ghost:
            return
        self._ghost = ghost
        self._mouse = QPointF(self.viewport().mapFromGlobal(self.cursor().pos()))
        self.viewport().update()

    def show_pending(self, fragments: Iterable[tuple[int, int]]) -> None:
        """Show further fragments of a selection, drawn like it."""
        emphasis = self._flow.emphasis
        before, emphasis.pending = emphasis.pending, ordered(fragments)
        if before != emphasis.pending:
            self._repaint_stretches((*before, *emphasis.pending))

    def show_found(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Highlight stretches, none overlapping another, as a preview of what would be tagged."""
        emphasis = self._flow.emphasis
        before, emphasis.found = emphasis.found, ordered(ranges)
        if before != emphasis.found:
            self._repaint_stretches((*before, *emphasis.found))

    def flash(self, mark: str) -> None:
        """Draw the eye to a mention for a moment."""
        self._set_flash(mark)
        self._flasher.start()

    def _set_flash(self, mark: str | None) -> None:
        before, self._flow.emphasis.flashed = self._flow.emphasis.flashed, mark
        self._repaint_pair(before, mark)

    def show_preview(self, stretch: tuple[int, int] | None) -> None:
        """Show the stretch that a drag under way would make."""
        emphasis = self._flow.emphasis
        before, emphasis.preview = emphasis.preview, ordered(() if stretch is None else (stretch,))
        if before != emphasis.preview:
            self._repaint_stretches((*before, *emphasis.preview))

    def show_rubber(self, source: str | None, point: QPointF) -> None:
        """Let a loose line run from a label that is being dragged to ``point`` (viewport)."""
        if source is None and self._rubber is None:
            return
        self._rubber, self._mouse = source, point
        self._update_loose()

    # -- caret and selection

    def caret(self) -> int:
        """Where the caret is."""
        return self._flow.offsets.to_code(self.textCursor().position())

    def selection(self) -> tuple[int, int] | None:
        """The selected stretch."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        to_code = self._flow.offsets.to_code
        start, end = to_code(cursor.selectionStart()), to_code(cursor.selectionEnd())
        return (start, end) if start < end else None

    def select(self, start: int, end: int) -> None:
        """Select a stretch, with the caret at ``end`` (which may come first), never inside a grapheme.

        Nothing scrolls; :meth:`reveal` does.
        """
        low, high = min(start, end), max(start, end)
        first = self._whole(self._flow.offsets.to_qt(low), False)
        last = self._whole(self._flow.offsets.to_qt(high, before=low < high), low < high)
        self._set_cursor(*((first, last) if start <= end else (last, first)))

    def place_caret(self, position: int) -> None:
        """Put the caret there and select nothing; nothing scrolls."""
        place = self._whole(self._flow.offsets.to_qt(position), False)
        self._set_cursor(place, place)

    def _set_cursor(self, anchor: int, position: int) -> None:
        cursor = self.textCursor()
        if cursor.anchor() == anchor and cursor.position() == position:
            return
        cursor.setPosition(anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        bar = self.verticalScrollBar()
        value = bar.value()
        with self._unmoved():
            self.setTextCursor(cursor)
            bar.setValue(value)
        self._settle()

    def _whole(self, position: int, forward: bool) -> int:
        """The position itself, or the boundary of the grapheme that it lies in."""
        number = self._flow.block_of(position)
        inside = position - self._flow.shown.starts[number]
        layout = self._flow.layout_of(number)
        if inside <= 0 or inside >= self._flow.shown.sizes[number] or layout.isValidCursorPosition(inside):
            return position
        moved = layout.nextCursorPosition(inside) if forward else layout.previousCursorPosition(inside)
        return position - inside + moved

    # -- places

    def rect_of(self, start: int, end: int) -> QRect:
        """The rectangle around a stretch in coordinates of the viewport, for what pops up beside it."""
        to_qt = self._flow.offsets.to_qt
        rect = self._flow.rect(to_qt(start), to_qt(end, before=start < end))
        self._settle()
        return rect.translated(0, -self.verticalScrollBar().value())

    def first_visible_position(self) -> int:
        """The first character of the first line that shows."""
        return self._flow.offsets.to_code(self._first_position())

    def _first_position(self) -> int:
        """The same as a position of the document."""
        y = self.verticalScrollBar().value() + self._flow.measures.gap
        number = self._flow.block_at(y)
        laid = self._flow.lay(number)
        first = laid.lines[laid.line_at_y(y - self._flow.top(number))].start
        self._settle()
        return first

    def last_visible_position(self) -> int:
        """The last place on the last line of which something shows."""
        y = self.verticalScrollBar().value() + self.viewport().height()
        number = self._flow.block_at(y)
        laid = self._flow.lay(number)
        end = laid.lines[laid.line_at_y(y - self._flow.top(number))].end
        self._settle()
        return self._flow.offsets.to_code(end)

    def reveal(self, start: int, end: int) -> None:
        """Scroll as little as needed to show a stretch with the lanes above it."""
        to_qt, flow, bar = self._flow.offsets.to_qt, self._flow, self.verticalScrollBar()
        first, last = to_qt(start), to_qt(end, before=start < end)
        for _ in range(6):
            rect = flow.rect(first, last)
            pitch = flow.measures.text_height + flow.measures.lane
            value, height = bar.value(), self.viewport().height()
            top, bottom = rect.top() - 2 * pitch, rect.bottom() + pitch
            if bottom - top > height:
                bottom = top + height
            wish = value
            if top < value or bottom > value + height:
                far = top < value - height or bottom > value + 2 * height
                wish = top - height // 3 if far else top if top < value else bottom - height
            flow.lay_between(wish, wish + height)
            if not flow.settled:
                self._page.announce_size()
            wish = max(0, min(wish, bar.maximum()))
            if wish == bar.value() and flow.rect(first, last) == rect:
                return
            bar.setValue(wish)

    def hit_at(self, point: QPointF) -> Hit:
        """What lies at a point of the viewport."""
        hit = find(self._flow, point.x(), point.y() + self.verticalScrollBar().value())
        self._settle()
        return hit

    def handle_fixed(self, mark: str, fragment: int, edge: str) -> int | None:
        """The boundary of a fragment that stays while the other is dragged."""
        found = self._flow.marks.get(mark)
        if found is None or fragment >= len(found.fragments):
            return None
        return found.fragments[fragment][1 if edge == "start" else 0]

    def scroll_by(self, pixels: int) -> None:
        """Scroll by so many pixels."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + pixels)

    def height_shown(self) -> int:
        """The height of the viewport in pixels."""
        return self.viewport().height()

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

    def set_describer(self, describer: Describer | None) -> None:
        """Ask this for the tool tip (rich text, empty for none) of what the pointer rests on."""
        self._describer = describer

    def set_predictor(self, predictor: Predictor | None) -> None:
        """Ask this for the shape of the pointer, so that it says what a click would do."""
        self._predictor = predictor

    def set_pointer(self, shape: Qt.CursorShape) -> None:
        """Set the shape of the pointer until it comes over something else."""
        self.viewport().setCursor(shape)

    def announce(self, text: str) -> None:
        """Let a screen reader say something."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

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
        loose = self._loose()
        if loose is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            start, name, label = loose
            room = self.viewport().rect()
            paint_loose(painter, self._painter.theme, start, self._mouse, name, label, room)
            painter.end()
        if not self._idle.isActive():
            self._idle.start()

    def _loose(self) -> tuple[QPointF, str, str] | None:
        source, label = (self._rubber, "") if self._rubber is not None else self._ghost or (None, "")
        mark = self._flow.marks.get(source)
        if mark is None or (self._rubber is None and not self.viewport().underMouse()):
            return None
        rect = self.rect_of(*mark.fragments[0])
        tone = self._painter.theme.tones(mark.colour).bar
        return QPointF(rect.left() + 8, rect.top() - self._flow.measures.lane), tone, label

    def _update_loose(self) -> None:
        loose = self._loose()
        before = self._loose_rect
        self._loose_rect = QRect()
        if loose is not None:
            box = QRect(loose[0].toPoint(), self._mouse.toPoint()).normalized()
            self._loose_rect = box.adjusted(-20, -40, 240, 30)
        self.viewport().update(before.united(self._loose_rect))

    def _places(self, ids: Iterable[str]) -> list[tuple[int, int]]:
        marks = (self._flow.marks.get(identity) for identity in ids)
        return [fragment for mark in marks if mark is not None for fragment in mark.fragments]

    def _repaint(self, ids: Iterable[str]) -> None:
        ids = frozenset(ids)
        if len(ids) > _MANY:
            shown = self._flow.marks.between(*self._codes_shown())
            ids = frozenset(mark.id for mark in shown if mark.id in ids)
        self._repaint_stretches(self._places(ids))

    def _repaint_pair(self, before: str | None, after: str | None) -> None:
        if before != after:
            self._repaint(each for each in (before, after) if each is not None)

    def _repaint_stretches(self, stretches: Iterable[tuple[int, int]]) -> None:
        first, end = self._codes_shown()
        self._update_rows(self._flow.rows([(a, b) for a, b in stretches if a <= end and b >= first]))

    def _codes_shown(self) -> tuple[int, int]:
        """From where to where the blocks reach of which something shows."""
        top, flow = self.verticalScrollBar().value(), self._flow
        last = flow.block_at(top + self.viewport().height())
        low = flow.shown.starts[flow.block_at(top)]
        high = flow.shown.starts[last] + flow.shown.sizes[last] + 1
        return flow.offsets.to_code(low), flow.offsets.to_code(high)

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
        """Do what may move lines, keeping the line of the caret (or else the first one) where it is."""
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
        top_block = self._flow.block_at(bar.value())
        above = bar.value() - self._flow.top(top_block)
        rows = change()
        if not self._flow.settled:
            self._page.announce_size()
            if anchor is not None:
                value = self._flow.rect(position, position).top() - anchor
            else:
                value = self._flow.top(top_block) + above
            bar.setValue(value)
            self._seen = -1
        self._update_rows(rows)

    # -- keeping still while heights settle

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
        if self._rubber is not None or self._ghost is not None:
            self.viewport().update()
        super().scrollContentsBy(dx, dy)

    @guarded(nothing)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the column into the new width; the first line stays."""
        if event.size().width() == event.oldSize().width():
            super().resizeEvent(event)
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

    # -- keys

    @guarded(nothing)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc breaks off a drag; then the filter is asked; then Qt moves caret and selection."""
        if event.key() == Qt.Key.Key_Escape and self._pointer.cancel():
            event.accept()
            return
        if self.key_filter is not None and self.key_filter(event):
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            super().focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return
        before = self.caret(), self.selection(), self.textCursor().position()
        super().keyPressEvent(event)
        if self.textCursor().position() != before[2] and self.caret() == before[0]:
            super().keyPressEvent(event)  # it only stepped over a break that the article does not have
        elif (
            event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp)
            and 0 < before[2] == self.textCursor().position()
        ):
            self._step_back(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            super().keyPressEvent(event)
        after = self.caret(), self.selection()
        if after != before[:2]:
            self._settle()
            rect = self.rect_of(after[0], after[0])
            if rect.top() < 0 or rect.bottom() > self.viewport().height():
                self.reveal(after[0], after[0])  # Qt scrolled by heights that were guesses
            self.gesture.emit(CaretMoved(*after))
        self._point_at(self._mouse)

    def _step_back(self, keep: bool) -> None:
        """Get off the start of a line in mixed text, which Qt takes for the end of the line above, going nowhere."""
        cursor = self.textCursor()
        mode = QTextCursor.MoveMode.KeepAnchor if keep else QTextCursor.MoveMode.MoveAnchor
        cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter, mode)
        self.setTextCursor(cursor)

    @guarded(nothing)
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A modifier may change what a click would do."""
        super().keyReleaseEvent(event)
        self._point_at(self._mouse)

    @guarded(lambda: False)
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab belongs to the text; what the filter leaves goes on from :meth:`keyPressEvent`."""
        return False

    # -- mouse

    def emit_gesture(self, gesture: Gesture) -> None:
        """Let the world know of a gesture."""
        if isinstance(gesture, Hovered):
            hit = gesture.hit
            self._set_hovered(hit.marks[0] if hit is not None and hit.marks else None)
        self.gesture.emit(gesture)
        if isinstance(gesture, Dragged) and gesture.finished and not gesture.ctrl:
            clipboard = QGuiApplication.clipboard()
            if clipboard.supportsSelection():  # the middle button pastes it elsewhere, as X11 users expect
                clipboard.setMimeData(self.createMimeDataFromSelection(), QClipboard.Mode.Selection)

    def _set_hovered(self, mark: str | None) -> None:
        before, self._flow.emphasis.hovered = self._flow.emphasis.hovered, mark
        self._repaint_pair(before, mark)

    @guarded(nothing)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press starts a click or a drag."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer.press(event)

    @guarded(nothing)
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second press; what it selects is the controller's to say."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer.double(event)

    @guarded(nothing)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hovering or dragging."""
        event.accept()
        self._pointer.move(event)
        self._mouse = event.position()
        if self._ghost is not None or self._rubber is not None:
            self._update_loose()
        self._point_at(event.position(), event.modifiers())

    @guarded(nothing)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a click or a drag."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer.release(event)

    def _point_at(self, point: QPointF, modifiers: Qt.KeyboardModifier | None = None) -> None:
        if self._pointer.dragging:
            return
        hit = self.hit_at(point)
        if self._predictor is not None:
            if modifiers is None:
                modifiers = self._modifiers()
            shape = self._predictor(hit, modifiers)
        elif hit.handle is not None:
            shape = Qt.CursorShape.SizeHorCursor
        elif hit.label is not None:
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    @staticmethod
    def _modifiers() -> Qt.KeyboardModifier:
        return QGuiApplication.queryKeyboardModifiers()

    @guarded(nothing)
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel wish for another zoom; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            self._turned += event.angleDelta().y()  # touch pads turn by less than a notch
            steps = int(self._turned / 120)
            if steps:
                self._turned -= steps * 120
                self.zoom_requested.emit(steps)
            return
        self._turned = 0
        super().wheelEvent(event)

    @guarded(nothing)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A context menu is wished for: where the pointer is, or at the caret when by keyboard."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self.rect_of(self.caret(), self.caret())
            point = QPoint(rect.left(), rect.center().y())
        else:
            point = event.pos()
        self.gesture.emit(ContextRequested(self.hit_at(QPointF(point)), self.viewport().mapToGlobal(point)))

    @guarded(lambda: False)
    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips, and the pointer leaving."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = "" if self._describer is None else self._describer(self.hit_at(QPointF(event.pos())))
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.hover(None)
        return bool(super().viewportEvent(event))

    # -- copying

    @guarded(QMimeData)
    def createMimeDataFromSelection(self) -> QMimeData:
        """The article's own characters, not those shown in their place."""
        data = QMimeData()
        chosen = self.selection()
        if chosen is not None:
            data.setText(self._text[chosen[0] : chosen[1]])
        return data

    @guarded(lambda: False)
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Nothing can be put into the text."""
        return False
