"""What hands can do to a sheet, one act a method; how a click or a key chooses among them is told elsewhere.

An act reads the session, applies one edit at most, and leaves a new :class:`HandState`. It knows no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.annotations import operations
from annotator.annotations.edits import join
from annotator.annotations.records import Entity, Event, Relation, Zone, quote, stretches
from annotator.session import Session
from annotator.ui.hands import arming
from annotator.ui.hands.blanks import all_solid
from annotator.ui.hands.filling import Filling
from annotator.ui.hands.grip import Grip, Listener
from annotator.ui.hands.likely import DIGITS, likeliest
from annotator.ui.hands.links import Links
from annotator.ui.hands.state import Stretch

_BLANK = "Only blanks are selected: there is nothing to tag"


class Acts(Grip):
    """Hands that select, tag and change; they fill events and draw links in rooms of their own."""

    def __init__(self, session: Session, listener: Listener) -> None:
        super().__init__(session, listener)
        self.filling = Filling(self)
        self.links = Links(self)

    # -- selecting -------------------------------------------------------------------------------------------

    def select_record(self, id: str | None) -> None:
        """Selects a record; the caret goes to its start."""
        record = self.record(id)
        caret = record.span[0].start if isinstance(record, (Entity, Event, Zone)) else self.state.caret
        self.put(selected=id, selection=(), caret=caret, candidate=None)

    def select_text(self, *places: Stretch, keep_selected: bool = False) -> None:
        """Selects stretches of text, the newest last."""
        selected = self.state.selected if keep_selected or self.state.active else None
        self.put(selection=places, caret=places[-1][1], selected=selected, candidate=None)

    def select_by_keyboard(self, position: int, place: Stretch | None) -> None:
        """The keyboard moved the caret to ``position``, and selects ``place`` or nothing but what is pinned."""
        pinned = self.state.selection[: self.state.pinned]
        if place is None:
            self.put(caret=position, selection=pinned)
            return
        apart = tuple(p for p in pinned if p[1] <= place[0] or p[0] >= place[1])
        self.put(caret=position, selection=(*apart, place), pinned=len(apart))

    def pin(self) -> None:
        """Keeps the selected stretches while the keyboard goes on to select a further one."""
        self.put(pinned=len(self.state.selection))
        self.say("Fragment kept: select the next one, then press a type's key")

    # -- tagging ---------------------------------------------------------------------------------------------

    def candidates(self) -> list[str]:
        """The types that digits stand for, for the present selection."""
        event, armed = self.active_event, self.state.armed
        ranked = likeliest(self.session.tagset, self.session.index, self.wording(), event, armed)
        return ranked[:DIGITS]

    def tag(self, type: str) -> bool:
        """Tags the selection; with an active event the mention becomes its filler, in the same undo."""
        state, session = self.state, self.session
        places = self._places_to_tag()
        if not places:
            return False
        edit, mention = operations.tag(session.article.text, session.tagset, type, places, session.author)
        same = session.index.mentions_of(stretches(mention))
        twin = next((m for m in same if m.type == type), None)
        event = self.active_event
        if twin is not None and (event is None or twin.id == event.id or not session.tagset.is_event(type)):
            if event is not None and twin.id != event.id:
                self.put(selection=())
                return self.filling.fill(twin.id, toggle=False)
            self.put(selection=(), selected=twin.id)
            self.say(f"{operations.shown(quote(twin))} is already tagged {self.display(type)}")
            return False
        if event is None:
            if not self.apply(edit):
                return False
            begin = isinstance(mention, Event) and state.sticky is None
            self.put(selection=(), selected=mention.id, caret=mention.span[-1].end)
            if begin:
                self.filling.activate(mention.id)
            return True
        role = arming.route(session.tagset, event, state.armed, type)
        if role is None:
            done = self.apply(edit)
            self.say(f"Tagged, but no role of {self.display(event.type)} takes {self.display(type)}")
        else:
            link = self.filling.link(event, role, mention)
            done = self.apply(join((edit, link), f"{edit.label} as {role}"))
        if done:
            self.put(selection=(), caret=mention.span[-1].end, selected=event.id)
            if role is not None:
                self.filling.arm_next(role)
        return done

    def mark_zone(self, type: str | None = None) -> bool:
        """Marks the selection as a zone, one that is not gold where no type is given."""
        session = self.session
        if type is None:
            zones = session.tagset.taggable("zone")
            type = next((z.id for z in zones if not z.gold), "boilerplate")
        places = self._places_to_tag()
        if not places:
            return False
        edit, zone = operations.mark_zone(session.article.text, type, places, session.author)
        if self.apply(edit):
            self.put(selection=(), selected=zone.id)
            return True
        return False

    def add_fragment(self, place: Stretch) -> bool:
        """Adds a stretch to the selected mention."""
        record = self.record(self.state.selected)
        if not isinstance(record, (Entity, Event)):
            return False
        text = self.session.article.text
        places = all_solid(text, (place,))
        if not places:
            self.say(_BLANK)
        elif self.apply(operations.add_fragment(text, record, places[0])):
            self.put(selection=(), caret=places[0][1])
            return True
        return False

    def _places_to_tag(self) -> tuple[Stretch, ...]:
        """The selection without the blanks at its ends; it is told where nothing else is selected."""
        places = self.places
        if self.state.selection and not places and not self.refused():
            self.say(_BLANK)
        return places

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
        """Puts a mention or zone on other places, without the blanks at their ends."""
        record = self.record(id)
        if not isinstance(record, (Entity, Event, Zone)):
            return False
        text = self.session.article.text
        bare = all_solid(text, places)
        if len(bare) < len(places):
            self.say(_BLANK)
            return False
        return self.apply(operations.move(text, record, bare))
