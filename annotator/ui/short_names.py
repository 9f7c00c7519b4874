"""A few letters that stand for an annotator wherever a name has no room: the one rule for labels, badges and chips.

Knows no Qt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SHORT_GOLD = "gold"
"""What stands for gold: no initials, since it is nobody."""


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """A name of one to three letters for each annotator (id to name on screen), no two the same.

    “annotator-a” becomes AA, “Annotator 2” A2, “Ann Lee” AL. Where two would be the same, both get a number.
    """
    made = {id: _initials(name) for id, name in sorted(names.items())}
    alike: dict[str, list[str]] = {}
    for id, short in made.items():
        alike.setdefault(short, []).append(id)
    taken = {short for short, ids in alike.items() if len(ids) == 1}
    for short, ids in alike.items():
        if len(ids) == 1:
            continue
        number = 0
        for id in ids:
            number += 1
            while f"{short}{number}" in taken:
                number += 1
            made[id] = f"{short}{number}"
            taken.add(made[id])
    return made


def _initials(name: str) -> str:
    words = [word for word in re.split(r"[\W_]+", name) if word]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + (words[-1] if words[-1].isdecimal() else words[-1][0])).upper()
