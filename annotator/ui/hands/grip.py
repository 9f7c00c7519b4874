"""What hands hold on one session: their state, the edits that go through them, and what lies under them.

It knows no Qt. What is gone with an edit, hands let go of here; what edits are for is told in ``acts.py`` and beside it.
"""

from __future__ import annotations

from typing import Any, Protocol

from msgspec.structs import replace

from annotator.annotations.edits import Edit
from annotator.annotations.records import Entity, Event, Mention, Record, Zone
from annotator.session import Session
from annotator.ui.hands import arming
from annotator.ui.hands.blanks import all_solid
from annotator.ui.hands.state import HandState, Stretch, Wish


class Listener(Protocol):
    """Who hears what hands did."""

    def on_edited(self, edit: Edit) -> None:
        """A sheet has changed by ``edit``."""

    def on_hands_moved(self, before: HandState, after: HandState) -> None:
        """Caret, selection, selected mention, active event or armed role have changed."""

    def on_said(self, words: str) -> None:
        """Something to tell the annotator in the status bar."""

    def on_wished(self, wish: Wish) -> None:
        """A chooser or an editor is asked for."""


class Grip:
    """The state of hands on one session."""

    def __init__(self, session: Session, listener: Listener) -> None:
        self.session = session
        self._listener = listener
        self._state = HandState()

    # -- state -----------------------------------------------------------------------------------------------

    @property
    def state(self) -> HandState:
        """What hands hold now."""
        return self._state

    def put(self, **changes: Any) -> None:
        """Changes parts of the state and tells the listener if anything differs."""
        self.restore(replace(self._state, **changes))

    def restore(self, state: HandState) -> None:
        """Takes up a whole state."""
        if state.pinned > len(state.selection):
            state = replace(state, pinned=0)
        before, self._state = self._state, state
        if before != state:
            self._listener.on_hands_moved(before, state)

    def say(self, words: str) -> None:
        """Tells the annotator something."""
        self._listener.on_said(words)

    def wish(self, wish: Wish) -> None:
        """Asks for a chooser or an editor, unless nothing may be changed."""
        if not self.refused():
            self._listener.on_wished(wish)

    def refused(self) -> bool:
        """Whether nothing may be changed; the reason is told."""
        if self.session.read_only:
            self.say(self.session.read_only)
            return True
        return False

    def apply(self, edit: Edit | None) -> bool:
        """Applies an edit that changes something; False where there is none or nothing may be changed."""
        if edit is None or self.refused():
            return False
        if edit.is_empty:
            return False
        self.follow(self.session.apply(edit))
        return True

    def follow(self, edit: Edit) -> None:
        """Tells of an edit that the session has taken, and lets go of what is gone with it."""
        self._listener.on_edited(edit)
        self._drop_what_is_gone()

    def retract_to(self, depth: int) -> None:
        """Takes back edits, as if they had never been made, until the history is ``depth`` deep."""
        while self.session.history.depth > depth:
            edit = self.session.retract()
            if edit is None:
                return
            self.follow(edit)

    def undo(self) -> None:
        """Takes the last edit back and shows where."""
        self._travel(self.session.undo(), "Undone")

    def redo(self) -> None:
        """Does the last undone edit again and shows where."""
        self._travel(self.session.redo(), "Redone")

    def _travel(self, edit: Edit | None, verb: str) -> None:
        if edit is None:
            self.say("Nothing to undo" if verb == "Undone" else "Nothing to redo")
            return
        self.follow(edit)
        if edit.is_empty:
            self.say(f"{verb}: nothing is left of “{edit.label}”; somebody else has changed it since")
            return
        self.say(f"{verb}: {edit.label}")
        shown = next((c.after for c in edit.changes if isinstance(c.after, (Entity, Event, Zone))), None)
        if shown is not None:
            self.put(selected=shown.id, selection=(), moving=None, retyping=False)

    def _drop_what_is_gone(self) -> None:
        state, sheet = self._state, self.session.sheet
        gone: dict[str, Any] = {
            name: None
            for name in ("selected", "candidate", "linking")
            if (id := getattr(state, name)) is not None and sheet.get(id) is None
        }
        if state.active is not None and not isinstance(sheet.get(state.active), Event):
            gone |= {"active": None, "armed": None, "candidate": None}
        elif state.active is not None and state.armed is not None:
            event = self.active_event
            assert event is not None
            roles = [role.id for role in arming.open_roles(self.session.tagset, event)]
            if state.armed not in roles:
                gone |= {"armed": arming.next_role(self.session.tagset, event)}
        if state.moving is not None and sheet.get(state.moving.record) is None:
            gone |= {"moving": None}
        if gone:
            self.put(**gone)

    # -- looking ---------------------------------------------------------------------------------------------

    def record(self, id: str | None) -> Record | None:
        """The sheet's record with that id, or None."""
        return None if id is None else self.session.sheet.get(id)

    def mention(self, id: str | None) -> Mention | None:
        """The sheet's mention with that id, or None."""
        return None if id is None else self.session.index.mention(id)

    @property
    def active_event(self) -> Event | None:
        """The event being filled."""
        event = self.mention(self._state.active)
        return event if isinstance(event, Event) else None

    @property
    def target(self) -> Record | None:
        """The record that letters act on: the selected one, else the active event."""
        return self.record(self._state.selected) or self.active_event

    @property
    def places(self) -> tuple[Stretch, ...]:
        """What of the selection would be tagged: it without the blanks at its ends; empty where it is blank."""
        return all_solid(self.session.article.text, self._state.selection)

    def wording(self) -> str:
        """The selected text as it would be tagged; fragments are joined with an ellipsis."""
        return " … ".join(self.session.article.text[slice(*place)] for place in self.places)

    def display(self, type: str) -> str:
        """A type's name on screen."""
        return self.session.tagset.display(type)
