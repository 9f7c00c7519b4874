"""What *My tags against gold* has worked out on a worker. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from annotator.review.telling import Telling, ToldArticle, summed, tell
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import ArticleFile, Listing, Stamp
from annotator.tagsets.model import Tagset

Key: TypeAlias = tuple[str, str, Stamp, Stamp, Stamp]
"""For whom, with which tagset, and the stamps of article, own sheet and gold: while it stays, so does what is told."""


class Heard(Struct, frozen=True):
    """What was told, and of each article by its key, so that only what changed is read again."""

    telling: Telling = Telling()
    known: Mapping[Key, ToldArticle] = {}


def hear(
    listing: Listing,
    me: str,
    tagset: Tagset,
    known: Mapping[Key, ToldArticle],
    saved: Callable[[], bool],
    note: Callable[[int, int], None],
) -> Heard:
    """Reads what changed since; ``note`` is told how far it is and may raise, ``saved`` waits for the open sheet."""
    saved()
    found: dict[Key, ToldArticle] = {}
    for done, file in enumerate(listing.articles):
        note(done, len(listing.articles))
        key = _key(file, me, tagset)
        if key is None:
            continue
        told = known.get(key) or tell(file, me, tagset)
        if told is not None:
            found[key] = told
    return Heard(summed(found.values(), me, tagset), found)


def _key(file: ArticleFile, me: str, tagset: Tagset) -> Key | None:
    own, gold = file.sidecar(me), file.sidecar(GOLD)
    if own is None or gold is None:
        return None
    # The name is in it: two articles may have the very same stamps of files that were copied.
    return (f"{me}/{file.name}", tagset.sha256, file.stamp, own.stamp, gold.stamp)
