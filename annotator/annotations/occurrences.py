"""Finding further places of a mention's wording, for tagging them all at once."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit, join
from annotator.annotations.index import SheetIndex
from annotator.annotations.operations import Stretch, shown, tag
from annotator.tagsets.model import Tagset


def occurrences(
    text: str, wording: str, *, whole_words: bool = True, match_case: bool = True
) -> list[Stretch]:
    """The places ``[start, end)`` (code points) where ``wording`` stands, from the top, without overlaps.

    White space matches any white space, so a wording broken over two lines is found. A place never ends
    between a character and its combining marks.
    """
    import regex

    words = wording.split()
    if not words:
        return []
    body = r"\s+".join(regex.escape(word) for word in words)
    before = r"(?<![\w\p{M}])" if whole_words else ""
    after = r"(?![\w\p{M}\u200d\ufe0f])" if whole_words else r"(?![\p{M}\u200d\ufe0f])"
    flags = 0 if match_case else regex.IGNORECASE
    return [match.span() for match in regex.finditer(before + body + after, text, flags)]


def untagged(index: SheetIndex, places: Sequence[Stretch], type: str) -> list[Stretch]:
    """The places that have no mention of that type on exactly them, and that lie in no zone."""
    return [
        place
        for place in places
        if not any(m.type == type for m in index.mentions_of((place,))) and not index.zones_in(*place)
    ]


def tag_all(text: str, tagset: Tagset, type: str, places: Sequence[Stretch], author: Author) -> Edit:
    """Tags every place with ``type``, as one edit."""
    edits = [tag(text, tagset, type, [place], author)[0] for place in places]
    wording = text[slice(*places[0])] if places else ""
    return join(edits, f"tag {len(places)} × {shown(wording)} as {tagset.display(type)}")
