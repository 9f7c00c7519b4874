"""What the dialogs of export and of gold know of the window."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset
from annotator.ui.settings import Settings


class Desktop(Struct, frozen=True):
    """The folder, what may be tagged, who tags, and how to have all on disk."""

    listing: Listing
    tagset: Tagset
    me: str
    settings: Settings
    saved: Callable[[], bool]
    """Waits until the open sheet is on disk; called by a worker."""
    listed: Callable[[], Listing]
    """Lists the folder as it is now; called by a worker."""
    called: Callable[[str], str] = str
    """How an annotator is called on screen."""
    told: Callable[[str], str] = str
    """Words about files as they may be read, where nobody is to be named."""
