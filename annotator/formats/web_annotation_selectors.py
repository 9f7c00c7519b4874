"""What the selectors of Web Annotations select in an article's text."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from annotator.annotations.records import (
    Fragment,
    fragment,
)
from annotator.formats.drafts import MOST_QUOTED, Misplaced, placed
from annotator.formats.units import Utf16
from annotator.formats.web_annotation_terms import (
    items_of,
    short,
    text_in,
)

MOST_SEARCHED = 1_000_000_000
"""Code points of an article in which quotes are searched, over all its annotations: beyond it a source is hostile."""


class Anchor(Struct, frozen=True):
    """What the selectors of one target say: a position, a quote or both."""

    position: tuple[int, int] | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""


def anchor_of(target: Any) -> Anchor:
    """What the selectors of a target say. Raises Misplaced where none of them can be understood."""
    selectors = items_of(target.get("selector")) if isinstance(target, dict) else []
    position, exact, prefix, suffix = None, "", "", ""
    for selector in selectors:
        if not isinstance(selector, dict):
            continue
        kinds = items_of(selector.get("type"))
        if "TextPositionSelector" in kinds:
            start, end = selector.get("start"), selector.get("end")
            if type(start) is not int or type(end) is not int:
                raise Misplaced("its TextPositionSelector needs whole numbers as “start” and “end”")
            position = (start, end)
        elif "TextQuoteSelector" in kinds:
            exact, prefix, suffix = (text_in(selector.get(key)) for key in ("exact", "prefix", "suffix"))
            if not exact:
                raise Misplaced("its TextQuoteSelector needs an “exact”")
    if position is None and not exact:
        raise Misplaced("it has neither a TextPositionSelector nor a TextQuoteSelector")
    return Anchor(position, exact, prefix, suffix)


class Finder:
    """Finds in one article's text what selectors select."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._units: Utf16 | None = None
        self._rest = MOST_SEARCHED
        self._quoted = 0

    def find(self, anchor: Anchor) -> tuple[Fragment, str]:
        """The fragment, and in words what was wrong where the quote had to win over the position, else nothing.

        Raises Misplaced where it stands nowhere, in several places, or inside a grapheme.
        """
        text, exact = self._text, anchor.exact
        wrong = ""
        if anchor.position is not None:
            start, end = anchor.position
            if not exact or (0 <= start < end and text[start:end] == exact):
                return self._fragment(start, end), ""
            if (points := self._of_units(start, end)) and text[points[0] : points[1]] == exact:
                return self._fragment(*points), ""
            wrong = f"at [{start}, {end}) the article does not say “{short(exact)}”"
        start = self._only(anchor, wrong)
        return self._fragment(start, start + len(exact)), wrong

    def _fragment(self, start: int, end: int) -> Fragment:
        if self._quoted > MOST_QUOTED:
            raise Misplaced(f"the annotations before it quote more than {MOST_QUOTED:,} characters")
        placed(self._text, [(start, end)])
        self._quoted += end - start
        return fragment(self._text, start, end)

    def _of_units(self, start: int, end: int) -> tuple[int, int] | None:
        self._units = self._units or Utf16(self._text)
        if self._units.length == len(self._text):
            return None
        try:
            return self._units.to_points(start), self._units.to_points(end)
        except ValueError:
            return None

    def _only(self, anchor: Anchor, wrong: str) -> int:
        """Where the quote stands: the one place with prefix and suffix, else the only one if words beside it agree."""
        places = self._places(anchor.prefix + anchor.exact + anchor.suffix)
        if len(places) == 1:
            return places[0] + len(anchor.prefix)
        places = places or self._places(anchor.exact)
        if len(places) == 1 and self._agrees(anchor, places[0]):
            return places[0]
        where = ("nowhere", "between other words", "more than once")[len(places)]
        also = f"{wrong}, and " if wrong else ""
        raise Misplaced(f"{also}“{short(anchor.exact)}” stands {where} in the article")

    def _agrees(self, anchor: Anchor, at: int) -> bool:
        """Whether prefix or suffix stand there but for blanks; a word alone may have been left by another edit."""
        prefix, suffix = _without_blanks(anchor.prefix), _without_blanks(anchor.suffix)
        end = at + len(anchor.exact)
        before = _without_blanks(self._text[max(0, at - 2 * len(anchor.prefix)) : at])
        after = _without_blanks(self._text[end : end + 2 * len(anchor.suffix)])
        return (
            not (prefix or suffix)
            or bool(prefix and before.endswith(prefix))
            or bool(suffix and after.startswith(suffix))
        )

    def _places(self, quote: str) -> list[int]:
        """The first two places of ``quote`` at most."""
        found: list[int] = []
        at = -1
        while len(found) < 2:
            if self._rest < 0:
                raise Misplaced("too many quotes of this article had to be searched for")
            begun = at + 1
            at = self._text.find(quote, begun)
            self._rest -= (at if at >= 0 else len(self._text)) - begun
            if at < 0:
                break
            found.append(at)
        return found


def _without_blanks(text: str) -> str:
    return "".join(text.split())
