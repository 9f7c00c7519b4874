"""What can be undone says whose version was accepted: here it follows how annotators are called on screen. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping


class Relabelling:
    """Remembers by which names annotators were called, for what was labelled with them."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._now: Mapping[str, str] = {}

    def meet(self, names: Mapping[str, str]) -> None:
        """Takes up how annotators (by id) are called from now on."""
        self._now = names
        # Who has the name of somebody else is not told apart any more: that shows at most in a label of undo.
        self._given |= {name: annotator for annotator, name in names.items()}

    def rename(self, names: Mapping[str, str]) -> Mapping[str, str]:
        """From the names that were given before to those of now, where these are others."""
        given, self._given = self._given, {}
        self.meet(names)
        found = {name: names[annotator] for name, annotator in given.items() if annotator in names}
        return {before: now for before, now in found.items() if before != now}


def relabelled(label: str, names: Mapping[str, str]) -> str:
    """A label that ends with an annotator's name, with that of now."""
    for before in sorted(names, key=len, reverse=True):
        if label.endswith(f" of {before}"):
            return label.removesuffix(before) + names[before]
    return label
