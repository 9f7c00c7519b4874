"""What hands can do to a sheet, one act a method; how a click or a key chooses among them is told elsewhere.

An act reads the session, applies one edit at most, and leaves a new :class:`HandState`. It knows no Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from msgspec.structs import replace

from annotator.annotations import linking, operations
from annotator.annotations.edits import Edit, join
from annotator.annotations.records import Entity, Event, Mention, Record, Relation, Zone, quote, stretches
from annotator.session import Session
from annotator.ui.hands import arming
from annotator.ui.hands.likely import DIGITS, likeliest
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


class Acts:
    """The state of hands on one session, and the acts that change it."""

    def __init__(self, session: Session, listener: Listener) -> None:
        self.session = session
        self._listener = listener
        self._state = HandState()
        self.link_target: str | None = None

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
        if not self._refused():
            self._listener.on_wished(wish)

    def _refused(self) -> bool:
        if self.session.read_only:
            self.say(self.session.read_only)
            return True
        return False

    def apply(self, edit: Edit | None) -> bool:
        """Applies an edit that changes something; False where there is none or nothing may be changed."""
        if edit is None or self._refused():
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

    def wording(self) -> str:
        """The selected text; fragments are joined with an ellipsis."""
        return " … ".join(self.session.article.text[slice(*place)] for place in self._state.selection)

    def candidates(self) -> list[str]:
        """The types that digits stand for, for the present selection."""
        event, armed = self.active_event, self._state.armed
        ranked = likeliest(self.session.tagset, self.session.index, self.wording(), event, armed)
        return ranked[:DIGITS]

    def display(self, type: str) -> str:
        """A type's name on screen."""
        return self.session.tagset.display(type)

    # -- selecting -------------------------------------------------------------------------------------------

    def select_record(self, id: str | None) -> None:
        """Selects a record; the caret goes to its start."""
        record = self.record(id)
        caret = record.span[0].start if isinstance(record, (Entity, Event, Zone)) else self._state.caret
        self.put(selected=id, selection=(), caret=caret, candidate=None)

    def select_text(self, *places: Stretch, keep_selected: bool = False) -> None:
        """Selects stretches of text, the newest last."""
        selected = self._state.selected if keep_selected or self._state.active else None
        self.put(selection=places, caret=places[-1][1], selected=selected, candidate=None)

    def select_by_keyboard(self, position: int, place: Stretch | None) -> None:
        """The keyboard moved the caret to ``position``, and selects ``place`` or nothing but what is pinned."""
        pinned = self._state.selection[: self._state.pinned]
        if place is None:
            self.put(caret=position, selection=pinned)
            return
        apart = tuple(p for p in pinned if p[1] <= place[0] or p[0] >= place[1])
        self.put(caret=position, selection=(*apart, place), pinned=len(apart))

    def pin(self) -> None:
        """Keeps the selected stretches while the keyboard goes on to select a further one."""
        self.put(pinned=len(self._state.selection))
        self.say("Fragment kept: select the next one, then press a type's key")

    # -- tagging ---------------------------------------------------------------------------------------------

    def tag(self, type: str) -> bool:
        """Tags the selection; with an active event the mention becomes its filler, in the same undo."""
        state, session = self._state, self.session
        if not state.selection:
            return False
        edit, mention = operations.tag(
            session.article.text, session.tagset, type, state.selection, session.author
        )
        same = session.index.mentions_of(stretches(mention))
        twin = next((m for m in same if m.type == type), None)
        event = self.active_event
        if twin is not None and (event is None or twin.id == event.id or not session.tagset.is_event(type)):
            if event is not None and twin.id != event.id:
                self.put(selection=())
                return self.fill(twin.id, toggle=False)
            self.put(selection=(), selected=twin.id)
            self.say(f"{operations.shown(quote(twin))} is already tagged {self.display(type)}")
            return False
        if event is None:
            if not self.apply(edit):
                return False
            begin = isinstance(mention, Event) and state.sticky is None
            self.put(selection=(), selected=mention.id, caret=mention.span[-1].end)
            if begin:
                self.activate(mention.id)
            return True
        role = arming.route(session.tagset, event, state.armed, type)
        if role is None:
            done = self.apply(edit)
            self.say(f"Tagged, but no role of {self.display(event.type)} takes {self.display(type)}")
        else:
            link = self._filling(event, role, mention)
            done = self.apply(join((edit, link), f"{edit.label} as {role}"))
        if done:
            self.put(selection=(), caret=mention.span[-1].end, selected=event.id)
            if role is not None:
                self._arm_next(role)
        return done

    def _filling(self, event: Event, role: str, filler: Mention) -> Edit:
        quoted = quote(filler)
        most = self.session.tagset.role_bounds(event.type, role, event.attributes)[1]
        holders = [a.filler for a in event.arguments if a.role == role]
        if most == 1 and holders and filler.id not in holders:
            return linking.replace_filler(event, role, holders[0], filler.id, quoted)
        return linking.link(event, role, filler.id, quoted)

    def mark_zone(self, type: str | None = None) -> bool:
        """Marks the selection as a zone, one that is not gold where no type is given."""
        session = self.session
        if type is None:
            zones = session.tagset.taggable("zone")
            type = next((z.id for z in zones if not z.gold), "boilerplate")
        if not self._state.selection:
            return False
        edit, zone = operations.mark_zone(session.article.text, type, self._state.selection, session.author)
        if self.apply(edit):
            self.put(selection=(), selected=zone.id)
            return True
        return False

    def add_fragment(self, place: Stretch) -> bool:
        """Adds a stretch to the selected mention."""
        record = self.record(self._state.selected)
        if not isinstance(record, (Entity, Event)):
            return False
        if self.apply(operations.add_fragment(self.session.article.text, record, place)):
            self.put(selection=(), caret=place[1])
            return True
        return False

    # -- changing --------------------------------------------------------------------------------------------

    def retype(self, type: str) -> bool:
        """Changes the type of the target."""
        target = self.target
        self.put(retyping=False)
        if not isinstance(target, (Entity, Event)):
            return False
        return self.apply(operations.retype(target, self.session.tagset, type))

    def delete(self) -> bool:
        """Deletes the target."""
        target = self.target
        if target is None:
            return False
        after = self.session.index.referrers(target.id)
        done = self.apply(operations.delete(self.session.sheet, self.session.index, [target.id]))
        if done and after:
            self.say(f"Deleted, and unlinked from {len(after)} event{'s' if len(after) > 1 else ''}")
        return done

    def toggle_unsure(self) -> bool:
        """Flags the target as unsure, or no longer."""
        target = self.target
        if not isinstance(target, (Entity, Event, Relation)):
            return False
        return self.apply(operations.toggle_unsure(target))

    def relocate(self, id: str, places: Sequence[Stretch]) -> bool:
        """Puts a mention or zone on other places."""
        record = self.record(id)
        if not isinstance(record, (Entity, Event, Zone)):
            return False
        return self.apply(operations.move(self.session.article.text, record, places))

    # -- events ----------------------------------------------------------------------------------------------

    def activate(self, id: str | None) -> bool:
        """Makes an event active and arms its first role."""
        event = self.mention(id)
        if not isinstance(event, Event):
            self.say("Only an event can be made active")
            return False
        if self._refused():
            return False
        armed = arming.next_role(self.session.tagset, event)
        self.put(
            active=event.id, selected=event.id, armed=armed, armed_by_hand=False, candidate=None, selection=()
        )
        return True

    def leave(self) -> None:
        """Ends filling the active event; it stays selected."""
        self.put(active=None, armed=None, armed_by_hand=False, candidate=None, linking=None)

    def arm(self, role: str) -> bool:
        """Arms a role of the active event by hand."""
        event = self.active_event
        if event is None or role not in {r.id for r in arming.open_roles(self.session.tagset, event)}:
            return False
        self.put(armed=role, armed_by_hand=True)
        return True

    def arm_nth(self, number: int) -> bool:
        """Arms the role with that number (from 1) on the card."""
        event = self.active_event
        roles = arming.open_roles(self.session.tagset, event) if event else ()
        if not 1 <= number <= len(roles):
            self.say(f"There is no role {number}")
            return False
        return self.arm(roles[number - 1].id)

    def _arm_next(self, filled: str) -> None:
        event = self.active_event
        if event is not None:
            armed = arming.next_role(self.session.tagset, event, filled)
            self.put(armed=armed, armed_by_hand=False)

    def fill(self, id: str, *, toggle: bool = True) -> bool:
        """Links a mention to the active event, or unlinks it where it fills a role already."""
        event, filler = self.active_event, self.mention(id)
        if event is None or filler is None:
            return False
        if filler.id == event.id:
            self.say("An event cannot fill its own role")
            return False
        session, armed = self.session, self._state.armed
        held = [a.role for a in event.arguments if a.filler == id]
        if held and armed is not None and armed not in held and self._state.armed_by_hand:
            if not session.tagset.accepts(event.type, armed, filler.type):
                self.say(self.refusal(event, filler))
                return False
            if self.apply(linking.change_role(event, id, held[0], armed)):
                self._arm_next(armed)
                return True
            return False
        if held:
            if not toggle:
                return False
            role = armed if armed in held else None
            if self.apply(linking.unlink(event, role, id, quote(filler))):
                self.put(armed=held[0], armed_by_hand=False)
                return True
            return False
        role = arming.route(session.tagset, event, armed, filler.type)
        if role is None:
            self.say(self.refusal(event, filler))
            return False
        if self.apply(self._filling(event, role, filler)):
            self._arm_next(role)
            return True
        return False

    def refusal(self, event: Event, filler: Mention) -> str:
        """Why a mention can fill no role of an event, in words."""
        armed = self._state.armed
        roles = {role.id: role for role in arming.open_roles(self.session.tagset, event)}
        takes = ", ".join(roles[armed].fillers) if armed in roles else ""
        which = f"{armed} takes {takes}" if takes else f"{self.display(event.type)} has no role left"
        return f"{which}; {operations.shown(quote(filler))} is {self.display(filler.type)}"

    def take_over(self) -> bool:
        """Takes over the arguments of the previous event of the active one's type."""
        event = self.active_event
        if event is None:
            return False
        edit = linking.take_over(self.session.index, event)
        if edit is None or edit.is_empty:
            self.say(f"No earlier {self.display(event.type)} has arguments to take over")
            return False
        if self.apply(edit):
            event = self.active_event
            assert event is not None
            self.put(armed=arming.next_role(self.session.tagset, event), armed_by_hand=False)
            return True
        return False

    # -- links between two mentions --------------------------------------------------------------------------

    def link_choices(self, source: str, target: str) -> list[tuple[str, str, Callable[[], bool]]]:
        """What a link from ``source`` to ``target`` could be: (kind, name, act) for each choice.

        ``kind`` is ``role`` or ``relation``.
        """
        one, other = self.mention(source), self.mention(target)
        if one is None or other is None or one.id == other.id:
            return []
        tagset = self.session.tagset
        choices: list[tuple[str, str, Callable[[], bool]]] = []
        for event, filler in ((one, other), (other, one)):
            if isinstance(event, Event):
                for role in arming.open_roles(tagset, event):
                    if tagset.accepts(event.type, role.id, filler.type):
                        edit = linking.link(event, role.id, filler.id, quote(filler))
                        name = f"{role.name} of {self.display(event.type)} {operations.shown(quote(event))}"
                        choices.append(("role", name, _applying(self, edit)))
        for relation in tagset.relations_between(one.type, other.type):
            edit, _ = linking.relate(tagset, relation.id, one, other, self.session.author)
            choices.append(("relation", relation.name, _applying(self, edit)))
        return choices

    def ask_link(self, source: str, target: str) -> None:
        """Asks which role or relation a link from ``source`` to ``target`` is to be."""
        if not self.link_choices(source, target):
            self.say("No role and no relation of the tagset links these two")
            self.put(linking=None)
            return
        self.put(linking=source)
        self.link_target = target
        self.wish(Wish.CHOOSE_LINK)


def _applying(acts: Acts, edit: Edit) -> Callable[[], bool]:
    return lambda: acts.apply(edit)
