"""What the mouse means: clicks, double and triple clicks, drags, handles, labels.

A double click begins with a click, a triple click with a double one. What the earlier ones did is taken back
before the later one counts, so that each gesture does one thing and leaves one undo.
"""

from __future__ import annotations

from annotator.annotations.records import Entity, Event, Zone, stretches
from annotator.articles.graphemes import ceil, floor
from annotator.articles.sentences import sentence_at
from annotator.articles.words import snap, word_at
from annotator.ui.hands import arming
from annotator.ui.hands.acts import Acts
from annotator.ui.hands.state import Edge, HandState, Moving, Place, Stretch


class Pointing:
    """Turns gestures of the mouse into acts."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._before: tuple[HandState, int] | None = None
        self._last_place: tuple[str, ...] = ()

    def forget(self) -> None:
        """A key came between: the next double click takes nothing back."""
        self._before = None
        self._last_place = ()

    def clicked(self, place: Place, count: int = 1, *, ctrl: bool = False, shift: bool = False) -> None:
        """A click, double (2) or triple (3) click at ``place``."""
        acts = self._acts
        if count == 1:
            self._before = (acts.state, acts.session.history.depth)
            if shift:
                self._extend(place.position)
            else:
                self._single(place, ctrl)
            return
        if self._before is not None:
            state, depth = self._before
            acts.retract_to(depth)
            acts.restore(state)
        text = acts.session.article.text
        found = word_at(text, place.position) if count == 2 else sentence_at(text, place.position)
        if found[0] < found[1]:
            self.selected(found, ctrl=ctrl)

    def _single(self, place: Place, ctrl: bool) -> None:
        acts, state = self._acts, self._acts.state
        if state.moving is not None or state.retyping:
            acts.put(moving=None, retyping=False)
        if state.linking is not None and place.mentions:
            acts.links.ask(state.linking, place.mentions[0])
            return
        event = acts.active_event
        if event is not None and not ctrl:
            target = self.aim(place)
            if target is None:
                acts.put(caret=place.position, selection=())
                acts.filling.leave()
            elif target == event.id:
                acts.put(selected=event.id, selection=())
            else:
                acts.put(selection=(), selected=event.id)
                acts.filling.fill(target)
            return
        inner = self.next_outward(place)
        self._last_place = place.mentions
        acts.put(caret=place.position, selection=(), selected=inner or place.zone, candidate=None)

    def aim(self, place: Place) -> str | None:
        """The mention at ``place`` that a click would link or unlink: the innermost one that fits."""
        acts = self._acts
        event = acts.active_event
        if event is None or not place.mentions:
            return None
        fillers = {argument.filler for argument in event.arguments}
        for id in place.mentions:
            mention = acts.mention(id)
            if mention is None or id == event.id:
                continue
            if id in fillers or arming.route(acts.session.tagset, event, acts.state.armed, mention.type):
                return id
        return place.mentions[0]

    def next_outward(self, place: Place) -> str | None:
        """The mention that a plain click at ``place`` selects: the innermost, then the next one outward."""
        if not place.mentions:
            return None
        selected = self._acts.state.selected
        if selected in place.mentions and place.mentions == self._last_place:
            at = place.mentions.index(selected)
            return place.mentions[(at + 1) % len(place.mentions)]
        return place.mentions[0]

    def _extend(self, position: int) -> None:
        acts = self._acts
        anchor = acts.state.selection[-1][0] if acts.state.selection else acts.state.caret
        if anchor != position:
            self.selected(self.snapped(min(anchor, position), max(anchor, position)))

    def snapped(self, start: int, end: int) -> Stretch:
        """What a drag over ``[start, end)`` selects."""
        return snap(self._acts.session.article.text, start, end)

    def dragged(self, start: int, end: int, *, ctrl: bool = False) -> None:
        """A finished drag over ``[start, end)``."""
        self.forget()
        place = self.snapped(start, end)
        if place[0] < place[1]:
            self.selected(place, ctrl=ctrl)

    def selected(self, place: Stretch, *, ctrl: bool = False) -> None:
        """The mouse has selected a stretch: with Ctrl a further fragment, with a sticky type a mention."""
        acts, state = self._acts, self._acts.state
        if ctrl:
            if state.selection:
                kept = tuple(p for p in state.selection if p[1] <= place[0] or p[0] >= place[1])
                acts.select_text(*kept, place)
            elif isinstance(acts.record(state.selected), (Entity, Event)):
                acts.add_fragment(place)
            else:
                acts.select_text(place)
            return
        acts.select_text(place)
        if state.sticky is not None:
            acts.tag(state.sticky)

    # -- boundaries and links --------------------------------------------------------------------------------

    def handle_dragged(self, id: str, fragment: int, edge: Edge, position: int, *, finished: bool) -> None:
        """A boundary is pulled to ``position``; the record changes when the drag ends."""
        acts = self._acts
        record = acts.record(id)
        if not isinstance(record, (Entity, Event, Zone)):
            return
        text = acts.session.article.text
        places = pulled(text, stretches(record), fragment, edge, position)
        if finished:
            acts.put(moving=None)
            acts.relocate(id, places)
        else:
            acts.put(moving=Moving(id, places, fragment, edge))

    def handle_released(self) -> None:
        """The drag of a boundary was broken off."""
        self._acts.put(moving=None)

    def label_dropped(self, source: str, place: Place) -> None:
        """A label was dragged to ``place``."""
        others = [id for id in place.mentions if id != source]
        if others:
            self._acts.links.ask(source, others[0])


def pulled(
    text: str, places: tuple[Stretch, ...], fragment: int, edge: Edge, position: int
) -> tuple[Stretch, ...]:
    """The places after one boundary went to ``position``, as far as its own and other fragments let it.

    A boundary never splits a grapheme and never leaves its fragment empty.
    """
    start, end = places[fragment]
    if edge == "start":
        least = places[fragment - 1][1] if fragment else 0
        start = max(least, min(floor(text, position), floor(text, end - 1)))
    else:
        most = places[fragment + 1][0] if fragment + 1 < len(places) else len(text)
        end = min(most, max(ceil(text, position), ceil(text, start + 1)))
    return (*places[:fragment], (start, end), *places[fragment + 1 :])
