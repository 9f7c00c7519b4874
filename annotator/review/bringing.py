"""The sheets of everybody on one article, brought together from disk: who takes part, and who does not and why.

Reads only. Only sheets of the same text are brought together; what lies on disk may change at any time and is read anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from annotator.annotations.edits import Status
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.errors import AnnotatorError
from annotator.review.editions import edition
from annotator.sidecars.names import GOLD
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.pacing import Pace
from annotator.tagsets.model import Tagset


class Brought(Struct, frozen=True):
    """One annotator's sheet as it lies on disk.

    ``differs`` says whether its tagset is another one; ``tagset`` is that ``id version``, and says so where both are
    the same and yet the file was not.
    """

    annotator: str
    name: str
    sheet: Sheet
    status: Status
    tagset: str
    differs: bool


class LeftOut(Struct, frozen=True):
    """A sheet that cannot be compared, and why."""

    annotator: str
    reason: str


class Sheets(Struct, frozen=True):
    """All sheets on one article, ordered by annotator; ``gold`` is its gold sheet if there is one."""

    article: Article
    brought: tuple[Brought, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    gold: Brought | None = None

    def of(self, annotator: str) -> Brought | None:
        """One annotator's sheet, or None."""
        return next((b for b in self.brought if b.annotator == annotator), None)


class Shelf:
    """Keeps the sheets of one article as they were read, for whoever brings them together again and again.

    A file counts as unchanged while inode, size and times are as they were before it was read. May be used from
    several threads: at worst a sheet is read twice.
    """

    def __init__(self) -> None:
        self._of: tuple[str, str] = ("", "")
        self._kept: dict[Path, tuple[tuple[int, ...], Brought | LeftOut]] = {}

    def bring(
        self, article: Article, annotator: str, path: Path, tagset: Tagset, pace: Pace | None
    ) -> Brought | LeftOut:
        """What lies at a path, read only if it has changed."""
        of = (article.sha256, tagset.sha256)
        if of != self._of:
            self._of, self._kept = of, {}
        kept = self._kept
        try:
            stat = path.stat()
        except OSError:
            return _bring(article, annotator, path, tagset, pace)
        stamp = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        known = kept.get(path)
        if known is None or known[0] != stamp:
            known = kept[path] = (stamp, _bring(article, annotator, path, tagset, pace))
        return known[1]


def bring(
    article: Article,
    sidecars: Mapping[str, Path],
    tagset: Tagset,
    *,
    shelf: Shelf | None = None,
    pace: Pace | None = None,
) -> Sheets:
    """The sheets of ``sidecars`` (annotator to path) on ``article``. Never raises for what is wrong with one of them.

    ``shelf`` spares reading those that have not changed; ``pace`` is for worker threads.
    """
    brought: list[Brought] = []
    left_out: list[LeftOut] = []
    gold: Brought | None = None
    for annotator in sorted(sidecars):
        path = sidecars[annotator]
        if shelf is None:
            found = _bring(article, annotator, path, tagset, pace)
        else:
            found = shelf.bring(article, annotator, path, tagset, pace)
        if isinstance(found, LeftOut):
            left_out.append(found)
        elif annotator == GOLD:
            gold = found
        else:
            brought.append(found)
    return Sheets(article, tuple(brought), tuple(left_out), gold)


def _bring(
    article: Article, annotator: str, path: Path, tagset: Tagset, pace: Pace | None
) -> Brought | LeftOut:
    try:
        opened = open_sheet(path, article, pace=pace)
    except (AnnotatorError, OSError) as error:
        return LeftOut(annotator, str(error))
    header = opened.header
    if header.article.sha256 != article.sha256:
        return LeftOut(annotator, "it was made on another version of the text")
    if opened.read_only is not None:
        return LeftOut(annotator, opened.read_only)
    named = f"{header.tagset.id} {header.tagset.version}".strip()
    another = edition(header.tagset, tagset)
    return Brought(annotator, header.name, opened.sheet, opened.sheet.status, another or named, bool(another))


def open_to(sheets: Sheets, me: str, tagset: Tagset) -> Sequence[Brought]:
    """The colleagues' sheets that ``me`` may see: none before one's own is done where the tagset asks for independence."""
    own = sheets.of(me)
    if tagset.review.closes(own.status if own is not None else None):
        return ()
    return tuple(b for b in sheets.brought if b.annotator != me)
