"""What becomes of edits on their way to the disk, as :class:`~annotator.sidecars.saver.Saver` tells it."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from annotator.sidecars.merging import Merge


class Saving(Struct, frozen=True):
    """Edits wait to be written or are being written."""


class Saved(Struct, frozen=True):
    """Every edit submitted so far is on disk, since ``at`` (UTC)."""

    at: datetime


class NotSaved(Struct, frozen=True):
    """Writing failed; the edits are kept and tried again in ``retry_in`` seconds.

    None: what was on disk is there no longer, as :meth:`Saver.look` found. It is written with the next edit, when asked
    to, and before closing.

    ``astray``: article and sidecar are gone from their place, and ``Saver.follow`` is to say where to write.
    """

    reason: str
    retry_in: float | None = None
    astray: bool = False


class Merged(Struct, frozen=True):
    """Somebody else had changed the file: what ``Saver.heard`` makes of it is to be applied to the open sheet.

    Do not submit that: it is in the file. ``known`` says how many of the edits submitted so far the merge knew of;
    what a later one touched is settled by the saver, which then tells a further merge.
    """

    merge: Merge
    known: int = 0


State: TypeAlias = Saving | Saved | NotSaved | Merged
