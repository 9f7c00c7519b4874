"""What keys mean in the text. A key that means nothing here is left to the text view (``False``)."""

from __future__ import annotations

from collections.abc import Callable

from annotator.annotations.records import Entity, Event, Mention, Relation, Zone, stretches
from annotator.articles.graphemes import next_boundary, previous_boundary
from annotator.ui.hands.acts import Acts
from annotator.ui.hands.pointing import pulled
from annotator.ui.hands.state import Key, Moving, Wish
from annotator.ui.hands.stepping import boundary_after

DOUBLE_TAP = 500.0
"""Milliseconds within which a second tap of a type's key makes it sticky."""


class Keying:
    """Turns keys into acts. ``clock`` gives milliseconds."""

    def __init__(self, acts: Acts, clock: Callable[[], float]) -> None:
        self._acts = acts
        self._clock = clock
        self._tapped: tuple[str, float] | None = None

    def pressed(self, key: Key) -> bool:
        """A key in the text; True where it meant something."""
        state = self._acts.state
        if state.moving is not None:
            return self._while_moving(key, state.moving)
        if state.retyping:
            return self._while_retyping(key)
        if key.name == "Escape":
            return self._escape()
        if key.ctrl:
            return False
        if key.name in "123456789" and len(key.name) == 1 and not key.shift:
            return self._digit(int(key.name))
        if key.name in ("Tab", "Backtab"):
            self._step(forward=key.name == "Tab" and not key.shift)
            return True
        if key.name == "Enter":
            return self._enter()
        if state.selection:
            return self._with_selection(key)
        return self._reading(key)

    # -- states ----------------------------------------------------------------------------------------------

    def _with_selection(self, key: Key) -> bool:
        acts = self._acts
        if key.name in ("Space", "/"):
            acts.wish(Wish.CHOOSE_TYPE)
        elif key.name == "+":
            self._plus()
        elif key.name == "z" and not key.shift:
            acts.mark_zone()
        elif (type := self._type(key)) is not None:
            self._tap(key)
            acts.tag(type)
        elif key.name == "." and acts.state.active:
            acts.filling.take_over()
        elif len(key.name) == 1 and key.name.isalpha():
            acts.say("No type has this key. Space lists all types; Esc drops the selection")
        else:
            return False
        return True

    def _reading(self, key: Key) -> bool:
        acts = self._acts
        letter = key.name if not key.shift else ""
        if letter == "e":
            acts.filling.activate(acts.state.selected)
        elif key.name == "F2":
            self._begin_moving()
        elif key.name in ("Delete", "Backspace") and acts.target is not None:
            acts.delete()
        elif letter == "." and acts.state.active:
            acts.filling.take_over()
        elif letter in ("r", "n", "u", "c", "a") and letter:
            self._on_target(letter)
        elif (type := self._type(key)) is not None:
            self._tap_without_selection(key, type)
        else:
            return False
        return True

    def _on_target(self, letter: str) -> None:
        acts = self._acts
        target = acts.target
        if target is None:
            acts.say("First select a mention: click it, or Tab")
        elif letter == "n":
            acts.wish(Wish.EDIT_NOTE)
        elif letter == "u" and isinstance(target, (Entity, Event, Relation)):
            acts.toggle_unsure()
        elif not isinstance(target, (Entity, Event)):
            acts.say(f"That is not for a {target.kind}")
        elif letter == "r" and not acts.session.read_only:
            acts.put(retyping=True)
        elif letter == "c":
            acts.wish(Wish.CHOOSE_INSTANCE)
        elif letter == "a":
            acts.wish(Wish.PREVIEW_OCCURRENCES)
        elif acts.session.read_only:
            acts.say(acts.session.read_only)

    def _while_retyping(self, key: Key) -> bool:
        acts = self._acts
        if key.name == "Escape":
            acts.put(retyping=False)
        elif key.name in ("Space", "/"):
            acts.wish(Wish.CHOOSE_TYPE)
        elif (type := self._type(key)) is not None:
            acts.retype(type)
        elif len(key.name) == 1:
            acts.say("No type has this key. Space lists all types; Esc keeps the type")
        else:
            return False
        return True

    def _while_moving(self, key: Key, moving: Moving) -> bool:
        acts = self._acts
        if key.name == "Escape":
            acts.put(moving=None)
        elif key.name == "Enter":
            acts.put(moving=None)
            acts.relocate(moving.record, moving.places)
        elif key.name in ("F2", "Tab"):
            acts.put(moving=_other_boundary(moving))
        elif key.name in ("Left", "Right") and key.shift:
            acts.put(moving=self._nudged(moving, forward=key.name == "Right", words=key.ctrl))
        elif key.ctrl:
            return False
        else:
            acts.say("Shift+arrows move the boundary, F2 takes the other one; Enter keeps, Esc drops")
        return True

    def _nudged(self, moving: Moving, *, forward: bool, words: bool) -> Moving:
        text = self._acts.session.article.text
        start, end = moving.places[moving.fragment]
        at = start if moving.edge == "start" else end
        if words:
            to = boundary_after(text, at, moving.edge, forward=forward)
        else:
            to = next_boundary(text, at) if forward else previous_boundary(text, at)
        return Moving(
            moving.record,
            pulled(text, moving.places, moving.fragment, moving.edge, to),
            moving.fragment,
            moving.edge,
        )

    def _begin_moving(self) -> None:
        acts = self._acts
        target = acts.target
        if not isinstance(target, (Entity, Event, Zone)):
            acts.say("First select a mention: click it, or Tab")
        elif acts.session.read_only:
            acts.say(acts.session.read_only)
        else:
            acts.put(moving=Moving(target.id, stretches(target), len(target.span) - 1))

    # -- single keys -----------------------------------------------------------------------------------------

    def _escape(self) -> bool:
        acts, state = self._acts, self._acts.state
        if state.linking is not None:
            acts.put(linking=None)
        elif state.selection:
            acts.put(selection=())
        elif state.sticky is not None:
            acts.put(sticky=None)
        elif state.active is not None:
            acts.filling.leave()
        elif state.selected is not None:
            acts.put(selected=None)
        else:
            return False
        return True

    def _digit(self, number: int) -> bool:
        acts = self._acts
        if acts.state.active is not None:
            acts.filling.arm_nth(number)
        elif acts.state.selection:
            types = acts.candidates()
            if number <= len(types):
                acts.tag(types[number - 1])
        else:
            return False
        return True

    def _enter(self) -> bool:
        acts, state = self._acts, self._acts.state
        if state.linking is not None and state.candidate is not None:
            acts.links.ask(state.linking, state.candidate)
        elif state.active is not None and state.candidate is not None:
            acts.filling.fill(state.candidate)
        elif state.active is not None:
            acts.say("Tab goes to a mention, Enter links it")
        else:
            return False
        return True

    def _plus(self) -> None:
        acts, state = self._acts, self._acts.state
        if state.active is None and isinstance(acts.record(state.selected), (Entity, Event)):
            acts.add_fragment(state.selection[-1])
        else:
            acts.pin()

    def _step(self, *, forward: bool) -> None:
        acts, state = self._acts, self._acts.state
        filling = state.active is not None or state.linking is not None
        current = acts.mention(state.candidate if filling and state.candidate else state.selected)
        if current is not None and current.span[0].start <= state.caret <= current.span[-1].end:
            place = _order(current)
        else:
            place = (state.caret, -(1 << 60) if forward else 0, "")
        index = acts.session.index
        look = index.next_mention if forward else index.previous_mention
        found = look(place)
        if found is not None and found.id == state.active:
            found = look(_order(found))
        if found is None:
            acts.say(
                "No further mention; Tab begins at the top again" if forward else "This is the first mention"
            )
            ends = (-1, 0, "") if forward else (1 << 60, 0, "")
            found = look(ends)
            if found is None:
                return
        if filling:
            acts.put(candidate=found.id, caret=found.span[0].start, selection=())
        else:
            acts.put(selected=found.id, caret=found.span[0].start, selection=())

    # -- type keys -------------------------------------------------------------------------------------------

    def _type(self, key: Key) -> str | None:
        if key.ctrl or len(key.name) != 1:
            return None
        found = self._acts.session.tagset.by_key(key.name, "event" if key.shift else "entity")
        return None if found is None else found.id

    def _tap(self, key: Key) -> None:
        self._tapped = (f"{key.shift}{key.name}", self._clock())

    def _tap_without_selection(self, key: Key, type: str) -> None:
        acts, tapped = self._acts, self._tapped
        self._tap(key)
        again = tapped is not None and tapped[0] == f"{key.shift}{key.name}"
        if acts.session.read_only:
            acts.say(acts.session.read_only)
        elif again and tapped is not None and self._clock() - tapped[1] <= DOUBLE_TAP:
            self._tapped = None
            acts.put(sticky=None if acts.state.sticky == type else type)
        else:
            acts.say(f"Select text first; {acts.display(type)} twice makes it sticky for the mouse")


def _order(mention: Mention) -> tuple[int, int, str]:
    return (mention.span[0].start, -mention.span[-1].end, mention.id)


def _other_boundary(moving: Moving) -> Moving:
    if moving.edge == "end":
        return Moving(moving.record, moving.places, moving.fragment, "start")
    fragment = (moving.fragment - 1) % len(moving.places)
    return Moving(moving.record, moving.places, fragment, "end")
