"""A link drawn between two mentions: what it could be, and asking which of these it is to be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from annotator.annotations import linking, operations
from annotator.annotations.records import Event, quote
from annotator.ui.hands import arming
from annotator.ui.hands.grip import Grip
from annotator.ui.hands.state import Wish


class Links:
    """Links mentions as roles or relations."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip
        self.target: str | None = None
        """Where the link goes that is asked for."""

    def choices(self, source: str, target: str) -> list[tuple[str, str, Callable[[], bool]]]:
        """What a link from ``source`` to ``target`` could be: (kind, name, act) for each choice.

        ``kind`` is ``role`` or ``relation``.
        """
        grip = self._grip
        one, other = grip.mention(source), grip.mention(target)
        if one is None or other is None or one.id == other.id:
            return []
        tagset = grip.session.tagset
        choices: list[tuple[str, str, Callable[[], bool]]] = []
        for event, filler in ((one, other), (other, one)):
            if isinstance(event, Event):
                for role in arming.open_roles(tagset, event):
                    if tagset.accepts(event.type, role.id, filler.type):
                        edit = linking.link(event, role.id, filler.id, quote(filler))
                        name = f"{role.name} of {grip.display(event.type)} {operations.shown(quote(event))}"
                        choices.append(("role", name, partial(grip.apply, edit)))
        for relation in tagset.relations_between(one.type, other.type):
            edit, _ = linking.relate(tagset, relation.id, one, other, grip.session.author)
            choices.append(("relation", relation.name, partial(grip.apply, edit)))
        return choices

    def ask(self, source: str, target: str) -> None:
        """Asks which role or relation a link from ``source`` to ``target`` is to be."""
        if not self.choices(source, target):
            self._grip.say("No role and no relation of the tagset links these two")
            self._grip.put(linking=None)
            return
        self._grip.put(linking=source)
        self.target = target
        self._grip.wish(Wish.CHOOSE_LINK)
