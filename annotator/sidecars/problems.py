"""What can be wrong with a sidecar, as errors that name file and place."""

from __future__ import annotations

from annotator.errors import AnnotatorError


class SidecarError(AnnotatorError):
    """A sidecar cannot be read or written; whatever is on disk was left alone."""


class NewerSidecar(SidecarError):
    """The sidecar's ``version`` is newer than this program knows."""


class ForeignSidecar(SidecarError):
    """The file is no sidecar, or not the one its name promises."""


class ChangedMeanwhile(SidecarError):
    """Somebody else changed the file since it was last read or written; nothing was overwritten."""


class Astray(SidecarError):
    """Article and sidecar are both gone from where they were, perhaps renamed; nothing was written in their place."""


class QuoteMismatch(SidecarError):
    """A record's quote is not what the article says at its place."""
