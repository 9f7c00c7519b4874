"""Opening one annotator's sheet on an article: what can be edited, what only looked at, and why.

Knows no window: reasons and notices are texts. Never makes an empty sheet of a file that it cannot read.
"""

from __future__ import annotations

import errno
from pathlib import Path

from msgspec import Struct

from annotator.annotations.edits import Status
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.articles.decoding import is_same
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.names import parse_sidecar_name
from annotator.sidecars.pacing import Pace
from annotator.sidecars.problems import ForeignSidecar, NewerSidecar, QuoteMismatch, SidecarError
from annotator.sidecars.reading import Loaded, parse_sidecar, read_header
from annotator.sidecars.saving import OnDisk, read_bytes


class OpenedSheet(Struct, frozen=True):
    """A sheet with all that a saver needs. ``read_only`` says why it cannot be edited, None when it can."""

    path: Path
    sheet: Sheet
    header: Header
    image: Image
    on_disk: OnDisk
    read_only: str | None = None
    notices: tuple[str, ...] = ()

    @property
    def exists(self) -> bool:
        """Whether there is a sidecar on disk."""
        return self.on_disk.signature is not None


def open_sheet(
    path: Path,
    article: Article,
    *,
    name: str = "",
    tagset: TagsetStamp | None = None,
    pace: Pace | None = None,
    many: bool = False,
) -> OpenedSheet:
    """Opens the sidecar at ``path``, whose file name says whose it is; without a file, an empty sheet.

    ``name`` is the annotator's name as typed and ``tagset`` the one in use, for a header still to be made. ``pace``
    is for worker threads; ``many`` says that others will be opened, too, so that it pays to prepare for it. Raises
    SidecarError (ForeignSidecar, QuoteMismatch) naming file and place, and OSError; the file is left alone then.
    """
    stands_for = parse_sidecar_name(path.name)
    if stands_for is None:
        raise ForeignSidecar("this is no sidecar's name", path=path)
    try:
        data, signature = read_bytes(path)
    except FileNotFoundError:
        header = Header(
            stands_for.annotator,
            name or stands_for.annotator,
            ArticleStamp.of(article),
            tagset or TagsetStamp(),
        )
        return OpenedSheet(path, Sheet(), header, Image.of(header), OnDisk())
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        header = Header(stands_for.annotator, name, ArticleStamp.of(article))
        why = "The article's file name is too long for a sidecar beside it: give it a shorter one to tag it."
        return OpenedSheet(path, Sheet(), header, Image.of(header), OnDisk(), why)
    newer: NewerSidecar | None = None
    try:
        loaded = parse_sidecar(data, article, path, pace=pace, many=many)
    except NewerSidecar as error:
        newer = error
        loaded = _newer(data, article, path, stands_for.annotator, pace)
    check_owner(loaded.header, path)
    read_only, notices = (str(newer), ()) if newer is not None else _judge(loaded, article, path)
    on_disk = OnDisk(signature, loaded.image.chunks())
    return OpenedSheet(path, loaded.sheet, loaded.header, loaded.image, on_disk, read_only, notices)


def check_owner(header: Header, path: Path) -> None:
    """Raises ForeignSidecar when file name and header do not name the same annotator."""
    name = parse_sidecar_name(path.name)
    if name is not None and name.annotator != header.annotator:
        raise ForeignSidecar(
            f"the file name says “{name.annotator}”, the header “{header.annotator}”",
            path=path,
            remedy="Rename the file or correct “annotator” in it.",
        )


def recorded_encoding(path: Path) -> str | None:
    """The encoding that a sidecar says its article has; None without a readable sidecar."""
    try:
        return read_header(path).article.encoding
    except (OSError, SidecarError):
        return None


def recorded_status(path: Path) -> Status | None:
    """The status that a sidecar records; None without a readable sidecar."""
    try:
        return read_header(path).status
    except (OSError, SidecarError):
        return None


def _judge(loaded: Loaded, article: Article, path: Path) -> tuple[str | None, tuple[str, ...]]:
    if not loaded.misplaced:
        if loaded.same_bytes:
            return None, ()
        return None, ("The article has changed since, but every quote still stands at its place.",)
    id, line = loaded.misplaced[0]
    count = len(loaded.misplaced)
    recorded = loaded.header.article.encoding
    if not loaded.same_bytes:
        return (
            f"The article has changed since it was tagged: {count} of {len(loaded.sheet)} records no longer stand "
            f"at their place ({path.name}, line {line})."
        ), ()
    if not is_same(recorded, article.encoding):
        return f"The article was tagged as {recorded} but is read as {article.encoding} here.", ()
    remedy = f"The article is read as {recorded}, which “encoding” in the sidecar says: correct it if that is wrong."
    raise QuoteMismatch(
        f"record {id}: its quote is not what the article says there",
        path=path,
        line=line,
        remedy="" if is_same(recorded, "utf-8") else remedy,
    )


def _newer(data: bytes, article: Article, path: Path, annotator: str, pace: Pace | None) -> Loaded:
    """What can be understood of a newer sidecar; perhaps nothing."""
    try:
        return parse_sidecar(data, article, path, pace=pace, any_version=True)
    except SidecarError:
        header = Header(annotator, annotator, ArticleStamp.of(article))
        return Loaded(header, Sheet(), Image.of(header))
