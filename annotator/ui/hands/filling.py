"""The active event: which of its roles is armed, and how mentions come to fill them.

Which role comes next is in ``arming.py``. It knows no Qt.
"""

from __future__ import annotations

from annotator.annotations import linking, operations
from annotator.annotations.edits import Edit
from annotator.annotations.records import Event, Mention, quote
from annotator.ui.hands import arming
from annotator.ui.hands.grip import Grip


class Filling:
    """Makes an event active, arms its roles and fills them."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip

    def activate(self, id: str | None) -> bool:
        """Makes an event active and arms its first role."""
        grip = self._grip
        event = grip.mention(id)
        if not isinstance(event, Event):
            grip.say("Only an event can be made active")
            return False
        if grip.refused():
            return False
        armed = arming.next_role(grip.session.tagset, event)
        grip.put(
            active=event.id, selected=event.id, armed=armed, armed_by_hand=False, candidate=None, selection=()
        )
        return True

    def leave(self) -> None:
        """Ends filling the active event; it stays selected."""
        self._grip.put(active=None, armed=None, armed_by_hand=False, candidate=None, linking=None)

    def arm(self, role: str) -> bool:
        """Arms a role of the active event by hand."""
        event = self._grip.active_event
        if event is None or role not in {r.id for r in arming.open_roles(self._grip.session.tagset, event)}:
            return False
        self._grip.put(armed=role, armed_by_hand=True)
        return True

    def arm_nth(self, number: int) -> bool:
        """Arms the role with that number (from 1) on the card."""
        event = self._grip.active_event
        roles = arming.open_roles(self._grip.session.tagset, event) if event else ()
        if not 1 <= number <= len(roles):
            self._grip.say(f"There is no role {number}")
            return False
        return self.arm(roles[number - 1].id)

    def arm_next(self, filled: str) -> None:
        """Arms what comes after a role that has just got a filler."""
        event = self._grip.active_event
        if event is not None:
            armed = arming.next_role(self._grip.session.tagset, event, filled)
            self._grip.put(armed=armed, armed_by_hand=False)

    def fill(self, id: str, *, toggle: bool = True) -> bool:
        """Links a mention to the active event, or unlinks it where it fills a role already."""
        grip = self._grip
        event, filler = grip.active_event, grip.mention(id)
        if event is None or filler is None:
            return False
        if filler.id == event.id:
            grip.say("An event cannot fill its own role")
            return False
        session, armed = grip.session, grip.state.armed
        held = [a.role for a in event.arguments if a.filler == id]
        if held and armed is not None and armed not in held and grip.state.armed_by_hand:
            if not session.tagset.accepts(event.type, armed, filler.type):
                grip.say(self.refusal(event, filler))
                return False
            if grip.apply(linking.change_role(event, id, held[0], armed)):
                self.arm_next(armed)
                return True
            return False
        if held:
            if not toggle:
                return False
            role = armed if armed in held else None
            if grip.apply(linking.unlink(event, role, id, quote(filler))):
                grip.put(armed=held[0], armed_by_hand=False)
                return True
            return False
        role = arming.route(session.tagset, event, armed, filler.type)
        if role is None:
            grip.say(self.refusal(event, filler))
            return False
        if grip.apply(self.link(event, role, filler)):
            self.arm_next(role)
            return True
        return False

    def link(self, event: Event, role: str, filler: Mention) -> Edit:
        """The edit by which a mention fills a role; where only one may, it takes the place of the one that did."""
        quoted = quote(filler)
        most = self._grip.session.tagset.role_bounds(event.type, role, event.attributes)[1]
        holders = [a.filler for a in event.arguments if a.role == role]
        if most == 1 and holders and filler.id not in holders:
            return linking.replace_filler(event, role, holders[0], filler.id, quoted)
        return linking.link(event, role, filler.id, quoted)

    def refusal(self, event: Event, filler: Mention) -> str:
        """Why a mention can fill no role of an event, in words."""
        grip = self._grip
        armed = grip.state.armed
        roles = {role.id: role for role in arming.open_roles(grip.session.tagset, event)}
        takes = ", ".join(roles[armed].fillers) if armed in roles else ""
        which = f"{armed} takes {takes}" if takes else f"{grip.display(event.type)} has no role left"
        return f"{which}; {operations.shown(quote(filler))} is {grip.display(filler.type)}"

    def take_over(self) -> bool:
        """Takes over the arguments of the previous event of the active one's type."""
        grip = self._grip
        event = grip.active_event
        if event is None:
            return False
        edit = linking.take_over(grip.session.index, event)
        if edit is None or edit.is_empty:
            grip.say(f"No earlier {grip.display(event.type)} has arguments to take over")
            return False
        if grip.apply(edit):
            event = grip.active_event
            assert event is not None
            grip.put(armed=arming.next_role(grip.session.tagset, event), armed_by_hand=False)
            return True
        return False
