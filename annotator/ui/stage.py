"""Stands between the text view and the controller: draws what the session and the hands say, passes gestures on.

It changes nothing itself. An edit costs what it names: only those marks are drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from annotator.annotations.edits import Edit
from annotator.annotations.records import Entity, Event, Instance, Mention, Zone
from annotator.session import Session
from annotator.ui.arcing import arcs_to_show
from annotator.ui.checking import Checking
from annotator.ui.controller import Controller
from annotator.ui.hands.state import Edge, Effect, HandState, Moving, Place, Prediction
from annotator.ui.keys import key_of
from annotator.ui.marking import (
    SheetMarks,
    described,
    mark_of,
    only_adds_entities,
    spoken,
    zone_mark_of,
)
from annotator.ui.text import gestures
from annotator.ui.text.index import Marks
from annotator.ui.text.marks import Hit, Mark, ZoneMark
from annotator.ui.text.view import ArticleView

if TYPE_CHECKING:
    from annotator.ui.review.overlay import Overlay

_POINTERS = {
    Effect.CARET: Qt.CursorShape.IBeamCursor,
    Effect.SELECT: Qt.CursorShape.ArrowCursor,
    Effect.LINK: Qt.CursorShape.PointingHandCursor,
    Effect.UNLINK: Qt.CursorShape.PointingHandCursor,
    Effect.REFUSE: Qt.CursorShape.ForbiddenCursor,
    Effect.LEAVE: Qt.CursorShape.IBeamCursor,
}


_COLLEAGUE = "~"
"""Begins the id of a mark that lies over the sheet: the hands know nothing of it."""


def place_of(hit: Hit) -> Place:
    """Where a pointer is, in the words of the grammar; a label stands for its mention."""
    mentions = hit.marks
    if hit.label is not None:
        mentions = (hit.label, *(id for id in mentions if id != hit.label))
    mentions = tuple(id for id in mentions if id[0] != _COLLEAGUE)
    zone = hit.zone if hit.zone is None or hit.zone[0] != _COLLEAGUE else None
    return Place(hit.position, mentions, zone)


def colleagues_mark(hit: Hit | None) -> str | None:
    """The colleague's mark that is meant by a point: its label, or its text where nothing of one's own lies."""
    if hit is None:
        return None
    meant = hit.label if hit.label is not None else hit.marks[0] if hit.marks else None
    if meant is None or meant[0] != _COLLEAGUE:
        return None
    own = hit.label is None and any(id[0] != _COLLEAGUE for id in hit.marks)
    return None if own else meant


def _mention_at(place: Place | None) -> str | None:
    return place.mentions[0] if place is not None and place.mentions else None


class Stage(QObject):
    """Binds one text view to the controller."""

    predicted = Signal(object)
    """What a click would do now: a :class:`Prediction`."""
    context_requested = Signal(object, object)
    """A :class:`Place` and the point on the screen for a context menu."""
    colleague_clicked = Signal(str)
    """The id of a colleague's mark that was clicked."""
    colleague_context_requested = Signal(str, object)
    """The id of a colleague's mark and the point on the screen for a context menu about it."""

    def __init__(self, view: ArticleView, controller: Controller, checking: Checking) -> None:
        super().__init__(view)
        self._view = view
        self._controller = controller
        self._checking = checking
        self._arcs = "focus"
        self._hovered: Place | None = None
        self._overlay: Overlay | None = None
        self._over: str | None = None
        self._pointed: tuple[str, ...] = ()
        self._moved: str | None = None
        self._warned: set[str] = set()
        self._shown_text = ""
        view.key_filter = self._on_key
        view.snap = controller.snap
        view.set_describer(self._describe)
        view.set_predictor(self._pointer)
        view.gesture.connect(self._on_gesture)
        view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        controller.session_opened.connect(self._on_session_opened)
        controller.session_closed.connect(self._on_session_closed)
        controller.edited.connect(self._on_edited)
        controller.hands_moved.connect(self._on_hands_moved)
        checking.changed.connect(self._on_problems_changed)
        self._scrolled = QTimer(self, singleShot=True, interval=40)
        self._scrolled.timeout.connect(self._draw_arcs)

    # -- the session -----------------------------------------------------------------------------------------

    @property
    def _session(self) -> Session | None:
        return self._controller.session

    def _on_session_opened(self, session: Session) -> None:
        same = (
            self._view.text_length == len(session.article.text) and self._shown_text is session.article.text
        )
        at = self._view.first_visible_position() if same else 0
        scroll = self._view.verticalScrollBar().value() if same else 0
        self._warned, self._moved, self._hovered = set(), None, None
        self._overlay, self._over, self._pointed = None, None, ()
        marks = self._marks(session)
        self._shown_text = session.article.text
        self._view.show_article(session.article.text, marks, self._zones(session))
        if same and at:
            self._view.reveal(at, at + 1)
            self._view.verticalScrollBar().setValue(scroll)
        self._show_state(HandState())
        self._draw_arcs()
        self.tell_prediction()

    def _on_session_closed(self) -> None:
        self._shown_text = ""
        self._overlay, self._over, self._pointed = None, None, ()
        self._view.clear_article()

    def _on_edited(self, edit: Edit) -> None:
        session = self._session
        if session is None:
            return
        removed: list[str] = []
        redrawn: dict[str, Mention] = {}
        zones = False
        for change in edit.changes:
            for record in (change.before, change.after):
                if isinstance(record, Zone):
                    zones = True
                    for fragment in record.span:
                        touched = session.index.mentions_in(fragment.start, fragment.end)
                        redrawn.update((m.id, m) for m in touched)
            if isinstance(change.after, (Entity, Event)):
                redrawn[change.id] = change.after
            elif isinstance(change.before, (Entity, Event)):
                removed.append(change.id)
        self._view.change_marks(removed, [self._mark(m) for m in redrawn.values()])
        if zones:
            self._view.change_zones(self._zones(session))
        if not only_adds_entities(edit):
            self._show_state(self._controller.state)
            self._draw_arcs()

    def _mark(self, mention: Mention) -> Mark:
        session = self._session
        assert session is not None
        mark = mark_of(mention, session.tagset, session.index, warning=bool(self._checking.of(mention.id)))
        return mark if self._overlay is None else self._overlay.own_mark(mention, mark)

    def _marks(self, session: Session) -> Marks:
        overlay = self._overlay
        if overlay is None:
            return SheetMarks(session, lambda id: id in self._warned)
        return overlay.over(SheetMarks(session, lambda id: id in self._warned, overlay.own_mark))

    def _zones(self, session: Session) -> list[ZoneMark]:
        own = [zone_mark_of(zone, session.tagset) for zone in session.index.zones()]
        return [*own, *self._zones_of(self._overlay)]

    @staticmethod
    def _zones_of(overlay: Overlay | None) -> list[ZoneMark]:
        return [] if overlay is None else overlay.zones()

    # -- colleagues ------------------------------------------------------------------------------------------

    def show_overlay(self, overlay: Overlay | None) -> None:
        """Shows colleagues' marks over the sheet's own, or none any more. Costs what differs in what is laid out."""
        session = self._session
        if session is None or overlay is self._overlay is None:
            return
        before, self._overlay = self._overlay, overlay
        if overlay is None:
            self._over, self._pointed = None, ()
        self._view.exchange_marks(self._marks(session))
        if self._zones_of(before) != self._zones_of(overlay):
            self._view.change_zones(self._zones(session))
        self._show_moving(self._controller.state.moving)
        self._show_state(self._controller.state)
        self._draw_arcs()

    def redraw(self, ids: Iterable[str]) -> None:
        """Draws some marks anew, the sheet's own or colleagues', as what is said of them has changed."""
        session, overlay = self._session, self._overlay
        if session is None:
            return
        removed: list[str] = []
        added: list[Mark] = []
        for id in ids:
            mention = session.index.mention(id)
            mark = self._mark(mention) if mention is not None else overlay.get(id) if overlay else None
            if mark is None:
                removed.append(id)
            else:
                added.append(mark)
        if removed or added:
            self._view.change_marks(removed, added)

    def reveal(self, start: int, end: int) -> None:
        """Scrolls as little as needed to show a stretch."""
        if self._session is not None:
            self._view.reveal(start, end)

    def point_out(self, ids: Iterable[str]) -> None:
        """Marks colleagues' mentions as selected, besides what the hands hold."""
        pointed = tuple(ids)
        if pointed != self._pointed:
            self._pointed = pointed
            self._show_state(self._controller.state)
            self._draw_arcs()

    def _on_problems_changed(self, ids: Iterable[str]) -> None:
        session = self._session
        if session is None:
            return
        differing = {id for id in ids if bool(self._checking.of(id)) != (id in self._warned)}
        self._warned ^= differing
        mentions = [m for id in differing if (m := session.index.mention(id)) is not None]
        if mentions:
            self._view.change_marks((), [self._mark(m) for m in mentions])

    # -- the hands -------------------------------------------------------------------------------------------

    def _on_hands_moved(self, before: HandState, after: HandState) -> None:
        session = self._session
        if session is None:
            return
        if (before.selection, before.caret) != (after.selection, after.caret):
            self._show_selection(after)
        if before.moving != after.moving:
            self._show_moving(after.moving)
        self._show_state(after)
        focus = after.candidate or after.selected
        if focus is not None and focus != (before.candidate or before.selected):
            record = session.sheet.get(focus)
            if isinstance(record, (Entity, Event, Zone)):
                self._view.reveal(record.span[0].start, record.span[0].end)
            if isinstance(record, (Entity, Event)):
                self._view.announce(spoken(record, session.tagset))
        self._draw_arcs()
        self.tell_prediction()

    def _show_selection(self, state: HandState) -> None:
        if state.selection:
            newest = state.selection[-1]
            if self._view.selection() != newest and len(state.selection) > state.pinned:
                self._view.select(*newest)
            elif len(state.selection) == state.pinned:
                self._view.place_caret(state.caret)
        elif self._view.selection() is not None or self._view.caret() != state.caret:
            self._view.place_caret(state.caret)
        shown = state.selection if len(state.selection) == state.pinned else state.selection[:-1]
        self._view.show_pending(shown)

    def _show_state(self, state: HandState) -> None:
        session = self._session
        if session is None:
            return
        mention = session.index.mention(state.selected) if state.selected else None
        chosen = [id for id in (state.candidate, state.selected) if id is not None]
        self._view.show_selected((*chosen, *self._pointed))
        self._view.show_handles(mention.id if mention is not None and not session.read_only else None)
        instances = mention.instances if mention is not None else ()
        if state.selected is not None and isinstance(session.sheet.get(state.selected), Instance):
            instances = (state.selected,)
        same = {member.id for instance in instances for member in session.index.members(instance)}
        self._view.show_linked(same - set(chosen))
        self._view.show_active(state.active)
        event = session.index.mention(state.active) if state.active else None
        if isinstance(event, Event):
            roles = {role.id: role.name for role in session.tagset.roles(event.type)}
            self._view.show_filled({a.filler: roles.get(a.role, a.role) for a in event.arguments})
            self._view.show_ghost(event.id, roles.get(state.armed or "", state.armed or ""))
        else:
            self._view.show_filled({})
            self._view.show_ghost(state.linking)

    def _show_moving(self, moving: Moving | None) -> None:
        session = self._session
        if session is None:
            return
        if self._moved is not None and (moving is None or moving.record != self._moved):
            mention = session.index.mention(self._moved)
            if mention is not None:
                self._view.change_marks((), [self._mark(mention)])
            self._moved = None
        if moving is not None and (mention := session.index.mention(moving.record)) is not None:
            self._moved = moving.record
            drawn = self._mark(mention)._replace(fragments=moving.places)
            self._view.change_marks((), [drawn])
            start, end = moving.places[moving.fragment]
            edge = end if moving.edge == "end" else start
            self._view.reveal(max(0, edge - 1), edge)

    # -- arcs ------------------------------------------------------------------------------------------------

    def show_arcs(self, which: str) -> None:
        """Shows arcs of the event in ``focus`` (active, hovered, selected), of ``all`` in sight, or ``none``."""
        self._arcs = which
        self._draw_arcs()

    def _on_scrolled(self) -> None:
        if self._arcs == "all":
            self._scrolled.start()

    def _draw_arcs(self) -> None:
        session = self._session
        if session is None or self._arcs == "none":
            self._view.show_arcs(())
            return
        start, end = 0, 0
        if self._arcs == "all":
            start, end = self._view.first_visible_position(), self._view.last_visible_position() + 1
        hovered, state = _mention_at(self._hovered), self._controller.state
        arcs = arcs_to_show(session, state, hovered, self._overlay, (start, end))
        if self._overlay is not None and state.active is None:
            arcs += self._overlay.arcs_to_show((self._over, *self._pointed), start, end)
        self._view.show_arcs(arcs, reserve=self._arcs == "all")

    # -- gestures --------------------------------------------------------------------------------------------

    def _on_gesture(self, gesture: gestures.Gesture) -> None:
        controller = self._controller
        match gesture:
            case gestures.Clicked(hit, ctrl, shift, count):
                controller.click(place_of(hit), count, ctrl=ctrl, shift=shift)
                self._view.setFocus()
                over = colleagues_mark(hit)
                if over is not None and count == 1 and not (ctrl or shift):
                    self.colleague_clicked.emit(over)
            case gestures.Dragged(start, end, ctrl, finished, cancelled):
                if finished and not cancelled:
                    controller.drag(start, end, ctrl=ctrl)
            case gestures.HandleDragged(mark, fragment, edge, position, finished, cancelled):
                if cancelled:
                    controller.release_handle()
                else:
                    side: Edge = "start" if edge == "start" else "end"
                    controller.drag_handle(mark, fragment, side, position, finished=finished)
            case gestures.LabelDragged(source, hit, finished, cancelled):
                if finished and not cancelled and source[0] != _COLLEAGUE:
                    controller.drop_label(source, place_of(hit))
            case gestures.Hovered(hit):
                before, self._hovered = self._hovered, None if hit is None else place_of(hit)
                over, self._over = self._over, colleagues_mark(hit)
                self.tell_prediction()
                if _mention_at(before) != _mention_at(self._hovered) or over != self._over:
                    self._draw_arcs()
            case gestures.CaretMoved(position, selection):
                controller.move_caret(position, selection)
            case gestures.ContextRequested(hit, point):
                over = colleagues_mark(hit)
                if over is not None and not controller.state.selection:
                    self.colleague_context_requested.emit(over, point)
                else:
                    self.context_requested.emit(place_of(hit), point)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = key_of(event)
        return key is not None and self._controller.press(key)

    def tell_prediction(self) -> None:
        """Says anew what a click or key would do."""
        if self._over is not None and self._overlay is not None:
            self.predicted.emit(Prediction(Effect.SELECT, self._overlay.told(self._over)))
            return
        prediction = self._controller.predict(self._hovered)
        if prediction is not None:
            self.predicted.emit(prediction)

    def _pointer(self, hit: Hit, modifiers: Qt.KeyboardModifier) -> Qt.CursorShape:
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if hit.handle is not None:
            return Qt.CursorShape.SizeHorCursor
        if colleagues_mark(hit) is not None:
            return Qt.CursorShape.PointingHandCursor
        prediction: Prediction | None = self._controller.predict(place_of(hit), ctrl=ctrl)
        return _POINTERS[prediction.effect] if prediction is not None else Qt.CursorShape.ArrowCursor

    def _describe(self, hit: Hit) -> str:
        session = self._session
        over = colleagues_mark(hit)
        if over is not None and self._overlay is not None:
            return self._overlay.described(over)
        place = place_of(hit)
        mention = session.index.mention(place.mentions[0]) if session and place.mentions else None
        if session is None or mention is None:
            return ""
        words = described(mention, session)
        if self._overlay is not None:
            words += self._overlay.beside(mention.id)
        for problem in self._checking.of(mention.id):
            words += f"<br>⚠ {problem.message}"
        return words
