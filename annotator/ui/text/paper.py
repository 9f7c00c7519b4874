"""The paper under the text view: an article on the canvas, with caret and selection, in code points.

It knows no gesture. Qt positions never leave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QMimeData, QPointF, QRect
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from annotator.ui import colours
from annotator.ui.text.canvas import Canvas
from annotator.ui.text.finder import find
from annotator.ui.text.guard import guarded
from annotator.ui.text.index import Marks
from annotator.ui.text.marks import Hit, Mark, ZoneMark
from annotator.ui.text.painter import label_top


class Paper(Canvas):
    """An article with its marks, caret and selection."""

    def __init__(self, parent: QWidget | None, theme: colours.Theme) -> None:
        """An empty page in ``theme``."""
        super().__init__(parent, theme)
        self._text = ""

    # -- the article

    def show_article(self, text: str, marks: Marks, zones: Iterable[ZoneMark] = ()) -> None:
        """Show a text with its marks from the top, without any emphasis."""
        self._text = text
        self._open(text, marks, zones)

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

    def exchange_marks(self, marks: Marks) -> None:
        """Show other marks in place of all there are; what does not differ is not painted anew, and nothing scrolls."""
        shown = self._codes_shown()
        self._repaint_changed(lambda: self._flow.exchange(marks, *shown))

    def change_zones(self, zones: Iterable[ZoneMark]) -> None:
        """Show these zones in place of those before."""
        self._flow.zones = type(self._flow.zones)(zones)
        self.viewport().update()

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

    def boxes_in(self, low: int, high: int) -> tuple[list[QRect], list[QRect]]:
        """Lines of text, and labels above lines, between two heights of the viewport, as rectangles there."""
        flow, value = self._flow, self.verticalScrollBar().value()
        measures = flow.measures
        lines: list[QRect] = []
        labels: list[QRect] = []
        for laid, y in flow.between(max(low + value, 0), high + value):
            y -= value
            layout = flow.layout_of(laid.number)
            for number, line in enumerate(laid.lines):
                if y + line.bottom < low or y + line.room > high:
                    continue
                natural = layout.lineAt(number).naturalTextRect()
                if natural.width() > 0:
                    left = int(natural.left())
                    lines.append(QRect(left, y + line.top, ceil(natural.right()) - left, line.height))
            for label in laid.labels:
                top = y + label_top(laid, label, measures)
                if low - measures.label_height <= top <= high:
                    labels.append(QRect(int(label.left), int(top), ceil(label.width), measures.label_height))
        self._settle()
        return lines, labels

    def first_visible_position(self) -> int:
        """The first character of the first line that shows."""
        return self._flow.offsets.to_code(self._first_position())

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
