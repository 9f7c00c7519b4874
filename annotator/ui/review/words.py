"""How differences and decisions are called on screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from annotator.annotations.records import Decision

CLASS_WORDS: Mapping[str, str] = {
    "missing": "missing",
    "boundary": "boundary",
    "type": "type",
    "role": "role",
    "argument": "argument",
    "attribute": "attribute",
    "instance": "instance",
    "zone": "zone",
    "single": "to be reviewed",
    "gone": "nobody has it",
}
"""Classes of difference, in the order of filters."""

STATE_WORDS: Mapping[str, str] = {
    "open": "open",
    "changed": "changed since it was decided",
    "deferred": "put off",
    "decided": "decided",
    "gone": "nobody has it any more",
}
"""How far a difference is."""


def classes_in_words(classes: Sequence[str]) -> str:
    """Several classes in a line."""
    return " · ".join(CLASS_WORDS.get(name, name) for name in classes)


def classes_within(classes: Sequence[str], room: float, width: Callable[[str], float]) -> str:
    """As many classes in a line as have room, and how many more there are; ``width`` measures words, in pixels."""
    names = [CLASS_WORDS.get(name, name) for name in classes]
    for shown in range(len(names), 1, -1):
        words = " · ".join(names[:shown]) + _more(len(names) - shown)
        if width(words) <= room:
            return words
    return names[0] + _more(len(names) - 1) if names else ""


def _more(number: int) -> str:
    return f" +{number}" if number else ""


def differing_in_words(classes: Sequence[str]) -> str:
    """What stands under the name of a difference."""
    return "To be reviewed" if tuple(classes) == ("single",) else f"Differs: {classes_in_words(classes)}"


def joined(names: Sequence[str]) -> str:
    """Names in a sentence: “A”, “A and B”, “A, B and C”."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def outcome_in_words(decision: Decision, adopted: str) -> str:
    """What was decided; ``adopted`` is how the annotator is called whose version became gold."""
    votes = f"{decision.votes.agree} of {decision.votes.of}"
    match decision.outcome:
        case "agreed":
            return "All agree"
        case "rule":
            return f"By rule, {votes} have it so"
        case "accepted":
            return f"As {adopted} has it" if adopted else "Accepted"
        case "parts":
            return "Put together from parts"
        case "edited":
            return "Edited by hand"
        case "none":
            return "None of these"
        case _:
            return "Put off"
