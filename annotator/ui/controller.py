"""The one object of the window that changes anything: gestures and wishes come in, edits go out as signals.

It owns the open session and the hands on it. It draws nothing and knows no widget.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from annotator.annotations import linking, occurrences, operations
from annotator.annotations.edits import Edit, Status
from annotator.annotations.records import (
    ArticleLabel,
    Entity,
    Event,
    Instance,
    Mention,
    Relation,
    Value,
    Zone,
    quote,
)
from annotator.session import Session
from annotator.ui.hands.acts import Acts
from annotator.ui.hands.keying import Keying
from annotator.ui.hands.pointing import Pointing
from annotator.ui.hands.predicting import predict
from annotator.ui.hands.state import Edge, HandState, Key, Place, Prediction, Stretch, Wish


def _milliseconds() -> float:
    return time.monotonic() * 1000


class Controller(QObject):
    """Changes the open sheet, and says what changed."""

    session_opened = Signal(object)
    """The session that is open now."""
    session_closed = Signal()
    edited = Signal(object)
    """The edit that was just applied."""
    hands_moved = Signal(object, object)
    """The state of the hands before and after."""
    said = Signal(str)
    """Something for the status bar."""
    wished = Signal(object)
    """A :class:`Wish` for a chooser or an editor."""
    history_changed = Signal()

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = _milliseconds) -> None:
        super().__init__(parent)
        self._clock = clock
        self._session: Session | None = None
        self._acts: Acts | None = None
        self._pointing: Pointing | None = None
        self._keying: Keying | None = None
        self.own_sheet: Callable[[], Session | None] = lambda: None
        """Gives the session to go on with where a colleague's sheet is only looked at and tagging begins."""
        self.further_keys: Callable[[Key], bool] = lambda _: False
        """Asked for the keys in the text that mean nothing to the hands; True where they meant something."""

    # -- the open session ------------------------------------------------------------------------------------

    @property
    def session(self) -> Session | None:
        """The open session."""
        return self._session

    @property
    def acts(self) -> Acts | None:
        """The hands on the open session."""
        return self._acts

    @property
    def state(self) -> HandState:
        """What the hands hold."""
        return self._acts.state if self._acts is not None else HandState()

    def open(self, session: Session, state: HandState | None = None) -> None:
        """Takes up a session; ``state`` is what the hands hold at once (else nothing)."""
        self._session = session
        self._acts = Acts(session, self)
        self._pointing = Pointing(self._acts)
        self._keying = Keying(self._acts, self._clock)
        self.session_opened.emit(session)
        if state is not None:
            self._acts.restore(state)
        self.history_changed.emit()

    def close(self) -> None:
        """Lets go of the session."""
        if self._session is None:
            return
        self._session = self._acts = self._pointing = self._keying = None
        self.session_closed.emit()
        self.history_changed.emit()

    # -- what the hands report (Listener) --------------------------------------------------------------------

    def on_edited(self, edit: Edit) -> None:
        """The sheet changed."""
        self.edited.emit(edit)
        self.history_changed.emit()

    def on_hands_moved(self, before: HandState, after: HandState) -> None:
        """The hands hold something else."""
        self.hands_moved.emit(before, after)

    def on_said(self, words: str) -> None:
        """Something to tell."""
        self.said.emit(words)

    def on_wished(self, wish: Wish) -> None:
        """A chooser or editor is asked for."""
        self.wished.emit(wish)

    # -- gestures --------------------------------------------------------------------------------------------

    def click(self, place: Place, count: int = 1, *, ctrl: bool = False, shift: bool = False) -> None:
        """A click in the text."""
        if self._pointing is not None:
            if self.state.sticky is not None and count > 1:
                self._take_own_sheet()
            self._pointing.clicked(place, count, ctrl=ctrl, shift=shift)

    def drag(self, start: int, end: int, *, ctrl: bool = False) -> None:
        """A finished drag over text."""
        if self.state.sticky is not None:
            self._take_own_sheet()
        if self._pointing is not None:
            self._pointing.dragged(start, end, ctrl=ctrl)

    def drag_handle(self, id: str, fragment: int, edge: Edge, position: int, *, finished: bool) -> None:
        """A boundary is dragged."""
        if self._pointing is not None:
            self._pointing.handle_dragged(id, fragment, edge, position, finished=finished)

    def release_handle(self) -> None:
        """The drag of a boundary was broken off."""
        if self._pointing is not None:
            self._pointing.handle_released()

    def drop_label(self, source: str, place: Place) -> None:
        """A label was dragged to ``place``."""
        if self._pointing is not None:
            self._pointing.label_dropped(source, place)

    def move_caret(self, position: int, selection: Stretch | None) -> None:
        """The keyboard moved the caret or selected text."""
        if self._acts is not None and self._pointing is not None:
            self._pointing.forget()
            self._acts.select_by_keyboard(position, selection)

    def press(self, key: Key) -> bool:
        """A key in the text; False where it means nothing here."""
        if self._keying is None or self._pointing is None:
            return False
        self._pointing.forget()
        if self.state.selection and (len(key.name) == 1 or key.name == "Space") and not key.ctrl:
            self._take_own_sheet()
        return self._keying.pressed(key) or self.further_keys(key)

    def predict(self, place: Place | None, *, ctrl: bool = False) -> Prediction | None:
        """What a click at ``place`` would do, or without a place the keys."""
        if self._acts is None or self._pointing is None:
            return None
        return predict(self._acts, self._pointing, place, ctrl=ctrl)

    def snap(self, start: int, end: int) -> Stretch:
        """What a drag over ``[start, end)`` selects."""
        return self._pointing.snapped(start, end) if self._pointing is not None else (start, end)

    def _take_own_sheet(self) -> None:
        if self._session is None or not self._session.read_only:
            return
        own = self.own_sheet()
        if own is not None:
            held = self.state
            self.open(own, HandState(caret=held.caret, selection=held.selection, sticky=held.sticky))

    # -- wishes of panels and choosers -----------------------------------------------------------------------

    def do(self, edit: Edit) -> bool:
        """Applies an edit made elsewhere, such as a decision; False where it changes nothing or nothing may change."""
        return self._do(edit)

    def _do(self, edit: Edit | None) -> bool:
        return self._acts is not None and self._acts.apply(edit)

    def undo(self) -> None:
        """Takes the last edit back."""
        if self._acts is not None:
            self._acts.undo()

    def redo(self) -> None:
        """Does the last undone edit again."""
        if self._acts is not None:
            self._acts.redo()

    def use_type(self, type: str) -> None:
        """A type was chosen: it tags the selection, or becomes that of a mention that is to be changed."""
        acts = self._acts
        if acts is None:
            return
        if acts.state.retyping:
            acts.retype(type)
        elif acts.state.selection:
            self._take_own_sheet()
            self._tag(type)
        else:
            acts.say(f"Select text first, then {acts.display(type)}")

    def _tag(self, type: str) -> None:
        acts = self._acts
        if acts is None:
            return
        known = acts.session.tagset.type(type)
        if known is not None and known.kind == "zone":
            acts.mark_zone(type)
        else:
            acts.tag(type)

    def stick(self, type: str | None) -> None:
        """Makes a type sticky, or none."""
        if self._acts is not None:
            self._acts.put(sticky=type, selection=())

    def select(self, id: str | None) -> None:
        """Selects a record."""
        if self._acts is not None:
            self._acts.select_record(id)

    def activate(self, id: str) -> None:
        """Makes an event active."""
        if self._acts is not None:
            self._acts.filling.activate(id)

    def toggle_active(self, id: str) -> None:
        """Makes an event active, or leaves it where it is."""
        if self._acts is not None and self._acts.state.active == id:
            self._acts.filling.leave()
        else:
            self.activate(id)

    def begin_link(self) -> None:
        """The next mention that is clicked, or chosen with Tab and Enter, is linked to the selected one."""
        acts = self._acts
        if acts is None or acts.session.read_only or acts.mention(acts.state.selected) is None:
            return
        acts.put(linking=acts.state.selected, active=None, armed=None, candidate=None)

    def begin_retyping(self, id: str) -> None:
        """Asks for another type of a mention."""
        acts = self._acts
        if acts is not None and acts.mention(id) is not None:
            acts.select_record(id)
            acts.put(retyping=not acts.session.read_only)
            acts.wish(Wish.CHOOSE_TYPE)

    def ask_instance(self, id: str) -> None:
        """Asks which instance a mention refers to."""
        acts = self._acts
        if acts is not None and acts.mention(id) is not None:
            acts.select_record(id)
            acts.wish(Wish.CHOOSE_INSTANCE)

    def leave(self) -> None:
        """Ends filling the active event."""
        if self._acts is not None:
            self._acts.filling.leave()

    def arm(self, role: str, event: str | None = None) -> None:
        """Arms a role of the active event, or of ``event`` which becomes active first."""
        acts = self._acts
        if acts is not None and (event is None or event == acts.state.active or acts.filling.activate(event)):
            acts.filling.arm(role)

    def retype(self, id: str, type: str) -> None:
        """Changes a mention's type."""
        if self._session is not None and (mention := self._mention(id)) is not None:
            self._do(operations.retype(mention, self._session.tagset, type))

    def delete(self, id: str) -> None:
        """Deletes a record."""
        if self._session is not None:
            self._do(operations.delete(self._session.sheet, self._session.index, [id]))

    def unlink(self, event: str, role: str, filler: str) -> None:
        """Takes a filler out of a role of an event or relation."""
        record, mention = self._record(event), self._mention(filler)
        if isinstance(record, (Event, Relation)):
            self._do(linking.unlink(record, role, filler, quote(mention) if mention is not None else ""))

    def annotate(self, id: str, note: str) -> None:
        """Writes a note."""
        record = self._record(id)
        if isinstance(record, (Entity, Event, Relation, Instance, Zone, ArticleLabel)):
            self._do(operations.annotate(record, note))

    def toggle_unsure(self, id: str) -> None:
        """Flags a record as unsure, or no longer."""
        record = self._record(id)
        if isinstance(record, (Entity, Event, Relation)):
            self._do(operations.toggle_unsure(record))

    def set_attribute(self, id: str, name: str, value: Value | None) -> None:
        """Sets an attribute of a record."""
        record = self._record(id)
        if isinstance(record, (Entity, Event, Relation, Instance, ArticleLabel)):
            self._do(operations.set_attribute(record, name, value))

    def set_article_attribute(self, name: str, value: Value | None) -> None:
        """Sets an attribute of the article."""
        if self._session is not None:
            session = self._session
            self._do(operations.set_article_attribute(session.sheet, name, value, session.author))

    def set_status(self, status: Status) -> None:
        """Calls the article done, or in progress again."""
        if self._session is not None and self._session.sheet.status != status:
            self._do(operations.set_status(self._session.sheet, status))

    def refer(self, mention: str, instance: Instance) -> None:
        """Lets a mention refer to an instance."""
        if self._session is not None and (found := self._mention(mention)) is not None:
            self._do(linking.refer(self._session.sheet, found, instance))

    def refer_to_new(self, mention: str, name: str) -> None:
        """Lets a mention refer to a new instance."""
        if self._session is not None and (found := self._mention(mention)) is not None:
            instance = linking.new_instance(found, name, self._session.author)
            self._do(linking.refer(self._session.sheet, found, instance))

    def unrefer(self, mention: str, instance: str) -> None:
        """Ends a mention's reference to an instance."""
        if self._session is not None and (found := self._mention(mention)) is not None:
            self._do(linking.unrefer(self._session.sheet, self._session.index, found, instance))

    def rename_instance(self, id: str, name: str) -> None:
        """Renames an instance in this sheet."""
        record = self._record(id)
        if isinstance(record, Instance) and name.strip():
            self._do(linking.rename_instance(record, name.strip()))

    def occurrences(self, id: str, *, whole_words: bool, match_case: bool) -> list[Stretch]:
        """The places where a mention's text stands and has no tag of its type yet."""
        if self._session is None or (mention := self._mention(id)) is None:
            return []
        found = occurrences.occurrences(
            self._session.article.text,
            mention.span[0].quote,
            whole_words=whole_words,
            match_case=match_case,
        )
        return occurrences.untagged(self._session.index, found, mention.type)

    def tag_all(self, type: str, places: list[Stretch]) -> None:
        """Tags every place with a type, in one edit."""
        session = self._session
        if session is not None and places:
            edit = occurrences.tag_all(session.article.text, session.tagset, type, places, session.author)
            if self._do(edit):
                self.said.emit(f"Tagged {len(places)} further place{'s' if len(places) > 1 else ''}")

    def take_in(self, edit: Edit) -> None:
        """Shows what a merge with somebody else's changes brought into the sheet."""
        if self._session is not None and self._acts is not None and not edit.is_empty:
            self._session.take_in(edit)
            self._acts.follow(edit)

    def _record(self, id: str) -> object:
        return self._session.sheet.get(id) if self._session is not None else None

    def _mention(self, id: str) -> Mention | None:
        return self._session.index.mention(id) if self._session is not None else None
