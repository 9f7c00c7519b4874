"""What the next click or key would do, in words for the status bar and as an effect for the pointer. Pure."""

from __future__ import annotations

from annotator.annotations.operations import shown
from annotator.annotations.records import Event, quote
from annotator.ui.hands import arming
from annotator.ui.hands.acts import Acts
from annotator.ui.hands.pointing import Pointing
from annotator.ui.hands.state import Effect, Place, Prediction


def predict(acts: Acts, pointing: Pointing, place: Place | None, *, ctrl: bool = False) -> Prediction:
    """What a click at ``place`` would do; without a place, what the keys would."""
    if place is None:
        return Prediction(Effect.CARET, hint(acts))
    state = acts.state
    if state.moving is not None or state.retyping:
        return Prediction(Effect.CARET, hint(acts))
    if state.linking is not None and place.mentions:
        other = acts.mention(place.mentions[0])
        words = shown(quote(other)) if other is not None else ""
        return Prediction(Effect.LINK, f"Click: link to {words}")
    event = acts.active_event
    if event is not None and not ctrl:
        return _filling(acts, pointing, event, place)
    if any(start <= place.position <= end for start, end in state.selection) and not ctrl:
        return Prediction(Effect.CARET, hint(acts))
    mention = acts.mention(pointing.next_outward(place))
    if mention is None:
        words = "Click: place the caret · double click: word · triple: sentence · drag: stretch"
        if state.sticky is not None:
            words = f"Double click or drag: tag {acts.display(state.sticky)} · Esc ends"
        elif state.selection:
            words = _selection_hint(acts)
        return Prediction(Effect.CARET, words)
    if mention.id == state.selected:
        return Prediction(Effect.SELECT, hint(acts))
    return Prediction(Effect.SELECT, f"Click: select {acts.display(mention.type)} {shown(quote(mention))}")


def _filling(acts: Acts, pointing: Pointing, event: Event, place: Place) -> Prediction:
    name = acts.display(event.type)
    target = acts.mention(pointing.aim(place))
    if target is None:
        return Prediction(Effect.LEAVE, f"Click: leave {name} · double click or drag: select text")
    if target.id == event.id:
        return Prediction(Effect.SELECT, f"This is the trigger of {name}")
    quoted, armed = shown(quote(target)), acts.state.armed
    held = [a.role for a in event.arguments if a.filler == target.id]
    if held and armed not in held and acts.state.armed_by_hand and armed is not None:
        return Prediction(Effect.LINK, f"Click: {quoted} becomes {armed}, no longer {held[0]}")
    if held:
        return Prediction(
            Effect.UNLINK, f"Click: {quoted} is no longer {armed if armed in held else ', '.join(held)}"
        )
    role = arming.route(acts.session.tagset, event, armed, target.type)
    if role is None:
        return Prediction(Effect.REFUSE, acts.filling.refusal(event, target))
    return Prediction(Effect.LINK, f"Click: {quoted} becomes {role} of {name} · Ctrl+click only looks")


def hint(acts: Acts) -> str:
    """What the keys would do now."""
    state = acts.state
    if acts.session.read_only and not (acts.session.stand_in and state.selection):
        return acts.session.read_only
    if state.moving is not None:
        return (
            "Shift+arrows: character · Ctrl+Shift+arrows: word · F2: other boundary · Enter keeps · Esc drops"
        )
    if state.retyping:
        return "Change type: press a type's key · Space: all types · Esc keeps the type"
    if state.linking is not None:
        return "Link: click the other mention, or Tab and Enter · Esc drops"
    if state.selection:
        return _selection_hint(acts)
    if (event := acts.active_event) is not None:
        armed = f"click its {state.armed}" if state.armed else "every role is filled"
        return f"{acts.display(event.type)}: {armed} · 1–9 arm a role · . takes over · Esc leaves"
    if state.sticky is not None:
        return f"{acts.display(state.sticky)} is sticky: each mouse selection is tagged · Esc ends"
    if acts.mention(state.selected) is not None:
        event_key = "E fill · " if isinstance(acts.mention(state.selected), Event) else ""
        return f"{event_key}R type · F2 boundaries · N note · U unsure · C instance · A all occurrences · Del delete"
    return "Select text, then press a type's key · Tab: next mention"


def _selection_hint(acts: Acts) -> str:
    if not acts.places:
        return "Only blanks are selected: there is nothing to tag · Esc drops the selection"
    what = shown(acts.wording())
    if acts.state.active is not None:
        return f"{what}: a type's key tags and links it · Space: all types · Esc drops the selection"
    return f"{what}: a type's key or a digit tags it · Space: all types · + further fragment · Z zone"
