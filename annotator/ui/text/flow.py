"""The article flowing down the page: which blocks are laid out, how high all are, which marks lie where.

It owns no widget. Coordinates are pixels of the whole document. Only asked-for blocks are laid out, in the very
QTextLayout that QTextCursor reads; the heights of all others are estimated from their lengths.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QTextDocument, QTextLayout, QTextOption

from annotator.ui.text.arcs import Arcs, Bundle
from annotator.ui.text.blocks import Laid, Line, stripes, x_of
from annotator.ui.text.chunks import LONGEST
from annotator.ui.text.decoration import decorate, route
from annotator.ui.text.emphasis import Emphasis
from annotator.ui.text.heights import Heights
from annotator.ui.text.index import Index, Marks
from annotator.ui.text.marks import Arc, Mark, ZoneMark
from annotator.ui.text.measures import Measures
from annotator.ui.text.offsets import Shown

_RIGHTWARD = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


class Flow:
    """Lays out what is asked for and remembers it. ``settled`` is false once a height came out other than guessed."""

    def __init__(
        self,
        document: QTextDocument,
        shown: Shown,
        marks: Marks,
        zones: Iterable[ZoneMark],
        measures: Measures,
    ) -> None:
        """Take the document that shows ``shown.text``; nothing is laid out yet."""
        self.document = document
        self.shown = shown
        self.offsets = shown.offsets
        self.measures = measures
        self.marks: Index[Mark] = Index(marks)
        self.zones: Index[ZoneMark] = Index(zones)
        self.bundles: Index[Bundle] = Index()
        self.emphasis = Emphasis()
        self.settled = True
        self._laid: dict[int, Laid] = {}
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._rightward = QTextOption(self._option)
        self._rightward.setTextDirection(Qt.LayoutDirection.RightToLeft)
        self._rightward.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.heights = Heights([0])
        self.estimate()

    # -- heights

    def estimate(self) -> None:
        """Guess all heights anew, as after a change of font or width; nothing counts as laid out any more."""
        measures = self.measures
        pitch = measures.gap + measures.lane + measures.text_height + measures.below
        share = measures.average * 1.02 / measures.column
        longest = min(max(self.shown.sizes, default=0), 2 * LONGEST)
        guesses = [pitch * max(ceil(size * share), 1) for size in range(longest + 1)]
        self._laid.clear()
        try:
            self.heights = Heights(map(guesses.__getitem__, self.shown.sizes))
        except IndexError:
            self.heights = Heights(guesses[min(size, longest)] for size in self.shown.sizes)
        self.settled = False

    def forget(self) -> None:
        """Nothing is laid out any more, as when its layouts were freed; heights stay as known."""
        self._laid.clear()

    @property
    def laid_out(self) -> int:
        """How many blocks are laid out: each keeps some 58 kB."""
        return len(self._laid)

    @property
    def height(self) -> int:
        """The height of the whole page, margins included."""
        return self.heights.total + self.measures.page_top + self.measures.page_bottom

    def top(self, number: int) -> int:
        """Where a block starts."""
        return self.heights.top(number) + self.measures.page_top

    def block_at(self, y: float) -> int:
        """The number of the block at ``y``."""
        return self.heights.at(y - self.measures.page_top)

    def block_of(self, position: int) -> int:
        """The number of the block that holds a position."""
        return max(bisect_right(self.shown.starts, position) - 1, 0)

    # -- laying out

    def layout_of(self, number: int) -> QTextLayout:
        """Qt's layout of a block."""
        return self.document.findBlockByNumber(number).layout()

    def lay(self, number: int) -> Laid:
        """A block laid out, now if it was not."""
        laid = self._laid.get(number)
        if laid is None:
            laid = self._laid[number] = self._shape(number)
            self._decorate(laid)
            self.layout_of(number).setPosition(QPointF(0, self.top(number)))  # only screen readers ask it
        return laid

    def line_of(self, position: int) -> int:
        """Which line of its block holds a position."""
        return self.lay(self.block_of(position)).line_at(position)

    def known(self, number: int) -> Laid | None:
        """A block if it is laid out."""
        return self._laid.get(number)

    def _shape(self, number: int) -> Laid:
        block = self.document.findBlockByNumber(number)
        layout = block.layout()
        start, size = self.shown.starts[number], self.shown.sizes[number]
        text = block.text()
        mixed = not text.isascii() and _RIGHTWARD.search(text) is not None
        rightward = mixed and block.textDirection() == Qt.LayoutDirection.RightToLeft
        option = self._rightward if rightward else self._option
        option.setTabStopDistance(self.measures.tab_stop)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        at = QPointF(self.measures.left, 0)
        lines: list[Line] = []
        layout.beginLayout()
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self.measures.column)
            line.setPosition(at)
            first = start + line.textStart()
            right = self.measures.left + line.naturalTextWidth()
            lines.append(Line(first, first + line.textLength(), ceil(line.height()), text_right=right))
        layout.endLayout()
        code = self.offsets.to_code
        return Laid(number, start, code(start), code(start + size), lines, rightward, mixed)

    def _decorate(self, laid: Laid, only: range | None = None) -> None:
        """Place what lies on some lines of a block, or on all."""
        lines = range(len(laid.lines)) if only is None else only
        code = self.offsets.to_code
        start, end = code(laid.lines[lines.start].start), code(laid.lines[lines.stop - 1].end)
        decorate(
            laid,
            self.layout_of(laid.number),
            self.marks.between(start, end) if start < end else [],
            self._bundles_of(laid),
            self.offsets,
            self.measures,
            lines,
            self.emphasis.reserve_arcs,
        )
        if laid.code_end == laid.code_start:
            laid.height = laid.lines[0].bottom = max(self.measures.empty, 1)
            laid.lines[0].top = laid.lines[0].room = 0
            laid.lines[0].height = min(laid.lines[0].height, laid.height)
            self.layout_of(laid.number).lineAt(0).setPosition(QPointF(self.measures.left, 0))
        if self.heights.put(laid.number, laid.height):
            self.settled = False

    def _bundles_of(self, laid: Laid) -> Sequence[Bundle]:
        return self.bundles.between(laid.code_start, laid.code_end) if len(self.bundles) else ()

    def lay_between(self, top: float, bottom: float) -> None:
        """Lay out every block that shows between two heights."""
        number = self.block_at(top)
        y = self.top(number)
        while y < bottom and number < len(self.heights):
            y += self.lay(number).height
            number += 1

    def between(self, top: float, bottom: float) -> Iterator[tuple[Laid, int]]:
        """The laid-out blocks between two heights, each with its top; what is not laid out yet is laid out."""
        number = self.block_at(top)
        y = self.top(number)
        while y < bottom and number < len(self.heights):
            laid = self.lay(number)
            yield laid, y
            y += laid.height
            number += 1

    # -- changes

    def redecorate(self, stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Place marks anew in the laid-out blocks of some stretches (code points).

        Returns the y-ranges to paint. A block whose height changed moves all below, so its range is open at the
        bottom (-1).
        """
        dirty: list[tuple[int, int]] = []
        todo: list[tuple[int, int, int]] = []
        for start, end in stretches:
            first = self.block_of(self.offsets.to_qt(start))
            last = self.block_of(self.offsets.to_qt(end, before=True))
            if last - first > len(self._laid):
                numbers: Iterable[int] = [number for number in self._laid if first <= number <= last]
            else:
                numbers = range(first, last + 1)
            todo += [(number, start, end) for number in numbers if number in self._laid]
        lines: dict[int, range] = {}
        for number, start, end in todo:
            laid = self._laid[number]
            first = laid.line_at(self.offsets.to_qt(start))
            last = max(laid.line_at(max(self.offsets.to_qt(end, before=True) - 1, 0)), first)
            known = lines.get(number, range(first, last + 1))
            lines[number] = range(min(known.start, first), max(known.stop, last + 1))
        moved: set[int] = set()
        for number, touched in lines.items():
            laid = self._laid[number]
            before = [line.bottom for line in laid.lines]
            self._decorate(laid, touched)
            if before != [line.bottom for line in laid.lines]:
                moved.add(number)
        for number, start, end in todo:
            y = self.top(number)
            if number in moved:
                dirty.append((y, -1))
            else:
                laid = self._laid[number]
                first = laid.line_at(self.offsets.to_qt(start))
                last = laid.line_at(max(self.offsets.to_qt(end, before=True) - 1, 0))
                dirty.append((y + laid.lines[first].room, y + laid.lines[last].bottom))
        return dirty

    def rows(self, stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """The y-ranges of the laid-out lines of some stretches (code points), for painting them."""
        found: list[tuple[int, int]] = []
        for start, end in stretches:
            a, b = self.offsets.to_qt(start), self.offsets.to_qt(end, before=True)
            first, last = self.block_of(a), self.block_of(b)
            top = self._laid.get(first)
            bottom = self._laid.get(last)
            y0 = self.top(first) + (top.lines[top.line_at(a)].room if top else 0)
            y1 = self.top(last) + (
                bottom.lines[bottom.line_at(max(b - 1, bottom.start))].bottom
                if bottom
                else self.heights[last]
            )
            found.append((y0, y1))
        return found

    def set_arcs(self, arcs: Iterable[Arc], reserve: bool) -> list[tuple[int, int]]:
        """Show these arcs in place of those before; returns the y-ranges to paint."""
        before = [bundle.fragments[0] for bundle in self.bundles]
        touched = self._arc_ends()
        moves = reserve or self.emphasis.reserve_arcs
        self.emphasis.arcs = Arcs(arcs)
        self.emphasis.reserve_arcs = reserve
        self.bundles = Index(self._bundles())
        touched += self._arc_ends()
        after = [bundle.fragments[0] for bundle in self.bundles]
        if moves:
            return self.redecorate(touched) + self.rows((*before, *after))
        self._reroute(touched)
        return self.rows((*before, *after))

    def _reroute(self, stretches: Iterable[tuple[int, int]]) -> None:
        """Lead the arcs in the blocks of some stretches anew, where they take no room and marks stay where they are."""
        to_qt = self.offsets.to_qt
        for number in {self.block_of(to_qt(start)) for start, _ in stretches}:
            laid = self._laid.get(number)
            if laid is not None:
                route(laid, self._bundles_of(laid), self.measures, False)

    def _arc_ends(self) -> list[tuple[int, int]]:
        found = [self.marks.get(identity) for identity in self.emphasis.arcs.by_mark]
        return [mark.fragments[0] for mark in found if mark is not None]

    def _bundles(self) -> Iterator[Bundle]:
        for source, arcs in self.emphasis.arcs.by_source.items():
            bundle = self._bundle(source, arcs)
            if bundle is not None:
                yield bundle

    def _bundle(self, source: str, arcs: list[Arc]) -> Bundle | None:
        trigger = self.marks.get(source)
        if trigger is None:
            return None
        there = [(arc, self.marks.get(arc.target)) for arc in arcs]
        ends = [trigger, *(mark for _, mark in there if mark is not None)]
        hull = min(mark.fragments[0][0] for mark in ends), max(mark.fragments[0][1] for mark in ends)
        return Bundle(source, tuple(arc for arc, mark in there if mark is not None), (hull,))

    def change(self, removed: Iterable[str], added: Iterable[Mark]) -> list[tuple[int, int]]:
        """Take marks out and put marks in; the cost is that of the marks named. Returns the y-ranges to paint."""
        touched: list[tuple[int, int]] = []
        sources: set[str] = set()
        by_mark = self.emphasis.arcs.by_mark
        for identity in removed:
            gone = self.marks.discard(identity)
            if gone is not None:
                touched += gone.fragments
                sources |= by_mark.get(identity, set())
        for mark in added:
            before = self.marks.discard(mark.id)
            if before is not None:
                touched += before.fragments
            self.marks.add(mark)
            touched += mark.fragments
            sources |= by_mark.get(mark.id, set())
        for source in sources:
            old = self.bundles.discard(source)
            new = self._bundle(source, self.emphasis.arcs.by_source[source])
            if new is not None:
                self.bundles.add(new)
            for bundle in (old, new):
                if bundle is not None:
                    touched += [
                        mark.fragments[0] for mark in map(self.marks.get, bundle.ends) if mark is not None
                    ]
        return self.redecorate(touched)

    def exchange(self, marks: Marks, start: int, end: int) -> list[tuple[int, int]]:
        """Show other marks in place of all there are; returns the y-ranges to paint.

        Costs what differs in ``[start, end)`` (code points), where something shows; other blocks are laid out again when
        they come into sight.
        """
        before, self.marks = self.marks, Index(marks)
        touched: list[tuple[int, int]] = []
        for number, laid in list(self._laid.items()):
            place = laid.code_start, laid.code_end
            if place[1] < start or place[0] > end:
                del self._laid[number]
            elif place[0] < place[1] and set(before.between(*place)) != set(self.marks.between(*place)):
                touched.append(place)
        arcs, reserve = self.emphasis.arcs, self.emphasis.reserve_arcs
        return self.redecorate(touched) + (self.set_arcs(arcs.all, reserve) if arcs.all else [])

    # -- places

    def position_at(self, x: float, y: float) -> int:
        """The caret position nearest to a point; room above a line belongs to that line."""
        number = self.block_at(y)
        laid = self.lay(number)
        index = laid.line_at_y(y - self.top(number))
        line = self.layout_of(number).lineAt(index)
        position = laid.start + line.xToCursor(x)
        end = laid.lines[index].end
        if index == len(laid.lines) - 1 or position + 12 < end:
            return position
        # The end of a wrapped line is the start of the next. Behind its blank, stay on this line; where there is no
        # blank, the end must be reachable, or nobody could select the last character by mouse (Qt never gives it).
        last = self.layout_of(number).previousCursorPosition(end - laid.start)
        if self.document.characterAt(end - 1).isspace():
            return min(position, laid.start + last)
        if position == laid.start + last:
            middle = (x_of(line, last) + x_of(line, end - laid.start)) / 2
            return end if (x < middle) == laid.rightward else position
        return position

    def rect(self, start: int, end: int) -> QRect:
        """The rectangle around ``[start, end)`` (positions); of a caret where they are equal."""
        number = self.block_of(start)
        laid, top = self.lay(number), self.top(number)
        layout = self.layout_of(number)
        found: QRect | None = None
        for block in range(number, self.block_of(max(end - 1, start)) + 1):
            laid, top, layout = self.lay(block), self.top(block), self.layout_of(block)
            for index, _, _, spans in stripes(laid, layout, start, end):
                line = laid.lines[index]
                left, right = int(spans[0][0]), ceil(spans[-1][1])
                rect = QRect(left, top + line.top, right - left, line.height)
                found = rect if found is None else found.united(rect)
        if found is None:
            laid, top, layout = self.lay(number), self.top(number), self.layout_of(number)
            index = laid.line_at(start)
            x = x_of(layout.lineAt(index), start - laid.start)
            found = QRect(int(x), top + laid.lines[index].top, 1, laid.lines[index].height)
        return found
