"""What the text view emphasises when it is told to: mentions, roles, arcs, previews, loose lines.

Each change paints only the lines that it concerns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil

from PySide6.QtCore import QPointF, QRect, QSize, QTimer
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from annotator.ui import colours
from annotator.ui.text.arc_painter import paint_loose
from annotator.ui.text.blocks import BADGE_PAD
from annotator.ui.text.emphasis import ordered
from annotator.ui.text.ghosts import free_place
from annotator.ui.text.guard import guarded, nothing
from annotator.ui.text.index import Marks
from annotator.ui.text.marks import Arc, ZoneMark
from annotator.ui.text.paper import Paper

_FLASH_MS = 700
_MANY = 200
_NEAR = 60
"""Pixels above and below the pointer within which the name on a loose line may stand."""


class EmphaticPaper(Paper):
    """Paper on which the controller points things out. Ids of mentions that are not there do no harm."""

    def __init__(self, parent: QWidget | None, theme: colours.Theme) -> None:
        """An empty page in ``theme`` with nothing emphasised."""
        super().__init__(parent, theme)
        self._ghost: tuple[str, str] | None = None
        self._rubber: str | None = None
        self._mouse = QPointF()
        self._loose_rect = QRect()
        self._flasher = QTimer(self)
        self._flasher.setSingleShot(True)
        self._flasher.setInterval(_FLASH_MS)
        self._flasher.timeout.connect(lambda: self._set_flash(None))

    def show_article(self, text: str, marks: Marks, zones: Iterable[ZoneMark] = ()) -> None:
        """Show a text with its marks from the top, without any emphasis."""
        self._ghost = self._rubber = None
        super().show_article(text, marks, zones)

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
        self._repaint(touched)

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

    def _set_hovered(self, mark: str | None) -> None:
        before, self._flow.emphasis.hovered = self._flow.emphasis.hovered, mark
        self._repaint_pair(before, mark)

    def show_preview(self, stretch: tuple[int, int] | None) -> None:
        """Show the stretch that a drag under way would make."""
        emphasis = self._flow.emphasis
        before, emphasis.preview = emphasis.preview, ordered(() if stretch is None else (stretch,))
        if before != emphasis.preview:
            self._repaint_stretches((*before, *emphasis.preview))

    # -- loose lines

    def show_ghost(self, source: str | None, label: str = "") -> None:
        """Let a loose line run from a mention's label to the pointer."""
        ghost = None if source is None else (source, label)
        if ghost == self._ghost:
            return
        self._ghost = ghost
        self._mouse = QPointF(self.viewport().mapFromGlobal(self.cursor().pos()))
        self.viewport().update()

    def show_rubber(self, source: str | None, point: QPointF) -> None:
        """Let a loose line run from a label that is being dragged to ``point`` (viewport)."""
        if source is None and self._rubber is None:
            return
        self._rubber, self._mouse = source, point
        self._update_loose()

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper, and over it the line that follows the pointer."""
        super().paintEvent(event)
        loose = self._loose()
        if loose is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            start, name, label, place = loose
            self._loose_rect = self._loose_rect.united(self._extent(start, place))
            painter.setFont(self._flow.measures.role_font)
            paint_loose(painter, self._painter.theme, start, self._mouse, name, label, place)
            painter.end()

    @guarded(nothing)
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """A loose line does not move with the text."""
        if self._rubber is not None or self._ghost is not None:
            self.viewport().update()
        super().scrollContentsBy(dx, dy)

    def _loose(self) -> tuple[QPointF, str, str, QRect | None] | None:
        """Where the loose line starts, its colour, the name that goes with it and the name's place."""
        source, label = (self._rubber, "") if self._rubber is not None else self._ghost or (None, "")
        mark = self._flow.marks.get(source)
        if mark is None or (self._rubber is None and not self.viewport().underMouse()):
            return None
        rect = self.rect_of(*mark.fragments[0])
        tone = self._painter.theme.tones(mark.colour).bar
        start = QPointF(rect.left() + 8, rect.top() - self._flow.measures.lane)
        return start, tone, label, self._name_place(label) if label else None

    def _name_place(self, label: str) -> QRect | None:
        measures, pointer = self._flow.measures, self._mouse.toPoint()
        size = QSize(ceil(measures.label(label, "role")[1]) + 2 * BADGE_PAD, measures.label_height + 2)
        lines, labels = self.boxes_in(pointer.y() - _NEAR, pointer.y() + _NEAR)
        return free_place(size, pointer, self.viewport().rect(), lines, labels)

    def _update_loose(self) -> None:
        loose = self._loose()
        before = self._loose_rect
        self._loose_rect = QRect() if loose is None else self._extent(loose[0], loose[3])
        self.viewport().update(before.united(self._loose_rect))

    def _extent(self, start: QPointF, place: QRect | None) -> QRect:
        """What a loose line from ``start`` to the pointer covers, with its name."""
        box = QRect(start.toPoint(), self._mouse.toPoint()).normalized().adjusted(-20, -60, 20, 30)
        return box if place is None else box.united(place.adjusted(-2, -2, 2, 2))

    # -- painting what changed

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
